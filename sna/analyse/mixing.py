"""Which groups are tied to which."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.analyse.groups import standardised, too_thin
from sna.chance.permutation import Shared, between_pairs, directed_between
from sna.network import AnyNetwork, Network, one_mode


def mixing(network: AnyNetwork, *, by: str) -> pd.DataFrame:
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
        - ``observed_z``: standard deviations of these deals between observed and expected, signed: both in closed form,
          the mean and the spread over every possible deal. Skewed where less than 5 is expected. Blank with fewer than
          10 people, ties of fewer than 3 gatherings, and where every deal gives the same.
        - ``ratio``: observed ÷ expected, 0 or more, 1 as by chance; blank if nothing is expected
        - ``possible``: pairs of people who could be tied
        - ``share``: observed ÷ possible, 0 … 1; blank if no pair is possible
        - ``note``: why something is blank

        A pair of groups without ties has a row too.

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
    ends = plain.positions()
    observed, possible = _counted((labels[ends[0]], labels[ends[1]]), sizes, directed=plain.directed)
    if plain.directed:
        expected, wide = directed_between(ends, sizes)
    else:
        expected, wide = Shared.of(ends, np.ones(len(ends[0])), len(plain)).moments(between_pairs(sizes))
    rows = np.indices((groups, groups)).reshape(2, -1) if plain.directed else np.array(np.triu_indices(groups))
    matrices = {"observed": observed, "expected": expected, "wide": wide, "possible": possible}
    table = pd.DataFrame({name: matrix[tuple(rows)] for name, matrix in matrices.items()})
    table.index = pd.MultiIndex.from_arrays([names.take(rows[0]), names.take(rows[1])], names=["group", "other"])
    return _against_chance(table, plain)


def _counted(
    groups: tuple[np.ndarray, np.ndarray], sizes: np.ndarray, *, directed: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Count the ties from each group to each, and the pairs of people who could be tied: group × group."""
    source, target = groups if directed else (np.minimum(*groups), np.maximum(*groups))
    observed = np.bincount(source * len(sizes) + target, minlength=len(sizes) ** 2).reshape(len(sizes), len(sizes))
    possible = np.outer(sizes, sizes) - np.diag(sizes)
    return observed, possible if directed else possible - np.diag(np.diag(possible) // 2)


def _against_chance(table: pd.DataFrame, network: Network) -> pd.DataFrame:
    observed, expected = table["observed"].to_numpy(float), table["expected"].to_numpy()
    if len(network) < 2:
        table["expected"] = np.nan
    table["observed_z"] = standardised(observed, expected, table["wide"].to_numpy())
    table["ratio"] = table["observed"] / table["expected"].where(table["expected"] > 0)
    table["share"] = table["observed"] / table["possible"].where(table["possible"] > 0)
    table["note"] = np.where(table["observed_z"].isna(), "chance leaves no choice", "")
    thin = too_thin(network)
    if thin:
        table["observed_z"], table["note"] = np.nan, f"{thin}: no z"
    table["note"] = table["note"].mask(table["possible"] == 0, "no pair is possible")
    columns = ["observed", "expected", "observed_z", "ratio", "possible", "share", "note"]
    return table[columns].astype({"note": "str"})
