"""Burt's structural holes: constraint, effective size, efficiency and hierarchy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.kernels.engine import compiled
from sna.analyse.kernels.products import at_ties, is_full, rows_of, steps, with_data
from sna.analyse.kernels.triangles import WAYS, few, triangles


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
