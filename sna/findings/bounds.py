"""Between which figures the answer lies, whoever was at the meetings of which there is no register."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, hundred, listed, nouns
from sna.findings.record import Finding, Names, Sentence, figures
from sna.findings.sources import constant
from sna.findings.tables import ALL

RULE = (
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
    return [Finding(what="bounds", by=evidence.group, figures=titles | figures(**row.measures()), rule=RULE)]


def bounds_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many meetings lack a register, between which figures the answer lies, and whether they could turn it."""
    finding = findings[0]
    lacking = [when for when in PERIODS if finding.positive(f"unregistered_{when}")]
    counts = [
        f"{counted(finding.count(f'unregistered_{when}'), 'meeting')} in {_title(finding, when)}" for when in lacking
    ]
    headline = f"{capital(listed(counts))} without a register"
    if not finding.has("change_lowest", "change_highest"):
        return Sentence(headline, "What they could change cannot be told from so few others.")
    ratios = [f"in {_title(finding, when)} between {_span(finding, when)}" for when in lacking]
    meetings = f"people from the same {nouns(finding.by).singular} were at the same meeting {listed(ratios)} times"
    text = (
        f"Whoever was there: {meetings} {constant('for every 100 expected')}, and after is between "
        f"{_span(finding, 'change')} {constant('for every 100')} of before. {_end(finding)}"
    )
    return Sentence(headline, text)


def _title(finding: Finding, when: str) -> str:
    return finding.text(f"{when}_title")


def _span(finding: Finding, what: str) -> str:
    return " and ".join(hundred(finding.number(f"{what}_{end}")) for end in ("lowest", "highest"))


def _end(finding: Finding) -> str:
    low, high = (finding.number(f"change_{end}") for end in ("lowest", "highest"))
    if low < 1 < high:
        return "So these meetings alone could turn a fall into a rise, or a rise into a fall."
    return f"Either way it {'fell' if high <= 1 else 'rose'}; whether by more than luck is another question."
