"""What people of one group do together at a gathering beyond what everybody's coming gives, and how it moved.

Pairs are not counted: at each gathering the residuals (came, less the chance of it) of people of one group are
multiplied. That sum is nothing on average where everybody comes for themselves, however keen a group is, and it is put
in relation to what it would be if group and gathering had a shock in common: once on the scale of odds, once on the
scale of times. A fall of interest moves the one, a cap of seats the other; mixing moves both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.chance.sdsm import open_kinds

FEWEST_IN_STRATUM = 3
"""A kind of gathering is compared if so many of it say something in both periods."""
PRIOR = 8
"""The model's variance counts as much as so many gatherings' own scatter."""
LEAST = 0.02
"""A group whose pairs weigh less than this in a period is not compared."""

ODDS, TIMES = "odds", "times"
SCALES = (ODDS, TIMES)


class Attendance(NamedTuple):
    """Who presence, who could, and of which group each person is.

    Attributes
    ----------
    presence, could
        People × gatherings in order of time.
    member
        People × groups: True where a person is of it. Somebody whose group is not known is a group of their own.
    last
        Whether each gathering is of the last period.
    kind
        A number for each gathering (online or not, at which host).
    """

    presence: np.ndarray
    could: np.ndarray
    member: np.ndarray
    last: np.ndarray
    kind: np.ndarray

    @classmethod
    def of(cls, presence: np.ndarray, labels: np.ndarray, last: np.ndarray) -> Attendance:
        """Take in people who all could come to all gatherings, of one kind; `labels` number the groups."""
        member = labels[:, np.newaxis] == np.arange(labels.max(initial=-1) + 1)
        return cls(presence, np.ones_like(presence), member, last, np.zeros(len(last), int))

    def at(self, gatherings: np.ndarray) -> Attendance:
        """Give the same people at some of the gatherings."""
        presence, could = self.presence[:, gatherings], self.could[:, gatherings]
        return Attendance(presence, could, self.member, self.last[gatherings], self.kind[gatherings])

    def as_one_group(self) -> Attendance:
        """Give the same with everybody of one group."""
        return self._replace(member=np.ones((len(self.member), 1), bool))

    @property
    def periods(self) -> tuple[Attendance, Attendance]:
        """The gatherings of the first and of the last period."""
        return self.at(~self.last), self.at(self.last)

    def informative(self) -> np.ndarray:
        """Tell which gatherings say something: somebody was there, somebody was not, its kind is in both periods."""
        presence, could = (self.presence & self.could).sum(axis=0), self.could.sum(axis=0)
        telling = (presence > 0) & (presence < could)
        for value in np.unique(self.kind):
            alike = telling & (self.kind == value)
            if min((alike & self.last).sum(), (alike & ~self.last).sum()) < FEWEST_IN_STRATUM:
                telling &= ~alike
        return np.asarray(telling)


class Residuals(NamedTuple):
    """What the people of each group do together at each gathering of one period: groups × gatherings each.

    Attributes
    ----------
    shock
        Sum of the residuals.
    spread, squares, pairs
        Sum of the variances, of their squares, and of their products over pairs.
    freedom
        What fitting each person leaves of the variances, 0 … 1.
    share
        The group's part of all variance at the gathering.
    expected
        How many came by chance.
    excess
        Products of residuals over pairs, less their expectation where everybody's total and every size is given.
    response
        Scale → the excess that a shock of variance 1, common to group and gathering, gives.
    """

    shock: np.ndarray
    spread: np.ndarray
    squares: np.ndarray
    pairs: np.ndarray
    freedom: np.ndarray
    share: np.ndarray
    expected: np.ndarray
    excess: np.ndarray
    response: Mapping[str, np.ndarray]

    def halves(self) -> tuple[float, float]:
        """Give the excess of the pairs of two groups, and how many of these pairs chance gives, over all gatherings."""
        variance = self.freedom * self.spread * (1 - self.share)
        pairs = 0.5 * (self.expected.sum(axis=0) ** 2 - (self.expected**2).sum(axis=0))
        return float(-0.5 * (self.shock**2 - variance).sum()), float(pairs.sum())


def residuals(attendance: Attendance) -> Residuals:
    """Compare the attendance of one period with the chances that everybody's total and every size leave.

    Examples
    --------
    >>> presence = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], bool)
    >>> period = Attendance.of(presence, np.array([0, 0, 1, 1]), np.array([False, True]))
    >>> residuals(period).shock.tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    could = None if attendance.could.all() else attendance.could | attendance.presence
    kinds = open_kinds(attendance.presence, could)
    chance, variance = kinds.chance, kinds.chance * (1 - kinds.chance)
    # Fitting a person to their total takes about 1/T from the variance of each of T gatherings. Without this, figures
    # of 4 gatherings and of 12 differ where nothing does.
    fitting = np.minimum(variance / np.maximum(variance @ np.bincount(kinds.gathering), 1e-9)[:, np.newaxis], 0.75)
    variance = variance / (1 - fitting)
    member = sparse.csr_array(attendance.member.T.astype(float))
    people = member @ np.eye(len(chance))[kinds.person]  # how many of each kind a group has

    def summed(part: np.ndarray) -> np.ndarray:
        """Sum over the people of each group, at each gathering."""
        return np.asarray((people @ part)[:, kinds.gathering])

    spread, squares, expected, freedom = map(summed, (variance, variance**2, chance, variance * (1 - fitting)))
    cross, even = summed(chance * variance), summed(chance**2)
    # The residual is 1 − chance where somebody was, and − chance elsewhere; few were at any one gathering.
    person, gathering = np.nonzero(attendance.presence)
    place = kinds.person[person], kinds.gathering[gathering]
    values = np.stack([np.ones(len(person)), 1 - 2 * chance[place]]) * kinds.free[place]
    attendees, less = (
        (member @ sparse.csr_array((value, (person, gathering)), attendance.presence.shape)).toarray()
        for value in values
    )
    shock, rests = attendees - expected, less + even
    whole = np.maximum(spread.sum(axis=0), 1e-9)
    freedom, pairs = freedom / np.maximum(spread, 1e-9), 0.5 * np.maximum(spread**2 - squares, 0.0)
    own = 0.5 * (shock**2 - rests)
    share = spread / whole
    # The size of a gathering is fitted too, and takes up a part of any shock.
    size = 1 - 2 * share + (share**2).sum(axis=0)
    times = 0.5 * (expected**2 - even) - expected / whole * (expected * spread - cross)
    times = times + pairs * (expected**2).sum(axis=0) / whole**2
    response = {ODDS: freedom * pairs * size, TIMES: freedom * times}
    excess = own + freedom * pairs / whole
    return Residuals(shock, spread, squares, pairs, freedom, share, expected, excess, response)


class Scale(NamedTuple):
    """Both periods of one stratum on one scale: a pair is of the first period and of the last.

    Attributes
    ----------
    weight
        How much each group counts, the same in both periods; 0 for one that is not known in both.
    group_level, level
        The excess over the response, of each group and averaged; 0 where everybody comes for themselves.
    contributions
        Of each gathering; their mean is the period's level less that of both periods together.
    model, own
        The model's variance of the level with the shock of both periods together, and with the period's own.
    shocks
        The shocks of the groups at each gathering, on one footing: groups × gatherings.
    """

    weight: np.ndarray
    group_level: tuple[np.ndarray, np.ndarray]
    level: tuple[float, float]
    contributions: tuple[np.ndarray, np.ndarray]
    model: tuple[float, float]
    own: tuple[float, float]
    shocks: tuple[np.ndarray, np.ndarray]

    @property
    def change(self) -> float:
        """By how much the level moved."""
        return self.level[1] - self.level[0]

    def error(self) -> float:
        """Give the squared standard error of the change."""
        pairs = zip(self.model, self.contributions, strict=True)
        return float(sum(variance(model, values) for model, values in pairs))


def compare(periods: tuple[Residuals, Residuals], scale: str) -> Scale:
    """Compare two periods group by group, and average with weights that are the same in both.

    A group that became keener cannot move the average then: it weighs in the last period what it weighs in the first.
    """
    sums = [(period.excess.sum(axis=1), period.response[scale].sum(axis=1)) for period in periods]
    usable = (sums[0][1] > LEAST) & (sums[1][1] > LEAST)
    excess, response = [pair[0] for pair in sums], [np.maximum(pair[1], 1e-9) for pair in sums]
    pooled = float(sum(map(np.sum, excess)) / max(float(sum(map(np.sum, response))), 1e-9))
    # with the shock of both periods together: the weights do not know in which of them a group was keener
    spread = [
        _model(period, np.ones_like(period.shock), pooled, scale)[1] / total**2
        for period, total in zip(periods, response, strict=True)
    ]
    weight = np.where(usable, 1 / (spread[0] + spread[1]), 0.0)
    weight = weight / max(float(weight.sum()), 1e-12)
    groups = [part / total for part, total in zip(excess, response, strict=True)]
    level = [float((weight * group).sum()) for group in groups]
    contributions, model, own, shocks = [], [], [], []
    for period, total, here in zip(periods, response, level, strict=True):
        factor = np.broadcast_to((weight / total)[:, np.newaxis], period.shock.shape)
        beyond = factor * (period.excess - pooled * period.response[scale])
        contributions.append(period.shock.shape[1] * beyond.sum(axis=0))
        model.append(_model(period, factor, pooled, scale)[0])
        own.append(_model(period, factor, here, scale)[0])
        # to one height, or the largest group alone would say whether neighbouring gatherings are alike
        height = np.maximum((period.shock**2).mean(axis=1, keepdims=True), 1e-9)
        shocks.append(period.shock * np.sqrt(weight[:, np.newaxis] / height))
    pairs = (tuple(part) for part in (groups, level, contributions, model, own, shocks))
    return Scale(weight, *pairs)


def _model(period: Residuals, factor: np.ndarray, shock: float, scale: str) -> tuple[float, np.ndarray]:
    """Give the variance of the sum of factor × excess where shocks have a variance; and of each group's excess.

    With B the variance of a group's sum of residuals, shock included, and s its share, two groups' sums covary by
    C = −s_a B_b − B_a s_b + s_a s_b ΣB, because sizes are fitted; their products, Gaussian, by C² ÷ 2. The sum over
    all pairs of groups is expanded, so that it takes no groups × groups.
    """
    share, free = period.share, period.freedom
    broad = period.spread + max(shock, 0.0) * (period.spread if scale == ODDS else period.expected) ** 2
    whole, load = broad.sum(axis=0), factor * free
    shares, mixed, broads = ((load * part).sum(axis=0) for part in (share**2, share * broad, broad**2))
    every = 2 * shares * broads + (whole * shares) ** 2 + 2 * mixed**2 - 4 * whole * shares * mixed
    bound = share**2 * whole - 2 * share * broad
    between = 0.5 * np.maximum(every - ((load * bound) ** 2).sum(axis=0), 0.0)
    own = 0.5 * ((broad + bound) ** 2 - period.squares * (1 - share) ** 2) * free**2
    own = np.maximum(own, period.pairs * ((1 - share) * free) ** 2 + 1e-12)
    return float((between + (factor**2 * own).sum(axis=0)).sum()), own.sum(axis=1)


def variance(model: float, contributions: np.ndarray) -> np.ndarray:
    """Give the squared standard error of a period's level, the model's and the gatherings' own scatter together.

    Of many deals at once where `contributions` are deals × gatherings.
    """
    number = contributions.shape[-1]
    scatter = contributions.var(axis=-1, ddof=1) * (number - 1) / number
    return np.asarray((PRIOR * model + scatter) / (PRIOR + number - 1))
