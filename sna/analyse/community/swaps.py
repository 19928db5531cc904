"""Networks in which everybody keeps their number of alters, and the ties are others."""

from __future__ import annotations

import numpy as np

_SWAPS = 5


def swapped(weights: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Exchange the ends of ties at random, in many copies of a network at once, and deal the weights out among them.

    In each step two ties a–b and c–d of each copy become a–d and c–b, unless a tie or a person would be doubled; there
    are five steps for each tie.

    Parameters
    ----------
    weights
        People × people, symmetric, nothing on the diagonal.
    draws
        How many networks to give.
    seed
        Of the random numbers.

    Returns
    -------
    numpy.ndarray
        Draws × people × people.

    References
    ----------
    Fosdick, B. K., Larremore, D. B., Nishimura, J., & Ugander, J. (2018). Configuring random graph models with fixed
    degree sequences. SIAM Review 60(2), 315-355. https://doi.org/10.1137/16M1087175

    Examples
    --------
    >>> ring = np.roll(np.eye(8), 1, axis=1) + np.roll(np.eye(8), -1, axis=1)
    >>> np.unique(swapped(ring, draws=5, seed=1).sum(axis=1)).tolist()
    [2.0]
    """
    random = np.random.default_rng(seed)
    source, target = np.nonzero(np.triu(weights))
    ends = np.tile(np.stack([source, target]), (draws, 1, 1))
    tied = np.tile(weights > 0, (draws, 1, 1))
    for _step in range(_SWAPS * len(source)):
        _swap(ends, tied, random)
    found = np.zeros(tied.shape)
    dealt = random.permuted(np.tile(weights[source, target], (draws, 1)), axis=1)
    which = np.arange(draws)[:, np.newaxis]
    found[which, ends[:, 0], ends[:, 1]] = found[which, ends[:, 1], ends[:, 0]] = dealt
    return found


def _swap(ends: np.ndarray, tied: np.ndarray, random: np.random.Generator) -> None:
    """Try one exchange in each copy."""
    which, number = np.arange(len(ends)), ends.shape[2]
    one, other = random.integers(number, size=(2, len(ends)))
    a, b = ends[which, :, one].T
    turned = random.random(len(ends)) < 0.5
    c, d = np.where(turned, ends[which, ::-1, other].T, ends[which, :, other].T)
    fine = (a != c) & (a != d) & (b != c) & (b != d) & ~tied[which, a, d] & ~tied[which, c, b]
    which, one, other, a, b, c, d = (each[fine] for each in (which, one, other, a, b, c, d))
    for first, second, there in ((a, b, False), (c, d, False), (a, d, True), (c, b, True)):
        tied[which, first, second] = tied[which, second, first] = there
    ends[which, 0, one], ends[which, 1, one] = a, d
    ends[which, 0, other], ends[which, 1, other] = c, b
