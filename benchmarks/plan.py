"""Whether plans of whom to invite are worth anything beside their own measure.

    python benchmarks/plan.py [--communities 200] [--draws 2000]

First, on the worked example: the seats planned at the end of the first year, and how many of their pairs who had never
met did meet in the second, as it was; beside so many sets drawn by lot. Nobody followed a plan in that year, so this
asks whether a plan names pairs who would have met anyway, and a plan need not be better. Then the twelve meetings of a
plan are played against the habits of the second year: who is asked comes as often as they came in it.

Second, simulated communities (60 people, 6 localities, a year of meetings by habit, in which localities keep to
themselves) go on for a year of 12 meetings of 20 seats: whom a plan made anew for each meeting asks, a rota, lots, or
habit as before. At each meeting 15 in 100 cannot come, the same ones for every way. Given are the pairs of different
localities who have never met after it, and how often people of one locality were at the same meeting in that year for
every 100 times expected from how often each came. Both on paths that share the people and who cannot come, so the
differences between ways are of pairs of worlds. Takes some minutes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.plan import ACQUAINTED, Pool, Rules, planned
from sna.plan.room import seats_of
from sna.study import open_study, read_study
from sna.study.planning import Request, Seating, seating

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "notts-care-homes"
PEOPLE, LOCALITIES, SEATS, MEETINGS, ABLE = 60, 6, 20, 12, 0.85
Picker = Callable[[Pool, Rules, np.random.Generator], np.ndarray]


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--communities", type=int, default=200)
    parser.add_argument("--draws", type=int, default=2000)
    options = parser.parse_args()
    begun = time.process_time()
    second_year(options.draws)
    communities(options.communities)
    print(f"\n{time.process_time() - begun:.0f} s of processor time")


def second_year(draws: int) -> None:
    """Play the plan of the first year's end against what the second was."""
    study = open_study([EXAMPLE])
    dataset = read_study(study).dataset
    first = dataset.between(None, dt.date(2023, 12, 31))
    answer = seating(study, first, Request(SEATS, MEETINGS))
    later = dataset.between(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    presence, sizes = attendance(later, answer)
    usual = presence[:, sizes <= 2 * SEATS]
    met_later = (usual.astype(int) @ usual.T) > 0
    count = lambda seats: int((answer.pool.strangers & met_later)[np.ix_(seats, seats)].sum()) // 2  # noqa: E731
    rng, rules = np.random.default_rng(1), answer.rules
    lots = np.array([count(row) for row in seats_of(rules.sitting(0), rng.random((draws, len(presence))))])
    low, high = np.percentile(lots, [2.5, 97.5])
    print("The worked example: pairs with a seat who had never met by the end of 2023, and met in 2024 as it was")
    print(f"  plan {count(answer.plan.seats[0])}; {draws} lots {lots.mean():.1f} ({low:.0f} to {high:.0f})")
    chance = usual.mean(axis=1)
    print(
        "Twelve meetings of the plan, who is asked coming as often as they came in 2024: pairs who then had never met"
    )
    for way in ("plan", "rota", "lot"):
        ends = [played(answer, way, chance, np.random.default_rng(number)) for number in range(200)]
        print(f"  {way:5} {np.mean(ends):.0f} ({np.percentile(ends, 2.5):.0f} to {np.percentile(ends, 97.5):.0f})")


def attendance(dataset: Dataset, answer: Seating) -> tuple[np.ndarray, np.ndarray]:
    """Give who of the plan's people was at which gathering, and how large each was."""
    rows = dataset.attendance[dataset.attendance["status"] == "present"].drop_duplicates(["person", "gathering"])
    gatherings = sorted(rows["gathering"].unique())
    place = {person: number for number, person in enumerate(answer.people.index)}
    presence = np.zeros((len(place), len(gatherings)), bool)
    for person, gathering in zip(rows["person"], rows["gathering"], strict=True):
        if person in place:
            presence[place[person], gatherings.index(gathering)] = True
    return presence, rows["gathering"].value_counts().reindex(gatherings).to_numpy()


def played(answer: Seating, way: str, chance: np.ndarray, rng: np.random.Generator) -> int:
    """Give the pairs who have never met after the plan's meetings, or those of another way, if people keep habits."""
    strangers, turns = answer.pool.strangers.copy(), answer.pool.turns.astype(float).copy()
    for meeting in range(MEETINGS):
        if way == "plan":
            seats = answer.plan.seats[meeting]
        else:
            ranks = rng.random((1, len(turns))) + (turns if way == "rota" else 0)
            seats = seats_of(answer.rules.sitting(meeting), ranks)[0]
        turns += seats
        present = np.flatnonzero(seats & (rng.random(len(turns)) < chance))
        strangers[np.ix_(present, present)] = False
    return int(strangers.sum()) // 2


def by_plan(pool: Pool, rules: Rules, rng: np.random.Generator) -> np.ndarray:
    """Plan one meeting."""
    return planned(pool, rules, int(rng.integers(1 << 30))).seats[0]


def by_rota(pool: Pool, rules: Rules, rng: np.random.Generator) -> np.ndarray:
    """Ask those who had fewest seats."""
    return seats_of(rules.sitting(0), pool.turns + rng.random((1, len(pool.turns))))[0]


def by_lot(pool: Pool, rules: Rules, rng: np.random.Generator) -> np.ndarray:
    """Draw lots."""
    return seats_of(rules.sitting(0), rng.random((1, len(pool.turns))))[0]


WAYS: dict[str, Picker] = {"plan": by_plan, "rota": by_rota, "lot": by_lot}


def communities(number: int) -> None:
    """Let simulated communities go on for a year by each way, and by habit."""
    figures = {way: np.zeros((number, 2)) for way in (*WAYS, "habit")}
    starts = np.zeros((number, 2))
    for world in range(number):
        rng = np.random.default_rng([2009, world])
        groups, habits = rng.permutation(np.arange(PEOPLE) % LOCALITIES), rng.beta(2, 3, PEOPLE)
        before = year_by_habit(groups, habits, rng)
        starts[world] = never(before, groups), own_ratio(before, groups)
        able = rng.random((MEETINGS, PEOPLE)) < ABLE
        for way, picker in WAYS.items():
            after = year_by(picker, before, groups, able, np.random.default_rng([7, world]))
            figures[way][world] = never(np.vstack([before, after]), groups), own_ratio(after, groups)
        after = year_by_habit(groups, habits, np.random.default_rng([7, world]))
        figures["habit"][world] = never(np.vstack([before, after]), groups), own_ratio(after, groups)
    print(f"\n{number} simulated communities; means, and between which 95 in 100 of them lie")
    print(f"  {'':14}{'pairs never met':>26}{'own group, of 100 expected':>32}")
    for way, rows in {"before": starts, **figures}.items():
        print(
            f"  {way:14}"
            + "".join(f"{spread(column):>{width}}" for column, width in zip(rows.T, (26, 32), strict=True))
        )
    for way in ("rota", "lot", "habit"):
        rows = figures["plan"] - figures[way]
        cells = (
            f"{mean:+.1f} ± {half:.1f}"
            for mean, half in zip(rows.mean(0), 1.96 * rows.std(0) / number**0.5, strict=True)
        )
        print(f"  plan − {way:7}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (26, 32), strict=True)))


def spread(values: np.ndarray) -> str:
    """Write a mean with the ends of 95 in 100."""
    low, high = np.percentile(values, [2.5, 97.5])
    return f"{values.mean():.0f} ({low:.0f} to {high:.0f})"


def year_by_habit(groups: np.ndarray, habits: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give who came to a year's meetings: whoever often does, and more of a locality or two that the day suits."""
    seats = np.zeros((MEETINGS, PEOPLE), bool)
    for meeting in range(MEETINGS):
        pull = habits * np.where(np.isin(groups, rng.choice(LOCALITIES, 2, replace=False)), 3.0, 1.0)
        keys = rng.exponential(size=PEOPLE) / pull
        seats[meeting, np.argsort(keys)[:SEATS]] = True
    return seats


def year_by(
    picker: Picker, before: np.ndarray, groups: np.ndarray, able: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Give who came to a year's meetings to which people were asked, those who cannot being passed over."""
    seats = np.zeros((MEETINGS, PEOPLE), bool)
    rules = Rules.plain(PEOPLE, SEATS)
    for meeting in range(MEETINGS):
        every = np.vstack([before, seats[:meeting]])
        pool = replace(Pool.blank(groups, shared(every)), turns=every.sum(axis=0))
        seats[meeting] = picker(pool, replace(rules, may=able[[meeting]]), rng)
    return seats


def shared(seats: np.ndarray) -> np.ndarray:
    """Count the meetings that each two shared."""
    counts = seats.T.astype(float) @ seats.astype(float)
    np.fill_diagonal(counts, 0)
    return counts


def never(seats: np.ndarray, groups: np.ndarray) -> int:
    """Count the pairs of different localities who never met."""
    across = groups[:, np.newaxis] != groups
    return int((across & (shared(seats) < ACQUAINTED)).sum()) // 2


def own_ratio(seats: np.ndarray, groups: np.ndarray) -> float:
    """Give how often people of one locality were at the same meeting for every 100 times expected."""
    turns = seats.sum(axis=0).astype(float)
    same = groups[:, np.newaxis] == groups
    np.fill_diagonal(same, False)
    apart = ~np.eye(PEOPLE, dtype=bool)
    product, counts = np.outer(turns, turns), shared(seats)
    return float(100 * (counts[same].sum() / counts[apart].sum()) / (product[same].sum() / product[apart].sum()))


if __name__ == "__main__":
    main()
