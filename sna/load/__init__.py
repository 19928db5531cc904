"""Loaders: one module a source, each turning one file into entries with a fate.

A loader is a module with three functions (see `Loader`). `identify` picks the loader from a file's content; two that
claim one file is an error that names both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Protocol, cast

from msgspec import Struct

from sna.errors import SourceError
from sna.facts import Column, Entry, Origin, Reason
from sna.load.source import WORKBOOKS, Source
from sna.load.unread import DOCUMENT, unread_kind

LOADERS: dict[str, str] = {
    "register": "sna.load.register",
    "roster": "sna.load.roster",
    "teams": "sna.load.services.teams",
    "zoom": "sna.load.services.calls:ZOOM",
    "meet": "sna.load.services.calls:MEET",
    "eventbrite": "sna.load.services.tickets:EVENTBRITE",
    "luma": "sna.load.services.tickets:LUMA",
    "bevy": "sna.load.services.tickets:BEVY",
    "meetup": "sna.load.services.tickets:MEETUP",
    "humanitix": "sna.load.services.tickets:HUMANITIX",
    "webex": "sna.load.services.calls:WEBEX",
    "slack": "sna.load.slack",
    "x": "sna.load.x",
    "minutes": "sna.load.minutes",
    "subjects": "sna.load.subjects",
    "transcript": "sna.load.transcript",
}

TABLE_KINDS = WORKBOOKS | {"text"}
KINDS: dict[str, frozenset[str]] = {
    "teams": TABLE_KINDS | {"json"},
    "slack": frozenset({"zip", "folder"}),
    "x": frozenset({"zip", "folder", "xlsx", "json", "text"}),
    "minutes": frozenset({"doc", "docx", "pdf", "text", "html"}),
    "transcript": frozenset({"docx", "text"}),
}
"""What a file must be (see `Source.kind`) for a loader to be asked; one that does not stand here reads tables."""

DATA = frozenset(
    {".csv", ".tsv", ".tab", ".json", ".jsonl", ".vtt", ".srt", ".xml", ".toml", ".yaml", ".yml", ".ini", ".py", ".js"}
)
"""Endings of the names of texts that are data for programs, or transcripts: never minutes."""

TABLES = {".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods"}
"""What people expect to be read as a table: its kind by content, its name's ending."""


class Options(Struct, frozen=True):
    """What the study file says about a source; every loader takes the same options.

    Attributes
    ----------
    file
        The file's name to show in every origin (relative to the study).
    columns
        Canonical column name → column header in the file, such as ``{"name": "Full name"}``.
    marks
        Attendance mark → status, such as ``{"?": "present"}``; added to the marks known.
    day_first
        Whether 03/04/2024 is the third of April; None lets the files decide, and day-first is stated where they cannot.
    title, series, on, mode
        What the file does not say of its gatherings: title, series, day, ``"virtual"`` or ``"in person"``.
    kind
        ``"event"`` where people of all communities could come, ``"meeting"`` where not; else the title tells.
    first_day, last_day
        The study's window; a date outside is rejected.
    spoke_is_present
        Whether somebody who spoke was present: True, False, or None for only where the roll is missing.
    roll
        Headings of the file's own below which those present stand, such as ``("Those attending",)``.
    ignore
        Entries of rolls that are nobody, such as ``("Forum Members",)``; headings of columns that do not say who came.
    not_organisations
        What stands where organisations do and is none, such as ``("all part-time",)``.
    allowed
        Kinds of private material the study may read, such as ``{"private_channels": "consent of all, 3 May"}``.
    """

    file: str = ""
    columns: Mapping[str, str] = {}
    marks: Mapping[str, str] = {}
    day_first: bool | None = None
    title: str = ""
    series: str = ""
    on: dt.date | None = None
    mode: str = ""
    kind: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    spoke_is_present: bool | None = None
    roll: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    not_organisations: tuple[str, ...] = ()
    allowed: Mapping[str, str] = {}

    def origin(self, path: Path, place: str = "") -> Origin:
        """Say where a record stands."""
        return Origin(self.file or path.name, place)

    def kind_of(self, title: str) -> str:
        """Say whether a gathering is a meeting or an event to which people of all communities could come.

        Examples
        --------
        >>> Options().kind_of("Celebration event"), Options().kind_of("Conference call")
        ('event', 'meeting')
        """
        return self.kind or ("event" if EVENTS.search(title) else "meeting")


EVENTS = re.compile(
    r"\b(?:celebrations?|conferences?(?! calls?\b)|learning[ -]together|launch|showcases?"
    r"|(?:annual|learning) events?)\b",
    re.IGNORECASE,
)
"""What the title of an event says."""


class Loader(Protocol):
    """What a loader module offers.

    A module may also have ``survey(sources, options) -> Options``, which looks once through all files of a study that
    it will read and settles what one file alone cannot tell, such as the order of day and month; and, if it reads
    tables, ``columns_of(source, options)``, which gives a `sna.facts.Column` for each column.
    """

    def identify(self, source: Source) -> bool:
        """Whether the content is of this kind; reads the head only, never raises on a foreign file."""

    def load(self, source: Source, options: Options) -> Iterator[Entry]:
        """Give one entry for each record, lazily; a damaged record is a rejected entry and reading goes on."""

    def count(self, source: Source, options: Options) -> int:
        """Count the records by another way than `load`, so that the two can disagree."""


def loader(name: str) -> Loader:
    """Import a loader by its name in `LOADERS`."""
    return cast("Loader", resolve_name(LOADERS[name]))


def identify(source: Source) -> str:
    """Name the loader whose kind a file is, from its content.

    Raises
    ------
    SourceError
        If no loader knows the file, or two do (the message names both).
    """
    fits = [name for name in LOADERS if _may_fit(name, source) and loader(name).identify(source)]
    if "transcript" in fits:  # nothing else has its cues
        return "transcript"
    if set(fits) <= {"minutes", "roster", "register"} and (kind := unread_kind(source, fits)):
        hint = "Do that, or leave it out." if kind.endswith(")") else "Leave it out."
        hint = "Save it as DOCX or PDF." if kind == DOCUMENT else hint
        raise SourceError(f"This is {kind}: it is not read.", code="R-UNKNOWN", hint=hint)
    if len(fits) > 1 and "subjects" in fits:
        sure = resolve_name(LOADERS["subjects"]).is_sure(source)
        fits = ["subjects"] if sure else [name for name in fits if name != "subjects"]
    members = fits == ["register", "roster"] and len(source.top()) > 1  # a tab of members beside registers
    if len(fits) == 1 or members:
        return fits[0]
    if not fits:
        raise _unknown(source)
    raise SourceError(
        f"Two loaders fit this file: {' and '.join(fits)}.",
        code="R-AMBIGUOUS",
        hint=f'Settle it in study.toml: loader = "{fits[0]}".',
    )


def _may_fit(name: str, source: Source) -> bool:
    """Whether it is worth importing a loader to ask it about a source."""
    kind = source.kind
    is_data = kind in {"text", "html"} and source.suffix in DATA
    return kind in KINDS.get(name, TABLE_KINDS) and not (name == "minutes" and is_data)


def survey(name: str, sources: Iterable[Source], options: Options) -> Options:
    """Let a loader look at all its files before the first is read."""
    look = getattr(loader(name), "survey", None)
    return cast("Options", look(sources, options)) if look else options


def columns_of(name: str, source: Source, options: Options) -> tuple[Column, ...]:
    """Say of each column of a source what became of it; nothing where a loader reads no tables."""
    account = getattr(loader(name), "columns_of", None)
    return tuple(account(source, options)) if account else ()


def refusal(path: Path, options: Options, error: SourceError) -> tuple[Origin, Reason]:
    """Say in an entry's terms why a whole file cannot be read."""
    return options.origin(path, "file"), Reason(error.code, error.message, value=error.value, hint=error.hint)


def _unknown(source: Source) -> SourceError:
    kind = source.kind
    if kind == "empty":
        hint = "Export it again, or leave it out; in OneDrive or iCloud open it once, so that it is downloaded."
        return SourceError("The file is empty.", code="R-EMPTY", hint=hint)
    if kind == "json":
        why = "No loader knows this JSON: no service that is read writes it so."
        return SourceError(why, code="R-UNKNOWN", hint="Ask the tool for a table (CSV), or leave the file out.")
    if kind == "html":
        hint = "Open it in Excel and save it as XLSX." if source.suffix in TABLES else "Download the file itself."
        return SourceError("This is a web page, not a register.", code="R-HTML", hint=hint)
    if kind == "zip" and source.suffix == ".zip":
        hint = "If there are registers in it, unpack it beside the others; else leave it out."
        return SourceError("Nothing in this zip can be read here.", code="R-ZIP", hint=hint)
    if kind in WORKBOOKS or kind == "zip" or source.suffix in TABLES:
        try:
            next(loader("register").load(source, Options()), None)
        except SourceError as error:  # what keeps a table from being a register is what its owner needs to know
            return error
    hint = 'Name the columns in study.toml (columns = {name = "…"}) or leave the file out.'
    if source.suffix not in TABLES:
        hint = "Write Present: before the names in minutes, or Name above them in a list; else leave the file out."
    hint = hint if kind == "text" else "Save it as CSV, XLSX, DOCX or PDF, or leave it out."
    return SourceError("No loader knows this kind of file.", code="R-UNKNOWN", hint=hint, value=source.name)
