"""What long and wide registers have in common: the fate of a row as a whole, and who it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sna.facts import Fate, Origin, Reason
from sna.load.files.cells import Row
from sna.load.marks import Mark
from sna.load.register.asides import aside, defect, name_in
from sna.load.register.context import Register, row_dict
from sna.load.register.drafts import Draft, Seat
from sna.load.register.layout import Table
from sna.load.register.people import email_in, replaced_in

HIDDEN = Reason("W-HIDDEN", "The row is hidden in the spreadsheet; it was read all the same.")


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
    warnings = [HIDDEN] if row.hidden else []
    email = email_in(row.text(at.get("email")))
    if row.text(at.get("email")) and not email:
        warnings.append(_no_email(table, row))
    seat = Seat(
        register.people.all_in(who, origin),
        Mark.PRESENT,
        row.text(at.get("organisation")),
        row.text(at.get("role")),
        email,
        replaced=register.people.all_in(replaced, origin) if replaced else [],
    )
    return seat, warnings


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
