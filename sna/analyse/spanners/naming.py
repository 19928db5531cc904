"""Whose name may be printed: what is left of a ranking when some of the records are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.spanners import resampled
from sna.analyse.spanners.measures import measured, places, speaking
from sna.analyse.spanners.together import SMALL, measured_each
from sna.network import Network

MISSING = 0.1
"""The share of the records that is left out of each draw."""

SURE = 0.8
"""In at least this share of the draws somebody must still be a boundary-spanner to be named."""

FEWEST_DRAWS = 20

_WORK = 200_000_000
_VISITS, _FEWEST_SOURCES = 40_000_000, 100


Ranked = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Networks × people: who spans boundaries, and everybody's place at best and at worst."""


class Stability(NamedTuple):
    """What becomes of each person when records are missing.

    Attributes
    ----------
    stays
        The share of draws with a tenth of the records missing in which the person is a boundary-spanner.
    best, worst
        The ends of the interval of places, 1 being the highest: the middle 95 % of these draws, widened to hold the
        place without each single gathering.
    band
        The smallest number N such that the person is among the leading N in at least 80 % of the draws.
    """

    stays: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    band: np.ndarray


def affordable_draws(network: Network, draws: int) -> int:
    """Give how many draws to make: as many as asked, fewer (at least 20) in a large network.

    Examples
    --------
    >>> affordable_draws(Network.of([("ann", "bob", 1.0)]), 200)
    200
    """
    work = len(network) * (2 * len(network.ties) + len(network))
    return min(draws, max(FEWEST_DRAWS, _WORK // max(work, 1)))


def affordable_sources(network: Network) -> int:
    """Give from how many people the paths begin in a draw: from all, but in a very large network from some.

    Examples
    --------
    >>> affordable_sources(Network.of([("ann", "bob", 1.0)]))
    2
    """
    visits = 2 * len(network.ties) + len(network)
    return min(len(network), max(_FEWEST_SOURCES, _VISITS // max(visits, 1)))


def stability(network: Network, labels: np.ndarray, *, top: float, draws: int, seed: int) -> Stability:
    """Rank everybody again with records missing, `draws` times, and without each gathering."""
    spanning, first, last = _with_records_missing(network, labels, top, (draws, seed))
    best, worst = _middle(first, last)
    if network.behind is not None and len(network.behind.gatherings) <= draws:
        _spanning, alone_first, alone_last = _without_a_gathering(network, labels, top)
        best, worst = np.minimum(best, alone_first.min(axis=0)), np.maximum(worst, alone_last.max(axis=0))
    needed = int(np.ceil(SURE * draws - 1e-9)) - 1
    return Stability(spanning.mean(axis=0), best, worst, np.sort(last, axis=0)[needed])


def _with_records_missing(network: Network, labels: np.ndarray, top: float, drawn: tuple[int, int]) -> Ranked:
    draws, seed = drawn
    if _is_small(network):
        blocks = resampled.all_with_records_missing(network, share=MISSING, draws=draws, seed=seed)
        parts = [_together(block, labels, top, directed=network.directed) for block in blocks]
        spanning, first, last = (np.concatenate(part) for part in zip(*parts, strict=True))
        return spanning, first, last
    missing = resampled.with_records_missing(network, share=MISSING, draws=draws, seed=seed)
    return _ranked(missing, network, labels, top)


def _without_a_gathering(network: Network, labels: np.ndarray, top: float) -> Ranked:
    if _is_small(network):
        return _together(resampled.all_without_a_gathering(network), labels, top, directed=network.directed)
    return _ranked(resampled.without_a_gathering(network), network, labels, top)


def _is_small(network: Network) -> bool:
    """Tell whether many draws are worked through at once."""
    return len(network) <= SMALL and affordable_sources(network) == len(network)


def _together(strengths: np.ndarray, labels: np.ndarray, top: float, *, directed: bool) -> Ranked:
    """Do as `_ranked`, for all networks at once."""
    found = measured_each(strengths, labels, directed=directed)
    return np.asarray(speaking(found, top).all(axis=-1)), *places(found.observed)


def _ranked(strengths: Iterable[sparse.csr_array], network: Network, labels: np.ndarray, top: float) -> Ranked:
    """Tell of each network who spans boundaries and on which place everybody is, at best and at worst."""
    sources, rows = affordable_sources(network), []
    for strength in strengths:
        found = measured(strength, labels, directed=network.directed, sources=sources)
        rows.append((speaking(found, top).all(axis=-1), *places(found.observed)))
    spanning, first, last = (np.array(part) for part in zip(*rows, strict=True))
    return spanning, first, last


def _middle(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the middle 95 % of the draws, each a place that was drawn."""
    return np.quantile(first, 0.025, axis=0, method="lower"), np.quantile(last, 0.975, axis=0, method="higher")
