"""Who was planted to tie the localities to each other while the rest keep to their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formats.table import table

from world.meetings import Meeting
from world.people import Member

WHY = {
    "convener": "runs the forum and is at every gathering",
    "roving": "goes to the other localities' meetings in the first year too",
}
HEADER = ["person", "name", "organisation", "locality", "habit", "meetings", "away", "others_away", "why"]


def spanners(meetings: Sequence[Meeting], members: Mapping[str, Member]) -> bytes:
    """Write the planted spanners and how often they were, in the first year, at meetings far from their own locality.

    A meeting is *away* for somebody if neither its host nor the host's neighbour is their locality. `others_away` is
    the most that anybody else went to.
    """
    year = [meeting for meeting in meetings if meeting.on.year == 2023]
    away = {name: _away(name, member, year) for name, member in members.items()}
    most = max(away[name] for name, member in members.items() if member.habit not in WHY)
    rows = [
        (m.id, m.name, m.organisation, m.locality, m.habit, _meetings(key, year), away[key], most)
        for key, m in members.items()
        if m.habit in WHY
    ]
    return table(HEADER, [[*row, WHY[row[4]]] for row in sorted(rows)])


def _meetings(name: str, year: Sequence[Meeting]) -> int:
    return sum(name in meeting.named for meeting in year)


def _away(name: str, member: Member, year: Sequence[Meeting]) -> int:
    return sum(name in meeting.named and member.locality not in meeting.host for meeting in year)
