"""How often the answer "do people who came to more mixed meetings have more contacts in other groups?" errs.

Run ``python benchmarks/exposure.py [--studies N] [--seed N] [--rows WORD …] [--permutations N] [--file FILE]``. Sixty
people of six groups come to twelve meetings before; afterwards they turn to each other on a medium. Where nothing is
planted whom they turn to has nothing to do with whom they met, but keen people come more and write more, groups differ
in both, and may prefer their own on either. ``level``: share of studies given a verdict; ``more``: that of more;
``cannot``: refused; ``covers``: share whose 95 % interval holds 1.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.reach import ABOVE, BELOW, Sample, exposure
from sna.chance.co_attendance import CANNOT_TELL
from sna.network import Acts, Network, TwoMode

sys.path.insert(0, str(Path(__file__).parent))
import isolation


class Row(NamedTuple):
    """What differs: sizes of groups, strength of their shocks at meetings and streaks in these, acts, their length.

    `own` is how much more people turn to their own group (odds), `joint` how much keenness moves both, `planted` how
    much a mixed meeting moves whom people turn to.
    """

    sizes: tuple[int, ...] = isolation.LOCALITIES
    shock: float = 1.0
    streak: float = 0.0
    acts: int = 600
    thread: int = 1
    own: float = 2.0
    joint: float = 1.0
    planted: float = 0.0


ROWS = {
    "nothing": Row(),
    "nobody prefers anybody": Row(shock=0.0, own=1.0),
    "120 acts": Row(acts=120),
    "threads of 6": Row(thread=6),
    "2,000 acts": Row(acts=2000),
    "own group 6 times": Row(own=6.0),
    "keenness 2 on both": Row(joint=2.0),
    "streaks .8": Row(streak=0.8),
    "14 organisations": Row(sizes=isolation.ORGANISATIONS),
    "14 organisations, streaks, threads": Row(sizes=isolation.ORGANISATIONS, streak=0.8, thread=6),
    "two groups 50 and 10": Row(sizes=(50, 10)),
    "sizes 4 to 50": Row(sizes=(50, 12, 6, 4, 4)),
    "strong shocks": Row(shock=2.0),
    "planted 1": Row(planted=1.0),
    "planted 2": Row(planted=2.0),
}


def network(row: Row, seed: int) -> Network:
    """Draw a study."""
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(row.sizes)), row.sizes)
    number, keen = len(labels), random.normal(0, 0.8, len(labels))
    noise = isolation.streaks(random, (len(row.sizes), 12), row.streak)
    wish = keen[:, np.newaxis] - 0.9 + row.shock * noise[labels] + random.normal(0, 0.4, len(row.sizes))[labels, None]
    presence = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    names = [f"person {place:04}" for place in range(number)]
    nodes = pd.DataFrame({"team": [f"team {label:02}" for label in labels]}, index=pd.Index(names, dtype="str"))
    days = [dt.date(2023, month, 9) for month in range(1, 13)] + [dt.date(2024, 1, 9)]
    periods = ["one"] * 12 + ["two"]
    gatherings = pd.DataFrame({"on": days, "period": periods}, index=[f"m{place:02}" for place in range(13)])
    came = np.column_stack([presence, random.random(number) < 0.3])
    meetings = TwoMode(nodes, gatherings.astype(object), sparse.csr_array(came.astype(float)))
    table = _acts(row, random, keen, labels, _taste(row, nodes, meetings, names))
    table["source"], table["target"] = ([names[place] for place in table[end]] for end in ("source", "target"))
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    return Network(nodes, ties, directed=True, acts=Acts(table, {}, meetings))


def _taste(row: Row, nodes: pd.DataFrame, meetings: TwoMode, names: list[str]) -> np.ndarray:
    """Say how much more each person turns to other groups because of whom they met; nothing unless it is planted."""
    if not row.planted:
        return np.zeros(len(names))
    pairs = [(name, names[place - 1]) for place, name in enumerate(names)]
    every = pd.DataFrame([(tail, head, dt.date(2024, 2, 1), "two") for tail, head in pairs],
                         columns=["source", "target", "on", "period"])  # fmt: skip
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    sample = Sample.of(
        Network(nodes, ties, acts=Acts(every, {}, meetings)), Acts(every, {}, meetings), meetings, "team"
    )
    assert sample is not None
    taste = np.zeros(len(names))
    there = meetings.incidence.toarray()[:, :12].any(axis=1)
    taste[np.flatnonzero(there)[: len(sample.mixed)]] = (sample.mixed - sample.mixed.mean()) / sample.mixed.std()
    return row.planted * taste


def _acts(
    row: Row, random: np.random.Generator, keen: np.ndarray, labels: np.ndarray, taste: np.ndarray
) -> pd.DataFrame:
    """Draw who turns to whom in both years; pairs of a thread turn to each other several times."""
    busy = np.exp(row.joint * keen + random.normal(0, 0.6, len(keen)) + random.normal(0, 0.5, labels.max() + 1)[labels])
    alike = labels[:, np.newaxis] == labels
    weight = np.outer(busy, busy) * np.where(alike, row.own, np.exp(taste)[:, np.newaxis])
    np.fill_diagonal(weight, 0.0)
    parts = []
    for title, year, plain in (
        ("one", 2023, np.outer(busy, busy) * np.where(alike, row.own, 1.0)),
        ("two", 2024, weight),
    ):
        np.fill_diagonal(plain, 0.0)
        drawn = random.choice(plain.size, row.acts // row.thread, p=(plain / plain.sum()).ravel())
        tail, head = np.divmod(np.repeat(drawn, row.thread), len(keen))
        parts.append(pd.DataFrame({"source": tail, "target": head, "on": dt.date(year, 6, 1), "period": title}))
    return pd.concat(parts, ignore_index=True)


COLUMNS = ["verdict", "p", "exposure", "exposure_low", "exposure_high"]


def study(row: Row, seed: int, permutations: int) -> pd.Series:
    """Give the row of everybody of a study."""
    return exposure(network(row, seed), by="team", permutations=permutations, seed=seed).loc["all"]


def measured(table: pd.DataFrame) -> dict[str, float]:
    """Give how often there is which verdict, and how often the interval holds that there is none."""
    low, high = (table[f"exposure_{end}"].astype(float) for end in ("low", "high"))
    return {
        "level": 100 * table["verdict"].isin([ABOVE, BELOW]).mean(),
        "more": 100 * (table["verdict"] == ABOVE).mean(),
        "cannot": 100 * (table["verdict"] == CANNOT_TELL).mean(),
        "covers": 100 * ((low <= 1) & (high >= 1))[low.notna()].mean(),
    }


BENCHMARK = isolation.Benchmark(ROWS, COLUMNS, study, measured, usual=(400, 399))
studies = BENCHMARK.studies


if __name__ == "__main__":
    BENCHMARK.main(str(__doc__))
