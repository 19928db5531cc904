import datetime as dt
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sna.analyse.cut_off import FEW, NONE, NOT, cut_off, q_intervals
from sna.analyse.indices import yules_q
from sna.network import Network, TwoMode, project


def teams(network, labels):
    network.nodes["team"] = [labels[node] for node in network.nodes.index]
    return network


def grouped(graph, labels):
    nx.set_node_attributes(graph, dict(zip(graph, labels, strict=True)), "team")
    return graph


def community(seed, *, apart=(), people=48, groups=6, meetings=12, seats=14):
    """Invent a community of meetings; the people of the groups apart come to meetings of their own alone."""
    random, pairs = np.random.default_rng(seed), []
    labels = {f"p{place:02}": f"g{place % groups}" for place in range(people)}
    mixed = [name for name, group in labels.items() if group not in apart]
    for place in range(meetings):
        pairs += [(str(name), f"m{place:02}") for name in random.choice(mixed, seats, replace=False)]
        for group in apart:
            own = [name for name in labels if labels[name] == group]
            pairs += [(str(name), f"own {group} {place:02}") for name in random.choice(own, 3, replace=False)]
    two_mode = TwoMode.of(pairs)
    two_mode.gatherings["on"] = [
        dt.date(2024, 1, 1) + dt.timedelta(7 * int(name[-2:])) for name in two_mode.gatherings.index
    ]
    return teams(project(two_mode), labels)


def test_a_group_without_a_tie_outside_is_cut_off():
    table = cut_off(community(1, apart=("g2",)), by="team", permutations=999)
    row = table.loc["g2"]
    assert row[["external", "external_weight"]].tolist() == [0, 0]
    assert row["isolated"]
    assert row["rule"] == NONE
    assert row["last_outside"] is None
    assert row["last_attended"] == dt.date(2024, 1, 1) + dt.timedelta(77)
    assert not table["isolated"].drop("g2").any()
    assert set(table["rule"].drop("g2")) == {NOT}


def test_a_group_with_one_stray_tie_is_cut_off_by_the_second_rule():
    network = community(2, apart=("g2",))
    other = network.behind
    stray = [(person, meeting) for person in ["p02"] for meeting in ["m00"]]
    rows, columns = other.incidence.nonzero()
    pairs = [
        (other.people.index[row], other.gatherings.index[column]) for row, column in zip(rows, columns, strict=True)
    ]
    again = TwoMode.of(pairs + stray)
    again.gatherings["on"] = other.gatherings["on"].reindex(again.gatherings.index)
    row = cut_off(teams(project(again), network.nodes["team"].to_dict()), by="team", permutations=999).loc["g2"]
    assert row["external"] == 14
    assert row["isolated"]
    assert row["rule"] == FEW
    assert row["hangs_on"] == "p02"
    assert row["first_share"] == 1
    assert row["last_outside"] == dt.date(2024, 1, 1), "since then they have met nobody"


def test_where_all_mix_hardly_any_group_is_cut_off():
    found = [cut_off(community(seed), by="team", permutations=199)["isolated"].sum() for seed in range(30)]
    assert sum(found) <= 0.03 * 6 * 30


def test_the_mean_of_ties_outside_and_the_share_of_deals_are_those_of_every_deal():
    graph = grouped(nx.gnp_random_graph(12, 0.3, seed=5), "xxxyyyyyyyyy")
    deals = combinations(range(12), 3)
    found = [sum((one in chosen) != (other in chosen) for one, other in graph.edges) for chosen in deals]
    row = cut_off(graph, by="team", permutations=9_999).loc["x"]
    assert row["external_expected"] == pytest.approx(np.mean(found))
    assert row["external_fewer_p"] == pytest.approx(np.mean(np.array(found) <= row["external"]), abs=0.02)


def test_who_a_group_hangs_on_is_said_only_of_two_people_or_more():
    ties = [("a", "b", 1.0), ("b", "d", 2.0), ("b", "e", 1.0), ("f", "d", 1.0)]
    labels = dict(zip("abcdefghijkl", "xxxyyzwwwwww", strict=True))
    table = cut_off(teams(Network.of(ties, nodes=list(labels)), labels), by="team", permutations=99)
    assert table["hangs_on"].tolist() == ["", "b", "", ""]
    assert table.loc["x", ["external", "external_weight", "isolates"]].tolist() == [2, 3, 1]
    assert table.loc["y", "first_share"] == pytest.approx(2 / 3)
    assert np.isnan(table.loc["w", "first_share"])
    assert table.loc["z", "note"].startswith("fewer than 3 people")
    assert table["note"].str.endswith("no dated gathering").all()


def test_too_few_people_are_counted_only():
    labels = dict(zip("abcdefghi", "xxxyyyzzz", strict=True))
    table = cut_off(teams(Network.of([("a", "d", 1.0)], nodes=list(labels)), labels), by="team")
    assert table["isolated"].isna().all()
    assert table["external"].tolist() == [1, 1, 0]
    assert set(table["rule"]) == {""}
    assert table["note"].str.startswith("fewer than 10 people: counts only").all()


def test_one_group_cannot_be_cut_off_from_others():
    table = cut_off(grouped(nx.cycle_graph(12), "x" * 12), by="team", permutations=9)
    assert table["isolated"].isna().all()
    assert table.loc["x", "note"].startswith("there is no other group")


def q_of(network):
    """Count Yule's Q of each group and of all from the definition."""
    labels = network.nodes["team"].to_dict()
    tied = {frozenset(pair) for pair in zip(network.ties["source"], network.ties["target"], strict=True)}
    found = {}
    for group in [*sorted(set(labels.values())), "all"]:
        table = np.zeros((2, 2))
        for one, other in combinations(labels, 2):
            if group == "all" or group in (labels[one], labels[other]):
                table[int(labels[one] == labels[other]), int(frozenset((one, other)) in tied)] += 1
        found[group] = yules_q((table[:1, 1], table[1:, 1]), (table[:1].sum(), table[1:].sum()))[0]
    return pd.Series(found)


def test_the_interval_leaves_out_one_gathering_at_a_time():
    network = community(3, people=30, groups=3, meetings=7, seats=5)
    without = pd.DataFrame(
        [
            q_of(teams(project(network.behind.only(np.arange(7) != place)), network.nodes["team"].to_dict()))
            for place in range(7)
        ]
    )
    table = q_intervals(network, "team")
    error = np.sqrt(6 / 7 * ((without - without.mean()) ** 2).sum())
    half = stats.t.ppf(0.975, 6) * error
    assert set(table["over"]) == {"gatherings"}
    pd.testing.assert_series_equal(table["yules_q"], q_of(network), check_names=False)
    pd.testing.assert_series_equal(table["yules_q_low"], (q_of(network) - half).clip(-1), check_names=False)
    pd.testing.assert_series_equal(table["yules_q_high"], (q_of(network) + half).clip(upper=1), check_names=False)


def test_the_interval_leaves_out_one_person_at_a_time_where_there_are_no_gatherings():
    graph = grouped(nx.gnp_random_graph(13, 0.4, seed=2), "xxxxyyyyyyyyz")
    network, without = Network.from_networkx(graph), []
    for node in graph:
        smaller = graph.copy()
        smaller.remove_node(node)
        without.append(q_of(Network.from_networkx(smaller)).reindex(["x", "y", "all"]))
    spread = pd.DataFrame(without)
    error = np.sqrt((13 - 2) / (2 * 13) * ((spread - spread.mean()) ** 2).sum())
    table = q_intervals(network, "team")
    assert set(table["over"]) == {"people"}
    half = stats.t.ppf(0.975, 12) * error
    for row in ("x", "y", "all"):
        assert table.loc[row, "yules_q_low"] == pytest.approx(max(table.loc[row, "yules_q"] - half[row], -1))
        assert table.loc[row, "yules_q_high"] == pytest.approx(min(table.loc[row, "yules_q"] + half[row], 1))
    assert table.loc["all", ["yules_q_low", "yules_q_high"]].abs().lt(1).all()
    assert table.loc["z"].drop("over").isna().all(), "a group of one has no pair inside"


def test_gatherings_that_do_not_explain_every_tie_are_not_left_out():
    network = community(3, people=30, groups=3, meetings=7, seats=5)
    first = pd.DataFrame({"source": ["p00"], "target": ["p01"], "weight": [1.0]})
    known = network.ties[["source", "target", "weight"]]
    more = pd.concat([first, known]).drop_duplicates(["source", "target"])
    if len(more) == len(known):
        pytest.fail("p00 and p01 have met: choose another pair")
    table = q_intervals(Network(network.nodes, more, behind=network.behind), "team")
    assert set(table["over"]) == {"people"}
