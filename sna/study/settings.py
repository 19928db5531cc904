"""study.toml: what a study is about, read with care.

Every key has a type; an unknown key is an error that names the nearest one known, because a misspelt setting that is
silently ignored is worse than none.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct, field

from sna.errors import StudyError, shown
from sna.names import key

FILE = "study.toml"
RESERVED = frozenset("slack x actions whole siena con prn aux nul com1 com2 com3 com4 lpt1 lpt2 lpt3".split())
"""Folders of other tables, and names that Windows keeps for itself."""
LONGEST_TITLE = 100

Toml: TypeAlias = "str | int | float | bool | dt.date | dt.time | Sequence[Toml] | Mapping[str, Toml]"
"""A value as TOML gives it."""


class StudyPart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[study]``: what it is called and how people are grouped.

    `group` is the column that makes the groups (organisation, locality, sector, role), `colour` the one that gives the
    colours. `one_per_day` says that the community never meets twice a day. `no_register` are the days
    of meetings of which there is none. `conveners` are the names of those who tie
    everybody to everybody by their task: who links us is also told without them. `labels` says what stands for a
    person on map and report: the name, the initials, the role or a code.
    """

    title: str = ""
    subtitle: str = ""
    group: Literal["organisation", "locality", "sector", "role"] = "organisation"
    colour: Literal["sector", "organisation", "locality", "role"] = "sector"
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
    one_per_day: bool = False
    no_register: tuple[dt.date, ...] = ()
    conveners: tuple[str, ...] = ()
    labels: Literal["names", "initials", "roles", "codes"] = "names"


class SourcesPart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[sources]``: which files belong to the study, as patterns relative to study.toml.

    `aliases` and `review` name the files of aliases and of answers, if they are not called ``aliases.csv`` and
    ``identity-review.csv``; a ``problems.xlsx`` among the files is known by itself.
    """

    include: tuple[str, ...] = ("**/*",)
    exclude: tuple[str, ...] = ()
    aliases: str = ""
    review: str = ""


class SourcePart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[[source]]``: what the files matching `files` do not say of themselves (see `sna.load.Options`)."""

    files: str
    loader: str = ""
    columns: dict[str, str] = {}
    marks: dict[str, str] = {}
    day_first: bool | None = None
    title: str = ""
    series: str = ""
    on: dt.date | None = None
    mode: str = ""
    spoke_is_present: bool | None = None
    roll: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    not_organisations: tuple[str, ...] = ()


class NetworkPart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[network]``: how attendance becomes ties.

    `weight` is the strength of a tie; a gathering of more than `largest` people makes no ties; `unidentified` says
    whether devices, rooms and telephones are nodes.
    """

    weight: Literal["newman", "jaccard", "count"] = "newman"
    largest: Annotated[int, Meta(ge=2, le=100_000)] = 300
    unidentified: bool = False
    permutations: Annotated[int, Meta(ge=0, le=99_999)] = 9_999


class PrivacyPart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[privacy]``: who is left out, and which counts of people a page without names may tell.

    `opt_out` is the file of those who asked to be left out, if it is not called ``opt-out.csv``. `smallest` is the
    smallest count that is told, `round` what counts are rounded to, and `fewest` how many different people must stand
    behind a tie between groups (see `sna.privacy.SmallNumbers`). `words` may stand on such a page though they are also
    somebody's surname.
    """

    opt_out: str = ""
    smallest: Annotated[int, Meta(ge=1, le=1_000)] = 8
    round: Annotated[int, Meta(ge=1, le=1_000)] = 5
    fewest: Annotated[int, Meta(ge=1, le=1_000)] = 5
    words: tuple[str, ...] = ()


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole study.toml; every part may be left out.

    ``[periods]`` maps a title to its first and last day. ``window`` = [first, last] refuses dates outside.
    ``[contact]`` weights the kinds of interaction. ``[allow]`` turns on a kind of private material and says why.
    """

    study: StudyPart = StudyPart()
    sources: SourcesPart = SourcesPart()
    source: tuple[SourcePart, ...] = ()
    periods: dict[str, tuple[dt.date, dt.date]] = {}
    window: tuple[dt.date, dt.date] | None = None
    network: NetworkPart = NetworkPart()
    contact: dict[str, Annotated[float, Meta(ge=0, le=1_000_000)]] = field(default_factory=dict)
    allow: dict[str, str] = {}
    privacy: PrivacyPart = PrivacyPart()


def read(path: Path) -> Settings:
    """Read a study file.

    Raises
    ------
    StudyError
        If it cannot be read, a key is unknown (the nearest known is named), or a value is of the wrong kind.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # also of a number of five thousand digits
        raise StudyError(f"{shown(path.name)} cannot be read: {shown(error, 200)}.") from error
    return parse(table, path.name)


def parse(table: Mapping[str, Toml], where: str = FILE) -> Settings:
    """Make settings of a table as TOML gives it.

    Examples
    --------
    >>> parse({"study": {"titel": "Forum"}})
    Traceback (most recent call last):
    sna.errors.StudyError: study.toml: [study] has no key 'titel'. Did you mean 'title'?
    """
    _check_keys(table, Settings.__struct_fields__, "", where)
    for name, keys in _KEYS.items():
        value = table.get(name)
        for section in value if isinstance(value, list) else [value]:
            if isinstance(section, Mapping):
                _check_keys(section, keys, f"[{name}] ", where)
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        message = str(error).replace("`$.", "`").replace("`", "'").rstrip(".")  # the words of the file, not of msgspec
        raise StudyError(f"{where}: {message}.") from error
    _check_periods(settings, where)
    return settings


_KEYS: dict[str, tuple[str, ...]] = {
    "study": StudyPart.__struct_fields__,
    "sources": SourcesPart.__struct_fields__,
    "source": SourcePart.__struct_fields__,
    "network": NetworkPart.__struct_fields__,
    "privacy": PrivacyPart.__struct_fields__,
    "contact": ("reply", "mention", "reaction", "retweet", "quote", "huddle", "action"),
    "allow": ("private_channels", "direct_messages", "group_messages"),
}


def _check_keys(table: Mapping[str, Toml], keys: tuple[str, ...], section: str, where: str) -> None:
    for name in table:
        if name not in keys and not name.startswith("#"):  # [allow] may name a channel: "#general"
            near = get_close_matches(name, keys, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]!r}?" if near else f"It may have: {', '.join(keys)}."
            raise StudyError(f"{where}: {section or 'the file '}has no key {shown(name)!r}. {hint}")


def folder_of(title: str) -> str:
    """Give the folder of a period's tables.

    Examples
    --------
    >>> folder_of("Year 1")
    'year-1'
    """
    return key(title).replace(" ", "-")


def _check_folders(settings: Settings, where: str) -> None:
    """Refuse periods whose tables would overwrite others."""
    titles: dict[str, str] = {}
    for title in settings.periods:
        folder = folder_of(title)
        if not folder or folder in RESERVED or len(folder) > LONGEST_TITLE:
            raise StudyError(
                f"{where}: the period {shown(title)!r} gives no name for a folder: it needs a letter or digit, at most "
                f"{LONGEST_TITLE} of them, and may not be called {', '.join(sorted(RESERVED)[:3])} or the like."
            )
        if other := titles.get(folder):
            raise StudyError(
                f"{where}: the periods {shown(other)!r} and {shown(title)!r} would share a folder. Rename one."
            )
        titles[folder] = title


def _check_periods(settings: Settings, where: str) -> None:
    _check_folders(settings, where)
    ended: dt.date | None = None
    for title, (begins, ends) in settings.periods.items():
        if ends < begins:
            raise StudyError(f"{where}: the period {shown(title)!r} ends on {ends} before it begins on {begins}.")
        if ended is not None and begins <= ended:
            raise StudyError(f"{where}: the period {shown(title)!r} begins on {begins} before the one above it ends.")
        ended = ends
