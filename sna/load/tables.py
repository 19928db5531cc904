"""Declared tables: what the columns of a table are called and what its rows say; all else is the same for every table.

A `TableLoader` is a declaration. From it follows how the table is known, how the order of day and month is settled, how
its rows are read and counted, and what is said of rows that cannot be used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from sna.errors import SourceError, shown
from sna.facts import Column, Entry, Gathering, Origin, Reason, Status, excluded, rejected
from sna.load import Options, visits
from sna.load.columns import Header, Synonyms, fates, find_header
from sna.load.dates import holds_date, infer_day_first, is_open, read_date
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import Line, lines_below, pages
from sna.load.source import Source
from sna.load.times import family_order, is_open_moment, order_of, read_minutes, read_moment
from sna.load.visits import RowError, Visit, reason_of, row_of
from sna.names import key, read_name, writes_surname_first

T = TypeVar("T")
_REGISTER_WORDS = {"date": "on", "meeting": "event", "first name": "given", "last name": "family"}
CHECKED = frozenset("yes y true 1 x ✓ ✔ attended present arrived".split()) | {"checked in"}
NOT_CHECKED = frozenset("no n false 0 absent".split()) | {"not checked in", "no show", "did not attend", "not attended"}


class Meeting(Struct):
    """What a file says of a meeting outside its rows: cells as they stand, and its own number of people."""

    title: str = ""
    day: object = ""
    start: object = ""
    end: object = ""
    people: int | None = None
    code: str = ""


RowReader = Callable[["Record"], Visit | Entry]
"""Reads a row; a `ValueError` makes it a rejected entry."""


class TableLoader(Struct, frozen=True, kw_only=True):
    """A kind of table, declared.

    Attributes
    ----------
    title, row, hint
        What a file and a row of it are called, and what to do about a file that is none.
    columns, needed
        Canonical column name → headings it goes by, and which must be there (see `sna.load.columns.find_header`).
        `attendee` reads ``name``, or ``given`` and ``family``; ``email``, ``organisation``, ``role``; ``event`` and
        ``on`` (a time of day may follow the day); ``status``, and ``checked``, which outweighs it; ``join``, ``leave``,
        ``minutes``. `sna.load.services.tickets.tickets` reads ``order`` and ``quantity`` too.
    signs, foreign
        Columns that tell what kind of list it is and are not read; headings of another kind (see `sna.names.key`).
    questions
        Column → pattern of an organiser's own heading, looked for where no other is known.
    statuses, void, unmarked
        What the words of the column ``status`` mean, which of them make a row count for nothing, and what an empty
        one means; words are written in small letters without punctuation (see `sna.names.key`).
    no_shows
        Whether whoever is registered and not checked in, where others were, is absent; else they stay registered.
    days, moments, evidence
        Columns of days, or else of moments, that settle together whether the day stands before the month; `evidence`
        are days that help to settle it and are not read.
    day_first
        What is taken where nothing settles it.
    us_english
        Hook: whether the words of the tables and their dated cells are US English, which puts the month first.
    head
        How many rows of a sheet tell what it is.
    tables, reader
        Hooks: finds the tables of a sheet, where a header is not all; looks at them and gives what reads their rows.
    counter
        Hook: counts the records among the lines of a sheet, where they are not all those below a header.
    settle
        Hook: looks at all visits of a sheet, and gives them in the order they happened.
    """

    title: str
    row: str = "row"
    hint: str = "Export it again."
    columns: Synonyms = {}
    needed: Sequence[str] = ()
    signs: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    questions: Mapping[str, re.Pattern[str]] = {}
    statuses: Mapping[str, Status] = {}
    void: frozenset[str] = frozenset()
    no_shows: bool = False
    unmarked: Status = Status.PRESENT
    days: Sequence[str] = ()
    moments: Sequence[str] = ()
    evidence: Sequence[str] = ()
    day_first: bool = True
    us_english: Callable[[list[Table], list[object]], bool] | None = None
    head: int = 100
    tables: Callable[[Sheet, Options], list[Table]] | None = None
    reader: Callable[[list[Table]], RowReader] = lambda _tables: attendee
    settle: Callable[[list[Visit], list[Table]], list[Visit]] = lambda stays, _tables: stays
    counter: Callable[[Sequence[Line]], int | None] | None = None
    sheets: Callable[[Source, Options], list[Sheet]] = lambda source, options: source.sheets(options.columns)

    def identify(self, source: Source) -> bool:
        """Whether the head of a file holds such a table."""
        try:
            return any(self.tables_of(sheet, Options()) for sheet in source.top(self.head))
        except (SourceError, OSError):
            return False

    def survey(self, sources: Iterable[Source], options: Options) -> Options:
        """Settle the order of day and month from all files; it stays open if none shows it or they disagree."""
        if options.day_first is not None:
            return options
        return replace(options, day_first=family_order(self._order_of_file(source, options) for source in sources))

    def load(self, source: Source, options: Options) -> Iterator[Entry]:
        """Give one entry for each row: the first of each person at a gathering is used, the others merged into it.

        Raises
        ------
        SourceError
            If the file holds no such table or cannot be read.
        """
        stays: list[Visit] = []
        for tables in self._read(source, options):
            warnings = self.prepare(tables)
            read = self.reader(tables)
            outcomes = [outcome(record, read) for table in tables for record in table.records]
            yield from (entry for entry in outcomes if isinstance(entry, Entry))
            of_sheet = self.settle([visit for visit in outcomes if isinstance(visit, Visit)], tables)
            for visit in of_sheet[:1]:
                visit.warnings[:0] = warnings
            stays += of_sheet
        yield from visits.entries(stays)

    def count(self, source: Source, options: Options) -> int:
        """Count the records by another way than reading them.

        Raises
        ------
        SourceError
            If the file cannot be read at all.
        """
        delimiters = {sheet.name: sheet.delimiter for sheet in self.sheets(source, options) if not sheet.hidden}
        sheets = (page for page in pages(source, next(iter(delimiters.values()), "")) if page.name in delimiters)
        return sum(self.count_lines(sheet.lines, options) or 0 for sheet in sheets)

    def columns_of(self, source: Source, options: Options) -> Iterator[Column]:
        """Say of each column of each table what it was read as, or why it was not."""
        for sheet, tables in self.tables_in(source, options):
            for table in tables:
                read = {column: name for name, column in table.columns.items() if name not in self.signs}
                signs = [column for name, column in table.columns.items() if name in self.signs]
                whys = dict.fromkeys(signs, f"It tells that this is a {self.title}.")
                yield from fates(table.header.texts, table.rows, read, sheet.name, whys)

    def count_lines(self, lines: Sequence[Line], options: Options) -> int | None:
        """Count the records among the lines of a sheet; None if there is no such table."""
        counts = self.counter(lines) if self.counter else None
        for renamed in (_renamed(options), None):
            counts = lines_below(lines, self.columns, self.needed, renamed) if counts is None else counts
        return counts

    def tables_of(self, sheet: Sheet, options: Options) -> list[Table]:
        """Find the tables of a sheet."""
        if self.tables is not None:
            return self.tables(sheet, options)
        header = self._header(sheet, _renamed(options))
        if header is None or self.foreign & set(map(key, header.headings)):
            return []
        columns = header.columns
        for name, pattern in self.questions.items():
            free = [column for column in range(len(header.headings)) if column not in columns.values()]
            answers = [column for column in free if pattern.search(header.headings[column])]
            if answers and name not in columns:
                columns[name] = answers[0]
        return [table_below(sheet, sheet.rows[header.at], columns)]

    def _header(self, sheet: Sheet, renamed: Mapping[str, str]) -> Header | None:
        """Find the header with the user's names for columns, or as declared where those take what is needed."""
        header = find_header(sheet.rows, self.columns, self.needed, renamed)
        declared = find_header(sheet.rows, self.columns, self.needed) if header is None and renamed else None
        headings = set(map(key, declared.headings)) if declared else set()
        return declared if declared and set(map(key, renamed.values())) <= headings else header

    def prepare(self, tables: list[Table]) -> list[Reason]:
        """Make the tables of a sheet ready for reading, and warn if the order of day and month had to be assumed."""
        options = tables[0].options
        order = self.order(tables) if options.day_first is None else options.day_first
        habit = writes_surname_first(record.text("name") for table in tables for record in table.records)
        for table in tables:
            table.day_first = self.day_first if order is None else order
            table.surname_first = habit
        dated = self._dated(tables)
        us_english = order is None and self.us_english is not None and self.us_english(tables, dated)
        for table in tables if us_english else ():
            table.day_first = False
        doubtful = next((str(cell) for cell in dated if (is_open if self.days else is_open_moment)(cell)), "")
        american = us_english or (not self.day_first and doubtful.casefold().endswith("m"))  # its format is certain
        if order is not None or not doubtful or american:
            return []
        return [visits.day_first_assumed(doubtful, day_first=self.day_first)]

    def order(self, tables: list[Table]) -> bool | None:
        """Tell from the tables of a sheet whether the day stands before the month; None if nothing shows it."""
        if self.days:
            return infer_day_first(self._dated(tables) + _cells(tables, self.evidence))
        return order_of(self._dated(tables), _pairs(tables), tables[0].source.path)

    def tables_in(self, source: Source, options: Options) -> list[tuple[Sheet, list[Table]]]:
        """Find the tables of all sheets; a sheet may have none."""
        sheets = [(sheet, self.tables_of(sheet, options)) for sheet in self.sheets(source, options)]
        for table in (table for _, tables in sheets for table in tables):
            table.source, table.options, table.loader = source, options, self
        return sheets

    def _read(self, source: Source, options: Options) -> list[list[Table]]:
        """Find the tables of each sheet that has any."""
        groups = [tables for _, tables in self.tables_in(source, options) if tables]
        if not groups:
            raise SourceError(f"This is no {self.title}.", code="R-UNKNOWN", hint=self.hint)
        return groups

    def _order_of_file(self, source: Source, options: Options) -> bool | None:
        try:
            return family_order(map(self.order, self._read(source, options)))
        except (SourceError, OSError):
            return None

    def _dated(self, tables: list[Table]) -> list[object]:
        """Give all cells that should hold a day or moment, those on the meeting before those of the rows."""
        around = [cell for table in tables for cell in (table.meeting.start, table.meeting.end)]
        return around + _cells(tables, self.days or self.moments)


class Table(Struct):
    """A header and its rows.

    Attributes
    ----------
    sheet, header, rows
        Where it stands; blank rows are left out.
    columns
        Canonical column name → 0-based column.
    meeting, section
        What the file says around it: of the meeting, and the number of its section (0 without).
    source, options, loader, day_first, surname_first
        What all its rows need, once it is prepared for reading.
    """

    sheet: Sheet
    header: Row
    rows: list[Row]
    columns: dict[str, int]
    meeting: Meeting = field(default_factory=Meeting)
    section: int = 0
    source: Source = Source(Path())
    options: Options = Options()
    loader: TableLoader = TableLoader(title="table")
    day_first: bool | None = None
    surname_first: bool = False

    @property
    def records(self) -> list[Record]:
        """Its rows with their columns."""
        return [Record(row, self) for row in self.rows]


class Record(Struct, gc=False):
    """A row whose cells are known by the canonical names of their columns."""

    row: Row
    table: Table

    @property
    def origin(self) -> Origin:
        """Where it stands, with its file."""
        return self.table.options.origin(self.table.source.path, self.place)

    @property
    def place(self) -> str:
        """Where it stands in its file."""
        return self.table.sheet.place(self.row.number)

    def text(self, column: str) -> str:
        """Give a cell as trimmed text; empty without such a column."""
        return self.row.text(self.table.columns.get(column))

    def value(self, column: str) -> object:
        """Give a cell with its type."""
        return self.row.value(self.table.columns.get(column))

    def heading(self, column: str) -> str:
        """Give what the file calls a column."""
        return self.table.header.text(self.table.columns.get(column))

    @property
    def full_name(self) -> str:
        """The given and the family name."""
        return f"{self.text('given')} {self.text('family')}".strip()

    @property
    def name(self) -> str:
        """The name as written, be it in one column or in two."""
        return self.text("name") or self.full_name

    def moment(self, column: str, blank: str = "") -> dt.datetime | None:
        """Read a moment; None for a cell that is empty, or holds only `blank` signs; else a `ValueError` says why."""
        value = self.value(column)
        return read_moment(value, self.table.day_first) if str(value).strip(f" {blank}") else None

    def gathering(self, title: str, on: dt.date | None) -> Gathering:
        """Make the gathering it is about, which must lie in the study's window."""
        return visits.gathering(self.table.source.path, self.table.options, title, on)


def table_below(sheet: Sheet, header: Row, columns: dict[str, int]) -> Table:
    """Make the table of all rows below a header."""
    return Table(sheet, header, [row for row in sheet.rows if row.number > header.number and not row.blank], columns)


def attendee(record: Record) -> Visit:
    """Read a row by its canonical columns: who came, registered or sent apologies, when, for how long, to what.

    Raises
    ------
    ValueError
        With a plain reason, if it cannot be used.
    """
    table = record.table
    if not record.name:
        raise RowError("R-NAME", f"The {table.loader.row} has no name.")
    join, leave = record.moment("join", blank="-"), record.moment("leave", blank="-")
    on = read_date(record.value("on"), table.day_first) if record.text("on") else join and join.date()
    if on is None and isinstance(table.meeting.day, dt.date):
        on = table.meeting.day
    return Visit(
        origin=record.origin,
        name=read_name(record.name, surname_first=table.surname_first),
        gathering=record.gathering(record.text("event"), on),
        status=status_of(record),
        email=record.text("email"),
        organisation=record.text("organisation"),
        job=record.text("role"),
        spell=(join, leave) if join else None,
        minutes=minutes_of(record.value("minutes")),
    )


def status_of(record: Record) -> Status:
    """Read the status: the user's word outweighs the check-in, and that the words declared.

    Raises
    ------
    RowError
        If the word is not known.
    """
    text, marks, loader = record.text("status"), record.table.options.marks, record.table.loader
    if mark := marks.get(text) or marks.get(record.text("checked")):
        return Status(mark)
    if is_checked(record):
        return Status.PRESENT
    if not text:
        return loader.unmarked
    if key(text) not in loader.statuses:
        hint = f'Say what it means: marks = {{"{shown(text)}" = "registered"}} in study.toml.'
        raise RowError("R-STATUS", f"This {record.heading('status').casefold()} is not known.", text, hint)
    return loader.statuses[key(text)]


def is_checked(record: Record) -> bool:
    """Whether somebody was checked in: a yes, or the moment.

    A `RowError` says that the cell is neither that nor a no.
    """
    text = record.text("checked")
    if not text or key(text) in NOT_CHECKED:
        return False
    if key(text) in CHECKED or text in CHECKED or holds_date(text):
        return True
    hint = f'Say what it means: marks = {{"{shown(text)}" = "present"}} in study.toml.'
    raise RowError("R-STATUS", "This says neither that somebody was checked in nor that they were not.", text, hint)


def minutes_of(value: object) -> float | None:
    """Read a duration in minutes: a plain number is one of minutes; None for an empty cell.

    Raises
    ------
    ValueError
        If it is none.
    """
    text = str(value).strip(" -")
    if not text or re.fullmatch(r"\d{1,6}(\.\d+)?", text):
        return float(text) if text else None
    return read_minutes(value)


def outcome(record: Record, read: Callable[[Record], T]) -> T | Entry:
    """Give what a row says; a row that cannot be used is rejected, one that is void excluded."""
    if record.row.fault:
        return rejected(record.origin, record.row.fault, {})
    status, loader = record.text("status"), record.table.loader
    if key(status) in loader.void and status not in record.table.options.marks:
        why = f"The {loader.row} is {key(status)}."
        return excluded(record.origin, Reason("X-VOID", why, record.heading("status"), key(status)))
    try:
        return read(record)
    except ValueError as error:
        texts = record.row.texts
        return rejected(record.origin, reason_of(error, texts), row_of(record.table.header.texts, texts))


def _renamed(options: Options) -> dict[str, str]:
    """Give the user's names for columns, also where they use the words of a register."""
    return {_REGISTER_WORDS.get(name, name): heading for name, heading in options.columns.items()}


def _cells(tables: list[Table], columns: Iterable[str]) -> list[object]:
    return [
        row.value(table.columns[name])
        for table in tables
        for name in columns
        if name in table.columns
        for row in table.rows
    ]


def _pairs(tables: list[Table]) -> Iterator[tuple[object, object]]:
    """Give moments that should lie near one another: a start and its end, a join and its leave."""
    for table in tables:
        yield table.meeting.start, table.meeting.end
        for record in table.records:
            leave = record.value("leave")
            yield from ((record.value("join"), leave), (table.meeting.start, leave))
