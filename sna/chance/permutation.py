"""Group labels dealt out anew among the same people, and labels of periods among the same gatherings.

Where a mean has a closed form it is used; the rest is drawn, seeded, many deals at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import comb

import numpy as np
from scipy.special import gammaln

FEWEST = 10
"""With fewer people than this a network is counted, not tested."""

SLACK = 1e-9
"""Two statistics closer than this are equal: they differ by rounding alone."""

ABOUT_AS_BUSY = 10
"""People are dealt among so many who have about as many ties."""

_AT_ONCE = 1_000_000


def falling(number: np.ndarray | float, factors: int) -> np.ndarray:
    """Give number × (number − 1) × … with so many factors; 0 when there are fewer things than factors.

    Examples
    --------
    >>> falling(5, 3).item()
    60.0
    """
    values = np.asarray(number, dtype=float)
    steps = [np.maximum(values - step, 0.0) for step in range(factors)]
    return np.asarray(np.prod(steps, axis=0)) if steps else np.ones_like(values)


def same_group(sizes: np.ndarray) -> float:
    """Give the share of pairs of people who are of one group, 0 … 1; blank (NaN) with fewer than two people.

    Examples
    --------
    >>> round(same_group(np.array([17, 17])), 4)
    0.4848
    """
    people = sizes.sum()
    return float((sizes * (sizes - 1)).sum() / (people * (people - 1))) if people > 1 else float("nan")


def expected_groups(sizes: np.ndarray, own: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Expect how many other groups people reach whose outside alters are dealt out among all who are not of theirs.

    Parameters
    ----------
    sizes
        People in each group.
    own
        Each person's group, a row of `sizes`.
    outside
        How many alters outside their own group each person has.

    Returns
    -------
    numpy.ndarray
        For each person the mean of the number of distinct groups, 0 … `outside`.

    Examples
    --------
    >>> expected_groups(np.array([2, 1, 1]), np.array([0]), np.array([2])).tolist()
    [2.0]
    """
    others = (sizes.sum() - sizes[own])[:, np.newaxis].astype(float)
    rest = others - sizes[np.newaxis, :]
    draws = outside[:, np.newaxis].astype(float)
    # A group is missed if all alters outside are of the rest: C(rest, draws) ÷ C(others, draws), by logarithms, because
    # the numbers of ways overflow.
    missed = np.where(
        rest >= draws, np.exp(_log_choose(np.maximum(rest, draws), draws) - _log_choose(others, draws)), 0
    )
    missed[np.arange(len(own)), own] = 1.0
    return np.asarray((1.0 - np.minimum(missed, 1.0)).sum(axis=1))


Dealer = Callable[[np.ndarray], Iterator[np.ndarray]]
"""Gives batches of deals of the values it gets: `deals` with all else given."""


def deals(labels: np.ndarray, times: int, seed: int, strata: np.ndarray | None = None) -> Iterator[np.ndarray]:
    """Deal the labels out anew so many times: deals × people, in batches that fit the memory.

    Where `strata` numbers who is like whom, labels are dealt among those who are alike.

    Examples
    --------
    >>> next(deals(np.array([1, 1, 2, 2]), 1, 0, strata=np.array([0, 0, 1, 1]))).tolist()
    [[1, 1, 2, 2]]
    """
    random = np.random.default_rng(seed)
    parts = (
        [np.arange(len(labels))] if strata is None else [np.flatnonzero(strata == part) for part in np.unique(strata)]
    )
    most = max(1, _AT_ONCE // max(len(labels), 1))
    for start in range(0, times, most):
        rows = min(most, times - start)
        batch = np.tile(labels, (rows, 1))
        for part in parts:
            batch[:, part] = random.permuted(batch[:, part], axis=1)
        yield batch


def busyness(ties: np.ndarray) -> np.ndarray:
    """Give each person's class: about ten people have about as many ties, and equal numbers stay together.

    Examples
    --------
    >>> busyness(np.arange(20)).tolist()[8:12]
    [0, 0, 1, 1]
    """
    people = len(ties)
    classes = max(people // ABOUT_AS_BUSY, 1)
    fewer = np.searchsorted(np.sort(ties), ties)
    return np.asarray(fewer * classes // max(people, 1), int)


def end_sums(ends: tuple[np.ndarray, np.ndarray], values: np.ndarray, people: int) -> np.ndarray:
    """Sum the values of the ties at each of their two ends: one sum per person."""
    return np.bincount(np.concatenate(ends), np.concatenate([values, values]), minlength=people)


def tie_sums(
    labels: np.ndarray, ends: tuple[np.ndarray, np.ndarray], weight: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray]:
    """Sum the weights of each group's ties to others and among its own, for each row of `labels`.

    Parameters
    ----------
    labels
        Deals × people: the number of each person's group.
    ends
        The people at the two ends of each tie; no tie joins a person to themselves.
    weight
        Of each tie; ones to count ties.
    groups
        How many groups there are.

    Returns
    -------
    external, internal : numpy.ndarray
        Deals × groups. A tie between two groups counts for both.

    Examples
    --------
    >>> external, internal = tie_sums(np.array([[0, 0, 1]]), (np.array([0, 1]), np.array([1, 2])), np.ones(2), 2)
    >>> external.tolist(), internal.tolist()
    ([[1.0, 1.0]], [[1.0, 0.0]])
    """
    strength = end_sums(ends, weight, labels.shape[1])
    incident, internal = np.empty((2, len(labels), groups))
    for row, deal in enumerate(labels):  # one deal at a time stays in the processor's cache
        group = deal[ends[0]]
        same = group == deal[ends[1]]
        incident[row] = np.bincount(deal, strength, minlength=groups)
        internal[row] = np.bincount(group[same], weight[same], minlength=groups)
    external = incident - 2 * internal
    external[external < SLACK * np.maximum(incident, 1.0)] = 0.0
    return external, internal


def permuted_tie_sums(
    labels: np.ndarray, ends: tuple[np.ndarray, np.ndarray], weight: np.ndarray, dealer: Dealer
) -> tuple[np.ndarray, np.ndarray]:
    """Give `tie_sums` for labels dealt out anew: deals × groups."""
    groups = int(labels.max()) + 1 if len(labels) else 0
    batches = [tie_sums(batch, ends, weight, groups) for batch in dealer(labels)]
    if not batches:
        return np.empty((0, groups)), np.empty((0, groups))
    external, internal = zip(*batches, strict=True)
    return np.concatenate(external), np.concatenate(internal)


def p_value(observed: np.ndarray, draws: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Give the share of draws at least as far from the centre as the observed value, two-sided: (b + 1) ÷ (N + 1).

    Parameters
    ----------
    observed, centre
        One value per statistic.
    draws
        Draws × statistics; a draw in which a statistic is undefined (NaN) does not count for it.

    Returns
    -------
    numpy.ndarray
        Above 0 … 1; blank (NaN) where the statistic is undefined or was never drawn.

    References
    ----------
    Phipson, B., & Smyth, G. K. (2010). Permutation P-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9(1), 39. https://doi.org/10.2202/1544-6115.1585

    Examples
    --------
    >>> p_value(np.array([3.0]), np.array([[0.0], [1.0], [3.0]]), np.array([1.0])).tolist()
    [0.5]
    """
    counted = np.isfinite(draws)
    far = (np.abs(draws - centre) >= np.abs(observed - centre) - SLACK) & counted
    defined = np.isfinite(observed) & np.isfinite(centre) & counted.any(axis=0)
    return np.where(defined, (far.sum(axis=0) + 1.0) / (counted.sum(axis=0) + 1.0), np.nan)


def middle(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the mean of the draws and the ends of their middle 95 %, for each statistic; blank where none is defined."""
    defined = np.isfinite(draws).any(axis=0)
    values = np.full((3, draws.shape[1]), np.nan)
    if defined.any():
        values[0, defined] = np.nanmean(draws[:, defined], axis=0)
        values[1:, defined] = np.nanpercentile(draws[:, defined], [2.5, 97.5], axis=0)
    return values[0], values[1], values[2]


def _log_choose(things: np.ndarray, number: np.ndarray) -> np.ndarray:
    return np.asarray(gammaln(things + 1) - gammaln(number + 1) - gammaln(things - number + 1))


def relabelled(before: np.ndarray, *, permutations: int = 9_999, seed: int = 0) -> np.ndarray:
    """Deal the labels *before* and *after* out anew among the gatherings; each period keeps its number of them.

    Parameters
    ----------
    before
        One truth value per gathering: whether it is of the first period.
    permutations
        How many deals to draw. If there are no more ways than this to deal the labels differently, every way is given
        instead, once, and the test is exact.
    seed
        Of the random numbers.

    Returns
    -------
    numpy.ndarray
        Deals × gatherings; the first row is as observed, and in an exact test no other is.

    References
    ----------
    Phipson, B., & Smyth, G. K. (2010). Permutation P-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9(1), 39. https://doi.org/10.2202/1544-6115.1585

    Examples
    --------
    >>> len(relabelled(np.arange(12) < 4))
    495
    """
    observed, gatherings, first = np.asarray(before, bool)[np.newaxis], len(before), int(np.sum(before))
    if not _exact(first, gatherings - first, permutations):
        random = np.random.default_rng(seed)
        draws = random.permuted(np.tile(observed, (permutations, 1)), axis=1)
        return np.concatenate([observed, draws])
    places = np.array(list(combinations(range(gatherings), first)), dtype=int)
    ways = np.zeros((len(places), gatherings), bool)
    ways[np.arange(len(places))[:, np.newaxis], places] = True
    return np.concatenate([observed, ways[(ways != observed).any(axis=1)]])


def smallest_p(before: int, after: int, *, permutations: int = 9_999) -> float:
    """Give the smallest two-sided p that so many gatherings before and after can give, above 0 … 1.

    With as many after as before, swapping the two periods is as far from chance as what was observed.

    Examples
    --------
    >>> [round(smallest_p(each, each), 4) for each in (3, 4, 5)]
    [0.1, 0.0286, 0.0079]
    """
    if not _exact(before, after, permutations):
        return 1 / (permutations + 1)
    return min(1.0, (1 + (before == after)) / comb(before + after, before))


def _exact(before: int, after: int, permutations: int) -> bool:
    return comb(before + after, before) - 1 <= permutations
