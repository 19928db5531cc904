"""The writings compared, with what the roster declares of them and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from sna.identity.answers import Answers, ends_of
from sna.identity.legal_names import comparable
from sna.identity.matching import Matching, compare
from sna.identity.naming import superseded
from sna.identity.writings import Said, by_id
from sna.names import read_name

Pair = tuple[str, str]
Spell = tuple[dt.date, dt.date]


def compared(said: Mapping[str, Said], answers: Answers) -> Matching:
    """Compare the writings; what was answered is open no more.

    An answer outweighs everything, then what the roster says of earlier and other names and of people who moved.

    Raises
    ------
    DatasetError
        If the answers contradict each other.
    """
    old = superseded(said)
    yes, no = (_answered(said, answers, same=same) for same in (True, False))
    same = [pair for pair in _declared_same(said) if pair not in no and pair[::-1] not in no]
    different = [*no, *_everywhere(no, said, [*same, *yes])]
    writings = [one.writing(digest, old) for digest, one in sorted(said.items())]
    found = compare(writings, same=[*same, *yes], different=different)
    apart = {_people(found, *pair) for pair in different}
    asked = ((one, _people(found, one.first, one.second)) for one in found.doubtful)
    still = tuple(one for one, people in asked if len(people) > 1 and people not in apart)
    return Matching(found.made, still, found.clusters, found.flagged)


def _people(found: Matching, first: str, second: str) -> frozenset[str]:
    return frozenset({found.clusters.get(first, first), found.clusters.get(second, second)})


def _answered(said: Mapping[str, Said], answers: Answers, *, same: bool) -> list[Pair]:
    """Give the pairs that still occur and were answered so."""
    found = resolved(said, answers)
    return [ends for pair, ends in found.items() if answers.said[pair] is same]


def resolved(said: Mapping[str, Said], answers: Answers) -> dict[str, Pair]:
    """Find the two writings of each answered pair.

    New files may add an address or an organisation to a writing, which is then another; it is found again by the name,
    organisation and domain that the row of the review file tells.
    """
    ids = by_id(said)
    found = {}
    for pair in sorted(answers.said):
        row = answers.rows.get(pair, {})
        first, second = (
            end if end in said else _told(row, side, said, ids)
            for end, side in zip(ends_of(pair), ("first", "second"), strict=True)
        )
        if first and second and first != second:
            found[pair] = first, second
    return found


def _told(row: Mapping[str, str], side: str, said: Mapping[str, Said], ids: Mapping[str, list[str]]) -> str:
    name = read_name(row.get(side, "")).key
    organisation, domain = comparable(row.get(f"{side}_organisation", "")), row.get(f"{side}_domain", "")
    fit = [
        digest
        for digest in ids.get(f"name:{name}", ())
        if not _differ(organisation, said[digest].organisation)
        and not _differ(domain, said[digest].email.rpartition("@")[2])
    ]
    return min(fit, key=lambda digest: (-len(said[digest].places), digest), default="")


def _declared_same(said: Mapping[str, Said]) -> Iterator[Pair]:
    """Pair writings the roster declares to be one person.

    These are names given up or borne beside another, and the entries of one name whose days do not overlap: somebody
    who moved has an entry for each employer. An address changes with the name, but who has the earlier name at another
    domain is somebody else.
    """
    ids = by_id(said)
    for digest, one in sorted(said.items()):
        for name in sorted(one.formerly | one.also):
            for other in ids.get(f"name:{name}", ()):
                if other != digest and not _differ(_domain(one), _domain(said[other])):
                    yield digest, other
    for digests in ids.values():
        entries = [digest for digest in digests if said[digest].spells]
        yield from (pair for pair in combinations(entries, 2) if _follow(*(said[digest].spells for digest in pair)))


def _follow(one: Iterable[Spell], other: Iterable[Spell]) -> bool:
    """Whether no spell of one overlaps any of the other; the day of the change may be both the last and the first."""
    return all(last <= since or until <= first for first, last in one for since, until in other)


def _everywhere(no: Iterable[Pair], said: Mapping[str, Said], same: Iterable[Pair]) -> list[Pair]:
    """Tell two names apart under all their writings that fit the answered ones, but for those declared the same."""
    ids, tied = by_id(said), {frozenset(pair) for pair in same}
    found = []
    for first, second in no:
        if said[first].id != said[second].id:
            ones, others = (
                [digest for digest in ids[said[end].id] if _fits(said[digest], said[end])] for end in (first, second)
            )
            found += [(one, other) for one in ones for other in others if frozenset((one, other)) not in tied]
    return found


def _fits(one: Said, other: Said) -> bool:
    return not _differ(one.email, other.email) and not _differ(one.organisation, other.organisation)


def _domain(one: Said) -> str:
    return one.email.rpartition("@")[2]


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other
