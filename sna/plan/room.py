"""One meeting, and what a plan of it is held against.

Of the meeting: who is invited and why, who comes in if somebody cannot, how many to ask, and who sits with whom. A plan
is worth what it adds to drawing lots under the same rules, to a rota or to habit; bounds of the very figure that the
sentences say tell how much better any other could be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Literal, TypeAlias

import networkx as nx
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array, csr_array, vstack

from sna.chance.sdsm import tails
from sna.plan.seats import NEGLIGIBLE, Pool, Rules, Sitting, Values, best_of_all, filled

STARTS = 20
MOST_WAITING = 8
NEVER = -1e9
FEWER_SEATS = "has had fewer seats than most"
FEW_ACQUAINTANCES = "knows few of those who come"
"""What is said where nothing else tells somebody from the others."""
OVERFULL = 0.05
"""More come than there are seats at one meeting in twenty at most."""
Way: TypeAlias = Literal["lot", "rota", "habit"]
WAYS: tuple[Way, ...] = ("lot", "rota", "habit")
"""Names from a hat; whoever had fewest seats first; whoever comes anyway."""
ABSENT = 0.3
"""Such a share of people cannot come to a meeting."""
LEAST_HABIT = 0.02
"""Whoever never came comes as often as this, by habit."""


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


def lottery(pool: Pool, rules: Rules, way: Way, draws: int, seed: int = 0) -> np.ndarray:
    """Draw the seats of the first meeting many times; give the new pairs of each draw.

    Examples
    --------
    >>> sorted({*lottery(Pool.blank([0, 0, 1]), Rules.plain(3, 2), "lot", 99).tolist()})
    [0, 1]
    """
    rng, sitting = np.random.default_rng(seed), rules.sitting(0)
    ranks = _ranks(pool, way, pool.turns[np.newaxis], rng, draws)
    seats = seats_of(sitting, ranks).astype(np.float32)
    strangers = pool.strangers.astype(np.float32)
    return np.asarray(((seats @ strangers) * seats).sum(axis=1) / 2).round().astype(int)


def curves(pool: Pool, rules: Rules, way: Way, draws: int, seed: int = 0) -> np.ndarray:
    """Draw the seats of all meetings many times; give the pairs who never met: draws × (now, after each meeting)."""
    rng = np.random.default_rng(seed)
    return np.array([_curve(pool, rules, way, rng) for _draw in range(draws)])


def thinned_curves(pool: Pool, rules: Rules, way: Way | np.ndarray, draws: int, seed: int = 0) -> np.ndarray:
    """Give the same if at each meeting 3 in 10 of those who need not come cannot: others have their seats.

    `way` may be the seats of a plan: whoever cannot come is replaced by those who bring most new pairs.

    Examples
    --------
    >>> teams, seats = Pool.blank(range(9)), np.arange(9)[np.newaxis] < 2
    >>> thinned_curves(teams, Rules.plain(9, 2), seats, 2)
    array([[36, 35],
           [36, 35]])
    """
    rng = np.random.default_rng(seed)
    return np.array([_curve(pool, rules, way, rng, ABSENT) for _draw in range(draws)])


def _curve(
    pool: Pool, rules: Rules, way: Way | np.ndarray, rng: np.random.Generator, absent: float = 0.0
) -> np.ndarray:
    """Count the pairs who never met in one simulated series."""
    strangers, turns = pool.strangers.copy(), pool.turns.astype(float).copy()
    counts, recent = [int(strangers.sum()) // 2], np.zeros(rules.must.shape, bool)
    for meeting in range(len(recent)):
        resting = np.asarray(recent[max(0, meeting - rules.rest) : meeting].any(axis=0))
        sitting = rules.sitting(meeting, resting)
        if absent:
            able = rng.random(len(turns)) >= absent
            sitting = replace(sitting, may=sitting.may & (able | sitting.must))
        if isinstance(way, np.ndarray):
            fixed = replace(sitting, must=way[meeting] & sitting.may)
            seats = filled(Values(strangers.astype(float), np.zeros(len(turns))), fixed)
        else:
            seats = seats_of(sitting, _ranks(pool, way, turns[np.newaxis], rng, 1))[0]
        places = np.flatnonzero(seats)
        block = strangers[np.ix_(places, places)]
        counts.append(counts[-1] - int(block.sum()) // 2)
        strangers[np.ix_(places, places)] = False
        turns += seats
        recent[meeting] = seats
    return np.array(counts)


def _ranks(pool: Pool, way: Way, turns: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Rank people, draw by draw: the lowest are asked first."""
    luck = rng.random((draws, len(pool.groups)))
    if way == "rota":
        return np.asarray(turns + luck)
    if way == "habit":  # the smallest of exponential times, each as fast as somebody comes often
        return np.asarray(-np.log1p(-luck) / np.maximum(pool.attendance, LEAST_HABIT))
    return luck


def seats_of(sitting: Sitting, ranks: np.ndarray) -> np.ndarray:
    """Fill the seats by rank, under the rules: those who must come, then whoever may, within the quotas."""
    if sitting.quotas:
        nothing = np.zeros((ranks.shape[1],) * 2)
        return np.array([filled(Values(nothing, -rank), sitting) for rank in ranks])
    ranks = np.where(sitting.may, ranks, np.inf)
    ranks = np.where(sitting.must, -np.inf, ranks)
    seats = np.zeros(ranks.shape, bool)
    np.put_along_axis(seats, np.argpartition(ranks, sitting.seats - 1, axis=1)[:, : sitting.seats], True, axis=1)
    return np.asarray(seats & sitting.may)


def most_pairs(pool: Pool, sitting: Sitting) -> int:
    """Give a number of new pairs that no set of seats can go beyond: the smallest of several bounds.

    One counts seats: the members of a group who sit together are no pair, so nothing beats seats spread evenly over the
    groups, within the quotas. Where some must come, their own new pairs are counted by themselves. One counts people:
    nobody can bring more new pairs than there are others they never met. Of few people it is the number itself.

    Examples
    --------
    >>> most_pairs(Pool.blank([0, 0, 1, 1]), Sitting(3, np.zeros(4, bool), np.ones(4, bool)))
    2
    """
    best = best_of_all(Values(pool.strangers.astype(float), np.zeros(len(pool.groups))), sitting)
    if best is not None:
        return pool.pairs(best)
    return min(_even_split(pool, sitting), _by_people(pool, sitting), _with_fixed_seats(pool, sitting))


def _even_split(pool: Pool, sitting: Sitting, seats: int | None = None, free: np.ndarray | None = None) -> int:
    """Count the pairs of different groups if seats are spread as evenly as members and quotas allow."""
    may = sitting.may if free is None else free
    bound = sitting.must if free is None else np.zeros_like(may)
    ranges = [_range(pool.groups == group, may, bound, sitting) for group in np.unique(pool.groups[may | bound])]
    counts = [low for low, _high in ranges]
    total = sitting.seats if seats is None else seats
    for _seat in range(total - sum(counts)):
        open_ = [place for place, (_low, high) in enumerate(ranges) if counts[place] < high]
        if not open_:
            break
        counts[min(open_, key=lambda place: counts[place])] += 1
    return total * (total - 1) // 2 - sum(count * (count - 1) // 2 for count in counts)


def _range(members: np.ndarray, may: np.ndarray, must: np.ndarray, sitting: Sitting) -> tuple[int, int]:
    """Give the fewest and most seats of a group: by who can come, who must, and quotas of exactly this group."""
    low, high = int((members & must).sum()), int((members & may).sum())
    for quota in sitting.quotas if must.any() or may is sitting.may else ():
        if (quota.members[sitting.may] == members[sitting.may]).all():
            low, high = max(low, quota.minimum), min(high, quota.maximum)
    return low, max(low, high)


def _by_people(pool: Pool, sitting: Sitting) -> int:
    """Count for each person the others they never met, at most all other seats, and take the best (halves of pairs)."""
    strangers = pool.strangers[:, sitting.may].sum(axis=1)
    partners = np.minimum(strangers, sitting.seats - 1)
    rest = np.sort(partners[sitting.may & ~sitting.must])[::-1][: sitting.seats - int(sitting.must.sum())]
    return int(partners[sitting.must].sum() + rest.sum()) // 2


def _with_fixed_seats(pool: Pool, sitting: Sitting) -> int:
    """Count the new pairs of those who must come apart from those among the other seats."""
    free = sitting.may & ~sitting.must
    seats = sitting.seats - int(sitting.must.sum())
    own = np.minimum(pool.strangers[sitting.must][:, free].sum(axis=1), seats)
    return _even_split(pool, sitting, seats, free) + int(own.sum()) + pool.pairs(sitting.must)


def proven(pool: Pool, sitting: Sitting, seconds: float) -> int:
    """Search for a smaller bound for so long, by a whole-number programme; what it says depends on the machine.

    References
    ----------
    Kuo, C.-C., Glover, F., & Dhir, K. S. (1993). Analyzing and modeling the maximum diversity problem by zero-one
    programming. Decision Sciences 24(6), 1171-1185. https://doi.org/10.1111/j.1540-5915.1993.tb00509.x
    """
    people = np.flatnonzero(sitting.may)
    heads, tails = np.nonzero(np.triu(pool.strangers[np.ix_(people, people)], 1))
    count, pairs = len(people), len(heads)
    if not pairs:
        return 0
    matrix, low, high = _constraints(pool, sitting, people, heads, tails)
    answer = milp(
        np.r_[np.zeros(count), -np.ones(pairs)],
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(np.r_[sitting.must[people].astype(float), np.zeros(pairs)], np.ones(count + pairs)),
        integrality=np.r_[np.ones(count), np.zeros(pairs)],
        options={"time_limit": seconds},
    )
    bound = answer.mip_dual_bound
    usual = most_pairs(pool, sitting)
    return usual if bound is None or not np.isfinite(bound) else min(usual, int(np.floor(1e-6 - bound)))


def _constraints(
    pool: Pool, sitting: Sitting, people: np.ndarray, heads: np.ndarray, tails: np.ndarray
) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Write down: a pair needs both seats; each meets at most all others there; the seats, the quotas, the groups."""
    rows = [*_pair_rows(len(people), heads, tails, sitting.seats), *_seat_rows(sitting, people, len(heads))]
    rows += _group_rows(pool, sitting, people, len(heads))
    matrix = vstack([part for part, _low, _high in rows]).tocsr()
    return matrix, np.concatenate([low for _part, low, _high in rows]), np.concatenate([high for *_rest, high in rows])


_Rows = tuple[csr_array, np.ndarray, np.ndarray]


def _pair_rows(count: int, heads: np.ndarray, tails: np.ndarray, seats: int) -> Iterator[_Rows]:
    pairs, columns = len(heads), np.arange(len(heads))
    unit = np.ones(pairs)
    for ends in (heads, tails):
        place = np.r_[columns + count, ends]
        matrix = coo_array((np.r_[unit, -unit], (np.r_[columns, columns], place)), shape=(pairs, count + pairs))
        yield matrix.tocsr(), np.full(pairs, -np.inf), np.zeros(pairs)
    ends, seat = np.r_[heads, tails], np.arange(count)
    place = np.r_[columns + count, columns + count, seat]
    entries = np.r_[unit, unit, np.full(count, -(seats - 1.0))]
    matrix = coo_array((entries, (np.r_[ends, seat], place)), shape=(count, count + pairs))
    yield matrix.tocsr(), np.full(count, -np.inf), np.zeros(count)


def _seat_rows(sitting: Sitting, people: np.ndarray, pairs: int) -> Iterator[_Rows]:
    kinds = [(np.ones(len(people)), sitting.seats, sitting.seats)]
    kinds += [(quota.members[people].astype(float), quota.minimum, quota.maximum) for quota in sitting.quotas]
    for members, low, high in kinds:
        yield csr_array(np.r_[members, np.zeros(pairs)][np.newaxis]), np.array([low]), np.array([high])


def _group_rows(pool: Pool, sitting: Sitting, people: np.ndarray, pairs: int) -> Iterator[_Rows]:
    """Say that the pairs, and those within groups, are no more than all: tangents of each group's own pairs."""
    groups, seats = pool.groups[people], sitting.seats
    count = len(np.unique(groups))
    for level in (
        seats // max(1, count),
        seats // max(1, count) + 1,
    ):
        # for whole n: n(n − 1)/2 ≥ level · n − level(level + 1)/2
        slope, fixed = float(level), count * level * (level + 1) / 2
        row = np.r_[np.full(len(people), slope), np.ones(pairs)][np.newaxis]
        yield csr_array(row), np.array([-np.inf]), np.array([seats * (seats - 1) / 2 + fixed])
