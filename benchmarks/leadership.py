"""How often leadership, levels and sources are said to differ where they do not, and how often they are found to.

Run ``python benchmarks/leadership.py [--worlds N] [--seed N] [--parts WORD …] [--rows WORD …]``.

- ``leaders``: acts in two years; p of at most 0.05 that more or fewer people share them. In all rows but "planted"
  whoever acts is drawn alike in both. ``page``: share with p of at most 0.0005, as a page asks for; ``covered``: of
  the intervals of the change, how many hold the true one; ``stated``: the mean power that the studies state, of twice
  as many people; that is what is planted where it stands beside
- ``levels``: two years of monthly meetings; any step between levels with an adjusted p of at most 0.05. ``reached``:
  share of steps of which a quarter is named by when they were reached; ``stated``: the mean power of one tie in four
  between two levels not coming about. Where that is planted, ``level`` is the share of a single p of at most 0.05
- ``used``: things presented in two years, by source; p of at most 0.05. ``covered``: of the intervals of the share in
  use within a year, how many hold the true one; ``stated``: the mean power of one source thrice as ready
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.leadership import TWICE, compared
from sna.analyse.levels import LACKING, LEVELS, levels
from sna.analyse.used import YEAR, differ, share_within
from sna.chance.proportions import BLANK
from sna.network import Network, TwoMode, project

MONTHS, PEOPLE, CONVENERS = 12, 50, 3


class Leaders(NamedTuple):
    """What differs from year to year: acts a month, how unlike people are, and how long somebody leads in streaks."""

    rate: tuple[float, float] = (5.0, 5.0)
    keen: float = 1.0
    convening: float = 8.0
    streak: int = 0
    turnover: bool = False
    leaders: tuple[int, int] = (0, 0)
    twice: bool = False


LEADERS = {
    "alike": Leaders(),
    "few acts": Leaders((2.5, 2.5)),
    "many acts": Leaders((12, 12)),
    "all equal": Leaders(keen=0.0, convening=1.0),
    "three times as many acts": Leaders((4, 12)),
    "other people": Leaders(turnover=True),
    "busy for a month": Leaders(streak=1),
    "busy for a quarter": Leaders(streak=3),
    "busy for half a year": Leaders(streak=6),
    "planted: twice as many": Leaders(twice=True),
    "planted: twice, few acts": Leaders((2.5, 2.5), twice=True),
    "planted: twice, many acts": Leaders((12, 12), twice=True),
    "planted: twice, all equal": Leaders(keen=0.0, convening=1.0, twice=True),
    "planted: twice, other people": Leaders(turnover=True, twice=True),
    "planted: twice, busy for a quarter": Leaders(streak=3, twice=True),
    "planted: twice, busy for half a year": Leaders(streak=6, twice=True),
    "planted: 6, then 12": Leaders(leaders=(6, 6), twice=True),
    "planted: 6, then 12, few acts": Leaders((2.5, 2.5), leaders=(6, 6), twice=True),
    "planted: 3, then 6, few acts": Leaders((2.5, 2.5), leaders=(3, 3), twice=True),
    "planted: 3, then 9": Leaders(leaders=(3, 9)),
    "planted: 9, then 12": Leaders(leaders=(9, 12)),
}


def acts(row: Leaders, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Draw who did how many acts in each month, year by year."""
    weights = random.lognormal(0, row.keen, PEOPLE)
    weights[:CONVENERS] *= row.convening
    for rate, leading in zip(row.rate, row.leaders, strict=True):
        counts, own = np.zeros((MONTHS, PEOPLE), int), weights
        if leading:
            own = np.where(np.arange(PEOPLE) < leading, 1.0, 0.002 * leading)
        busy = 0
        for month in range(MONTHS):
            chance = own * (random.random(PEOPLE) < (1.0 if leading else 0.5))
            total = random.poisson(rate)
            if row.streak:
                busy = int(random.choice(PEOPLE, p=own / own.sum())) if month % row.streak == 0 else busy
                streak = random.binomial(total, 0.4)
                counts[month, busy] += streak
                total -= streak
            counts[month] += random.multinomial(total, chance / chance.sum())
        yield counts
        if row.turnover:
            weights = random.permutation(weights)


def split(counts: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Let each act fall on whoever did it or on somebody new, by a coin: exactly twice as many share them."""
    own = random.binomial(counts, 1 / TWICE)
    return np.concatenate([own, counts - own], axis=1)


def leaders(row: Leaders, seed: int) -> tuple[float, ...]:
    """Judge one community: level, page, covered, stated."""
    random = np.random.default_rng([seed, 1])
    before, after = acts(row, random)
    result = compared(before, split(after, random) if row.twice else after)
    held = BLANK if len({*row.leaders}) > 1 else result.low <= (TWICE if row.twice else 1) <= result.high
    power = BLANK if np.isnan(held) else result.power if np.isfinite(result.power) else 0.0
    return result.p <= 0.05, result.p <= 0.0005, held, power


class Steps(NamedTuple):
    """What differs from community to community.

    Attributes
    ----------
    by_home
        Whether all of an organisation are of one level; `together`: how strongly its people come together.
    keen
        How unlike people are in how often they come; `rare`: whether the higher level comes less.
    apart
        The log odds by which meetings of some levels keep out the rest; `until`: only for so many months.
    lacking
        Of the ties between the level of this number and the next, one in four does not come about, each by lot.
    """

    by_home: bool = False
    together: float = 0.0
    keen: float = 0.7
    rare: bool = False
    apart: float = 0.0
    until: int = 24
    size: int = 48
    lacking: int | None = None


STEPS = {
    "alike": Steps(),
    "keen and not": Steps(keen=1.6),
    "the higher come less": Steps(rare=True),
    "organisations come together": Steps(together=1.5),
    "levels by organisation": Steps(by_home=True),
    "levels by organisation, together": Steps(by_home=True, together=1.5),
    "sixteen people": Steps(size=16),
    "planted: 1 in 4 lacks, first two": Steps(lacking=0),
    "planted: 1 in 4 lacks, come less": Steps(lacking=2, rare=True),
    "planted: 1 in 4 lacks, of sixteen": Steps(lacking=0, size=16),
    "planted: 1 in 4 lacks, of sixteen, less": Steps(lacking=2, size=16, rare=True),
    "planted: 1 in 4 lacks, by organisation": Steps(lacking=0, by_home=True),
    "planted: each level apart": Steps(apart=1.2),
    "planted: apart, by organisation": Steps(apart=1.2, by_home=True),
    "planted: apart for a year": Steps(apart=2.0, until=12),
}


def pairs(
    came: np.ndarray, month: np.ndarray, two: tuple[np.ndarray, int], random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Take meetings apart into the pairs that were at them, and of two levels leave out one in four between them."""
    level, lower = two
    triples = [
        (one, other, place)
        for place, column in enumerate(came.T)
        for one, other in combinations(np.flatnonzero(column), 2)
        if {level[one], level[other]} != {lower, lower + 1} or random.random() >= LACKING
    ]
    ones, others, places = np.array(triples).T
    pairwise = np.zeros((len(came), len(triples)), bool)
    pairwise[ones, np.arange(len(triples))] = pairwise[others, np.arange(len(triples))] = True
    return pairwise, month[places]


def meetings(row: Steps, random: np.random.Generator) -> tuple[Network, dict[str, str]]:
    """Draw who came to two meetings a month for two years, and at which level each acts."""
    homes, month = np.arange(row.size) % 12, np.arange(48) // 2
    level = (
        random.choice(4, 12, p=[0.35, 0.3, 0.2, 0.15])[homes] if row.by_home else np.arange(row.size) * 4 // row.size
    )
    level = level if row.by_home else random.permutation(level)
    wish = random.normal(-1.0, row.keen, row.size)[:, np.newaxis] - 0.8 * (level[:, np.newaxis] if row.rare else 0)
    wish = wish + row.together * random.normal(0, 1, (12, 48))[homes]
    kind = random.integers(0, 4, 48)
    wish = wish + np.where(month < row.until, row.apart, 0) * np.where(level[:, np.newaxis] == kind, 1.0, -0.4)
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    came, month = (came, month) if row.lacking is None else pairs(came, month, (level, row.lacking), random)
    ids = pd.Index([f"p{person:02}" for person in range(row.size)])
    on = [dt.date(2023 + number // 12, number % 12 + 1, 5 + 14 * (place % 2)) for place, number in enumerate(month)]
    people = pd.DataFrame({"organisation": [f"Org {home}" for home in homes]}, index=ids)
    gatherings = pd.DataFrame({"on": on}, index=pd.Index([f"g{place:04}" for place in range(len(on))])).astype(object)
    network = project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float))))
    return network, dict(zip(ids, np.array(LEVELS)[level], strict=True))


def steps(row: Steps, seed: int) -> tuple[float, ...]:
    """Judge one community: level, reached, stated."""
    network, level_of = meetings(row, np.random.default_rng([seed, 2]))
    table = levels(network, level_of=level_of, permutations=499, seed=seed).xs("all", level="act_span")
    tested = table[table["level_p"].notna()]
    if tested.empty:
        return 0.0, 0.0, 0.0
    stated = BLANK if row.apart else tested["level_power"].mean()
    if row.lacking is not None:
        pair = LEVELS[row.lacking], LEVELS[row.lacking + 1]
        if pair not in tested.index:
            return BLANK, BLANK, BLANK
        own = tested.loc[pair]
        return own["level_p"] <= 0.05, own["level_reached"] != "", own["level_power"]
    return (tested["level_p_adjusted"] <= 0.05).any(), (tested["level_reached"] != "").mean(), stated


class Sources(NamedTuple):
    """Things by source, the share of each in use within a year, and whether a source is presented later than others."""

    things: tuple[int, ...] = (12, 12, 12)
    shares: tuple[float, ...] = (0.3, 0.3, 0.3)
    late: bool = False
    adopters: float = 0.0


SOURCES = {
    "alike": Sources(),
    "alike, often": Sources(shares=(0.7, 0.7, 0.7)),
    "alike, seldom": Sources(shares=(0.08, 0.08, 0.08)),
    "alike, few": Sources((8, 8), (0.3, 0.3)),
    "alike, of unlike number": Sources((30, 8, 8)),
    "alike, one later": Sources(late=True),
    "alike, many, one later": Sources((40, 40), (0.5, 0.5), late=True),
    "planted: 60, 30, 10 of 100": Sources((20, 20, 20), (0.6, 0.3, 0.1)),
    "planted: 60, 30, 10 of 100, few": Sources((10, 10, 10), (0.6, 0.3, 0.1)),
    "planted: one thrice as ready": Sources((20, 20, 20), (0.657, 0.3, 0.3)),
    "planted: one thrice as ready, few": Sources((10, 10, 10), (0.657, 0.3, 0.3)),
}


def sources(row: Sources, seed: int) -> tuple[float, ...]:
    """Judge one list: level, covered, stated."""
    random = np.random.default_rng([seed, 3])
    labels = np.repeat(np.arange(len(row.things)), row.things)
    presented = random.integers(0, 730, len(labels))
    if row.late:
        presented = np.where(labels == 0, 365 + presented // 2, presented // 2)
    pace = -np.log(1 - np.array(row.shares)) / YEAR
    day = np.ceil(random.exponential(1 / pace[labels]))
    followed = np.minimum(1000 - presented, YEAR)
    used = day <= followed
    days = np.where(used, day, followed)
    p, power = differ((days, used), labels, followed >= YEAR, 499, seed)
    intervals = [share_within(days[labels == place], used[labels == place]) for place in range(len(row.things))]
    pairs = zip(intervals, row.shares, strict=True)
    held = np.mean([interval.low <= share <= interval.high for interval, share in pairs])
    return p <= 0.05, held, BLANK if len({*row.shares}) > 2 else power


PARTS: dict[str, tuple[dict, Callable[..., tuple[float, ...]], tuple[str, ...]]] = {
    "leaders": (LEADERS, leaders, ("level", "page", "covered", "stated")),
    "levels": (STEPS, steps, ("level", "reached", "stated")),
    "used": (SOURCES, sources, ("level", "covered", "stated")),
}


def main() -> None:
    """Print a line a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", nargs="*", default=[*PARTS])
    parser.add_argument("--rows", nargs="*", default=[""])
    options = parser.parse_args()
    for part in options.parts:
        rows, judge, heads = PARTS[part]
        print(f"{part:36}" + "".join(f"{head:>9}" for head in heads))
        for name, row in rows.items():
            if not any(word in name for word in options.rows):
                continue
            results = [judge(row, options.seed * 100_000 + world) for world in range(options.worlds)]
            table = np.array(results, dtype=float)
            shares = 100 * table[~np.isnan(table[:, 0])].mean(axis=0)  # blank: the two levels were not looked at
            print(f"{name:36}" + "".join(f"{share:9.1f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
