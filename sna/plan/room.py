"""Who sits with whom: tables of a room, and pairs for coffee."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import networkx as nx
import numpy as np

from sna.plan.search import NEGLIGIBLE

STARTS = 20


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
