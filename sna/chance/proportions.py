"""Shares of people and how sure they are, also where some could not be followed to the end."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, ndtri

LIMIT = float(ndtri(0.975))
"""So many standard deviations each way hold 95 of 100."""
BLANK = float("nan")


class Share(NamedTuple):
    """A share and its 95 % interval; blank of nobody."""

    share: float
    low: float
    high: float


def wilson(count: float, total: float, limit: float = LIMIT) -> Share:
    """Give a share with Wilson's interval, which holds also where nearly nobody or nearly everybody is counted.

    Each end lies `limit` standard deviations away: as many as hold 95 of 100 between them, unless stated.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158), 209-212. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> [round(value, 3) for value in wilson(15, 22)]
    [0.682, 0.473, 0.836]
    """
    if total == 0:
        return Share(BLANK, BLANK, BLANK)
    share, square = count / total, limit**2 / total
    middle, half = share + square / 2, limit * math.sqrt(share * (1 - share) / total + square / (4 * total))
    low, high = ((middle + end) / (1 + square) for end in (-half, half))
    # of nobody, or of all, the end is exact: rounding would put it just outside
    return Share(share, low if count else 0.0, high if count < total else 1.0)


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Share:
    """Give the difference of two shares (first − second), each as count and total, with Newcombe's interval.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17(8), 873-890.
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    Examples
    --------
    >>> [round(value, 3) for value in newcombe((15, 22), (9, 19))]
    [0.208, -0.087, 0.461]
    """
    head, tail = wilson(*first), wilson(*second)
    difference = head.share - tail.share
    low = difference - math.hypot(head.share - head.low, tail.high - tail.share)
    return Share(difference, low, difference + math.hypot(head.high - head.share, tail.share - tail.low))


def fisher(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Give the two-sided p of Fisher's exact test of two shares, each as count and total; blank of nobody.

    Examples
    --------
    >>> round(fisher((15, 22), (9, 19)), 3)
    0.216
    """
    (count, total), (rest, rest_total) = first, second
    if not total or not rest_total:
        return BLANK
    # by hand: scipy.stats takes as long to import as a study of sixty people takes to read
    counts = np.arange(max(0, count + rest - rest_total), min(total, count + rest) + 1)
    ways = sum(-gammaln(part + 1.0) for part in (counts, total - counts))
    ways = ways - gammaln(count + rest - counts + 1.0) - gammaln(rest_total - count - rest + counts + 1.0)
    chance = np.exp(ways - ways.max())
    own = chance[count - counts[0]]
    return float(chance[chance <= own * (1 + 1e-7)].sum() / chance.sum())


class Curve(NamedTuple):
    """What share had come again by each day on which somebody did.

    Attributes
    ----------
    days
        After how many days, in order.
    at_risk, returned
        Who could still come again just before each of these days, and who did on it.
    share, low, high
        The share who had by then, and its 95 % interval; the interval is blank where nobody is left.
    """

    days: np.ndarray
    at_risk: np.ndarray
    returned: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def at(self, day: int) -> Share:
        """Give the share by a day: 0 before anybody came, where an interval cannot be given."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        if place < 0:
            return Share(0.0, BLANK, BLANK)
        return Share(float(self.share[place]), float(self.low[place]), float(self.high[place]))


def kaplan_meier(days: np.ndarray, returned: np.ndarray) -> Curve:
    """Give the share who had come again by each day, of whom not all were followed as long.

    The interval is Greenwood's, on the scale of log(−log): it stays between 0 and 1.

    Parameters
    ----------
    days
        Of each person, after how many days they came again, or how long they could be followed.
    returned
        Whether they came again; who did not by their day counts as at risk until then, that day included.

    References
    ----------
    Kaplan, E. L., & Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the American
    Statistical Association 53(282), 457-481. https://doi.org/10.1080/01621459.1958.10501452

    Kalbfleisch, J. D., & Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data (2nd ed.). Wiley.
    https://doi.org/10.1002/9781118032985

    Examples
    --------
    >>> curve = kaplan_meier(np.array([30, 60, 60, 90]), np.array([True, True, False, False]))
    >>> curve.days.tolist(), curve.at_risk.tolist(), curve.share.tolist()
    ([30, 60], [4, 3], [0.25, 0.5])
    """
    moments, number = np.unique(days[returned], return_counts=True)
    at_risk = (days >= moments[:, np.newaxis]).sum(axis=1)
    stays = np.cumprod(1 - number / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(number / (at_risk * (at_risk - number)))
        reach = LIMIT * np.sqrt(variance) / np.log(stays)
        ends = [np.where(stays > 0, 1 - stays ** np.exp(way * reach), BLANK) for way in (1, -1)]
    return Curve(moments, at_risk, number, 1 - stays, np.minimum(*ends), np.maximum(*ends))


def log_rank_scores(days: np.ndarray, returned: np.ndarray) -> np.ndarray:
    """Give how much sooner each came than the rest: 1 if it did, less what it was likely to by its day.

    Summed over a group they are what the log-rank test compares: those who came less those expected, of whom not all
    were followed as long (as in `kaplan_meier`). They sum to 0.

    References
    ----------
    Peto, R., & Peto, J. (1972). Asymptotically efficient rank invariant test procedures. Journal of the Royal
    Statistical Society A 135(2), 185-207. https://doi.org/10.2307/2344317

    Examples
    --------
    >>> log_rank_scores(np.array([1, 2, 3, 3]), np.array([True, True, True, False])).round(3).tolist()
    [0.75, 0.417, -0.083, -1.083]
    """
    moments, number = np.unique(days[returned], return_counts=True)
    hazard = np.cumsum(number / (days >= moments[:, np.newaxis]).sum(axis=1)) if len(moments) else np.zeros(0)
    likely = np.concatenate([[0.0], hazard])[np.searchsorted(moments, days, side="right")]
    return np.asarray(returned.astype(float) - likely)
