"""The networks between the meetings: who turned to whom on Slack, on X, and who was given an action in the minutes.

They stay apart from the meetings' network and from each other: a reply is not a meeting, and an account of X is a
person's only where the aliases say so.
"""

from __future__ import annotations

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset
from sna.network import Network
from sna.study.settings import Settings
from sna.weave import contact

MEDIA = {"slack": "Slack", "x": "Twitter/X", "actions": "actions in the minutes"}
"""The media whose networks stay apart: the name in file names → the name for readers."""


class Contacts(Struct, frozen=True):
    """The network of one medium: of the whole time (title ""), then of each period, with the same people."""

    name: str
    title: str
    networks: tuple[tuple[str, Network], ...]

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
            made.append(Contacts(name, title, tuple(_windows(dataset.with_tables(interactions=acts), settings))))
    return tuple(made)


def _windows(dataset: Dataset, settings: Settings) -> list[tuple[str, Network]]:
    known = set(dataset.interactions["kind"])
    weights = {kind: weight for kind, weight in settings.contact.items() if kind in known}
    whole = contact(dataset, weights=weights)
    found = [("", whole)]
    for title, (first, last) in settings.periods.items():
        part = dataset.between(first, last)
        said = set(part.interactions["kind"])
        woven = contact(part, weights={kind: weight for kind, weight in weights.items() if kind in said})
        found.append((title, Network(whole.nodes, woven.ties, directed=True)))
    return found
