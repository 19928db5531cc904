"""Means and spreads over every deal of the group labels, in closed form: no draws.

The labels are dealt out anew among the same people, the ties stay. How many ties then join people of one group, or of
two given groups, has an exact mean and variance, which need only how many ties share an end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sna.chance.permutation import end_sums, falling


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
