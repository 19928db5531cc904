"""The lists the conveners keep: who belongs, which organisations they want to reach, whose handle is whose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from formats.table import table

from world.people import Member, Organisation

HEADER = ["name", "organisation", "role", "sector", "locality", "joined", "left"]


def people(members: Mapping[str, Member]) -> bytes:
    """Write the roster: a row per person and workplace, so that who changed employer has two."""
    return table(HEADER, [row for member in members.values() for row in _rows(member)])


def _rows(member: Member) -> list[list[object]]:
    ends = [*(post.since - dt.timedelta(days=1) for post in member.moves), member.left]
    return [
        [member.name, post.organisation, post.role, member.sector, member.locality, post.since, end]
        for post, end in zip(member.posts, ends, strict=True)
    ]


def organisations(every: Iterable[Organisation]) -> bytes:
    """Write the organisations, with those that nobody here comes from."""
    rows = [[each.name, each.sector, each.locality, "yes" if each.reach else "no"] for each in every]
    return table(["organisation", "sector", "locality", "reach"], rows)
