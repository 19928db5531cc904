"""Compiled loops: imported only where the extra `fast` (numba) is installed and there is much to do.

The functions below are written for numba; each is compiled when it is first called and kept on the disk.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy import sparse


def at_ties(ties: sparse.csr_array, left: sparse.csr_array, right: sparse.csr_array) -> np.ndarray:
    """Do as `sna.analyse.kernels.products.at_ties`, one row at a time."""
    found = np.zeros(ties.nnz, np.result_type(left.dtype, right.dtype))
    _products(parts(ties)[:2], parts(left), parts(right), found)
    return found


def parts(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the matrix as numba reads it, always of the same types, so that a loop is compiled once."""
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data


def _products_loop(
    ties: tuple[np.ndarray, np.ndarray],
    left: tuple[np.ndarray, np.ndarray, np.ndarray],
    right: tuple[np.ndarray, np.ndarray, np.ndarray],
    found: np.ndarray,
) -> None:
    row = np.zeros(len(ties[0]) - 1, found.dtype)
    for i in range(len(row)):
        for at in range(left[0][i], left[0][i + 1]):
            q, share = left[1][at], left[2][at]
            for to in range(right[0][q], right[0][q + 1]):
                row[right[1][to]] += share * right[2][to]
        for at in range(ties[0][i], ties[0][i + 1]):
            found[at] = row[ties[1][at]]
        row[:] = 0


_products = njit(cache=True)(_products_loop)
