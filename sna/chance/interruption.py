"""Month by month: whether the last period began with a step, and whether the line went another way from then on.

A change between two periods may be a step, or a slope that was there before anything was done. Each gathering's own
figure is set against its day, a straight line in each period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from sna.chance.co_attendance import LAGS, Interval, neighbours
from sna.chance.residuals import PRIOR, SCALES, TIMES, Attendance, Scale, compare, residuals, variance

FEWEST_MONTHS = 8
"""So many months with a gathering that says something are needed in each period: of fewer the end of a line is known
half as well as a mean, and a real step would be missed nearly always."""


class Line(NamedTuple):
    """The line of one period: its height at the turn of the periods, its slope for a month, both with intervals."""

    height: Interval
    slope: Interval


class Interruption(NamedTuple):
    """How the figures went from gathering to gathering before and after.

    Attributes
    ----------
    lines
        Of both periods, on the scale of times as often as by chance.
    step, bend
        By how much the last line begins above the end of the first; by how much its slope is another.
    step_p, bend_p
        How often luck alone gives as much: the larger of those of the scales, 1 where these disagree about direction.
    months
        How many months of each period had a gathering that says something.
    """

    lines: tuple[Line, Line]
    step: Interval
    bend: Interval
    step_p: float
    bend_p: float
    months: tuple[int, int]


class Estimate(NamedTuple):
    """Height and slope of a period's line with their squared standard errors and degrees of freedom."""

    values: np.ndarray
    squares: np.ndarray
    freedom: float


def interruption(attendance: Attendance, months: np.ndarray) -> Interruption | None:
    """Draw a line through the figures of each period.

    The errors take in that gatherings near each other may be alike, and are as wide as in `co_attendance` otherwise.

    Parameters
    ----------
    attendance
        As `co_attendance` takes it, in order of time.
    months
        When each gathering was, in months from the turn of the periods (below 0 in the first).

    Returns
    -------
    Interruption | None
        None with fewer than 8 months in a period, gatherings of several kinds, or nothing that can be compared.

    References
    ----------
    Wagner, A. K., Soumerai, S. B., Zhang, F., & Ross-Degnan, D. (2002). Segmented regression analysis of interrupted
    time series studies. Journal of Clinical Pharmacy and Therapeutics 27(4), 299-309.
    https://doi.org/10.1046/j.1365-2710.2002.00430.x

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> forum = Attendance.of(random.random((24, 20)) < 0.4, np.repeat(np.arange(4), 6), np.arange(20) >= 10)
    >>> series = interruption(forum, np.arange(20) - 9.5)
    >>> series.months, bool(series.step_p > 0.05)
    ((10, 10), True)
    """
    telling = attendance.informative()
    usable, when = attendance.at(telling), months[telling]
    number = tuple(len(np.unique(np.floor(when[usable.last == final]))) for final in (False, True))
    if min(number) < FEWEST_MONTHS or len(np.unique(usable.kind)) > 1:
        return None
    periods = residuals(usable.periods[0]), residuals(usable.periods[1])
    scales = {scale: compare(periods, scale) for scale in SCALES}
    if not all(scale.weight.any() for scale in scales.values()):
        return None
    alike = _alike(scales[TIMES])
    estimates = {
        name: [_estimate(scale, final, when[usable.last == bool(final)], alike) for final in (0, 1)]
        for name, scale in scales.items()
    }
    lines = tuple(Line(*(_interval(part, place, 1.0 - place) for place in (0, 1))) for part in estimates[TIMES])
    step, bend = (_tested(estimates, place) for place in (0, 1))
    return Interruption((lines[0], lines[1]), step[0], bend[0], step[1], bend[1], (number[0], number[1]))


def _alike(scale: Scale) -> np.ndarray:
    """Say how alike gatherings so far apart are: a sum of squares inherits the square of a correlation."""
    products = [shocks.T @ shocks for shocks in scale.shocks]
    noise = float((scale.weight**2).sum())
    squares = []
    for lag in range(1, LAGS + 1):
        value, pairs = neighbours(products, lag)
        squares.append(max(value**2 - noise / max(pairs, 1), 0.0))
    return np.array(squares)


def _estimate(scale: Scale, final: int, months: np.ndarray, alike: np.ndarray) -> Estimate:
    """Fit one period's line by least squares, the errors of its gatherings of one size and alike as they are."""
    design = np.column_stack([np.ones(len(months)), months])
    weights = np.linalg.pinv(design)
    figures = scale.level[final] + scale.contributions[final] - scale.contributions[final].mean()
    values, number = weights @ figures, len(figures)
    rest = (figures - design @ values) * ((number - 1) / (number - 2)) ** 0.5
    error = number * float(variance(scale.own[final], rest))
    near = sum(
        2 * alike[lag - 1] * (weights[:, lag:] * weights[:, :-lag]).sum(axis=1)
        for lag in range(1, min(LAGS, number - 1) + 1)
    )
    return Estimate(values, error * ((weights**2).sum(axis=1) + np.maximum(near, 0.0)), float(PRIOR + number - 2))


def _interval(part: Estimate, place: int, above: float) -> Interval:
    """Give a height (above 1, which is by chance) or a slope with its 95 % interval."""
    reach = float(stdtrit(part.freedom, 0.975)) * part.squares[place] ** 0.5
    value = float(part.values[place]) + above
    return Interval(value, value - reach, value + reach)


def _tested(estimates: Mapping[str, Sequence[Estimate]], place: int) -> tuple[Interval, float]:
    """Give the difference of the lines in height or slope on the scale of times, and p on both scales."""
    p, moves, interval = [], [], Interval(0.0, 0.0, 0.0)
    for name, (start, final) in estimates.items():
        squares = start.squares[place], final.squares[place]
        total = sum(squares)
        freedom = total**2 / (squares[0] ** 2 / start.freedom + squares[1] ** 2 / final.freedom)
        move = float(final.values[place] - start.values[place])
        p.append(float(2 * stdtr(freedom, -abs(move) / total**0.5)))
        moves.append(move)
        if name == TIMES:
            reach = float(stdtrit(freedom, 0.975)) * total**0.5
            interval = Interval(move, move - reach, move + reach)
    return interval, max(p) if min(moves) * max(moves) > 0 else 1.0
