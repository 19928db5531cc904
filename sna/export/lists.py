"""Lists of nodes and ties: as CSV, as Kumu has them, by number as Pajek and UCINET want them, as matrices for RSiena.

CSV is what every other tool can read; Kumu's form is described at https://docs.kumu.io. Where a format knows nodes by
number, a list beside says who is meant. Pajek's labels hold neither quotation marks nor line ends; where a name has
them its label has the nearest there is. UCINET's are kept to Latin letters, digits and underscores: it knows no other
alphabet, and igraph's reader of its DL language no quotation marks. RSiena models how a network changes: it is given a
matrix per period, who was there when, and who is of which group.

Batagelj, V., & Mrvar, A. (1998). Pajek: program for large network analysis. Connections 21(2), 47-57.

Borgatti, S. P., Everett, M. G., & Freeman, L. C. (2002). Ucinet for Windows. Analytic Technologies.

Ripley, R. M., Snijders, T. A. B., Boda, Z., Vörös, A., & Preciado, P. Manual for RSiena. University of Oxford.
https://www.stats.ox.ac.uk/~snijders/siena/
"""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sna.errors import ExportError, csv_cell, csv_text
from sna.export.workbook import Plain, columns_of, distinct, has_value, node_names, plain, rebuilt, write_workbook
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


_VERTEX = re.compile(r'(\d+) "([^"]*)"')
MOST_GROUPS = 0.5
"""A column with more different values than this share of the nodes is no grouping."""


def write_pajek(network: Network, path: Path) -> None:
    """Write the network, a .clu file for each column that groups the nodes, and which number is who."""
    words = pajek_labels(network)
    lines = [f"*Vertices {len(words)}", *(f'{number} "{word}"' for number, word in enumerate(words, 1))]
    lines.append("*Arcs" if network.directed else "*Edges")
    lines += [f"{tail} {head} {weight!r}" for tail, head, weight in _ties(network)]
    _write_lines(lines, path)
    table = pd.DataFrame({"number": range(1, len(words) + 1), "label": words, "node": list(network.nodes.index)})
    for column in groupings(network):
        table[column] = network.nodes[column].tolist()
        _write_groups(network.nodes[column], path.with_name(f"{column}.clu"))
    write_csv(table.assign(name=node_names(network)), path.with_name("network-nodes.csv"))


def read_pajek(path: Path) -> Plain:
    """Read back line by line; the names come from the list beside."""
    text = path.read_text(encoding="utf-8")
    vertices, _, ties = re.split(r"(?m)^\*(Arcs|Edges)$", text)
    words = [vertex[2] for vertex in _VERTEX.finditer(vertices)]
    names = [csv_text(row["name"]) for row in read_csv(path.with_name("network-nodes.csv"))]
    return rebuilt(words, _read_ties(words, ties), names, directed="\n*Arcs\n" in text)


def expected_pajek(network: Network) -> Plain:
    """Say what the file must hold."""
    return plain(network, pajek_labels(network), node_names(network))


def pajek_labels(network: Network) -> list[str]:
    """Give each node's label: its name in one line, with apostrophes for quotation marks.

    Examples
    --------
    >>> pajek_labels(Network.of([('Ann "Nan" Lee', "b", 1.0)]))
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
    _write_lines([f"*Vertices {len(column)}", *(str(number.get(value, 0)) for value in column.fillna(""))], path)


def write_dl(network: Network, path: Path) -> None:
    """Write the network; an undirected tie stands in both directions, as UCINET wants it."""
    words, ties = dl_labels(network), _ties(network)
    if not network.directed:
        ties += [(head, tail, weight) for tail, head, weight in ties if tail != head]
    lines = [f"DL n={len(words)}", "format = edgelist1", "labels:", *words, "data:"]
    _write_lines([*lines, *(f"{tail} {head} {weight!r}" for tail, head, weight in sorted(ties))], path)
    table = pd.DataFrame({"label": words, "node": list(network.nodes.index), "name": node_names(network)})
    write_csv(table.assign(directed=network.directed), path.with_name("network-dl-nodes.csv"))


def read_dl(path: Path) -> Plain:
    """Read back line by line; the names, and whether there are directions, come from the list beside."""
    labels, ties = path.read_text(encoding="ascii").split("\ndata:\n")
    words = labels.split("labels:\n")[1].split("\n") if "labels:\n" in labels else []
    rows = read_csv(path.with_name("network-dl-nodes.csv"))
    directed = any(row["directed"] == "True" for row in rows)
    pairs = _read_ties(words, ties)
    if not directed:  # each stands twice
        pairs = [pair for pair in pairs if words.index(pair[0]) <= words.index(pair[1])]
    return rebuilt(words, pairs, [csv_text(row["name"]) for row in rows], directed=directed)


def expected_dl(network: Network) -> Plain:
    """Say what the file must hold."""
    return plain(network, dl_labels(network), node_names(network))


def dl_labels(network: Network) -> list[str]:
    """Give each node a label every program reads.

    Examples
    --------
    >>> dl_labels(Network.of([("Zoë O'Brien", "李雷", 1.0)]))
    ['Zoe_O_Brien', 'node']
    """
    return [word.replace(" ", "_") for word in distinct(node_names(network), _latin)]


def _latin(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_") or "node"


def _ties(network: Network) -> list[tuple[int, int, float]]:
    """Give the numbers of both ends of each tie, from 1, and its weight."""
    tails, heads = ((end + 1).tolist() for end in network.positions())
    return list(zip(tails, heads, network.ties["weight"].tolist(), strict=True))


def _read_ties(words: list[str], text: str) -> list[tuple[str, str, float]]:
    rows = map(str.split, filter(None, text.split("\n")))
    return [(words[int(tail) - 1], words[int(head) - 1], float(weight)) for tail, head, weight in rows]


def _write_lines(lines: list[str], path: Path) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\r\n")


STRUCTURAL_ZERO = 10
"""RSiena's code for a tie that cannot be, because one of the two was not there."""


def write_siena(periods: Mapping[str, Network], folder: Path) -> list[Path]:
    """Write the networks of successive periods, all of the same people.

    Parameters
    ----------
    periods
        Title of each period, in order of time, and its network. A tie counts whatever its weight; a node whose column
        ``member`` is False in a period was not there: its ties are structural zeros.
    folder
        Where ``network-1.txt`` and so on, ``actors.csv``, ``composition.txt`` and ``load.R`` go.

    Raises
    ------
    ExportError
        If two periods hold different people, or a matrix read back is another.
    """
    networks = list(periods.values())
    if any(not network.nodes.index.equals(networks[0].nodes.index) for network in networks):
        raise ExportError("RSiena needs the same people in every period; these periods hold different ones.")
    folder.mkdir(parents=True, exist_ok=True)
    files = [_matrix(network, folder / f"network-{number}.txt") for number, network in enumerate(networks, 1)]
    presence = np.array([_present(network) for network in networks]).T.reshape(-1, len(networks))
    composition = folder / "composition.txt"
    _write_unix_lines(composition, [_waves(row) for row in presence])
    actors, columns = _actors(networks)
    write_csv(actors, folder / "actors.csv")
    _write_unix_lines(folder / "load.R", _script(list(periods), columns))
    return [*files, composition, folder / "actors.csv", folder / "load.R"]


def matrix(network: Network) -> np.ndarray:
    """Give the matrix of a period: 1 for a tie, 0 for none, 10 where one of the two was not there.

    Examples
    --------
    >>> matrix(Network.of([("a", "b", 3.5)], nodes=["c"])).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    ties = (network.adjacency(None).toarray() > 0).astype(int)
    np.fill_diagonal(ties, 0)
    absent = ~_present(network)
    ties[absent, :] = ties[:, absent] = STRUCTURAL_ZERO
    np.fill_diagonal(ties, 0)
    return np.asarray(ties)


def _matrix(network: Network, path: Path) -> Path:
    values = matrix(network)
    _write_unix_lines(path, ["\t".join(map(str, row)) for row in values.tolist()])
    lines = path.read_text(encoding="utf-8").splitlines()
    if [[int(value) for value in line.split("\t")] for line in lines] != values.tolist():
        raise ExportError(f"{path.name}: the ties read back are not those written. Please report this as a mistake.")
    return path


def _present(network: Network) -> np.ndarray:
    """Tell who was there: members, and whoever has a tie."""
    tied = network.adjacency(None).sum(axis=0) + network.adjacency(None).sum(axis=1) > 0
    if "member" not in network.nodes.columns:
        return np.ones(len(network), dtype=bool)
    return np.asarray(network.nodes["member"].to_numpy(bool) | tied, dtype=bool)


def _waves(presence: np.ndarray) -> str:
    """Say in which waves somebody was there, as RSiena's composition file has it: from, to, from, to."""
    spells, since = [], None
    for wave, present in enumerate([*presence.tolist(), False], 1):
        if present and since is None:
            since = wave
        elif not present and since is not None:
            spells += [since, wave - 1]
            since = None
    return " ".join(map(str, spells or [1, 1]))


def _actors(networks: Sequence[Network]) -> tuple[pd.DataFrame, list[str]]:
    """List the actors by number, with a number for each grouping as of the last period."""
    last = networks[-1]
    table = pd.DataFrame({"number": range(1, len(last) + 1), "node": list(last.nodes.index)})
    table["name"] = node_names(last)
    columns = groupings(last)
    for column in columns:
        table[column] = last.nodes[column].fillna("").tolist()
        codes = pd.factorize(last.nodes[column].fillna(""), sort=True)[0] + 1
        table[f"{column}_number"] = codes
    return table, columns


def _script(titles: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Write the R lines that read all this; titles stand in comments, in one line each."""
    comments = [f"# network-{number}.txt: {' '.join(title.split())}" for number, title in enumerate(titles, 1)]
    waves = len(titles)
    lines = [
        *comments,
        f'waves <- lapply(1:{waves}, function(i) as.matrix(read.table(sprintf("network-%d.txt", i))))',
        'actors <- read.csv("actors.csv", encoding = "UTF-8")',
        "stopifnot(all(sapply(waves, nrow) == nrow(actors)))",
        'if (requireNamespace("RSiena", quietly = TRUE) && length(waves) > 1) {',
        "  ties <- RSiena::sienaDependent(array(unlist(waves), dim = c(dim(waves[[1]]), length(waves))))",
    ]
    variables = [column for column in columns if column.isidentifier()]
    lines += [f"  {column} <- RSiena::coCovar(actors${column}_number)" for column in variables]
    return [*lines, f"  data <- RSiena::sienaDataCreate({', '.join(['ties', *variables])})", "}"]


def _write_unix_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
