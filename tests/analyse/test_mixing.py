from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from sna.analyse.mixing import mixing
from sna.network import Network


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
    assert table["observed"].unstack().to_numpy().tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
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
