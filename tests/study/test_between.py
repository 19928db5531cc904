import datetime as dt

import pytest
from sna.study.between import met, report_medium, stand_in, tie_of, told

from sna.dataset import Builder
from sna.facts import Attendance, Gathering, Interaction, Origin, Person
from sna.ledger import Ledger
from sna.study.analyses import tables
from sna.study.audience.evaluator import MOVING, Made, report_content
from sna.study.networks import contacts, windows
from sna.study.reading import Reading
from sna.study.settings import parse

AT = Origin("a", "line 1")
SETTINGS = parse(
    {
        "periods": {"Early": ["2023-01-01", "2023-12-31"], "Late": ["2024-01-01", "2024-12-31"]},
        "study": {"colour": "locality"},
        "network": {"permutations": 19, "largest": 1200},
    }
)
ACTS = [
    ("ann", "bo", "reply", "2023-02-01"),
    ("bo", "ann", "reply", "2024-03-01"),
    ("bo", "cy", "mention", "2024-05-01"),
]


def dataset(*, attended=(), space="slack"):
    """Four people, three of whom write; Di has only joined a channel."""
    builder = Builder()
    builder.add([Person(id_, id_.title(), AT) for id_ in ("ann", "bo", "cy", "di")])
    builder.add(
        [Gathering("slack:C1", "general", AT, kind="channel"), Gathering("g", "Forum", AT, on=dt.date(2024, 2, 1))]
    )
    builder.add([Attendance("di", "slack:C1", AT), *(Attendance(person, "g", AT) for person in attended)])
    builder.add(
        [
            Interaction(one, other, kind, AT, at=f"{day}T10:00:00Z", source_account=f"{space}:{one}")
            for one, other, kind, day in ACTS
        ]
    )
    return builder.dataset()


def made(given):
    """What `make` makes of a dataset, without writing it."""
    woven, online = windows(given, SETTINGS), contacts(given, SETTINGS)
    medium = None if met(woven) else online[0]
    woven, online = (stand_in(woven, medium), online[1:]) if medium else (woven, online)
    return Made(
        tuple((window, tables(window.network, SETTINGS)) for window in woven),
        tuple((one, [tables(network, SETTINGS) for _title, network in one.networks]) for one in online),
        medium,
    )


def content(given):
    return report_content(Reading(given, Ledger([]), ()), SETTINGS, made(given), "Forum")


def test_one_person_at_one_meeting_is_a_meeting():
    assert met(windows(dataset(attended=["ann"]), SETTINGS))
    assert not met(windows(dataset(), SETTINGS))


def test_whoever_joined_a_channel_of_slack_is_on_its_map_and_silent():
    (slack,) = contacts(dataset(), SETTINGS)
    assert list(slack.whole.nodes.index) == ["ann", "bo", "cy", "di"]
    assert slack.whole.nodes["member"].all()
    (x,) = contacts(dataset(space="x"), SETTINGS)
    assert list(x.whole.nodes.index) == ["ann", "bo", "cy"]


def test_a_period_of_a_medium_counts_acts_and_pairs():
    (slack,) = contacts(dataset(), SETTINGS)
    whole = told("", slack.whole, {})
    assert (whole.acts, whole.ties, whole.people, whole.gatherings) == (3, 2, 4, 0)
    early = told("Early", slack.compared[0][1], {})
    assert (early.title, early.acts, early.ties) == ("Early", 1, 1)


def test_beside_meetings_each_medium_has_its_own_part():
    found = content(dataset(attended=["ann", "bo"]))
    assert found.medium == ""
    assert [(one.name, one.title, one.map_file) for one in found.media] == [("slack", "Slack", "map-slack.html")]
    assert [(one.title, one.acts) for one in found.media[0].periods] == [("Early", 1), ("Late", 2)]
    assert [(one.gatherings, one.acts) for one in found.periods] == [(0, 0), (1, 0)]
    assert list(found.people.index) == ["ann", "bo"]
    assert found.media[0].people.loc["di", ["name", "kind"]].tolist() == ["Di", "person"]
    assert found.tie.endswith("one of more than 1,200 people makes no ties.")
    assert found.colour_by == "locality"


def test_where_nobody_met_the_medium_stands_in():
    found = content(dataset())
    assert (found.medium, found.media) == ("Slack", ())
    assert [(one.title, one.gatherings, one.acts, one.ties) for one in found.periods] == [
        ("Early", 0, 1, 1),
        ("Late", 0, 2, 2),
    ]
    assert found.periods[1].since == dt.date(2024, 3, 1)
    assert found.periods[1].until == dt.date(2024, 5, 1)
    assert len(found.gatherings) == len(found.attendance) == 0
    assert list(found.people.index) == ["ann", "bo", "cy", "di"]
    assert found.tie == "Two people are tied when one of them turned to the other on Slack: mention, reply."
    assert set(found.methods.settings) == {"Permutations", *MOVING}


def test_the_tables_of_what_stands_in_are_those_of_the_meetings():
    assert [title for title, _network, _tables in made(dataset()).networks()] == ["", "early", "late"]
    both = made(dataset(attended=["ann"]))
    assert [title for title, _network, _tables in both.networks()][3:] == ["slack/", "slack/early", "slack/late"]


@pytest.mark.parametrize("space", ["slack", "x"])
def test_the_medium_of_the_report_has_as_many_periods_as_the_study(space):
    (one,) = contacts(dataset(space=space), SETTINGS)
    medium = report_medium(one, [{}, {}, {}])
    assert [period.title for period in medium.periods] == ["Early", "Late"]
    assert tie_of(one).endswith("mention, reply.")
