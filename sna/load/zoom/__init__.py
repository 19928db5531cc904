"""Reports of Zoom: participants (a row per join, or per person), attendees of webinars, the table of all meetings.

The lines about the meeting above the people may be there or not, in old or new words. Times are those of the account,
with the month first unless the files show otherwise. A name changed during the meeting, ``Display (Original)``, gives
the one that looks like a person's full name. Who registered for a webinar and did not come is *registered*; who stayed
in the waiting room is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import Entry, Gathering, Reason, Status, excluded
from sna.load import Options
from sna.load.clock import family_order, is_moment, is_open_moment, read_moment
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import table_lines
from sna.load.source import Source
from sna.load.visits import (
    RowError,
    Visit,
    check_window,
    day_first_assumed,
    entries,
    gathering,
    reason_of,
    refused,
    title_of_file,
)
from sna.load.zoom.renamed import read_renamed
from sna.load.zoom.tables import Table, asides_of, moments_of, order_in, people_columns, tables_of
from sna.names import writes_surname_first

__all__ = ["count", "identify", "load", "survey"]

HEAD = 200  # rows
_PAUSE = dt.timedelta(hours=6)
WAITING = Reason("X-WAITING", "This row is the waiting room; whoever was let in has another row.")
REFUSED = Reason("X-CANCELLED", "The registration was cancelled or refused, and nobody came.")


class Reader(Struct):
    """What all rows of one file need."""

    path: Path
    options: Options
    sheet: Sheet
    day_first: bool
    surname_first: bool = False
    sittings: list[dt.datetime] = []


def identify(source: Source) -> bool:
    """Whether a file has a header of people in Zoom's words."""
    try:
        return any(people_columns(row.texts) for sheet in source.top(HEAD) for row in sheet.rows)
    except (SourceError, OSError):
        return False


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from all reports together; left open if none shows it or they disagree."""
    if options.day_first is not None:
        return options
    return replace(options, day_first=family_order(_order_of_file(source, options) for source in sources))


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row of people: the first of each person is used, rejoins are merged into it.

    Raises
    ------
    SourceError
        If the file holds no header of people in Zoom's words, or cannot be read.
    """
    sheets = [(sheet, tables_of(sheet, options)) for sheet in source.sheets(options.columns)]
    if not any(tables for _, tables in sheets):
        raise SourceError("This is no report of Zoom.", code="R-UNKNOWN", hint="Download it from the meeting again.")
    visits: list[Visit] = []
    for sheet, tables in sheets:
        order = options.day_first if options.day_first is not None else order_in(source.path, tables)
        found = _read_sheet(_reader(source.path, options, sheet, order or False, tables), tables)
        yield from (each for each in found if isinstance(each, Entry))
        visits += _warned([each for each in found if isinstance(each, Visit)], tables, order)
    yield from entries(visits)


def _reader(path: Path, options: Options, sheet: Sheet, day_first: bool, tables: list[Table]) -> Reader:
    ready = Reader(path, options, sheet, day_first)
    ready.surname_first = writes_surname_first(_written(row, table) for table in tables for row in table.rows)
    ready.sittings = _sittings(ready, tables)
    return ready


def _read_sheet(ready: Reader, tables: list[Table]) -> list[Visit | Entry]:
    return [_read_row(row, table, ready) for table in tables for row in table.rows]


def count(source: Source, options: Options) -> int:
    """Count the lines below the first header of people but for headers, titles and lines about a meeting.

    Which lines these are, the reading says; the lines themselves are found by scanning the file once more.
    """
    sheets = {sheet.name: (tables_of(sheet, options), sheet.delimiter) for sheet in source.sheets(options.columns)}
    delimiter = next(iter(sheets.values()))[1]
    below = {name: (tables[0].after, asides_of(tables)) for name, (tables, _) in sheets.items() if tables}
    lines = [line for line in table_lines(source, delimiter) if line.sheet in below]
    return sum(line.number > below[line.sheet][0] and line.number not in below[line.sheet][1] for line in lines)


def _order_of_file(source: Source, options: Options) -> bool | None:
    try:
        return order_in(
            source.path,
            [table for sheet in source.sheets(options.columns) for table in tables_of(sheet, options)],
        )
    except (SourceError, OSError):
        return None


def _warned(visits: list[Visit], tables: list[Table], order: bool | None) -> list[Visit]:
    """Say at the first row that the order of day and month was assumed, unless AM and PM show Zoom's own format."""
    doubtful = [str(value) for value in moments_of(tables) if is_open_moment(value)]
    if visits and order is None and doubtful and not doubtful[0].casefold().endswith("m"):
        visits[0].warnings.append(day_first_assumed(doubtful[0], day_first=False))
    return visits


def _sittings(ready: Reader, tables: list[Table]) -> list[dt.datetime]:
    """Give the first moment of each meeting, for rows whose file does not say when it started."""
    joins = []
    for table in tables:
        for row in table.rows:
            value = row.value(table.columns.get("join"))
            if is_moment(value):
                joins.append(_moment(value, ready))
    known = sorted(join for join in joins if join)
    after = [late for early, late in pairwise(known) if late.date() != early.date() and late - early >= _PAUSE]
    return [*known[:1], *after]


def _moment(value: object, ready: Reader) -> dt.datetime | None:
    try:
        return read_moment(value, ready.day_first)
    except ValueError:
        return None


def _read_row(row: Row, table: Table, ready: Reader) -> Visit | Entry:
    origin = ready.options.origin(ready.path, ready.sheet.place(row.number))
    if row.fault:
        return refused(origin, row.fault, (), ())
    if _says(row, table, "waiting", "yes"):
        return excluded(origin, WAITING)
    absent = _says(row, table, "attended", "no")
    if absent and row.text(table.columns.get("approval")).casefold() in {"denied", "cancelled", "canceled"}:
        return excluded(origin, REFUSED)
    try:
        return _visit(row, table, ready, Status.REGISTERED if absent else Status.PRESENT)
    except ValueError as error:
        return refused(origin, reason_of(error, row.texts), table.headings, row.texts)


def _says(row: Row, table: Table, column: str, word: str) -> bool:
    return row.text(table.columns.get(column)).casefold() == word


def _written(row: Row, table: Table) -> str:
    """Give the name as written; of a webinar the first and last name where the name shown is one word."""
    shown = row.text(table.columns.get("name"))
    full = f"{row.text(table.columns.get('given'))} {row.text(table.columns.get('family'))}".strip()
    return full if len(full.split()) > 1 and len(shown.split()) < 2 else shown or full


def _visit(row: Row, table: Table, ready: Reader, status: Status) -> Visit:
    written = _written(row, table)
    if not written:
        raise RowError("R-NAME", "The row has no name.")
    join, leave = (_stay(row.value(table.columns.get(name)), ready) for name in ("join", "leave"))
    if join is None and status is Status.PRESENT and "join" in table.columns:
        raise RowError("R-DATE", "The row does not say when this person joined.")
    return Visit(
        origin=ready.options.origin(ready.path, ready.sheet.place(row.number)),
        name=read_renamed(written, surname_first=ready.surname_first),
        gathering=_gathering(row, table, ready, join),
        status=status,
        email=row.text(table.columns.get("email")).strip("-"),
        spell=(join, leave) if join else None,
        minutes=_minutes(row.text(table.columns.get("minutes"))),
    )


def _stay(value: object, ready: Reader) -> dt.datetime | None:
    if isinstance(value, str) and not value.strip(" -"):
        return None
    return read_moment(value, ready.day_first)


def _minutes(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d+)?", text) else None


def _gathering(row: Row, table: Table, ready: Reader, join: dt.datetime | None) -> Gathering:
    about = {"topic", "start"} <= set(table.columns)
    topic = row.text(table.columns["topic"]) if about else table.topic
    start = _moment(row.value(table.columns["start"]) if about else table.start, ready)
    if start is None and not about:
        first = [sitting for sitting in ready.sittings if join is None or sitting <= join]
        start = first[-1] if first else join
    origin = ready.options.origin(ready.path)
    title = topic or title_of_file(ready.path)
    found = gathering(origin, title, start.date() if start else None, ready.options, ready.path.stem)
    check_window(found.on, ready.options)
    return found
