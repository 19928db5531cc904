from math import log

import networkx as nx
import numpy as np
import pytest

from sna.analyse.holes import holes
from sna.network import Network

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


def by_hand(graph, node):
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
        assert table.loc[node].iloc[:4].tolist() == pytest.approx(by_hand(graph, node), abs=1e-9, nan_ok=True)


def test_networkx_gives_the_same_on_200_networks():
    compared = 0
    for seed in range(200):
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


def test_a_thousand_people_take_less_than_a_second():
    from time import process_time

    graph = Network.from_networkx(nx.gnp_random_graph(1_000, 0.3, seed=1))
    start = process_time()
    holes(graph)
    assert process_time() - start < 2
