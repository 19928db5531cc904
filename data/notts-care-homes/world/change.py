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
PEOPLE = ("same people", "all comers")
FEW = 4
"""Isolation is compared at so many gatherings drawn, all else at as many as the year with fewer has."""

HEADER = ["what", "people", "gatherings", "year_1", "year_2", "difference", "spread", "how"]
HOW = {
    "isolation": "Yule's Q of within W and between B at k = 4: (W(1 − B) − B(1 − W)) ÷ (W(1 − B) + B(1 − W))",
    "between": "of pairs of different localities: Σ 1 − C(m − w, k) ÷ C(m, k), ÷ Σ 1 − C(m − e, k) ÷ C(m, k)",
    "within": "the same of pairs of one locality",
    "density": "the same of all pairs",
    "between minus within": "the difference of the two shares",
    "share across": "of the pairs who met, rarefied, how many cross localities",
    "E-I": "(crossing − inside) ÷ all pairs who met at least once, not rarefied",
}
"""Statistic → how it is reckoned. Gatherings: w a pair met at; e both could be at; m held; k of the poorer year."""

Kind = tuple[bool, bool]
"""Of a pair: whether both could be there in either year, and whether they are of one locality."""

Kinds = Mapping[tuple[str, str], Kind]
Tally = Counter[tuple[Kind, int]]
"""How many pairs of each kind share how many gatherings."""

Drawn = dict[tuple[str, str, str], tuple[float, float]]
"""(statistic, people, gatherings) → its value in either year."""


def change(members: Mapping[str, Member]) -> bytes:
    """Write a row per statistic, people and gatherings: its mean over the draws, and the spread of the difference.

    *Same people* are those who could be at gatherings of both years, whether or not they came; *all comers* everybody.
    The spread is the standard deviation of the difference from draw to draw.
    """
    kinds = {pair: _kind(*(members[name] for name in pair)) for pair in combinations(sorted(members), 2)}
    could = {which: [_could(year, members, kinds) for year in years] for which, years in _years(members, SEED).items()}
    draws = [_drawn(_years(members, f"{SEED}/draw/{number}"), kinds, could) for number in range(DRAWS)]
    return table(HEADER, [[*which, *_means([draw[which] for draw in draws]), HOW[which[0]]] for which in draws[0]])


def _kind(one: Member, other: Member) -> Kind:
    return one.habit != "newcomer" and other.habit != "newcomer", one.locality == other.locality


def _years(members: Mapping[str, Member], seed: str) -> dict[str, list[list[Meeting]]]:
    """Draw the lots; give the gatherings of either year, all of them and the monthly ones alone."""
    drawn = [[each for each in meetings(members, seed) if each.on.year == year] for year in YEARS]
    return {"all": drawn, "monthly only": [[each for each in year if each.number] for year in drawn]}


def _could(year: Sequence[Meeting], members: Mapping[str, Member], kinds: Kinds) -> Tally:
    """Count the pairs by their kind and by the gatherings at which both could have been."""
    days = {
        name: {each.on for each in year if member.joined <= each.on and not (member.left and each.on > member.left)}
        for name, member in members.items()
    }
    return Counter((kind, len(days[one] & days[other])) for (one, other), kind in kinds.items())


def _met(year: Iterable[Meeting], kinds: Kinds) -> Tally:
    """Count the pairs who met by their kind and by the gatherings at which they met."""
    met = Counter(pair for each in year for pair in combinations(sorted(each.named), 2))
    return Counter((kinds[pair], often) for pair, often in met.items())


def _drawn(years: Mapping[str, list[list[Meeting]]], kinds: Kinds, could: Mapping[str, list[Tally]]) -> Drawn:
    found: Drawn = {}
    for which, both in years.items():
        fewest = min(map(len, both))
        chances = [[_chances(len(year), drawn) for drawn in (fewest, FEW)] for year in both]
        tallies = [(_met(year, kinds), possible) for year, possible in zip(both, could[which], strict=True)]
        for people in PEOPLE:
            first, second = (
                _statistics(*(_among(tally, people) for tally in pair), *chance)
                for pair, chance in zip(tallies, chances, strict=True)
            )
            found |= {(name, people, which): (first[name], second[name]) for name in HOW}
    return found


def _chances(held: int, drawn: int) -> list[float]:
    """Give, for gatherings shared by a pair, the chance that one of them is among those drawn."""
    return [1 - comb(held - shared, drawn) / comb(held, drawn) for shared in range(held + 1)]


def _among(tally: Tally, people: str) -> Tally:
    return tally if people == "all comers" else Counter({key: pairs for key, pairs in tally.items() if key[0][0]})


def _statistics(met: Tally, could: Tally, chances: Sequence[float], few: Sequence[float]) -> dict[str, float]:
    reached, possible = _reached(met, chances), _reached(could, chances)
    between, within = (reached[same] / possible[same] for same in (False, True))
    density, share = sum(reached.values()) / sum(possible.values()), reached[False] / sum(reached.values())
    ties = _reached(met, [1.0] * len(chances))
    ei = (ties[False] - ties[True]) / sum(ties.values())
    isolation = _isolation(_reached(met, few), _reached(could, few))
    return dict(zip(HOW, (isolation, between, within, density, between - within, share, ei), strict=True))


def _reached(tally: Tally, chances: Sequence[float]) -> dict[bool, float]:
    """Sum the chances over the pairs of one locality (True) and of two."""
    reached = {True: 0.0, False: 0.0}
    for ((_, same), shared), pairs in tally.items():
        reached[same] += pairs * chances[shared]
    return reached


def _isolation(reached: Mapping[bool, float], possible: Mapping[bool, float]) -> float:
    between, within = (reached[same] / possible[same] for same in (False, True))
    kept, crossed = within * (1 - between), between * (1 - within)
    return (kept - crossed) / (kept + crossed)


def _means(values: Iterable[tuple[float, float]]) -> list[str]:
    first, second = zip(*values, strict=True)
    differences = [after - before for before, after in zip(first, second, strict=True)]
    return [f"{value:.4f}" for value in (fmean(first), fmean(second), fmean(differences), stdev(differences))]
