"""The Louvain method on many small networks at once.

One person after the other moves to the community where modularity gains most, in a random order of its own in each
network; then each community becomes one node, until nobody moves. All networks take a step at the same time, so a
hundred runs cost little more than one.
"""

from __future__ import annotations

import numpy as np

_PASSES = 30
_GAIN = 1e-10


def louvain(weights: np.ndarray, seed: int) -> np.ndarray:
    """Find communities in each network.

    Parameters
    ----------
    weights
        Networks × people × people, symmetric, nothing on the diagonals.
    seed
        Of the orders in which people move.

    Returns
    -------
    numpy.ndarray
        Networks × people: the number of the community.

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics P10008. https://doi.org/10.1088/1742-5468/2008/10/P10008

    Examples
    --------
    >>> pairs = np.kron(np.eye(2), [[0.0, 1.0], [1.0, 0.0]])
    >>> louvain(pairs[np.newaxis], seed=0).tolist()
    [[0, 0, 1, 1]]
    """
    random = np.random.default_rng(seed)
    member = np.tile(np.arange(weights.shape[1]), (len(weights), 1))
    level, moved = weights, True
    while moved:
        labels, moved = _moved(level, random)
        member = _numbered(np.take_along_axis(labels, member, axis=1))
        level = joined(weights, member)
    return member


def joined(weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Add the weights up between and within communities: networks × communities × communities."""
    belongs = (member[:, :, np.newaxis] == np.arange(member.max(initial=-1) + 1)).astype(float)
    return np.asarray(belongs.transpose(0, 2, 1) @ weights @ belongs)


def modularity(weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Give the modularity of the communities of each network, −0.5 … 1; blank without ties.

    Examples
    --------
    >>> pairs = np.kron(np.eye(2), [[0.0, 1.0], [1.0, 0.0]])
    >>> modularity(pairs[np.newaxis], np.array([[0, 0, 1, 1]])).tolist()
    [0.5]
    """
    among = joined(weights, member)
    total = among.sum(axis=(1, 2))
    weight = np.where(total > 0, total, np.nan)
    inside = np.trace(among, axis1=1, axis2=2)
    return np.asarray(inside / weight - (among.sum(axis=2) ** 2).sum(axis=1) / weight**2)


def _moved(level: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Let the nodes move until none gains, and tell whether any did."""
    runs, nodes = level.shape[:2]
    labels = np.tile(np.arange(nodes), (runs, 1))
    strength = level.sum(axis=2)
    inside, ever = strength.copy(), False
    for _pass in range(_PASSES):
        order = random.permuted(labels * 0 + np.arange(nodes), axis=1)
        moved = [_step(level, (labels, strength, inside), node) for node in order.T]
        if not any(moved):
            break
        ever = True
    return labels, ever


def _step(level: np.ndarray, state: tuple[np.ndarray, np.ndarray, np.ndarray], node: np.ndarray) -> bool:
    """Move one node of each network to where it gains most; `inside` holds the strength of each community."""
    labels, strength, inside = state
    runs = np.arange(len(node))
    own, pull = labels[runs, node], strength[runs, node]
    ties = level[runs, node]
    ties[runs, node] = 0.0
    # One bincount for all networks: how strongly the node is tied to each community, itself left out.
    to = np.bincount((labels + runs[:, np.newaxis] * labels.shape[1]).ravel(), ties.ravel(), minlength=labels.size)
    inside[runs, own] -= pull
    share = pull / np.maximum(strength.sum(axis=1), np.finfo(float).tiny)
    gain = to.reshape(labels.shape) - share[:, np.newaxis] * inside
    best = gain.argmax(axis=1)
    better = gain[runs, best] > gain[runs, own] + _GAIN * pull
    new = np.where(better, best, own)
    labels[runs, node] = new
    inside[runs, new] += pull
    return bool(better.any())


def _numbered(member: np.ndarray) -> np.ndarray:
    """Give the communities of each network numbers from 0 without gaps."""
    return np.array([np.unique(row, return_inverse=True)[1] for row in member]).reshape(member.shape)
