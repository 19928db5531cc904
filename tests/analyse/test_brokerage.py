from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse.brokerage import ROLES, brokerage
from sna.network import Network


@st.composite
def grouped(draw, most=8):
    names, directed = "abcdefgh"[: draw(st.integers(1, most))], draw(st.booleans())
    pairs = [(a, b) for a in names for b in names if (a != b if directed else a < b)]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    network = Network.of([(a, b, 2.0) for a, b in ties], nodes=list(names), directed=directed)
    network.nodes["team"] = draw(st.lists(st.sampled_from("xyz"), min_size=len(names), max_size=len(names)))
    return network


def role(a, b, c):
    if a == c:
        return "coordinator" if a == b else "itinerant"
    return "gatekeeper" if b == c else "representative" if a == b else "liaison"


def by_hand(network, team):
    """Count each node's roles from all triples."""
    tied = network.adjacency(None).toarray() > 0
    counts = np.zeros((len(network), len(ROLES)), int)
    for a, b, c in permutations(range(len(network)), 3):
        if tied[a, b] and tied[b, c] and not tied[a, c]:
            counts[b, ROLES.index(role(team[a], team[b], team[c]))] += 1
    return counts


@settings(deadline=None)
@given(grouped())
def test_roles_are_those_of_a_count_over_all_triples(network):
    table = brokerage(network, by="team")
    expected = by_hand(network, network.nodes["team"].tolist())
    assert (table[list(ROLES)].to_numpy() == expected).all()
    assert (table["total"].to_numpy() == expected.sum(axis=1)).all()


@settings(max_examples=15, deadline=None)
@given(grouped(most=6))
def test_expectation_and_z_are_those_of_every_deal_of_the_other_labels(network):
    table = brokerage(network, by="team")
    team = network.nodes["team"].tolist()
    for place, node in enumerate(network.nodes.index):
        others = team[:place] + team[place + 1 :]
        deals = [
            by_hand(network, [*deal[:place], team[place], *deal[place:]])[place] for deal in set(permutations(others))
        ]
        mean, spread = np.mean(deals, axis=0), np.std(deals, axis=0)
        assert table.loc[node, [f"{each}_expected" for each in ROLES]].tolist() == pytest.approx(
            mean.tolist(), abs=1e-9
        )
        z = [
            (table.loc[node, each] - mean[k]) / spread[k] if spread[k] > 1e-9 else np.nan
            for k, each in enumerate(ROLES)
        ]
        assert table.loc[node, [f"{each}_z" for each in ROLES]].tolist() == pytest.approx(z, abs=1e-9, nan_ok=True)


def test_an_undirected_network_has_as_many_gatekeepers_as_representatives():
    graph = nx.gnp_random_graph(60, 0.1, seed=2)
    nx.set_node_attributes(graph, {node: "xyz"[node % 3] for node in graph}, "team")
    table = brokerage(graph, by="team")
    assert (table["gatekeeper"] == table["representative"]).all()
    assert table["gatekeeper"].sum() > 0


def test_who_is_alone_in_a_group_cannot_coordinate_by_chance_either():
    network = Network.of([("a", "b", 1.0), ("b", "c", 1.0), ("c", "d", 1.0)])
    network.nodes["team"] = ["x", "y", "z", "z"]
    table = brokerage(network, by="team")
    assert table.loc["b", "coordinator_expected"] == 0.0
    assert np.isnan(table.loc["b", "coordinator_z"])
    assert table.loc["b", "liaison"] == 2


def test_one_group_makes_everybody_a_coordinator_and_no_z():
    network = Network.of([("a", "b", 1.0), ("b", "c", 1.0)])
    network.nodes["team"] = "x"
    table = brokerage(network, by="team")
    assert table.loc["b", ["coordinator", "coordinator_expected"]].tolist() == [2, 2.0]
    assert table.filter(like="_z").isna().all(axis=None)
    assert pd.isna(table.loc["a", "liaison_z"])
