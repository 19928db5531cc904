from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.chance.tails import adjusted, tails, two_sided


def by_listing(chance, count):
    """Add up every outcome of so many yes or no: the definition."""
    below = above = 0.0
    for outcome in product((0, 1), repeat=len(chance)):
        weight = float(np.prod([yes if came else 1 - yes for yes, came in zip(chance, outcome, strict=True)]))
        below += weight * (sum(outcome) <= count)
        above += weight * (sum(outcome) >= count)
    return below, above


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(st.floats(0, 1), min_size=6, max_size=6), min_size=1, max_size=4), st.data())
def test_the_tails_are_those_of_listing_every_outcome(chance, data):
    counts = data.draw(st.lists(st.integers(0, 6), min_size=len(chance), max_size=len(chance)))
    at_most, at_least = tails(np.array(chance), np.array(counts))
    for row, count in enumerate(counts):
        assert (at_most[row], at_least[row]) == pytest.approx(by_listing(chance[row], count), abs=1e-12)


def test_with_equal_chances_it_is_the_binomial_to_the_last_digit_far_out():
    """Thirty of thirty at 0.1: a tail that a difference from 1 could not show."""
    at_most, at_least = tails(np.full((3, 30), 0.1), np.array([30, 25, 0]))
    assert at_least[0] == pytest.approx(0.1**30, rel=1e-12)
    exact = sum(comb(30, yes) * 0.1**yes * 0.9 ** (30 - yes) for yes in range(25, 31))
    assert at_least[1] == pytest.approx(exact, rel=1e-12)
    assert at_most[2] == pytest.approx(0.9**30, rel=1e-12)
    assert at_least[2] == 1.0


def test_many_sums_are_done_in_parts_and_come_back_in_order():
    random = np.random.default_rng(1)
    chance, counts = random.random((300, 5)), random.integers(0, 6, 300)
    whole = tails(chance, counts)
    single = [tails(chance[row : row + 1], counts[row : row + 1]) for row in range(300)]
    np.testing.assert_allclose(whole, np.array(single)[:, :, 0].T, rtol=1e-12)


def test_no_sums_and_no_trials():
    assert [part.tolist() for part in tails(np.empty((0, 4)), np.empty(0, int))] == [[], []]
    assert [part.tolist() for part in tails(np.empty((2, 0)), np.zeros(2, int))] == [[1, 1], [1, 1]]


def test_two_sided_is_never_above_one():
    assert two_sided(np.array([0.9, 0.01]), np.array([0.8, 1.0])).tolist() == [1.0, 0.02]


def test_the_adjustment_is_that_of_the_table_of_benjamini_and_hochberg():
    """Their example of 15 p-values, 1995, section 4.1: four are significant at 0.05."""
    p = np.array(
        [
            *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
            *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
        ]
    )
    assert (adjusted(p) <= 0.05).sum() == 4
    turned = np.random.default_rng(1).permutation(15)
    np.testing.assert_array_equal(adjusted(p[turned]), adjusted(p)[turned])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_the_adjustment_calls_significant_what_the_step_up_rule_does(raw):
    """Reject the k smallest, k the last with p(k) ≤ k/m × q."""
    p, share = np.array(raw), 0.05
    below = [rank for rank, value in enumerate(sorted(raw), start=1) if value <= rank / len(raw) * share * (1 - 1e-9)]
    cut = sorted(raw)[below[-1] - 1] if below else -1.0
    assert (adjusted(p)[p <= cut] <= share).all()
    assert (adjusted(p) >= p * (1 - 1e-12)).all()


def test_a_blank_is_no_test():
    assert adjusted(np.array([np.nan, 0.02, 0.03])).tolist() == [pytest.approx(np.nan, nan_ok=True), 0.03, 0.03]
