"""Lists of tickets of Bevy, on which the Google Developer Groups run: who booked, and who was checked in.

The columns are those that several public repositories read: ``Order number``, ``Ticket number``, ``Paid date (UTC)``,
``Checkin Date (UTC)``. The list does not name the event or its day: the day is that on which most were checked in.
Where anybody was checked in, whoever was not is absent.
"""

from __future__ import annotations

from sna.facts import Status
from sna.load.services.tickets import VOID, WORKPLACE, tickets
from sna.load.tables import TableLoader

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
