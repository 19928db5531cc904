"""What is said of a finding, or of several of one kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sna.findings import Finding

Names = Mapping[str, str]
"""Person's id → what stands for them; empty where nobody may be named."""


class Told(Struct, frozen=True):
    """A few words, what stands behind them, whom they are about, and a callout for the map."""

    headline: str
    text: str
    people: tuple[str, ...] = ()
    callout: str = ""


def called(found: Finding, names: Names) -> list[str]:
    """Give what the people of a finding are called; nothing where nobody may be named."""
    return [names.get(person, person) for person in found.who] if names else []


def subjects(found: Sequence[Finding]) -> list[str]:
    """Give the groups that several findings are about, each once."""
    return list(dict.fromkeys(group for one in found for group in one.groups))


def on(found: Finding) -> str:
    """Say where, after a claim; nothing for the meetings.

    Examples
    --------
    >>> on(Finding(what="alone", medium="Slack")), on(Finding(what="alone"))
    (' on Slack', '')
    """
    if found.medium == "meetings":
        return ""
    return f" {'in' if found.medium.startswith('actions') else 'on'} {found.medium}"
