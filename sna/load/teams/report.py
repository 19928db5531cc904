"""Reports with tables of people: the layouts of 2021 and of 2022 until now, and webinars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from sna.facts import Entry, Gathering, Kind, Reason, Status, excluded
from sna.load import Options
from sna.load.clock import read_minutes, read_moment
from sna.load.files.cells import Row
from sna.load.teams.kinds import ROLES
from sna.load.teams.layout import Report, Table
from sna.load.visits import (
    SUMMED_UP,
    RowError,
    Visit,
    check_window,
    gathering,
    reason_of,
    refused,
    title_of_file,
)
from sna.names import key, read_name, writes_surname_first

OTHER_TABLE = Reason("X-SECTION", "This section of the report does not say who came.")


class Reader(Struct):
    """What all rows of one report need."""

    path: Path
    options: Options
    report: Report
    day_first: bool
    surname_first: bool
    start: dt.datetime | None
    end: dt.datetime | None

    def moment(self, value: object) -> dt.datetime | None:
        """Read a moment; None for an empty cell; raises `ValueError` with a plain reason."""
        return read_moment(value, self.day_first) if value not in {"", None} else None


def reader(path: Path, options: Options, report: Report, *, day_first: bool) -> Reader:
    """Prepare the reading of a report: the habit of its names, the start and end of its meeting."""
    people = [table for table in report.tables if table.about_people]
    names = [row.text(table.columns.get("name")) for table in people for row in table.rows]
    ready = Reader(path, options, report, day_first, writes_surname_first(names), None, None)
    ready.start, ready.end = (_or_none(ready, text) for text in (report.meta.start, report.meta.end))
    return ready


def _or_none(ready: Reader, text: str) -> dt.datetime | None:
    try:
        return ready.moment(text)
    except ValueError:
        return None


def read_tables(ready: Reader) -> tuple[list[Visit], list[Entry]]:
    """Read all tables: the visits of those who came, and the entries of rows that say nothing or cannot be used."""
    read = [_read_row(row, table, ready) for table in ready.report.tables for row in table.rows]
    visits = [each for each in read if isinstance(each, Visit)]
    _sum_up(visits)
    return visits, [each for each in read if isinstance(each, Entry)]


def _read_row(row: Row, table: Table, ready: Reader) -> Visit | Entry:
    origin = ready.options.origin(ready.path, ready.report.sheet.place(row.number))
    if row.fault:
        return refused(origin, row.fault, (), ())
    if not table.about_people:
        return excluded(origin, OTHER_TABLE)
    try:
        return _visit(row, table, ready)
    except ValueError as error:
        return refused(origin, reason_of(error, row.texts), table.headings, row.texts)


def _visit(row: Row, table: Table, ready: Reader) -> Visit:
    written = _written(row, table.columns)
    if not written:
        raise RowError("R-NAME", "The row has no name.")
    join, leave = (ready.moment(row.value(table.columns.get(column))) for column in ("join", "leave"))
    registered = row.text(table.columns.get("registered"))
    if join is None and leave is None and not registered and "join" in table.columns:
        raise RowError("R-DATE", "The row does not say when this person joined.")
    came = join is not None or leave is not None
    origin = ready.options.origin(ready.path, ready.report.sheet.place(row.number))
    visit = Visit(
        origin=origin,
        name=read_name(written, surname_first=ready.surname_first),
        gathering=_gathering(ready, join or leave),
        status=Status.PRESENT if came else Status.REGISTERED,
        email=row.text(table.columns.get("email")) or _address(row.text(table.columns.get("upn"))),
        role=ROLES.get(key(row.text(table.columns.get("role"))), ""),
    )
    return _timed(visit, row, table, (join, leave or ready.end))


def _timed(visit: Visit, row: Row, table: Table, stay: tuple[dt.datetime | None, dt.datetime | None]) -> Visit:
    """Add when: the participants' section sums up several stays, every other table has a row for each stay."""
    join, leave = stay
    try:
        visit.minutes = read_minutes(row.value(table.columns.get("duration")))
    except ValueError:
        visit.minutes = None
    if table.section == 2:
        envelope = (leave - join).total_seconds() / 60 if join and leave else None
        known = [minutes for minutes in (visit.minutes, envelope) if minutes is not None and minutes >= 0]
        visit.minutes = round(min(known), 1) if known else None
    elif join:
        visit.spell = join, leave
        visit.again = SUMMED_UP if table.section == 3 else visit.again
    return visit


def _written(row: Row, columns: dict[str, int]) -> str:
    if "given" in columns:
        return f"{row.text(columns['given'])} {row.text(columns['family'])}".strip()
    return row.text(columns.get("name"))


def _address(upn: str) -> str:
    return upn if "@" in upn else ""


def _gathering(ready: Reader, at: dt.datetime | None) -> Gathering:
    when = ready.start or at or ready.end
    origin = ready.options.origin(ready.path, "")
    title = ready.report.meta.title or title_of_file(ready.path) or ready.report.meta.meeting
    found = gathering(origin, title, when.date() if when else None, ready.options, ready.path.stem)
    check_window(found.on, ready.options)
    return found


def _sum_up(visits: list[Visit]) -> None:
    """Let a device's or guest's row of the activities belong to the row of the participants that sums it up."""
    summaries = {
        (visit.name.written, visit.email): visit.origin.place
        for visit in reversed(visits)
        if visit.spell is None and visit.name.kind is Kind.UNIDENTIFIED
    }
    for visit in visits:
        if visit.spell is not None and visit.name.kind is Kind.UNIDENTIFIED:
            visit.like = summaries.get((visit.name.written, visit.email), "")


def wrong_count(report: Report, visits: list[Visit]) -> Iterator[Reason]:
    """Warn when the report's own number of participants is not the number of its rows."""
    if report.meta.people is None:
        return
    listed = [visit for visit in visits if visit.spell is None] or visits
    people = len({visit.who for visit in listed if visit.status is Status.PRESENT})
    if people != report.meta.people:
        why = f"The report says {report.meta.people:,} attended; its rows name {people:,}."
        yield Reason("W-COUNT", why, value=str(report.meta.people), hint="Compare it with the meeting.")
