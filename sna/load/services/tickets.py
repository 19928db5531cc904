"""Lists of tickets: one row a ticket, and orders that hold several people with the buyer's address.

A registration is no attendance. The same address is not the same person; a quantity of three under one name is that
person and two without a name, and so is one name on three tickets of one order.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from msgspec.structs import replace

from sna.facts import Entry, Kind, Reason, Status, excluded
from sna.load.dates import find_date
from sna.load.tables import Record, RowReader, Table, attendee, is_checked
from sna.load.visits import RowError, Visit
from sna.names import Name, key, read_name

WORKPLACE = re.compile(r"organi[sz]ation|employer|where do you work|which (trust|company|charity)", re.IGNORECASE)
VOID = frozenset("refunded deleted cancelled canceled transferred void".split())
AGAIN = Reason("M-TICKET", "The same person has another ticket for this event.")
MOST_COMPANIONS = 100
LEAST_SCANNED = 0.1  # share of the tickets: fewer scans were a test, and say nothing of the others


def tickets(tables: list[Table]) -> RowReader:
    """Give what reads the rows of a list of tickets, with its columns ``order`` and ``quantity`` besides the usual."""
    records = [record for table in tables for record in table.records]
    rows = Counter(record.text("order") for record in records)
    scans = [record for record in records if record.text("checked") and _is_scan(record)]
    days = Counter(day for record in scans if (day := find_date(record.text("checked"), record.table.day_first)))
    for table in tables if days else ():
        table.meeting.day = max(days, key=lambda day: (days[day], day))  # where no row says when the event was
    return partial(
        _ticket, rows=rows, holders=set(), scanned=bool(scans) and len(scans) >= LEAST_SCANNED * len(records)
    )


def _is_scan(record: Record) -> bool:
    try:
        return is_checked(record)
    except RowError:
        return False


def _ticket(record: Record, rows: Counter[str], holders: set[tuple[str, str]], *, scanned: bool) -> Visit | Entry:
    if re.fullmatch(r"0+", record.text("quantity")):
        why = f"The {record.table.loader.row} holds no ticket."
        return excluded(record.origin, Reason("X-VOID", why, record.heading("quantity"), "0"))
    name = _holder(read_name(record.full_name or record.name), record.text("order"), holders)
    visit = attendee(record)
    visit.name, visit.again, visit.companions = name, AGAIN, _companions(record, rows)
    visit.gathering = replace(visit.gathering, mode=record.table.options.mode)  # an event may be in a hall
    if scanned and record.table.loader.no_shows and visit.status is Status.REGISTERED:
        visit.status = Status.ABSENT
    return visit


def _holder(name: Name, order: str, holders: set[tuple[str, str]]) -> Name:
    """Read a name that an order repeats as a guest of the person: the buyer put their own name on every ticket."""
    if not order or (order, name.key) not in holders:
        holders.add((order, name.key))
        return name
    label = f"Guest of {name.display}"
    return Name(name.written, label, key(label), Kind.UNIDENTIFIED, "guest")


def _companions(record: Record, rows: Counter[str]) -> int:
    """Count the tickets of an order that have no row of their own; they belong to its first row."""
    text, order = record.text("quantity"), record.text("order")
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,3}", text) or int(text) > MOST_COMPANIONS:
        raise RowError("R-QUANTITY", f"The quantity is no number of up to {MOST_COMPANIONS}.", text)
    listed = rows[order] if order else 1
    rows[order] = max(listed, int(text))  # the further rows of the order bring nobody along
    return max(int(text) - listed, 0)
