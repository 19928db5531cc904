"""The spectral segregation index: how far people are tied to their own, who are tied to their own, and so on."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import eigsh

from sna.analyse.indices import quotient
from sna.chance import deals

_DENSE = 1_000
_STEPS = 100
_EXACT = 1e-8


def spectral_persons(adjacency: sparse.csr_array, labels: np.ndarray) -> np.ndarray:
    """Give each person's spectral segregation, 0 or more; blank (NaN) for an isolate.

    Parameters
    ----------
    adjacency
        Symmetric, nothing on the diagonal; each person's row is divided by its sum.
    labels
        The number of each person's group.

    Notes
    -----
    Of the matrix of a group, each of its connected parts has a largest eigenvalue λ with an eigenvector x; a person of
    the part has λ·x ÷ mean(x). Who is tied to nobody of their own group has 0.
    """
    degree = np.asarray(adjacency.sum(axis=1))
    balanced = _balanced(adjacency, labels, degree)
    parts, part = connected_components(balanced, directed=False)
    values = np.zeros(len(labels))
    order, sizes = np.argsort(part, kind="stable"), np.bincount(part, minlength=parts)
    for members in np.split(order, np.cumsum(sizes)[:-1]):
        if len(members) > 1:
            value, vector = _leading(balanced[members][:, members])
            own = np.abs(vector) / np.sqrt(degree[members])
            values[members] = value * own / own.mean()
    return np.where(degree > 0, values, np.nan)


def spectral_dealt(
    adjacency: sparse.csr_array, labels: np.ndarray, *, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give the spectral segregation of each group and, last, of all: observed (one row) and for labels dealt out anew.

    It is the mean over the people, isolates left out. The draws are exact to six digits or so (a thousandth at worst).
    """
    groups = int(labels.max()) + 1 if len(labels) else 0
    degree = np.asarray(adjacency.sum(axis=1))
    upper = sparse.triu(adjacency, k=1).tocoo()
    ties = upper.row, upper.col, upper.data / np.sqrt(degree[upper.row] * degree[upper.col])
    drawn = [_group_means(batch, ties, degree > 0, groups) for batch in deals(labels, permutations, seed)]
    known = np.flatnonzero(degree > 0)
    persons = spectral_persons(adjacency, labels)[known]
    sums, sizes = (np.bincount(labels[known], each, minlength=groups) for each in (persons, np.ones(len(known))))
    observed = quotient(np.append(sums, sums.sum()), np.append(sizes, sizes.sum()))
    return observed[np.newaxis], np.concatenate(drawn) if drawn else np.empty((0, groups + 1))


def _balanced(adjacency: sparse.csr_array, labels: np.ndarray, degree: np.ndarray) -> sparse.csr_array:
    """Give the ties inside groups, each divided by the roots of its ends' degrees.

    This symmetric matrix has the eigenvalues of the row-normalised one; its eigenvectors are those times √degree.
    """
    ties = adjacency.tocoo()
    kept = labels[ties.row] == labels[ties.col]
    row, column = ties.row[kept], ties.col[kept]
    values = ties.data[kept] / np.sqrt(degree[row] * degree[column])
    return sparse.csr_array((values, (row, column)), shape=adjacency.shape)


def _leading(matrix: sparse.csr_array) -> tuple[float, np.ndarray]:
    if matrix.shape[0] <= _DENSE:
        values, vectors = np.linalg.eigh(matrix.toarray())
    else:
        values, vectors = eigsh(matrix, k=1, which="LA", v0=np.ones(matrix.shape[0]))
    return float(values[-1]), vectors[:, -1]


def _group_means(
    labels: np.ndarray, ties: tuple[np.ndarray, np.ndarray, np.ndarray], tied: np.ndarray, groups: int
) -> np.ndarray:
    """Give for each deal the mean of each group and of all; the deals are worked through at once, as one network."""
    rows, people = labels.shape
    deal, tie = np.nonzero(labels[:, ties[0]] == labels[:, ties[1]])
    one, other = (deal * people + ties[end][tie] for end in (0, 1))
    blocks = sparse.coo_array((ties[2][tie], (one, other)), shape=(rows * people, rows * people)).tocsr()
    part = connected_components(blocks, directed=False)[1]
    largest = _largest(sparse.csr_array(blocks + blocks.T), part)[part]
    place = (np.arange(rows)[:, np.newaxis] * groups + labels).ravel()
    counted = np.tile(tied, rows)
    sums = np.bincount(place[counted], largest[counted], minlength=rows * groups).reshape(rows, groups)
    sizes = np.bincount(place[counted], minlength=rows * groups).reshape(rows, groups)
    sums, sizes = (np.column_stack([each, each.sum(axis=1)]) for each in (sums, sizes))
    return quotient(sums, sizes)


def _largest(matrix: sparse.csr_array, part: np.ndarray) -> np.ndarray:
    """Give each connected part's largest eigenvalue, by the power method on matrix + 1, in all parts at once."""
    vector, value = np.ones(len(part)), np.zeros(int(part.max()) + 1 if len(part) else 0)
    for _step in range(_STEPS):
        image = matrix @ vector
        length = np.bincount(part, vector * vector)
        before, value = value, np.bincount(part, vector * image) / length
        if (np.abs(value - before) < _EXACT).all():
            break
        vector = (image + vector) / np.sqrt(length)[part]
    return value
