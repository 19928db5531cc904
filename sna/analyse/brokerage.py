"""Who brokers between whom: the roles of Gould and Fernandez."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.roles import paths_and_overlaps, role_chances
from sna.network import Network, one_mode

if TYPE_CHECKING:
    import networkx as nx

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
"""The five roles; together they are every open path."""


def brokerage(network: Network | nx.Graph, *, by: str) -> pd.DataFrame:
    """How often each person stands between two others who are not tied, and in which role.

    A path a → b → c is open if a is not tied to c; then b is a broker. By the groups of the three, b is

    - *coordinator*: all of one group
    - *itinerant*: a and c of one group, b of another
    - *gatekeeper*: b and c of one group, a of another: lets something in
    - *representative*: a and b of one group, c of another: takes something out
    - *liaison*: all of different groups

    Parameters
    ----------
    network
        One-mode network of people; weights are ignored; not changed. In an undirected network each path counts both
        ways, so gatekeeper and representative are equal.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``coordinator`` … ``liaison``, and ``total`` of the five: open paths, counts
        - ``coordinator_expected`` …: the mean if the labels of all others were dealt out at random, the person
          keeping their own; exact, in closed form
        - ``coordinator_z`` …: (count − mean) ÷ standard deviation of the deals, also exact; blank where every deal
          gives the same, as for a person without open paths

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Gould, R. V., & Fernandez, R. M. (1989). Structures of mediation: A formal approach to brokerage in transaction
    networks. Sociological Methodology 19, 89-126. https://doi.org/10.2307/270949

    Examples
    --------
    >>> import networkx as nx
    >>> brokerage(nx.karate_club_graph(), by="club").loc["33", ["coordinator", "gatekeeper", "total"]].tolist()
    [156, 40, 242]
    """
    plain = one_mode(network)
    labels, names = pd.factorize(plain.groups(by), sort=True)
    sizes = np.bincount(labels, minlength=len(names))
    ties = plain.adjacency(None)
    counts = _roles(ties, labels, len(names))
    table = pd.DataFrame(counts, index=plain.nodes.index).round().astype(int)
    table["total"] = table.sum(axis=1)
    overlaps, chances = paths_and_overlaps(ties), role_chances(sizes)
    for role in ROLES:
        chance = chances[role][labels]
        mean = overlaps[:, -1] * chance[:, -1]
        spread = np.sqrt(np.maximum((overlaps * chance).sum(axis=1) - mean**2, 0.0))
        certain = spread <= 1e-6 * np.maximum(1.0, mean)
        table[f"{role}_expected"] = mean
        table[f"{role}_z"] = np.where(certain, np.nan, (table[role] - mean) / np.where(certain, 1.0, spread))
    table.insert(0, "group", plain.groups(by))
    return table.rename_axis("node")


def _roles(ties: sparse.csr_array, labels: np.ndarray, groups: int) -> dict[str, np.ndarray]:
    """Count the open paths through each node by role: all paths less those that turn back or are closed."""
    within, across = _split(ties, labels)
    turned = [_sums(part.multiply(part.T), 1) for part in (within, across)]
    into, out = [[_sums(part, axis) for part in (within, across)] for axis in (0, 1)]
    coordinator = into[0] * out[0] - turned[0] - _closed(within, within, within)
    gatekeeper = into[1] * out[0] - _closed(across, within, across)
    representative = into[0] * out[1] - _closed(within, across, across)
    outsiders = into[1] * out[1] - turned[1] - _closed(across, across, ties)
    alike = _same_group(across, labels, groups) - turned[1] - _closed(across, across, within)
    counts = (coordinator, alike, gatekeeper, representative, outsiders - alike)
    return dict(zip(ROLES, counts, strict=True))


def _split(ties: sparse.csr_array, labels: np.ndarray) -> tuple[sparse.csr_array, sparse.csr_array]:
    parts = ties.tocoo()
    inside = labels[parts.row] == labels[parts.col]
    within, across = [
        sparse.csr_array((parts.data[kept], (parts.row[kept], parts.col[kept])), shape=ties.shape)
        for kept in (inside, ~inside)
    ]
    return within, across


def _closed(first: sparse.csr_array, second: sparse.csr_array, closing: sparse.csr_array) -> np.ndarray:
    """Count at each b the paths a → b (first) → c (second) that a → c (closing) closes."""
    return _sums(first.multiply(closing @ second.T), 0)


def _same_group(across: sparse.csr_array, labels: np.ndarray, groups: int) -> np.ndarray:
    """Count at each b the pairs a → b → c from other groups where a and c are of one group, a = c included."""
    belongs = sparse.csr_array((np.ones(len(labels)), (np.arange(len(labels)), labels)), shape=(len(labels), groups))
    return _sums((across.T @ belongs).multiply(across @ belongs), 1)


def _sums(matrix: sparse.csr_array, axis: int) -> np.ndarray:
    return np.asarray(matrix.sum(axis=axis)).ravel()
