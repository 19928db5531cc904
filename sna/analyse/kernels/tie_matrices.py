"""Ties as a sparse matrix: products of which only the values at the ties are wanted, and how long the ties are.

A length is 1 ÷ strength, in whole numbers wherever that is possible. Said here too is whether compiled loops are there,
and worth it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from math import lcm
from types import ModuleType
from typing import NamedTuple

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


def compiled(steps: float) -> ModuleType | None:
    """Give the module of compiled loops if numba is installed and so many steps are worth their start, else None.

    It depends on nothing else, so that the same network always goes the same way.

    Examples
    --------
    >>> compiled(10) is None
    True
    """
    if steps < WORTH or not installed():
        return None
    return import_module("sna.analyse.kernels.loops")


AGREE = 1e-11
"""Two paths whose lengths differ by less than this share are equally long, where lengths are no whole numbers."""

_ROUNDED = 4e-14
_LARGEST_DENOMINATOR = 1_000_000
_EXACT = 2**53
_NEAREST, _MEAN_ALTERS, _CELLS_AT_ONCE = 16, 32, 2_000_000

SURELY = 1 - 1e-9
"""A tie times this is surely longer than a way round where it is longer at all."""


class Lengths(NamedTuple):
    """How long each tie is.

    Attributes
    ----------
    matrix
        Node × node, from row to column, above 0.
    slack
        The share by which two equally long paths may differ: 0 where all lengths are whole numbers, so that every sum
        of them is exact; else `AGREE`.
    """

    matrix: sparse.csr_array
    slack: float


def lengths(strength: sparse.csr_array) -> Lengths:
    """Give ties the length 1 ÷ strength, all multiplied by one number that makes them whole if there is one.

    A strength such as 1/19 + 1/3, kept as the nearest floating-point number, is read as the fraction it stands for
    (22/57, 57/22 long); the least common multiple of the numerators makes all lengths whole. Where that number is too
    large to add up without rounding, lengths stay fractions: sums of equal length then differ by rounding, less than
    one part in 10¹³ for any path of fewer than 100 ties, and `AGREE` is well above that.

    Examples
    --------
    >>> lengths(sparse.csr_array(np.array([[0, 1 / 19 + 1 / 3], [0.5, 0]]))).matrix.data.tolist()
    [57.0, 44.0]
    """
    values, place = np.unique(strength.data, return_inverse=True)
    parts = fractions(values)
    integers = None if parts is None else integer_lengths(parts, strength.shape[0])
    long = 1.0 / values if integers is None else integers
    return Lengths(with_data(strength, long[place]), AGREE if integers is None else 0.0)


def fractions(values: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Give the numerators and denominators of the fractions that numbers above 0 stand for, by continued fractions.

    None if one is not within rounding of a fraction with a denominator up to a million.

    Examples
    --------
    >>> [part.tolist() for part in fractions(np.array([0.1 + 0.2, 1.4869047619047617]))]
    [[3.0, 1249.0], [10.0, 840.0]]
    """
    parts = fractions_or_zero(values)
    return parts if (parts[1] > 0).all() else None


def fractions_or_zero(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Do as `fractions`, but give 0 ÷ 0 for a number that is not within rounding of such a fraction.

    Examples
    --------
    >>> [part.tolist() for part in fractions_or_zero(np.array([0.75, 3.14159265358979]))]
    [[3.0, 0.0], [4.0, 0.0]]
    """
    parts = np.zeros((2, len(values)))
    open_places, rest = np.arange(len(values)), np.asarray(values, float)
    top, bottom = (np.ones_like(rest), np.zeros_like(rest)), (np.zeros_like(rest), np.ones_like(rest))
    # The convergents of a number's continued fraction are the nearest fractions with such denominators; each round
    # takes the next one of every number for which none was near enough yet.
    while len(open_places):
        integer = np.floor(rest)
        top, bottom = (integer * top[0] + top[1], top[0]), (integer * bottom[0] + bottom[1], bottom[0])
        fit = (bottom[0] <= _LARGEST_DENOMINATOR) & (top[0] <= _EXACT)
        reached = fit & (np.abs(top[0] / bottom[0] - values[open_places]) <= _ROUNDED * values[open_places])
        parts[:, open_places[reached]] = top[0][reached], bottom[0][reached]
        on = np.flatnonzero(fit & ~reached & (rest > integer))
        open_places, rest = open_places[on], 1.0 / (rest - integer)[on]
        top, bottom = (top[0][on], top[1][on]), (bottom[0][on], bottom[1][on])
    return parts[0], parts[1]


def shortest_ties(ties: Lengths, visits: float = 0.0) -> Lengths:
    """Leave out ties that are longer than a way round through one of the nearest alters: no shortest path uses them.

    Where nearly everybody has met everybody that is most of the ties. A network of few ties is given back as it is.

    Parameters
    ----------
    ties
        How long each tie is.
    visits
        How many visits of a tie the search for paths would take: where they are many, loops are compiled for it.
    """
    matrix, people = ties.matrix, ties.matrix.shape[0]
    if matrix.nnz <= _MEAN_ALTERS * people:
        return ties
    nearest, loops = _nearest(matrix), compiled(visits)
    useful = _useful(matrix, nearest) if loops is None else np.asarray(loops.useful(matrix, *nearest))
    ends = rows_of(matrix)[useful], matrix.indices[useful]
    return Lengths(sparse.csr_array((matrix.data[useful], ends), shape=matrix.shape), ties.slack)


def _useful(matrix: sparse.csr_array, nearest: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Tell which ties are not longer than a way round."""
    rows, people = rows_of(matrix), matrix.shape[0]
    useful, width = np.zeros(matrix.nnz, bool), max(1, _CELLS_AT_ONCE // people)
    for start in range(0, people, width):
        batch = np.arange(start, min(start + width, people))
        entries = slice(matrix.indptr[start], matrix.indptr[batch[-1] + 1])
        way_round = _way_round(matrix, nearest[0][batch], nearest[1][batch])
        # A tie a hair longer than a way round may be as long, off by rounding: it is kept, which costs time only.
        useful[entries] = matrix.data[entries] * SURELY <= way_round[rows[entries] - start, matrix.indices[entries]]
    return useful


def _nearest(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Give the alters nearest to each person, and how far they are: people × `_NEAREST`, ∞ where there are fewer."""
    order = np.lexsort((matrix.data, rows_of(matrix)))
    place = matrix.indptr[:-1, np.newaxis] + np.arange(_NEAREST)
    exists = place < matrix.indptr[1:, np.newaxis]
    tie = order[np.where(exists, place, 0)]
    return matrix.indices[tie], np.where(exists, matrix.data[tie], np.inf)


def _way_round(matrix: sparse.csr_array, nearest: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Give the shortest way from some people to each through one of their nearest alters."""
    best = np.full((len(nearest), matrix.shape[0]), np.inf)
    for which in range(nearest.shape[1]):
        onward = matrix[nearest[:, which]]
        rows = rows_of(onward)
        best[rows, onward.indices] = np.minimum(best[rows, onward.indices], first[rows, which] + onward.data)
    return best


def integer_lengths(parts: tuple[np.ndarray, np.ndarray], people: int) -> np.ndarray | None:
    """Give 1 ÷ the fractions times the least number that makes all of them whole; None if sums would be rounded.

    Parameters
    ----------
    parts
        Numerators and denominators.
    people
        In the network: a shortest path has fewer ties.

    Examples
    --------
    >>> integer_lengths((np.array([2.0, 3.0]), np.array([1.0, 4.0])), people=3).tolist()
    [3.0, 8.0]
    """
    common = 1
    for numerator in np.unique(parts[0]).astype(np.int64).tolist():
        common = lcm(common, numerator)
        if common > _EXACT:
            return None
    long = [common // int(top) * int(bottom) for top, bottom in zip(*parts, strict=True)]
    return np.array(long, float) if max(long, default=0) * max(people - 1, 1) < _EXACT else None
