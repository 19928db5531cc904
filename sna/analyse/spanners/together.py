"""The three measures in many small networks of the same people at once."""

from __future__ import annotations

import numpy as np

from sna.analyse.kernels.together import at_once, passed_in_each
from sna.analyse.roles import role_chances
from sna.analyse.spanners.measures import Measured, combined
from sna.chance import groups_met

SMALL = 150
"""Up to so many people the networks are worked through together, on ordinary matrices."""


def measured_each(strengths: np.ndarray, labels: np.ndarray, *, directed: bool) -> Measured:
    """Do as `sna.analyse.spanners.measures.measured` for each of the networks: networks × people × `MEASURES`.

    Parameters
    ----------
    strengths
        Networks × nodes × nodes, from row to column; symmetric if undirected; nothing on the diagonal.
    labels, directed
        As there.
    """
    every, across = passed_in_each(strengths, labels)
    counts = np.empty((4, *strengths.shape[:2]))
    for some in at_once(*strengths.shape[:2]):
        counts[:, some] = _counts((strengths[some] > 0).astype(np.float32), labels, directed)
    reached, external, paths, inside = counts
    sizes = np.bincount(labels)
    met = _expected_groups(sizes, labels, external.astype(np.int64))
    coordinating = role_chances(sizes)["coordinator"][labels, -1]
    return combined((every, across), (reached, met), (paths, inside, coordinating), (sizes, directed))


def _counts(ties: np.ndarray, labels: np.ndarray, directed: bool) -> tuple[np.ndarray, ...]:
    """Count for each person the other groups with an alter, the alters outside, open paths, and those in one group."""
    same = labels[:, np.newaxis] == labels
    belongs = np.eye(int(labels.max(initial=-1)) + 1, dtype=np.float32)[labels]
    either = np.maximum(ties, ties.swapaxes(1, 2)) if directed else ties
    alters = (either * ~same) @ belongs
    return (alters > 0).sum(axis=2), alters.sum(axis=2), _open_paths(ties), _open_paths(ties * same)


def _open_paths(ties: np.ndarray) -> np.ndarray:
    """Count at each b the paths a → b → c of which a is neither c nor tied to c; both ways round if undirected."""
    closed = ((ties @ ties.swapaxes(1, 2)) * ties).sum(axis=1)  # for each a → b the c that both are tied to
    turned = (ties * ties.swapaxes(1, 2)).sum(axis=2)
    return np.asarray(ties.sum(axis=1) * ties.sum(axis=2) - turned - closed)


def _expected_groups(sizes: np.ndarray, labels: np.ndarray, external: np.ndarray) -> np.ndarray:
    """Give `groups_met`, worked out once for people of one group with as many alters outside."""
    most = int(sizes.sum()) + 1
    kinds, place = np.unique(labels * most + external, return_inverse=True)
    return groups_met(sizes, kinds // most, kinds % most)[place.reshape(external.shape)]
