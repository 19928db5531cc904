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
from sna.chance.resampling import rarefied
from sna.network import Network, TwoMode

SIZES = (10, 8, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1)
"""People of each organisation: 60 in 14."""

LONG = 1_500
"""So many gatherings, drawn from once more, tell what a habit gives on average."""


class Habit(NamedTuple):
    """How a year is: gatherings held, how strongly organisations come and stay away as one (0: not at all), seats."""

    gatherings: int
    apart: float
    seats: int = 20


class Design(NamedTuple):
    """The two periods of a community."""

    before: Habit
    after: Habit

    def __str__(self) -> str:
        before, after = self
        moved = "a change" if before.apart != after.apart else "nothing changed"
        moved = "more seats" if before.seats != after.seats else moved
        return f"{before.gatherings:2} v {after.gatherings:2}  {before.apart:.1f} → {after.apart:.1f}  {moved}"


NOTHING = [
    Design(Habit(before, apart), Habit(after, apart))
    for before, after in ((4, 8), (6, 6), (12, 12))
    for apart in (0.0, 1.0)
]
PLANTED = [Design(Habit(before, 1.4), Habit(after, 0.3)) for before, after in ((4, 8), (6, 6), (12, 12), (24, 24))]

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
        shape = habit.gatherings, len(self.labels)
        pull = self.random.normal(0.0, 1.0, (habit.gatherings, len(SIZES)))[:, self.labels]
        wish = self.ready + habit.apart * pull + self.random.gumbel(size=shape)
        seats = np.zeros(shape)
        np.put_along_axis(seats, np.argpartition(-wish, habit.seats, axis=1)[:, : habit.seats], 1.0, axis=1)
        return seats

    def two_mode(self, *habits: Habit) -> TwoMode:
        """Draw the gatherings of several periods, called 1, 2 and so on."""
        attendance = np.concatenate([self.attendance(habit) for habit in habits])
        period = np.repeat([str(number + 1) for number in range(len(habits))], [habit.gatherings for habit in habits])
        names = pd.Index([f"gathering {number:04}" for number in range(len(attendance))], dtype="str")
        return TwoMode(self.people, pd.DataFrame({"period": period}, index=names), sparse.csr_array(attendance.T))

    def expected(self, habit: Habit, sample_size: int) -> np.ndarray:
        """Give what each statistic is on average over a great many gatherings, in the order of `STATISTICS`."""
        two_mode = self.two_mode(habit._replace(gatherings=LONG))
        shares, few = (rarefied(two_mode, number, self.labels) for number in (sample_size, min(sample_size, FEW)))
        return np.concatenate([isolation(few.within, few.between), shares.between, shares.within, shares.density])


def runs(design: Design, times: int, seed: int, permutations: int) -> Iterator[pd.DataFrame]:
    """Give the table of change of so many draws of a community, with whether the interval ``covers`` the truth."""
    community = Community(seed)
    sample_size = min(design.before.gatherings, design.after.gatherings)
    same = design.before[1:] == design.after[1:]
    truth = (
        0.0 if same else community.expected(design.after, sample_size) - community.expected(design.before, sample_size)
    )
    for number in range(times):
        two_mode = community.two_mode(*design)
        network = Network(two_mode.people, pd.DataFrame({"source": [], "target": [], "weight": []}), behind=two_mode)
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
    options = parser.parse_args(arguments)
    start = time.process_time()
    print(f"{'design':36} {'statistic':10} {'rejects':>8} {'covers':>8} {'before':>8} {'after':>8} {'power':>8}")
    for design in NOTHING:
        _show(design, measured(design, options.runs, options.seed))
    runs_planted = math.ceil(options.runs / 5)
    print("\nPower: how often a change that was planted is found; last, what change() says of one by half.")
    for design in PLANTED:
        _show(design, measured(design, runs_planted, options.seed))
    print("\nThirty seats after twenty and nothing else changed: more people meet, the groups are as far apart.")
    for design in SEATED:
        _show(design, measured(design, runs_planted, options.seed))
    print(
        f"\n{options.runs} runs of each with nothing changed, {runs_planted} of each other. "
        f"{time.process_time() - start:.0f} s."
    )
    return 0


def _show(design: Design, table: pd.DataFrame) -> None:
    for name, row in table.iterrows():
        shares = f"{100 * row['rejects']:7.1f}% {100 * row['covers']:7.1f}%"
        print(f"{design!s:36} {name:10} {shares} {row['before']:8.3f} {row['after']:8.3f} {100 * row['power']:7.1f}%")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
