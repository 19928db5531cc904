"""How often the answer "did it change otherwise than in the comparison community?" errs, and finds what was planted.

Run ``python benchmarks/against.py [--studies N] [--seed N] [--rows WORD …] [--permutations N]``. Both communities are
drawn as rows of `benchmarks/isolation.py`; where both change alike (a fall of mixing that comes over both) nothing is
to be found either. ``level``: share given a verdict; ``cannot``: refused; ``covers``: share of the 95 % intervals of
the ratio of the changes that hold its mean (log) over all studies.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from sna.analyse.robustness import against
from sna.chance.co_attendance import CANNOT_TELL, LESS, MORE
from sna.network import Network, TwoMode

sys.path.insert(0, str(Path(__file__).parent))
import isolation

APART = 1_000_000
"""The seeds of the other community begin so much later."""


Row, WORLDS = isolation.Row, isolation.ROWS
PLAIN, FEW = WORLDS["nothing"], WORLDS["25 people"]
STREAKS, NOBODY = WORLDS["streaks of groups .8"], WORLDS["nothing, nobody prefers anybody"]
ORGANISATIONS = isolation.ORGANISATIONS
ROWS = {
    "nothing, nothing": (PLAIN, PLAIN),
    "nothing, nobody prefers anybody": (PLAIN, NOBODY),
    "nobody prefers anybody, in either": (NOBODY, NOBODY),
    "6 v 6, 12 v 24": (WORLDS["6 v 6"], WORLDS["12 v 24"]),
    "5 v 5, 5 v 5": (WORLDS["5 v 5"], WORLDS["5 v 5"]),
    "streaks .8, nothing": (STREAKS, PLAIN),
    "streaks .8, in both": (STREAKS, STREAKS),
    "14 organisations with streaks, 25 people": (WORLDS["14 organisations, streaks .8"], FEW),
    "growth by roster, nothing": (WORLDS["growth, roster"], PLAIN),
    "growth without roster, turnover": (WORLDS["growth, no roster"], WORLDS["turnover, roster"]),
    "sizes 4 to 50, 25 people": (WORLDS["unequal sizes 4 to 50"], FEW),
    "two groups, 200 people": (WORLDS["two groups 50 and 10"], WORLDS["200 people"]),
    "attendance 30 to 15 %, nothing": (WORLDS["attendance 30 to 15 %"], PLAIN),
    "levels change, largest comes more": (WORLDS["levels change"], WORLDS["largest comes a little more"]),
    "no cap to 12 seats, nothing": (WORLDS["no cap to 12 seats"], PLAIN),
    "both fall 1.4 to .7": (Row(shock=(1.4, 0.7)), Row(shock=(1.4, 0.7))),
    "both fall 1.4 to .7, 14 organisations": (Row(shock=(1.4, 0.7), sizes=ORGANISATIONS), Row(shock=(1.4, 0.7))),
    "both fall 1.4 to .7, streaks .5": (Row(shock=(1.4, 0.7), streak=0.5), Row(shock=(1.4, 0.7), streak=0.5)),
    "planted 1.4 to .3, nothing": (Row(shock=(1.4, 0.3)), Row(shock=(1.4, 1.4))),
    "planted 1.4 to .3, fall to 1.0": (Row(shock=(1.4, 0.3)), Row(shock=(1.4, 1.0))),
    "planted 1.0 to .5, nothing": (Row(shock=(1.0, 0.5)), PLAIN),
    "planted 1.0 to .5, 24 v 24": (Row(shock=(1.0, 0.5), held=(24, 24)), Row(held=(24, 24))),
}
"""Name → what differs here, and there."""


def network(row: object, seed: int) -> Network:
    """Draw a community of a row."""
    drawn: Network = isolation.World.of(row, seed).network()
    return drawn


def elsewhere(drawn: Network) -> Network:
    """Give the people of a community other names: it is another."""
    people, behind = drawn.nodes.set_index("other " + drawn.nodes.index), drawn.behind
    assert behind is not None
    two_mode = TwoMode(people, behind.gatherings, behind.incidence, behind.eligible)
    return Network(people, drawn.ties, behind=two_mode)


COLUMNS = ["verdict", "against", "against_low", "against_high"]


def study(pair: tuple[object, object], seed: int, permutations: int) -> pd.Series:
    """Give the row of the comparison."""
    here, there = network(pair[0], seed), elsewhere(network(pair[1], APART + seed))
    return against(here, there, by="team", permutations=permutations).iloc[0]


def measured(table: pd.DataFrame) -> dict[str, float]:
    """Give how often there is a verdict and how often none, whether the interval holds, and the mean ratio."""
    return {
        "level": 100 * table["verdict"].isin([LESS, MORE]).mean(),
        "cannot": 100 * (table["verdict"] == CANNOT_TELL).mean(),
        "covers": 100 * isolation.covered(table, "against"),
        "ratio": float(np.exp(np.log(table["against"].dropna().astype(float)).mean())),
    }


if __name__ == "__main__":
    isolation.Benchmark(ROWS, COLUMNS, study, measured, usual=(400, 199)).main(str(__doc__))
