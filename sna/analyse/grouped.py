"""What every comparison of groups needs: the groups by number, and how many deals of their labels are affordable."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.errors import NetworkError
from sna.network import Network

ALL = "all"
"""The row for the whole network in a table of groups."""

_MOST = 250_000_000


def numbered(network: Network, by: str) -> tuple[np.ndarray, pd.Index[str]]:
    """Give the number of each node's group, and the names of the groups.

    Raises
    ------
    NetworkError
        If a node has no group, or a group is called ``"all"``.

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["y", "x"]
    >>> numbered(network, "team")[0].tolist()
    [1, 0]
    """
    labels, names = pd.factorize(network.groups(by), sort=True)
    if ALL in names:
        raise NetworkError(f"A group of {by!r} is called {ALL!r}, the name of the row for everybody. Rename it.")
    return labels, names


def affordable(permutations: int, ties: int) -> int:
    """Give how many deals to draw: as many as asked, fewer (at least 199) in a network of more than 25,000 ties.

    So that ten thousand deals take about a second in any community, and no large network takes minutes.

    Examples
    --------
    >>> affordable(9_999, 1_200), affordable(9_999, 500_000)
    (9999, 500)
    """
    return min(permutations, max(199, _MOST // max(ties, 1)))


def standardised(observed: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Give (observed − mean) ÷ standard deviation; blank (NaN) where chance leaves no choice.

    Examples
    --------
    >>> standardised(np.array([3.0, 1.0]), np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [1.0, nan]
    """
    some = np.isfinite(spread) & (spread > 1e-9)
    return np.asarray(np.divide(observed - mean, spread, out=np.full(np.shape(observed), np.nan), where=some))


def spread(drawn: np.ndarray) -> np.ndarray:
    """Give the standard deviation of the draws of each statistic; blank (NaN) where fewer than two are defined."""
    known = np.isfinite(drawn)
    several = known.sum(axis=0) > 1
    values = np.full(drawn.shape[1], np.nan)
    values[several] = np.nanstd(drawn[:, several], axis=0, ddof=1)
    return values


def index_of(names: pd.Index[str]) -> pd.Index[str]:
    """Give the index of a table with one row per group and one for all."""
    return pd.Index([*names, ALL], name="group", dtype="str")
