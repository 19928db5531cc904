"""How often the answer "do people turn less to their own group on a medium?" errs, and how often a change is found.

Run ``python benchmarks/contact.py [--studies N] [--seed N] [--rows WORD …] [--permutations N] [--file FILE]``. Every
figure is of the table `contact` as it is shipped. The communities are invented: people turn to each other in threads,
each of which goes on among those already in it or draws others in; whom somebody turns to depends on how busy both are
(log-normal) and on whether they are of one group (`Row.prefers`: how many times as often, in each period). What differs
from life to life is in the rows; a preference changes only in rows called "planted".

- ``level``: share of studies given a verdict; where nothing was planted at most 5 of 100 should be
- ``p``: share with p of at most 0.05, also where nobody prefers their own group and there is no verdict
- ``cannot``: share refused
- ``covers``, ``before``, ``after``: share whose 95 % interval of the change, of the figure before and after, holds the
  mean (log) of the row's own studies; ``ratio``: that mean of the change

With ``--file`` a run goes on where another stopped: each study is known by its seed.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.contact import contact
from sna.chance.co_attendance import CANNOT_TELL, LESS, MORE
from sna.network import Acts, Network

sys.path.insert(0, str(Path(__file__).parent))
import isolation

START = dt.date(2023, 1, 2)
SIZES = (5,) * 8
UNEQUAL = (12, 8, 6, 4, 4, 3, 3)


class Row(NamedTuple):
    """What differs from life to life: each pair is of the first period and of the last.

    Attributes
    ----------
    prefers, acts
        How many times as often people turn to their own group; acts.
    weeks, empty
        Weeks of each period, and how many of them have no acts.
    busy
        Standard deviation of the logarithm of how busy people are.
    thread
        Mean length of a thread; `bursts`: the share of threads that have ten acts or more besides.
    largest
        How many times as busy the largest group is in the last period.
    streak
        How alike the preference of a group is from one week to the next; it then differs from week to week.
    newcomers, gradual
        The share of people who come only in the last period; who come or go at any time. `listed`: a list says so.
    together
        Whether a whole group comes in the middle of the last period.
    uneven
        Standard deviation of the logarithm of the groups' preference, and of how much busier each becomes.
    """

    prefers: tuple[float, float] = (2.0, 2.0)
    acts: tuple[int, int] = (300, 300)
    sizes: tuple[int, ...] = SIZES
    weeks: tuple[int, int] = (52, 52)
    empty: int = 0
    busy: float = 0.8
    thread: float = 4.0
    bursts: float = 0.0
    largest: float = 1.0
    streak: float = 0.0
    newcomers: float = 0.0
    gradual: float = 0.0
    listed: bool = False
    together: bool = False
    uneven: float = 0.0


class World:
    """One study's people and acts."""

    def __init__(self, row: Row, seed: int) -> None:
        self.row, self.random = row, np.random.default_rng(seed)
        self.labels = np.repeat(np.arange(len(row.sizes)), row.sizes)
        self.weeks, self.people, groups = sum(row.weeks), sum(row.sizes), len(row.sizes)
        self.busy = np.exp(self.random.normal(0, row.busy, (2, self.people)))
        self.last = np.arange(self.weeks) >= row.weeks[0]
        self.fond = np.exp(self.random.normal(0, row.uneven, groups))
        self.busier = np.exp(self.random.normal(0, 1.2 * row.uneven, groups)) if row.uneven else np.ones(groups)
        self.busier[int(np.argmax(row.sizes))] *= row.largest
        self.could = self.presence()

    def presence(self) -> np.ndarray:
        """Draw who is there in which week: people × weeks."""
        row, could = self.row, np.ones((self.people, self.weeks), bool)
        order = self.random.permutation(self.people)
        could[np.ix_(order[: int(row.newcomers * self.people)], ~self.last)] = False
        for person in order[: int(row.gradual * self.people)]:
            week = self.random.integers(8, self.weeks - 8)
            could[person, slice(None, week) if self.random.random() < 0.6 else slice(week, None)] = False
        if row.together:
            could[self.labels == 1, : row.weeks[0] + row.weeks[1] // 2] = False
        return could

    def moods(self) -> np.ndarray:
        """Draw how much more each group prefers itself in each week: weeks × groups."""
        noise = self.random.normal(0, 1, (self.weeks, len(self.row.sizes)))
        for week in range(1, self.weeks):
            noise[week] = self.row.streak * noise[week - 1] + np.sqrt(1 - self.row.streak**2) * noise[week]
        return np.exp(0.7 * noise - 0.245) if self.row.streak else np.ones_like(noise)

    def acts(self) -> pd.DataFrame:
        """Draw the acts: source, target, week."""
        rows: list[tuple[int, int, int]] = []
        volume, moods = np.exp(self.random.normal(0, 0.5, self.weeks)), self.moods()
        for last, number in enumerate(self.row.acts):
            inside = np.flatnonzero(self.last == last)
            volume[self.random.choice(inside, self.row.empty, replace=False)] = 0
            weeks = self.random.choice(inside, number, p=volume[inside] / volume[inside].sum())
            count = 0
            for week in weeks:
                length = min(self._length(), number - count)
                if length:
                    rows += [(*pair, int(week)) for pair in self._thread(self._wish(week, last, moods), length)]
                count += length
        return pd.DataFrame(rows, columns=["source", "target", "week"])

    def _length(self) -> int:
        more = 10 + self.random.poisson(5) if self.random.random() < self.row.bursts else 0
        return int(self.random.geometric(1 / self.row.thread)) + more

    def _wish(self, week: int, last: int, moods: np.ndarray) -> np.ndarray:
        """Give how readily each turns to each in a week."""
        busier = (self.busier if last else np.ones_like(self.busier))[self.labels] * self.could[:, week]
        own = self.row.prefers[last] * (self.fond * moods[week])[self.labels]
        same = self.labels[:, np.newaxis] == self.labels
        wish = np.outer(self.busy[0] * busier, self.busy[1] * busier) * np.where(same, own[:, np.newaxis], 1.0)
        np.fill_diagonal(wish, 0.0)
        return np.asarray(wish)

    def _thread(self, wish: np.ndarray, length: int) -> Iterable[tuple[int, int]]:
        """Draw a thread: each act is by, or to, somebody who is in it already."""
        flat = np.cumsum(wish)
        tail, head = divmod(int(flat.searchsorted(self.random.random() * flat[-1])), self.people)
        pairs, inside = [(tail, head)], [tail, head]
        for _act in range(length - 1):
            person = inside[self.random.integers(len(inside))]
            answers = self.random.random() < 0.5
            chances = np.cumsum(wish[:, person] if answers else wish[person])
            other = int(chances.searchsorted(self.random.random() * chances[-1]))
            pairs.append((other, person) if answers else (person, other))
            inside.append(other)
        return pairs

    def network(self) -> Network:
        """Give the study as the analysis takes it."""
        index = pd.Index([f"person {number:04}" for number in range(self.people)], dtype="str")
        nodes = pd.DataFrame({"team": [f"team {label:03}" for label in self.labels]}, index=index)
        acts = self.acts()
        table = pd.DataFrame({end: index[acts[end]] for end in ("source", "target")})
        table["on"] = [START + dt.timedelta(7 * week + int(self.random.integers(7))) for week in acts["week"]]
        table["period"] = np.where(self.last[acts["week"]], "two", "one")
        spells = {person: self._spell(could) for person, could in zip(index, self.could, strict=True)}
        ties = pd.DataFrame({"source": [], "target": [], "weight": []})
        return Network(nodes, ties, directed=True, acts=Acts(table, spells if self.row.listed else {}))

    def _spell(self, could: np.ndarray) -> list[tuple[dt.date, dt.date]]:
        first, last = np.flatnonzero(could)[[0, -1]]
        return [(START + dt.timedelta(7 * int(first)), START + dt.timedelta(7 * int(last) + 6))]


NULL = {
    "1 in both, 120 acts": Row(prefers=(1, 1), acts=(120, 120)),
    "2 in both, 120 acts": Row(acts=(120, 120)),
    "1 in both, 300 acts": Row(prefers=(1, 1)),
    "2 in both, 300 acts": Row(),
    "4 in both": Row(prefers=(4, 4)),
    "4 in both, 120 acts": Row(prefers=(4, 4), acts=(120, 120)),
    "largest group 4 times as busy": Row(sizes=UNEQUAL, largest=4),
    "largest 4 times as busy, nobody prefers": Row(prefers=(1, 1), sizes=UNEQUAL, largest=4),
    "newcomers in the last period": Row(newcomers=0.3),
    "people come and go, no list": Row(gradual=0.5),
    "people come and go, a list": Row(gradual=0.5, listed=True),
    "a group comes half-way": Row(sizes=UNEQUAL, together=True),
    "streaks .5": Row(streak=0.5),
    "streaks .8": Row(streak=0.8),
    "streaks .8, 1,000 acts": Row(streak=0.8, acts=(1000, 1000)),
    "streaks .8, 26 weeks each, 500 acts": Row(streak=0.8, weeks=(26, 26), acts=(500, 500)),
    "streaks .8, 12 weeks each, 300 acts": Row(streak=0.8, weeks=(12, 12)),
    "streaks .95, 1,000 acts": Row(streak=0.95, acts=(1000, 1000)),
    "activity very unequal": Row(busy=1.2),
    "a busy thread": Row(bursts=0.3),
    "acts doubled": Row(acts=(150, 300)),
    "acts ten times as many": Row(acts=(120, 1200)),
    "20 weeks empty": Row(empty=20),
    "12 weeks each": Row(weeks=(12, 12), acts=(150, 150)),
    "8 against 52 weeks": Row(weeks=(8, 52), acts=(120, 300)),
    "15 people": Row(sizes=(5, 4, 3, 3)),
    "200 people": Row(sizes=(60, 50, 40, 20, 20, 10), acts=(1000, 1000)),
    "30 groups of 2": Row(sizes=(2,) * 30),
    "cohesive groups become busier": Row(sizes=UNEQUAL, uneven=0.8, acts=(600, 600)),
}
REFUSED = {
    "refuse: 60 acts": Row(acts=(60, 300)),
    "refuse: 6 weeks": Row(weeks=(6, 52)),
    "refuse: one group": Row(sizes=(40,)),
    "refuse: 8 people": Row(sizes=(3, 3, 2)),
}
PLANTED = {
    "planted 4 to 2, 300 acts": Row(prefers=(4, 2)),
    "planted 4 to 2, 120 acts": Row(prefers=(4, 2), acts=(120, 120)),
    "planted 4 to 2, 1,000 acts": Row(prefers=(4, 2), acts=(1000, 1000)),
    "planted 4 to 2, largest 4 times as busy": Row(prefers=(4, 2), sizes=UNEQUAL, largest=4),
    "planted 4 to 2, 26 weeks each, 300 acts": Row(prefers=(4, 2), weeks=(26, 26)),
    "planted 4 to 2, 12 weeks each, 300 acts": Row(prefers=(4, 2), weeks=(12, 12)),
    "planted 4 to 1": Row(prefers=(4, 1)),
    "planted 2 to 4": Row(prefers=(2, 4)),
    "planted 4 to 2, 15 people": Row(prefers=(4, 2), sizes=(5, 4, 3, 3)),
}
ROWS = {**NULL, **REFUSED, **PLANTED}
COLUMNS = ["verdict", "p", "widened", "smallest_contact"] + [
    f"contact_{when}{end}" for when in ("before", "after", "change") for end in ("", "_low", "_high")
]


def study(row: Row, seed: int, permutations: int) -> pd.Series:
    """Give the row of everybody of a study."""
    return contact(World(row, seed).network(), by="team", permutations=permutations, seed=seed).loc["all"]


def measured(table: pd.DataFrame) -> dict[str, float]:
    """Give how often there is a verdict, how often there is none, and how often the intervals hold."""
    return {
        "level": 100 * table["verdict"].isin([LESS, MORE]).mean(),
        "p": 100 * (table["p"].astype(float) <= 0.05).mean(),
        "cannot": 100 * (table["verdict"] == CANNOT_TELL).mean(),
        **{when: 100 * isolation.covered(table, f"contact_{when}") for when in ("change", "before", "after")},
        "ratio": float(np.exp(np.log(table["contact_change"].astype(float)).mean())),
    }


BENCHMARK = isolation.Benchmark(ROWS, COLUMNS, study, measured)
studies = BENCHMARK.studies


if __name__ == "__main__":
    BENCHMARK.main(str(__doc__))
