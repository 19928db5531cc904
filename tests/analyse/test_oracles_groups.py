"""Measures of groups and of the whole against R's packages sna, igraph and network: one R process, many networks."""

import json
import math
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sna.analyse.cohesion import cohesion
from sna.analyse.isolation import ei_index
from sna.analyse.mixing import contact_diversity, mixing
from sna.analyse.segregation import segregation, segregation_person

pytestmark = pytest.mark.oracle

NETWORKS = 200 if os.environ.get("SNA_EVERY") == "1" else 80
"""Invented ones; `.ci/long` compares more."""
PACKAGES = ("sna", "igraph", "network", "jsonlite")


def attributed(seed):
    """Invent a graph of 10 to 28 people in up to four teams, directed or not, some of them isolates."""
    random = np.random.default_rng([seed, 6])
    people = int(random.integers(10, 29))
    graph = nx.gnp_random_graph(people, random.choice([0.05, 0.1, 0.2, 0.4]), seed=seed, directed=seed % 2 == 0)
    graph.remove_edges_from([tie for tie in list(graph.edges) if 0 in tie])
    labels = random.choice(list("wxyz")[: 2 + seed % 3], people).tolist()
    nx.set_node_attributes(graph, dict(enumerate(labels)), "team")
    return nx.relabel_nodes(graph, {node: f"p{node:02}" for node in graph})


def for_r(graph):
    nodes = sorted(graph)
    team = [graph.nodes[node]["team"] for node in nodes]
    matrix = nx.to_numpy_array(graph, nodelist=nodes).astype(int).tolist()
    return {"matrix": matrix, "directed": graph.is_directed(), "team": team}


def run_r(script, given, folder):
    """Let R read what is given and give what it finds."""
    before, after = folder / "given.json", folder / "found.json"
    before.write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run(
        ["Rscript", str(script), str(before), str(after)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(after.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Each graph beside what R finds in it."""
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed here")
    load = "; ".join(f"stopifnot(requireNamespace('{package}', quietly = TRUE))" for package in PACKAGES)
    if subprocess.run(["Rscript", "-e", load], capture_output=True, check=False).returncode:
        pytest.skip(f"R lacks one of the packages {', '.join(PACKAGES)} here")
    graphs = [attributed(seed) for seed in range(NETWORKS)] + [karate()]
    found = run_r(
        Path(__file__).with_name("groups.R"), [for_r(graph) for graph in graphs], tmp_path_factory.mktemp("r")
    )
    return list(zip(graphs, found, strict=True))


def karate():
    graph = nx.karate_club_graph()
    sides = dict(graph.nodes(data="club"))
    plain = nx.Graph(graph.edges)
    nx.set_node_attributes(plain, sides, "team")
    return nx.relabel_nodes(plain, {node: f"p{node:02}" for node in plain})


def number(value):
    return math.nan if value in (None, "NaN", "NA") else float(value)


def same(one, other):
    return one == pytest.approx(other, abs=1e-9, rel=1e-9, nan_ok=True)


@cache  # two tests look at each
def whole(graph):
    return cohesion(graph).loc["all"]


@cache
def apart(graph):
    return segregation(graph, by="team", permutations=1).loc["all"]


def test_the_whole_is_measured_like_in_sna_and_igraph(pairs):
    compared = 0
    for graph, found in pairs:
        row = whole(graph)
        assert row["components"] == found["components"]
        assert row["isolates"] == found["isolates"]
        assert same(row["density"], found["density"])
        assert same(row["fragmentation"], 1 - found["connectedness"])
        assert same(row["degree_centralisation"], found["degree"])
        assert same(row["betweenness_centralisation"], found["paths"])
        assert same(row["mean_distance"], number(found["distance"]))
        assert same(row["transitivity"], number(found["transitivity"]))
        if not math.isnan(row["transitivity"]):
            assert same(row["transitivity"], number(found["sna_transitivity"]))
        compared += 1
    assert compared == NETWORKS + 1


def test_reciprocity_is_that_of_igraph_and_of_sna_by_tie_and_by_pair(pairs):
    directed = [(whole(graph), found) for graph, found in pairs if graph.is_directed()]
    assert len(directed) == NETWORKS // 2
    for row, found in directed:
        assert same(row["reciprocity"], number(found["returned"]))
        if row["tie_count"]:
            assert same(row["reciprocity"], number(found["edgewise"]))
            mutual = row["reciprocity"] * row["tie_count"] / 2
            assert same(mutual / (row["tie_count"] - mutual), number(found["dyadic"]))


def test_assortativity_is_that_of_igraph(pairs):
    compared = 0
    for graph, found in pairs:
        row = apart(graph)
        expected = number(found["assortativity"])
        assert same(row["assortativity"], expected)
        compared += not math.isnan(expected)
    assert compared > 0.95 * NETWORKS


def test_spectral_segregation_is_that_of_its_definition_in_r(pairs):
    for graph, found in pairs:
        ours = segregation_person(graph, by="team")["spectral"].tolist()
        assert ours == pytest.approx([number(each) for each in found["spectral"]], abs=1e-8, nan_ok=True)


def test_mixing_is_that_of_the_package_network(pairs):
    for graph, found in pairs:
        names = sorted(set(nx.get_node_attributes(graph, "team").values()))
        table = mixing(graph, by="team")["observed"]
        theirs = np.array(found["mixing"], float)[: len(names), : len(names)]
        for one, other in table.index:
            assert table[(one, other)] == theirs[names.index(one), names.index(other)], (one, other)


def test_the_e_i_index_is_that_of_the_mixing_matrix_and_what_is_returned_that_of_igraph(pairs):
    for graph, found in pairs:
        theirs = np.array(found["mixing"], float)[: len(set(nx.get_node_attributes(graph, "team").values()))]
        theirs = theirs[:, : len(theirs)] if graph.is_directed() else np.triu(theirs[:, : len(theirs)])
        row = ei_index(graph, by="team", permutations=1).loc["all"]
        if theirs.sum():
            assert same(row["ei"], (theirs.sum() - 2 * np.trace(theirs)) / theirs.sum())
        if graph.is_directed():
            assert row[["external_returned", "internal_returned"]].tolist() == found["mutual"]


def test_freemans_segregation_of_choices_is_that_of_its_definition(pairs):
    for graph, found in pairs:
        teams, theirs = nx.get_node_attributes(graph, "team").values(), np.array(found["mixing"], float)
        sizes = np.array([list(teams).count(team) for team in sorted(set(teams))])
        theirs = (
            theirs[: len(sizes), : len(sizes)] if graph.is_directed() else np.triu(theirs[: len(sizes), : len(sizes)])
        )
        people, ties = sizes.sum(), theirs.sum()
        expected = ties * (1 - (sizes * (sizes - 1)).sum() / (people * (people - 1)))
        if expected:
            row = apart(graph)
            assert same(row["freeman"], (expected - ties + np.trace(theirs)) / expected)


def test_diversity_of_contacts_is_that_of_its_definition_in_r(pairs):
    for graph, found in pairs:
        ours = contact_diversity(graph, by="team")["blau"].tolist()
        assert ours == pytest.approx([number(each) for each in found["blau"]], abs=1e-9, nan_ok=True)
