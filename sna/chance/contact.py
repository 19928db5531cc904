"""Whether people turn less to those of their own group than before: ratio, interval, p and verdict from one object.

Per period the acts from s to t are taken to be a_s · b_t · h^(same group), for every week in which both could act: who
writes much, and who is much written to, is given, and h says how much more people turn to their own group than to
somebody else who is as busy. Weeks are the units: acts of one thread are not independent, weeks nearly are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sna.chance.co_attendance import Estimate, Ratios, Stratum, conclusion, neighbours, permuted_p, smallest_fall
from sna.chance.residuals import Scale

FEWEST_WEEKS, FEWEST_ACTS = 8, 100
"""So many weeks with acts, and so many acts, between people whose group is known, are needed in a period."""
LEAST = 0.5
"""A group whose acts tell less than this in a period is not compared."""
FARTHEST = np.log(200)
"""Where the odds are farther from 1 than this, all or none of the acts are within groups: nothing is estimated."""
LAGS, MONTH = 12, 4
"""Weeks are held against the weeks after them over so many: a preference may last a season. So many are near."""
LONG, UNSEEN = 30, 1.35
"""With fewer weeks a preference that goes up and down for months cannot be seen to: variances are so much larger."""
SURELY = 1.645
"""So many standard errors apart is surely: luck alone in one study of twenty."""
ROUNDS, CLOSE = 500, 1e-9


class Acts(NamedTuple):
    """Who turned to whom, act by act; people, groups and weeks by number.

    Attributes
    ----------
    tail, head, week
        Of each act.
    labels
        The group of each person.
    last
        Whether each week is of the last period.
    could
        People × weeks: whether somebody could act then.
    """

    tail: np.ndarray
    head: np.ndarray
    week: np.ndarray
    labels: np.ndarray
    last: np.ndarray
    could: np.ndarray

    def period(self, last: bool) -> Acts:
        """Give one period: the weeks in which there were acts, and the people who took part in one."""
        acts = self.last[self.week] == last
        weeks, week = np.unique(self.week[acts], return_inverse=True)
        people, ends = np.unique(np.concatenate([self.tail[acts], self.head[acts]]), return_inverse=True)
        tail, head = ends[: len(week)], ends[len(week) :]
        return Acts(tail, head, week, self.labels[people], self.last[weeks], self.could[np.ix_(people, weeks)])

    @property
    def same(self) -> np.ndarray:
        """Whether each act stays within a group."""
        return np.asarray(self.labels[self.tail] == self.labels[self.head])


class Margins(NamedTuple):
    """One period's acts, and what its fits need.

    Attributes
    ----------
    open
        People × people: the acts that fell in weeks in which both could act; 0 for oneself.
    same
        People × people: whether two are of one group.
    sent, received
        Of each person.
    """

    acts: Acts
    open: np.ndarray
    same: np.ndarray
    sent: np.ndarray
    received: np.ndarray

    @classmethod
    def of(cls, acts: Acts) -> Margins:
        """Take in the acts of a period."""
        could, number = acts.could.astype(float), len(acts.labels)
        both = (could * np.bincount(acts.week, minlength=len(acts.last))) @ could.T
        np.fill_diagonal(both, 0.0)
        sent, received = (np.bincount(end, minlength=number).astype(float) for end in (acts.tail, acts.head))
        return cls(acts, both, acts.labels[:, np.newaxis] == acts.labels, sent, received)

    def expected(self, log_odds: float) -> np.ndarray:
        """Fit who turns to whom, people × people, to what everybody sent and received (iterative proportions)."""
        chance = self.open * np.where(self.same, np.exp(log_odds), 1.0)
        receiver = np.ones(len(self.received))
        for _round in range(ROUNDS):
            sender = _over(self.sent, chance @ receiver)
            old, receiver = receiver, _over(self.received, sender @ chance)
            if np.abs(receiver - old).max() <= CLOSE * receiver.max():
                break
        return np.asarray(sender[:, np.newaxis] * chance * receiver)


class Scores(NamedTuple):
    """What a period says of the log odds at one value of them, group by group (of who turns to somebody).

    Attributes
    ----------
    weekly
        Groups × weeks: the acts within the group, less what senders and receivers of that week give.
    information
        Of each group, what is left when totals are given.
    shrinkage
        What half an act added within, and half an act across, adds to the score.
    own
        Of each group, the acts within it that are expected.
    """

    weekly: np.ndarray
    information: np.ndarray
    shrinkage: float
    own: np.ndarray

    @classmethod
    def of(cls, margins: Margins, log_odds: float, groups: int) -> Scores:
        """Work out the efficient score: the own-group sign, less its projection on senders and receivers."""
        acts, expected = margins.acts, margins.expected(log_odds)
        own = expected * margins.same
        receiver = np.zeros(len(own))
        sent, received = np.maximum(margins.sent, 1e-12), np.maximum(margins.received, 1e-12)
        for _round in range(ROUNDS):
            sender = (own.sum(axis=1) - expected @ receiver) / sent
            old, receiver = receiver, (own.sum(axis=0) - sender @ expected) / received
            if np.abs(receiver - old).max() <= CLOSE:
                break
        rest = margins.same - sender[:, np.newaxis] - receiver
        weekly = np.zeros((groups, len(acts.last)))
        np.add.at(weekly, (acts.labels[acts.tail], acts.week), rest[acts.tail, acts.head])
        sums = [np.bincount(acts.labels, part, minlength=groups) for part in ((expected * rest**2).sum(1), own.sum(1))]
        return cls(weekly, sums[0], 0.5 - float(own.sum() / max(len(acts.tail), 1)), sums[1])


def _over(part: np.ndarray, total: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, total, out=np.zeros_like(part), where=total > 0))


class Level(NamedTuple):
    """The log odds of both periods, with what the groups weigh, and the scales of the test and of the intervals."""

    tested: Scale
    own: Scale
    groups: tuple[np.ndarray, np.ndarray]


def _scores(periods: Sequence[Margins], log_odds: Sequence[float], groups: int) -> list[Scores]:
    return [Scores.of(margins, value, groups) for margins, value in zip(periods, log_odds, strict=True)]


def _pooled(periods: Sequence[Margins], groups: int) -> tuple[float, list[Scores]]:
    """Solve for the log odds of both periods together."""
    value = 0.0
    for _round in range(50):
        parts = _scores(periods, [value] * 2, groups)
        information = sum(part.information.sum() for part in parts)
        step = sum(part.weekly.sum() + part.shrinkage for part in parts) / max(information, 1e-12)
        value += float(np.clip(step, -1, 1))
        if abs(step) <= 1e-6 or abs(value) > FARTHEST:
            break
    return value, _scores(periods, [value] * 2, groups)


def _solved(margins: Margins, value: float, weight: np.ndarray) -> tuple[float, Scores]:
    """Solve for the log odds of one period, the groups weighted as they are in both."""
    part = Scores.of(margins, value, len(weight))
    for _round in range(50):
        step = _level(part, weight).sum() + part.shrinkage / max(part.information.sum(), 1e-12)
        value += float(np.clip(step, -1, 1))
        part = Scores.of(margins, value, len(weight))
        if abs(step) <= 1e-6 or abs(value) > FARTHEST:
            break
    return value, part


def _level(part: Scores, weight: np.ndarray) -> np.ndarray:
    """Give what each group and week adds to the level."""
    factor = np.divide(weight, part.information, out=np.zeros_like(weight), where=weight > 0)
    return np.asarray(factor[:, np.newaxis] * part.weekly)


def _scale(parts: Sequence[Scores], level: Sequence[float], weight: np.ndarray) -> Scale:
    shocks = [_level(part, weight) for part in parts]
    contributions = [values.shape[1] * values.sum(axis=0) for values in shocks]
    model = [float((weight[weight > 0] ** 2 / part.information[weight > 0]).sum()) for part in parts]
    shocks = [values / np.sqrt(np.maximum((values**2).sum() / values.shape[1], 1e-12)) for values in shocks]
    none = np.zeros_like(weight)
    pairs = (tuple(values) for values in ((none, none), level, contributions, model, model, shocks))
    return Scale(weight, *pairs)


class Contact(NamedTuple):
    """How much more people turned to their own group in two periods: every figure of it, and what may be concluded.

    Attributes
    ----------
    ratios
        The odds of an act within a group against one across, between people as busy.
    p
        Of a change.
    widened, wanders
        How many times as wide the interval is because weeks near each other were alike; whether that surely lasts for
        weeks and passes: the preference wanders.
    weight, groups
        How much each group counts, and its own odds in both periods, roughly; blank where it is not known in both.
    weeks
        With acts, in each period.
    """

    ratios: Ratios
    p: float
    widened: float
    wanders: bool
    weight: np.ndarray
    groups: tuple[np.ndarray, np.ndarray]
    weeks: tuple[int, int]

    @property
    def verdict(self) -> str:
        """What may be concluded: less or more isolated only where there was, or is, isolation."""
        return conclusion(self.p, self.ratios)

    @property
    def smallest(self) -> float | None:
        """The first period's odds after the smallest fall found 8 times in 10; None where none surely is."""
        return smallest_fall(self.ratios, sum(self.weeks))


def contact(acts: Acts, *, permutations: int = 9_999, seed: int = 0) -> Contact | None:
    """Compare how much more people turn to their own group in two periods, given who is busy in each.

    The weeks' contributions at the odds of both periods together are dealt out to the periods, each deal studentised;
    Student's t, which allows for weeks that are alike, must agree.

    Parameters
    ----------
    acts
        Of both periods. Each group (of who turns to somebody) is compared with itself and counts the same in both.
    permutations, seed
        How often weeks are dealt out anew, and the start of the random numbers.

    Returns
    -------
    Contact | None
        None where all acts or none are within groups, or no group acts enough in both periods.

    References
    ----------
    Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. The Annals of Statistics
    41(2), 484-507. https://doi.org/10.1214/13-AOS1090

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> tail, step = random.integers(12, size=600), 1 + random.integers(11, size=600)
    >>> week, last = np.arange(600) % 40, np.arange(40) >= 20
    >>> forum = contact(Acts(tail, (tail + step) % 12, week, np.arange(12) % 3, last, np.ones((12, 40), bool)))
    >>> forum.verdict
    'no evidence of change'
    """
    groups = int(acts.labels.max(initial=-1)) + 1
    periods = [Margins.of(acts.period(last)) for last in (False, True)]
    start, together = _pooled(periods, groups)
    weight = np.prod([np.where(part.information > LEAST, part.information, 0.0) for part in together], axis=0)
    weight = _over(weight, np.sum([part.information for part in together], axis=0))
    if not weight.any() or abs(start) > FARTHEST:
        return None
    weight /= weight.sum()
    solved = [_solved(margins, start, weight) for margins in periods]
    levels, parts = [value for value, _part in solved], [part for _value, part in solved]
    if max(map(abs, levels)) > FARTHEST:
        return None
    tested, own = _scale(together, levels, weight), _scale(parts, levels, weight)
    wanders, widening = _widening(tested, own)
    deal = permuted_p([Stratum(1.0, tested)], np.random.default_rng(seed), permutations)
    return Contact(
        ratios=Ratios.of_logs(Estimate.of([Stratum(1.0, own)], widening, tested=False)),
        p=max(deal, Estimate.of([Stratum(1.0, tested)], widening, tested=True).p()),
        widened=max(widening) ** 0.5,
        wanders=wanders,
        weight=weight,
        groups=tuple(_by_group(value, part, weight) for value, part in solved),  # type: ignore[arg-type]
        weeks=(len(periods[0].acts.last), len(periods[1].acts.last)),
    )


def _widening(tested: Scale, own: Scale) -> tuple[bool, tuple[float, float]]:
    """Tell whether a preference wanders, and how much larger that weeks are alike makes each period's variance.

    Held against their own mean weeks look less alike than they are, by as much as all that is alike in them divided by
    their number. Where a preference surely wanders that is put right; elsewhere it would only hide changes. In a short
    period nobody can see whether it does.
    """
    wanders = _wanders(tested)
    products = [shocks.T @ shocks for shocks in (own if wanders else tested).shocks]
    unseen = UNSEEN if min(map(len, products)) < LONG else 1.0
    alike, factors = [neighbours(products, lag)[0] for lag in range(1, LAGS + 1)], []
    for weeks in map(len, products):
        shares = [2 * (1 - lag / weeks) for lag in range(1, min(LAGS, weeks - 1) + 1)]
        factor = 1 + sum(share * value for share, value in zip(shares, alike, strict=False))
        factors.append(unseen * max(factor / (1 - sum(shares) / weeks if wanders else 1.0), 1.0))
    return wanders, (factors[0], factors[1])


def _wanders(scale: Scale) -> bool:
    """Tell whether weeks of the same month are surely more alike than weeks a season apart.

    A change between the periods makes all weeks of a period alike, near or far: it is no sign.
    """
    products = [shocks.T @ shocks for shocks in scale.shocks]
    if min(map(len, products)) <= 2 * LAGS:
        return False
    near, far = (
        np.concatenate([np.diagonal(part, lag) for part in products for lag in lags])
        for lags in (range(1, MONTH + 1), range(LAGS + 1, 2 * LAGS + 1))
    )
    error = (near.var() / len(near) + far.var() / len(far)) ** 0.5
    return bool(near.mean() - far.mean() > SURELY * error)


def _by_group(value: float, part: Scores, weight: np.ndarray) -> np.ndarray:
    """Give each group's odds: those of all, times its acts within by those expected."""
    determined = (weight > 0) & (part.own > 0)
    moved = np.divide(part.weekly.sum(axis=1), part.own, out=np.full(len(weight), np.nan), where=determined)
    return np.asarray(np.exp(value) * np.maximum(1 + moved, 0.0))
