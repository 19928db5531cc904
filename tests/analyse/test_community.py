from itertools import combinations
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.analyse import community
from sna.analyse.community import FEWEST_RUNS, MOST, communities, community_summary, swapped
from sna.analyse.community.partitions import (
    SMALL,
    TOGETHER,
    Ties,
    adjusted_rand,
    consensus,
    contingency,
    louvain,
    membership,
    modularity,
    mutual_information,
    quick_runs,
    runs_of,
)
from sna.network import Network, TwoMode, project

PARTITIONS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12).map(
    lambda pairs: [np.unique(side, return_inverse=True)[1] for side in zip(*pairs, strict=True)]
)


def cliques(*sizes, bridge=True):
    """Give cliques in a row; each is tied to the next by one tie of little weight."""
    ties, names = [], []
    for number, size in enumerate(sizes):
        members = [f"{'abcdef'[number]}{member}" for member in range(size)]
        ties += [(one, other, 1.0) for one, other in combinations(members, 2)]
        ties += [(names[-1], members[0], 0.1)] if bridge and names else []
        names += members
    network = Network.of(ties, nodes=names)
    network.nodes["team"] = [name[0] for name in network.nodes.index]
    return network


def test_cliques_are_found_the_largest_first():
    table = communities(cliques(4, 6, 5))
    assert table["community"].tolist() == [3] * 4 + [1] * 6 + [2] * 5
    assert (table["stability"] == 1.0).all()
    assert (table["note"] == "").all()


def test_communities_that_are_the_groups_agree_with_them_wholly():
    row = community_summary(cliques(4, 6, 5), by="team").loc["all"]
    assert row[["communities", "nmi", "ari", "stability", "partitions", "note"]].tolist() == [3, 1.0, 1.0, 1.0, 1, ""]


@pytest.mark.parametrize("seed", range(4))
def test_networkx_gives_the_same_modularity(seed):
    graph = nx.gnp_random_graph(30, 0.15, seed=seed)
    for place, (a, b) in enumerate(graph.edges):
        graph[a][b]["weight"] = 1 + place % 3
    nx.set_node_attributes(graph, "x", "team")
    table = communities(graph, seed=seed)
    parts = [set(map(int, part.index)) for _number, part in table.groupby("community")]
    row = community_summary(graph, by="team", seed=seed).loc["all"]
    assert row["modularity"] == pytest.approx(nx.community.modularity(graph, parts), abs=1e-9)
    assert row["modularity"] <= row["modularity_best"] + 1e-12
    assert row["communities"] == sum(len(part) > 1 for part in parts)


def test_who_sits_between_two_communities_is_less_stable():
    network = cliques(5, 5, bridge=False)
    ends = [*network.ties.itertuples(index=False, name=None), ("m", "a0", 1.0), ("m", "a1", 1.0)]
    between = Network.of([*ends, ("m", "b0", 1.0), ("m", "b1", 1.0)])
    table = communities(between, runs=60)
    assert table["stability"].idxmin() == "m"
    assert 0.3 < table.loc["m", "stability"] < 0.8
    assert table["stability"].drop("m").min() > 0.8


def test_the_communities_given_are_those_of_one_of_the_runs_and_of_the_seed():
    graph = nx.karate_club_graph()
    assert communities(graph, runs=5, seed=1).equals(communities(graph, runs=5, seed=1))
    assert community_summary(graph, by="club", runs=7).loc["all", "runs"] == 7


def planted(people, parts, *, inside=0.3, outside=0.01, seed=0):
    """Give a network with communities put into it."""
    each = people // parts
    graph = nx.planted_partition_graph(parts, each, inside, outside, seed=seed)
    names = {node: f"p{node:04}" for node in graph}
    network = Network.from_networkx(nx.relabel_nodes(nx.Graph(graph.edges), names))
    network.nodes["team"] = [f"team {int(name[1:]) // each}" for name in network.nodes.index]
    return network


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_large_networks_go_to_networkit_and_the_planted_communities_are_found(method):
    network = planted(300, 6)
    assert len(network.ties) > SMALL
    row = community_summary(network, by="team", method=method, seed=3).loc["all"]
    assert row["communities"] == 6
    assert row[["nmi", "ari"]].tolist() == pytest.approx([1.0, 1.0])
    assert row["modularity"] > row["modularity_high"] > row["modularity_expected"]
    assert row["modularity_p"] == 0.05
    assert row["stability"] > 0.99


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_one_seed_gives_one_answer_from_networkit_too(method):
    ties = Ties.of(planted(300, 6, inside=0.15, outside=0.06))
    first, again, other = (runs_of(ties, method, 4, seed) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first[1:].tolist() == other[:-1].tolist(), "each run has a seed of its own"
    assert (first[0] != first[1]).any()


def test_networkit_keeps_the_threads_it_had():
    import networkit

    networkit.setNumberOfThreads(2)
    runs_of(Ties.of(planted(300, 6)), "louvain", 1, 0)
    assert networkit.getMaxNumberOfThreads() == 2


def test_zacharys_club_has_seven_answers_over_200_runs():
    # measured with python-louvain on the weighted club; without weights there are more
    club = nx.relabel_nodes(nx.karate_club_graph(), lambda node: f"{node:02}")
    row = community_summary(club, by="club", runs=200).loc["all"]
    assert (row["partitions"], row["communities"]) == (7, 4)


def test_who_is_unsure_is_between_two_communities_and_nobody_else_is():
    network = cliques(5, 5, bridge=False)
    ends = [*network.ties.itertuples(index=False, name=None), ("m", "a0", 1.0), ("m", "a1", 1.0)]
    table = communities(Network.of([*ends, ("m", "b0", 1.0), ("m", "b1", 1.0)]), runs=60)
    assert table.loc["m", "between_communities"] == "1 and 2"
    assert (table["between_communities"].drop("m") == "").all()


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=7, max_size=7), min_size=1, max_size=6))
def test_stability_is_the_share_of_runs_with_most_of_the_community(raw):
    every, chosen = np.array(raw), np.array([0, 0, 0, 1, 1, 2, 2])
    found, _other = membership(every, chosen)
    for person in range(7):
        fellows = every[:, chosen == chosen[person]]
        most = [np.bincount(run).argmax() for run in fellows]
        assert found[person] == pytest.approx((every[:, person] == most).mean())


def test_the_consensus_of_runs_that_agree_is_what_they_say():
    ties = Ties.of(cliques(4, 6, 5))
    every = np.tile([2] * 4 + [0] * 6 + [1] * 5, (9, 1))
    assert consensus(ties, every, 0).tolist() == every[0].tolist()


def test_the_consensus_outvotes_a_run_that_errs():
    ties = Ties.of(cliques(4, 6, 5))
    every = np.tile([2] * 4 + [0] * 6 + [1] * 5, (9, 1))
    every[3], every[6, 2] = 0, 1
    assert consensus(ties, every, 0).tolist() == every[0].tolist()


@pytest.mark.parametrize("seed", range(3))
def test_many_networks_at_once_are_divided_as_well_as_by_python_louvain(seed):
    import community as python_louvain

    graphs = [nx.karate_club_graph(), nx.les_miserables_graph(), nx.gnp_random_graph(60, 0.1, seed=seed)]
    for graph in graphs:
        weights = nx.to_numpy_array(graph)[np.newaxis].repeat(40, axis=0)
        member = louvain(weights, seed)
        ours = modularity(weights, member)
        theirs = [
            python_louvain.modularity(python_louvain.best_partition(graph, random_state=run), graph)
            for run in range(40)
        ]
        parts = [{node for place, node in enumerate(graph) if member[0, place] == each} for each in set(member[0])]
        assert ours[0] == pytest.approx(nx.community.modularity(graph, parts), abs=1e-9)
        assert ours.mean() > np.mean(theirs) - 0.01
        assert ours.max() == pytest.approx(max(theirs), abs=0.01)


def test_quick_runs_find_what_is_there_whatever_the_size():
    for people in (TOGETHER // 2, 3 * TOGETHER):
        network = planted(people, 2, inside=0.5)
        for run in quick_runs(Ties.of(network), 3, seed=0):
            assert run.tolist() == [0] * (people // 2) + [1] * (people // 2)


def test_exchanging_ties_keeps_the_number_of_everybodys_alters_and_the_weights():
    random = np.random.default_rng(1)
    weights = np.triu(random.integers(1, 5, (20, 20)) * (random.random((20, 20)) < 0.2), 1).astype(float)
    weights += weights.T
    drawn = swapped(weights, draws=30, seed=2)
    assert (drawn == drawn.transpose(0, 2, 1)).all()
    assert ((drawn > 0).sum(axis=2) == (weights > 0).sum(axis=1)).all()
    assert (np.sort(drawn.reshape(30, -1), axis=1) == np.sort(weights.ravel())).all()
    kept = ((drawn > 0) & (weights > 0)).sum(axis=(1, 2)) / (weights > 0).sum()
    assert kept.mean() < 0.4, "the ties are others"


def attendance(people, gatherings, size, seed, parts=1):
    """Give who meets whom when all come by lot; with parts, each gathering is of one part."""
    random = np.random.default_rng(seed)
    each = people // parts
    rows = [
        (f"p{person + each * (gathering % parts):03}", f"g{gathering:02}")
        for gathering in range(gatherings)
        for person in random.choice(each, size, replace=False)
    ]
    network = project(TwoMode.of(rows))
    network.nodes["team"] = "x"
    return network


def test_attendance_by_lot_has_communities_that_are_no_clearer_than_by_chance():
    found = [community_summary(attendance(40, 14, 6, seed), by="team").loc["all", "modularity_p"] for seed in range(8)]
    assert np.mean(found) > 0.25
    assert sum(p <= 0.05 for p in found) <= 2


def test_gatherings_of_two_circles_are_clearer_than_by_chance():
    row = community_summary(attendance(40, 14, 6, seed=1, parts=2), by="team").loc["all"]
    assert row["modularity_p"] == 0.01
    assert row["modularity"] > row["modularity_high"]


@pytest.mark.parametrize(
    ("network", "why"),
    [
        (attendance(8, 6, 4, seed=1), "fewer than 10 people: not tested"),
        (attendance(30, 2, 12, seed=1), "fewer than 3 gatherings: not tested"),
    ],
)
def test_few_people_or_gatherings_are_not_tested(network, why):
    row = community_summary(network, by="team").loc["all"]
    assert np.isnan(row["modularity_p"])
    assert np.isnan(row["modularity_expected"])
    assert row["note"] == why
    assert row["modularity"] > 0


def test_large_networks_are_run_less_often():
    assert community_summary(cliques(4, 4), by="team").loc["all", "runs"] == MOST
    assert FEWEST_RUNS < MOST


def test_isolates_are_communities_of_their_own_without_stability():
    network = Network.of([("a", "b", 1.0)], nodes=["c", "d"])
    network.nodes["team"] = "x"
    table = communities(network)
    assert table["community"].tolist() == [1, 1, 2, 3]
    assert table["stability"].tolist() == pytest.approx([1, 1, np.nan, np.nan], nan_ok=True)
    assert table["note"].tolist() == ["", "", "alone in the community", "alone in the community"]
    assert community_summary(network, by="team").loc["all", "communities"] == 1


def test_without_ties_everybody_is_a_community_and_modularity_is_blank():
    network = Network.of([], nodes=["a", "b"])
    network.nodes["team"] = ["x", "y"]
    assert communities(network)["community"].tolist() == [1, 2]
    row = community_summary(network, by="team").loc["all"]
    assert np.isnan(row["modularity"])
    assert row["note"] == "no ties: each person is a community"


@settings(deadline=None)
@given(PARTITIONS)
def test_the_adjusted_rand_index_is_that_of_a_count_over_pairs(sides):
    one, other = sides
    pairs = list(combinations(range(len(one)), 2))
    first, second = (np.array([side[a] == side[b] for a, b in pairs]) for side in (one, other))
    found = adjusted_rand(contingency(one, other))
    if not pairs:
        assert np.isnan(found)
    elif (first == second).all():
        assert found == pytest.approx(1.0)
    else:
        expected = first.sum() * second.sum() / len(pairs)
        assert found == pytest.approx(
            ((first & second).sum() - expected) / ((first.sum() + second.sum()) / 2 - expected)
        )


@settings(deadline=None)
@given(PARTITIONS)
def test_mutual_information_is_that_of_its_definition(sides):
    one, other = sides
    share = contingency(one, other) / len(one)
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    told = sum(share[i, j] * log(share[i, j] / (rows[i] * columns[j])) for i, j in zip(*np.nonzero(share), strict=True))
    entropy = -sum(each * log(each) for side in (rows, columns) for each in side)
    found = mutual_information(contingency(one, other))
    assert found == pytest.approx(2 * told / entropy, abs=1e-9) if entropy > 1e-12 else np.isnan(found)


def test_agreement_does_not_depend_on_the_order_of_the_two():
    table = contingency(np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0]))
    assert adjusted_rand(table) == pytest.approx(adjusted_rand(table.T))
    assert mutual_information(table) == pytest.approx(mutual_information(table.T))


def test_davis_pearl_stands_between_the_two_groups_of_women():
    """Freeman (2003), Finding social groups: women 1-9 and 9-18; which side Pearl is on, analysts disagree."""
    women = project(TwoMode.from_networkx(nx.davis_southern_women_graph()), weight="newman")
    table = communities(women)
    unsure = table[table["between_communities"] != ""]
    assert unsure.index.tolist() == ["Pearl Oglethorpe"]
    assert unsure["between_communities"].tolist() == ["1 and 2"]


def test_where_there_are_too_many_ties_to_exchange_modularity_is_not_tested(monkeypatch):
    graph = nx.gnp_random_graph(40, 0.3, seed=1)
    nx.set_node_attributes(graph, {node: f"t{node % 3}" for node in graph}, "team")
    assert community_summary(graph, by="team").loc["all", "modularity_p"] > 0
    monkeypatch.setattr(community, "LARGEST_EXCHANGED", 10)
    row = community_summary(graph, by="team").loc["all"]
    assert row["note"] == "too many ties to exchange them all, again and again: not tested"
    assert row[["modularity_expected", "modularity_high", "modularity_p"]].isna().all()
    assert row["modularity"] > 0
