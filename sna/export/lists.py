"""Two lists, nodes and ties: as CSV, what every other tool can read, and as Kumu has them (https://docs.kumu.io)."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pandas as pd

from sna.errors import csv_cell, csv_text
from sna.export.plain import Plain, columns_of, distinct, has_value, node_names, plain, rebuilt
from sna.export.workbook import write_workbook
from sna.network import Network

_ENDS = ("source", "target")
_KUMU_OWN = ("name", "label", "type")


def write(network: Network, path: Path) -> None:
    """Write ``nodes.csv`` (``id``, ``label``, all columns) and ``ties.csv`` (``source``, ``target``, all columns)."""
    nodes = network.nodes[columns_of(network.nodes)].copy()
    nodes.insert(0, "label", node_names(network))
    nodes.insert(0, "id", list(network.nodes.index))
    write_csv(nodes, path)
    ties = network.ties[["source", "target", *columns_of(network.ties, _ENDS)]]
    write_csv(ties.assign(directed=network.directed), path.with_name("ties.csv"))


def read(path: Path) -> Plain:
    """Read both back."""
    nodes, ties = read_csv(path), read_csv(path.with_name("ties.csv"))
    rows = [(csv_text(row["source"]), csv_text(row["target"]), float(row["weight"])) for row in ties]
    words, names = ([csv_text(row[column]) for row in nodes] for column in ("id", "label"))
    return rebuilt(words, rows, names, directed=any(row["directed"] == "True" for row in ties))


def expected(network: Network) -> Plain:
    """Say what the files must hold."""
    return plain(network, names=node_names(network))


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        writer.writerows([[_cell(value) for value in row] for row in table.itertuples(index=False, name=None)])


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table back, each cell as it stands in the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cell(value: object) -> object:
    if isinstance(value, str):
        return csv_cell(value)
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else value


# ---- Kumu: its JSON, and the same as a workbook with the sheets Elements and Connections


def write_kumu(network: Network, path: Path) -> None:
    """Write ``kumu.json`` and ``kumu.xlsx``; Kumu knows an element by its label, so no two are alike."""
    elements, connections = _elements(network), _connections(network)
    content = {"elements": _records(elements), "connections": _records(connections)}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    write_workbook({"Elements": elements, "Connections": connections}, path.with_suffix(".xlsx"))


def read_kumu(path: Path) -> Plain:
    """Read the JSON back."""
    content = json.loads(path.read_text(encoding="utf-8"))
    ties = [(row["from"], row["to"], float(row["weight"])) for row in content["connections"]]
    words = [row["label"] for row in content["elements"]]
    directed = any(row["direction"] == "directed" for row in content["connections"])
    return rebuilt(words, ties, directed=directed)


def expected_kumu(network: Network) -> Plain:
    """Say what the file must hold."""
    return plain(network, _labels(network))


def _labels(network: Network) -> list[str]:
    """Give each node's label: its name, with a number where two people share one."""
    return distinct(node_names(network), lambda name: name)


def _elements(network: Network) -> pd.DataFrame:
    table = network.nodes[columns_of(network.nodes, _KUMU_OWN)].reset_index(drop=True)
    table.insert(0, "type", "person")
    table.insert(0, "label", pd.Series(_labels(network), dtype="str"))
    return table.assign(node=list(network.nodes.index))


def _connections(network: Network) -> pd.DataFrame:
    words = pd.Series(_labels(network), dtype="str")
    source, target = network.positions()
    table = network.ties[columns_of(network.ties, _ENDS)].reset_index(drop=True)
    table.insert(0, "direction", "directed" if network.directed else "undirected")
    table.insert(0, "to", words[target].to_numpy())
    table.insert(0, "from", words[source].to_numpy())
    return table


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = table.astype(object).to_dict("records")
    return [{str(key): value for key, value in row.items() if has_value(value)} for row in rows]
