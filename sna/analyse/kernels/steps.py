"""Shortest paths where each tie is one step: from many people at once, one step after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np
from scipy import sparse

from sna.analyse.kernels.products import is_full

DEEPEST = 32
"""Networks in which some are more steps apart are left to the other way."""

_FEWEST, _MOST, _CELLS = 16, 256, 40_000  # sources at once: what stays in the processor's cache


def passed_in_steps(ties: sparse.csr_array, sources: np.ndarray, groups: np.ndarray | None) -> np.ndarray | None:
    """Do as `sna.analyse.kernels.shortest.passed`, each tie being one step; None where paths are very long.

    A wave of path counts runs out from all sources of a batch at once, a product of matrices for each step, and a
    second one runs back with the shares.
    """
    forth, onward = _matrices(ties)
    sums = np.zeros((2, ties.shape[0]))
    for some in _batches(sources, ties.shape[0]):
        levels = list(islice(_levels(onward, some), DEEPEST + 1))
        if len(levels) > DEEPEST:
            return None
        sums[0] += _back(forth, levels, None)
        if groups is not None:
            sums[1] += _back(forth, levels, groups[:, np.newaxis] != groups[some])
    return sums


def reached_in_steps(ties: sparse.csr_array) -> np.ndarray | None:
    """Sum for each node over the others it reaches: how many, the steps to each, and 1 ÷ the steps: 3 × nodes.

    None where paths are very long.
    """
    onward = _matrices(ties)[1]
    found = np.zeros((3, ties.shape[0]))
    for some in _batches(np.arange(ties.shape[0]), ties.shape[0]):
        for step, wave in enumerate(_levels(onward, some)):
            if step == DEEPEST:
                return None
            if step:
                found[:, some] += np.count_nonzero(wave, axis=0) * np.array([[1.0], [step], [1.0 / step]])
    return found


def _matrices(ties: sparse.csr_array) -> tuple[sparse.csr_array | np.ndarray, sparse.csr_array | np.ndarray]:
    """Give who is tied to whom, as it is and turned round, in the form that multiplies fastest."""
    ones = sparse.csr_array((np.ones(ties.nnz), ties.indices, ties.indptr), shape=ties.shape)
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


def _back(forth: sparse.csr_array | np.ndarray, levels: list[np.ndarray], wanted: np.ndarray | None) -> np.ndarray:
    """Sum for each node the shares of the paths to the wanted nodes (all if None) that pass through it."""
    sums = np.zeros(forth.shape[0])
    ends = np.ones(levels[0].shape) if wanted is None else wanted.astype(float)
    passing = np.zeros(levels[0].shape)
    for further, nearer in pairwise(levels[:0:-1]):
        share = np.divide(ends, further, out=np.zeros(further.shape), where=further > 0) + passing
        passing = (forth @ share) * (nearer > 0)
        sums += (passing * nearer).sum(axis=1)
    return sums
