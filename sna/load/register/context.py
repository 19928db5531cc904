"""A register file as a whole: its tables, and what is settled for all of them before the first row is read.

A form says when it was filled in. Where people signed in by it that is the day of the meeting; answers that trickle in
over days say nothing of it. A column of answers that is not known may say who came: who answered no there is not taken
for present, and the column is asked about.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from sna.facts import Origin, Reason
from sna.load import Options, dates
from sna.load.columns import NOT_READ, holds
from sna.load.files.cells import Row, Sheet, written
from sna.load.marks import Mark, Marks, settle
from sna.load.register.layout import SAMPLE, Shape, Table, filled, find_table, legend, no_table
from sna.load.register.not_people import aside, name_in, place_of
from sna.load.register.people import People, split_names
from sna.load.source import Source
from sna.load.times import moment_or_none
from sna.names import key, writes_surname_first

MOODLE = {"e": Mark.APOLOGIES, "l": Mark.PRESENT, "a": Mark.ABSENT, "?": Mark.NOTHING}
"""Marks of Moodle's attendance, beside P: excused, late, absent, not taken; its exports end in *Taken sessions*."""


EARLIEST = dt.date(1990, 1, 1)


class Register(Struct):
    """A register file.

    Attributes
    ----------
    sheets
        Every sheet that is not blank, with the table found on it (None: no register, or hidden).
    day_first, decided
        The order of day and month, and whether something decided it.
    marks
        What the marks mean.
    people
        Reads the name cells.
    """

    path: Path
    options: Options
    sheets: list[tuple[Sheet, Table | None]]
    day_first: bool
    decided: bool
    marks: Marks
    people: People

    @property
    def tables(self) -> list[Table]:
        """The tables found."""
        return [table for _, table in self.sheets if table is not None]

    def origin(self, table: Table, number: int, column: int | None = None) -> Origin:
        """Say where a row or cell stands."""
        return self.options.origin(self.path, place_of(table, number, column))


def read_sheets(source: Source, options: Options) -> list[tuple[Sheet, Table | None]]:
    """Read a file and find the register on each of its sheets.

    Raises
    ------
    SourceError
        If the file cannot be read, or no sheet holds a register (with the columns found and the nearest match).
    """
    sheets = [
        sheet for sheet in source.sheets(options.columns) if sheet.hidden or not all(row.blank for row in sheet.rows)
    ]
    pairs = [(sheet, None if sheet.hidden else find_table(sheet, source.path, options)) for sheet in sheets]
    if all(table is None for _, table in pairs):
        raise no_table([sheet for sheet in sheets if not sheet.hidden], options)
    return pairs


def open_register(source: Source, options: Options) -> Register:
    """Read a file and settle what holds for all of it."""
    sheets = read_sheets(source, options)
    tables = [table for _, table in sheets if table is not None]
    inferred = dates.infer_day_first(all_days(tables, source.path)) if options.day_first is None else options.day_first
    legends: dict[str, Mark] = {}
    for table in tables:
        legends |= (MOODLE if "taken sessions" in map(key, table.header.headings) else {}) | legend(table)
    marks = settle(_all_marks(tables), legends, options.marks)
    cells = {name_in(row.texts, table) for table in tables for row in table.rows}
    surname_first = writes_surname_first(name for cell in cells - {""} for name in split_names(cell))
    people = People(surname_first=surname_first)
    return Register(source.path, options, sheets, inferred is not False, inferred is not None, marks, people)


def all_days(tables: Iterable[Table], path: Path) -> Iterator[object]:
    """Give every written day of a file that may tell the order of day and month."""
    for table in tables:
        for column in [table.columns[name] for name in ("date", "answered") if name in table.columns]:
            yield from (row.value(column) for row in table.rows)
        yield from (_written_day(heading.day) for heading in table.headings)
        if table.shape is Shape.SHEET:
            yield _written_day(table.above.day)
            yield _written_day(table.sheet.name)
            yield _written_day(path.stem)


def _written_day(value: object) -> object:
    if not isinstance(value, str) or dates.is_date(value):
        return value
    return dates.within(value) or dates.within(value, day_first=False)


def _all_marks(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        read = [heading.column for heading in table.headings if not heading.status]
        if table.shape is not Shape.WIDE and "status" in table.columns:
            read = [table.columns["status"]]
        for row in table.rows if read else ():
            texts = row.texts
            if aside(texts, table) is None:
                yield from (texts[column] for column in read if column < len(texts) and texts[column])


class Days(Struct):
    """Reads the days of one table.

    Attributes
    ----------
    serials
        Whether the whole column holds a spreadsheet's day numbers.
    """

    day_first: bool
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    serials: bool = False
    since_1904: bool = False
    read_before: dict[tuple[str, int | None], dt.date] = {}

    def read(self, value: object, year: int | None = None) -> dt.date:
        """Read a day.

        Raises
        ------
        ValueError
            With a plain reason, if it is none, or outside the study's window.
        """
        writing = (repr(value), year)
        if writing not in self.read_before:
            self.read_before[writing] = self._within(self._day(value, year))
        return self.read_before[writing]

    def _day(self, value: object, year: int | None) -> dt.date:
        if dates.is_serial(value):
            if self.serials:
                return dates.from_serial(value, since_1904=self.since_1904)
            raise ValueError("This is a spreadsheet's day number among written dates.")
        if isinstance(value, int | float):
            raise ValueError("This is a number, no date.")  # noqa: TRY004 - one kind of error for a bad cell
        if isinstance(value, str) and not dates.is_date(value) and (words := dates.within(value, self.day_first)):
            return dates.read_date(words, self.day_first)
        return dates.read_date(value, self.day_first, year=year)

    def _within(self, day: dt.date) -> dt.date:
        if not 1900 < day.year < 2100:
            raise ValueError("No meeting was in such a year.")
        if self.first_day and day < self.first_day:
            raise ValueError(f"The day is before the study's first, {self.first_day.isoformat()}.")
        if self.last_day and day > self.last_day:
            raise ValueError(f"The day is after the study's last, {self.last_day.isoformat()}.")
        return day


def days_of(register: Register, table: Table, values: Iterable[object]) -> Days:
    """Make the reader of a table's days; `values` are all of them."""
    options = register.options
    days = [value for value in values if value not in ("", None)]
    serials = bool(days) and all(dates.is_serial(value) for value in days)
    return Days(register.day_first, options.first_day, options.last_day, serials, table.sheet.since_1904, {})


def rows_of(table: Table) -> list[Row]:
    """Give the rows below the header that are not blank, merged cells filled."""
    return [row for row in filled(table) if not row.blank]


def row_dict(table: Table, row: Row) -> dict[str, str]:
    """Give a row by its headings, as rejects.csv keeps it."""
    headings = table.header.headings
    cells: dict[str, str] = {}
    for column, text in enumerate(row.texts):
        heading = headings[column] if column < len(headings) and headings[column] else f"column {column + 1}"
        cells[heading if heading not in cells else f"{heading} ({column + 1})"] = text
    return cells


def bad_date(why: object, column: str, value: object) -> Reason:
    """Say that a day cannot be used."""
    hint = "Write it as 2024-03-05." if "study's" not in str(why) else "Change the day, or the window in study.toml."
    if "no year" in str(why):
        hint = "Write the year in the heading, a title row, the sheet's or the file's name."
    return Reason("R-DATE", str(why), column, written(value), hint)


def far_off(day: dt.date, column: str, *, bookings: bool = False) -> list[Reason]:
    """Warn of a day to come, unless people only booked for it, or long ago: hardly anybody keeps a register of it."""
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)  # further east it is that day already
    if day >= EARLIEST and (day <= tomorrow or (bookings and day.year <= tomorrow.year + 1)):
        return []
    why = "The day is still to come." if day > tomorrow else "The day lies before 1990."
    return [Reason("W-FAR", why, column, day.isoformat(), "Check the year.")]


def base_year(table: Table, path: Path) -> int | None:
    """Give the year that a title row, the tab or the file's name states, for days without one."""
    for text in (table.sheet.name, path.stem):
        if table.above.year is None and (year := dates.find_year(text)):
            return year
    return table.above.year


# Answers that are no mark


PAUSE = dt.timedelta(hours=12)  # between two sittings
SITTING = dt.timedelta(hours=6)
LEAST = 3  # answers that make a sitting
MOST = 0.8  # share of the answers that lie in sittings
OUTSIDE = Reason(
    "R-DAY",
    "This was answered when hardly anybody else did: it does not say at which meeting.",
    hint="Add a column with the day of the meeting.",
)
Answer = tuple[dt.datetime, int]
"""When a row was answered, and its number."""


def days_of_answers(register: Register, table: Table, rows: Sequence[Row]) -> dict[int, dt.date | None]:
    """Give the day of each row of a sign-in form by when it was answered; None of one that lies outside all sittings.

    Rows that name a meeting lie on the day on which most answers for it were given, if most were. Empty where nothing
    tells, or people were asked before the meeting.
    """
    column = table.columns.get("answered")
    if column is None or table.beforehand:
        return {}
    groups: dict[str, list[Answer]] = defaultdict(list)
    for row in rows:
        if at := moment_or_none(row.value(column), register.day_first):
            groups[key(row.text(table.columns.get("meeting")))].append((at, row.number))
    days: dict[int, dt.date | None] = {}
    for title, answers in groups.items():
        days |= _days(sorted(answers), several="meeting" not in table.columns or not title)
    return days


def _days(answers: list[Answer], *, several: bool) -> dict[int, dt.date | None]:
    sittings: list[list[Answer]] = [[]]
    for answer in answers:
        if sittings[-1] and answer[0] - sittings[-1][-1][0] > PAUSE:
            sittings.append([])
        sittings[-1].append(answer)
    largest = max(sittings, key=len)
    if len(largest) >= MOST * len(answers):
        day = largest[0][0].date()
        return {number: None if several and (at, number) not in largest else day for at, number in answers}
    sure = [sitting for sitting in sittings if len(sitting) >= LEAST and sitting[-1][0] - sitting[0][0] <= SITTING]
    if not several or sum(map(len, sure)) < MOST * len(answers):
        return {}
    days: dict[int, dt.date | None] = {number: None for _at, number in answers}
    return days | {number: sitting[0][0].date() for sitting in sure for _at, number in sitting}


def unknown_answers(register: Register, table: Table) -> list[int]:
    """Give the columns of yes and no, of ticks, or of how people came that may say who came where no other does."""
    known = {"status", "checked", "apologies", "absent", "signature"}
    if table.shape is Shape.WIDE or known & set(table.columns):
        return []
    ignored = set(map(key, register.options.ignore))
    headings = table.header.headings
    free = [column for column in range(len(headings)) if headings[column] and column not in table.columns.values()]
    return [column for name, column in table.columns.items() if name == "mode"] + [
        column
        for column in free
        if not {*key(headings[column]).split()} & NOT_READ
        and key(headings[column]) not in ignored
        and holds("status", (row.text(column) for row in table.rows[:SAMPLE]))
    ]


def says_no(register: Register, table: Table, row: Row, columns: Iterable[int]) -> Reason | None:
    """Say that somebody answered no in a column that may say who came."""
    for column in columns:
        if register.marks.read(row.text(column)) in {Mark.ABSENT, Mark.APOLOGIES} or key(row.text(column)) == "none":
            return _question(table.header.headings[column], "R-ANSWER", f"{row.text(column)!r} stands in")
    return None


def ticked(register: Register, table: Table) -> Iterator[Reason]:
    """Warn of a column of ticks that leaves some rows blank, if it may say who came, and of a list beside the list."""
    rows = [row for row in table.rows if not row.blank]
    headings = [key(heading) for heading in table.header.headings]
    read = [
        table.columns[name] for name in ("name", "status") if table.shape is not Shape.WIDE and name in table.columns
    ]
    for first in read:
        for column in range(first + 1, len(headings)):
            if headings[column] == headings[first] != "" and any(row.text(column) for row in rows):
                why = f"Column {column + 1} has the heading of column {first + 1}: it was not read."
                hint = "If it is a second list, put it below the first; if it says the same, delete one."
                yield Reason("W-BESIDE", why, table.header.headings[column], hint=hint)
    for column in sorted({*unknown_answers(register, table)} - {table.columns.get("mode", -1)}):
        marks = [register.marks.read(row.text(column)) for row in rows if row.text(column)]
        if len(marks) < len(rows) and set(marks) <= {Mark.PRESENT, None}:
            yield _question(
                table.header.headings[column], "W-ANSWER", f"{len(marks)} of {len(rows)} rows are ticked in"
            )


def _question(heading: str, code: str, what: str) -> Reason:
    why = f"{what} a column that no rule knows; it may say who came."
    hint = f'If it does: columns = {{status = "{heading}"}}; if not: ignore = ["{heading}"] in study.toml.'
    return Reason(code, why, heading, hint=hint)


def columns_read(table: Table) -> Mapping[int, str]:
    """Say what each column of a register was read as."""
    aside = {"community"} if table.shape is Shape.WIDE else set()  # there it is of the people, not of a gathering
    read = {column: name for name, column in table.columns.items() if name not in aside}
    return read | {heading.column: "meeting" for heading in table.headings}
