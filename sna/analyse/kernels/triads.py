"""What three people are to one another: triangles, Burt's structural holes, the brokerage roles of Gould and Fernandez.

Of every three people who are all tied to one another there are, in a sparse network, far fewer than ways of two ties.
Each tie is taken from the end with fewer alters to the end with more, so that nobody has many ties ahead; two ties
ahead of one person are a triangle if their other ends are tied.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.kernels.tie_matrices import at_ties, compiled, is_full, rows_of, steps, with_data

_AT_ONCE = 4_000  # what stays in the processor's cache
_WORTH = 12

WAYS = tuple(permutations(range(3)))
"""The six orders of the three corners."""


class Triangles(NamedTuple):
    """Some of the triangles of a network.

    Attributes
    ----------
    corners
        3 × triangles: the people.
    places
        3 × 3 × triangles: where the matrix has the tie from one corner to another (nothing on the diagonal).
    """

    corners: np.ndarray
    places: np.ndarray


class Ahead(NamedTuple):
    """The ties, each once, from the end with fewer alters; in order of that end, then of the other.

    Attributes
    ----------
    ends
        The ranks of the two ends, 0 being the person with fewest alters.
    entries, back
        Where the matrix has the tie from the first end to the second, and from the second to the first.
    onward
        How many ties ahead of the same person come after it.
    people
        The person of each rank.
    """

    ends: tuple[np.ndarray, np.ndarray]
    entries: np.ndarray
    back: np.ndarray
    onward: np.ndarray
    people: np.ndarray


def few(matrix: sparse.csr_array) -> bool:
    """Tell whether to go through the triangles is less work than to multiply the matrix by itself.

    What a triangle takes is a dozen multiplications; a product costs its steps, and some for each pair of people.
    """
    alters, rows, onward = np.diff(matrix.indptr), rows_of(matrix), matrix.indices
    equal = alters[onward] == alters[rows]
    higher = (alters[onward] > alters[rows]) | (equal & (onward > rows))
    ahead = np.bincount(rows[higher], minlength=len(alters)).astype(float)
    return bool(_WORTH * (ahead * (ahead - 1)).sum() / 2 <= (alters.astype(float) ** 2).sum() + len(alters) ** 2 / 4)


def triangles(matrix: sparse.csr_array) -> Iterator[Triangles]:
    """Give every triangle once, in parts that fit the memory.

    Parameters
    ----------
    matrix
        Node × node, with an entry from j to i for each from i to j; in order; nothing on the diagonal.

    Examples
    --------
    >>> ring = sparse.csr_array(np.array([[0.0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]]))
    >>> [sorted(part.corners[:, 0].tolist()) for part in triangles(ring)]
    [[0, 1, 2]]
    """
    ahead, people = _ahead(matrix), matrix.shape[0]
    keys = ahead.ends[0] * people + ahead.ends[1]
    batch = np.cumsum(ahead.onward) // max(_AT_ONCE, matrix.nnz // 8)
    bounds = np.r_[0, np.flatnonzero(np.diff(batch)) + 1, len(batch)]
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        onward = ahead.onward[start:end]
        # Each tie ahead of a person is paired with every later one of the same person; the two alters are the corners
        # of a triangle if the tie between them is among the keys, which are in order.
        first = np.repeat(np.arange(start, end), onward)
        second = np.arange(1, len(first) + 1) + np.repeat(np.arange(start, end) - (np.cumsum(onward) - onward), onward)
        closing = np.repeat(ahead.ends[1][start:end] * people, onward) + ahead.ends[1][second]
        third = np.minimum(np.searchsorted(keys, closing), len(keys) - 1)
        closed = np.flatnonzero(keys[third] == closing)
        yield _triangles(ahead, first[closed], second[closed], third[closed])


def _triangles(ahead: Ahead, first: np.ndarray, second: np.ndarray, third: np.ndarray) -> Triangles:
    """Put together corners and places: the ties from the first corner, and that between the other two."""
    corners = np.array([ahead.ends[0][first], ahead.ends[1][first], ahead.ends[1][second]])
    places = np.zeros((3, 3, len(first)), np.int64)
    for (corner, opposite), tie in {(0, 1): first, (0, 2): second, (1, 2): third}.items():
        places[corner, opposite], places[opposite, corner] = ahead.entries[tie], ahead.back[tie]
    return Triangles(ahead.people[corners], places)


def _ahead(matrix: sparse.csr_array) -> Ahead:
    alters, rows, people = np.diff(matrix.indptr), rows_of(matrix), matrix.shape[0]
    order = np.argsort(alters, kind="stable")
    rank = np.empty(people, np.int64)
    rank[order] = np.arange(people)
    tail, head = rank[rows], rank[matrix.indices]
    entries = np.flatnonzero(tail < head)
    entries = entries[np.argsort(tail[entries] * people + head[entries])]
    ends = tail[entries], head[entries]
    turned = np.argsort(matrix.indices, kind="stable")  # the entries in the order of the matrix turned round
    last = np.cumsum(np.bincount(ends[0], minlength=people))
    return Ahead(ends, entries, turned[entries], last[ends[0]] - 1 - np.arange(len(entries)), order)


# Structural holes


class Constraint(NamedTuple):
    """One value per person; blank (NaN) where it is not defined.

    Attributes
    ----------
    constraint
        Σ_j (p_ij + Σ_q p_iq p_qj)² over the alters j, above 0; may be a little above 1 with two alters. Blank for an
        isolate.
    effective_size
        Alters less the redundancy among them, Σ_j (1 − Σ_q p_iq m_jq), 0 … alters. Blank for an isolate.
    efficiency
        Effective size ÷ alters, 0 … 1. Blank for an isolate.
    hierarchy
        Σ_j r ln r ÷ (k ln k) with r = c_ij ÷ (C ÷ k), 0 … 1: how far the constraint comes from one alter alone. Blank
        with fewer than two alters.
    """

    constraint: np.ndarray
    effective_size: np.ndarray
    efficiency: np.ndarray
    hierarchy: np.ndarray


def constraint_parts(adjacency: sparse.csr_array) -> Constraint:
    """Give Burt's four measures of each person, from the ties between the person's alters.

    Parameters
    ----------
    adjacency
        Node × node strengths, from row to column; symmetric if undirected. p_ij is the share of i's strength, both
        directions added, that goes to j; m_jq is the strength of j and q ÷ the strongest tie of j. Give ones for the
        unweighted measures: then effective size is k − 2t/k. What is on the diagonal is left out.

    Returns
    -------
    Constraint
        Four arrays in node order.

    References
    ----------
    Burt, R. S. (1992). Structural Holes. Harvard University Press, pp. 51-71; with ones Borgatti, S. P. (1997),
    Structural holes: unpacking Burt's redundancy measures. Connections 20(1), 35-38.

    Examples
    --------
    >>> chain = sparse.csr_array(np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> parts = constraint_parts(chain)
    >>> parts.constraint.tolist(), parts.effective_size.tolist()
    ([1.0, 0.5, 1.0], [1.0, 2.0, 1.0])
    """
    both = _both_ways(adjacency)
    alters, rows = np.diff(both.indptr), rows_of(both)
    invested, redundant = _two_steps(both, rows)
    people = len(alters)
    squares = invested**2
    total = np.bincount(rows, squares, minlength=people)
    size = alters - np.bincount(rows, redundant, minlength=people)
    alone = alters == 0
    number = np.maximum(alters, 1)
    return Constraint(
        np.where(alone, np.nan, total),
        np.where(alone, np.nan, size),
        np.where(alone, np.nan, size / number),
        _hierarchy(squares / (total / number)[rows], rows, alters),
    )


def _both_ways(adjacency: sparse.csr_array) -> sparse.csr_array:
    """Add the strengths of both directions; of ties that are the same both ways one will do, as only shares matter."""
    back = sparse.csr_array(adjacency.T)
    same = all(np.array_equal(*pair) for pair in zip(_parts(adjacency), _parts(back), strict=True))
    if same and adjacency.data.all() and not adjacency.diagonal().any():
        return adjacency.astype(float)
    parts = sparse.coo_array(adjacency + back)
    apart = parts.row != parts.col
    shape = adjacency.shape
    both = sparse.csr_array((parts.data[apart].astype(float), (parts.row[apart], parts.col[apart])), shape=shape)
    both.eliminate_zeros()
    both.sort_indices()
    return both


def _parts(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return matrix.indptr, matrix.indices, matrix.data


def _two_steps(both: sparse.csr_array, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give for each tie what is invested in it, directly and through others, and how redundant it is."""
    share = 1 / np.bincount(rows, both.data, minlength=both.shape[0])[rows] * both.data if both.nnz else both.data
    strongest = np.zeros(both.shape[0])
    np.maximum.at(strongest, rows, both.data)
    onward = both.data / strongest[both.indices]  # m_jq, in the row of q and the column of j
    if not is_full(both) and compiled(float(steps(both, both).sum())) is None and few(both):
        through, redundant = _through_triangles(both, share, onward)
        return share + through, redundant
    # Both sums run over the same q: one complex product gives Σ p_iq p_qj and Σ p_iq m_jq at once.
    proportion, together = with_data(both, share), with_data(both, share + 1j * onward)
    through = at_ties(both, proportion, together)
    return share + through.real, through.imag


def _through_triangles(both: sparse.csr_array, share: np.ndarray, onward: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum for each tie i–j over the triangles i, q, j what i invests in q times what q invests in j, and times m_jq."""
    sums = np.zeros((2, both.nnz))
    for part in triangles(both):
        for i, q, j in WAYS:
            first, second = share[part.places[i, q]], part.places[q, j]
            for row, values in enumerate((share, onward)):
                np.add.at(sums[row], part.places[i, j], first * values[second])
    return sums[0], sums[1]


def _hierarchy(relative: np.ndarray, rows: np.ndarray, alters: np.ndarray) -> np.ndarray:
    spread = (
        np.bincount(rows, relative * np.log(relative), minlength=len(alters)) if len(rows) else np.zeros(len(alters))
    )
    several = alters > 1
    full = np.where(several, alters * np.log(np.maximum(alters, 2)), 1.0)
    return np.where(several, np.clip(spread / full, 0.0, 1.0), np.nan)


# Brokerage roles


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
    # ways in × ways out are all paths through a person: off come those that turn back and those whose ends are tied
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
