"""Pajek: a .net file with the network, and a .clu file beside it for each grouping of the nodes.

Pajek's labels hold neither quotation marks nor line ends; where a name has them its label has the nearest there is, and
``nodes.csv`` says by number who is meant.

Batagelj, V., & Mrvar, A. (1998). Pajek: program for large network analysis. Connections 21(2), 47-57.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd

from sna.export.lists import plain_text, write_csv
from sna.export.plain import Plain, distinct, node_names, plain, rebuilt
from sna.network import Network

_VERTEX = re.compile(r'(\d+) "([^"]*)"')
MOST_GROUPS = 0.5
"""A column with more different values than this share of the nodes is no grouping."""


def write(network: Network, path: Path) -> None:
    """Write the network, a .clu file for each column that groups the nodes, and which number is who."""
    words = labels(network)
    lines = [f"*Vertices {len(words)}", *(f'{number} "{word}"' for number, word in enumerate(words, 1))]
    lines.append("*Arcs" if network.directed else "*Edges")
    source, target = network.positions()
    weights = network.ties["weight"].tolist()
    lines += [f"{a + 1} {b + 1} {weight!r}" for a, b, weight in zip(source, target, weights, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\r\n")
    listed = pd.DataFrame({"number": range(1, len(words) + 1), "label": words, "node": list(network.nodes.index)})
    for column in groupings(network):
        listed[column] = network.nodes[column].tolist()
        _write_groups(network.nodes[column], path.with_name(f"{column}.clu"))
    write_csv(listed.assign(name=node_names(network)), path.with_name("network-nodes.csv"))


def read(path: Path) -> Plain:
    """Read back line by line; the names come from the list beside."""
    text = path.read_text(encoding="utf-8")
    head, _, ties = re.split(r"(?m)^\*(Arcs|Edges)$", text)
    words = [vertex[2] for vertex in _VERTEX.finditer(head)]
    rows = (line.split() for line in ties.split("\n") if line)
    pairs = [(words[int(a) - 1], words[int(b) - 1], float(weight)) for a, b, weight in rows]
    with path.with_name("network-nodes.csv").open(encoding="utf-8", newline="") as file:
        names = [plain_text(row["name"]) for row in csv.DictReader(file)]
    return rebuilt(words, pairs, names, directed="\n*Arcs\n" in text)


def expected(network: Network) -> Plain:
    """Say what the file must hold."""
    return plain(network, labels(network), node_names(network))


def labels(network: Network) -> list[str]:
    """Give each node's label: its name in one line, with apostrophes for quotation marks.

    Examples
    --------
    >>> labels(Network.of([('Ann "Nan" Lee', "b", 1.0)]))
    ["Ann 'Nan' Lee", 'b']
    """
    return distinct(node_names(network), lambda name: " ".join(name.replace('"', "'").split()) or "?")


def groupings(network: Network) -> list[str]:
    """Name the text columns that part the nodes into groups."""
    nodes = network.nodes
    texts = [column for column in nodes.columns if pd.api.types.is_string_dtype(nodes[column])]
    most = max(2, MOST_GROUPS * len(nodes))
    return [column for column in texts if column not in {"name", "via"} and 1 < nodes[column].nunique() <= most]


def _write_groups(column: pd.Series, path: Path) -> None:
    """Write the number of each node's group, from 1 in the order of their names; 0 stands for not known."""
    values = sorted({value for value in column.fillna("") if value})
    number = {value: place for place, value in enumerate(values, 1)}
    lines = [f"*Vertices {len(column)}", *(str(number.get(value, 0)) for value in column.fillna(""))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\r\n")
