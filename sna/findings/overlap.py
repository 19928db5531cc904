"""Whether who is in touch on a medium meets as well: it carries on what meetings begin, or links others."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, hundred, luck, nouns, number, veiled
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import cite, constant, like
from sna.findings.tables import ALL

OF_100 = "for every 100"
GIVEN = "expected from how often they come and with how many they are in touch"
RULE = (
    "times at the same meeting, less what everybody's totals give in both; p from dealing people out anew among those "
    "in touch with about as many"
)
CLAIMS = {
    Verdict.MORE: "Who is in touch{} also meets more than others do",
    Verdict.FEWER: "Who is in touch{} meets less than others do",
    Verdict.CANNOT_TELL: "These records cannot tell whether who is in touch{} also meets",
}
MEANING = {
    Verdict.MORE: "It links people whom meetings link as well.",
    Verdict.FEWER: "It links people whom meetings do not.",
}


def overlaps(evidence: Evidence) -> list[Finding]:
    """Say whether the people in touch on a medium are those who meet; nothing where nobody met."""
    row = evidence.tables_by(evidence.group, evidence.whole).overlap.get(ALL)
    if row is None or not evidence.medium or row.pairs is None:
        return []
    texts = {name: like(getattr(row, name), row.pairs, name) for name in ("verdict", "note", "period")}
    numbers = figures(**(row.measures() | texts), fewest=evidence.smallest)
    return [
        Finding(what="overlap", by=evidence.group, figures=numbers, verdict=Verdict(row.verdict), rule=RULE,
                period=row.period)
    ]  # fmt: skip


def overlap_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say it with the pairs it rests on, how far it is from chance, and what the medium alone links."""
    finding = findings[0]
    unclear = (
        cite("No clear sign", finding.figure("verdict")) + " that who is in touch{} meets more or less than others"
    )
    headline = CLAIMS.get(finding.verdict, unclear).format(finding.place)
    parts = [_ratio(finding), *_strength(finding)] if finding.has("overlap") else [_reason(finding)]
    return Sentence(headline, " ".join(part for part in (*parts, _beyond(finding)) if part))


def _reason(finding: Finding) -> str:
    return f"{capital(cite(finding.text('note'), finding.figure('note')))}."


def _ratio(finding: Finding) -> str:
    when = f"In {finding.text('period')}, p" if finding.has("period") else "P"
    ratio, low, high = (hundred(finding.number(name)) for name in ("overlap", "low", "high"))
    return (
        f"{when}eople in touch{finding.place} were at the same meeting {ratio} times {constant(OF_100)} {GIVEN} "
        f"(by chance {low} to {high})."
    )


def _strength(finding: Finding) -> list[str]:
    chance = f"Luck alone gives a departure this large {luck(finding.number('p'))}."
    if finding.verdict in MEANING:
        return [chance, MEANING[finding.verdict]]
    smallest = hundred(finding.number("smallest"))
    return [
        chance,
        f"Records like these show, {constant('8 times in 10')}, a figure of {smallest}; less is often missed.",
    ]


def _beyond(finding: Finding) -> str:
    """Count the pairs of people, and of groups, that are in touch and were never at the same meeting."""
    fewest, words = finding.count("fewest") if finding.has("fewest") else 0, nouns(finding.by)
    pairs, never, groups, groups_only = (finding.count(name) for name in ("pairs", "never", "groups", "groups_only"))
    if not pairs:
        return ""
    of_pairs = f"Of {veiled(pairs, fewest)} pairs of people who come to meetings and are in touch, "
    of_pairs += f"{veiled(never, fewest)} were never at the same one"
    if not groups:
        return f"{of_pairs}."
    tied = counted(groups, f"pair of {words.plural}", f"pairs of {words.plural}")
    return f"{of_pairs}. Of {tied} in touch, {finding.medium} alone links {number(groups_only)}."
