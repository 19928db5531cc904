"""Whether people of one group come together less than before: ratio, interval, p and verdict from one object.

Both scales of `sna.chance.residuals` must say so, because who comes may change in either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from sna.chance.permutation import FEWEST
from sna.chance.residuals import (
    FEWEST_IN_STRATUM,
    PRIOR,
    SCALES,
    TIMES,
    Attendance,
    Residuals,
    Scale,
    compare,
    residuals,
    variance,
)

FEWEST_INFORMATIVE = 5
"""So many gatherings at which somebody was, and somebody was not, are needed in a period."""
LAGS = 6
"""Streaks are looked for over so many gatherings."""
STREAK = 0.1
"""Where gatherings next to each other are alike with at most this p, every interval is widened."""
LEVEL = 0.05
"""A change is called one if luck alone gives it no more often than this."""
MARGIN = 1.1
"""What is surely smaller than this ratio, up and down, is called unchanged."""
POWER = 0.8416
"""The normal quantile of 8 in 10."""

LESS, MORE, SAME = "less isolated", "more isolated", "unchanged within a tenth"
NO_EVIDENCE, CANNOT_TELL = "no evidence of change", "these data cannot tell"


class Stratum(NamedTuple):
    """A scale of the gatherings of one kind (online, at one host) and how much it counts."""

    weight: float
    scale: Scale


def _strata(scales: Sequence[Scale]) -> list[Stratum]:
    """Let each stratum count by how surely its change is known."""
    precision = np.array([1 / (1e-12 + scale.error()) for scale in scales])
    return [Stratum(*pair) for pair in zip((precision / precision.sum()).tolist(), scales, strict=True)]


class Interval(NamedTuple):
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of_log(cls, log: float, square: float, freedom: float, share: float = 0.95) -> Interval:
        """Take a logarithm with its squared standard error; the interval holds so large a share."""
        reach = float(stdtrit(freedom, (1 + share) / 2)) * square**0.5
        value, low, high = np.exp([log, log - reach, log + reach]).tolist()
        return cls(value, low, high)


class Estimate(NamedTuple):
    """The levels of both periods over all strata, with their squared standard errors and degrees of freedom."""

    level: tuple[float, float]
    squares: tuple[float, float]
    freedom: tuple[float, float]

    @classmethod
    def of(cls, strata: Sequence[Stratum], widening: tuple[float, float], *, tested: bool) -> Estimate:
        """Sum over the strata; for the test both periods share one shock, for intervals each has its own."""
        level, squares, freedom = [], [], []
        for period in (0, 1):
            parts = [
                (stratum.weight, (scale.model if tested else scale.own)[period], scale.contributions[period])
                for stratum, scale in ((stratum, stratum.scale) for stratum in strata)
            ]
            level.append(sum(stratum.weight * stratum.scale.level[period] for stratum in strata))
            errors = [weight**2 * float(variance(model, values)) for weight, model, values in parts]
            squares.append(widening[period] * sum(errors))
            freedom.append(float(PRIOR + sum(len(values) for _weight, _model, values in parts) - 1))
        return cls(tuple(level), tuple(squares), tuple(freedom))  # type: ignore[arg-type]

    def together(self, squares: Sequence[float]) -> float:
        """Give the degrees of freedom of a difference of the two (Satterthwaite)."""
        return sum(squares) ** 2 / sum(square**2 / n for square, n in zip(squares, self.freedom, strict=True))

    def logarithms(self) -> Estimate:
        """Give the same of the logarithms of the times as often, 1 + level: what is small or below 0 ends at 0.2."""
        ratio = [max(1 + level, 0.2) for level in self.level]
        squares = [square / value**2 for square, value in zip(self.squares, ratio, strict=True)]
        return Estimate(tuple(np.log(ratio).tolist()), tuple(squares), self.freedom)  # type: ignore[arg-type]

    def p(self) -> float:
        """Give the two-sided p of Student's t for a change."""
        t = abs(self.level[1] - self.level[0]) / sum(self.squares) ** 0.5
        return float(2 * stdtr(self.together(self.squares), -t))


class Ratios(NamedTuple):
    """How many times as often as by chance people of one group are together, in both periods, and how that changed.

    `error` is the standard error of the logarithm of the change, `narrow` its 90 % interval.
    """

    before: Interval
    after: Interval
    change: Interval
    narrow: tuple[float, float]
    error: float

    @classmethod
    def of(cls, estimate: Estimate) -> Ratios:
        """Take the levels on the scale of times, 1 + level, with intervals by their logarithms."""
        return cls.of_logs(estimate.logarithms())

    @classmethod
    def of_logs(cls, estimate: Estimate) -> Ratios:
        """Take levels that are logarithms already."""
        before, after = (
            Interval.of_log(level, square, freedom) for level, square, freedom in zip(*estimate, strict=True)
        )
        change, square = estimate.level[1] - estimate.level[0], sum(estimate.squares)
        freedom = estimate.together(estimate.squares)
        wide, narrow = (Interval.of_log(change, square, freedom, part) for part in (0.95, 0.9))
        return cls(before, after, wide, (narrow.low, narrow.high), square**0.5)


def streaks(
    scales: Sequence[Scale], random: np.random.Generator, permutations: int
) -> tuple[float, tuple[float, float]]:
    """Tell whether groups are alike at gatherings next to each other: p, and how much wider that makes each period.

    The products of neighbouring gatherings are summed over groups and periods and compared with random orders.
    A sum of squares inherits the square of a correlation.
    """
    parts = [shocks for scale in scales for shocks in scale.shocks]
    products = [shocks.T @ shocks for shocks in parts]
    observed = neighbours(products, 1)[0]
    drawn = np.zeros(permutations)
    for product in products:
        order = random.random((permutations, len(product))).argsort(axis=1)
        drawn += sum(product[order[:, place], order[:, place + 1]] for place in range(len(product) - 1))
    drawn /= max(sum(len(product) - 1 for product in products), 1)
    p = float((1 + (drawn >= observed - 1e-12).sum()) / (1 + permutations))
    noise = sum(stratum.weight * float((stratum.scale.weight**2).sum()) for stratum in _strata(scales))
    numbers = [max(scale.shocks[period].shape[1] for scale in scales) for period in (0, 1)]
    first, last = (_widening(products, number, noise) for number in numbers)
    return p, (first, last)


def neighbours(products: Sequence[np.ndarray], lag: int) -> tuple[float, int]:
    """Give the mean product of gatherings so far apart, and of how many."""
    number = sum(max(len(product) - lag, 0) for product in products)
    return sum(float(np.trace(product, lag)) for product in products if len(product) > lag) / max(number, 1), number


def _widening(products: Sequence[np.ndarray], number: int, noise: float) -> float:
    factor = 1.0
    for lag in range(1, min(LAGS, number - 1) + 1):
        alike, pairs = neighbours(products, lag)
        factor += 2 * (1 - lag / number) * max(alike**2 - noise / max(pairs, 1), 0.0)
    return factor


def permuted_p(strata: Sequence[Stratum], random: np.random.Generator, permutations: int) -> float:
    """Deal the gatherings' contributions out to the periods anew, within each stratum, every deal studentised."""
    change, error = np.zeros(permutations + 1), np.zeros(permutations + 1)
    for weight, scale in strata:
        number, every = len(scale.contributions[0]), np.concatenate(scale.contributions)
        # the first row is the order observed
        order = np.vstack([np.arange(len(every)), random.random((permutations, len(every))).argsort(axis=1)])
        before, after = every[order[:, :number]], every[order[:, number:]]
        change += weight * (after.mean(axis=1) - before.mean(axis=1))
        error += weight**2 * (variance(scale.model[0], before) + variance(scale.model[1], after))
    t = np.abs(change / np.sqrt(error + 1e-300))
    return float((1 + (t[1:] >= t[0] - 1e-12).sum()) / (1 + permutations))


class CoAttendance(NamedTuple):
    """How often people of one group were together in two periods: every figure of it, and what may be concluded.

    Attributes
    ----------
    ratios
        Of people of one group.
    between
        The same of people of different groups, in both periods, without an interval.
    p, scale_p
        Of a change: the larger of those of the scales; 1 where they disagree about its direction.
    streak_p
        Of gatherings next to each other being alike.
    weight, groups
        How much each group counts, and its own ratios in both periods; blank where it is not known in both.
    full
        Whether the gatherings of the first, of the last period seem to have been full.
    logarithms
        By scale: the logarithms of the times as often in both periods, each with a squared standard error of its own.
    """

    ratios: Ratios
    between: tuple[float, float]
    p: float
    scale_p: Mapping[str, float]
    streak_p: float
    weight: np.ndarray
    groups: tuple[np.ndarray, np.ndarray]
    gatherings: tuple[int, int]
    full: tuple[bool, bool]
    logarithms: Mapping[str, Estimate]

    @property
    def verdict(self) -> str:
        """What may be concluded: less or more isolated only where there was, or is, isolation."""
        verdict = conclusion(self.p, self.ratios)
        return CANNOT_TELL if self.unequal_seats and verdict in {LESS, MORE} else verdict

    @property
    def unequal_seats(self) -> bool:
        """Whether gatherings were full in one period only: less demand then looks like less mixing on both scales."""
        return self.full[0] != self.full[1]

    @property
    def scales_disagree(self) -> bool:
        """Whether there is a change on one scale only: then it cannot be told from a change in who comes."""
        return self.p > LEVEL and min(self.scale_p.values()) <= LEVEL

    @property
    def smallest(self) -> float | None:
        """The first period's ratio after the smallest fall found 8 times in 10; None where none surely is."""
        return smallest_fall(self.ratios, sum(self.gatherings))


def conclusion(p: float, ratios: Ratios) -> str:
    """Say what may be concluded: less or more isolated only where there was, or is, isolation."""
    change = ratios.change
    if p > LEVEL:
        low, high = ratios.narrow
        return SAME if low > 1 / MARGIN and high < MARGIN else NO_EVIDENCE
    isolated = ratios.before if change.value < 1 else ratios.after
    if isolated.low <= 1:
        return CANNOT_TELL
    return LESS if change.value < 1 else MORE


def smallest_fall(ratios: Ratios, units: int) -> float | None:
    """Give the first period's ratio after the smallest fall found 8 times in 10 from so many gatherings or weeks."""
    quantile = stdtrit(units - 2, 0.975) + POWER
    least = float(ratios.before.value * np.exp(-quantile * ratios.error))
    return least if least > 1 else None


def seats_full(sizes: np.ndarray, seats: np.ndarray | None = None) -> bool:
    """Tell whether gatherings seem to have been full: many of exactly one size, few larger; or as many as seats.

    Examples
    --------
    >>> seats_full(np.array([20, 20, 20, 19, 20])), seats_full(np.array([20, 17, 23, 19, 21]))
    (True, False)
    >>> seats_full(np.array([12, 15, 12, 18]), np.array([12, 15, 12, 18]))
    True
    """
    enough = max(4.0, len(sizes) / 2)
    if seats is not None and (sizes >= np.where(np.isnan(seats), np.inf, seats)).sum() >= enough:
        return True
    usual = int(np.bincount(sizes).argmax()) if len(sizes) else 0
    return bool((sizes == usual).sum() >= enough and (sizes > usual).sum() <= len(sizes) / 4)


def co_attendance(
    attendance: Attendance,
    *,
    full: tuple[bool, bool] = (False, False),
    permutations: int = 9_999,
    seed: int = 0,
) -> CoAttendance | None:
    """Compare how often people of one group are together in two periods, adjusted for who comes.

    Parameters
    ----------
    attendance
        Of those who could come in both periods; chosen by who could, never by who came. Each kind of gathering is
        compared with itself.
    full
        Whether gatherings were full in the first, in the last period (see `seats_full`).
    permutations, seed
        How often contributions are dealt out anew, and the start of the random numbers.

    Returns
    -------
    CoAttendance | None
        None with fewer than 5 informative gatherings in a period, 10 people, two groups, or no group of which two
        people might have come in both periods.

    References
    ----------
    Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. The Annals of Statistics
    41(2), 484-507. https://doi.org/10.1214/13-AOS1090

    Neal, Z. P. (2014). The backbone of bipartite projections. Social Networks 39, 84-97.
    https://doi.org/10.1016/j.socnet.2014.06.001

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> presence = random.random((24, 20)) < 0.3
    >>> forum = co_attendance(Attendance.of(presence, np.repeat(np.arange(4), 6), np.arange(20) >= 10))
    >>> forum.verdict, bool(forum.p > 0.05)
    ('no evidence of change', True)
    """
    telling, random = attendance.informative(), np.random.default_rng(seed)
    usable = attendance.at(telling)
    numbers = int((~usable.last).sum()), int(usable.last.sum())
    if min(numbers) < FEWEST_INFORMATIVE or len(attendance.member) < FEWEST or not _comparable(attendance.member):
        return None
    parts = [usable.at(usable.kind == value).periods for value in np.unique(usable.kind)]
    strata = [(residuals(first), residuals(last)) for first, last in parts]
    scales = [(periods, {scale: compare(periods, scale) for scale in SCALES}) for periods in strata]
    scales = [(periods, both) for periods, both in scales if all(scale.weight.any() for scale in both.values())]
    if not scales:
        return None
    streak, widening = streaks([both[TIMES] for _periods, both in scales], random, min(permutations, 999))
    widening = widening if streak <= STREAK else (1.0, 1.0)
    by_scale = {scale: _strata([both[scale] for _periods, both in scales]) for scale in SCALES}
    p = {scale: permuted_p(parts, random, permutations) for scale, parts in by_scale.items()}
    if streak <= STREAK:
        p = {scale: max(p[scale], Estimate.of(parts, widening, tested=True).p()) for scale, parts in by_scale.items()}
    moves = [sum(weight * part.change for weight, part in parts) for parts in by_scale.values()]
    logarithms = {scale: Estimate.of(parts, widening, tested=False).logarithms() for scale, parts in by_scale.items()}
    return CoAttendance(
        ratios=Ratios.of_logs(logarithms[TIMES]),
        between=_between([periods for periods, _both in scales]),
        p=max(p.values()) if moves[0] * moves[1] > 0 else 1.0,
        scale_p=p,
        streak_p=streak,
        weight=np.asarray(sum(weight * part.weight for weight, part in by_scale[TIMES])),
        groups=_by_group(by_scale[TIMES]),
        gatherings=numbers,
        full=full,
        logarithms=logarithms,
    )


def _comparable(member: np.ndarray) -> bool:
    """Tell whether there are two groups, and one of two people."""
    sizes = member.sum(axis=0)
    return bool((sizes > 0).sum() > 1 and (sizes > 1).any())


def _between(strata: Sequence[tuple[Residuals, Residuals]]) -> tuple[float, float]:
    first, last = (np.sum([periods[period].halves() for periods in strata], axis=0) for period in (0, 1))
    return _ratio(*first), _ratio(*last)


def _ratio(excess: float, pairs: float) -> float:
    return float(1 + excess / pairs) if pairs else float("nan")


def _by_group(strata: Sequence[Stratum]) -> tuple[np.ndarray, np.ndarray]:
    """Give the ratio of each group in both periods, over the strata in which it is known."""
    total = np.asarray(sum(weight * scale.weight for weight, scale in strata))
    first, last = (
        1
        + np.divide(
            sum(weight * scale.weight * scale.group_level[period] for weight, scale in strata),
            total,
            out=np.full(total.shape, np.nan),
            where=total > 0,
        )
        for period in (0, 1)
    )
    return first, last


class AttendanceChange(NamedTuple):
    """The share of their places that the people of each group took, before and after; p of a change of any group."""

    before: np.ndarray
    after: np.ndarray
    p: np.ndarray


def attendance_change(attendance: Attendance, *, permutations: int = 9_999, seed: int = 0) -> AttendanceChange:
    """Tell which groups came more or less often than before.

    Each gathering's departure from the group's own share is dealt out to the periods anew, studentised. The largest of
    all groups' departures is what each is held against, so that many groups do not find one by luck.

    Examples
    --------
    >>> presence = np.repeat([[True] * 6 + [False] * 6, [True, False] * 6], 5, axis=0)
    >>> years = Attendance.of(presence, np.repeat([0, 1], 5), np.arange(12) >= 6)
    >>> keen = attendance_change(years, permutations=999)
    >>> keen.before.tolist(), keen.after.tolist(), (keen.p <= 0.05).tolist()
    ([1.0, 0.5], [0.0, 0.5], [True, False])
    """
    random, member, last = np.random.default_rng(seed), attendance.member.T.astype(float), attendance.last
    presence, could = member @ (attendance.presence & attendance.could), member @ attendance.could
    before, after = (_quotient(presence[:, part].sum(axis=1), could[:, part].sum(axis=1)) for part in (~last, last))
    share = _quotient(presence.sum(axis=1), could.sum(axis=1))
    departure = (presence - np.nan_to_num(share)[:, np.newaxis] * could).T
    order = np.concatenate([np.flatnonzero(~last), np.flatnonzero(last)])
    number, groups = int((~last).sum()), departure.shape[1]
    if min(number, len(last) - number) < FEWEST_IN_STRATUM:
        return AttendanceChange(before, after, np.full(groups, np.nan))
    deals = [order[:number], *(random.permutation(order)[:number] for _deal in range(min(permutations, 999)))]
    first = np.zeros((len(deals), len(last)))
    np.put_along_axis(first, np.array(deals), 1.0, axis=1)
    t = _t(departure, first, number)
    beyond = (t[1:].max(axis=1, initial=0.0)[:, np.newaxis] >= t[0] * (1 - 1e-9) - 1e-12).sum(axis=0)
    return AttendanceChange(before, after, (1 + beyond) / len(t))


def _t(values: np.ndarray, first: np.ndarray, number: int) -> np.ndarray:
    """Give how far apart the gatherings dealt to the first period and the rest are, in standard errors.

    One row for each deal, one column for each of `values`; `first` is deals × gatherings, 1 for so many in each.
    """
    means, errors = [], []
    for part, size in ((first, number), (1 - first, len(values) - number)):
        mean = part @ values / size
        means.append(mean)
        errors.append(np.maximum(part @ values**2 / size - mean**2, 0.0) / (size - 1))
    return np.asarray(np.abs(means[1] - means[0]) / np.sqrt(errors[0] + errors[1] + 1e-6))


def _quotient(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))
