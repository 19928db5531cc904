"""The networks of a study: of the whole time, and of each period with the same people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from inspect import signature

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.analyse import ANALYSES, NEEDS, analysis
from sna.dataset import Dataset
from sna.network import Network, TwoMode
from sna.study.settings import Settings
from sna.weave import affiliation, check_projection, project, undrawn


class Window(Struct, frozen=True):
    """A stretch of time and its networks.

    Attributes
    ----------
    title
        The period's title; empty for the whole time.
    since, until
        First and last day of a gathering; None if none is dated.
    two_mode, network
        People × gatherings, and the people tied by them; every window of a study has the same people.
    undrawn
        The gatherings too large to make ties, as `sna.weave.undrawn` lists them.
    """

    title: str
    since: dt.date | None
    until: dt.date | None
    dataset: Dataset
    two_mode: TwoMode
    network: Network
    undrawn: pd.DataFrame

    def members(self) -> Network:
        """Give the network of those who were members in the window."""
        return among(self.network, self.network.nodes["member"].to_numpy(bool))


def windows(dataset: Dataset, settings: Settings) -> tuple[Window, ...]:
    """Weave the network of the whole time and of each period of the settings, in this order.

    Raises
    ------
    NetworkError
        If a projection does not balance with the attendance it comes from.
    """
    whole = affiliation(dataset, unidentified=settings.network.unidentified)
    made = [_window("", dataset, whole, settings)]
    for title, (first, last) in settings.periods.items():
        part = dataset.between(first, last)
        two_mode = affiliation(part, people=whole.people.index, unidentified=settings.network.unidentified)
        made.append(_window(title, part, two_mode, settings))
    return tuple(made)


def _window(title: str, dataset: Dataset, two_mode: TwoMode, settings: Settings) -> Window:
    chosen = settings.network
    network = project(two_mode, weight=chosen.weight, largest=chosen.largest)
    check_projection(two_mode, network, chosen.largest)
    days = [day for day in two_mode.gatherings["on"] if day is not None]
    since, until = (min(days), max(days)) if days else (None, None)
    return Window(title, since, until, dataset, two_mode, network, undrawn(two_mode, chosen.largest))


def among(network: Network, kept: np.ndarray) -> Network:
    """Give the network among some of its nodes (`kept`: one truth value per node, in node order)."""
    nodes = network.nodes[kept]
    inside = network.ties["source"].isin(set(nodes.index)) & network.ties["target"].isin(set(nodes.index))
    ties = network.ties[inside].reset_index(drop=True)
    return Network(nodes, ties, directed=network.directed, behind=network.behind)


def tables(window: Window, settings: Settings) -> dict[str, pd.DataFrame]:
    """Make every analysis of a window's members; those that compare groups are of the people whose group is known."""
    network, by = window.members(), settings.study.group
    grouped = among(network, (network.nodes[by] != "").to_numpy(bool))
    told = {"by": by, "seed": settings.study.seed, "permutations": settings.network.permutations}
    return {name: _made(name, grouped if "by" in NEEDS[name] else network, told) for name in ANALYSES}


def _made(name: str, network: Network, told: Mapping[str, object]) -> pd.DataFrame:
    """Make one analysis, telling it what it wants to know."""
    function = analysis(name)
    known = signature(function).parameters
    return function(network, **{option: value for option, value in told.items() if option in known})


def node_table(window: Window, made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the people with what is known and found about each, ready for other tools."""
    nodes = window.network.nodes.copy()
    nodes["gatherings"] = window.two_mode.attended()
    for name in ("centrality", "outside"):
        found = made[name]
        nodes = nodes.join(found[[column for column in found.columns if column not in nodes.columns]])
    return nodes


def tie_table(window: Window) -> pd.DataFrame:
    """Give the ties: source, target, count, newman, jaccard, weight, via."""
    ties = window.network.ties.copy()
    ties["via"] = window.network.via()
    return ties[["source", "target", "count", "newman", "jaccard", "weight", "via"]]
