"""GraphML: for Gephi, yEd, Cytoscape, igraph and networkx.

Brandes, U., Eiglsperger, M., Herman, I., Himsolt, M., & Marshall, M. S. (2002). GraphML progress report. Graph Drawing,
LNCS 2265, 501-512. https://doi.org/10.1007/3-540-45848-4_59
"""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pandas as pd
from lxml import etree

from sna.export.plain import Plain, columns_of, distinct, has_value, kind_of, node_names, plain, rebuilt, xml_text
from sna.network import Network

SPACE = "http://graphml.graphdrawing.org/xmlns"
_ENDS = ("source", "target")


def write(network: Network, path: Path) -> None:
    """Write the network with all its columns; the ids of the nodes are those of the tables."""
    root = etree.Element(_tag("graphml"), nsmap={None: SPACE})
    nodes, ties = columns_of(network.nodes), columns_of(network.ties, _ENDS)
    for part, table, columns in (("node", network.nodes, nodes), ("edge", network.ties, ties)):
        for number, column in enumerate(columns):
            _key(root, f"{part[0]}{number}", part, column, kind_of(table[column]))
    graph = etree.SubElement(root, _tag("graph"), edgedefault="directed" if network.directed else "undirected")
    words = distinct(network.nodes.index, xml_text)
    _rows(graph, "node", [{"id": word} for word in words], network.nodes[nodes])
    source, target = network.positions()
    ends = [{"source": words[a], "target": words[b]} for a, b in zip(source, target, strict=True)]
    _rows(graph, "edge", ends, network.ties[ties])
    etree.ElementTree(root).write(path, xml_declaration=True, encoding="UTF-8", pretty_print=False)


def read(path: Path) -> Plain:
    """Read back with networkx."""
    graph = nx.read_graphml(path)
    nodes = list(graph)
    ties = [(source, target, float(weight)) for source, target, weight in graph.edges(data="weight")]
    names = [graph.nodes[node].get("name") or node for node in nodes]
    return rebuilt(nodes, ties, names, directed=graph.is_directed())


def expected(network: Network) -> Plain:
    """Say what the file must hold."""
    words = distinct(network.nodes.index, xml_text)
    names = [
        xml_text(name) if name != node else word
        for name, node, word in zip(node_names(network), network.nodes.index, words, strict=True)
    ]
    return plain(network, words, names)


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _key(root: etree._Element, key: str, part: str, column: str, kind: str) -> None:
    attributes = {"id": key, "for": part, "attr.name": xml_text(column), "attr.type": kind}
    etree.SubElement(root, _tag("key"), attributes)


def _rows(graph: etree._Element, part: str, heads: list[dict[str, str]], table: pd.DataFrame) -> None:
    columns = [(f"{part[0]}{number}", table[column].tolist()) for number, column in enumerate(table.columns)]
    for row, head in enumerate(heads):
        element = etree.SubElement(graph, _tag(part), head)
        for key, values in columns:
            if has_value(values[row]):
                etree.SubElement(element, _tag("data"), key=key).text = _xsd(values[row])


def _xsd(value: object) -> str:
    """Write a value as XML Schema has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, (int, float)) else xml_text(value)
