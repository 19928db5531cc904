"""What a planned study would find: held against the test itself on studies drawn by another generator."""

from functools import cache

import numpy as np
import pytest
from scipy.stats import binomtest

from sna.chance import proportions as module
from sna.chance.co_attendance import LESS, co_attendance
from sna.chance.proportions import STRENGTHS, Design, Power, power, ratios
from sna.chance.residuals import Attendance

FORUM = Design((10, 9, 8, 7, 6), (12, 12))


@pytest.fixture(autouse=True, scope="module")
def quick():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_GATHERINGS", 400)
        patch.setattr(module, "ratios", cache(ratios))  # of one design they are always the same
        yield


@pytest.mark.parametrize("share", [0.1, 0.5, 0.85])
def test_so_many_come_as_the_design_says(share):
    design = FORUM._replace(gatherings=(200, 200), share=share)
    drawn = design.draw(np.random.default_rng(1), (1.5, 0.0))
    assert drawn.presence.mean() == pytest.approx(share, abs=0.02)
    assert drawn.presence.shape == (40, 400)


def test_stronger_shocks_bring_people_of_one_group_together_more_often():
    values = module.ratios(FORUM, 0)
    assert len(values) == len(STRENGTHS)
    assert values[0] == 1
    assert (np.diff(values) >= 0).all()
    assert 1.4 < values[-1] < 3  # with a third of the people there it cannot be more than three times


def test_the_power_that_is_told_is_that_of_studies_drawn_otherwise():
    before, after = 1.5, 1.1
    strengths = np.interp([before, after], module.ratios(FORUM, 0), STRENGTHS)
    labels, last, found = np.repeat(np.arange(5), FORUM.sizes), np.arange(24) >= 12, 0
    for study in range(120):
        random = np.random.default_rng(10_000 + study)
        shock = random.standard_normal((5, 24)) * np.where(last, strengths[1], strengths[0])
        wish = -0.9 + 0.8 * random.standard_normal(40)[:, np.newaxis] + shock[labels]
        came = random.random((40, 24)) < 1 / (1 + np.exp(-wish))
        answer = co_attendance(Attendance.of(came, labels, last), permutations=399, seed=study)
        found += answer is not None and answer.verdict == LESS
    _luck, fall = power(FORUM, (before, after), studies=120)
    assert fall.hits / 120 == pytest.approx(found / 120, abs=0.12)  # 2 standard errors of two such shares
    assert 0.3 < fall.hits / 120 < 0.9


def test_no_change_is_seldom_taken_for_a_fall_and_a_larger_fall_is_found_more_often():
    steps = [*power(FORUM, (1.4, 1.2, 1.0), studies=100)]
    assert [step.after for step in steps] == [1.4, 1.2, 1.0]
    assert steps[0].hits <= 7
    assert steps[0].hits < steps[1].hits < steps[2].hits
    assert next(power(FORUM, (1.4, 1.2, 1.0), studies=100)) == steps[0]


@pytest.mark.parametrize("found", [0, 3, 20])
def test_the_interval_is_the_exact_one(found):
    exact = binomtest(found, 20).proportion_ci(method="exact")
    assert Power(1.2, 20, found).interval == pytest.approx((exact.low, exact.high))


@pytest.mark.parametrize("together", [(9.0, 1.0), (1.4, 0.9)])
def test_what_cannot_be_is_said(together):
    with pytest.raises(ValueError, match=r"between 1 and \d\.\d times as often as by chance"):
        next(power(FORUM, together, studies=1))
