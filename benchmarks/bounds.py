"""How often the bounds for missing registers hold what would have come out with the registers.

Run ``python benchmarks/bounds.py [--studies N] [--seed N] [--rows WORD …] [--file FILE]``. Communities of
`benchmarks/isolation.py` lose registers of the first and of the last period, drawn at random or the largest.
``before``, ``after``, ``change``: share of studies in which the bounds hold the figure worked out with all registers
(of a period that lost none there are no bounds); ``width``: the highest change divided by the lowest, on the mean.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.co_attendance import Sample
from sna.analyse.groups import numbered
from sna.analyse.period_pairs import period_pair
from sna.chance.co_attendance import co_attendance
from sna.chance.residuals import Attendance
from sna.chance.robustness import bounds

sys.path.insert(0, str(Path(__file__).parent))
import isolation


class Row(NamedTuple):
    """A community, how many registers of the first and of the last period it loses, and whether the largest."""

    world: isolation.Row
    missing: tuple[int, int] = (1, 1)
    largest: bool = False

    def lost(self, attendance: Attendance, random: np.random.Generator) -> np.ndarray:
        """Give the gatherings whose registers are lost."""
        parts = []
        for late, number in enumerate(self.missing):
            held = np.flatnonzero(attendance.last == late)
            sizes = attendance.presence[:, held].sum(axis=0)
            parts += [held[np.argsort(-sizes, kind="stable")[:number]] if self.largest else
                      random.choice(held, number, replace=False)]  # fmt: skip
        return np.concatenate(parts)


NAMES = (
    "nothing", "nothing, nobody prefers anybody", "20 seats in both", "growth, roster", "unequal sizes 4 to 50",
    "streaks of groups .8", "14 organisations, streaks .8", "hosts in blocks of 3", "delegations, 14 organisations",
    "25 people", "two groups 50 and 10", "6 v 6", "planted 1.4 to .3, 12 v 12",
)  # fmt: skip
TWO, LARGEST = {"missing": (2, 2)}, {"largest": True}
CHOICES = {"": {}, "; two lost": TWO, "; the largest lost": LARGEST, "; the two largest lost": TWO | LARGEST}
ROWS = {
    name + suffix: Row(isolation.ROWS[name], **options) for suffix, options in CHOICES.items() for name in NAMES
} | {"growth, no roster; the largest lost": Row(isolation.ROWS["growth, no roster"], **LARGEST)}
COLUMNS = ["before", "after", "change", "width"]


def study(row: Row, seed: int, _permutations: int) -> dict[str, float]:
    """Tell whether each bound holds (blank: there is none), and how wide that of the change is."""
    drawn, random = isolation.World.of(row.world, seed).network(), np.random.default_rng([seed, 1])
    names, groups = numbered(drawn, "team")[1], drawn.groups("team")
    pair = period_pair(drawn, groups, everybody=True)
    assert pair is not None
    attendance = Sample.of(pair, groups, names).attendance
    whole = co_attendance(attendance, permutations=0)
    kept = np.setdiff1d(np.arange(len(attendance.last)), row.lost(attendance, random))
    spans = bounds(attendance.at(kept), row.missing)
    if whole is None or spans is None:
        return dict.fromkeys(COLUMNS, np.nan)
    values = [interval.value for interval in whole.ratios[:3]]
    holds = [low <= value <= high for value, (low, high) in zip(values, (*spans.ratios, spans.change), strict=True)]
    told = [np.nan if not number else float(hold) for hold, number in zip(holds, (*row.missing, 1), strict=True)]
    return dict(zip(COLUMNS, [*told, spans.change[1] / spans.change[0]], strict=True))


def measured(table: pd.DataFrame) -> dict[str, float]:
    """Give how often each bound holds, and the mean width."""
    means = table.astype(float).mean()
    return {name: means[name] * (1 if name == "width" else 100) for name in COLUMNS}


if __name__ == "__main__":
    isolation.Benchmark(ROWS, COLUMNS, study, measured, usual=(100, 0)).main(str(__doc__))
