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


def role_counts(ties: sparse.csr_array, labels: np.ndarray) -> np.ndarray:
    """Do as `sna.analyse.kernels.roles.role_counts`, one path after the other."""
    counts = np.zeros((ties.shape[0], 5), np.int64)
    _roles(parts(ties)[:2], parts(ties.T.tocsr())[:2], labels.astype(np.int64), counts)
    return counts


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
        for at in range(left[0][i], left[0][i + 1]):  # cleared where it was touched: there may be many people
            for to in range(right[0][left[1][at]], right[0][left[1][at] + 1]):
                row[right[1][to]] = 0


def _roles_loop(
    onward: tuple[np.ndarray, np.ndarray], before: tuple[np.ndarray, np.ndarray], labels: np.ndarray, counts: np.ndarray
) -> None:
    seen, found = np.full(len(labels), -1), np.zeros(8, np.int64)
    for b in range(len(labels)):
        found[:] = 0
        for at in range(before[0][b], before[0][b + 1]):
            a = before[1][at]
            seen[a] = at
            for to in range(onward[0][a], onward[0][a + 1]):
                seen[onward[1][to]] = at
            first = 4 * (labels[a] == labels[b])
            for to in range(onward[0][b], onward[0][b + 1]):  # without a branch: what is open can hardly be guessed
                c = onward[1][to]
                found[first + 2 * (labels[b] == labels[c]) + (labels[a] == labels[c])] += seen[c] != at
        counts[b, 0], counts[b, 1], counts[b, 2], counts[b, 3], counts[b, 4] = (
            found[7],  # all of one group
            found[1],  # the outer two
            found[2],  # the last two
            found[4],  # the first two
            found[0],
        )


_roles = njit(cache=True)(_roles_loop)
_products = njit(cache=True)(_products_loop)
