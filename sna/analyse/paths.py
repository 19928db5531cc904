"""Shortest paths: who lies on them, and how near people are."""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.kernels.shortest import (
    distances_from,
    passed,
    passed_in_steps,
    reached,
    reached_from,
    reached_in_steps,
)
from sna.analyse.kernels.tie_matrices import Lengths, lengths, shortest_ties, with_data

CONFIDENCE = 0.9
"""How sure it is that none of the estimates of `passing` is further off than its error."""

EXACT = 200_000_000
"""Up to this many visits of a tie (people × ties, both ways round) `passing` takes all people, not a sample."""

FEWEST_SOURCES = 200

MOST_IN_STEPS, MOST_ALONG = 8_000_000_000, 2_000_000_000
"""Up to so many visits of a tie `reach` is worked out, where ties are steps and where they have lengths: 15 s each."""


class Passing(NamedTuple):
    """How many shortest paths pass through each node.

    Attributes
    ----------
    every
        The sum, over all ordered pairs of other nodes (an undirected pair counts twice), of the share of the shortest
        paths between them that pass through the node.
    across
        The same over the pairs of different groups; 0 where there are no groups.
    error
        How far `every` and `across` may be off, one number per node; 0 if they are exact.
    sources
        From how many nodes the paths begin: all of them if the sums are exact.
    """

    every: np.ndarray
    across: np.ndarray
    error: np.ndarray
    sources: int


def passing(
    strength: sparse.csr_array,
    *,
    weighted: bool,
    groups: np.ndarray | None = None,
    sources: int | None = None,
    seed: int = 0,
) -> Passing:
    """Sum for each node the shares of the shortest paths between other nodes that pass through it.

    Of a large network it is an estimate from the paths of some people drawn by lot, with its error.

    Parameters
    ----------
    strength
        Node × node, from row to column; symmetric if undirected; nothing on the diagonal.
    weighted
        Whether a tie is 1 ÷ strength long; otherwise each is one step.
    groups
        The number of each node's group; without it all are of one.
    sources
        From how many people the paths begin; by default from all if that is not too much work (`EXACT`), else from
        as many as that allows, at least `FEWEST_SOURCES`.
    seed
        Of the lot.

    Returns
    -------
    Passing
        With a probability of 90 % no node's sum is further off than its `error`.

    Notes
    -----
    Which paths are equally long is decided in whole numbers where the strengths allow it, see
    `sna.analyse.kernels.tie_matrices.lengths`.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2),
    163-177. https://doi.org/10.1080/0022250X.2001.9990249. Estimated:
    Brandes, U., & Pich, C. (2007). Centrality estimation in large networks. International Journal of Bifurcation and
    Chaos 17(7), 2303-2318. https://doi.org/10.1142/S0218127407018403. The error is from theorem 1 (and section 6) of
    Hoeffding, W. (1963). Probability inequalities for sums of bounded random variables. Journal of the American
    Statistical Association 58, 13-30. https://doi.org/10.1080/01621459.1963.10500830, for all people at once.

    Examples
    --------
    >>> ring = sparse.csr_array(np.roll(np.eye(9), 1, axis=1) + np.roll(np.eye(9), -1, axis=1))
    >>> part = passing(ring, weighted=False, sources=3)
    >>> part.sources, bool((abs(part.every - 12) < part.error).all())
    (3, True)
    """
    people = strength.shape[0]
    number = min(people, sources or max(FEWEST_SOURCES, EXACT // max(strength.nnz + people, 1)))
    sample = np.sort(np.random.default_rng(seed).permutation(people)[:number])
    sums = _sums(strength, weighted=weighted, sources=sample, groups=groups)
    if number == people:
        return Passing(sums[0], sums[1], np.zeros(people), people)
    most = float(people * max(people - 2, 1))
    error = _error(sums.ravel() / (number * max(people - 2, 1)), number).reshape(sums.shape)
    every, across = sums * people / number
    return Passing(every, across, error.max(axis=0) * most, number)


def reach(strength: sparse.csr_array, *, weighted: bool) -> np.ndarray:
    """Tell how near each node is to the others that can reach it.

    Parameters
    ----------
    strength, weighted
        As for `passing`.

    Returns
    -------
    numpy.ndarray
        3 × nodes: how many others reach the node, the sum of their distances, the sum of 1 ÷ their distances. Blank
        (NaN) in a network so large that it would take minutes.

    Examples
    --------
    >>> chain = sparse.csr_array(np.array([[0.0, 2, 0], [2, 0, 2], [0, 2, 0]]))
    >>> reach(chain, weighted=True).tolist()
    [[2.0, 2.0, 2.0], [1.5, 1.0, 1.5], [3.0, 4.0, 3.0]]
    """
    people = strength.shape[0]
    if people * (strength.nnz + people) > (MOST_ALONG if weighted else MOST_IN_STEPS):
        return np.full((3, people), np.nan)
    towards = sparse.csr_array(strength.T)
    sums = None if weighted else reached_in_steps(towards)
    return _reached(towards, weighted=weighted) if sums is None else sums


class Nearness(NamedTuple):
    """How near each node is to the others that can reach it.

    Attributes
    ----------
    sums
        As `reach` gives them; estimates where not all were looked at.
    sources
        From how many nodes: all of them if the sums are exact.
    """

    sums: np.ndarray
    sources: int


def nearness(strength: sparse.csr_array, *, weighted: bool, sources: int | None = None, seed: int = 0) -> Nearness:
    """Do as `reach`; in a network so large that it would take minutes, estimate it from the distances of some nodes.

    Parameters
    ----------
    strength, weighted
        As for `reach`.
    sources
        From how many nodes drawn by lot; by default from all, or from `FEWEST_SOURCES` where all would take minutes.
    seed
        Of the lot.

    Examples
    --------
    >>> ring = sparse.csr_array(np.roll(np.eye(9), 1, axis=1) + np.roll(np.eye(9), -1, axis=1))
    >>> nearness(ring, weighted=False, sources=9).sums[1].tolist() == reach(ring, weighted=False)[1].tolist()
    True
    """
    people = strength.shape[0]
    exact = reach(strength, weighted=weighted) if sources is None else np.full((3, people), np.nan)
    if not people or not np.isnan(exact).all():
        return Nearness(exact, people)
    number = min(people, sources or FEWEST_SOURCES)
    sample = np.sort(np.random.default_rng(seed).permutation(people)[:number])
    sums = None if weighted else reached_from(strength, sample)
    if sums is None:
        long = 1.0 / strength.data if weighted else np.ones(strength.nnz)
        visits = float(number * (strength.nnz + people))
        sums = distances_from(shortest_ties(Lengths(with_data(strength, long), 0.0), visits), sample)
    others = np.where(np.isin(np.arange(people), sample), number - 1, number)  # nobody is one of those near themselves
    return Nearness(sums * (people - 1) / np.maximum(others, 1), number)


def _reached(towards: sparse.csr_array, *, weighted: bool) -> np.ndarray:
    long = 1.0 / towards.data if weighted else np.ones(towards.nnz)
    visits = float(towards.shape[0] * (towards.nnz + towards.shape[0]))
    return reached(shortest_ties(Lengths(with_data(towards, long), 0.0), visits))


def _sums(strength: sparse.csr_array, *, weighted: bool, sources: np.ndarray, groups: np.ndarray | None) -> np.ndarray:
    alike = not weighted or len(np.unique(strength.data)) < 2
    if not alike:
        visits = float(len(sources) * (strength.nnz + strength.shape[0]))
        return passed(shortest_ties(lengths(strength), visits), sources, groups, visits)
    stepped = passed_in_steps(strength, sources, groups)
    if stepped is not None:
        return stepped
    return passed(Lengths(with_data(strength, np.ones(strength.nnz)), 0.0), sources, groups)


def _error(share: np.ndarray, sources: int) -> np.ndarray:
    """Give how far a mean of so many numbers between 0 and 1 may be off, so that all of them hold at once."""
    allowed = log(2 * len(share) / (1 - CONFIDENCE)) / sources
    above = _furthest(share, np.ones(len(share)), allowed) - share
    below = share - _furthest(share, np.zeros(len(share)), allowed)
    return np.asarray(np.maximum(above, below))


def _furthest(share: np.ndarray, end: np.ndarray, allowed: float) -> np.ndarray:
    """Find by halving the number between the share and the end whose divergence from the share is the one allowed."""
    inside = share.copy()
    for _step in range(50):
        half = (inside + end) / 2
        fine = _divergence(share, half) <= allowed
        inside, end = np.where(fine, half, inside), np.where(fine, end, half)
    return np.asarray(end)


def _divergence(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Give the Kullback-Leibler divergence of two coins with these chances of heads."""
    parts = np.zeros(len(p))
    for share_p, share_q in ((p, q), (1 - p, 1 - q)):
        with np.errstate(divide="ignore"):
            ratio = np.log(np.divide(share_p, share_q, out=np.ones(len(share_p)), where=share_p > 0))
        parts += share_p * ratio
    return parts
