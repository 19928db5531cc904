"""Every analysis of a network, and the tables other tools take."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.analyse import ANALYSES, NEEDS, analysis
from sna.dataset import Dataset
from sna.names import key
from sna.network import Network
from sna.study.settings import Settings

BOUNDARIES = ("organisation", "locality", "sector")
"""The columns whose crossing is measured beside the study's own group, where two groups or more are known."""


def among(network: Network, kept: np.ndarray) -> Network:
    """Give the network among some of its nodes (`kept`: one truth value per node, in node order)."""
    nodes = network.nodes[kept]
    inside = network.ties["source"].isin(set(nodes.index)) & network.ties["target"].isin(set(nodes.index))
    ties = network.ties[inside].reset_index(drop=True)
    return Network(nodes, ties, directed=network.directed, behind=network.behind)


def members(network: Network) -> Network:
    """Give the network of those who were members in its window."""
    return among(network, network.nodes["member"].to_numpy(bool))


class Known(Struct, frozen=True):
    """What the analyses are told of the community.

    Attributes
    ----------
    targets
        Column → the groups of it that the community wants to reach, also those nobody has come from.
    conveners
        Ids of the people who tie everybody to everybody by their task.
    """

    targets: Mapping[str, tuple[str, ...]] = {}
    conveners: tuple[str, ...] = ()


def known(dataset: Dataset, settings: Settings) -> Known:
    """Look up whom the community wants to reach and who convenes it."""
    wanted = dataset.organisations[dataset.organisations["reach"]]
    columns = {"organisation": "name", "locality": "locality", "sector": "sector"}
    targets = {by: tuple(sorted({*wanted[column]} - {""})) for by, column in columns.items()}
    names = {key(name) for name in settings.study.conveners}
    people = dataset.people
    return Known(targets, tuple(sorted(people.loc[[key(name) in names for name in people["name"]], "id"])))


def tables(network: Network, settings: Settings, told_of: Known = Known()) -> dict[str, pd.DataFrame]:  # noqa: B008
    """Make every analysis of a network's members.

    Those that compare groups are of the people whose group is known. The E-I index is also made for each other
    boundary, as ``ei_index_locality`` and so on. Those that compare periods are made of the whole time only, for each
    boundary: `trend` wherever gatherings are known, the rest where there are two periods or more.
    """
    people, by = members(network), settings.study.group
    told = {
        "by": by,
        "seed": settings.study.seed,
        "permutations": settings.network.permutations,
        "targets": told_of.targets.get(by, ()),
        "without": told_of.conveners,
    }
    grouped, later = _grouped(people, by), _of_periods(network, settings)
    made = {
        name: _made(name, grouped if "by" in NEEDS[name] else people, told)
        for name in ANALYSES
        if "period" not in NEEDS[name] or name in later
    }
    for other in BOUNDARIES:
        if other != by and len(set(people.nodes[other]) - {""}) > 1:
            beside = _grouped(people, other)
            made |= {f"{name}_{other}": _made(name, beside, {**told, "by": other}) for name in ["ei_index", *later]}
    return made


def _of_periods(network: Network, settings: Settings) -> list[str]:
    """Name the analyses that compare periods and can be made: of the whole time, whose gatherings know their period."""
    if network.behind is None or "period" not in network.behind.gatherings.columns:
        return []
    names = [name for name in ANALYSES if "period" in NEEDS[name]]
    return names if len(settings.periods) > 1 else [name for name in names if name == "trend"]


def _grouped(network: Network, by: str) -> Network:
    return among(network, (network.nodes[by] != "").to_numpy(bool))


def _made(name: str, network: Network, told: Mapping[str, object]) -> pd.DataFrame:
    """Make one analysis, telling it what it wants to know."""
    function = analysis(name)
    asked = signature(function).parameters
    return function(network, **{option: value for option, value in told.items() if option in asked})


def node_table(network: Network, made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the people with what is known and found about each, ready for other tools."""
    nodes = network.nodes.copy()
    if network.behind is not None:
        came = pd.Series(network.behind.attended(), index=network.behind.people.index)
        nodes["gatherings"] = came.reindex(nodes.index)
    for name in ("centrality", "outside"):
        found = made[name]
        nodes = nodes.join(found[[column for column in found.columns if column not in {*nodes.columns, "note"}]])
    return nodes


def tie_table(network: Network) -> pd.DataFrame:
    """Give the ties: source, target, count (of meetings: newman, jaccard), weight, what else is known, via."""
    ties = network.ties.copy()
    ties["via"] = network.via()
    first = [column for column in ("source", "target", "count", "newman", "jaccard") if column in ties.columns]
    return ties[[*first, *(column for column in ties.columns if column not in {*first, "via"}), "via"]]
