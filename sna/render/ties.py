"""One period's ties as the map draws them, and what they come to for each person and island.

Direction is not drawn: a pair tied both ways is one line. A tie of somebody with themselves is not drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from sna.network import Network

Array = np.ndarray[Any, np.dtype[Any]]


class Counts(msgspec.Struct, frozen=True):
    """For each person: ties, ties to people of other groups, and other groups reached."""

    links: list[int]
    outside: list[int]
    groups: list[int]


def pairs(network: Network, ids: Sequence[str]) -> pd.DataFrame:
    """Give one row per tied pair: ``a`` < ``b`` (places in `ids`), ``weight``, ``via`` and ``count``, in order.

    `count` is how often the two met: the network's own column, or else the gatherings behind the tie, at least 1. Where
    the network counts and lists no reasons, ``via`` is blank: who was at what says it better.

    Examples
    --------
    >>> from sna.network import Network
    >>> pairs(Network.of([("b", "a", 2.0)]), ["b", "a"])[["a", "b", "weight"]].values.tolist()
    [[0.0, 1.0, 2.0]]
    """
    place = pd.Index(ids, dtype="str")
    ends = np.c_[place.get_indexer(network.ties["source"]), place.get_indexer(network.ties["target"])].reshape(-1, 2)
    table = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "weight": network.ties["weight"].to_numpy()})
    listed = "via" in network.ties.columns or "count" not in network.ties.columns
    table["via"] = network.via().fillna("").astype(str).to_numpy() if listed else ""
    table["count"] = _times(network.ties, table["via"])
    table = table[table["a"] != table["b"]]
    if network.directed and len(table):
        joined = {"weight": "sum", "via": _joined, "count": "sum"}
        table = table.groupby(["a", "b"], as_index=False).agg(joined)
    return table.sort_values(["a", "b"], ignore_index=True)


def _times(ties: pd.DataFrame, via: pd.Series[str]) -> Array:
    told = ties["count"] if "count" in ties.columns else via.str.count("; ") + 1
    return np.asarray(np.maximum(told.to_numpy(int), 1))


def _joined(said: pd.Series[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in said if text))


def counts(table: pd.DataFrame, group: Array) -> Counts:
    """Count each person's ties, those outside their group, and the other groups they reach."""
    size = len(group)
    one, other = table["a"].to_numpy(), table["b"].to_numpy()
    ends, far = np.r_[one, other], np.r_[other, one]
    across = group[ends] != group[far]
    reached = np.unique(np.c_[ends[across], group[far[across]]], axis=0)[:, 0]
    links, outside, groups = (np.bincount(people, minlength=size) for people in (ends, ends[across], reached))
    return Counts(links.tolist(), outside.tolist(), groups.tolist())


def strength(tables: Sequence[pd.DataFrame], size: int, earlier: float = 0.3) -> Array:
    """Add the periods up for the layout: the last in full, the others at a share; n × n, symmetric, typical tie 1."""
    total = np.zeros((size, size))
    for number, table in enumerate(tables):
        share = 1.0 if number == len(tables) - 1 else earlier
        weight = table["weight"].to_numpy() / max(float(table["weight"].median() or 0), 1e-9) if len(table) else []
        np.add.at(total, (table["a"].to_numpy(int), table["b"].to_numpy(int)), share * np.clip(weight, 0.25, 4))
    return total + total.T


def gatherings(via: str, known: Container[str]) -> list[str]:
    """Part the ids of the gatherings behind a tie, of which a `known` one may hold the mark that parts them.

    Examples
    --------
    >>> gatherings("gathering:a; b; gathering:c", {"gathering:a; b"})
    ['gathering:a; b', 'gathering:c']
    """
    parts, found = via.split("; ") if via else [], []
    while parts:
        longest = next((end for end in range(len(parts), 1, -1) if "; ".join(parts[:end]) in known), 1)
        found.append("; ".join(parts[:longest]))
        parts = parts[longest:]
    return found
