from fractions import Fraction
from itertools import pairwise, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse.centrality import centrality, two_mode_centrality
from sna.network import Network, TwoMode, project

FRACTIONS = st.builds(Fraction, st.integers(1, 8), st.integers(1, 12))


@st.composite
def weighted(draw):
    """Invent a small network and its weights as exact fractions."""
    names, directed = "abcdefg"[: draw(st.integers(1, 7))], draw(st.booleans())
    pairs = [(a, b) for a in names for b in names if (a != b if directed else a < b)]
    weights = draw(st.dictionaries(st.sampled_from(pairs), FRACTIONS)) if pairs else {}
    ties = [(a, b, float(weight)) for (a, b), weight in weights.items()]
    return Network.of(ties, nodes=list(names), directed=directed), weights


def by_enumeration(names, weights, *, directed):
    """Betweenness over ordered pairs from all simple paths, in exact fractions."""
    length = {ends: 1 / weight for ends, weight in weights.items()}
    if not directed:
        length |= {(b, a): far for (a, b), far in length.items()}
    passed = dict.fromkeys(names, Fraction(0))
    best = {}
    for size in range(2, len(names) + 1):
        for path in permutations(names, size):
            steps = [length.get(step) for step in pairwise(path)]
            if None not in steps:
                best.setdefault((path[0], path[-1]), []).append((sum(steps), path))
    for paths in best.values():
        shortest = min(paths)[0]
        winners = [path for far, path in paths if far == shortest]
        for path in winners:
            for node in path[1:-1]:
                passed[node] += Fraction(1, len(winners))
    return passed


@settings(max_examples=60, deadline=None)
@given(weighted())
def test_weighted_betweenness_is_that_of_exact_fractions(made):
    network, weights = made
    names = network.nodes.index.tolist()
    expected = by_enumeration(names, weights, directed=network.directed)
    found = centrality(network)["betweenness_pairs"]
    if len(names) > 2:
        half = 1 if network.directed else 2
        assert found.tolist() == pytest.approx([float(expected[name] / half) for name in names], abs=1e-12)
    else:
        assert found.isna().all()


def test_three_thirds_are_as_far_as_one():
    ties = [("a", "b", 3.0), ("b", "c", 3.0), ("c", "d", 3.0), ("a", "d", 1.0)]
    assert centrality(Network.of(ties))["betweenness_pairs"].tolist() == [0.0, 1.5, 1.5, 0.0]


def test_rounding_does_not_break_the_ties_of_newmans_weights():
    # 1/10 + 1/5 and 3/10 differ in the last place: both ways round the square are 1 ÷ 0.3 + 1 ÷ 0.3 long
    ties = [("a", "b", 0.1 + 0.2), ("b", "d", 0.3), ("a", "c", 0.3), ("c", "d", 0.2 + 0.1)]
    assert centrality(Network.of(ties))["betweenness_pairs"].tolist() == [0.5, 0.5, 0.5, 0.5]


def test_betweenness_in_a_projection_is_that_of_exact_fractions():
    random = np.random.default_rng(5)
    pairs = [(f"p{p}", f"g{g}") for g in range(6) for p in random.choice(7, random.integers(2, 6), replace=False)]
    network = project(TwoMode.of(pairs))
    sizes = {gathering: sum(pair[1] == gathering for pair in set(pairs)) for _person, gathering in pairs}
    weights = {
        (a, b): sum(Fraction(1, sizes[gathering] - 1) for gathering in via.split("; "))
        for a, b, via in zip(network.ties["source"], network.ties["target"], network.via(), strict=True)
    }
    names = network.nodes.index.tolist()
    expected = by_enumeration(names, weights, directed=False)
    assert centrality(network)["betweenness_pairs"].tolist() == pytest.approx([float(expected[n] / 2) for n in names])


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_networkx_gives_the_same(directed, seed):
    graph = nx.gnp_random_graph(40, [0.03, 0.08, 0.2][seed % 3], seed=seed, directed=directed)
    graph = nx.relabel_nodes(graph, str)
    table = centrality(graph, weighted=False)
    between, close = nx.betweenness_centrality(graph), nx.closeness_centrality(graph)
    alters = graph.to_undirected().degree
    for node in graph:
        assert table.loc[node, "betweenness"] == pytest.approx(between[node], abs=1e-9)
        assert table.loc[node, "degree"] == alters[node]
        reached = table.loc[node, "closeness"]
        assert reached == pytest.approx(close[node], abs=1e-9) if close[node] else np.isnan(reached)


def test_strength_and_degree_by_direction():
    table = centrality(Network.of([("a", "b", 2.0), ("b", "a", 3.0), ("b", "c", 1.0)], directed=True))
    assert table["degree"].tolist() == [1, 2, 1]
    assert table["strength"].tolist() == [5.0, 6.0, 1.0]
    assert table["in_degree"].tolist() == [1, 1, 1]
    assert table["out_degree"].tolist() == [1, 2, 0]
    assert table["in_strength"].tolist() == [3.0, 2.0, 1.0]
    assert table["out_strength"].tolist() == [2.0, 4.0, 0.0]
    assert "in_degree" not in centrality(Network.of([("a", "b", 2.0)]))


def test_a_chain_ends_in_zero_and_not_nearly_zero():
    table = centrality(nx.path_graph(9))
    assert table["betweenness_pairs"].tolist() == [0, 7, 12, 15, 16, 15, 12, 7, 0]


def test_an_isolate_has_no_closeness_and_the_note_says_so():
    table = centrality(Network.of([("a", "b", 1.0), ("b", "c", 1.0)], nodes=["d"]))
    assert np.isnan(table.loc["d", "closeness"])
    assert table["note"].tolist() == ["", "", "", "nobody reaches this person"]
    assert table.loc["d", "betweenness"] == 0.0
    assert table.loc["b", "closeness"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("seed", range(200))
def test_networkx_gives_the_same_on_200_networks(seed):
    """Directed or not, weighted or not, with isolates: weights whose inverse is exact, as networkx compares floats."""
    random = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(int(random.integers(3, 26)), float(random.choice([0.05, 0.15, 0.4])), seed=seed)
    graph = nx.relabel_nodes(graph.to_directed() if seed % 2 else graph, str)
    if seed % 2:
        graph.remove_edges_from([tie for tie in graph.edges if random.random() < 0.4])
    for one, other in graph.edges:
        length = float(random.choice([1, 2, 4, 8])) if seed % 4 > 1 else 1.0
        graph[one][other].update(weight=1 / length, length=length)
    table = centrality(graph)
    between = nx.betweenness_centrality(graph, weight="length")
    harmonic, close = nx.harmonic_centrality(graph, distance="length"), nx.closeness_centrality(graph)
    others = len(graph) - 1
    for node in graph:
        row = table.loc[node]
        assert row["betweenness"] == pytest.approx(between[node], abs=1e-9)
        assert row["harmonic"] == pytest.approx(harmonic[node] / others, abs=1e-9)
        assert row["closeness"] == pytest.approx(close[node] or np.nan, abs=1e-9, nan_ok=True)
        reached = len(nx.single_source_shortest_path_length(graph, node, cutoff=2)) - 1
        assert row["two_step_reach"] == pytest.approx(reached / others)


def test_harmonic_closeness_adds_the_weights_of_the_ties_and_less_of_what_is_farther():
    table = centrality(Network.of([("a", "b", 2.0), ("b", "c", 0.5)], nodes=["d"]))
    # b is at 1/2 and c at 1/2 + 2
    assert table.loc["a", "harmonic"] == pytest.approx((2 + 1 / 2.5) / 3)
    assert table.loc["d", ["harmonic", "two_step_reach"]].tolist() == [0.0, 0.0]


def test_reach_follows_the_ties_and_closeness_looks_back():
    table = centrality(Network.of([("a", "b", 1.0), ("b", "c", 1.0), ("c", "d", 1.0)], directed=True))
    assert table["two_step_reach"].tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3, 0])
    assert table["harmonic"].tolist() == pytest.approx([0, 1 / 3, 1.5 / 3, (1 + 1 / 2 + 1 / 3) / 3])


def test_who_is_alone_has_nobody_to_be_close_to():
    table = centrality(Network.of([], nodes=["a"]))
    assert table[["harmonic", "two_step_reach", "closeness"]].isna().all(axis=None)
    assert table["note"].tolist() == ["fewer than 3 people: no paths between others"]


def test_a_full_and_a_thin_matrix_give_the_same_reach(monkeypatch):
    from sna.analyse import centrality as module

    graph = nx.gnp_random_graph(30, 0.2, seed=1, directed=True)
    full = centrality(graph)["two_step_reach"]
    monkeypatch.setattr(module, "_FULL", 0)
    assert centrality(graph)["two_step_reach"].equals(full)


def test_in_a_very_large_network_betweenness_is_estimated_within_its_error(monkeypatch):
    from sna.analyse import paths

    graph = nx.gnp_random_graph(300, 0.03, seed=1)
    exact = centrality(graph)
    assert (exact["betweenness_error"] == 0).all()
    monkeypatch.setattr(paths, "EXACT", 0)
    estimated = centrality(graph, seed=3)
    off = (estimated["betweenness"] - exact["betweenness"]).abs()
    assert (off <= estimated["betweenness_error"]).all()
    assert off.max() > 0
    assert (estimated["betweenness_error"] < 0.2).all()
    assert {note.split(",")[0] for note in estimated["note"]} == {
        "betweenness is estimated from the paths of 200 people"
    }
    assert estimated["harmonic"].equals(exact["harmonic"])


def test_where_the_error_is_above_every_estimate_the_note_says_so(monkeypatch):
    from sna.analyse import paths

    monkeypatch.setattr(paths, "EXACT", 0)
    monkeypatch.setattr(paths, "FEWEST_SOURCES", 3)
    table = centrality(nx.gnp_random_graph(200, 0.2, seed=1))
    assert (table["betweenness"] < table["betweenness_error"]).all()
    drawn = "betweenness is estimated from the paths of 3 people"
    assert set(table["note"]) == {f"{drawn}, with an error above any estimate: a rough order at best"}
    monkeypatch.setattr(paths, "FEWEST_SOURCES", 30)
    star = centrality(nx.star_graph(199))  # who is in the middle is told for sure
    assert star.loc["0", "betweenness"] > star.loc["0", "betweenness_error"]
    assert set(star["note"]) == {"betweenness is estimated from the paths of 30 people"}


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
