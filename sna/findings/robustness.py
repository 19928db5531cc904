"""What supports a change, or weakens it: a comparison community, meetings without a register, its months one by one.

Whether the study's own groups changed otherwise than those of a comparison community: what came over both alike is in
both changes, and leaves their ratio. Between which figures the answer lies, whoever was at the meetings of which there
is no register. Whether the change came as a step at the turn of the periods.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sna.findings.change import CHANGES, HALF, SCALE, changes, reason
from sna.findings.counts import CERTAIN
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, hundred, listed, luck, nouns, number, signed
from sna.findings.record import Figure, Finding, Names, Sentence, Verdict, figures
from sna.findings.rows import AgainstRow
from sna.findings.sources import Source, cell, cite, constant, like, plain
from sna.findings.tables import ALL

# A comparison community


AGAINST_RULE = (
    "ratio of the changes of two communities, each adjusted for who comes; Student's t of the difference of logarithms "
    "on two scales, both of which must say so; told only where the change here holds"
)

AGAINST_CAVEAT = "What came over the two communities alike is left out of it; what came over one of the two is not."
AGAINST_TURN = f"Without the largest meeting of each {constant('less than half')} of it is left."
AGAINST_SHORT = {
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
        verdict, numbers = Verdict(row.verdict), _against_figures(own, row)
        if own.verdict is Verdict.CANNOT_TELL:
            why = like(f"here: {reason(own)}", own.figure("verdict"), "note")
            verdict, numbers = Verdict.CANNOT_TELL, {**numbers, "note": why}
        elif verdict in CHANGES and (own.verdict not in CHANGES or _turns(row)):
            verdict = Verdict.UNCHANGED
        rows.append(Finding(what="against", by=evidence.group, figures=numbers, verdict=verdict, rule=AGAINST_RULE))
    return rows


def _against_figures(own: Finding, row: AgainstRow) -> dict[str, Figure]:
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
        return Sentence(_against_title(finding), f"{capital(cite(finding.text('note'), finding.figure('note')))}.")
    return Sentence(
        _against_title(finding), " ".join(part for part in (_ratios(finding), _against_strength(finding)) if part)
    )


def _against_title(finding: Finding) -> str:
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


def _against_strength(finding: Finding) -> str:
    if finding.verdict is Verdict.SAME:
        return f"The two changes surely differ by less than {constant('a tenth')}."
    chance = f"Luck alone gives a difference this large {luck(finding.number('p'))}."
    if finding.verdict in CHANGES:
        return f"{chance} {AGAINST_CAVEAT}"
    if not finding.positive("sure_here"):
        return f"{chance} A difference is told only where the change here holds by itself."
    return f"{chance} {AGAINST_TURN}" if finding.positive("turns") else chance


# Meetings without a register


BOUNDS_RULE = (
    "the figures worked out with these meetings added, as large as others of their period: people in whole groups, or "
    "of every group its usual part"
)
PERIODS = ("before", "after")


def bounds(evidence: Evidence) -> list[Finding]:
    """Give the bounds of the study's own question; nothing where every meeting has a register."""
    row = evidence.whole.tables.bounds.get(ALL)
    if row is None or evidence.before is None:
        return []
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    return [Finding(what="bounds", by=evidence.group, figures=titles | figures(**row.measures()), rule=BOUNDS_RULE)]


def bounds_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many meetings lack a register, between which figures the answer lies, and whether they could turn it."""
    finding = findings[0]
    lacking = [when for when in PERIODS if finding.positive(f"unregistered_{when}")]
    counts = [
        f"{counted(finding.count(f'unregistered_{when}'), 'meeting')} in {_period_title(finding, when)}"
        for when in lacking
    ]
    headline = f"{capital(listed(counts))} without a register"
    if not finding.has("change_lowest", "change_highest"):
        return Sentence(headline, "What they could change cannot be told from so few others.")
    ratios = [f"in {_period_title(finding, when)} between {_span(finding, when)}" for when in lacking]
    meetings = f"people from the same {nouns(finding.by).singular} were at the same meeting {listed(ratios)} times"
    text = (
        f"Whoever was there: {meetings} {constant('for every 100 expected')}, and after is between "
        f"{_span(finding, 'change')} {constant('for every 100')} of before. {_either_way(finding)}"
    )
    return Sentence(headline, text)


def _period_title(finding: Finding, when: str) -> str:
    return finding.text(f"{when}_title")


def _span(finding: Finding, what: str) -> str:
    return " and ".join(hundred(finding.number(f"{what}_{end}")) for end in ("lowest", "highest"))


def _either_way(finding: Finding) -> str:
    low, high = (finding.number(f"change_{end}") for end in ("lowest", "highest"))
    if low < 1 < high:
        return "So these meetings alone could turn a fall into a rise, or a rise into a fall."
    return f"Either way it {'fell' if high <= 1 else 'rose'}; whether by more than luck is another question."


# Month by month


INTERRUPTION_RULE = (
    "a straight line through the meetings' own figures in each period; errors allow for months near each other"
)
LINES = ("before", "after", "change")


def interruption(evidence: Evidence) -> list[Finding]:
    """Give how the change went month by month, where the study's own groups changed and the lines could be drawn."""
    own = next((finding for finding in changes(evidence) if finding.by == evidence.group), None)
    table = evidence.whole.tables.interruption
    rows = {line: row for line in LINES if (row := table.get(line)) is not None and row.height is not None}
    if own is None or own.verdict not in CHANGES or len(rows) < len(LINES) or evidence.before is None:
        return []
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    numbers = {
        f"{line}_{name}": value for line, row in rows.items() for name, value in figures(**row.measures()).items()
    }
    return [Finding(what="interruption", by=evidence.group, figures=titles | numbers, rule=INTERRUPTION_RULE)]


def interruption_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how high each line was at the turn, how it went from month to month, and whether there is a step."""
    finding = findings[0]
    earlier, later = finding.text("before_title"), finding.text("after_title")
    text = (
        f"Times people from the same {nouns(finding.by).singular} were at the same meeting {constant(SCALE)}: a line "
        f"through the {number(finding.count('before_months'))} months of {earlier} with meetings ends at "
        f"{_height(finding, 'before')}. From month to month it went by {_slope(finding, 'before')}. One through the "
        f"{number(finding.count('after_months'))} of {later} begins at {_height(finding, 'after')} and went by "
        f"{_slope(finding, 'after')}. The step between them is {_points(finding, 'change_height')} "
        f"({_points(finding, 'change_height_low')} to {_points(finding, 'change_height_high')}). Luck alone gives one "
        f"this large {luck(finding.number('change_height_p'))}."
    )
    return Sentence(_interruption_title(finding), f"{text} {_under_way(finding)}".strip())


def _interruption_title(finding: Finding) -> str:
    later = finding.text("after_title")
    if finding.number("change_height_p") <= CERTAIN:
        return f"Month by month, the change came as a step when {later} began"
    return f"Month by month, whether it came as a step when {later} began cannot be told"


def _height(finding: Finding, line: str) -> str:
    low, high = (hundred(finding.number(f"{line}_height_{end}")) for end in ("low", "high"))
    return f"{hundred(finding.number(f'{line}_height'))} ({low} to {high})"


def _slope(finding: Finding, line: str) -> str:
    low, high = (_points(finding, f"{line}_slope_{end}") for end in ("low", "high"))
    return f"{_points(finding, f'{line}_slope')} ({low} to {high})"


def _points(finding: Finding, name: str) -> str:
    """Write a difference as so many for every 100 expected, with its sign."""
    return signed(like(100 * finding.number(name), finding.figure(name)), 0)


def _under_way(finding: Finding) -> str:
    """Say that the first line already went where the step, or the change, goes."""
    low, high = (finding.number(f"before_slope_{end}") for end in ("low", "high"))
    falls = finding.number("change_height") < 0
    surely = high < 0 if falls else low > 0
    return f"It was under way before: the line of {finding.text('before_title')} went the same way." if surely else ""
