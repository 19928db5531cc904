"""Whether a change came as a step at the turn of the periods: told only where there was a change."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.change import CHANGES, changes
from sna.findings.counts import CERTAIN
from sna.findings.evidence import Evidence
from sna.findings.phrases import hundred, luck, nouns, number, signed
from sna.findings.record import Finding, Names, Sentence, figures
from sna.findings.sources import constant, like

RULE = "a straight line through the meetings' own figures in each period; errors allow for months near each other"
LINES = ("before", "after", "change")
SCALE = "for every 100 expected"


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
    return [Finding(what="interruption", by=evidence.group, figures=titles | numbers, rule=RULE)]


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
    return Sentence(_title(finding), f"{text} {_under_way(finding)}".strip())


def _title(finding: Finding) -> str:
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
