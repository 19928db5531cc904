"""Fewer gatherings against the definition: every choice of gatherings, one by one, and each left out in turn."""

from collections import Counter
from itertools import combinations
from math import comb
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from sna.chance.resampling import (
    Scatter,
    actual_encounters,
    counted,
    interval,
    jackknife,
    meeting_chance,
    possible_encounters,
    power,
    rarefied,
    reach,
    scatter,
)
from sna.errors import NetworkError
from sna.network import TwoMode


def community(seed, people=9, gatherings=6, eligible=False):
    random = np.random.default_rng(seed)
    there = random.random((people, gatherings)) < 0.4
    could = (random.random((people, gatherings)) < 0.7) | there if eligible else None
    tables = [
        pd.DataFrame(index=[f"{kind}{n}" for n in range(many)]) for kind, many in (("p", people), ("g", gatherings))
    ]
    labels = random.integers(0, 3, people)
    return TwoMode(*tables, sparse.csr_array(there.astype(float)), could), labels


def by_hand(two_mode, labels, drawn, chosen=None):
    """Hold each choice of gatherings, count who met and who could have, and divide the sums."""
    there = two_mode.incidence.toarray() > 0
    could = np.ones_like(there) if two_mode.eligible is None else two_mode.eligible
    sums = np.zeros((3, 2))
    for kept in combinations(np.arange(there.shape[1]) if chosen is None else np.flatnonzero(chosen), drawn):
        for one, other in combinations(range(len(labels)), 2):
            pair = [(table[one] & table[other])[list(kept)].any() for table in (there, could)]
            sums[0] += pair
            sums[1 if labels[one] == labels[other] else 2] += pair
    return sums[:, 0] / sums[:, 1]


@pytest.mark.parametrize("drawn", [1, 2, 4, 6])
@pytest.mark.parametrize("eligible", [False, True], ids=["open to all", "by the roster"])
def test_it_is_the_mean_over_every_choice_of_gatherings(drawn, eligible):
    two_mode, labels = community(drawn, eligible=eligible)
    found = rarefied(two_mode, drawn, labels)
    assert np.ravel(found) == pytest.approx(by_hand(two_mode, labels, drawn), abs=1e-12)


@pytest.mark.parametrize("eligible", [False, True])
def test_many_choices_of_gatherings_at_once_are_each_as_by_hand(eligible):
    two_mode, labels = community(7, eligible=eligible)
    chosen = np.array([[1, 1, 1, 1, 0, 0], [0, 1, 0, 1, 1, 1]], bool)
    found = reach(actual_encounters(two_mode, labels), possible_encounters(two_mode, labels), chosen, 3)
    for row in (0, 1):
        assert [part[row] for part in found] == pytest.approx(by_hand(two_mode, labels, 3, chosen[row]), abs=1e-12)


def test_at_all_gatherings_it_is_the_density_of_the_ties():
    two_mode, labels = community(3)
    pairs = two_mode.incidence @ two_mode.incidence.T
    tied = sparse.triu(pairs, k=1).nnz
    assert rarefied(two_mode, 6, labels).density[0] == pytest.approx(tied / comb(9, 2))


def test_every_pair_is_counted_once_in_one_pattern():
    two_mode, labels = community(5, eligible=True)
    everybody = possible_encounters(two_mode, labels)
    same = sum(labels[one] == labels[other] for one, other in combinations(range(9), 2))
    assert everybody.pairs.sum(axis=0).tolist() == [same, comb(9, 2) - same]
    pairs = sparse.triu(two_mode.incidence @ two_mode.incidence.T, k=1)
    assert actual_encounters(two_mode, labels).pairs.sum() == pairs.nnz
    encounters = actual_encounters(two_mode, labels)
    assert (encounters.places @ np.ones(6) @ encounters.pairs).sum() == pairs.sum()


def test_the_chance_is_reckoned_in_whole_numbers_also_for_hundreds_of_gatherings():
    chance = meeting_chance(500, 250)
    assert chance[0] == 0
    assert chance[1] == 0.5
    assert (np.diff(chance) >= 0).all()
    assert chance[251] == 1


def test_more_than_were_held_cannot_be_drawn():
    with pytest.raises(NetworkError, match="Of 3 gatherings, 4 cannot be drawn"):
        meeting_chance(3, 4)


def test_nobody_and_no_pair_of_one_group_are_blank():
    nobody = TwoMode.of([])
    assert np.isnan(np.ravel(rarefied(nobody, 0))).all()
    alone = rarefied(TwoMode.of([("a", "m"), ("b", "m")]), 1, np.array([0, 1]))
    assert np.isnan(alone.within[0])
    assert alone.between.tolist() == [1.0]


def test_no_choice_gives_no_row():
    two_mode, labels = community(1)
    assert counted(actual_encounters(two_mode, labels), np.empty((0, 6), bool), 2).shape == (0, 2)


def test_patterns_whose_sums_are_alike_are_told_apart(monkeypatch):
    came = np.random.default_rng(3).random((20, 9)) < 0.4
    people, gatherings = pd.DataFrame(index=[f"p{n:02}" for n in range(20)]), pd.DataFrame(index=[*"abcdefghi"])
    two_mode, labels = TwoMode(people, gatherings, sparse.csr_array(came.astype(float))), np.arange(20) % 3
    expected, real, seeds = actual_encounters(two_mode, labels), np.random.default_rng, []

    def alike(seed):
        seeds.append(seed)
        return real(seed) if seed else SimpleNamespace(integers=lambda _most, *, size, dtype: np.ones(size, dtype))

    monkeypatch.setattr(np.random, "default_rng", alike)
    again = actual_encounters(two_mode, labels)
    assert seeds == [0, 1]
    assert (again.places != expected.places).nnz == 0
    assert (again.pairs == expected.pairs).all()
    by_hand = Counter(
        (tuple(head & tail), a == b) for (head, a), (tail, b) in combinations(zip(came, labels, strict=True), 2)
    )
    for row, (within, between) in zip(again.places.toarray(), again.pairs, strict=True):
        assert (within, between) == (by_hand[tuple(row > 0), True], by_hand[tuple(row > 0), False])


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
