"""The exact mean and variance of brokerage roles when group labels are dealt out at random.

A person's count of a role is a sum over their open paths a → b → c of "this path has that role". Its mean needs the
chance of one path, its variance the chance of two paths at once, which depends only on the people the two share. So it
is enough to count the pairs of paths by what they share, and to know the chance of each kind.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sna.analyse.kernels.products import at_ties, rows_of
from sna.chance import falling

KINDS = ("nobody", "first", "last", "crossed", "swapped", "both")
"""What two paths a → b → c and a' → b → c' share: a = a', c = c', one's first the other's last, both so, the same."""


def paths_and_overlaps(ties: sparse.csr_array) -> np.ndarray:
    """Count for each node the ordered pairs of open paths through it by what they share: nodes × `KINDS`.

    The last column is the number of open paths, each being a pair with itself.
    """
    first, last = _open_starts(ties), _open_ends(ties)
    paths, swapped = _sums(first, 0), _swapped(ties)
    crossed = 2 * (_sums(first.multiply(last.T), 0) - swapped)
    shared_first, shared_last = _sums(first.power(2), 0) - paths, _sums(last.power(2), 1) - paths
    nobody = paths**2 - paths - shared_first - shared_last - crossed - swapped
    return np.column_stack([nobody, shared_first, shared_last, crossed, swapped, paths])


def role_chances(sizes: np.ndarray) -> dict[str, np.ndarray]:
    """Give for each role the chance that two paths through a person of each group both have it: groups × `KINDS`.

    The person keeps their label; those of all others are dealt out.
    """
    own, out = sizes - 1.0, float(sizes.sum()) - sizes
    two, three, four = _alike(sizes)
    none = np.zeros(len(sizes))
    inside, outside = [falling(own, k) for k in range(5)], [falling(out, k) for k in range(5)]
    mixed = [inside[2] * outside[2], outside[1] * inside[2], outside[2] * inside[1], none, none, inside[1] * outside[1]]
    third = outside[3] - 2 * two * (out - 2) + three
    fourth = outside[4] - 2 * two * (out - 2) * (out - 3) + four
    ways = {
        "coordinator": [inside[4], inside[3], inside[3], inside[3], inside[2], inside[2]],
        "itinerant": [four, three, three, three, two, two],
        "gatekeeper": mixed,
        "representative": [mixed[0], mixed[2], mixed[1], *mixed[3:]],
        "liaison": [fourth, third, third, third, outside[2] - two, outside[2] - two],
    }
    return {role: np.column_stack(each) / _all_ways(float(sizes.sum()) - 1) for role, each in ways.items()}


def _alike(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count, for each group, the ways in which people outside it are of one group: 2 people, 3, and 2 and 2."""
    two, three, four = (falling(sizes, k).sum() - falling(sizes, k) for k in (2, 3, 4))
    squared = (falling(sizes, 2) ** 2).sum() - falling(sizes, 2) ** 2
    return two, three, four + two**2 - squared


def _all_ways(others: float) -> np.ndarray:
    people = np.array([4, 3, 3, 3, 2, 2])
    return np.array([max(float(falling(others, int(k))), 1.0) for k in people])


def _open_starts(ties: sparse.csr_array) -> sparse.csr_array:
    """Count for each tie a → b the open paths that begin with it."""
    onward = np.asarray(ties.sum(axis=1)).ravel()
    closed = sparse.csr_array(
        (at_ties(ties, ties, sparse.csr_array(ties.T)), ties.indices, ties.indptr), shape=ties.shape
    )
    return sparse.csr_array(ties.multiply(onward[np.newaxis, :]) - ties.multiply(ties.T) - closed)


def _open_ends(ties: sparse.csr_array) -> sparse.csr_array:
    """Count for each tie b → c the open paths that end with it."""
    return sparse.csr_array(_open_starts(sparse.csr_array(ties.T)).T)


def _swapped(ties: sparse.csr_array) -> np.ndarray:
    """Count for each node the ordered pairs of its mutual alters that are not tied either way."""
    mutual = sparse.csr_array(ties.multiply(ties.T))
    either = sparse.csr_array(ties + ties.T - mutual)
    alters = _sums(mutual, 1)
    within = at_ties(mutual, mutual, either)
    return np.asarray(alters * (alters - 1) - np.bincount(rows_of(mutual), within, minlength=len(alters)))


def _sums(matrix: sparse.csr_array, axis: int) -> np.ndarray:
    return np.asarray(matrix.sum(axis=axis)).ravel()
