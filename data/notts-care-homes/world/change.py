"""How large the change between the two years is that was planted: what the habits give on average.

The lots of both years are drawn many times with other seeds; what the files show is one such draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import comb
from statistics import fmean, stdev

from formats.table import table

from world.meetings import SEED, Meeting, meetings
from world.people import Member

DRAWS = 1_000
YEARS = (2023, 2024)
PEOPLE = ("stayers", "all comers")
HEADER = ["what", "people", "gatherings", "year_1", "year_2", "difference", "spread", "how"]
HOW = {
    "between": "rarefied reach: mean of 1 − C(m − w, k) ÷ C(m, k) over pairs of people of different localities",
    "within": "the same over pairs of people of one locality",
    "between minus within": "the first less the second: the nearer to 0 (from below), the less apart",
    "share across": "sum of the first over its pairs ÷ sum over all pairs: pairs met, rarefied, that cross localities",
    "E-I": "(crossing − inside) ÷ all pairs who met at least once, not rarefied",
}
"""Statistic → how it is reckoned; w: how often a pair met; m: gatherings of the year; k: those of the poorer year."""

Pair = tuple[str, str]
Kinds = Mapping[Pair, tuple[bool, bool]]
"""Pair → whether both are stayers, and whether they are of one locality."""

Drawn = dict[tuple[str, str, str], tuple[float, float]]
"""(statistic, people, gatherings) → its value in either year."""


def change(members: Mapping[str, Member]) -> bytes:
    """Write a row per statistic, people and gatherings: its mean over the draws, and the spread of the difference.

    *Stayers* are the founding members who have not left; *all comers* everybody on the roster in the year. A member
    who met nobody counts. The spread is the standard deviation of the difference from draw to draw.
    """
    kinds = {pair: _kind(*(members[name] for name in pair)) for pair in combinations(sorted(members), 2)}
    possible = {(people, year): _possible(members, people, year, kinds) for people in PEOPLE for year in YEARS}
    draws = [_drawn(meetings(members, f"{SEED}/draw/{number}"), kinds, possible) for number in range(DRAWS)]
    return table(HEADER, [[*which, *_means([draw[which] for draw in draws]), HOW[which[0]]] for which in draws[0]])


def stays(member: Member) -> bool:
    """Whether somebody is on the roster in both years from the first day to the last."""
    return member.habit != "newcomer" and member.left is None


def _kind(one: Member, other: Member) -> tuple[bool, bool]:
    return stays(one) and stays(other), one.locality == other.locality


def _possible(members: Mapping[str, Member], people: str, year: int, kinds: Kinds) -> Counter[bool]:
    """Count the pairs of people who were there to be met: of one locality (True), and of two."""
    there = {name for name, m in members.items() if m.joined.year <= year and (m.left is None or m.left.year >= year)}
    chosen = {name for name in there if people == "all comers" or stays(members[name])}
    return Counter(same for (one, other), (_, same) in kinds.items() if one in chosen and other in chosen)


def _means(values: Iterable[tuple[float, float]]) -> list[str]:
    first, second = zip(*values, strict=True)
    differences = [after - before for before, after in zip(first, second, strict=True)]
    return [f"{value:.4f}" for value in (fmean(first), fmean(second), fmean(differences), stdev(differences))]


def _drawn(gatherings: Sequence[Meeting], kinds: Kinds, possible: Mapping[tuple[str, int], Counter[bool]]) -> Drawn:
    found: Drawn = {}
    for which, chosen in {"all": gatherings, "monthly only": [each for each in gatherings if each.number]}.items():
        years = [[each for each in chosen if each.on.year == year] for year in YEARS]
        fewest = min(map(len, years))
        chances = [_chances(len(year), fewest) for year in years]
        tallies = [_tally(year, kinds) for year in years]
        for people in PEOPLE:
            pairs = [possible[people, year] for year in YEARS]
            both = [_statistics(*said, people) for said in zip(tallies, chances, pairs, strict=True)]
            found |= {(name, people, which): (both[0][name], both[1][name]) for name in HOW}
    return found


def _chances(meetings: int, kept: int) -> list[float]:
    """Give, for a pair who met 0, 1, 2 … times, the chance that they still met if only some meetings had been held."""
    return [1 - comb(meetings - met, kept) / comb(meetings, kept) for met in range(meetings + 1)]


def _tally(gatherings: Iterable[Meeting], kinds: Kinds) -> Counter[tuple[bool, bool, int]]:
    """Count the pairs who met by their kind and by how often they met."""
    met = Counter(pair for each in gatherings for pair in combinations(sorted(each.named), 2))
    return Counter((*kinds[pair], often) for pair, often in met.items())


def _statistics(
    tally: Mapping[tuple[bool, bool, int], int], chances: Sequence[float], possible: Mapping[bool, int], people: str
) -> dict[str, float]:
    reached, ties = {True: 0.0, False: 0.0}, {True: 0, False: 0}
    for (stay, same, often), pairs in tally.items():
        if stay or people == "all comers":
            reached[same] += pairs * chances[often]
            ties[same] += pairs
    between, within = (reached[same] / possible[same] for same in (False, True))
    share, ei = reached[False] / sum(reached.values()), (ties[False] - ties[True]) / sum(ties.values())
    return dict(zip(HOW, (between, within, between - within, share, ei), strict=True))
