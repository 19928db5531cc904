"""The meetings of a register: their names, days and years in headings, title rows, tabs and file names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from sna.load import dates
from sna.load.dates import MONTHS, Written
from sna.load.files.cells import Row, Sheet, written
from sna.load.marks import MEANINGS, fold, legend_of
from sna.load.register.headings import STATUS_HEADINGS, is_no_meeting, is_numbered, names_a_gathering
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
_PRINTED = re.compile(
    r"\b(?:as (?:of|at|on)|printed|exported|generated|downloaded|updated|created|report run|produced)\b", re.IGNORECASE
)
_SEATS = re.compile(r"\b(\d{1,4})\s+(?:seats|places)\b", re.IGNORECASE)
_BORING = (
    r"(?:attendance|attendees?|registers?|sign(?:ing)?[- ]?in|sheets?\s?\d*|lists?|log|tracker|names|"
    r"page\s\d+(?:\sof\s\d+)?|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|of|for|from|to|and|the|on|at|table\s?\d*|untitled|tabelle\s?\d*|"
    r"feuil\s?\d*|hoja\s?\d*|foglio\s?\d*|blad\s?\d*|confidential|official|sensitive|draft|"
    r"all students|all participants|\d{1,2}[.:]\d{2}\s?[ap]m|\d{1,4}\s(?:seats|places)|"
    r"(?:19|20)\d{2}(?:\s*[-/]\s*\d{2,4})?)"
)
_EDGE = r"[\s\-–—|,;:.()/&]*"
_FRONT = re.compile(rf"{_EDGE}{_BORING}(?!\w)", re.IGNORECASE)
_BACK = re.compile(rf"(?<!\w){_BORING}{_EDGE}$", re.IGNORECASE)
_MONTH = re.compile(r"([^\W\d_]{3,10})\.?(?:[\s\-'/,]+(\d{4}|\d{2}))?")
_NAMES = {number: name for name, number in reversed(MONTHS.items()) if len(name) == 3}


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
    if _PRINTED.search(text):  # the day is that on which the list was made
        return
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


class Heading(Struct):
    """The heading of one meeting column.

    `day` is a date, a day number, or text that holds a date; None if undated. `status` is what a tick in the column
    says, where a meeting has a column for heading: *Present*, *Apologies*.
    """

    column: int
    text: str
    day: object = None
    title: str = ""
    status: str = ""


def meeting_headings(upper: Sequence[object], lower: Sequence[object], marked: Sequence[int]) -> list[Heading]:
    """Find the headings that name meetings.

    Parameters
    ----------
    upper
        The row of headings above, spread over the columns it stands for; blank where there is one row only.
    lower
        The row of headings; blank for columns that mean something else.
    marked
        Columns in which marks of attendance stand.
    """
    headings = [heading_of(column, top, bottom) for column, (top, bottom) in enumerate(zip(upper, lower, strict=True))]
    # A date or a number makes a column a meeting. Other headings need marks below them; and beside dated ones, or
    # alone, also a word for a meeting: a single column of ticks is as likely "Consent".
    sure = [heading for heading in headings if heading and (heading.day is not None or is_counted(heading.text))]
    named = [heading for heading in headings if heading and heading not in sure and heading.column in marked]
    # Ticks under names that no word tells to be of meetings are as likely the answers of a form.
    if not sure and (len(named) < 2 or not _tells_of_meetings([heading.text for heading in named])):
        return [heading for heading in named if names_a_gathering(heading.text)]
    if sure:
        named = [heading for heading in named if names_a_gathering(heading.text)]
    return sorted([*sure, *named], key=lambda heading: heading.column)


def _tells_of_meetings(texts: Sequence[str]) -> bool:
    """Whether half of the headings have a word for a meeting, or are one code counted up: ``E1``, ``E2``."""
    codes = [re.sub(r"\d+", "", text) for text in texts if re.fullmatch(r"\D{1,3}\d{1,3}", text)]
    return 2 * max(sum(map(names_a_gathering, texts)), *map(codes.count, codes), 0) >= len(texts)


def is_counted(text: str) -> bool:
    """Whether a heading counts meetings or names a month."""
    return is_numbered(text) or _month(text) is not None


def heading_of(column: int, top: object, bottom: object) -> Heading | None:
    """Read one heading, or two that stand one over the other; None if it is blank or known to be no meeting's."""
    above, below = written(top), written(bottom)
    text = " ".join(filter(None, (above, below)))
    # Two rows make one heading, the day of the month below the month; or the date stands in one, a title or a
    # status in the other; or only both together are a date.
    month = _month(above)
    if month and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", below):
        number, year = month
        return Heading(column, text, f"{below} {_NAMES[number]}{f' {year}' if year else ''}")
    for value, companion in ((bottom, above), (top, below)):
        if dates.is_date(value) or dates.is_serial(value):
            status = STATUS_HEADINGS.get(key(companion), "")
            title = "" if dates.is_date(companion) or status else name_within(companion)
            return Heading(column, text, value, title, status)
    if dates.holds_date(text):
        return Heading(column, text, text, name_within(text))
    if not below or is_no_meeting(below) or (above and is_no_meeting(above)):
        return None
    return Heading(column, text, None, text)


def _month(text: str) -> tuple[int, int | None] | None:
    """Read ``March``, ``Mar-24`` or ``March 2024`` as month and year."""
    match = _MONTH.fullmatch(text.strip())
    if match is None or key(match[1]) not in MONTHS:
        return None
    year = int(match[2]) if match[2] else None
    return MONTHS[key(match[1])], year + 2000 if year is not None and year < 100 else year


def is_month(text: str) -> bool:
    """Whether a heading is a month, with or without its year."""
    return _month(text) is not None


def spread(sheet: Sheet, row: Row, width: int) -> list[object]:
    """Spread the headings of an upper row over the columns they stand for.

    Merged ranges say how far; without any, a heading stands until the next one.
    """
    values = [row.value(column) for column in range(width)]
    ranges = [span for span in sheet.merged if span[0] <= row.number <= span[2]]
    for _top, first_column, _bottom, right in ranges:
        for column in range(first_column, min(right + 1, width)):
            values[column] = row.value(first_column)
    return values if ranges else _carried(values)


def _carried(values: list[object]) -> list[object]:
    carried: object = ""
    spread_out = []
    for value in values:
        carried = value if written(value) else carried
        spread_out.append(carried)
    return spread_out


def are_marks(texts: Iterable[str]) -> bool:
    """Whether a column holds marks of attendance: of what stands there, at least 8 in 10 are known."""
    marks = [fold(text) for text in texts if text]
    return bool(marks) and sum(text in MEANINGS or text in {"a", "x"} for text in marks) >= 0.8 * len(marks)


def complete(days: Sequence[object], day_first: bool | None, base: int | None) -> list[int | None]:
    """Give the year of heading heading that lacks one.

    Years stand in the neighbouring headings, else the first heading belongs to the year `base`; from a month to an
    earlier one a year has passed.

    Examples
    --------
    >>> complete(["12-Nov", "10-Dec", "14-Jan"], True, 2023)
    [2023, 2023, 2024]
    >>> complete(["12-Nov", "14-Jan-2025"], True, None)
    [2024, None]
    """
    parts = [_year_month(day, day_first) for day in days]
    # Years run forwards from a heading that has one and backwards to those before it; the file's year starts the
    # first heading only where none has its own.
    anchored = any(part and part[0] for part in parts)
    forward = _walk(parts, None if anchored else base)
    backward = _walk(parts[::-1], None, back=True)[::-1]
    return [
        None if part is None or part[0] is not None else forward_year or backward_year
        for part, forward_year, backward_year in zip(parts, forward, backward, strict=True)
    ]


def _year_month(day: object, day_first: bool | None) -> tuple[int | None, int] | None:
    if isinstance(day, dt.date):
        return day.year, day.month
    parts: Written | None = dates.take_apart(day) if isinstance(day, str) else None
    if parts is None:
        return None
    return parts.year, parts.second if parts.settled or day_first is not False else parts.first


def _walk(parts: Sequence[tuple[int | None, int] | None], year: int | None, *, back: bool = False) -> list[int | None]:
    month = 0
    years: list[int | None] = []
    for part in parts:
        if part and part[0] is not None:
            year, month = part
        elif part and year is not None:
            passed = month and (part[1] > month if back else part[1] < month)
            year, month = year + (0 if not passed else -1 if back else 1), part[1]
        years.append(year)
    return years
