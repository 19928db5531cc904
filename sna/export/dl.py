"""UCINET's DL language, as a list of ties with numbered nodes; ``network-dl-nodes.csv`` says by label who is meant.

Labels are kept to Latin letters, digits and underscores: UCINET knows no other alphabet, and igraph's reader no
quotation marks.

Borgatti, S. P., Everett, M. G., & Freeman, L. C. (2002). Ucinet for Windows. Analytic Technologies.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pandas as pd

from sna.export.lists import plain_text, write_csv
from sna.export.plain import Plain, distinct, node_names, plain, rebuilt
from sna.network import Network


def write(network: Network, path: Path) -> None:
    """Write the network; an undirected tie stands in both directions, as UCINET wants it."""
    words = labels(network)
    source, target = (end.tolist() for end in network.positions())
    weights = network.ties["weight"].tolist()
    rows = [(a + 1, b + 1, weight) for a, b, weight in zip(source, target, weights, strict=True)]
    if not network.directed:
        rows += [(b, a, weight) for a, b, weight in rows if a != b]
    lines = [f"DL n={len(words)}", "format = edgelist1", "labels:", *words, "data:"]
    lines += [f"{a} {b} {weight!r}" for a, b, weight in sorted(rows)]
    path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\r\n")
    listed = pd.DataFrame({"label": words, "node": list(network.nodes.index), "name": node_names(network)})
    listed["directed"] = network.directed
    write_csv(listed, path.with_name("network-dl-nodes.csv"))


def read(path: Path) -> Plain:
    """Read back line by line; the names, and whether there are directions, come from the list beside."""
    head, data = path.read_text(encoding="ascii").split("\ndata:\n")
    words = head.split("labels:\n")[1].split("\n") if "labels:\n" in head else []
    with path.with_name("network-dl-nodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    directed = any(row["directed"] == "True" for row in rows)
    ties = [(words[int(a) - 1], words[int(b) - 1], float(weight)) for a, b, weight in map(str.split, data.splitlines())]
    own = ties if directed else [tie for tie in ties if words.index(tie[0]) <= words.index(tie[1])]
    return rebuilt(words, own, [plain_text(row["name"]) for row in rows], directed=directed)


def expected(network: Network) -> Plain:
    """Say what the file must hold."""
    content = plain(network, labels(network), node_names(network))
    return content if len(network) else Plain((), (), (), directed=False)


def labels(network: Network) -> list[str]:
    """Give each node a label every program reads.

    Examples
    --------
    >>> labels(Network.of([("Zoë O'Brien", "李雷", 1.0)]))
    ['Zoe_O_Brien', 'node']
    """
    return [word.replace(" ", "_") for word in distinct(node_names(network), _latin)]


def _latin(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_") or "node"
