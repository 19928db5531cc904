"""From people × gatherings to people tied to people, and on to groups tied to groups."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from sna.errors import NetworkError
from sna.network.onemode import Network
from sna.network.twomode import TwoMode

LARGEST = 300
"""A gathering of more people than this makes no ties unless asked: in a hall of 5,000 nobody meets 4,999 others."""

Weight = Literal["newman", "jaccard", "count"]
WEIGHTS: tuple[Weight, ...] = ("newman", "jaccard", "count")
"""What the strength of a tie of people who met can be."""


def project(two_mode: TwoMode, *, weight: Weight = "newman", largest: int | None = LARGEST) -> Network:
    """Tie the people who were at the same gatherings.

    Parameters
    ----------
    two_mode
        People × gatherings; not changed.
    weight
        The column that becomes the strength of a tie. Newman's is the default, so that a plenary of 60 does not
        drown a call of 4.
    largest
        A gathering of more people stays two-mode and makes no ties (`undrawn` counts them); None for no limit.

    Returns
    -------
    Network
        Undirected, one node per person, also those who met nobody. The ties have the columns

        - ``weight``: the one of the next three that was asked for
        - ``count``: gatherings both were at, 1 or more
        - ``newman``: the sum over these of 1 / (people there − 1), above 0
        - ``jaccard``: `count` ÷ gatherings at least one of the two was at, above 0 … 1

        Its `via` names the gatherings behind each tie.

    Raises
    ------
    NetworkError
        If `weight` is none of the three.

    References
    ----------
    Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E 64, 016132.
    https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> women = TwoMode.of([("ann", "call"), ("bob", "call"), ("ann", "forum"), ("bob", "forum"), ("cat", "forum")])
    >>> project(women).ties[["source", "target", "count", "newman"]].values.tolist()
    [['ann', 'bob', 2, 1.5], ['ann', 'cat', 1, 0.5], ['bob', 'cat', 1, 0.5]]
    """
    small = _small_gatherings(two_mode, largest)
    source, target, counts = _meetings(small)
    attended = small.attended()
    count = counts.real
    columns = {"count": count.astype(np.int64), "newman": counts.imag}
    columns["jaccard"] = count / (attended[source] + attended[target] - count)
    if weight not in columns:
        raise NetworkError(f"There is no weight {weight!r}; there are: {', '.join(columns)}.")
    columns = {"weight": columns[weight].astype(float), **columns}
    return Network.at(small.people, (source, target), columns, behind=small)


def weight_of(network: Network) -> Weight:
    """Tell which weight the ties of a projection have; Newman's if they have none of the three."""
    ties = network.ties
    same = [name for name in WEIGHTS if name in ties.columns and (ties[name] == ties["weight"]).all()]
    return same[0] if same else "newman"


def gathering_weights(sizes: np.ndarray, weight: str) -> np.ndarray:
    """Give what a gathering of each of these sizes adds to the tie of two who were there: 1, or Newman's share."""
    return 1 / np.maximum(sizes - 1.0, 1.0) if weight == "newman" else np.ones(sizes.shape)


def undrawn(two_mode: TwoMode, largest: int | None = LARGEST) -> pd.DataFrame:
    """List the gatherings too large to make ties, and the pairs of people each would have tied.

    Returns
    -------
    pd.DataFrame
        One row per gathering of more than `largest` people (index ``gathering``): ``people``, and ``pairs``, which is
        people × (people − 1) ÷ 2. A pair may be tied all the same by a smaller gathering.

    Examples
    --------
    >>> undrawn(TwoMode.of([("ann", "hall"), ("bob", "hall"), ("cat", "hall")]), largest=2).loc["hall"].tolist()
    [3, 3]
    """
    people = pd.Series(two_mode.sizes(), index=two_mode.gatherings.index.rename("gathering"), dtype="int64")
    people = people[people > largest] if largest is not None else people.iloc[:0]
    return pd.DataFrame({"people": people, "pairs": people * (people - 1) // 2})


def reduce(network: Network, by: str = "organisation") -> Network:
    """Make a network of groups from the ties of their people.

    Parameters
    ----------
    network
        One-mode network of people; not changed. If it is directed, so are the ties between groups.
    by
        Node column that names the group.

    Returns
    -------
    Network
        One node per group with ``size`` (people), ``internal`` (ties among them) and ``internal_weight`` (their
        weights summed); ties between groups with ``weight`` (summed) and ``ties`` (how many ties of people).

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("ann", "cat", 2.0)])
    >>> people.nodes["team"] = ["x", "y", "y"]
    >>> reduce(people, by="team").ties.values.tolist()
    [['x', 'y', 3.0, 2]]
    """
    group, names = pd.factorize(network.groups(by), sort=True)
    source, target = (group[end] for end in network.positions())
    if not network.directed:  # no end comes first: x–y and y–x are one pair of groups
        source, target = np.minimum(source, target), np.maximum(source, target)
    pairs = network.ties["weight"].groupby([source, target]).agg(["sum", "size"])
    ends = pairs.index.get_level_values(0).to_numpy(int), pairs.index.get_level_values(1).to_numpy(int)
    within, across = ends[0] == ends[1], ends[0] != ends[1]
    nodes = pd.DataFrame({"size": np.bincount(group, minlength=len(names)), "internal": 0, "internal_weight": 0.0})
    nodes.loc[ends[0][within], "internal"] = pairs["size"].to_numpy()[within]
    nodes.loc[ends[0][within], "internal_weight"] = pairs["sum"].to_numpy()[within]
    columns = {"weight": pairs["sum"].to_numpy()[across], "ties": pairs["size"].to_numpy()[across]}
    rows = ends[0][across], ends[1][across]
    return Network.at(nodes.set_axis(names), rows, columns, directed=network.directed)


def check_projection(two_mode: TwoMode, network: Network, largest: int | None = LARGEST) -> None:
    """Check that a projection lost nothing: the sums of the two-mode network and of the ties agree.

    The attendances are the same counted by person and by gathering; the counts of the ties add up to the pairs at each
    gathering; and the Newman weights of a person's ties add up to the gatherings where they met somebody.

    Raises
    ------
    NetworkError
        If a sum differs; this means a mistake in the program, not in the data.
    """
    small = _small_gatherings(two_mode, largest)
    sizes = small.sizes()
    gatherings = small.incidence @ (sizes > 1).astype(float)
    strength = network.adjacency("newman").sum(axis=1)
    _same("attendances by person and by gathering", two_mode.attended().sum(), two_mode.sizes().sum())
    _same("pairs at gatherings and counts of ties", (sizes * (sizes - 1) // 2).sum(), network.ties["count"].sum())
    worst = int(np.argmax(np.abs(gatherings - strength))) if len(gatherings) else 0
    _same(
        "gatherings and Newman weights of a person",
        *((gatherings[worst], strength[worst]) if len(gatherings) else (0, 0)),
    )


def _same(what: str, expected: float, total: float) -> None:
    if abs(expected - total) > 1e-9 * max(1.0, abs(expected)):
        raise NetworkError(f"The {what} do not agree: {expected} and {total}. Please report this as a mistake.")


def _small_gatherings(two_mode: TwoMode, largest: int | None) -> TwoMode:
    small = two_mode.sizes() <= largest if largest is not None else np.ones(len(two_mode.gatherings), bool)
    return two_mode if small.all() else two_mode.only(small)


def _meetings(two_mode: TwoMode) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the two ends of each pair that met; the real part says how often, the imaginary part is Newman's weight."""
    others = two_mode.sizes() - 1.0
    share = np.divide(1.0, others, out=np.zeros_like(others), where=others > 0)
    once = sparse.csr_array(two_mode.incidence * (1 + 1j * share))
    pairs = sparse.triu(two_mode.incidence @ once.T, k=1, format="csr")
    pairs.sort_indices()
    source = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
    return source, pairs.indices, pairs.data
