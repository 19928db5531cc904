"""What a change between two periods is held against: another community, registers that are missing, its months.

Whether one community changed otherwise than another: what came over both alike, a lockdown or a new way to keep
registers, is in both changes and leaves their ratio.

Between which figures the answer lies if the registers of some gatherings are missing. Who was at them is not known. At
one end people came in whole groups, at the other every group sent its usual part; of everything that may have been,
about one in a hundred is more among its own, or more mixed, than that.

Whether the last period began with a step, and whether the line went another way from then on: a change may be a slope
that was there before anything was done. Each gathering's own figure is set against its day, a straight line in each
period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from sna.chance.co_attendance import (
    CANNOT_TELL,
    LAGS,
    LESS,
    LEVEL,
    MARGIN,
    MORE,
    NO_EVIDENCE,
    SAME,
    CoAttendance,
    Estimate,
    Interval,
    co_attendance,
    neighbours,
)
from sna.chance.residuals import PRIOR, SCALES, TIMES, Attendance, Scale, compare, residuals, variance


class Difference(NamedTuple):
    """The change of one community in relation to that of another.

    Attributes
    ----------
    ratio
        Of the change here (after ÷ before) to that there; `narrow` is its 90 % interval.
    p, scale_p
        How often luck alone gives as much: the larger of those of the scales; 1 where they disagree about direction.
    verdict
        What may be concluded: of here, in relation to there.
    """

    ratio: Interval
    narrow: Interval
    p: float
    scale_p: Mapping[str, float]
    verdict: str


def against(own: CoAttendance, rival: CoAttendance) -> Difference:
    """Compare the changes of two communities that share neither people nor gatherings, on the scales of both.

    The test is Student's t of the difference of the logarithms; each of the four levels has an error of its own, wider
    where its gatherings are alike from one to the next, because neither community needs to have stayed as it was.

    Examples
    --------
    >>> import numpy as np
    >>> from sna.chance.co_attendance import co_attendance
    >>> from sna.chance.residuals import Attendance
    >>> random, groups, last = np.random.default_rng(1), np.repeat(np.arange(4), 6), np.arange(20) >= 10
    >>> parts = [Attendance.of(random.random((24, 20)) < 0.3, groups, last) for _community in range(2)]
    >>> study, rival = (co_attendance(part, permutations=99) for part in parts)
    >>> against(study, rival).verdict
    'no evidence of change'
    """
    differences = {scale: _difference(own.logarithms[scale], rival.logarithms[scale]) for scale in own.logarithms}
    log, square, freedom = differences[TIMES]
    wide, narrow = (Interval.of_log(log, square, freedom, share) for share in (0.95, 0.9))
    scale_p = {scale: float(2 * stdtr(part[2], -abs(part[0]) / part[1] ** 0.5)) for scale, part in differences.items()}
    moves = [part[0] for part in differences.values()]
    p = max(scale_p.values()) if min(moves) * max(moves) > 0 else 1.0
    return Difference(wide, narrow, p, scale_p, _verdict(own, rival, p, (wide, narrow)))


def _difference(own: Estimate, rival: Estimate) -> tuple[float, float, float]:
    """Give the difference of two changes of logarithms, its squared standard error and degrees of freedom."""
    squares, freedoms = (*own.squares, *rival.squares), (*own.freedom, *rival.freedom)
    total = sum(squares)
    freedom = total**2 / sum(square**2 / number for square, number in zip(squares, freedoms, strict=True))
    return own.level[1] - own.level[0] - (rival.level[1] - rival.level[0]), total, freedom


def _verdict(own: CoAttendance, rival: CoAttendance, p: float, intervals: Sequence[Interval]) -> str:
    """Say what may be concluded; nothing where either community's own change cannot be told."""
    wide, narrow = intervals
    if CANNOT_TELL in {own.verdict, rival.verdict} or own.unequal_seats or rival.unequal_seats:
        return CANNOT_TELL
    if p > LEVEL:
        return SAME if narrow.low > 1 / MARGIN and narrow.high < MARGIN else NO_EVIDENCE
    isolated = own.ratios.before if wide.value < 1 else own.ratios.after
    if isolated.low <= 1:
        return CANNOT_TELL
    return LESS if wide.value < 1 else MORE


Span = tuple[float, float]
"""The lowest and the highest figure."""


class Bounds(NamedTuple):
    """Between which figures both ratios and the change lie, whoever was at the gatherings without a register."""

    ratios: tuple[Span, Span]
    change: Span


def bounds(attendance: Attendance, missing: tuple[int, int]) -> Bounds | None:
    """Work the ratios out with the gatherings added that have no register: in whole groups, and evenly mixed.

    They are as large as the smallest, the middle and the largest gathering of their period.

    Parameters
    ----------
    attendance
        As `co_attendance` takes it, without these gatherings.
    missing
        How many of the first and of the last period have no register.

    Returns
    -------
    Bounds | None
        None where the ratio cannot be told with them.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> forum = Attendance.of(random.random((24, 20)) < 0.4, np.repeat(np.arange(4), 6), np.arange(20) >= 10)
    >>> low, high = bounds(forum, (1, 0)).ratios[0]
    >>> low < co_attendance(forum, permutations=0).ratios.before.value < high
    True
    """
    ends = [_ends(attendance, missing[final], final=bool(final)) for final in (0, 1)]
    answers = [answer for pair in product(*ends) if (answer := _answer(attendance, *pair)) is not None]
    if not answers:
        return None
    values = np.array([[interval.value for interval in answer.ratios[:3]] for answer in answers])
    *ratios, change = zip(values.min(axis=0).tolist(), values.max(axis=0).tolist(), strict=True)
    return Bounds((ratios[0], ratios[1]), change)


def _answer(*parts: Attendance | None) -> CoAttendance | None:
    """Give the answer of all these gatherings, of the same people."""
    pieces = [part for part in parts if part is not None]
    presence, could = (
        np.concatenate([getattr(part, name) for part in pieces], axis=1) for name in ("presence", "could")
    )
    last, kind = (np.concatenate([getattr(part, name) for part in pieces]) for name in ("last", "kind"))
    return co_attendance(Attendance(presence, could, pieces[0].member, last, kind), permutations=0)


def _ends(attendance: Attendance, number: int, *, final: bool) -> Sequence[Attendance | None]:
    """Give what at so many gatherings of one period leads to its lowest and its highest ratio."""
    ratios = {}
    for place, part in enumerate(parts := [*_possible(attendance, number, final=final)]):
        answer = _answer(attendance, part)
        if answer is not None:
            ratios[place] = (answer.ratios.after if final else answer.ratios.before).value
    return (
        [parts[min(ratios, key=ratios.__getitem__)], parts[max(ratios, key=ratios.__getitem__)]] if ratios else [None]
    )


def _possible(attendance: Attendance, number: int, *, final: bool) -> Iterator[Attendance]:
    """Give what may have been at so many gatherings of one period, as far as it may be an end."""
    period = attendance.periods[final]
    sizes = period.presence.sum(axis=0)
    sizes = sizes[(sizes > 0) & (sizes < len(period.presence))]
    if not number or not len(sizes):
        return
    able = np.asarray(period.could.any(axis=1))
    could = np.tile(able, (number, 1)).T
    flags = np.full(number, final), np.full(number, int(np.bincount(period.kind).argmax()))
    for size in sorted({int(sizes.min()), int(np.median(sizes)), int(sizes.max())}):
        for ranks in _orders(period):
            columns = [_arrivals(ranks(turn), able, size) for turn in range(number)]
            yield Attendance(np.column_stack(columns), could, attendance.member, *flags)


def _arrivals(rank: np.ndarray, could: np.ndarray, size: int) -> np.ndarray:
    """Choose those of the lowest ranks, of those who could be there."""
    chosen = np.zeros(len(rank), bool)
    chosen[np.argsort(np.where(could, rank, np.inf), kind="stable")[:size]] = True
    return np.asarray(chosen & could)


def _orders(period: Attendance) -> Iterator[Callable[[int], np.ndarray]]:
    """Give the orders in which people may have come: at each turn others, because more of the same would be keenness.

    In whole groups, from each group on; or every group its usual part, those who come often first, or last.
    """
    often, groups = (period.presence & period.could).sum(axis=1), period.member.argmax(axis=1)
    usual, numbers = np.bincount(groups, often) + 0.5, np.bincount(groups)
    sharing = np.flatnonzero(numbers > 1)
    order = sharing[np.argsort(-numbers[sharing], kind="stable")]
    place = np.full(len(numbers), len(order))
    place[order] = np.arange(len(order))
    for start in range(len(order)):
        yield lambda turn, start=start: (place[groups] - start - turn) % (len(order) + 1)  # type: ignore[misc]
    for sign in (-1, 1):
        yield lambda turn, sign=sign: _parts(sign * often, groups, usual, turn)  # type: ignore[misc]


def _parts(key: np.ndarray, groups: np.ndarray, usual: np.ndarray, turn: int) -> np.ndarray:
    """Rank people so that of the first so many each group has as large a part as it usually has."""
    rank = np.empty(len(groups))
    for group, part in enumerate(usual):
        own = np.flatnonzero(groups == group)
        own = np.roll(own[np.argsort(key[own], kind="stable")], -turn)
        rank[own] = (np.arange(len(own)) + 0.5) / part
    return rank


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


class LineEstimate(NamedTuple):
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
        name: [_line_estimate(scale, final, when[usable.last == bool(final)], alike) for final in (0, 1)]
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


def _line_estimate(scale: Scale, final: int, months: np.ndarray, alike: np.ndarray) -> LineEstimate:
    """Fit one period's line by least squares, the errors of its gatherings of one size and alike as they are."""
    design = np.column_stack([np.ones(len(months)), months])
    weights = np.linalg.pinv(design)
    figures = scale.level[final] + scale.contributions[final] - scale.contributions[final].mean()
    values, number = weights @ figures, len(figures)
    # a line takes two degrees of freedom, and `variance` allows for one
    rest = (figures - design @ values) * ((number - 1) / (number - 2)) ** 0.5
    error = number * float(variance(scale.own[final], rest))
    # gatherings alike near each other widen the error; those unlike must not narrow it
    near = sum(
        2 * alike[lag - 1] * (weights[:, lag:] * weights[:, :-lag]).sum(axis=1)
        for lag in range(1, min(LAGS, number - 1) + 1)
    )
    return LineEstimate(values, error * ((weights**2).sum(axis=1) + np.maximum(near, 0.0)), float(PRIOR + number - 2))


def _interval(part: LineEstimate, place: int, above: float) -> Interval:
    """Give a height (above 1, which is by chance) or a slope with its 95 % interval."""
    reach = float(stdtrit(part.freedom, 0.975)) * part.squares[place] ** 0.5
    value = float(part.values[place]) + above
    return Interval(value, value - reach, value + reach)


def _tested(estimates: Mapping[str, Sequence[LineEstimate]], place: int) -> tuple[Interval, float]:
    """Give the difference of the lines in height or slope on the scale of times, and p on both scales."""
    p, moves, interval = [], [], Interval(0.0, 0.0, 0.0)
    for name, (start, final) in estimates.items():
        squares = start.squares[place], final.squares[place]
        total = sum(squares)
        # Welch's: each period scatters in its own way
        freedom = total**2 / (squares[0] ** 2 / start.freedom + squares[1] ** 2 / final.freedom)
        move = float(final.values[place] - start.values[place])
        p.append(float(2 * stdtr(freedom, -abs(move) / total**0.5)))
        moves.append(move)
        if name == TIMES:
            reach = float(stdtrit(freedom, 0.975)) * total**0.5
            interval = Interval(move, move - reach, move + reach)
    # scales that disagree about the direction show no change
    return interval, max(p) if min(moves) * max(moves) > 0 else 1.0
