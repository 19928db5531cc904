import datetime as dt

import pytest

from sna.dataset import Builder
from sna.errors import NetworkError
from sna.facts import (
    Affiliation,
    Attendance,
    Gathering,
    Interaction,
    Kind,
    Organisation,
    Origin,
    Person,
    Status,
)
from sna.weave import affiliation, contact

AT = Origin("a.csv", "line 2")
MARCH, JUNE = dt.date(2024, 3, 5), dt.date(2024, 6, 4)


def build(*facts):
    builder = Builder()
    builder.add(facts)
    return builder.dataset()


def forum(*more):
    """Ann and Bo meet in March; Ann alone in June; Cy is on the roster and came to nothing; a telephone was there."""
    return build(
        *(Person(id_, id_.title(), AT) for id_ in ("ann", "bo", "cy")),
        Person("phone", "+44 7", AT, kind=Kind.UNIDENTIFIED),
        Gathering("march", "Forum", AT, MARCH),
        Gathering("june", "Forum", AT, JUNE),
        Gathering("general", "general", AT, kind="channel"),
        *(Attendance(person, "march", AT) for person in ("ann", "bo", "phone")),
        Attendance("ann", "march", AT, written="ANN"),
        Attendance("ann", "june", AT),
        Attendance("bo", "june", AT, Status.APOLOGIES),
        Attendance("cy", "general", AT),
        Affiliation("ann", "Old", AT, until=dt.date(2024, 4, 1), declared=True),
        Affiliation("ann", "New", AT, since=dt.date(2024, 4, 2), declared=True),
        Affiliation("cy", "Old", AT, role="Nurse", since=JUNE, declared=True),
        Organisation("New", AT, sector="Council", locality="Dale"),
        *more,
    )


def test_only_presence_at_meetings_of_known_people_counts_and_counts_once():
    two_mode = affiliation(forum())
    assert list(two_mode.people.index) == ["ann", "bo", "cy"]
    assert list(two_mode.gatherings.index) == ["june", "march"]
    assert two_mode.incidence.toarray().tolist() == [[1, 1], [0, 1], [0, 0]]


def test_devices_are_nodes_only_when_asked_and_channels_likewise():
    assert "phone" in affiliation(forum(), unidentified=True).people.index
    channels = affiliation(forum(), kinds=("channel",))
    assert channels.incidence.sum() == 1
    assert channels.people.loc["cy", "role"] == "Nurse"


def test_people_carry_what_was_true_at_the_end_of_the_window():
    whole = affiliation(forum()).people.loc["ann"]
    assert whole[["organisation", "sector", "locality"]].tolist() == ["New", "Council", "Dale"]
    spring = affiliation(forum().between(MARCH, MARCH)).people.loc["ann"]
    assert spring["organisation"] == "Old"


def test_a_member_is_who_the_roster_names_in_the_window_or_who_came():
    assert affiliation(forum()).people["member"].to_dict() == {"ann": True, "bo": True, "cy": True}
    spring = affiliation(forum().between(MARCH, MARCH), people=["ann", "bo", "cy"])
    assert spring.people["member"].to_dict() == {"ann": True, "bo": True, "cy": False}


def acts():
    def act(source, target, kind, channel="general"):
        return Interaction(source, target, kind, AT, at="2024-03-05T09:00:00Z", channel=channel)

    return [
        act("ann", "bo", "reply"),
        act("ann", "bo", "mention", "random"),
        act("ann", "bo", "mention"),
        act("bo", "ann", "reaction"),
        act("cy", "cy", "reply"),
    ]


def test_contact_is_directed_counted_by_kind_and_knows_its_channels():
    ties = contact(forum(*acts())).ties
    assert ties[["source", "target", "weight", "count", "mention", "reaction", "reply", "via"]].to_numpy().tolist() == [
        ["ann", "bo", 3.0, 3, 2, 0, 1, "general; random"],
        ["bo", "ann", 1.0, 1, 0, 1, 0, "general"],
    ]


def test_kinds_and_channels_can_be_chosen_and_weighted():
    network = contact(forum(*acts()), kinds=["mention", "reaction"], channels=["general"], weights={"mention": 0.5})
    assert network.ties[["source", "weight"]].to_numpy().tolist() == [["ann", 0.5], ["bo", 1.0]]
    assert list(network.nodes.index) == ["ann", "bo", "cy"]
    assert len(contact(forum(*acts()), weights={"reply": 0, "mention": 0, "reaction": 0}).ties) == 0


def test_an_unknown_kind_is_said_with_those_there_are():
    with pytest.raises(NetworkError, match="kind 'likes'; there are: mention, reaction, reply"):
        contact(forum(*acts()), kinds=["likes"])


def test_nothing_to_contact_is_an_empty_network():
    assert len(contact(forum())) == 0
    assert len(contact(build())) == 0
