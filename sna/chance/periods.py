"""Whether two periods differ by more than the lot that put each gathering in its period."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np


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
    observed, many, first = np.asarray(before, bool)[np.newaxis], len(before), int(np.sum(before))
    if not _exact(first, many - first, permutations):
        random = np.random.default_rng(seed)
        drawn = random.permuted(np.tile(observed, (permutations, 1)), axis=1)
        return np.concatenate([observed, drawn])
    places = np.array(list(combinations(range(many), first)), dtype=int)
    ways = np.zeros((len(places), many), bool)
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
