"""Whether the groups are less apart than before: what the test of each boundary says."""

from __future__ import annotations

import pandas as pd

from sna.findings.boundaries import OTHERS
from sna.findings.evidence import Evidence
from sna.findings.figures import figures, of_row
from sna.findings.record import Figure, Finding, Verdict

SAME, ALL_COMERS = "same people", "all comers"
STATISTIC = "isolation"
LEVEL = 0.05
"""A change is called one if chance alone gives it less often than this."""

RULE = (
    "Yule's Q of the shares of pairs within and across groups who meet, both periods at one number of gatherings; "
    "p from dealing the gatherings out to the periods anew; a change is called one if p is at most 0.05"
)
_COUNTS = {
    name: name for name in ("people", "joiners", "leavers", "gatherings_before", "gatherings_after", "gatherings_drawn")
}
_FIGURES = {name: name for name in ("before", "after", "difference", "low", "high", "p", "smallest_p", "power")}


def changes(evidence: Evidence) -> list[Finding]:
    """Give the tested change of each boundary, the leading one first; nothing where no two periods were compared.

    Each is of the people who could come in both periods; what holds of all comers stands beside it.
    """
    found = [one for by in boundaries_of(evidence) if (one := _change(evidence, by)) is not None]
    lead = leading_change(found)
    return sorted(found, key=lambda one: one is not lead)


def boundaries_of(evidence: Evidence) -> list[str]:
    """Give the boundaries there may be, the study's own group first."""
    return [evidence.group, *(other for other in OTHERS if other != evidence.group)]


def compared_table(evidence: Evidence, name: str, by: str) -> pd.DataFrame:
    """Give a table of the whole time for one boundary; an empty one if it was not made."""
    return evidence.whole.tables.get(name if by == evidence.group else f"{name}_{by}", pd.DataFrame())


def leading_change(found: list[Finding]) -> Finding | None:
    """Give the change that is told first.

    That of the study's own group if it is a change; else the clearest change of another boundary, where its p times
    the number of boundaries tested is at most 0.05, so that looking at several does not find one by luck; else that of
    the study's own group. Of changes equally clear the largest.
    """
    if not found:
        return None
    moved = [one for one in found if one.verdict in (Verdict.LESS_APART, Verdict.MORE_APART)]
    if found[0] in moved:
        return found[0]
    sure = [one for one in moved if one.number("p") * len(found) <= LEVEL]
    return min(sure, key=_clearness) if sure else found[0]


def _clearness(one: Finding) -> tuple[float, float]:
    return max(one.number("p"), 0.001), -abs(one.number("difference"))


def _change(evidence: Evidence, by: str) -> Finding | None:
    table = compared_table(evidence, "change", by)
    if (SAME, STATISTIC) not in table.index or evidence.before is None:
        return None
    row, every = table.loc[(SAME, STATISTIC)], table.loc[(ALL_COMERS, STATISTIC)]
    told: dict[str, Figure] = {"before_title": evidence.before.title, "after_title": evidence.now.title}
    told |= of_row(row, {**_COUNTS, **_FIGURES, "note": "note"})
    told |= of_row(every, {name: f"everybody_{name}" for name in ("people", *_FIGURES, "verdict")})
    return Finding(what="change", by=by, figures=told, verdict=_verdict(row), rule=RULE)


def _verdict(row: pd.Series[float]) -> Verdict:
    """Read the verdict; without figures there is only a count."""
    return Verdict(str(row["verdict"])) if not pd.isna(row["before"]) else Verdict.CANNOT_TELL


def turnover(evidence: Evidence) -> list[Finding]:
    """Count the pairs across the study's own groups who met only before, in both periods, only now."""
    table = compared_table(evidence, "ties_changed", evidence.group)
    if not len(table) or evidence.before is None:
        return []
    rows = table.loc[ALL_COMERS]
    across = rows[rows.index.get_level_values(0) != rows.index.get_level_values(1)]
    sums = {name: across[name].sum(min_count=1) for name in ("gained", "kept", "lost")}
    if any(pd.isna(total) for total in sums.values()):
        return []
    held = {"gatherings_before": evidence.before.gatherings, "gatherings_after": evidence.now.gatherings}
    told = figures(before_title=evidence.before.title, after_title=evidence.now.title, **sums, **held)
    return [Finding(what="ties-changed", by=evidence.group, figures=told)]
