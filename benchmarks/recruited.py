"""How often "this event keeps newcomers better" is said where it does not, and how often it is found where it does.

Run ``python benchmarks/recruited.py [--studies N] [--seed N]``. Every figure is of the table `recruited` as it is
shipped, of a record of two years in which an event is held.

- ``level``: share of studies with a verdict; where newcomers of both kinds come again alike at most 5 of 100 should be
- ``more``, ``fewer``: share with either; ``covered``: share of Newcombe's intervals that hold the true difference
- ``curve``: share of Greenwood's intervals at half a year that hold the true share
"""

from __future__ import annotations

import argparse
import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.recruited import EVENT, recruited
from sna.network import Network, TwoMode, project

START, EVENT_DAY = dt.date(2023, 1, 10), 400


class Row(NamedTuple):
    """What differs from life to life.

    Attributes
    ----------
    newcomers
        How many are first seen at the event, and at ordinary meetings near it.
    rates
        The share of each who come again within half a year.
    day
        The day of the event, after the record begins; near its end newcomers cannot be followed.
    keen
        Standard deviation of people's own rates, in log odds.
    """

    newcomers: tuple[int, int] = (22, 19)
    rates: tuple[float, float] = (0.5, 0.5)
    day: int = EVENT_DAY
    keen: float = 0.0


ROWS = {
    "same rate": Row(),
    "same rate, high": Row(rates=(0.85, 0.85)),
    "same rate, many": Row((60, 60)),
    "same rate, few": Row((9, 8)),
    "same rate, people differ": Row(rates=(0.4, 0.4), keen=1.5),
    "same rate, some not followed": Row(day=530),
    "planted: twice as many": Row((30, 30), (0.8, 0.4)),
    "planted: twice as many, few": Row((22, 19), (0.8, 0.4)),
    "planted: half as many": Row((30, 30), (0.35, 0.7)),
}


def network(row: Row, seed: int) -> Network:
    """Draw a study: when newcomers came again, if at all; members who come to every other meeting."""
    random = np.random.default_rng([seed, 11])
    days = [*range(0, 721, 15), row.day + 1]
    incidence = [random.random(len(days)) < 0.5 for _member in range(15)]
    near = [day for day in days[:-1] if abs(day - row.day) <= 80]
    for count, rate, at_event in zip(row.newcomers, row.rates, (True, False), strict=True):
        for _person in range(count):
            first = days[-1] if at_event else int(random.choice(near))
            own = 1 / (1 + np.exp(-np.log(rate / (1 - rate)) - row.keen * random.normal()))
            later = [day for day in days[:-1] if first < day <= first + 183]
            again = {int(random.choice(later))} if later and random.random() < own else set()
            incidence.append(np.array([day in {first, *again} for day in days]))
    index = pd.Index([f"g{place:02}" for place in range(len(days))])
    on = [START + dt.timedelta(day) for day in days]
    kinds = [*["meeting"] * (len(days) - 1), EVENT]
    gatherings = pd.DataFrame({"on": on, "kind": kinds, "seats": np.nan}, index=index).astype({"on": object})
    people = pd.DataFrame(index=pd.Index([f"p{place:03}" for place in range(len(incidence))]))
    return project(TwoMode(people, gatherings, sparse.csr_array(np.array(incidence, float))))


def verdict(row: Row, seed: int) -> str:
    """Give what is said of the event of one study."""
    return str(figures(row, seed)["verdict"])


def figures(row: Row, seed: int) -> pd.Series:
    """Give the row of the event."""
    return recruited(network(row, seed)).xs(EVENT, level="first_at").iloc[0]


def main() -> None:
    """Print a line for each row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"{'':32}level  more fewer covered curve")
    for name, row in ROWS.items():
        table = pd.DataFrame([figures(row, options.seed + study) for study in range(options.studies)])
        more, fewer = ((table["verdict"] == f"{word} than chance").mean() for word in ("more", "fewer"))
        true = row.rates[0] - row.rates[1]
        covered = table["return_difference_low"].le(true) & table["return_difference_high"].ge(true)
        curve = table["return_by_low"].le(row.rates[0]) & table["return_by_high"].ge(row.rates[0])
        shares = (covered[table["return_difference"].notna()].mean(), curve[table["return_by_low"].notna()].mean())
        print(f"{name:32}{more + fewer:5.3f} {more:5.3f} {fewer:5.3f} {shares[0]:7.3f} {shares[1]:5.3f}", flush=True)


if __name__ == "__main__":
    main()
