"""Networks and tables for other tools: Gephi, UCINET, Pajek, Kumu, R, spreadsheets.

Every file is read back and compared with what it was made of before it is kept; one that differs is an error, not a
file. The XML is here: GraphML for Gephi, yEd, Cytoscape, igraph and networkx; GEXF 1.3, Gephi's own, and with days for
its timeline. A page that shows a network and needs nothing else, such as pyvis makes, is read back too; it is drawn
elsewhere.

Brandes, U., Eiglsperger, M., Herman, I., Himsolt, M., & Marshall, M. S. (2002). GraphML progress report. Graph Drawing,
LNCS 2265, 501-512. https://doi.org/10.1007/3-540-45848-4_59. GEXF: https://gexf.net.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from lxml import etree
from msgspec import Struct

from sna.errors import ExportError, StudyError, shown
from sna.export import lists
from sna.export.workbook import (
    Plain,
    checked,
    columns_of,
    distinct,
    has_value,
    kind_of,
    node_names,
    plain,
    rebuilt,
    xml_text,
)
from sna.network import Network

if TYPE_CHECKING:
    import networkx as nx

_ENDS = ("source", "target")
_GEXF_OWN = (*_ENDS, "weight", "name")
Attributes = list[dict[str, str]]
"""What stands in the tag of each node or tie."""
Spells = Mapping[int, Sequence[dt.date]]
"""Row of a node or a tie → the days on which it was seen."""


def write_graphml(network: Network, path: Path) -> None:
    """Write the network with all its columns; the ids of the nodes are those of the tables."""
    root = etree.Element("graphml", nsmap={None: "http://graphml.graphdrawing.org/xmlns"})
    tables = {"node": network.nodes[columns_of(network.nodes)], "edge": network.ties[columns_of(network.ties, _ENDS)]}
    for part, table in tables.items():
        for key, column in _keys(part, table):
            kind = {"attr.name": xml_text(column), "attr.type": kind_of(table[column])}
            etree.SubElement(root, "key", {"id": key, "for": part, **kind})
    graph = etree.SubElement(root, "graph", edgedefault="directed" if network.directed else "undirected")
    words = distinct(network.nodes.index, xml_text)
    attributes = {"node": [{"id": word} for word in words], "edge": _ends(network, words)}
    for part, table in tables.items():
        for element, values in _elements(graph, part, attributes[part], table):
            for key, value in values:
                etree.SubElement(element, "data", key=key).text = _xsd(value)
    etree.ElementTree(root).write(path, xml_declaration=True, encoding="UTF-8")


def _xsd(value: object) -> str:
    """Write a value as XML Schema has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, (int, float)) else xml_text(value)


def read_graphml(path: Path) -> Plain:
    """Read back with networkx."""
    import networkx as nx

    graph = nx.read_graphml(path)
    return _rebuilt(graph, [graph.nodes[node].get("name") or node for node in graph])


def expected_graphml(network: Network) -> Plain:
    """Say what the file must hold."""
    words = distinct(network.nodes.index, xml_text)
    names = zip(node_names(network), network.nodes.index, words, strict=True)
    return plain(network, words, [xml_text(name) if name != node else word for name, node, word in names])


def write_gexf(network: Network, path: Path, days: tuple[Spells, Spells] | None = None) -> None:
    """Write the network with all its columns; with `days` of the nodes and the ties, as one that changes by the day."""
    root = etree.Element("gexf", version="1.3", nsmap={None: "http://gexf.net/1.3"})
    mode = {"mode": "dynamic", "timeformat": "date"} if days else {"mode": "static"}
    kind = {"defaultedgetype": "directed" if network.directed else "undirected", **mode}
    graph = etree.SubElement(root, "graph", kind)
    tables = {"node": network.nodes, "edge": network.ties}
    tables = {part: table[columns_of(table, _GEXF_OWN)] for part, table in tables.items()}
    for part, table in tables.items():
        declarations = etree.SubElement(graph, "attributes", {"class": part})
        for key, column in _keys(part, table):
            kind = {"id": key, "title": xml_text(column), "type": kind_of(table[column])}
            etree.SubElement(declarations, "attribute", kind)
    attributes = dict(zip(tables, _gexf_attributes(network), strict=True))
    spells = dict(zip(tables, days, strict=True)) if days else {}
    for part, table in tables.items():
        parent = etree.SubElement(graph, f"{part}s")
        for row, (element, values) in enumerate(_elements(parent, part, attributes[part], table)):
            _add_values(element, values)
            if days:
                _add_spells(element, spells[part].get(row, ()))
    etree.ElementTree(root).write(path, xml_declaration=True, encoding="UTF-8")


def write_dynamic(network: Network, path: Path) -> None:
    """Write the network with the days of the gatherings behind it; without dated gatherings nothing is ever seen."""
    nodes: dict[int, list[dt.date]] = {}
    ties: dict[int, list[dt.date]] = {}
    register = network.behind
    if register is not None and "on" in register.gatherings:
        days = register.gatherings["on"].tolist()
        rows = register.people.index.get_indexer(network.nodes.index)
        gatherings = [set(register.incidence[[row]].indices.tolist()) if row >= 0 else set() for row in rows]
        for row, columns in enumerate(gatherings):
            nodes[row] = [days[column] for column in columns if days[column] is not None]
        for row, (tail, head) in enumerate(np.column_stack(network.positions()).tolist()):
            both = gatherings[tail] & gatherings[head]  # a tie is seen whenever both were at the same gathering
            ties[row] = [days[column] for column in both if days[column] is not None]
    write_gexf(network, path, (nodes, ties))


def read_gexf(path: Path) -> Plain:
    """Read back with networkx."""
    import networkx as nx

    graph = nx.read_gexf(path, version="1.3")
    return _rebuilt(graph, [graph.nodes[node]["label"] for node in graph])


def expected_gexf(network: Network) -> Plain:
    """Say what the file must hold."""
    return plain(network, distinct(network.nodes.index, xml_text), map(xml_text, node_names(network)))


def _rebuilt(graph: nx.Graph, names: list[str]) -> Plain:
    ties = [(source, target, float(weight)) for source, target, weight in graph.edges(data="weight")]
    return rebuilt(list(graph), ties, names, directed=graph.is_directed())


def _ends(network: Network, words: list[str]) -> Attributes:
    return [{"source": words[tail], "target": words[head]} for tail, head in zip(*network.positions(), strict=True)]


def _gexf_attributes(network: Network) -> tuple[Attributes, Attributes]:
    words = distinct(network.nodes.index, xml_text)
    nodes = [{"id": word, "label": xml_text(name)} for word, name in zip(words, node_names(network), strict=True)]
    rows = enumerate(zip(_ends(network, words), network.ties["weight"].tolist(), strict=True))
    return nodes, [{"id": str(row), **ends, "weight": repr(weight)} for row, (ends, weight) in rows]


def _keys(part: str, table: pd.DataFrame) -> list[tuple[str, str]]:
    """Give each column's key in the file."""
    return [(f"{part[0]}{number}", column) for number, column in enumerate(table.columns)]


def _elements(
    parent: etree._Element, part: str, attributes: Attributes, table: pd.DataFrame
) -> Iterator[tuple[etree._Element, list[tuple[str, object]]]]:
    """Add an element for each row; give it with the key and value of each column that says something there."""
    columns = [(key, table[column].tolist()) for key, column in _keys(part, table)]
    for row, attribute in enumerate(attributes):
        element = etree.SubElement(parent, part, attribute)
        yield element, [(key, values[row]) for key, values in columns if has_value(values[row])]


def _add_values(element: etree._Element, values: list[tuple[str, object]]) -> None:
    parent = etree.SubElement(element, "attvalues")
    for key, value in values:
        text = str(value).lower() if isinstance(value, bool) else xml_text(value)
        etree.SubElement(parent, "attvalue", {"for": key, "value": text})


def _add_spells(element: etree._Element, days: Sequence[dt.date]) -> None:
    spells = etree.SubElement(element, "spells")
    for day in sorted(set(days)):
        etree.SubElement(spells, "spell", start=day.isoformat(), end=day.isoformat())


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
    checked(plain(network, names=words), read_page(path), path.name)


def read_page(path: Path) -> Plain:
    """Read back the data from which the page draws."""
    block = _DATA.search(path.read_text(encoding="utf-8"))
    if block is None:
        raise ExportError(f"{path.name}: there is no network in it. Please report this as a mistake.")
    content = json.loads(block[1])
    ties = [(edge["from"], edge["to"], edge["weight"]) for edge in content["edges"]]
    nodes = content["nodes"]
    directed = any("arrows" in edge for edge in content["edges"])
    return rebuilt([node["id"] for node in nodes], ties, [node["name"] for node in nodes], directed=directed)


class Format(Struct, frozen=True):
    """One format.

    Attributes
    ----------
    file
        The name of its (first) file.
    write
        Writes a network to a file, and what goes with it beside it.
    read, expected
        What the file holds, and what it must hold: the network, with names as the format can write them.
    """

    file: str
    write: Callable[[Network, Path], None]
    read: Callable[[Path], Plain]
    expected: Callable[[Network], Plain]


FORMATS = {
    "csv": Format("nodes.csv", lists.write, lists.read, lists.expected),
    "dl": Format("network.dl", lists.write_dl, lists.read_dl, lists.expected_dl),
    "gexf": Format("network.gexf", write_gexf, read_gexf, expected_gexf),
    "gexf-dynamic": Format("network-dynamic.gexf", write_dynamic, read_gexf, expected_gexf),
    "graphml": Format("network.graphml", write_graphml, read_graphml, expected_graphml),
    "kumu": Format("kumu.json", lists.write_kumu, lists.read_kumu, lists.expected_kumu),
    "pajek": Format("network.net", lists.write_pajek, lists.read_pajek, lists.expected_pajek),
}


def export(network: Network, folder: Path, form: str) -> Path:
    """Write a network in one format, read it back and compare.

    Parameters
    ----------
    network
        One-mode; every node and tie column that is text, a number or a truth value goes along.
    folder
        Made if it is not there.
    form
        A key of `FORMATS`.

    Returns
    -------
    pathlib.Path
        The file written; some formats put others beside it.

    Raises
    ------
    StudyError
        If there is no such format.
    ExportError
        If the file read back is not the network.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     export(Network.of([("ann", "bob", 2.0)]), Path(folder), "pajek").name
    'network.net'
    """
    if form not in FORMATS:
        raise StudyError(f"There is no format {shown(form)!r}. There are: {', '.join(FORMATS)}.")
    writer = FORMATS[form]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / writer.file
    writer.write(network, path)
    checked(writer.expected(network), writer.read(path), path.name)
    return path
