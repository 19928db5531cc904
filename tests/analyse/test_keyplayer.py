from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from sna.analyse import keyplayer
from sna.analyse.keyplayer import key_players, leaving
from sna.errors import NetworkError
from sna.network import Network


def fragmentation(graph, gone):
    """F of what is left, from its definition."""
    rest = graph.to_undirected().subgraph(set(graph) - set(gone))
    pairs = list(combinations(rest, 2))
    return 1 - sum(nx.has_path(rest, a, b) for a, b in pairs) / len(pairs)


def parted(graph, gone):
    """The share of pairs of others who are apart without those who are gone, and together with them."""
    whole = graph.to_undirected()
    rest = whole.subgraph(set(graph) - set(gone))
    pairs = list(combinations(rest, 2))
    return sum(nx.has_path(whole, a, b) and not nx.has_path(rest, a, b) for a, b in pairs) / len(pairs)


def lost(graph, gone):
    whole = graph.to_undirected()
    mine = nx.node_connected_component(whole, gone) - {gone}
    return len(mine) - max(map(len, nx.connected_components(whole.subgraph(mine))), default=0)


def random_graphs(directed):
    for seed in range(60):
        random = np.random.default_rng(seed)
        people, share = int(random.integers(3, 9)), float(random.choice([0.15, 0.3, 0.5, 0.9]))
        graph = nx.gnp_random_graph(people, share, seed=seed, directed=directed)
        yield nx.relabel_nodes(graph, str)


@pytest.mark.parametrize("directed", [False, True])
def test_who_leaves_parts_the_others_as_the_definition_says(directed):
    for graph in random_graphs(directed):
        table = leaving(graph)
        for node in graph:
            row = table.loc[node]
            assert row["fragmentation_without"] == pytest.approx(fragmentation(graph, [node]), abs=1e-12)
            assert row["fragmentation_added"] == pytest.approx(parted(graph, [node]), abs=1e-12)
            assert row["cut_off"] == lost(graph, node)


def test_larger_networks_in_parts_too():
    for seed in range(6):
        graph = nx.relabel_nodes(nx.gnp_random_graph(40, 0.06, seed=seed), str)
        table = leaving(graph)
        for node in list(graph)[::5]:
            assert table.loc[node, "fragmentation_without"] == pytest.approx(fragmentation(graph, [node]), abs=1e-12)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_best_set_is_the_best_of_all_sets(size):
    for graph in random_graphs(directed=False):
        table = key_players(graph, size=size)
        if len(graph) < size + 2:
            assert table.empty
            continue
        best = max(fragmentation(graph, some) for some in combinations(graph, size))
        assert len(table) == size
        assert table["every_set_tried"].all()
        assert table["fragmentation_set"].tolist() == pytest.approx([best] * size, abs=1e-12)
        assert fragmentation(graph, table.index) == pytest.approx(best, abs=1e-12)
        assert table["fragmentation_set_added"].iloc[0] == pytest.approx(parted(graph, table.index), abs=1e-12)


def test_one_by_one_each_choice_is_the_best_of_that_moment(monkeypatch):
    monkeypatch.setattr(keyplayer, "EXACT", 0)
    for graph in random_graphs(directed=False):
        if len(graph) < 5:
            continue
        first = max(fragmentation(graph, [node]) for node in graph)
        table, one = key_players(graph, size=2), key_players(graph, size=1)
        assert not table["every_set_tried"].any()
        assert one["fragmentation_set"].iloc[0] == pytest.approx(first, abs=1e-12)
        second = max(fragmentation(graph, [one.index[0], node]) for node in graph if node != one.index[0])
        assert table["fragmentation_set"].iloc[0] == pytest.approx(second, abs=1e-12)


def test_karate_club():
    """Zachary's club in Borgatti (2006), https://doi.org/10.1007/s10588-006-7084-x; persons 1 and 2 there."""
    graph = nx.karate_club_graph()
    row = leaving(graph).loc["0"]
    assert row["fragmentation_without"] == pytest.approx(0.3163, abs=5e-5)
    assert row["cut_off"] == 6
    pair = key_players(graph, size=2)
    assert pair.index.tolist() == ["0", "1"]
    assert pair["fragmentation_set"].iloc[0] == pytest.approx(0.4234, abs=5e-5)


def test_a_star_hangs_on_its_centre_and_a_clique_on_nobody():
    star, clique = leaving(nx.star_graph(5)), leaving(nx.complete_graph(6))
    assert star.loc["0", ["fragmentation_without", "fragmentation_added", "cut_off"]].tolist() == [1.0, 1.0, 4]
    assert star.loc["1", ["fragmentation_without", "fragmentation_added", "cut_off"]].tolist() == [0.0, 0.0, 0]
    assert (clique[["fragmentation_without", "fragmentation_added", "cut_off"]] == 0).all(axis=None)
    assert key_players(nx.complete_graph(6))["fragmentation_set_added"].tolist() == [0.0, 0.0]


def test_two_people_have_no_pairs_of_others():
    table = leaving(Network.of([("a", "b", 1.0)]))
    assert table["fragmentation_without"].isna().all()
    assert table["cut_off"].tolist() == [0, 0]
    assert set(table["note"]) == {"fewer than 3 people: no pairs of others"}


def test_a_set_of_nobody_is_refused():
    with pytest.raises(NetworkError, match="1 person or more, not 0"):
        key_players(nx.path_graph(4), size=0)


def test_a_thousand_people_take_less_than_a_second():
    from time import process_time

    graph = Network.from_networkx(nx.gnp_random_graph(1_000, 0.02, seed=1))
    start = process_time()
    leaving(graph), key_players(graph)
    assert process_time() - start < 2
