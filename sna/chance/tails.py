"""The exact tails of a sum of independent yes or no, each with a chance of its own (the Poisson binomial)."""

from __future__ import annotations

import numpy as np

_AT_ONCE = 1_000_000


def tails(chance: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance of at most, and of at least, a count of yes.

    Everything is added up from parts above 0, so a tail of 1e-30 is as exact as one of 0.3.

    Parameters
    ----------
    chance
        Sums × trials: the chance of a yes, 0 … 1.
    counts
        The count asked about, one for each sum, 0 … trials.

    Returns
    -------
    at_most, at_least : numpy.ndarray
        For each sum, 0 … 1. Both count the count itself.

    References
    ----------
    Hong, Y. (2013). On computing the distribution function for the Poisson binomial distribution. Computational
    Statistics & Data Analysis 59, 41-51. https://doi.org/10.1016/j.csda.2012.10.006

    Examples
    --------
    >>> at_most, at_least = tails(np.array([[0.5, 0.5]]), np.array([1]))
    >>> at_most.tolist(), at_least.tolist()
    ([0.75], [0.75])
    """
    at_most, at_least = np.ones((2, len(counts)))
    order = np.argsort(counts, kind="stable")  # sums that ask for small counts are done with quickly
    batch = max(1, _AT_ONCE // (chance.shape[1] + 2))
    for start in range(0, len(order), batch):
        part = order[start : start + batch]
        spread = _spread(chance[part].T, int(counts[part].max()))
        at_most[part], at_least[part] = tail_sums(spread, counts[part])
    return at_most, at_least


def tail_sums(spread: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance of at most, and of at least, each count, from the chance of 0, 1, … (rows): one pair a column."""
    sides = np.cumsum(spread, axis=0), np.cumsum(spread[::-1], axis=0)[::-1]
    at_most, at_least = (np.take_along_axis(side, counts[np.newaxis], axis=0)[0] for side in sides)
    return np.minimum(at_most, 1.0), np.minimum(at_least, 1.0)


def _spread(chance: np.ndarray, most: int) -> np.ndarray:
    """Give the chance of 0, 1, … `most` yes and, in the last row, of more."""
    spread = np.zeros((most + 2, chance.shape[1]))
    spread[0] = 1.0
    for yes in chance:
        risen = spread[:-1] * yes
        spread[:-1] -= risen
        spread[1:] += risen
    return spread


def two_sided(at_most: np.ndarray, at_least: np.ndarray) -> np.ndarray:
    """Give twice the smaller tail, at most 1: the p-value of a test that spends half its error on each side.

    Examples
    --------
    >>> two_sided(np.array([0.99, 0.7]), np.array([0.02, 0.6])).tolist()
    [0.04, 1.0]
    """
    return np.asarray(np.minimum(1.0, 2 * np.minimum(at_most, at_least)))


def adjusted(p: np.ndarray) -> np.ndarray:
    """Adjust p-values for their number so that of those called significant at most that share is false, on average.

    Parameters
    ----------
    p
        The p-values of all tests made, 0 … 1; a blank one (NaN) was no test and remains blank.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57(1), 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.02, 0.5])).tolist()
    [0.03, 0.03, 0.5]
    """
    # By hand: scipy.stats, which has it, takes as long to import as a study of sixty people takes to read.
    corrected, order = np.full(len(p), np.nan), np.argsort(p)[: np.count_nonzero(~np.isnan(p))]
    steps = p[order] * (len(order) / np.arange(1, len(order) + 1))
    corrected[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return corrected
