"""The three measures of a boundary-spanner, what chance gives, and for whom they speak."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.brokerage import role_chances
from sna.analyse.kernels.tie_matrices import at_ties
from sna.analyse.paths import passing
from sna.chance.permutation import SLACK, expected_groups, same_group

MEASURES = ("between_groups", "groups_reached", "broker_across")
"""The three measures that must agree, the columns of `Measured`."""

TOP = 0.1
"""The share of people counted as the highest in a measure."""

_DIGITS = 9


class Measured(NamedTuple):
    """Each person's three measures, and their mean if labels were dealt out at random: people × `MEASURES`.

    Of many networks at once: networks × people × `MEASURES`.
    """

    observed: np.ndarray
    expected: np.ndarray


def measured(strength: sparse.csr_array, labels: np.ndarray, *, directed: bool, sources: int | None = None) -> Measured:
    """Measure everybody.

    Parameters
    ----------
    strength
        Node × node, from row to column; symmetric if undirected; nothing on the diagonal.
    labels
        The number of each person's group.
    directed
        Whether the ties have a direction; otherwise each shortest path counts one way only.
    sources
        From how many people drawn by lot the paths begin; by default from all, unless the network is very large.
    """
    sizes = np.bincount(labels)
    every, across, _error, _sources = passing(strength, weighted=True, groups=labels, sources=sources)
    either = sparse.csr_array(strength + strength.T) if directed else strength
    reached, external = _groups(either, labels, len(sizes))
    paths, inside = _open_paths(strength), _open_paths(_within(strength, labels))
    coordinating = role_chances(sizes)["coordinator"][labels, -1]
    groups_by_chance = expected_groups(sizes, labels, external)
    return combined((every, across), (reached, groups_by_chance), (paths, inside, coordinating), (sizes, directed))


def combined(
    passing: tuple[np.ndarray, np.ndarray],
    groups: tuple[np.ndarray, np.ndarray],
    paths: tuple[np.ndarray, np.ndarray, np.ndarray],
    community: tuple[np.ndarray, bool],
) -> Measured:
    """Put together what was counted, of one network or of many (in the leading axes).

    Parameters
    ----------
    passing
        Shortest paths through each person, over all ordered pairs and over those of different groups.
    groups
        Other groups with an alter, and their mean by chance.
    paths
        Open paths, those inside one group, and the chance of an open path to be inside.
    community
        The sizes of the groups, and whether ties have a direction.
    """
    (every, across), halved = passing, 1 if community[1] else 2
    values = across / halved, groups[0], paths[0] - paths[1]
    expected = every / halved * (1 - same_group(community[0])), groups[1], paths[0] * (1 - paths[2])
    return Measured(np.round(np.stack(values, axis=-1), _DIGITS), np.stack(expected, axis=-1))


def speaking(measures: Measured, top: float) -> np.ndarray:
    """Tell which measures speak for whom: people × `MEASURES`, or networks × people × `MEASURES`.

    A measure speaks if the value is above 0, among the highest share `top` of all people (at least one, and all who are
    level with the last), and at least what chance gives. Who is above chance in none of them has no excess, and none
    speaks for them.
    """
    people = measures.observed.shape[-2]
    if not people:
        return np.zeros(measures.observed.shape, bool)
    last = people - max(1, round(top * people))
    level = np.sort(measures.observed, axis=-2)[..., last : last + 1, :]
    high = measures.observed >= level - SLACK * np.maximum(1.0, level)
    above = measures.observed >= measures.expected - SLACK * np.maximum(1.0, np.abs(measures.expected))
    excess = measures.observed > measures.expected + SLACK * np.maximum(1.0, np.abs(measures.expected))
    return np.asarray((measures.observed > 0) & high & above & excess.any(axis=-1, keepdims=True))


def places(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give each person's place by the mean of the ranks in the three measures, 1 being the highest.

    Parameters
    ----------
    values
        People × `MEASURES`, or networks × people × `MEASURES`.

    Returns
    -------
    first, last : numpy.ndarray
        The place at best and at worst: they differ for people who are level with others.

    Examples
    --------
    >>> [part.tolist() for part in places(np.array([[3.0], [1.0], [3.0]]))]
    [[1, 3, 1], [2, 3, 2]]
    """
    first, last = _ends(np.moveaxis(-values, -2, -1))
    return _ends((first + last).mean(axis=-2))


def _ends(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the place of each value in its row, the lowest being 1, at best and at worst: equal values share places."""
    order = np.argsort(values, axis=-1)
    ranked, place = np.take_along_axis(values, order, axis=-1), np.arange(values.shape[-1])
    # Where values differ from the one before, a run of equals begins; its first place is the best of all in it, its
    # last, found from behind, the worst.
    new = np.diff(ranked, axis=-1, prepend=np.nan) != 0
    best = np.maximum.accumulate(np.where(new, place, 0), axis=-1)
    latest = np.where(np.roll(new, -1, axis=-1), place, len(place) - 1)
    worst = np.minimum.accumulate(latest[..., ::-1], axis=-1)[..., ::-1]
    first, last = np.empty(values.shape, np.int64), np.empty(values.shape, np.int64)
    np.put_along_axis(first, order, best + 1, axis=-1)
    np.put_along_axis(last, order, worst + 1, axis=-1)
    return first, last


def _groups(strength: sparse.csr_array, labels: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Count the other groups each person has an alter in, and the alters outside the own group."""
    people = len(labels)
    person, alter = np.repeat(np.arange(people), np.diff(strength.indptr)), strength.indices
    alters = np.bincount(person * groups + labels[alter], minlength=people * groups).reshape(people, groups)
    alters[np.arange(people), labels] = 0
    return (alters > 0).sum(axis=1), alters.sum(axis=1)


def _within(strength: sparse.csr_array, labels: np.ndarray) -> sparse.csr_array:
    ties = sparse.coo_array(strength)
    own = labels[ties.row] == labels[ties.col]
    return sparse.csr_array((ties.data[own], (ties.row[own], ties.col[own])), shape=ties.shape)


def _open_paths(strength: sparse.csr_array) -> np.ndarray:
    """Count at each b the paths a → b → c of which a is neither c nor tied to c; both ways round if undirected."""
    people, ties = strength.shape[0], sparse.csr_array(strength, copy=True)
    ties.data[:] = 1.0
    ties.sort_indices()  # products of matrices in order are several times quicker
    back = sparse.csr_array(ties.T)
    into, out = (np.bincount(ends, minlength=people) for ends in (ties.indices, back.indices))
    turned = np.asarray(ties.multiply(back).sum(axis=1)).ravel()
    closed = np.bincount(ties.indices, at_ties(ties, ties, back), minlength=people)
    return np.asarray(np.rint(into * out - turned - closed))
