"""The ratio of two communities' changes: by hand, what must not matter, what was planted, and thin data."""

import numpy as np
import pytest
from scipy.stats import t as student

from sna.chance.against import against
from sna.chance.co_attendance import CANNOT_TELL, LESS, MORE, NO_EVIDENCE, co_attendance
from sna.chance.residuals import Attendance

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
