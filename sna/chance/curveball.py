"""Attendance drawn anew, with everybody's number of gatherings and the size of each gathering kept.

All attendances with these totals in which nobody is where they cannot have been are equally likely. They are reached by
trades (curveball): two people put the gatherings that only one of them attended, and both could have, on a heap and
draw from it as many as each put in. In one round everybody is paired with somebody else. Many chains run side by side
over the same pairs; given the pairs they are independent of each other, and no trade depends on anything but the state
of its own chain, so this leaves each as it would be alone.

Trades reach every attendance unless a ring of places lacks a chord. Two attendances with the same totals differ by
closed rings of places that are filled and empty in turn; a ring of four places is a trade. A ring through six places
or more can be made of trades if the places that are open have a chord of it: the chord cuts the ring into two shorter
ones, and whether it is filled or empty, one of these can be turned first and the other after it, which leaves the
chord as it was. Where each person could come to all gatherings from one day to another every ring has a chord: at the
earliest gathering of a ring two people stand, and the one of them whose next gathering is later could come to the
other's next gathering too. Somebody who left and came back, or was seen before joining, can make a ring without one;
then rings are turned too.

A gathering's seats need no rule of their own: its size is kept, so it never holds more people than it did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sna.chance import Recent
from sna.errors import NetworkError
from sna.network import TwoMode

SETTLING = 30
"""Rounds before the first draw: of the differences from what was observed, less than 1 in 100 is left after 20."""

APART = 6
"""Rounds between two draws of a chain: their attendances are then correlated by less than 0.1."""

MOST_SLOWED = 10
"""At most so many times the rounds, where few people could be at the same gatherings and trades move little."""

RINGS = 2
"""Longer rings tried in each round, where trades do not reach every attendance."""

_CHAINS = 128
_PLACES = 2_000_000
_MOST_BITS = 500_000_000

LONGEST = 64
"""No ring through more people than this is drawn at once: its chance of closing is nil."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where people could be, and what that asks of the trades.

    Attributes
    ----------
    eligible
        Gatherings × people; None for everybody everywhere.
    rings
        How many longer rings to turn in each round: 0 where trades reach every attendance.
    slowed
        How many rounds do what one does where everybody could be everywhere.
    """

    eligible: np.ndarray | None = None
    rings: int = 0
    slowed: int = 1

    @classmethod
    def of(cls, eligible: np.ndarray | None) -> Room:
        """Look at who could be where: gatherings × people, or None.

        Examples
        --------
        >>> room = Room.of(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]], bool))
        >>> room.rings, room.slowed
        (0, 3)
        """
        if eligible is None or not eligible.any():
            return cls(eligible)
        rings = 0 if trades_suffice(eligible) else RINGS
        # Of the places one person could fill, how many can a random partner fill too? Where few are shared, a trade
        # moves little, and as many more rounds are needed.
        together = eligible.astype(float).T @ eligible
        others = together.sum() - np.trace(together)
        shared = others / ((len(together) - 1) * np.trace(together)) if len(together) > 1 else 1.0
        return cls(np.ascontiguousarray(eligible), rings, int(np.ceil(min(1 / max(shared, 1e-9), MOST_SLOWED))))


def attendances(two_mode: TwoMode, *, draws: int = 10_000, seed: int = 0) -> Iterator[np.ndarray]:
    """Draw attendances with the same totals, in batches.

    Parameters
    ----------
    two_mode
        People × gatherings; not changed. Its `eligible` says who could be where.
    draws
        How many.
    seed
        Of the random numbers.

    Yields
    ------
    numpy.ndarray
        Draws × people × gatherings, bool. Batches are small enough for the memory and add up to `draws`.

    Raises
    ------
    NetworkError
        If `draws` is negative.

    References
    ----------
    Strona, G., Nappo, D., Boccacci, F., Fattorini, S., & San-Miguel-Ayanz, J. (2014). A fast and unbiased procedure to
    randomize ecological binary matrices with fixed row and column totals. Nature Communications 5, 4114.
    https://doi.org/10.1038/ncomms5114

    Carstens, C. J. (2015). Proof of uniform sampling of binary matrices with fixed row sums and column sums for the
    fast Curveball algorithm. Physical Review E 91, 042812. https://doi.org/10.1103/PhysRevE.91.042812

    Carstens, C. J., Hamann, M., Meyer, U., Penschuck, M., Tran, H., & Wagner, D. (2018). Parallel and I/O-efficient
    randomisation of massive networks using global curveball trades. ESA 2018, 11.
    https://doi.org/10.4230/LIPIcs.ESA.2018.11

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "june"), ("bob", "july")])
    >>> [batch.sum(axis=2).tolist() for batch in attendances(calls, draws=2)]
    [[[1, 2], [1, 2]]]
    """
    if draws < 0:
        raise NetworkError(f"Draws are 0 or more; asked for {draws}.")
    return _draws(two_mode, draws, seed)


class Stream:
    """The draws of one attendance, batch after batch: those made once are kept as bits for whoever asks next.

    Several analyses of a network draw its attendance anew; with one seed, and as many chains, their draws are the same.
    """

    def __init__(self, batches: Iterator[np.ndarray], shape: tuple[int, int, int]) -> None:
        self.batches, self.shape, self.bits = batches, shape, list[np.ndarray]()

    def batch(self, number: int) -> np.ndarray:
        """Give a batch by its number, counted from 0: chains × people × gatherings, to be changed at will."""
        while len(self.bits) <= number:
            self.bits.append(np.packbits(next(self.batches)))
        return np.unpackbits(self.bits[number], count=int(np.prod(self.shape))).reshape(self.shape).view(bool)


_STREAMS = Recent[Stream](most=4)


def _draws(two_mode: TwoMode, draws: int, seed: int) -> Iterator[np.ndarray]:
    size = max(int(np.prod(two_mode.incidence.shape)), 1)
    chains = min(draws, _CHAINS, max(1, _PLACES // size))
    stream = _stream(two_mode, chains, seed) if draws * size <= _MOST_BITS else None
    batches = _batches(two_mode, chains, seed) if stream is None else iter(())
    for number, start in enumerate(range(0, draws, max(chains, 1))):
        batch = next(batches) if stream is None else stream.batch(number)
        yield batch[: draws - start]


def _stream(two_mode: TwoMode, chains: int, seed: int) -> Stream:
    """Give the stream of an attendance, a new one unless it is among the last few."""
    incidence, could = two_mode.incidence, two_mode.eligible
    return _STREAMS.of(
        lambda: Stream(_batches(two_mode, chains, seed), (chains, *incidence.shape)),
        *(incidence.shape, chains, seed, incidence.indptr, incidence.indices, could),
    )


def _batches(two_mode: TwoMode, chains: int, seed: int) -> Iterator[np.ndarray]:
    """Give so many draws at a time, without end."""
    observed, eligible = two_mode.incidence.toarray() > 0, two_mode.eligible
    wide = observed.shape[1] > observed.shape[0]  # those on the longer side trade: fewer steps, each of more at once
    room = Room.of(eligible if wide or eligible is None else eligible.T)
    state = np.repeat((observed if wide else observed.T)[:, :, np.newaxis], chains, axis=2)
    random, rounds = np.random.Generator(np.random.SFC64(seed)), SETTLING
    while True:
        settle(state, room, random, rounds=rounds * room.slowed)
        yield state.transpose((2, 0, 1) if wide else (2, 1, 0)).copy()
        rounds = APART


def settle(state: np.ndarray, room: Room, random: np.random.Generator, *, rounds: int) -> None:
    """Let everybody trade in each chain for so many rounds, and turn longer rings where trades do not reach all.

    Parameters
    ----------
    state
        Gatherings × people × chains, bool; changed in place.
    room
        Where people could be.
    random
        Where the random numbers come from.
    rounds
        How many trades each person makes.
    """
    for _round in range(rounds):
        _trade(state, room.eligible, random)
        for _ring in range(room.rings):
            assert room.eligible is not None
            turn_rings(state, room.eligible, random)


def _trade(state: np.ndarray, eligible: np.ndarray | None, random: np.random.Generator) -> None:
    """Pair the people at random and let each pair trade, in every chain."""
    half = state.shape[1] // 2
    order = random.permutation(state.shape[1])
    people, partners = order[:half], order[half : 2 * half]
    first, second = state.take(people, axis=1), state.take(partners, axis=1)
    heap = first ^ second
    if eligible is not None:
        heap &= (eligible[:, people] & eligible[:, partners])[:, :, np.newaxis]
    swapped = _swapped(first, heap, random)
    state[:, people], state[:, partners] = first ^ swapped, second ^ swapped


def _swapped(first: np.ndarray, heap: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Deal each heap out again and give the places that change hands: gatherings × pairs × chains.

    The heap is gone through once; each of its places goes to the first of the two with the chance that they still
    need ÷ what is still left, which makes every share of the right size equally likely.
    """
    remaining = heap.sum(axis=0, dtype=np.float32)
    needed = (first & heap).sum(axis=0, dtype=np.float32)
    luck = random.random(heap.shape, dtype=np.float32)
    swapped = np.empty_like(heap)
    # Dealing without replacement, place by place: the first of a pair takes a place with the chance of places still due
    # to them ÷ places still on the heap. Counts below 2²⁴ are exact in single precision, which halves the memory.
    for gathering, places in enumerate(heap):
        taking = luck[gathering] * remaining < needed
        taking &= places
        np.subtract(needed, taking, out=needed)
        np.subtract(remaining, places, out=remaining)
        np.not_equal(taking, first[gathering] & places, out=swapped[gathering])
    return swapped


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
    # Every chain tries a ring of the same length; one in which a step does not fit drops out.
    length = min(2 + int(random.geometric(0.5)), most)
    chain = np.flatnonzero(random.random(chains) < 0.5)
    rows, columns = np.empty((2, 0, len(chain)), dtype=np.intp)
    row, could = random.integers(people, size=len(chain)), np.ones(len(chain), bool)
    for _step in range(length):
        column, fits = _random_choice(state[:, row, chain], random)
        fits &= could & (rows != row).all(axis=0) & (columns != column).all(axis=0)
        rows, columns = np.vstack([rows, row])[:, fits], np.vstack([columns, column])[:, fits]
        chain, column = chain[fits], column[fits]
        row, could = _random_choice((eligible[column] & ~state[column, :, chain]).T, random)
    # The last gathering must be open to the first person, and they not there: then filled and empty take turns all
    # round.
    closes = eligible[columns[-1], rows[0]] & ~state[columns[-1], rows[0], chain]
    _turn(state, rows[:, closes], columns[:, closes], chain[closes])


def _random_choice(choices: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Choose a place at random among those open in each column; and tell whether there was any."""
    keys = (random.random(choices.shape, dtype=np.float32) + np.float32(1)) * choices
    chosen = keys.argmax(axis=0)
    return chosen, choices[chosen, np.arange(choices.shape[1])]


def _turn(state: np.ndarray, rows: np.ndarray, columns: np.ndarray, chain: np.ndarray) -> None:
    state[columns, rows, chain] = False
    state[columns, np.roll(rows, -1, axis=0), chain] = True
