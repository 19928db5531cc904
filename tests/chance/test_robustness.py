"""Set against another community, with registers missing, month by month: brute force and published values."""

import importlib.util
import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student

from sna.chance import robustness as module
from sna.chance.co_attendance import CANNOT_TELL, LESS, MORE, NO_EVIDENCE, co_attendance
from sna.chance.residuals import TIMES, Attendance, compare, residuals
from sna.chance.robustness import FEWEST_MONTHS, against, bounds, interruption

SIZES = (18, 14, 10, 8, 6, 4)


def community(seed, shock=(1.0, 1.0), held=(12, 12), **more):
    """People who come by their own coin, and groups that are drawn in or kept away together."""
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(SIZES)), SIZES)
    last = np.arange(sum(held)) >= held[0]
    wish = random.normal(-1.0, 0.8, 60)[:, np.newaxis]
    wish = wish + random.normal(0, 1, (6, sum(held)))[labels] * np.where(last, shock[1], shock[0])
    attendance = Attendance.of(random.random(wish.shape) < 1 / (1 + np.exp(-wish)), labels, last)
    return co_attendance(attendance, permutations=199, **more)


def test_ratio_interval_and_p_are_those_of_the_two_communities_figures_by_hand():
    here, there = community(1, (1.4, 0.5)), community(2, held=(7, 15))
    result = against(here, there)
    assert result.ratio.value == pytest.approx(here.ratios.change.value / there.ratios.change.value)
    for scale, p in result.scale_p.items():
        levels = [*here.logarithms[scale].level, *there.logarithms[scale].level]
        squares = [*here.logarithms[scale].squares, *there.logarithms[scale].squares]
        freedoms = [*here.logarithms[scale].freedom, *there.logarithms[scale].freedom]
        error = sum(squares) ** 0.5
        freedom = sum(squares) ** 2 / sum(a**2 / b for a, b in zip(squares, freedoms, strict=True))
        log = levels[1] - levels[0] - levels[3] + levels[2]
        assert p == pytest.approx(2 * student.sf(abs(log) / error, freedom))
        if scale == "times":
            reach = student.ppf(0.975, freedom) * error
            assert [result.ratio.low, result.ratio.high] == pytest.approx([np.exp(log - reach), np.exp(log + reach)])
    assert result.p == max(result.scale_p.values())


def test_the_errors_are_those_of_each_change_alone():
    here, there = community(1), community(2)
    squares = [ratios.ratios.error**2 for ratios in (here, there)]
    times = [sum(part.logarithms["times"].squares) for part in (here, there)]
    assert times == pytest.approx(squares)


def test_the_other_way_round_it_is_the_inverse_with_the_same_p():
    here, there = community(3, (1.4, 0.3)), community(4)
    one, other = against(here, there), against(there, here)
    assert one.ratio.value == pytest.approx(1 / other.ratio.value)
    assert one.ratio.low == pytest.approx(1 / other.ratio.high)
    assert one.p == pytest.approx(other.p, rel=1e-12)
    assert (one.verdict, other.verdict) == (LESS, MORE)


def test_what_was_planted_is_found_and_what_came_over_both_is_not():
    planted = [against(community(seed, (2.0, 0.2)), community(100 + seed)).verdict for seed in range(10)]
    assert planted.count(LESS) >= 8
    both = [against(community(seed, (2.0, 0.2)), community(100 + seed, (2.0, 0.2))).verdict for seed in range(10)]
    assert both.count(NO_EVIDENCE) >= 9


def test_scales_that_disagree_about_the_direction_tell_nothing():
    here, there = community(5), community(6)
    assert against(here, there).p == max(against(here, there).scale_p.values())
    odds, other = here.logarithms["odds"], there.logarithms["odds"]
    other_change, own_change = (part.level[1] - part.level[0] for part in (other, odds))
    mirrored = odds._replace(level=(odds.level[0], odds.level[0] + 2 * other_change - own_change))
    assert against(here._replace(logarithms=here.logarithms | {"odds": mirrored}), there).p == 1


def test_where_either_cannot_tell_or_was_full_in_one_period_only_nobody_can():
    clear, plain = (2.0, 0.2), community(12)
    assert against(community(11, clear), plain).verdict == LESS
    assert against(community(11, clear, full=(True, False)), plain).verdict == CANNOT_TELL
    assert against(community(11, clear), community(12, full=(False, True))).verdict == CANNOT_TELL
    nobody = community(11, clear)
    nobody = nobody._replace(ratios=nobody.ratios._replace(before=nobody.ratios.before._replace(low=0.9)))
    assert nobody.verdict == against(nobody, plain).verdict == CANNOT_TELL


SCRIPT = Path(__file__).parents[2] / "benchmarks" / "bounds.py"
BOUNDS_SIZES = (14, 10, 8, 6, 4)


def bounds_community(seed, held=(8, 8), sizes=BOUNDS_SIZES, shock=1.0):
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    wish = random.normal(-0.6, 0.7, len(labels))[:, np.newaxis]
    wish = wish + shock * random.normal(0, 1, (len(sizes), sum(held)))[labels]
    return Attendance.of(random.random(wish.shape) < 1 / (1 + np.exp(-wish)), labels, np.arange(sum(held)) >= held[0])


def without(attendance, *gatherings):
    return attendance.at(np.setdiff1d(np.arange(len(attendance.last)), gatherings))


@pytest.mark.parametrize("seed", [1, 2])
def test_of_all_who_may_have_been_there_hardly_any_lead_beyond_the_bounds(seed):
    attendance = bounds_community(seed, (6, 7), (3, 3, 3, 3))
    (low, high), _after = bounds(attendance, (1, 0)).ratios
    size = int(np.median(attendance.presence[:, :6].sum(axis=0)))
    possible = [*itertools.combinations(range(12), size)]
    random = np.random.default_rng(0)
    ratios = []
    for chosen in (possible[place] for place in random.choice(len(possible), 60, replace=False)):
        presence = np.isin(np.arange(12), chosen)[:, np.newaxis]
        joined = np.hstack([attendance.presence, presence])
        last = np.append(attendance.last, False)
        more = Attendance(joined, np.ones_like(joined), attendance.member, last, np.zeros(14, int))
        ratios.append(co_attendance(more, permutations=0).ratios.before.value)
    assert np.mean([low <= ratio <= high for ratio in ratios]) >= 0.95
    assert max(ratios) > low + (high - low) / 2  # they are no wider than what may be


def test_the_figures_with_the_register_lie_within():
    holds = []
    for seed in range(8):
        attendance = bounds_community(seed)
        full = co_attendance(attendance, permutations=0).ratios
        spans = bounds(without(attendance, 2, 11), (1, 1))
        pairs = zip(full[:3], (*spans.ratios, spans.change), strict=True)
        holds += [low <= interval.value <= high for interval, (low, high) in pairs]
    assert np.mean(holds) >= 0.95


def test_more_missing_registers_leave_more_open_and_none_nothing():
    attendance = bounds_community(3)
    widths = []
    for number in range(3):
        low, high = bounds(without(attendance, *range(number)), (number, 0)).change
        widths.append(high / low)
    assert widths[0] == pytest.approx(1)
    assert widths[0] < widths[1] < widths[2]
    alone = co_attendance(attendance, permutations=0).ratios
    assert bounds(attendance, (0, 0)).change[0] == pytest.approx(alone.change.value)


def test_who_could_not_come_is_at_none_of_them():
    attendance = bounds_community(4)
    could = np.ones_like(attendance.could)
    could[:6, ~attendance.last] = False
    late = attendance._replace(presence=attendance.presence & could, could=could)
    assert bounds(late, (1, 0)) is not None


def test_too_little_for_an_answer_has_no_bounds():
    assert bounds(bounds_community(1, (3, 8)), (1, 0)) is None


def test_the_largest_and_two_lost_are_within_too():
    spec = importlib.util.spec_from_file_location("bounds_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    row, attendance = benchmark.ROWS["nothing; the two largest lost"], bounds_community(3)
    lost, sizes = row.lost(attendance, np.random.default_rng(1)), attendance.presence.sum(axis=0)
    assert sorted(sizes[lost[:2]]) == sorted(sizes[:8])[-2:]
    assert sorted(sizes[lost[2:]]) == sorted(sizes[8:])[-2:]
    for name in ("nothing; the two largest lost", "streaks of groups .8; two lost"):
        held = [benchmark.study(benchmark.ROWS[name], seed, 0) for seed in range(3)]
        assert all(study[figure] == 1 for study in held for figure in ("before", "after", "change"))


INTERRUPTION_SIZES = (18, 14, 10, 8, 6, 4)


def interruption_community(seed, strength, streak=0.0):
    """People of groups that are drawn in or kept away together, as strongly as is said of each gathering."""
    random, labels, number = np.random.default_rng(seed), np.repeat(np.arange(6), INTERRUPTION_SIZES), len(strength)
    shock = random.normal(0, 1, (6, number))
    for place in range(1, number):
        shock[:, place] = streak * shock[:, place - 1] + np.sqrt(1 - streak**2) * shock[:, place]
    wish = random.normal(-1, 0.8, 60)[:, np.newaxis] + (shock * strength)[labels]
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    return Attendance.of(came, labels, np.arange(number) >= number // 2)


def months(number):
    return np.arange(number) - (number - 1) / 2


def test_heights_and_slopes_are_those_of_least_squares_by_hand():
    attendance = interruption_community(1, np.ones(24))
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
    steps = [
        interruption(interruption_community(seed, np.r_[2.2 * half, 0.2 * half]), months(60)) for seed in range(10)
    ]
    assert sum(series.step_p <= 0.05 and series.step.high < 0 for series in steps) >= 7
    slopes = [interruption(interruption_community(seed, np.linspace(2.4, 0.2, 60)), months(60)) for seed in range(10)]
    assert sum(series.step_p <= 0.05 for series in slopes) <= 2
    assert np.mean([series.lines[0].slope.value for series in slopes]) < 0


def test_streaks_widen_the_intervals(monkeypatch):
    attendance = interruption_community(1, np.ones(40), 0.9)
    series = interruption(attendance, months(40))
    monkeypatch.setattr(module, "_alike", lambda _scale: np.zeros(module.LAGS))
    blind = interruption(attendance, months(40))
    for name in ("step", "bend"):
        interval, narrow = getattr(series, name), getattr(blind, name)
        assert interval.value == narrow.value
        assert interval.high - interval.low > narrow.high - narrow.low
    assert series.step_p > blind.step_p


def test_the_unit_of_time_moves_slopes_and_nothing_else():
    attendance = interruption_community(2, np.ones(24))
    days, plain = interruption(attendance, 2 * months(24)), interruption(attendance, months(24))
    assert days.step == pytest.approx(plain.step)
    assert days.bend_p == pytest.approx(plain.bend_p)
    assert days.lines[1].slope.value == pytest.approx(plain.lines[1].slope.value / 2)


def test_too_few_months_or_several_kinds_of_gathering_give_no_lines():
    assert interruption(interruption_community(1, np.ones(2 * FEWEST_MONTHS)), months(2 * FEWEST_MONTHS)) is not None
    assert (
        interruption(interruption_community(1, np.ones(2 * FEWEST_MONTHS - 2)), months(2 * FEWEST_MONTHS - 2)) is None
    )
    attendance = interruption_community(1, np.ones(24))
    assert interruption(attendance, months(24) / 4) is None  # two dozen meetings in half a year
    assert interruption(attendance._replace(kind=np.arange(24) % 2), months(24)) is None
