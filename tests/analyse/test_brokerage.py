from itertools import pairwise, permutations
from math import log

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse.brokerage import ROLES, bridging, brokerage, by_chance, holes, participation
from sna.errors import NetworkError
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


# Borgatti (1997), Structural holes: unpacking Burt's redundancy measures, Connections 20(1): the example's ten ties as
# the tests of networkx give them; they reproduce all four published values
EXAMPLE = nx.Graph("AB AF AG AE EG FG BG BD DG GC".split())


def attributed(seed):
    """Invent a network: directed or not, weighted or not, with isolates now and then."""
    random = np.random.default_rng(seed)
    people, share = int(random.integers(2, 24)), float(random.choice([0.05, 0.12, 0.25]))
    graph = nx.gnp_random_graph(people, share, seed=seed, directed=bool(seed % 2))
    if seed % 4 > 1:
        for one, other in graph.edges:
            graph[one][other]["weight"] = float(random.choice([0.25, 1 / 3, 1, 2, 7]))
    return nx.relabel_nodes(graph, str)


def holes_by_hand(graph, node):
    """Constraint, effective size, efficiency and hierarchy from Burt's definitions, one sum after another."""

    def both(i, j):
        return sum(graph[a][b].get("weight", 1.0) if graph.has_edge(a, b) else 0.0 for a, b in ((i, j), (j, i)))

    def share(i, j):
        return both(i, j) / sum(both(i, k) for k in graph)

    def marginal(j, q):
        return both(j, q) / max(both(j, k) for k in graph)

    alters = [other for other in graph if other != node and both(node, other)]
    if not alters:
        return [np.nan] * 4
    dyadic = [(share(node, j) + sum(share(node, q) * share(q, j) for q in alters if q != j)) ** 2 for j in alters]
    size = sum(1 - sum(share(node, q) * marginal(j, q) for q in alters if q != j) for j in alters)
    k, total = len(alters), sum(dyadic)
    ratios = [each / (total / k) for each in dyadic]
    hierarchy = sum(r * log(r) for r in ratios) / (k * log(k)) if k > 1 else np.nan
    return [total, size, size / k, hierarchy]


@pytest.mark.parametrize("seed", range(40))
def test_all_four_are_those_of_the_definitions(seed):
    graph = attributed(seed).subgraph([str(node) for node in range(8)])
    table = holes(graph)
    for node in graph:
        assert table.loc[node].iloc[:4].tolist() == pytest.approx(holes_by_hand(graph, node), abs=1e-9, nan_ok=True)


def test_networkx_gives_the_same():
    compared = 0
    for seed in range(100):
        graph = attributed(seed)
        weight = "weight" if seed % 4 > 1 else None
        # with nodes given networkx sums in Python; without, it divides effective size by column maxima
        constraint = nx.constraint(graph, nodes=list(graph), weight=weight)
        size = nx.effective_size(graph, nodes=list(graph), weight=weight)
        table = holes(graph)
        for node in graph:
            if np.isnan(constraint[node]):  # networkx: also who is only tied to and ties to nobody
                continue
            compared += 1
            assert table.loc[node, "constraint"] == pytest.approx(constraint[node], abs=1e-9)
            assert table.loc[node, "effective_size"] == pytest.approx(size[node], abs=1e-9)
    assert compared > 1_000


def test_without_weights_and_direction_effective_size_is_alters_less_twice_their_ties_by_alters():
    graph = nx.relabel_nodes(nx.gnp_random_graph(30, 0.2, seed=3), str)
    table = holes(graph)
    for node in graph:
        k, ties = graph.degree[node], graph.subgraph(graph[node]).number_of_edges()
        assert table.loc[node, "effective_size"] == pytest.approx(k - 2 * ties / k)


def test_borgattis_example():
    """Borgatti (1997), Connections 20(1), 35-38; constraint as UCINET gives it for the same ties."""
    table = holes(EXAMPLE)
    assert table.loc[["G", "A"], "effective_size"].round(2).tolist() == [4.67, 2.50]
    assert table.loc[["G", "A"], "constraint"].round(3).tolist() == [0.400, 0.595]
    assert table.loc["C", ["constraint", "effective_size", "efficiency"]].tolist() == [1.0, 1.0, 1.0]


def test_florentine_families():
    """Padgett & Ansell (1993), https://doi.org/10.1086/230190: constraint of the marriages."""
    table = holes(nx.florentine_families_graph())
    assert table.loc[["Medici", "Guadagni", "Strozzi"], "constraint"].round(3).tolist() == [0.210, 0.250, 0.458]
    assert table.loc["Medici", "effective_size"] == pytest.approx(5.667, abs=5e-4)


def test_an_isolate_is_blank_and_a_single_alter_has_no_hierarchy():
    table = holes(Network.of([("a", "b", 1.0)], nodes=["c"]))
    assert table.loc["c"].iloc[:4].isna().all()
    assert table["note"].tolist() == ["one alter: no hierarchy"] * 2 + ["no ties: nothing to be measured"]
    assert table.loc["a", ["constraint", "efficiency"]].tolist() == [1.0, 1.0]


def test_weights_count_only_if_asked():
    network = Network.of([("a", "b", 9.0), ("b", "c", 1.0), ("a", "c", 1.0), ("a", "d", 1.0)])
    even = Network.of([(a, b, 1.0) for a, b in ("ab", "bc", "ac", "ad")])
    assert holes(network, weighted=False).equals(holes(even))
    assert holes(network).loc["a", "hierarchy"] > holes(even).loc["a", "hierarchy"]


def test_holes_a_thousand_people_take_less_than_a_second():
    from time import process_time

    graph = Network.from_networkx(nx.gnp_random_graph(1_000, 0.3, seed=1))
    start = process_time()
    holes(graph)
    assert process_time() - start < 2


def bridging_attributed(seed, people=25):
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
    graph = bridging_attributed(seed)
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
    graph = bridging_attributed(seed)
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
