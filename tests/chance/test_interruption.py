"""Lines through the figures of each period: by hand, what was planted, what must not matter, and thin data."""

import numpy as np
import pytest

from sna.chance import interruption as module
from sna.chance.interruption import FEWEST_MONTHS, interruption
from sna.chance.residuals import TIMES, Attendance, compare, residuals

SIZES = (18, 14, 10, 8, 6, 4)


def community(seed, strength, streak=0.0):
    """People of groups that are drawn in or kept away together, as strongly as is said of each gathering."""
    random, labels, number = np.random.default_rng(seed), np.repeat(np.arange(6), SIZES), len(strength)
    shock = random.normal(0, 1, (6, number))
    for place in range(1, number):
        shock[:, place] = streak * shock[:, place - 1] + np.sqrt(1 - streak**2) * shock[:, place]
    wish = random.normal(-1, 0.8, 60)[:, np.newaxis] + (shock * strength)[labels]
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    return Attendance.of(came, labels, np.arange(number) >= number // 2)


def months(number):
    return np.arange(number) - (number - 1) / 2


def test_heights_and_slopes_are_those_of_least_squares_by_hand():
    attendance = community(1, np.ones(24))
    series = interruption(attendance, months(24))
    scale = compare(tuple(residuals(period) for period in attendance.periods), TIMES)
    for period, line in enumerate(series.lines):
        figures = scale.level[period] + scale.contributions[period] - scale.contributions[period].mean()
        slope, height = np.polyfit(months(24)[attendance.last == bool(period)], figures, 1)
        assert line.slope.value == pytest.approx(slope)
        assert line.height.value == pytest.approx(1 + height)
        assert figures.mean() == pytest.approx(scale.level[period])
    before, after = series.lines
    assert series.step.value == pytest.approx(after.height.value - before.height.value)
    assert series.bend.value == pytest.approx(after.slope.value - before.slope.value)
    assert series.step.low < series.step.value < series.step.high


def test_a_step_is_found_and_a_slope_that_was_there_before_is_none():
    half = np.ones(30)
    steps = [interruption(community(seed, np.r_[2.2 * half, 0.2 * half]), months(60)) for seed in range(10)]
    assert sum(series.step_p <= 0.05 and series.step.high < 0 for series in steps) >= 7
    slopes = [interruption(community(seed, np.linspace(2.4, 0.2, 60)), months(60)) for seed in range(10)]
    assert sum(series.step_p <= 0.05 for series in slopes) <= 2
    assert np.mean([series.lines[0].slope.value for series in slopes]) < 0


def test_streaks_widen_the_intervals(monkeypatch):
    attendance = community(1, np.ones(40), 0.9)
    series = interruption(attendance, months(40))
    monkeypatch.setattr(module, "_alike", lambda _scale: np.zeros(module.LAGS))
    blind = interruption(attendance, months(40))
    for name in ("step", "bend"):
        interval, narrow = getattr(series, name), getattr(blind, name)
        assert interval.value == narrow.value
        assert interval.high - interval.low > narrow.high - narrow.low
    assert series.step_p > blind.step_p


def test_the_unit_of_time_moves_slopes_and_nothing_else():
    attendance = community(2, np.ones(24))
    days, plain = interruption(attendance, 2 * months(24)), interruption(attendance, months(24))
    assert days.step == pytest.approx(plain.step)
    assert days.bend_p == pytest.approx(plain.bend_p)
    assert days.lines[1].slope.value == pytest.approx(plain.lines[1].slope.value / 2)


def test_too_few_months_or_several_kinds_of_gathering_give_no_lines():
    assert interruption(community(1, np.ones(2 * FEWEST_MONTHS)), months(2 * FEWEST_MONTHS)) is not None
    assert interruption(community(1, np.ones(2 * FEWEST_MONTHS - 2)), months(2 * FEWEST_MONTHS - 2)) is None
    attendance = community(1, np.ones(24))
    assert interruption(attendance, months(24) / 4) is None  # two dozen meetings in half a year
    assert interruption(attendance._replace(kind=np.arange(24) % 2), months(24)) is None
