import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.co_attendance import co_attendance
from sna.analyse.robustness import FIGURES, against, interruption
from sna.glossary import TERMS
from sna.network import Network, TwoMode, project

SIZES = (18, 14, 10, 8, 6, 4)


def community(seed, shock=(2.0, 0.2), held=(12, 12), name="p"):
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(SIZES)), SIZES)
    wish = random.normal(-1, 0.5, 60)[:, np.newaxis]
    wish = wish + random.normal(0, 1, (6, sum(held)))[labels] * np.repeat(shock, held)
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    people = pd.DataFrame({"team": [f"team {label}" for label in labels]}, index=[f"{name}{n:03}" for n in range(60)])
    days = pd.date_range("2023-01-01", periods=sum(held), freq="30D").date
    gatherings = pd.DataFrame({"period": np.repeat(["one", "two"], held), "on": days})
    gatherings.index = [f"g{number:03}" for number in range(sum(held))]
    return project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float))))


def row(here, there, **options):
    return against(here, there, by="team", permutations=199, **options).loc["all"]


def test_the_row_has_the_changes_of_both_and_every_column_is_a_term():
    here, there = community(1), community(2, (1.2, 1.2), name="q")
    before = here.nodes.copy(), there.nodes.copy()
    table = against(here, there, by="team", permutations=199)
    own, other = (co_attendance(part, by="team", permutations=199).loc["all"] for part in (here, there))
    for column in FIGURES[:9]:
        assert table.loc["all", column] == other[column]
    assert table.loc["all", "against"] == pytest.approx(own["together_change"] / other["together_change"])
    assert table.loc["all", "verdict"] == "less isolated"
    rest = own["without_largest_after"] / own["without_largest_before"]
    rest /= other["without_largest_after"] / other["without_largest_before"]
    assert table.loc["all", "against_without_largest"] == pytest.approx(rest)
    assert {*table.columns, table.index.name} <= set(TERMS)
    pd.testing.assert_frame_equal(before[0], here.nodes)
    pd.testing.assert_frame_equal(before[1], there.nodes)


@pytest.mark.parametrize(
    ("here", "there", "note"),
    [
        ({}, {"name": "p"}, "more than one in ten of the people are in both communities"),
        ({"held": (4, 12)}, {}, "here: fewer than 5 gatherings in a period at which some were and some were not"),
        ({}, {"held": (12, 3)}, "in the comparison community: fewer than 5 gatherings in a period"),
    ],
)
def test_why_there_is_no_answer_is_said_with_where(here, there, note):
    answer = row(community(1, **here), community(2, **{"name": "q", **there}))
    assert answer["verdict"] == "these data cannot tell"
    assert answer["note"].startswith(note)
    assert answer[FIGURES].isna().all()


def test_where_nobody_has_a_group_or_people_met_nowhere_it_is_said():
    there = community(2, name="q")
    bare = Network(there.nodes.drop(columns="team"), there.ties, behind=there.behind)
    assert row(community(1), bare)["note"] == "in the comparison community: no team of anybody is known"
    contacts = Network(there.nodes, there.ties)
    assert row(community(1), contacts)["note"] == "in the comparison community: no two periods of gatherings"


@pytest.mark.parametrize(("shared", "apart"), [(6, True), (7, False)])
def test_one_in_ten_of_the_people_may_be_in_both(shared, apart):
    here, there = community(1), community(2, name="q")
    names = dict(zip(there.nodes.index[:shared], here.nodes.index[:shared], strict=True))
    behind = TwoMode(there.behind.people.rename(names), there.behind.gatherings, there.behind.incidence)
    assert (row(here, project(behind))["note"] == "") is apart


INTERRUPTION_SIZES = (18, 14, 10, 8, 6, 4)


def interruption_community(seed=1, held=(12, 12), days=30, **more):
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(6), INTERRUPTION_SIZES)
    wish = random.normal(-1, 0.5, 60)[:, np.newaxis] + random.normal(0, 1, (6, sum(held)))[labels]
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    people = pd.DataFrame({"team": [f"team {label}" for label in labels]}, index=[f"p{n:03}" for n in range(60)])
    on = pd.date_range("2023-01-05", periods=sum(held), freq=f"{days}D").date
    gatherings = pd.DataFrame({"period": np.repeat(["one", "two"], held), "on": on, **more})
    gatherings.index = [f"g{(7 * number) % 101:03}" for number in range(sum(held))]  # another order than the days
    return project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float))))


def test_there_is_a_row_for_each_line_and_one_for_how_they_differ():
    table = interruption(interruption_community(), by="team")
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
    monthly, weekly = (interruption(interruption_community(held=(40, 40), days=days), by="team") for days in (30, 7))
    assert abs(weekly.loc["after", "slope"] / monthly.loc["after", "slope"] * 7 / 30 - 1) < 1e-9
    assert abs(weekly.loc["change", "height_p"] - monthly.loc["change", "height_p"]) < 1e-9


def test_too_little_says_so():
    few = "fewer than 8 months with gatherings of one kind in a period"
    for network in (
        interruption_community(held=(12, 7)),
        interruption_community(days=7),
        interruption_community(mode=["virtual", "in person"] * 12),
    ):
        table = interruption(network, by="team")
        assert set(table["note"]) == {few}
        assert table.drop(columns="note").isna().all(axis=None)
    assert set(interruption(interruption_community(period="one"), by="team")["note"]) == {
        "no two periods of gatherings"
    }
