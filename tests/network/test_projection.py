from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.errors import NetworkError
from sna.network import Network, TwoMode, check_projection, project, reduce, undrawn

PAIRS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("uvwxyz")), max_size=40)


def by_hand(pairs):
    """Count, Newman's and Jaccard's weight, from sets."""
    there = {gathering: {who for who, which in pairs if which == gathering} for _who, gathering in pairs}
    theirs = {person: {gathering for who, gathering in pairs if who == person} for person, _which in pairs}
    for a, b in combinations(sorted(theirs), 2):
        both = theirs[a] & theirs[b]
        if both:
            newman = sum(1 / (len(there[gathering]) - 1) for gathering in both)
            yield a, b, len(both), newman, len(both) / len(theirs[a] | theirs[b])


@settings(deadline=None)
@given(PAIRS)
def test_the_three_weights_are_those_of_their_definitions(pairs):
    ties = project(TwoMode.of(pairs)).ties
    expected = list(by_hand(pairs))
    assert ties[["source", "target", "count"]].to_numpy().tolist() == [list(row[:3]) for row in expected]
    assert ties["newman"].tolist() == pytest.approx([row[3] for row in expected], rel=1e-12)
    assert ties["jaccard"].tolist() == pytest.approx([row[4] for row in expected], rel=1e-12)


@settings(deadline=None)
@given(PAIRS.filter(bool))
def test_networkx_gives_the_same_weights(pairs):
    two_mode = TwoMode.of(pairs)
    graph, people = two_mode.to_networkx(), two_mode.people.index.tolist()
    theirs = {
        "count": nx.bipartite.weighted_projected_graph(graph, people),
        "newman": nx.bipartite.collaboration_weighted_projected_graph(graph, people),
        "jaccard": nx.bipartite.overlap_weighted_projected_graph(graph, people),
    }
    for weight, other in theirs.items():
        ours = project(two_mode, weight=weight).to_networkx()
        assert set(ours) == set(other)
        assert ours.size() == other.size()
        assert all(ours[a][b]["weight"] == pytest.approx(w, rel=1e-9) for a, b, w in other.edges(data="weight"))


@settings(deadline=None)
@given(PAIRS, st.integers(1, 5))
def test_nothing_is_lost_on_the_way(pairs, largest):
    two_mode = TwoMode.of(pairs)
    check_projection(two_mode, project(two_mode, largest=largest), largest)
    sizes, left_out = two_mode.sizes(), undrawn(two_mode, largest)
    every = (sizes * (sizes - 1) // 2).sum()
    assert project(two_mode, largest=largest).ties["count"].sum() + left_out["pairs"].sum() == every


@settings(deadline=None)
@given(PAIRS.filter(bool))
def test_via_names_as_many_gatherings_as_the_count_says(pairs):
    network = project(TwoMode.of(pairs), largest=4)
    assert [len(said.split("; ")) for said in network.via()] == network.ties["count"].tolist()


def test_the_check_notices_a_lost_tie():
    two_mode = TwoMode.of([("a", "m"), ("b", "m"), ("c", "m")])
    network = project(two_mode)
    with pytest.raises(NetworkError, match="counts of ties do not agree: 3 and 2"):
        check_projection(two_mode, Network(network.nodes, network.ties.iloc[1:]))
    network.ties["newman"] *= 1.001
    with pytest.raises(NetworkError, match="Newman weights of a person do not agree"):
        check_projection(two_mode, network)


def test_people_who_met_nobody_are_nodes_all_the_same():
    network = project(TwoMode.of([("a", "m"), ("b", "m"), ("c", "alone")]))
    assert network.nodes.index.tolist() == ["a", "b", "c"]
    assert len(network.ties) == 1


def test_the_people_keep_what_is_known_of_them():
    plain = TwoMode.of([("a", "m"), ("b", "m")])
    known = TwoMode(plain.people.assign(organisation=["x", "y"]), plain.gatherings, plain.incidence)
    network = project(known)
    assert network.nodes["organisation"].tolist() == ["x", "y"]
    assert network.behind is known


def test_a_gathering_that_is_too_large_makes_no_ties_and_is_listed():
    two_mode = TwoMode.of([(person, "hall") for person in "abcd"] + [("a", "call"), ("b", "call")])
    network = project(two_mode, largest=3)
    assert network.ties[["source", "target", "count", "jaccard"]].to_numpy().tolist() == [["a", "b", 1, 1.0]]
    assert network.via().tolist() == ["call"]
    assert undrawn(two_mode, largest=3).reset_index().to_numpy().tolist() == [["hall", 4, 6]]
    assert len(project(two_mode, largest=4).ties) == len(project(two_mode, largest=None).ties) == 6
    assert undrawn(two_mode, largest=None).empty


def test_the_weight_asked_for_is_the_strength():
    two_mode = TwoMode.of([(person, "m") for person in "abc"] + [("a", "n"), ("b", "n")])
    for weight in ("count", "newman", "jaccard"):
        ties = project(two_mode, weight=weight).ties
        assert ties["weight"].tolist() == ties[weight].astype(float).tolist()
    with pytest.raises(NetworkError, match="no weight 'lift'"):
        project(two_mode, weight="lift")


def test_projecting_changes_nothing_and_the_order_of_attendances_does_not_matter():
    pairs = [(person, gathering) for person in "abcd" for gathering in "xyz" if (person, gathering) != ("a", "x")]
    two_mode = TwoMode.of(pairs)
    before = two_mode.copy()
    network = project(two_mode, largest=3)
    assert (two_mode.incidence != before.incidence).nnz == 0
    assert two_mode.people.equals(before.people)
    assert project(TwoMode.of(pairs[::-1]), largest=3) == network


def test_no_attendance_gives_an_empty_network():
    network = project(TwoMode.of([]))
    assert (len(network), len(network.ties)) == (0, 0)
    assert network.ties.columns.tolist() == ["source", "target", "weight", "count", "newman", "jaccard"]
    check_projection(TwoMode.of([]), network)


def grouped(ties, teams, *, directed=False):
    network = Network.of(ties, nodes=list(teams), directed=directed)
    network.nodes["team"] = pd.Series(teams, dtype="str").reindex(network.nodes.index)
    return network


def test_groups_become_nodes_with_their_inner_ties_and_sizes():
    people = grouped(
        [("a", "b", 1.0), ("a", "c", 2.0), ("b", "c", 4.0), ("c", "d", 8.0)],
        {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"},
    )
    groups = reduce(people, by="team")
    assert groups.nodes.reset_index().to_numpy().tolist() == [["x", 2, 1, 1.0], ["y", 2, 1, 8.0], ["z", 1, 0, 0.0]]
    assert groups.ties.to_numpy().tolist() == [["x", "y", 6.0, 2]]


def test_a_directed_network_of_people_gives_a_directed_one_of_groups():
    groups = reduce(grouped([("a", "b", 1.0), ("b", "a", 2.0)], {"a": "x", "b": "y"}, directed=True), by="team")
    assert groups.directed
    assert groups.ties.to_numpy().tolist() == [["x", "y", 1.0, 1], ["y", "x", 2.0, 1]]


@settings(deadline=None)
@given(PAIRS.filter(bool), st.randoms(use_true_random=False))
def test_reducing_keeps_every_tie_and_all_weight(pairs, random):
    people = project(TwoMode.of(pairs))
    people.nodes["team"] = [random.choice("xyz") for _ in range(len(people))]
    groups = reduce(people, by="team")
    assert groups.nodes["size"].sum() == len(people)
    assert groups.nodes["internal"].sum() + groups.ties["ties"].sum() == len(people.ties)
    weight = groups.nodes["internal_weight"].sum() + groups.ties["weight"].sum()
    assert weight == pytest.approx(people.ties["weight"].sum())


def test_reducing_an_empty_network_gives_an_empty_network():
    empty = Network.of([])
    empty.nodes["team"] = np.array([], dtype=str)
    assert len(reduce(empty, by="team")) == 0


def test_reducing_needs_a_group_for_everybody():
    with pytest.raises(NetworkError, match="by = 'organisation' is unknown"):
        reduce(Network.of([("a", "b", 1.0)]))
