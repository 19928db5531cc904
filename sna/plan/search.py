"""The best set of seats for one meeting: greedy, then the best swaps one for one, from several starts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sna.plan.pool import Sitting

NEGLIGIBLE = 1e-9
"""A swap that gains no more than this gains nothing."""
URGENT = 1e6
"""Who is needed for a quota comes before everybody else."""


class Values(NamedTuple):
    """What is to be had: people × people for two in the same room (symmetric, 0 for oneself), and for each alone."""

    pairs: np.ndarray
    people: np.ndarray

    def total(self, chosen: np.ndarray) -> float:
        """Add up what a set of seats is worth.

        Examples
        --------
        >>> Values(np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([1.0, 1.0])).total(np.array([True, True]))
        4.0
        """
        seats = np.flatnonzero(chosen)
        return float(self.pairs[np.ix_(seats, seats)].sum() / 2 + self.people[seats].sum())


def filled(values: Values, sitting: Sitting) -> np.ndarray:
    """Fill the seats one by one, whoever adds most first; those a quota lacks come first of all.

    Where that ends in a quota that is not kept, any set that keeps to them all is taken; where there is none, the seats
    stay as they are.
    """
    chosen = sitting.must.copy()
    for _seat in range(sitting.seats - int(chosen.sum())):
        company = chosen if chosen.any() else np.full(len(chosen), 1 / len(chosen))
        pull = values.people + values.pairs @ company.astype(float)
        candidates, urgency = sitting.openings(chosen)
        if not len(candidates):
            break
        person = candidates[np.argmax(pull[candidates] + URGENT * urgency)]
        chosen[person] = True
    if sitting.satisfied(chosen):
        return chosen
    example = sitting.example()
    return chosen if example is None else example


def improved(values: Values, sitting: Sitting, chosen: np.ndarray) -> np.ndarray:
    """Swap one for one, always the pair that gains most, until none gains."""
    chosen = chosen.copy()
    pull = values.people + values.pairs @ chosen
    while True:
        inside, outside = np.flatnonzero(chosen & ~sitting.must), np.flatnonzero(~chosen & sitting.may)
        if not len(inside) or not len(outside):
            return chosen
        gains = pull[outside] - pull[inside][:, np.newaxis] - values.pairs[inside][:, outside]
        barred = sitting.barred(chosen, inside, outside)
        if barred is not None:
            gains[barred] = -np.inf
        best = int(gains.argmax())
        if gains.flat[best] <= NEGLIGIBLE:
            return chosen
        leaves, comes = inside[best // len(outside)], outside[best % len(outside)]
        chosen[leaves], chosen[comes] = False, True
        pull += values.pairs[comes] - values.pairs[leaves]


def best_seats(values: Values, sitting: Sitting, rng: np.random.Generator, starts: int) -> np.ndarray:
    """Give the best set of seats found from a greedy start and from random ones; the first of equals.

    References
    ----------
    Kuo, C.-C., Glover, F., & Dhir, K. S. (1993). Analyzing and modeling the maximum diversity problem by zero-one
    programming. Decision Sciences 24(6), 1171-1185. https://doi.org/10.1111/j.1540-5915.1993.tb00509.x
    """
    opening = filled(values, sitting)
    if not sitting.satisfied(opening):
        return opening
    best = improved(values, sitting, opening)
    worth, nothing = values.total(best), np.zeros_like(values.pairs)
    for _start in range(starts - 1):
        lot = filled(Values(nothing, rng.random(len(best))), sitting)
        chosen = improved(values, sitting, lot)
        if (value := values.total(chosen)) > worth + NEGLIGIBLE:
            best, worth = chosen, value
    return best
