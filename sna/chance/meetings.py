"""How often each two people met, and how often they would by chance.

Far out in the tails, beyond what draws can show, the distribution of a pair's meetings is added up. Of the totals that
`sna.chance.curveball` keeps, `pair_tails` keeps those that matter for the pair: how often each of the two came, and how
many were at each gathering. Only how often the others came is kept as a mean, which makes the distribution cheap to add
up exactly. What that leaves of a difference is taken out by tilting the distribution until its mean is that of the
draws. Against 40,000 draws in 12 communities of 16 to 45 people, tails of 0.0006 to 0.005 came out 0.5 to 1.2 times as
likely as drawn, half of them within a fifth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sna.chance.curveball import attendances
from sna.chance.sdsm import chances, changeable, meeting_tails, tail_sums
from sna.network import TwoMode

LARGEST_REDRAWN = 100
"""Up to so many people attendance is drawn anew unless asked otherwise: 999 draws of 80 people take 0.05 s."""

DRAWS = 999
"""How many draws, where none are asked for."""

_SINGLE = 250_000

_AT_ONCE = 1_500_000

_STEPS = 40

_STEEPEST = 3.0


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
        draw does, `pair_tails` says how rare it is: thousands of pairs are compared, and a p that ends at 1 ÷ N would
        never survive the adjustment for their number. With 0 all is from the model that keeps totals as means only
        (`chances`). None: 999 up to 100 people who came to anything, 0 for more.
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
        draws = DRAWS if (two_mode.attended() > 0).sum() <= LARGEST_REDRAWN else 0
    attendance = two_mode.incidence.toarray()
    ends, most = _could_meet(two_mode)
    together, chance = (attendance @ attendance.T)[ends].astype(int), chances(two_mode)
    if not draws:
        blank, (at_most, at_least) = np.full(len(together), np.nan), meeting_tails(chance, ends, together)
        return Meetings(ends, together, most, (chance @ chance.T)[ends], at_most, at_least, blank, blank, draws)
    counted = _counted(two_mode, ends, np.array([together, most]), draws=draws, seed=seed)
    expected, never, always = (counted[[0, 3, 4]] + [together, together == 0, together == most]) / (draws + 1)
    # The attendance as it was is one of those that chance gives, so it counts as a draw: no p is ever 0.
    tails = (counted[1:3] + 1) / (draws + 1)
    # Where no draw reached a pair's count, the draws can only say "rarer than 1 in so many"; there the tail is added
    # up.
    beyond = (counted[1:3] == 0).any(axis=0)
    rare = ends[0][beyond], ends[1][beyond]
    exact = np.array(pair_tails(chance, attendance > 0, rare, together[beyond], expected[beyond]))
    tails[:, beyond] = np.where(counted[1:3, beyond] == 0, np.minimum(exact, tails[:, beyond]), tails[:, beyond])
    return Meetings(ends, together, most, expected, tails[0], tails[1], never, always, draws)


def _could_meet(two_mode: TwoMode) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Give the ends of the pairs who could have met, and how often at most."""
    presence = two_mode.incidence.toarray() > 0
    places = ((presence | changeable(presence, two_mode.eligible)) & (two_mode.sizes() > 1)).astype(np.float32)
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
        number = _meeting_counts(batch.astype(np.float32), ends)
        reached = (number, number <= together, number >= together, number == 0, number >= most)
        sums += [part.sum(axis=0, dtype=np.int64) for part in reached]
    return sums


def _meeting_counts(places: np.ndarray, ends: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Count how often each pair meets in each draw; the first ends are in rising order.

    The products are cut so small that no library spreads them over threads, which costs more than it gives here.
    """
    block = max(1, _SINGLE // max(places[0].size, 1))
    counts = np.empty((len(places), len(ends[0])), dtype=np.int16)
    for start in range(0, places.shape[1], block):
        pairs = slice(*np.searchsorted(ends[0], (start, start + block)))
        product = places[:, start : start + block] @ places.transpose(0, 2, 1)
        counts[:, pairs] = product[:, ends[0][pairs] - start, ends[1][pairs]]
    return counts


def pair_tails(
    chance: np.ndarray,
    attendance: np.ndarray,
    ends: tuple[np.ndarray, np.ndarray],
    together: np.ndarray,
    expected: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance that two people meet at most, and at least, as often as they did, their totals being given.

    Parameters
    ----------
    chance
        People × gatherings, as `sna.chance.sdsm.chances` gives it.
    attendance
        People × gatherings: where they were.
    ends
        The rows of the two people of each pair.
    together
        How often each pair met.
    expected
        The mean to tilt each pair's distribution to; None to leave it as it is.

    Returns
    -------
    at_most, at_least : numpy.ndarray
        For each pair, 0 … 1. Pairs of people alike are worked out once.

    References
    ----------
    Chen, Y., Diaconis, P., Holmes, S. P., & Liu, J. S. (2005). Sequential Monte Carlo methods for statistical analysis
    of tables. Journal of the American Statistical Association 100(469), 109-120, for a column of given size as yes or
    no of each row, given their sum. https://doi.org/10.1198/016214504000001303

    Examples
    --------
    >>> presence = np.eye(4, dtype=bool)[:, [0, 0, 1, 1, 2, 3]].T
    >>> at_most, at_least = pair_tails(np.full((6, 4), 0.25), presence, (np.array([0]), np.array([1])), np.array([1]))
    >>> at_least.round(3).tolist()
    [0.124]
    """
    totals, sizes = attendance.sum(axis=1).astype(int), attendance.sum(axis=0).astype(int)
    rows, kind = np.unique(np.column_stack([totals, chance]), axis=0, return_inverse=True)
    # Pairs of two kinds of people have one distribution: each is added up once, and handed to all pairs like it.
    kinds = np.sort(kind.ravel()[np.array(ends)], axis=0).astype(np.int64)
    _keys, where, like = np.unique(kinds[0] * len(rows) + kinds[1], return_index=True, return_inverse=True)
    pairs = np.array(ends)[:, where]
    spread = np.zeros((attendance.shape[1] + 1, len(where)))
    for part in _parts(totals[pairs], sizes):
        spreads = _spread(_tables(chance, sizes, pairs[:, part]), totals[pairs[:, part]])
        spread[: len(spreads), part] = spreads
    spread = spread[:, like] if expected is None else _tilted(spread[:, like], expected)
    return tail_sums(spread, together)


def _parts(totals: np.ndarray, sizes: np.ndarray) -> list[np.ndarray]:
    """Cut the pairs into parts that fit the memory, those with alike totals together."""
    places = (totals[0] + 1) * (totals[1] + 1) * (totals.min(axis=0) + 1)
    order = np.argsort(places, kind="stable")
    widest = np.cumsum(np.maximum(places[order], (sizes.max(initial=0) + 1) * len(sizes)))
    parts = np.split(order, np.flatnonzero(np.diff(widest // _AT_ONCE)) + 1)
    return [part for part in parts if len(part)]


def _tilted(spread: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Weigh each count by a power of one number, found by Newton's method, so that the mean is the one expected.

    A mean that is out of reach, because few draws came out all alike, is approached no further than `_STEEPEST`.
    """
    counts = np.arange(len(spread), dtype=float)[:, np.newaxis]
    plain = np.log(spread, out=np.full_like(spread, -np.inf), where=spread > 0)
    power, weighed = np.zeros(spread.shape[1]), spread
    # The mean's slope in the logarithm of that number is the variance, so Newton's step is (wanted − mean) ÷ variance.
    for _step in range(_STEPS):
        mean = (counts * weighed).sum(axis=0)
        wide = ((counts - mean) ** 2 * weighed).sum(axis=0)
        step = np.divide(expected - mean, wide, out=np.zeros_like(mean), where=wide > 1e-12)
        power = np.clip(power + np.clip(step, -1, 1), -_STEEPEST, _STEEPEST)
        weighed = plain + power * counts
        weighed = np.exp(weighed - weighed.max(axis=0))
        weighed /= weighed.sum(axis=0)
    return weighed


def _tables(chance: np.ndarray, sizes: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Give how likely it is that neither, the first, the second, or both of a pair are at a gathering of given size.

    Returns 2 × 2 × gatherings × pairs, whether the first is there and whether the second is, up to a factor for each
    gathering.
    """
    others = _others(chance, int(sizes.max(initial=0)), pairs)
    chance_a, chance_b = chance[pairs[0]].T, chance[pairs[1]].T
    table = np.zeros((2, 2, *chance_a.shape))
    gatherings = np.arange(len(sizes))
    for first in (0, 1):
        for second in (0, 1):
            seats = sizes - first - second
            rest = np.where((seats >= 0)[:, np.newaxis], others[np.maximum(seats, 0), gatherings], 0.0)
            table[first, second] = (chance_a if first else 1 - chance_a) * (chance_b if second else 1 - chance_b) * rest
    return np.asarray(table / table.sum(axis=(0, 1)))


def _others(chance: np.ndarray, most: int, pairs: np.ndarray) -> np.ndarray:
    """Give the chance that 0, 1, … `most` of the people outside each pair come: counts × gatherings × pairs."""
    spread = np.zeros((most + 1, chance.shape[1], pairs.shape[1]))
    spread[0] = 1.0
    for row, yes in enumerate(chance):
        # One more person comes or does not: of each count a share rises by one. Whoever is of the pair adds nobody.
        present = np.where((pairs == row).any(axis=0), 0.0, yes[:, np.newaxis])
        risen = spread * present
        spread -= risen
        spread[1:] += risen[:-1]
    return spread


def _spread(tables: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Give the chance of 0, 1, … meetings of each pair, given how often each of the two came."""
    most = totals.max(axis=1)
    state = np.zeros((totals.min(axis=0).max() + 1, most[0] + 1, most[1] + 1, totals.shape[1]))
    state[0, 0, 0] = 1.0
    for gathering in range(tables.shape[2]):
        neither, only_second, only_first, both = tables[:, :, gathering].reshape(4, -1)
        grown = state * neither
        grown[:, 1:] += state[:, :-1] * only_first
        grown[:, :, 1:] += state[:, :, :-1] * only_second
        grown[1:, 1:, 1:] += state[:-1, :-1, :-1] * both
        state = grown / grown.sum(axis=(0, 1, 2))  # only the ratios matter, and they must not vanish
    ends = state[:, totals[0], totals[1], np.arange(totals.shape[1])]
    return np.asarray(ends / ends.sum(axis=0))
