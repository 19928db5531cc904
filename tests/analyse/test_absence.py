"""Gaps by hand, by enumeration, and of those who could not have come."""

import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.absence import absences, group_absences
from sna.network import TwoMode, project


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
