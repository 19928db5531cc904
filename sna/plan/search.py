"""The best set of seats for one meeting: of all where they are few, else greedy, then by swaps, from several starts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sna.plan.pool import Sitting

NEGLIGIBLE = 1e-9
"""A swap that gains no more than this gains nothing."""
FEW = 24
"""With no more people to choose from than this, all sets are compared: 2.7 million at most."""
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


def best_of_all(values: Values, sitting: Sitting) -> np.ndarray | None:
    """Give the best of all sets of seats, compared one with another; None if there are too many, or none.

    Each set is one of half of the people and one of the others, so that only what two halves are worth together is new.

    Examples
    --------
    >>> best_of_all(Values(np.array([[0, 0, 1], [0, 0, 2], [1, 2, 0]]), np.zeros(3)),
    ...             Sitting(2, np.zeros(3, bool), np.ones(3, bool)))
    array([False,  True,  True])
    """
    free, bound = np.flatnonzero(sitting.may & ~sitting.must), sitting.must.astype(float)
    if len(free) > FEW or (sitting.must & ~sitting.may).any():
        return None
    halves = [_subsets(part, len(bound)) for part in np.array_split(free, 2)]
    alone = [
        ((half @ values.pairs) * half).sum(axis=1) / 2 + half @ (values.people + values.pairs @ bound)
        for half in halves
    ]
    sizes = [half.sum(axis=1) for half in halves]
    best, record = None, -np.inf
    for size in range(sitting.seats - int(bound.sum()) + 1):
        heads, tails = sizes[0] == size, sizes[1] == sitting.seats - bound.sum() - size
        head, tail = halves[0][heads], halves[1][tails]
        worth = alone[0][heads][:, np.newaxis] + alone[1][tails] + head @ values.pairs @ tail.T
        for quota in sitting.quotas:
            counts = (head @ quota.members)[:, np.newaxis] + tail @ quota.members + bound @ quota.members
            worth[(counts < quota.minimum) | (counts > quota.maximum)] = -np.inf
        if worth.size and worth.max() > record + NEGLIGIBLE:
            place, record = divmod(int(worth.argmax()), len(tail)), worth.max()
            best = (head[place[0]] + tail[place[1]] + bound).astype(bool)
    return best


def _subsets(people: np.ndarray, total: int) -> np.ndarray:
    """Give every set of some people: sets × all people."""
    marks = np.zeros((1 << len(people), total))
    marks[:, people] = np.arange(len(marks))[:, np.newaxis] >> np.arange(len(people)) & 1
    return marks


def best_seats(values: Values, sitting: Sitting, rng: np.random.Generator, starts: int) -> np.ndarray:
    """Give the best of all sets of seats where they are few; else of those from a greedy start and from random ones.

    References
    ----------
    Kuo, C.-C., Glover, F., & Dhir, K. S. (1993). Analyzing and modeling the maximum diversity problem by zero-one
    programming. Decision Sciences 24(6), 1171-1185. https://doi.org/10.1111/j.1540-5915.1993.tb00509.x
    """
    opening = filled(values, sitting)
    if not sitting.satisfied(opening):
        return opening
    if (best := best_of_all(values, sitting)) is not None:
        return best
    best = improved(values, sitting, opening)
    worth, nothing = values.total(best), np.zeros_like(values.pairs)
    for _start in range(starts - 1):
        lot = filled(Values(nothing, rng.random(len(best))), sitting)
        chosen = improved(values, sitting, lot)
        if (value := values.total(chosen)) > worth + NEGLIGIBLE:
            best, worth = chosen, value
    return best
