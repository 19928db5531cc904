"""Which groups are tied to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sna.network import Network, one_mode

if TYPE_CHECKING:
    import networkx as nx


def mixing(network: Network | nx.Graph, *, by: str) -> pd.DataFrame:
    """How many ties each pair of groups has, against how many chance would give.

    Parameters
    ----------
    network
        One-mode network of people; weights are ignored; not changed.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per pair of groups (index ``group``, ``other``), each group with itself included. In a directed network
        the ties lead from ``group`` to ``other``; in an undirected one a pair stands once, in alphabetical order.

        - ``observed``: ties of people, a count
        - ``expected``: its mean when group labels are dealt out at random: all ties × the share of pairs of people
        - ``ratio``: observed ÷ expected, 0 or more, 1 as by chance; blank if nothing is expected
        - ``possible``: pairs of people who could be tied
        - ``share``: observed ÷ possible, 0 … 1; blank if no pair is possible

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> mixing(nx.karate_club_graph(), by="club").loc[("Mr. Hi", "Officer"), ["observed", "possible"]].tolist()
    [11, 289]
    """
    plain = one_mode(network)
    labels, names = pd.factorize(plain.groups(by), sort=True)
    sizes, groups = np.bincount(labels, minlength=len(names)), len(names)
    source, target = (labels[end] for end in plain.positions())
    if not plain.directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    observed = np.bincount(source * groups + target, minlength=groups**2).reshape(groups, groups)
    possible = np.outer(sizes, sizes) - np.diag(sizes)
    if not plain.directed:
        possible = possible - np.diag(np.diag(possible) // 2)
    rows = np.indices((groups, groups)).reshape(2, -1) if plain.directed else np.array(np.triu_indices(groups))
    table = pd.DataFrame({"observed": observed[tuple(rows)], "possible": possible[tuple(rows)]})
    table.index = pd.MultiIndex.from_arrays([names.take(rows[0]), names.take(rows[1])], names=["group", "other"])
    return _against_chance(table)


def _against_chance(table: pd.DataFrame) -> pd.DataFrame:
    pairs = table["possible"].sum()
    table["expected"] = table["observed"].sum() * table["possible"] / pairs if pairs else np.nan
    table["ratio"] = table["observed"] / table["expected"].where(table["expected"] > 0)
    table["share"] = table["observed"] / table["possible"].where(table["possible"] > 0)
    return table[["observed", "expected", "ratio", "possible", "share"]]
