from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.turnover import contact_changed, ties_changed
from sna.network import Network, TwoMode, project

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


def by_hand(two_mode, people):
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
        for pair, sums in by_hand(two_mode, people).items():
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
