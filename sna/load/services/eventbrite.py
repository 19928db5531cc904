"""Attendee lists of Eventbrite: who registered, and who was checked in.

*Attending* is registered, *Checked In* present, *Not Attending* apologies (somebody said beforehand that they will not
come); refunded and deleted tickets are left out.
"""

from __future__ import annotations

from sna.facts import Status
from sna.load.services.tickets import VOID, WORKPLACE, tickets
from sna.load.tables import TableLoader

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
