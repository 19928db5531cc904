"""The networks of the meetings and of each medium, and what is behind the ties of a medium."""

import datetime as dt

import pandas as pd

from sna.dataset import Builder
from sna.facts import Affiliation, Attendance, Gathering, Interaction, Origin, Person
from sna.study.analyses import tables
from sna.study.networks import MOST_REASONS, contacts, has_meetings, medium, threads, windows
from sna.study.settings import parse

AT = Origin("a", "line 1")


def dataset(*acts):
    builder = Builder()
    builder.add([Person(id_, id_.title(), AT) for id_ in ("ann", "bo", "cy")])
    builder.add(acts)
    return builder.dataset()


def act(source, target, kind, account, at="2024-03-05T10:00:00Z"):
    return Interaction(source, target, kind, AT, at=at, source_account=account)


def test_each_medium_is_a_network_of_its_own():
    found = contacts(
        dataset(act("ann", "bo", "reply", "slack:U1"), act("ann", "cy", "reply", "x:1"), act("bo", "cy", "action", "")),
        parse({}),
    )
    assert [(one.name, one.whole.ties[["source", "target"]].to_numpy().tolist()) for one in found] == [
        ("slack", [["ann", "bo"]]),
        ("x", [["ann", "cy"]]),
        ("actions", [["bo", "cy"]]),
    ]


def test_periods_have_the_same_people_and_weights_are_kept():
    acts = [act("ann", "bo", "reply", "slack:U1"), act("bo", "cy", "mention", "slack:U2", at="2023-03-05T10:00:00Z")]
    settings = parse(
        {
            "periods": {"Early": ["2023-01-01", "2023-12-31"], "Late": ["2024-01-01", "2024-12-31"]},
            "contact": {"reply": 2.0, "retweet": 3.0},
        }
    )
    (slack,) = contacts(dataset(*acts), settings)
    assert [title for title, _network in slack.compared] == ["Early", "Late"]
    assert all(list(network.nodes.index) == ["ann", "bo", "cy"] for _title, network in slack.networks)
    assert slack.compared[1][1].ties["weight"].tolist() == [2.0]


def test_who_had_not_joined_yet_is_no_member_of_a_period_unless_tied():
    settings = parse({"periods": {"Early": ["2023-01-01", "2023-12-31"], "Late": ["2024-01-01", "2024-12-31"]}})
    later = dt.date(2024, 1, 1)
    joined = [Affiliation(person, "Trust", AT, since=later, declared=True) for person in ("bo", "cy")]
    acts = [act("ann", "bo", "reply", "slack:U1", at="2023-03-05T10:00:00Z"), act("ann", "cy", "reply", "slack:U1")]
    (slack,) = contacts(dataset(*acts, *joined), settings)
    early, late = (network.nodes["member"].to_dict() for _title, network in slack.compared)
    assert early == {"ann": True, "bo": True, "cy": False}
    assert late == {"ann": True, "bo": True, "cy": True}


def test_a_medium_knows_what_the_same_people_attended_and_tasks_do_not():
    met = [Gathering("g", "Forum", AT, on=dt.date(2024, 2, 1)), Attendance("ann", "g", AT), Attendance("bo", "g", AT)]
    met += [Affiliation(person, "Trust", AT) for person in ("ann", "bo")]
    acts = [act("ann", "bo", "reply", "slack:U1"), act("bo", "ann", "action", "")]
    reading, settings = dataset(*acts, *met), parse({"periods": {"All": ["2024-01-01", "2024-12-31"]}})
    whole = windows(reading, settings)[0]
    slack, actions = contacts(reading, settings, whole.two_mode)
    assert slack.whole.acts.meetings is whole.two_mode
    assert whole.two_mode.gatherings["period"].tolist() == ["All"]
    assert actions.whole.acts.meetings is None
    made = tables(slack.whole, settings)
    assert made["overlap"].loc["all", ["people", "pairs_in_touch", "pairs_never_together"]].tolist() == [2, 1, 0]
    assert "overlap" not in tables(actions.whole, settings)
    assert "overlap" not in tables(slack.networks[1][1], settings)


def test_nothing_between_meetings_is_no_network():
    assert contacts(dataset(), parse({})) == ()
    assert len(medium(dataset().interactions)) == 0


def test_one_person_at_one_meeting_is_a_meeting():
    facts = [Gathering("g", "Forum", AT, on=dt.date(2024, 2, 1)), Attendance("ann", "g", AT)]
    assert has_meetings(windows(dataset(*facts), parse({})))
    assert not has_meetings(windows(dataset(facts[0]), parse({})))


ACTS = pd.DataFrame(
    [
        ("a", "b", "reply", "general", "2024-03-05T10:00:00Z"),
        ("a", "b", "reply", "general", "2024-03-05T11:00:00Z"),
        ("b", "a", "mention", "general", "2024-03-06T09:00:00Z"),
        ("a", "c", "action", "", "2024-04-01"),
        ("c", "a", "reply", "leaflets", ""),
    ],
    columns=["source", "target", "kind", "channel", "at"],
)


def test_every_act_is_behind_a_tie_with_its_kind_place_and_day():
    told = threads(ACTS)
    assert sum(act.count for act in told.acts) == len(ACTS)
    assert {(act.source, act.target): told.titles[act.reason] for act in told.acts} == {
        ("a", "b"): "reply in #general, 5 March 2024",
        ("b", "a"): "mention in #general, 6 March 2024",
        ("a", "c"): "action, 1 April 2024",
        ("c", "a"): "reply in #leaflets",
    }


def test_kinds_and_channels_can_be_chosen():
    facets = threads(ACTS).facets
    assert set(facets["Kind of tie"].values()) == {"reply", "mention", "action"}
    assert set(facets["Channel"].values()) == {"general", "leaflets", ""}


def test_a_great_many_days_are_told_by_month_or_not_at_all():
    days = [
        f"{2000 + number // 360}-{1 + number // 30 % 12:02}-{1 + number % 28:02}"
        for number in range(MOST_REASONS + 400)
    ]
    many = pd.DataFrame({"source": "a", "target": "b", "kind": "reply", "channel": "x", "at": days})
    assert {len(act.reason) for act in threads(many).acts} == {len("reply|x|2000-01")}
    channels = [f"c{number:04}" for number in range(len(days))]
    assert {act.reason.count("-") for act in threads(many.assign(channel=channels)).acts} == {0}


def test_periods_of_one_medium_are_told_as_finely():
    days = pd.Series([f"{2000 + number}-01-01" for number in range(MOST_REASONS + 1)])
    assert [act.reason for act in threads(ACTS.iloc[:1], days).acts] == ["reply|general|"]


def test_nothing_said_is_nothing_told():
    assert len(threads(ACTS.iloc[:0]).acts) == 0
