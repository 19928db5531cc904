"""How sure are we? One plain sentence behind every figure, also where the answer is that nobody can tell."""

from __future__ import annotations

from msgspec import Struct

from sna.findings.counts import PERSON, Mixing, effort, shortage
from sna.findings.evidence import PeriodTables
from sna.findings.phrases import capital, counted, nouns, number, percent, percent_against, probability
from sna.findings.record import Finding
from sna.findings.sources import constant


class Certainty(Struct, frozen=True):
    """How sure a figure is: in three words, and why."""

    label: str
    why: str


def too_little(periods: tuple[PeriodTables, ...]) -> str:
    """Say why there can be no verdict; empty if there can be one."""
    few = shortage(periods)
    return _refusal(few.what, few.count, few.period) if few is not None else ""


def refusal(finding: Finding) -> str:
    """Say why a finding has no verdict; empty if it has one."""
    if not finding.has("few"):
        return ""
    return _refusal(finding.text("few"), finding.count("few_count"), finding.text("few_period"))


def _refusal(what: str, count: int, period: str) -> str:
    few = counted(count, what, "people" if what == PERSON else "")
    return f"{capital(few)}{f' in {period}' if period else ''}: too few for a verdict, so this is a count."


def of_a_count(before: PeriodTables | None, now: PeriodTables) -> Certainty:
    """Say how a count of people or pairs is to be read."""
    if before is None:
        return Certainty("A count, not a test", "These are counts of what the records show; chance was not tested.")
    few = too_little((before, now))
    if few:
        return Certainty("A count, not a test", few)
    noun, (earlier, later) = effort((before, now))
    if earlier == later:
        untested = "whether the change is luck was not tested."
        why = f"{before.title} and {now.title} had {counted(later, noun)} each, so the counts compare; {untested}"
        return Certainty("A count, not a test", why if later else capital(untested))
    fuller, emptier = (now, before) if later > earlier else (before, now)
    return Certainty(
        "Not proof of change",
        f"{fuller.title} had {counted(max(earlier, later), noun)}, {emptier.title} had "
        f"{number(min(earlier, later))}. Counts like these rise with more {noun}s by arithmetic alone, so they do "
        "not prove a change.",
    )


def of_mixing(share: Mixing | None, group: str, *, refused: str = "") -> Certainty:
    """Say how the share of ties across groups compares with chance.

    Examples
    --------
    >>> print(*of_mixing(Mixing(184, 104, 0.565, 0.93, 0.9, 0.96, 0.0001), "team").why.split())
    Chance would make 93% of ties cross teams (95 times in 100 from 90% to 96%; p < 0.001).
    """
    if refused or share is None:
        return Certainty("Cannot be told", refused or "Too few ties or people to tell.")
    chance, p = percent_against(share.expected, share.share, distinct=share.clear), probability(share.p)
    why = (
        f"Chance would make {chance} of ties cross {nouns(group).plural} "
        f"({constant('95 times in 100')} from {percent(share.low)} to {percent(share.high)}; {p})."
    )
    if not share.clear:
        return Certainty(f"Cannot be told from chance ({chance}, {p})", why)
    return Certainty(f"{'Fewer' if share.share < share.expected else 'More'} than chance ({chance}, {p})", why)
