"""Who is cut off, in what, since when, and on whom it hangs; who has drifted away."""

from __future__ import annotations

import pandas as pd
from msgspec.structs import replace

from sna.findings.cut_off import alone, hanging, shut, single
from sna.findings.evidence import Evidence
from sna.findings.figures import figures, of_row
from sna.findings.presence import Gone, drifted, gatherings, lately
from sna.findings.record import Figure, Finding, Verdict
from sna.findings.standing import table

NONE = "no tie to any other group"
HANGS = "all ties to other groups run through one person"
ALONE = "no tie to anybody in these records"
GONE = "came before, and not to the last gatherings: a quarter of all, at least three"
FAITHFUL = 3
"""Somebody who came at least so often is missed when they stop."""
_COUNTS = ("people", "external", "external_expected", "external_fewer_p", "first_share")
_ROW = {name: name for name in (*_COUNTS, "last_outside", "last_attended")}


def hangs(evidence: Evidence) -> list[Finding]:
    """Give the groups whose ties to others all run through one person, largest first."""
    return [
        Finding(
            what="hangs-on-one", by=evidence.group, who=(group.only,), groups=(group.name,),
            figures=figures(people=group.people, others=group.people - 1, groups_reached=group.reached), rule=HANGS,
            period=evidence.now.title,
        )
        for group in hanging(evidence)
    ]  # fmt: skip


def singles(evidence: Evidence) -> list[Finding]:
    """Give the groups of one known member."""
    return [
        Finding(what="one-member", by=evidence.group, groups=(group.name,), figures={"people": 1})
        for group in single(evidence)
    ]


def cut_off(evidence: Evidence) -> list[Finding]:
    """Give the groups that are cut off: without a tie to others, then those with fewer than chance, by their rule."""
    none, few = {group.name: group.people for group in shut(evidence)}, _few(evidence)
    days = table(evidence.whole, "cut_off")
    found = [_cut(evidence, name, figures(people=people, **_days(days, name))) for name, people in none.items()]
    return found + [
        replace(_cut(evidence, str(name), of_row(row, _ROW)), verdict=Verdict.FEWER, rule=str(row["rule"]))
        for name, row in few.iterrows()
        if name not in none
    ]


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
                period=evidence.now.title)
    ]  # fmt: skip


def gone(evidence: Evidence) -> list[Finding]:
    """Give the organisations nobody of which came lately, longest away first."""
    return [_gone(evidence, one, "drifted") for one in drifted(evidence)]


def faded(evidence: Evidence) -> list[Finding]:
    """Give the people who came at least three times, and not lately; longest away first."""
    return [_gone(evidence, one, "faded") for one in drifted(evidence, "person", FAITHFUL)]


def _gone(evidence: Evidence, one: Gone, what: str) -> Finding:
    recent = lately(len(gatherings(evidence)))
    told = figures(times=one.times, last=one.last, recent=recent, faithful=FAITHFUL)
    groups = (one.label,) if what == "drifted" else ()
    return Finding(what=what, by="organisation", who=one.people, groups=groups, figures=told, rule=GONE)


def _few(evidence: Evidence) -> pd.DataFrame:
    """Give the rows of the groups that are cut off though they have ties outside, those furthest from chance first."""
    rows = table(evidence.now, "cut_off")
    if "isolated" not in rows.columns:
        return rows
    found = rows[rows["isolated"].fillna(value=False).astype(bool) & (rows["external"] > 0)]
    return found[found["people"] >= evidence.smallest].sort_values("external_fewer_p", kind="stable")


def _days(rows: pd.DataFrame, name: str) -> dict[str, Figure]:
    """Give when, over the whole time, somebody of a group last met others: since then it is without a tie."""
    return of_row(rows.loc[name], {"last_outside": "last_outside"}) if name in rows.index else {}


def _cut(evidence: Evidence, name: str, told: dict[str, Figure]) -> Finding:
    return Finding(
        what="cut-off", by=evidence.group, groups=(name,), figures=told, rule=NONE, period=evidence.now.title
    )
