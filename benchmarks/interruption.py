"""How often a step or a bend month by month is found where there is none, and where one was planted.

Run ``python benchmarks/interruption.py [--studies N] [--seed N] [--rows WORD …] [--fewest N]``. The communities are
those of `benchmarks/isolation.py`, a gathering a month; in "gradual" mixing grows evenly over both periods. Figures are
shares of studies: ``step``, ``bend`` with p of at most 0.05 on both scales; ``before``, ``after``: the 95 % interval of
the slope of that line leaves 0 out; ``holds``: that of the step holds 0. ``--fewest`` tries other numbers of months.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from sna.analyse.co_attendance import Sample
from sna.analyse.groups import numbered
from sna.analyse.period_pairs import period_pair
from sna.chance import robustness as module

sys.path.insert(0, str(Path(__file__).parent))
import isolation
from against import network

Row, WORLDS = isolation.Row, isolation.ROWS


def gradual(world: object) -> np.ndarray:
    """Draw groups in less and less over both periods."""
    strength = np.linspace(1.4, 0.3, world.shape[1])  # type: ignore[attr-defined]
    return np.asarray((world.group_noise(0.0) * strength)[world.labels])  # type: ignore[attr-defined]


ROWS = {
    **{name: WORLDS[name] for name in (
        "nothing", "nothing, nobody prefers anybody", "streaks of groups .8", "streaks of groups .5",
        "14 organisations, streaks .8", "hosts in blocks of 3", "growth, roster", "growth, no roster",
        "unequal sizes 4 to 50", "two groups 50 and 10", "attendance 30 to 15 %", "levels change", "6 v 6",
    )},
    "8 v 8": Row(held=(8, 8)),
    "24 v 24, streaks .8": Row(held=(24, 24), streak=0.8),
    "gradual 1.4 to .3, 24 v 24": Row(held=(24, 24), shock=(0, 0), change=gradual),
    "planted 1.4 to .3, 12 v 12": Row(shock=(1.4, 0.3)),
    "planted 1.4 to .3, 24 v 24": Row(shock=(1.4, 0.3), held=(24, 24)),
    "planted 2.5 to .2, 12 v 12": Row(shock=(2.5, 0.2)),
}  # fmt: skip


def signs(row: object, seed: int) -> list[float]:
    """Tell of one study what is found; blank where it is refused."""
    drawn = network(row, seed)
    names, groups = numbered(drawn, "team")[1], drawn.groups("team")
    pair = period_pair(drawn, groups, everybody=True)
    assert pair is not None
    attendance = Sample.of(pair, groups, names).attendance
    first = float((~attendance.last).sum())
    series = module.interruption(attendance, np.arange(len(attendance.last)) - first + 0.5)
    if series is None:
        return [np.nan] * 5
    slopes = [line.slope.low > 0 or line.slope.high < 0 for line in series.lines]
    return [series.step_p <= 0.05, series.bend_p <= 0.05, *slopes, series.step.low <= 0 <= series.step.high]


def main() -> None:
    """Print a line for each row."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", nargs="*", default=[""], help="words of the rows to run")
    parser.add_argument("--fewest", type=int, default=module.FEWEST_MONTHS, help="months needed in a period")
    options = parser.parse_args()
    module.FEWEST_MONTHS = options.fewest
    print(f"{'row':36}" + "".join(f"{head:>9}" for head in ("step", "bend", "before", "after", "holds", "seconds")))
    for name, row in ROWS.items():
        if any(word in name for word in options.rows):
            start = time.perf_counter()
            rows = [signs(row, seed) for seed in range(options.seed, options.seed + options.studies)]
            shares = 100 * np.array(rows, float).mean(axis=0)
            print(
                f"{name:36}{''.join(f'{share:9.1f}' for share in shares)}{time.perf_counter() - start:9.0f}", flush=True
            )


if __name__ == "__main__":
    main()
