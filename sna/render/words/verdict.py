"""How sure are we? One plain sentence behind every figure, also where the answer is that nobody can tell."""

from __future__ import annotations

from msgspec import Struct

from sna.render.reported import PeriodTables
from sna.render.words.numbers import counted, percent, probability
from sna.render.words.standing import FEWEST_GATHERINGS, FEWEST_PEOPLE, Mixing, mixing, standing

CERTAIN = 0.05
"""A p-value below this is called more than chance; the methods page says so."""


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
    """Say why there can be no verdict; empty if there can be one.

    Below 5 gatherings against 5 even the clearest change could be luck: the smallest two-sided p of 4 against 4 is
    0.029, of 3 against 3 it is 0.10.
    """
    for period in periods:
        where = f" in {period.title}" if period.title else ""
        if 0 < period.gatherings < (FEWEST_GATHERINGS if len(periods) > 1 else 3):
            return f"Only {counted(period.gatherings, 'gathering')}{where}: too few for a verdict, counts only."
        if standing(period).people < FEWEST_PEOPLE:
            people = counted(standing(period).people, "person", "people")
            return f"Only {people}{where}: too few for a verdict, counts only."
    return ""


def of_a_count(before: PeriodTables | None, now: PeriodTables) -> str:
    """Say how a count of people or pairs is to be read."""
    if before is None:
        return "A count of what the records show; chance was not tested."
    refused = too_little((before, now))
    if refused:
        return refused
    if before.gatherings == now.gatherings:
        return f"Both periods had {counted(now.gatherings, 'gathering')}. Whether the change is luck was not tested."
    more, fewer = (now, before) if now.gatherings > before.gatherings else (before, now)
    return (
        f"{more.title} had {counted(more.gatherings, 'gathering')}, {fewer.title} had {fewer.gatherings}: counts like "
        "this rise with more gatherings by arithmetic alone. Not proof of a change."
    )


def of_mixing(found: Mixing | None, group: str, *, refused: str = "") -> str:
    """Say how the share of ties across groups compares with chance.

    Examples
    --------
    >>> print(of_mixing(Mixing(184, 104, 0.565, 0.93, 0.9, 0.96, 0.0001), "team"))
    Fewer than chance: with teams dealt out at random it would be 93% (95 times in 100 from 90% to 96%; p < 0.001).
    """
    if refused or found is None:
        return refused or "Cannot be told: there are no ties, or too few people."
    chance = f"with {nouns(group).many} dealt out at random it would be {percent(found.expected, 1)} (95 times in 100 "
    chance += f"from {percent(found.low, 1)} to {percent(found.high, 1)}; {probability(found.p)})"
    if found.p >= CERTAIN:
        return f"These data cannot tell this from chance: {chance}."
    return f"{'Fewer' if found.share < found.expected else 'More'} than chance: {chance}."


def of_the_change(before: PeriodTables, now: PeriodTables) -> str:
    """Say whether the share of ties across groups moved further from chance or nearer to it."""
    refused = too_little((before, now))
    was, has = mixing(before), mixing(now)
    if refused or was is None or has is None:
        return refused
    gap_was, gap_has = was.share - was.expected, has.share - has.expected
    if was.p >= CERTAIN and has.p >= CERTAIN:
        return "Neither period differs from chance, so these data cannot tell whether it changed."
    nearer = abs(gap_has) < abs(gap_was)
    return (
        f"In {before.title} it was {_gap(gap_was)} chance, in {now.title} {_gap(gap_has)}: "
        f"{'nearer to' if nearer else 'further from'} chance than before."
    )


def _gap(gap: float) -> str:
    points = round(abs(gap) * 100)
    return f"{counted(points, 'point')} {'below' if gap < 0 else 'above'}" if points else "equal to"
