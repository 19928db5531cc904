"""The findings: a few words and a sentence or two each, for the report and for the map beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import pandas as pd

from sna.findings import Finding
from sna.findings import findings as found_in
from sna.findings.cut_off import naming
from sna.render.map import content as of_map
from sna.render.reported import ReportContent
from sna.render.words import apart, boundaries, changed, spanning, whole
from sna.render.words.told import Names, Told

WORDS: dict[str, Callable[[Sequence[Finding], Names], Told]] = {
    "change": changed.change,
    "boundary": boundaries.boundary,
    "mixing": boundaries.mixing,
    "spanner": spanning.spanner,
    "leading": spanning.leading,
    "hangs-on-one": apart.hangs,
    "cut-off": apart.cut_off,
    "alone": apart.alone,
    "drifted": apart.drifted,
    "faded": apart.faded,
    "one-member": apart.single,
    "reach": apart.reach,
    "retention": whole.retention,
    "ties-changed": whole.turnover,
    "community": whole.community,
    "density": whole.density,
    "seats": whole.seats,
    "pairs": whole.pairs,
    "linked": whole.linked,
    "ungrouped": whole.linked,
    "nothing": whole.linked,
}
"""Kind of finding → the words for one or more of that kind."""

ON_MAP = ("change", "boundary", "mixing", "spanner", "hangs-on-one", "cut-off", "alone", "drifted")
"""The kinds that stand beside the map: what can be seen there."""
GROUPS = ("cut-off", "drifted")
"""The kinds that are about groups, whose people the map shows."""
COUNTS = ("linked", "ungrouped", "nothing")
"""The kinds that are told in the title and the big figures."""


def told(found: Sequence[Finding], names: Names) -> list[tuple[Finding, Told]]:
    """Say what each finding says, several of one kind and medium together; beside it the first of them."""
    made = []
    for (what, _by, _medium), group in groupby(found, key=lambda one: (one.what, _apart(one), one.medium)):
        some = list(group)
        made.append((some[0], WORDS[what](some, names)))
    return made


def findings(content: ReportContent) -> tuple[of_map.Finding, ...]:
    """Give what the map says beside itself, the most useful first; nobody is named where people may not be."""
    chosen = [one for one in found_in(content) if one.what in ON_MAP and one.medium in {"meetings", content.medium}]
    return tuple(
        of_map.Finding(said.headline, said.text, said.people or _members(first, chosen, content), callout=said.callout)
        for first, said in told(chosen, naming(content))
    )


def _members(first: Finding, chosen: Sequence[Finding], content: ReportContent) -> tuple[str, ...]:
    """Give the people of the groups that findings of one kind are about, where it is about no person."""
    if first.what not in GROUPS or first.by not in content.people.columns or not content.names:
        return ()
    groups = {group for one in chosen if (one.what, one.by) == (first.what, first.by) for group in one.groups}
    people = content.people
    return tuple(map(str, people.index[people[first.by].isin(groups) & (people["kind"] == "person")]))


def findings_table(content: ReportContent) -> pd.DataFrame:
    """Give every finding with its figures and its sentence, one row each, as it is written beside the tables."""
    names = naming(content)
    rows = [
        {
            "what": one.what,
            "by": one.by,
            "medium": one.medium,
            "period": one.period,
            "who": "; ".join(one.who),
            "groups": "; ".join(one.groups),
            "figures": "; ".join(f"{name}={value}" for name, value in one.figures.items()),
            "verdict": one.verdict.value,
            "rule": one.rule,
            "headline": said.headline,
            "sentence": said.text,
        }
        for one in found_in(content)
        for said in [WORDS[one.what]([one], names)]
    ]
    return pd.DataFrame(rows, dtype="str")


def _apart(one: Finding) -> str:
    """Keep findings about two boundaries, and of two times, apart."""
    return one.by if one.what in ("change", "boundary") else one.period
