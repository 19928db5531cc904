"""What a plan is held against: bounds of the very figure that the sentences say, and lots, a rota and habit.

A plan is worth what it adds to drawing lots under the same rules; the bound says how much better any other could be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import numpy as np
from msgspec.structs import replace
from scipy.sparse import coo_array, csr_array, vstack

from sna.plan.seats import Pool, Rules, Sitting, Values, best_of_all, filled

Way: TypeAlias = Literal["lot", "rota", "habit"]
WAYS: tuple[Way, ...] = ("lot", "rota", "habit")
"""Names from a hat; whoever had fewest seats first; whoever comes anyway."""
ABSENT = 0.3
"""Such a share of people cannot come to a meeting."""
LEAST_HABIT = 0.02
"""Whoever never came comes as often as this, by habit."""


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
    from scipy.optimize import Bounds, LinearConstraint, milp

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
