"""The table of both periods: the verdict with its guards, on communities in which it is known what changed."""

import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse import co_attendance as module
from sna.analyse.co_attendance import co_attendance
from sna.network import Network, TwoMode, project

SIZES = (18, 14, 10, 8, 6, 4)
NAMES = [f"locality {number}" for number in range(len(SIZES))]


def community(seed, shock=(2.0, 0.0), held=(12, 12), **more):
    """The network of people whose groups are drawn in or kept away together; `more` are columns of gatherings."""
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(SIZES)), SIZES)
    strength = np.repeat(shock, held)
    wish = random.normal(-1, 0.5, 60)[:, np.newaxis] + random.normal(0, 1, (6, sum(held)))[labels] * strength
    came = random.random(wish.shape) < 1 / (1 + np.exp(-wish))
    return network_of(came, labels, held, **more)


def network_of(came, labels, held, could=None, **more):
    people = pd.DataFrame({"team": [NAMES[label] for label in labels]}, index=[f"p{n:03}" for n in range(len(labels))])
    days = [dt.date(2023, 1, 1) + dt.timedelta(30 * number) for number in range(sum(held))]
    gatherings = pd.DataFrame({"period": np.repeat(["one", "two"], held), "on": days, **more})
    # ids in another order than the days: it is time that makes neighbours
    gatherings.index = [f"g{(7 * number) % 101:03}" for number in range(sum(held))]
    return project(TwoMode(people, gatherings, sparse.csr_array(came.astype(float)), could))


def row(network, **options):
    return co_attendance(network, by="team", permutations=499, **options).loc["all"]


def test_a_planted_fall_has_its_verdict_figures_and_both_halves_in_one_row():
    table = co_attendance(community(1), by="team", permutations=499)
    every = table.loc["all"]
    assert every["verdict"] == every["verdict_without_largest"] == "less isolated"
    assert every["p"] == max(every["p_odds"], every["p_times"]) <= 0.05
    assert every["together_before_low"] > 1
    assert every["together_change_low"] < every["together_change"] < every["together_change_high"] < 1
    assert every["together_change"] == pytest.approx(every["together_after"] / every["together_before"])
    assert every["across_before"] < every["across_after"]
    assert table["group_weight"].drop("all").sum() == pytest.approx(1)
    assert every["people"] == table["people"].drop("all").sum() == 60
    assert set(table["verdict"].drop("all")) == {""}


def test_nothing_planted_gives_no_verdict():
    verdicts = [row(community(seed, (1.0, 1.0)))["verdict"] for seed in range(12)]
    assert sum(verdict in {"less isolated", "more isolated"} for verdict in verdicts) <= 2
    same = row(community(1, (0.0, 0.0), held=(40, 40)))
    assert same["verdict"] == "unchanged within a tenth"
    assert 1 / 1.1 < same["together_change"] < 1.1


def test_the_gatherings_may_come_in_any_order():
    network = community(3)
    other = Network(network.nodes, network.ties, behind=network.behind.only(np.ones(24, bool)))
    shuffled = network.behind.gatherings.index.to_series().map(lambda name: f"z{1000 - int(name[1:])}")
    gatherings = network.behind.gatherings.set_axis(pd.Index(shuffled, dtype="str"))
    other.behind = TwoMode(network.behind.people, gatherings, network.behind.incidence)
    pd.testing.assert_series_equal(row(other), row(network))


def test_fewer_than_five_gatherings_in_a_period_are_counted_and_not_judged():
    every = row(community(1, held=(4, 12)))
    assert every["verdict"] == "these data cannot tell"
    assert every["note"].startswith("fewer than 5 gatherings in a period")
    assert every["gatherings_before"] == 4
    assert pd.isna(every["p"])


def test_one_group_is_nothing_to_compare():
    came = np.random.default_rng(1).random((20, 20)) < 0.4
    every = row(network_of(came, np.zeros(20, int), (10, 10)))
    assert (every["verdict"], every["note"]) == ("these data cannot tell", "all people are of one group")


def test_one_group_beside_people_of_whom_none_is_known_is_nothing_to_compare_either():
    came = np.random.default_rng(1).random((40, 24)) < 0.35
    network = network_of(came, np.zeros(40, int), (12, 12))
    known = network.nodes.iloc[:10]
    ties = network.ties[network.ties["source"].isin(known.index) & network.ties["target"].isin(known.index)]
    network = Network(known, ties.reset_index(drop=True), behind=network.behind)
    every = row(network)
    assert (every["verdict"], every["note"]) == ("these data cannot tell", "all whose group is known are of one group")
    assert every["people"] == 10
    assert pd.isna(every["together_before"])


def test_where_nearly_everybody_has_met_nobody_can_be_seen_to_keep_apart():
    came = np.random.default_rng(1).random((60, 24)) < 0.9
    every = row(network_of(came, np.repeat(np.arange(6), SIZES), (12, 12)))
    assert every["verdict"] == "these data cannot tell"
    assert every["note"].startswith("nearly every pair")
    assert min(every["pairs_met_before"], every["pairs_met_after"]) > 0.9
    assert pd.isna(every["together_before"])


def test_what_was_online_in_one_period_only_is_not_compared():
    every = row(community(1, mode=["in person"] * 12 + ["virtual"] * 12))
    assert every["verdict"] == "these data cannot tell"
    assert "kind changed with them" in every["note"]


def test_kinds_are_compared_with_themselves_unless_most_say_nothing_and_the_rest_is_even():
    mixed = ["in person", "virtual"] * 12
    assert row(community(1, mode=mixed))["gatherings_before"] == 12
    assert row(community(1, mode=mixed))["together_before"] != row(community(1))["together_before"]
    even = ["", "virtual"] * 12
    assert row(community(1, mode=even))["together_before"] == row(community(1))["together_before"]
    uneven = [""] * 11 + ["virtual"] + [""] * 6 + ["virtual"] * 6
    assert row(community(1, mode=uneven))["gatherings_after"] == 6


def test_full_in_one_period_only_stops_the_verdict():
    came = np.random.default_rng(4).random((60, 24)) < 0.4
    labels = np.repeat(np.arange(6), SIZES)
    for gathering in range(12):  # one locality at a time, in twelve seats
        came[:, gathering] = False
        came[np.flatnonzero(labels == gathering % 2)[:12], gathering] = True
    every = row(network_of(came, labels, (12, 12)))
    assert every["p"] <= 0.05
    assert every["verdict"] == "these data cannot tell"
    assert every["note"] == "gatherings seem to have been full in one period only"
    seats = row(network_of(came, labels, (12, 12), seats=[12.0] * 12 + [np.nan] * 12))
    assert seats["note"] == every["note"]


def test_somebody_whose_group_is_not_known_is_there_and_of_no_group():
    network = community(5)
    part = network.nodes.index[:50]
    inside = network.ties["source"].isin(part) & network.ties["target"].isin(part)
    smaller = Network(network.nodes.loc[part], network.ties[inside].reset_index(drop=True), behind=network.behind)
    table = co_attendance(smaller, by="team", permutations=99)
    whole = co_attendance(network, by="team", permutations=99)
    assert table.loc["all", "people"] == 50
    # who was there is the same, so the groups that lost nobody have nearly the same figures
    assert table.loc[NAMES[:3], "together_before"].to_numpy() == pytest.approx(
        whole.loc[NAMES[:3], "together_before"].to_numpy(), rel=0.02
    )


def test_only_those_who_could_come_in_both_periods_are_compared():
    random, labels = np.random.default_rng(6), np.repeat(np.arange(6), SIZES)
    came, could = random.random((60, 24)) < 0.4, np.ones((60, 24), bool)
    could[:8, :12] = False
    came &= could
    assert row(network_of(came, labels, (12, 12), could))["people"] == 52


def test_who_comes_more_is_told_group_by_group():
    random, labels = np.random.default_rng(7), np.repeat(np.arange(6), SIZES)
    chance = np.full((60, 24), 0.3)
    chance[:18, 12:] = 0.7
    table = co_attendance(network_of(random.random((60, 24)) < chance, labels, (12, 12)), by="team", permutations=499)
    assert table["came_p"].drop("all").idxmin() == NAMES[0]
    assert table.loc[NAMES[0], "came_p"] <= 0.01
    assert table.loc[NAMES[1:], "came_p"].min() > 0.05
    assert table.loc[NAMES[0], ["came_before", "came_after"]].tolist() == pytest.approx([0.3, 0.7], abs=0.1)
    assert table.loc["all", "verdict"] not in {"less isolated", "more isolated"}


def test_the_largest_gathering_can_make_the_answer_and_the_row_says_what_holds_without_it():
    random, labels = np.random.default_rng(8), np.repeat(np.arange(6), SIZES)
    came = random.random((60, 24)) < 0.3
    came[:, 20] = np.arange(60) < 50
    every = row(network_of(came, labels, (12, 12)))
    came[:, 20] = False
    assert row(network_of(came, labels, (12, 12)))["together_after"] == pytest.approx(every["without_largest_after"])


def test_a_seed_gives_one_table_and_contacts_give_blanks():
    network = community(9)
    pd.testing.assert_series_equal(row(network), row(network))
    acts = Network(network.nodes, network.ties)
    assert row(acts)["note"] == "no record of who was at which gathering"
    network.behind.gatherings["period"] = "one"
    assert row(network)["note"] == "no two periods of gatherings"


@pytest.mark.parametrize("chance", [0.04, 0.6])
def test_pairs_who_share_places_are_counted_as_by_hand(chance):
    for seed in range(5):
        places = np.random.default_rng(seed).random((30, 14)) < chance
        places[:4] = places[4]
        shared = [int((head & tail).sum()) for head, tail in combinations(places, 2)]
        expected = np.bincount(shared, minlength=15)
        assert module._shared(places)[1:].tolist() == expected[1:].tolist()
        assert chance < module.FEW_PLACES or module._shared(places)[0] == expected[0]
