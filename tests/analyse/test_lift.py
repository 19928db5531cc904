import time
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.lift import LESS, MORE, OPEN, lift, lift_summary
from sna.chance.meetings import meetings as by_chance
from sna.chance.sdsm import chances, two_sided
from sna.network import Network, TwoMode, project


def davis():
    """The 18 women and 14 events of Davis, Gardner & Gardner (1941), Deep South."""
    graph = nx.davis_southern_women_graph()
    return TwoMode.of([(woman, event) for woman in graph.graph["top"] for event in graph[woman]])


def community(people=80, gatherings=25, seed=1):
    random = np.random.default_rng(seed)
    came = random.random((people, gatherings)) < 1.2 * random.random((people, 1)) * random.random((1, gatherings))
    names = [f"p{row:04}" for row in range(people)], [f"m{column:03}" for column in range(gatherings)]
    tables = (pd.DataFrame(index=pd.Index(ids, dtype="str")) for ids in names)
    return TwoMode(*tables, sparse.csr_array(came))


def test_of_the_women_of_davis_one_pair_stands_out_as_meeting_more_and_none_after_adjustment():
    """Two-tailed at 0.05, totals kept, each pair on its own: 1 positive of 153 as in Neal (2014)."""
    network = project(davis())
    found = lift_summary(network, draws=20_000).loc["all"]
    assert found["pairs_possible"] == 153
    assert found["pairs_more"] == 1
    assert (found["pairs_more_adjusted"], found["pairs_less_adjusted"]) == (0, 0)
    table = lift(network, draws=20_000)
    assert table.index[(table["lift_p"] <= 0.05) & (table["lift"] > 1)].tolist() == [
        ("Katherina Rogers", "Sylvia Avondale")
    ]
    assert set(table["lift_verdict"]) == {OPEN}


def test_with_totals_as_means_none_of_the_women_of_davis_stands_out():
    found = lift_summary(project(davis()), draws=0).loc["all"]
    assert (found["pairs_more"], found["pairs_less"]) == (0, 0)
    assert pd.isna(found["pairs_telling"])
    assert "nothing drawn" in found["note"]


def test_both_models_expect_nearly_the_same_of_davis():
    """They are not one model: with 18 people, totals kept as means expect up to 15 % more of a pair."""
    kept, means = (lift(project(davis()), draws=draws)["count_expected"] for draws in (20_000, 0))
    ratio = means / kept
    assert ratio.between(0.95, 1.2).all()
    assert ratio.median() == pytest.approx(1.067, abs=0.01)
    assert np.corrcoef(kept, means)[0, 1] > 0.998


def test_in_larger_communities_the_two_models_come_together():
    whole = community(people=140)
    kept, means = (lift(project(whole), draws=draws)["count_expected"] for draws in (2_000, 0))
    often = kept > 1
    assert (means[often] / kept[often]).between(0.9, 1.1).all()
    assert means[often].sum() / kept[often].sum() == pytest.approx(1, abs=0.02)


def test_every_figure_follows_from_what_chance_says():
    whole = davis()
    found, table = by_chance(whole, draws=500, seed=4), lift(project(whole), draws=500, seed=4)
    names = whole.people.index
    p = two_sided(found.at_most, found.at_least)
    for place, (one, other) in enumerate(zip(*found.ends, strict=True)):
        if found.together[place]:
            row = table.loc[(names[one], names[other])]
            assert row["count"] == found.together[place]
            assert row["lift"] == pytest.approx(found.together[place] / found.expected[place])
            assert row["lift_p"] == p[place]
    assert len(table) == (found.together > 0).sum() == 139


def named(came):
    return TwoMode.of([(f"p{row:02}", f"m{column:02}") for row, column in zip(*np.nonzero(came), strict=True)])


def test_all_pairs_who_could_have_met_are_adjusted_for_and_two_who_share_all_they_attend_stand_out():
    """The smallest p, if it is the only one so small, is multiplied by the number of pairs, tied or not."""
    came = np.random.default_rng(1).random((40, 30)) < 0.15
    came[:2] = np.arange(30) < 8
    network = project(named(came))
    table, summary = lift(network), lift_summary(network).loc["all"]
    first = table.loc[("p00", "p01")]
    assert summary["pairs_possible"] > len(table)
    assert first["lift_p_adjusted"] == pytest.approx(first["lift_p"] * summary["pairs_possible"])
    assert first["lift_verdict"] == MORE
    assert summary["pairs_more_adjusted"] == (table["lift_verdict"] == MORE).sum() == 1


def test_two_who_avoid_each_other_are_found():
    came = np.random.default_rng(2).random((60, 40)) < 0.4
    came[0], came[1] = np.arange(40) < 21, np.arange(40) >= 20
    row = lift(project(named(came))).loc[("p00", "p01")]
    assert row["count"] == 1
    assert row["lift"] < 0.15
    assert row["lift_verdict"] == LESS


def test_by_chance_alone_next_to_nothing_is_found():
    """Independent attendance: p below 0.05 in no more than 5 of 100 pairs, and after adjustment none in most runs."""
    raw, pairs, left = 0, 0, 0
    for seed in range(12):
        row = lift_summary(project(community(people=40, gatherings=15, seed=seed)), draws=500).loc["all"]
        raw, pairs = raw + row["pairs_more"] + row["pairs_less"], pairs + row["pairs_possible"]
        left += (row["pairs_more_adjusted"] + row["pairs_less_adjusted"]) > 0
    assert raw / pairs < 0.05
    assert left <= 3


def test_few_pairs_can_ever_stand_out():
    row = lift_summary(project(davis())).loc["all"]
    assert 0 < row["pairs_telling"] < 153
    assert row["pairs_more"] + row["pairs_less"] <= row["pairs_telling"]
    assert f"(no more than {row['pairs_telling']} ever could)" in row["lift_warning"]
    assert row["note"] == ""


def test_who_attends_everything_leaves_chance_no_choice():
    came = np.random.default_rng(3).random((13, 5)) < 0.5
    came[0] = True
    table = lift(project(named(came)))
    with_all = table.loc["p00"]
    assert (with_all["lift"] == 1).all()
    assert with_all[["lift_p", "lift_p_adjusted"]].isna().all(axis=None)
    assert set(with_all["note"]) == {"their attendance leaves chance no choice"}
    assert set(with_all["lift_verdict"]) == {""}
    assert table.drop("p00")["lift_p"].notna().any()


@pytest.mark.parametrize(
    ("people", "gatherings", "why"), [(9, 5, "fewer than 10 people"), (12, 2, "fewer than 3 gath")]
)
def test_too_few_people_or_gatherings_are_counted_only(people, gatherings, why):
    pairs = [(f"p{row:02}", f"m{column}") for row in range(people) for column in range(gatherings)]
    network = project(TwoMode.of(pairs))
    table = lift(network)
    assert (table["count"] == gatherings).all()
    assert table[["count_expected", "lift", "lift_p", "lift_p_adjusted"]].isna().all(axis=None)
    assert table["note"].str.startswith(why).all()
    row = lift_summary(network).loc["all"]
    assert row.drop(["note", "lift_warning"]).isna().all()
    assert row["note"].startswith(why)


@pytest.mark.parametrize("directed", [False, True])
def test_ties_that_do_not_come_from_attendance_are_blank(directed):
    network = Network.of([("a", "b", 1.0), ("b", "c", 2.0)], directed=directed)
    table = lift(network)
    assert len(table) == 2
    assert table["count"].isna().all()
    assert set(table["note"]) == {"the ties do not come from attendance"}
    assert lift_summary(network).loc["all", "lift_warning"] == ""


def test_ties_of_which_the_attendance_behind_knows_nothing_are_blank():
    whole = project(davis())
    strangers = pd.DataFrame({"source": ["Zora"], "target": ["Zuzu"], "weight": [1.0]})
    never_met = pd.DataFrame({"source": ["Charlotte McDowd"], "target": ["Pearl Oglethorpe"], "weight": [1.0]})
    nodes = pd.DataFrame(index=[*whole.nodes.index, "Zora", "Zuzu"])
    for network in (
        Network(nodes, strangers, behind=whole.behind),
        Network(whole.nodes, never_met, behind=whole.behind),
    ):
        table = lift(network)
        assert table["lift"].isna().all()
        assert table["count"].isna().all()
        assert set(table["note"]) == {"the ties do not come from attendance"}


@pytest.mark.parametrize("pairs", [[], [("a", "m")]])
def test_nobody_and_one_person(pairs):
    network = project(TwoMode.of(pairs))
    assert len(lift(network)) == 0
    assert len(lift_summary(network)) == 1


def test_nodes_left_out_still_count_behind_the_network():
    """Nodes and ties may be a part of those who came; what chance gives rests on all of them."""
    whole = project(davis())
    kept = whole.nodes.index[:9]
    inside = whole.ties["source"].isin(set(kept)) & whole.ties["target"].isin(set(kept))
    part = Network(whole.nodes.loc[kept], whole.ties[inside].reset_index(drop=True), behind=whole.behind)
    rows = lift(part, draws=300)
    pd.testing.assert_frame_equal(rows, lift(whole, draws=300).loc[list(rows.index)])
    assert len(rows) == sum(one in kept and other in kept for one, other in lift(whole, draws=0).index)


def test_the_order_of_people_and_the_seed():
    whole = davis()
    cells = [
        (whole.people.index[row], whole.gatherings.index[column])
        for row, column in zip(*whole.incidence.nonzero(), strict=True)
    ]
    turned = TwoMode.of(cells[::-1])
    pd.testing.assert_frame_equal(lift(project(whole), draws=99), lift(project(turned), draws=99))
    assert not lift(project(whole), draws=99, seed=1).equals(lift(project(whole), draws=99, seed=2))


def test_nobody_is_expected_where_they_cannot_have_been():
    """Who joined late is expected to meet less those who had left by then: their lift is higher than without."""
    whole = community(people=30, gatherings=12)
    came = whole.incidence.toarray() > 0
    came[0, 6:], came[1, :5] = False, False
    came[0, 4:6], came[1, 5:8] = True, True
    eligible = np.ones(came.shape, bool)
    eligible[0, 6:], eligible[1, :5] = False, False
    bounded, open_ = (
        project(TwoMode(whole.people, whole.gatherings, sparse.csr_array(came), could)) for could in (eligible, None)
    )
    pair = (whole.people.index[0], whole.people.index[1])
    for draws in (0, 2_000):
        assert (
            lift(bounded, draws=draws).loc[pair, "count_expected"]
            < lift(open_, draws=draws).loc[pair, "count_expected"] / 1.5
        )
    chance = chances(bounded.behind)
    assert chance[0, 6:].sum() == chance[1, :5].sum() == 0


def test_it_is_quick():
    """Eighty people and twenty-five gatherings: 0.3 s, for the study makes it for every period; slower where shared."""
    network = project(community())
    start = time.perf_counter()
    lift(network)
    assert time.perf_counter() - start < 3.0


def test_every_pair_is_listed_once():
    table = lift(project(davis()), draws=0)
    assert table.index.is_unique
    assert all(one < other for one, other in table.index)
    assert set(table.index) <= set(combinations(sorted(davis().people.index), 2))
