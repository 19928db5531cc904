"""The tables of a Zoom report: headers of people, what stands above them about the meeting, rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field

from sna.load import Options
from sna.load.clock import is_moment, order_of
from sna.load.columns import fold, match
from sna.load.files.cells import Row, Sheet

PEOPLE = {
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
_MARKS = re.compile(r"original name|user e-?mail|guest|\(minutes\)|recording|waiting room", re.IGNORECASE)
_SECTION = re.compile(r"(host|panelist|attendee|registrant|other attended|participant)s?( details)?", re.IGNORECASE)


class Table(Struct):
    """Rows of people under the header at the line `after`, and what the file says of their meeting.

    `asides` are the numbers of lines below the header that are no people: titles and lines about the next meeting.
    """

    headings: list[str]
    columns: dict[str, int]
    rows: list[Row]
    after: int
    topic: str = ""
    start: object = ""
    asides: set[int] = field(default_factory=set)


def people_columns(headings: Sequence[str]) -> dict[str, int]:
    """Map a header of people to its columns; empty if a line is none.

    In the table of all meetings the columns of the meeting come first and some headings occur twice: those of the
    person stand from the name on.
    """
    if not any(map(_MARKS.search, headings)):
        return {}
    start = next((at for at, heading in enumerate(headings) if "original name" in heading.casefold()), 0)
    start = start if "topic" in {fold(heading) for heading in headings[:start]} else 0
    columns = {name: column + start for name, column in match(headings[start:], PEOPLE).items()}
    named = "name" in columns or {"given", "family"} <= set(columns)
    timed = {"join", "leave"} <= set(columns) or "minutes" in columns
    return columns if named and timed else {}


def meeting_columns(headings: Sequence[str]) -> dict[str, int]:
    """Map a header of the meeting to its columns; empty if a line is none."""
    if not any("topic" in heading.casefold() for heading in headings):
        return {}
    columns = match(headings, MEETING)
    return columns if "topic" in columns and len(columns) > 1 else {}


def is_title(cells: Sequence[str]) -> bool:
    """Whether a line is the title of a section, such as ``Panelist Details``."""
    return bool(cells) and bool(_SECTION.fullmatch(cells[0])) and not any(cells[1:])


def asides_of(tables: list[Table]) -> set[int]:
    """Give the numbers of lines that are headers, titles, or about a meeting."""
    return {table.after for table in tables}.union(*(table.asides for table in tables))


def tables_of(sheet: Sheet, options: Options) -> list[Table]:
    """Part a sheet into its tables of people; the line below a header of the meeting holds the meeting."""
    tables: list[Table] = []
    about: dict[str, int] = {}
    topic: str = ""
    start: object = ""
    for row in (row for row in sheet.rows if not row.blank):
        texts = row.texts
        if people_columns(texts):
            tables.append(_table(row, options, topic, start))
            about = {}
        elif (found := meeting_columns(texts)) or about or is_title(texts):
            if about and not found:
                topic, start = row.text(about.get("topic")), row.value(about.get("start"))
            about = found
            for table in tables[-1:]:
                table.asides.add(row.number)
        elif tables:
            tables[-1].rows.append(row)
    return tables


def _table(header: Row, options: Options, topic: str, start: object) -> Table:
    texts = header.texts
    columns = {**people_columns(texts), **match(texts, {}, options.columns)}
    about = {name: column for name, column in meeting_columns(texts).items() if name != "id"}
    return Table(texts, columns | about, [], header.number, topic, start)


def order_in(path: Path, tables: list[Table]) -> bool | None:
    """Tell from one file whether the day stands before the month; None if nothing shows it."""
    pairs = [
        (row.value(table.columns["join"]), row.value(table.columns["leave"]))
        for table in tables
        if {"join", "leave"} <= set(table.columns)
        for row in table.rows
    ]
    return order_of(moments_of(tables), [pair for pair in pairs if all(map(is_moment, pair))], path)


def moments_of(tables: list[Table]) -> list[object]:
    """Give every cell that should hold a moment."""
    cells = [
        row.value(table.columns[name])
        for table in tables
        for name in ("join", "leave", "registered", "start")
        if name in table.columns
        for row in table.rows
    ]
    return [table.start for table in tables] + cells
