from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from sna.analyse.cohesion import cohesion, core_periphery, meeting_density, reciprocity, transitivity
from sna.network import Network, TwoMode, project


def row_of(graph):
    return cohesion(graph).loc["all"]


def test_a_star_has_a_middle_a_ring_has_none():
    star, ring = row_of(nx.star_graph(11)), row_of(nx.cycle_graph(12))
    for measure in ("degree_centralisation", "betweenness_centralisation", "core_fit"):
        assert star[measure] == pytest.approx(1)
    assert star["core_people"] == 1
    assert ring["degree_centralisation"] == ring["betweenness_centralisation"] == pytest.approx(0)
    assert star["transitivity"] == 0


def test_the_karate_club():
    """Freeman centralisation of Zachary's club as R sna and igraph give it: .3996 of alters, .4056 of paths."""
    graph = nx.karate_club_graph()
    row = row_of(graph)
    assert row["degree_centralisation"] == pytest.approx(0.3996, abs=5e-5)
    assert row["betweenness_centralisation"] == pytest.approx(0.4056, abs=5e-5)
    assert row["mean_distance"] == pytest.approx(nx.average_shortest_path_length(graph))
    assert row["fragmentation"] == 0


def test_two_parts_and_an_isolate():
    graph = nx.disjoint_union(nx.complete_graph(5), nx.cycle_graph(6))
    graph.add_node(11)
    row = row_of(graph)
    assert row[["people", "tie_count", "components", "isolates"]].tolist() == [12, 16, 3, 1]
    assert row["largest_share"] == 0.5
    assert row["fragmentation"] == pytest.approx(1 - (5 * 4 + 6 * 5) / (12 * 11)), "Borgatti (2006)"


def test_direction_matters_to_density_distance_and_reciprocity_alone():
    graph = nx.gnp_random_graph(14, 0.15, seed=4, directed=True)
    directed, either = row_of(graph), row_of(graph.to_undirected())
    assert directed["density"] == pytest.approx(nx.density(graph))
    assert directed["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph))
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    steps = [step for ends in lengths.values() for step in ends.values() if step]
    assert directed["mean_distance"] == pytest.approx(np.mean(steps))
    same = ["components", "isolates", "transitivity", "core_fit", "fragmentation", "degree_centralisation"]
    assert directed[same].tolist() == either[same].tolist()
    assert np.isnan(either["reciprocity"])
    assert "no reciprocity" in either["note"]


@pytest.mark.parametrize("seed", range(200))
def test_networkx_measures_the_same(seed):
    random = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(int(random.integers(10, 30)), random.uniform(0, 0.3), seed=seed, directed=seed % 2 == 1)
    plain, row = graph.to_undirected(), row_of(graph)
    parts = list(nx.connected_components(plain))
    assert row["components"] == len(parts)
    assert row["largest_share"] == pytest.approx(max(map(len, parts)) / len(plain), abs=1e-12)
    assert row["isolates"] == nx.number_of_isolates(plain)
    assert row["density"] == pytest.approx(nx.density(graph), abs=1e-9)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    steps = [step for ends in lengths.values() for step in ends.values() if step]
    assert row["mean_distance"] == pytest.approx(np.mean(steps) if steps else np.nan, abs=1e-9, nan_ok=True)
    chains = any(degree > 1 for _node, degree in plain.degree)
    expected = nx.transitivity(plain) if chains else np.nan
    assert row["transitivity"] == pytest.approx(expected, abs=1e-9, nan_ok=True)
    if graph.is_directed() and graph.number_of_edges():
        assert row["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph), abs=1e-9)
    through = np.array(list(nx.betweenness_centrality(plain).values()))
    found = (through.max() - through).sum() / (len(plain) - 1)
    assert row["betweenness_centralisation"] == pytest.approx(found, abs=1e-9)


def correlation(matrix, core):
    """Correlate the ties with the ideal pattern, from the definition of Borgatti and Everett (2000)."""
    ends = np.triu_indices(len(matrix), 1)
    ideal, ties = (core[ends[0]] | core[ends[1]]).astype(float), matrix[ends]
    return np.corrcoef(ties, ideal)[0, 1] if ideal.std() > 0 and ties.std() > 0 else -2


def test_the_core_found_is_the_best_of_all():
    random, tried, missed = np.random.default_rng(0), 0, 0
    for seed in range(150):
        graph = nx.gnp_random_graph(int(random.integers(3, 8)), random.uniform(0.1, 0.9), seed=seed)
        matrix = nx.to_numpy_array(graph)
        best = max(correlation(matrix, np.array(core, bool)) for core in product([0, 1], repeat=len(matrix)))
        fit, core = core_periphery(sparse.csr_array(matrix))
        if best == -2:
            assert np.isnan(fit)
            continue
        assert fit == pytest.approx(correlation(matrix, core), abs=1e-9)
        tried, missed = tried + 1, missed + (fit < best - 1e-9)
    assert tried > 100
    assert missed <= 1


def test_a_planted_core_is_found():
    random = np.random.default_rng(3)
    chance = np.full((40, 40), 0.02)
    chance[:8, :], chance[:, :8] = 0.7, 0.7
    matrix = np.triu(random.random((40, 40)) < chance, 1).astype(float)
    fit, core = core_periphery(sparse.csr_array(matrix + matrix.T))
    assert np.flatnonzero(core).tolist() == list(range(8))
    assert fit > 0.6


def test_the_density_by_chance_is_the_mean_over_every_way_to_fill_the_gatherings():
    pairs = [("a", "m"), ("b", "m"), ("c", "m"), ("a", "n"), ("d", "n"), ("e", "k")]
    two_mode, found = TwoMode.of(pairs), []
    for first, second in product(combinations("abcde", 3), combinations("abcde", 2)):
        met = {frozenset(pair) for who in (first, second) for pair in combinations(who, 2)}
        found.append(len(met) / 10)
    assert meeting_density(two_mode) == pytest.approx(np.mean(found))


def test_only_those_who_could_come_fill_a_gathering():
    two_mode = TwoMode.of([("a", "m"), ("b", "m"), ("c", "n"), ("d", "n"), ("e", "n")])
    could = np.ones((5, 2), bool)
    could[[3, 4], 0] = False  # d and e had not joined when m was
    found = []
    for first, second in product(combinations("abc", 2), combinations("abcde", 3)):
        met = {frozenset(pair) for who in (first, second) for pair in combinations(who, 2)}
        found.append(len(met) / 10)
    known = TwoMode(two_mode.people, two_mode.gatherings, two_mode.incidence, could)
    assert meeting_density(known) == pytest.approx(np.mean(found))


def test_a_gathering_all_came_to_ties_all():
    two_mode = TwoMode.of([(person, "hall") for person in "abcd"])
    assert meeting_density(two_mode) == pytest.approx(1)
    assert np.isnan(meeting_density(TwoMode.of([("a", "m")])))


def test_density_is_compared_with_that_of_the_gatherings_behind_the_ties():
    random = np.random.default_rng(0)
    pairs = [(f"p{person:02}", f"m{place}") for place in range(6) for person in random.choice(20, 6, replace=False)]
    network = project(TwoMode.of(pairs))
    row = row_of(network)
    assert row["density_expected"] == pytest.approx(meeting_density(network.behind))
    assert row["density"] == pytest.approx(row["density_expected"], abs=0.1)
    assert "no expected density" not in row["note"]


def test_too_few_people_or_gatherings_give_counts_only():
    few = row_of(nx.cycle_graph(9))
    assert few[["people", "tie_count", "components", "isolates", "largest_share"]].tolist() == [9, 9, 1, 0, 1]
    assert few.drop(["people", "tie_count", "components", "isolates", "largest_share", "note"]).isna().all()
    assert few["note"] == "fewer than 10 people: counts only"
    twice = project(TwoMode.of([(f"p{place:02}", f"m{place % 2}") for place in range(12)]))
    assert row_of(twice)["note"] == "fewer than 3 gatherings: counts only"
    assert np.isnan(row_of(twice)["density"])


def test_what_is_blank_is_said():
    assert row_of(nx.empty_graph(12))["note"] == "no ties"
    assert "all pairs are tied: no core" in row_of(nx.complete_graph(12))["note"]


def test_shares_of_nothing_are_not_known():
    assert np.isnan(transitivity(sparse.csr_array((3, 3))))
    assert np.isnan(reciprocity(Network.of([("a", "b", 1.0)])))
