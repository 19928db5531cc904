"""Lists of orders of Humanitix: who booked how many places for which event.

The columns are those that two public repositories read: ``Order id``, ``First name``, ``Last name``, ``Order date``,
``Valid tickets``. An order does not say who came: everybody on it is registered. An order without a valid ticket was
cancelled, and is left out.
"""

from __future__ import annotations

from sna.facts import Status
from sna.load.services.tickets import tickets
from sna.load.tables import TableLoader

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
