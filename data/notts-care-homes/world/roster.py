"""The lists the conveners keep: who belongs, which organisations they want to reach, whose handle is whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from formats.table import table

from world.people import MOVED, Member, Organisation

HEADER = ["name", "organisation", "role", "sector", "locality", "joined", "left"]


def people(members: Mapping[str, Member]) -> bytes:
    """Write the roster: a row per person and workplace, so that who changed employer has two."""
    return table(HEADER, [row for member in members.values() for row in _rows(member)])


def _rows(member: Member) -> list[list[object]]:
    first = [member.name, member.organisation, member.role, member.sector, member.locality]
    name, organisation, role, since = MOVED
    if member.name != name:
        return [[*first, member.joined, member.left]]
    second = [member.name, organisation, role, member.sector, member.locality]
    return [[*first, member.joined, since.replace(month=since.month - 1, day=30)], [*second, since, None]]


def organisations(every: Iterable[Organisation]) -> bytes:
    """Write the organisations, with those that nobody here comes from."""
    rows = [[each.name, each.sector, each.locality, "yes" if each.reach else "no"] for each in every]
    return table(["organisation", "sector", "locality", "reach"], rows)
