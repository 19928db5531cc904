"""Every analysis keeps its promises on every shape of network."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sna.analyse import ANALYSES, NEEDS, analysis
from sna.errors import NetworkError, StudyError
from sna.glossary import TERMS
from sna.network import Network

NAMES = [f"{'xyz'[place % 3]}{place:02}" for place in range(14)]


def shape(graph):
    """Give a graph with named nodes, each in a group."""
    named = nx.relabel_nodes(graph, dict(enumerate(NAMES)))
    nx.set_node_attributes(named, {node: f"team {node[0]}" for node in named}, "team")
    return named


def weighted(graph):
    for place, (one, other) in enumerate(sorted(graph.edges)):
        graph[one][other]["weight"] = 1 / (1 + place % 5)
    return graph


SHAPES = {
    "empty": shape(nx.empty_graph(0)),
    "empty, directed": shape(nx.empty_graph(0, create_using=nx.DiGraph)),
    "single": shape(nx.empty_graph(1)),
    "pair": shape(nx.path_graph(2)),
    "isolates": shape(nx.empty_graph(12)),
    "isolates, directed": shape(nx.empty_graph(12, create_using=nx.DiGraph)),
    "one tie": shape(nx.compose(nx.empty_graph(12), nx.path_graph(2))),
    "star": shape(nx.star_graph(12)),
    "chain": shape(nx.path_graph(13)),
    "ring": shape(nx.cycle_graph(13)),
    "clique": shape(nx.complete_graph(12)),
    "two parts": shape(nx.disjoint_union(nx.complete_graph(6), nx.cycle_graph(7))),
    "random": shape(nx.gnp_random_graph(14, 0.3, seed=1)),
    "directed": shape(nx.gnp_random_graph(14, 0.2, seed=2, directed=True)),
    "directed, one way": shape(nx.path_graph(11, create_using=nx.DiGraph)),
    "weighted": weighted(shape(nx.gnp_random_graph(14, 0.4, seed=3))),
    "weighted, directed": weighted(shape(nx.gnp_random_graph(14, 0.3, seed=4, directed=True))),
}
PARAMETERS = {
    "ei_index": {"permutations": 99},
    "segregation": {"permutations": 99},
    "cut_off": {"permutations": 99},
    "spanners": {"draws": 5},
    "communities": {"runs": 5},
    "community_summary": {"runs": 5},
}
SWEEP = [(name, form) for name in ANALYSES for form in SHAPES]


def run(name, network, **more):
    group = {"by": "team"} if "by" in NEEDS[name] else {}
    return analysis(name)(network, **group, **PARAMETERS.get(name, {}), **more)


def network_of(form):
    network = Network.from_networkx(SHAPES[form])
    if "team" not in network.nodes:
        network.nodes["team"] = pd.Series(dtype="str")
    return network


def shuffled(graph, seed):
    """Give the same graph with its nodes and ties in another order."""
    random = np.random.default_rng(seed)
    nodes, ties = list(graph.nodes(data=True)), list(graph.edges(data=True))
    other = type(graph)()
    other.add_nodes_from([nodes[place] for place in random.permutation(len(nodes))])
    other.add_edges_from([ties[place] for place in random.permutation(len(ties))])
    return other


@pytest.mark.parametrize(("name", "form"), SWEEP)
def test_the_input_is_not_changed_and_its_order_does_not_matter_and_a_seed_gives_one_table(name, form):
    network = network_of(form)
    before = network.copy()
    table = run(name, network)
    assert network == before
    pd.testing.assert_frame_equal(run(name, network), table, check_exact=True)
    if len(network):
        pd.testing.assert_frame_equal(run(name, shuffled(SHAPES[form], seed=1)), table, check_exact=True)
    described(name, table)
    in_range(table)
    if "note" in table:
        assert not table[table["note"] == ""].isna().any(axis=None), "a row without a note has no blank"


def described(name, table):
    """Hold that each line has an index of its own and each column a term."""
    assert table.index.is_unique
    missing = [column for column in (*table.index.names, *table.columns) if column not in TERMS]
    assert not missing, f"{name} gives {missing}: add a term for each to a topic in sna/glossary/*.toml"


def in_range(table):
    """Hold that every value is in the range its column's term declares."""
    for column in table.select_dtypes(["number", "bool", "boolean"]):
        term, values = TERMS[column], table[column].dropna().astype(float)
        assert np.isfinite(values).all(), column
        assert term.lowest is None or (values >= term.lowest - 1e-12).all(), column
        assert term.highest is None or (values <= term.highest + 1e-12).all(), column


@pytest.mark.parametrize("name", ANALYSES)
def test_a_graph_and_its_network_give_the_same(name):
    pd.testing.assert_frame_equal(run(name, SHAPES["weighted"]), run(name, network_of("weighted")))


@pytest.mark.parametrize("name", ANALYSES)
def test_a_tie_of_a_node_to_itself_makes_no_difference(name):
    graph = SHAPES["random"].copy()
    graph.add_edge(NAMES[0], NAMES[0])
    pd.testing.assert_frame_equal(run(name, graph), run(name, SHAPES["random"]))


@pytest.mark.parametrize("name", ANALYSES)
def test_other_names_of_people_change_nothing_but_the_names(name):
    graph = SHAPES["random"]
    renamed = nx.relabel_nodes(graph, {node: f"person {node}" for node in graph})
    table, other = run(name, graph), run(name, renamed)
    for column in table.select_dtypes("number"):
        assert other[column].astype(float).tolist() == pytest.approx(table[column].astype(float).tolist(), nan_ok=True)


@pytest.mark.parametrize("name", [name for name, needs in NEEDS.items() if "by" in needs])
def test_a_node_without_a_group_is_named(name):
    graph = SHAPES["random"].copy()
    del graph.nodes[NAMES[3]]["team"]
    with pytest.raises(NetworkError, match=f"1 nodes have no team, the first is '{NAMES[3]}'"):
        run(name, graph)


@pytest.mark.parametrize("name", [name for name, needs in NEEDS.items() if "by" in needs])
def test_an_unknown_column_is_named_with_those_there_are(name):
    with pytest.raises(NetworkError, match=r"by = 'locality' is unknown. It may be: team"):
        analysis(name)(SHAPES["random"], by="locality")


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_is_described(name):
    assert set(NEEDS[name]) <= {
        "by", "period", "acts", "meetings", "cops", "events", "conveners", "subjects", "adoptions", "speech",
        "deeds", "levels", "things", "modes",
    }  # fmt: skip
    docstring = analysis(name).__doc__
    assert all(part in docstring for part in ("Parameters\n", "Returns\n", "Examples\n"))


@pytest.mark.parametrize("name", ANALYSES)
def test_every_column_is_described_where_it_is_made(name):
    docstring = analysis(name).__doc__
    for column in run(name, SHAPES["directed"]).columns:
        stem = column.removesuffix("_expected").removesuffix("_z")
        assert f"``{column}``" in docstring or stem in {"itinerant", "gatekeeper", "representative", "liaison"}, column


def test_an_unknown_analysis_is_an_error_with_the_nearest_name():
    with pytest.raises(StudyError, match=r"no analysis 'centralty'\. Try: centrality"):
        analysis("centralty")


def test_looking_an_analysis_up_imports_nothing_else():
    import subprocess
    import sys

    code = "import sys, sna.analyse; print([name for name in ('community', 'networkx') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_people_of_a_networkx_graph_are_its_own_nodes():
    graph = nx.karate_club_graph()
    table = analysis("spanners")(graph, by="club")
    assert {type(node) for node in table.index} == {int}
    nx.set_node_attributes(graph, table["rank"].to_dict(), "rank")
    assert sum("rank" in data for _node, data in graph.nodes(data=True)) == len(graph) == 34
    pairs = nx.Graph([((1, 2), (3, 4)), ((3, 4), "Ann")])
    assert analysis("centrality")(pairs).index.tolist() == [(1, 2), (3, 4), "Ann"]
    assert analysis("ei_index")(graph, by="club").index.tolist()[-1] == "all"


def test_a_column_that_is_asked_for_as_an_analysis_names_the_one_that_has_it():
    with pytest.raises(StudyError, match="Try: centrality"):
        analysis("betweenness")
