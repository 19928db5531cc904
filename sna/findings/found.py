"""All findings, the most useful first."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from sna.findings.between import within
from sna.findings.changes import changes, turnover
from sna.findings.crossing import crossings, leading_boundary
from sna.findings.evidence import Evidence
from sna.findings.isolated import cut_off, faded, gone, hangs, singles, without_ties
from sna.findings.linked import linked
from sna.findings.reached import reached
from sna.findings.record import Finding
from sna.findings.spanning import leading, spanners
from sna.findings.whole import communities, density, pairs, seats, staying

KINDS = {
    "change": "whether the groups are less isolated than before, tested",
    "boundary": "the share of the ties that cross a boundary, each period against chance",
    "mixing": "the share of the ties that cross the study's own groups now, against chance",
    "spanner": "a person who links groups, and may be named",
    "leading": "a person among those who link groups, but not surely",
    "hangs-on-one": "a group whose ties to others all run through one person",
    "cut-off": "a group that is cut off, by the rule it gives",
    "alone": "the people who are tied to nobody",
    "drifted": "an organisation nobody of which came lately",
    "faded": "a person who used to come",
    "one-member": "a group of one known member",
    "reach": "how many of the organisations to be reached were reached",
    "retention": "who came again, who is new, who is back, who is lapsed",
    "ties-changed": "pairs across groups who met only before, in both periods, only now",
    "community": "the communities an algorithm finds, and whether they are the formal groups",
    "density": "how many pairs met, beside what so many meetings give",
    "seats": "how mixed the gatherings were",
    "pairs": "how few single pairs can be told from chance",
    "linked": "how many people are linked to another group: a count",
    "ungrouped": "people and ties, where no group is known",
    "nothing": "nothing to report yet",
}
"""The kinds of finding."""

MEETINGS = "meetings"
"""What a finding is about where it is about no medium."""

PERSONAL = frozenset({"spanner", "leading", "alone", "faded", "one-member"})
"""The kinds that are about single people: none is made where people may not appear."""

Maker = Callable[[Evidence], list[Finding]]
_ABOUT: tuple[Maker, ...] = (spanners, leading, hangs, cut_off, without_ties, gone, faded, singles, reached)
_WHOLE: tuple[Maker, ...] = (staying, turnover, communities, density, seats, pairs)
_MEDIA: tuple[Maker, ...] = (spanners, hangs, cut_off)


def findings(evidence: Evidence) -> list[Finding]:
    """Give what the tables show, the most useful first; nobody is named where people may not be.

    First the changes that were tested, or else the boundary that stands out; then who links, who is cut off, who has
    drifted away, how far it reaches; then the community as a whole, and each medium beside the meetings.

    Examples
    --------
    >>> [found.what for found in findings(Evidence())]
    ['nothing']
    """
    known = _LAST.get(id(evidence))
    if known is None or known[0]() is not evidence:
        _LAST.clear()
        known = _LAST[id(evidence)] = weakref.ref(evidence), tuple(_told(evidence))
    return list(known[1])


_LAST: dict[int, tuple[weakref.ref[Evidence], tuple[Finding, ...]]] = {}
"""The evidence asked about last, which every part of a page asks about again, and what was found."""


def _told(evidence: Evidence) -> Iterator[Finding]:
    """Give the findings in order, without people where nobody may be named."""
    made = [found for found in _made(evidence) if evidence.names or found.what not in PERSONAL]
    for place, found in enumerate(made):
        yield replace(found, order=place, who=found.who if evidence.names else ())


def headline(evidence: Evidence) -> Finding:
    """Give the finding that is told first, as the title.

    The leading change, where one was tested and can be told; else the boundary that stood out most, where counting
    people says nothing; else the count of the people linked to another group.
    """
    tested = changes(evidence)
    if tested and "before" in tested[0].figures:
        return tested[0]
    return leading_boundary(evidence) or linked(evidence)


def _made(evidence: Evidence) -> Iterator[Finding]:
    yield from _within(evidence, (_first, *_ABOUT, *_WHOLE))
    for medium in evidence.media:
        yield from _within(within(evidence, medium), _MEDIA)
    yield linked(evidence)


def _first(evidence: Evidence) -> list[Finding]:
    tested = changes(evidence)
    return [*tested, *crossings(evidence, tested=bool(tested))]


def _within(evidence: Evidence, makers: tuple[Maker, ...]) -> Iterator[Finding]:
    """Give what these find, at the meetings or on the medium the evidence is about."""
    for make in makers:
        yield from (replace(found, medium=evidence.medium or MEETINGS) for found in make(evidence))
