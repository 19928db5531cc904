"""Which meeting the minutes are of: title, day and sessions → gatherings."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct, structs

from sna.facts import Gathering, Origin, Reason
from sna.load import Options
from sna.load.minutes.blocks import Block
from sna.load.minutes.day import HEAD_BLOCKS, LONGEST_TITLE, WHEN, day_in, day_of, first_day
from sna.load.minutes.headings import closes, heading
from sna.load.minutes.records import Minutes
from sna.load.minutes.slots import Session
from sna.names import key

_DATES = re.compile(
    r"\(?\b\d{4}[-./]\d{1,2}[-./]\d+\b\)?|\b\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–—&]\s*\d{1,2}(?:st|nd|rd|th)?)?(?:\s+of)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
    r"(?:\s+(?:19|20)\d{2})?|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–—&]\s*\d{1,2})?(?:,?\s+(?:19|20)\d{2})?\b|"
    r"\b(?:19|20)\d{2}(?:[-/]\d{2})?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|\b\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\b(?:\s*"
    r"[-–—]\s*\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\b)?(?:\s*(?:UTC|GMT|BST|CES?T|[EP][SD]?T)\b)?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:draft|approved|confirmed|final|unconfirmed|meeting|agenda and)\s+)*(?:minutes|notes|summary|record|"
    r"agenda)\s+(?:of|for|from)\s+(?:(?:the|a)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_SIGNS = " -–—|,:;/()"
_TAIL = frozenset("held on at from dated of for in the".split()) | {""}
"""The words a title does not end in, once its day is taken out."""
_SUFFIX = re.compile(r"\s+held\b.*$|\s+meeting,?\s+minutes$|\s+(?:meeting\s+)?(?:minutes|notes)$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:the |of )?(?:draft|meetings?|minutes|notes|readme|index|day \d+|meeting (?:minutes|notes)|"
    r"(?:\w+ ){0,3}transcript(?:ion)?|recording|links|minutes of (?:the |a )?meeting)?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\([A-Z]{2,4}\)\s*(?:,|$)")
_UNDATED = Reason(
    "W-DATE", "No day of the meeting was found; it is in no period.", hint="Set the day in study.toml (on = …)."
)


class Meeting(Struct, frozen=True):
    """The gatherings of a document, one for each session, and what is doubtful about their day."""

    gatherings: tuple[Gathering, ...]
    warnings: tuple[Reason, ...] = ()


def read_meeting(blocks: Sequence[Block], minutes: Minutes, origin: Origin, options: Options) -> Meeting:
    """Settle title, day and mode of a document, and of each of its sessions."""
    sessions, modes = minutes.sessions, minutes.modes
    on, warnings = (options.on, ()) if options.on else day_of(blocks, origin.file, options.day_first)
    warnings = warnings if on or any(session.title and day_in(session.title) for session in sessions) else (_UNDATED,)
    path = PurePath(origin.file)
    title = options.title or title_of(blocks) or options.series or title_of_file(path.stem)
    gathering = _gathering(title or "meeting", on, path.stem, origin, options)
    gatherings = _sessions(gathering, sessions, path.stem, options) if len(sessions) > 1 else [gathering]
    modes = [options.mode or mode for mode in modes] or [options.mode]
    for number, session in enumerate(sessions[1:], 1):  # below its heading a session may state a day of its own
        own = (block.text for block in blocks[session.start : session.start + 5] if WHEN.match(block.text))
        if not options.on and (day := first_day(own, options.day_first)) and day != gatherings[number].on:
            again = _gathering(gatherings[number].title, day, path.stem, origin, options)
            gatherings[number] = structs.replace(again, series=gatherings[number].series)
    return Meeting(tuple(map(_in_mode, gatherings, modes)), warnings)


def _in_mode(gathering: Gathering, mode: str) -> Gathering:
    return structs.replace(gathering, mode=mode)


def _gathering(title: str, on: dt.date | None, stem: str, origin: Origin, options: Options) -> Gathering:
    parts = [on.isoformat(), key(title)] if on else ["undated", key(title), key(stem)]
    identity = "gathering:" + " ".join(filter(None, parts))
    return Gathering(identity, title, origin, on, options.series, options.mode)


def _sessions(document: Gathering, sessions: Sequence[Session], stem: str, options: Options) -> list[Gathering]:
    gatherings: list[Gathering] = []
    times: Counter[str] = Counter()
    for session in sessions:
        own = without_date(session.title)[:LONGEST_TITLE]
        title = document.title if not own or key(own) == key(document.title) else f"{document.title}: {own}"
        on = options.on or day_in(session.title, options.day_first) or document.on
        gathering = _gathering(title, on, stem, document.origin, options)
        times[gathering.id] += 1
        if (again := times[gathering.id]) > 1:
            gathering = structs.replace(gathering, id=f"{gathering.id} {again}", title=f"{title} ({again})")
        gatherings.append(structs.replace(gathering, series=options.series or document.title))
    return gatherings


def title_of(blocks: Sequence[Block]) -> str:
    """Give the title of a document without its day, so that it is the same for a whole series.

    Examples
    --------
    >>> title_of([Block("heading", "Minutes of the Care Forum held on 5 March 2024", "line 1", level=1)])
    'Care Forum'
    """
    head = list(_before_roll(blocks[:HEAD_BLOCKS]))
    headings = [block.text for block in head if block.kind == "heading"]
    lines = [block.text for block in head[:4] if block.kind == "line" and _may_title(block.text)]
    front = [block.text.partition(":")[2].strip(" \"'") for block in head if block.text.lower().startswith("title:")]
    titles = [without_date(text)[:LONGEST_TITLE] for text in [*headings, *front, *lines]]
    titles = [title for title in titles if any(map(str.isalpha, title))]
    return next((title for title in titles if not _GENERIC.match(title)), "") or next(iter(titles), "")


def _may_title(text: str) -> bool:
    """Whether a line may name a meeting: no sentence, no label, and no list of people, whole or cut by the page's edge.

    Examples
    --------
    >>> [_may_title(text) for text in ("Falls forum", "Rick Waldo (RW", "Ann Lee (AL), Bo", "and Cy Day,")]
    [True, False, False, False]
    """
    if len(text) >= LONGEST_TITLE or ":" in text or text.count(",") >= 3 or text.endswith((".", "?", "!", ",")):
        return False
    return text.count("(") == text.count(")") and not _INITIALS.search(text)


def without_date(text: str) -> str:
    """Take the day, and the words that only say *minutes*, out of a title.

    Examples
    --------
    >>> without_date("AWSF TAC Meeting - November 6, 2019"), without_date("Breakout B - 2020-08-24")
    ('AWSF TAC Meeting', 'Breakout B')
    """
    text = re.sub(r"\([^()]*\d[^()]*\)|\((?:recording|video|slides|link|notes)[^()]*\)", " ", text, flags=re.IGNORECASE)
    text = _SUFFIX.sub("", " ".join(_DATES.sub(" ", text).split()).rstrip(" -–—|,:;"))
    parts = _LEAD.sub("", text.strip(" -–—|,:;")).split()
    while parts and parts[-1].strip(_SIGNS).casefold() in _TAIL:
        parts.pop()
    text = " ".join(parts).rstrip(_SIGNS)
    return re.sub(r"\s*([,;:])(?:\s*[,;:])*", r"\1", text).strip(" -–—|,:;*_#")


def _before_roll(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give what stands before the first roll and the agenda."""
    for index, block in enumerate(blocks):
        text = block.cells[0] if block.cells else block.text
        label, colon, _rest = text.partition(":")
        if block.kind != "front" and heading(label, sure=block.kind in {"heading", "row"} or bool(colon)):
            return
        if index and block.kind == "heading" and closes(label) and len(key(label).split()) <= 3 and not day_in(text):
            return
        if block.kind != "row":
            yield block


def title_of_file(stem: str) -> str:
    """Give a file's name without its day.

    Examples
    --------
    >>> title_of_file("notes-2019-11-25"), title_of_file("Care Forum minutes 21 Mar 2023")
    ('notes', 'Care Forum')
    """
    text = without_date(re.sub(r"(?<!\d)[_-]+|[_-]+(?!\d)", " ", re.sub(r"\d{6,}", " ", stem)).strip())
    return text if re.search(r"[^\W\d_]{3}", text) else ""
