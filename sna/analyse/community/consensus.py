"""What many runs agree on, and how far two partitions do."""

from __future__ import annotations

import numpy as np

from sna.analyse.community.runs import Ties, numbered, quick_runs

AGREED = 0.5
"""Ties between people who are together in a smaller share of the runs do not count for the consensus."""

UNSTABLE = 0.8
"""Somebody who is with their community in a smaller share of the runs stands between two."""

_ROUNDS, _RUNS, _FEWER_RUNS = 10, 20, 10

_LARGE = 100_000


def contingency(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Count the people in each pair of classes; the classes are numbered from 0.

    Examples
    --------
    >>> contingency(np.array([0, 0, 1]), np.array([0, 1, 1])).tolist()
    [[1, 1], [0, 1]]
    """
    shape = int(rows.max(initial=-1)) + 1, int(columns.max(initial=-1)) + 1
    return np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)


def adjusted_rand(table: np.ndarray) -> float:
    """Give the adjusted Rand index of a contingency table, at most 1, about 0 by chance; blank under 2 people.

    Two partitions that are the same have 1, also if each has a single class.

    References
    ----------
    Hubert, L., & Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> adjusted_rand(np.array([[2, 0], [0, 2]]))
    1.0
    """
    pairs, rows, columns, every = (_pairs(part) for part in (table, table.sum(1), table.sum(0), table.sum()))
    if not every:
        return float("nan")
    expected, highest = rows * columns / every, (rows + columns) / 2
    return float((pairs - expected) / (highest - expected)) if highest != expected else 1.0


def mutual_information(table: np.ndarray) -> float:
    """Give the mutual information of a contingency table ÷ the mean of the two entropies, 0 … 1.

    Blank if both partitions are a single class: there is nothing to be told.

    Examples
    --------
    >>> round(mutual_information(np.array([[2, 0], [0, 2]])), 9)
    1.0
    """
    rows, columns, both = (_entropy(part) for part in (table.sum(axis=1), table.sum(axis=0), table.ravel()))
    mean = (rows + columns) / 2
    return float(np.clip((rows + columns - both) / mean, 0.0, 1.0)) if mean > 0 else float("nan")


def _pairs(counts: np.ndarray) -> float:
    return float((counts * (counts - 1.0) / 2).sum())


def _entropy(counts: np.ndarray) -> float:
    share = counts[counts > 0] / max(counts.sum(), 1)
    return float(-(share * np.log(share)).sum())


def consensus(ties: Ties, every: np.ndarray, seed: int) -> np.ndarray:
    """Give the communities the runs agree on: one number per person, 0 for the largest.

    Each tie gets the share of runs in which its two ends were together as its new weight (none below `AGREED`), and
    the method runs again on these, until all runs give the same. Only tied pairs are looked at, so it needs no memory
    for all pairs of people.

    References
    ----------
    Lancichinetti, A., & Fortunato, S. (2012). Consensus clustering in complex networks. Scientific Reports 2, 336.
    https://doi.org/10.1038/srep00336. For tied pairs only: Tandon, A., Albeshri, A., Thayananthan, V., Alhalabi, W., &
    Fortunato, S. (2019). Fast consensus clustering in complex networks. Physical Review E 99, 042301.
    https://doi.org/10.1103/PhysRevE.99.042301
    """
    runs = _RUNS if len(ties.weight) <= _LARGE else _FEWER_RUNS
    for number in range(_ROUNDS):
        if (every == every[0]).all():
            break
        every = quick_runs(ties.only(_agreed(ties, every)), runs, seed + number)
    rows, times = np.unique(every, axis=0, return_counts=True)
    return numbered(rows[times.argmax()])


def _agreed(ties: Ties, every: np.ndarray) -> np.ndarray:
    together = np.zeros(len(ties.weight))
    for run in every:
        together += run[ties.source] == run[ties.target]
    share = together / len(every)
    return np.where(share >= AGREED, share, 0.0)


def membership(every: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell how surely each person is in their community, and where else they are found.

    In each run the community with most of the members of a consensus community stands for it.

    Parameters
    ----------
    every
        Runs × people.
    chosen
        The consensus: one number per person.

    Returns
    -------
    stability : numpy.ndarray
        The share of runs in which the person is with their community, 0 … 1.
    other : numpy.ndarray
        The community they are found in most often otherwise; −1 if none.

    Examples
    --------
    >>> runs = np.array([[0, 0, 0, 1, 1], [0, 0, 1, 1, 1]])
    >>> [each.tolist() for each in membership(runs, np.array([0, 0, 0, 1, 1]))]
    [[1.0, 1.0, 0.5, 1.0, 1.0], [-1, -1, 1, -1, -1]]
    """
    stays = np.zeros(len(chosen))
    away: list[np.ndarray] = []
    for run in every:
        with_own = run == _most(chosen, run)[chosen]
        stays += with_own
        elsewhere = np.flatnonzero(~with_own)
        away.append(np.column_stack([elsewhere, _most(run, chosen)[run[elsewhere]]]))
    return stays / max(len(every), 1), _elsewhere(chosen, np.concatenate(away))


def _most(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Give for each class of one partition the class of the other that most of its people are in."""
    width = int(columns.max(initial=0)) + 1
    pairs, number = np.unique(rows * width + columns, return_counts=True)
    # By class, then the most people first, then the smaller number: the first of each class is the one meant.
    order = np.lexsort((pairs % width, -number, pairs // width))
    classes, first = np.unique((pairs // width)[order], return_index=True)
    largest = np.zeros(int(rows.max(initial=0)) + 1, int)
    largest[classes] = (pairs % width)[order][first]
    return largest


def _elsewhere(chosen: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Give for each person the most frequent of the other communities, the larger of two alike."""
    other = np.full(len(chosen), -1)
    away = away[away[:, 1] != chosen[away[:, 0]]]
    if len(away):
        pairs, times = np.unique(away, axis=0, return_counts=True)
        order = np.lexsort((-pairs[:, 1], times))  # what is set last stays
        other[pairs[order, 0]] = pairs[order, 1]
    return other
