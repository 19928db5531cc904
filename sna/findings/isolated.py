"""Who is cut off, in what, since when, and on whom it hangs; who has drifted away."""

from __future__ import annotations

import pandas as pd

from sna.findings.cut_off import alone, hanging, shut, single
from sna.findings.evidence import Evidence
from sna.findings.figures import figures, of_row
from sna.findings.presence import Gone, drifted, gatherings, lately
from sna.findings.record import Finding, Verdict
from sna.findings.standing import table

NONE = "no tie to any other group"
HANGS = "all ties to other groups run through one person"
ALONE = "no tie to anybody in these records"
GONE = "came before, and not to the last gatherings: a quarter of all, at least three"
FAITHFUL = 3
"""Somebody who came at least so often is missed when they stop."""
_ROW = {name: name for name in ("people", "external", "external_expected", "external_fewer_p", "first_share")}
_DAYS = {"last_outside": "last_outside", "last_attended": "last_attended"}


def hangs(evidence: Evidence) -> list[Finding]:
    """Give the groups whose ties to others all run through one person, largest first."""
    return [
        Finding(
            what="hangs-on-one", by=evidence.group, who=(group.only,), groups=(group.name,),
            figures=figures(people=group.people, others=group.people - 1, groups_reached=group.reached), rule=HANGS,
            period=evidence.now.title, medium=where(evidence),
        )
        for group in hanging(evidence)
    ]  # fmt: skip


def singles(evidence: Evidence) -> list[Finding]:
    """Give the groups of one known member."""
    return [
        Finding(
            what="one-member", by=evidence.group, groups=(group.name,), figures={"people": 1}, medium=where(evidence)
        )
        for group in single(evidence)
    ]


def cut_off(evidence: Evidence) -> list[Finding]:
    """Give the groups that are cut off: without a tie to others, then those with fewer than chance, by their rule."""
    rows = table(evidence.now, "cut_off")
    none = {group.name: group.people for group in shut(evidence)}
    found = [_cut(evidence, name, people, rows) for name, people in none.items()]
    return found + [_cut(evidence, name, 0, rows) for name in _few(rows, evidence) if name not in none]


def without_ties(evidence: Evidence) -> list[Finding]:
    """Give those who are tied to nobody, in one finding."""
    found = alone(evidence)
    if not len(found):
        return []
    who = tuple(str(person) for person in found.index)
    groups = tuple(dict.fromkeys(found["group"].astype("str")))
    told = figures(people=len(who), smallest=evidence.smallest)
    return [
        Finding(what="alone", by=evidence.group, who=who, groups=groups, figures=told, rule=ALONE,
                period=evidence.now.title, medium=where(evidence))
    ]  # fmt: skip


def gone(evidence: Evidence) -> list[Finding]:
    """Give the organisations nobody of which came lately, longest away first."""
    return [_gone(evidence, one, "drifted") for one in drifted(evidence)]


def faded(evidence: Evidence) -> list[Finding]:
    """Give the people who came at least three times, and not lately; longest away first."""
    return [_gone(evidence, one, "faded") for one in drifted(evidence, "person", FAITHFUL)]


def where(evidence: Evidence) -> str:
    """Say where somebody is cut off: at the meetings, or on the medium this is about."""
    return evidence.medium or "meetings"


def _gone(evidence: Evidence, one: Gone, what: str) -> Finding:
    recent = lately(len(gatherings(evidence)))
    told = figures(times=one.times, last=one.last, recent=recent, faithful=FAITHFUL)
    groups = (one.label,) if what == "drifted" else ()
    return Finding(what=what, by="organisation", who=one.people, groups=groups, figures=told, rule=GONE)


def _few(rows: pd.DataFrame, evidence: Evidence) -> list[str]:
    """Name the groups that are cut off though they have ties outside, those furthest from chance first."""
    if "isolated" not in rows.columns:
        return []
    found = rows[rows["isolated"].fillna(value=False).astype(bool) & (rows["external"] > 0)]
    found = found[found["people"] >= evidence.smallest].sort_values("external_fewer_p", kind="stable")
    return [str(name) for name in found.index]


def _cut(evidence: Evidence, name: str, people: int, rows: pd.DataFrame) -> Finding:
    told = figures(people=people)
    rule, verdict = NONE, Verdict.COUNT
    if name in rows.index:
        row = rows.loc[name]
        told |= of_row(row, {**_ROW, **_DAYS})
        if row["external"]:
            rule, verdict = str(row["rule"]), Verdict.FEWER
    return Finding(
        what="cut-off", by=evidence.group, groups=(name,), figures=told, verdict=verdict, rule=rule,
        period=evidence.now.title, medium=where(evidence),
    )  # fmt: skip
