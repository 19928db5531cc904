"""Betweenness, Louvain, constraint and brokerage roles beside networkx, python-louvain and plain loops.

``python benchmarks/measures.py [--quick] [--large]``: processor time and ratio, same run, same data, and the same
result checked. With ``--quick`` the networks are tiny, to see that it runs; ``--large`` adds one of 200,000 ties. Set
``OPENBLAS_NUM_THREADS=1`` for figures that compare: else products of matrices may use several processors.

Networks: people at gatherings drawn by lot, few and small ("sparse") or more and larger ("co-attendance"). What would
take networkx hours is measured from a few sources and multiplied up, and its time is marked with ~; there `sna` gives
an estimate whose error is printed as a share of all pairs (with 90 % confidence for all people at once). The sums from
the same few sources are compared. The compiled loops are called once before they are timed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, TypeVar

import community as python_louvain
import networkx as nx
import numpy as np
from scipy import sparse

from sna.analyse.community import modularity_of
from sna.analyse.community.partitions import TOGETHER, Ties, quick_runs, runs_of
from sna.analyse.kernels import tie_matrices
from sna.analyse.kernels.shortest import passed, passed_in_steps
from sna.analyse.kernels.tie_matrices import lengths, shortest_ties
from sna.analyse.kernels.triads import constraint_parts, role_counts
from sna.analyse.paths import passing
from sna.network import Network, TwoMode, project

Result = TypeVar("Result")

FULLY, SOURCES = 100_000_000, 4
"""networkx goes through all people up to so many visits of a tie; else through so many people."""

NETWORKS = {
    "sparse 60": (60, 20, (3, 8)),
    "co-attendance 60": (60, 24, (5, 20)),
    "sparse 1,000": (1_000, 250, (4, 12)),
    "co-attendance 1,000": (1_000, 150, (10, 40)),
    "sparse 10,000": (10_000, 2_500, (4, 12)),
}
LARGE = {"co-attendance 10,000": (10_000, 1_000, (10, 30))}
QUICK = {"sparse 12": (12, 6, (3, 5)), "co-attendance 20": (20, 8, (4, 10))}


class Line(NamedTuple):
    """One line of the table: what, both times (theirs may be multiplied up), and what the check found."""

    what: str
    theirs: float
    ours: float
    check: str
    exact: bool = True


def invented_meetings(people: int, gatherings: int, size: tuple[int, int]) -> Network:
    """Invent who met whom: everybody comes by lot; the strength of a tie is how often."""
    random = np.random.default_rng(0)
    pairs = [
        (f"p{person:05}", f"g{gathering:05}")
        for gathering in range(gatherings)
        for person in random.choice(people, random.integers(*size), replace=False).tolist()
    ]
    return project(TwoMode.of(pairs), weight="count")


def timed(call: Callable[[], Result], times: int = 3) -> tuple[float, Result]:
    """Give the shortest processor time of some calls, and the last result."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        result = call()
        seconds.append(time.process_time() - start)
    return min(seconds), result


def graph_of(network: Network) -> nx.Graph:
    """Give the networkx graph, people by number, with whole lengths: on fractions networkx is wrong."""
    source, target = network.positions()
    long = lengths(network.adjacency())
    assert long.slack == 0
    graph = nx.empty_graph(len(network))
    for a, b, weight in zip(source.tolist(), target.tolist(), network.ties["weight"].tolist(), strict=True):
        graph.add_edge(a, b, weight=weight, distance=float(long.matrix[a, b]))
    return graph


def betweenness_lines(network: Network, graph: nx.Graph) -> Iterator[Line]:
    """Compare betweenness in steps and with lengths: exact, or estimated where that is too much work."""
    matrix, people = network.adjacency(), len(network)
    exact = people * matrix.nnz <= FULLY
    sources = np.arange(people if exact else SOURCES)
    for weighted in (False, True):
        theirs, sums = nx_sums(graph, sources.tolist(), weighted=weighted)
        for name in ways() if weighted else ["steps"]:
            same = our_sums(matrix, sources, weighted=weighted)
            assert np.allclose(same, sums, atol=1e-9, rtol=1e-9)
            ours, check = our_passing(matrix, weighted=weighted)
            yield Line(f"betweenness, {name}", theirs * people / len(sources), ours, check, exact)


def our_passing(matrix: sparse.csr_array, *, weighted: bool) -> tuple[float, str]:
    """Time what the table of centralities is made of, and say how exact it is."""
    people = matrix.shape[0]
    ours, estimate = timed(lambda: passing(matrix, weighted=weighted), 3 if people < 5_000 else 1)
    if estimate.sources == people:
        return ours, "same to 1e-9; exact"
    error = estimate.error.max() / ((people - 1) * (people - 2))
    return ours, f"same to 1e-9 from {SOURCES} people; estimate from {estimate.sources:,}, error {error:.4f}"


def nx_sums(graph: nx.Graph, sources: list[int], *, weighted: bool) -> tuple[float, np.ndarray]:
    """Sum over ordered pairs from the sources, with networkx; and its time."""
    distance = "distance" if weighted else None
    exact = len(sources) == len(graph)
    start = time.process_time()
    if exact:
        sums = nx.betweenness_centrality(graph, weight=distance, normalized=False)
    else:
        sums = nx.betweenness_centrality_subset(graph, sources, list(graph), normalized=False, weight=distance)
    seconds = time.process_time() - start
    return seconds, 2 * np.array([sums[node] for node in range(len(graph))])


def our_sums(matrix: sparse.csr_array, sources: np.ndarray, *, weighted: bool) -> np.ndarray:
    """Sum over ordered pairs from the sources."""
    if weighted:
        return passed(shortest_ties(lengths(matrix)), sources, None)[0]
    sums = passed_in_steps(matrix, sources, None)
    assert sums is not None
    return sums[0]


def louvain_lines(network: Network, graph: nx.Graph) -> Iterator[Line]:
    """Compare a run of Louvain's method, and of Leiden's, with one of python-louvain, by time and modularity."""
    ties, few = Ties.of(network), len(network) <= TOGETHER
    theirs, partition = timed(lambda: python_louvain.best_partition(graph, random_state=0), 1)
    best = python_louvain.modularity(partition, graph)
    runs = {"louvain": quick_runs, "leiden": lambda ties, times, seed: runs_of(ties, "leiden", times, seed)}
    for method, run in runs.items():
        times = 100 if few else 3
        run(ties, 1, 0)
        ours, every = timed(partial(run, ties, times, 0))
        clear = max(modularity_of(ties, member) for member in every)
        assert clear > best - 0.02
        check = f"modularity {clear:.4f}, theirs {best:.4f}"
        yield Line(f"{method}, one of {times} runs", theirs, ours / times, check)


def kernel_lines(network: Network, graph: nx.Graph) -> Iterator[Line]:
    """Compare constraint and roles with plain loops, without and with the compiled loops."""
    matrix, labels = network.adjacency(), np.arange(len(network)) % 14
    hemmed, constraint = timed(lambda: naive_constraint(graph))
    brokered, roles = timed(lambda: naive_roles(graph, labels.tolist()))
    for name in ways():
        constraint_parts(matrix), role_counts(matrix, labels)
        ours, parts = timed(lambda: constraint_parts(matrix), 20)
        assert np.allclose(parts.constraint, constraint, atol=1e-9, rtol=0, equal_nan=True)
        yield Line(f"constraint, {name}", hemmed, ours, "same to 1e-9")
        ours, counts = timed(lambda: role_counts(matrix, labels), 20)
        assert (counts == roles).all()
        yield Line(f"roles, {name}", brokered, ours, "same")


def ways() -> Iterator[str]:
    """Have the kernels go without the extra `fast`, then with it if it is installed."""
    worth = tie_matrices.WORTH
    for name, threshold in (("without fast", np.inf), ("with fast", 0)):
        if threshold or tie_matrices.installed():
            tie_matrices.WORTH = threshold
            yield name
    tie_matrices.WORTH = worth


def naive_constraint(graph: nx.Graph) -> np.ndarray:
    """Give Burt's constraint by loops straight from the definition (networkx's own is slower)."""
    alters = {node: {alter: data["weight"] for alter, data in around.items()} for node, around in graph.adjacency()}
    total = {node: sum(around.values()) for node, around in alters.items()}
    share = {node: {j: weight / total[node] for j, weight in around.items()} for node, around in alters.items()}
    constraint = np.full(len(graph), np.nan)
    for node, own in share.items():
        if own:
            constraint[node] = sum((own[j] + sum(own[q] * share[q][j] for q in own if j in share[q])) ** 2 for j in own)
    return constraint


def naive_roles(graph: nx.Graph, labels: list[int]) -> np.ndarray:
    """Count brokerage roles by loops straight from the definition."""
    alters = {node: set(around) for node, around in graph.adjacency()}
    counts = np.zeros((len(graph), 5), int)
    for b, around in alters.items():
        number = [0] * 5
        for a in around:
            for c in around:
                if a != c and c not in alters[a]:
                    number[role(labels[a], labels[b], labels[c])] += 1
        counts[b] = number
    return counts


def role(tail: int, own: int, head: int) -> int:
    """Name the role by its number, from the groups of the three."""
    if tail == head:
        return 0 if tail == own else 1
    if own == head:
        return 2
    return 3 if tail == own else 4


def main(networks: dict[str, tuple[int, int, tuple[int, int]]]) -> None:
    """Print a table of times and ratios."""
    heading = (
        f"{'network':>20} {'people':>7} {'ties':>8}  {'measure':<24} {'theirs s':>10} {'sna s':>9} {'ratio':>8}  check"
    )
    print(heading)
    for name, shape in networks.items():
        network = invented_meetings(*shape)
        graph = graph_of(network)
        for lines in (betweenness_lines, louvain_lines, kernel_lines):
            for line in lines(network, graph):
                theirs = f"{'' if line.exact else '~'}{line.theirs:.4f}"
                times = f"{theirs:>10} {line.ours:>9.5f} {line.theirs / line.ours:>7.0f}x"
                print(
                    f"{name:>20} {len(network):>7,} {len(network.ties):>8,}  {line.what:<24} {times}  {line.check}",
                    flush=True,
                )


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv[1:] else NETWORKS | (LARGE if "--large" in sys.argv[1:] else {}))
