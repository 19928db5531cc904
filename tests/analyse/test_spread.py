"""Spread of practices: the rows by hand, what is learned from whom, and the order of rows."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sna.analyse.spread import spread, spread_summary
from sna.network import TwoMode, project


def month(number):
    first = dt.date(2023 + (number - 1) // 12, (number - 1) % 12 + 1, 1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def forum(meetings):
    """Meet on the 9th of each month; each person is the only one of their team."""
    two_mode = TwoMode.of([(person, f"m{number:02}") for number, there in enumerate(meetings) for person in there])
    two_mode.gatherings["on"] = [month(number + 1)[0].replace(day=9) for number in range(len(meetings))]
    network = project(two_mode)
    network.nodes["team"] = [person.upper() for person in network.nodes.index]
    return network


def adoptions(*rows):
    table = [
        (practice, team, *(month(number) if number else (None, None)), status, source)
        for practice, team, number, status, source in rows
    ]
    columns = ["practice", "team", "earliest", "latest", "status", "learned_from"]
    return pd.DataFrame(table, columns=columns).astype({"earliest": object, "latest": object})


MEETINGS = ["ab", "ac", "abc", "de", "abd", "bce", *["abcde"] * 6]
ROWS = [
    ("red bag", "A", 1, "in use", ""),
    ("red bag", "B", 3, "in use", "A"),
    ("red bag", "C", 3, "stopped", "B"),
    ("red bag", "D", 5, "tried", "E"),
    ("red bag", "F", 0, "tried", ""),
]


def test_each_row_says_who_had_it_and_who_of_them_was_met():
    table = spread(forum(MEETINGS), by="team", adoptions=adoptions(*ROWS)).loc["red bag"]
    assert table.index.tolist() == ["A", "B", "C", "D", "E", "F"]
    assert table["note"].tolist() == [
        "nobody surely had it before",
        "",
        "",
        "",
        "not taken up by the end of the record",
        "nobody knows when it was taken up",
    ]
    assert table["had_before"].dropna().tolist() == [0, 1, 1, 3]
    assert table["met_before"].dropna().tolist() == [0, 1, 1, 0]
    assert table.loc["B", ["earliest", "latest", "from_groups"]].tolist() == [*month(3), "A"]
    assert table.loc["B", "contact_share"] == 1.0  # of one meeting, with A alone
    assert table.loc["D", "contact_share"] == 0.0  # E alone, which has not got it


def test_the_expected_contact_is_that_by_how_often_each_came_and_of_those_without_it():
    table = spread(forum(MEETINGS), by="team", adoptions=adoptions(*ROWS)).loc["red bag"]
    # before March B met A once; A came twice, B and C once each; D, E, F, never: by how often each came, B's share with
    # A is 2 of 3; so is C's, which met A alone as well. Excess: B 1/3, C 1/3, the others 0, on the mean of B to E 1/6.
    assert table.loc["B", "contact_expected"] == pytest.approx(2 / 3 + 1 / 6)


def test_the_summary_counts_and_tells_what_was_learned_from_whom():
    table = spread_summary(forum(MEETINGS), by="team", adoptions=adoptions(*ROWS), permutations=99)
    row = table.loc["red bag"]
    assert row[["could_take_up", "took_up", "began_it"]].tolist() == [5, 4, 1]  # F never came
    assert row[["learned_named", "learned_met"]].tolist() == [3, 2]  # C names B, which it had not met by March
    assert row["spread_p"] == table.loc["all practices", "spread_p"]
    assert row["spread_p_adjusted"] == row["spread_p"]


def test_several_practices_are_looked_at_singly_and_together():
    rows = [*ROWS, *((("pack", *row[1:])) for row in ROWS)]
    table = spread_summary(forum(MEETINGS), by="team", adoptions=adoptions(*rows), permutations=99)
    assert table.index.tolist() == ["pack", "red bag", "all practices"]
    p = table["spread_p"]
    assert table["spread_p_adjusted"].tolist() == pytest.approx(
        [min(1, 4 * p.iloc[0]), min(1, 4 * p.iloc[1]), min(1, 2 * p.iloc[2])]
    )


def test_the_order_of_rows_changes_nothing():
    network, rows = forum(MEETINGS), [*ROWS, ("pack", "B", 2, "in use", ""), ("red bag", "B", 6, "stopped", "")]
    tables = [
        (
            spread(network, by="team", adoptions=adoptions(*part)),
            spread_summary(network, by="team", adoptions=adoptions(*part)),
        )
        for part in (rows, rows[::-1])
    ]
    for first, other in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(first, other)
    assert tables[0][0].loc[("red bag", "B"), ["earliest", "practice_status"]].tolist() == [month(3)[0], "stopped"]


def test_what_spreads_along_contact_is_found_and_what_comes_by_lot_is_not():
    random = np.random.default_rng(5)
    circle = [chr(97 + number) for number in range(12)]
    meetings = ["".join(np.array(circle)[(number % 4) * 3 : (number % 4) * 3 + 3]) for number in range(24)]
    meetings = [there + random.choice([*set(circle) - {*there}]) for there in meetings]
    along, lot = [], []
    for number in range(6):
        start = 3 * (number % 4)
        order = [*circle[start:], *circle[:start]]
        along += [(f"along {number}", team.upper(), 2 + 2 * place, "in use", "") for place, team in enumerate(order)]
        lot += [
            (f"lot {number}", team.upper(), 2 + 2 * place, "in use", "")
            for place, team in enumerate(random.permutation(circle))
        ]
    options = {"by": "team", "permutations": 999}
    tables = [spread_summary(forum(meetings), adoptions=adoptions(*rows), **options) for rows in (along, lot)]
    verdicts = [table.loc["all practices", "verdict"] for table in tables]
    assert verdicts[0] == "more than chance"
    assert verdicts[1] != "more than chance"
