"""Who and which gatherings hold people and gatherings together, before either is projected away."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import TOO_LARGE, attendance_of
from sna.analyse.paths import passing, reach
from sna.network import AnyNetwork, TwoMode, one_mode

COLUMNS = ["two_mode_degree", "two_mode_betweenness", "two_mode_closeness"]
NO_RECORD = "who was at what is not known"
APART = "not everybody and everything is connected: closeness is not defined"
LARGE = f"{TOO_LARGE}: no closeness"


def two_mode_centrality(network: AnyNetwork) -> pd.DataFrame:
    """How central each person and each gathering is where people are tied to gatherings, and to nothing else.

    Parameters
    ----------
    network
        Its `behind` is read: who was at what. A network of contact has none, and everybody is blank. Weight and
        direction do not matter; not changed.

    Returns
    -------
    pd.DataFrame
        One row per person of the network and per gathering behind it (index ``node``):

        - ``kind``: ``"person"`` or ``"gathering"``
        - ``two_mode_degree``: the share of all gatherings the person was at, of all people who were at the gathering
        - ``two_mode_betweenness``: the shortest paths between others through it, as a share of the most there can be
          with so many people and gatherings, 0 … 1; in a very large network estimated, as the note says
        - ``two_mode_closeness``: the least sum of distances there can be ÷ its own, above 0 … 1; blank where not
          everybody and everything is connected, and in a network so large that it would take minutes
        - ``note``: why something is blank

    References
    ----------
    Borgatti, S. P., & Halgin, D. S. (2011). Analyzing affiliation networks. In J. Scott & P. J. Carrington (Eds.), The
    SAGE Handbook of Social Network Analysis, 417-433; Borgatti, S. P., & Everett, M. G. (1997). Network analysis of
    2-mode data. Social Networks 19(3), 243-269. https://doi.org/10.1016/S0378-8733(96)00301-2

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = project(TwoMode.of([("ann", "call"), ("bob", "call"), ("bob", "forum")]))
    >>> two_mode_centrality(calls)["two_mode_degree"].tolist()
    [0.5, 1.0, 1.0, 0.5]
    """
    plain = one_mode(network)
    two_mode = attendance_of(plain)
    if two_mode is None:
        table = pd.DataFrame({"kind": "person"}, index=plain.nodes.index).assign(**dict.fromkeys(COLUMNS, np.nan))
        return table.assign(note=NO_RECORD).rename_axis("node").astype({"kind": "str", "note": "str"})
    size = np.array(two_mode.incidence.shape)
    people = np.repeat([True, False], size)
    own, other = np.where(people, *size), np.where(people, *size[::-1])
    ids = pd.Index([*two_mode.people.index, *two_mode.gatherings.index], dtype="str")
    table = pd.DataFrame({"kind": np.where(people, "person", "gathering")}, index=ids)
    table[COLUMNS], table["note"] = _shares(_joined(two_mode), own.astype(float), other.astype(float))
    return table.rename_axis("node").astype({"kind": "str", "note": "str"})


def _joined(two_mode: TwoMode) -> sparse.csr_array:
    """Give people and gatherings as one set of nodes."""
    return sparse.csr_array(sparse.block_array([[None, two_mode.incidence], [two_mode.incidence.T, None]]))


def _shares(joined: sparse.csr_array, own: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, str]:
    """Give the three measures, each as a share of the most there can be, and what is estimated or blank."""
    nodes = joined.shape[0]
    degree = np.diff(joined.indptr)
    paths = passing(joined, weighted=False)
    reached, steps, _inverse = reach(joined, weighted=False)
    least, most = other + 2 * (own - 1), _most(own, other)
    connected = bool((reached == nodes - 1).all()) and nodes > 1
    shares = [(degree, other, True), (paths.every / 2, most, True), (least, steps, connected)]
    blank = np.full(nodes, np.nan)
    columns = [np.divide(part, highest, out=blank.copy(), where=(highest > 0) & fine) for part, highest, fine in shares]
    notes = [] if connected or not nodes else [LARGE if np.isnan(reached).all() else APART]
    notes += [f"betweenness is estimated from the paths of {paths.sources:,} nodes"] if paths.sources < nodes else []
    return np.column_stack(columns), "; ".join(notes)


def _most(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Give the most pairs of others between which a node can lie, with so many of its own kind and of the other."""
    # Borgatti & Everett's highest value: the others of the own kind hang evenly on those of the other kind, `around` at
    # each and one more at `rest` of them.
    around, rest = np.divmod(own - 1, np.maximum(other, 1))
    return np.asarray(
        (other**2 * (around + 1) ** 2 + other * (around + 1) * (2 * rest - around - 1) - rest * (2 * around - rest + 3))
        / 2
    )
