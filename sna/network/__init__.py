"""Networks as two tables and a sparse matrix.

`Network` is one-mode: nodes, and ties among them. `TwoMode` is people × gatherings. Nodes are always sorted by id and
ties by their ends, so no result depends on the order in which anything was read. `one_mode` takes either a `Network`
or a networkx graph.
"""

from sna.network.onemode import Network, one_mode
from sna.network.twomode import TwoMode

__all__ = ["Network", "TwoMode", "one_mode"]
