from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest

from sna.analyse.brokerage import ROLES, brokerage
from sna.analyse.centrality import centrality
from sna.analyse.spanners import spanners
from sna.network import Network, TwoMode
from sna.weave import project


def teams(graph, labels):
    nx.set_node_attributes(graph, labels, "team")
    return graph


def siloed():
    """Give four teams of five, each a clique, and one person tied to somebody of every other team."""
    names = [f"{team}{member}" for team in "wxyz" for member in range(5)]
    ties = [(a, b, 1.0) for a, b in combinations(names, 2) if a[0] == b[0]]
    network = Network.of([*ties, ("w0", "x0", 1.0), ("w0", "y0", 1.0), ("w0", "z0", 1.0)])
    network.nodes["team"] = [name[0] for name in network.nodes.index]
    return network


def test_who_ties_the_teams_is_the_first_of_the_spanners_and_who_is_level_with_the_last_counts_too():
    table = spanners(siloed(), by="team")
    assert table.index[0] == "w0"
    assert table.loc["w0", ["groups_reached", "agreement"]].tolist() == [3, 3]
    # a tenth of 20 people is two: the second place is shared by the other ends of the three ties
    assert table.index[table["spanner"]].tolist() == ["w0", "x0", "y0", "z0"]
    only = spanners(siloed(), by="team", top=0.05)["spanner"]
    assert only.index[only].tolist() == ["w0"]


def test_where_teams_do_not_matter_few_are_named():
    named = []
    for seed in range(10):
        graph = teams(nx.gnp_random_graph(60, 0.12, seed=seed), {node: f"t{node % 12:02}" for node in range(60)})
        named.append(spanners(graph, by="team")["spanner"].sum())
    assert np.mean(named) < 4


def test_a_clique_has_no_spanner():
    graph = teams(nx.complete_graph(12), {node: "xyz"[node % 3] for node in range(12)})
    table = spanners(graph, by="team")
    assert not table["spanner"].any()
    assert (table["between_groups"] == 0).all()


def test_paths_between_groups_are_those_of_networkx_between_the_groups():
    graph = teams(nx.gnp_random_graph(25, 0.12, seed=4), {node: "xyz"[node % 3] for node in range(25)})
    expected = dict.fromkeys(graph, 0.0)
    for one, other in permutations("xyz", 2):
        sides = [[node for node in graph if graph.nodes[node]["team"] == side] for side in (one, other)]
        for node, value in nx.betweenness_centrality_subset(graph, *sides, normalized=False).items():
            expected[node] += value
    table = spanners(graph, by="team")
    assert table["between_groups"].to_dict() == pytest.approx({str(node): value for node, value in expected.items()})


def test_the_expected_paths_between_groups_are_the_mean_over_every_deal():
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("b", "e")])
    deals = set(permutations("xxyyz"))
    every = [
        spanners(teams(graph, dict(zip("abcde", deal, strict=True))), by="team")["between_groups"] for deal in deals
    ]
    found = spanners(graph, by="team")["between_groups_expected"].sort_index()
    assert found.tolist() == pytest.approx(np.mean([each.sort_index() for each in every], axis=0).tolist())


def test_open_paths_across_groups_are_all_roles_but_one():
    network = siloed()
    table, roles = spanners(network, by="team").sort_index(), brokerage(network, by="team")
    assert table["broker_across"].equals((roles[list(ROLES[1:])].sum(axis=1)).rename("broker_across"))
    chance = roles[[f"{role}_expected" for role in ROLES[1:]]].sum(axis=1)
    assert table["broker_across_expected"].tolist() == pytest.approx(chance.tolist())


def test_paths_between_groups_are_at_most_all_paths():
    network = siloed()
    table = spanners(network, by="team").sort_index()
    assert (table["between_groups"] <= centrality(network)["betweenness_pairs"] + 1e-9).all()


def test_with_fewer_than_ten_people_nobody_is_named():
    graph = teams(nx.path_graph(9), {node: "xyz"[node // 3] for node in range(9)})
    table = spanners(graph, by="team")
    assert table["spanner"].isna().all()
    assert table["agreement"].isna().all()
    assert set(table["note"]) == {"fewer than 10 people: nobody is named"}


def test_more_are_named_if_more_count_as_high():
    graph = teams(nx.karate_club_graph(), {node: nx.karate_club_graph().nodes[node]["club"] for node in range(34)})
    few, more = (spanners(graph, by="team", top=top)["spanner"] for top in (0.1, 0.5))
    assert set(few.index[few]) < set(more.index[more])


def meetings(seed):
    """Give 60 people in 12 teams of four localities; meetings are local, and only three people go everywhere."""
    random = np.random.default_rng(seed)
    people = [f"p{number:02}" for number in range(60)]
    locality = np.arange(60) % 4
    pairs = []
    for number in range(16):
        there = [*random.choice(np.flatnonzero(locality == number % 4), 8, replace=False), *random.choice(3, 2)]
        pairs += [(people[person], f"m{number:02}") for person in there]
    network = project(TwoMode.of(pairs))
    network.nodes["locality"] = [f"locality {int(node[1:]) % 4}" for node in network.nodes.index]
    return network


def test_those_who_were_made_to_go_everywhere_are_found():
    named = [name for seed in range(10) for name in _named(spanners(meetings(seed), by="locality"))]
    planted = [name for name in named if name in {"p00", "p01", "p02"}]
    assert len(planted) >= 24, "of 30"
    assert len(named) - len(planted) <= 6, "others named by mistake, in 10 networks of 60"


def _named(table):
    return table.index[table["spanner"]].tolist()
