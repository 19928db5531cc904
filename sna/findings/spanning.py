"""Who links us: the boundary-spanners who may be named, and those who lead but not surely."""

from __future__ import annotations

import pandas as pd

from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.figures import of_row
from sna.findings.record import Finding, Verdict
from sna.findings.standing import table

RULE = (
    "among the highest tenth in three measures at once, each at least as chance would have it; named only if that "
    "stays so in at least 80 of 100 draws with a tenth of the records missing"
)
_FIGURES = {
    "groups_reached": "groups_reached",
    "between_groups": "between_groups",
    "between_groups_expected": "between_groups_expected",
    "broker_across": "broker_across",
    "broker_across_expected": "broker_across_expected",
    "agreement": "ways",
    "stays": "stays",
    "rank": "rank",
    "rank_best": "rank_best",
    "rank_worst": "rank_worst",
    "band": "band",
    "spanner_without_conveners": "without_conveners",
    "named_without_conveners": "named_without_conveners",
}


def spanners(evidence: Evidence) -> list[Finding]:
    """Give the people who may be named as boundary-spanners, those tied to most groups first.

    First those of the last period, then who else may be named over the whole time (their `period` is empty), then who
    else could be in the first period.
    """
    found: list[Finding] = []
    for period in (evidence.now, evidence.whole, evidence.before):
        found += _others(_named(evidence, period), found) if period is not None else []
    return found


def leading(evidence: Evidence) -> list[Finding]:
    """Give those who stand out but may not be called the spanners: they are among the leading so many, not surely.

    First all of the last period for whom three measures speak, then those for whom two do, the highest place first;
    then those for whom three speak over the whole time (their `period` is empty).
    """
    now, whole = _unsure(evidence, evidence.now, 2), _unsure(evidence, evidence.whole, 3)
    return now + _others(whole, [*spanners(evidence), *now])


def _named(evidence: Evidence, period: PeriodTables) -> list[Finding]:
    found = _findings(evidence, period, _told(table(period, "spanners"), "named"), "spanner")
    return sorted(found, key=lambda one: (-one.number("groups_reached"), one.who))


def _unsure(evidence: Evidence, period: PeriodTables, ways: int) -> list[Finding]:
    found = table(period, "spanners")
    if "agreement" not in found.columns:
        return []
    unsure = found[~_true(found, "named") & (found["agreement"].astype("Int64").fillna(0) >= ways).astype(bool)]
    order = _findings(evidence, period, unsure, "leading")
    return sorted(order, key=lambda one: (-one.number("ways"), one.figures.get("rank", 0), one.who))


def _others(found: list[Finding], known: list[Finding]) -> list[Finding]:
    told = {one.who for one in known}
    return [one for one in found if one.who not in told]


def count(period: PeriodTables) -> int:
    """Count the boundary-spanners of a period who would be named."""
    return int(_true(table(period, "spanners"), "named").sum())


def named(spanners: pd.DataFrame) -> tuple[str, ...]:
    """Give the ids of those who may be named, of a table of spanners.

    Examples
    --------
    >>> named(pd.DataFrame({"named": [True, False]}, index=["ann", "bob"]))
    ('ann',)
    """
    return tuple(map(str, _told(spanners, "named").index))


def _findings(evidence: Evidence, period: PeriodTables, chosen: pd.DataFrame, what: str) -> list[Finding]:
    if not evidence.names:
        return []
    earlier = set(named(table(evidence.before, "spanners"))) if evidence.before else set()
    return [
        Finding(
            what=what,
            by=evidence.group,
            who=(str(person),),
            groups=(str(row["group"]),),
            figures={
                **of_row(row, _FIGURES),
                "again": int(person in earlier),
                "earlier": int(period is evidence.before),
            },
            verdict=Verdict.MORE if what == "spanner" else Verdict.CANNOT_TELL,
            rule=RULE,
            period=period.title,
        )
        for person, row in chosen.iterrows()
    ]


def _told(found: pd.DataFrame, column: str) -> pd.DataFrame:
    return found[_true(found, column)]


def _true(found: pd.DataFrame, column: str) -> pd.Series[bool]:
    if column not in found.columns:
        return pd.Series(False, index=found.index, dtype=bool)
    return found[column].astype("boolean").fillna(value=False).astype(bool)
