"""How far the community reaches: of the organisations it wants to reach, which ever came, which lately, which never."""

from __future__ import annotations

from sna.findings.evidence import Evidence
from sna.findings.figures import figures
from sna.findings.reach import Reach, reach
from sna.findings.record import Finding

RULE = "somebody of an organisation on the declared list came; on a medium, has a tie"


def reached(evidence: Evidence) -> list[Finding]:
    """Say how many of those to be reached were, in this period, before and ever; nothing without a declared list."""
    found = reach(evidence)
    if found.organisations is None:
        return []
    whole = found.organisations
    told = figures(
        now=whole.now,
        whole=whole.whole,
        ever=whole.whole - len(found.missing),
        ever_share=(whole.whole - len(found.missing)) / whole.whole,
        never=len(found.missing),
        before=whole.before,
        before_title=evidence.before.title if evidence.before else None,
        after_title=evidence.now.title,
        **_parts(found),
    )
    return [
        Finding(what="reach", by="organisation", groups=found.missing, figures=told, rule=RULE,
                period=evidence.now.title)
    ]  # fmt: skip


def _parts(found: Reach) -> dict[str, int | None]:
    told: dict[str, int | None] = {}
    for name, rows in (("localities", found.localities), ("sectors", found.sectors)):
        told[name] = sum(1 for row in rows if row.now) if rows else None
        told[f"{name}_whole"] = len(rows) or None
    return told
