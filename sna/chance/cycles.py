"""When trades between two people reach every attendance there can be, and the longer moves where they do not.

Two attendances with the same totals differ by closed rings of places that are filled and empty in turn. A ring of four
places is a trade. A ring through six places or more can be made of trades if the places that are open have a chord of
it: the chord cuts the ring into two shorter ones, and whether it is filled or empty, one of these can be turned first
and the other after it, which leaves the chord as it was. So if every longer ring has a chord, that is, if the graph of
open places is chordal bipartite, trades alone reach everything.

Where each person could come to all gatherings from one day to another, it is: at the earliest gathering of a ring two
people stand, and the one of them whose next gathering is later could come to the other's next gathering too, which is a
chord. Somebody who left and came back, or was seen before joining, can make a ring without one.
"""

from __future__ import annotations

import numpy as np

LONGEST = 64
"""No ring through more people than this is drawn at once: its chance of closing is nil."""


def trades_suffice(eligible: np.ndarray | None) -> bool:
    """Tell whether every ring of six open places or more has a chord (people × gatherings; None: all are open).

    Examples
    --------
    >>> trades_suffice(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool))
    False
    >>> trades_suffice(np.array([[1, 1, 0], [0, 1, 1], [1, 1, 1]], bool))
    True

    References
    ----------
    Lubiw, A. (1987). Doubly lexical orderings of matrices. SIAM Journal on Computing 16(5), 854-879.
    https://doi.org/10.1137/0216057
    """
    if eligible is None:
        return True
    rows = _ordered(np.unique(np.unique(eligible, axis=0), axis=1))
    return not any(_bent(row, rows[place:]) for place, row in enumerate(rows[:-1], start=1))


def _ordered(matrix: np.ndarray) -> np.ndarray:
    """Sort rows and columns, read from their ends, until neither changes: a doubly lexical order, 1 last."""
    before = None
    while before is None or not np.array_equal(before, matrix):
        before = matrix
        matrix = matrix[np.lexsort(matrix.T)]
        matrix = matrix[:, np.lexsort(matrix)]
    return matrix


def _bent(row: np.ndarray, below: np.ndarray) -> bool:
    """Tell whether a lower row shares a place with this one and lacks a later place of it: the forbidden corner."""
    first = np.argmax(below & row, axis=1)
    shares = (below & row).any(axis=1)
    later = np.arange(len(row)) > first[:, np.newaxis]
    return bool((shares[:, np.newaxis] & later & row & ~below).any())


def turn_rings(state: np.ndarray, eligible: np.ndarray, random: np.random.Generator) -> None:
    """Try to turn one ring of places in each chain: what was filled becomes empty, what was empty filled.

    The ring goes from a random person to a gathering they were at, to somebody who could have been there and was not,
    and so on, through so many people as throws of a coin say, three at least. It is turned if it closes and meets
    nobody and nothing twice, and then in every other case only: chains that had to turn would all turn in step. How
    many choices there are at each step depends on the totals alone, so a ring and the same ring turned are drawn
    equally often, and all attendances remain equally likely.

    Parameters
    ----------
    state
        Gatherings × people × chains, bool; changed in place.
    eligible
        Gatherings × people: who could be where.
    random
        Where the random numbers come from.
    """
    gatherings, people, chains = state.shape
    most = min(gatherings, people, LONGEST)
    if most < 3:
        return
    length = min(2 + int(random.geometric(0.5)), most)
    chain = np.flatnonzero(random.random(chains) < 0.5)
    rows, columns = np.empty((2, 0, len(chain)), dtype=np.intp)
    row, could = random.integers(people, size=len(chain)), np.ones(len(chain), bool)
    for _step in range(length):
        column, fits = _one_of(state[:, row, chain], random)
        fits &= could & (rows != row).all(axis=0) & (columns != column).all(axis=0)
        rows, columns = np.vstack([rows, row])[:, fits], np.vstack([columns, column])[:, fits]
        chain, column = chain[fits], column[fits]
        row, could = _one_of((eligible[column] & ~state[column, :, chain]).T, random)
    closes = eligible[columns[-1], rows[0]] & ~state[columns[-1], rows[0], chain]
    _turn(state, rows[:, closes], columns[:, closes], chain[closes])


def _one_of(choices: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Choose a place at random among those open in each column; and tell whether there was any."""
    keys = (random.random(choices.shape, dtype=np.float32) + np.float32(1)) * choices
    chosen = keys.argmax(axis=0)
    return chosen, choices[chosen, np.arange(choices.shape[1])]


def _turn(state: np.ndarray, rows: np.ndarray, columns: np.ndarray, chain: np.ndarray) -> None:
    state[columns, rows, chain] = False
    state[columns, np.roll(rows, -1, axis=0), chain] = True
