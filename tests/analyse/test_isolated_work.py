"""Work done twice in isolation: states by hand, chance against every deal, and the order of rows."""

import datetime as dt
from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest

from sna.analyse.isolated_work import NEVER, Work, first_meetings, isolated_work, isolated_work_summary, judged
from sna.chance.spread import Contact
from sna.network import TwoMode, project


def day(month, number=9):
    return dt.date(2023 + (month - 1) // 12, (month - 1) % 12 + 1, number)


def forum(meetings, teams):
    """Meet once a month: who was there, and everybody's team."""
    two_mode = TwoMode.of([(person, f"m{number:02}") for number, there in enumerate(meetings) for person in there])
    two_mode.gatherings["on"] = [day(number + 1) for number in range(len(meetings))]
    network = project(two_mode)
    network.nodes["team"] = [teams[person] for person in network.nodes.index]
    return network


TEAMS = {"ann": "A", "bob": "B", "cy": "C", "dee": "A"}
MEETINGS = [["ann", "bob"], ["ann", "bob", "cy"], ["dee", "cy"], ["ann", "cy"], ["bob", "dee"]]


def subjects(*rows):
    table = pd.DataFrame(rows, columns=["kind", "topic", "owner", "team", "since"])
    return table.astype({"since": object})


PACK = [
    ("resource", "pack", "ann", "A", day(3)),
    ("resource", "pack", "bob", "B", day(1)),
    ("resource", "pack", "cy", "C", day(3)),
]


def states(rows, **more):
    table = isolated_work(forum(MEETINGS, TEAMS), by="team", subjects=subjects(*rows), **more)
    return {(group, other): state for (_topic, group, other), state in table["work_state"].items()}


def test_makers_have_met_after_two_gatherings_before_the_later_began():
    assert states(PACK) == {("A", "B"): "met", ("A", "C"): "not met", ("B", "C"): "not met"}
    later = [*PACK[:2], ("resource", "pack", "cy", "C", day(5))]
    assert states(later)["A", "C"] == "met"  # ann and cy: the second and the fourth meeting


def test_the_day_of_the_second_meeting_is_too_late():
    rows = [PACK[0], ("resource", "pack", "cy", "C", day(4))]
    assert states(rows) == {("A", "C"): "not met"}


def test_an_answer_is_a_meeting_and_a_party_is_none():
    replies = pd.DataFrame({"source": ["bob"], "target": ["cy"], "on": [day(2)]})
    assert states(PACK, replies=replies)["B", "C"] == "met"
    party = [["ann", "bob", *(f"x{number}" for number in range(24))]] * 3
    teams = TEAMS | {f"x{number}": "X" for number in range(24)}
    table = isolated_work(forum(party, teams), by="team", subjects=subjects(*PACK[:2]))
    assert table["work_state"].tolist() == ["not met"]


def test_without_a_maker_or_a_day_it_is_unknown_and_says_why():
    rows = [PACK[0], ("resource", "pack", "", "B", day(1)), ("task", "pack", "cy", "C", None)]
    table = isolated_work(forum(MEETINGS, TEAMS), by="team", subjects=subjects(*rows))
    assert set(table["work_state"]) == {"unknown"}
    assert table["note"].tolist() == [
        "nobody knows who made that of B",
        "nobody knows when it began at C",
        "nobody knows who made that of B; nobody knows when it began at C",
    ]


def test_who_names_the_topic_is_the_maker_of_what_has_no_owner():
    rows = [PACK[0], ("resource", "pack", "", "B", day(3)), ("offer", "pack", "bob", "B", day(1))]
    assert states(rows) == {("A", "B"): "met"}


def test_wants_are_no_work():
    assert states([("want", "pack", "ann", "A", day(1)), ("offer", "pack", "bob", "B", day(1))]) == {}


def test_the_summary_counts_the_pairs_and_each_quarter():
    rows = [*PACK, ("task", "falls", "ann", "A", day(7)), ("task", "falls", "bob", "B", day(8)), PACK[0]]
    network = forum(MEETINGS, TEAMS)
    table = isolated_work_summary(network, by="team", subjects=subjects(*rows))
    counts = table[["work_pairs", "work_met", "work_not_met", "work_unknown"]]
    assert counts.loc["all"].tolist() == [4, 2, 2, 0]
    assert counts.loc["2023 Q1"].tolist() == [3, 1, 2, 0]
    assert counts.loc["2023 Q3"].tolist() == [1, 1, 0, 0]
    assert table.loc["all", "verdict"] == "these data cannot tell"
    pairs = isolated_work(network, by="team", subjects=subjects(*rows))
    shuffled = subjects(*reversed(rows))
    pd.testing.assert_frame_equal(pairs, isolated_work(network, by="team", subjects=shuffled))
    pd.testing.assert_frame_equal(table, isolated_work_summary(network, by="team", subjects=shuffled))


def test_the_expectation_is_the_mean_over_every_deal():
    random = np.random.default_rng(3)
    groups = np.repeat(np.arange(4), 2).astype(object)
    topics = np.array(["s", "t", "s", "u", "t", "u", "s", "t"], dtype=object)
    met = random.integers(0, 40, (8, 8))
    met = np.minimum(met, met.T)
    days, counts = np.arange(5, 45, 4), random.integers(0, 4, (4, 10)).astype(float)
    began = random.integers(10, 30, 8)
    work = Work(topics, groups, began, np.ones((8, 1), bool), met, Contact(counts, days), groups.astype(int))
    pairs = [(a, b) for a in range(8) for b in range(a + 1, 8) if groups[a] != groups[b]]
    usual = {pair: np.mean([met[other] >= max(work.began[[*pair]]) for other in pairs]) for pair in pairs}
    excess = {pair: (met[pair] >= max(work.began[[*pair]])) - usual[pair] for pair in pairs}

    def nearness(group, other, day):
        """Share of the contact of each with the other, less that by how often each came, of both."""
        before = counts[:, days < day]
        result = 0.0
        for one, two in ((group, other), (other, group)):
            rest = [place for place in range(4) if place != one]
            shared = {place: before[one] @ before[place] for place in rest}
            result += shared[two] / sum(shared.values()) - before[two].sum() / sum(before[p].sum() for p in rest)
        return result

    distance = {}
    for pair in pairs:
        day = max(began[[*pair]])
        every = [nearness(groups[a], groups[b], day) for a, b in pairs]
        distance[pair] = (np.mean(every) - nearness(groups[pair[0]], groups[pair[1]], day)) / np.std(every)

    def total(labels):
        return sum(excess[pair] for pair in pairs if labels[pair[0]] == labels[pair[1]])

    def value(labels):
        return sum(distance[pair] for pair in pairs if labels[pair[0]] == labels[pair[1]])

    choices = [(x, y) for x, y in permutations("stu", 2)]
    every = [
        [label for choice in deal for label in choice]
        for deal in product(choices, repeat=4)
        if sorted(label for choice in deal for label in choice) == sorted(topics)
    ]
    values, observed = np.array([value(labels) for labels in every]), value(topics)
    count = sum(met[p] >= max(work.began[[*p]]) for p in pairs if topics[p[0]] == topics[p[1]])
    result = judged(work, 9_999, 1)
    assert result["work_not_met_expected"] == pytest.approx(
        count - total(topics) + np.mean([total(labels) for labels in every]), abs=0.05
    )
    tails = [(values >= observed - 1e-9).mean(), (values <= observed + 1e-9).mean()]
    assert result["work_p"] == pytest.approx(min(1, 2 * min(tails)), abs=0.03)
    assert result["work_score"] == pytest.approx((observed - values.mean()) / values.std(), abs=0.1)
    chances = 2.0**values / (2.0**values).sum()  # twice as often for each standard deviation less of contact
    high = values >= np.quantile(values, 0.975) - 1e-9
    assert result["work_power"] == pytest.approx(chances[high].sum(), abs=0.03)


def test_an_answer_is_contact_of_the_two_groups():
    replies = pd.DataFrame({"source": ["bob"], "target": ["cy"], "on": [day(2)]})
    work = Work.of(forum(MEETINGS, TEAMS), "team", subjects(*PACK), replies)
    assert work.presence.presence.tolist() == [
        [1, 1, 0, 1, 1, 1],  # in the order of days: the answer comes before the second meeting
        [1, 1, 1, 0, 0, 1],
        [0, 1, 1, 1, 1, 0],
    ]


def test_nobody_has_met_where_there_are_no_meetings():
    days = first_meetings(None, pd.Index(["ann", "bob"]), None)
    assert days.tolist() == [[-1, NEVER], [NEVER, -1]]
