"""How sure Yule's Q is: what it would be without one gathering, or without one person."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.grouped import index_of, numbered
from sna.analyse.indices import yules_q
from sna.chance import Scatter, interval, jackknife
from sna.network import Network

FEWEST_GATHERINGS = 5
"""With fewer gatherings than this behind the ties, people are left out, not gatherings."""


class Counted(NamedTuple):
    """Ties and pairs outside and inside, the last column being the whole network, where each stands once."""

    external: np.ndarray
    internal: np.ndarray
    outside: np.ndarray
    inside: np.ndarray

    def q(self) -> np.ndarray:
        """Give Yule's Q."""
        return yules_q((self.external, self.internal), (self.outside, self.inside))


def q_intervals(network: Network, by: str) -> pd.DataFrame:
    """Give Yule's Q of each group and of all, with its 95 % jackknife interval.

    Parameters
    ----------
    network
        Undirected, without ties of a node to itself; each tie counts 1.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per group and one for all: ``yules_q``, ``yules_q_low``, ``yules_q_high`` (−1 … 1), and ``over``, what
        was left out one at a time: gatherings if there are five or more and they explain every tie, else people.
        An interval is blank where leaving one out leaves nothing to compare, as with a group of two people.

    References
    ----------
    Snijders, T. A. B., & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network statistics.
    Connections 22(2), 161-170.

    Examples
    --------
    >>> people = Network.of([("a", "b", 1.0), ("c", "d", 1.0), ("b", "c", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y", "y"]
    >>> q_intervals(people, "team")["yules_q"].round(2).tolist()
    [1.0, 1.0, 1.0]
    """
    labels, names = numbered(network, by)
    ends = network.positions()
    alters = _alters(ends, labels, len(names))
    found, rests = _counted(alters, labels), _resting(network, ends)
    if rests is None:
        without = _without_people(found, alters, labels).q()
        people = len(labels)
        squared = jackknife(without) * (people - 2) / (2 * max(people - 1, 1))  # a tie rests on two people
    else:
        without = _without_gatherings(found, labels, ends, rests).q()
        squared = jackknife(without)
    low, high = interval(found.q(), Scatter(squared, np.full(len(squared), max(len(without) - 1, 1))))
    columns = {"yules_q": found.q(), "yules_q_low": np.maximum(low, -1), "yules_q_high": np.minimum(high, 1)}
    return pd.DataFrame({**columns, "over": "people" if rests is None else "gatherings"}, index=index_of(names))


def _alters(ends: tuple[np.ndarray, np.ndarray], labels: np.ndarray, groups: int) -> np.ndarray:
    """Count each person's alters in each group: people × groups."""
    person, other = np.concatenate(ends), np.concatenate(ends[::-1])
    place = person * groups + labels[other]
    return np.bincount(place, minlength=len(labels) * groups).reshape(len(labels), groups).astype(float)


def _counted(alters: np.ndarray, labels: np.ndarray) -> Counted:
    people, groups = alters.shape
    sizes = np.bincount(labels, minlength=groups)
    between = np.zeros((groups, groups))
    np.add.at(between, labels, alters)
    internal = np.diag(between) / 2
    external = between.sum(axis=1) - 2 * internal
    outside, inside = sizes * (people - sizes), sizes * (sizes - 1) / 2
    return Counted(
        np.append(external, external.sum() / 2),
        np.append(internal, internal.sum()),
        np.append(outside, outside.sum() / 2),
        np.append(inside, inside.sum()),
    )


def _without_people(found: Counted, alters: np.ndarray, labels: np.ndarray) -> Counted:
    """Count again without each person: people × (groups, all)."""
    people, groups = alters.shape
    own = np.eye(groups, dtype=bool)[labels]
    sizes = np.bincount(labels, minlength=groups).astype(float)
    inside = np.where(own, alters, 0.0)
    outside = np.where(own, alters.sum(axis=1, keepdims=True) - inside, alters)
    pairs_in = np.where(own, sizes - 1, 0.0)
    pairs_out = np.where(own, people - sizes, sizes)
    lost = [
        np.column_stack([each, np.where(own, each, 0).sum(axis=1)]) for each in (outside, inside, pairs_out, pairs_in)
    ]
    return Counted(*(have - less for have, less in zip(found, lost, strict=True)))


def _without_gatherings(
    found: Counted, labels: np.ndarray, ends: tuple[np.ndarray, np.ndarray], rests: sparse.csr_array
) -> Counted:
    """Count again without each gathering: gatherings × (groups, all). `rests` says on which alone each tie rests."""
    groups = len(found.external) - 1
    external, internal = np.zeros((2, rests.shape[1], groups))
    tie, gathering = rests.nonzero()
    one, other = (labels[end[tie]] for end in ends)
    same = one == other
    np.add.at(internal, (gathering[same], one[same]), 1.0)
    for group in (one, other):
        np.add.at(external, (gathering[~same], group[~same]), 1.0)
    external = np.column_stack([external, external.sum(axis=1) / 2])
    internal = np.column_stack([internal, internal.sum(axis=1)])
    return Counted(found.external - external, found.internal - internal, found.outside, found.inside)


def _resting(network: Network, ends: tuple[np.ndarray, np.ndarray]) -> sparse.csr_array | None:
    """Say on which gathering alone each tie rests: ties × gatherings, an empty row for a tie that rests on several.

    None where gatherings cannot be left out one at a time.
    """
    if network.behind is None:
        return None
    place = network.behind.people.index.get_indexer(network.nodes.index)
    if (place < 0).any():
        return None
    incidence = network.behind.incidence[place]
    incidence = sparse.csr_array(incidence[:, np.flatnonzero(incidence.sum(axis=0) > 1)])
    both = sparse.csr_array(incidence[ends[0]].multiply(incidence[ends[1]]))
    times = np.asarray(both.sum(axis=1))
    if incidence.shape[1] < FEWEST_GATHERINGS or (times == 0).any():
        return None
    return sparse.csr_array(both.multiply((times == 1)[:, np.newaxis]))
