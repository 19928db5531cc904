"""What the Slack export says: who turned to whom in the public channels, who is who, who is in which channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formats.slack import Channel, Person, ties
from formats.table import table

from world.people import Member


def edges(channels: Sequence[Channel]) -> bytes:
    """Write the acts between people: kind, source and target account, count."""
    return table(["kind", "source", "target", "count"], [[*tie, count] for tie, count in ties(channels).items()])


def people(everybody: Sequence[Person], members: Mapping[str, Member]) -> bytes:
    """Write the accounts: id, name, whose it is (person and name), kind, and the organisation the profile says.

    The kind is member, guest, left, stranger or bot; who belongs to the forum is a person of its truth.
    """
    known = {each.name: (members[each.name].id, members[each.name].name) for each in everybody if each.name in members}
    rows = sorted(
        (f"slack:{each.id}", *known.get(each.name, ("", each.name)), each.kind, each.organisation) for each in everybody
    )
    return table(["account", "person", "name", "kind", "organisation"], rows)


def members(channels: Sequence[Channel], known: Mapping[str, Member]) -> bytes:
    """Write who is listed as a member of each public channel."""
    public = [channel for channel in channels if channel.kind == "channels"]
    rows = [
        (channel.name, f"slack:{person.id}", known[person.name].name if person.name in known else person.name)
        for channel in public
        for person in channel.members
        if person.kind != "stranger"
    ]
    return table(["channel", "account", "name"], sorted(rows))
