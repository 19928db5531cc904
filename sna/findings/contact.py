"""Whether people turn less to their own group on a medium than before: the one thing told of a change there.

Each period's share of ties across groups is judged alone; that one is clear and the other is not is no change.
"""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.change import CHANGES, before_and_after, limits, reason, strength, title
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, hundred, nouns
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import constant, like
from sna.findings.tables import ALL

SCALE = "for every 100 times to somebody as busy from another"
RULE = "acts within groups as odds, given who is busy in each period; p from dealing the weeks out to the periods anew"


def contact_changes(evidence: Evidence) -> list[Finding]:
    """Give the change between the study's own groups on a medium; nothing where no two periods are compared."""
    row = evidence.tables_by(evidence.group, evidence.whole).contact.get(ALL)
    if row is None or evidence.before is None or not evidence.medium:
        return []
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    texts = {"verdict": like(row.verdict, row.people, "verdict"), "note": like(row.note, row.people, "note")}
    numbers = titles | figures(**(row.measures() | texts))
    return [Finding(what="contact", by=evidence.group, figures=numbers, verdict=Verdict(row.verdict), rule=RULE)]


def contact_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say what the answer is, with the figures of both periods and how sure it is; or why there is none."""
    finding = findings[0]
    if not finding.has("before", "after"):
        return Sentence(title(finding), f"{capital(reason(finding))}.")
    return Sentence(
        title(finding), " ".join([_figures(finding), *strength(finding), *_caveat(finding), *limits(finding)])
    )


def _caveat(finding: Finding) -> list[str]:
    """Say what weakens a change that is called one."""
    return [f"{capital(reason(finding))}."] if finding.verdict in CHANGES and finding.positive("note") else []


def _figures(finding: Finding) -> str:
    (before, after), words = before_and_after(finding), nouns(finding.by)
    ends = {name: hundred(finding.number(name)) for name in ("after_low", "after_high", "ratio_low", "ratio_high")}
    return (
        f"In {finding.text('before_title')}, people turned to somebody from the same {words.singular} {before} times "
        f"{constant(SCALE)}. In {finding.text('after_title')} it was {after} ({ends['after_low']} to "
        f"{ends['after_high']}). That is {hundred(finding.number('ratio'))} {constant('for every 100')} of before "
        f"({ends['ratio_low']} to {ends['ratio_high']})."
    )
