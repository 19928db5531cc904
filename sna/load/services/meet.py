"""Attendance reports of Google Meet: a row per person, with how long and from when until when.

The day is in the file's name or the sheet's title, seldom in the rows. Headings follow the calendar's language: columns
are told by the kind of their cells where their headings are not known.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from sna.facts import Gathering
from sna.load import Options
from sna.load.columns import fold, match
from sna.load.dates import find_date, is_date, read_date
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import Line, lines_below
from sna.load.tables import Meeting, Record, Table, TableLoader, minutes_of, table_below
from sna.load.times import is_duration, is_moment, is_time, read_time
from sna.load.visits import RowError, Visit
from sna.names import read_name

COLUMNS = {
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
_ENGLISH = {"time joined", "time exited"}
_TEAMS = {"first join", "last leave", "in meeting duration", "participant id"}
_MEETING = {
    "title": ["meeting title", "title", "meeting name"],
    "on": ["date", "meeting date"],
    "start": ["start time"],
}
_HEAD = 60  # rows
_AMOUNT = re.compile(r"\d{1,2}[:.]\d\d|\d+ ?[^\W\d]")  # such as "9:02", "32m" or "1 godz. 2 min"
_KINDS = {"minutes": is_duration, "time": is_time, "email": lambda value: "@" in str(value)}


def _tables(sheet: Sheet, options: Options) -> list[Table]:
    rows = [row for row in sheet.rows if not row.blank]
    for at, header in enumerate(rows[:_HEAD]):
        if columns := _columns(header.texts, rows[at + 1 :], options):
            table = table_below(sheet, header, columns)
            table.meeting = _meeting(rows[:at])
            return [table]
    return []


def _count(lines: Sequence[Line]) -> int | None:
    """Count the lines below the header: that in declared words, or else the last wide line above times and spans."""
    below = lines_below(lines, COLUMNS, ("name|given", "join", "leave"))
    if below is not None:
        return below
    amounts = [sum(bool(_AMOUNT.match(cell)) for cell in line.cells) for line in lines]
    first = next((at for at, amount in enumerate(amounts) if amount > 2), len(lines))
    wide = [at for at, line in enumerate(lines[:first]) if sum(map(bool, line.cells)) >= 4 and amounts[at] < 2]
    return len(lines) - wide[-1] - 1 if wide else None


def _columns(headings: list[str], rows: list[Row], options: Options) -> dict[str, int]:
    """Map a header to its columns; empty if it is none of Meet's."""
    columns = match(headings, COLUMNS, options.columns)
    named = "name" in columns or {"given", "family"} <= set(columns)
    if not named or not (
        {fold(heading) for heading in headings} >= _ENGLISH or {"join", "leave", "minutes"} <= set(columns)
    ):
        return _by_kind(headings, rows)
    joins = (row.value(columns["join"]) for row in rows)
    return columns if "minutes" in columns or any(is_time(join) or is_moment(join) for join in joins) else {}


def _by_kind(headings: Sequence[str], rows: list[Row]) -> dict[str, int]:
    """Tell the columns of a header in another language by what stands below: duration, two times, before them names."""
    if _TEAMS & set(map(fold, headings)):
        return {}
    if len(list(filter(None, headings))) < 4 or any(map(is_time, headings)) or any(map(is_duration, headings)):
        return {}
    kinds = [_kind([row.value(column) for row in rows[:_HEAD] if row.text(column)]) for column in range(len(headings))]
    if kinds.count("time") != 2 or kinds.count("minutes") != 1:
        return {}
    names = {1: {"name": 0}, 2: {"given": 0, "family": 1}}.get(next(at for at, kind in enumerate(kinds) if kind), {})
    join = kinds.index("time")
    columns = {**names, "join": join, "leave": kinds.index("time", join + 1), "minutes": kinds.index("minutes")}
    email = {"email": kinds.index("email")} if "email" in kinds else {}
    return columns | email if names else {}


def _kind(values: list[object]) -> str:
    """Tell the kind of a column; durations must say their units, for ``1:02`` alone may be a time of day."""
    units = any(char.isalpha() for value in values for char in str(value))
    fits = (kind for kind, test in _KINDS.items() if values and all(map(test, values)))
    return next((kind for kind in fits if kind != "minutes" or units), "")


def _meeting(above: list[Row]) -> Meeting:
    """Take the title and the day from lines above the header: a small header with its values, or free text."""
    for header, row in pairwise(above):
        columns = match(header.texts, _MEETING)
        if len(columns) > 1:
            day = row.value(columns.get("on", columns.get("start")))
            return Meeting(row.text(columns.get("title")), day)
    texts = [text for row in above for text in row.texts if text]
    title = next((text for text in texts if not is_date(text)), "")
    return Meeting(title, next(filter(is_date, texts), ""))


def _visit(record: Record) -> Visit:
    if not record.name:
        raise RowError("R-NAME", "The row has no name.")
    join, leave = _moment(record, "join"), _moment(record, "leave")
    if leave and join and leave < join:
        leave += dt.timedelta(days=1)  # without a day, past midnight
    minutes = minutes_of(record.value("minutes"))
    return Visit(
        origin=record.origin,
        name=read_name(record.name, surname_first=record.table.surname_first),
        gathering=_gathering(record, join),
        email=record.text("email"),
        minutes=minutes,
        spell=(join, leave) if minutes is None and join else None,
    )


def _moment(record: Record, column: str) -> dt.datetime | None:
    """Read a moment, or a time of day on no day in particular."""
    time = record.value(column)
    return dt.datetime.combine(dt.date.min, read_time(time)) if is_time(time) else record.moment(column, blank="-")


def _gathering(record: Record, join: dt.datetime | None) -> Gathering:
    """Make the gathering: its day from the row, the lines above, the file's name or the tab."""
    table, day_first = record.table, record.table.day_first
    day = join.date() if join and join.date() != dt.date.min else None
    if day is None and is_date(table.meeting.day):
        day = read_date(table.meeting.day, day_first)
    day = day or find_date(table.source.path.stem, day_first) or find_date(table.sheet.name, day_first)
    return record.gathering(table.meeting.title, day)


MEET = TableLoader(
    title="attendance report of Meet",
    hint="Download it again.",
    moments=("join", "leave"),
    head=_HEAD,
    tables=_tables,
    counter=_count,
    reader=lambda _tables: _visit,
)
