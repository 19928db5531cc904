"""The brokerage roles of Gould and Fernandez, counted."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sna.analyse.kernels.engine import compiled
from sna.analyse.kernels.products import at_ties, is_full, rows_of, steps, with_data
from sna.analyse.kernels.triangles import WAYS, few, triangles

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
"""The five roles, the columns of `role_counts`; together they are every open path."""


_ROLE_OF = np.array([4, 1, 2, 0, 3, 0, 0, 0])  # by whether a and b, b and c, a and c are of one group
_TABLE = 1_000_000

_BASE = 2.0**26
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
    return open_counts(ties, labels) if loops is None else np.asarray(loops.role_counts(ties, labels))


def open_counts(ties: sparse.csr_array, labels: np.ndarray) -> np.ndarray:
    """Do as `role_counts` without compiled loops; the ties are ones."""
    inside = labels[rows_of(ties)] == labels[ties.indices]
    either = either_way(ties)
    quick = not is_full(ties) and few(either)
    closed = closed_in_triangles(ties, either, labels) if quick else closed_by_products(ties, inside)
    turned = _turned(ties, either, inside)
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
    return np.column_stack([np.rint(column).astype(np.int64) for column in counts])


def _ones(adjacency: sparse.csr_array) -> sparse.csr_array:
    ties = sparse.csr_array(adjacency, dtype=float, copy=True)
    ties.sum_duplicates()
    ties.eliminate_zeros()
    ties.sort_indices()
    ties.data[:] = 1.0
    return ties


def either_way(ties: sparse.csr_array) -> sparse.csr_array:
    """Give the ties and the ties turned round: 1 where there is a tie one way, 2 where only the other, 3 where both."""
    back = ties.T.tocsr()
    if np.array_equal(back.indptr, ties.indptr) and np.array_equal(back.indices, ties.indices):
        return with_data(ties, np.full(ties.nnz, 3.0))
    either = sparse.csr_array(ties + 2 * back)
    either.sort_indices()
    return either


def closed_in_triangles(ties: sparse.csr_array, either: sparse.csr_array, labels: np.ndarray) -> list[np.ndarray]:
    """Do as `closed_by_products`, one triangle after the other."""
    people, (a, b, c) = len(labels), np.array(WAYS).T
    counts, forward = np.zeros(5 * people), (either.data != 2).astype(float)
    for part in triangles(either):
        group, places = labels[part.corners], part.places
        alike = (group[:, np.newaxis] == group).astype(np.int8)
        role = _ROLE_OF[4 * alike[a, b] + 2 * alike[b, c] + alike[a, c]] + 5 * part.corners[b]
        tied: np.ndarray | float = 1.0
        if ties.nnz < either.nnz:
            tied = (forward[places[a, b]] * forward[places[b, c]] * forward[places[a, c]]).ravel()
        np.add.at(counts, role.ravel(), tied)
    return list(counts.reshape(people, 5).T)


def closed_by_products(ties: sparse.csr_array, inside: np.ndarray) -> list[np.ndarray]:
    """Count at each b the paths a → b → c that a tie a → c closes, by role.

    For each tie a → b it counts the c that both a and b are tied to, in one product: a's ties within groups are ones
    and those across a large number, b's are the real and the imaginary part.
    """
    # Four counts from one product: real and imaginary part tell the onward tie's side, and the first tie's side is a
    # digit in base `_BASE` of each, taken apart by divmod.
    onward = with_data(ties, np.where(inside, 1.0, 1j)).T.tocsr()
    both = at_ties(ties, with_data(ties, np.where(inside, 1.0, _BASE)), onward)
    (own_real, other_real), (own_imag, other_imag) = (np.divmod(part, _BASE)[::-1] for part in (both.real, both.imag))
    parts = (
        (inside, own_real),
        (~inside, own_imag),
        (~inside, other_real),
        (inside, other_imag),
        (~inside, other_imag),
    )
    return [np.bincount(ties.indices, np.where(*part, 0.0), minlength=ties.shape[0]) for part in parts]


def _turned(ties: sparse.csr_array, either: sparse.csr_array, inside: np.ndarray) -> list[np.ndarray]:
    """Count each person's mutual ties within and across groups."""
    mutual = either.data[either.data != 2] == 3
    return _by_side(ties, inside, rows_of(ties), mutual)


def _by_side(
    ties: sparse.csr_array, inside: np.ndarray, ends: np.ndarray, weight: np.ndarray | None = None
) -> list[np.ndarray]:
    """Count (or add up) the ties within groups and across them at one of their ends."""
    values = np.ones(ties.nnz) if weight is None else weight.astype(float)
    return [np.bincount(ends, values * side, minlength=ties.shape[0]) for side in (inside, ~inside)]


def _same_group(ties: sparse.csr_array, inside: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Count at each b the pairs a → b → c from other groups where a and c are of one group, a = c included."""
    rows, across = rows_of(ties)[~inside], ties.indices[~inside]
    people, groups = len(labels), int(labels.max(initial=-1)) + 1
    if people * groups <= _TABLE:
        into, out = (
            np.bincount(broker * groups + labels[alter], minlength=people * groups).reshape(people, groups)
            for broker, alter in ((across, rows), (rows, across))
        )
        return np.asarray((into * out).sum(axis=1).astype(float))
    into, out = (
        sparse.csr_array((np.ones(len(broker)), (broker, labels[alter])), shape=(people, groups))
        for broker, alter in ((across, rows), (rows, across))
    )
    return np.asarray(into.multiply(out).sum(axis=1)).ravel()
