"""The measures of people against R's packages sna and igraph, on 200 invented networks; one R process for all."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sna.analyse.brokerage import ROLES, brokerage, holes
from sna.analyse.centrality import centrality
from sna.analyse.keyplayer import leaving
from sna.network import Network

pytestmark = pytest.mark.oracle

NETWORKS = 80
TOLERANCE = {"rel": 1e-9, "abs": 1e-9}


def invented(seed):
    """Give a network, directed or not, weighted or not, with isolates; lengths are whole, as igraph compares floats."""
    random = np.random.default_rng(seed)
    people, directed = int(random.integers(3, 26)), bool(seed % 2)
    tied = random.random((people, people)) < random.choice([0.04, 0.12, 0.3])
    tied = tied & ~np.eye(people, dtype=bool) if directed else np.triu(tied, 1)
    weights = 1 / random.choice([1, 2, 4, 8], tied.sum()) if seed % 4 > 1 else np.ones(tied.sum())
    ties = [
        (f"p{one:02}", f"p{other:02}", weight) for (one, other), weight in zip(np.argwhere(tied), weights, strict=True)
    ]
    network = Network.of(ties, nodes=[f"p{one:02}" for one in range(people)], directed=directed)
    network.nodes["team"] = random.choice(list("wxyz"), people)
    return network


def told(network):
    """Give a network as R reads it: people and groups by number, from 1."""
    source, target = network.positions()
    parts = zip((source + 1).tolist(), (target + 1).tolist(), network.ties["weight"].tolist(), strict=True)
    ties = [list(part) for part in parts]
    groups = (pd.factorize(network.nodes["team"])[0] + 1).tolist()
    return {"people": len(network), "directed": network.directed, "ties": ties, "group": groups}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """The networks, and what R finds in each."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here: no Rscript")
    needed = 'for (name in c("sna", "igraph", "jsonlite")) if (!requireNamespace(name, quietly = TRUE)) stop(name)'
    if subprocess.run(["Rscript", "-e", needed], capture_output=True, check=False).returncode:
        pytest.skip("R has not the packages sna, igraph and jsonlite here")
    folder = tmp_path_factory.mktemp("oracle")
    networks = [invented(seed) for seed in range(NETWORKS)]
    (folder / "networks.json").write_text(json.dumps([told(network) for network in networks]), encoding="utf-8")
    files = [str(folder / "networks.json"), str(folder / "found.json")]
    subprocess.run(["Rscript", str(Path(__file__).with_name("people.R")), *files], check=True, capture_output=True)
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return list(zip(networks, found, strict=True))


def values(found, name):
    """Give one of R's columns; null is blank."""
    return np.array([np.nan if each is None else each for each in found[name]], float)


def test_roles_are_those_of_sna(compared):
    total = 0
    for network, found in compared:
        table = brokerage(network, by="team")
        assert table[[*ROLES, "total"]].to_numpy().tolist() == np.array(found["roles"], int).tolist()
        total += int(table["total"].sum())
    assert total > 50 * NETWORKS


def test_betweenness_is_that_of_igraph_with_weights_and_of_sna_without(compared):
    for network, found in compared:
        table = centrality(network)["betweenness_pairs"].to_numpy()
        assert table == pytest.approx(values(found, "betweenness"), **TOLERANCE)
        plain = centrality(network, weighted=False)["betweenness_pairs"].to_numpy()
        assert plain == pytest.approx(values(found, "sna_betweenness"), **TOLERANCE)


def test_closeness_harmonic_closeness_and_reach_are_those_of_igraph(compared):
    for network, found in compared:
        table, others = centrality(network), len(network) - 1
        assert table["harmonic"].to_numpy() * others == pytest.approx(values(found, "harmonic"), **TOLERANCE)
        assert table["two_step_reach"].to_numpy() * others == pytest.approx(values(found, "two_steps"), **TOLERANCE)
        reached = values(found, "reached")
        # igraph: 1 ÷ the sum of the distances to those within reach; ours after Wasserman and Faust
        expected = values(found, "closeness") * reached**2 / others
        assert table["closeness"].to_numpy() == pytest.approx(expected, nan_ok=True, **TOLERANCE)


def test_degree_and_strength_are_those_of_igraph(compared):
    for network, found in compared:
        table = centrality(network)
        assert table["degree"].tolist() == values(found, "degree").tolist()
        assert table["strength"].to_numpy() == pytest.approx(values(found, "strength"), **TOLERANCE)


def test_constraint_is_that_of_igraph(compared):
    for network, found in compared:
        expected = values(found, "constraint")
        assert holes(network)["constraint"].to_numpy() == pytest.approx(expected, nan_ok=True, **TOLERANCE)


def test_fragmentation_without_each_person_is_that_of_igraphs_components(compared):
    for network, found in compared:
        table = leaving(network)["fragmentation_without"].to_numpy()
        assert table == pytest.approx(values(found, "without"), nan_ok=True, **TOLERANCE)
