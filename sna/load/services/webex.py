"""Attendance reports of Webex: a row for each join, with the meeting and its start in every row.

The columns are those of two public repositories: ``Attendee Email``, ``Join Time``, ``Leave Time``,
``Attendance Duration`` beside ``Meeting Name`` or ``Event Name``. Times may stand as formulas of Excel,
``="2021-06-14 17:02:22"``.
"""

from __future__ import annotations

from sna.load.tables import TableLoader, attendee

WEBEX = TableLoader(
    title="attendance report of Webex",
    hint="Download it again.",
    columns={
        "name": ["display name", "attendee name"],
        "given": ["first name"],
        "family": ["last name"],
        "email": ["attendee email"],
        "join": ["join time"],
        "leave": ["leave time"],
        "minutes": ["attendance duration"],
        "event": ["meeting name", "event name"],
        "on": ["meeting start time", "event start time"],
    },
    needed=("name|given", "email", "minutes"),
    moments=("on", "join", "leave"),
    day_first=False,
    reader=lambda _tables: attendee,
)
