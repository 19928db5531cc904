"""How a sheet is laid out: a row per person and meeting, a column per meeting, or a sheet per meeting; merged cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from sna.errors import SourceError
from sna.load import Options, columns, dates
from sna.load.columns import Header
from sna.load.files.cells import Row, Sheet, written
from sna.load.marks import Mark, legend_of, meaning_of_words
from sna.load.register.headings import (
    ASKED,
    BEFOREHAND,
    BOOKED,
    BOOKINGS,
    COLUMN_NAMES,
    DATING,
    NEEDED,
    QUESTIONS,
    SIGN_IN,
    STATUS_HEADINGS,
    is_no_meeting,
)
from sna.load.register.meetings import (
    Above,
    Heading,
    are_marks,
    is_month,
    meeting_headings,
    name_within,
    read_above,
    spread,
)
from sna.load.times import moment_or_none
from sna.names import key

SAMPLE = 400  # rows below the header that show what a column holds
OWN_NAMES = ("your name", "your full name", "name and surname", "first and last name", "print name")
Fills = Mapping[int, list[tuple[int, int, int]]]


class Shape(StrEnum):
    """The three shapes of a register."""

    LONG = "a row per person and meeting"
    WIDE = "a column per meeting"
    SHEET = "a sheet per meeting"


class Table(Struct):
    """A register found on a sheet.

    Attributes
    ----------
    body
        Index, in the sheet's rows, of the first row below the header.
    headings
        The meetings of a wide register.
    above
        What the title rows say.
    bookings
        Whether the file, the tab or a title row says that it lists those who meant to come.
    """

    sheet: Sheet
    shape: Shape
    header: Header
    body: int
    headings: list[Heading]
    above: Above
    bookings: bool = False

    @property
    def columns(self) -> Mapping[str, int]:
        """Canonical name → column."""
        return self.header.columns

    @property
    def rows(self) -> list[Row]:
        """The rows below the header."""
        return self.sheet.rows[self.body :]

    @property
    def beforehand(self) -> bool:
        """Whether people were asked before the meeting, as in *Will you attend?*: no answer to it is attendance."""
        column, headings = self.columns.get("status"), self.header.headings
        if not {"status", "checked", "signature", "apologies", "absent"} & set(self.columns):
            return self.bookings or any(map(BOOKED.fullmatch, headings))
        if column is None or "checked" in self.columns:
            return False
        if not BEFOREHAND.search(headings[column]):
            question = ASKED.match(columns.fold(headings[column]))
            return bool(question) and (self.bookings or self._answered_before())
        day = self.columns.get("date")  # who takes the moment of answering for the day says that people signed in
        return day is None or columns.fold(headings[day]) not in COLUMN_NAMES["answered"]

    def _answered_before(self) -> bool:
        """Whether everybody answered on a day before that of the meeting: nobody can have been there by then."""
        at, own = self.columns, dates.find_date(self.header.headings[self.columns["status"]])
        if "answered" not in at:
            return False
        moments = [row.value(at["answered"]) for row in self.rows if not row.blank]
        answers = [moment_or_none(moment) or moment_or_none(moment, day_first=False) for moment in moments]
        days = [dates.find_date(row.text(at.get("date"))) or own for row in self.rows if not row.blank]
        return all(at and day and at.date() < day for at, day in zip(answers, days, strict=True))

    @property
    def last_heading(self) -> int:
        """The line or spreadsheet row of the last row of headings."""
        return self.sheet.rows[self.body - 1].number


def find_table(sheet: Sheet, path: Path, options: Options) -> Table | None:
    """Find the register on a sheet; None if there is none."""
    header = columns.find_header(sheet.rows, COLUMN_NAMES, NEEDED, options.columns)
    if header is None:
        return None
    _ask_more(sheet, header, options)
    above = read_above(sheet.rows[: header.at])
    bookings = any(BOOKINGS.search(text.replace("_", " ")) for text in (path.stem, sheet.name, above.title))
    wide = _wide(sheet, header, above)
    if wide:
        return wide
    is_form = "answered" in header.columns and "date" not in header.columns
    if any(name in header.columns for name in DATING) and (
        not is_form or _is_sign_in(sheet, header, above, path, options)
    ):
        return Table(sheet, Shape.LONG, header, header.at + 1, [], above, bookings)
    if _is_sign_in(sheet, header, above, path, options):
        return Table(sheet, Shape.SHEET, header, header.at + 1, [], above, bookings)
    return None


def _ask_more(sheet: Sheet, header: Header, options: Options) -> None:
    """Find the columns that are headed by a question, by what stands in them; of a form those people filled in."""
    at, rows = header.columns, sheet.rows[header.at + 1 : header.at + 1 + SAMPLE]
    for name, pattern in QUESTIONS.items():
        free = [column for column in range(len(header.headings)) if column not in at.values()]
        questions = [at for at in free if pattern.match(header.headings[at]) and not is_no_meeting(header.headings[at])]
        sorts = ((column, columns.sort_of(row.text(column) for row in rows)) for column in questions)
        fits = [column for column, sort in sorts if (sort == name) == (name in {"status", "email"})]
        if fits and name not in at and name not in options.columns:
            at[name] = fits[0]
    # Of a form with a row for each answer, *Response* is what somebody answered to anything.
    responses = [column for column in (at.get("status"),) if column is not None and "status" not in options.columns]
    for column in responses:
        marks = columns.holds("status", (row.text(column) for row in rows))
        if columns.fold(header.headings[column]) == "response" and not marks:
            del at["status"]
    # A form knows the name of an account, which may be nobody's; what people wrote of themselves goes first.
    if "answered" in at and "name" in at and "name" not in options.columns:
        own = columns.match(header.headings, {"full name": OWN_NAMES})
        at["name"] = own.get("full name", at["name"])
        if {"first name", "last name"} <= set(at):
            del at["name"]


def _is_sign_in(sheet: Sheet, header: Header, above: Above, path: Path, options: Options) -> bool:
    """Whether a list of names is one of those who came, and not just of those there are."""
    if {"status", "signature", "checked"} & set(header.columns):
        return True
    if options.on is not None or options.columns:
        return True
    if "answered" in header.columns:  # it says when they answered a form, and not that they came
        questions = [header.headings[header.columns[name]] for name in ("meeting", "mode") if name in header.columns]
        return any(SIGN_IN.search(text) for text in (path.stem, sheet.name, above.title, *questions))
    return above.day is not None or dates.holds_date(sheet.name) or dates.holds_date(path.stem)


def _wide(sheet: Sheet, header: Header, above: Above) -> Table | None:
    """Read the sheet as a wide register; None if no heading is a meeting's, or a long register says it better."""
    width = max((len(row.cells) for row in sheet.rows[header.at : header.at + SAMPLE]), default=0)
    upper, lower, body = _heading_rows(sheet, header, width)
    sample = sheet.rows[body : body + SAMPLE]
    marked = [column for column in range(width) if are_marks(row.text(column) for row in sample)]
    # A column headed *Meeting* that holds marks is a meeting, not the name of one for each row.
    person_columns = {name: at for name, at in header.columns.items() if name not in DATING or at not in marked}
    for column in person_columns.values():
        upper[column] = lower[column] = ""
    headings = meeting_headings(upper, lower, marked)
    if not headings or (len(headings) < 2 and any(name in person_columns for name in DATING)):
        return None
    if body == header.at + 1 and any(str(upper[heading.column]) for heading in headings):
        above = read_above(sheet.rows[: header.at - 1])  # the row above belongs to the headings
    narrow = Header(header.at, header.number, person_columns, header.headings)
    return Table(sheet, Shape.WIDE, narrow, body, headings, above)


def _heading_rows(sheet: Sheet, header: Header, width: int) -> tuple[list[object], list[object], int]:
    """Give the two rows of headings - the upper blank if there is one only - and the index of the row below them."""
    row = sheet.rows[header.at]
    values = [row.value(column) for column in range(width)]
    below = sheet.rows[header.at + 1] if header.at + 1 < len(sheet.rows) else None
    if below is not None and _continues(sheet, header, below):
        return spread(sheet, row, width), [below.value(column) for column in range(width)], header.at + 2
    if header.at and _stands_over(sheet, header, row):
        return spread(sheet, sheet.rows[header.at - 1], width), values, header.at + 1
    return [""] * width, values, header.at + 1


def _continues(sheet: Sheet, header: Header, below: Row) -> bool:
    """Whether the row below a header is its second row: days under months, or dates under titles."""
    used = set(header.columns.values())
    if any(below.text(column) for column in used):
        return False
    row = sheet.rows[header.at]
    over = spread(sheet, row, len(below.cells))
    pairs = [
        (written(over[at]), below.value(at)) for at in range(len(below.cells)) if below.text(at) and at not in used
    ]
    if not pairs:
        return False
    # Below the merged date of a meeting a column for each status; or plain days; or days of the month above.
    if len(pairs) > 1 and all(key(str(value)) in STATUS_HEADINGS and dates.holds_date(top) for top, value in pairs):
        return True
    return all(dates.is_date(value) for _, value in pairs) or all(
        _is_day(value) and is_month(top) for top, value in pairs
    )


def _stands_over(sheet: Sheet, header: Header, row: Row) -> bool:
    """Whether the row above a header is its first row: months over days, or titles over dates."""
    over = sheet.rows[header.at - 1]
    used = set(header.columns.values())
    places = [at for at in range(len(row.cells)) if row.text(at) and at not in used]
    tops = [at for at in range(len(over.cells)) if over.text(at)]
    if not places or not tops or any(at in used for at in tops):
        return False
    return all(is_month(over.text(at)) for at in tops) or any(dates.is_date(row.value(at)) for at in places)


def _is_day(value: object) -> bool:
    return bool(re.fullmatch(r"(?:[12]?\d|3[01])(?:\.0|st|nd|rd|th)?", str(value).strip()))


def legend(table: Table) -> dict[str, Mark]:
    """Read what the register itself says of its marks: ``A = apologies`` above or below it, in one cell or two."""
    meanings: dict[str, Mark] = {}
    above = table.sheet.rows[: table.header.at]
    for row in [*above, *table.rows]:
        texts = [text for text in row.texts if text]
        if not texts or len(texts) > 12:
            continue
        for text in texts:
            if "=" in text or ":" in text or "-" in text or "–" in text:
                meanings |= legend_of(text)
        if len(texts) == 2 and is_legend_pair(texts):
            meanings |= legend_of(f"{texts[0]} = {texts[1]}")
    return meanings


def is_legend_pair(texts: list[str]) -> bool:
    """Whether two cells explain a mark: ``A`` and ``Apologies received``."""
    return len(texts[0]) <= 3 and len(texts[1].split()) >= 1 and len(texts[1]) > 3 and bool(meaning_of_words(texts[1]))


def no_table(sheets: list[Sheet], options: Options) -> SourceError:
    """Say why no sheet holds a register: which column is missing, and how to name it."""
    rows = next((sheet.rows for sheet in sheets if any(not row.blank for row in sheet.rows)), [])
    header = columns.find_header(rows, COLUMN_NAMES, NEEDED, options.columns)
    answered = header is not None and "answered" in header.columns
    needed, at = (*NEEDED, "date" if answered else "date|meeting"), None if header is None else header.at
    error = columns.missing(rows, needed, COLUMN_NAMES, options.columns, at)
    if header is not None:
        roster = "" if answered else ' If it is a list of members: loader = "roster".'
        error.hint += f" Or give the day of the whole file: on = 2024-03-05.{roster}"
    if answered:
        error.message += " The file says when people answered a form, not that they came."
    return error


def title_of(table: Table, path: Path, options: Options) -> str:
    """Give the title of gatherings that have none of their own: the user's, a title row's, the tab's, the file's."""
    if options.title or table.above.title:
        return options.title or table.above.title
    if table.shape is not Shape.SHEET:
        return ""
    stem = _COPY.sub("", path.stem)
    return name_within(table.sheet.name) or (name_within(stem) if dates.holds_date(stem) else "")


_COPY = re.compile(r"^copy of\s+|(?:\s+-)?\s+copy(?:\s+\(?\d{1,2}\)?)?$|\s*\(\d{1,2}\)$", re.IGNORECASE)
"""What a browser or a file manager adds to the name of a copy: the same meeting once more, not another."""


def fills(table: Table) -> Fills:
    """Say which cells take the value of another: row → (column, row and column of the cell that holds it).

    A range fills its first column downwards; one that starts under a meeting fills all its columns. A title or note
    merged across a row fills nothing.
    """
    gaps: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    meetings = {heading.column for heading in table.headings}
    last = table.sheet.rows[-1].number if table.sheet.rows else 0
    for top, first_column, bottom, right in table.sheet.merged:
        if top <= table.last_heading:
            continue
        for column in range(first_column, right + 1 if first_column in meetings else first_column + 1):
            for number in range(top, min(bottom, last) + 1):
                if (number, column) != (top, first_column):
                    gaps[number].append((column, top, first_column))
    return gaps


def filled(table: Table) -> list[Row]:
    """Give the rows below the header with merged cells filled; a row that holds nothing of its own stays blank."""
    rows = table.rows
    if not table.sheet.merged:
        return rows
    by_number = {row.number: row for row in rows}
    gaps = fills(table)
    return [_filled(row, gaps[row.number], by_number) if row.number in gaps else row for row in rows]


def _filled(row: Row, gaps: list[tuple[int, int, int]], by_number: Mapping[int, Row]) -> Row:
    if row.blank:
        return row
    cells = list(row.cells)
    for column, row_above, at in gaps:
        cells += [""] * (column + 1 - len(cells))
        if row_above in by_number and not row.text(column):
            cells[column] = by_number[row_above].value(at)
    return Row(row.number, cells, row.hidden, row.fault)
