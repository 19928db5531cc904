from itertools import combinations
from math import comb

import numpy as np
import pytest

from sna.chance.permutation import p_value, relabelled, smallest_p


def test_few_gatherings_are_dealt_in_every_way_once():
    before = np.array([True, False, True, False, False, True])
    ways = relabelled(before)
    assert ways[0].tolist() == before.tolist()
    assert len({tuple(way) for way in ways}) == len(ways) == comb(6, 3)
    assert {tuple(np.flatnonzero(way)) for way in ways} == set(combinations(range(6), 3))


def test_many_gatherings_are_dealt_at_random_with_their_numbers_kept():
    before = np.arange(30) < 10
    ways = relabelled(before, permutations=200, seed=3)
    assert ways.shape == (201, 30)
    assert (ways.sum(axis=1) == 10).all()
    assert (ways == relabelled(before, permutations=200, seed=3)).all()
    assert (ways != relabelled(before, permutations=200, seed=4)).any()


@pytest.mark.parametrize(("each", "least"), [(3, 0.10), (4, 0.029), (5, 0.0079)])
def test_the_smallest_p_of_equal_periods_is_as_published(each, least):
    assert smallest_p(each, each) == pytest.approx(least, abs=5e-4)


@pytest.mark.parametrize("held", [(3, 3), (4, 4), (3, 5), (2, 6), (5, 5)])
def test_no_data_give_a_smaller_p_than_the_smallest(held):
    values = np.concatenate([np.zeros(held[0]), np.full(held[1], 1.0)]) + np.linspace(0, 0.01, sum(held))
    ways = relabelled(np.arange(sum(held)) < held[0])
    moved = np.array([[values[~way].mean() - values[way].mean()] for way in ways])
    p = p_value(moved[0], moved[1:], moved.mean(axis=0))[0]
    assert p == pytest.approx(smallest_p(*held))


def test_drawn_labels_cannot_give_less_than_one_in_their_number():
    assert smallest_p(20, 20, permutations=999) == 0.001
