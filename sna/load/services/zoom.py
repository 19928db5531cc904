"""Reports of Zoom: participants (a row per join, or per person), attendees of webinars, the table of all meetings.

The lines about the meeting above the people may be there or not, in old or new words. Times are those of the account,
with the month first unless the files show otherwise. A name changed during the meeting, ``Display (Original)``, gives
the one that looks like a person's full name. Who registered for a webinar and did not come is *registered*; who stayed
in the waiting room is left out.
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
from sna.load.files.cells import Sheet
from sna.load.files.counting import Line
from sna.load.tables import Meeting, Record, RowReader, Table, TableLoader
from sna.load.times import moment_or_none
from sna.load.visits import RowError, Visit
from sna.names import Name, looks_like_organisation, read_name, writes_surname_first

COLUMNS = {
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


def _tables(sheet: Sheet, options: Options) -> list[Table]:
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
    columns = {name: column + start for name, column in match(headings[start:], COLUMNS).items()}
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


def _count(lines: Sequence[Line]) -> int:
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
        gathering=_gathering(record, sittings, join),
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


def _gathering(record: Record, sittings: list[dt.datetime], join: dt.datetime | None) -> Gathering:
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
    tables=_tables,
    counter=_count,
    reader=_reader,
)
