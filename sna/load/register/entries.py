"""A record on its way to an entry: what it says, before doubles within the file are merged; the fate of a whole row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from msgspec import Struct
from msgspec.structs import replace

from sna.facts import Affiliation, Attendance, Fact, Fate, Gathering, Origin, Reason, Status
from sna.load.files.cells import Row
from sna.load.marks import STATUS, Mark
from sna.load.register.context import Register, row_dict
from sna.load.register.layout import Table
from sna.load.register.not_people import DITTO, NOTHING, aside, defect, name_and_status, name_in
from sna.load.register.people import Who, email_in, replaced_in, somebody
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
