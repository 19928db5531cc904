"""What keeps people away, and who comes to a room and who online: by hand, and against every attendance."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from sna.analyse.coming import barriers, modes
from sna.network import TwoMode, project

TEAMS = {"ann": "A", "bob": "A", "cy": "B", "dee": "B"}
ROOM = [["ann", "bob"], ["ann", "cy"], ["bob", "cy", "dee"], ["ann", "dee"]]
CALL = [["ann", "bob"], ["cy", "dee"]]


def forum(room, call):
    lists = [*room, *call]
    two_mode = TwoMode.of([(person, f"m{number:02}") for number, there in enumerate(lists) for person in there])
    two_mode.gatherings["mode"] = ["in person"] * len(room) + ["virtual"] * len(call)
    network = project(two_mode)
    network.nodes["team"] = [TEAMS[person] for person in network.nodes.index]
    return network


def across(lists):
    pairs = [TEAMS[one] != TEAMS[other] for there in lists for one, other in combinations(there, 2)]
    return np.mean(pairs)


def test_who_comes_to_each_kind_and_which_pairs_are_of_two_groups():
    table = modes(forum(ROOM, [*CALL, ["dee"]]), by="team")
    assert table.index.tolist() == ["in person", "virtual"]
    assert table[["mode_meetings", "mode_people", "mode_people_only"]].to_numpy().tolist() == [[4, 4, 0], [3, 4, 0]]
    assert table.loc["in person", "across_share"] == pytest.approx(across(ROOM))
    assert np.isnan(table.loc["virtual", "across_share"])
    assert table.loc["virtual", "note"] == "fewer than 4 meetings of this kind"


def test_the_expectation_is_the_mean_over_every_attendance_with_the_same_totals():
    sizes, people = [len(there) for there in ROOM], [*TEAMS]
    totals = {person: sum(person in there for there in ROOM) for person in people}
    every = [
        lists
        for lists in product(*(combinations(people, size) for size in sizes))
        if all(sum(person in there for there in lists) == total for person, total in totals.items())
    ]
    assert len(every) > 5
    shares = [across(lists) for lists in every]
    row = modes(forum(ROOM, CALL), by="team").loc["in person"]
    assert row["across_expected"] == pytest.approx(np.mean(shares), abs=0.02)
    assert min(shares) - 1e-9 <= row["across_low"] <= row["across_high"] <= max(shares) + 1e-9


def test_of_meetings_nobody_says_how_they_were_held_nothing_is_said():
    network = forum(ROOM, [])
    network.behind.gatherings["mode"] = None
    assert modes(network, by="team").empty


def test_what_keeps_people_away_is_counted_by_topic_each_person_once():
    rows = [
        ("barrier", "travel", "ann", "A"), ("barrier", "travel", "ann", "A"), ("barrier", "travel", "cy", "B"),
        ("barrier", "travel", "", ""), ("barrier", "time", "ann", "A"), ("want", "time", "bob", "A"),
    ]  # fmt: skip
    table = barriers(
        forum(ROOM, CALL), by="team", subjects=pd.DataFrame(rows, columns=["kind", "topic", "owner", "team"])
    )
    assert table.to_dict("index") == {
        "travel": {"kept_away": 3, "kept_away_groups": 2},
        "time": {"kept_away": 1, "kept_away_groups": 1},
    }
