"""Several communities of practice: counts, the overlap against enumeration, and who joins them against networkx."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.analyse.cops import cops, cops_joiners, cops_overlap, holm, overlap_p
from sna.network import Network, TwoMode, project

NOBODY = Network.of([])


def overlap_by_enumeration(both, head, tail, population):
    """Draw every set of `tail` people: of how many what they share with the first `head` is no likelier than `both`."""
    counts = [sum(person < head for person in drawn) for drawn in combinations(range(population), tail)]
    share = {number: counts.count(number) / len(counts) for number in set(counts)}
    return sum(chance for chance in share.values() if chance <= share[both] * (1 + 1e-9))


CASES = [
    (both, head, tail, population)
    for population in range(1, 9)
    for head in range(population + 1)
    for tail in range(population + 1)
    for both in range(max(0, head + tail - population), min(head, tail) + 1)
]


def test_the_chance_of_an_overlap_is_that_of_every_set_that_could_be_drawn():
    for case in CASES:
        assert overlap_p(*case) == pytest.approx(overlap_by_enumeration(*case)), case


def test_the_chance_of_an_overlap_holds_for_many_people():
    assert overlap_p(100, 1_000, 1_000, 10_000) > 0.9
    assert overlap_p(200, 1_000, 1_000, 10_000) < 1e-9


def joined(sizes, shared, first=0):
    """Communities A, B, … of these sizes; (A, B) share so many people who are in no third."""
    sets = {
        chr(65 + place): {f"{chr(97 + place)}{number}" for number in range(size)} for place, size in enumerate(sizes)
    }
    for (head, tail), number in shared.items():
        sets[tail] |= {f"{head.lower()}{place + first}" for place in range(number)}
    return sets


def test_independent_communities_are_as_by_chance_and_the_union_alone_would_say_they_shun_each_other():
    random, rejected, by_union = np.random.default_rng(7), 0, 0
    for _world in range(400):
        sets = {name: np.flatnonzero(random.random(120) < 0.3).tolist() for name in "ABC"}
        union = len({person for ids in sets.values() for person in ids})
        table = cops_overlap(NOBODY, enrolled=sets, population=120)
        rejected += (table["verdict"] != "not to be told from chance").any()
        pairs = [(len({*sets[a]} & {*sets[b]}), len(sets[a]), len(sets[b]), union) for a, b in combinations("ABC", 2)]
        by_union += (holm(np.array([overlap_p(*pair) for pair in pairs])) <= 0.05).any()
    assert rejected / 400 <= 0.07
    assert by_union / 400 > 0.5


def test_pairs_are_counted_also_those_with_nobody_in_common_and_told_apart_where_all_are_known():
    table = cops_overlap(NOBODY, enrolled=joined([30, 24, 18], {("A", "B"): 4, ("B", "C"): 1}), population=100)
    assert table["in_both"].tolist() == [4, 0, 1]
    assert table["hangs_on_one"].tolist() == [False, False, True]
    assert table.loc[("A", "B"), "jaccard_share"] == 4 / 54
    assert table.loc[("A", "C"), "in_both_expected"] == pytest.approx(30 * 19 / 100)
    assert table.loc[("A", "C"), "verdict"] == "fewer than chance"
    assert (table["note"] == "").all()


@pytest.mark.parametrize(
    ("population", "word"),
    [(0, "is not stated"), (10, "10 people who could join, fewer than the 12"), (12, "everybody who could join")],
)
def test_without_a_population_that_can_be_one_nothing_is_tested_and_it_is_said(population, word):
    table = cops_overlap(NOBODY, enrolled=joined([6, 6], {("A", "B"): 2}), population=population)
    assert table[["in_both_expected", "overlap_p", "overlap_p_adjusted"]].isna().all(axis=None)
    assert table["verdict"].tolist() == ["these data cannot tell"]
    assert word in table["note"].iloc[0]


def test_each_community_is_set_beside_each_medium_and_all_who_are_there_must_be_among_the_population():
    sets = joined([6, 5], {("A", "B"): 1})
    table = cops_overlap(NOBODY, enrolled=sets, population=20, media={"Slack": ["a0", "a1", "stranger"], "A": ["a0"]})
    assert list(table.index) == [("A", "B"), ("A", "A (medium)"), ("A", "Slack"), ("B", "A (medium)"), ("B", "Slack")]
    assert table["in_both"].tolist() == [1, 1, 2, 1, 1]
    many = [f"stranger {number}" for number in range(30)]
    table = cops_overlap(NOBODY, enrolled=sets, population=20, media={"Slack": many})
    assert table["overlap_p"].isna().tolist() == [False, True, True]


def test_one_community_without_a_medium_and_none_at_all_have_no_rows():
    assert len(cops_overlap(NOBODY, enrolled={"A": ["a"]}, population=5)) == 0
    assert len(cops(NOBODY, enrolled={})) == len(cops_joiners(NOBODY, enrolled={})) == 0


def test_an_empty_community_is_not_tested():
    row = cops_overlap(NOBODY, enrolled={"A": ["a"], "B": []}, population=5).iloc[0]
    assert (row["in_both"], row["note"]) == (0, "nobody belongs to one of them")
    assert pd.isna(row["overlap_p"])


def test_p_values_are_adjusted_as_holm_says():
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])).tolist() == [0.03, 0.06, 0.06, 0.02]
    assert holm(np.array([])).tolist() == []


# Who joins them


def slow_joiners(sets):
    """Give of each joiner the shortest paths between communities through them, and the pairs lost, by networkx."""
    graph = nx.Graph([("cop", name), ("person", person)] for name, ids in sets.items() for person in ids)
    graph.add_nodes_from(("cop", name) for name in sets)
    homes = {person: sum(person in ids for ids in sets.values()) for ids in sets.values() for person in ids}
    paths = dict.fromkeys((person for person in homes if homes[person] > 1), 0.0)
    lost = dict.fromkeys(paths, 0)
    for head, tail in combinations(sets, 2):
        ends = ("cop", head), ("cop", tail)
        if not nx.has_path(graph, *ends):
            continue
        ways = list(nx.all_shortest_paths(graph, *ends))
        for person in paths:
            paths[person] += sum(("person", person) in way for way in ways) / len(ways)
            rest = graph.subgraph(set(graph) - {("person", person)})
            lost[person] += not nx.has_path(rest, *ends)
    return paths, lost


SETS = st.dictionaries(
    st.sampled_from("ABCDEF"), st.sets(st.sampled_from([f"p{number}" for number in range(9)]), max_size=4), max_size=6
)


@given(SETS)
def test_paths_between_communities_and_what_is_lost_are_those_of_the_two_mode_network(sets):
    table = cops_joiners(NOBODY, enrolled=sets)
    paths, lost = slow_joiners(sets)
    assert sorted(table.index) == sorted(paths)
    assert table["cop_paths"].to_dict() == pytest.approx(paths)
    assert table["cop_pairs_lost"].to_dict() == lost


def test_who_is_in_one_community_and_on_a_medium_is_listed_and_joins_no_communities():
    table = cops_joiners(
        NOBODY, enrolled=joined([3, 3], {("A", "B"): 1}), media={"Slack": ["a0", "b1", "x"], "X": ["b1"]}
    )
    assert table[["cops_joined", "cop_names", "on_media"]].to_numpy().tolist() == [
        [2, "A; B", "Slack"], [1, "B", "Slack; X"]
    ]  # fmt: skip
    assert table["cop_pairs_lost"].tolist() == [1, 0]


# Each community


def meetings():
    """Alpha meets twice a year, Beta once; an event in between."""
    pairs = [
        ("ann", "1"),
        ("bob", "1"),
        ("ann", "2"),
        ("cy", "3"),
        ("dan", "3"),
        ("bob", "4"),
        ("eve", "4"),
        ("ann", "5"),
    ]
    two_mode = TwoMode.of(pairs)
    two_mode.gatherings["community"] = ["Alpha", "Alpha", "Beta", "Alpha", ""]
    two_mode.gatherings["period"] = ["1", "1", "1", "2", "2"]
    two_mode.gatherings["on"] = pd.to_datetime(
        ["2024-01-02", "2024-02-02", "2024-03-02", "2025-01-02", "2025-02-02"]
    ).date
    two_mode.people["organisation"] = ["X", "Y", "", "Y", "Z"]
    two_mode.people["sector"] = "NHS"
    return project(two_mode)


def test_a_community_has_its_people_its_own_gatherings_and_who_came_again():
    table = cops(meetings(), enrolled={"Alpha": ["ann", "bob", "eve", "new"], "Beta": ["cy", "dan"]}, without=["ann"])
    alpha, beta = table.loc["Alpha"], table.loc["Beta"]
    assert alpha[["people", "held", "per_gathering", "newcomers", "retention"]].tolist() == [4, 3, 5 / 3, 1, 0.5]
    assert alpha[["cop_organisations", "cop_sectors", "conveners_share"]].tolist() == [3, 1, 2 / 5]
    assert (beta["held"], beta["newcomers"]) == (1, 0)
    assert pd.isna(beta["retention"])
    assert "could come again" in beta["note"]


def test_without_periods_conveners_or_meetings_blanks_are_explained():
    network = meetings()
    del network.behind.gatherings["period"]
    row = cops(network).loc["Alpha"]
    assert pd.isna(row[["conveners_share", "newcomers", "retention"]]).all()
    assert "one period" in row["note"]
    assert "no conveners" in row["note"]
    assert cops(NOBODY, enrolled={"Gamma": ["ann"]})["note"].tolist() == 2 * ["no meetings are known"]
