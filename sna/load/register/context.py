"""A register file as a whole: its tables, and what is settled for all of them before the first row is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from sna.facts import Origin, Reason
from sna.load import Options, dates
from sna.load.files.cells import Row, Sheet, written
from sna.load.marks import Mark, Marks, settle
from sna.load.register.layout import Shape, Table, filled, find_table, legend, no_table
from sna.load.register.not_people import aside, name_in, place_of
from sna.load.register.people import People, split_names
from sna.load.source import Source
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
