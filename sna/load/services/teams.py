"""Attendance reports of Microsoft Teams, in every layout since 2020 and any language.

- the *attendance list*: a line per join and leave (also the log of live events)
- the *report* of 2021: a summary, then one row per join
- the *report* since 2022: numbered sections, one row per person and one per join, which say the same twice
- webinars: as before, with columns of the registration; who registered and did not come is *registered*
- JSON from Microsoft Graph, moments in UTC

Sections are known by their number, columns by the kind of their cells. Text may be UTF-16 or UTF-8 with or without its
mark, or Windows-1252; tabs, semicolons or commas. Times are local and without a zone. Whether the day stands before the
month is settled for all files together (`survey`); where nothing shows it, day-first is taken and a warning says so.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from sna.errors import SourceError
from sna.facts import Column, Entry, Gathering, Kind, Origin, Reason, Status, excluded, rejected
from sna.load import Options
from sna.load.services.teams_layout import ROLES, action_of, count_lines, sheets, tables_of, tops
from sna.load.source import Source
from sna.load.tables import Meeting, Record, RowReader, Table, TableLoader
from sna.load.times import Spell, minutes, moment_or_none, read_minutes, read_moment
from sna.load.visits import SUMMED_UP, RowError, Visit, entries, gathering, reason_of, title_of_file
from sna.names import key, read_name, writes_surname_first

LOGGED = Reason("M-LOG", "This is another join or leave of the same person.")
OTHER_TABLE = Reason("X-SECTION", "This section of the report does not say who came.")
_PAUSE = dt.timedelta(hours=1)


def identify(source: Source) -> bool:
    """Whether a file is an attendance report of Teams, by its sections or the kind of its cells."""
    try:
        if source.kind == "json":
            return recognise(source.head_text().text)
        return any(map(tables_of, tops(source)))
    except (SourceError, OSError):
        return False


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from all reports together; left open if none shows it or they disagree."""
    return TABLES.survey(sources, options)


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row of each table (of Graph: each attendance record).

    The first row of a person at a meeting is used; their further rows are merged into it, and the minutes are those of
    the union of their stays. The lines of the summary are no records.

    Raises
    ------
    SourceError
        If the file is no report of Teams or cannot be read.
    """
    return load_json(source, options) if source.kind == "json" else TABLES.load(source, options)


def columns_of(source: Source, options: Options) -> Iterator[Column]:
    """Say of each column of each table what it was read as, or why it was not; JSON has no columns."""
    return iter(()) if source.kind == "json" else TABLES.columns_of(source, options)


def count(source: Source, options: Options) -> int:
    """Count the lines below the header of each table by scanning the file once more, sign by sign.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    return count_json(source) if source.kind == "json" else TABLES.count(source, options)


def _reader(tables: list[Table]) -> RowReader:
    """Give what reads the lines of a log, or the rows of a report that starts and ends as its summary says."""
    people = [table for table in tables if "action" in table.columns or _about_people(table)]
    habit = writes_surname_first(record.text("name") for table in people for record in table.records)
    if "action" in tables[0].columns:
        return partial(_line, surname_first=habit)
    meeting = tables[0].meeting
    bounds = tuple(moment_or_none(cell, tables[0].day_first) for cell in (meeting.start, meeting.end))
    return partial(_visit, bounds=bounds, surname_first=habit)


def _settle(visits: list[Visit], tables: list[Table]) -> list[Visit]:
    lines = [visit for visit in visits if isinstance(visit, Line)]
    if lines:
        joins = joins_of(lines)
        return [line for meeting in meetings_of(lines) for line in stays_of(meeting, joins)]
    _sum_up(visits)
    for visit in visits[:1]:
        visit.warnings += wrong_count(tables[0].meeting, visits)
    return visits


def _about_people(table: Table) -> bool:
    """Whether the rows of a table say who came or registered."""
    columns = set(table.columns)
    return bool({"join", "leave", "registered"} & columns) and bool({"name", "given"} & columns)


def _visit(record: Record, bounds: tuple[dt.datetime | None, ...], *, surname_first: bool) -> Visit | Entry:
    if not _about_people(record.table):
        return excluded(record.origin, OTHER_TABLE)
    if not record.name:
        raise RowError("R-NAME", "The row has no name.")
    join, leave = record.moment("join"), record.moment("leave")
    absent, (start, end) = join is None and leave is None, bounds
    if absent and not record.text("registered") and "join" in record.table.columns:
        raise RowError("R-DATE", "The row does not say when this person joined.")
    when, meeting = start or join or leave or end, record.table.meeting
    visit = Visit(
        origin=record.origin,
        name=read_name(record.name, surname_first=surname_first),
        gathering=record.gathering(
            meeting.title or title_of_file(record.table.source.path) or meeting.code, when.date() if when else None
        ),
        status=Status.REGISTERED if absent else Status.PRESENT,
        email=record.text("email") or (record.text("upn") if "@" in record.text("upn") else ""),
        role=ROLES.get(key(record.text("role")), ""),
    )
    return _timed(visit, record, join, leave or end)


def _timed(visit: Visit, record: Record, join: dt.datetime | None, leave: dt.datetime | None) -> Visit:
    """Add when: the participants' section sums up several stays, every other table has a row for each stay."""
    try:
        visit.minutes = read_minutes(record.value("duration"))
    except ValueError:
        visit.minutes = None
    if record.table.section == 2:
        envelope = (leave - join).total_seconds() / 60 if join and leave else None
        spans = [minutes for minutes in (visit.minutes, envelope) if minutes is not None and minutes >= 0]
        visit.minutes = round(min(spans), 1) if spans else None
    elif join:
        visit.spell = join, leave
        visit.again = SUMMED_UP if record.table.section == 3 else visit.again
    return visit


def _sum_up(visits: list[Visit]) -> None:
    """Let a device's or guest's row of the activities belong to the row of the participants that sums it up."""
    nobodies = [visit for visit in visits if visit.name.kind is Kind.UNIDENTIFIED]
    summaries = {
        (visit.name.written, visit.email): visit.origin.place for visit in reversed(nobodies) if visit.spell is None
    }
    for visit in nobodies:
        if visit.spell is not None:
            visit.like = summaries.get((visit.name.written, visit.email), "")


def wrong_count(meeting: Meeting, visits: list[Visit]) -> Iterator[Reason]:
    """Warn when the report's own number of participants is not the number of its rows."""
    if meeting.people is None:
        return
    summaries = [visit for visit in visits if visit.spell is None] or visits
    people = len({visit.who for visit in summaries if visit.status is Status.PRESENT})
    if people != meeting.people:
        why = f"The report says {meeting.people:,} attended; its rows name {people:,}."
        yield Reason("W-COUNT", why, value=str(meeting.people), hint="Compare it with the meeting.")


class Line(Visit, kw_only=True):
    """A line of a log: what it says somebody did, and when."""

    action: str
    at: dt.datetime


def _line(record: Record, *, surname_first: bool) -> Line:
    name, action = record.text("name"), record.text("action")
    if not name or not action:
        raise RowError("R-NAME", "The line lacks a name or an action.")
    at = read_moment(record.value("at"), record.table.day_first)
    return Line(
        origin=record.origin,
        name=read_name(name, surname_first=surname_first),
        gathering=record.gathering("", at.date()),
        again=LOGGED,
        action=action,
        at=at,
    )


def joins_of(lines: list[Line]) -> set[str]:
    """Tell which actions are joins: known words, and in other languages those with which people begin."""
    begins: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: line.at):
        begins.setdefault(line.name.key, line.action)
    starts, totals = Counter(begins.values()), Counter(line.action for line in lines)
    return {
        action
        for action, total in totals.items()
        if action_of(action) == "join" or (not action_of(action) and 2 * starts[action] > total)
    }


def meetings_of(lines: list[Line]) -> Iterator[list[Line]]:
    """Part a log into its meetings: a new one begins on another day after a pause of an hour or more."""
    lines = sorted(lines, key=lambda line: line.at)
    start = 0
    for number, (before, after) in enumerate(pairwise(lines), 1):
        if after.at.date() != before.at.date() and after.at - before.at >= _PAUSE:
            yield lines[start:number]
            start = number
    yield lines[start:]


def stays_of(lines: list[Line], joins: set[str]) -> list[Line]:
    """Make spells of one meeting's joins and leaves; who is still inside has an open end."""
    inside: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        waiting = inside[line.name.key]
        line.gathering = lines[0].gathering
        if line.action in joins:
            line.spell = line.at, None
            waiting.append(line)
        elif waiting:  # it ends the spell that has been open longest; alone it only says that somebody was there
            opened = waiting.pop(0)
            opened.spell = opened.at, line.at
            line.like = opened.origin.place
    return lines


def _us_english(tables: list[Table], dated: list[object]) -> bool:
    """Whether AM and PM stand in capitals, and nobody is an *Organiser*: so Teams writes in the United States."""
    halves = [text[-2:] for text in map(str, dated) if text[-2:].casefold() in {"am", "pm"}]
    roles = {record.text("role") for table in tables for record in table.records}
    return bool(halves) and all(map(str.isupper, halves)) and "Organizer" in roles and "Organiser" not in roles


TABLES = TableLoader(
    title="attendance report of Teams",
    hint="Download it from the meeting again.",
    moments=("join", "leave", "at"),
    us_english=_us_english,
    tables=lambda sheet, _options: tables_of(sheet),
    reader=_reader,
    counter=count_lines,
    settle=_settle,
    sheets=sheets,
)


Json = dict[str, Any]
_BARE = {"attendanceIntervals", "totalAttendanceInSeconds"}
_KEYS = {"attendanceRecords", *_BARE}
_ROLES = {"organizer": "organiser", "coorganizer": "organiser", "presenter": "presenter", "attendee": "attendee"}


def recognise(text: str) -> bool:
    """Whether the beginning of a JSON text speaks of attendance."""
    return any(f'"{name}"' in text for name in _KEYS)


def load_json(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each attendance record of all reports in a file.

    Raises
    ------
    SourceError
        If it is no JSON, or holds no reports.
    """
    content = _decode(source.text().text, _unique)
    if not any(_reports(content)):
        raise SourceError("This holds no attendance report.", code="R-UNKNOWN", hint="Expand attendanceRecords.")
    visits = []
    records = [(report, record) for report in _reports(content) for record in report["attendanceRecords"]]
    for number, (report, record) in enumerate(records, 1):
        origin = options.origin(source.path, f"record {number}")
        try:
            visits.append(_visit_of_json(record, report, origin, (source.path, options)))
        except ValueError as error:
            yield rejected(origin, reason_of(error, []))
    yield from entries(visits)


def count_json(source: Source) -> int:
    """Count the attendance records while the JSON is taken in, not afterwards."""
    counts = []

    def add(pairs: list[tuple[str, Any]]) -> Json:
        for name, part in pairs:
            if name == "attendanceRecords" and isinstance(part, list):
                counts.append(len(part))
            elif name == "value":
                counts.append(sum("bare" in record for record in _objects(part)))
        return {"bare": True} if any(name in _BARE for name, _ in pairs) else {}

    _decode(source.text().text, add)
    return sum(counts)


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("A name stands twice in one object.")
    return dict(pairs)


def _decode(text: str, hook: Any) -> object:  # noqa: ANN401 - what json takes
    try:
        return json.loads(text, object_pairs_hook=hook)
    except (ValueError, RecursionError) as error:
        raise SourceError("The JSON is damaged.", code="R-JSON", hint="Download the report again.") from error


def _objects(part: object) -> list[Json]:
    return [record for record in part if isinstance(record, dict)] if isinstance(part, list) else []


def _reports(content: object) -> Iterator[Json]:
    """Find what holds attendance records, wherever it stands: a report, a list of them, or bare records."""
    waiting = [content]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("attendanceRecords"), list):
                yield part
            if bare := [record for record in _objects(part.get("value")) if _BARE & set(record)]:
                yield {**part, "attendanceRecords": bare}
            waiting += reversed(part.values())
        elif isinstance(part, list):
            waiting += reversed(part)


def _visit_of_json(record: object, report: Json, origin: Origin, where: tuple[Path, Options]) -> Visit:
    if not isinstance(record, dict):
        raise RowError("R-RECORD", "This is no attendance record.")
    identity = record.get("identity")
    email = _text(record, "emailAddress")
    name = (_text(identity, "displayName") if isinstance(identity, dict) else "") or email
    if not name:
        raise RowError("R-NAME", "The record names nobody.")
    spells = [_spell(interval) for interval in _objects(record.get("attendanceIntervals"))]
    seconds = record.get("totalAttendanceInSeconds")
    reported = round(float(seconds) / 60, 1) if isinstance(seconds, int | float) and 0 <= seconds < 1e7 else None
    return Visit(
        origin=origin,
        name=read_name(name),
        gathering=_gathering(report, spells, where),
        email=email,
        role=_ROLES.get(_text(record, "role").casefold(), ""),
        minutes=minutes(spells) if spells else reported,
    )


def _text(part: Json, name: str) -> str:
    text = part.get(name)
    return text.strip() if isinstance(text, str) else ""


def _spell(interval: Mapping[str, object]) -> Spell:
    return read_moment(interval.get("joinDateTime")), read_moment(interval.get("leaveDateTime"))


def _gathering(report: Json, spells: list[Spell], where: tuple[Path, Options]) -> Gathering:
    start = report.get("meetingStartDateTime")
    day = read_moment(start).date() if start else min(spells)[0].date() if spells else None
    return gathering(*where, _text(report, "subject") or _text(report, "title"), day)
