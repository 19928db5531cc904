from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.chance.curveball import attendances
from sna.chance.meetings import pair_tails
from sna.chance.sdsm import chances
from sna.network import TwoMode

EVERY = np.array(list(product((0, 1), repeat=12))).reshape(-1, 4, 3)
"""Every attendance of four people at three gatherings."""


def two_mode(came, eligible=None):
    people, gatherings = (pd.DataFrame(index=[f"{place:03}" for place in range(side)]) for side in came.shape)
    return TwoMode(people, gatherings, sparse.csr_array(came), eligible)


@pytest.mark.parametrize("seed", range(12))
def test_the_tails_are_those_of_all_attendances_with_the_totals_of_the_pair_and_the_sizes(seed):
    random = np.random.default_rng(seed)
    came, chance = random.random((4, 3)) < 0.6, random.uniform(0.05, 0.95, (4, 3))
    weight = np.where(EVERY, chance, 1 - chance).prod(axis=(1, 2))
    sized = (EVERY.sum(axis=1) == came.sum(axis=0)).all(axis=1)
    for one, other in combinations(range(4), 2):
        kept = sized & (EVERY[:, [one, other]].sum(axis=2) == came[[one, other]].sum(axis=1)).all(axis=1)
        met, seen = (EVERY[:, one] * EVERY[:, other]).sum(axis=1)[kept], (came[one] & came[other]).sum()
        share = weight[kept] / weight[kept].sum()
        ends = np.array([one]), np.array([other])
        at_most, at_least = pair_tails(chance, came, ends, np.array([seen]))
        assert at_most[0] == pytest.approx(share[met <= seen].sum(), abs=1e-12)
        assert at_least[0] == pytest.approx(share[met >= seen].sum(), abs=1e-12)


def test_a_tilt_gives_the_mean_asked_for():
    """The mean is the sum of the chances to meet at least 1, 2, … times."""
    came = np.random.default_rng(1).random((12, 8)) < 0.5
    whole, ends = two_mode(came), (np.zeros(8, int), np.ones(8, int))
    for mean in (1.3, 2.0, 2.6):
        at_least = pair_tails(chances(whole), came, ends, np.arange(1, 9), np.full(8, mean))[1]
        assert at_least.sum() == pytest.approx(mean, abs=1e-6)


def test_a_mean_out_of_reach_is_approached_and_nothing_overflows():
    """The two can meet 2 to 4 times of 6; no tilt makes the mean 9 or 0."""
    came = np.ones((6, 6), bool)
    came[[0, 1, 2, 3], [0, 1, 2, 3]] = came[[0, 1, 4, 5], [4, 5, 0, 1]] = False
    chance, one, other = np.full((6, 6), 0.6), np.array([0, 0]), np.array([1, 1])
    plain = pair_tails(chance, came, (one, other), np.array([4, 2]))
    tilted = pair_tails(chance, came, (one, other), np.array([4, 2]), np.array([9.0, 0.0]))
    assert tilted[1][0] > 5 * plain[1][0] > 0
    assert tilted[0][1] > 0.95
    assert np.isfinite(tilted).all()


@pytest.mark.parametrize("spells", [False, True])
def test_far_out_it_is_near_what_very_many_draws_show(spells):
    """Half to one and a half times as likely, where 20 of 20,000 draws or more reach."""
    random, draws = np.random.default_rng(2), 20_000
    ends = np.sort(random.integers(0, 14, (30, 2)), axis=1)
    eligible = ~np.full((30, 1), spells) | ((ends[:, :1] <= np.arange(14)) & (np.arange(14) <= ends[:, 1:] + 4))
    came = eligible & (random.random((30, 14)) < 1.3 * random.random((30, 1)) * random.random((1, 14)))
    whole, pairs = two_mode(came, eligible), np.triu_indices(30, 1)
    batches = [batch.astype(np.float32) for batch in attendances(whole, draws=draws)]
    met = np.concatenate([(batch @ batch.transpose(0, 2, 1))[:, *pairs].astype(np.int8) for batch in batches])
    far = 0
    for count in range(1, 15):
        reached = (met >= count).sum(axis=0)
        rare = (reached >= 20) & (reached <= draws * 0.005)
        asked = np.full(int(rare.sum()), count)
        found = pair_tails(chances(whole), came, (pairs[0][rare], pairs[1][rare]), asked, met.mean(axis=0)[rare])[1]
        ratio = found * draws / reached[rare]
        assert ((ratio > 0.5) & (ratio < 1.5)).all()
        far += len(ratio)
    assert far >= 5


def test_no_pairs():
    came = np.ones((2, 2), bool)
    nobody = np.array([], int)
    found = pair_tails(came.astype(float), came, (nobody, nobody), nobody, nobody)
    assert [part.tolist() for part in found] == [[], []]
