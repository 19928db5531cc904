import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sna.analyse.reach import group_reach, outside
from sna.network import Network, TwoMode, project

TEAMS = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z", "f": "w", "g": "w"}


def made(*, directed=False):
    ties = [("a", "b", 1.0), ("b", "c", 1.0), ("b", "e", 1.0), ("c", "e", 5.0), ("d", "b", 1.0)]
    network = Network.of(ties, nodes=list(TEAMS), directed=directed)
    network.nodes["team"] = list(TEAMS.values())
    return network


def test_each_person_counts_alters_outside_and_the_groups_they_are_of():
    table = outside(made(), by="team")
    assert table["degree"].tolist() == [1, 4, 2, 1, 2, 0, 0]
    assert table["external"].tolist() == [0, 3, 2, 1, 2, 0, 0]
    assert table["groups_reached"].tolist() == [0, 2, 2, 1, 2, 0, 0]
    assert table["isolate"].tolist() == [False] * 5 + [True] * 2


def test_direction_does_not_matter():
    assert outside(made(directed=True), by="team").equals(outside(made(), by="team"))


def test_each_group_names_its_single_link():
    table = group_reach(made(), by="team")
    assert table.index.tolist() == ["w", "x", "y", "z"]
    assert table["people"].tolist() == [2, 2, 2, 1]
    assert table["isolates"].tolist() == [2, 0, 0, 0]
    assert table["external"].tolist() == [0, 3, 3, 2]
    assert table["people_outside"].tolist() == [0, 1, 2, 1]
    assert table["groups_reached"].tolist() == [0, 2, 2, 2]
    assert table["single_link"].fillna("nobody").tolist() == ["nobody", "b", "nobody", "e"]


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_a_walk_over_the_graph(seed):
    graph = nx.relabel_nodes(nx.gnp_random_graph(30, 0.08, seed=seed), str)
    team = {node: "uvwxyz"[int(node) % 6] for node in graph}
    nx.set_node_attributes(graph, team, "team")
    people, groups = outside(graph, by="team"), group_reach(graph, by="team")
    for node in graph:
        away = [team[alter] for alter in graph[node] if team[alter] != team[node]]
        row = people.loc[node]
        assert row[["degree", "external", "groups_reached"]].tolist() == [len(graph[node]), len(away), len(set(away))]
    for name in set(team.values()):
        ends = [(a, b) for a in graph for b in graph[a] if team[a] == name != team[b]]
        row, carriers = groups.loc[name], {a for a, _b in ends}
        assert row[["external", "people_outside"]].tolist() == [len(ends), len(carriers)]
        assert row["groups_reached"] == len({team[b] for _a, b in ends})
        assert pd.isna(row["single_link"]) if len(carriers) != 1 else {row["single_link"]} == carriers


def test_nobody_gives_empty_tables():
    empty = Network.of([])
    empty.nodes["team"] = np.array([], dtype=str)
    assert (len(outside(empty, by="team")), len(group_reach(empty, by="team"))) == (0, 0)


def met(pairs, *, title=None):
    two_mode = TwoMode.of(pairs)
    if title is not None:
        two_mode.gatherings["period"] = [title[name] for name in two_mode.gatherings.index]
    network = project(two_mode)
    network.nodes["team"] = [TEAMS[node] for node in network.nodes.index]
    return network


def test_groups_on_the_list_without_anybody_are_never_reached():
    table = group_reach(made(), by="team", targets=["x", "new", "w"])
    assert table.index.tolist() == ["w", "x", "y", "z", "new"]
    assert table["reach"].tolist() == [True, True, False, False, True]
    assert table["reached"].tolist() == ["never", "ever", "ever", "ever", "never"]
    assert table.loc["new", ["people", "external", "came", "groups_reached"]].tolist() == [0, 0, 0, 0]
    assert table["came"].tolist() == [0, 2, 2, 1, 0]
    assert table["single_link"].fillna("nobody").tolist() == ["nobody", "b", "nobody", "e", "nobody"]
    assert group_reach(made(), by="team").equals(table.iloc[:4].assign(reach=False))


def test_who_sat_there_alone_took_part():
    table = group_reach(met([("a", "m"), ("c", "m"), ("e", "n")]), by="team")
    assert table.loc["z", ["external", "came"]].tolist() == [0, 1]
    assert table.loc["z", "reached"] == "ever"


def test_the_last_period_is_this_period():
    pairs = [("a", "m"), ("c", "m"), ("c", "n"), ("e", "n"), ("f", "o")]
    table = group_reach(met(pairs, title={"m": "1", "n": "2", "o": ""}), by="team", targets=["q"])
    assert table["reached"].to_dict() == {
        "w": "earlier", "x": "earlier", "y": "this period", "z": "this period", "q": "never"
    }  # fmt: skip
    one = group_reach(met(pairs, title=dict.fromkeys("mno", "1")), by="team")
    assert set(one["reached"]) == {"ever"}
