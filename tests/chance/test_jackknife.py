import numpy as np
import pytest
from scipy import stats

from sna.chance.jackknife import Scatter, interval, jackknife, power, scatter


def left_out(values):
    return np.array([[np.delete(values, place).mean()] for place in range(len(values))])


def test_for_a_mean_it_is_the_textbook_standard_error():
    values = np.random.default_rng(1).normal(size=11)
    assert jackknife(left_out(values))[0] == pytest.approx(values.var(ddof=1) / 11)


def test_for_two_means_the_interval_is_welchs():
    random = np.random.default_rng(2)
    one, other = random.normal(size=5), random.normal(1.0, 3.0, size=9)
    low, high = interval(np.array([other.mean() - one.mean()]), scatter(left_out(one), left_out(other)))
    welch = stats.ttest_ind(other, one, equal_var=False).confidence_interval(0.95)
    assert (low[0], high[0]) == pytest.approx((welch.low, welch.high))


def test_what_is_undefined_without_a_gathering_has_no_interval():
    found = scatter(np.array([[0.1], [np.nan], [0.3]]), left_out(np.arange(4.0)))
    low, high = interval(np.array([0.0]), found)
    assert np.isnan([low[0], high[0], power(np.array([1.0]), found)[0]]).all()


def test_one_gathering_tells_nothing_of_scatter():
    assert np.isnan(jackknife(np.array([[0.5]]))[0])


def test_power_is_how_often_a_t_test_finds_the_change():
    random, freedom = np.random.default_rng(3), 10
    error, moved = 0.5, 1.2
    scattered = error * np.sqrt(random.chisquare(freedom, 20_000) / freedom)
    shown = random.normal(moved, error, 20_000) / scattered
    found = (np.abs(shown) > stats.t.ppf(0.975, freedom)).mean()
    stated = power(np.array([moved]), Scatter(np.array([error**2]), np.array([float(freedom)])))[0]
    assert stated == pytest.approx(found, abs=0.015)


def test_a_huge_change_is_found_for_certain_and_no_scatter_gives_no_power():
    assert power(np.array([1e6]), Scatter(np.array([1.0]), np.array([3.0])))[0] == pytest.approx(1.0)
    assert np.isnan(power(np.array([1.0]), Scatter(np.array([0.0]), np.array([np.nan])))[0])
