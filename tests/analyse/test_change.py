import datetime as dt
import importlib.util
import os
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.change import change, contact_changed, isolation, ties_changed
from sna.analyse.presence import trend
from sna.network import Network, TwoMode, project

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "calibration.py"
RUNS = 300 if os.environ.get("SNA_EVERY") == "1" else 120
"""Communities drawn of each design in which nothing changed; `.ci/long` draws more."""
FIGURES = ["before", "after", "difference", "low", "high", "p", "smallest_p", "power"]


@pytest.fixture(scope="module")
def calibration():
    spec = importlib.util.spec_from_file_location("calibration", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def meetings(there, period, *, could=None, groups="xyz", on=None):
    """People × gatherings: person number p is of the group p modulo the number of groups."""
    people = pd.DataFrame(index=[f"p{row:02}" for row in range(len(there))])
    people["team"] = [groups[row % len(groups)] for row in range(len(there))]
    gatherings = pd.DataFrame({"period": period}, index=[f"g{column:02}" for column in range(len(period))])
    gatherings["on"] = (
        on if on is not None else [dt.date(2023, 1, 1) + dt.timedelta(30 * n) for n in range(len(period))]
    )
    return TwoMode(people, gatherings, sparse.csr_array(np.asarray(there, float)), could)


def drawn(seed, held=(4, 5), people=12, joining=0):
    random = np.random.default_rng(seed)
    there = random.random((people, sum(held))) < 0.4
    could = np.ones_like(there)
    if joining:
        there[-joining:, : held[0]] = False
        could[-joining:, : held[0]] = False
    return meetings(there, ["one"] * held[0] + ["two"] * held[1], could=could if joining else None)


def by_hand(two_mode, first, people):
    """Isolation and the three shares of one period of the gatherings in `first`, drawn as few as `drawn` says."""
    there, team = two_mode.incidence.toarray(), two_mode.people["team"].to_numpy()
    could = np.ones_like(there) if two_mode.eligible is None else two_mode.eligible.astype(float)
    total = there.shape[1]
    many = min(len(first), total - len(first))

    def shares(kept):
        met, able = np.zeros(2), np.zeros(2)
        for one, other in combinations(people, 2):
            apart = int(team[one] != team[other])
            for counts, table in ((met, there), (able, could)):
                times = int((table[one, kept] * table[other, kept]).sum())
                counts[apart] += 1 - comb(len(kept) - times, many) / comb(len(kept), many)
        (within, between), density = met / able, met.sum() / able.sum()
        kept_in, crossed = within * (1 - between), between * (1 - within)
        return np.array([(kept_in - crossed) / (kept_in + crossed), between, within, density])

    return shares(list(first)), shares([place for place in range(total) if place not in first])


@pytest.mark.parametrize(("seed", "joining"), [(1, 0), (2, 0), (3, 3)])
def test_every_figure_and_p_is_as_by_hand(seed, joining):
    two_mode = drawn(seed, held=(4, 4), people=14, joining=joining)
    table = change(project(two_mode), by="team")
    for who, people in {"same people": range(14 - joining), "all comers": range(14)}.items():
        rows = table.loc[who]
        before, after = by_hand(two_mode, (0, 1, 2, 3), people)
        assert rows["before"].to_numpy() == pytest.approx(before, abs=1e-12)
        assert rows["difference"].to_numpy() == pytest.approx(after - before, abs=1e-12)
        ways = [by_hand(two_mode, way, people) for way in combinations(range(8), 4)]
        moved = np.array([last - first for first, last in ways])
        far = np.abs(moved - moved.mean(axis=0)) >= np.abs(moved[0] - moved.mean(axis=0)) - 1e-9
        assert rows["p"].to_numpy() == pytest.approx(far.mean(axis=0))


def test_isolation_is_compared_at_four_gatherings_and_the_shares_at_as_many_as_the_poorer_period_has():
    two_mode = drawn(4, held=(6, 7), people=14)
    table = change(project(two_mode), by="team", permutations=99).loc["all comers"]
    assert table["gatherings_drawn"].to_dict() == {"isolation": 4, "between": 6, "within": 6, "density": 6}
    assert table["smallest_p"].tolist() == [0.01] * 4


def test_who_joined_and_who_left_is_counted_and_same_people_leaves_them_out():
    two_mode = drawn(5, joining=3, people=15)
    table = change(project(two_mode), by="team")
    assert table["people"].groupby("who").first().to_dict() == {"same people": 12, "all comers": 15}
    assert set(table["joiners"]) == {3}
    assert set(table["leavers"]) == {0}
    assert (table[["gatherings_before", "gatherings_after"]] == [4, 5]).all(axis=None)


def test_who_could_be_there_and_did_not_come_is_one_of_the_same_people():
    there = np.random.default_rng(6).random((14, 8)) < 0.5
    there[:2, :4] = False
    table = change(project(meetings(there, ["one"] * 4 + ["two"] * 4)), by="team")
    assert set(table["people"]) == {14}
    pd.testing.assert_frame_equal(table.loc["same people"], table.loc["all comers"])


def apart_then_mixed(held=(5, 5)):
    """First each group meets by itself, then all meet in turns."""
    there = np.zeros((15, sum(held)), bool)
    for place in range(sum(held)):
        there[:, place] = np.arange(15) % 3 == place % 3 if place < held[0] else (np.arange(15) + place) % 7 < 3
    return there


def test_a_plain_change_is_found_and_the_other_way_round_it_is_the_opposite():
    there = apart_then_mixed()
    table = change(project(meetings(there, ["one"] * 5 + ["two"] * 5)), by="team").loc["all comers"]
    assert table.loc[["isolation", "between", "within"], "p"].max() <= 0.05
    assert (table["difference"] > 0).to_dict() == {
        "isolation": False,
        "between": True,
        "within": False,
        "density": table.loc["density", "difference"] > 0,
    }
    assert table.loc["isolation", "before"] == 1.0
    back = change(project(meetings(there[:, ::-1], ["one"] * 5 + ["two"] * 5)), by="team").loc["all comers"]
    assert back["difference"].to_numpy() == pytest.approx(-table["difference"].to_numpy())
    assert back["p"].to_numpy() == pytest.approx(table["p"].to_numpy())


def test_three_gatherings_in_each_period_give_no_small_p_and_have_no_interval():
    table = change(project(meetings(apart_then_mixed((3, 3)), ["one"] * 3 + ["two"] * 3)), by="team")
    assert table["smallest_p"].tolist() == pytest.approx([0.1] * 8)
    assert table[["low", "high", "power"]].isna().all(axis=None)
    assert set(table["note"]) == {"so few gatherings cannot give a p of 0.05 or less"}


def test_three_before_and_four_after_can_give_a_small_p_but_no_interval():
    table = change(project(meetings(apart_then_mixed((3, 4)), ["one"] * 3 + ["two"] * 4)), by="team")
    assert table.loc[("all comers", "isolation"), "p"] <= 0.05
    assert table.loc[("all comers", "isolation"), "note"].startswith("no interval: fewer than 4 gatherings")


@pytest.mark.parametrize(
    ("there", "period", "note"),
    [
        (np.ones((9, 8)), ["one"] * 4 + ["two"] * 4, "fewer than 10 people: counts only"),
        (np.ones((12, 8)), ["one"] * 2 + ["two"] * 6, "fewer than 3 gatherings in a period: counts only"),
    ],
)
def test_thin_data_are_counted_only(there, period, note):
    table = change(project(meetings(there, period)), by="team")
    assert table[FIGURES].isna().all(axis=None)
    assert table[["people", "gatherings_before", "gatherings_drawn"]].notna().all(axis=None)
    assert set(table["note"]) == {note}


@pytest.mark.parametrize("period", [["one"] * 8, [""] * 8, ["one"] * 4 + [""] * 4])
def test_without_two_periods_all_is_blank_and_says_so(period):
    table = change(project(meetings(np.ones((12, 8)), period)), by="team")
    assert set(table["note"]) == {"the gatherings are not of two periods"}
    assert table.drop(columns="note").isna().all(axis=None)


def test_of_three_periods_the_first_and_the_last_in_time_are_compared():
    there = np.random.default_rng(7).random((12, 12)) < 0.4
    period = ["spring"] * 4 + ["autumn"] * 4 + ["a year later"] * 4
    three = change(project(meetings(there, period)), by="team")
    kept = [*range(4), *range(8, 12)]
    two = change(project(meetings(there[:, kept], [period[place] for place in kept])), by="team")
    pd.testing.assert_frame_equal(three, two)


def test_a_gathering_of_no_period_does_not_count():
    there = np.random.default_rng(8).random((12, 9)) < 0.4
    with_one = change(project(meetings(there, ["one"] * 4 + ["two"] * 4 + [""])), by="team")
    pd.testing.assert_frame_equal(
        with_one, change(project(meetings(there[:, :8], ["one"] * 4 + ["two"] * 4)), by="team")
    )


def test_only_the_people_of_the_network_count():
    two_mode = drawn(9, people=16)
    network = project(two_mode)
    kept = network.nodes.iloc[:12]
    part = Network(kept, network.ties.iloc[:0], behind=two_mode)
    alone = project(two_mode.among(np.arange(16) < 12))
    pd.testing.assert_frame_equal(change(part, by="team"), change(alone, by="team"))


def test_the_order_of_people_and_gatherings_does_not_matter_and_a_seed_gives_one_table():
    two_mode = drawn(10, held=(7, 9), people=12)
    random = np.random.default_rng(1)
    rows, columns = random.permutation(12), random.permutation(16)
    other = TwoMode(two_mode.people.iloc[rows], two_mode.gatherings.iloc[columns], two_mode.incidence[rows][:, columns])
    table = change(project(two_mode), by="team", permutations=99, seed=5)
    pd.testing.assert_frame_equal(change(project(other), by="team", permutations=99, seed=5), table)
    assert (change(project(two_mode), by="team", permutations=99, seed=6)["p"] != table["p"]).any()


def test_everybody_in_one_group_leaves_only_the_shares():
    there = np.random.default_rng(11).random((12, 8)) < 0.5
    table = change(project(meetings(there, ["one"] * 4 + ["two"] * 4, groups="x")), by="team").loc["all comers"]
    assert table.loc[["isolation", "between"], FIGURES].drop(columns="smallest_p").isna().all(axis=None)
    assert set(table.loc[["isolation", "between"], "note"]) == {"no pair to compare, or none or all of them met"}
    assert table.loc["within", "before"] == table.loc["density", "before"]


def test_nobody_ever_came():
    table = change(project(meetings(np.zeros((12, 8)), ["one"] * 4 + ["two"] * 4)), by="team").loc["all comers"]
    assert np.isnan(table.loc["isolation", "before"])
    assert table.loc["density", ["before", "after", "p"]].tolist() == [0, 0, 1]
    assert (
        table.loc["density", "note"] == "no interval: leaving out a gathering changes nothing, or leaves it undefined"
    )


@pytest.mark.parametrize(
    ("within", "between", "q"), [(0.5, 0.5, 0.0), (0.3, 0.0, 1.0), (0.0, 0.3, -1.0), (1.0, 0.2, 1.0)]
)
def test_isolation_is_yules_q(within, between, q):
    assert isolation(np.array([within]), np.array([between])) == pytest.approx([q])


def test_isolation_is_the_yules_q_of_the_ties_if_all_gatherings_are_drawn():
    from sna.analyse.isolation import ei_index

    two_mode = drawn(12, held=(4, 4), people=14)
    first = project(two_mode.only(np.arange(8) < 4))
    q = ei_index(first, by="team", permutations=9).loc["all", "yules_q"]
    assert change(project(two_mode), by="team").loc[("all comers", "isolation"), "before"] == pytest.approx(q)


@pytest.mark.slow
@pytest.mark.parametrize("apart", [0.0, 1.0])
def test_with_nothing_changed_one_in_twenty_is_found_and_the_interval_covers(calibration, apart):
    design = calibration.Design(calibration.Habit(4, apart), calibration.Habit(8, apart))
    found = calibration.measured(design, RUNS, seed=4)
    # of 300 runs at 5 % between 3 and 30 reject, and at 92–97 % between 264 and 299 cover, but once in a thousand
    assert found["rejects"].between(3 / 300, 30 / 300).all()
    assert found["covers"].between(264 / 300, 299 / 300).all()


@pytest.mark.slow
def test_more_seats_bring_more_people_together_and_leave_isolation_where_it_is(calibration):
    found = calibration.measured(calibration.SEATED[0], RUNS // 3, seed=4)
    assert found.loc["between", "rejects"] > 0.95
    assert found.loc["isolation", "rejects"] < 0.15


@pytest.mark.slow
def test_a_planted_change_is_found_more_often_the_more_gatherings_there_are(calibration):
    designs = [calibration.PLANTED[place] for place in (0, 2, 3)]
    power = [calibration.measured(design, RUNS // 5, seed=4).loc["isolation", "rejects"] for design in designs]
    assert power[0] < power[1] < power[2]
    assert power[2] > 0.9


def test_quarters_are_counted_by_hand():
    on = [dt.date(2023, 11, 7), dt.date(2024, 2, 6), dt.date(2024, 3, 5), dt.date(2024, 8, 6), None]
    there = [[1, 1, 0, 1, 1], [1, 0, 0, 1, 0], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    table = trend(project(meetings(there, [""] * 5, on=on)), by="team")
    assert table.index.tolist() == ["2023 Q4", "2024 Q1", "2024 Q2", "2024 Q3"]
    assert table["held"].tolist() == [1, 2, 0, 1]
    assert table["people"].tolist() == [2, 3, 0, 3]
    assert table["newcomers"].tolist()[1:] == [2, 0, 0]
    assert table["returners"].tolist()[1:] == [0, 0, 3]
    assert table["lapsed"].tolist()[1:] == [1, 0, 0]  # nobody is missing where nothing was held
    assert table[["newcomers", "returners", "lapsed"]].iloc[0].isna().all()
    assert table[["between", "within", "isolation"]].isna().all(axis=None)


def test_who_left_did_not_lapse():
    on = [dt.date(2024, 1, 9), dt.date(2024, 4, 9)]
    could = np.array([[True, False], [True, True], [True, True]])
    two_mode = meetings([[1, 0], [1, 0], [1, 1]], [""] * 2, could=could, on=on)
    assert trend(project(two_mode), by="team").loc["2024 Q2", "lapsed"] == 1


def test_a_quarters_shares_are_those_of_its_gatherings_at_the_smallest_number_of_three_or_more():
    on = [dt.date(2024, month, 5 + day) for month, many in ((1, 3), (4, 5), (7, 2)) for day in range(many)]
    there = np.random.default_rng(13).random((12, 10)) < 0.4
    table = trend(project(meetings(there, [""] * 10, on=on)), by="team")
    assert table["gatherings_drawn"].tolist()[:2] == [3, 3]
    first = meetings(there[:, :8], ["one"] * 3 + ["two"] * 5)
    both = change(project(first), by="team").loc["all comers"]
    for column in ("between", "within", "isolation"):
        assert table[column].tolist()[:2] == pytest.approx(both.loc[column, ["before", "after"]].tolist())
    assert table["note"].tolist()[1:] == ["", "fewer than 3 gatherings: counts only"]
    assert pd.isna(table["gatherings_drawn"].iloc[2])


def test_a_network_of_contacts_has_no_quarters():
    network = Network.of([("ann", "bob", 1.0)])
    network.nodes["team"] = "x"
    assert trend(network, by="team").empty
    assert set(change(network, by="team")["note"]) == {"no record of who was at which gathering"}


TURNS = ["gained", "kept", "lost"]


def community(seed, people=12, held=(3, 5), joining=0):
    random = np.random.default_rng(seed)
    there = random.random((people, sum(held))) < 0.35
    could = np.ones_like(there)
    if joining:
        there[-joining:, : held[0]] = could[-joining:, : held[0]] = False
    tables = (
        pd.DataFrame(index=[f"p{n:02}" for n in range(people)]),
        pd.DataFrame(index=[f"g{n}" for n in range(sum(held))]),
    )
    tables[0]["team"] = random.choice(list("xyz"), people)
    tables[1]["period"] = ["one"] * held[0] + ["two"] * held[1]
    return TwoMode(*tables, sparse.csr_array(there.astype(float)), could if joining else None)


def turnover_by_hand(two_mode, people):
    """Pair of groups → pairs possible, gained, kept, lost, and the two rarefied shares."""
    there, team = two_mode.incidence.toarray(), two_mode.people["team"].to_numpy()
    could = np.ones_like(there) if two_mode.eligible is None else two_mode.eligible.astype(float)
    first = (two_mode.gatherings["period"] == "one").to_numpy()
    drawn = min(first.sum(), (~first).sum())
    sums = {}
    for one, other in combinations(people, 2):
        met = [there[one, kept] @ there[other, kept] for kept in (first, ~first)]
        able = [could[one, kept] @ could[other, kept] for kept in (first, ~first)]
        chance = [
            1 - comb(int(kept.sum() - times), drawn) / comb(int(kept.sum()), drawn)
            for kept, pair in ((first, (met[0], able[0])), (~first, (met[1], able[1])))
            for times in pair
        ]
        turn = [met[1] > 0 == met[0], met[0] > 0 and met[1] > 0, met[0] > 0 == met[1]]
        sums.setdefault(tuple(sorted((team[one], team[other]))), np.zeros(8))
        sums[tuple(sorted((team[one], team[other])))] += [1, *turn, *chance]
    return sums


@pytest.mark.parametrize(("seed", "joining"), [(1, 0), (2, 0), (3, 4)])
def test_the_ties_of_each_pair_of_groups_are_as_by_hand(seed, joining):
    two_mode = community(seed, joining=joining)
    table = ties_changed(project(two_mode), by="team")
    for who, people in {"same people": range(12 - joining), "all comers": range(12)}.items():
        for pair, sums in turnover_by_hand(two_mode, people).items():
            row = table.loc[(who, *pair)]
            assert row[["possible", *TURNS]].tolist() == sums[:4].tolist()
            assert row["reach_before"] == pytest.approx(sums[4] / sums[5] if sums[5] else np.nan, nan_ok=True)
            assert row["reach_after"] == pytest.approx(sums[6] / sums[7])


def test_the_contact_of_a_group_is_the_sum_of_its_pairs_with_others():
    two_mode = community(4, joining=3)
    pairs, groups = (function(project(two_mode), by="team") for function in (ties_changed, contact_changed))
    for who, group in groups.index:
        others = [row for row in pairs.loc[who].index if group in row and row[0] != row[1]]
        of_group = pairs.loc[who].loc[others]
        assert groups.loc[(who, group), TURNS].tolist() == of_group[TURNS].sum().tolist()
        assert groups.loc[(who, group), "groups_before"] == ((of_group["kept"] + of_group["lost"]) > 0).sum()
        assert groups.loc[(who, group), "groups_after"] == ((of_group["kept"] + of_group["gained"]) > 0).sum()
    assert groups["people"].groupby("who").sum().to_dict() == {"same people": 9, "all comers": 12}


def test_the_ties_of_all_groups_are_those_of_the_two_networks():
    two_mode = community(5)
    first = (two_mode.gatherings["period"] == "one").to_numpy()
    before, after = (
        {tuple(row) for row in project(two_mode.only(kept)).ties[["source", "target"]].to_numpy()}
        for kept in (first, ~first)
    )
    found = ties_changed(project(two_mode), by="team").loc["all comers", TURNS].sum().tolist()
    assert found == [len(after - before), len(before & after), len(before - after)]


def test_who_joined_later_has_no_reach_before_and_says_so():
    two_mode = community(6, joining=3)
    two_mode.people["team"] = ["x"] * 9 + ["late"] * 3
    row = contact_changed(project(two_mode), by="team").loc[("all comers", "late")]
    assert np.isnan(row["reach_before"])
    assert row["reach_after"] > 0
    assert row["note"] == "nobody could meet in one of the periods"


def test_two_gatherings_are_counted_without_a_share():
    table = ties_changed(project(community(7, held=(2, 6))), by="team")
    assert table[["reach_before", "reach_after"]].isna().all(axis=None)
    assert table[["possible", *TURNS]].notna().all(axis=None)
    assert set(table["note"]) == {"fewer than 3 gatherings in a period: counts only"}


@pytest.mark.parametrize("function", [ties_changed, contact_changed])
def test_contacts_without_gatherings_are_blank_and_say_so(function):
    network = Network.of([("ann", "bob", 1.0), ("bob", "cat", 1.0)])
    network.nodes["team"] = ["x", "x", "y"]
    table = function(network, by="team")
    assert table[[*TURNS, "reach_before"]].isna().all(axis=None)
    assert set(table["note"]) == {"no record of who was at which gathering"}
    assert table.filter(["people", "possible"]).notna().all(axis=None)
