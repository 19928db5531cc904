from itertools import combinations, permutations
from time import process_time

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from sna.analyse.brokerage import ROLES, brokerage
from sna.analyse.centrality import centrality
from sna.analyse.reach import outside
from sna.analyse.spanners import MEASURES, spanners, stability
from sna.analyse.spanners.measures import measured, places, speaking
from sna.analyse.spanners.stability import (
    halves,
    measured_by_network,
    rank_stability,
)
from sna.chance.permutation import same_group
from sna.errors import NetworkError
from sna.network import Network, TwoMode, one_mode, project
from sna.network.projection import weight_of


def projected_like(network, two_mode):
    """Project other attendance of the same people with the weight the network has."""
    return project(two_mode, weight=weight_of(network), largest=None)


def teams(graph, labels):
    nx.set_node_attributes(graph, labels, "team")
    return graph


def found(network, by="team"):
    """The three measures and what chance gives, as tables by person."""
    plain = one_mode(network)
    labels = pd.factorize(plain.groups(by), sort=True)[0]
    both = measured(plain.adjacency(), labels, directed=plain.directed)
    return [pd.DataFrame(part, index=plain.nodes.index, columns=list(MEASURES)) for part in both]


def siloed():
    """Give four teams of five, each a clique, and one person tied to somebody of every other team."""
    names = [f"{team}{member}" for team in "wxyz" for member in range(5)]
    ties = [(a, b, 1.0) for a, b in combinations(names, 2) if a[0] == b[0]]
    network = Network.of([*ties, ("w0", "x0", 1.0), ("w0", "y0", 1.0), ("w0", "z0", 1.0)])
    network.nodes["team"] = [name[0] for name in network.nodes.index]
    return network


def test_who_ties_the_teams_is_the_first_of_the_spanners_and_who_is_level_with_the_last_counts_too():
    network = siloed()
    table = spanners(network, by="team")
    assert table.index[0] == "w0"
    assert table.loc["w0", ["groups_reached", "agreement", "rank"]].tolist() == [3, 3, 1]
    # a tenth of 20 people is two: the second place is shared by the other ends of the three ties
    assert table.index[table["spanner"]].tolist() == ["w0", "x0", "y0", "z0"]
    labels = pd.factorize(network.nodes["team"])[0]
    alone = speaking(measured(network.adjacency(), labels, directed=False), 0.05).all(axis=1)
    assert network.nodes.index[alone].tolist() == ["w0"]


def test_where_teams_do_not_matter_few_are_spanners_and_hardly_anybody_is_named():
    spanning, named = [], []
    for seed in range(10):
        graph = teams(nx.gnp_random_graph(60, 0.12, seed=seed), {node: f"t{node % 12:02}" for node in range(60)})
        table = spanners(graph, by="team", draws=30)
        spanning.append(table["spanner"].sum())
        named.append(table["named"].sum())
    assert np.mean(spanning) < 4
    assert np.mean(named) < 1.5


def test_a_clique_has_no_spanner():
    graph = teams(nx.complete_graph(12), {node: "xyz"[node % 3] for node in range(12)})
    table = spanners(graph, by="team")
    assert not table["spanner"].any()
    assert (table["between_groups"] == 0).all()


def test_paths_between_groups_are_those_of_networkx_between_the_groups():
    graph = teams(nx.gnp_random_graph(25, 0.12, seed=4), {node: "xyz"[node % 3] for node in range(25)})
    expected = dict.fromkeys(graph, 0.0)
    for one, other in permutations("xyz", 2):
        sides = [[node for node in graph if graph.nodes[node]["team"] == side] for side in (one, other)]
        for node, value in nx.betweenness_centrality_subset(graph, *sides, normalized=False).items():
            expected[node] += value
    table = spanners(graph, by="team")
    assert table["between_groups"].to_dict() == pytest.approx({str(node): value for node, value in expected.items()})


def test_the_expected_paths_between_groups_are_the_mean_over_every_deal():
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("b", "e")])
    deals = set(permutations("xxyyz"))
    every = [found(teams(graph, dict(zip("abcde", deal, strict=True))))[0]["between_groups"] for deal in deals]
    assert found(graph)[1]["between_groups"].tolist() == pytest.approx(np.mean(every, axis=0).tolist())


def test_open_paths_across_groups_are_all_roles_but_one():
    network = siloed()
    table, roles = spanners(network, by="team").sort_index(), brokerage(network, by="team")
    assert table["broker_across"].equals((roles[list(ROLES[1:])].sum(axis=1)).rename("broker_across"))
    chance = roles[[f"{role}_expected" for role in ROLES[1:]]].sum(axis=1)
    assert table["broker_across_expected"].tolist() == pytest.approx(chance.tolist())


def test_paths_between_groups_are_at_most_all_paths():
    network = siloed()
    table = spanners(network, by="team").sort_index()
    assert (table["between_groups"] <= centrality(network)["betweenness_pairs"] + 1e-9).all()


@pytest.mark.parametrize("seed", range(40))
def test_the_measures_are_those_of_the_tables_they_are_taken_from(seed):
    random = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(14, [0.1, 0.2, 0.5][seed % 3], seed=seed, directed=bool(seed % 2))
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(random.choice([1, 2, 4]))
    graph = teams(graph, {node: str(random.choice(list("xyz"))) for node in graph})
    observed, expected = found(graph)
    roles, reach = brokerage(graph, by="team"), outside(graph, by="team")
    assert observed["groups_reached"].tolist() == reach["groups_reached"].tolist()
    assert observed["broker_across"].tolist() == (roles["total"] - roles["coordinator"]).tolist()
    chance = roles["total"] - roles["coordinator_expected"]
    assert expected["broker_across"].tolist() == pytest.approx(chance.tolist(), abs=1e-9)
    sizes = pd.Series(nx.get_node_attributes(graph, "team")).value_counts().to_numpy()
    pairs = centrality(graph)["betweenness_pairs"] * (1 - same_group(sizes))
    assert expected["between_groups"].tolist() == pytest.approx(pairs.tolist(), abs=1e-9)


def few(people, gatherings):
    """Give so many people, all at as many gatherings but the last, which has two of them."""
    names = [f"p{number:02}" for number in range(people)]
    pairs = [(one, f"g{number}") for number in range(gatherings - 1) for one in names[number:]]
    network = project(TwoMode.of([*pairs, (names[0], "last"), (names[1], "last")]))
    network.nodes["team"] = [f"t{place % 3}" for place in range(people)]
    return network


@pytest.mark.parametrize(
    ("network", "reason"),
    [(few(9, 5), "fewer than 10 people: nobody is named"), (few(12, 2), "fewer than 3 gatherings: nobody is named")],
)
def test_with_few_people_or_gatherings_there_are_counts_and_nobody_is_named(network, reason):
    table = spanners(network, by="team", without=["p00"])
    counted = table[["group", *MEASURES]]
    assert counted.notna().all(axis=None)
    assert table.drop(columns=[*counted.columns, "note"]).isna().all(axis=None)
    assert set(table["note"].drop("p00")) == {reason}


def meetings(seed):
    """Give 60 people in 12 teams of four localities; meetings are local, and only three people go everywhere."""
    random = np.random.default_rng(seed)
    people = [f"p{number:02}" for number in range(60)]
    locality = np.arange(60) % 4
    pairs = []
    for number in range(16):
        there = [*random.choice(np.flatnonzero(locality == number % 4), 8, replace=False), *random.choice(3, 2)]
        pairs += [(people[person], f"m{number:02}") for person in there]
    network = project(TwoMode.of(pairs))
    network.nodes["locality"] = [f"locality {int(node[1:]) % 4}" for node in network.nodes.index]
    return network


def test_those_who_were_made_to_go_everywhere_are_found():
    named = [name for seed in range(10) for name in _named(spanners(meetings(seed), by="locality", draws=1))]
    planted = [name for name in named if name in {"p00", "p01", "p02"}]
    assert len(planted) >= 24, "of 30"
    assert len(named) - len(planted) <= 6, "others named by mistake, in 10 networks of 60"


def _named(table):
    return table.index[table["spanner"]].tolist()


def drawn_by_hand(network, draws, seed):
    """Project each half of the gatherings, one after another."""
    random, number = np.random.default_rng(seed), len(network.behind.gatherings)
    for _draw in range(draws):
        left = np.sort(random.permutation(number)[: number - number // 2])
        yield projected_like(network, network.behind.only(np.isin(np.arange(number), left)))


def test_the_interval_the_share_and_the_band_are_those_of_a_count_over_all_networks():
    network = meetings(3)
    labels = pd.factorize(network.nodes["locality"], sort=True)[0]
    kept = rank_stability(network, labels, draws=40, seed=5)
    measures = [measured(one.adjacency(), labels, directed=False) for one in drawn_by_hand(network, 40, 5)]
    first, last = zip(*(places(one.observed) for one in measures), strict=True)
    spanning = [speaking(one, 0.1).all(axis=1) for one in measures]
    for place in range(len(network)):
        assert kept.stays[place] == np.mean([one[place] for one in spanning])
        # of 40 draws the middle 95 % leaves out none at the top: 0.025 x 39 is below 1
        assert kept.best[place] == min(one[place] for one in first)
        assert kept.worst[place] == max(one[place] for one in last)
        assert sum(one[place] <= kept.band[place] for one in last) >= 32
        assert sum(one[place] < kept.band[place] for one in last) < 32


@pytest.mark.parametrize("chance", [0.5, 0.79, 0.8, 0.81, 0.95])
def test_stopping_early_turns_a_verdict_at_most_one_time_in_a_thousand(chance):
    """The chance of each way of drawing, worked out in full: drawing on and stopping as soon as it is clear."""
    running, turned = np.array([1.0]), {True: 0.0, False: 0.0}
    for number in range(1, 201):
        running = np.convolve(running, [1 - chance, chance])
        for times in np.flatnonzero(running):
            if number % stability.looks(200)[1] == 0 and stability.clear(np.array([times]), number, 200):
                named = times >= 0.8 * number
                if not (named and times >= 160) and not (not named and number - times > 40):  # else it is certain
                    turned[bool(named)] += running[times]
                running[times] = 0.0
    assert turned[True] <= 0.001 or chance > 0.8
    assert turned[False] <= 0.001 or chance < 0.8
    assert turned[chance > 0.8] > 0.9 or 0.5 < chance < 0.9  # where it is clear it stops


def test_whoever_stays_or_not_is_decided_as_by_all_draws():
    stopped = 0
    for seed in range(6):
        network = meetings(seed)
        labels = pd.factorize(network.nodes["locality"], sort=True)[0]
        table = spanners(network, by="locality", seed=seed)
        every = rank_stability(network, labels, draws=200, seed=seed)
        stays = pd.Series(every.stays, network.nodes.index)[table.index]
        assert every.draws == 200
        assert (table["named"] == (table["spanner"] & (stays >= 0.8 - 1e-9))).all()
        stopped += int(table["draws"].iloc[0] < 200)
    assert stopped >= 3


@pytest.mark.parametrize("weight", ["newman", "count", "jaccard"])
def test_a_network_of_half_the_gatherings_is_that_of_projecting_them(weight):
    network = project(meetings(1).behind, weight=weight)
    drawn = list(halves(network, draws=3, seed=2))
    for strength, part in zip(drawn, drawn_by_hand(network, 3, 2), strict=True):
        assert strength.toarray() == pytest.approx(part.adjacency().toarray(), abs=1e-12)
    if weight == "newman":
        some = Network(network.nodes.iloc[:40], network.ties.iloc[:0], behind=network.behind)
        first = next(halves(some, draws=3, seed=2))
        assert first.toarray() == pytest.approx(drawn[0].toarray()[:40, :40], abs=1e-12)


def renamed(network, order):
    """Give everybody another's name: the same attendance, the same groups, in another order."""
    names = dict(zip(network.nodes.index, [f"q{place:02}" for place in order], strict=True))
    incidence = network.behind.incidence.tocoo()
    pairs = [
        (names[network.behind.people.index[person]], network.behind.gatherings.index[gathering])
        for person, gathering in zip(incidence.row, incidence.col, strict=True)
    ]
    other = project(TwoMode.of(pairs))
    groups = {names[person]: group for person, group in network.nodes["locality"].items()}
    other.nodes["locality"] = [groups[person] for person in other.nodes.index]
    return other, names


def test_other_names_give_everybody_the_same_figures():
    network = meetings(4)
    table = spanners(network, by="locality", draws=60)
    for seed in range(3):
        other, names = renamed(network, np.random.default_rng(seed).permutation(len(network)))
        same = spanners(other, by="locality", draws=60).rename(index={new: old for old, new in names.items()})
        columns = ["groups_reached", "broker_across", "agreement", "spanner", "named", "stays", "rank", "band"]
        assert same.loc[table.index, columns].equals(table[columns])


def test_people_who_were_at_the_same_gatherings_have_the_same_fate():
    random = np.random.default_rng(7)
    pairs = [(name, f"m{number:02}") for number in range(16) for name in ("ann", "bob")]
    for number in range(16):
        local = [f"p{place:02}" for place in range(60) if place % 4 == number % 4]
        pairs += [(name, f"m{number:02}") for name in random.choice(local, 8, replace=False)]
    network = project(TwoMode.of(pairs))
    network.nodes["locality"] = [
        str(int(name[1:]) % 4) if name.startswith("p") else "0" for name in network.nodes.index
    ]
    table = spanners(network, by="locality", draws=60)
    assert table.loc[["ann", "bob"], "named"].all()
    assert table.loc["ann"].equals(table.loc["bob"])


def test_of_a_network_that_nobody_met_in_half_of_the_acts_are_left_out():
    acts = [("a", "b", 12.0, 6), ("b", "c", 1.0, 1), ("c", "a", 3.0, 3)]
    ties = pd.DataFrame(acts, columns=["source", "target", "weight", "count"])
    network = Network(pd.DataFrame(index=list("abc")), ties, directed=True)
    drawn = [strength.toarray() for strength in halves(network, draws=50, seed=1)]
    left = [round(one[0, 1] / 2 + one[1, 2] + one[2, 0]) for one in drawn]
    assert set(left) == {5}
    assert {one[1, 2] for one in drawn} == {0.0, 1.0}


def test_where_acts_are_not_counted_ties_go_missing():
    network = Network.from_networkx(nx.complete_graph(5))
    drawn = [strength.toarray() for strength in halves(network, draws=5, seed=1)]
    assert {one.sum() for one in drawn} == {10.0}
    assert all((one == one.T).all() for one in drawn)


SAMPLES = {
    "newman": project(meetings(1).behind),
    "count": project(meetings(1).behind, weight="count"),
    "jaccard": project(meetings(1).behind, weight="jaccard"),
    "some of those who met": Network(meetings(1).nodes.iloc[:40], meetings(1).ties.iloc[:0], behind=meetings(1).behind),
    "ties": Network.from_networkx(nx.gnp_random_graph(30, 0.1, seed=3)),
    "directed": Network.from_networkx(nx.gnp_random_graph(30, 0.1, seed=3, directed=True)),
}


@pytest.mark.parametrize("network", SAMPLES.values(), ids=SAMPLES)
def test_many_draws_at_once_are_the_draws_one_after_the_other(network, monkeypatch):
    monkeypatch.setattr(stability, "_CELLS", 7 * len(network) ** 2)  # so that there is more than one block
    drawn = [one.toarray() for one in halves(network, draws=20, seed=2)]
    blocks = list(stability.all_halves(network, draws=20, seed=2))
    assert len(blocks) > 1
    assert np.concatenate(blocks) == pytest.approx(np.array(drawn), abs=1e-12)


@pytest.mark.parametrize("network", SAMPLES.values(), ids=SAMPLES)
def test_many_networks_at_once_are_measured_as_one_after_the_other(network):
    drawn = [network.adjacency(), *halves(network, draws=30, seed=4)]
    labels = np.arange(len(network)) % 4
    one_by_one = [measured(each, labels, directed=network.directed) for each in drawn]
    found = measured_by_network(np.array([each.toarray() for each in drawn]), labels, directed=network.directed)
    assert (found.observed == np.array([each.observed for each in one_by_one])).all()
    assert found.expected == pytest.approx(np.array([each.expected for each in one_by_one]), abs=1e-9)
    assert (speaking(found, 0.1) == np.array([speaking(each, 0.1) for each in one_by_one])).all()
    assert (np.array(places(found.observed)).swapaxes(0, 1) == [places(each.observed) for each in one_by_one]).all()


@pytest.mark.parametrize("people", [0, 1, 2, 40])
def test_places_are_the_ranks_of_the_mean_ranks(people):
    values = np.random.default_rng(people).integers(0, 6, (5, people, 3)) / 3
    mean = rankdata(-values, axis=1).mean(axis=2)
    for found, method in zip(places(values), ("min", "max"), strict=True):
        assert (found == rankdata(mean, method=method, axis=1)).all()
        assert found.shape == (5, people)


def test_named_is_who_spans_now_and_in_four_of_five_draws():
    tables = [spanners(meetings(seed), by="locality", draws=50) for seed in range(4)]
    everybody = pd.concat(tables)
    sure = everybody["spanner"] & (everybody["stays"] >= 0.8)
    assert everybody["named"].tolist() == sure.tolist()
    assert everybody["named"].sum() > 0
    assert (everybody["spanner"] & ~everybody["named"]).sum() > 0
    assert (everybody["rank_best"] <= everybody["rank"]).all()
    assert (everybody["rank_best"] <= everybody["rank_worst"]).all()
    assert (everybody.loc[everybody["named"], "band"] <= 6).all()


def test_those_who_were_made_to_go_everywhere_are_within_a_narrow_band():
    for seed in range(3):
        table = spanners(meetings(seed), by="locality", draws=50)
        assert table.loc[["p00", "p01", "p02"], "band"].max() <= 10
        assert table["band"].median() > 10


def test_without_the_conveners_others_may_span():
    network = meetings(0)
    table = spanners(network, by="locality", without=["p00", "p01", "nobody here"], draws=30)
    assert table.loc[["p00", "p01"], ["spanner_without_conveners", "named_without_conveners"]].isna().all(axis=None)
    assert set(table.loc[["p00", "p01"], "note"]) == {"a convener: not among the others"}
    others = network.nodes.index.drop(["p00", "p01"])
    inside = network.ties["source"].isin(others) & network.ties["target"].isin(others)
    rest = Network(network.nodes.loc[others], network.ties[inside], behind=network.behind)
    alone = spanners(rest, by="locality", draws=30)
    for column in ("spanner", "named"):
        assert table.loc[alone.index, f"{column}_without_conveners"].tolist() == alone[column].tolist()
    plain = spanners(network, by="locality", draws=30)
    assert table[plain.columns.drop("note")].equals(plain.drop(columns="note"))
    assert "spanner_without_conveners" not in plain


def test_a_large_network_has_fewer_draws_and_says_so(monkeypatch):
    monkeypatch.setattr(stability, "_WORK", 1_000)
    table = spanners(meetings(0), by="locality")
    assert set(table["note"]) == {"a large network: named from at most 20 draws, not 200"}
    assert table["draws"].between(10, 20).all()
    drawn = table["stays"] * table["draws"]
    assert drawn.to_numpy(float) == pytest.approx(drawn.to_numpy(float).round(), abs=1e-9)


def test_a_very_large_network_has_some_of_the_paths_in_each_draw_and_says_so(monkeypatch):
    asked = []

    def spied(strength, labels, *, directed, sources):
        asked.append(sources)
        return measured(strength, labels, directed=directed, sources=sources)

    exact = spanners(meetings(0), by="locality", draws=10)
    monkeypatch.setattr(stability, "measured", spied)
    monkeypatch.setattr(stability, "_VISITS", 0)
    monkeypatch.setattr(stability, "_FEWEST_SOURCES", 30)
    table = spanners(meetings(0), by="locality", draws=10)
    assert asked == [30] * table["draws"].iloc[0]
    assert set(table["note"]) == {"a large network: named from the paths of 30 people in each draw"}
    assert table[list(MEASURES)].equals(exact[list(MEASURES)])
    monkeypatch.setattr(stability, "_WORK", 1_000)
    said = "a large network: named from at most 20 draws, not 40, and the paths of 30 people in each draw"
    assert set(spanners(meetings(0), by="locality", draws=40)["note"]) == {said}


def test_no_draw_is_refused():
    with pytest.raises(NetworkError, match="At least 1 draw"):
        spanners(siloed(), by="team", draws=0)


def test_a_seed_gives_one_table_and_another_seed_another():
    network = meetings(2)
    one, same, other = (spanners(network, by="locality", draws=40, seed=seed) for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one["stays"].equals(other["stays"])


def test_a_community_of_eighty_takes_less_than_a_second():
    random = np.random.default_rng(1)
    pairs = [(f"p{p:02}", f"g{g:02}") for g in range(25) for p in random.choice(80, random.integers(8, 30), False)]
    network = project(TwoMode.of(pairs))
    network.nodes["team"] = [f"t{place % 14:02}" for place in range(len(network))]
    start = process_time()
    spanners(network, by="team")
    assert process_time() - start < 3, "0.4 s where nothing else runs"
