"""One meeting: who is invited and why, who comes in if somebody cannot, how many to ask, and who sits with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

import numpy as np
from msgspec import Struct

from sna.chance.sdsm import tails
from sna.plan.seats import NEGLIGIBLE, Pool, Sitting, Values

STARTS = 20
MOST_WAITING = 8
NEVER = -1e9
FEWER_SEATS = "has had fewer seats than most"
FEW_ACQUAINTANCES = "knows few of those who come"
"""What is said where nothing else tells somebody from the others."""
OVERFULL = 0.05
"""More come than there are seats at one meeting in twenty at most."""


class Invitation(Struct, frozen=True):
    """A person who is asked, or waits.

    Attributes
    ----------
    person
        The number of the person in the pool.
    place
        ``"seat"``, ``"beside"`` or ``"waiting list"``.
    contacts, groups
        People of other groups among those with a seat whom they never met, and of how many groups these are.
    reason
        Why they rather than others, in words; only what differs between people.
    instead
        Whom to ask if they cannot come; None for nobody.
    """

    person: int
    place: str
    contacts: int
    groups: int
    reason: str
    instead: int | None = None


def invitations(pool: Pool, sitting: Sitting, values: Values, chosen: np.ndarray) -> list[Invitation]:
    """Give those with a seat in the order of the pool, each with a stand-in, then the waiting list.

    A stand-in and whoever waits keep to the same rules: with one person out and this one in, no quota breaks.

    Examples
    --------
    >>> from sna.plan.series import values_of
    >>> pool, everybody = Pool.blank([0, 1, 1]), np.ones(3, bool)
    >>> rows = invitations(pool, Sitting(2, ~everybody, everybody), values_of(pool, 0 * pool.shared, pool.worth),
    ...                    np.array([True, True, False]))
    >>> [(row.person, row.place, row.contacts, row.instead) for row in rows]
    [(0, 'seat', 1, None), (1, 'seat', 1, 2), (2, 'waiting list', 1, None)]
    """
    pull = values.pairs @ chosen + values.people
    swaps = _stand_ins(sitting, values, chosen, pull)
    row = partial(_row, pool, sitting, chosen)
    rows = [row(int(person), swaps.get(int(person))) for person in np.flatnonzero(chosen)]
    waiting = np.flatnonzero(~chosen & sitting.may)
    order = waiting[np.lexsort((waiting, -pull[waiting].round(9)))]
    return [*rows, *(row(int(person), None) for person in order[:MOST_WAITING])]


def _stand_ins(sitting: Sitting, values: Values, chosen: np.ndarray, pull: np.ndarray) -> dict[int, int]:
    """Give whom to ask instead of each who may stay away, if anybody: another person for each, for several may."""
    leaving, coming = np.flatnonzero(chosen & ~sitting.must), np.flatnonzero(~chosen & sitting.may)
    if not len(coming):
        return {}
    worth = pull[coming] - values.pairs[leaving][:, coming]
    barred = sitting.barred(chosen, leaving, coming)
    if barred is not None:
        worth[barred] = NEVER
    from scipy.optimize import linear_sum_assignment

    pairs = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return {int(leaving[row]): int(coming[place]) for row, place in pairs if worth[row, place] > NEVER}


def _row(pool: Pool, sitting: Sitting, chosen: np.ndarray, person: int, instead: int | None) -> Invitation:
    others = np.flatnonzero(chosen & pool.strangers[person])
    reason = _reason(pool, sitting, chosen, person)
    place = "seat" if chosen[person] else "waiting list"
    return Invitation(person, place, len(others), len({*pool.groups[others].tolist()}), reason, instead)


def _reason(pool: Pool, sitting: Sitting, chosen: np.ndarray, person: int) -> str:
    """Say why, in words: only what holds of this person and not of most."""
    members = chosen & (pool.groups == pool.groups[person])
    reasons = {
        "has to be there": bool(sitting.must[person]),
        "has never had a seat": not pool.turns[person],
        "nobody of their group came lately": bool(pool.unheard[person]),
        "has met nobody of another group at a usual meeting": bool(pool.lonely[person] and pool.turns[person]),
        FEWER_SEATS: 0 < pool.turns[person] <= np.quantile(pool.turns, 0.25),
        "the only one of their group": bool(chosen[person] and members.sum() == 1),
    }
    return "; ".join(text for text, holds in reasons.items() if holds) or FEW_ACQUAINTANCES


def most_to_ask(seats: int, chance: np.ndarray) -> int:
    """Give how many of a list can be asked so that more come than there are seats 1 time in 20 at most.

    `chance` is how likely each is to come, in the order in which they are asked; at least all seats are asked for.

    Examples
    --------
    >>> most_to_ask(20, np.full(40, 0.85)), most_to_ask(20, np.ones(40))
    (21, 20)
    """
    invited = seats
    while invited < len(chance):
        _below, above = tails(chance[np.newaxis, : invited + 1], np.array([seats + 1]))
        if above[0] > OVERFULL:
            break
        invited += 1
    return invited


def tables(pairs: np.ndarray, count: int, separate: Collection[int] = (), seed: int = 0) -> list[list[int]]:
    """Spread people over tables so that those who sit together are worth most to each other.

    Parameters
    ----------
    pairs
        People × people: what two at one table are worth (symmetric, 0 for oneself).
    count
        How many tables; where it does not divide the people, the first take one more.
    separate
        Those who sit at tables of their own as far as there are enough: the conveners.
    seed
        The start of the random numbers.

    Examples
    --------
    >>> strangers = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]])
    >>> [sorted(table) for table in tables(strangers, 2)]
    [[0, 3], [1, 2]]
    """
    rng, best, record = np.random.default_rng(seed), [list[int]()], -np.inf
    sizes = [len(part) for part in np.array_split(np.empty(len(pairs)), count)]
    for start in range(STARTS):
        order = list(range(len(pairs))) if not start else rng.permutation(len(pairs)).tolist()
        places = _bettered(pairs, _seating(order, sizes, separate), frozenset(separate))
        worth = sum(float(pairs[np.ix_(table, table)].sum()) for table in places)
        if worth > record + NEGLIGIBLE:
            best, record = places, worth
    return sorted(sorted(table) for table in best)


def _seating(order: Sequence[int], sizes: Sequence[int], separate: Collection[int]) -> list[list[int]]:
    """Put those who sit apart at a table each, then the others in order."""
    places: list[list[int]] = [[] for _size in sizes]
    for number, person in enumerate(sorted(separate)):
        places[number % len(sizes)].append(person)
    rest = [person for person in order if person not in separate]
    for table, size in zip(places, sizes, strict=True):
        table += [rest.pop(0) for _seat in range(min(size - len(table), len(rest)))]
    return places


def _bettered(pairs: np.ndarray, places: list[list[int]], separate: frozenset[int]) -> list[list[int]]:
    """Swap two people of two tables, always those who gain most, until none gains."""
    number = np.zeros(len(pairs), int)
    for place, table in enumerate(places):
        number[table] = place
    fixed = np.isin(np.arange(len(pairs)), list(separate))
    while True:
        seats = number[:, np.newaxis] == np.arange(len(places))
        pull = pairs @ seats  # what each would gain at each table
        own = pull[np.arange(len(pairs)), number]
        gains = pull[:, number] + pull[:, number].T - own[:, np.newaxis] - own - 2.0 * pairs
        gains[(number[:, np.newaxis] == number) | fixed[:, np.newaxis] | fixed] = -np.inf
        best = int(gains.argmax())
        if gains.flat[best] <= NEGLIGIBLE:
            return [np.flatnonzero(number == place).tolist() for place in range(len(places))]
        head, tail = divmod(best, len(pairs))
        number[head], number[tail] = number[tail], number[head]


def coffee(pairs: np.ndarray) -> list[list[int]]:
    """Pair people for coffee so that the pairs are worth most; with an odd number the last pair is of three.

    References
    ----------
    Galil, Z. (1986). Efficient algorithms for finding maximum matching in graphs. ACM Computing Surveys 18(1), 23-38.
    https://doi.org/10.1145/6462.6502

    Examples
    --------
    >>> coffee(np.array([[0, 0, 9], [0, 0, 1], [9, 1, 0]]))
    [[0, 1, 2]]
    """
    import networkx as nx

    people = len(pairs)
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    for head in range(people):
        for tail in range(head + 1, people):
            graph.add_edge(head, tail, weight=round(1000 * float(pairs[head, tail])))
    matching = sorted(sorted(pair) for pair in nx.max_weight_matching(graph, maxcardinality=True))
    single = sorted({*range(people)} - {person for pair in matching for person in pair})
    if single and matching:
        matching[-1] = sorted([*matching[-1], *single])
        return matching
    return matching or ([single] if single else [])
