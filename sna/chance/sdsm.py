"""How often two people would meet by chance, with everybody's number of gatherings and the gatherings' sizes as means.

The stochastic degree sequence model gives each place, a person and a gathering, a chance of its own; the chances add up
to what was observed for each person and each gathering. Of all models that do, it is the one that assumes nothing else
(the bipartite configuration model): the log odds of a place are a number of the person plus a number of the gathering.
Where somebody cannot have been, the chance is 0. How often two people meet is then a sum of independent yes or no, each
with a chance of its own (the Poisson binomial), and its tails are added up exactly, without a normal approximation.

A gathering's seats do not bind here: its size is kept as a mean only. `sna.chance.curveball` keeps it exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph
from scipy.special import expit

from sna.chance import Recent
from sna.errors import NetworkError
from sna.network import TwoMode

CLOSE = 1e-10
"""How closely the chances add up to what was observed."""

_STEPS = 200


def chances(two_mode: TwoMode) -> np.ndarray:
    """Give the chance of each person to be at each gathering: people × gatherings, 0 … 1.

    A place that cannot change without changing a total is certain: 0 or 1, as observed.

    Raises
    ------
    NetworkError
        If no chances are found, which means a mistake in the program.

    References
    ----------
    Neal, Z. P. (2014). The backbone of bipartite projections: Inferring relationships from co-authorship,
    co-sponsorship, co-attendance and other co-behaviors. Social Networks 39, 84-97.
    https://doi.org/10.1016/j.socnet.2014.06.001

    Neal, Z. P., Domagalski, R., & Sagan, B. (2021). Comparing alternatives to the fixed degree sequence model for
    extracting the backbone of bipartite projections. Scientific Reports 11, 23929.
    https://doi.org/10.1038/s41598-021-03238-3

    Saracco, F., Di Clemente, R., Gabrielli, A., & Squartini, T. (2015). Randomizing bipartite networks: the case of
    the World Trade Web. Scientific Reports 5, 10595. https://doi.org/10.1038/srep10595

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("ann", "june"), ("bob", "may"), ("cat", "june")])
    >>> chances(calls).tolist()
    [[1.0, 1.0], [0.5, 0.5], [0.5, 0.5]]
    """
    attendance = two_mode.incidence.toarray()
    return open_chances(attendance, changeable(attendance > 0, two_mode.eligible))


def open_chances(attendance: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Give the chance of each place, as `chances` does; `free` says which places can change (see `changeable`).

    Examples
    --------
    >>> presence = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    >>> open_chances(presence, changeable(presence > 0)).tolist()
    [[1.0, 1.0], [0.5, 0.5], [0.5, 0.5]]
    """
    kinds = kinds_of(attendance > 0, free)
    return np.asarray(np.where(free, kinds.chance[np.ix_(kinds.person, kinds.gathering)], attendance * ~free))


class Kinds(NamedTuple):
    """The chances of kinds of people at kinds of gatherings.

    People with the same total and the same open places have the same chances, and so have gatherings: with few kinds of
    both the equations stay small, however many people there are.

    Attributes
    ----------
    chance, free
        Kinds of people × kinds of gatherings: the chance, 0 where the place cannot change, and whether it can.
    person, gathering
        The kind of each.
    """

    chance: np.ndarray
    free: np.ndarray
    person: np.ndarray
    gathering: np.ndarray


_KINDS = Recent[Kinds](most=8)


def open_kinds(presence: np.ndarray, could: np.ndarray | None = None) -> Kinds:
    """Give the chances of the places that can change (see `changeable`), by kinds; the last few are kept.

    Every boundary of a community asks for the same, and so do all analyses of two periods.

    Examples
    --------
    >>> open_kinds(np.array([[True, True], [True, False], [False, True]])).chance.tolist()
    [[0.0], [0.5]]
    """
    return _KINDS.of(lambda: kinds_of(presence, changeable(presence, could)), presence, could)


def kinds_of(presence: np.ndarray, free: np.ndarray) -> Kinds:
    """Find the chances of the free places, by kinds."""
    places = presence & free
    first, person = distinct_rows(free, places.sum(axis=1))
    column, gathering = distinct_rows(free[first].T, places.sum(axis=0))
    open_to = free[np.ix_(first, column)]
    totals, sums = (places.sum(axis=axis)[rows].astype(float) for axis, rows in ((1, first), (0, column)))
    sizes = np.bincount(person), np.bincount(gathering)
    chance = _fitted(open_to, totals, sums, sizes) if free.any() else np.zeros(open_to.shape)
    return Kinds(np.where(open_to, chance, 0.0), open_to, person, gathering)


def distinct_rows(rows: np.ndarray, numbers: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Give the first of each kind of row of truth values, and the kind of each; in the order of the rows as bits.

    Where there are `numbers`, rows of a kind have one, and kinds are in their order first.

    Examples
    --------
    >>> [part.tolist() for part in distinct_rows(np.array([[True, False], [False, True], [True, False]]))]
    [[1, 0], [1, 0, 1]]
    """
    bits = np.packbits(rows, axis=1)
    if numbers is not None:
        bits = np.concatenate([numbers.astype(">u4")[:, np.newaxis].view(np.uint8), bits], axis=1)
    # As one word of bytes a row, which sorts many times as quickly as a row of numbers.
    if not bits.size:
        return np.arange(min(len(rows), 1)), np.zeros(len(rows), int)
    words = np.ascontiguousarray(bits).view(np.dtype((np.void, bits.shape[1]))).ravel()
    _words, first, which = np.unique(words, return_index=True, return_inverse=True)
    return first, which.ravel()


def changeable(attendance: np.ndarray, eligible: np.ndarray | None = None) -> np.ndarray:
    """Tell which places are not the same in every attendance with these totals: people × gatherings.

    A place can change if it lies on a ring of places that are filled and empty in turn: if one can go from the person
    to the gathering and back, from people to gatherings over filled places and from gatherings to people over empty
    ones.

    Examples
    --------
    >>> changeable(np.array([[True, True], [True, False], [False, True]])).tolist()
    [[False, False], [True, True], [True, True]]
    """
    people, gatherings = attendance.shape
    empty = ~attendance if eligible is None else ~attendance & eligible
    if not attendance.size:
        return empty
    # A filled place may be emptied, an empty one filled: an arrow each way. A place can change exactly if it is on a
    # ring of arrows, that is, if its person and its gathering are in one strongly connected part.
    ways = sparse.block_array([[None, sparse.csr_array(attendance)], [sparse.csr_array(empty.T), None]])
    _parts, part = csgraph.connected_components(ways, directed=True, connection="strong")
    same = part[:people, np.newaxis] == part[np.newaxis, people : people + gatherings]
    return np.asarray(same & (attendance | empty))


def _fitted(
    could: np.ndarray, totals: np.ndarray, sums: np.ndarray, sizes: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Find the chances of each kind of person at each kind of gathering by Newton's method.

    `could` says which kinds may meet, `totals` and `sums` what the chances add up to, `sizes` how many there are of
    each kind of person and of gathering.
    """
    people, gatherings = sizes
    numbers = np.zeros(len(people) + len(gatherings))
    margins = np.concatenate([people * totals, gatherings * sums])
    pairs = np.outer(people, gatherings) * could
    for _step in range(_STEPS):
        expected = pairs * expit(numbers[: len(people), np.newaxis] + numbers[len(people) :])
        lacking = margins - np.concatenate([expected.sum(axis=1), expected.sum(axis=0)])
        if (np.abs(lacking) <= CLOSE * np.concatenate(sizes)).all():
            return np.asarray(np.divide(expected, pairs, out=np.zeros_like(expected), where=pairs > 0))
        numbers = _improved(numbers, lacking, (pairs, expected), margins)
    raise NetworkError("No chances were found that add up to this attendance. Please report this as a mistake.")


def _improved(
    numbers: np.ndarray, lacking: np.ndarray, places: tuple[np.ndarray, np.ndarray], margins: np.ndarray
) -> np.ndarray:
    """Take one step of Newton's, halved until the likelihood grows as it should."""
    pairs, expected = places
    step = _direction(expected - np.divide(expected**2, pairs, out=np.zeros_like(expected), where=pairs > 0), lacking)
    # The log-likelihood is concave: a step that raises it by a share of what its slope promises cannot go astray.
    before, rise, size = _likelihood(numbers, pairs, margins), float(lacking @ step), 1.0
    while size > CLOSE and _likelihood(numbers + size * step, pairs, margins) < before + size * rise / 1e4 - CLOSE:
        size /= 2
    return np.asarray(numbers + size * step)


def _direction(spread: np.ndarray, lacking: np.ndarray) -> np.ndarray:
    """Solve for Newton's step: the people are eliminated first, which leaves one equation for each kind of gathering.

    The curvature is made a little firmer, because a number given to all people and taken from all gatherings changes
    nothing.
    """
    # The odds may be shifted from people to gatherings without any change, so the equations are singular; what is added
    # to the diagonal, a billionth, picks one of the solutions.
    people = spread.sum(axis=1) * (1 + 1e-9) + 1e-9
    gatherings = spread.sum(axis=0) * (1 + 1e-9) + 1e-9
    rest, share = lacking[: len(people)], spread / people[:, np.newaxis]
    curve = np.diag(gatherings) - spread.T @ share
    step = linalg.solve(curve, lacking[len(people) :] - share.T @ rest, assume_a="sym")
    return np.concatenate([(rest - spread @ step) / people, step], dtype=float)


def _likelihood(numbers: np.ndarray, pairs: np.ndarray, margins: np.ndarray) -> float:
    odds = numbers[: len(pairs), np.newaxis] + numbers[len(pairs) :]
    return float(margins @ numbers - (pairs * np.logaddexp(0.0, odds)).sum())


def meeting_tails(
    chance: np.ndarray, ends: tuple[np.ndarray, np.ndarray], together: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance that two people meet at most, and at least, as often as they did.

    Parameters
    ----------
    chance
        People × gatherings, as `chances` gives it.
    ends
        The rows of the two people of each pair.
    together
        How often each pair met.

    Returns
    -------
    at_most, at_least : numpy.ndarray
        For each pair, 0 … 1, exact. Pairs of people alike in their chances are worked out once.

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("ann", "june"), ("bob", "may"), ("cat", "june")])
    >>> at_most, at_least = meeting_tails(chances(calls), (np.array([1]), np.array([2])), np.array([0]))
    >>> at_most.tolist(), at_least.tolist()
    ([0.5625], [1.0])
    """
    rows, kind = np.unique(chance, axis=0, return_inverse=True)
    kinds = np.sort(np.column_stack([kind.ravel()[ends[0]], kind.ravel()[ends[1]]]), axis=1).astype(np.int64)
    key = (kinds[:, 0] * len(rows) + kinds[:, 1]) * (chance.shape[1] + 1) + together
    _keys, where, like = np.unique(key, return_index=True, return_inverse=True)
    at_most, at_least = tails(rows[kinds[where, 0]] * rows[kinds[where, 1]], together[where])
    return at_most[like], at_least[like]


_AT_ONCE = 1_000_000


def tails(chance: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance of at most, and of at least, a count of yes.

    Everything is added up from parts above 0, so a tail of 1e-30 is as exact as one of 0.3.

    Parameters
    ----------
    chance
        Sums × trials: the chance of a yes, 0 … 1.
    counts
        The count asked about, one for each sum, 0 … trials.

    Returns
    -------
    at_most, at_least : numpy.ndarray
        For each sum, 0 … 1. Both count the count itself.

    References
    ----------
    Hong, Y. (2013). On computing the distribution function for the Poisson binomial distribution. Computational
    Statistics & Data Analysis 59, 41-51. https://doi.org/10.1016/j.csda.2012.10.006

    Examples
    --------
    >>> at_most, at_least = tails(np.array([[0.5, 0.5]]), np.array([1]))
    >>> at_most.tolist(), at_least.tolist()
    ([0.75], [0.75])
    """
    at_most, at_least = np.ones((2, len(counts)))
    order = np.argsort(counts, kind="stable")  # sums that ask for small counts are done with quickly
    batch = max(1, _AT_ONCE // (chance.shape[1] + 2))
    for start in range(0, len(order), batch):
        part = order[start : start + batch]
        spread = _spread(chance[part].T, int(counts[part].max()))
        at_most[part], at_least[part] = tail_sums(spread, counts[part])
    return at_most, at_least


def tail_sums(spread: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance of at most, and of at least, each count, from the chance of 0, 1, … (rows): one pair a column."""
    sides = np.cumsum(spread, axis=0), np.cumsum(spread[::-1], axis=0)[::-1]
    at_most, at_least = (np.take_along_axis(side, counts[np.newaxis], axis=0)[0] for side in sides)
    return np.minimum(at_most, 1.0), np.minimum(at_least, 1.0)


def _spread(chance: np.ndarray, most: int) -> np.ndarray:
    """Give the chance of 0, 1, … `most` yes and, in the last row, of more."""
    spread = np.zeros((most + 2, chance.shape[1]))
    spread[0] = 1.0
    for yes in chance:
        risen = spread[:-1] * yes
        spread[:-1] -= risen
        spread[1:] += risen
    return spread


def two_sided(at_most: np.ndarray, at_least: np.ndarray) -> np.ndarray:
    """Give twice the smaller tail, at most 1: the p-value of a test that spends half its error on each side.

    Examples
    --------
    >>> two_sided(np.array([0.99, 0.7]), np.array([0.02, 0.6])).tolist()
    [0.04, 1.0]
    """
    return np.asarray(np.minimum(1.0, 2 * np.minimum(at_most, at_least)))


def adjusted(p: np.ndarray) -> np.ndarray:
    """Adjust p-values for their number so that of those called significant at most that share is false, on average.

    Parameters
    ----------
    p
        The p-values of all tests made, 0 … 1; a blank one (NaN) was no test and remains blank.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57(1), 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.02, 0.5])).tolist()
    [0.03, 0.03, 0.5]
    """
    # By hand: scipy.stats, which has it, takes as long to import as a study of sixty people takes to read.
    corrected, order = np.full(len(p), np.nan), np.argsort(p)[: np.count_nonzero(~np.isnan(p))]
    steps = p[order] * (len(order) / np.arange(1, len(order) + 1))
    corrected[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return corrected
