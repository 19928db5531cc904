"""The table of lines month by month."""

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.interruption import interruption
from sna.network import TwoMode, project

SIZES = (18, 14, 10, 8, 6, 4)


def community(seed=1, held=(12, 12), days=30, **more):
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(6), SIZES)
    wish = random.normal(-1, 0.5, 60)[:, np.newaxis] + random.normal(0, 1, (6, sum(held)))[labels]
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    people = pd.DataFrame({"team": [f"team {label}" for label in labels]}, index=[f"p{n:03}" for n in range(60)])
    on = pd.date_range("2023-01-05", periods=sum(held), freq=f"{days}D").date
    gatherings = pd.DataFrame({"period": np.repeat(["one", "two"], held), "on": on, **more})
    gatherings.index = [f"g{(7 * number) % 101:03}" for number in range(sum(held))]  # another order than the days
    return project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float))))


def test_there_is_a_row_for_each_line_and_one_for_how_they_differ():
    table = interruption(community(), by="team")
    assert table.index.tolist() == ["before", "after", "change"]
    before, after, change = (row for _name, row in table.iterrows())
    assert change["height"] == after["height"] - before["height"]
    assert change["slope"] == after["slope"] - before["slope"]
    assert (before["months"], after["months"], change["months"]) == (12, 12, 24)
    assert (table["height_low"] < table["height"]).all()
    assert (table["slope"] < table["slope_high"]).all()
    assert 0 < change["height_p"] <= 1
    assert table["height_p"].isna().tolist() == [True, True, False]


def test_slopes_are_for_a_month_whatever_the_meetings_are_apart():
    monthly, weekly = (interruption(community(held=(40, 40), days=days), by="team") for days in (30, 7))
    assert abs(weekly.loc["after", "slope"] / monthly.loc["after", "slope"] * 7 / 30 - 1) < 1e-9
    assert abs(weekly.loc["change", "height_p"] - monthly.loc["change", "height_p"]) < 1e-9


def test_too_little_says_so():
    few = "fewer than 8 months with gatherings of one kind in a period"
    for network in (community(held=(12, 7)), community(days=7), community(mode=["virtual", "in person"] * 12)):
        table = interruption(network, by="team")
        assert set(table["note"]) == {few}
        assert table.drop(columns="note").isna().all(axis=None)
    assert set(interruption(community(period="one"), by="team")["note"]) == {"no two periods of gatherings"}
