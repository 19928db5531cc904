"""Dynamic GEXF: the same network with the days on which each person and each tie was seen, for Gephi's timeline."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import numpy as np

from sna.export import gexf
from sna.export.plain import Plain
from sna.network import Network, TwoMode

read = gexf.read
expected = gexf.expected


def write(network: Network, path: Path) -> None:
    """Write the network with the days of the gatherings behind it; without dated gatherings nothing is ever seen."""
    nodes: dict[int, list[dt.date]] = defaultdict(list)
    ties: dict[int, list[dt.date]] = defaultdict(list)
    if network.behind is not None and "on" in network.behind.gatherings:
        _add_days(network, network.behind, nodes, ties)
    gexf.write_with(network, path, (nodes, ties))


def _add_days(
    network: Network, register: TwoMode, nodes: dict[int, list[dt.date]], ties: dict[int, list[dt.date]]
) -> None:
    """Note the days: of a person those of their gatherings, of a tie those of the gatherings both were at."""
    days = register.gatherings["on"].tolist()
    rows = register.people.index.get_indexer(network.nodes.index)
    gatherings = [set(register.incidence[[row]].indices.tolist()) if row >= 0 else set() for row in rows]
    for number, columns in enumerate(gatherings):
        nodes[number] = [days[column] for column in columns if days[column] is not None]
    for number, (tail, head) in enumerate(np.column_stack(network.positions()).tolist()):
        ties[number] = [days[column] for column in gatherings[tail] & gatherings[head] if days[column] is not None]


__all__ = ["Plain", "expected", "read", "write"]
