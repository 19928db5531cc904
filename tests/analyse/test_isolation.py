import timeit
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse.isolation import ei_index, ei_person
from sna.errors import NetworkError
from sna.network import Network

BOUNDS = ["ei_lowest", "ei_highest"]


def teams(ties, labels, *, directed=False):
    network = Network.of(ties, nodes=list(labels), directed=directed)
    network.nodes["team"] = [labels[node] for node in network.nodes.index]
    return network


def ring(people=12, groups=3):
    names = [f"p{number:02}" for number in range(people)]
    ties = [(one, names[(place + step) % people], 1.0 + step) for place, one in enumerate(names) for step in (1, 2)]
    return teams(ties, {name: "xyz"[place * groups // people] for place, name in enumerate(names)})


def test_ties_are_counted_by_group_and_a_tie_between_two_groups_once_in_all():
    table = ei_index(ring(), by="team", permutations=99)
    assert table["people"].tolist() == [4, 4, 4, 12]
    assert table["internal"].tolist() == [5, 5, 5, 15]
    assert table["external"].tolist() == [6, 6, 6, 9]
    assert table["ei"].tolist() == pytest.approx([1 / 11, 1 / 11, 1 / 11, -6 / 24])


def test_weights_are_summed_only_if_asked():
    table = ei_index(ring(), by="team", permutations=99, weighted=True)
    assert table.loc["all", ["internal", "external"]].tolist() == [9 * 2 + 6 * 3, 3 * 2 + 6 * 3]
    assert table["ei"].tolist()[-1] == pytest.approx((24 - 36) / 60)
    assert table[[*BOUNDS, "ei_rescaled"]].isna().all(axis=None)
    assert table["yules_q"].equals(ei_index(ring(), by="team", permutations=99)["yules_q"])


def test_where_ties_have_a_direction_a_pair_tied_both_ways_has_two():
    both = teams(
        [("a", "b", 1.0), ("b", "a", 1.0), ("c", "a", 4.0)],
        dict.fromkeys("abcdefghij", "x") | {"c": "y"},
        directed=True,
    )
    table, columns = ei_index(both, by="team", permutations=9), ["external", "internal"]
    assert table[columns].to_numpy().tolist() == [[1, 2], [1, 0], [1, 2]]
    assert table[[f"{side}_returned" for side in columns]].to_numpy().tolist() == [[0, 2], [0, 0], [0, 2]]
    assert ei_index(both, by="team", permutations=9, weighted=True).loc["all", columns].tolist() == [4, 2]
    people = ei_person(both, by="team")
    assert people.loc[list("abc"), columns].to_numpy().tolist() == [[1, 2], [0, 2], [1, 0]]
    assert "external_returned" not in ei_index(ring(), by="team", permutations=9)


def advice(seed=4):
    """Ten people of two teams who turn to each other, some both ways."""
    random = np.random.default_rng(seed)
    names = [f"p{number:02}" for number in range(10)]
    ties = [(tail, head, 1.0) for tail in names for head in names if tail != head and random.random() < 0.45]
    return teams(ties, {name: "xy"[place // 5] for place, name in enumerate(names)}, directed=True)


def test_directed_ties_are_held_against_every_deal_of_the_labels():
    network = advice()
    tail, head = network.positions()
    pairs = {*zip(tail.tolist(), head.tolist(), strict=True)}
    assert any((b, a) in pairs for a, b in pairs)
    values = []
    for chosen in combinations(range(10), 5):
        crossed = (np.isin(tail, chosen) != np.isin(head, chosen)).sum()
        values.append(2 * crossed / len(tail) - 1)
    row = ei_index(network, by="team", permutations=9_999).loc["all"]
    assert row["ei"] == pytest.approx(values[0])
    assert row["ei_expected"] == pytest.approx(np.mean(values))
    assert row["ei_z"] == pytest.approx((row["ei"] - np.mean(values)) / np.std(values))
    far = abs(np.array(values) - np.mean(values)) >= abs(row["ei"] - np.mean(values)) - 1e-9
    assert row["p"] == pytest.approx(far.mean(), abs=0.02)


def test_directed_bounds_are_twice_the_pairs_and_persons_and_network_agree():
    names = [f"p{number}" for number in range(10)]
    labels = dict(zip(names, "xxxxyyyyyy", strict=True))
    inside = [(a, b, 1.0) for a in names for b in names if a != b and labels[a] == labels[b]]
    outside = [(a, b, 1.0) for a in names for b in names if labels[a] != labels[b]]
    fullest = ei_index(teams([*inside, outside[0]], labels, directed=True), by="team", permutations=9).loc["all"]
    assert fullest[["ei", "ei_rescaled"]].tolist() == pytest.approx([fullest["ei_lowest"], -1])
    emptiest = ei_index(teams([*outside, inside[0]], labels, directed=True), by="team", permutations=9).loc["all"]
    assert emptiest[["ei", "ei_rescaled"]].tolist() == pytest.approx([emptiest["ei_highest"], 1])
    network = advice()
    people, groups = ei_person(network, by="team"), ei_index(network, by="team", permutations=9)
    assert (people.groupby("group")["external"].sum() == groups["external"].drop("all")).all()
    assert (people.groupby("group")["internal"].sum() == 2 * groups["internal"].drop("all")).all()
    assert people["ei_rescaled"].dropna().between(-1, 1).all()


def test_z_of_a_person_with_directed_ties_is_that_over_every_deal_of_the_other_labels():
    network = advice()
    either = network.adjacency(None).toarray()
    weights = either + either.T
    person = int(np.flatnonzero((weights == 2).any(axis=1) & (weights == 1).any(axis=1))[0])
    weight, own = weights[person], np.arange(10) // 5 == person // 5
    others = [place for place in range(10) if place != person]
    values = [1 - 2 * weight[list(chosen)].sum() / weight.sum() for chosen in combinations(others, 4)]
    row = ei_person(network, by="team").loc[f"p{person:02}"]
    assert row["ei"] == pytest.approx(1 - 2 * weight[own].sum() / weight.sum())
    assert row["ei_expected"] == pytest.approx(np.mean(values))
    assert row["ei_z"] == pytest.approx((row["ei"] - np.mean(values)) / np.std(values))


def test_the_expectation_is_the_mean_over_every_deal():
    network = ring(10, 2)
    labels, (source, target) = network.nodes["team"].tolist(), network.positions()
    crossed = []
    for chosen in combinations(range(10), labels.count("x")):
        one = np.isin(np.arange(10), chosen)
        crossed.append((one[source] != one[target]).mean())
    table = ei_index(network, by="team", permutations=9_999)
    assert table.loc["all", "ei_expected"] == pytest.approx(2 * np.mean(crossed) - 1)
    far = abs(np.array(crossed) - np.mean(crossed)) >= abs(table.loc["all", "ei"] + 1 - 2 * np.mean(crossed)) / 2 - 1e-9
    assert table.loc["all", "p"] == pytest.approx(far.mean(), abs=0.02)
    assert table.loc["all", "ei_low"] == pytest.approx(2 * np.quantile(crossed, 0.025) - 1, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 15).flatmap(lambda m: st.permutations(list(combinations("abcdefghij", 2))).map(lambda p: p[:m])))
def test_no_arrangement_of_as_many_ties_is_outside_the_bounds(pairs):
    labels = {node: "xxyyyyzzzz"[place] for place, node in enumerate("abcdefghij")}
    table = ei_index(teams([(a, b, 1.0) for a, b in pairs], labels), by="team", permutations=9)
    known = table.dropna(subset=["ei"])
    assert (known["ei"] >= known["ei_lowest"] - 1e-12).all()
    assert (known["ei"] <= known["ei_highest"] + 1e-12).all()
    assert known["ei_rescaled"].dropna().between(-1, 1).all()
    assert ("all" in known.index) == bool(pairs)


def test_the_bounds_can_be_reached():
    labels = {node: "xxyyyyzzzz"[place] for place, node in enumerate("abcdefghij")}
    inside = [(a, b, 1.0) for a, b in combinations(labels, 2) if labels[a] == labels[b]]
    outside = [(a, b, 1.0) for a, b in combinations(labels, 2) if labels[a] != labels[b]]
    one_more = ei_index(teams([*inside, outside[0]], labels), by="team", permutations=9).loc["all"]
    assert one_more["ei"] == pytest.approx(one_more["ei_lowest"])
    assert one_more["ei_rescaled"] == pytest.approx(-1)
    none_left = ei_index(teams([*outside, inside[0]], labels), by="team", permutations=9).loc["all"]
    assert none_left["ei"] == pytest.approx(none_left["ei_highest"])
    assert none_left["ei_rescaled"] == pytest.approx(1)


def test_yules_q_is_the_odds_of_a_tie_inside_against_outside():
    table = ei_index(ring(), by="team", permutations=9)
    odds = (15 * (48 - 9)) / (9 * (18 - 15))
    assert table.loc["all", "yules_q"] == pytest.approx((odds - 1) / (odds + 1))
    odds = (5 * (32 - 6)) / (6 * (6 - 5))
    assert table.loc["x", "yules_q"] == pytest.approx((odds - 1) / (odds + 1))


def test_a_network_of_two_cliques_is_seldom_so_by_chance():
    graph = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8))
    nx.set_node_attributes(graph, {node: "x" if node < 8 else "y" for node in graph}, "team")
    table = ei_index(graph, by="team", permutations=999)
    assert table["p"].tolist() == [0.001, 0.001, 0.001]
    assert table["ei"].tolist() == [-1.0, -1.0, -1.0]
    assert table["yules_q"].tolist() == [1.0, 1.0, 1.0]


def test_p_is_fair_when_labels_do_not_matter():
    random = np.random.default_rng(0)
    graph = nx.gnp_random_graph(20, 0.2, seed=1)
    found = []
    for _ in range(150):
        labels = random.permutation(list("xxxxxyyyyyzzzzzwwwww"))
        nx.set_node_attributes(graph, dict(enumerate(labels.tolist())), "team")
        found.append(ei_index(graph, by="team", permutations=199).loc["all", "p"])
    assert np.mean(np.array(found) <= 0.1) < 0.18
    assert 0.4 < np.mean(found) < 0.7


def test_fewer_than_ten_people_are_counted_and_not_tested():
    table = ei_index(
        teams([("a", "b", 1.0), ("b", "c", 1.0)], dict(zip("abcdefghi", "xxyyyyyyy", strict=True))), by="team"
    )
    assert table[["people", "external", "internal"]].to_numpy().tolist() == [[2, 1, 1], [7, 1, 0], [9, 1, 1]]
    assert table.drop(columns=["people", "external", "internal", "note"]).isna().all(axis=None)
    assert set(table["note"]) == {"fewer than 10 people: counts only"}


def test_a_group_without_ties_is_blank_and_says_so():
    network = teams([("p0", "p1", 1.0)], {f"p{n}": "x" if n < 2 else "y" for n in range(10)})
    table = ei_index(network, by="team", permutations=99)
    assert np.isnan(table.loc["y", ["ei", "ei_expected", "p", "yules_q", "ei_rescaled"]].astype(float)).all()
    assert table["note"].tolist() == ["", "no ties", ""]


def test_a_group_called_all_is_refused():
    with pytest.raises(NetworkError, match="is called 'all'"):
        ei_index(teams([("a", "b", 1.0)], {"a": "all", "b": "x"}), by="team")


def test_each_person_has_their_own_index():
    network = teams([("a", "b", 1.0), ("a", "c", 5.0), ("b", "c", 2.0)], {"a": "x", "b": "x", "c": "y", "d": "y"})
    table = ei_person(network, by="team")
    assert table["external"].tolist() == [1, 1, 2, 0]
    assert table["internal"].tolist() == [1, 1, 0, 0]
    assert table["ei"].tolist() == pytest.approx([0, 0, 1, np.nan], nan_ok=True)
    assert table["note"].tolist() == [*["fewer than 10 people: no z"] * 3, "isolate"]
    assert table["ei_z"].isna().all()
    weighted = ei_person(network, by="team", weighted=True)
    assert weighted["ei"].tolist() == pytest.approx([4 / 6, 1 / 3, 1, np.nan], nan_ok=True)


def test_a_persons_expectation_is_the_mean_over_every_deal_of_the_other_labels():
    network = ring(6, 2)
    labels, tied = network.nodes["team"].tolist(), network.adjacency(None).toarray()[0] > 0
    found = []
    for deal in set(permutations(labels[1:])):
        away = np.array([labels[0], *deal]) != labels[0]
        found.append((away[tied].sum() - (~away[tied]).sum()) / tied.sum())
    assert ei_person(network, by="team").loc["p00", "ei_expected"] == pytest.approx(np.mean(found))


def test_persons_and_network_agree():
    network = ring()
    people, groups = ei_person(network, by="team"), ei_index(network, by="team", permutations=9)
    assert (people.groupby("group")["external"].sum() == groups["external"].drop("all")).all()
    assert (people.groupby("group")["internal"].sum() == 2 * groups["internal"].drop("all")).all()


@pytest.mark.parametrize("weighted", [False, True])
def test_z_of_the_whole_is_that_over_every_deal(weighted):
    network = ring(10, 2)
    (source, target), weight = network.positions(), network.ties["weight"].to_numpy() if weighted else np.ones(20)
    found = []
    for chosen in combinations(range(10), 5):
        crossed = weight[np.isin(source, chosen) != np.isin(target, chosen)].sum()
        found.append((2 * crossed - weight.sum()) / weight.sum())
    row = ei_index(network, by="team", permutations=9, weighted=weighted).loc["all"]
    assert row["ei_expected"] == pytest.approx(np.mean(found))
    assert row["ei_z"] == pytest.approx((row["ei"] - np.mean(found)) / np.std(found))


def test_z_of_a_group_is_that_over_every_deal():
    network = ring(10, 2)
    source, target = network.positions()
    found = []
    for chosen in combinations(range(10), 5):
        ends = np.isin(source, chosen).astype(int) + np.isin(target, chosen)
        found.append(((ends == 1).sum() - (ends == 2).sum()) / (ends > 0).sum())
    row = ei_index(network, by="team", permutations=9_999).loc["x"]
    assert row["ei_z"] == pytest.approx((row["ei"] - np.mean(found)) / np.std(found), abs=0.03)


@pytest.mark.parametrize("weighted", [False, True])
def test_z_of_a_person_is_that_over_every_deal_of_the_other_labels(weighted):
    network = ring(10, 2)
    weight = network.adjacency("weight" if weighted else None).toarray()[0]
    found = []
    for chosen in combinations(range(1, 10), 4):  # the four others of the person's own group
        inside = weight[list(chosen)].sum()
        found.append((weight.sum() - 2 * inside) / weight.sum())
    row = ei_person(network, by="team", weighted=weighted).loc["p00"]
    assert row["ei_expected"] == pytest.approx(np.mean(found))
    assert row["ei_z"] == pytest.approx((row["ei"] - np.mean(found)) / np.std(found))


def test_the_bounds_of_a_person_are_those_of_the_group_and_the_number_of_ties():
    names = [f"p{number}" for number in range(10)]
    ties = [("p0", name, 1.0) for name in names[1:8]]
    row = ei_person(teams(ties, dict(zip(names, "xxxxyyyyyy", strict=True))), by="team").loc["p0"]
    assert row[["external", "internal"]].tolist() == [4, 3]
    assert row[["ei_lowest", "ei_highest"]].tolist() == pytest.approx([(4 - 3) / 7, (6 - 1) / 7])
    assert row["ei_rescaled"] == pytest.approx(-1)


def test_where_every_deal_gives_the_same_there_is_no_z():
    graph = nx.complete_graph(12)
    nx.set_node_attributes(graph, {node: "xyz"[node % 3] for node in graph}, "team")
    groups, people = ei_index(graph, by="team", permutations=99), ei_person(graph, by="team")
    assert groups["ei_z"].isna().all()
    assert people["ei_z"].isna().all()
    assert set(people["note"]) == {"chance leaves no choice"}


def test_ten_thousand_deals_of_a_community_take_less_than_a_second():
    random = np.random.default_rng(0)
    graph = nx.gnp_random_graph(80, 0.4, seed=1)
    nx.set_node_attributes(graph, dict(enumerate(random.integers(0, 14, 80).astype(str).tolist())), "team")
    network = Network.from_networkx(graph)
    assert min(timeit.repeat(lambda: ei_index(network, by="team"), number=1, repeat=3)) < 1
