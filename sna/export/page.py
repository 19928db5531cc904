"""A page that shows a network and needs nothing else, such as pyvis makes; this package does not draw it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sna.errors import ExportError
from sna.export.plain import Plain, checked, plain, rebuilt
from sna.network import Network

_DATA = re.compile(r'<script type="application/json" id="engine-data">(.*?)</script>', re.DOTALL)


def write_page(html: str, network: Network, path: Path) -> None:
    """Write a page, read its data back and compare it with the network it shows.

    Raises
    ------
    ExportError
        If the page holds no network, or another.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8", errors="replace", newline="\n")
    names = network.nodes["name"].fillna("") if "name" in network.nodes.columns else [""] * len(network)
    words = (" ".join(str(name).split()) or "No name" for name in names)
    checked(plain(network, names=words), read(path), path.name)


def read(path: Path) -> Plain:
    """Read back the data from which the page draws."""
    block = _DATA.search(path.read_text(encoding="utf-8"))
    if block is None:
        raise ExportError(f"{path.name}: there is no network in it. Please report this as a mistake.")
    content = json.loads(block[1])
    ties = [(edge["from"], edge["to"], edge["weight"]) for edge in content["edges"]]
    nodes = content["nodes"]
    directed = any("arrows" in edge for edge in content["edges"])
    return rebuilt([node["id"] for node in nodes], ties, [node["name"] for node in nodes], directed=directed)
