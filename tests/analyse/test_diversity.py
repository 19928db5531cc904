import datetime as dt
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sna.analyse.diversity import blau, contact_diversity, seat_diversity
from sna.network import Network, TwoMode, project

LABELS = dict(zip("abcdefghijkl", "xxxxyyyyyzzz", strict=True))


def teams(network, labels=LABELS):
    network.nodes["team"] = [labels[node] for node in network.nodes.index]
    return network


def forum(pairs, labels=LABELS):
    people = project(TwoMode.of([(person, meeting) for meeting, who in pairs.items() for person in who]))
    return teams(people, labels)


def test_blau_is_the_chance_that_two_are_of_different_groups():
    """Blau (1977): with shares .5, .3, .2 it is 1 − .25 − .09 − .04 = .62; Agresti & Agresti: IQV = .62 × 3 ÷ 2."""
    assert blau(np.array([5, 3, 2])) == pytest.approx(0.62)
    network = teams(Network.of([("a", other, 1.0) for other in "bcdefghijk"], nodes=list(LABELS)))
    row = contact_diversity(network, by="team").loc["a"]
    assert row[["degree", "groups_present"]].tolist() == [10, 3]
    assert row["blau"] == pytest.approx(1 - (9 + 25 + 4) / 100)
    assert row["iqv"] == pytest.approx(row["blau"] * 3 / 2)


def test_the_expectation_of_contacts_is_that_over_every_draw_of_as_many_others():
    network = teams(Network.of([("a", other, 1.0) for other in "bef"], nodes=list(LABELS)))
    found = []
    for chosen in combinations("bcdefghijkl", 3):
        share = pd.Series([LABELS[other] for other in chosen]).value_counts(normalize=True)
        found.append(1 - (share**2).sum())
    row = contact_diversity(network, by="team").loc["a"]
    assert row["blau_expected"] == pytest.approx(np.mean(found))
    assert row["blau_z"] == pytest.approx((row["blau"] - np.mean(found)) / np.std(found))


def test_an_isolate_has_no_diversity_and_says_so():
    table = contact_diversity(teams(Network.of([("a", "b", 1.0)], nodes=list(LABELS))), by="team")
    assert table.loc["c", ["blau", "iqv", "blau_expected", "blau_z"]].isna().all()
    assert table.loc["c", "note"] == "isolate"
    assert table.loc["a", "note"] == "chance leaves no choice", "one alter is of one group, whoever it is"


def test_fewer_than_ten_people_have_no_z():
    labels = {name: group for name, group in LABELS.items() if name in "abcdefgh"}
    network = teams(Network.of([("a", "b", 1.0), ("a", "e", 1.0)], nodes=list(labels)), labels)
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
    for chosen in combinations(LABELS, 4):
        share = pd.Series([LABELS[other] for other in chosen]).value_counts(normalize=True)
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
    table = seat_diversity(teams(project(known)), by="team")
    found = [
        1 - (pd.Series([LABELS[other] for other in chosen]).value_counts(normalize=True) ** 2).sum()
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
    table = seat_diversity(teams(Network.of([("a", "b", 1.0)], nodes=list(LABELS))), by="team")
    assert table.empty
    assert table.index.name == "gathering"


def test_a_gathering_nobody_of_the_network_came_to_is_blank():
    network = forum({"call": "ab", "hall": "cdefghijkl"})
    kept = ~network.nodes.index.isin(["a", "b"])
    ties = network.ties[~network.ties["source"].isin(["a", "b"])]
    table = seat_diversity(Network(network.nodes[kept], ties, behind=network.behind), by="team")
    assert table.loc["call", ["blau", "blau_expected", "blau_z"]].isna().all()
    assert table.loc["call", "note"] == "nobody of the network was there"
