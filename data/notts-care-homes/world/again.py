"""A second year that is a first year once more: a study in which nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from world.meetings import SEED, Meeting, meetings, monthly
from world.people import Member


def founders(people: Mapping[str, Member]) -> dict[str, Member]:
    """Give the founding members as if nobody ever left, moved or came anew."""
    stayed = {name: replace(member, left=None, moves=()) for name, member in people.items()}
    return {name: member for name, member in stayed.items() if member.habit != "newcomer"}


def two_first_years(people: Mapping[str, Member], seed: str = f"{SEED}/again") -> list[Meeting]:
    """Give the meetings of the first year, and twelve more by the same habits with other lots, a year later."""
    first = [meeting for meeting in meetings(people) if meeting.on.year == 2023]
    return first + [monthly(number, people, seed, like=number - 12) for number in range(13, 25)]
