"""How sure are we? One plain sentence behind every figure, also where the answer is that nobody can tell."""

from __future__ import annotations

from msgspec import Struct

from sna.findings import Finding
from sna.findings.standing import Mixing, effort, mixing
from sna.findings.thin import CERTAIN, thin
from sna.render.reported import PeriodTables
from sna.render.words.numbers import counted, number, percent, probability


class Nouns(Struct, frozen=True):
    """What a group is called: one, several, and the words for somebody of another."""

    one: str
    many: str
    another: str


def nouns(group: str) -> Nouns:
    """Give the words for the column that makes the groups.

    Examples
    --------
    >>> nouns("locality").many, nouns("role").another, nouns("team").another
    ('localities', 'in another role', 'from another team')
    """
    many = group[:-1] + "ies" if group.endswith("y") else f"{group}s"
    return Nouns(group, many, f"{'in' if group == 'role' else 'from'} another {group}")


def too_little(periods: tuple[PeriodTables, ...]) -> str:
    """Say why there can be no verdict; empty if there can be one."""
    found = thin(periods)
    return _refused(found.what, found.count, found.period) if found is not None else ""


def refusal(found: Finding) -> str:
    """Say why a finding has no verdict; empty if it has one."""
    return (
        _refused(found.text("few"), found.count("few_count"), found.text("few_period"))
        if "few" in found.figures
        else ""
    )


def _refused(what: str, count: int, period: str) -> str:
    where = f" in {period}" if period else ""
    few = counted(count, what, "people" if what == "person" else "")
    return f"Only {few}{where}: too few for a verdict, counts only."


class Verdict(Struct, frozen=True):
    """How sure a figure is: in three words, and why."""

    label: str
    why: str


def of_a_count(before: PeriodTables | None, now: PeriodTables) -> Verdict:
    """Say how a count of people or pairs is to be read."""
    if before is None:
        return Verdict("A count, not a test", "These are counts of what the records show; chance was not tested.")
    refused = too_little((before, now))
    if refused:
        return Verdict("Counts only", refused)
    word, was, has = effort(before, now)
    if was == has:
        why = (
            f"Both periods had {counted(has, word)}, so the counts compare; whether the change is luck was not tested."
        )
        return Verdict("A count, not a test", why if has else "Whether the change is luck was not tested.")
    more, fewer = (now, before) if has > was else (before, now)
    return Verdict(
        "Not proof of change",
        f"{more.title} had {counted(max(was, has), word)}, {fewer.title} had {number(min(was, has))}. Counts like "
        f"these rise with more {word}s by arithmetic alone, so they are no proof of a change.",
    )


def of_mixing(found: Mixing | None, group: str, *, refused: str = "") -> Verdict:
    """Say how the share of ties across groups compares with chance.

    Examples
    --------
    >>> print(*of_mixing(Mixing(184, 104, 0.565, 0.93, 0.9, 0.96, 0.0001), "team").why.split())
    With teams dealt out at random 93% of ties would cross (95 times in 100 from 90% to 96%; p < 0.001).
    """
    if refused or found is None:
        return Verdict("Cannot be told", refused or "There are no ties, or too few people.")
    why = (
        f"With {nouns(group).many} dealt out at random {percent(found.expected, 1)} of ties would cross "
        f"(95 times in 100 from {percent(found.low, 1)} to {percent(found.high, 1)}; {probability(found.p)})."
    )
    if found.p >= CERTAIN:
        return Verdict(f"Cannot be told from chance ({percent(found.expected, 1)}, {probability(found.p)})", why)
    side = "Fewer" if found.share < found.expected else "More"
    return Verdict(f"{side} than chance ({percent(found.expected, 1)}, {probability(found.p)})", why)


def of_the_change(before: PeriodTables, now: PeriodTables) -> str:
    """Say whether the share of ties across groups moved nearer to chance or further from it."""
    was, has = mixing(before), mixing(now)
    refused = too_little((before, now))
    if refused or was is None or has is None:
        return refused
    if was.p >= CERTAIN and has.p >= CERTAIN:
        return "Neither period differs from chance, so these data cannot tell whether it changed."
    gap_was, gap_has = was.share - was.expected, has.share - has.expected
    told = f"In {before.title} it was {_gap(gap_was)} chance, in {now.title} it was {_gap(gap_has)} chance"
    if abs(_points(gap_was)) == abs(_points(gap_has)):
        return f"{told}: as far from chance as before."
    moved = "nearer to" if abs(gap_has) < abs(gap_was) else "further from"
    return f"{told}: {moved} chance than before. Whether that difference is luck was not tested."


def _gap(gap: float) -> str:
    points = _points(gap)
    return (
        f"{counted(abs(points), 'percentage point')} {'below' if points < 0 else 'above'}" if points else "level with"
    )


def _points(gap: float) -> int:
    return round(gap * 100)
