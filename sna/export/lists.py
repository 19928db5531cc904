"""Two lists, nodes and ties, as CSV: what every other tool can read."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pandas as pd

from sna.export.plain import Plain, columns_of, node_names, plain, rebuilt
from sna.network import Network

FORMULA = re.compile(r"[=+\-@\t\r]")
"""What a spreadsheet takes for the beginning of a formula."""


def write(network: Network, path: Path) -> None:
    """Write ``nodes.csv`` (``id``, ``label``, all columns) and ``ties.csv`` (``source``, ``target``, all columns)."""
    nodes = network.nodes[columns_of(network.nodes)].copy()
    nodes.insert(0, "label", node_names(network))
    nodes.insert(0, "id", list(network.nodes.index))
    write_csv(nodes, path)
    ties = network.ties[["source", "target", *columns_of(network.ties, ("source", "target"))]]
    write_csv(ties.assign(directed=network.directed), path.with_name("ties.csv"))


def read(path: Path) -> Plain:
    """Read both back."""
    with path.open(encoding="utf-8", newline="") as file:
        nodes = list(csv.DictReader(file))
    with path.with_name("ties.csv").open(encoding="utf-8", newline="") as file:
        ties = list(csv.DictReader(file))
    rows = [(plain_text(row["source"]), plain_text(row["target"]), float(row["weight"])) for row in ties]
    words, names = ([plain_text(row[column]) for row in nodes] for column in ("id", "label"))
    return rebuilt(words, rows, names, directed=any(row["directed"] == "True" for row in ties))


def expected(network: Network) -> Plain:
    """Say what the files must hold; without a tie nothing says whether ties have directions."""
    content = plain(network, names=node_names(network))
    return content if len(network.ties) else Plain(content.nodes, (), content.names, directed=False)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        writer.writerows([[_cell(value) for value in row] for row in table.itertuples(index=False, name=None)])


def plain_text(cell: str) -> str:
    """Take off the apostrophe that keeps a text from being a formula.

    Examples
    --------
    >>> plain_text("'=1+1"), plain_text("O'Brien"), plain_text("''x")
    ('=1+1', "O'Brien", "'x")
    """
    return cell[1:] if cell.startswith("'") and len(cell) > 1 and (FORMULA.match(cell[1:]) or cell[1] == "'") else cell


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) or value.startswith("'") else value
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else value
