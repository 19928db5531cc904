from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from sna.chance.moments import Shared, between_pairs, directed_between, outside_groups, within_any, within_groups

SIZES = [[7], [3, 4], [2, 2, 3], [1, 2, 4], [1, 1, 2, 3], [2, 2], [1, 1, 1], [3]]


def every_deal(sizes):
    labels = [group for group, size in enumerate(sizes) for _ in range(size)]
    return np.array(sorted(set(permutations(labels))))


def ties_of(people, seed, *, directed=False):
    graph = nx.gnp_random_graph(people, 0.5, seed=seed, directed=directed)
    ends = np.array(sorted(graph.edges), dtype=int).reshape(-1, 2)
    weight = np.random.default_rng(seed).integers(1, 4, len(ends)).astype(float)
    return (ends[:, 0], ends[:, 1]), weight


def matrices(deals, ends, weight, groups, *, directed):
    """Sum the weights from group to group, deal by deal, from the definition."""
    found = np.zeros((len(deals), groups, groups))
    for row, deal in enumerate(deals):
        for one, other, each in zip(*ends, weight, strict=True):
            found[row, deal[one], deal[other]] += each
            if not directed and deal[one] != deal[other]:
                found[row, deal[other], deal[one]] += each
    return found


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_mean_and_spread_are_those_over_every_deal(sizes, seed):
    ends, weight = ties_of(sum(sizes), seed)
    found = matrices(every_deal(sizes), ends, weight, len(sizes), directed=False)
    own, shared, counts = np.einsum("dgg->dg", found), Shared.of(ends, weight, sum(sizes)), np.array(sizes)
    for chance, drawn in (
        (between_pairs(counts), found),
        (within_groups(counts), own),
        (within_any(counts), own.sum(axis=1)),
        (outside_groups(counts), found.sum(axis=2) - own),
    ):
        mean, spread = shared.moments(chance)
        np.testing.assert_allclose(mean, drawn.mean(axis=0), atol=1e-9)
        np.testing.assert_allclose(spread, drawn.std(axis=0), atol=1e-6)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_directed_mean_and_spread_are_those_over_every_deal(sizes, seed):
    ends, weight = ties_of(sum(sizes), seed, directed=True)
    found = matrices(every_deal(sizes), ends, np.ones_like(weight), len(sizes), directed=True)
    mean, spread = directed_between(ends, np.array(sizes))
    np.testing.assert_allclose(mean, found.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(spread, found.std(axis=0), atol=1e-6)


@pytest.mark.parametrize("people", range(6))
def test_a_clique_is_what_its_ties_say(people):
    ends = np.triu_indices(people, 1)
    assert Shared.clique(people) == Shared.of(ends, np.ones(len(ends[0])), people)
