from itertools import combinations
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse.agreement import adjusted_rand, contingency, mutual_information
from sna.analyse.community import FEWEST_RUNS, MOST, communities, community_summary
from sna.network import Network

PARTITIONS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12).map(
    lambda pairs: [np.unique(side, return_inverse=True)[1] for side in zip(*pairs, strict=True)]
)


def cliques(*sizes, bridge=True):
    """Give cliques in a row; each is tied to the next by one tie of little weight."""
    ties, names = [], []
    for number, size in enumerate(sizes):
        members = [f"{'abcdef'[number]}{member}" for member in range(size)]
        ties += [(one, other, 1.0) for one, other in combinations(members, 2)]
        ties += [(names[-1], members[0], 0.1)] if bridge and names else []
        names += members
    network = Network.of(ties, nodes=names)
    network.nodes["team"] = [name[0] for name in network.nodes.index]
    return network


def test_cliques_are_found_the_largest_first():
    table = communities(cliques(4, 6, 5))
    assert table["community"].tolist() == [3] * 4 + [1] * 6 + [2] * 5
    assert (table["stability"] == 1.0).all()
    assert (table["note"] == "").all()


def test_communities_that_are_the_groups_agree_with_them_wholly():
    row = community_summary(cliques(4, 6, 5), by="team").loc["all"]
    assert row[["communities", "nmi", "ari", "stability", "partitions", "note"]].tolist() == [3, 1.0, 1.0, 1.0, 1, ""]


@pytest.mark.parametrize("seed", range(4))
def test_networkx_gives_the_same_modularity(seed):
    graph = nx.gnp_random_graph(30, 0.15, seed=seed)
    for place, (a, b) in enumerate(graph.edges):
        graph[a][b]["weight"] = 1 + place % 3
    nx.set_node_attributes(graph, "x", "team")
    table = communities(graph, seed=seed)
    parts = [set(map(int, part.index)) for _number, part in table.groupby("community")]
    row = community_summary(graph, by="team", seed=seed).loc["all"]
    assert row["modularity"] == pytest.approx(nx.community.modularity(graph, parts), abs=1e-9)
    assert row["modularity"] <= row["modularity_best"] + 1e-12
    assert row["communities"] == len(parts)


def test_who_sits_between_two_communities_is_less_stable():
    network = cliques(5, 5, bridge=False)
    ends = [*network.ties.itertuples(index=False, name=None), ("m", "a0", 1.0), ("m", "a1", 1.0)]
    between = Network.of([*ends, ("m", "b0", 1.0), ("m", "b1", 1.0)])
    table = communities(between, runs=60)
    assert table["stability"].idxmin() == "m"
    assert 0.3 < table.loc["m", "stability"] < 0.8
    assert table["stability"].drop("m").min() > 0.8


def test_the_communities_given_are_those_of_one_of_the_runs_and_of_the_seed():
    graph = nx.karate_club_graph()
    assert communities(graph, runs=5, seed=1).equals(communities(graph, runs=5, seed=1))
    assert community_summary(graph, by="club", runs=7).loc["all", "runs"] == 7


def test_large_networks_are_run_less_often():
    assert community_summary(cliques(4, 4), by="team").loc["all", "runs"] == MOST
    assert FEWEST_RUNS < MOST


def test_isolates_are_communities_of_their_own_without_stability():
    network = Network.of([("a", "b", 1.0)], nodes=["c", "d"])
    network.nodes["team"] = "x"
    table = communities(network)
    assert table["community"].tolist() == [1, 1, 2, 3]
    assert table["stability"].tolist() == pytest.approx([1, 1, np.nan, np.nan], nan_ok=True)
    assert table["note"].tolist() == ["", "", "alone in the community", "alone in the community"]
    assert community_summary(network, by="team").loc["all", "communities"] == 3


def test_without_ties_everybody_is_a_community_and_modularity_is_blank():
    network = Network.of([], nodes=["a", "b"])
    network.nodes["team"] = ["x", "y"]
    assert communities(network)["community"].tolist() == [1, 2]
    row = community_summary(network, by="team").loc["all"]
    assert np.isnan(row["modularity"])
    assert row["note"] == "no ties: each person is a community"


@settings(deadline=None)
@given(PARTITIONS)
def test_the_adjusted_rand_index_is_that_of_a_count_over_pairs(sides):
    one, other = sides
    pairs = list(combinations(range(len(one)), 2))
    first, second = (np.array([side[a] == side[b] for a, b in pairs]) for side in (one, other))
    found = adjusted_rand(contingency(one, other))
    if not pairs:
        assert np.isnan(found)
    elif (first == second).all():
        assert found == pytest.approx(1.0)
    else:
        expected = first.sum() * second.sum() / len(pairs)
        assert found == pytest.approx(
            ((first & second).sum() - expected) / ((first.sum() + second.sum()) / 2 - expected)
        )


@settings(deadline=None)
@given(PARTITIONS)
def test_mutual_information_is_that_of_its_definition(sides):
    one, other = sides
    share = contingency(one, other) / len(one)
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    told = sum(share[i, j] * log(share[i, j] / (rows[i] * columns[j])) for i, j in zip(*np.nonzero(share), strict=True))
    entropy = -sum(each * log(each) for side in (rows, columns) for each in side)
    found = mutual_information(contingency(one, other))
    assert found == pytest.approx(2 * told / entropy, abs=1e-9) if entropy > 1e-12 else np.isnan(found)


def test_agreement_does_not_depend_on_the_order_of_the_two():
    table = contingency(np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0]))
    assert adjusted_rand(table) == pytest.approx(adjusted_rand(table.T))
    assert mutual_information(table) == pytest.approx(mutual_information(table.T))
