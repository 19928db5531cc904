"""The community as a whole: who stays, its communities, its density, its pairs, its seats."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.figures import figures, of_row
from sna.findings.record import Figure, Finding, Verdict
from sna.findings.standing import ALL, table
from sna.findings.thin import CERTAIN

RULES = {
    "community": "modularity above that of 95 of 100 networks drawn by chance",
    "lift": "more or fewer meetings of a pair than chance gives, p adjusted for the number of pairs",
    "seats": "Blau's index of the people at each gathering, against as many drawn from all who could come",
    "density": "the same gatherings, as many people at each, filled at random",
}
_CAME = {name: name for name in ("came", "newcomers", "returners", "stayed", "lapsed", "left_since", "retention")}
_SUMMARY = {
    name: name
    for name in (
        "communities", "modularity", "modularity_expected", "modularity_high", "modularity_p", "runs", "partitions",
        "stability", "nmi", "ari",
    )
}  # fmt: skip
_PAIRS = {
    name: name
    for name in (
        "pairs_possible", "pairs_telling", "pairs_more", "pairs_less", "pairs_by_chance", "pairs_more_adjusted",
        "pairs_less_adjusted",
    )
}  # fmt: skip


def staying(evidence: Evidence) -> list[Finding]:
    """Say who of those who came before came again, who is new, who is back, who is lapsed."""
    found = table(evidence.whole, "presence")
    if evidence.before is None or len(found) < 2:
        return []
    told = figures(before_title=str(found.index[-2]), after_title=str(found.index[-1]))
    told |= of_row(found.iloc[-1], _CAME)
    told |= of_row(found.iloc[-2], {"came": "came_before"})
    if "retention" not in told or _small(told, evidence.smallest):
        return []
    told["able"] = _sum(told, "stayed", "lapsed")
    return [Finding(what="retention", figures=told, period=evidence.now.title)]


def communities(evidence: Evidence) -> list[Finding]:
    """Say how clear the communities are, whether they are the formal groups, and who stands between two."""
    row, found = _row(evidence.now, "community_summary"), table(evidence.now, "communities")
    if row is None or "modularity_p" not in (told := of_row(row, _SUMMARY)):
        return []
    between = found[found["between_communities"] != ""] if "between_communities" in found.columns else found.iloc[:0]
    told |= figures(people=len(found), between=len(between))
    clear = float(told["modularity_p"]) < CERTAIN
    return [
        Finding(what="community", by=evidence.group, who=tuple(map(str, between.index)), figures=told,
                verdict=Verdict.MORE if clear else Verdict.UNCLEAR, rule=RULES["community"], period=evidence.now.title)
    ]  # fmt: skip


def density(evidence: Evidence) -> list[Finding]:
    """Say how dense the network is, beside what so many meetings of so many people give by arithmetic alone."""
    told: dict[str, Figure] = {}
    for when, period in (("before", evidence.before), ("after", evidence.now)):
        row = _row(period, "cohesion") if period is not None else None
        if period is not None and row is not None:
            told |= of_row(row, {"density": f"{when}_density", "density_expected": f"{when}_expected"})
            told |= figures(**{f"{when}_title": period.title, f"{when}_gatherings": period.gatherings or None})
    if not {"after_density", "after_expected"} <= set(told):
        return []
    return [Finding(what="density", figures=told, rule=RULES["density"], period=evidence.now.title)]


def pairs(evidence: Evidence) -> list[Finding]:
    """Warn how few single pairs can be told from chance."""
    told = _of(evidence.now, "lift_summary", _PAIRS)
    if not set(_PAIRS) <= set(told):
        return []
    told["pairs_out"] = _sum(told, "pairs_more", "pairs_less")
    told["pairs_out_adjusted"] = _sum(told, "pairs_more_adjusted", "pairs_less_adjusted")
    return [Finding(what="pairs", figures=told, rule=RULES["lift"], period=evidence.now.title)]


def seats(evidence: Evidence) -> list[Finding]:
    """Say how mixed the gatherings were, on the mean, and how mixed chance would make them."""
    found = table(evidence.now, "seat_diversity")
    known = found.dropna(subset=["blau", "blau_expected"]) if "blau" in found.columns else found
    if not len(known):
        return []
    told = figures(
        gatherings=len(known),
        blau=float(known["blau"].mean()),
        blau_expected=float(known["blau_expected"].mean()),
        groups_present=float(known["groups_present"].mean()),
        fewer=int((known["blau"] < known["blau_expected"]).sum()),
    )
    return [Finding(what="seats", by=evidence.group, figures=told, rule=RULES["seats"], period=evidence.now.title)]


def _of(period: PeriodTables, name: str, names: Mapping[str, str]) -> dict[str, Figure]:
    row = _row(period, name)
    return of_row(row, names) if row is not None else {}


def _row(period: PeriodTables | None, name: str) -> pd.Series[float] | None:
    found = table(period, name) if period is not None else pd.DataFrame()
    return found.loc[ALL] if ALL in found.index else None


def _sum(told: Mapping[str, Figure], *names: str) -> int:
    return sum(int(told[name]) for name in names)


def _small(told: Mapping[str, Figure], smallest: int) -> bool:
    """Tell whether a part is so small that it would point at somebody."""
    return any(0 < told.get(name, 0) < smallest for name in ("newcomers", "stayed", "lapsed"))  # type: ignore[operator]
