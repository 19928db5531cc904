"""How large a fall of isolation a study would find, before it is made: the test of `co_attendance` on drawn studies.

Somebody's keenness is drawn once; at each gathering every group has a shock in common, and the stronger these shocks
are, the more often people of one group are at the same gathering. Only this strength differs between the two periods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, expit

from sna.chance.co_attendance import LESS, co_attendance
from sna.chance.residuals import Attendance

KEENNESS = 0.8
"""The standard deviation of people's keenness, in log odds: some come to a tenth of gatherings, some to two thirds."""
STRENGTHS = np.linspace(0, 4, 17)
"""Standard deviations of the groups' shocks for which the ratio is worked out."""
_GATHERINGS = 1_500
"""So many gatherings, of as many communities as hold them, show what a strength does."""


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
    >>> forum = Design((10, 10, 10), (8, 8))
    >>> [(step.after, step.hits) for step in power(forum, (1.5, 1.0), studies=20)]
    [(1.5, 1), (1.0, 10)]
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
