"""Compiled loops: over ties, and over shortest paths (Dijkstra's algorithm with a heap, Brandes's sums back along).

Imported only where the extra `fast` (numba) is installed and there is much to do. The functions are written for numba;
each is compiled when it is first called and kept on the disk.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy import sparse

from sna.analyse.kernels.tie_matrices import SURELY, Lengths


def at_ties(ties: sparse.csr_array, lhs: sparse.csr_array, rhs: sparse.csr_array) -> np.ndarray:
    """Do as `sna.analyse.kernels.tie_matrices.at_ties`, one row at a time."""
    values = np.zeros(ties.nnz, np.result_type(lhs.dtype, rhs.dtype))
    _products(parts(ties)[:2], parts(lhs), parts(rhs), values)
    return values


def role_counts(ties: sparse.csr_array, labels: np.ndarray) -> np.ndarray:
    """Do as `sna.analyse.kernels.triads.role_counts`, one path after the other."""
    counts = np.zeros((ties.shape[0], 5), np.int64)
    _roles(parts(ties)[:2], parts(ties.T.tocsr())[:2], labels.astype(np.int64), counts)
    return counts


def tie_counts(lists: np.ndarray, sizes: np.ndarray, labels: np.ndarray, groups: int) -> np.ndarray:
    """Do as `sna.analyse.groups.counted_in_turn`, one pair after the other."""
    sums = np.zeros((len(lists), 2, groups), np.int64)
    _pairs(lists.astype(np.int64), np.r_[0, np.cumsum(sizes)].astype(np.int64), labels.astype(np.int64), sums)
    return sums


def parts(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the matrix as numba reads it, always of the same types, so that a loop is compiled once."""
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data


def _products_loop(
    ties: tuple[np.ndarray, np.ndarray],
    lhs: tuple[np.ndarray, np.ndarray, np.ndarray],
    rhs: tuple[np.ndarray, np.ndarray, np.ndarray],
    values: np.ndarray,
) -> None:
    row = np.zeros(len(ties[0]) - 1, values.dtype)
    for i in range(len(row)):
        for at in range(lhs[0][i], lhs[0][i + 1]):
            q, share = lhs[1][at], lhs[2][at]
            for to in range(rhs[0][q], rhs[0][q + 1]):
                row[rhs[1][to]] += share * rhs[2][to]
        for at in range(ties[0][i], ties[0][i + 1]):
            values[at] = row[ties[1][at]]
        for at in range(lhs[0][i], lhs[0][i + 1]):  # cleared where it was touched: there may be many people
            for to in range(rhs[0][lhs[1][at]], rhs[0][lhs[1][at] + 1]):
                row[rhs[1][to]] = 0


def _roles_loop(
    onward: tuple[np.ndarray, np.ndarray], before: tuple[np.ndarray, np.ndarray], labels: np.ndarray, counts: np.ndarray
) -> None:
    marks, numbers = np.full(len(labels), -1), np.zeros(8, np.int64)
    for b in range(len(labels)):
        numbers[:] = 0
        for at in range(before[0][b], before[0][b + 1]):
            a = before[1][at]
            marks[a] = at
            for to in range(onward[0][a], onward[0][a + 1]):
                marks[onward[1][to]] = at
            first = 4 * (labels[a] == labels[b])
            for to in range(onward[0][b], onward[0][b + 1]):  # without a branch: what is open can hardly be guessed
                c = onward[1][to]
                numbers[first + 2 * (labels[b] == labels[c]) + (labels[a] == labels[c])] += marks[c] != at
        counts[b, 0], counts[b, 1], counts[b, 2], counts[b, 3], counts[b, 4] = (
            numbers[7],  # all of one group
            numbers[1],  # the outer two
            numbers[2],  # the last two
            numbers[4],  # the first two
            numbers[0],
        )


def _pairs_loop(lists: np.ndarray, starts: np.ndarray, labels: np.ndarray, sums: np.ndarray) -> None:
    people = len(labels)
    marks = np.zeros(people * people, np.int32)  # in which draw a pair was last seen
    for draw in range(len(lists)):
        for gathering in range(len(starts) - 1):
            for at in range(starts[gathering], starts[gathering + 1]):
                tail = lists[draw, at]
                for to in range(at + 1, starts[gathering + 1]):
                    head = lists[draw, to]
                    if marks[tail * people + head] <= draw:
                        marks[tail * people + head] = draw + 1
                        apart = int(labels[tail] != labels[head])
                        sums[draw, 1 - apart, labels[tail]] += 1
                        sums[draw, 0, labels[head]] += apart


_pairs = njit(cache=True)(_pairs_loop)
_roles = njit(cache=True)(_roles_loop)
_products = njit(cache=True)(_products_loop)


Graph = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Where each node's ties begin, their other ends, their lengths."""
Heap = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The nodes reached but not settled, their distances, and each node's place among them."""
Paths = tuple[np.ndarray, ...]
"""Distances; numbers of paths; the order of settling; who is one before whom: first place, number, all of them."""

_OUTSIDE, _FINAL = -1, -2


def passed(lengths: Lengths, sources: np.ndarray, groups: np.ndarray | None) -> np.ndarray:
    """Do as `sna.analyse.kernels.shortest.passed`."""
    matrix, people = lengths.matrix, lengths.matrix.shape[0]
    labels = np.zeros(people, np.int64) if groups is None else groups.astype(np.int64)
    sums = np.zeros((4, people))
    _sum_paths((parts(matrix), lengths.slack), sources.astype(np.int64), labels, (_heap(people), _paths(matrix)), sums)
    return sums[:2]


def reached(lengths: Lengths) -> np.ndarray:
    """Do as `sna.analyse.kernels.shortest.reached`."""
    matrix, people = lengths.matrix, lengths.matrix.shape[0]
    sums = np.zeros((3, people))
    _reach_all((parts(matrix), lengths.slack), (_heap(people), _paths(matrix)), sums)
    return sums


def useful(matrix: sparse.csr_array, nearest: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Tell which ties are not longer than a way round through one of the nearest alters."""
    marks = np.zeros(matrix.nnz, np.bool_)
    _mark_useful(parts(matrix), nearest.astype(np.int64), first, marks)
    return marks


def _heap(people: int) -> Heap:
    return np.zeros(people, np.int64), np.zeros(people), np.zeros(people, np.int64)


def _paths(matrix: sparse.csr_array) -> Paths:
    people = matrix.shape[0]
    first = np.r_[0, np.cumsum(np.bincount(matrix.indices, minlength=people))].astype(np.int64)
    order, number, before = (np.zeros(size, np.int64) for size in (people, people, matrix.nnz))
    return np.zeros(people), np.zeros(people), order, first, number, before


def _up_loop(heap: Heap, at: int, node: int, key: float) -> None:
    """Put a node into the heap at a place, and let it rise."""
    nodes, keys, place = heap
    while at:
        over = (at - 1) // 2
        if keys[over] <= key:
            break
        # the one above sinks; the node itself is written once, at the end
        nodes[at], keys[at] = nodes[over], keys[over]
        place[nodes[at]] = at
        at = over
    nodes[at], keys[at], place[node] = node, key, at


def _down_loop(heap: Heap, size: int) -> None:
    """Put the last of the heap into the place of the first, and let it sink."""
    nodes, keys, place = heap
    at, node, key = 0, nodes[size], keys[size]
    while 2 * at + 1 < size:
        under = 2 * at + 1
        if under + 1 < size and keys[under + 1] < keys[under]:
            under += 1
        if keys[under] >= key:
            break
        nodes[at], keys[at] = nodes[under], keys[under]
        place[nodes[at]] = at
        at = under
    nodes[at], keys[at], place[node] = node, key, at


def _relax_loop(graph: tuple[Graph, float], node: int, heap: Heap, size: int, paths: Paths) -> int:
    """Look from a settled node to its alters; give the new size of the heap."""
    (start, alters, long), slack = graph
    far, _ways, _order, first, number, before = paths
    place = heap[2]
    for at in range(start[node], start[node + 1]):
        alter, reach = alters[at], far[node] + long[at]
        where = place[alter]
        if where == _FINAL:
            continue
        if where == _OUTSIDE:
            where = size
            size += 1
        elif reach > far[alter] * (1.0 + slack):
            continue
        elif reach >= far[alter] * (1.0 - slack):  # as short, but for rounding: one more way to go
            before[first[alter] + number[alter]] = node
            number[alter] += 1
            continue
        # A shorter way, or the first: what stood before this alter is forgotten.
        far[alter], number[alter], before[first[alter]] = reach, 1, node
        _up(heap, where, alter, reach)
    return size


def _settle_loop(graph: tuple[Graph, float], source: int, heap: Heap, paths: Paths) -> int:
    """Settle who can be reached, the nearest first, and give their number."""
    far, ways, order, first, number, before = paths
    nodes, _keys, place = heap
    place[:] = _OUTSIDE
    far[source], number[source] = 0.0, 0
    _up(heap, 0, source, 0.0)
    size, reachable = 1, 0
    while size:
        node = nodes[0]
        size -= 1
        _down(heap, size)
        place[node], order[reachable] = _FINAL, node
        reachable += 1
        # Everybody before this node is final, so its paths can be summed now, once.
        count = 1.0 if node == source else 0.0
        for at in range(first[node], first[node] + number[node]):
            count += ways[before[at]]
        ways[node] = count
        size = _relax(graph, node, heap, size, paths)
    return reachable


def _back_loop(labels: np.ndarray, reachable: int, paths: Paths, sums: np.ndarray) -> None:
    """Go back from the furthest to the source, handing on the share of the paths that passes through each.

    The first two rows of `sums` take the sums; the last two hold what has been handed on from one source.
    """
    _far, ways, order, first, number, before = paths
    source = order[0]
    for rank in range(reachable - 1, 0, -1):
        node = order[rank]
        every, across = sums[2, node], sums[3, node]
        sums[0, node] += every
        sums[1, node] += across
        # What ends here and what goes on, per path: each of those before gets it times its own number of paths.
        share = (1.0 + every) / ways[node]
        apart = ((labels[node] != labels[source]) + across) / ways[node]
        sums[2, node] = sums[3, node] = 0.0
        for at in range(first[node], first[node] + number[node]):
            sums[2, before[at]] += ways[before[at]] * share
            sums[3, before[at]] += ways[before[at]] * apart
    sums[2, source] = sums[3, source] = 0.0


def _sum_paths_loop(
    graph: tuple[Graph, float], sources: np.ndarray, labels: np.ndarray, room: tuple[Heap, Paths], sums: np.ndarray
) -> None:
    for source in sources:
        number = _settle(graph, source, room[0], room[1])
        _back(labels, number, room[1], sums)


def _reach_all_loop(graph: tuple[Graph, float], room: tuple[Heap, Paths], sums: np.ndarray) -> None:
    for source in range(sums.shape[1]):
        number = _settle(graph, source, room[0], room[1])
        sums[0, source] = number - 1
        for rank in range(1, number):
            away = room[1][0][room[1][2][rank]]
            sums[1, source] += away
            sums[2, source] += 1.0 / away


def _mark_useful_loop(graph: Graph, nearest: np.ndarray, first: np.ndarray, marks: np.ndarray) -> None:
    start, alters, long = graph
    best = np.empty(len(start) - 1)
    for node in range(len(best)):
        best[:] = np.inf
        for which in range(nearest.shape[1]):
            through, way = nearest[node, which], first[node, which]
            if way < np.inf:
                for at in range(start[through], start[through + 1]):
                    best[alters[at]] = min(best[alters[at]], way + long[at])
        for at in range(start[node], start[node + 1]):
            marks[at] = long[at] * SURELY <= best[alters[at]]


_mark_useful = njit(cache=True)(_mark_useful_loop)
_up = njit(cache=True)(_up_loop)
_down = njit(cache=True)(_down_loop)
_relax = njit(cache=True)(_relax_loop)
_settle = njit(cache=True)(_settle_loop)
_back = njit(cache=True)(_back_loop)
_sum_paths = njit(cache=True)(_sum_paths_loop)
_reach_all = njit(cache=True)(_reach_all_loop)
