"""Loaders: one module a source, each turning one file into entries with a fate; and what is known and not read.

A loader is a module with three functions (see `Loader`). `identify` picks the loader from a file's content; two that
claim one file is an error that names both.

Not read are pictures, mailboxes, chats, and tables that say something else than who came. A list of ties, a table of
who names whom, a list of what was adopted or what people want looks much like a list of members. It is told by what its
columns mean and hold, so that nobody in it is taken for somebody who belongs or came.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import Protocol, cast

from msgspec import Struct

from sna.errors import SourceError
from sna.facts import Column, Entry, Origin, Reason
from sna.load.columns import fold, sort_of
from sna.load.files.cells import Row, Sheet
from sna.load.source import WORKBOOKS, Source
from sna.names import key

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
HEAD = 50  # rows
LEAST_GRID = 3  # columns that ask the same of different people


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


def unread_kind(source: Source, loaders: Collection[str] = ()) -> str:
    """Say what a file is, if it is something known of which no loader reads anything; else nothing.

    Parameters
    ----------
    source
        The file.
    loaders
        Those that would read it: what is known only by its words is never a register.

    Raises
    ------
    SourceError
        If it is a zip container that is damaged or hostile.
    """
    if source.kind not in {"doc", "docx"} and (kind := _BY_NAME.get(source.suffix)):
        return kind
    if source.kind == "zip" and (names := source.archive().namelist()):
        files = [name for name in names if not name.endswith("/")]
        if all(name.lower().endswith(".zip") for name in files):
            return "a zip in which there are only zips (unpack it once)" if files else "a zip of empty folders"
    if source.kind == "binary":
        return next((kind for magic, kind in _BY_BYTES if magic.match(source.head)), "")
    head = source.head[:4_000].decode("utf-8", "replace") if source.kind in {"text", "html", "json"} else ""
    kind = next((kind for pattern, kind in _BY_HEAD if pattern.search(head)), "")
    if not loaders and len(set(_LETTER.findall(head))) >= LEAST_LETTER:
        return "an e-mail"
    return kind or (_table_kind(source, "register" in loaders) if source.kind in WORKBOOKS | {"text"} else "")


def _table_kind(source: Source, is_register: bool) -> str:
    """Say what a table is that says something else than who came or belongs; nothing if a sheet may say that."""
    try:
        sheets = [sheet for sheet in source.top(HEAD) if any(not row.blank for row in sheet.rows)]
    except SourceError:
        return ""
    if {sheet.name for sheet in sheets} >= _OWN_SHEETS:
        return _OWN
    kinds = [_kind_by_cells(sheet) or ("" if is_register else _kind_by_words(sheet)) for sheet in sheets]
    return kinds[0] if kinds and all(kinds) else ""


def _kind_by_cells(sheet: Sheet) -> str:
    header, *rows = [row for row in sheet.rows if not row.blank]
    headings = [fold(heading) for heading in header.texts]
    if _is_matrix(header.texts, rows):
        return "a table of who is tied to whom (people as rows and as columns)"
    if _ends(headings, rows):
        return "a list of ties (who names whom)"
    if {"action", "actions", "task"} & set(headings) and not _ATTENDING & set(headings):
        return "a list of who is to do what"
    stems = [match[1] for text in header.texts if (match := _GRID.fullmatch(text))]
    if any(stems.count(stem) >= LEAST_GRID for stem in stems):
        return "a survey that asks the same of several people or things"
    return ""


def _kind_by_words(sheet: Sheet) -> str:
    header = next(row for row in sheet.rows if not row.blank)
    headings = [fold(heading) for heading in header.texts]
    if any(word in heading.split() for heading in headings for word in ("practice", "innovation")) and any(
        word in heading.split() for heading in headings for word in ("adopted", "adoption")
    ):
        return "a list of what was adopted, by whom and when"
    if sum(bool(pattern.search(heading)) for pattern in _SCOPING for heading in headings) >= LEAST_SCOPING:
        return "the answers to a survey of wants and offers"
    if all(any(pattern.search(heading) for heading in headings) for pattern in _EVENTS) and "email" not in headings:
        return "a list of events, not of who came"
    posts = {"message", "post", "body", "text"} & set(headings) and _POSTED & set(headings)
    return "a list of posts of a forum" if posts else ""


def _ends(headings: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether two columns hold the two ends of ties: text, and no days as in the *from* and *to* of a membership."""
    for tails, heads in _ENDS:
        columns = [next((at for at, heading in enumerate(headings) if heading in ends), -1) for ends in (tails, heads)]
        if min(columns) >= 0:
            cells = [[row.text(column) for row in rows if row.text(column)] for column in columns]
            return all(texts and sort_of(texts) not in {"date", "status", "email"} for texts in cells)
    return False


def _is_matrix(headings: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether the headings are the names of the rows."""
    names = {key(row.text(0)) for row in rows} - {""}
    heads = {key(heading) for heading in headings[1:]} - {""}
    return len(names) >= LEAST_GRID and len(names & heads) * 10 >= 8 * len(names | heads)


_PICTURE, _SOUND = "a photo or picture, no register", "a recording"
_MAIL, _DATA = "a mailbox or an e-mail", "a file of a database or of statistics (export it as CSV or XLSX)"
_PACKED = "an archive of another kind (unpack it, or pack it as ZIP)"
_OWN = "a page of our own results: no register"
DOCUMENT = "a document of another kind (RTF, ODT, Pages or old Word)"
_BY_NAME = {
    f".{ending}": kind
    for endings, kind in (
        ("jpg jpeg png gif heic heif webp tif tiff bmp svg", _PICTURE),
        ("mp3 m4a mp4 wav mov webm", _SOUND),
        ("mbox eml msg pst ost", _MAIL),
        ("vtt srt", "the transcript of a meeting"),
        ("doc rtf odt pages", DOCUMENT),
        ("ppt pptx odp key", "a presentation"),
        ("ics", "a calendar"),
        ("vcf", "a list of contacts, an address book"),
        ("gsheet gdoc url lnk webloc", "a link, not the file (download that as XLSX or CSV)"),
        ("fods numbers xlsb gnumeric", "a workbook of another kind (save it as XLSX)"),
        ("icloud", "a placeholder of a file in iCloud (open it once, so that it is downloaded)"),
        ("crdownload part partial download", "an unfinished download (let it finish, or download it again)"),
        ("bak tmp", "a backup or temporary file"),
        ("accdb mdb sqlite db sav dta rds parquet", _DATA),
        ("7z rar gz tgz tar", _PACKED),
    )
    for ending in endings.split()
}
_BY_BYTES = [
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb"\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*|RIFF....WEBP|....ftyp(?:hei|mif|avif)", _PICTURE),
        (rb"....ftyp|ID3|RIFF|OggS|\x1aE\xdf\xa3", _SOUND),
        (rb"!BDN", _MAIL),
        (rb"7z\xbc\xaf|Rar!|\x1f\x8b", _PACKED),
    )
]
_LETTER = re.compile(r"^(From|To|Sent|Date|Cc|Subject): ", re.MULTILINE)
LEAST_LETTER = 3  # lines of the head of an e-mail
_OWN_SHEETS = {"people", "gatherings", "attendance", "affiliations"}
_LICENCE = (
    r"Permission is hereby granted, free of charge|Apache License\s+Version|GNU (?:\w+ )*GENERAL PUBLIC LICENSE|"
    r"Redistribution and use in source and binary forms|Creative Commons Legal Code"
)
_MOMENT = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d"
_BY_HEAD = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"\A\ufeff?From \S+.*\n(?:.*\n){0,30}?(?:From|Subject|Date): ", "a mailbox"),
        (rf"\A\ufeff?\u200e?\[?{_MOMENT}.{{0,12}}?(?:\]| -) .+", "a chat of WhatsApp"),
        (
            r"\A\s*window\.YTD\.tweets?\.",
            "the tweets.js of an X archive; account.js is needed beside it (give the whole zip)",
        ),
        (r"\A\s*window\.YTD\.", "one part of an X archive (give the whole zip)"),
        (r"\A\ufeff?\s*BEGIN:VCALENDAR", "a calendar"),
        (r"\A\ufeff?\s*BEGIN:VCARD", "a list of contacts, an address book"),
        (r"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;", _OWN),
        (_LICENCE, "a licence"),
        (r"\A\s*[{\[].*at://did:", "a list of posts of Bluesky"),
        (r"\A\s*[{\[].*(?:ns/activitystreams|preferredUsername)", "a list of posts, or an account, of Mastodon"),
        (r"\A\s*[{\[].*post_stream", "a topic of a Discourse forum"),
        (r"\A\s*[{\[].*graph\.microsoft\.com[^\"]*messages", "a list of messages of a Teams channel"),
    )
]


_GRID = re.compile(r"(.{5,}?)\s*\[[^\[\]]+\]")
_ENDS = [
    (frozenset(tails.split("|")), frozenset(heads.split("|")))
    for tails, heads in (
        ("source", "target"),
        ("from", "to"),
        (
            "respondent|ego|nominator|your name|tail",
            "named person|alter|nominee|nominated|named|names|head|contact named",
        ),
        ("person 1|person a|node 1|name 1", "person 2|person b|node 2|name 2"),
    )
]
_SCOPING = [
    re.compile(pattern)
    for pattern in (
        r"\bwant\b.*\b(?:from|group|community|network)|\blike to (?:get|gain)\b|\bhope to (?:get|gain)\b",
        r"\boffer\b|\bcontribute\b|\bbring to\b",
        r"\btasks?\b|\bfocus\b|\bpriorit\w+\b|\btopics?\b.*\blike\b",
    )
]
LEAST_SCOPING = 2
_ATTENDING = frozenset({"attended", "attendance", "present", "status", "join time", "timestamp"})
_EVENTS = [
    re.compile(pattern)
    for pattern in (
        r"^(?:event )?starts?(?: at| date| time| on)?$",
        r"^(?:event )?ends?(?: at| date| time| on)?$",
        r"\bsummary\b|\bdescription\b|\bvenue\b|\borgani[sz]er\b",
    )
]
_POSTED = frozenset({"posted by", "author", "reply to", "date posted", "thread"})
