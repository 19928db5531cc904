from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from sna.analyse.bridging import bridging, participation
from sna.errors import NetworkError
from sna.network import Network, TwoMode, project


def attributed(seed, people=25):
    """Invent a network: directed or not, weighted or not, with isolates now and then, each node of one team."""
    random = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(people, [0.05, 0.15, 0.4][seed % 3], seed=seed, directed=bool(seed % 2))
    if seed % 4 > 1:
        for one, other in graph.edges:
            graph[one][other]["weight"] = float(random.choice([0.25, 1, 2, 8]))
    graph = nx.relabel_nodes(graph, {node: f"p{node:02}" for node in graph})
    nx.set_node_attributes(graph, {node: str(random.choice(list("xyz"))) for node in graph}, "team")
    return graph


def tied(graph, one, other):
    return sum(graph[a][b].get("weight", 1.0) for a, b in ((one, other), (other, one)) if graph.has_edge(a, b))


def spread(graph, node, team):
    """Participation from its definition, over the sides of the ties that touch the node."""
    weight = {other: tied(graph, node, other) / (1 if graph.is_directed() else 2) for other in graph if other != node}
    everything = sum(weight.values())
    sums = {side: sum(weight[other] for other in weight if team[other] == side) for side in set(team.values())}
    return 1 - sum((each / everything) ** 2 for each in sums.values()) if everything else np.nan


@pytest.mark.parametrize("seed", range(40))
def test_participation_is_that_of_its_definition(seed):
    graph = attributed(seed)
    team = nx.get_node_attributes(graph, "team")
    table = participation(graph, by="team")
    expected = [spread(graph, node, team) for node in graph]
    assert table["participation"].tolist() == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_the_expected_participation_is_the_mean_over_every_deal_of_the_others():
    graph = nx.Graph([("p0", "p1"), ("p0", "p2"), ("p0", "p3"), ("p1", "p2")])
    graph["p0"]["p1"]["weight"] = 3.0
    graph.add_nodes_from(f"p{number}" for number in range(10))
    labels = ["x", "y", "y", "x", "z", "y", "x", "x", "x", "x"]
    nx.set_node_attributes(graph, dict(zip(sorted(graph), labels, strict=True)), "team")
    # only three of the nine others are tied to p0: every way to label these three, weighted by how often it comes up
    deals = list(permutations(labels[1:], 3))
    means = [
        spread(graph, "p0", {**dict.fromkeys(graph, "w"), **dict(zip(["p1", "p2", "p3"], deal, strict=True))})
        for deal in deals
    ]
    found = participation(graph, by="team").loc["p0", "participation_expected"]
    assert found == pytest.approx(np.mean(means), abs=1e-12)


def test_participation_in_one_group_is_none_and_over_many_is_high():
    network = Network.of([("a", other, 1.0) for other in "bcde"])
    network.nodes["team"] = ["z", "w", "x", "y", "z"]
    table = participation(network, by="team")
    assert table["participation"].tolist() == [0.75, 0.0, 0.0, 0.0, 0.0]
    assert table["participation_expected"].isna().all()
    assert set(table["note"]) == {"fewer than 10 people: not compared with chance"}


def test_two_gatherings_are_too_few_to_compare_with_chance():
    people = [f"p{number:02}" for number in range(12)]
    pairs = [(person, gathering) for gathering in ("may", "june") for person in people]
    two, three = (project(TwoMode.of(each)) for each in (pairs, [*pairs, ("p00", "july"), ("p01", "july")]))
    for network in (two, three):
        network.nodes["team"] = list("xyz") * 4
    assert participation(two, by="team")["participation_expected"].isna().all()
    assert set(participation(two, by="team")["note"]) == {"fewer than 3 gatherings: not compared with chance"}
    assert participation(three, by="team")["participation_expected"].notna().all()


def test_an_isolate_has_neither():
    network = Network.of([("a", "b", 1.0), ("b", "c", 1.0)], nodes=["d"])
    network.nodes["team"] = "x"
    table = participation(network, by="team")
    assert np.isnan(table.loc["d", "participation"])
    assert table.loc["d", "note"] == "no ties: nothing to be measured"
    assert bridging(network).loc["d"].iloc[:2].isna().all()
    assert bridging(network).loc["d", "note"] == "no ties: nothing to be measured"


def test_a_person_without_a_group_is_refused():
    network = Network.of([("a", "b", 1.0)])
    network.nodes["team"] = ["x", ""]
    with pytest.raises(NetworkError, match="1 nodes have no team"):
        participation(network, by="team")


@pytest.mark.parametrize("seed", range(40))
def test_bridging_is_betweenness_times_the_coefficient(seed):
    graph = attributed(seed)
    around = graph.to_undirected()
    between = nx.betweenness_centrality(graph)
    table = bridging(graph, weighted=False)
    for node in graph:
        alters = list(around[node])
        row = table.loc[node]
        if not alters:
            assert row.iloc[:2].isna().all()
            continue
        coefficient = (1 / len(alters)) / sum(1 / around.degree[other] for other in alters)
        assert row["bridging_coefficient"] == pytest.approx(coefficient, abs=1e-9)
        assert row["bridging"] == pytest.approx(coefficient * between[node], abs=1e-9)


def test_who_joins_two_tight_groups_bridges_most():
    graph = nx.barbell_graph(5, 1)
    assert bridging(graph)["bridging"].idxmax() == "5"


def test_two_people_have_no_paths_between_others():
    table = bridging(Network.of([("a", "b", 1.0)]))
    assert table["bridging"].isna().all()
    assert table["bridging_coefficient"].tolist() == [1.0, 1.0]
    assert set(table["note"]) == {"fewer than 3 people: no paths between others"}
