"""A record on its way to an entry: what it says, before doubles within the file are merged; the fate of a whole row.

In a wide register there is a column per meeting: each mark under a meeting is one record, and a row without any is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from sna.facts import Affiliation, Attendance, Fact, Fate, Gathering, Origin, Reason, Status
from sna.load.files.cells import Row
from sna.load.marks import STATUS, Mark, fold
from sna.load.register.context import Days, Register, bad_date, base_year, days_of, far_off, row_dict, rows_of
from sna.load.register.layout import Table, title_of
from sna.load.register.meetings import Heading, complete
from sna.load.register.not_people import DITTO, NOTHING, aside, defect, name_and_status, name_in
from sna.load.register.people import Who, deputy_in, email_in, replaced_in, same_person, somebody
from sna.names import key

TWO = Reason(
    "W-TWO",
    "One cell holds two names with a comma between; they were read as two people.",
    hint="Give each a row. If it is a surname and a first name, write the whole file that way.",
)
STRUCK = Reason(
    "W-STRUCK",
    "The name is struck through; it was read all the same.",
    hint="Delete the row if they did not come.",
)
HIDDEN = Reason("W-HIDDEN", "The row is hidden in the spreadsheet; it was read all the same.")
LEAST_DRAGGED = 5


class Unusable(Exception):  # noqa: N818 - not an error of the program but of a record
    """A record cannot be used; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.why)
        self.reason = reason


class Draft(Struct, gc=False):
    """One record.

    Attributes
    ----------
    facts
        People, gathering and affiliations.
    main
        Attendance of those the record is about.
    derived
        Attendance that follows from it: the apologies of somebody whose deputy came.
    row
        Gives the original columns, should the record be rejected.
    """

    origin: Origin
    fate: Fate = Fate.USED
    reason: Reason | None = None
    facts: list[Fact] = []
    main: list[Attendance] = []
    derived: list[Attendance] = []
    warnings: list[Reason] = []
    row: Callable[[], dict[str, str]] | None = None


class Seat(Struct, gc=False):
    """One seat at one gathering: who has it, what the record says of them, who came in their place."""

    who: list[Who]
    mark: Mark
    organisation: str = ""
    role: str = ""
    email: str = ""
    sector: str = ""
    locality: str = ""
    minutes: float | None = None
    deputies: list[Who] = []
    replaced: list[Who] = []


def draft(seat: Seat, gathering: Gathering, origin: Origin) -> Draft:
    """Say what a seat's record says."""
    record = Draft(origin, facts=[gathering], main=[], derived=[], warnings=[])
    record.facts += _people(seat, gathering.on, origin)
    if seat.mark is Mark.DEPUTY or seat.deputies:
        _by_deputy(record, seat, gathering)
    else:
        _in_person(record, seat, gathering)
    return record


def people_only(seat: Seat, origin: Origin) -> Draft:
    """Say that somebody is on the register, and nothing more."""
    people: list[Fact] = [who.fact(origin, seat.email, seat.sector, seat.locality) for who in seat.who]
    return Draft(origin, facts=people, main=[], derived=[], warnings=[])


def _people(seat: Seat, on: dt.date | None, origin: Origin) -> Iterable[Fact]:
    email = seat.email if len(seat.who) == 1 else ""
    for who in seat.who:
        yield who.fact(origin, email, seat.sector, seat.locality)
        organisation = seat.organisation or who.organisation
        if organisation:
            yield Affiliation(who.id, organisation, origin, seat.role, on, on)
    for who in [*seat.deputies, *seat.replaced]:
        yield who.fact(origin)
        if who.organisation:
            yield Affiliation(who.id, who.organisation, origin, "", on, on)


def _in_person(record: Draft, seat: Seat, gathering: Gathering) -> None:
    status = STATUS[seat.mark]
    record.main = [_attendance(seat, who, gathering, record.origin, status) for who in seat.who]
    if status is Status.PRESENT:
        record.derived = [_apologies(who, gathering, record.origin) for who in seat.replaced]


def _by_deputy(record: Draft, seat: Seat, gathering: Gathering) -> None:
    """Give the seat's holder apologies, and the seat to the deputy; one without a name counts unnamed."""
    absent, deputies = seat.who[0], seat.deputies
    if not deputies:
        deputies = [somebody(record.origin, f"Deputy of {absent.name}")]
        record.facts.append(deputies[0].fact(record.origin))
    stood_in = [replace(_apologies(who, gathering, record.origin), status=Status.PRESENT) for who in deputies]
    record.main = [replace(attendance, stands_in_for=absent.id) for attendance in stood_in]
    record.derived = [_attendance(seat, who, gathering, record.origin, Status.APOLOGIES) for who in seat.who]


def _attendance(seat: Seat, who: Who, gathering: Gathering, origin: Origin, status: Status) -> Attendance:
    return Attendance(
        who.id,
        gathering.id,
        origin,
        status,
        written=who.written,
        organisation=seat.organisation or who.organisation,
        role=seat.role,
        minutes=seat.minutes,
        stands_in_for=seat.replaced[0].id if seat.replaced else "",
    )


def _apologies(who: Who, gathering: Gathering, origin: Origin) -> Attendance:
    return Attendance(
        who.id, gathering.id, origin, Status.APOLOGIES, written=who.written, organisation=who.organisation
    )


@lru_cache(maxsize=4096)
def gathering_id(on: dt.date | None, title: str, stem: str) -> str:
    """Name a gathering by its day and title; one without a day belongs to its file.

    Examples
    --------
    >>> gathering_id(dt.date(2024, 3, 5), "Forum", "register"), gathering_id(None, "Meeting 3", "register")
    ('gathering:2024-03-05 forum', 'gathering:undated meeting 3 register')
    """
    parts = ["gathering:" + (on.isoformat() if on else "undated"), key(title), "" if on else key(stem)]
    return " ".join(part for part in parts if part)


def unread(register: Register, table: Table, row: Row) -> Draft | None:
    """Give the draft of a row that is nobody's, or cannot be used at all; None if it can."""
    origin = register.origin(table, row.number)
    if row.fault is not None:
        return refused(origin, row.fault)
    texts = row.texts
    if reason := aside(texts, table):
        return Draft(origin, Fate.EXCLUDED, reason)
    if reason := defect(texts, table):
        return refused(origin, reason, None if reason.code == "R-NHS" else partial(row_dict, table, row))
    return None


def refused(origin: Origin, reason: Reason, row: Callable[[], dict[str, str]] | None = None) -> Draft:
    """Give the draft of a record that cannot be used."""
    return Draft(origin, Fate.REJECTED, reason, row=row)


def seat_of(register: Register, table: Table, row: Row) -> tuple[Seat, list[Reason]]:
    """Say whom a row is about, still without a mark, and what to warn of."""
    origin = register.origin(table, row.number)
    at = table.columns
    who, replaced = replaced_in(name_in(row.texts, table))
    who = name_and_status(who)[0]
    warnings = [HIDDEN] if row.hidden else []
    warnings += [STRUCK] if row.struck & {at[name] for name in ("name", "last name") if name in at} else []
    people = register.people.all_in(who, origin)
    if len(people) == 2 and who.count(",") == 1 and "," not in people[0].written:
        warnings.append(TWO)
    email = email_in(row.text(at.get("email")))
    if row.text(at.get("email")) and not email:
        warnings.append(_no_email(table, row))
    texts = {name: _text(table, row, at.get(name)) for name in ("organisation", "role", "sector", "locality")}
    seat = Seat(
        people,
        Mark.PRESENT,
        texts["organisation"],
        texts["role"],
        email,
        texts["sector"],
        texts["locality"],
        replaced=register.people.all_in(replaced, origin) if replaced else [],
    )
    return seat, warnings


def _text(table: Table, row: Row, column: int | None) -> str:
    """Give what a cell says of somebody: nothing for a failed formula or a stroke, for *ditto* what stands above."""
    text = row.text(column)
    if not DITTO.fullmatch(text):
        return "" if NOTHING.fullmatch(text) else text
    above = (other.text(column) for other in reversed(table.rows) if other.number < row.number)
    return next((text for text in above if text and not DITTO.fullmatch(text) and not NOTHING.fullmatch(text)), "")


def _no_email(table: Table, row: Row) -> Reason:
    column = table.columns["email"]
    return Reason(
        "W-EMAIL",
        "This is no e-mail address; it was not used.",
        table.header.headings[column],
        row.text(column),
        "Correct the address, or clear the cell.",
    )


def no_mark(text: str, column: str) -> Reason:
    """Say that a cell holds no mark of attendance."""
    return Reason(
        "R-MARK",
        "This is no attendance mark that is known here.",
        column,
        text,
        f'Say what it means: marks = {{"{text}" = "present"}} in study.toml, or correct the cell.',
    )


class Meeting(Struct):
    """The meeting of one column; `fault` says why its records cannot be used, `warning` what was read into it."""

    heading: Heading
    gathering: Gathering
    fault: Reason | None = None
    warning: Reason | None = None


def wide_drafts(register: Register, table: Table) -> Iterator[Draft]:
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
