"""Shortest paths in many small networks at once, of the same people: on ordinary matrices, one behind the other.

Of a network of eighty people most of the time goes into making sparse matrices; here hundreds share each step.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sna.analyse.kernels.lengths import AGREE, fractions_or_zero, integer_lengths

_CELLS = 50_000
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
    most = max(1, _CELLS // max(people, 1) ** 2)
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
