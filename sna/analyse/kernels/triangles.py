"""Every three people who are all tied to one another: in a sparse network far fewer than the ways of two ties.

Each tie is taken from the end with fewer alters to the end with more, so that nobody has many ties ahead; two ties
ahead of one person are a triangle if their other ends are tied.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.kernels.products import rows_of

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
