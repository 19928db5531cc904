"""Partitions of a network: many runs of the Louvain or Leiden method, each with a seed of its own, and what is common.

Louvain: one person after the other moves to the community where modularity gains most, in a random order of its own in
each network; then each community becomes one node, until nobody moves. On many small networks all take a step at the
same time, so a hundred runs cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sna.network import Network

if TYPE_CHECKING:
    from networkit import Graph
    from networkit.community import CommunityDetector

SMALL = 2_000
"""Up to so many ties python-louvain runs; networks of more ties go to networkit."""

TOGETHER = 100
"""Up to so many people the runs of `quick_runs` are made all at once."""


class Ties(NamedTuple):
    """An undirected network as four plain values: people, the ends of each tie, weights."""

    people: int
    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, network: Network) -> Ties:
        """Take the ties of a network."""
        return cls(len(network), *network.positions(), network.ties["weight"].to_numpy(float))

    def only(self, weight: np.ndarray) -> Ties:
        """Give the same people with other weights; ties of weight 0 are left out."""
        positive = weight > 0
        return Ties(self.people, self.source[positive], self.target[positive], weight[positive])

    def full(self) -> np.ndarray:
        """Give the weights as an ordinary matrix."""
        matrix = np.zeros((self.people, self.people))
        matrix[self.source, self.target] = matrix[self.target, self.source] = self.weight
        return matrix


def runs_of(ties: Ties, method: str, times: int, seed: int) -> np.ndarray:
    """Give runs × people the number of the community, the largest 0, of two alike the one with the smaller id."""
    if method == "louvain" and len(ties.weight) <= SMALL:
        return np.array([numbered(run) for run in _by_python_louvain(ties, times, seed)])
    return np.array([numbered(run) for run in _by_networkit(ties, method, times, seed)])


def quick_runs(ties: Ties, times: int, seed: int) -> np.ndarray:
    """Do as `runs_of`, as quickly as can be: for the runs that only help to settle what the others found."""
    if ties.people > TOGETHER:
        return runs_of(ties, "louvain" if len(ties.weight) > SMALL else "plm", times, seed)
    weights = np.broadcast_to(ties.full(), (times, ties.people, ties.people))
    return np.array([numbered(run) for run in louvain(weights, seed)])


def numbered(raw: np.ndarray) -> np.ndarray:
    """Give communities new numbers, the largest 0, of two alike the one whose first member comes first.

    Examples
    --------
    >>> numbered(np.array([7, 3, 3, 9])).tolist()
    [1, 0, 0, 2]
    """
    _names, first, place, size = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), int)
    rank[np.lexsort((first, -size))] = np.arange(len(first))
    return rank[place]


def _by_python_louvain(ties: Ties, times: int, seed: int) -> Iterator[np.ndarray]:
    import community as python_louvain
    import networkx as nx

    graph = nx.empty_graph(ties.people)  # nodes and ties in order: the method depends on it
    graph.add_weighted_edges_from(zip(ties.source.tolist(), ties.target.tolist(), ties.weight.tolist(), strict=True))
    graph.copy = lambda: graph  # it copies what it is given, only to read it: a third of all its time
    for run in range(times):
        partition = python_louvain.best_partition(graph, random_state=seed + run)
        yield np.array([partition[node] for node in range(ties.people)])


def _by_networkit(ties: Ties, method: str, times: int, seed: int) -> Iterator[np.ndarray]:
    with single_thread() as networkit:
        graph = networkit_graph(networkit, ties)
        for run in range(times):
            networkit.setSeed(seed + run, False)
            yield np.array(_algorithm(networkit, graph, method).run().getPartition().getVector())


def _algorithm(networkit: ModuleType, graph: Graph, method: str) -> CommunityDetector:
    if method == "leiden":
        return networkit.community.ParallelLeiden(graph, randomize=True)
    return networkit.community.PLM(graph, refine=False, par="none randomized")


def networkit_graph(networkit: ModuleType, ties: Ties) -> Graph:
    """Give the graph networkit works on; ties in order."""
    ends = ties.source.astype(np.uint64), ties.target.astype(np.uint64)
    return networkit.GraphFromCoo((ties.weight, ends), n=ties.people, weighted=True)


@contextmanager
def single_thread() -> Iterator[ModuleType]:
    """Give networkit with one thread: with two the same seed gives other results."""
    import networkit

    before = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    try:
        yield networkit
    finally:
        networkit.setNumberOfThreads(before)


# The Louvain method on many small networks at once


_PASSES = 30
_GAIN = 1e-10


def louvain(weights: np.ndarray, seed: int) -> np.ndarray:
    """Find communities in each network.

    Parameters
    ----------
    weights
        Networks × people × people, symmetric, nothing on the diagonals.
    seed
        Of the orders in which people move.

    Returns
    -------
    numpy.ndarray
        Networks × people: the number of the community.

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics P10008. https://doi.org/10.1088/1742-5468/2008/10/P10008

    Examples
    --------
    >>> pairs = np.kron(np.eye(2), [[0.0, 1.0], [1.0, 0.0]])
    >>> louvain(pairs[np.newaxis], seed=0).tolist()
    [[0, 0, 1, 1]]
    """
    random = np.random.default_rng(seed)
    member = np.tile(np.arange(weights.shape[1]), (len(weights), 1))
    level, moved = weights, True
    while moved:
        labels, moved = _moved(level, random)
        member = _numbered(np.take_along_axis(labels, member, axis=1))
        level = joined(weights, member)
    return member


def joined(weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Add the weights up between and within communities: networks × communities × communities."""
    belongs = (member[:, :, np.newaxis] == np.arange(member.max(initial=-1) + 1)).astype(float)
    return np.asarray(belongs.transpose(0, 2, 1) @ weights @ belongs)


def modularity(weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Give the modularity of the communities of each network, −0.5 … 1; blank without ties.

    Examples
    --------
    >>> pairs = np.kron(np.eye(2), [[0.0, 1.0], [1.0, 0.0]])
    >>> modularity(pairs[np.newaxis], np.array([[0, 0, 1, 1]])).tolist()
    [0.5]
    """
    among = joined(weights, member)
    total = among.sum(axis=(1, 2))
    weight = np.where(total > 0, total, np.nan)
    inside = np.trace(among, axis1=1, axis2=2)
    return np.asarray(inside / weight - (among.sum(axis=2) ** 2).sum(axis=1) / weight**2)


def _moved(level: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Let the nodes move until none gains, and tell whether any did."""
    runs, nodes = level.shape[:2]
    labels = np.tile(np.arange(nodes), (runs, 1))
    strength = level.sum(axis=2)
    inside, ever = strength.copy(), False
    for _pass in range(_PASSES):
        order = random.permuted(labels * 0 + np.arange(nodes), axis=1)
        moved = [_step(level, (labels, strength, inside), node) for node in order.T]
        if not any(moved):
            break
        ever = True
    return labels, ever


def _step(level: np.ndarray, state: tuple[np.ndarray, np.ndarray, np.ndarray], node: np.ndarray) -> bool:
    """Move one node of each network to where it gains most; `inside` holds the strength of each community."""
    labels, strength, inside = state
    runs = np.arange(len(node))
    own, pull = labels[runs, node], strength[runs, node]
    ties = level[runs, node]
    ties[runs, node] = 0.0
    # One bincount for all networks: how strongly the node is tied to each community, itself left out.
    to = np.bincount((labels + runs[:, np.newaxis] * labels.shape[1]).ravel(), ties.ravel(), minlength=labels.size)
    inside[runs, own] -= pull
    share = pull / np.maximum(strength.sum(axis=1), np.finfo(float).tiny)
    gain = to.reshape(labels.shape) - share[:, np.newaxis] * inside
    best = gain.argmax(axis=1)
    better = gain[runs, best] > gain[runs, own] + _GAIN * pull
    new = np.where(better, best, own)
    labels[runs, node] = new
    inside[runs, new] += pull
    return bool(better.any())


def _numbered(member: np.ndarray) -> np.ndarray:
    """Give the communities of each network numbers from 0 without gaps."""
    return np.array([np.unique(row, return_inverse=True)[1] for row in member]).reshape(member.shape)


# What many runs agree on, and how far two partitions do


AGREED = 0.5
"""Ties between people who are together in a smaller share of the runs do not count for the consensus."""

UNSTABLE = 0.8
"""Somebody who is with their community in a smaller share of the runs stands between two."""

_ROUNDS, _RUNS, _FEWER_RUNS = 10, 20, 10

_LARGE = 100_000


def contingency(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Count the people in each pair of classes; the classes are numbered from 0.

    Examples
    --------
    >>> contingency(np.array([0, 0, 1]), np.array([0, 1, 1])).tolist()
    [[1, 1], [0, 1]]
    """
    shape = int(rows.max(initial=-1)) + 1, int(columns.max(initial=-1)) + 1
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)


def adjusted_rand(table: np.ndarray) -> float:
    """Give the adjusted Rand index of a contingency table, at most 1, about 0 by chance; blank under 2 people.

    Two partitions that are the same have 1, also if each has a single class.

    References
    ----------
    Hubert, L., & Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> adjusted_rand(np.array([[2, 0], [0, 2]]))
    1.0
    """
    pairs, rows, columns, every = (_pairs(part) for part in (table, table.sum(1), table.sum(0), table.sum()))
    if not every:
        return float("nan")
    expected, highest = rows * columns / every, (rows + columns) / 2
    return float((pairs - expected) / (highest - expected)) if highest != expected else 1.0


def mutual_information(table: np.ndarray) -> float:
    """Give the mutual information of a contingency table ÷ the mean of the two entropies, 0 … 1.

    Blank if both partitions are a single class: there is nothing to be told.

    Examples
    --------
    >>> round(mutual_information(np.array([[2, 0], [0, 2]])), 9)
    1.0
    """
    rows, columns, both = (_entropy(part) for part in (table.sum(axis=1), table.sum(axis=0), table.ravel()))
    mean = (rows + columns) / 2
    return float(np.clip((rows + columns - both) / mean, 0.0, 1.0)) if mean > 0 else float("nan")


def _pairs(counts: np.ndarray) -> float:
    return float((counts * (counts - 1.0) / 2).sum())


def _entropy(counts: np.ndarray) -> float:
    share = counts[counts > 0] / max(counts.sum(), 1)
    return float(-(share * np.log(share)).sum())


def consensus(ties: Ties, every: np.ndarray, seed: int) -> np.ndarray:
    """Give the communities the runs agree on: one number per person, 0 for the largest.

    Each tie gets the share of runs in which its two ends were together as its new weight (none below `AGREED`), and
    the method runs again on these, until all runs give the same. Only tied pairs are looked at, so it needs no memory
    for all pairs of people.

    References
    ----------
    Lancichinetti, A., & Fortunato, S. (2012). Consensus clustering in complex networks. Scientific Reports 2, 336.
    https://doi.org/10.1038/srep00336. For tied pairs only: Tandon, A., Albeshri, A., Thayananthan, V., Alhalabi, W., &
    Fortunato, S. (2019). Fast consensus clustering in complex networks. Physical Review E 99, 042301.
    https://doi.org/10.1103/PhysRevE.99.042301
    """
    runs = _RUNS if len(ties.weight) <= _LARGE else _FEWER_RUNS
    for number in range(_ROUNDS):
        if (every == every[0]).all():
            break
        every = quick_runs(ties.only(_agreed(ties, every)), runs, seed + number)
    rows, times = np.unique(every, axis=0, return_counts=True)
    return numbered(rows[times.argmax()])


def _agreed(ties: Ties, every: np.ndarray) -> np.ndarray:
    together = np.zeros(len(ties.weight))
    for run in every:
        together += run[ties.source] == run[ties.target]
    share = together / len(every)
    return np.where(share >= AGREED, share, 0.0)


def membership(every: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell how surely each person is in their community, and where else they are found.

    In each run the community with most of the members of a consensus community stands for it.

    Parameters
    ----------
    every
        Runs × people.
    chosen
        The consensus: one number per person.

    Returns
    -------
    stability : numpy.ndarray
        The share of runs in which the person is with their community, 0 … 1.
    other : numpy.ndarray
        The community they are found in most often otherwise; −1 if none.

    Examples
    --------
    >>> runs = np.array([[0, 0, 0, 1, 1], [0, 0, 1, 1, 1]])
    >>> [each.tolist() for each in membership(runs, np.array([0, 0, 0, 1, 1]))]
    [[1.0, 1.0, 0.5, 1.0, 1.0], [-1, -1, 1, -1, -1]]
    """
    stays = np.zeros(len(chosen))
    away: list[np.ndarray] = []
    for run in every:
        with_own = run == _most(chosen, run)[chosen]
        stays += with_own
        elsewhere = np.flatnonzero(~with_own)
        away.append(np.column_stack([elsewhere, _most(run, chosen)[run[elsewhere]]]))
    return stays / max(len(every), 1), _elsewhere(chosen, np.concatenate(away))


def _most(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Give for each class of one partition the class of the other that most of its people are in."""
    width = int(columns.max(initial=0)) + 1
    pairs, number = np.unique(rows * width + columns, return_counts=True)
    # By class, then the most people first, then the smaller number: the first of each class is the one meant.
    order = np.lexsort((pairs % width, -number, pairs // width))
    classes, first = np.unique((pairs // width)[order], return_index=True)
    largest = np.zeros(int(rows.max(initial=0)) + 1, int)
    largest[classes] = (pairs % width)[order][first]
    return largest


def _elsewhere(chosen: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Give for each person the most frequent of the other communities, the larger of two alike."""
    other = np.full(len(chosen), -1)
    away = away[away[:, 1] != chosen[away[:, 0]]]
    if len(away):
        pairs, times = np.unique(away, axis=0, return_counts=True)
        order = np.lexsort((-pairs[:, 1], times))  # what is set last stays
        other[pairs[order, 0]] = pairs[order, 1]
    return other
