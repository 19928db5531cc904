"""Guest lists of Luma: who was approved, and who was checked in.

The columns are those of exports kept or described in several public repositories: ``guest_id`` (earlier ``api_id``),
``approval_status``, ``checked_in_at``; lists joined from several events name the event and its day in each row.
Approved is registered, declined apologies; who was invited, waits or is pending has no place and is left out. Where
anybody was checked in, whoever was not is absent.
"""

from __future__ import annotations

from sna.facts import Status
from sna.load.services.tickets import VOID, WORKPLACE, tickets
from sna.load.tables import TableLoader

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
