"""Attendance reports of video calls: Zoom, Google Meet and Webex.

Zoom: participants (a row per join, or per person), attendees of webinars, the table of all meetings. The lines about
the meeting above the people may be there or not, in old or new words. Times are those of the account, with the month
first unless the files show otherwise. A name changed during the meeting, ``Display (Original)``, gives the one that
looks like a person's full name. Who registered for a webinar and did not come is *registered*; who stayed in the
waiting room is left out.

Google Meet: a row per person, with how long and from when until when. The day is in the file's name or the sheet's
title, seldom in the rows. Headings follow the calendar's language: columns are told by the kind of their cells where
their headings are not known.

Webex: a row for each join, with the meeting and its start in every row. The columns are those of two public
repositories: ``Attendee Email``, ``Join Time``, ``Leave Time``, ``Attendance Duration`` beside ``Meeting Name`` or
``Event Name``. Times may stand as formulas of Excel, ``="2021-06-14 17:02:22"``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from sna.facts import Entry, Gathering, Kind, Reason, Status, excluded
from sna.load import Options
from sna.load.columns import fold, match
from sna.load.dates import find_date, is_date, read_date
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import Line, lines_below
from sna.load.tables import Meeting, Record, RowReader, Table, TableLoader, attendee, minutes_of, table_below
from sna.load.times import is_duration, is_moment, is_time, moment_or_none, read_time
from sna.load.visits import RowError, Visit
from sna.names import Name, looks_like_organisation, read_name, writes_surname_first

ZOOM_COLUMNS = {
    "name": ["name", "user name", "participant", "participant name", "display name"],
    "given": ["first name"],
    "family": ["last name"],
    "email": ["user email", "email", "e-mail", "email address", "participant email"],
    "join": ["join time", "joined at"],
    "leave": ["leave time", "left at"],
    "minutes": ["duration", "total duration", "time in session"],
    "waiting": ["in waiting room"],
    "attended": ["attended"],
    "approval": ["approval status", "registration status"],
    "registered": ["registration time"],
}
MEETING = {"topic": ["topic"], "start": ["start time", "actual start time"], "id": ["meeting id", "id", "webinar id"]}
LONGEST_NAME = 200
WAITING = Reason("X-WAITING", "This row is the waiting room; whoever was let in has another row.")
REFUSED = Reason("X-CANCELLED", "The registration was cancelled or refused, and nobody came.")
_PEOPLE = re.compile(r"original name|user e-?mail|guest|\(minutes\)|recording|waiting room", re.IGNORECASE)
_SECTION = re.compile(r"(host|panelist|attendee|registrant|other attended|participant)s?( details)?", re.IGNORECASE)
_RENAMED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_PAUSE = dt.timedelta(hours=6)


def _zoom_tables(sheet: Sheet, options: Options) -> list[Table]:
    """Part a sheet into its tables of people; the line below a header of the meeting holds the meeting."""
    tables: list[Table] = []
    about: dict[str, int] = {}
    meeting = Meeting()
    for row in (row for row in sheet.rows if not row.blank):
        headings = row.texts
        if people := people_columns(headings):
            columns = people | match(headings, {}, options.columns) | meeting_columns(headings)
            tables.append(Table(sheet, row, [], columns, meeting))
            about = {}
        elif (columns := meeting_columns(headings)) or about or _is_title(headings):
            if about and not columns:
                meeting = Meeting(row.text(about.get("topic")), start=row.value(about.get("start")))
            about = columns
        elif tables:
            tables[-1].rows.append(row)
    return tables


def people_columns(headings: Sequence[str]) -> dict[str, int]:
    """Map a header of people to its columns; empty if a line is none.

    In the table of all meetings the columns of the meeting come first and some headings occur twice: those of the
    person stand from the name on.
    """
    if not any(map(_PEOPLE.search, headings)):
        return {}
    start = next((at for at, heading in enumerate(headings) if "original name" in heading.casefold()), 0)
    start = start if "topic" in {fold(heading) for heading in headings[:start]} else 0
    columns = {name: column + start for name, column in match(headings[start:], ZOOM_COLUMNS).items()}
    named = "name" in columns or {"given", "family"} <= set(columns)
    timed = {"join", "leave"} <= set(columns) or "minutes" in columns
    return columns if named and timed else {}


def meeting_columns(headings: Sequence[str]) -> dict[str, int]:
    """Map a header of the meeting to its columns; empty if a line is none."""
    if not any("topic" in heading.casefold() for heading in headings):
        return {}
    columns = match(headings, MEETING)
    return columns if "topic" in columns and len(columns) > 1 else {}


def _is_title(cells: Sequence[str]) -> bool:
    """Whether a line is the title of a section, such as ``Panelist Details``."""
    return bool(cells) and bool(_SECTION.fullmatch(cells[0])) and not any(cells[1:])


def _count_zoom(lines: Sequence[Line]) -> int:
    """Count the lines below the first header of people but for headers, titles, and what is said of a meeting."""
    records, begun, about = 0, False, False
    for line in lines:
        if people_columns(line.cells):
            begun, about = True, False
        elif meeting_columns(line.cells):
            about = True
        elif about or _is_title(line.cells):
            about = False
        else:
            records += begun
    return records


def _reader(tables: list[Table]) -> RowReader:
    records = [record for table in tables for record in table.records]
    habit = writes_surname_first(map(_written, records))
    return partial(_read, sittings=_sittings(records), surname_first=habit)


def _sittings(records: list[Record]) -> list[dt.datetime]:
    """Give the first moment of each meeting, for rows whose file does not say when it started."""
    moments = (moment_or_none(record.value("join"), record.table.day_first) for record in records)
    joins = sorted(moment for moment in moments if moment)
    later = [join for before, join in pairwise(joins) if join.date() != before.date() and join - before >= _PAUSE]
    return [*joins[:1], *later]


def _read(record: Record, sittings: list[dt.datetime], *, surname_first: bool) -> Visit | Entry:
    if record.text("waiting").casefold() == "yes":
        return excluded(record.origin, WAITING)
    absent = record.text("attended").casefold() == "no"
    if absent and record.text("approval").casefold() in {"denied", "cancelled", "canceled"}:
        return excluded(record.origin, REFUSED)
    written, minutes = _written(record), record.text("minutes")
    if not written:
        raise RowError("R-NAME", "The row has no name.")
    join, leave = record.moment("join", blank="-"), record.moment("leave", blank="-")
    if join is None and not absent and "join" in record.table.columns:
        raise RowError("R-DATE", "The row does not say when this person joined.")
    return Visit(
        origin=record.origin,
        name=read_renamed(written, surname_first=surname_first),
        gathering=_zoom_gathering(record, sittings, join),
        status=Status.REGISTERED if absent else Status.PRESENT,
        email=record.text("email").strip("-"),
        spell=(join, leave) if join else None,
        minutes=float(minutes) if re.fullmatch(r"\d{1,6}(\.\d+)?", minutes) else None,
    )


def _written(record: Record) -> str:
    """Give the name as written; of a webinar the first and last name where the name shown is one word."""
    display, full = record.text("name"), record.full_name
    return full if len(full.split()) > 1 and len(display.split()) < 2 else display or full


def read_renamed(written: str, *, surname_first: bool = False) -> Name:
    """Read ``Display (Original)``: the original where only it looks like a full name, or the display is no person.

    Examples
    --------
    >>> [read_renamed(text).display for text in ("Zed (Zoë Dale)", "Zoë Dale (zd)", "iPad (Zoë)", "Zoë Dale (Age UK)")]
    ['Zoë Dale', 'Zoë Dale', 'Zoë', 'Zoë Dale']
    """
    name = read_name(written, surname_first=surname_first)
    renamed = _RENAMED.fullmatch(written.strip()) if len(written) <= LONGEST_NAME else None
    if not renamed or looks_like_organisation(renamed[2]) or name.what == "room":
        return name
    display, original = (read_name(part, surname_first=surname_first) for part in renamed.groups())
    nobody = display.kind is Kind.UNIDENTIFIED
    fuller = len(original.key.split()) > 1 and len(display.key.split()) < 2
    if original.kind is Kind.UNIDENTIFIED or not (nobody or fuller) or original.display.casefold() in name.marks:
        return name
    organisation = original.organisation or display.organisation
    return Name(written, original.display, original.key, organisation=organisation, marks=(display.display,))


def _zoom_gathering(record: Record, sittings: list[dt.datetime], join: dt.datetime | None) -> Gathering:
    """Make the gathering: that of a row of all meetings, else that above the people, else the sitting by the clock."""
    day_first = record.table.day_first
    if {"topic", "start"} <= set(record.table.columns):
        topic, start = record.text("topic"), moment_or_none(record.value("start"), day_first)
    else:
        topic, start = record.table.meeting.title, moment_or_none(record.table.meeting.start, day_first)
        if start is None:
            sitting = [sitting for sitting in sittings if join is None or sitting <= join]
            start = sitting[-1] if sitting else join
    return record.gathering(topic, start.date() if start else None)


ZOOM = TableLoader(
    title="report of Zoom",
    hint="Download it from the meeting again.",
    moments=("join", "leave", "registered", "start"),
    day_first=False,
    head=200,
    tables=_zoom_tables,
    counter=_count_zoom,
    reader=_reader,
)


MEET_COLUMNS = {
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
_MEET_TITLES = {
    "title": ["meeting title", "title", "meeting name"],
    "on": ["date", "meeting date"],
    "start": ["start time"],
}
_HEAD = 60  # rows
_AMOUNT = re.compile(r"\d{1,2}[:.]\d\d|\d+ ?[^\W\d]")  # such as "9:02", "32m" or "1 godz. 2 min"
_KINDS = {"minutes": is_duration, "time": is_time, "email": lambda value: "@" in str(value)}


def _meet_tables(sheet: Sheet, options: Options) -> list[Table]:
    rows = [row for row in sheet.rows if not row.blank]
    for at, header in enumerate(rows[:_HEAD]):
        if columns := _meet_columns(header.texts, rows[at + 1 :], options):
            table = table_below(sheet, header, columns)
            table.meeting = _meeting(rows[:at])
            return [table]
    return []


def _count_meet(lines: Sequence[Line]) -> int | None:
    """Count the lines below the header: that in declared words, or else the last wide line above times and spans."""
    below = lines_below(lines, MEET_COLUMNS, ("name|given", "join", "leave"))
    if below is not None:
        return below
    amounts = [sum(bool(_AMOUNT.match(cell)) for cell in line.cells) for line in lines]
    first = next((at for at, amount in enumerate(amounts) if amount > 2), len(lines))
    wide = [at for at, line in enumerate(lines[:first]) if sum(map(bool, line.cells)) >= 4 and amounts[at] < 2]
    return len(lines) - wide[-1] - 1 if wide else None


def _meet_columns(headings: list[str], rows: list[Row], options: Options) -> dict[str, int]:
    """Map a header to its columns; empty if it is none of Meet's."""
    columns = match(headings, MEET_COLUMNS, options.columns)
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
    filled = ((row.value(column) for row in rows[:_HEAD] if row.text(column)) for column in range(len(headings)))
    if sum(is_time(next(values, "")) for values in filled) < 2:  # seen at a glance, as most tables are none
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
    fits = (kind for kind, test in _KINDS.items() if values and all(map(test, values)))
    units = (char.isalpha() for value in values for char in str(value))
    return next((kind for kind in fits if kind != "minutes" or any(units)), "")


def _meeting(above: list[Row]) -> Meeting:
    """Take the title and the day from lines above the header: a small header with its values, or free text."""
    for header, row in pairwise(above):
        columns = match(header.texts, _MEET_TITLES)
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
        gathering=_meet_gathering(record, join),
        email=record.text("email"),
        minutes=minutes,
        spell=(join, leave) if minutes is None and join else None,
    )


def _moment(record: Record, column: str) -> dt.datetime | None:
    """Read a moment, or a time of day on no day in particular."""
    time = record.value(column)
    return dt.datetime.combine(dt.date.min, read_time(time)) if is_time(time) else record.moment(column, blank="-")


def _meet_gathering(record: Record, join: dt.datetime | None) -> Gathering:
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
    tables=_meet_tables,
    counter=_count_meet,
    reader=lambda _meet_tables: _visit,
)


WEBEX = TableLoader(
    title="attendance report of Webex",
    hint="Download it again.",
    columns={
        "name": ["display name", "attendee name"],
        "given": ["first name"],
        "family": ["last name"],
        "email": ["attendee email"],
        "join": ["join time"],
        "leave": ["leave time"],
        "minutes": ["attendance duration"],
        "event": ["meeting name", "event name"],
        "on": ["meeting start time", "event start time"],
    },
    needed=("name|given", "email", "minutes"),
    moments=("on", "join", "leave"),
    day_first=False,
    reader=lambda _tables: attendee,
)
