"""Many runs of the Louvain or Leiden method on one network, each with a seed of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sna.analyse.community.louvain import louvain
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
