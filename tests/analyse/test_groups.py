from functools import partial

import networkx as nx
import numpy as np
import pytest

from sna.analyse.groups import LARGEST, permuted_sums
from sna.chance.permutation import deals, permuted_tie_sums


@pytest.mark.parametrize("people", [12, 60, 300])
@pytest.mark.parametrize("groups", [1, 3, 12])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_quick_way_gives_what_the_plain_way_gives(people, groups, weighted):
    random = np.random.default_rng(people)
    ties = np.array(sorted(nx.gnp_random_graph(people, 0.4, seed=1).edges))
    ends, labels = (ties[:, 0], ties[:, 1]), random.permutation(np.arange(people) % groups)
    weight = random.random(len(ties)) if weighted else np.ones(len(ties))
    quick = permuted_sums(labels, ends, weight, partial(deals, times=60, seed=3))
    plain = permuted_tie_sums(labels, ends, weight, partial(deals, times=60, seed=3))
    for one, other in zip(quick, plain, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-9)
    if not weighted:
        assert (quick[0] == plain[0]).all()


def test_a_community_of_many_people_is_dealt_as_one_of_few():
    random = np.random.default_rng(0)
    people = LARGEST + 1
    ends = tuple(random.integers(0, people, (2, 4_000)))
    apart = ends[0] != ends[1]
    ends, labels = (ends[0][apart], ends[1][apart]), np.arange(people) % 400
    sums = permuted_sums(labels, ends, np.ones(apart.sum()), partial(deals, times=3, seed=0))
    plain = permuted_tie_sums(labels, ends, np.ones(apart.sum()), partial(deals, times=3, seed=0))
    assert all((one == other).all() for one, other in zip(sums, plain, strict=True))


def test_a_group_that_nobody_is_in_has_no_ties():
    ends = np.array([0, 1]), np.array([1, 2])
    external, internal = permuted_sums(np.array([0, 0, 2]), ends, np.ones(2), partial(deals, times=5, seed=0))
    assert external.shape == internal.shape == (5, 3)
    assert not external[:, 1].any()


def test_no_deals_and_nobody_give_empty_tables():
    nobody = np.array([], dtype=int)
    assert permuted_sums(nobody, (nobody, nobody), np.array([]), partial(deals, times=3, seed=0))[0].shape == (3, 0)
    one = np.array([0, 1]), np.array([1, 2])
    assert permuted_sums(np.array([0, 0, 1]), one, np.ones(2), partial(deals, times=0, seed=0))[0].shape == (0, 2)
