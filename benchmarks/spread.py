"""How often a practice that spreads by lot is said to spread along contact, and how often one that does is found.

Run ``python benchmarks/spread.py [--worlds N] [--seed N] [--rows WORD …] [--cells 14x6 …] [--deals N] [--workers N]``.
Places come to a gathering a month for two years; practices begin somewhere and are taken up month by month. In all rows
but "planted" when a place takes one up has nothing to do with whom it has met.

- ``level``: share of worlds in which all practices together have p of at most 0.05; at most 7 of 100 should be
- ``single``: the same of single practices; ``holm``: worlds in which any stands out after Holm's correction
- ``plain``: share found by dealing the days of each practice among all but where it began, by shares as they are: what
  stood in the design. It errs where who comes often takes things up early
- ``stated``: the mean of the power that each world states
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np

from sna.analyse.cops import holm
from sna.chance.spread import ALONG, BASE, NEVER, WORLDS, Contact, Days, Record, spread

MONTHS = 24
END = 30 * MONTHS
CELLS = ((6, 1), (6, 6), (6, 12), (14, 1), (14, 6), (14, 12), (60, 1), (60, 6))


class Row(NamedTuple):
    """What differs from world to world.

    Attributes
    ----------
    hazard
        The chance of a month by itself, and what contact adds.
    before
        Whether all gatherings were held before any practice began: contact does not grow.
    circles
        How strongly circles of places come together.
    practices, places
        How unlike practices, and places, are in how soon they are taken up, or take up: standard deviation of the
        logarithm.
    busy
        Whether places take things up the sooner the more they come; `central`: whether all begin with who comes most.
    late
        The share of places that come, and may take anything up, only from some month on.
    """

    hazard: tuple[float, float] = (0.08, 0.0)
    before: bool = False
    circles: float = 0.0
    practices: float = 0.0
    places: float = 0.0
    busy: bool = False
    central: bool = False
    late: float = 0.0


ROWS = {
    "contact from before": Row(before=True),
    "contact grows": Row(),
    "circles": Row(circles=1.5),
    "practices of unlike speed": Row(practices=1.0),
    "places of unlike speed": Row(places=1.0),
    "who comes often is early": Row(busy=True),
    "who comes often is early, circles": Row(busy=True, circles=1.5, practices=1.0),
    "begins with who comes most": Row(central=True),
    "some join late": Row(late=0.4),
    "planted": Row(hazard=(BASE, ALONG)),
    "planted, circles": Row(hazard=(BASE, ALONG), circles=1.5),
    "planted, close circles": Row(hazard=(BASE, ALONG), circles=3.0),
}


def world(row: Row, places: int, practices: int, random: np.random.Generator) -> Record:
    """Draw who was at which gathering, and when each practice was taken up."""
    busy = random.normal(0, 0.8, places)
    circle, topic = np.arange(places) % max(2, places // 4), random.integers(0, max(2, places // 4), MONTHS)
    wish = busy[:, np.newaxis] - 0.6 + row.circles * np.where(circle[:, np.newaxis] == topic, 1.0, -0.5)
    joined = random.integers(0, MONTHS, places) * (random.random(places) < row.late)
    presence = (random.random(wish.shape) < 1 / (1 + np.exp(-wish))) & (np.arange(MONTHS) >= joined[:, np.newaxis])
    days = np.arange(MONTHS) * 30 + 15
    contact = Contact(presence.astype(float), days - END if row.before else days)
    speed = np.exp(busy if row.busy else random.normal(0, row.places, places))
    taken = []
    for _practice in range(practices):
        begun = np.arange(places) == (busy.argmax() if row.central else random.integers(places))
        pace = row.hazard[0] * np.exp(random.normal(0, row.practices)) * speed
        month = np.maximum(1 + np.floor(random.exponential(1, places) / pace), joined + 1.0)
        earliest = np.where(begun, 0, np.where((month < MONTHS) & (row.hazard[1] == 0), month * 30, NEVER)).astype(int)
        taken.append(Days(earliest, np.where(earliest < NEVER, earliest + 29, NEVER)))
    came = presence[:, : MONTHS // 2].any(axis=1) | row.before
    record = Record(contact, taken, END, came)
    if row.hazard[1]:
        drawn = [record.planted(practice, random, 1, row.hazard) for practice in range(practices)]
        record = record._replace(practices=[Days(days.earliest[0], days.latest[0]) for days in drawn])
    return record


def plain(record: Record, deals: int, random: np.random.Generator) -> float:
    """Give the p of the design: shares as they are, days dealt among all but where each practice began."""
    total = np.zeros(deals + 1)
    for days in record.practices:
        free = np.flatnonzero(~days.origins)
        order = np.tile(np.arange(len(days.earliest)), (deals + 1, 1))
        order[1:, free] = random.permuted(order[1:, free], axis=1)
        dealt = days.at(order)
        for day in np.unique(days.earliest[days.takers]):
            had = dealt.latest < day
            share, takers = had @ record.contact.before(int(day))[0].T, dealt.earliest == day
            mean = (share * ~had).sum(axis=1) / np.maximum((~had).sum(axis=1), 1)
            total += (share * takers).sum(axis=1) - takers.sum(axis=1) * mean
    return float((total >= total[0] - 1e-9).mean())


def judged(number: int, row: Row, cell: tuple[int, int], options: argparse.Namespace) -> tuple[float, ...]:
    """Draw a world and judge it: level, single, holm, plain, stated."""
    random = np.random.default_rng([options.seed, *cell, number])
    record = world(row, *cell, random)
    result = spread(record, permutations=options.deals, seed=number, worlds=WORLDS if row.hazard[1] else 0)
    single = result.p[:-1]
    return (
        float(result.p[-1] <= 0.05),
        float((single <= 0.05).mean()),
        float((holm(single) <= 0.05).any()),
        float(plain(record, options.deals, random) <= 0.05),
        float(result.power[-1]),
    )


def main() -> None:
    """Print a line a row and cell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", nargs="*", default=[])
    parser.add_argument("--cells", nargs="*", default=[])
    parser.add_argument("--deals", type=int, default=499)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    cells = [(int(places), int(number)) for places, number in (cell.split("x") for cell in options.cells)] or CELLS
    rows = {name: row for name, row in ROWS.items() if not options.rows or name in options.rows}
    print(f"{'row':36}{'cell':>7}{'level':>8}{'single':>8}{'holm':>8}{'plain':>8}{'stated':>8}")
    with ProcessPoolExecutor(options.workers) as pool:
        for name, row in rows.items():
            for cell in cells:
                judge = partial(judged, row=row, cell=cell, options=options)
                shares = 100 * np.array(list(pool.map(judge, range(options.worlds), chunksize=10))).mean(axis=0)
                figures = "".join(f"{share:8.1f}" for share in shares)
                print(f"{name:36}{f'{cell[0]}x{cell[1]}':>7}{figures}", flush=True)


if __name__ == "__main__":
    main()
