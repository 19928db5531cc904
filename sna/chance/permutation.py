"""Group labels dealt out anew among the same people, and labels of periods among the same gatherings.

Where a mean has a closed form it is used; the rest is drawn, seeded, many deals at once. Where the ties stay and only
labels move, the number of ties that join people of one group, or of two given groups, has an exact mean and variance,
which need only how many ties share an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import comb
from typing import NamedTuple

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


# Exactly, over every deal


class Shared(NamedTuple):
    """How the ties of an undirected network hang together.

    Attributes
    ----------
    total
        Weights of all ties, summed (their number, if each counts 1).
    same
        Their squares, summed.
    adjacent
        Products of the weights of two ties that share one end, summed over ordered pairs of ties.
    """

    total: float
    same: float
    adjacent: float

    @classmethod
    def of(cls, ends: tuple[np.ndarray, np.ndarray], weight: np.ndarray, people: int) -> Shared:
        """Take them from the two ends and the weight of each tie.

        Examples
        --------
        >>> Shared.of((np.array([0, 1]), np.array([1, 2])), np.ones(2), people=3)
        Shared(total=2.0, same=2.0, adjacent=2.0)
        """
        strength = end_sums(ends, weight, people)
        same = float((weight**2).sum())
        return cls(float(weight.sum()), same, float((strength**2).sum()) - 2 * same)

    @classmethod
    def clique(cls, people: int) -> Shared:
        """Take them from so many people who are all tied to one another: the people at one gathering.

        Examples
        --------
        >>> Shared.clique(3)
        Shared(total=3.0, same=3.0, adjacent=6.0)
        """
        pairs = people * (people - 1) / 2
        return cls(pairs, pairs, float(people * (people - 1) * max(people - 2, 0)))

    def moments(self, chance: tuple[np.ndarray, np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Give mean and standard deviation of what the ties that fit weigh together.

        `chance` holds the probabilities that one tie fits, that two which share an end both do, and that two which
        share none both do.
        """
        single, sharing, apart = chance
        disjoint = self.total**2 - self.same - self.adjacent
        mean = self.total * single
        square = self.same * single + self.adjacent * sharing + disjoint * apart
        return np.asarray(mean), _root(square - mean**2, square)


def within_any(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the probabilities of `Shared.moments` for ties of people of one group, whichever.

    Parameters
    ----------
    sizes
        People in each group (last axis).

    Examples
    --------
    >>> [part.round(3).item() for part in within_any(np.array([2, 2]))]
    [0.333, 0.0, 0.333]
    """
    people, (two, three, four) = sizes.sum(axis=-1), (falling(sizes, factors) for factors in (2, 3, 4))
    apart = four.sum(axis=-1) + two.sum(axis=-1) ** 2 - (two**2).sum(axis=-1)
    return _share(two.sum(axis=-1), people, 2), _share(three.sum(axis=-1), people, 3), _share(apart, people, 4)


def within_groups(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the probabilities of `Shared.moments` for ties inside each of the groups."""
    single, sharing, apart = (_share(falling(sizes, factors), sizes.sum(), factors) for factors in (2, 3, 4))
    return single, sharing, apart


def outside_groups(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the probabilities of `Shared.moments` for ties of each group to everybody else."""
    return _crossing(sizes, sizes.sum() - sizes, sizes.sum())


def between_pairs(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the probabilities of `Shared.moments` for ties of each group to each: group × group."""
    own, pairs = within_groups(sizes), _crossing(sizes[:, np.newaxis], sizes[np.newaxis, :], sizes.sum())
    for inside, between in zip(own, pairs, strict=True):
        np.fill_diagonal(between, inside)
    return pairs


def directed_between(ends: tuple[np.ndarray, np.ndarray], sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and standard deviation of the number of directed ties from each group to each, group × group.

    Examples
    --------
    >>> mean, spread = directed_between((np.array([0]), np.array([1])), np.array([2, 2]))
    >>> mean.round(3).tolist()
    [[0.167, 0.333], [0.333, 0.167]]
    """
    # The square of a sum over ties is a sum over pairs of ties, and the chance that both fit depends only on whom they
    # share: nobody, a source, a target, one's target the other's source (a chain), both turned round, or all.
    people, ties = int(sizes.sum()), len(ends[0])
    leaving, coming = (np.bincount(end, minlength=people).astype(float) for end in ends)
    returned = float(np.isin(ends[0] * people + ends[1], ends[1] * people + ends[0]).sum())
    source, target = (leaving**2).sum() - ties, (coming**2).sum() - ties
    chain = 2 * ((leaving * coming).sum() - returned)
    (members, pairs), same = ((falling(sizes, factors) for factors in (1, 2)), np.eye(len(sizes), dtype=bool))
    three, four = (np.diag(falling(sizes, factors)) for factors in (3, 4))
    single = _share(np.where(same, np.diag(pairs), np.outer(members, members)), people, 2)
    square = (ties + returned * same) * single
    square += source * _share(np.where(same, three, np.outer(members, pairs)), people, 3)
    square += target * _share(np.where(same, three, np.outer(pairs, members)), people, 3)
    square += chain * _share(np.where(same, three, 0.0), people, 3)
    apart = ties**2 - ties - returned - source - target - chain
    square += apart * _share(np.where(same, four, np.outer(pairs, pairs)), people, 4)
    mean = ties * single
    return mean, _root(square - mean**2, square)


def _crossing(group_a: np.ndarray, group_b: np.ndarray, people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (a1, a2), (b1, b2) = ([falling(part, factors) for factors in (1, 2)] for part in (group_a, group_b))
    return _share(2 * a1 * b1, people, 2), _share(a1 * b2 + a2 * b1, people, 3), _share(4 * a2 * b2, people, 4)


def _share(ways: np.ndarray, people: np.ndarray | int, factors: int) -> np.ndarray:
    """Divide by the ways to choose so many people in order; 0 where there are none, as no such ties exist then."""
    every = np.broadcast_to(falling(people, factors), np.shape(ways))
    return np.asarray(np.divide(ways, every, out=np.zeros(np.shape(ways)), where=every > 0))


def _root(variance: np.ndarray, square: np.ndarray) -> np.ndarray:
    """Give the standard deviation; a variance that is nothing but rounding is 0."""
    return np.asarray(np.sqrt(np.where(variance > 1e-12 * np.maximum(square, 1.0), variance, 0.0)))
