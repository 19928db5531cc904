"""A core and a periphery: which people, if any split fits, are tied to one another and to all the rest."""

from __future__ import annotations

import numpy as np
from scipy import sparse

_STARTS = 6
_SMALL = 300
_CANDIDATES = 60
_VISITS = 20_000_000


def fit(core: np.ndarray, ties: np.ndarray, covered: np.ndarray, people: int) -> np.ndarray:
    """Give the correlation of ties with the ideal pattern, in which a pair is tied if either is of the core, −1 … 1.

    Parameters
    ----------
    core
        How many people are of the core.
    ties
        All ties.
    covered
        The ties with at least one end in the core.
    people
        How many people there are.

    Returns
    -------
    numpy.ndarray
        −2 where it is not defined: nobody or everybody is of the core, or all pairs are tied or none is.

    Examples
    --------
    >>> fit(np.array([1]), np.array([4]), np.array([4]), 5).round(3).tolist()
    [1.0]
    """
    pairs = people * (people - 1) / 2
    ideal = core * (core - 1) / 2 + core * (people - core)
    width = ties * (pairs - ties) * ideal * (pairs - ideal)
    some = np.asarray(width > 0)
    root = np.sqrt(np.where(some, width, 1.0))
    return np.asarray(np.where(some, (pairs * covered - ties * ideal) / root, -2.0))


def core_periphery(adjacency: sparse.csr_array) -> tuple[float, np.ndarray]:
    """Find the core whose ideal pattern fits the ties best: the correlation, and who is of it.

    Parameters
    ----------
    adjacency
        Symmetric, of ones, nothing on the diagonal.

    Returns
    -------
    fit : float
        −1 … 1; NaN if it is not defined (all pairs are tied or none is, fewer than 3 people).
    core : numpy.ndarray
        Whether each person is of the core.

    Notes
    -----
    The search starts from several cores made of the people with most alters, and moves or exchanges people as long as
    that helps. On networks small enough to try every core it misses the best in one of a few hundred.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (2000). Models of core/periphery structures. Social Networks 21(4), 375-395.
    https://doi.org/10.1016/S0378-8733(99)00019-2
    """
    people, degree = adjacency.shape[0], np.asarray(adjacency.sum(axis=1))
    order = np.argsort(-degree, kind="stable")
    covered = _covered(adjacency, order)
    sizes = np.arange(1, people + 1)
    quality = fit(sizes, degree.sum() / 2, covered, people)
    if not (quality > -2).any():
        return float("nan"), np.zeros(people, bool)
    starts = set(np.argsort(-quality, kind="stable")[:_STARTS].tolist())
    if people <= _SMALL:
        starts |= set(np.linspace(0, people - 1, 2 * _STARTS).astype(int).tolist())
    cores = [_improved(adjacency, np.isin(np.arange(people), order[: start + 1])) for start in sorted(starts)]
    found = [_fit_of(adjacency, core) for core in cores]
    best = int(np.argmax(found))
    return float(found[best]), cores[best]


def _covered(adjacency: sparse.csr_array, order: np.ndarray) -> np.ndarray:
    """Count the ties that the first, the first two, … people of this order cover."""
    rank = np.argsort(order, kind="stable")
    upper = sparse.triu(adjacency, k=1).tocoo()
    first = np.minimum(rank[upper.row], rank[upper.col])
    return np.cumsum(np.bincount(first, minlength=len(order)))


def _fit_of(adjacency: sparse.csr_array, core: np.ndarray) -> float:
    ties, periphery = adjacency.nnz / 2, (~core).astype(float)
    outside = float(periphery @ (adjacency @ periphery)) / 2
    return float(fit(np.array(core.sum()), np.array(ties), np.array(ties - outside), len(core)))


def _improved(adjacency: sparse.csr_array, core: np.ndarray) -> np.ndarray:
    """Move or exchange the people that help most, until none does or, in a large network, it has taken long enough."""
    core, value = core.copy(), _fit_of(adjacency, core)
    for _step in range(max(10, _VISITS // (_STARTS * max(adjacency.nnz, 1)))):
        move, better = _best_move(adjacency, core)
        if better <= value + 1e-12:
            break
        core[move], value = ~core[move], better
    return core


def _best_move(adjacency: sparse.csr_array, core: np.ndarray) -> tuple[np.ndarray, float]:
    """Find the one person to move, or the two to exchange, that give the best fit."""
    people, ties, inside = len(core), adjacency.nnz / 2, int(core.sum())
    # what each person's ties add to those covered, or would take from them
    alone = np.asarray(adjacency @ (~core).astype(float))
    covered = ties - alone[~core].sum() / 2
    single = fit(
        np.where(core, inside - 1, inside + 1), np.array(ties), covered + np.where(core, -alone, alone), people
    )
    mover = int(np.argmax(single))
    out, into = _extremes(alone, core), _extremes(-alone, ~core)
    if not (len(out) and len(into)):
        return np.array([mover]), float(single[mover])
    gain = alone[into][np.newaxis, :] - alone[out][:, np.newaxis] + adjacency[out][:, into].toarray()
    row, column = np.unravel_index(int(np.argmax(gain)), gain.shape)
    swapped = float(fit(np.array(inside), np.array(ties), np.array(covered + gain[row, column]), people))
    if swapped > single[mover]:
        return np.array([out[row], into[column]]), swapped
    return np.array([mover]), float(single[mover])


def _extremes(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Give those of the kept with the lowest values: candidates enough in a large network."""
    places = np.flatnonzero(kept)
    return places[np.argsort(values[places], kind="stable")[:_CANDIDATES]]
