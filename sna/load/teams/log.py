"""The attendance list of 2020 and the log of a live event: a line per join and leave."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from sna.facts import Entry, Reason
from sna.load import Options
from sna.load.clock import read_moment
from sna.load.files.cells import Row
from sna.load.teams.kinds import action_of
from sna.load.teams.layout import Report, Table
from sna.load.visits import RowError, Visit, check_window, gathering, reason_of, refused, title_of_file
from sna.names import read_name, writes_surname_first

LOGGED = Reason("M-LOG", "This is another join or leave of the same person.")
_PAUSE = dt.timedelta(hours=1)


class Event(Struct):
    """A line of a log: its visit-to-be, what it says, and when."""

    visit: Visit
    action: str
    at: dt.datetime


class Reader(Struct):
    """What all lines of one log need."""

    path: Path
    options: Options
    report: Report
    day_first: bool

    @property
    def table(self) -> Table:
        """The one table of the log."""
        return self.report.tables[0]


def read_lines(ready: Reader) -> tuple[list[Event], list[Entry]]:
    """Read the lines of a log; one that cannot be read is a rejected entry."""
    events, others = [], []
    habit = writes_surname_first(row.text(ready.table.columns["name"]) for row in ready.table.rows)
    for row in ready.table.rows:
        try:
            events.append(_event(row, ready, surname_first=habit))
        except ValueError as error:
            origin = ready.options.origin(ready.path, ready.report.sheet.place(row.number))
            reason = row.fault or reason_of(error, row.texts)
            others.append(refused(origin, reason, ready.table.headings, row.texts))
    return events, others


def _event(row: Row, ready: Reader, *, surname_first: bool) -> Event:
    written, action = (row.text(ready.table.columns[name]) for name in ("name", "action"))
    if not written or not action:
        raise RowError("R-NAME", "The line lacks a name or an action.")
    when = read_moment(row.value(ready.table.columns["at"]), ready.day_first)
    origin = ready.options.origin(ready.path, ready.report.sheet.place(row.number))
    title = title_of_file(ready.path)
    meeting = gathering(ready.options.origin(ready.path), title, when.date(), ready.options, ready.path.stem)
    check_window(meeting.on, ready.options)
    name = read_name(written, surname_first=surname_first)
    return Event(Visit(origin=origin, name=name, gathering=meeting, again=LOGGED), action, when)


def joins_of(events: list[Event]) -> set[str]:
    """Tell which actions are joins: known words, and in other languages those with which people begin."""
    firsts: Counter[str] = Counter()
    seen: set[str] = set()
    for event in sorted(events, key=lambda event: event.at):
        if event.visit.name.key not in seen:
            seen.add(event.visit.name.key)
            firsts[event.action] += 1
    totals = Counter(event.action for event in events)
    return {
        action
        for action, total in totals.items()
        if action_of(action) == "join" or (not action_of(action) and 2 * firsts[action] > total)
    }


def days_of(events: list[Event]) -> Iterator[list[Event]]:
    """Part a log into its meetings: a new one begins on another day after a pause of an hour or more."""
    events = sorted(events, key=lambda event: event.at)
    start = 0
    for at, (before, after) in enumerate(pairwise(events), 1):
        if after.at.date() != before.at.date() and after.at - before.at >= _PAUSE:
            yield events[start:at]
            start = at
    if events:
        yield events[start:]


def visits_of(events: list[Event], joins: set[str]) -> list[Visit]:
    """Make spells of one meeting's joins and leaves; who is still inside has an open end."""
    inside: dict[str, list[Visit]] = defaultdict(list)
    for event in events:
        visit, waiting = event.visit, inside[event.visit.name.key]
        visit.gathering = events[0].visit.gathering
        if event.action in joins:
            visit.spell = event.at, None
            waiting.append(visit)
        else:
            _leave(visit, event.at, waiting)
    return [event.visit for event in events]


def _leave(visit: Visit, at: dt.datetime, inside: list[Visit]) -> None:
    """Close the spell that has been open longest; a leave without a join only says that somebody was there."""
    if inside:
        opened = inside.pop(0)
        opened.spell = (opened.spell[0], at) if opened.spell else None
        visit.like = opened.origin.place
