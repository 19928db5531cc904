"""How often a community is said to stand, lean or hang that does so just not, and how often it is found where it does.

Run ``python benchmarks/without.py [--studies N] [--seed N]``. Every figure is of the table `without` as it is shipped,
of one community over two years. The rows called "edge" lie where a verdict begins: half of what is done is done by
others; four fifths, or half, of those who come would be linked without the conveners.

- ``stands``, ``leans``, ``hangs``, ``cannot``: share of studies with each verdict
- ``linked``: the share in the largest part without the conveners, on the mean
"""

from __future__ import annotations

import argparse
import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.without import HANGS, LEANS, STANDS, without
from sna.chance.co_attendance import CANNOT_TELL
from sna.network import Network, TwoMode, project

START = dt.date(2023, 1, 10)
NEVER = dt.date.max


class Row(NamedTuple):
    """What differs from life to life.

    Attributes
    ----------
    others
        People besides the convener.
    linked
        Chance of each to be of those who meet without the convener too; the rest meet nobody but the convener.
    acts
        A week, on the mean; 0 for registers only.
    by_others
        The share of these by others, or where there are none of the gatherings without the convener.
    burst
        How many acts of a week are of one mind: of a thread, of a minute.
    """

    others: int = 30
    linked: float = 1.0
    acts: float = 0.0
    by_others: float = 0.5
    burst: int = 1


ROWS = {
    "edge, acts: half by others": Row(acts=2, by_others=0.5),
    "edge, acts: half, few": Row(acts=0.5, by_others=0.5),
    "edge, acts: half, in bursts of five": Row(acts=4, by_others=0.5, burst=5),
    "edge, gatherings: half without": Row(by_others=0.5),
    "edge, linked: four fifths": Row(linked=0.8, acts=3, by_others=0.9),
    "edge, linked: four fifths, few people": Row(14, 0.8, 3, 0.9),
    "edge, linked: half": Row(linked=0.5, acts=3, by_others=0.9),
    "edge, linked: half, few people": Row(14, 0.5, 3, 0.9),
    "always there, registers only": Row(by_others=0.0),
    "planted: stands, acts": Row(acts=2, by_others=0.75),
    "planted: stands, gatherings": Row(by_others=0.95),
    "planted: leans": Row(acts=2, by_others=0.25),
    "planted: hangs": Row(linked=0.2, by_others=0.0),
}


def study(row: Row, seed: int) -> tuple[Network, pd.DataFrame]:
    """Draw who was at twenty-four meetings, and at a session with the convener, and who did something when.

    Person 0 is the convener. Who is linked comes to the meetings; everybody else comes once, to see the convener.
    """
    random = np.random.default_rng([seed, 23])
    linked = random.random(row.others) < row.linked
    days = [START + dt.timedelta(30 * number) for number in range(24)]
    meetings = np.zeros((1 + row.others, 24), bool)
    meetings[1:][linked] = random.random((linked.sum(), 24)) < 0.5
    apart = row.by_others if not row.acts else 0.0
    meetings[0] = random.random(24) >= apart
    alone = np.flatnonzero(~linked) + 1
    sessions = np.zeros((1 + row.others, len(alone)), bool)
    sessions[0], sessions[alone, np.arange(len(alone))] = True, True
    days += [START + dt.timedelta(int(day)) for day in random.integers(0, 700, len(alone))]
    index = pd.Index([f"g{place:03}" for place in range(len(days))])
    gatherings = pd.DataFrame({"on": days, "kind": "meeting", "community": ""}, index=index).astype({"on": object})
    people = pd.DataFrame(index=pd.Index([f"p{place:02}" for place in range(1 + row.others)]))
    incidence = sparse.csr_array(np.column_stack([meetings, sessions]).astype(float))
    return project(TwoMode(people, gatherings, incidence)), _acts(row, random)


def _acts(row: Row, random: np.random.Generator) -> pd.DataFrame:
    rows = []
    for week in range(104):
        for _burst in range(random.poisson(row.acts / row.burst)):
            person = f"p{random.integers(1, row.others + 1):02}" if random.random() < row.by_others else "p00"
            rows += [(person, START + dt.timedelta(7 * week))] * row.burst
    return pd.DataFrame(rows, columns=["person", "on"])


def figures(row: Row, seed: int) -> pd.Series:
    """Give what is said of one study."""
    network, acts = study(row, seed)
    return without(network, conveners={"p00": NEVER}, acts=acts).loc["all"]


def main() -> None:
    """Print a line for each row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{'':40}stands leans hangs cannot linked")
    for name, row in ROWS.items():
        table = pd.DataFrame([figures(row, options.seed + study) for study in range(options.studies)])
        shares = [(table["verdict"] == verdict).mean() for verdict in (STANDS, LEANS, HANGS, CANNOT_TELL)]
        linked = table["largest_share_without"].astype(float).mean()
        print(f"{name:40}{' '.join(f'{share:5.3f}' for share in shares)} {linked:6.2f}", flush=True)


if __name__ == "__main__":
    main()
