"""Ties by group for labels dealt out anew: pair by pair of the places in each group, for hundreds of deals at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sna.chance import SLACK, deals, dealt_tie_sums

LARGEST = 1_500
"""Up to so many people the ties fit an ordinary matrix in which any pair is looked up."""

_AT_ONCE = 100_000


class Places(NamedTuple):
    """The places that people take in the groups, those of one group side by side, and the pairs of places in a group.

    Attributes
    ----------
    rank
        The place each person has now.
    starts
        The first place of each group.
    pairs
        The two places of each pair.
    several, first
        The groups of two people or more, and the first pair of each.
    """

    rank: np.ndarray
    starts: np.ndarray
    pairs: tuple[np.ndarray, np.ndarray]
    several: np.ndarray
    first: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray) -> Places:
        """Take them from the number of each person's group; each number up to the largest must occur."""
        order, sizes = np.argsort(labels, kind="stable"), np.bincount(labels)
        grouped = labels[order]
        pairs = np.nonzero(np.triu(grouped[:, np.newaxis] == grouped, k=1))
        several = np.flatnonzero(sizes > 1)
        starts, first = (np.cumsum(each) - each for each in (sizes, (sizes * (sizes - 1) // 2)[several]))
        return cls(np.argsort(order), starts, (pairs[0], pairs[1]), several, first)


def dealt_sums(
    labels: np.ndarray, ends: tuple[np.ndarray, np.ndarray], weight: np.ndarray, *, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give what `sna.chance.dealt_tie_sums` gives, for the same deals, several times quicker in an ordinary community.

    To deal out the labels is to deal the people to the places in the groups; so only as many pairs are looked up as
    there are within groups, which is mostly far fewer than there are ties.

    Returns
    -------
    external, internal : numpy.ndarray
        Permutations × groups. A tie between two groups counts for both.

    Examples
    --------
    >>> ends = np.array([0, 1]), np.array([1, 2])
    >>> external, internal = dealt_sums(np.array([0, 0, 1]), ends, np.ones(2), permutations=5, seed=0)
    >>> (external.sum(axis=1) / 2 + internal.sum(axis=1)).tolist()
    [2.0, 2.0, 2.0, 2.0, 2.0]
    """
    if not _worth(labels, len(weight)) or not permutations:
        return dealt_tie_sums(labels, ends, weight, permutations=permutations, seed=seed)
    places, people = Places.of(labels), np.arange(len(labels))
    ties = np.zeros((len(people), len(people)))
    np.add.at(ties, ends, weight)
    ties = ties + ties.T
    most = max(1, _AT_ONCE // max(len(people), len(places.pairs[0])))
    sums = []
    for batch in deals(people, permutations, seed):
        sums += [_sums(ties, places, batch[start : start + most]) for start in range(0, len(batch), most)]
    incident, internal = (np.concatenate(part) for part in zip(*sums, strict=True))
    external = incident - 2 * internal
    external[external < SLACK * np.maximum(incident, 1.0)] = 0.0
    return external, internal


def _worth(labels: np.ndarray, ties: int) -> bool:
    """Tell whether it is quicker to look up the pairs within groups than to go through the ties."""
    sizes = np.bincount(labels)
    pairs = int((sizes * (sizes - 1)).sum()) // 2
    return 0 < len(labels) <= LARGEST and bool(sizes.all()) and pairs <= max(ties, 10 * len(labels))


def _sums(ties: np.ndarray, places: Places, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum the weights of all ties of each group, and of those inside it: deals × groups.

    In a deal each person gets the label, and so the place, of the person whose number stands in their place.
    """
    there = np.empty(batch.T.shape, np.int64)
    np.put_along_axis(there, places.rank[batch.T], np.arange(len(ties))[:, np.newaxis], axis=0)
    incident = np.add.reduceat(ties.sum(axis=1)[there], places.starts, axis=0)
    internal = np.zeros(incident.shape)
    if len(places.several):
        one, other = places.pairs
        tied = np.take(ties.ravel(), (there * len(ties))[one] + there[other])
        internal[places.several] = np.add.reduceat(tied, places.first, axis=0)
    return incident.T, internal.T
