"""Attendance reports of Google Meet: a row per person, with how long and from when until when.

The day is in the file's name or the sheet's title, seldom in the rows. Headings follow the calendar's language: columns
are told by the kind of their cells where their headings are not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import Entry, Gathering
from sna.load import Options
from sna.load.clock import (
    family_order,
    is_duration,
    is_moment,
    is_open_moment,
    is_time,
    order_of,
    read_minutes,
    read_moment,
    read_time,
)
from sna.load.columns import fold, match
from sna.load.dates import find_date, is_date, read_date
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import count_below
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
from sna.names import read_name, writes_surname_first

PEOPLE = {
    "given": ["first name", "vorname", "prenom", "nombre", "nome", "voornaam", "imie"],
    "family": ["last name", "nachname", "nom", "nom de famille", "apellidos", "apellido", "cognome", "sobrenome",
               "achternaam", "nazwisko"],
    "name": ["name", "participant name", "full name"],
    "email": ["email", "e-mail", "email address", "e-mail-adresse", "adresse e-mail", "correo electronico"],
    "minutes": ["duration", "dauer", "duree", "duracion", "durata", "duracao", "duur", "czas trwania"],
    "join": ["time joined", "first seen", "beitrittszeit", "teilnahme um", "heure d'arrivee", "hora de entrada",
             "ora di ingresso", "tijd van deelname"],
    "leave": ["time exited", "last seen", "beendet um", "heure de depart", "hora de salida", "ora di uscita",
              "hora de saida", "tijd van vertrek"],
}  # fmt: skip
ENGLISH = {"time joined", "time exited"}
_MEETING = {
    "title": ["meeting title", "title", "meeting name"],
    "on": ["date", "meeting date"],
    "start": ["start time"],
}
HEAD = 60  # rows


class Table(Struct):
    """The table of people, where its header stands, and what the lines above it say."""

    sheet: Sheet
    header: Row
    rows: list[Row]
    columns: dict[str, int]
    title: str = ""
    on: object = ""


def identify(source: Source) -> bool:
    """Whether a file has a header of Meet, or rows of names, a duration and two times of day without a day."""
    try:
        return any(_table(sheet, {}) for sheet in source.top(HEAD) if not sheet.hidden)
    except (SourceError, OSError):
        return False


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from the files whose rows hold days; left open if none shows it."""
    if options.day_first is not None:
        return options
    return replace(options, day_first=family_order(_order_of_file(source, options) for source in sources))


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row: the first of each person is used, the others are merged into it.

    Raises
    ------
    SourceError
        If the file is no attendance report of Meet or cannot be read.
    """
    visits: list[Visit] = []
    for table in _tables(source, options):
        found = list(_read(source.path, options, table))
        yield from (each for each in found if isinstance(each, Entry))
        visits += (each for each in found if isinstance(each, Visit))
    yield from entries(visits)


def count(source: Source, options: Options) -> int:
    """Count the lines below the header of each table by scanning the file once more."""
    tables = _tables(source, options)
    return count_below(source, {table.sheet.name: table.header.number for table in tables}, tables[0].sheet.delimiter)


def _tables(source: Source, options: Options) -> list[Table]:
    sheets = [sheet for sheet in source.sheets(options.columns) if not sheet.hidden]
    tables = [table for sheet in sheets if (table := _table(sheet, options.columns))]
    if not tables:
        raise SourceError("This is no attendance report of Meet.", code="R-UNKNOWN", hint="Download it again.")
    return tables


def _table(sheet: Sheet, renamed: Mapping[str, str]) -> Table | None:
    rows = [row for row in sheet.rows if not row.blank]
    for at, row in enumerate(rows[:HEAD]):
        if columns := _columns(row.texts, rows[at + 1 :], renamed):
            table = Table(sheet, row, rows[at + 1 :], columns)
            return _described(table, rows[:at])
    return None


def _columns(headings: list[str], rows: list[Row], renamed: Mapping[str, str]) -> dict[str, int]:
    """Map a header to its columns; empty if it is none of Meet's."""
    found = match(headings, PEOPLE, renamed)
    named = "name" in found or {"given", "family"} <= set(found)
    if named and ({fold(heading) for heading in headings} >= ENGLISH or {"join", "leave", "minutes"} <= set(found)):
        return found if "minutes" in found or _has_times(rows, found) else {}
    return _by_kind(headings, rows)


def _has_times(rows: list[Row], columns: Mapping[str, int]) -> bool:
    return any(is_time(row.value(columns["join"])) or is_moment(row.value(columns["join"])) for row in rows)


def _by_kind(headings: Sequence[str], rows: list[Row]) -> dict[str, int]:
    """Tell the columns of a header in another language by what stands below: duration, two times, before them names."""
    if len(list(filter(None, headings))) < 4 or any(map(is_time, headings)) or any(map(is_duration, headings)):
        return {}
    kinds = [_kind([row.value(column) for row in rows[:HEAD] if row.text(column)]) for column in range(len(headings))]
    if kinds.count("time") != 2 or kinds.count("minutes") != 1:
        return {}
    first = next(column for column, kind in enumerate(kinds) if kind)
    names = {1: {"name": 0}, 2: {"given": 0, "family": 1}}.get(first, {})
    join = kinds.index("time")
    found = {**names, "join": join, "leave": kinds.index("time", join + 1), "minutes": kinds.index("minutes")}
    email = {"email": kinds.index("email")} if "email" in kinds else {}
    return found | email if names else {}


def _kind(values: list[object]) -> str:
    tests = {"minutes": is_duration, "time": is_time, "email": _is_email}
    fits = (kind for kind, test in tests.items() if values and all(map(test, values)) and _is_sure(kind, values))
    return next(fits, "")


def _is_email(value: object) -> bool:
    return "@" in str(value)


def _is_sure(kind: str, values: list[object]) -> bool:
    """Whether durations say their units: ``1:02`` alone may be a time of day."""
    return kind != "minutes" or any(any(char.isalpha() for char in str(value)) for value in values)


def _described(table: Table, above: list[Row]) -> Table:
    """Take the title and the day from lines above the header: a small header with its values, or free text."""
    for at, row in enumerate(above):
        known = match(row.texts, _MEETING)
        if len(known) > 1 and at + 1 < len(above):
            table.title = above[at + 1].text(known.get("title"))
            table.on = above[at + 1].value(known.get("on", known.get("start")))
            return table
    texts = [text for row in above for text in row.texts if text]
    table.title = next((text for text in texts if not is_date(text)), "")
    table.on = next((text for text in texts if is_date(text)), "")
    return table


def _order_of_file(source: Source, options: Options) -> bool | None:
    try:
        return _order(source.path, _tables(source, options))
    except (SourceError, OSError):
        return None


def _order(path: Path, tables: list[Table]) -> bool | None:
    moments = _moments(tables)
    return order_of(moments, zip(moments[::2], moments[1::2], strict=True), path)


def _moments(tables: list[Table]) -> list[object]:
    """Give joins and leaves in turn, of the rows that have both with a day."""
    names = ("join", "leave")
    pairs = [[row.value(table.columns.get(name)) for name in names] for table in tables for row in table.rows]
    return [value for pair in pairs if all(map(is_moment, pair)) for value in pair]


class _Reader(Struct):
    """What all rows of one table need."""

    path: Path
    options: Options
    table: Table
    day_first: bool
    surname_first: bool


def _read(path: Path, options: Options, table: Table) -> list[Visit | Entry]:
    order = options.day_first if options.day_first is not None else _order(path, [table])
    habit = writes_surname_first(_written(row, table.columns) for row in table.rows)
    ready = _Reader(path, options, table, order is not False, habit)
    read = [_read_row(row, ready) for row in table.rows]
    doubtful = [str(value) for value in _moments([table]) if is_open_moment(value)]
    for visit in [each for each in read if isinstance(each, Visit)][:1]:
        visit.warnings += [day_first_assumed(value, day_first=True) for value in doubtful[:1] if order is None]
    return read


def _read_row(row: Row, ready: _Reader) -> Visit | Entry:
    origin = ready.options.origin(ready.path, ready.table.sheet.place(row.number))
    if row.fault:
        return refused(origin, row.fault, (), ())
    try:
        return _visit(row, ready)
    except ValueError as error:
        return refused(origin, reason_of(error, row.texts), ready.table.header.texts, row.texts)


def _written(row: Row, columns: Mapping[str, int]) -> str:
    if "name" in columns:
        return row.text(columns["name"])
    return f"{row.text(columns['given'])} {row.text(columns['family'])}".strip()


def _visit(row: Row, ready: _Reader) -> Visit:
    columns = ready.table.columns
    written = _written(row, columns)
    if not written:
        raise RowError("R-NAME", "The row has no name.")
    join, leave = (_when(row.value(columns.get(name)), ready) for name in ("join", "leave"))
    if isinstance(leave, dt.datetime) and isinstance(join, dt.datetime) and leave < join:
        leave += dt.timedelta(days=1)  # without a day, past midnight
    visit = Visit(
        origin=ready.options.origin(ready.path, ready.table.sheet.place(row.number)),
        name=read_name(written, surname_first=ready.surname_first),
        gathering=_gathering(ready, join),
        email=row.text(columns.get("email")),
        minutes=_minutes(row.value(columns.get("minutes"))),
    )
    if visit.minutes is None and join:
        visit.spell = join, leave
    return visit


def _when(value: object, ready: _Reader) -> dt.datetime | None:
    """Read a moment, or a time of day on no day in particular."""
    if value is None or not str(value).strip(" -"):
        return None
    return dt.datetime.combine(dt.date.min, read_time(value)) if is_time(value) else read_moment(value, ready.day_first)


def _minutes(value: object) -> float | None:
    """Read a duration; a plain number is one of minutes."""
    text = str(value).strip()
    if not text or text == "None":
        return None
    return float(text) if text.replace(".", "", 1).isdecimal() and len(text) < 8 else read_minutes(value)


def _gathering(ready: _Reader, join: dt.datetime | None) -> Gathering:
    """Make the gathering: its day from the row, the lines above, the file's name or the tab."""
    path, table = ready.path, ready.table
    on = join.date() if join and join.date() != dt.date.min else None
    if on is None and is_date(table.on):
        on = read_date(table.on, ready.day_first)
    on = on or find_date(path.stem, ready.day_first) or find_date(table.sheet.name, ready.day_first)
    title = table.title or title_of_file(path)
    found = gathering(ready.options.origin(path), title, on, ready.options, path.stem)
    check_window(found.on, ready.options)
    return found
