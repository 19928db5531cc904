"""Lists of tickets: one row a ticket, and orders that hold several people with the buyer's address.

A registration is no attendance. The same address is not the same person; a quantity of three under one name is that
person and two without a name, and so is one name on three tickets of one order.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from msgspec.structs import replace

from sna.facts import Kind, Reason
from sna.load.tables import Record, RowReader, Table, attendee
from sna.load.visits import RowError, Visit
from sna.names import Name, key, read_name

WORKPLACE = re.compile(r"organi[sz]ation|employer|where do you work|which (trust|company|charity)", re.IGNORECASE)
VOID = frozenset("refunded deleted cancelled canceled transferred void".split())
AGAIN = Reason("M-TICKET", "The same person has another ticket for this event.")
MOST_COMPANIONS = 100


def tickets(tables: list[Table]) -> RowReader:
    """Give what reads the rows of a list of tickets, with its columns ``order`` and ``quantity`` besides the usual."""
    rows = Counter(record.text("order") for table in tables for record in table.records)
    return partial(_ticket, rows=rows, holders=set())


def _ticket(record: Record, rows: Counter[str], holders: set[tuple[str, str]]) -> Visit:
    name = _holder(read_name(record.full_name or record.name), record.text("order"), holders)
    visit = attendee(record)
    visit.name, visit.again, visit.companions = name, AGAIN, _companions(record, rows)
    visit.gathering = replace(visit.gathering, mode=record.table.options.mode)  # an event may be in a hall
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
