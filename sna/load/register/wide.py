"""A column per meeting: each mark under a meeting is one record, and a row without any is one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from sna.facts import Fate, Gathering, Reason
from sna.load.files.cells import Row
from sna.load.marks import Mark, fold
from sna.load.register.context import Days, Register, bad_date, base_year, days_of, far_off, rows_of
from sna.load.register.entries import Draft, Seat, draft, gathering_id, no_mark, people_only, refused, seat_of, unread
from sna.load.register.layout import Table, title_of
from sna.load.register.meetings import Heading, complete
from sna.load.register.people import deputy_in, same_person

LEAST_DRAGGED = 5


class Meeting(Struct):
    """The meeting of one column; `fault` says why its records cannot be used, `warning` what was read into it."""

    heading: Heading
    gathering: Gathering
    fault: Reason | None = None
    warning: Reason | None = None


def drafts(register: Register, table: Table) -> Iterator[Draft]:
    """Give the drafts of each row: one for each mark, or one for the row."""
    meetings = meetings_of(register, table)
    for row in rows_of(table):
        row_draft = unread(register, table, row)
        if row_draft is not None:
            yield row_draft
        else:
            yield from _row(register, table, row, meetings)


def _row(register: Register, table: Table, row: Row, meetings: list[Meeting]) -> Iterator[Draft]:
    seat, warnings = seat_of(register, table, row)
    marked = [meeting for meeting in meetings if row.text(meeting.heading.column)]
    for meeting in marked:
        record = _cell(register, table, row, (seat, meeting))
        record.warnings += warnings
        yield record
    if not marked:
        record = people_only(seat, register.origin(table, row.number))
        record.warnings += warnings
        yield record


def _cell(register: Register, table: Table, row: Row, at: tuple[Seat, Meeting]) -> Draft:
    seat, meeting = at
    column, text = meeting.heading.column, row.text(meeting.heading.column)
    origin = register.origin(table, row.number, column)
    original = partial(_original, table, row, column)
    if meeting.fault:
        return refused(origin, meeting.fault, original)
    mark = _mark(register, meeting.heading, text)
    if mark is Mark.NOTHING:
        why = "The mark says neither present nor absent."
        return Draft(origin, Fate.EXCLUDED, Reason("X-NOTHING", why, meeting.heading.text, text))
    # People sign in the column of the meeting: their own name is a tick, another name a deputy.
    if mark is None and same_person(text, seat.who[0].written):
        mark = Mark.PRESENT
    deputy = deputy_in(text) if mark is None else ""
    if mark is None and not deputy:
        return refused(origin, no_mark(text, meeting.heading.text), original)
    people = register.people.all_in(deputy, origin) if deputy else []
    gathering = replace(meeting.gathering, origin=origin)
    record = draft(replace(seat, mark=mark or Mark.DEPUTY, deputies=people), gathering, origin)
    record.row = original
    if deputy == text.strip():
        record.warnings.append(_bare_name(text, meeting.heading.text))
    return record


def _mark(register: Register, heading: Heading, text: str) -> Mark | None:
    """Read a mark; in a column of one status a tick says that, and a *no* says nothing."""
    mark = register.marks.read(text)
    if heading.status and fold(text) == "x":
        return Mark(heading.status)
    if not heading.status or mark is None:
        return mark
    return Mark.NOTHING if mark in {Mark.ABSENT, Mark.NOTHING} else Mark(heading.status)


def _bare_name(text: str, heading: str) -> Reason:
    why = "A name stands where a mark is expected; it was read as the deputy who came."
    return Reason("W-DEPUTY", why, heading, text, f'If it is a mark, say so: marks = {{"{text}" = "present"}}.')


def _original(table: Table, row: Row, column: int) -> dict[str, str]:
    """Give what identifies a row, and the cell in question, by their headings."""
    headings = table.header.headings
    cells = {headings[at]: row.text(at) for at in table.columns.values() if at < len(headings)}
    title = next(heading.text for heading in table.headings if heading.column == column)
    return cells | {title: row.text(column)}


def meetings_of(register: Register, table: Table) -> list[Meeting]:
    """Read the headings of a wide register."""
    written_days = [heading.day for heading in table.headings]
    days = days_of(register, table, written_days)
    base = base_year(table, register.path) or _only_year(register)
    # A year stands once, above the columns, on the tab or in the file name, and is worked out for all columns
    # together, for the headings follow one another in time.
    years = complete(written_days, register.day_first, base)
    return [
        _meeting(register, table, heading, (days, year)) for heading, year in zip(table.headings, years, strict=True)
    ]


def _only_year(register: Register) -> int | None:
    """Give the year of the study's window, if it is one year."""
    first, last = register.options.first_day, register.options.last_day
    return first.year if first and last and first.year == last.year else None


def _meeting(register: Register, table: Table, heading: Heading, reading: tuple[Days, int | None]) -> Meeting:
    days, year = reading
    title = heading.title or title_of(table, register.path, register.options)
    if heading.day is None:
        return Meeting(heading, _gathering(register, table, _joined(table, register, heading.text)))
    try:
        on = days.read(heading.day, year)
    except ValueError as error:
        if "no year" not in str(error):
            return Meeting(heading, _gathering(register, table, title), bad_date(error, heading.text, heading.day))
        undated = _gathering(register, table, _joined(table, register, heading.text))
        return Meeting(heading, undated, warning=_no_year(heading))
    gathering = replace(_gathering(register, table, title), on=on, id=gathering_id(on, title, register.path.stem))
    return Meeting(heading, gathering, warning=_completed(heading, year) if year else None)


def _joined(table: Table, register: Register, text: str) -> str:
    """Give an undated meeting's title: the register's and what stands in the heading."""
    title = title_of(table, register.path, register.options)
    return text if text.casefold().startswith(title.casefold()) else f"{title} {text}"


def _gathering(register: Register, table: Table, title: str) -> Gathering:
    options, above = register.options, table.above
    name = gathering_id(None, title, register.path.stem)
    return Gathering(
        name,
        title,
        register.origin(table, table.header.number),
        None,
        options.series,
        above.mode or options.mode,
        above.seats,
        options.kind_of(title),
    )


def _no_year(heading: Heading) -> Reason:
    why = "The heading has no year, and nothing says which: the meeting was read without a date."
    return Reason("W-YEAR", why, heading.text, heading.text, "Write the year in a title row, the tab's or file's name.")


def _completed(heading: Heading, year: int) -> Reason:
    why = f"The heading has no year; it was read as {year}, from the title, the tab, the file's name or its neighbours."
    return Reason("W-YEAR", why, heading.text, heading.text, "Write the year in the heading if this is wrong.")


def _unmarked(table: Table) -> Iterator[Reason]:
    """Warn where no meeting has a mark, or one has colours in place of marks."""
    blank = [heading for heading in table.headings if not any(row.text(heading.column) for row in table.rows)]
    painted = [heading for heading in blank if any(heading.column in row.coloured for row in table.rows)]
    if painted:
        why = "Cells below it are coloured and hold nothing: colours say nothing to a program."
        yield Reason("W-COLOUR", why, painted[0].text, hint="Write a mark in each cell, such as Y or N.")
    elif len(blank) == len(table.headings) and any(not row.blank for row in table.rows):
        yield Reason("W-NOMARKS", "No meeting has a mark: the people were read, nobody's attendance.")


def heading_warnings(register: Register, table: Table) -> Iterator[Reason]:
    """Say what was read into the headings."""
    meetings = meetings_of(register, table)
    yield from (meeting.warning for meeting in meetings if meeting.warning)
    yield from _unmarked(table)
    for meeting in meetings:
        if meeting.gathering.on and any(row.text(meeting.heading.column) for row in table.rows):
            yield from far_off(meeting.gathering.on, meeting.heading.text)
    days = [meeting.gathering.on for meeting in meetings]
    # Filled to the right by the mouse, one heading makes many: real meetings are hardly ever a day apart.
    steps = [(after - day).days for day, after in pairwise(days) if day and after]
    if len(steps) >= LEAST_DRAGGED - 1 and all(step == 1 for step in steps):
        why = "The headings each are one day later: the date may have been dragged across."
        yield Reason("W-DRAGGED", why, meetings[0].heading.text, hint="Check the headings.")
