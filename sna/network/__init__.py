"""Networks as two tables and a sparse matrix.

`Network` is one-mode: nodes, and ties among them. `TwoMode` is people × gatherings. Nodes are always sorted by id and
ties by their ends, so no result depends on the order in which anything was read. `one_mode` takes either a `Network`
or a networkx graph. `project` ties the people who were at the same gatherings, `reduce` makes ties of groups of ties of
people.
"""

from sna.network.onemode import Acts, AnyNetwork, Network, one_mode, unknown_column
from sna.network.projection import LARGEST, check_projection, project, reduce, undrawn
from sna.network.twomode import TwoMode

__all__ = [
    "LARGEST",
    "Acts",
    "AnyNetwork",
    "Network",
    "TwoMode",
    "check_projection",
    "one_mode",
    "project",
    "reduce",
    "undrawn",
    "unknown_column",
]
