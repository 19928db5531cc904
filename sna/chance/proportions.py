"""Shares of people and how sure they are; and how large a fall of isolation a study would find, before it is made.

A share holds also where some could not be followed to the end. What a study would find is told by the test of
`co_attendance` on drawn studies: somebody's keenness is drawn once; at each gathering every group has a shock in
common, and the stronger these shocks are, the more often people of one group are at the same gathering. Only this
strength differs between the two periods.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, expit, gammaln, ndtri

from sna.chance.co_attendance import LESS, co_attendance
from sna.chance.residuals import Attendance

LIMIT = float(ndtri(0.975))
"""So many standard deviations each way hold 95 of 100."""
BLANK = float("nan")
KEENNESS = 0.8
"""The standard deviation of people's keenness, in log odds: some come to a tenth of gatherings, some to two thirds."""
STRENGTHS = np.linspace(0, 4, 17)
"""Standard deviations of the groups' shocks for which the ratio is worked out."""
_GATHERINGS = 1_500
"""So many gatherings, of as many communities as hold them, show what a strength does."""


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


class Design(NamedTuple):
    """A study that is planned.

    Attributes
    ----------
    sizes
        People of each group.
    gatherings
        How many are held in the first and in the last period.
    share
        Which share of the people comes to a gathering, 0 … 1.
    """

    sizes: tuple[int, ...]
    gatherings: tuple[int, int]
    share: float = 1 / 3

    def draw(self, random: np.random.Generator, strengths: tuple[float, float]) -> Attendance:
        """Draw who comes, with shocks so strong in the first and in the last period."""
        labels = np.repeat(np.arange(len(self.sizes)), self.sizes)
        last = np.arange(sum(self.gatherings)) >= self.gatherings[0]
        keen = random.normal(0, KEENNESS, len(labels))[:, np.newaxis]
        shock = np.where(last, strengths[1], strengths[0]) * random.normal(0, 1, (len(self.sizes), len(last)))
        wish = keen + shock[labels]
        chance = expit(wish + self._level(wish))
        return Attendance.of(random.random(wish.shape) < chance, labels, last)

    def _level(self, wish: np.ndarray) -> float:
        """Give what to add to all log odds so that the share comes: halving, because it rises with what is added."""
        low, high = -12.0, 12.0
        for _half in range(30):
            level = (low + high) / 2
            low, high = (level, high) if expit(wish + level).mean() < self.share else (low, level)
        return (low + high) / 2


class Power(NamedTuple):
    """How often one fall is found.

    Attributes
    ----------
    after
        How often people of one group are at the same gathering after it, where 1 is by chance.
    studies, found
        How many were drawn, and in how many the verdict was that groups keep less to themselves.
    """

    after: float
    studies: int
    hits: int

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies in 95 of 100 such reckonings (Clopper and Pearson's interval)."""
        low = betaincinv(self.hits, self.studies - self.hits + 1, 0.025) if self.hits else 0.0
        high = betaincinv(self.hits + 1, self.studies - self.hits, 0.975) if self.hits < self.studies else 1.0
        return float(low), float(high)


def ratios(design: Design, seed: int = 0) -> np.ndarray:
    """Give how often people of one group are at the same gathering for each of `STRENGTHS`, where 1 is by chance."""
    values, communities = np.zeros(len(STRENGTHS)), -(-_GATHERINGS // sum(design.gatherings))
    for place, strength in enumerate(STRENGTHS[1:], start=1):
        logs: list[float] = []
        for community in range(communities):
            attendance = design.draw(np.random.default_rng([seed, community]), (strength, strength))
            answer = co_attendance(attendance, permutations=1)
            logs += [] if answer is None else np.log([answer.ratios.before.value, answer.ratios.after.value]).tolist()
        values[place] = np.mean(logs) if logs else 0.0
    return np.maximum.accumulate(np.exp(values))


def power(
    design: Design,
    together: Sequence[float],
    *,
    studies: int = 200,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda _what, _step, _steps: None,
) -> Iterator[Power]:
    """Tell how often the test finds that groups keep less to themselves, for each value that the ratio may fall to.

    Parameters
    ----------
    design
        Of 10 people or more, two groups or more, and 5 gatherings or more in each period.
    together
        How often people of one group are at the same gathering, where 1 is by chance: in the first period, and what it
        may be in the last. The first is also among these: it shows how often luck is taken for a fall.
    studies, seed
        How many are drawn for each value, and the start of the random numbers.
    progress
        Gets what is done, how many are done, and of how many.

    Raises
    ------
    ValueError
        If groups of these sizes cannot be together so often, or a ratio is below 1.

    Examples
    --------
    >>> forum = Design((10, 10, 10), (40, 40))
    >>> [(step.after, step.hits) for step in power(forum, (1.5, 1.0), studies=20)]
    [(1.5, 0), (1.0, 20)]
    """
    reachable = ratios(design, seed)
    if min(together) < 1 or max(together) > reachable[-1]:
        largest = f"{reachable[-1]:.1f} times as often as by chance"
        raise ValueError(f"people of one group can be together between 1 and {largest}")
    strengths = np.interp(together, reachable, STRENGTHS).tolist()
    for step, (value, strength) in enumerate(zip(together, strengths, strict=True)):
        hits = 0
        for study in range(studies):
            progress("Drawing studies", step * studies + study, len(together) * studies)
            attendance = design.draw(np.random.default_rng([seed, study]), (strengths[0], strength))
            answer = co_attendance(attendance, permutations=399, seed=study)
            hits += answer is not None and answer.verdict == LESS
        yield Power(value, studies, hits)
