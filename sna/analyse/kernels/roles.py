"""The brokerage roles of Gould and Fernandez, counted."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sna.analyse.kernels.engine import compiled
from sna.analyse.kernels.products import at_ties, is_full, rows_of, steps

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
"""The five roles, the columns of `role_counts`; together they are every open path."""


_MANY = 2.0**26
"""More than anybody has alters, and its square is still a whole number a float can hold."""


def role_counts(adjacency: sparse.csr_array, labels: np.ndarray) -> np.ndarray:
    """Count the open paths a → b → c through each person b by role: people × `ROLES`.

    All paths less those that turn back (a = c) or are closed (a is tied to c).

    Parameters
    ----------
    adjacency
        Node × node, from row to column; symmetric if undirected, and then each path counts both ways. Any entry is a
        tie; the diagonal must be empty.
    labels
        The number of each person's group, 0, 1, …

    References
    ----------
    Gould, R. V., & Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology 19, 89-126.
    https://doi.org/10.2307/270949

    Examples
    --------
    >>> chain = sparse.csr_array(np.array([[0.0, 1, 0], [0, 0, 1], [0, 0, 0]]))
    >>> role_counts(chain, np.array([0, 1, 1]))[1].tolist()
    [0, 0, 1, 0, 0]
    """
    ties = _ones(adjacency)
    loops = None if is_full(ties) else compiled(float(steps(ties, ties).sum()))
    return counts_by_products(ties, labels) if loops is None else np.asarray(loops.role_counts(ties, labels))


def counts_by_products(ties: sparse.csr_array, labels: np.ndarray) -> np.ndarray:
    """Do as `role_counts` without compiled loops; the ties are ones."""
    inside = labels[rows_of(ties)] == labels[ties.indices]
    closed, turned = _closed(ties, inside), _turned(ties, inside)
    into, out = [_by_side(ties, inside, ends) for ends in (ties.indices, rows_of(ties))]
    outsiders = into[1] * out[1] - turned[1]
    alike = _same_group(ties, inside, labels) - turned[1]
    counts = (
        into[0] * out[0] - turned[0] - closed[0],
        alike - closed[1],
        into[1] * out[0] - closed[2],
        into[0] * out[1] - closed[3],
        outsiders - alike - closed[4],
    )
    return np.column_stack([np.rint(each).astype(np.int64) for each in counts])


def _ones(adjacency: sparse.csr_array) -> sparse.csr_array:
    ties = sparse.csr_array(adjacency, dtype=float, copy=True)
    ties.sum_duplicates()
    ties.eliminate_zeros()
    ties.sort_indices()
    ties.data[:] = 1.0
    return ties


def _closed(ties: sparse.csr_array, inside: np.ndarray) -> list[np.ndarray]:
    """Count at each b the paths a → b → c that a tie a → c closes, by role.

    For each tie a → b it counts the c that both a and b are tied to, in one product: a's ties within groups are ones
    and those across a large number, b's are the real and the imaginary part.
    """
    onward = _with(ties, np.where(inside, 1.0, 1j)).T.tocsr()
    both = at_ties(ties, _with(ties, np.where(inside, 1.0, _MANY)), onward)
    (own_real, other_real), (own_imag, other_imag) = (np.divmod(part, _MANY)[::-1] for part in (both.real, both.imag))
    parts = (
        (inside, own_real),
        (~inside, own_imag),
        (~inside, other_real),
        (inside, other_imag),
        (~inside, other_imag),
    )
    return [np.bincount(ties.indices, np.where(*part, 0.0), minlength=ties.shape[0]) for part in parts]


def _with(ties: sparse.csr_array, data: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array((data, ties.indices, ties.indptr), shape=ties.shape)


def _turned(ties: sparse.csr_array, inside: np.ndarray) -> list[np.ndarray]:
    """Count each person's mutual ties within and across groups."""
    rows, back = rows_of(ties), ties.T.tocsr()
    if np.array_equal(back.indptr, ties.indptr) and np.array_equal(back.indices, ties.indices):
        return _by_side(ties, inside, rows)
    mutual = np.isin(ties.indices * ties.shape[0] + rows, rows * ties.shape[0] + ties.indices)
    return _by_side(ties, inside, rows, mutual)


def _by_side(
    ties: sparse.csr_array, inside: np.ndarray, ends: np.ndarray, weight: np.ndarray | None = None
) -> list[np.ndarray]:
    """Count (or add up) the ties within groups and across them at one of their ends."""
    kept = np.ones(ties.nnz) if weight is None else weight.astype(float)
    return [np.bincount(ends, kept * side, minlength=ties.shape[0]) for side in (inside, ~inside)]


def _same_group(ties: sparse.csr_array, inside: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Count at each b the pairs a → b → c from other groups where a and c are of one group, a = c included."""
    rows, across = rows_of(ties), ~inside
    shape = len(labels), int(labels.max(initial=-1)) + 1
    into, out = (
        sparse.csr_array((np.ones(int(across.sum())), (here[across], labels[there[across]])), shape=shape)
        for here, there in ((ties.indices, rows), (rows, ties.indices))
    )
    return np.asarray(into.multiply(out).sum(axis=1)).ravel()
