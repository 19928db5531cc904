"""What an export must hold, whatever its format: who is a node, what they are called, and which ties of what weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.errors import ExportError
from sna.network import Network

_XML_CANNOT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


class Plain(Struct, frozen=True):
    """A network as any format can say it.

    Attributes
    ----------
    nodes
        What the format calls each node, in the network's order; no two alike.
    ties
        Row of the source, row of the target, weight; sorted. Of an undirected tie the smaller row comes first.
    names
        The names shown, one a node, where the format has names besides.
    directed
        Whether the ties have a direction.
    """

    nodes: tuple[str, ...]
    ties: tuple[tuple[int, int, float], ...]
    names: tuple[str, ...] = ()
    directed: bool = False


def plain(network: Network, nodes: Iterable[str] | None = None, names: Iterable[str] = ()) -> Plain:
    """Give a network in plain form; `nodes` are the format's words for them, the ids unless stated."""
    source, target = network.positions()
    rows = zip(source.tolist(), target.tolist(), network.ties["weight"].tolist(), strict=True)
    return Plain(tuple(network.nodes.index if nodes is None else nodes), tuple(rows), tuple(names), network.directed)


def rebuilt(
    nodes: Iterable[str], ties: Iterable[tuple[str, str, float]], names: Iterable[str] = (), *, directed: bool
) -> Plain:
    """Put together what a file says: ties by the nodes' words, in any order, undirected ones either way round."""
    order = tuple(nodes)
    row = {node: number for number, node in enumerate(order)}
    pairs = [(row[source], row[target], weight) for source, target, weight in ties]
    if not directed:
        pairs = [(min(source, target), max(source, target), weight) for source, target, weight in pairs]
    return Plain(order, tuple(sorted(pairs)), tuple(names), directed)


def checked(expected: Plain, read: Plain, file: str) -> None:
    """Compare what a file holds with what it was made of; without a tie nothing says whether ties have directions.

    Raises
    ------
    ExportError
        If a node, a name or a tie differs, or a weight by more than its fifteenth digit.
    """
    for part in ("directed", "nodes", "names") if expected.ties else ("nodes", "names"):
        if getattr(expected, part) != getattr(read, part):
            raise ExportError(f"{file}: the {part} read back are not those written. Please report this as a mistake.")
    ours, theirs = (np.array(network.ties, dtype=float).reshape(-1, 3) for network in (expected, read))
    if ours.shape != theirs.shape or not np.allclose(ours, theirs, rtol=1e-14, atol=0):
        raise ExportError(f"{file}: the ties read back are not those written. Please report this as a mistake.")


def distinct(names: Iterable[str], shaped: Callable[[str], str]) -> list[str]:
    """Give each name the shape a format can hold, telling apart those that come out alike by a number.

    Examples
    --------
    >>> distinct(["Ann  Smith", "Ann Smith"], lambda name: " ".join(name.split()))
    ['Ann Smith', 'Ann Smith 2']
    """
    words: dict[str, None] = {}
    for name in names:
        stem = shaped(name)
        word, number = stem, 2
        while word in words:
            word, number = f"{stem} {number}", number + 1
        words[word] = None
    return list(words)


def xml_text(text: object) -> str:
    r"""Give a text as XML can hold it: what XML forbids, such as most control characters, becomes U+FFFD.

    Carriage returns become line feeds, as every reader of XML would make them.

    Examples
    --------
    >>> xml_text("Ann\x00")
    'Ann\ufffd'
    """
    return _XML_CANNOT.sub(REPLACEMENT, str(text)).replace("\r\n", "\n").replace("\r", "\n")


def node_names(network: Network) -> list[str]:
    """Give what each node is called: its ``name``, or else its id."""
    if "name" not in network.nodes.columns:
        return list(network.nodes.index)
    names = network.nodes["name"].fillna("").astype(str)
    return [name or node for name, node in zip(names, network.nodes.index, strict=True)]


def columns_of(table: pd.DataFrame, besides: Iterable[str] = ()) -> list[str]:
    """Name the columns of a table an export takes along: text, numbers and truth values."""
    excluded = set(besides)
    return [column for column in map(str, table.columns) if column not in excluded and kind_of(table[column])]


def kind_of(column: pd.Series) -> str:
    """Say what a column holds: ``"boolean"``, ``"long"``, ``"double"`` or ``"string"``; empty for anything else."""
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "long"
    if pd.api.types.is_float_dtype(column):
        return "double"
    return "string" if pd.api.types.is_string_dtype(column) else ""


def has_value(value: object) -> bool:
    """Tell whether a table's cell says anything."""
    return value is not None and not bool(pd.isna(value)) and value != ""
