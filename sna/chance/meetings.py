"""How often each two people met, and how often they would by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sna.chance.given import given_tails
from sna.chance.margins import attendances
from sna.chance.sdsm import chances, changeable, meeting_tails
from sna.network import TwoMode

MOST_DRAWN = 100
"""Up to so many people attendance is drawn anew unless asked otherwise: 2,000 draws of 80 people take 0.1 s."""

DRAWS = 2_000
"""How many draws, where none are asked for."""

_SINGLE = 250_000


@dataclass(frozen=True, slots=True)
class Meetings:
    """Every pair of people who could have met, and what chance says of them.

    Attributes
    ----------
    ends
        The rows of the two people of each pair, the lower first.
    together, most
        How often they met, and how often they could have at most, their own numbers of gatherings being what they are.
    expected
        How often they would have met by chance.
    at_most, at_least
        The chance to meet at most, and at least, as often as they did.
    never, always
        The chance to meet never, and as often as they could; blank (NaN) where nothing was drawn.
    draws
        How many attendances were drawn; 0 if all is from the model that keeps totals as means.
    """

    ends: tuple[np.ndarray, np.ndarray]
    together: np.ndarray
    most: np.ndarray
    expected: np.ndarray
    at_most: np.ndarray
    at_least: np.ndarray
    never: np.ndarray
    always: np.ndarray
    draws: int


def meetings(two_mode: TwoMode, *, draws: int | None = None, seed: int = 0) -> Meetings:
    """Compare how often each two people met with what chance gives.

    Two people could have met if there is a gathering of two people or more at which both were or could have been
    without anybody's number of gatherings, or any gathering's size, being another.

    Parameters
    ----------
    two_mode
        People × gatherings; not changed. Its `eligible` says who could be where.
    draws
        How many attendances with the same totals to draw (`attendances`). What was observed counts as one more: what
        is expected is the mean of all, and a tail is (b + 1) ÷ (N + 1), with b of N draws that reach so far. Where no
        draw does, `given_tails` says how rare it is: thousands of pairs are compared, and a p that ends at 1 ÷ N would
        never survive the adjustment for their number. With 0 all is from the model that keeps totals as means only
        (`chances`). None: 2,000 up to 100 people who came to anything, 0 for more.
    seed
        Of the draws.

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("ann", "june"), ("bob", "may"), ("cat", "june")])
    >>> found = meetings(calls, draws=0)
    >>> found.together.tolist(), found.expected.tolist()
    ([1, 1, 0], [1.0, 1.0, 0.5])
    """
    if draws is None:
        draws = DRAWS if (two_mode.attended() > 0).sum() <= MOST_DRAWN else 0
    came = two_mode.incidence.toarray()
    ends, most = _could_meet(two_mode)
    together, chance = (came @ came.T)[ends].astype(int), chances(two_mode)
    if not draws:
        blank, (at_most, at_least) = np.full(len(together), np.nan), meeting_tails(chance, ends, together)
        return Meetings(ends, together, most, (chance @ chance.T)[ends], at_most, at_least, blank, blank, draws)
    counted = _counted(two_mode, ends, np.array([together, most]), draws=draws, seed=seed)
    expected, never, always = (counted[[0, 3, 4]] + [together, together == 0, together == most]) / (draws + 1)
    tails = (counted[1:3] + 1) / (draws + 1)
    beyond = (counted[1:3] == 0).any(axis=0)
    rare = ends[0][beyond], ends[1][beyond]
    exact = np.array(given_tails(chance, came > 0, rare, together[beyond], expected[beyond]))
    tails[:, beyond] = np.where(counted[1:3, beyond] == 0, np.minimum(exact, tails[:, beyond]), tails[:, beyond])
    return Meetings(ends, together, most, expected, tails[0], tails[1], never, always, draws)


def _could_meet(two_mode: TwoMode) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Give the ends of the pairs who could have met, and how often at most."""
    came = two_mode.incidence.toarray() > 0
    places = ((came | changeable(came, two_mode.eligible)) & (two_mode.sizes() > 1)).astype(np.float32)
    shared = np.triu(places @ places.T, k=1)
    ends = np.nonzero(shared)
    attended = two_mode.attended()
    most = np.minimum(shared[ends], np.minimum(attended[ends[0]], attended[ends[1]])).astype(int)
    return (ends[0], ends[1]), most


def _counted(
    two_mode: TwoMode, ends: tuple[np.ndarray, np.ndarray], limits: np.ndarray, *, draws: int, seed: int
) -> np.ndarray:
    """Add up over the draws, for each pair: how often they met, and how many draws reach each limit.

    The limits are how often they met, from both sides, then never, then as often as they could.
    """
    together, most = limits
    sums = np.zeros((5, len(together)), dtype=np.int64)
    for batch in attendances(two_mode, draws=draws, seed=seed):
        met = _met(batch.astype(np.float32), ends)
        reached = (met, met <= together, met >= together, met == 0, met >= most)
        sums += [part.sum(axis=0, dtype=np.int64) for part in reached]
    return sums


def _met(places: np.ndarray, ends: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Count how often each pair meets in each draw; the first ends are in rising order.

    The products are cut so small that no library spreads them over threads, which costs more than it gives here.
    """
    block = max(1, _SINGLE // max(places[0].size, 1))
    met = np.empty((len(places), len(ends[0])), dtype=np.int16)
    for start in range(0, places.shape[1], block):
        pairs = slice(*np.searchsorted(ends[0], (start, start + block)))
        product = places[:, start : start + block] @ places.transpose(0, 2, 1)
        met[:, pairs] = product[:, ends[0][pairs] - start, ends[1][pairs]]
    return met
