"""GEXF 1.3: Gephi's own format, https://gexf.net."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import networkx as nx
import pandas as pd
from lxml import etree

from sna.export.plain import Plain, columns_of, distinct, has_value, kind_of, node_names, plain, rebuilt, xml_text
from sna.network import Network

SPACE = "http://gexf.net/1.3"
_OWN_COLUMNS = ("source", "target", "weight", "name")

Spells = Mapping[int, Sequence[dt.date]]
"""Row of a node or a tie → the days on which it was seen."""


def write(network: Network, path: Path) -> None:
    """Write the network with all its columns; the label of a node is its name."""
    write_with(network, path)


def write_with(network: Network, path: Path, days: tuple[Spells, Spells] | None = None) -> None:
    """Write the network; with `days` of the nodes and of the ties, as one that changes from day to day."""
    root = etree.Element(_tag("gexf"), version="1.3", nsmap={None: SPACE})
    kind = {"defaultedgetype": "directed" if network.directed else "undirected"}
    kind |= {"mode": "dynamic", "timeformat": "date"} if days else {"mode": "static"}
    graph = etree.SubElement(root, _tag("graph"), kind)
    tables = {"node": network.nodes, "edge": network.ties}
    columns = {part: columns_of(table, _OWN_COLUMNS) for part, table in tables.items()}
    for part, table in tables.items():
        _declare(graph, part, table[columns[part]])
    words = distinct(network.nodes.index, xml_text)
    nodes = etree.SubElement(graph, _tag("nodes"))
    heads = [{"id": word, "label": xml_text(name)} for word, name in zip(words, node_names(network), strict=True)]
    _rows(nodes, "node", heads, network.nodes[columns["node"]])
    ties = etree.SubElement(graph, _tag("edges"))
    _rows(ties, "edge", _tie_heads(network, words), network.ties[columns["edge"]])
    for elements, spells in zip((nodes, ties), days or (), strict=bool(days)):
        _spells(elements, spells)
    etree.ElementTree(root).write(path, xml_declaration=True, encoding="UTF-8")


def read(path: Path) -> Plain:
    """Read back with networkx."""
    graph = nx.read_gexf(path, version="1.3")
    nodes = list(graph)
    ties = [(source, target, float(weight)) for source, target, weight in graph.edges(data="weight")]
    return rebuilt(nodes, ties, [graph.nodes[node]["label"] for node in nodes], directed=graph.is_directed())


def expected(network: Network) -> Plain:
    """Say what the file must hold."""
    return plain(network, distinct(network.nodes.index, xml_text), map(xml_text, node_names(network)))


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _tie_heads(network: Network, words: list[str]) -> list[dict[str, str]]:
    source, target = network.positions()
    weights = network.ties["weight"].tolist()
    return [
        {"id": str(row), "source": words[a], "target": words[b], "weight": repr(weight)}
        for row, (a, b, weight) in enumerate(zip(source, target, weights, strict=True))
    ]


def _declare(graph: etree._Element, part: str, table: pd.DataFrame) -> None:
    declared = etree.SubElement(graph, _tag("attributes"), {"class": part})
    for number, column in enumerate(table.columns):
        attribute = {"id": f"{part[0]}{number}", "title": xml_text(column), "type": kind_of(table[column])}
        etree.SubElement(declared, _tag("attribute"), attribute)


def _rows(parent: etree._Element, part: str, heads: list[dict[str, str]], table: pd.DataFrame) -> None:
    columns = [(f"{part[0]}{number}", table[column].tolist()) for number, column in enumerate(table.columns)]
    for row, head in enumerate(heads):
        element = etree.SubElement(parent, _tag(part), head)
        values = etree.SubElement(element, _tag("attvalues"))
        for key, column in columns:
            if has_value(column[row]):
                text = str(column[row]).lower() if isinstance(column[row], bool) else xml_text(column[row])
                etree.SubElement(values, _tag("attvalue"), {"for": key, "value": text})


def _spells(parent: etree._Element, days: Spells) -> None:
    for row, element in enumerate(parent):
        spells = etree.SubElement(element, _tag("spells"))
        for day in sorted(set(days.get(row, ()))):
            etree.SubElement(spells, _tag("spell"), start=day.isoformat(), end=day.isoformat())
