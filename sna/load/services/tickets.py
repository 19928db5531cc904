"""Lists of tickets, of Bevy, Eventbrite, Humanitix, Luma and Meetup: one row a ticket, or an order that holds several.

A registration is no attendance. The same address is not the same person; a quantity of three under one name is that
person and two without a name, and so is one name on three tickets of one order, which has the buyer's address.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from msgspec.structs import replace

from sna.facts import Entry, Kind, Reason, Status, excluded
from sna.load.dates import find_date
from sna.load.tables import Record, RowReader, Table, TableLoader, attendee, is_checked
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


BEVY = TableLoader(
    title="list of tickets of Bevy",
    row="ticket",
    columns={
        "order": ["order number"],
        "ticket": ["ticket number"],
        "given": ["first name"],
        "family": ["last name"],
        "email": ["email"],
        "organisation": ["company"],
        "role": ["title", "job title"],
        "checked": ["checkin date (utc)"],
        "paid": ["paid date (utc)"],
    },
    needed=("order", "ticket", "given", "checked"),
    signs=frozenset({"ticket", "paid"}),
    questions={"organisation": WORKPLACE},
    void=VOID,
    unmarked=Status.REGISTERED,
    no_shows=True,
    days=("on",),
    evidence=("paid", "checked"),
    reader=tickets,
)
"""Lists of tickets of Bevy, on which the Google Developer Groups run: who booked, and who was checked in.

The columns are those that several public repositories read: ``Order number``, ``Ticket number``, ``Paid date (UTC)``,
``Checkin Date (UTC)``. The list does not name the event or its day: the day is that on which most were checked in.
Where anybody was checked in, whoever was not is absent.
"""


EVENTBRITE = TableLoader(
    title="attendee list of Eventbrite",
    row="ticket",
    columns={
        "order": ["order #", "order id", "order number", "order no"],
        "ordered": ["order date"],
        "given": ["first name", "attendee first name"],
        "family": ["last name", "surname", "attendee last name", "attendee surname"],
        "name": ["attendee name", "name"],
        "email": ["email", "attendee email", "email address", "buyer email"],
        "quantity": ["quantity", "ticket quantity"],
        "attendee": ["attendee #", "attendee id", "attendee no"],
        "ticket": ["ticket type", "price tier", "ticket tier"],
        "status": ["attendee status"],
        "checked": ["checked in", "check-in", "checked in at", "check in date"],
        "event": ["event name", "event", "event title"],
        "on": ["event date", "event start date", "event start", "event start date and time", "date attending"],
        "organisation": ["company", "organisation", "organization", "company / organisation", "company organization"],
        "role": ["job title", "role", "job role"],
    },
    foreign=frozenset({"valid tickets", "checkin date utc"}),
    needed=("order", "attendee|status|ticket", "name|given"),
    signs=frozenset({"ordered", "attendee", "ticket"}),
    questions={"organisation": WORKPLACE},
    statuses={"attending": Status.REGISTERED, "checked in": Status.PRESENT, "not attending": Status.APOLOGIES},
    void=VOID,
    unmarked=Status.REGISTERED,
    days=("on",),
    evidence=("ordered",),
    reader=tickets,
)
"""Attendee lists of Eventbrite: who registered, and who was checked in.

*Attending* is registered, *Checked In* present, *Not Attending* apologies (somebody said beforehand that they will not
come); refunded and deleted tickets are left out.
"""


HUMANITIX = TableLoader(
    title="list of orders of Humanitix",
    row="order",
    columns={
        "order": ["order id"],
        "given": ["first name"],
        "family": ["last name"],
        "email": ["email"],
        "quantity": ["valid tickets"],
        "ordered": ["order date"],
        "event": ["event"],
        "on": ["event date"],
    },
    needed=("order", "given", "quantity", "ordered"),
    signs=frozenset({"ordered"}),
    foreign=frozenset({"ticket type", "attendee status", "attendee"}),
    unmarked=Status.REGISTERED,
    days=("on",),
    evidence=("ordered",),
    reader=tickets,
)
"""Lists of orders of Humanitix: who booked how many places for which event.

The columns are those that two public repositories read: ``Order id``, ``First name``, ``Last name``, ``Order date``,
``Valid tickets``. An order does not say who came: everybody on it is registered. An order without a valid ticket was
cancelled, and is left out.
"""


LUMA = TableLoader(
    title="guest list of Luma",
    row="guest",
    columns={
        "guest": ["guest id", "api id", "attendee id"],
        "number": ["luma event id"],
        "name": ["full name"],
        "given": ["first name"],
        "family": ["last name"],
        "email": ["email address"],
        "status": ["approval status"],
        "checked": ["checked in at", "checked in"],
        "scanned": ["check-in timestamp"],
        "event": ["event name"],
        "on": ["event date"],
        "asked": ["created at", "rsvp time"],
    },
    needed=("guest", "number|status", "name|given", "checked"),
    signs=frozenset({"guest", "number", "asked", "scanned"}),
    questions={"organisation": WORKPLACE},
    statuses={"approved": Status.REGISTERED, "declined": Status.APOLOGIES},
    void=VOID | frozenset({"invited", "waitlist", "waitlisted", "pending approval", "pending"}),
    unmarked=Status.REGISTERED,
    no_shows=True,
    days=("on",),
    evidence=("asked", "scanned"),
    reader=tickets,
)
"""Guest lists of Luma: who was approved, and who was checked in.

The columns are those of exports kept or described in several public repositories: ``guest_id`` (earlier ``api_id``),
``approval_status``, ``checked_in_at``; lists joined from several events name the event and its day in each row.
Approved is registered, declined apologies; who was invited, waits or is pending has no place and is left out. Where
anybody was checked in, whoever was not is absent.
"""


MEETUP = TableLoader(
    title="attendee list of Meetup",
    row="reply",
    columns={
        "name": ["name"],
        "user": ["user id"],
        "status": ["rsvp"],
        "replied": ["rsvped on"],
        "checked": ["attendance"],
    },
    needed=("name", "user", "status", "replied"),
    signs=frozenset({"user", "replied"}),
    statuses={"yes": Status.REGISTERED, "no": Status.APOLOGIES},
    void=VOID | frozenset({"waitlist", "waiting"}),
    unmarked=Status.REGISTERED,
    days=("on",),
    evidence=("replied",),
    reader=tickets,
)
"""Attendee lists of Meetup: who said that they come, and, where the hosts took it down, who did.

The columns are those that several public repositories read: ``User ID``, ``RSVP``, ``RSVPed on``, ``Event Host``. The
list does not name the event or its day. *Yes* is registered, *No* apologies; who waits for a place is left out.
"""
