"""What stands above a register, on its tab and in the name of its file: the meeting, its day, the year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from sna.load import dates
from sna.load.files.cells import Row
from sna.load.marks import legend_of
from sna.names import clean, key

_LABELS = {
    "day": frozenset(
        {"date", "date of meeting", "meeting date", "held on", "when", "event date", "session date", "on"}
    ),
    "title": frozenset(
        "meeting;event;title;subject;group;forum;session;name of meeting;meeting name;meeting title;topic;course;"
        "event name;event title;name of event;workshop;training;community;network".split(";")
    ),
    "mode": frozenset({"mode", "format", "held"}),
    "seats": frozenset({"seats", "places", "capacity", "seats available", "number invited", "invited"}),
    "other": frozenset(
        "venue;location;place;time;start time;end time;chair;facilitator;trainer;organiser;host;room;address;minutes;"
        "apologies;prepared by;printed;updated;last updated;version;key;legend;note;notes;nb;please".split(";")
    ),
}
_LABELLED = re.compile(r"([^:=]{2,30}?)\s*[:=]\s*(.*)", re.DOTALL)
_SEATS = re.compile(r"\b(\d{1,4})\s+(?:seats|places)\b", re.IGNORECASE)
_BORING = (
    r"(?:attendance|attendees?|registers?|sign(?:ing)?[- ]?in|sheets?\s?\d*|lists?|log|tracker|names|"
    r"page\s\d+(?:\sof\s\d+)?|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|of|for|from|to|and|the|on|at|table\s?\d*|untitled|tabelle\s?\d*|"
    r"feuil\s?\d*|hoja\s?\d*|foglio\s?\d*|blad\s?\d*|confidential|official|sensitive|draft|"
    r"\d{1,4}\s(?:seats|places)|(?:19|20)\d{2}(?:\s*[-/]\s*\d{2,4})?)"
)
_EDGE = r"[\s\-–—|,;:.()/&]*"
_FRONT = re.compile(rf"{_EDGE}{_BORING}(?!\w)", re.IGNORECASE)
_BACK = re.compile(rf"(?<!\w){_BORING}{_EDGE}$", re.IGNORECASE)


class Above(Struct):
    """What title rows say: `day` is a date or the text that holds one, `year` a year on its own."""

    title: str = ""
    day: object = None
    mode: str = ""
    seats: int | None = None
    year: int | None = None


def read_above(rows: Iterable[Row]) -> Above:
    """Read the title rows above a header: labelled (``Date: 5 March 2024``, or label and value in two cells) or not."""
    above = Above()
    for row in rows:
        cells = [row.value(column) for column in range(len(row.cells)) if row.text(column)]
        texts = [text for text in row.texts if text]
        if not texts or any(legend_of(text) for text in texts):
            continue
        if not _labelled(above, cells, texts):
            _unlabelled(above, cells, texts)
    return above


def _labelled(above: Above, cells: list[object], texts: list[str]) -> bool:
    labelled, value_index = False, -1
    for at, text in enumerate(texts):
        if at == value_index:
            continue
        match = _LABELLED.fullmatch(text)
        label = _label(match[1] if match else text)
        if label and match and match[2]:
            _set(above, label, match[2])
        elif label and at + 1 < len(texts) and not texts[at + 1].endswith(":"):
            value_index = at + 1
            _set(above, label, cells[value_index])
        labelled |= bool(label) and (label != "title" or ":" in text or bool(above.title))
    return labelled


def _label(text: str) -> str:
    folded = key(text)
    return next((label for label, words in _LABELS.items() if folded in words), "")


def _set(above: Above, label: str, value: object) -> None:
    if label == "day" and above.day is None:
        above.day = value
    elif label == "title" and not above.title:
        above.title = clean(str(value))
    elif label == "mode" and not above.mode:
        above.mode = mode_of(str(value))
    elif label == "seats" and above.seats is None:
        above.seats = seats_of(value)


def _unlabelled(above: Above, cells: list[object], texts: list[str]) -> None:
    text = " ".join(texts)
    if above.year is None:
        above.year = dates.find_year(text)
    if above.seats is None and (match := _SEATS.search(text)):
        above.seats = int(match[1])
    day = next((cell for cell in cells if dates.holds_date(cell)), None)
    if above.day is None and day is not None:
        above.day = day
    if not above.title and len(texts) <= 2 and len(text) <= 100:
        above.title = name_within(text)


def seats_of(value: object) -> int | None:
    """Read a number of seats; None if it is none."""
    match = re.fullmatch(r"\s*(\d{1,5})(?:\.0+)?(?:\s+(?:seats|places))?\s*", str(value))
    return int(match[1]) if match else None


def mode_of(text: str) -> str:
    """Fold how a gathering was held.

    Examples
    --------
    >>> mode_of("MS Teams"), mode_of("Face to face"), mode_of("Hybrid")
    ('virtual', 'in person', 'hybrid')
    """
    folded = key(text)
    if "hybrid" in folded:
        return "hybrid"
    if re.search(r"\b(virtual|virtually|online|on line|teams|zoom|remote|remotely|video|webex|call)\b", folded):
        return "virtual"
    return "in person" if re.search(r"\b(in person|face to face|f2f|physical|room)\b", folded) else folded


def name_within(text: str) -> str:
    """Give the name of a gathering that a title, tab or file name holds, without date, year and words like *register*.

    Examples
    --------
    >>> name_within("Care Homes Forum - Attendance Register 2024"), name_within("Attendance register 2023/24")
    ('Care Homes Forum', '')
    >>> name_within("forum_sign-in_2024-03-05")
    'forum'
    """
    spaced = dates.without_date(clean(text.replace("_", " ")))
    pieces = (_bare(piece) for piece in re.split(r"\s[-–—]\s|\|", spaced))
    return next((piece for piece in pieces if sum(char.isalpha() for char in piece) >= 2), "")


def _bare(text: str) -> str:
    """Take words that say nothing of the gathering from both ends."""
    while match := _FRONT.match(text):
        text = text[match.end() :]
    while match := _BACK.search(text):
        text = text[: match.start()]
    return text.strip(" \t-–—|,;:.()/&")
