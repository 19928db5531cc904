"""How sure a figure of co-attendance is: the same figure with one gathering left out, in turn.

Gatherings are what varies by chance, not pairs: all pairs at a gathering meet together or not at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import nctdtr, stdtrit  # scipy.stats takes half a second to import

FEWEST_PER_PERIOD = 4
"""With fewer gatherings in a period than this there is no interval: its scatter would rest on three or fewer."""


_CERTAIN = 30.0
"""A change of so many standard errors is always found; beyond it the distribution is not reckoned."""

_NEVER_WRONG = 5.0
"""A change of so many is never found in the other direction (1 in a billion); beyond it scipy's tail is unstable."""


class Scatter(NamedTuple):
    """The squared standard error of a difference, and its degrees of freedom."""

    squared: np.ndarray
    freedom: np.ndarray


def jackknife(without: np.ndarray) -> np.ndarray:
    """Give the squared standard error of each figure from its values with one gathering left out.

    Parameters
    ----------
    without
        Gatherings × figures: each figure without that gathering.

    Returns
    -------
    numpy.ndarray
        ``(m − 1) ÷ m · Σ (T₋ₑ − mean)²``; blank (NaN) where a value is, or with fewer than two gatherings. On average
        it is too large rather than too small (Efron & Stein).

    References
    ----------
    Snijders, T. A. B., & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network statistics.
    Connections 22(2), 161-170.

    Efron, B., & Stein, C. (1981). The jackknife estimate of variance. The Annals of Statistics 9(3), 586-596.
    https://doi.org/10.1214/aos/1176345462

    Examples
    --------
    >>> jackknife(np.array([[1.0], [2.0], [3.0]])).round(4).tolist()
    [1.3333]
    """
    number = len(without)
    if number < 2:
        return np.full(without.shape[1:], np.nan)
    return np.asarray((number - 1) / number * ((without - without.mean(axis=0)) ** 2).sum(axis=0))


def scatter(before: np.ndarray, after: np.ndarray) -> Scatter:
    """Combine the jackknives of two periods; `before` and `after` are of the shape `jackknife` takes.

    The degrees of freedom are Welch's and Satterthwaite's: as many as the period that scatters more allows, and more
    where both scatter alike.

    References
    ----------
    Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances are
    involved. Biometrika 34(1-2), 28-35. https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> found = scatter(np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [2.0], [3.0]]))
    >>> found.squared.round(4).tolist(), found.freedom.tolist()
    ([2.6667], [4.0])
    """
    square_before, square_after = jackknife(before), jackknife(after)
    total = square_before + square_after
    # Welch's degrees of freedom: two periods of unequal scatter are not pooled.
    shares = square_before**2 / max(len(before) - 1, 1) + square_after**2 / max(len(after) - 1, 1)
    return Scatter(total, np.divide(total**2, shares, out=np.full(total.shape, np.nan), where=shares > 0))


def interval(difference: np.ndarray, spread: Scatter, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the interval that covers the difference so often: ± t · standard error; blank where it is.

    Examples
    --------
    >>> low, high = interval(np.array([1.0]), Scatter(np.array([4.0]), np.array([10.0])))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-3.456], [5.456])
    """
    half = stdtrit(spread.freedom, (1 + level) / 2) * np.sqrt(spread.squared)
    return difference - half, difference + half


def power(change: np.ndarray, spread: Scatter, *, level: float = 0.95) -> np.ndarray:
    """Give how often a change of that size would be found with gatherings that scatter as these do, 0 … 1.

    Examples
    --------
    >>> power(np.array([0.0, 4.0, 8.0]), Scatter(np.full(3, 4.0), np.full(3, 10.0))).round(2).tolist()
    [0.05, 0.44, 0.95]
    """
    error = np.sqrt(spread.squared)
    moved = np.divide(np.abs(change), error, out=np.full(np.shape(error), np.nan), where=error > 0)
    far = stdtrit(spread.freedom, (1 + level) / 2)
    right = 1.0 - nctdtr(spread.freedom, np.minimum(moved, _CERTAIN), far)
    wrong = nctdtr(spread.freedom, np.minimum(moved, _NEVER_WRONG), -far)
    return np.asarray(np.minimum(right + wrong, 1.0))
