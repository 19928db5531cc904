"""What share of the ties crosses a boundary in each period, and what chance would give."""

from __future__ import annotations

from sna.findings.boundaries import Boundary, Place, boundaries, clearest, compared, place, saturated
from sna.findings.evidence import Evidence
from sna.findings.figures import figures
from sna.findings.record import Figure, Finding, Verdict
from sna.findings.standing import Mixing, mixing
from sna.findings.thin import thin

PLACES: dict[Place, Verdict] = {
    "apart": Verdict.FEWER,
    "mixed": Verdict.MORE,
    "level": Verdict.LEVEL,
    "unclear": Verdict.UNCLEAR,
}
RULE = "p below 0.05 when the groups are dealt out at random among the same people"


def crossings(evidence: Evidence, *, tested: bool) -> list[Finding]:
    """Give the boundary that stood out most where counting people says nothing, then the study's own group.

    Where a change was tested (`tested`) that is the headline, and only the study's own group is told of.
    """
    lead = leading_boundary(evidence) if not tested else None
    found = [lead] if lead is not None else []
    own = mixing(evidence.now)
    if own is not None and (lead is None or lead.by != evidence.group):
        found.append(_share(evidence, own))
    return found


def leading_boundary(evidence: Evidence) -> Finding | None:
    """Give the boundary that stood out most, where nearly everybody is linked and counting people says nothing."""
    found = clearest(evidence) if saturated(evidence) else None
    return crossing(found, evidence) if found is not None else None


def crossed(evidence: Evidence) -> list[Finding]:
    """Give every boundary that may be judged, the study's own group first."""
    if any(thin((period,)) for period in compared(evidence)):
        return []
    return [crossing(one, evidence) for one in boundaries(evidence)]


def crossing(boundary: Boundary, evidence: Evidence) -> Finding:
    """Say of one boundary what share of the ties crossed it in each period, and what chance would give."""
    titles = figures(
        before_title=evidence.before.title if evidence.before else None, after_title=evidence.now.title or None
    )
    told = {**titles, **_told("before", boundary.before), **_told("after", boundary.now)}
    verdict = PLACES[place(boundary.now)] if boundary.now else Verdict.CANNOT_TELL
    periods = {"periods": 2 if evidence.before else 1}
    return Finding(
        what="boundary", by=boundary.by, figures={**told, **periods}, verdict=verdict, rule=RULE,
        period=evidence.now.title,
    )  # fmt: skip


def _told(when: str, found: Mixing | None) -> dict[str, Figure]:
    if found is None:
        return {}
    told = {
        "share": found.share, "chance": found.expected, "low": found.low, "high": found.high, "p": found.p,
        "ties": found.ties, "verdict": PLACES[place(found)].value,
    }  # fmt: skip
    return {f"{when}_{name}": value for name, value in told.items()}


def _share(evidence: Evidence, own: Mixing) -> Finding:
    few = thin((evidence.now,))
    less = figures(few=few.what, few_count=few.count, few_period=few.period) if few else {}
    return Finding(
        what="mixing",
        by=evidence.group,
        figures={**_told("after", own), **less},
        verdict=Verdict.COUNT if few else PLACES[place(own)],
        rule="" if few else RULE,
        period=evidence.now.title,
    )
