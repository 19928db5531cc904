"""The lists the conveners keep: who belongs, which organisations they want to reach, whose handle is whose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from formats.table import table

from world.people import Member, Organisation

PEOPLE = ["name", "organisation", "role", "sector", "locality", "joined", "left", "formerly"]
ORGANISATIONS = ["organisation", "sector", "locality", "reach", "formerly", "since"]


def people(members: Mapping[str, Member]) -> bytes:
    """Write the roster: a row per person and workplace, so that who changed employer has two."""
    return _table(PEOPLE, [row for member in members.values() for row in _rows(member)])


def _rows(member: Member) -> list[list[object]]:
    who, formerly = (member.sector, member.locality), member.known.formerly
    ends = [*(post.since - dt.timedelta(days=1) for post in member.moves), member.left]
    return [
        [member.name, post.organisation, post.role, *who, post.since, end, formerly]
        for post, end in zip(member.posts, ends, strict=True)
    ]


def organisations(every: Iterable[Organisation]) -> bytes:
    """Write the organisations, with those that nobody here comes from."""
    rows = [
        [each.name, each.sector, each.locality, "yes" if each.reach else "no", each.known.formerly, each.known.since]
        for each in every
    ]
    return _table(ORGANISATIONS, rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write a list without the columns in which nothing would stand, as nobody keeps such."""
    used = [at for at in range(len(header)) if any(row[at] for row in rows) or header[at] == "left"]
    return table([header[at] for at in used], [[row[at] for at in used] for row in rows])
