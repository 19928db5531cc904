"""How often the test of change errs, how often its interval covers, and how often it finds a change that was planted.

Run ``python benchmarks/calibration.py [--runs N] [--seed N]``. The communities are invented: 60 people of 14
organisations, 20 seats at a gathering. People differ in how readily they come; at each gathering each organisation is
drawn in or kept away by lots of its own, and how strongly is what keeps the groups apart (`Habit.apart`). Every figure
is of `sna.analyse.change.change` as it is shipped: with nothing changed, the share of runs with p at most 0.05 (5 of
100 are right) and the share whose 95 % interval holds the truth; with a change planted, both, and the power it states.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.change import FEW, STATISTICS, change, isolation
from sna.chance.rarefaction import rarefied
from sna.network import Network, TwoMode

SIZES = (10, 8, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1)
"""People of each organisation: 60 in 14."""

LONG = 1_500
"""So many gatherings, drawn from once more, tell what a habit gives on average."""


class Habit(NamedTuple):
    """How a year is: gatherings held, how strongly organisations come and stay away as one (0: not at all), seats."""

    held: int
    apart: float
    seats: int = 20


class Design(NamedTuple):
    """The two periods of a community."""

    before: Habit
    after: Habit

    def __str__(self) -> str:
        one, other = self
        moved = "a change" if one.apart != other.apart else "nothing changed"
        moved = "more seats" if one.seats != other.seats else moved
        return f"{one.held:2} v {other.held:2}  {one.apart:.1f} → {other.apart:.1f}  {moved}"


NOTHING = [
    Design(Habit(one, apart), Habit(other, apart)) for one, other in ((4, 8), (6, 6), (12, 12)) for apart in (0.0, 1.0)
]
PLANTED = [Design(Habit(one, 1.4), Habit(other, 0.3)) for one, other in ((4, 8), (6, 6), (12, 12), (24, 24))]

SEATED = [Design(Habit(4, 1.0), Habit(8, 1.0, seats=30)), Design(Habit(12, 1.0), Habit(12, 1.0, seats=30))]


class Community:
    """Sixty people, how readily each comes, and the lots of their gatherings."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.labels = np.repeat(np.arange(len(SIZES)), SIZES)
        self.ready = self.random.normal(0.0, 0.6, len(self.labels))
        self.people = pd.DataFrame(
            {"team": [f"team {label:02}" for label in self.labels]},
            index=pd.Index([f"person {number:02}" for number in range(len(self.labels))], dtype="str"),
        )

    def attendance(self, habit: Habit) -> np.ndarray:
        """Draw who takes the seats of each gathering: gatherings × people, those with the highest of 60 draws."""
        shape = habit.held, len(self.labels)
        drawn_in = self.random.normal(0.0, 1.0, (habit.held, len(SIZES)))[:, self.labels]
        wish = self.ready + habit.apart * drawn_in + self.random.gumbel(size=shape)
        there = np.zeros(shape)
        np.put_along_axis(there, np.argpartition(-wish, habit.seats, axis=1)[:, : habit.seats], 1.0, axis=1)
        return there

    def two_mode(self, *habits: Habit) -> TwoMode:
        """Draw the gatherings of several periods, called 1, 2 and so on."""
        there = np.concatenate([self.attendance(habit) for habit in habits])
        period = np.repeat([str(number + 1) for number in range(len(habits))], [habit.held for habit in habits])
        names = pd.Index([f"gathering {number:04}" for number in range(len(there))], dtype="str")
        return TwoMode(self.people, pd.DataFrame({"period": period}, index=names), sparse.csr_array(there.T))

    def expected(self, habit: Habit, drawn: int) -> np.ndarray:
        """Give what each statistic is on average over a great many gatherings, in the order of `STATISTICS`."""
        held = self.two_mode(habit._replace(held=LONG))
        found, few = (rarefied(held, many, self.labels) for many in (drawn, min(drawn, FEW)))
        return np.concatenate([isolation(few.within, few.between), found.between, found.within, found.density])


def runs(design: Design, times: int, seed: int, permutations: int) -> Iterator[pd.DataFrame]:
    """Give the table of change of so many draws of a community, with whether the interval ``covers`` the truth."""
    community = Community(seed)
    drawn = min(design.before.held, design.after.held)
    same = design.before[1:] == design.after[1:]
    truth = 0.0 if same else community.expected(design.after, drawn) - community.expected(design.before, drawn)
    for number in range(times):
        behind = community.two_mode(*design)
        network = Network(behind.people, pd.DataFrame({"source": [], "target": [], "weight": []}), behind=behind)
        table = change(network, by="team", permutations=permutations, seed=number).loc["all comers"]
        yield table.assign(covers=(table["low"] <= truth) & (truth <= table["high"]))


def measured(design: Design, times: int, seed: int = 1, permutations: int = 999) -> pd.DataFrame:
    """Give for each statistic the share of runs that ``rejects`` and ``covers``, and the mean of what it showed."""
    tables = pd.concat(dict(enumerate(runs(design, times, seed, permutations))), names=["run", "statistic"])
    tables["rejects"] = tables["p"] <= 0.05
    columns = ["rejects", "covers", "before", "after", "power"]
    return tables[columns].astype(float).groupby(level="statistic").mean().loc[list(STATISTICS)]


def main(arguments: Sequence[str]) -> int:
    """Print a line for each design and statistic."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000, help="draws of each community in which nothing changed")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    start = time.process_time()
    print(f"{'design':36} {'statistic':10} {'rejects':>8} {'covers':>8} {'before':>8} {'after':>8} {'power':>8}")
    for design in NOTHING:
        _show(design, measured(design, told.runs, told.seed))
    some = math.ceil(told.runs / 5)
    print("\nPower: how often a change that was planted is found; last, what change() says of one by half.")
    for design in PLANTED:
        _show(design, measured(design, some, told.seed))
    print("\nThirty seats after twenty and nothing else changed: more people meet, the groups are as far apart.")
    for design in SEATED:
        _show(design, measured(design, some, told.seed))
    print(
        f"\n{told.runs} runs of each with nothing changed, {some} of each other. {time.process_time() - start:.0f} s."
    )
    return 0


def _show(design: Design, found: pd.DataFrame) -> None:
    for name, row in found.iterrows():
        shares = f"{100 * row['rejects']:7.1f}% {100 * row['covers']:7.1f}%"
        print(f"{design!s:36} {name:10} {shares} {row['before']:8.3f} {row['after']:8.3f} {100 * row['power']:7.1f}%")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
