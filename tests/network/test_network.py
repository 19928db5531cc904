import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sna.errors import NetworkError
from sna.network import Network, TwoMode, one_mode

TRIANGLE = [("b", "a", 2.0), ("b", "c", 1.0), ("a", "c", 0.5)]


def table(index):
    return pd.DataFrame(index=pd.Index(index, dtype="str"))


@st.composite
def networks(draw):
    names = draw(st.lists(st.text(min_size=1, max_size=3), min_size=0, max_size=7, unique=True))
    directed = draw(st.booleans())
    pairs = [(a, b) for a in names for b in names if (a != b if directed else a < b)]
    weights = st.floats(0.01, 100, allow_nan=False)
    kept = draw(st.dictionaries(st.sampled_from(pairs), weights, max_size=12)) if pairs else {}
    return Network.of([(a, b, w) for (a, b), w in kept.items()], nodes=names, directed=directed)


def test_a_pair_stands_once_with_the_smaller_id_first():
    ties = Network.of(TRIANGLE).ties
    assert ties[["source", "target"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert ties["weight"].tolist() == [2.0, 0.5, 1.0]


def test_a_directed_tie_keeps_its_direction():
    network = Network.of(TRIANGLE, directed=True)
    assert network.ties[["source", "target"]].to_numpy().tolist() == [["a", "c"], ["b", "a"], ["b", "c"]]
    assert network.adjacency().toarray().tolist() == [[0, 0, 0.5], [2, 0, 1], [0, 0, 0]]


def test_the_order_of_rows_does_not_matter():
    nodes = pd.DataFrame({"team": ["x", "y", "z"]}, index=["a", "b", "c"])
    ties = pd.DataFrame(TRIANGLE, columns=["source", "target", "weight"]).assign(said=["one", "two", "three"])
    shuffled = Network(nodes.iloc[[2, 0, 1]], ties.iloc[[1, 2, 0]])
    assert shuffled == Network(nodes, ties)
    assert shuffled.ties["said"].tolist() == ["one", "three", "two"]


def test_the_adjacency_of_an_undirected_network_is_symmetric_and_counts_a_self_tie_once():
    matrix = Network.of([("a", "a", 3.0), ("a", "b", 2.0)]).adjacency()
    assert matrix.toarray().tolist() == [[3, 2], [2, 0]]
    assert Network.of([("a", "b", 2.0)]).adjacency(None).toarray().tolist() == [[0, 1], [1, 0]]


def test_ids_become_text_in_nodes_and_ties_alike():
    network = Network(pd.DataFrame(index=[10, 9]), pd.DataFrame({"source": [9], "target": [10], "weight": [1]}))
    assert network.nodes.index.tolist() == ["10", "9"]
    assert network.nodes.index.dtype == network.ties["source"].dtype == "str"
    assert network.ties["weight"].dtype == float


@pytest.mark.parametrize(
    ("nodes", "ties", "why"),
    [
        (["a", "a"], [], "stands there twice"),
        (["a", None], [], "id of its own"),
        (["a"], [("a", "b", 1.0)], "'a' to 'b' names a node that does not exist"),
        (["a", "b"], [("a", "b", 1.0), ("b", "a", 1.0)], "tied twice"),
        (["a", "b"], [("a", "b", 0.0)], "above 0"),
        (["a", "b"], [("a", "b", -1.0)], "above 0"),
        (["a", "b"], [("a", "b", float("nan"))], "above 0"),
        (["a", "b"], [("a", "b", float("inf"))], "finite"),
        (["a", "b"], [("a", "b", "much")], "must be a number"),
    ],
)
def test_what_is_no_network_is_refused_with_the_reason(nodes, ties, why):
    with pytest.raises(NetworkError, match=why):
        Network(table(nodes), pd.DataFrame(ties, columns=["source", "target", "weight"]))


def test_ties_without_a_weight_are_refused():
    with pytest.raises(NetworkError, match="no column 'weight'"):
        Network(table(["a", "b"]), pd.DataFrame({"source": ["a"], "target": ["b"]}))


def test_the_same_pair_may_be_tied_both_ways_if_directed():
    network = Network.of([("a", "b", 1.0), ("b", "a", 2.5)], directed=True)
    assert len(network.ties) == 2
    assert network.undirected().ties.to_numpy().tolist() == [["a", "b", 3.5]]


def test_an_undirected_network_is_its_own_undirected_form():
    network = Network.of(TRIANGLE)
    assert network.undirected() is network


def test_row_numbers_give_the_same_network_as_ids_even_for_unsorted_nodes():
    nodes = pd.DataFrame({"team": ["z", "x", "y"]}, index=["c", "a", "b"])
    by_row = Network.at(nodes, (np.array([2, 2, 1]), np.array([1, 0, 0])), {"weight": np.array([2.0, 1.0, 0.5])})
    assert by_row == Network(nodes, pd.DataFrame(TRIANGLE, columns=["source", "target", "weight"]))


def test_row_numbers_are_checked_like_ids():
    with pytest.raises(NetworkError, match="tied twice"):
        Network.at(table(["a", "b"]), (np.array([0, 1]), np.array([1, 0])), {"weight": np.ones(2)})


def test_a_copy_shares_nothing_with_its_original():
    two_mode = TwoMode.of([("a", "m"), ("b", "m")])
    network = Network(table(["a", "b"]).assign(team="x"), Network.of([("a", "b", 1.0)]).ties, behind=two_mode)
    copy = network.copy()
    copy.nodes.loc["a", "team"] = "changed"
    copy.ties.loc[0, "weight"] = 9.0
    copy.behind.incidence.data[:] = 5.0
    copy.behind.people["new"] = "x"
    assert network.nodes.loc["a", "team"] == "x"
    assert network.ties.loc[0, "weight"] == 1.0
    assert network.behind.incidence.data.tolist() == [1.0, 1.0]
    assert network.behind.people.columns.empty


def test_a_network_does_not_follow_changes_of_the_tables_it_was_made_of():
    nodes, ties = table(["a", "b"]).assign(team="x"), Network.of([("a", "b", 1.0)]).ties
    network = Network(nodes, ties)
    nodes.loc["a", "team"] = "changed"
    ties.loc[0, "weight"] = 9.0
    assert network.nodes.loc["a", "team"] == "x"
    assert network.ties.loc[0, "weight"] == 1.0


def test_equality_looks_at_nodes_ties_and_direction():
    network = Network.of(TRIANGLE)
    assert network == Network.of(TRIANGLE)
    assert network != Network.of(TRIANGLE, nodes=["d"])
    assert network != Network.of(TRIANGLE[:2])
    assert Network.of([("a", "b", 1.0)]) != Network.of([("a", "b", 1.0)], directed=True)
    assert network != "a network"


def test_an_empty_network_works():
    empty = Network.of([])
    assert (len(empty), len(empty.ties), empty.adjacency().shape) == (0, 0, (0, 0))
    assert empty == Network.from_networkx(empty.to_networkx()) == empty.copy()
    assert empty.via().tolist() == []
    assert repr(empty) == "<Network undirected: 0 nodes, 0 ties>"


def test_groups_name_the_columns_there_are_and_the_first_node_without_one():
    network = Network.of(TRIANGLE)
    with pytest.raises(NetworkError, match=r"by = 'team' is unknown. It may be: none"):
        network.groups("team")
    for blank in (None, "", float("nan")):
        network.nodes["team"] = pd.Series(["x", blank, "y"], index=network.nodes.index, dtype="str")
        with pytest.raises(NetworkError, match="1 nodes have no team, the first is 'b'"):
            network.groups("team")
    with pytest.raises(NetworkError, match=r"by = 'taem' is unknown. Did you mean 'team'\? It may be: team."):
        network.groups("taem")
    network.nodes["team"] = [1, 2, 2]
    assert network.groups("team").tolist() == ["1", "2", "2"]


@settings(deadline=None)
@given(networks())
def test_networkx_and_back_is_the_same_network(network):
    if len(network):  # a graph without nodes cannot say which columns it had
        network.nodes["place"] = np.arange(len(network))
    graph = network.to_networkx()
    assert graph.is_directed() == network.directed
    assert dict(graph.degree(weight="weight")) == pytest.approx(
        dict(zip(network.nodes.index, _degree(network), strict=True))
    )
    assert Network.from_networkx(graph) == network


def _degree(network):
    matrix = network.adjacency()
    return matrix.sum(axis=1) + (matrix.sum(axis=0) if network.directed else 0)


def test_missing_values_do_not_become_attributes():
    network = Network.of([("a", "b", 1.0)])
    network.nodes["team"] = pd.Series(["x", None], index=["a", "b"], dtype="str")
    assert dict(network.to_networkx().nodes(data=True)) == {"a": {"team": "x"}, "b": {}}


def test_a_graph_without_weights_has_ties_of_weight_one_and_parallel_ties_are_summed():
    assert Network.from_networkx(nx.path_graph(3)).ties["weight"].tolist() == [1.0, 1.0]
    several = nx.MultiGraph([("a", "b", {"weight": 2}), ("b", "a", {"weight": 3}), ("b", "c", {})])
    assert Network.from_networkx(several).ties["weight"].tolist() == [5.0, 1.0]


def test_two_ids_that_are_the_same_text_are_refused():
    with pytest.raises(NetworkError, match="'1' stands there twice"):
        Network.from_networkx(nx.Graph([(1, "1")]))


def test_one_mode_takes_both_kinds_and_leaves_self_ties_out():
    graph = nx.Graph([("a", "a"), ("a", "b")])
    assert one_mode(graph) == Network.of([("a", "b", 1.0)])
    network = Network.of(TRIANGLE)
    assert one_mode(network) is network


def test_via_names_the_gatherings_behind_each_tie():
    two_mode = TwoMode.of([("a", "may"), ("b", "may"), ("a", "april"), ("b", "april"), ("c", "may"), ("c", "june")])
    network = Network(two_mode.people, Network.of([(*ends, 1.0) for ends in ("ba", "ca")]).ties, behind=two_mode)
    assert network.via().tolist() == ["april; may", "may"]
    assert Network.of([("a", "b", 1.0)]).via().tolist() == [""]
    network.ties["via"] = ["x", "y"]
    assert network.via().tolist() == ["x", "y"]


def test_a_two_mode_network_sorts_both_sides():
    matrix = sparse.csr_array(np.array([[1, 0, 1], [0, 1, 0]]))
    two_mode = TwoMode(table(["b", "a"]), table(["z", "x", "y"]), matrix)
    assert two_mode.people.index.tolist() == ["a", "b"]
    assert two_mode.gatherings.index.tolist() == ["x", "y", "z"]
    assert two_mode.incidence.toarray().tolist() == [[1, 0, 0], [0, 1, 1]]
    assert (two_mode.attended().tolist(), two_mode.sizes().tolist()) == ([1, 2], [1, 1, 1])


def test_an_attendance_counts_once_and_a_stored_zero_not_at_all():
    matrix = sparse.csr_array((np.array([1.0, 1.0, 0.0]), (np.array([0, 0, 1]), np.array([0, 0, 0]))), shape=(2, 1))
    two_mode = TwoMode(table(["a", "b"]), table(["m"]), matrix)
    assert (two_mode.attended().tolist(), two_mode.sizes().tolist()) == ([1, 0], [1])
    assert TwoMode.of([("a", "m"), ("a", "m")]).sizes().tolist() == [1]
    assert matrix.data.tolist() == [2.0, 0.0], "what was given stays as it was"


def test_a_two_mode_network_refuses_what_does_not_fit():
    with pytest.raises(NetworkError, match="one row per person"):
        TwoMode(table(["a"]), table(["m"]), sparse.csr_array((2, 1)))
    with pytest.raises(NetworkError, match="Each person needs one id"):
        TwoMode(table(["a", "a"]), table(["m"]), sparse.csr_array((2, 1)))


def test_an_empty_two_mode_network_works():
    empty = TwoMode.of([])
    assert repr(empty) == "<TwoMode: 0 people × 0 gatherings, 0 attendances>"
    assert (empty.attended().tolist(), empty.sizes().tolist()) == ([], [])


def test_some_gatherings_can_be_kept():
    two_mode = TwoMode.of([("a", "m"), ("b", "m"), ("a", "n")])
    kept = two_mode.only(np.array([False, True]))
    assert (kept.gatherings.index.tolist(), kept.attended().tolist()) == (["n"], [1, 0])


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("uvwxyz")), max_size=25))
def test_shared_names_what_both_attended(pairs):
    two_mode = TwoMode.of(pairs)
    people = sorted({person for person, _gathering in pairs})
    ties = pd.DataFrame([(a, b) for a in people for b in people], columns=["source", "target"], dtype="str")
    theirs = {person: {gathering for who, gathering in pairs if who == person} for person in people}
    expected = ["; ".join(sorted(theirs[a] & theirs[b])) for a in people for b in people]
    assert two_mode.shared(ties).tolist() == expected


def test_two_mode_networkx_and_back():
    two_mode = TwoMode.of([("a", "m"), ("b", "m"), ("a", "n")])
    back = TwoMode.from_networkx(two_mode.to_networkx())
    assert back.people.index.equals(two_mode.people.index)
    assert (back.incidence != two_mode.incidence).nnz == 0
    graph = nx.Graph([("a", "b")])
    nx.set_node_attributes(graph, 0, "bipartite")
    with pytest.raises(NetworkError, match="not two-mode"):
        TwoMode.from_networkx(graph)
