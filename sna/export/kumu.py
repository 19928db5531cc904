"""Kumu: its JSON (https://docs.kumu.io), and the same as a workbook with the sheets Elements and Connections."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sna.export.plain import Plain, columns_of, distinct, has_value, node_names, plain, rebuilt
from sna.export.workbook import write_workbook
from sna.network import Network

_ENDS = ("source", "target")
_OWN_COLUMNS = ("name", "label", "type")


def write(network: Network, path: Path) -> None:
    """Write ``kumu.json`` and ``kumu.xlsx``; Kumu knows an element by its label, so no two are alike."""
    elements, connections = _elements(network), _connections(network)
    content = {"elements": _records(elements), "connections": _records(connections)}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    write_workbook({"Elements": elements, "Connections": connections}, path.with_suffix(".xlsx"))


def read(path: Path) -> Plain:
    """Read the JSON back."""
    content = json.loads(path.read_text(encoding="utf-8"))
    ties = [(row["from"], row["to"], float(row["weight"])) for row in content["connections"]]
    words = [row["label"] for row in content["elements"]]
    directed = any(row["direction"] == "directed" for row in content["connections"])
    return rebuilt(words, ties, directed=directed)


def expected(network: Network) -> Plain:
    """Say what the file must hold; without a tie nothing says whether ties have directions."""
    content = plain(network, labels(network))
    return content if len(network.ties) else Plain(content.nodes, (), directed=False)


def labels(network: Network) -> list[str]:
    """Give each node's label: its name, with a number where two people share one."""
    return distinct(node_names(network), lambda name: name)


def _elements(network: Network) -> pd.DataFrame:
    table = network.nodes[columns_of(network.nodes, _OWN_COLUMNS)].reset_index(drop=True)
    table.insert(0, "type", "person")
    table.insert(0, "label", pd.Series(labels(network), dtype="str"))
    return table.assign(node=list(network.nodes.index))


def _connections(network: Network) -> pd.DataFrame:
    words = pd.Series(labels(network), dtype="str")
    source, target = network.positions()
    table = network.ties[columns_of(network.ties, _ENDS)].reset_index(drop=True)
    table.insert(0, "direction", "directed" if network.directed else "undirected")
    table.insert(0, "to", words[target].to_numpy())
    table.insert(0, "from", words[source].to_numpy())
    return table


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = table.astype(object).to_dict("records")
    return [{str(key): value for key, value in row.items() if has_value(value)} for row in rows]
