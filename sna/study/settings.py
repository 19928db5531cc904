"""study.toml: what a study is about, read with care.

Every key has a type; an unknown key is an error that names the nearest one known, because a misspelt setting that is
silently ignored is worse than none.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct, field

from sna.errors import SnaError, StudyError, nearest, shown
from sna.load.files.container import decode
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
    everybody to everybody by their task: who links us is also told without them; `conveners_until` is the last day of
    each who has stopped. `population` is how many people could belong to any of several communities (0: not known).
    `labels` says what stands for a person on map and report: the name, the initials, the role or
    a code.
    """

    title: str = ""
    subtitle: str = ""
    group: Literal["organisation", "locality", "sector", "role"] = "organisation"
    colour: Literal["sector", "organisation", "locality", "role"] = "sector"
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
    one_per_day: bool = False
    no_register: tuple[dt.date, ...] = ()
    conveners: tuple[str, ...] = ()
    conveners_until: dict[str, dt.date] = {}
    population: Annotated[int, Meta(ge=0, le=100_000_000)] = 0
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
    kind: Literal["", "meeting", "event"] = ""
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


class PlanPart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[plan]``: what ``sna plan`` keeps to (see `sna.plan.Rules`).

    `over` is the column whose groups should meet, that of ``[study]`` unless stated; `seats` those of a meeting (0: as
    many as usually come), `meetings` the days of those to be planned. `conveners` are in the room: ``"sit"`` takes
    seats for them, ``"beside"`` adds chairs. `must` and `cannot` are names. `at_most_per_group` is of `over` (0: no
    limit); `at_least` and `at_most` say how many of a column's value. `rest` meetings lie between two seats of one
    person. `come` is the share of those asked who come, where no replies say it; with `over_invite` more are asked than
    there are seats. `table` is how many sit at one.
    """

    over: Literal["", "organisation", "locality", "sector", "role"] = ""
    seats: Annotated[int, Meta(ge=0, le=1_000)] = 0
    meetings: tuple[dt.date, ...] = ()
    conveners: Literal["sit", "beside"] = "sit"
    must: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    at_most_per_group: Annotated[int, Meta(ge=0, le=1_000)] = 0
    at_least: dict[str, dict[str, Annotated[int, Meta(ge=0, le=1_000)]]] = {}
    at_most: dict[str, dict[str, Annotated[int, Meta(ge=0, le=1_000)]]] = {}
    rest: Annotated[int, Meta(ge=0, le=50)] = 0
    turns: bool = True
    come: Annotated[float, Meta(gt=0, le=1)] = 0.85
    over_invite: bool = False
    table: Annotated[int, Meta(ge=2, le=100)] = 5


class LettersPart(Struct, frozen=True, forbid_unknown_fields=True):
    """``[letters]``: how members reach the conveners, and until when their records are kept."""

    contact: str = ""
    kept_until: dt.date | None = None


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
    plan: PlanPart = PlanPart()
    letters: LettersPart = LettersPart()


def read(path: Path) -> Settings:
    """Read a study file, in whatever encoding an editor saved it.

    Raises
    ------
    StudyError
        If it cannot be read, a key is unknown (the nearest known is named), or a value is of the wrong kind.
    """
    text = text_of(path)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of a number of five thousand digits
        raise StudyError(f"{shown(path.name)} cannot be read: {_slip(text, str(error))}") from error
    return parse(table, path.name)


def text_of(path: Path) -> str:
    """Give the text of a study file, with plain line ends and blanks.

    Raises
    ------
    StudyError
        If it cannot be read.
    """
    try:
        return decode(path.read_bytes()).text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    except (OSError, SnaError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise StudyError(f"{shown(path.name)} cannot be read: {shown(why, 200)}.") from error


_SLIPS = (
    (r"[\u201c\u201d\u201e\u2018\u2019]", '{} is a quotation mark of a word processor. Write straight ones: "…".'),
    (r'"[^"]*\\', 'a path between double quotation marks has \\. Write /: "registers/*.csv".'),
    (r"^\s*[\w-]+(?: [\w-]+)+\s*=", '{}: a name of several words stands between quotation marks: "Year 1" = ….'),
    (
        r"[=\[,]\s*(?!\d{4}-[01]\d-\d\d\b)(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2} [A-Z][a-z]+ \d{4})",
        "{} is no day as it is written here. Write year-month-day, two digits each: 2024-03-06.",
    ),
    (r"^\s*[\w-]+\s*:", 'before the value stands =, no colon: title = "Forum".'),
    (r"=\s*(?i:yes|no|true|false|on|off)\b", "{}: write true or false, in small letters, without quotation marks."),
    (r"=\s*[^\W\d_][\w ]*", '{}: text stands between straight quotation marks: group = "organisation".'),
    (r'^[^"]*"[^"]*$', "a quotation mark is missing at the end of the text."),
)
"""Slips of a line of TOML, and what to do about each."""


def _slip(text: str, fault: str) -> str:
    """Say what is wrong with a line that is no TOML, and how to write it."""
    place = re.search(r"at line (\d+)", fault)
    line = text.split("\n")[int(place[1]) - 1] if place else ""
    slips = ((re.search(pattern, line), advice) for pattern, advice in _SLIPS)
    slip, advice = next(((slip, advice) for slip, advice in slips if slip), (None, ""))
    if slip and place and not re.search("twice|overwrite", fault):
        return f"line {place[1]}: {advice.format(shown(slip[slip.lastindex or 0].strip(' =[,'), 30))}"
    fault = fault.replace("Cannot overwrite a value", "A key stands twice in its section")
    return f"{shown(fault.replace('Invalid date or datetime', 'There is no such day'), 200)}."


def parse(table: Mapping[str, Toml], where: str = FILE) -> Settings:
    """Make settings of a table as TOML gives it.

    Examples
    --------
    >>> parse({"study": {"titel": "Forum"}})
    Traceback (most recent call last):
    sna.errors.StudyError: study.toml: [study] has no key 'titel'. Did you mean 'title'?
    >>> parse({"study": {"seed": "one"}})
    Traceback (most recent call last):
    sna.errors.StudyError: study.toml: [study] seed = 'one' should be a whole number.
    """
    _check_keys(table, Settings.__struct_fields__, "", where)
    for name, keys in _KEYS.items():
        value = table.get(name)
        for section in value if isinstance(value, list) else [value]:
            if isinstance(section, Mapping):
                _check_keys(section, keys, f"[{name}] ", where)
    _check_days(table, where)
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        raise StudyError(f"{where}: {_wrong_value(table, str(error))}") from error
    _check_periods(settings, where)
    _check_conveners(settings.study, where)
    return settings


def _check_days(table: Mapping[str, Toml], where: str) -> None:
    """Refuse what should be a first and a last day and is not."""
    periods = table.get("periods")
    titles = periods.items() if isinstance(periods, Mapping) else ()
    spans = {f"[periods] {shown(title)!r}": span for title, span in titles}
    for name, span in {**spans, **{name: span for name, span in table.items() if name == "window"}}.items():
        try:
            begins, ends = msgspec.convert(span, tuple[dt.date, dt.date])
        except msgspec.ValidationError as error:
            value = ", ".join(map(str, span)) if isinstance(span, list) else str(span)
            how = "Write its first and its last day as year-month-day: [2024-03-06, 2024-12-31]."
            raise StudyError(f"{where}: {name} = [{shown(value)}] is no time. {how}") from error
        if ends < begins:
            raise StudyError(f"{where}: {name} ends on {ends} before it begins on {begins}. Swap them.")


_MEANT = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false, without quotation marks",
    "str": "text between straight quotation marks",
    "array": 'a list in square brackets: ["…", "…"]',
    "object": "a section: its name in square brackets on a line of its own, and key = value below it",
    "date": "a day as year-month-day: 2024-03-06",
}


def _wrong_value(table: Mapping[str, Toml], fault: str) -> str:
    """Say which value is wrong, and which are right."""
    path = re.findall(r"\w+", fault.rpartition("`$")[2])
    value: Toml = table
    for step in path:  # to what is wrong, or to the list or section it stands in
        below = value.get(step) if isinstance(value, Mapping) else None
        below = value[int(step)] if isinstance(value, list) and step.isdigit() else below
        value = value if below is None else below
    where = " ".join([f"[{path[0]}]", *path[1:]] if path else ["a value"])
    where += f" = {shown(value)!r}" if isinstance(value, str) else f" = {value}" if isinstance(value, int) else ""
    if fault.startswith("Invalid enum"):
        choices = get_args(get_type_hints(get_type_hints(Settings)[path[0]])[path[1]])
        return f"{where} is unknown. {nearest(str(value), choices)}It may be: {', '.join(choices)}."
    if path == ["source"]:
        return "[source] is written with two brackets: [[source]]."
    meaning = _MEANT.get("date" if "date" in fault else "".join(re.findall(r"Expected `(\w+)", fault)))
    limit = "".join(f", {text}" for text in re.findall(r"[<>]= [\d.]+", fault))
    return f"{where} should be {meaning}{limit}." if meaning else fault.replace("`$.", "`").replace("`", "'") + "."


_KEYS: dict[str, tuple[str, ...]] = {
    "study": StudyPart.__struct_fields__,
    "sources": SourcesPart.__struct_fields__,
    "source": SourcePart.__struct_fields__,
    "network": NetworkPart.__struct_fields__,
    "privacy": PrivacyPart.__struct_fields__,
    "plan": PlanPart.__struct_fields__,
    "letters": LettersPart.__struct_fields__,
    "contact": ("reply", "mention", "reaction", "retweet", "quote", "huddle", "action"),
    "allow": ("private_channels", "direct_messages", "group_messages"),
}


def _check_keys(table: Mapping[str, Toml], keys: tuple[str, ...], section: str, where: str) -> None:
    for name in table:
        if name not in keys and not name.startswith("#"):  # [allow] may name a channel: "#general"
            holding = next((part for part, names in _KEYS.items() if not section and name in names), "")
            hint = (
                f"Write it below [{holding}].".replace("[source]", "[[source]]")
                if holding
                else nearest(name, keys).strip()
            )
            hint = hint or f"It may have: {', '.join(keys)}."
            raise StudyError(f"{where}: {section or 'the file '}has no key {shown(name)!r}. {hint}")


def _check_conveners(study: StudyPart, where: str) -> None:
    """Refuse the last day of somebody who is no convener."""
    names = {key(name) for name in study.conveners}
    for name in study.conveners_until:
        if key(name) not in names:
            raise StudyError(
                f"{where}: [study] conveners_until names {shown(name)!r}, who is none of the conveners. "
                f"{nearest(name, study.conveners)}Write the name below conveners too."
            )


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
        if ended is not None and begins <= ended:
            raise StudyError(
                f"{where}: the period {shown(title)!r} begins on {begins} before the one above it ends on {ended}."
            )
        ended = ends
