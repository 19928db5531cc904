"""What is known and not read: pictures, mailboxes, chats, and tables that say something else than who came.

A list of ties, a table of who names whom, a list of what was adopted or what people want looks much like a list of
members. It is told by what its columns mean and hold, so that nobody in it is taken for somebody who belongs or came.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sna.errors import SourceError
from sna.load.columns import fold, sort_of
from sna.load.files.cells import Row, Sheet
from sna.load.source import WORKBOOKS, Source
from sna.names import key

HEAD = 50  # rows
LEAST_GRID = 3  # columns that ask the same of different people


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
    if source.kind != "doc" and (kind := _BY_NAME.get(source.suffix)):
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
