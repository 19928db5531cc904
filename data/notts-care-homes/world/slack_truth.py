"""What the Slack export says: who turned to whom in the public channels, who is who, who is in which channel."""

from __future__ import annotations

from collections.abc import Sequence

from formats.slack import Channel, Person, ties
from formats.table import table


def edges(channels: Sequence[Channel]) -> bytes:
    """Write the acts between people: kind, source and target account, count."""
    return table(["kind", "source", "target", "count"], [[*tie, count] for tie, count in ties(channels).items()])


def people(everybody: Sequence[Person]) -> bytes:
    """Write the accounts: id, name, kind (member, guest, left, stranger, bot) and the organisation the profile says."""
    rows = sorted((f"slack:{each.id}", each.name, each.kind, each.organisation) for each in everybody)
    return table(["account", "name", "kind", "organisation"], rows)


def members(channels: Sequence[Channel]) -> bytes:
    """Write who is listed as a member of each public channel."""
    public = [channel for channel in channels if channel.kind == "channels"]
    rows = [
        (channel.name, f"slack:{person.id}", person.name)
        for channel in public
        for person in channel.members
        if person.kind != "stranger"
    ]
    return table(["channel", "account", "name"], sorted(rows))
