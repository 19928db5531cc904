"""Products of matrices where only the values at the ties are wanted; whether compiled loops are there, and worth it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import numpy as np
from scipy import sparse

FULL, LARGEST_FULL = 0.1, 3_000
"""From this share of all possible ties on ordinary matrices are quicker; up to so many people they fit."""

_AT_ONCE, _CELLS = 4_000_000, 200_000


def at_ties(ties: sparse.csr_array, lhs: sparse.csr_array, rhs: sparse.csr_array) -> np.ndarray:
    """Give the values of lhs × rhs at the ties, in the order of ``ties.data``.

    Parameters
    ----------
    ties
        Node × node; the product is wanted only where it has an entry.
    lhs, rhs
        Node × node, real or complex: a complex `rhs` gives two products for the price of one.

    Examples
    --------
    >>> ring = sparse.csr_array(np.array([[0.0, 1, 1], [1, 0, 1], [1, 1, 0]]))
    >>> at_ties(ring, ring, ring).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    if is_full(ties):
        return full_at_ties(ties, lhs, rhs)
    loops = compiled(float(steps(lhs, rhs).sum()))
    return sparse_at_ties(ties, lhs, rhs) if loops is None else np.asarray(loops.at_ties(ties, lhs, rhs))


def is_full(ties: sparse.csr_array) -> bool:
    """Tell whether so many pairs are tied that an ordinary matrix serves better."""
    people = ties.shape[0]
    return bool(people <= LARGEST_FULL and ties.nnz >= FULL * people**2)


def full_at_ties(ties: sparse.csr_array, lhs: sparse.csr_array, rhs: sparse.csr_array) -> np.ndarray:
    """Do as `at_ties` with ordinary matrices."""
    return np.asarray(_product(lhs.toarray(), rhs.toarray())[rows_of(ties), ties.indices])


def sparse_at_ties(ties: sparse.csr_array, lhs: sparse.csr_array, rhs: sparse.csr_array) -> np.ndarray:
    """Do as `at_ties` with sparse matrices, some rows at a time: the whole product may be many times the ties."""
    values = np.zeros(ties.nnz, np.result_type(lhs.dtype, rhs.dtype))
    rows = rows_of(ties)
    for batch in _batches(steps(lhs, rhs)):
        entries = slice(ties.indptr[batch.start], ties.indptr[batch.stop])
        values[entries] = (lhs[batch] @ rhs).toarray()[rows[entries] - batch.start, ties.indices[entries]]
    return values


def steps(lhs: sparse.csr_array, rhs: sparse.csr_array) -> np.ndarray:
    """Count the multiplications in each row of lhs × rhs."""
    work = np.r_[0, np.cumsum(np.diff(rhs.indptr)[lhs.indices], dtype=np.int64)]
    return np.asarray(work[lhs.indptr[1:]] - work[lhs.indptr[:-1]])


def with_data(matrix: sparse.csr_array, data: np.ndarray) -> sparse.csr_array:
    """Give a matrix of the same entries with other values, in the order of ``matrix.data``."""
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def rows_of(matrix: sparse.csr_array) -> np.ndarray:
    """Give the row of each entry."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _product(lhs: np.ndarray, rhs: np.ndarray) -> np.ndarray:
    if not np.iscomplexobj(rhs):
        return np.asarray(lhs @ rhs)
    return np.asarray(lhs @ np.ascontiguousarray(rhs.real) + 1j * (lhs @ np.ascontiguousarray(rhs.imag)))


def _batches(work: np.ndarray) -> Iterator[slice]:
    """Part the rows so that each batch has no more than so many cells, and about as many steps at most."""
    batch = np.maximum(np.cumsum(work) // _AT_ONCE, np.arange(len(work)) // max(1, _CELLS // max(len(work), 1)))
    ends = np.flatnonzero(np.diff(batch, append=-1)) + 1
    starts = np.r_[0, ends[:-1]] if len(ends) else ends
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield slice(start, end)


WORTH = 10_000_000
"""Steps of a loop that take about as long as the compiled loops need to start."""


@cache
def installed() -> bool:
    """Tell whether numba, the extra `fast`, is installed; it is not imported for that."""
    return find_spec("numba") is not None


def compiled(steps: float, name: str = "loops") -> ModuleType | None:
    """Give a module of compiled loops if numba is installed and so many steps are worth their start, else None.

    It depends on nothing else, so that the same network always goes the same way.

    Examples
    --------
    >>> compiled(10) is None
    True
    """
    if steps < WORTH or not installed():
        return None
    return import_module(f"sna.analyse.kernels.{name}")
