from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.chance.curveball import attendances
from sna.chance.meetings import meetings
from sna.chance.sdsm import chances
from sna.network import TwoMode


def two_mode(came, eligible=None):
    people, gatherings = (pd.DataFrame(index=[f"{place:03}" for place in range(side)]) for side in np.shape(came))
    return TwoMode(people, gatherings, sparse.csr_array(came), eligible)


def every_attendance(whole):
    """List every attendance with the totals of this one, by brute force."""
    could = whole.eligible if whole.eligible is not None else np.ones(whole.incidence.shape, bool)
    rows = [
        [row for row in product(*(range(int(place) + 1) for place in open_)) if sum(row) == total]
        for open_, total in zip(could, whole.attended(), strict=True)
    ]
    found = [np.array(one) for one in product(*rows)]
    return np.array([one for one in found if (one.sum(axis=0) == whole.sizes()).all()])


SMALL = [
    (np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1], [1, 1, 1, 0]]), None),
    (
        np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 1], [1, 0, 0, 1]]),
        np.array([[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1]], bool),
    ),
]


@pytest.mark.parametrize(("came", "eligible"), SMALL)
def test_the_mean_and_the_tails_are_those_of_all_attendances_there_are(came, eligible):
    whole = two_mode(came, eligible)
    every = every_attendance(whole)
    found = meetings(whole, draws=20_000)
    for place, (one, other) in enumerate(zip(*found.ends, strict=True)):
        met = (every[:, one] * every[:, other]).sum(axis=1)
        seen = (came[one] * came[other]).sum()
        assert found.together[place] == seen
        assert found.expected[place] == pytest.approx(met.mean(), abs=0.03)
        assert found.at_most[place] == pytest.approx((met <= seen).mean(), abs=0.02)
        assert found.at_least[place] == pytest.approx((met >= seen).mean(), abs=0.02)
        assert found.never[place] == pytest.approx((met == 0).mean(), abs=0.02)
        assert found.always[place] == pytest.approx((met >= found.most[place]).mean(), abs=0.02)
        assert found.most[place] >= met.max()


@pytest.mark.parametrize(("came", "eligible"), SMALL)
def test_who_meets_in_some_attendance_could_have_met(came, eligible):
    whole = two_mode(came, eligible)
    every = every_attendance(whole)
    listed = set(zip(*(end.tolist() for end in meetings(whole, draws=0).ends), strict=True))
    meet = {(one, other) for one, other in combinations(range(4), 2) if (every[:, one] * every[:, other]).any()}
    assert meet <= listed


def test_who_was_never_a_member_at_the_same_time_could_not_have_met():
    came = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 1, 0]])
    eligible = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 1, 1]], bool)
    ends = meetings(two_mode(came, eligible), draws=0).ends
    assert not {(0, 2), (0, 3), (1, 2), (1, 3)} & set(zip(*(end.tolist() for end in ends), strict=True))


def test_what_is_expected_adds_up_to_what_was_observed():
    """Chance deals out the same pairs: the sizes of the gatherings are kept."""
    came = np.random.default_rng(1).random((20, 8)) < 0.4
    found = meetings(two_mode(came), draws=300)
    assert found.expected.sum() == pytest.approx(found.together.sum(), rel=1e-12)


def test_without_draws_it_is_the_model_that_keeps_the_totals_as_means():
    came = np.random.default_rng(2).random((12, 6)) < 0.5
    whole = two_mode(came)
    found, chance = meetings(whole, draws=0), chances(whole)
    one, other = found.ends
    np.testing.assert_allclose(found.expected, (chance[one] * chance[other]).sum(axis=1))
    assert np.isnan(found.never).all()
    assert found.draws == 0


def test_a_tail_that_no_draw_reaches_is_worked_out_and_the_others_are_shares_of_draws():
    """Two people who share all of eight rare calls: no draw comes near."""
    came = np.random.default_rng(4).random((30, 40)) < 0.08
    came[:2] = np.arange(40) < 8
    found = meetings(two_mode(came), draws=500)
    assert (found.ends[0][0], found.ends[1][0], found.together[0]) == (0, 1, 8)
    assert 1e-9 < found.at_least[0] < 1e-5
    reached = 501 * found.at_least - 1
    assert (found.at_least > 0).all()
    assert np.allclose(reached[reached > 0.5], np.round(reached[reached > 0.5]))


def test_many_people_are_not_drawn_unless_asked():
    came = np.random.default_rng(5).random((160, 5)) < 0.3
    assert meetings(two_mode(came)).draws == 0
    assert meetings(two_mode(came), draws=3).draws == 3
    assert meetings(two_mode(came[:90])).draws == 999


def test_a_seed_gives_the_same_figures():
    came = np.random.default_rng(6).random((15, 7)) < 0.4
    first, again, other = (meetings(two_mode(came), draws=200, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.at_least, again.at_least)
    assert np.array_equal(first.expected, again.expected)
    assert not np.array_equal(first.expected, other.expected)


@pytest.mark.parametrize("shape", [(0, 0), (1, 3), (4, 0), (0, 2)])
def test_where_nobody_could_meet_there_are_no_pairs(shape):
    assert len(meetings(two_mode(np.ones(shape))).together) == 0


def test_the_draws_are_those_of_attendances():
    came = np.random.default_rng(7).random((10, 6)) < 0.5
    whole = two_mode(came)
    drawn = np.concatenate(list(attendances(whole, draws=50, seed=3))).astype(int)
    found = meetings(whole, draws=50, seed=3)
    met = (drawn @ drawn.transpose(0, 2, 1))[:, *found.ends]
    np.testing.assert_allclose(found.expected, (met.sum(axis=0) + found.together) / 51)
