"""Which boundaries the ties cross, against chance; and the boundary that stood out most in the first period."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.presence import presences
from sna.findings.standing import Mixing, mixing, table
from sna.findings.thin import CERTAIN, thin

OTHERS = ("organisation", "locality", "sector")
"""The boundaries that may be known beside the study's own group."""
SATURATED = 0.8
"""Where so many of those who came are linked outside their group, counting them says nothing any more."""
PRINTED = 0.001
"""The smallest p-value a page tells apart: boundaries below it are equally clear."""

Place = Literal["apart", "mixed", "level", "unclear"]


class Boundary(Struct, frozen=True):
    """A boundary between people, and the share of ties across it in the first and the last period."""

    by: str
    before: Mixing | None
    now: Mixing | None

    @property
    def first(self) -> Mixing | None:
        """The share in the first period there is."""
        return self.before or self.now

    def stands(self) -> tuple[Place | None, Place]:
        """Say where it stood in the first period, if there are two, and where it stands now."""
        assert self.now is not None
        return (place(self.before) if self.before else None), place(self.now)


def place(found: Mixing) -> Place:
    """Say where a share lies: apart or mixed (p below 0.05), level with chance (within a point of it), or unclear.

    Examples
    --------
    >>> place(Mixing(100, 75, 0.75, 0.85, 0.8, 0.9, 0.001)), place(Mixing(10, 8, 0.75, 0.85, 0.6, 1.0, 0.3))
    ('apart', 'unclear')
    """
    if found.p < CERTAIN:
        return "apart" if found.share < found.expected else "mixed"
    return "level" if abs(round(100 * (found.share - found.expected))) <= 1 else "unclear"


def boundaries(evidence: Evidence) -> list[Boundary]:
    """Give the boundaries that are known, the study's own group first."""
    found = []
    for by in (evidence.group, *(other for other in OTHERS if other != evidence.group)):
        name = "ei_index" if by == evidence.group else f"ei_index_{by}"
        before = mixing(evidence.before, of=name) if evidence.before else None
        found.append(Boundary(by, before, mixing(evidence.now, of=name)))
    return [boundary for boundary in found if boundary.first is not None]


def saturated(evidence: Evidence) -> bool:
    """Tell whether in every period compared at least 8 in 10 of those who came are linked outside their group.

    Who came, or has a tie, counts; who is only on the list does not.
    """
    shares = [_linked(evidence, period) for period in compared(evidence)]
    return all(came and linked >= SATURATED * came for linked, came in shares)


def clearest(evidence: Evidence) -> Boundary | None:
    """Give the boundary that stood out most from chance in the first period; None where none may be judged.

    That is the smallest p as printed, then the largest departure in percentage points, then the study's own group.
    """
    if thin(compared(evidence)):
        return None
    known = [one for one in boundaries(evidence) if one.now and (one.before or not evidence.before)]
    return min(known, key=_clearness) if known else None  # the first of equals: the study's own group stands first


def _clearness(boundary: Boundary) -> tuple[float, int]:
    first = boundary.first
    assert first is not None
    return max(first.p, PRINTED), -abs(round(100 * (first.share - first.expected)))


def _linked(evidence: Evidence, period: PeriodTables) -> tuple[int, int]:
    """Count those linked outside their group, and all who came or have a tie."""
    people = table(period, "outside")
    if not len(people):
        return 0, 0
    there = people.index.isin(presences(evidence, period)["person"])
    came = ~people["isolate"].astype(bool).to_numpy() | there
    return int((people["external"] > 0).sum()), int(came.sum())


def compared(evidence: Evidence) -> tuple[PeriodTables, ...]:
    """Give the periods that are compared: the first and the last, or the only one."""
    return (evidence.before, evidence.now) if evidence.before else (evidence.now,)
