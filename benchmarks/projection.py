"""Projection of attendances to ties of people, beside networkx: time and ratio, same run, same data.

``python benchmarks/projection.py [attendances …]``; without numbers 10,000 and 100,000 are tried.

Both sides start from what they hold in memory (a `TwoMode`, a networkx graph) and end with what they give (a `Network`
with three weights; a graph with one). The best of five runs is taken for `sna`, one run for networkx:
`weighted_projected_graph` for the count, `collaboration_weighted_projected_graph` for Newman's weight. Then every
weight is compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Literal, TypeVar

import networkx as nx
import numpy as np

from sna.network import Network, TwoMode, check_projection, project

Result = TypeVar("Result")
THEIRS = {
    "count": nx.bipartite.weighted_projected_graph,
    "newman": nx.bipartite.collaboration_weighted_projected_graph,
}
AT_A_GATHERING = 20
ATTENDED = 20


def attendances(number: int, seed: int = 0) -> TwoMode:
    """Invent about so many attendances: gatherings of 10 to 30 people, each of whom attends about 20."""
    random = np.random.default_rng(seed)
    people = number // ATTENDED
    pairs = [
        (f"p{person:06}", f"g{gathering:06}")
        for gathering in range(number // AT_A_GATHERING)
        for person in random.choice(people, random.integers(10, 31), replace=False).tolist()
    ]
    return TwoMode.of(pairs)


def timed(call: Callable[[], Result], times: int) -> tuple[float, Result]:
    """Give the shortest time of some calls, and the last result."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def compare(graph: nx.Graph, network: Network) -> None:
    """Fail unless both have the same ties with the same weights."""
    theirs = {(min(a, b), max(a, b)): weight for a, b, weight in graph.edges(data="weight")}
    ends = list(zip(network.ties["source"], network.ties["target"], strict=True))
    assert set(ends) == set(theirs)
    assert np.allclose(network.ties["weight"], [theirs[pair] for pair in ends], rtol=1e-12, atol=0)


def row(two_mode: TwoMode, weight: Literal["count", "newman"]) -> str:
    """Time one weight on both sides and give a line of the table."""
    graph, people = two_mode.to_networkx(), two_mode.people.index.tolist()
    ours, network = timed(lambda: project(two_mode, weight=weight), 5)
    theirs, projected = timed(lambda: THEIRS[weight](graph, people), 1)
    compare(projected, network)
    check_projection(two_mode, network)
    columns = f"{two_mode.incidence.nnz:>11,} {len(people):>7,} {len(network.ties):>9,} {weight:>7}"
    return f"{columns} {theirs:>11.3f} {ours:>8.4f} {theirs / ours:>6.0f}x"


def main(sizes: list[int]) -> None:
    """Print a table of times and ratios."""
    print(f"{'attendances':>11} {'people':>7} {'ties':>9} {'weight':>7} {'networkx s':>11} {'sna s':>8} {'ratio':>7}")
    for size in sizes:
        two_mode = attendances(size)
        print(row(two_mode, "count"))
        print(row(two_mode, "newman"))


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [10_000, 100_000])
