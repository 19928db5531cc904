import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.presence import HALVES, absences, group_absences, group_presence, periods, presence
from sna.network import Network, TwoMode, project

TEAMS = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y", "f": "z"}
CAME = {
    "year 1, may": "abd",
    "year 1, june": "ad",
    "year 2, may": "bc",
    "year 2, june": "c",
    "year 3, may": "acf",
}


def forum(*, dated=True, titled=True, could=None):
    two_mode = TwoMode.of([(person, title) for title, who in CAME.items() for person in who] + [("e", "other")])
    if titled:
        two_mode.gatherings["period"] = [name[:6] if name != "other" else "" for name in two_mode.gatherings.index]
    if dated:
        months = {"may": 5, "june": 6}
        days = [
            dt.date(2020 + int(name[5]), months[name[8:]], 1) if name != "other" else None
            for name in two_mode.gatherings.index
        ]
        two_mode.gatherings["on"] = days
    if could is not None:
        two_mode = TwoMode(two_mode.people, two_mode.gatherings, two_mode.incidence, could(two_mode))
    network = project(two_mode)
    network.nodes["team"] = [TEAMS[node] for node in network.nodes.index]
    return network


def test_each_period_says_who_is_new_back_and_gone():
    table = presence(forum())
    assert table.index.tolist() == ["year 1", "year 2", "year 3"]
    assert table["held"].tolist() == [2, 2, 1]
    assert table["people"].tolist() == [6, 6, 6]
    assert table["came"].tolist() == [3, 2, 3]
    assert table["newcomers"].tolist()[1:] == [1, 1]
    assert table["returners"].tolist()[1:] == [0, 1]
    assert table["stayed"].tolist()[1:] == [1, 1]
    assert table["lapsed"].tolist()[1:] == [2, 1]
    assert table["retention"].tolist()[1:] == pytest.approx([1 / 3, 1 / 2])


def test_in_the_first_period_nothing_is_known_of_before():
    row = presence(forum()).loc["year 1"]
    assert row[["newcomers", "returners", "stayed", "lapsed", "left_since", "retention"]].isna().all()
    assert row["note"] == "in the first period everybody is new"


def test_who_came_is_new_back_or_stayed():
    table = presence(forum()).iloc[1:]
    assert (table["came"] == table[["newcomers", "returners", "stayed"]].sum(axis=1)).all()
    before = presence(forum())["came"].shift().iloc[1:]
    assert (before == table[["stayed", "lapsed", "left_since"]].sum(axis=1)).all()


def test_who_could_not_come_any_more_has_left_and_not_lapsed():
    def could(two_mode):
        able = np.ones(two_mode.incidence.shape, bool)
        later = two_mode.gatherings.index.str.startswith("year 2")
        able[two_mode.people.index.get_loc("d"), later] = False
        return able

    row = presence(forum(could=could)).loc["year 2"]
    assert row[["people", "lapsed", "left_since"]].tolist() == [5, 1, 1]
    assert row["retention"] == pytest.approx(1 / 2)


def test_groups_add_up_to_the_whole_and_those_who_drift_away_are_seen():
    table = group_presence(forum(), by="team")
    whole = presence(forum())
    for column in ("people", "came"):
        assert table[column].groupby("period").sum().tolist() == whole[column].tolist()
    assert table.loc[("y", "year 1"), "came"] == 1
    assert table.loc[("y", "year 2"), ["came", "lapsed", "retention"]].tolist() == [0, 1, 0]
    assert table.loc[("z", "year 2"), "note"] == "nobody to stay"


def test_without_titles_the_days_are_parted_into_halves_and_no_day_is_in_both():
    table = presence(forum(titled=False))
    assert table.index.tolist() == list(HALVES)
    assert table["held"].tolist() == [2, 3]
    network = forum(titled=False)
    network.behind.gatherings["on"] = [dt.date(2024, 1, 1)] * 5 + [dt.date(2024, 2, 1)]
    assert presence(network)["held"].tolist() == [5, 1]


def test_without_titles_and_days_there_is_no_row():
    assert presence(forum(titled=False, dated=False)).empty
    contacts = Network.of([("a", "b", 1.0)])
    assert presence(contacts).empty
    contacts.nodes["team"] = "x"
    assert group_presence(contacts, by="team").index.names == ["group", "period"]


def test_undated_periods_come_last_by_their_title():
    network = forum(dated=False)
    assert presence(network).index.tolist() == ["year 1", "year 2", "year 3"]
    network.behind.gatherings["on"] = [
        dt.date(2024, 1, 1) if name.startswith("year 3") else None for name in network.behind.gatherings.index
    ]
    assert presence(network).index.tolist() == ["year 3", "year 1", "year 2"]


def test_only_people_of_the_network_are_counted():
    network = forum()
    kept = network.nodes.index != "a"
    ties = network.ties[(network.ties["source"] != "a") & (network.ties["target"] != "a")]
    fewer = Network(network.nodes[kept], ties, behind=network.behind)
    assert presence(fewer)["came"].tolist() == [2, 2, 2]
    assert "a" not in periods(fewer).people


def test_a_missing_title_is_no_period():
    network = forum()
    network.behind.gatherings["period"] = network.behind.gatherings["period"].replace({"year 3": pd.NA})
    assert presence(network).index.tolist() == ["year 1", "year 2"]


def network(came, could=None, days=None):
    people = pd.DataFrame({"team": [f"t{n % 2}" for n in range(len(came))]}, index=[f"p{n}" for n in range(len(came))])
    days = days or [dt.date(2024, 1, 1) + dt.timedelta(30 * n) for n in range(came.shape[1])]
    # the ids stand in the opposite order of the days
    gatherings = pd.DataFrame({"on": days}, index=[f"g{99 - n}" for n in range(came.shape[1])])
    return project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float)), could))


def test_a_gap_is_as_rare_as_among_all_ways_to_come_as_often():
    came = np.zeros((4, 8), bool)
    came[0, [0, 2, 3]] = came[1, [7]] = came[2, [0]] = True
    table = absences(network(came))
    ways = list(combinations(range(8), 3))
    assert table.loc["p0", "gap_p"] == pytest.approx(sum(max(way) <= 3 for way in ways) / len(ways))
    assert table["missed_last"].tolist()[:3] == [4, 0, 7]
    assert table.loc["p1", "gap_p"] == 1
    assert table.loc["p2", "gap_p"] == pytest.approx(1 / 8)
    assert table.loc["p0", "gap_p_adjusted"] == pytest.approx(3 * table.loc["p0", "gap_p"])
    assert table.loc["p3", "note"] == "never came"


def test_only_what_somebody_could_come_to_counts():
    came, could = np.zeros((2, 8), bool), np.ones((2, 8), bool)
    came[0, [0, 1]] = came[1, [0, 1]] = True
    could[1, 4:] = False
    table = absences(network(came, could))
    assert table["times_could"].tolist() == [8, 4]
    assert table["missed_last"].tolist() == [6, 2]


def test_a_group_came_where_anybody_of_it_did():
    came = np.zeros((4, 6), bool)
    came[0, 0] = came[2, 3] = came[1, 5] = True
    table = group_absences(network(came), by="team")
    assert table.loc["t0", ["times_came", "missed_last"]].tolist() == [2, 2]
    assert table.loc["t1", "missed_last"] == 0


def test_a_gathering_without_a_day_is_left_out():
    came = np.ones((2, 3), bool)
    days = [dt.date(2024, 1, 1), None, dt.date(2024, 3, 1)]
    assert absences(network(came, days=days))["times_could"].tolist() == [2, 2]


def test_by_chance_somebody_is_named_as_rarely_as_the_p_says():
    random = np.random.default_rng(1)
    least = [absences(network(random.random((40, 24)) < 0.4))["gap_p_adjusted"].min() for _study in range(100)]
    assert np.mean(np.array(least) <= 0.05) <= 0.1
