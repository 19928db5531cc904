"""What would fall apart if somebody left."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components, depth_first_order

from sna.errors import NetworkError
from sna.network import AnyNetwork, one_mode

EXACT = 300_000
"""While no more steps than this are needed, every set of people is tried; beyond, people are chosen one by one."""


def leaving(network: AnyNetwork) -> pd.DataFrame:
    """Say what would fall apart if each person left.

    Parameters
    ----------
    network
        One-mode network; weight and direction are ignored; not changed. It may be in parts already.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``fragmentation_without``: F = 1 − Σ s(s − 1) ÷ n(n − 1) over the parts, of s people each, of the n others if
          the person left: the share of pairs of others who cannot reach one another, 0 (all can) … 1 (nobody can)
        - ``fragmentation_added``: as much of it as is due to the person leaving: the share of pairs of others who can
          reach one another now and then could not, 0 … 1; 0 for an isolate
        - ``cut_off``: people who would lose touch with the main part: those whom the person can reach now, without the
          largest piece they would fall into; a count
        - ``note``: with fewer than 3 people there are no pairs of others, and the first two are blank

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12, 21-34. https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> import networkx as nx
    >>> leaving(nx.karate_club_graph()).loc["0", ["fragmentation_without", "cut_off"]].round(4).tolist()
    [0.3163, 6.0]
    """
    plain = one_mode(network)
    ties = _certificate(plain.undirected().adjacency(None), 2)
    sizes, pairs, largest = _removals(ties)
    others = len(plain) - 1.0
    possible, now = others * (others - 1), _pairs(sizes - 1)
    elsewhere = _reachable(ties) - _pairs(sizes)
    parted, lost = (np.full(len(plain), np.nan) for _column in range(2))
    if possible > 0:
        parted, lost = 1 - (elsewhere + pairs) / possible, (now - pairs) / possible
    table = pd.DataFrame({"fragmentation_without": parted, "fragmentation_added": lost}, index=plain.nodes.index)
    table["cut_off"] = (sizes - 1 - largest).astype(int)
    table["note"] = "" if possible > 0 else "fewer than 3 people: no pairs of others"
    return table.astype({"note": "str"}).rename_axis("node")


def key_players(network: AnyNetwork, *, size: int = 2) -> pd.DataFrame:
    """Which people, leaving together, would part the others most.

    All sets of `size` people are tried if that takes at most `EXACT` steps; else the person who parts the others most
    is chosen first, then the one who does so among those who are left, and so on. Of sets that are equal the first by
    id is taken.

    Parameters
    ----------
    network
        One-mode network; weight and direction are ignored; not changed.
    size
        How many people leave, 1 or more.

    Returns
    -------
    pd.DataFrame
        One row per person of the set (index ``node``), all with the same values; nobody if no two others would be left:

        - ``fragmentation_set``: F among the others if all of the set left, 0 … 1 (see `leaving`)
        - ``fragmentation_set_added``: as much of it as is due to their leaving, 0 … 1; 0 if that parts nobody
        - ``every_set_tried``: whether the set is the best of all, or was put together one by one

    Raises
    ------
    NetworkError
        If `size` is not 1 or more.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational & Mathematical
    Organization Theory 12, 21-34. https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> import networkx as nx
    >>> key_players(nx.karate_club_graph())["fragmentation_set"].round(4).to_dict()
    {'0': 0.4234, '1': 0.4234}
    """
    if size < 1:
        raise NetworkError(f"A set of people who leave has 1 person or more, not {size}.")
    plain = one_mode(network)
    ties = _certificate(plain.undirected().adjacency(None), size + 1)
    every = comb(len(plain), size - 1) * (len(plain) + ties.nnz) <= EXACT
    chosen = (_best_of_all if every else _greedy)(ties, size) if len(plain) > size + 1 else []
    parted, added = _without(ties, chosen) if chosen else (np.nan, np.nan)
    columns = {"fragmentation_set": parted, "fragmentation_set_added": added, "every_set_tried": every}
    return pd.DataFrame(columns, index=plain.nodes.index[chosen]).rename_axis("node")


def _best_of_all(ties: sparse.csr_array, size: int) -> list[int]:
    """Choose the set that leaves the fewest pairs together, the first of several."""
    best: tuple[float, list[int]] = (np.inf, [])
    for members in combinations(range(ties.shape[0]), size - 1):
        rest = np.delete(np.arange(ties.shape[0]), members)
        together = _together(ties[rest][:, rest])
        last = int(np.argmin(together))
        best = min(best, (float(together[last]), sorted([*members, int(rest[last])])))
    return best[1]


def _greedy(ties: sparse.csr_array, size: int) -> list[int]:
    rest = np.arange(ties.shape[0])
    for _person in range(size):
        rest = np.delete(rest, int(np.argmin(_together(ties[rest][:, rest]))))
    return [int(person) for person in np.setdiff1d(np.arange(ties.shape[0]), rest)]


def _together(ties: sparse.csr_array) -> np.ndarray:
    """Count for each node the ordered pairs of others who could still reach one another without it."""
    sizes, pairs, _largest = _removals(ties)
    return np.asarray(_reachable(ties) - _pairs(sizes) + pairs)


def _pairs(people: np.ndarray) -> np.ndarray:
    return people * (people - 1.0)


def _reachable(ties: sparse.csr_array) -> float:
    """Count the ordered pairs who can reach one another."""
    part = connected_components(ties, directed=False)[1]
    return float(_pairs(np.bincount(part).astype(float)).sum())


def _without(ties: sparse.csr_array, chosen: list[int]) -> tuple[float, float]:
    """Give F among the others without the chosen nodes, and the part of it that their leaving adds."""
    rest = np.delete(np.arange(ties.shape[0]), chosen)
    part = connected_components(ties, directed=False)[1][rest]
    now, then = _pairs(np.bincount(part).astype(float)).sum(), _reachable(ties[rest][:, rest])
    possible = len(rest) * (len(rest) - 1)
    return float(1 - then / possible), float((now - then) / possible)


def _certificate(ties: sparse.csr_array, forests: int) -> sparse.csr_array:
    """Keep few ties such that the loss of fewer nodes than `forests` parts the rest exactly as before.

    Take a breadth-first forest, then another of the ties that are left, and so on: Cheriyan, J., Kao, M.-Y., &
    Thurimella, R. (1993). Scan-first search and sparse certificates. SIAM Journal on Computing 22(1), 157-174.
    https://doi.org/10.1137/0222013
    """
    certificate, rest = sparse.csr_array(ties.shape), ties
    for _forest in range(forests):
        if certificate.nnz + rest.nnz <= 2 * forests * ties.shape[0]:
            return sparse.csr_array(certificate + rest)
        forest = _breadth_first_forest(rest)
        certificate, rest = sparse.csr_array(certificate + forest), sparse.csr_array(rest - forest)
        rest.eliminate_zeros()
    return certificate


def _breadth_first_forest(ties: sparse.csr_array) -> sparse.csr_array:
    people = ties.shape[0]
    before = breadth_first_order(_rooted(ties), people, directed=False)[1][:people]
    node = np.flatnonzero(before < people)
    branches = sparse.csr_array((np.ones(len(node)), (node, before[node])), shape=ties.shape)
    return sparse.csr_array(branches + branches.T)


def _rooted(ties: sparse.csr_array) -> sparse.csr_array:
    """Add a last node that is tied to the first of each part, so that one search meets all parts."""
    roots = np.unique(connected_components(ties, directed=False)[1], return_index=True)[1]
    extra = sparse.csr_array((np.ones(len(roots)), (np.zeros(len(roots), int), roots)), shape=(1, ties.shape[0]))
    return sparse.csr_array(sparse.block_array([[ties, extra.T], [extra, None]], format="csr"))


def _removals(ties: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give for each node the size of its part, and what is left of the part without the node.

    Returns
    -------
    sizes, kept, largest : numpy.ndarray
        The size of the part; then, of the pieces it would fall into, the ordered pairs within them and the size of the
        largest.
    """
    part = connected_components(ties, directed=False)[1]
    sizes = np.bincount(part)[part].astype(float)
    fallen, pairs, largest = np.zeros((3, len(sizes)))
    for node, below in _pieces_below(ties):
        fallen[node] += below
        pairs[node] += below * (below - 1)
        largest[node] = max(largest[node], below)
    above = sizes - 1 - fallen
    return sizes, pairs + _pairs(above), np.maximum(largest, above)


def _pieces_below(ties: sparse.csr_array) -> list[tuple[int, int]]:
    """Search depth first and list the pieces that hang on a node: (node, people below it).

    What is below a node hangs on it if no tie leads from there to what was met before the node.

    References
    ----------
    Hopcroft, J., & Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Communications of the
    ACM 16(6), 372-378. https://doi.org/10.1145/362248.362272
    """
    people = ties.shape[0]
    order, parent = depth_first_order(_rooted(ties), people, directed=False)
    position = np.argsort(order)
    tied = np.flatnonzero(np.diff(ties.indptr))
    earliest = position.copy()
    earliest[tied] = np.minimum.reduceat(position[ties.indices], ties.indptr[tied]) if len(tied) else 0
    lowest, when, below, pieces = earliest.tolist(), position.tolist(), [1] * (people + 1), []
    # Backwards, so that whoever hangs below a node is counted before it. If nothing below reaches higher than the node
    # itself, all that hangs there is parted from the rest without it (Tarjan's low points).
    for node, above in zip(order[:0:-1].tolist(), parent[order[:0:-1]].tolist(), strict=True):
        below[above] += below[node]
        lowest[above] = min(lowest[above], lowest[node])
        if above < people and lowest[node] >= when[above]:
            pieces.append((above, below[node]))
    return pieces
