"""How far two partitions of the same people agree."""

from __future__ import annotations

import numpy as np


def contingency(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Count the people in each pair of classes; the classes are numbered from 0.

    Examples
    --------
    >>> contingency(np.array([0, 0, 1]), np.array([0, 1, 1])).tolist()
    [[1, 1], [0, 1]]
    """
    shape = int(one.max(initial=-1)) + 1, int(other.max(initial=-1)) + 1
    return np.bincount(one * shape[1] + other, minlength=shape[0] * shape[1]).reshape(shape)


def adjusted_rand(table: np.ndarray) -> float:
    """Give the adjusted Rand index of a contingency table, at most 1, about 0 by chance; blank under 2 people.

    Two partitions that are the same have 1, also if each has a single class.

    References
    ----------
    Hubert, L., & Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> adjusted_rand(np.array([[2, 0], [0, 2]]))
    1.0
    """
    pairs, rows, columns, every = (_pairs(part) for part in (table, table.sum(1), table.sum(0), table.sum()))
    if not every:
        return float("nan")
    expected, highest = rows * columns / every, (rows + columns) / 2
    return float((pairs - expected) / (highest - expected)) if highest != expected else 1.0


def mutual_information(table: np.ndarray) -> float:
    """Give the mutual information of a contingency table ÷ the mean of the two entropies, 0 … 1.

    Blank if both partitions are a single class: there is nothing to be told.

    Examples
    --------
    >>> round(mutual_information(np.array([[2, 0], [0, 2]])), 9)
    1.0
    """
    rows, columns, both = (_entropy(part) for part in (table.sum(axis=1), table.sum(axis=0), table.ravel()))
    mean = (rows + columns) / 2
    return float(np.clip((rows + columns - both) / mean, 0.0, 1.0)) if mean > 0 else float("nan")


def _pairs(counts: np.ndarray) -> float:
    return float((counts * (counts - 1.0) / 2).sum())


def _entropy(counts: np.ndarray) -> float:
    share = counts[counts > 0] / max(counts.sum(), 1)
    return float(-(share * np.log(share)).sum())
