"""What a community of practice does to the isolation between teams and organisations.

The names below are those to begin with; each is imported when it is first used.

- `open_study`, `read_study`, `make`: from a folder of records to report, map and tables
- `Network`, `TwoMode`, `project`: networks, and how people who met are tied
- `analysis`, `ANALYSES`: every analysis by its name
- `Map`, `draw_map`: the map, also of a network that came from elsewhere

Examples
--------
>>> import networkx as nx
>>> draw_map(nx.karate_club_graph(), by="club")  # doctest: +SKIP
<Map of 34 people, 1 period>
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sna.analyse import ANALYSES, analysis
    from sna.network import Network, TwoMode, project
    from sna.render.map.page import Map, draw_map
    from sna.study import open_study, read_study
    from sna.study.pages import make

__version__ = "0.3.0"

__all__ = [
    "ANALYSES",
    "Map",
    "Network",
    "TwoMode",
    "analysis",
    "draw_map",
    "make",
    "open_study",
    "project",
    "read_study",
]

_HOMES = {
    "ANALYSES": "sna.analyse",
    "Map": "sna.render.map.page",
    "Network": "sna.network",
    "TwoMode": "sna.network",
    "analysis": "sna.analyse",
    "draw_map": "sna.render.map.page",
    "make": "sna.study.pages",
    "open_study": "sna.study",
    "project": "sna.network",
    "read_study": "sna.study",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``import sna`` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sna' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted({*globals(), *__all__})
