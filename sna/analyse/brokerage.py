"""Who brokers between whom: the roles of Gould and Fernandez."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.grouped import standardised
from sna.analyse.kernels import ROLES, role_counts
from sna.analyse.roles import paths_and_overlaps, role_chances
from sna.analyse.thin import too_thin
from sna.network import Network, one_mode

if TYPE_CHECKING:
    import networkx as nx


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
        One-mode network of people; weights are ignored; not changed. In a directed network a path follows the ties and
        is open if no tie leads from a to c, whatever leads back. In an undirected network each path counts both ways,
        so gatekeeper and representative are equal. Isolates have no paths: counts of 0.
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
        - ``note``: why something is blank: with fewer than 10 people or 3 gatherings there are only counts

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
    ties, sizes = plain.adjacency(None), np.bincount(labels, minlength=len(names))
    table = pd.DataFrame(role_counts(ties, labels), columns=list(ROLES), index=plain.nodes.index)
    table["total"] = table.sum(axis=1)
    thin = too_thin(plain)
    mean, spread = by_chance(ties, labels, sizes)
    for place, role in enumerate(ROLES):
        table[f"{role}_expected"] = np.nan if thin else mean[:, place]
        table[f"{role}_z"] = np.nan if thin else standardised(table[role].to_numpy(), mean[:, place], spread[:, place])
    table.insert(0, "group", plain.groups(by))
    table["note"] = f"{thin}: not compared with chance" if thin else _why_blank(table)
    return table.astype({"note": "str"}).rename_axis("node")


def by_chance(ties: sparse.csr_array, labels: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and standard deviation of each person's roles over all deals of the others' labels: people × `ROLES`.

    Where every deal gives the same the standard deviation is exactly 0.
    """
    overlaps, chances = paths_and_overlaps(ties), role_chances(sizes)
    mean, spread = np.zeros((2, len(labels), len(ROLES)))
    for place, role in enumerate(ROLES):
        chance = chances[role][labels]
        mean[:, place] = overlaps[:, -1] * chance[:, -1]
        variance = (overlaps * chance).sum(axis=1) - mean[:, place] ** 2
        certain = variance <= 1e-12 * np.maximum(1.0, mean[:, place] ** 2)
        spread[:, place] = np.where(certain, 0.0, np.sqrt(np.maximum(variance, 0.0)))
    return mean, spread


def _why_blank(table: pd.DataFrame) -> np.ndarray:
    """Say of each person why a z is blank, if one is."""
    blank = table[[f"{role}_z" for role in ROLES]].isna()
    said = ["no open paths: no z", "chance always gives the same for some roles: no z for these"]
    return np.select([table["total"] == 0, blank.any(axis=1)], said, "")
