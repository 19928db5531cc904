"""Somebody who stands twice at one gathering in one file: the second record is merged, or contradicts the first.

Two of one name whose organisations differ may be two people: both stay, until it is settled who is who. Warnings that
belong to the whole file go with its first used entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sna.facts import Attendance, Entry, Fate, Person, Reason, Status, excluded, merged, rejected
from sna.load import dates
from sna.load.files.cells import column_letters
from sna.load.files.container import LOST, MIXED, TWICE
from sna.load.register import wide
from sna.load.register.context import Register, all_days, columns_read, days_of, ticked
from sna.load.register.entries import Draft
from sna.load.register.layout import Shape, Table
from sna.load.register.long import answered, other_day, table_day
from sna.names import key

_RANK = {Status.PRESENT: 0, Status.APOLOGIES: 1, Status.ABSENT: 2, Status.REGISTERED: 3}
Seat = tuple[str, str, str, str]
"""The person, the gathering, organisation and e-mail address; of who says none, the first stated of the name there."""

Claim = tuple[tuple[int, int, int, int], int, Attendance]
_ORDER = Reason(
    "W-ORDER",
    "Nothing in the file says whether the day or the month stands first; the day was taken to.",
    hint="If it is the month, set day_first = false in study.toml.",
)
_STATED = re.compile(
    r"(?:total|number|no\.?|count)?\s*(?:number |no\.? )?(?:of )?(?:attendees|participants|people|attending|attended|"
    r"present|attendance|total)\s*[:=\-–]?\s*(\d{1,4})(?:\.0+)?",
    re.IGNORECASE,
)
_ENCODINGS = {
    **dict.fromkeys(("cp1252", "latin-1"), "The file is not UTF-8; it was read as Windows-1252."),
    "mac-roman": "The file is not UTF-8; it was read as Mac Roman.",
    MIXED: "Some lines of the file are UTF-8, others Windows-1252; each was read as what it is.",
    TWICE: "The file was saved in UTF-8 twice over; its letters were put right.",
    LOST: "Some letters of the file were lost (\ufffd) before it came here.",
}
_ANSWERED = Reason(
    "W-ANSWERED",
    "Nothing says when this meeting was; the day on which most of its people answered the form was taken.",
    hint="If it was another day: on = 2024-03-05 in study.toml.",
)
_UNDATED = Reason(
    "W-UNDATED",
    "Nothing says when this meeting was: it has no date.",
    hint="Write the date in a title row, the tab's or the file's name, or give it in study.toml: on = 2024-03-05.",
)


def merge_duplicates(drafts: Sequence[Draft], warnings: Iterable[Reason] = ()) -> Iterator[Entry]:
    """Turn drafts into entries, in their order.

    Of several attendances of one person at one gathering one is kept: stated before derived, present before apologies
    before absent before registered, standing in for somebody before not, an earlier place before a later. A record that
    says the same is merged into it; one that says otherwise is rejected.

    Parameters
    ----------
    drafts
        The records of one file.
    stated
        What the reader should know of the whole file: warnings of its first used entry.
    """
    seats = _Seats(drafts)
    pending = list(warnings)
    for draft in drafts:
        entry = _entry(draft, drafts, seats)
        if pending and entry.fate is Fate.USED:
            entry = Entry(entry.origin, facts=entry.facts, warnings=(*pending, *entry.warnings))
            pending = []
        yield entry


class _Seats:
    """Which attendance of each seat is kept."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._organisations: dict[tuple[str, str], str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._own = {(person.id, person.origin): person.email for draft in drafts for person in _persons(draft)}
        self._claims: dict[Seat, Claim] = {}
        claims = [(at, *claim) for at, draft in enumerate(drafts) for claim in _ranked(draft)]
        for _at, _derived, attendance in claims:
            if address := self._address(attendance):
                self._addresses.setdefault((attendance.person, attendance.gathering), address)
            if attendance.organisation:
                self._organisations.setdefault((attendance.person, attendance.gathering), key(attendance.organisation))
        for at, derived, attendance in claims:
            rank = (derived, _RANK[attendance.status], not attendance.stands_in_for, at)
            seat = self._seat(attendance)
            if seat not in self._claims or rank < self._claims[seat][0]:
                self._claims[seat] = rank, at, attendance

    def instead_of(self, attendance: Attendance) -> Claim:
        """Give the attendance kept for the seat of one: itself, or another."""
        return self._claims[self._seat(attendance)]

    def _address(self, attendance: Attendance) -> str:
        return self._own.get((attendance.person, attendance.origin), "")

    def _seat(self, attendance: Attendance) -> Seat:
        at = attendance.person, attendance.gathering
        organisation = key(attendance.organisation) or self._organisations.get(at, "")
        return (*at, organisation, self._address(attendance) or self._addresses.get(at, ""))


def _persons(draft: Draft) -> Iterator[Person]:
    return (fact for fact in draft.facts if isinstance(fact, Person))


def _ranked(draft: Draft) -> Iterator[tuple[int, Attendance]]:
    """Give the attendance a record states (0), and what follows from it (1)."""
    for derived, claims in enumerate((draft.main, draft.derived)):
        for attendance in claims:
            yield derived, attendance


def _entry(draft: Draft, drafts: Sequence[Draft], seats: _Seats) -> Entry:
    if draft.fate is Fate.EXCLUDED and draft.reason:
        return excluded(draft.origin, draft.reason)
    if draft.fate is Fate.REJECTED and draft.reason:
        return rejected(draft.origin, draft.reason, draft.row() if draft.row else None)
    claims = [*draft.main, *draft.derived]
    own = tuple(claim for claim in claims if seats.instead_of(claim)[2] is claim)
    facts = (*draft.facts, *own)
    lost = [claim for claim in draft.main if all(claim is not winner for winner in own)]
    if draft.main and len(lost) == len(draft.main):
        return _lost(draft, lost[0], drafts, seats)
    dropped = [claim for claim in claims if _contradicted(claim, seats)]
    warnings = (*draft.warnings, *(_warning(claim, drafts, seats) for claim in dropped))
    return Entry(draft.origin, facts=facts, warnings=warnings)


def _contradicted(claim: Attendance, seats: _Seats) -> bool:
    return seats.instead_of(claim)[2].status is not claim.status


def _lost(draft: Draft, claim: Attendance, drafts: Sequence[Draft], seats: _Seats) -> Entry:
    """Give the entry of a record all of whose attendance another record has."""
    _, winner, stronger = seats.instead_of(claim)
    place = drafts[winner].origin.place
    if stronger.status is claim.status:
        own = tuple(attendance for attendance in draft.derived if seats.instead_of(attendance)[2] is attendance)
        why = f"The same person stands at the same gathering at {place}."
        return merged(draft.origin, Reason("M-AGAIN", why, value=claim.written), place, (*draft.facts, *own))
    why = f"The same person is {stronger.status.value} at the same gathering at {place}, and {claim.status.value} here."
    reason = Reason("R-CONFLICT", why, value=claim.written, hint="Delete the record that is wrong.")
    return rejected(draft.origin, reason, draft.row() if draft.row else None)


def _warning(claim: Attendance, drafts: Sequence[Draft], seats: _Seats) -> Reason:
    _, winner, stronger = seats.instead_of(claim)
    place = drafts[winner].origin.place
    why = f"The same person is {stronger.status.value} at {place}, so not {claim.status.value}."
    return Reason("W-CONFLICT", why, value=claim.written)


def file_warnings(register: Register) -> Iterator[Reason]:
    """Give the warnings that belong to the whole file."""
    yield from _encodings(register)
    if not register.decided and any(dates.is_open(value) for value in all_days(register.tables, register.path)):
        yield _ORDER
    for mark, rule in register.marks.rules.items():
        yield Reason("W-MARK", rule, value=mark, hint=f'If that is wrong: marks = {{"{mark}" = "apologies"}}.')
    for table in register.tables:
        yield from ticked(register, table)
        for column in sorted(table.sheet.hidden_columns & columns_read(table).keys()):
            why = f"Column {column_letters(column)} is hidden in the spreadsheet; it was read all the same."
            yield Reason("W-HIDDEN", why, hint="Show it, to see what is read.")
        if table.shape is Shape.SHEET:
            yield from other_day(register, table)
        if table.shape is Shape.WIDE:
            yield from wide.heading_warnings(register, table)
        elif answered(register, table):
            yield _ANSWERED
        elif any(not row.blank for row in table.rows) and _is_undated(register, table):
            yield _UNDATED


def wrong_count(register: Register, drafts: Sequence[Draft]) -> Iterator[Reason]:
    """Warn where a register of one meeting states how many were there, and neither so many came nor stand on it."""
    claims = [claim for draft in drafts for claim in draft.main]
    if len({claim.gathering for claim in claims}) != 1:
        return
    present = {claim.person for claim in claims if claim.status is Status.PRESENT}
    for sheet, _table in register.sheets:
        for texts in ([text for text in row.texts if text] for row in sheet.rows):
            number = _STATED.fullmatch(" ".join(texts)) if len(texts) <= 2 else None
            if number and int(number[1]) not in {len(present), len(claims)}:
                why = f"The register says that {number[1]} were there; {len(present)} were read."
                yield Reason("W-COUNT", why, value=number[1], hint="Compare the register with what was read.")


def _encodings(register: Register) -> Iterator[Reason]:
    for sheet, _ in register.sheets:
        if why := _ENCODINGS.get(sheet.encoding):
            yield Reason("W-ENCODING", why, value=sheet.encoding, hint="Check names with accents.")


def _is_undated(register: Register, table: Table) -> bool:
    if "date" in table.columns or "meeting" in table.columns:
        return "date" not in table.columns and not _dated_titles(table)
    day, fault = table_day(register, table, days_of(register, table, ()))
    return day is None and fault is None


def _dated_titles(table: Table) -> bool:
    column = table.columns["meeting"]
    return any(dates.holds_date(row.value(column)) for row in table.rows)
