"""The formulas of segregation: from counted ties and sizes of groups to an index.

Each works on whole arrays, the last axis being the groups, so that ten thousand deals of the labels are one call. What
is not defined is NaN.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import eigsh

from sna.analyse.groups import with_total
from sna.chance.permutation import SLACK, deals

MOST_TIES = 5_000_000
"""Ties of all the deals that are worked through at once."""
_DENSE = 1_000

_STEPS = 100

_EXACT = 1e-8


def e_i(external: np.ndarray, internal: np.ndarray) -> np.ndarray:
    """Give (external − internal) ÷ (external + internal), −1 (all inside) … 1.

    Examples
    --------
    >>> e_i(np.array([11.0]), np.array([67.0])).round(4).tolist()
    [-0.7179]
    """
    return quotient(external - internal, external + internal)


def yules_q(ties: tuple[np.ndarray, np.ndarray], pairs: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Give Yule's Q of ties (external, internal) among possible pairs (external, internal), −1 … 1 (all inside).

    Yule, G. U. (1912). On the methods of measuring association between two attributes. Journal of the Royal Statistical
    Society 75(6), 579-652. https://doi.org/10.2307/2340126

    Examples
    --------
    >>> yules_q((np.array([1.0]), np.array([2.0])), (np.array([4.0]), np.array([3.0]))).round(4).tolist()
    [0.7143]
    """
    (external, internal), (outside, inside) = ties, pairs
    alike, unlike = internal * (outside - external), external * (inside - internal)
    possible = np.broadcast_to((np.asarray(inside) > 0) & (np.asarray(outside) > 0), np.shape(alike))
    return np.where(possible, quotient(alike - unlike, alike + unlike), np.nan)


def freeman(external: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Give the share of the ties expected between groups that is missing: 1 if none is there, 0 as expected.

    Freeman, L. C. (1978). Segregation in social networks. Sociological Methods & Research 6(4), 411-429.
    https://doi.org/10.1177/004912417800600401. He set a negative value, more ties than expected, to 0.

    Examples
    --------
    >>> freeman(np.array([11.0]), np.array([40.1818])).round(4).tolist()
    [0.7262]
    """
    return quotient(expected - external, expected)


def coleman(own: np.ndarray, expected: np.ndarray, choices: np.ndarray) -> np.ndarray:
    """Give Coleman's homophily: how much of what could be above chance is, 1 if all choices stay inside, 0 by chance.

    Parameters
    ----------
    own
        Choices of the group's people that stay inside.
    expected
        Those that would stay inside by chance: all their choices × the group's share of those who can be chosen.
    choices
        All choices of the group's people.

    References
    ----------
    Coleman, J. S. (1958). Relational analysis. Human Organization 17(4), 28-36.
    https://doi.org/10.17730/humo.17.4.q5604m676260q8n7

    Examples
    --------
    >>> coleman(np.array([45.0, 20.0]), np.array([36.0, 16.0]), np.array([60.0, 40.0])).round(3).tolist()
    [0.375, 0.167]
    """
    room = np.where(own >= expected - SLACK, choices - expected, expected)
    return quotient(own - expected, room)


def assortativity(own: np.ndarray, by_chance: np.ndarray, choices: np.ndarray) -> np.ndarray:
    """Give Newman's coefficient: (share inside − expected) ÷ (1 − expected), at most 1, 0 by chance.

    Parameters
    ----------
    own
        Choices inside groups: the diagonal of the mixing table, summed.
    by_chance
        Σ aᵢ·bᵢ, the products of the shares of choices made and received by each group, summed.
    choices
        All choices: the whole table, summed.

    References
    ----------
    Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E 67, 026126.
    https://doi.org/10.1103/PhysRevE.67.026126

    Examples
    --------
    >>> assortativity(np.array([134.0]), np.array([0.500082]), np.array([156.0])).round(4).tolist()
    [0.7179]
    """
    return quotient(quotient(own, choices) - by_chance, 1 - by_chance)


def quotient(part: np.ndarray, divisor: np.ndarray) -> np.ndarray:
    """Divide; NaN where the whole is nothing (or rounding), or either is not known."""
    divisor = np.broadcast_to(np.asarray(divisor, float), np.broadcast_shapes(np.shape(part), np.shape(divisor)))
    defined = np.abs(np.nan_to_num(divisor)) > SLACK
    return np.asarray(np.divide(part, divisor, out=np.full(divisor.shape, np.nan), where=defined))


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


def spectral_permuted(
    adjacency: sparse.csr_array, labels: np.ndarray, *, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give the spectral segregation of each group and, last, of all: observed (one row) and for labels dealt out anew.

    It is the mean over the people, isolates left out. The draws are exact to six digits or so (a thousandth at worst).
    """
    groups = int(labels.max()) + 1 if len(labels) else 0
    degree = np.asarray(adjacency.sum(axis=1))
    upper = sparse.triu(adjacency, k=1).tocoo()
    ties = upper.row, upper.col, upper.data / np.sqrt(degree[upper.row] * degree[upper.col])
    together = max(1, MOST_TIES // max(1, len(upper.data)))  # deals: in a large network a few at a time
    draws = [
        _group_means(batch[start : start + together], ties, degree > 0, groups)
        for batch in deals(labels, permutations, seed)
        for start in range(0, len(batch), together)
    ]
    tied = np.flatnonzero(degree > 0)
    persons = spectral_persons(adjacency, labels)[tied]
    sums, sizes = (np.bincount(labels[tied], weights, minlength=groups) for weights in (persons, np.ones(len(tied))))
    observed = quotient(with_total(sums), with_total(sizes))
    return observed[np.newaxis], np.concatenate(draws) if draws else np.empty((0, groups + 1))


def _balanced(adjacency: sparse.csr_array, labels: np.ndarray, degree: np.ndarray) -> sparse.csr_array:
    """Give the ties inside groups, each divided by the roots of its ends' degrees.

    This symmetric matrix has the eigenvalues of the row-normalised one; its eigenvectors are those times √degree.
    """
    ties = adjacency.tocoo()
    inside = labels[ties.row] == labels[ties.col]
    row, column = ties.row[inside], ties.col[inside]
    values = ties.data[inside] / np.sqrt(degree[row] * degree[column])
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
    tail, head = (deal * people + ties[end][tie] for end in (0, 1))
    # Deal after deal along the diagonal of one matrix: no tie joins two deals, so their parts keep apart by themselves.
    blocks = sparse.coo_array((ties[2][tie], (tail, head)), shape=(rows * people, rows * people)).tocsr()
    part = connected_components(blocks, directed=False)[1]
    largest = _largest(sparse.csr_array(blocks + blocks.T), part)[part]
    place = (np.arange(rows)[:, np.newaxis] * groups + labels).ravel()
    counted = np.tile(tied, rows)
    sums = np.bincount(place[counted], largest[counted], minlength=rows * groups).reshape(rows, groups)
    sizes = np.bincount(place[counted], minlength=rows * groups).reshape(rows, groups)
    return quotient(with_total(sums), with_total(sizes))


def _largest(matrix: sparse.csr_array, part: np.ndarray) -> np.ndarray:
    """Give each connected part's largest eigenvalue, by the power method on matrix + 1, in all parts at once."""
    vector, value = np.ones(len(part)), np.zeros(int(part.max()) + 1 if len(part) else 0)
    for _step in range(_STEPS):
        image = matrix @ vector
        length = np.bincount(part, vector * vector)
        before, value = value, np.bincount(part, vector * image) / length
        if (np.abs(value - before) < _EXACT).all():
            break
        # With + 1 on the diagonal the eigenvalue of largest size is the largest one: a part with two sides has −λ too.
        vector = (image + vector) / np.sqrt(length)[part]
    return value
