"""Answers in a register that are no mark: of forms, when somebody answered; of columns no rule knows, yes and no.

A form says when it was filled in. Where people signed in by it that is the day of the meeting; answers that trickle in
over days say nothing of it. A column of answers that is not known may say who came: who answered no there is not taken
for present, and the column is asked about.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sna.facts import Reason
from sna.load.columns import NOT_READ, holds
from sna.load.files.cells import Row
from sna.load.marks import Mark
from sna.load.register.context import Register
from sna.load.register.layout import SAMPLE, Shape, Table
from sna.load.times import moment_or_none
from sna.names import key

PAUSE = dt.timedelta(hours=12)  # between two sittings
SITTING = dt.timedelta(hours=6)
LEAST = 3  # answers that make a sitting
MOST = 0.8  # share of the answers that lie in sittings
OUTSIDE = Reason(
    "R-DAY",
    "This was answered when hardly anybody else did: it does not say at which meeting.",
    hint="Add a column with the day of the meeting.",
)
Answer = tuple[dt.datetime, int]
"""When a row was answered, and its number."""


def days_of_answers(register: Register, table: Table, rows: Sequence[Row]) -> dict[int, dt.date | None]:
    """Give the day of each row of a sign-in form by when it was answered; None of one that lies outside all sittings.

    Rows that name a meeting lie on the day on which most answers for it were given, if most were. Empty where nothing
    tells, or people were asked before the meeting.
    """
    column = table.columns.get("answered")
    if column is None or table.beforehand:
        return {}
    groups: dict[str, list[Answer]] = defaultdict(list)
    for row in rows:
        if at := moment_or_none(row.value(column), register.day_first):
            groups[key(row.text(table.columns.get("meeting")))].append((at, row.number))
    days: dict[int, dt.date | None] = {}
    for title, answers in groups.items():
        days |= _days(sorted(answers), several="meeting" not in table.columns or not title)
    return days


def _days(answers: list[Answer], *, several: bool) -> dict[int, dt.date | None]:
    sittings: list[list[Answer]] = [[]]
    for answer in answers:
        if sittings[-1] and answer[0] - sittings[-1][-1][0] > PAUSE:
            sittings.append([])
        sittings[-1].append(answer)
    largest = max(sittings, key=len)
    if len(largest) >= MOST * len(answers):
        day = largest[0][0].date()
        return {number: None if several and (at, number) not in largest else day for at, number in answers}
    sure = [sitting for sitting in sittings if len(sitting) >= LEAST and sitting[-1][0] - sitting[0][0] <= SITTING]
    if not several or sum(map(len, sure)) < MOST * len(answers):
        return {}
    days: dict[int, dt.date | None] = {number: None for _at, number in answers}
    return days | {number: sitting[0][0].date() for sitting in sure for _at, number in sitting}


def unknown_answers(register: Register, table: Table) -> list[int]:
    """Give the columns of yes and no, of ticks, or of how people came that may say who came where no other does."""
    known = {"status", "checked", "apologies", "absent", "signature"}
    if table.shape is Shape.WIDE or known & set(table.columns):
        return []
    ignored = set(map(key, register.options.ignore))
    headings = table.header.headings
    free = [column for column in range(len(headings)) if headings[column] and column not in table.columns.values()]
    return [column for name, column in table.columns.items() if name == "mode"] + [
        column
        for column in free
        if not {*key(headings[column]).split()} & NOT_READ
        and key(headings[column]) not in ignored
        and holds("status", (row.text(column) for row in table.rows[:SAMPLE]))
    ]


def says_no(register: Register, table: Table, row: Row, columns: Iterable[int]) -> Reason | None:
    """Say that somebody answered no in a column that may say who came."""
    for column in columns:
        if register.marks.read(row.text(column)) in {Mark.ABSENT, Mark.APOLOGIES} or key(row.text(column)) == "none":
            return _question(table.header.headings[column], "R-ANSWER", f"{row.text(column)!r} stands in")
    return None


def ticked(register: Register, table: Table) -> Iterator[Reason]:
    """Warn of a column of ticks that leaves some rows blank, if it may say who came, and of a list beside the list."""
    rows = [row for row in table.rows if not row.blank]
    headings = [key(heading) for heading in table.header.headings]
    read = [
        table.columns[name] for name in ("name", "status") if table.shape is not Shape.WIDE and name in table.columns
    ]
    for first in read:
        for column in range(first + 1, len(headings)):
            if headings[column] == headings[first] != "" and any(row.text(column) for row in rows):
                why = f"Column {column + 1} has the heading of column {first + 1}: it was not read."
                hint = "If it is a second list, put it below the first; if it says the same, delete one."
                yield Reason("W-BESIDE", why, table.header.headings[column], hint=hint)
    for column in sorted({*unknown_answers(register, table)} - {table.columns.get("mode", -1)}):
        marks = [register.marks.read(row.text(column)) for row in rows if row.text(column)]
        if len(marks) < len(rows) and set(marks) <= {Mark.PRESENT, None}:
            yield _question(
                table.header.headings[column], "W-ANSWER", f"{len(marks)} of {len(rows)} rows are ticked in"
            )


def _question(heading: str, code: str, what: str) -> Reason:
    why = f"{what} a column that no rule knows; it may say who came."
    hint = f'If it does: columns = {{status = "{heading}"}}; if not: ignore = ["{heading}"] in study.toml.'
    return Reason(code, why, heading, hint=hint)


def columns_read(table: Table) -> Mapping[int, str]:
    """Say what each column of a register was read as."""
    read = {column: name for name, column in table.columns.items()}
    return read | {heading.column: "meeting" for heading in table.headings}
