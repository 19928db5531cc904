"""The networks between the meetings: who turned to whom on Slack, on X, and who was given an action in the minutes.

They stay apart from the meetings' network and from each other: a reply is not a meeting, and an account of X is a
person's only where the aliases say so.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset
from sna.membership import Membership
from sna.network import Network
from sna.study.settings import Settings
from sna.weave import affiliation, contact

MEDIA = {"slack": "Slack", "x": "Twitter/X", "actions": "actions in the minutes"}
"""The media whose networks stay apart: the name in file names → the name for readers."""


class Contacts(Struct, frozen=True):
    """The network of one medium: of the whole time (title ""), then of each period, with the same people.

    `acts` are the interactions behind each of the networks.
    """

    name: str
    title: str
    networks: tuple[tuple[str, Network], ...]
    acts: tuple[pd.DataFrame, ...] = ()

    @property
    def whole(self) -> Network:
        """The network of the whole time."""
        return self.networks[0][1]

    @property
    def compared(self) -> tuple[tuple[str, Network], ...]:
        """The periods in order of time; the whole time where there are none."""
        return self.networks[1:] or self.networks


def medium(acts: pd.DataFrame) -> pd.Series:
    """Give the medium of each interaction: the namespace of its account, or *actions* for what minutes say."""
    pairs = zip(acts["source_account"], acts["kind"], strict=True)
    found = ["actions" if kind == "action" else account.partition(":")[0] for account, kind in pairs]
    return pd.Series(found, index=acts.index, dtype="str")


def contacts(dataset: Dataset, settings: Settings) -> tuple[Contacts, ...]:
    """Weave the network of each medium anybody used, for the whole time and for each period."""
    media = medium(dataset.interactions)
    made = []
    for name, title in MEDIA.items():
        acts = dataset.interactions[media == name]
        if len(acts):
            part = dataset.with_tables(interactions=acts)
            networks = tuple(_windows(part, settings, _joined(part, name)))
            made.append(Contacts(name, title, networks, tuple(_acts(part, settings))))
    return tuple(made)


def _acts(dataset: Dataset, settings: Settings) -> Iterator[pd.DataFrame]:
    """Give the acts that make ties, of the whole time and of each period."""
    for part in (dataset, *(dataset.between(first, last) for first, last in settings.periods.values())):
        acts = part.interactions
        weighed = acts["kind"].map(lambda kind: settings.contact.get(kind, 1.0)) > 0
        yield acts[weighed & (acts["source"] != acts["target"])]


def _joined(dataset: Dataset, name: str) -> pd.DataFrame:
    """Give those who have joined a channel of a medium: Slack lists them, the others do not."""
    channels = dataset.gatherings.loc[dataset.gatherings["kind"] == "channel", "id"]
    there = dataset.attendance[dataset.attendance["gathering"].isin(set(channels)) & (name == "slack")]
    return affiliation(dataset, people=there["person"], kinds=("channel",)).people.assign(member=True)


def _windows(dataset: Dataset, settings: Settings, joined: pd.DataFrame) -> list[tuple[str, Network]]:
    """Weave one medium's windows; whoever has joined a channel of it is a node, also those who never wrote.

    In a period somebody the list of members says had not joined yet, or had left, is no member unless tied.
    """
    known = set(dataset.interactions["kind"])
    weights = {kind: weight for kind, weight in settings.contact.items() if kind in known}
    woven = contact(dataset, weights=weights)
    silent = joined[~joined.index.isin(woven.nodes.index)]
    whole = Network(pd.concat([woven.nodes, silent]), woven.ties, directed=True)
    found, members = [("", whole)], Membership(dataset.affiliations)
    for title, (first, last) in settings.periods.items():
        part = dataset.between(first, last)
        said = set(part.interactions["kind"])
        woven = contact(part, weights={kind: weight for kind, weight in weights.items() if kind in said})
        active = {*woven.ties["source"], *woven.ties["target"]}
        there = [person in active or members.member(person, first, last) is not False for person in whole.nodes.index]
        found.append((title, Network(whole.nodes.assign(member=there), woven.ties, directed=True)))
    return found
