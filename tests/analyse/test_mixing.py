import datetime as dt
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sna.analyse.mixing import blau, contact_diversity, mixing, seat_diversity
from sna.network import Network, TwoMode, project


def teams(ties, labels, *, directed=False):
    network = Network.of(ties, nodes=list(labels), directed=directed)
    network.nodes["team"] = [labels[node] for node in network.nodes.index]
    return network


TIES = [("a", "b", 1.0), ("a", "c", 9.0), ("d", "a", 2.0), ("c", "d", 1.0)]
LABELS = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"}


def test_each_pair_of_groups_stands_once():
    table = mixing(teams(TIES, LABELS), by="team")
    assert table.index.tolist() == [("x", "x"), ("x", "y"), ("x", "z"), ("y", "y"), ("y", "z"), ("z", "z")]
    assert table["observed"].tolist() == [1, 2, 0, 1, 0, 0]
    assert table["possible"].tolist() == [1, 4, 2, 1, 2, 0]
    assert table["share"].tolist() == pytest.approx([1, 0.5, 0, 1, 0, np.nan], nan_ok=True)


def test_direction_is_kept():
    table = mixing(teams(TIES, LABELS, directed=True), by="team")
    assert table["observed"].unstack().to_numpy().tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]  # noqa: PD010 - two names a row
    assert table["possible"].sum() == 5 * 4


@pytest.mark.parametrize("directed", [False, True])
def test_the_expectation_is_the_mean_over_every_deal(directed):
    network = teams(TIES, LABELS, directed=directed)
    deals = [dict(zip(LABELS, deal, strict=True)) for deal in set(permutations(LABELS.values()))]
    found = [mixing(teams(TIES, deal, directed=directed), by="team")["observed"] for deal in deals]
    assert mixing(network, by="team")["expected"].tolist() == pytest.approx(np.mean(found, axis=0).tolist())


def test_networkx_counts_the_same():
    graph = nx.gnp_random_graph(40, 0.2, seed=3)
    nx.set_node_attributes(graph, {node: "xyz"[node % 3] for node in graph}, "team")
    theirs = nx.attribute_mixing_dict(graph, "team")
    table = mixing(graph, by="team")
    for one, other in table.index:
        count = theirs[one][other] // 2 if one == other else theirs[one][other]
        assert table.loc[(one, other), "observed"] == count


def test_ratio_is_observed_over_expected_and_blank_where_nothing_is_expected():
    table = mixing(teams(TIES, LABELS), by="team")
    assert table.loc[("x", "y"), "ratio"] == pytest.approx(2 / (4 * 4 / 10))
    assert np.isnan(table.loc[("z", "z"), "ratio"])
    assert mixing(teams([], LABELS), by="team")["ratio"].isna().all()


@pytest.mark.parametrize("directed", [False, True])
def test_z_is_the_distance_in_spreads_of_every_deal(directed):
    labels = dict(zip("abcdefghij", "xxxxxxxxyz", strict=True))
    ties = [(one, other, 1.0) for one, other in ("ab", "bc", "cd", "ai", "ij", "ja", "ci", "ic", "hj", "gi")]
    ties = ties if directed else [tie for tie in ties if tie[:2] != ("i", "c")]
    table = mixing(teams(ties, labels, directed=directed), by="team")
    found = []
    for one, other in permutations(labels, 2):
        deal = dict.fromkeys(labels, "x") | {one: "y", other: "z"}
        found.append(mixing(teams(ties, deal, directed=directed), by="team")["observed"].to_numpy())
    spread = np.std(found, axis=0)
    z = (table["observed"] - np.mean(found, axis=0)) / np.where(spread > 1e-9, spread, np.nan)
    assert table["observed_z"].tolist() == pytest.approx(z.tolist(), nan_ok=True)
    assert (table["note"] == "").equals(table["observed_z"].notna())


def test_fewer_than_ten_people_have_no_z():
    table = mixing(teams(TIES, LABELS), by="team")
    assert table["observed_z"].isna().all()
    assert table["note"].tolist() == [*["fewer than 10 people: no z"] * 5, "no pair is possible"]


DIVERSITY_LABELS = dict(zip("abcdefghijkl", "xxxxyyyyyzzz", strict=True))


def diversity_teams(network, labels=DIVERSITY_LABELS):
    network.nodes["team"] = [labels[node] for node in network.nodes.index]
    return network


def forum(pairs, labels=DIVERSITY_LABELS):
    people = project(TwoMode.of([(person, meeting) for meeting, who in pairs.items() for person in who]))
    return diversity_teams(people, labels)


def test_blau_is_the_chance_that_two_are_of_different_groups():
    """Blau (1977): with shares .5, .3, .2 it is 1 − .25 − .09 − .04 = .62; Agresti & Agresti: IQV = .62 × 3 ÷ 2."""
    assert blau(np.array([5, 3, 2])) == pytest.approx(0.62)
    network = diversity_teams(Network.of([("a", other, 1.0) for other in "bcdefghijk"], nodes=list(DIVERSITY_LABELS)))
    row = contact_diversity(network, by="team").loc["a"]
    assert row[["degree", "groups_present"]].tolist() == [10, 3]
    assert row["blau"] == pytest.approx(1 - (9 + 25 + 4) / 100)
    assert row["iqv"] == pytest.approx(row["blau"] * 3 / 2)


def test_the_expectation_of_contacts_is_that_over_every_draw_of_as_many_others():
    network = diversity_teams(Network.of([("a", other, 1.0) for other in "bef"], nodes=list(DIVERSITY_LABELS)))
    found = []
    for chosen in combinations("bcdefghijkl", 3):
        share = pd.Series([DIVERSITY_LABELS[other] for other in chosen]).value_counts(normalize=True)
        found.append(1 - (share**2).sum())
    row = contact_diversity(network, by="team").loc["a"]
    assert row["blau_expected"] == pytest.approx(np.mean(found))
    assert row["blau_z"] == pytest.approx((row["blau"] - np.mean(found)) / np.std(found))


def test_an_isolate_has_no_diversity_and_says_so():
    table = contact_diversity(diversity_teams(Network.of([("a", "b", 1.0)], nodes=list(DIVERSITY_LABELS))), by="team")
    assert table.loc["c", ["blau", "iqv", "blau_expected", "blau_z"]].isna().all()
    assert table.loc["c", "note"] == "isolate"
    assert table.loc["a", "note"] == "chance leaves no choice", "one alter is of one group, whoever it is"


def test_diversity_fewer_than_ten_people_have_no_z():
    labels = {name: group for name, group in DIVERSITY_LABELS.items() if name in "abcdefgh"}
    network = diversity_teams(Network.of([("a", "b", 1.0), ("a", "e", 1.0)], nodes=list(labels)), labels)
    table = contact_diversity(network, by="team")
    assert table["blau_z"].isna().all()
    assert table.loc["a", "note"] == "fewer than 10 people: no z"


def test_one_group_has_no_iqv():
    graph = nx.cycle_graph(12)
    nx.set_node_attributes(graph, "x", "team")
    table = contact_diversity(graph, by="team")
    assert table["iqv"].isna().all()
    assert (table["note"] == "chance leaves no choice").all()


def test_seats_are_compared_with_as_many_people_drawn():
    table = seat_diversity(forum({"call": "abcd", "forum": "aefjk", "hall": "abcdefghijkl"}), by="team")
    assert table["people"].tolist() == [4, 5, 12]
    assert table["groups_present"].tolist() == [1, 3, 3]
    assert table["blau"].tolist() == pytest.approx([0, 1 - 9 / 25, 1 - (16 + 25 + 9) / 144])
    found = []
    for chosen in combinations(DIVERSITY_LABELS, 4):
        share = pd.Series([DIVERSITY_LABELS[other] for other in chosen]).value_counts(normalize=True)
        found.append(1 - (share**2).sum())
    assert table.loc["call", "blau_expected"] == pytest.approx(np.mean(found))
    assert table.loc["call", "blau_z"] == pytest.approx((0 - np.mean(found)) / np.std(found))
    assert table.loc["hall", "blau_expected"] == pytest.approx(table.loc["hall", "blau"])
    assert table.loc["hall", "note"] == "chance leaves no choice"


def test_only_those_who_could_come_are_drawn():
    two_mode = forum({"call": "abef", "hall": "abcdefghijkl"}).behind
    could = np.ones(two_mode.incidence.shape, bool)
    could[[two_mode.people.index.get_loc(each) for each in "jkl"], two_mode.gatherings.index.get_loc("call")] = False
    known = TwoMode(two_mode.people, two_mode.gatherings, two_mode.incidence, could)
    table = seat_diversity(diversity_teams(project(known)), by="team")
    found = [
        1 - (pd.Series([DIVERSITY_LABELS[other] for other in chosen]).value_counts(normalize=True) ** 2).sum()
        for chosen in combinations("abcdefghi", 4)
    ]
    assert table.loc["call", "blau_expected"] == pytest.approx(np.mean(found))


def test_people_who_are_no_nodes_take_no_seat():
    network = forum({"call": "abef", "hall": "abcdefghijkl"})
    kept = network.nodes.index != "e"
    ties = network.ties[(network.ties["source"] != "e") & (network.ties["target"] != "e")]
    fewer = Network(network.nodes[kept], ties, behind=network.behind)
    table = seat_diversity(fewer, by="team")
    assert table["people"].tolist() == [3, 11]


def test_title_and_day_stand_beside_the_gathering_where_they_are_known():
    network = forum({"call": "abef", "hall": "abcdefghijkl"})
    network.behind.gatherings["title"] = ["Call", "Hall"]
    network.behind.gatherings["on"] = [dt.date(2024, 3, 5), None]
    table = seat_diversity(network, by="team")
    assert table["title"].tolist() == ["Call", "Hall"]
    assert table.loc["call", "on"] == dt.date(2024, 3, 5)


def test_without_gatherings_there_are_no_rows():
    table = seat_diversity(diversity_teams(Network.of([("a", "b", 1.0)], nodes=list(DIVERSITY_LABELS))), by="team")
    assert table.empty
    assert table.index.name == "gathering"


def test_a_gathering_nobody_of_the_network_came_to_is_blank():
    network = forum({"call": "ab", "hall": "cdefghijkl"})
    kept = ~network.nodes.index.isin(["a", "b"])
    ties = network.ties[~network.ties["source"].isin(["a", "b"])]
    table = seat_diversity(Network(network.nodes[kept], ties, behind=network.behind), by="team")
    assert table.loc["call", ["blau", "blau_expected", "blau_z"]].isna().all()
    assert table.loc["call", "note"] == "nobody of the network was there"
