"""Whether two networks link the same people: rows and columns of one dealt out together (quadratic assignment).

People stay whole: who has many ties in the one keeps them, and so does whatever else hangs together in it. `qap`
compares any two networks; `overlap` those of meetings and of a medium, where who comes and who writes is given.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sna.chance.permutation import SLACK, busyness, deals
from sna.chance.sdsm import changeable, open_chances

CERTAIN = 0.05
"""The limit of p from which a verdict is given."""
ROUNDS, CLOSE = 1_000, 1e-9
FOUND = float(ndtri(0.975) + ndtri(0.8))
"""So many standard deviations from chance a figure must lie to be found 8 times in 10."""


class Qap(NamedTuple):
    """A correlation of two networks, and what dealing the people of one out anew gives.

    Attributes
    ----------
    correlation
        Of the entries off the diagonal, −1 … 1.
    mean, spread
        Of the deals.
    at_least, at_most
        Share of deals in which it is at least, or at most, as high, the observed one being a deal too.
    """

    correlation: float
    mean: float
    spread: float
    at_least: float
    at_most: float


def qap(
    matrix: np.ndarray,
    rival: np.ndarray,
    *,
    permutations: int = 9_999,
    seed: int = 0,
    strata: np.ndarray | None = None,
) -> Qap:
    """Correlate two networks of the same people, and test it by dealing out the people of the second anew.

    Parameters
    ----------
    matrix, rival
        People × people, directed or not; nothing on the diagonal counts.
    permutations, seed
        How often people are dealt out, and the start of the random numbers.
    strata
        Where given it numbers who is like whom: people are dealt among those who are alike.

    Raises
    ------
    ValueError
        If all entries of a network are the same: nothing can be correlated with it.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks: Nonparametric multiple regression analysis of dyadic data. Social
    Networks 10(4), 359-381. https://doi.org/10.1016/0378-8733(88)90004-4

    Examples
    --------
    >>> ring = np.roll(np.eye(8), 1, axis=1)
    >>> result = qap(ring, ring, permutations=99)
    >>> round(result.correlation, 9), result.at_least
    (1.0, 0.01)
    """
    offdiagonal = ~np.eye(len(matrix), dtype=bool)
    # mean and size stay as they are however people are dealt out, so only the sum of products has to be drawn
    values = [(entries - entries[offdiagonal].mean()) * offdiagonal for entries in (matrix, rival)]
    size = float(np.sqrt((values[0] ** 2).sum() * (values[1] ** 2).sum()))
    if not size:
        raise ValueError("All entries of a network are the same: nothing can be correlated with it.")
    draws = _products(values[0], values[1], permutations, seed, strata) / size
    observed = float((values[0] * values[1]).sum() / size)
    high, low = (
        float((side.sum() + 1) / (permutations + 1)) for side in (draws >= observed - SLACK, draws <= observed + SLACK)
    )
    return Qap(observed, float(draws.mean()), float(draws.std(ddof=1)), high, low)


def _products(
    matrix: np.ndarray, rival: np.ndarray, permutations: int, seed: int, strata: np.ndarray | None
) -> np.ndarray:
    """Sum the products of the entries for each deal of the second's people."""
    rows, columns = np.nonzero(matrix)
    weight, flat = matrix[rows, columns], rival.ravel()
    batches = deals(np.arange(len(matrix)), permutations, seed, strata)
    # A place in the matrix as one number: a deal is then one look-up.
    return np.array(
        [flat[deal[rows] * len(rival) + deal[columns]] @ weight for batch in batches for deal in batch], dtype=float
    )


class Overlap(NamedTuple):
    """How often those who are in touch on a medium were at the same gathering, against what chance gives.

    Attributes
    ----------
    together, expected
        Times that pairs in touch were at the same gathering; how often they would have been if that had nothing to do
        with whom they turn to, given how often everybody came and with how many they are in touch.
    low, high
        Between these times lie 95 of 100 deals.
    p
        Share of deals at least as far from what is expected, two-sided.
    smallest
        How far from `expected` it would have to be, on either side, to be found 8 times in 10.
    """

    together: float
    expected: float
    low: float
    high: float
    p: float
    smallest: float


class TwoNetworks(NamedTuple):
    """People who came to something and were in touch with somebody who did.

    Attributes
    ----------
    tied
        People × people, symmetric: whether they were in touch.
    shared
        People × people, symmetric: the share of the time, 0 … 1, in which both could have been.
    presence, could
        People × gatherings: who was there, and who could have been.
    """

    tied: np.ndarray
    shared: np.ndarray
    presence: np.ndarray
    could: np.ndarray


def overlap(networks: TwoNetworks, *, permutations: int = 9_999, seed: int = 0) -> Overlap | None:
    """Compare who is in touch with who was at the same gatherings, given who comes and who is in touch at all.

    From both networks what everybody's total gives is taken away, so that the products of the rest are nothing on
    average where either is right. People are then dealt among those in touch with about as many: each deal keeps
    both networks whole, with their streaks, threads and circles, and only parts who is who. Each deal is studentised.

    Parameters
    ----------
    networks
        The people of both networks.
    permutations, seed
        How often people are dealt out anew, and the start of the random numbers.

    Returns
    -------
    Overlap | None
        None where nobody's attendance could have been otherwise, or nothing is expected.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> presence = random.random((30, 12)) < 0.4
    >>> tied = np.triu(random.random((30, 30)) < 0.2, k=1)
    >>> people = TwoNetworks(tied | tied.T, np.ones((30, 30)), presence, np.ones_like(presence))
    >>> result = overlap(people, permutations=99)
    >>> result.low < result.together < result.high
    True
    """
    tied, shared, presence, could = networks
    free = changeable(presence, could | presence)
    chance = np.where(free, open_chances(presence.astype(float), free), 0.0)
    rest = np.where(free, presence - chance, 0.0)
    meeting, offdiagonal = rest @ rest.T, ~np.eye(len(tied), dtype=bool)
    touch = np.where(offdiagonal, tied - touch_chances(tied, shared), 0.0) / 2
    beyond = float((touch * meeting).sum())
    attended = presence.astype(float)
    meetings = float((tied * offdiagonal * (attended @ attended.T)).sum() / 2)
    expected = meetings - beyond
    error = float(np.sqrt((touch**2 * meeting**2).sum()))
    if expected <= SLACK or error <= SLACK:
        return None
    # Pairs who could meet often vary more than others: each deal is put on the footing of its own pairs.
    classes = busyness(tied.sum(axis=1))
    sums, squares = (_products(touch**power, meeting**power, permutations, seed, classes) for power in (1, 2))
    draws = sums / np.sqrt(np.maximum(squares, SLACK))
    far = np.abs(draws) >= abs(beyond / error) - SLACK
    low, high = np.percentile(draws, [2.5, 97.5])
    return Overlap(
        together=meetings,
        expected=expected,
        low=max(expected + error * float(low), 0.0),
        high=expected + error * float(high),
        p=float((far.sum() + 1) / (permutations + 1)),
        smallest=FOUND * error * float(draws.std()),
    )


def touch_chances(tied: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Give each pair's chance to be in touch that adds up to everybody's ties, the odds in proportion to `shared`.

    Examples
    --------
    >>> ring = np.roll(np.eye(5), 1, axis=1)
    >>> touch_chances(ring + ring.T, np.ones((5, 5))).round(3)[0].tolist()
    [0.0, 0.5, 0.5, 0.5, 0.5]
    """
    odds = np.where(np.eye(len(tied), dtype=bool), 0.0, shared)
    ties = tied.sum(axis=1).astype(float)
    strength = ties / np.sqrt(max(ties.sum(), 1.0))
    for _round in range(ROUNDS):
        pairs = odds * np.outer(strength, strength)
        reach = (odds * strength / (1 + pairs)).sum(axis=1)
        previous, strength = strength, np.divide(ties, reach, out=np.zeros_like(ties), where=reach > 0)
        # Going half the way, on the scale of factors, keeps the steps from swinging to and fro.
        strength = np.sqrt(strength * previous)
        if np.abs(strength - previous).max(initial=0.0) <= CLOSE * max(float(strength.max(initial=0.0)), 1.0):
            break
    pairs = odds * np.outer(strength, strength)
    return np.asarray(pairs / (1 + pairs))
