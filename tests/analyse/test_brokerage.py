from itertools import pairwise, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse.brokerage import ROLES, brokerage, by_chance
from sna.network import Network, TwoMode, project


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
def test_mean_and_spread_are_those_of_every_deal_of_the_other_labels(network):
    labels, names = pd.factorize(network.nodes["team"])
    found, spread = by_chance(network.adjacency(None), labels, np.bincount(labels, minlength=len(names)))
    team = network.nodes["team"].tolist()
    for place in range(len(team)):
        others = team[:place] + team[place + 1 :]
        deals = [
            by_hand(network, [*deal[:place], team[place], *deal[place:]])[place] for deal in set(permutations(others))
        ]
        assert found[place].tolist() == pytest.approx(np.mean(deals, axis=0).tolist(), abs=1e-9)
        assert spread[place].tolist() == pytest.approx(np.std(deals, axis=0).tolist(), abs=1e-9)


def three_teams(people=60, share=0.1):
    graph = nx.gnp_random_graph(people, share, seed=2)
    nx.set_node_attributes(graph, {node: "xyz"[node % 3] for node in graph}, "team")
    return graph


def test_z_is_the_distance_from_the_mean_in_standard_deviations():
    network = Network.from_networkx(three_teams())
    table = brokerage(network, by="team")
    labels = pd.factorize(network.nodes["team"], sort=True)[0]
    mean, spread = by_chance(network.adjacency(None), labels, np.bincount(labels))
    assert table[[f"{role}_expected" for role in ROLES]].to_numpy().tolist() == mean.tolist()
    some = spread[:, 2] > 0
    expected = (table["gatekeeper"] - mean[:, 2])[some] / spread[some, 2]
    assert table["gatekeeper_z"][some].tolist() == pytest.approx(expected.tolist())
    assert some.sum() > 40


def test_z_of_random_labels_is_about_standard_normal():
    random, values = np.random.default_rng(1), []
    graph = nx.gnp_random_graph(60, 0.1, seed=3)
    for _deal in range(40):
        nx.set_node_attributes(graph, dict(zip(graph, random.permutation(["x", "y", "z"] * 20), strict=True)), "team")
        values.append(brokerage(graph, by="team")["liaison_z"])
    assert np.nanmean(values) == pytest.approx(0, abs=0.1)
    assert np.nanstd(values) == pytest.approx(1, abs=0.1)


def test_an_undirected_network_has_as_many_gatekeepers_as_representatives():
    table = brokerage(three_teams(), by="team")
    assert (table["gatekeeper"] == table["representative"]).all()
    assert table["gatekeeper"].sum() > 0


def test_in_a_directed_network_a_path_is_open_if_none_leads_on_whatever_leads_back():
    network = Network.of([("a", "b", 1.0), ("b", "c", 1.0), ("c", "a", 1.0)], directed=True)
    network.nodes["team"] = ["x", "y", "y"]
    table = brokerage(network, by="team")
    assert table.loc["b", ["gatekeeper", "representative", "total"]].tolist() == [1, 0, 1]
    closed = Network.of([("a", "b", 1.0), ("b", "c", 1.0), ("a", "c", 1.0)], directed=True)
    closed.nodes["team"] = ["x", "y", "y"]
    assert brokerage(closed, by="team")["total"].tolist() == [0, 0, 0]


def chain(labels):
    """Ties of ten people in a row, and each one's team."""
    names = "abcdefghij"
    network = Network.of([(a, b, 1.0) for a, b in pairwise(names)])
    network.nodes["team"] = list(labels)
    return network


def test_who_is_alone_in_a_group_cannot_coordinate_by_chance_either():
    table = brokerage(chain("xyzzzzzzzz"), by="team")
    assert table.loc["b", "coordinator_expected"] == 0.0
    assert np.isnan(table.loc["b", "coordinator_z"])
    assert table.loc["b", "note"] == "chance always gives the same for some roles: no z for these"
    assert table.loc["b", "liaison"] == 2


def test_one_group_makes_everybody_a_coordinator_and_no_z():
    table = brokerage(chain("x" * 10), by="team")
    assert table.loc["b", ["coordinator", "coordinator_expected"]].tolist() == [2, 2.0]
    assert table.filter(like="_z").isna().all(axis=None)
    assert table.loc["a", "note"] == "no open paths: no z"


def test_fewer_than_ten_people_or_three_gatherings_are_counted_only():
    small = brokerage(three_teams(9, 0.4), by="team")
    assert small.filter(regex="_expected|_z").isna().all(axis=None)
    assert small["total"].sum() > 0
    assert set(small["note"]) == {"fewer than 10 people: not compared with chance"}
    people = [f"p{number:02}" for number in range(12)]
    two = project(TwoMode.of([*((one, "may") for one in people[:8]), *((one, "june") for one in people[6:])]))
    two.nodes["team"] = list("xyz") * 4
    assert set(brokerage(two, by="team")["note"]) == {"fewer than 3 gatherings: not compared with chance"}


def test_every_row_says_why_something_is_blank():
    for graph in (three_teams(), three_teams(60, 0.02), three_teams(9, 0.4)):
        table = brokerage(graph, by="team")
        assert ((table["note"] != "") == table.isna().any(axis=1)).all()


def test_a_thousand_people_take_less_than_a_second():
    from time import process_time

    network = Network.from_networkx(three_teams(1_000, 0.05))
    start = process_time()
    brokerage(network, by="team")
    assert process_time() - start < 2
