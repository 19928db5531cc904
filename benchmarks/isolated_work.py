"""How often work is said to be done twice in isolation more, or less, than luck gives, and how often it is found.

Run ``python benchmarks/isolated_work.py [--worlds N] [--seed N] [--rows WORD …] [--deals N] [--workers N]``. Groups of
five come to a meeting a month for three years, in circles or not; each has topics. In all rows but "planted" which
topics these are has nothing to do with whom a group has met.

- ``level``: share of worlds in which p is at most 0.05; at most 7 of 100 should be
- ``more``, ``fewer``: to either side; ``cannot``: share of worlds that say they cannot tell
- ``pairs``, ``apart``: the mean of the pairs, and of those in isolation; ``stated``: of the power that each states
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np

from sna.analyse.isolated_work import FEWER, MORE, NEVER, Work, judged
from sna.chance.co_attendance import CANNOT_TELL
from sna.chance.spread import Contact

MONTHS = 36


class Row(NamedTuple):
    """What differs from world to world.

    Attributes
    ----------
    groups, topics, entries
        How many there are; an entry is a topic of a group.
    circles
        How strongly circles of groups come together.
    fashion
        Whether topics begin at about the same time everywhere.
    busy
        Whether groups that come often have more topics.
    planted
        Groups of a circle ask each other: how many times as often a topic goes to a group whose circle has none of it.
    distance
        How many times as often a topic goes to a group for each standard deviation less of contact with each that has
        it, given how many topics it has; the power that is stated is of twice.
    """

    groups: int = 14
    topics: int = 8
    entries: int = 24
    circles: float = 2.0
    fashion: bool = False
    busy: bool = False
    planted: float = 1.0
    distance: float = 1.0


ROWS = {
    "at random": Row(circles=0.0),
    "circles": Row(),
    "six groups": Row(groups=6, entries=18),
    "topics in fashion": Row(fashion=True),
    "who comes often has more topics": Row(busy=True),
    "both": Row(fashion=True, busy=True),
    "many topics": Row(topics=30, entries=70),
    "planted": Row(planted=6.0),
    "planted, many topics": Row(topics=30, entries=70, planted=6.0),
    "planted by contact": Row(distance=2.0),
    "planted by contact, no circles": Row(circles=0.0, distance=2.0),
    "planted by contact, six groups": Row(groups=6, entries=18, distance=2.0),
    "planted by contact, few": Row(topics=5, entries=14, distance=2.0),
    "planted by contact, many topics": Row(topics=30, entries=70, distance=2.0),
}


def world(row: Row, random: np.random.Generator) -> Work:
    """Draw who had met by when, and who works on what from which day on."""
    circle = np.arange(row.groups) % max(2, row.groups // 4)
    busy, month = random.normal(0, 0.8, row.groups), random.integers(0, max(2, row.groups // 4), MONTHS)
    wish = busy[:, np.newaxis] - 1.0 + row.circles * np.where(circle[:, np.newaxis] == month, 1.0, -0.5)
    wish = np.repeat(wish, 5, axis=0) + random.normal(0, 1, (5 * row.groups, 1))
    presence, times = random.random(wish.shape) < 1 / (1 + np.exp(-wish)), np.zeros((5 * row.groups, 5 * row.groups))
    day_of = np.full(times.shape, NEVER)
    for number, there in enumerate(presence.T):
        times += np.outer(there, there)
        day_of[(times == 2) & np.outer(there, there)] = 1_000 + 30 * number
    count = presence.reshape(row.groups, 5, MONTHS).sum(axis=1).astype(float)
    contact = Contact(count, 1_000 + 30 * np.arange(MONTHS))
    topics, groups = (np.array(column) for column in zip(*sorted(_entries(row, circle, busy, random)), strict=True))
    spread = 4 if row.fashion else MONTHS
    began = 1_000 + 30 * (random.integers(0, MONTHS, row.topics)[topics] + random.integers(0, spread, len(topics)))
    maker = groups * 5 + random.integers(0, 5, len(groups))
    met = np.where(maker[:, np.newaxis] == maker, -1, day_of[np.ix_(maker, maker)])
    work = Work(topics.astype(object), groups, began, np.ones((len(groups), 1), bool), met, contact, groups)
    return work if row.distance == 1 else _planted(work, np.log(row.distance), random)


def _entries(row: Row, circle: np.ndarray, busy: np.ndarray, random: np.random.Generator) -> set[tuple[int, int]]:
    entries: set[tuple[int, int]] = set()
    while len(entries) < row.entries:
        topic, weight = int(random.integers(row.topics)), np.exp(busy * row.busy)
        near = {int(circle[group]) for other, group in entries if other == topic}
        weight = weight * np.where(np.isin(circle, [*near]), 1.0, row.planted)
        entries.add((topic, int(random.choice(row.groups, p=weight / weight.sum()))))
    return entries


def _planted(work: Work, strength: float, random: np.random.Generator) -> Work:
    """Exchange topics until they lie by how little contact groups have; how many each group has stays."""
    topics, (tail, head) = work.topics.copy(), np.nonzero(work.apart)
    distance = np.zeros(work.contact.shape)
    distance[tail, head] = distance[head, tail] = work.distance(tail, head)

    def total() -> float:
        return float(distance[topics[:, np.newaxis] == topics].sum() / 2)

    now = total()
    for _step in range(60 * len(topics)):
        pair = random.choice(len(topics), 2, replace=False)
        topics[pair] = topics[pair[::-1]]
        new = total()
        twice = any(((topics == topics[end]) & (work.groups == work.groups[end])).sum() > 1 for end in pair)
        if twice or np.log(random.random()) > strength * (new - now):
            topics[pair] = topics[pair[::-1]]
        else:
            now = new
    return work._replace(topics=topics)


def verdict(number: int, row: Row, options: argparse.Namespace) -> tuple[float, ...]:
    """Draw a world and judge it: level, more, fewer, cannot, stated, pairs, apart."""
    work = world(row, np.random.default_rng([options.seed, number]))
    result, states = judged(work, options.deals, number), work.states()
    answer = result["verdict"]
    return (
        float(answer in {MORE, FEWER}),
        float(answer == MORE),
        float(answer == FEWER),
        float(answer == CANNOT_TELL),
        float(str(result.get("work_power", "nan"))),
        float(len(states)),
        float((states == "not met").sum()),
    )


def main() -> None:
    """Print a line a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", nargs="*", default=[])
    parser.add_argument("--deals", type=int, default=499)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    print(f"{'row':36}{'level':>8}{'more':>8}{'fewer':>8}{'cannot':>8}{'stated':>8}{'pairs':>8}{'apart':>8}")
    with ProcessPoolExecutor(options.workers) as pool:
        for name, row in ROWS.items():
            if not options.rows or name in options.rows:
                judge = partial(verdict, row=row, options=options)
                means = np.nanmean(list(pool.map(judge, range(options.worlds), chunksize=10)), axis=0)
                figures = [*(100 * means[:5]), *means[5:]]
                print(f"{name:36}" + "".join(f"{figure:8.1f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
