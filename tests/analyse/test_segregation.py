from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.indices import assortativity, coleman, spectral_permuted, spectral_persons
from sna.analyse.segregation import MEASURES, segregation, segregation_person
from sna.network import Network


def table_assortativity(table):
    """Give Newman's coefficient of a mixing table, group × group."""
    share = table / table.sum()
    by_chance = (share.sum(axis=0) * share.sum(axis=1)).sum()
    return float(assortativity(np.trace(table), by_chance, table.sum()))


def grouped(graph, labels):
    nx.set_node_attributes(graph, dict(zip(graph, labels, strict=True)), "team")
    return graph


def random_graph(seed):
    random = np.random.default_rng(seed)
    people = int(random.integers(10, 30))
    graph = nx.gnp_random_graph(people, random.uniform(0.05, 0.4), seed=seed, directed=seed % 2 == 1)
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(random.integers(1, 4)) if seed % 4 > 1 else 1.0
    return grouped(graph, random.choice(list("wxyz"), people).tolist())


def test_newman_catania():
    """Newman (2003), table of marriages (partners) in Catania, https://doi.org/10.1103/PhysRevE.67.026126: r = .621."""
    table = np.array([[506, 32, 26, 69], [23, 308, 38, 114], [10, 14, 32, 47], [26, 46, 68, 599]])
    assert table_assortativity(table) == pytest.approx(0.621, abs=5e-4)


def test_coleman_boys_and_girls():
    """Coleman (1958), https://doi.org/10.17730/humo.17.4.q5604m676260q8n7: .375 and .167.

    His approximate form takes a group's share of the choices, 60 and 40 of 100, for its share of those who can be
    chosen; the exact form leaves out who chooses and comes to it in a large population.
    """
    own, choices = np.array([45.0, 20.0]), np.array([60.0, 40.0])
    assert coleman(own, choices * np.array([0.6, 0.4]), choices).round(3).tolist() == [0.375, 0.167]
    sizes = np.array([60_000, 40_000])
    exact = coleman(own, choices * (sizes - 1) / (sizes.sum() - 1), choices)
    assert exact == pytest.approx([0.375, 1 / 6], abs=1e-4)


def test_coleman_is_minus_one_where_nobody_stays_inside():
    assert coleman(np.array([0.0]), np.array([5.0]), np.array([10.0])).tolist() == [-1.0]


def test_karate_club():
    """Freeman (1978) .7262, Newman (2003) .7175 of Zachary's club by the side each took."""
    row = segregation(nx.karate_club_graph(), by="club", permutations=999).loc["all"]
    assert row["freeman"] == pytest.approx(0.7262, abs=5e-5)
    assert row["assortativity"] == pytest.approx(0.7175, abs=5e-5)
    assert row[[f"{name}_p" for name in MEASURES]].tolist() == [0.001, 0.001, 0.001, 0.001, 0.005]


@pytest.mark.parametrize("seed", range(200))
def test_networkx_finds_the_same_assortativity(seed):
    graph = random_graph(seed)
    table = segregation(graph, by="team", permutations=1)
    if graph.number_of_edges() == 0 or len(set(nx.get_node_attributes(graph, "team").values())) == 1:
        pytest.fail("choose another seed")
    expected = nx.attribute_assortativity_coefficient(graph, "team")
    assert table.loc["all", "assortativity"] == pytest.approx(expected, abs=1e-9)
    for group in table.index.drop("all"):
        two = graph.copy()
        nx.set_node_attributes(two, {node: team == group for node, team in graph.nodes(data="team")}, "own")
        if table.loc[group, "note"] == "":
            expected = nx.attribute_assortativity_coefficient(two, "own")
            assert table.loc[group, "assortativity"] == pytest.approx(expected, abs=1e-9)


def by_definition(graph, group):
    """Count Yule's Q, Freeman's and Coleman's indices of a group (or all) pair by pair."""
    team, plain = graph.nodes(data="team"), graph.to_undirected()
    team = dict(team)
    inside = {True: [0, 0], False: [0, 0]}
    for one, other in combinations(plain, 2):
        same = team[one] == team[other]
        if group in ("all", team[one], team[other]):
            inside[same][plain.has_edge(one, other)] += 1
    (a, b), (c, d) = inside[True], inside[False]
    q = (b * c - a * d) / (b * c + a * d) if b * c + a * d else np.nan
    every, people = graph.number_of_edges(), len(plain)  # directed ties are choices: a pair tied both ways has two
    expected = every * (c + d) / (people * (people - 1) / 2)
    crossing = sum(team[a] != team[b] and group in ("all", team[a], team[b]) for a, b in graph.edges)
    own = kept = by_chance = 0
    for one, other in [*graph.edges, *([] if graph.is_directed() else [(b, a) for a, b in graph.edges])]:
        if group in ("all", team[one]):
            own, kept = own + 1, kept + (team[one] == team[other])
            by_chance += (list(team.values()).count(team[one]) - 1) / (people - 1)
    room = own - by_chance if kept >= by_chance - 1e-9 else by_chance
    return [q, (expected - crossing) / expected if expected else np.nan, (kept - by_chance) / room if room else np.nan]


@pytest.mark.parametrize("seed", range(40))
def test_the_indices_are_those_of_their_definitions(seed):
    graph = random_graph(seed)
    table = segregation(graph, by="team", permutations=1)
    for group, row in table.iterrows():
        if row["note"] == "":
            found = row[["yules_q", "freeman", "coleman"]].tolist()
            assert found == pytest.approx(by_definition(graph, group), abs=1e-9)


@pytest.mark.parametrize("directed", [False, True])
def test_expectation_and_p_are_those_of_every_deal(directed):
    graph = grouped(nx.gnp_random_graph(10, 0.3, seed=7, directed=directed), "xxyyyyyyyy")
    measures = ["yules_q", "freeman", "coleman", "assortativity"]
    found = []
    for chosen in combinations(range(10), 2):
        deal = grouped(graph.copy(), ["x" if node in chosen else "y" for node in range(10)])
        found.append(segregation(deal, by="team", permutations=1).loc["all", measures].astype(float))
    every, row = pd.DataFrame(found), segregation(graph, by="team", permutations=9_999).loc["all"]
    assert every["freeman"].mean() == pytest.approx(0, abs=1e-12), "0 by definition"
    for name in measures:
        mean = every[name].mean()
        assert row[f"{name}_expected"] == pytest.approx(mean, abs=0.02)
        beyond = abs(every[name] - mean) - abs(row[name] - mean)  # the mean of the draws is not quite that of all
        assert (beyond >= 0.02).mean() - 0.02 <= row[f"{name}_p"] <= (beyond >= -0.02).mean() + 0.02


def dense_spectral(matrix, labels):
    """Compute the index of each person from the definition, part by part, with numpy's general eigenvalues."""
    found = np.full(len(labels), np.nan)
    degree = matrix.sum(axis=1)
    for group in set(labels):
        members = np.flatnonzero((labels == group) & (degree > 0))
        inside = nx.from_numpy_array(matrix[np.ix_(members, members)])
        for part in nx.connected_components(inside):
            own = members[sorted(part)]
            values, vectors = np.linalg.eig(matrix[np.ix_(own, own)] / degree[own][:, np.newaxis])
            leading = int(np.argmax(values.real))
            vector = np.abs(vectors[:, leading].real)
            found[own] = values[leading].real * vector / vector.mean()
    return found


@pytest.mark.parametrize("seed", range(60))
def test_the_spectral_index_is_that_of_its_definition(seed):
    graph = random_graph(seed).to_undirected()
    matrix, labels = nx.to_numpy_array(graph, weight=None), np.array([team for _node, team in graph.nodes(data="team")])
    people = segregation_person(graph, by="team")
    expected = pd.Series(dense_spectral(matrix, labels), index=[str(node) for node in graph]).sort_index()
    assert people["spectral"].tolist() == pytest.approx(expected.tolist(), abs=1e-9, nan_ok=True)
    table = segregation(graph, by="team", permutations=1)
    assert table.loc["all", "spectral"] == pytest.approx(expected.mean(), abs=1e-9)
    for group in table.index[(table["note"] == "") & (table.index != "all")]:
        own = people.loc[people["group"] == group, "spectral"]
        assert table.loc[group, "spectral"] == pytest.approx(own.mean(), abs=1e-9)


def test_a_group_of_its_own_is_segregated_entirely_and_one_without_own_ties_not_at_all():
    """Echenique & Fryer (2007): the index of a group without ties outside is 1."""
    graph = nx.disjoint_union(nx.complete_graph(6), nx.path_graph(6))
    graph = nx.disjoint_union(graph, nx.complete_bipartite_graph(3, 3))
    grouped(graph, "xxxxxxyyyyyyvvvwww")
    table = segregation(graph, by="team", permutations=99)
    assert table["spectral"].tolist() == pytest.approx([0, 0, 1, 1, 12 / 18])
    people = segregation_person(graph, by="team")
    assert people.loc[["0", "5"], "spectral"].tolist() == pytest.approx([1, 1])
    assert people.loc[["6", "7"], "spectral"].tolist() == pytest.approx([1, 1]), "λ is 1, its right vector constant"


def test_the_draws_of_the_spectral_index_are_what_the_exact_index_gives():
    graph = random_graph(4)
    ties = sparse.csr_array(nx.to_scipy_sparse_array(graph.to_undirected(), weight=None, dtype=float))
    labels = pd.factorize(np.array([team for _node, team in graph.nodes(data="team")]), sort=True)[0]
    observed, drawn = spectral_permuted(ties, labels, permutations=20, seed=3)
    from sna.chance.permutation import deals

    for row, deal in zip(drawn, next(deals(labels, 20, 3)), strict=True):
        exact = spectral_persons(ties, deal)
        groups = [np.nanmean(exact[deal == group]) for group in range(labels.max() + 1)]
        assert row.tolist() == pytest.approx([*groups, np.nanmean(exact)], abs=1e-4)
    assert observed.shape == (1, drawn.shape[1])


def test_a_large_part_is_solved_like_a_small_one(monkeypatch):
    graph = grouped(nx.connected_watts_strogatz_graph(60, 6, 0.3, seed=1), "x" * 40 + "y" * 20)
    exact = segregation_person(graph, by="team")["spectral"]
    monkeypatch.setattr("sna.analyse.indices._DENSE", 10)
    assert segregation_person(graph, by="team")["spectral"].tolist() == pytest.approx(exact.tolist(), abs=1e-9)


def test_what_is_not_defined_is_blank_and_says_why():
    graph = grouped(nx.path_graph(12), "xyyyyyyyyyyy")
    graph.add_nodes_from(range(20, 24), team="z")
    table = segregation(graph, by="team", permutations=99)
    assert table["note"].to_dict() == {"x": "one person: no tie inside is possible", "y": "", "z": "no ties", "all": ""}
    assert table.loc[["x", "z"]].drop(columns=["people", "note"]).isna().all(axis=None)
    one = segregation(grouped(nx.path_graph(12), "x" * 12), by="team", permutations=99)
    assert set(one["note"]) == {"not every measure is defined here"}
    few = segregation(grouped(nx.path_graph(9), "xxxxyyyyy"), by="team")
    assert set(few["note"]) == {"fewer than 10 people: counts only"}


def test_p_is_fair_when_labels_do_not_matter():
    random, graph, found = np.random.default_rng(0), nx.gnp_random_graph(24, 0.2, seed=1), []
    for _ in range(60):
        labels = random.permutation(list("xxxxxxyyyyyyzzzzzzwwwwww")).tolist()
        found.append(segregation(grouped(graph, labels), by="team", permutations=99).loc["all"])
    for name in MEASURES:
        p = np.array([row[f"{name}_p"] for row in found])
        assert np.mean(p <= 0.1) < 0.22, name
        assert 0.35 < p.mean() < 0.7, name


def test_direction_matters_to_freeman_coleman_and_assortativity_alone():
    graph = grouped(nx.gnp_random_graph(16, 0.2, seed=3, directed=True), "xxxxyyyyyyzzzzzz")
    directed, either = (segregation(each, by="team", permutations=9) for each in (graph, graph.to_undirected()))
    same = ["yules_q", "spectral"]
    assert directed[same].equals(either[same])
    assert not np.allclose(directed.loc["all", "freeman"], either.loc["all", "freeman"])
    assert not np.allclose(directed.loc["all", "assortativity"], either.loc["all", "assortativity"])


def test_every_deal_of_choices_matters_to_the_expectation_of_a_directed_group():
    ties = [("a", "b", 1.0), ("b", "c", 1.0), ("d", "a", 1.0), ("a", "e", 1.0), ("f", "g", 1.0), ("g", "a", 1.0)]
    network = Network.of(ties, nodes=list("abcdefghij"), directed=True)
    network.nodes["team"] = list("xxyyyyyyyy")
    names, found = list("abcdefghij"), []
    for chosen in combinations(range(10), 2):
        deal = network.copy()
        deal.nodes["team"] = ["x" if place in chosen else "y" for place in range(len(names))]
        found.append(segregation(deal, by="team", permutations=1).loc["y", "coleman"])
    row = segregation(network, by="team", permutations=9_999).loc["y"]
    assert row["coleman_expected"] == pytest.approx(np.nanmean(found), abs=0.02)


def test_assortativity_of_a_shuffled_table_is_unchanged():
    random = np.random.default_rng(0)
    table = random.integers(1, 30, (3, 3)).astype(float)
    found = table_assortativity(table)
    for order in permutations(range(3)):
        assert table_assortativity(table[np.ix_(order, order)]) == pytest.approx(found)
    assert np.isnan(assortativity(np.array([5.0]), np.array([1.0]), np.array([5.0]))[0])
