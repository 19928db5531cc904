"""Shortest paths: who lies on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

AGREE = 1e-11
"""Two paths whose lengths differ by less than this share are equally long: 1/3 + 1/3 + 1/3 is 1."""

_AT_ONCE = 256


def between(
    strength: sparse.csr_array, *, weighted: bool, groups: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Sum for each node the shares of the shortest paths between other nodes that pass through it.

    Parameters
    ----------
    strength
        Node × node, from row to column; symmetric if undirected; nothing on the diagonal.
    weighted
        Whether a tie is 1 ÷ strength long; otherwise each is one step.
    groups
        The number of each node's group; without it all are of one.

    Returns
    -------
    every, across : numpy.ndarray
        One sum per node over ordered pairs (an undirected pair counts twice): over all pairs, and over those of
        different groups.

    Notes
    -----
    Lengths that are sums of fractions such as 1/3 differ by rounding even when they are equal. A tie lies on a shortest
    path if the lengths agree to one part in 10¹¹, which is exact as long as two different lengths differ by more.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2),
    163-177. https://doi.org/10.1080/0022250X.2001.9990249
    """
    lengths = _lengths(strength, weighted=weighted)
    source = np.repeat(np.arange(lengths.shape[0]), np.diff(lengths.indptr))
    sums = np.zeros((2, lengths.shape[0]))
    for start, distance in _from_each(lengths):
        with np.errstate(invalid="ignore"):
            short = np.abs(distance[source] + lengths.data - distance[lengths.indices])
            on = np.flatnonzero(short <= AGREE * distance[lengths.indices])
        others = np.isfinite(distance)
        others[start] = False
        wanted = others[np.newaxis] if groups is None else np.stack([others, others & (groups != groups[start])])
        sums[: len(wanted)] += _passing(start, (source[on], lengths.indices[on]), wanted)
    return sums[0], sums[1]


def near(strength: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Count for each node the others that can reach it, and sum their distances in steps."""
    steps = _lengths(sparse.csr_array(strength.T), weighted=False)
    reached, total = np.zeros(steps.shape[0]), np.zeros(steps.shape[0])
    for start, distance in _from_each(steps):
        finite = distance[np.isfinite(distance)]
        reached[start], total[start] = len(finite) - 1, finite.sum()
    return reached, total


def _lengths(strength: sparse.csr_array, *, weighted: bool) -> sparse.csr_array:
    lengths = sparse.csr_array(strength, copy=True)
    lengths.data = 1.0 / lengths.data if weighted else np.ones_like(lengths.data)
    return lengths


def _from_each(lengths: sparse.csr_array) -> Iterator[tuple[int, np.ndarray]]:
    people = lengths.shape[0]
    for first in range(0, people, _AT_ONCE):
        some = np.arange(first, min(first + _AT_ONCE, people))
        yield from zip(some.tolist(), np.atleast_2d(dijkstra(lengths, indices=some)), strict=True)


def _passing(start: int, steps: tuple[np.ndarray, np.ndarray], wanted: np.ndarray) -> np.ndarray:
    """Give the share of shortest paths from `start` to the wanted nodes that pass through each other node.

    `steps` are the ties that lie on a shortest path, pointing away from `start`; each row of `wanted` is a question of
    its own.
    """
    (before, after), people = steps, wanted.shape[1]
    ways = wave = np.bincount([start], minlength=people).astype(float)
    while (wave := np.bincount(after, wave[before], minlength=people)).any():
        ways = ways + wave
    passed = np.zeros(wanted.shape)
    for row, ends in enumerate(wanted):
        back = np.divide(ends, ways, out=np.zeros(people), where=ways > 0)
        while (back := np.bincount(before, back[after], minlength=people)).any():
            passed[row] += back
    passed[:, start] = 0.0
    return np.asarray(passed * ways)
