"""Compiled loops: imported only where the extra `fast` (numba) is installed and there is much to do.

The functions below are written for numba; each is compiled when it is first called and kept on the disk.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy import sparse


def at_ties(ties: sparse.csr_array, lhs: sparse.csr_array, rhs: sparse.csr_array) -> np.ndarray:
    """Do as `sna.analyse.kernels.products.at_ties`, one row at a time."""
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
