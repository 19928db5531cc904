"""Shortest paths: where ties have lengths, where each is one step, and in many small networks at once.

Where each tie is one step, many people set out at once, step after step. Of a network of eighty people most of the time
goes into making sparse matrices; many networks of the same people share each step on ordinary matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from sna.analyse.kernels.tie_matrices import (
    AGREE,
    Lengths,
    compiled,
    fractions_or_zero,
    integer_lengths,
    is_full,
    rows_of,
    with_data,
)

_AT_ONCE = 100_000

DEEPEST = 32
"""Networks in which some are more steps apart are left to the other way."""

_FEWEST, _MOST, _CELLS = 16, 256, 40_000  # sources at once: what stays in the processor's cache


def passed(lengths: Lengths, sources: np.ndarray, groups: np.ndarray | None, visits: float = 0.0) -> np.ndarray:
    """Sum for each node the shares of the shortest paths from the sources to others that pass through it.

    Parameters
    ----------
    lengths
        How long each tie is.
    sources
        Where the paths begin.
    groups
        The number of each node's group, or None.
    visits
        How many visits of a tie there were before ties were left out: where they are many, loops are compiled already.

    Returns
    -------
    numpy.ndarray
        2 × nodes: over all ordered pairs, and over those of different groups (0 without groups).
    """
    loops = compiled(max(visits, _visits(lengths, len(sources))))
    if loops is None:
        return passed_in_batches(lengths, sources, groups)
    return np.asarray(loops.passed(lengths, sources, groups))


def passed_in_batches(lengths: Lengths, sources: np.ndarray, groups: np.ndarray | None) -> np.ndarray:
    """Do as `passed` without compiled loops: many sources at once, as if each had a network of its own."""
    people = lengths.matrix.shape[0]
    sums = np.zeros((2, people))
    for batch, distance in distances(lengths, sources):
        others = np.isfinite(distance)
        others[np.arange(len(batch)), batch] = False
        targets = [others] if groups is None else [others, others & (groups != groups[batch, np.newaxis])]
        ways, back = _ways(lengths, batch, distance)
        for row, ends in enumerate(targets):
            through = _back(ways, back, ends.ravel()).reshape(distance.shape)
            through[np.arange(len(batch)), batch] = 0.0
            sums[row] += through.sum(axis=0)
    return sums


def reached(lengths: Lengths) -> np.ndarray:
    """Sum for each node over the others it reaches: how many, their distances, 1 ÷ their distances: 3 × nodes."""
    loops = compiled(_visits(lengths, lengths.matrix.shape[0]))
    return reached_in_batches(lengths) if loops is None else np.asarray(loops.reached(lengths))


def reached_in_batches(lengths: Lengths) -> np.ndarray:
    """Do as `reached` without compiled loops."""
    people = lengths.matrix.shape[0]
    sums = np.zeros((3, people))
    for batch, distance in distances(lengths, np.arange(people)):
        distance[np.arange(len(batch)), batch] = np.inf
        reachable = np.isfinite(distance)
        sums[:, batch] = (
            reachable.sum(axis=1),
            np.where(reachable, distance, 0.0).sum(axis=1),
            (1.0 / distance).sum(axis=1),
        )
    return sums


def _visits(lengths: Lengths, sources: int) -> float:
    return float(sources * (lengths.matrix.nnz + lengths.matrix.shape[0]))


def distances(lengths: Lengths, sources: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give some of the sources at a time, and how far everybody is from each (∞ out of reach)."""
    width = max(1, _AT_ONCE // max(lengths.matrix.nnz, lengths.matrix.shape[0], 1))
    for start in range(0, len(sources), width):
        batch = sources[start : start + width]
        yield batch, np.atleast_2d(dijkstra(lengths.matrix, indices=batch))


def _ways(
    lengths: Lengths, sources: np.ndarray, distance: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Count the shortest paths from each source to each node, and give the steps they are made of.

    Node v seen from the k-th source has the number k × nodes + v.
    """
    matrix, people = lengths.matrix, lengths.matrix.shape[0]
    rows = rows_of(matrix)
    most = np.where(np.isfinite(distance), distance * (1.0 + lengths.slack), -1.0)
    way = np.take(distance, rows, axis=1)
    way += matrix.data
    # A tie is a step of a shortest path if it ends no further off than the end is. Each step gets the place source ×
    # node of both ends, so one bincount moves all sources one step on.
    which, tie = np.divmod(np.flatnonzero(way <= np.take(most, matrix.indices, axis=1)), max(matrix.nnz, 1))
    before, after = which * people + rows[tie], which * people + matrix.indices[tie]
    ways = wave = np.bincount(np.arange(len(sources)) * people + sources, minlength=distance.size).astype(float)
    while (wave := np.bincount(after, wave[before], minlength=distance.size)).any():
        ways = ways + wave
    return ways, (before, after)


def _back(ways: np.ndarray, steps: tuple[np.ndarray, np.ndarray], ends: np.ndarray) -> np.ndarray:
    """Give the share of shortest paths to the wanted ends that pass through each node."""
    before, after = steps
    passing = np.zeros(len(ways))
    back = np.divide(ends, ways, out=np.zeros(len(ways)), where=ways > 0)
    # From the ends back: each node hands its share on to those before it, in proportion to their numbers of paths.
    while (back := np.bincount(before, back[after], minlength=len(ways))).any():
        passing += back
    return np.asarray(passing * ways)


def passed_in_steps(ties: sparse.csr_array, sources: np.ndarray, groups: np.ndarray | None) -> np.ndarray | None:
    """Do as `sna.analyse.kernels.shortest.passed`, each tie being one step; None where paths are very long.

    A wave of path counts runs out from all sources of a batch at once, a product of matrices for each step, and a
    second one runs back with the shares.
    """
    forth, onward = _matrices(ties)
    sums = np.zeros((2, ties.shape[0]))
    for batch in _batches(sources, ties.shape[0]):
        levels = list(islice(_levels(onward, batch), DEEPEST + 1))
        if len(levels) > DEEPEST:
            return None
        sums[0] += _path_sums(forth, levels, None)
        if groups is not None:
            sums[1] += _path_sums(forth, levels, groups[:, np.newaxis] != groups[batch])
    return sums


def reached_in_steps(ties: sparse.csr_array) -> np.ndarray | None:
    """Sum for each node over the others it reaches: how many, the steps to each, and 1 ÷ the steps: 3 × nodes.

    None where paths are very long.
    """
    onward = _matrices(ties)[1]
    sums = np.zeros((3, ties.shape[0]))
    for batch in _batches(np.arange(ties.shape[0]), ties.shape[0]):
        for step, wave in enumerate(_levels(onward, batch)):
            if step == DEEPEST:
                return None
            if step:
                sums[:, batch] += np.count_nonzero(wave, axis=0) * np.array([[1.0], [step], [1.0 / step]])
    return sums


def reached_from(ties: sparse.csr_array, sources: np.ndarray) -> np.ndarray | None:
    """Sum for each node over the sources that reach it: how many, the steps from each, and 1 ÷ the steps: 3 × nodes.

    A bit for each source: 64 of them take a step together. None where paths are very long.
    """
    into, people = sparse.csr_array(ties.T), ties.shape[0]
    places, sums = np.flatnonzero(np.diff(into.indptr)), np.zeros((3, people))
    for start in range(0, len(sources), 64):
        batch = sources[start : start + 64]
        fresh = np.zeros(people, np.uint64)
        fresh[batch] = np.uint64(1) << np.arange(len(batch), dtype=np.uint64)
        visited, step = fresh.copy(), 0
        while fresh.any():
            step, wave = step + 1, np.zeros(people, np.uint64)
            if step > DEEPEST:
                return None
            if len(places):
                wave[places] = np.bitwise_or.reduceat(fresh[into.indices], into.indptr[places])
            fresh = wave & ~visited
            visited |= fresh
            number = np.unpackbits(fresh.view(np.uint8).reshape(people, 8), axis=1).sum(axis=1)
            sums += number * np.array([[1.0], [step], [1.0 / step]])
    return sums


def distances_from(lengths: Lengths, sources: np.ndarray) -> np.ndarray:
    """Do as `reached_from` where ties have lengths."""
    sums = np.zeros((3, lengths.matrix.shape[0]))
    for batch, distance in distances(lengths, sources):
        distance[np.arange(len(batch)), batch] = np.inf
        reachable = np.isfinite(distance)
        sums += (reachable.sum(axis=0), np.where(reachable, distance, 0.0).sum(axis=0), (1.0 / distance).sum(axis=0))
    return sums


def _matrices(ties: sparse.csr_array) -> tuple[sparse.csr_array | np.ndarray, sparse.csr_array | np.ndarray]:
    """Give who is tied to whom, as it is and turned round, in the form that multiplies fastest."""
    ones = with_data(ties, np.ones(ties.nnz))
    if is_full(ties):
        full = ones.toarray()
        return full, full.T
    return ones, sparse.csr_array(ones.T)


def _batches(sources: np.ndarray, people: int) -> Iterator[np.ndarray]:
    width = min(_MOST, max(_FEWEST, _CELLS // max(people, 1)))
    for start in range(0, len(sources), width):
        yield sources[start : start + width]


def _levels(onward: sparse.csr_array | np.ndarray, sources: np.ndarray) -> Iterator[np.ndarray]:
    """Give for 0, 1, 2, … steps the number of shortest paths of that many steps: node × source."""
    wave = np.zeros((onward.shape[0], len(sources)))
    wave[sources, np.arange(len(sources))] = 1.0
    fresh = np.ones(wave.shape)
    while wave.any():
        yield wave
        fresh[wave > 0] = 0.0
        if not fresh.any():  # everybody has been reached
            return
        wave = (onward @ wave) * fresh


def _path_sums(
    forth: sparse.csr_array | np.ndarray, levels: list[np.ndarray], targets: np.ndarray | None
) -> np.ndarray:
    """Sum for each node the shares of the paths to the wanted nodes (all if None) that pass through it."""
    sums = np.zeros(forth.shape[0])
    ends = np.ones(levels[0].shape) if targets is None else targets.astype(float)
    passing = np.zeros(levels[0].shape)
    # Level by level from the furthest: what passes through a node is what its alters one step on receive or hand on.
    for further, nearer in pairwise(levels[:0:-1]):
        share = np.divide(ends, further, out=np.zeros(further.shape), where=further > 0) + passing
        passing = (forth @ share) * (nearer > 0)
        sums += (passing * nearer).sum(axis=1)
    return sums


# In many small networks at once


_CELLS_OF_NETWORKS = 50_000
"""So many cells at once stay in the processor's cache."""

Steps = tuple[np.ndarray, np.ndarray]
"""The nodes before and after each step of the shortest paths."""


def passed_by_network(strengths: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Sum for each node of each network the shares of the shortest paths between others that pass through it.

    Parameters
    ----------
    strengths
        Networks × nodes × nodes, from row to column; symmetric if undirected; nothing on the diagonal. A tie is
        1 ÷ strength long.
    groups
        The number of each node's group.

    Returns
    -------
    numpy.ndarray
        2 × networks × nodes: over all ordered pairs, and over those of different groups; as
        `sna.analyse.paths.betweenness` gives them for one network.

    Examples
    --------
    >>> chain = np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> passed_by_network(np.array([chain, 2 * chain]), np.array([0, 1, 1]))[1].tolist()
    [[0.0, 2.0, 0.0], [0.0, 2.0, 0.0]]
    """
    networks, people = strengths.shape[:2]
    sums = np.zeros((2, networks, people))
    for batch in at_once(networks, people):
        sums[:, batch] = _passed(*lengths_by_network(strengths[batch]), groups)
    return sums


def at_once(networks: int, people: int) -> Iterator[slice]:
    """Part so many networks into batches that stay in the processor's cache.

    Examples
    --------
    >>> [(some.start, some.stop) for some in at_once(3, 150)]
    [(0, 2), (2, 3)]
    """
    most = max(1, _CELLS_OF_NETWORKS // max(people, 1) ** 2)
    for start in range(0, networks, most):
        yield slice(start, min(start + most, networks))


def lengths_by_network(strengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give how long each tie is (∞ where there is none), and each network's slack: as `lengths` for each of them.

    Each strength is read as a fraction once, in however many networks it occurs.

    Examples
    --------
    >>> long, slack = lengths_by_network(np.array([[[0, 1 / 19 + 1 / 3], [0.5, 0]]]))
    >>> long.tolist(), slack.tolist()
    ([[[inf, 57.0], [44.0, inf]]], [0.0])
    """
    long, slack = np.full(strengths.shape, np.inf), np.full(len(strengths), AGREE)
    tied = strengths > 0
    place, values = pd.factorize(strengths[tied])
    parts = fractions_or_zero(values)
    starts = np.cumsum([0, *tied.sum(axis=(1, 2)).tolist()])
    for number, start in enumerate(starts[:-1].tolist()):
        own = place[start : starts[number + 1]]
        integers = None
        # Whole lengths need one common multiple for each network, whose strengths are few of all there are.
        if (parts[1][own] > 0).all():
            distinct, own = np.unique(own, return_inverse=True)
            integers = integer_lengths((parts[0][distinct], parts[1][distinct]), strengths.shape[1])
        long[number][tied[number]] = 1.0 / strengths[number][tied[number]] if integers is None else integers[own]
        slack[number] = AGREE if integers is None else 0.0
    return long, slack


def _passed(long: np.ndarray, slack: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Do as `passed_by_network`, given the lengths; node v seen from source s has the place (network, v, s)."""
    people = long.shape[1]
    far = _distances(long)
    steps = _steps(long, np.ascontiguousarray(far.swapaxes(1, 2)), slack)
    itself = np.arange(people)
    ends = np.isfinite(far).swapaxes(1, 2).copy()
    ends[:, itself, itself] = False
    start = np.zeros(far.shape)
    start[:, itself, itself] = 1.0
    ways = start.ravel() + _spread(start.ravel(), steps)
    sums = np.zeros((2, *long.shape[:2]))
    for row, targets in enumerate((ends, ends & (groups[:, np.newaxis] != groups))):
        share = np.divide(targets.ravel(), ways, out=np.zeros(len(ways)), where=ways > 0)
        through = (_spread(share, steps[::-1]) * ways).reshape(far.shape)
        through[:, itself, itself] = 0.0
        sums[row] = through.sum(axis=2)
    return sums


def _distances(long: np.ndarray) -> np.ndarray:
    """Give how far everybody is from each, by Floyd and Warshall: networks × sources × nodes."""
    far = long.copy()
    itself = np.arange(long.shape[1])
    far[:, itself, itself] = 0.0
    way = np.empty(far.shape)
    for through in range(long.shape[1]):
        np.add(far[:, :, through, np.newaxis], far[:, np.newaxis, through, :], out=way)
        np.minimum(far, way, out=far)
    return far


def _steps(long: np.ndarray, far: np.ndarray, slack: np.ndarray) -> Steps:
    """Give the steps that shortest paths are made of; `far` is networks × nodes × sources."""
    people = long.shape[1]
    most = np.where(np.isfinite(far), far * (1.0 + slack[:, np.newaxis, np.newaxis]), -1.0)
    network, tail, head = np.nonzero(long <= most.swapaxes(1, 2))  # no other tie is on a shortest path
    before, after = network * people + tail, network * people + head
    way = np.take(far.reshape(-1, people), before, axis=0)
    way += long[network, tail, head][:, np.newaxis]
    step = np.flatnonzero(way <= np.take(most.reshape(-1, people), after, axis=0))
    tie, source = np.divmod(step, people)
    return before[tie] * people + source, after[tie] * people + source


def _spread(values: np.ndarray, steps: Steps) -> np.ndarray:
    """Hand the values on along the steps, wave after wave, and give the sums of what came to each place."""
    before, after = steps
    total, wave = np.zeros(len(values)), values
    while len(places := np.flatnonzero(handed := wave[before])):
        wave = np.bincount(after[places], handed[places], minlength=len(values))
        total += wave
    return total
