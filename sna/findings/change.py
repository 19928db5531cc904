"""Whether the groups are less isolated than before: what the test of each boundary says, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.boundaries import boundaries_of, leading_boundary, own_mixing
from sna.findings.counts import CERTAIN, PRINTED
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, nouns, number, probability, signed
from sna.findings.record import Finding, Names, Sentence, Verdict, figures

SAME_PEOPLE, ALL_COMERS = "same people", "all comers"
"""Whose meetings are compared: theirs who could come in both periods, and everybody's."""
STATISTIC = "isolation"
_SHARED = {"joiners", "leavers", "gatherings_before", "gatherings_after", "gatherings_drawn", "note"}
"""What is the same for all comers, or is not said of them."""
SCALE = "0 is none, 1 is complete"
"""How to read isolation (Yule's Q); the methods say it at length."""
RULE = (
    "Yule's Q of the shares of pairs within and across groups who meet, both periods at one number of gatherings; "
    "p from dealing the gatherings out to the periods anew; a change is called one if p is at most 0.05"
)


# What is found


def changes(evidence: Evidence) -> list[Finding]:
    """Give the tested change of each boundary, the leading one first; nothing where no two periods were compared.

    Each is of the people who could come in both periods; what holds of all comers stands beside it.
    """
    findings = [finding for by in boundaries_of(evidence) for finding in _change(evidence, by)]
    lead = leading_change(findings)
    return sorted(findings, key=lambda finding: finding is not lead)


def standing_out(evidence: Evidence) -> list[Finding]:
    """Give the boundary that stands out; nothing where a change was tested, which then is the headline."""
    boundary = None if changes(evidence) else leading_boundary(evidence)
    return [boundary] if boundary else []


def mixing_now(evidence: Evidence) -> list[Finding]:
    """Give the share of the ties across the study's own groups, unless that is the boundary that stands out."""
    return [] if any(lead.by == evidence.group for lead in standing_out(evidence)) else own_mixing(evidence)


def leading_change(findings: Sequence[Finding]) -> Finding | None:
    """Give the change that comes first; `findings` begin with that of the study's own group.

    It is that of the study's own group if it is a change; else the clearest change of another boundary, where its p
    times the number of boundaries tested is at most 0.05, so that looking at several does not find one by luck; else
    that of the study's own group. Of changes equally clear the largest.
    """
    if not findings:
        return None
    clear = [finding for finding in findings if finding.verdict in (Verdict.LESS_APART, Verdict.MORE_APART)]
    if findings[0] in clear:
        return findings[0]
    sure = [finding for finding in clear if finding.number("p") * len(findings) <= CERTAIN]
    return min(sure, key=_clearness) if sure else findings[0]


def _clearness(finding: Finding) -> tuple[float, float]:
    return max(finding.number("p"), PRINTED), -abs(finding.number("difference"))


def _change(evidence: Evidence, by: str) -> list[Finding]:
    table = evidence.tables_by(by, evidence.whole).change
    row, everybody = table.get(SAME_PEOPLE, STATISTIC), table.get(ALL_COMERS, STATISTIC)
    if row is None or everybody is None or evidence.before is None:
        return []
    of_everybody = {f"everybody_{name}": value for name, value in everybody.measures().items() if name not in _SHARED}
    numbers = {
        **figures(before_title=evidence.before.title, after_title=evidence.now.title, **row.measures()),
        **figures(**of_everybody, everybody_verdict=everybody.verdict),
    }
    # without figures there is only a count
    verdict = Verdict.CANNOT_TELL if row.before is None else Verdict(row.verdict)
    return [Finding(what="change", by=by, figures=numbers, verdict=verdict, rule=RULE)]


# In words


def change_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of one boundary what was compared, how far it moved, and how sure that is."""
    finding = findings[0]
    return Sentence(title(finding), " ".join(part for part in (sure(finding), _everybody(finding)) if part))


def title(finding: Finding) -> str:
    """Give the verdict on one boundary in a few words.

    Examples
    --------
    >>> title(Finding(what="change", by="locality", figures={"before_title": "Year 1"}, verdict=Verdict.LESS_APART))
    'Localities are less isolated than in Year 1'
    """
    groups, than = nouns(finding.by).plural, f"than in {finding.text('before_title')}"
    if finding.verdict in (Verdict.LESS_APART, Verdict.MORE_APART):
        return f"{capital(groups)} are {finding.verdict.value} {than}"
    if finding.verdict is Verdict.UNCHANGED:
        return f"No evidence of change in how isolated {groups} are"
    return f"These data cannot tell whether {groups} are less isolated {than}"


def change_headline(finding: Finding) -> str:
    """Give the verdict with the two figures behind it."""
    before, after = before_and_after(finding)
    earlier, later = finding.text("before_title"), finding.text("after_title")
    return f"{title(finding)}: {before} in {earlier}, {after} in {later} ({SCALE})"


def before_and_after(finding: Finding, whose: str = "") -> tuple[str, str]:
    """Write the isolation before and after; `whose` is empty or ``"everybody_"``."""
    return number(finding.number(f"{whose}before"), 2), number(finding.number(f"{whose}after"), 2)


def sure(finding: Finding) -> str:
    """Say what was compared, the difference with its interval, p and the power."""
    if not finding.has("before"):
        return f"{capital(finding.text('note') or 'it could not be compared')}."
    people, sample = counted(finding.count("people"), "person", "people"), finding.count("gatherings_drawn")
    before, after = before_and_after(finding)
    compared = f"Of {people} who could come in both, compared at {counted(sample, 'gathering')} drawn from each period"
    change = f"isolation {before} before, {after} now, a change of {signed(finding.number('difference'))}"
    interval = f" (95% interval {_interval(finding)})" if finding.has("low") else ""
    earlier, later = (number(finding.number(f"gatherings_{period}")) for period in ("before", "after"))
    titles = finding.text("before_title"), finding.text("after_title")
    gatherings = f"{titles[0]} had {earlier} gatherings, {titles[1]} {later}"
    p = probability(finding.number("p"))
    return f"{compared}: {change}{interval}; {p}. {gatherings}{_limits(finding)}."


def short(finding: Finding) -> str:
    """Say the verdict with the change, its interval and p, and what may have been missed."""
    if not finding.has("difference"):
        return sure(finding)
    interval = f"95% interval {_interval(finding)}; " if finding.has("low") else ""
    change = f"a change of {signed(finding.number('difference'))} ({interval}{probability(finding.number('p'))})"
    return f"{capital(finding.verdict.value)}: {change}, both periods at equal numbers of gatherings{_limits(finding)}."


def label(finding: Finding) -> str:
    """Give the verdict for a big figure: in a few words, with p."""
    p = f" ({probability(finding.number('p'))})" if finding.has("p") else ""
    return f"{capital(finding.verdict.value)}{p}"


def _interval(finding: Finding) -> str:
    return f"{signed(finding.number('low'))} to {signed(finding.number('high'))}"


def _limits(finding: Finding) -> str:
    """Say what so few gatherings could have shown."""
    if finding.verdict is Verdict.CANNOT_TELL:
        return f": so few give no p below {number(finding.number('smallest_p'), 2)}"
    if not finding.has("power"):
        return ""
    return f"; a change by half would be found about {number(100 * finding.number('power'))} times in 100"


def _everybody(finding: Finding) -> str:
    """Say what holds of all comers, if these are other people."""
    if not finding.has("everybody_before") or finding.count("everybody_people") == finding.count("people"):
        return ""
    before, after = before_and_after(finding, "everybody_")
    p, verdict = probability(finding.number("everybody_p")), finding.text("everybody_verdict")
    people, joiners, leavers = (number(finding.number(name)) for name in ("everybody_people", "joiners", "leavers"))
    return f"Of all {people} comers ({joiners} joined, {leavers} left): {before} before, {after} now; {p}, {verdict}."
