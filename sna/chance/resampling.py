"""Fewer gatherings than were held: so many chosen in every way, or one left out in turn.

Two periods with unequal numbers of gatherings are compared at the smaller number (rarefaction): of the gatherings held,
every choice of so many is as good as another, and what would have been seen in each is averaged in closed form. Nothing
is drawn.

How sure a figure of co-attendance is, the same figure with one gathering left out tells (the jackknife): gatherings are
what varies by chance, not pairs, for all pairs at a gathering meet together or not at all.
"""

from __future__ import annotations

from math import comb
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.special import nctdtr, stdtrit  # scipy.stats takes half a second to import

from sna.chance.sdsm import distinct_rows
from sna.errors import NetworkError
from sna.network import TwoMode

_AT_ONCE = 200_000  # what stays in the processor's cache is three times quicker


class Encounters(NamedTuple):
    """Pairs of people told apart only by the gatherings at which they met, or could have met.

    Attributes
    ----------
    places
        Patterns × gatherings: 1 at the gatherings of the pattern.
    pairs
        Patterns × 2: how many pairs of people of one group, and of two groups, have exactly this pattern.
    """

    places: sparse.csr_array
    pairs: np.ndarray


class Reach(NamedTuple):
    """The share of pairs who meet in so many gatherings, 0 … 1; blank (NaN) where there is no pair.

    Attributes
    ----------
    density
        Of all pairs.
    within, between
        Of the pairs of one group, and of two groups.
    """

    density: np.ndarray
    within: np.ndarray
    between: np.ndarray


def meeting_chance(gatherings: int, sample_size: int) -> np.ndarray:
    """Give the chance that a pair who met at w of the gatherings held met at one or more of those drawn, for each w.

    Returns
    -------
    numpy.ndarray
        ``1 − C(m − w, k) ÷ C(m, k)`` for k of m gatherings and w = 0 … m, reckoned in whole numbers and divided once.

    Raises
    ------
    NetworkError
        If more are to be drawn than were held.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. Ecology 52(4),
    577-586. https://doi.org/10.2307/1934145

    Examples
    --------
    >>> meeting_chance(4, 2).round(3).tolist()
    [0.0, 0.5, 0.833, 1.0, 1.0]
    """
    if not 0 <= sample_size <= gatherings:
        raise NetworkError(f"Of {gatherings} gatherings, {sample_size} cannot be drawn.")
    ways = comb(gatherings, sample_size)
    return np.array([(ways - comb(gatherings - times, sample_size)) / ways for times in range(gatherings + 1)])


def actual_encounters(two_mode: TwoMode, labels: np.ndarray) -> Encounters:
    """Gather the pairs who met, by the gatherings at which they did; `labels` numbers each person's group.

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("cat", "may")])
    >>> actual_encounters(calls, np.array([0, 0, 1])).pairs.tolist()
    [[1.0, 2.0]]
    """
    attendance = two_mode.incidence
    pairs = sparse.triu(attendance @ attendance.T, k=1, format="coo")
    first, which, both = _alike(sparse.csr_array(attendance[pairs.row].multiply(attendance[pairs.col])))
    bits = _packed(both[first])
    order = np.lexsort(bits.T[::-1])
    place = np.argsort(order)[which]
    apart = labels[pairs.row] != labels[pairs.col]
    counts = [np.bincount(place[side], minlength=len(order)) for side in (~apart, apart)]
    return Encounters(both[first[order]], np.column_stack(counts).astype(float))


def _alike(rows: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, sparse.csr_array]:
    """Give the first row of each kind, the kind of each row, and the rows: two are of a kind that hold the same places.

    Each place has a random number, and rows of one sum are compared: sorting sums is quicker than sorting rows.
    """
    rows.sort_indices()
    rows.data[:] = 1.0
    seed, lengths = 0, np.diff(rows.indptr)
    while True:
        numbers = np.random.default_rng(seed).integers(1 << 63, size=rows.shape[1], dtype=np.uint64)
        sums = np.add.reduceat(numbers[rows.indices], rows.indptr[:-1]) if rows.nnz else numbers[:0]
        _sums, first, which = np.unique(sums, return_index=True, return_inverse=True)
        like = first[which]
        if (lengths == lengths[like]).all():
            place = np.repeat(rows.indptr[like] - rows.indptr[:-1], lengths) + np.arange(rows.nnz)
            if (rows.indices == rows.indices[place]).all():
                return first, which, rows
        seed += 1


def _packed(rows: sparse.csr_array) -> np.ndarray:
    """Give the places of each row as bits, the first place the highest: rows × words of 64 bits."""
    words = np.zeros((rows.shape[0], 1 + rows.shape[1] // 64), np.uint64)
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    np.add.at(words, (row, rows.indices // 64), np.uint64(1) << (63 - rows.indices % 64).astype(np.uint64))
    return words


def possible_encounters(two_mode: TwoMode, labels: np.ndarray) -> Encounters:
    """Gather all pairs of people by the gatherings at which both could have been (see `TwoMode.eligible`).

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("cat", "june")])
    >>> possible_encounters(calls, np.array([0, 0, 1])).pairs.tolist()
    [[1.0, 2.0]]
    """
    could, _kinds, sizes = spells(two_mode, labels)
    first, second = np.triu_indices(len(could))
    same = (sizes[first] * sizes[second]).sum(axis=1)
    people = sizes.sum(axis=1)
    everyone = people[first] * people[second]
    alone = first == second  # a pair of one spell stands twice, and each person beside themselves
    within = np.where(alone, (same - people[first]) / 2, same)
    between = np.where(alone, (everyone - same) / 2, everyone - same)
    return Encounters(sparse.csr_array(could[first] * could[second]), np.column_stack([within, between]))


def spells(two_mode: TwoMode, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tell people apart by where they could have been.

    Returns
    -------
    could, kinds, sizes : numpy.ndarray
        Kinds of people × gatherings: 1 where they could be; the kind of each person; kinds × groups: people.
    """
    groups = int(labels.max()) + 1 if len(labels) else 0
    if two_mode.eligible is None:
        could, kinds = np.ones((min(len(labels), 1), len(two_mode.gatherings))), np.zeros(len(labels), int)
    else:
        first, kinds = distinct_rows(two_mode.eligible)
        could = two_mode.eligible[first].astype(float)
    sizes = np.bincount(kinds * groups + labels, minlength=len(could) * groups).reshape(len(could), groups)
    return could, kinds, sizes.astype(float)


def counted(encounters: Encounters, chosen: np.ndarray, sample_size: int) -> np.ndarray:
    """Expect how many pairs of one group, and of two, met at one or more of so many gatherings drawn from those chosen.

    Parameters
    ----------
    encounters
        Of whom; see `actual_encounters` and `possible_encounters`.
    chosen
        Choices × gatherings: True where a gathering is among those drawn from; as many in each row.
    sample_size
        How many are drawn, at most as many as are chosen.

    Returns
    -------
    numpy.ndarray
        Choices × 2.
    """
    # Row · column counts at how many of the gatherings chosen a pair met.
    columns, step = chosen.T.astype(float), max(1, _AT_ONCE // max(len(encounters.pairs), 1))
    table = meeting_chance(int(chosen[0].sum()), sample_size) if len(chosen) else np.zeros(1)
    parts = [
        table.take(np.ascontiguousarray((encounters.places @ columns[:, at : at + step]).T, np.intp)) @ encounters.pairs
        for at in range(0, len(chosen), step)
    ]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def reach(actual: Encounters, possible: Encounters, chosen: np.ndarray, sample_size: int) -> Reach:
    """Give the share of the pairs who could meet in so many gatherings that would have met, for each choice of them.

    Parameters
    ----------
    actual, possible
        The pairs who met, and all pairs, of the same people and gatherings.
    chosen, sample_size
        As for `counted`.

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> teams = np.array([0, 0, 1])
    >>> reach(actual_encounters(calls, teams), possible_encounters(calls, teams), np.array([[True, True]]), 1)
    Reach(density=array([0.33333333]), within=array([0.5]), between=array([0.25]))
    """
    reached, all_pairs = (counted(pairs, chosen, sample_size) for pairs in (actual, possible))
    sums = [(reached.sum(axis=1), all_pairs.sum(axis=1)), *zip(reached.T, all_pairs.T, strict=True)]
    return Reach(*(np.divide(part, of, out=np.full(len(part), np.nan), where=of > 0) for part, of in sums))


def rarefied(two_mode: TwoMode, sample_size: int, labels: np.ndarray | None = None) -> Reach:
    """Give the share of pairs who meet in so many of the gatherings, averaged over every choice of them.

    Parameters
    ----------
    two_mode
        People × gatherings; not changed.
    sample_size
        How many gatherings, 0 up to all that were held.
    labels
        The number of each person's group; None if all are of one.

    Returns
    -------
    Reach
        ``mean over i < j of 1 − C(m − w_ij, k) ÷ C(m, k)``, where m gatherings were held, k are drawn and the pair met
        at w. Where not everybody could be everywhere, the sum of this is divided by the sum of the same for the
        gatherings at which both could have been, so that nobody counts as unmet before they joined.

    Raises
    ------
    NetworkError
        If more are to be drawn than were held.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. Ecology 52(4),
    577-586. https://doi.org/10.2307/1934145

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> rarefied(calls, 1).density.round(4).tolist()
    [0.3333]
    """
    groups = np.zeros(len(two_mode.people), int) if labels is None else labels
    everything = np.ones((1, len(two_mode.gatherings)), bool)
    return reach(actual_encounters(two_mode, groups), possible_encounters(two_mode, groups), everything, sample_size)


# One gathering left out in turn


FEWEST_PER_PERIOD = 4
"""With fewer gatherings in a period than this there is no interval: its scatter would rest on three or fewer."""


_CERTAIN = 30.0
"""A change of so many standard errors is always found; beyond it the distribution is not reckoned."""

_NEVER_WRONG = 5.0
"""A change of so many is never found in the other direction (1 in a billion); beyond it scipy's tail is unstable."""


class Scatter(NamedTuple):
    """The squared standard error of a difference, and its degrees of freedom."""

    squared: np.ndarray
    freedom: np.ndarray


def jackknife(without: np.ndarray) -> np.ndarray:
    """Give the squared standard error of each figure from its values with one gathering left out.

    Parameters
    ----------
    without
        Gatherings × figures: each figure without that gathering.

    Returns
    -------
    numpy.ndarray
        ``(m − 1) ÷ m · Σ (T₋ₑ − mean)²``; blank (NaN) where a value is, or with fewer than two gatherings. On average
        it is too large rather than too small (Efron & Stein).

    References
    ----------
    Snijders, T. A. B., & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network statistics.
    Connections 22(2), 161-170.

    Efron, B., & Stein, C. (1981). The jackknife estimate of variance. The Annals of Statistics 9(3), 586-596.
    https://doi.org/10.1214/aos/1176345462

    Examples
    --------
    >>> jackknife(np.array([[1.0], [2.0], [3.0]])).round(4).tolist()
    [1.3333]
    """
    number = len(without)
    if number < 2:
        return np.full(without.shape[1:], np.nan)
    return np.asarray((number - 1) / number * ((without - without.mean(axis=0)) ** 2).sum(axis=0))


def scatter(before: np.ndarray, after: np.ndarray) -> Scatter:
    """Combine the jackknives of two periods; `before` and `after` are of the shape `jackknife` takes.

    The degrees of freedom are Welch's and Satterthwaite's: as many as the period that scatters more allows, and more
    where both scatter alike.

    References
    ----------
    Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances are
    involved. Biometrika 34(1-2), 28-35. https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> found = scatter(np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [2.0], [3.0]]))
    >>> found.squared.round(4).tolist(), found.freedom.tolist()
    ([2.6667], [4.0])
    """
    square_before, square_after = jackknife(before), jackknife(after)
    total = square_before + square_after
    # Welch's degrees of freedom: two periods of unequal scatter are not pooled.
    shares = square_before**2 / max(len(before) - 1, 1) + square_after**2 / max(len(after) - 1, 1)
    return Scatter(total, np.divide(total**2, shares, out=np.full(total.shape, np.nan), where=shares > 0))


def interval(difference: np.ndarray, spread: Scatter, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the interval that covers the difference so often: ± t · standard error; blank where it is.

    Examples
    --------
    >>> low, high = interval(np.array([1.0]), Scatter(np.array([4.0]), np.array([10.0])))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-3.456], [5.456])
    """
    half = stdtrit(spread.freedom, (1 + level) / 2) * np.sqrt(spread.squared)
    return difference - half, difference + half


def power(change: np.ndarray, spread: Scatter, *, level: float = 0.95) -> np.ndarray:
    """Give how often a change of that size would be found with gatherings that scatter as these do, 0 … 1.

    Examples
    --------
    >>> power(np.array([0.0, 4.0, 8.0]), Scatter(np.full(3, 4.0), np.full(3, 10.0))).round(2).tolist()
    [0.05, 0.44, 0.95]
    """
    error = np.sqrt(spread.squared)
    moved = np.divide(np.abs(change), error, out=np.full(np.shape(error), np.nan), where=error > 0)
    far = stdtrit(spread.freedom, (1 + level) / 2)
    right = 1.0 - nctdtr(spread.freedom, np.minimum(moved, _CERTAIN), far)
    wrong = nctdtr(spread.freedom, np.minimum(moved, _NEVER_WRONG), -far)
    return np.asarray(np.minimum(right + wrong, 1.0))
