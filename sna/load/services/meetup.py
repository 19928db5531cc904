"""Attendee lists of Meetup: who said that they come, and, where the hosts took it down, who did.

The columns are those that several public repositories read: ``User ID``, ``RSVP``, ``RSVPed on``, ``Event Host``. The
list does not name the event or its day. *Yes* is registered, *No* apologies; who waits for a place is left out.
"""

from __future__ import annotations

from sna.facts import Status
from sna.load.services.tickets import VOID, tickets
from sna.load.tables import TableLoader

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
