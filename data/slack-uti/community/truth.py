"""What the export holds, written down from the world itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from formats.slack import Channel, Person, Post, ties
from formats.table import table

from community.people import SIZES, Member
from community.talk import HALF


def edges(channels: Sequence[Channel]) -> bytes:
    """Write the acts between people: kind, source and target account, count."""
    return table(["kind", "source", "target", "count"], [[*tie, count] for tie, count in ties(channels).items()])


def people(members: Sequence[Member], others: Sequence[Person]) -> bytes:
    """Write the accounts; strangers and bots have no country."""
    rows = [(m.account, m.country) for m in members] + [(each, "") for each in others]
    said = sorted((f"slack:{each.id}", each.name, each.kind, each.organisation, country) for each, country in rows)
    return table(["account", "name", "kind", "organisation", "country"], said)


def mixing(channels: Sequence[Channel], members: Sequence[Member]) -> bytes:
    """Write, for each half of the 18 months, how many ties cross countries and how many would by chance.

    A tie is a pair of members of whom at least one turned to the other in a public channel. Expected is the share of
    all pairs of those tied to anybody that are of two countries.
    """
    countries = {f"slack:{member.account.id}": member.country for member in members}
    rows = [_mixing(half, later, channels, countries) for half, later in (("first", False), ("second", True))]
    return table(["half", "people", "ties", "across", "share_across", "share_expected"], rows)


def facts(channels: Sequence[Channel], members: Sequence[Member]) -> bytes:
    """Write the counts the example was built to have."""
    public = [channel for channel in channels if channel.kind == "channels"]
    posts = [post for channel in public for post in channel.posts]
    rows: list[tuple[str, int]] = [
        ("members", len(members)),
        ("countries", len({member.country for member in members})),
        ("organisations", len({member.account.organisation for member in members})),
        ("public channels", len(public)),
        ("messages in public channels", len(posts)),
        ("members who wrote", len({post.by.id for post in posts if not post.notice} & _ids(members))),
        *((f"members in {country}", size) for country, size in SIZES.items()),
    ]
    return table(["what", "value"], rows)


def _ids(members: Sequence[Member]) -> set[str]:
    return {member.account.id for member in members}


def _mixing(half: str, later: bool, channels: Sequence[Channel], countries: Mapping[str, str]) -> list[object]:
    parts = [
        Channel(channel.name, [], [post for post in channel.posts if _is_later(post) is later], channel.kind)
        for channel in channels
    ]
    pairs = {tuple(sorted(tie[1:])) for tie in ties(parts)}
    pairs = {pair for pair in pairs if all(end in countries for end in pair)}
    across = sum(countries[pair[0]] != countries[pair[1]] for pair in pairs)
    sizes = Counter(countries[person] for person in {end for pair in pairs for end in pair})
    share = f"{across / len(pairs):.4f}"
    return [half, sum(sizes.values()), len(pairs), across, share, f"{_expected(sizes):.4f}"]


def _is_later(post: Post) -> bool:
    return post.at.date() >= HALF


def _expected(sizes: Mapping[str, int]) -> float:
    people = sum(sizes.values())
    return 1 - sum(size * (size - 1) for size in sizes.values()) / (people * (people - 1))
