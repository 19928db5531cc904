"""How often the answer "do groups keep less to themselves?" errs, and how often it finds a change that was planted.

Run ``python benchmarks/isolation.py [--studies N] [--seed N] [--rows WORD …] [--permutations N]
[--file FILE]``. Every figure is of
the table `co_attendance` as it is shipped. The communities are invented: 60 people of 6 localities come by a coin each,
whose log odds are their own, plus what draws their locality to this gathering (`Row.shock`: how strongly; 0 is not at
all). Who comes, seats, records, modes change as the row says; mixing changes only in rows called "planted".

- ``level``: share of studies given a verdict; where nothing was planted at most 5 of 100 should be
- ``printed``: the same as a page prints it: p within its share of the budget, half of it left without the largest
- ``cannot``: share refused
- ``covers``, ``before``, ``after``: share whose 95 % interval of the change, of R before and after, holds the mean
  (log) of the row's own studies

With ``--file`` a run goes on where another stopped: each study is known by its seed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.co_attendance import co_attendance
from sna.chance.co_attendance import CANNOT_TELL, LESS, MORE
from sna.findings.change import HALF
from sna.findings.counts import HEADLINE_LEVEL
from sna.network import Network, TwoMode

LOCALITIES = (18, 14, 10, 8, 6, 4)
ORGANISATIONS = (10, 8, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 1)


class Row(NamedTuple):
    """What differs from life to life: each pair is of the first period and of the last.

    Attributes
    ----------
    held, shock, base, seats
        Gatherings; how strongly groups are drawn in; the mean log odds of coming; seats (None: no limit).
    sizes
        People of each group.
    change
        Changes log odds (people × gatherings) as the row says; gets the world.
    records
        Changes who is written down (people × gatherings, bool), the gatherings' columns, who could come.
    """

    held: tuple[int, int] = (12, 12)
    shock: tuple[float, float] = (1.0, 1.0)
    base: tuple[float, float] = (-1.0, -1.0)
    seats: tuple[int | None, int | None] = (None, None)
    sizes: tuple[int, ...] = LOCALITIES
    streak: float = 0.0
    change: Callable[[World], np.ndarray] | None = None
    records: Callable[[World, np.ndarray], Mapping[str, Any]] | None = None


class World(NamedTuple):
    """One study's people and gatherings."""

    random: np.random.Generator
    labels: np.ndarray
    last: np.ndarray
    row: Row

    @classmethod
    def of(cls, row: Row, seed: int) -> World:
        """Draw the people."""
        labels = np.repeat(np.arange(len(row.sizes)), row.sizes)
        return cls(np.random.default_rng(seed), labels, np.arange(sum(row.held)) >= row.held[0], row)

    @property
    def shape(self) -> tuple[int, int]:
        """People and gatherings."""
        return len(self.labels), len(self.last)

    def group_noise(self, streak: float) -> np.ndarray:
        """Draw what moves each group at each gathering, of variance 1, alike from one to the next as `streak` says."""
        return streaks(self.random, (len(self.row.sizes), len(self.last)), streak)

    def attendance(self) -> np.ndarray:
        """Draw who comes."""
        row = self.row
        wish = self.random.normal(0, 0.8, self.shape[0])[:, np.newaxis] + np.where(self.last, row.base[1], row.base[0])
        wish = wish + np.where(self.last, row.shock[1], row.shock[0]) * self.group_noise(row.streak)[self.labels]
        if row.change is not None:
            wish = wish + row.change(self)
        came = self.random.random(self.shape) < 1 / (1 + np.exp(-wish))
        for gathering, late in enumerate(self.last):
            there, seats = np.flatnonzero(came[:, gathering]), row.seats[int(late)]
            if seats is not None and len(there) > seats:
                came[self.random.permutation(there)[seats:], gathering] = False
        return came

    def network(self) -> Network:
        """Give the study as the analysis takes it."""
        came = self.attendance()
        more = {"came": came, **(self.row.records(self, came) if self.row.records is not None else {})}
        count = len(self.last)
        columns = {"period": np.where(self.last, "two", "one"), "mode": more.get("mode", [""] * count)}
        days = [dt.date(2023, 1, 1) + dt.timedelta(14 * number) for number in range(count)]
        index = pd.Index([f"gathering {number:03}" for number in range(count)], dtype="str")
        people = pd.Index([f"person {number:04}" for number in range(len(came))], dtype="str")
        nodes = pd.DataFrame({"team": [f"team {label:03}" for label in self.labels]}, index=people)
        gatherings = pd.DataFrame({**columns, "on": days}, index=index)
        two_mode = TwoMode(nodes, gatherings, sparse.csr_array(more["came"].astype(float)), more.get("could"))
        return Network(nodes, pd.DataFrame({"source": [], "target": [], "weight": []}), behind=two_mode)


def streaks(random: np.random.Generator, shape: tuple[int, int], streak: float) -> np.ndarray:
    """Draw rows of noise of variance 1, each value as like the one before as `streak` says."""
    noise = random.normal(0, 1, shape)
    for place in range(1, shape[1]):
        noise[:, place] = streak * noise[:, place - 1] + np.sqrt(1 - streak**2) * noise[:, place]
    return noise


# What differs in life


def levels(spread: float) -> Callable[[World], np.ndarray]:
    """Change how often each group comes."""

    def change(world: World) -> np.ndarray:
        both = world.random.normal(0, spread, (len(world.row.sizes), 2))
        return np.asarray(both[world.labels][:, world.last.astype(int)])

    return change


def keener(groups: tuple[int, ...], by: float) -> Callable[[World], np.ndarray]:
    """Let some groups come more, or less, in the last period."""
    return lambda world: by * np.isin(world.labels, groups)[:, np.newaxis] * world.last


def personal(streak: float) -> Callable[[World], np.ndarray]:
    """Give people streaks of their own."""
    return lambda world: streaks(world.random, world.shape, streak)


def hosts(length: int) -> Callable[[World], np.ndarray]:
    """Let the group that is host come more; each is host so many times in a row."""

    def change(world: World) -> np.ndarray:
        turn = world.random.permutation(len(world.row.sizes))
        host = turn[(np.arange(len(world.last)) // length) % len(turn)]
        return 1.5 * (world.labels[:, np.newaxis] == host)

    return change


def season(world: World) -> np.ndarray:
    """Let groups differ in how much less they come in the second half-year."""
    drop = world.random.normal(-0.5, 0.5, len(world.row.sizes))
    return np.asarray(drop[world.labels][:, np.newaxis] * world.last)


def always(share: float, by: float) -> Callable[[World], np.ndarray]:
    """Let some people nearly always come."""
    return lambda world: by * (world.random.random(world.shape[0]) < share)[:, np.newaxis] * np.ones(world.shape)


def delegations(world: World) -> np.ndarray:
    """Let organisations mostly send several or nobody."""
    draw = world.random.random((len(world.row.sizes), len(world.last))) < 0.5
    return np.asarray(np.where(draw, 1.0, -1.5)[world.labels])


def online(shares: tuple[float, float], strength: float = 0.8) -> dict[str, Any]:
    """Hold so many gatherings online, where groups prefer a mode; the records say which."""
    held: dict[int, np.ndarray] = {}

    def change(world: World) -> np.ndarray:
        share = np.where(world.last, shares[1], shares[0])
        held[0] = world.random.random(len(world.last)) < share
        prefers = world.random.normal(0, strength, len(world.row.sizes))
        return np.asarray(prefers[world.labels][:, np.newaxis] * np.where(held[0], 1, -1))

    return {"change": change, "records": lambda _world, _came: {"mode": np.where(held[0], "virtual", "in person")}}


def growth(roster: bool, newcomers: int = 22) -> Callable[[World, np.ndarray], Mapping[str, Any]]:
    """Let some people come only after the first period; a roster says so, or none."""

    def records(world: World, came: np.ndarray) -> Mapping[str, Any]:
        joined = world.random.permutation(len(came))[:newcomers]
        could = np.ones_like(came)
        could[np.ix_(joined, ~world.last)] = False
        return {"came": came & could, "could": could if roster else None}

    return records


def turnover(world: World, came: np.ndarray) -> Mapping[str, Any]:
    """Let a fifth leave after the first period and as many join, and the roster say so."""
    order, fifth = world.random.permutation(len(came)), len(came) // 5
    could = np.ones_like(came)
    could[np.ix_(order[:fifth], world.last)] = False
    could[np.ix_(order[fifth : 2 * fifth], ~world.last)] = False
    return {"came": came & could, "could": could}


def lost(share: float) -> Callable[[World, np.ndarray], Mapping[str, Any]]:
    """Lose records of the first period."""
    return lambda world, came: {"came": came & ((world.random.random(came.shape) >= share) | world.last)}


def wrong(share: float) -> Callable[[World, np.ndarray], Mapping[str, Any]]:
    """Give some records to somebody else."""

    def records(world: World, came: np.ndarray) -> Mapping[str, Any]:
        other, people = came.copy(), len(came)
        for person, gathering in zip(*np.nonzero(came & (world.random.random(came.shape) < share)), strict=True):
            other[person, gathering] = False
            other[world.random.integers(people), gathering] = True
        return {"came": other}

    return records


CLEAN = {
    "nothing": Row(),
    "nothing, nobody prefers anybody": Row(shock=(0, 0)),
    "20 seats in both": Row(seats=(20, 20)),
    "growth, roster": Row(records=growth(roster=True)),
    "turnover, roster": Row(records=turnover),
    "unequal sizes 4 to 50": Row(sizes=(50, 12, 6, 4, 4)),
    "lost registers 9 v 12": Row(held=(9, 12)),
    "12 v 24": Row(held=(12, 24)),
}
NULL = {
    **CLEAN,
    "6 v 6": Row(held=(6, 6)),
    "6 v 6, nobody prefers anybody": Row(held=(6, 6), shock=(0, 0)),
    "5 v 5": Row(held=(5, 5)),
    "growth, no roster": Row(records=growth(roster=False)),
    "attendance 30 to 15 %": Row(base=(-1, -2.1)),
    "no cap to 12 seats": Row(seats=(None, 12)),
    "20 to 30 seats": Row(seats=(20, 30), base=(0, 0)),
    "demand falls, 20 seats first": Row(seats=(20, None), base=(0.4, -0.8)),
    "25 % of records lost in one": Row(records=lost(0.25)),
    "3 % wrong people": Row(records=wrong(0.03)),
    "streaks of groups .8": Row(streak=0.8),
    "streaks of groups .5": Row(streak=0.5),
    "streaks of people .8": Row(change=personal(0.8)),
    "14 organisations": Row(sizes=ORGANISATIONS),
    "14 organisations, streaks .8": Row(sizes=ORGANISATIONS, streak=0.8),
    "hosts in blocks of 3": Row(change=hosts(3)),
    "hosts in turn": Row(change=hosts(1)),
    "levels change": Row(change=levels(1)),
    "levels change, nobody prefers anybody": Row(shock=(0, 0), change=levels(1)),
    "largest comes more": Row(shock=(0, 0), change=keener((0,), 1.5)),
    "largest comes a little more": Row(change=keener((0,), 0.5)),
    "three small recruited": Row(change=keener((3, 4, 5), 1)),
    "two largest tire": Row(change=keener((0, 1), -1)),
    "online 20 to 80 %": Row(**online((0.2, 0.8))),
    "online 50 % in both": Row(**online((0.5, 0.5))),
    "season 6 v 6": Row(held=(6, 6), change=season),
    "two groups 50 and 10": Row(sizes=(50, 10)),
    "25 people": Row(sizes=(7, 6, 5, 4, 3)),
    "three always there": Row(change=always(0.05, 9)),
    "30 % nearly always": Row(change=always(0.3, 3)),
    "delegations, 14 organisations": Row(sizes=ORGANISATIONS, change=delegations),
    "200 people": Row(sizes=(60, 50, 40, 20, 20, 10)),
}
REFUSED = {
    "refuse: online 0 to 100 %": Row(**online((0, 1))),
    "refuse: saturated": Row(base=(3, 3)),
    "refuse: one group": Row(sizes=(60,)),
    "refuse: 4 v 12": Row(held=(4, 12)),
    "refuse: 0 v 12": Row(held=(0, 12)),
}
PLANTED = {
    "planted 1.4 to .3, 12 v 12": Row(shock=(1.4, 0.3)),
    "planted 1.4 to .3, 6 v 6": Row(shock=(1.4, 0.3), held=(6, 6)),
    "planted 1.0 to .5, 12 v 12": Row(shock=(1.0, 0.5)),
    "planted 1.0 to .5, 24 v 24": Row(shock=(1.0, 0.5), held=(24, 24)),
    "planted 1.4 to .3, largest comes more": Row(shock=(1.4, 0.3), change=keener((0,), 1)),
    "planted 1.0 to .5, 14 organisations": Row(shock=(1.0, 0.5), sizes=ORGANISATIONS),
}
ROWS = {**NULL, **REFUSED, **PLANTED}


COLUMNS = [
    "verdict", "p", "p_odds", "p_times", "streak_p",
    *(f"together_{when}{end}" for when in ("before", "after", "change") for end in ("", "_low", "_high")),
    "without_largest_before", "without_largest_after",
]  # fmt: skip


def study(row: Row, seed: int, permutations: int) -> pd.Series[Any]:
    """Give the row of everybody of a study."""
    return co_attendance(World.of(row, seed).network(), by="team", permutations=permutations, seed=seed).loc["all"]


def verdicts(table: pd.DataFrame, limit: float) -> pd.Series[bool]:
    """Tell which studies have a verdict at a limit of p, as a page prints it: one gathering does not make it."""
    ratio = np.log(table["together_change"].astype(float))
    left = np.log((table["without_largest_after"] / table["without_largest_before"]).astype(float))
    turns = left.notna() & (left / ratio < HALF)
    return table["verdict"].isin([LESS, MORE]) & (table["p"] <= limit) & ~turns


def covered(table: pd.DataFrame, name: str) -> float:
    """Give the share of the 95 % intervals that hold the mean (log) of all studies."""
    value, low, high = (np.log(table[f"{name}{end}"].dropna().astype(float)) for end in ("", "_low", "_high"))
    return float(((low <= value.mean()) & (value.mean() <= high)).mean()) if len(value) else np.nan


def measured(table: pd.DataFrame) -> dict[str, float]:
    """Give how often there is a verdict, as the table has it and as a page prints it, and how often there is none."""
    return {
        "level": 100 * table["verdict"].isin([LESS, MORE]).mean(),
        "printed": 100 * verdicts(table, HEADLINE_LEVEL).mean(),
        "cannot": 100 * (table["verdict"] == CANNOT_TELL).mean(),
        "covers": 100 * covered(table, "together_change"),
        "before": 100 * covered(table, "together_before"),
        "after": 100 * covered(table, "together_after"),
    }


# Any benchmark of a test: rows of worlds, studies of each, and what is measured of them


class Benchmark(NamedTuple):
    """A test's rows, the columns kept of each study, what a study gives and what is measured of all of a row.

    A study is made from its row, its seed and a number of permutations. `usual`: how many studies and permutations
    there are unless others are asked for.
    """

    rows: Mapping[str, Any]
    columns: list[str]
    study: Callable[[Any, int, int], Any]
    measured: Callable[[pd.DataFrame], dict[str, float]]
    usual: tuple[int, int] = (400, 999)

    def studies(self, row: object, seeds: Iterable[int], permutations: int) -> pd.DataFrame:
        """Give the columns of each study of a row, by its seed."""
        rows = {seed: self.study(row, seed, permutations) for seed in seeds}
        return pd.DataFrame.from_dict(rows, orient="index", columns=self.columns).rename_axis("seed")

    def run(self, name: str, seeds: range, permutations: int, kept: Path | None) -> pd.DataFrame:
        """Give the studies of a row, those that are in the file already from there; the others are added to it."""
        old = pd.DataFrame(columns=["row", *self.columns], index=pd.Index([], name="seed"))
        if kept is not None and kept.exists():
            old = pd.read_csv(kept, index_col="seed")
            old = old[old["row"] == name]
        new = self.studies(self.rows[name], [seed for seed in seeds if seed not in old.index], permutations)
        if kept is not None and len(new):
            new.assign(row=name)[["row", *self.columns]].to_csv(kept, mode="a", header=not kept.exists())
        return pd.concat([part for part in (old[self.columns], new) if len(part)])

    def main(self, description: str) -> None:
        """Print a line for each row: percentages, but for a ratio and the like."""
        parser = argparse.ArgumentParser(description=description.partition("\n")[0])
        parser.add_argument("--studies", type=int, default=self.usual[0])
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--permutations", type=int, default=self.usual[1])
        parser.add_argument("--rows", nargs="*", default=[""], help="words of the rows to run")
        parser.add_argument("--file", type=Path, help="a file outside the repository to which every study is added")
        options = parser.parse_args()
        for number, name in enumerate(name for name in self.rows if any(word in name for word in options.rows)):
            start, seeds = time.perf_counter(), range(options.seed, options.seed + options.studies)
            table = self.run(name, seeds, options.permutations, options.file)
            figures = self.measured(table)
            if not number:
                print(f"{'row':44}" + "".join(f"{head:>9}" for head in ("studies", *figures, "seconds")))
            line = "".join(f"{value:9.{2 if head in FINE else 1}f}" for head, value in figures.items())
            print(f"{name:44}{len(table):9}{line}{time.perf_counter() - start:9.0f}", flush=True)


FINE = ("ratio", "spread", "width")
BENCHMARK = Benchmark(ROWS, COLUMNS, study, measured)
studies = BENCHMARK.studies


if __name__ == "__main__":
    BENCHMARK.main(str(__doc__))
