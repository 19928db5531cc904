"""People and gatherings as one network of two kinds of node."""

import networkx as nx
import numpy as np
import pytest

from sna.analyse.two_mode import two_mode_centrality
from sna.network import Network, TwoMode, project


@pytest.fixture(scope="module")
def davis():
    return two_mode_centrality(project(TwoMode.from_networkx(nx.davis_southern_women_graph())))


def test_davis_women_and_gatherings_as_published(davis):
    """Borgatti & Halgin (2011), Analyzing affiliation networks, the table of normalised two-mode centralities."""
    found = davis.round(2)
    assert found.loc[["E8", "E9", "E7"], "two_mode_degree"].tolist() == [0.78, 0.67, 0.56]
    assert found.loc[["E8", "E9", "E7", "Nora Fayette"], "two_mode_betweenness"].tolist() == [0.24, 0.23, 0.13, 0.11]
    assert found.loc["E8", "two_mode_closeness"] == 0.85
    women = ["Nora Fayette", "Evelyn Jefferson", "Theresa Anderson"]
    assert found.loc[women, "two_mode_closeness"].tolist() == [0.80, 0.80, 0.80]
    assert davis["kind"].value_counts().to_dict() == {"person": 18, "gathering": 14}


def test_networkx_finds_the_same_on_random_attendance():
    random = np.random.default_rng(5)
    for _each in range(40):
        size = random.integers(2, 12, 2)
        there = random.random(size) < random.uniform(0.2, 0.9)
        pairs = [(f"p{row:02}", f"g{column:02}") for row, column in zip(*np.nonzero(there), strict=True)]
        if not pairs:
            continue
        two_mode = TwoMode.of(pairs)
        table, graph = two_mode_centrality(project(two_mode)), nx.Graph(pairs)
        people = set(two_mode.people.index)
        degree = nx.bipartite.degree_centrality(graph, people)
        assert table["two_mode_degree"].to_dict() == pytest.approx(degree)
        between = nx.bipartite.betweenness_centrality(graph, people) if min(two_mode.incidence.shape) > 1 else None
        known = table["two_mode_betweenness"].dropna()
        assert between is None or known.to_dict() == pytest.approx({node: between[node] for node in known.index})
        if nx.is_connected(graph):
            assert table["two_mode_closeness"].to_dict() == pytest.approx(
                nx.bipartite.closeness_centrality(graph, people)
            )
        else:
            assert table["two_mode_closeness"].isna().all()
            assert set(table["note"]) != {""}


def test_only_the_people_of_the_network_count():
    network = project(TwoMode.of([("a", "m"), ("b", "m"), ("c", "m"), ("c", "n")]))
    some = Network(network.nodes.loc[["a", "b"]], network.ties[network.ties["target"] == "b"], behind=network.behind)
    assert two_mode_centrality(some).loc["m", "two_mode_degree"] == 1.0
    assert set(two_mode_centrality(some).index) == {"a", "b", "m", "n"}


def test_a_network_of_contact_says_why_it_is_blank():
    table = two_mode_centrality(Network.of([("a", "b", 1.0)], directed=True))
    assert table["two_mode_degree"].isna().all()
    assert set(table["note"]) == {"who was at what is not known"}
