"""How often the bounds for missing registers hold what would have come out with the registers.

Run ``python benchmarks/bounds.py [--studies N] [--seed N] [--rows WORD …] [--missing BEFORE AFTER]``. Communities of
`benchmarks/isolation.py` lose so many registers of the first and of the last period, drawn at random. ``before``,
``after``, ``change``: share of studies in which the bounds hold the figure worked out with all registers (of a period
that lost none there are no bounds); ``width``: the highest change divided by the lowest, on the mean.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from against import ISOLATION, network  # beside this script

from sna.analyse.co_attendance import Sample
from sna.analyse.groups import numbered
from sna.analyse.period_pairs import period_pair
from sna.chance.bounds import bounds
from sna.chance.co_attendance import co_attendance

NAMES = (
    "nothing", "nothing, nobody prefers anybody", "20 seats in both", "growth, roster", "unequal sizes 4 to 50",
    "streaks of groups .8", "14 organisations, streaks .8", "hosts in blocks of 3", "delegations, 14 organisations",
    "25 people", "two groups 50 and 10", "6 v 6", "planted 1.4 to .3, 12 v 12",
)  # fmt: skip


def held(name: str, seed: int, missing: tuple[int, int]) -> list[float]:
    """Tell of one study whether each bound holds (blank: there is none), and how wide that of the change is."""
    drawn, random = network(ISOLATION.ROWS[name], seed), np.random.default_rng([seed, 1])
    names, groups = numbered(drawn, "team")[1], drawn.groups("team")
    pair = period_pair(drawn, groups, everybody=True)
    assert pair is not None
    attendance = Sample.of(pair, groups, names).attendance
    whole = co_attendance(attendance, permutations=0)
    lost = [random.choice(np.flatnonzero(attendance.last == late), missing[late], replace=False) for late in (0, 1)]
    spans = bounds(attendance.at(np.setdiff1d(np.arange(len(attendance.last)), np.concatenate(lost))), missing)
    if whole is None or spans is None:
        return [np.nan] * 4
    values = [interval.value for interval in whole.ratios[:3]]
    holds = [low <= value <= high for value, (low, high) in zip(values, (*spans.ratios, spans.change), strict=True)]
    return [*(np.nan if not number else hold for hold, number in zip(holds, (*missing, 1), strict=True)),
            spans.change[1] / spans.change[0]]  # fmt: skip


def main() -> None:
    """Print a line for each row."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", nargs="*", default=[""], help="words of the rows to run")
    parser.add_argument("--missing", nargs=2, type=int, default=(1, 1), metavar=("BEFORE", "AFTER"))
    options = parser.parse_args()
    missing = options.missing[0], options.missing[1]
    print(f"{'row':44}" + "".join(f"{head:>9}" for head in ("before", "after", "change", "width", "seconds")))
    for name in NAMES:
        if any(word in name for word in options.rows):
            start = time.perf_counter()
            rows = [held(name, seed, missing) for seed in range(options.seed, options.seed + options.studies)]
            shares = 100 * np.nanmean(np.array(rows, float)[:, :3], axis=0) if any(missing) else [np.nan] * 3
            width = float(np.nanmean([row[3] for row in rows]))
            line = "".join(f"{share:9.0f}" for share in shares)
            print(f"{name:44}{line}{width:9.2f}{time.perf_counter() - start:9.0f}", flush=True)


if __name__ == "__main__":
    main()
