"""How many people are linked to another group: the count that leads where nothing was tested."""

from __future__ import annotations

from sna.findings.evidence import Evidence
from sna.findings.figures import figures
from sna.findings.record import Finding
from sna.findings.standing import Standing, effort, standing


def linked(evidence: Evidence) -> Finding:
    """Count the people tied to another group, now and before; or what is there where no group is known."""
    now, before = standing(evidence.now), standing(evidence.before) if evidence.before else None
    if not now.people:
        told = figures(people=evidence.now.people, ties=evidence.now.ties)
        return Finding(what="ungrouped" if evidence.now.people else "nothing", by=evidence.group, figures=told)
    told = figures(linked=now.reaching, people=now.people, smallest=evidence.smallest)
    if evidence.before is not None and before is not None and before.people:
        told |= _earlier(evidence, before)
    return Finding(what="linked", by=evidence.group, figures=told, period=evidence.now.title, medium=_where(evidence))


def _earlier(evidence: Evidence, before: Standing) -> dict[str, int | float | str]:
    assert evidence.before is not None
    word, then, since = effort(evidence.before, evidence.now)
    return figures(
        linked_before=before.reaching,
        people_before=before.people,
        rests_on=word,
        rests_before=then,
        rests_after=since,
        before_title=evidence.before.title,
        after_title=evidence.now.title,
    )


def _where(evidence: Evidence) -> str:
    return evidence.medium or "meetings"
