from functools import partial
from itertools import combinations, permutations
from math import comb, perm

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.chance.permutation import (
    Shared,
    between_pairs,
    deals,
    directed_between,
    expected_groups,
    falling,
    middle,
    outside_groups,
    p_value,
    permuted_tie_sums,
    same_group,
    tie_sums,
    within_any,
    within_groups,
)

LABELS = st.lists(st.integers(0, 3), min_size=1, max_size=9).map(lambda raw: np.unique(raw, return_inverse=True)[1])
ENDS = np.array([0, 1, 2, 3]), np.array([1, 2, 3, 0])


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(0, 5))
def test_a_falling_product_counts_ordered_draws(number, factors):
    assert falling(number, factors) == (perm(number, factors) if factors <= number else 0)


@settings(deadline=None)
@given(LABELS)
def test_the_share_of_pairs_of_one_group_is_that_of_a_full_count(labels):
    pairs = [one == other for one, other in combinations(labels, 2)]
    found = same_group(np.bincount(labels))
    assert found == pytest.approx(np.mean(pairs)) if pairs else np.isnan(found)


@settings(deadline=None)
@given(LABELS.filter(lambda labels: len(labels) > 1), st.integers(0, 4))
def test_groups_met_is_the_mean_over_all_hands(labels, asked):
    sizes, own = np.bincount(labels), int(labels[0])
    others = [label for label in labels if label != own]
    asked = min(asked, len(others))
    hands = [len(set(hand)) for hand in combinations(others, asked)]
    assert len(hands) == comb(len(others), asked)
    assert expected_groups(sizes, np.array([own]), np.array([asked])) == pytest.approx([np.mean(hands)], abs=1e-9)


def test_every_deal_has_the_same_labels_and_the_same_seed_the_same_deals():
    labels = np.array([0, 0, 1, 2, 2, 2])
    rows = np.concatenate(list(deals(labels, 50, seed=3)))
    assert rows.shape == (50, 6)
    assert (np.sort(rows, axis=1) == labels).all()
    assert len(np.unique(rows, axis=0)) > 10
    assert (rows == np.concatenate(list(deals(labels, 50, seed=3)))).all()
    assert (rows != np.concatenate(list(deals(labels, 50, seed=4)))).any()


def test_deals_come_in_batches_that_fit_the_memory():
    sizes = [len(batch) for batch in deals(np.zeros(400_000, int), 5, seed=0)]
    assert sizes == [2, 2, 1]


def test_deals_reach_every_arrangement_about_equally_often():
    rows = np.concatenate(list(deals(np.array([0, 1, 2]), 6_000, seed=1)))
    found, often = np.unique(rows, axis=0, return_counts=True)
    assert {tuple(row) for row in found.tolist()} == set(permutations(range(3)))
    assert (abs(often - 1_000) < 120).all()


@settings(deadline=None)
@given(LABELS.filter(lambda labels: len(labels) >= 4))
def test_ties_are_summed_by_group(labels):
    weight = np.array([1.0, 0.1, 0.7, 2.5])
    groups = int(labels.max()) + 1
    external, internal = tie_sums(labels[np.newaxis], ENDS, weight, groups)
    for group in range(groups):
        inside = [int(labels[a] == group) + int(labels[b] == group) for a, b in zip(*ENDS, strict=True)]
        assert external[0, group] == pytest.approx(sum(w for w, k in zip(weight, inside, strict=True) if k == 1))
        assert internal[0, group] == pytest.approx(sum(w for w, k in zip(weight, inside, strict=True) if k == 2))


def test_what_is_wholly_inside_has_exactly_nothing_outside():
    weight = np.array([0.1, 0.2, 0.3, 0.7])
    external, _internal = tie_sums(np.zeros((1, 4), int), ENDS, weight, 1)
    assert external.tolist() == [[0.0]]


def test_dealt_sums_average_to_the_share_of_pairs():
    labels = np.array([0, 0, 1, 1])
    external, internal = permuted_tie_sums(labels, ENDS, np.ones(4), partial(deals, times=4_000, seed=0))
    assert internal.sum(axis=1).mean() == pytest.approx(4 * same_group(np.array([2, 2])), abs=0.05)
    assert (external.sum(axis=1) / 2 + internal.sum(axis=1) == 4).all()


def test_no_deals_and_no_people_give_no_rows():
    external, internal = permuted_tie_sums(
        np.array([0, 1]), (np.array([0]), np.array([1])), np.ones(1), partial(deals, times=0, seed=0)
    )
    assert external.shape == internal.shape == (0, 2)
    nobody = np.array([], int)
    assert permuted_tie_sums(nobody, (nobody, nobody), np.ones(0), partial(deals, times=3, seed=0))[0].shape == (3, 0)


def test_p_counts_the_observed_value_among_the_draws():
    drawn = np.arange(-9, 10, dtype=float)[:, np.newaxis]
    assert p_value(np.array([20.0]), drawn, np.zeros(1)).tolist() == [1 / 20]
    assert p_value(np.array([9.0]), drawn, np.zeros(1)).tolist() == [3 / 20]
    assert p_value(np.array([-9.0]), drawn, np.zeros(1)).tolist() == [3 / 20]
    assert p_value(np.array([0.0]), drawn, np.zeros(1)).tolist() == [1.0]


def test_rounding_does_not_decide_whether_a_draw_is_as_far():
    assert p_value(np.array([0.1 + 0.2]), np.array([[0.3]]), np.zeros(1)).tolist() == [1.0]


def test_undefined_draws_do_not_count_and_an_undefined_statistic_has_no_p():
    drawn = np.array([[0.0, 0.0, np.nan], [np.nan, 5.0, np.nan], [np.nan, 1.0, np.nan]])
    found = p_value(np.array([3.0, np.nan, 1.0]), drawn, np.zeros(3))
    assert found[0] == 1 / 2
    assert np.isnan(found[1:]).all()


def test_the_middle_leaves_out_what_is_undefined():
    drawn = np.column_stack([np.arange(101.0), np.full(101, np.nan)])
    mean, low, high = middle(drawn)
    assert (mean[0], low[0], high[0]) == (50.0, 2.5, 97.5)
    assert np.isnan([mean[1], low[1], high[1]]).all()


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
