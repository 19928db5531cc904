"""Why two people are tied on a medium."""

import pandas as pd

from sna.study.networks import MOST, threads

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
    assert told.acts["count"].sum() == len(ACTS)
    told_of = zip(told.acts["source"], told.acts["target"], told.acts["reason"], strict=True)
    assert {(source, target): told.titles[reason] for source, target, reason in told_of} == {
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
    days = [f"{2000 + number // 360}-{1 + number // 30 % 12:02}-{1 + number % 28:02}" for number in range(MOST + 400)]
    many = pd.DataFrame({"source": "a", "target": "b", "kind": "reply", "channel": "x", "at": days})
    assert set(threads(many).acts["reason"].str.len()) == {len("reply|x|2000-01")}
    channels = [f"c{number:04}" for number in range(len(days))]
    assert set(threads(many.assign(channel=channels)).acts["reason"].str.count("-")) == {0}


def test_periods_of_one_medium_are_told_as_finely():
    days = pd.Series([f"{2000 + number}-01-01" for number in range(MOST + 1)])
    assert threads(ACTS.iloc[:1], days).acts["reason"].tolist() == ["reply|general|"]


def test_nothing_said_is_nothing_told():
    assert len(threads(ACTS.iloc[:0]).acts) == 0
