"""Whether the study's own groups changed otherwise than those of a comparison community.

What came over both communities alike is in both changes, and leaves their ratio.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sna.findings.change import CHANGES, HALF, SCALE, changes, reason
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, hundred, luck, nouns
from sna.findings.record import Figure, Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import Source, cell, cite, constant, like, plain
from sna.findings.tables import AgainstRow

RULE = (
    "ratio of the changes of two communities, each adjusted for who comes; Student's t of the difference of logarithms "
    "on two scales, both of which must say so; told only where the change here holds"
)

CAVEAT = "What came over the two communities alike is left out of it; what came over one of the two is not."
TURN = f"Without the largest meeting of each {constant('less than half')} of it is left."
SHORT = {
    Verdict.LESS_APART: "Set against a comparison community, they keep less to themselves, by more than luck would do.",
    Verdict.MORE_APART: "Set against a comparison community, they keep more to themselves, by more than luck would do.",
    Verdict.SAME: "In a comparison community it changed as much.",
    Verdict.UNCHANGED: "Set against a comparison community, there is no clear difference.",
    Verdict.CANNOT_TELL: "Whether it changed otherwise in a comparison community, these records cannot tell.",
}
"""In groups only, without a figure of the other community."""


def against(evidence: Evidence) -> list[Finding]:
    """Give how the change compares with that of the comparison community; nothing where there is none.

    It is judged after the change here: where that does not hold, no difference is claimed.
    """
    own = next((finding for finding in changes(evidence) if finding.by == evidence.group), None)
    if own is None or evidence.before is None:
        return []
    rows: list[Finding] = []
    for row in evidence.whole.tables.against:
        verdict, numbers = Verdict(row.verdict), _figures(own, row)
        if own.verdict is Verdict.CANNOT_TELL:
            why = like(f"here: {reason(own)}", own.figure("verdict"), "note")
            verdict, numbers = Verdict.CANNOT_TELL, {**numbers, "note": why}
        elif verdict in CHANGES and (own.verdict not in CHANGES or _turns(row)):
            verdict = Verdict.UNCHANGED
        rows.append(Finding(what="against", by=evidence.group, figures=numbers, verdict=verdict, rule=RULE))
    return rows


def _figures(own: Finding, row: AgainstRow) -> dict[str, Figure]:
    ratios = {name: own.figures[name] for name in ("ratio", "ratio_low", "ratio_high") if own.has(name)}
    titles = {name: own.figures[name] for name in ("before_title", "after_title") if own.has(name)}
    name, note = cell(plain(row.comparison), _place(row, "comparison")), cell(row.note, _place(row, "note"))
    texts = {"there": name, "verdict": cell(row.verdict, _place(row, "verdict")), **({"note": note} if note else {})}
    sure = int(own.verdict in CHANGES)
    return {**titles, **ratios, **figures(**row.measures()), **texts, "sure_here": sure, "turns": int(_turns(row))}


def _place(row: AgainstRow, column: str) -> Source:
    return Source("against", row.comparison, column)


def _turns(row: AgainstRow) -> bool:
    """Tell whether the answer rests on one gathering: without the largest of each less than half of it is left."""
    if not row.against or not row.without_largest or row.against == 1:
        return False
    return math.log(row.without_largest) / math.log(row.against) < HALF


# In words


def against_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how both communities changed, the ratio of the changes with its interval, and how sure a difference is."""
    finding = findings[0]
    if finding.verdict is Verdict.CANNOT_TELL or not finding.has("against", "ratio", "rival_ratio"):
        return Sentence(_title(finding), f"{capital(cite(finding.text('note'), finding.figure('note')))}.")
    return Sentence(_title(finding), " ".join(part for part in (_ratios(finding), _strength(finding)) if part))


def _title(finding: Finding) -> str:
    groups, rival, title = nouns(finding.by).plural, finding.text("there"), finding.text("before_title")
    if finding.verdict in CHANGES:
        how = "less" if finding.verdict is Verdict.LESS_APART else "more"
        return f"Set against {rival}, {groups} keep {how} to themselves than in {title}"
    if finding.verdict is Verdict.SAME:
        return f"{capital(groups)} changed as those in {rival} did"
    if finding.verdict is Verdict.UNCHANGED:
        unclear = cite("No clear difference", finding.figure("verdict"))
        return f"{unclear} from {rival} in how far {groups} keep to themselves"
    return f"These records cannot tell whether {groups} changed otherwise than in {rival}"


def _ratios(finding: Finding) -> str:
    times = [hundred(finding.number(f"rival_{when}")) for when in ("before", "after")]
    meetings = (
        f"people from the same {nouns(finding.by).singular} were at the same meeting {times[0]} times, then {times[1]}"
    )
    return (
        f"In {finding.text('there')}, {meetings}, {constant(SCALE)}: {_interval(finding, 'rival')} "
        f"{constant('for every 100')} of before. Here it is {_interval(finding, 'ratio')}. So the change here is "
        f"{_interval(finding, 'against')} {constant('for every 100')} of the change there."
    )


def _interval(finding: Finding, name: str) -> str:
    ratio = "rival_ratio" if name == "rival" else name
    low, high = (hundred(finding.number(f"{name}_{end}")) for end in ("low", "high"))
    return f"{hundred(finding.number(ratio))} ({low} to {high})"


def _strength(finding: Finding) -> str:
    if finding.verdict is Verdict.SAME:
        return f"The two changes surely differ by less than {constant('a tenth')}."
    chance = f"Luck alone gives a difference this large {luck(finding.number('p'))}."
    if finding.verdict in CHANGES:
        return f"{chance} {CAVEAT}"
    if not finding.positive("sure_here"):
        return f"{chance} A difference is told only where the change here holds by itself."
    return f"{chance} {TURN}" if finding.positive("turns") else chance
