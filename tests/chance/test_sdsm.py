from itertools import combinations, product
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sna.chance.curveball import attendances
from sna.chance.sdsm import adjusted, chances, changeable, meeting_tails, tails, two_sided
from sna.network import TwoMode

EVERY = np.array(list(product((False, True), repeat=16))).reshape(-1, 4, 4)
"""Every attendance of four people at four gatherings."""


def two_mode(came, eligible=None):
    people, gatherings = (pd.DataFrame(index=[f"{place:03}" for place in range(side)]) for side in came.shape)
    return TwoMode(people, gatherings, sparse.csr_array(came), eligible)


def community(seed, people=20, gatherings=9, fill=0.9):
    random = np.random.default_rng(seed)
    shape = people, gatherings
    eligible = random.random(shape) < fill
    keen, drawing = random.random((people, 1)), random.random((1, gatherings))
    return eligible & (random.random(shape) < 1.3 * keen * drawing), eligible


@settings(deadline=None, max_examples=120)
@given(st.integers(0, 2**32), st.integers(1, 25), st.integers(1, 12), st.floats(0.2, 1))
def test_the_chances_add_up_to_what_was_observed_and_are_nil_where_nobody_can_be(seed, people, gatherings, fill):
    came, eligible = community(seed, people, gatherings, fill)
    found = chances(two_mode(came, eligible))
    np.testing.assert_allclose(found.sum(axis=1), came.sum(axis=1), atol=1e-8)
    np.testing.assert_allclose(found.sum(axis=0), came.sum(axis=0), atol=1e-8)
    assert ((found >= 0) & (found <= 1)).all()
    assert not found[~(eligible | came)].any()


def test_the_log_odds_are_a_number_of_the_person_plus_one_of_the_gathering():
    """The form that makes it the model of greatest entropy."""
    came, _eligible = community(3, fill=1.0)
    came = came[came.any(axis=1)]
    found = chances(two_mode(came))
    found = found[:, ((found > 0) & (found < 1)).all(axis=0)]
    odds = np.log(found / (1 - found))
    assert found.shape[1] > 2
    np.testing.assert_allclose(odds - odds[:1], (odds - odds[:1])[:, :1] * np.ones(found.shape[1]), atol=1e-7)


def test_equal_people_and_equal_gatherings_have_equal_chances():
    assert chances(two_mode(np.eye(5))).ravel() == pytest.approx(np.full(25, 0.2))


@pytest.mark.parametrize("seed", range(60))
def test_what_can_change_is_what_differs_between_two_attendances_with_these_totals(seed):
    random = np.random.default_rng(seed)
    eligible = random.random((4, 4)) < random.uniform(0.4, 1)
    came = eligible & (random.random((4, 4)) < random.uniform(0.2, 0.9))
    same = (EVERY.sum(axis=1) == came.sum(axis=0)).all(axis=1) & (EVERY.sum(axis=2) == came.sum(axis=1)).all(axis=1)
    every = EVERY[same & ~(EVERY & ~eligible).any(axis=(1, 2))]
    assert (changeable(came, eligible) == (every != came).any(axis=0)).all()


def test_who_was_at_everything_or_nothing_is_certain():
    came = np.array([[1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    found = chances(two_mode(came))
    assert found[:2].tolist() == [[1, 1, 1], [0, 0, 0]]
    assert found[2:].ravel() == pytest.approx(np.full(9, 1 / 3))


@pytest.mark.parametrize(
    "came", [np.zeros((0, 0)), np.zeros((3, 0)), np.zeros((0, 2)), np.ones((1, 1)), np.zeros((2, 3))]
)
def test_where_nothing_can_change_the_chances_are_what_was_observed(came):
    assert chances(two_mode(came)).tolist() == came.tolist()


def test_the_tails_of_pairs_are_those_of_listing_every_attendance_of_the_two():
    came, eligible = community(5, people=8, gatherings=6)
    chance = chances(two_mode(came, eligible))
    pairs = np.array(list(combinations(range(8), 2))).T
    together = np.array([(came[one] & came[other]).sum() for one, other in pairs.T])
    at_most, at_least = meeting_tails(chance, (pairs[0], pairs[1]), together)
    for place, (one, other) in enumerate(pairs.T):
        both = chance[one] * chance[other]
        weights = dict.fromkeys(range(7), 0.0)
        for outcome in product((0, 1), repeat=6):
            weights[sum(outcome)] += float(np.prod(np.where(outcome, both, 1 - both)))
        assert at_most[place] == pytest.approx(sum(weights[met] for met in range(together[place] + 1)), abs=1e-12)
        assert at_least[place] == pytest.approx(sum(weights[met] for met in range(together[place], 7)), abs=1e-12)


def test_the_order_of_people_does_not_matter():
    came, eligible = community(9)
    turned = np.random.default_rng(1).permutation(len(came))
    found, other = chances(two_mode(came, eligible)), chances(two_mode(came[turned], eligible[turned]))
    np.testing.assert_allclose(other, found[turned], atol=1e-9)


def test_it_is_wider_than_the_model_that_keeps_the_totals():
    """How often two people meet varies more where their totals do: its tails err to caution."""
    came, eligible = community(2, people=30, gatherings=15)
    whole = two_mode(came, eligible)
    chance, ends = chances(whole), np.triu_indices(30, 1)
    drawn = np.concatenate(list(attendances(whole, draws=2_000))).astype(float)
    kept = (drawn @ drawn.transpose(0, 2, 1))[:, *ends].var(axis=0)
    both = chance[ends[0]] * chance[ends[1]]
    free = (both * (1 - both)).sum(axis=1)
    assert (free >= kept - 0.05).mean() > 0.99
    assert np.median(free[kept > 0.05] / kept[kept > 0.05]) > 1.1


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
