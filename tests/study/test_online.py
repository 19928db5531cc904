import datetime as dt

from sna.dataset import Builder
from sna.facts import Affiliation, Interaction, Origin, Person
from sna.study.networks import contacts, medium
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


def test_nothing_between_meetings_is_no_network():
    assert contacts(dataset(), parse({})) == ()
    assert len(medium(dataset().interactions)) == 0
