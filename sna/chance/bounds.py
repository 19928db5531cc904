"""Between which figures the answer lies if the registers of some gatherings are missing: the two ends of what may be.

Who was at them is not known. At one end people came in whole groups, at the other every group sent its usual part; of
everything that may have been, about one in a hundred is more among its own, or more mixed, than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from sna.chance.co_attendance import CoAttendance, co_attendance
from sna.chance.residuals import Attendance

Span = tuple[float, float]
"""The lowest and the highest figure."""


class Bounds(NamedTuple):
    """Between which figures both ratios and the change lie, whoever was at the gatherings without a register."""

    ratios: tuple[Span, Span]
    change: Span


def bounds(attendance: Attendance, missing: tuple[int, int]) -> Bounds | None:
    """Work the ratios out with the gatherings added that have no register: in whole groups, and evenly mixed.

    They are as large as the smallest, the middle and the largest gathering of their period.

    Parameters
    ----------
    attendance
        As `co_attendance` takes it, without these gatherings.
    missing
        How many of the first and of the last period have no register.

    Returns
    -------
    Bounds | None
        None where the ratio cannot be told with them.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> forum = Attendance.of(random.random((24, 20)) < 0.4, np.repeat(np.arange(4), 6), np.arange(20) >= 10)
    >>> low, high = bounds(forum, (1, 0)).ratios[0]
    >>> low < co_attendance(forum, permutations=0).ratios.before.value < high
    True
    """
    ends = [_ends(attendance, missing[final], final=bool(final)) for final in (0, 1)]
    answers = [answer for pair in product(*ends) if (answer := _answer(attendance, *pair)) is not None]
    if not answers:
        return None
    values = np.array([[interval.value for interval in answer.ratios[:3]] for answer in answers])
    *ratios, change = zip(values.min(axis=0).tolist(), values.max(axis=0).tolist(), strict=True)
    return Bounds((ratios[0], ratios[1]), change)


def _answer(*parts: Attendance | None) -> CoAttendance | None:
    """Give the answer of all these gatherings, of the same people."""
    pieces = [part for part in parts if part is not None]
    presence, could = (
        np.concatenate([getattr(part, name) for part in pieces], axis=1) for name in ("presence", "could")
    )
    last, kind = (np.concatenate([getattr(part, name) for part in pieces]) for name in ("last", "kind"))
    return co_attendance(Attendance(presence, could, pieces[0].member, last, kind), permutations=0)


def _ends(attendance: Attendance, number: int, *, final: bool) -> Sequence[Attendance | None]:
    """Give what at so many gatherings of one period leads to its lowest and its highest ratio."""
    ratios = {}
    for place, part in enumerate(parts := [*_possible(attendance, number, final=final)]):
        answer = _answer(attendance, part)
        if answer is not None:
            ratios[place] = (answer.ratios.after if final else answer.ratios.before).value
    return (
        [parts[min(ratios, key=ratios.__getitem__)], parts[max(ratios, key=ratios.__getitem__)]] if ratios else [None]
    )


def _possible(attendance: Attendance, number: int, *, final: bool) -> Iterator[Attendance]:
    """Give what may have been at so many gatherings of one period, as far as it may be an end."""
    period = attendance.periods[final]
    sizes = period.presence.sum(axis=0)
    sizes = sizes[(sizes > 0) & (sizes < len(period.presence))]
    if not number or not len(sizes):
        return
    able = np.asarray(period.could.any(axis=1))
    could = np.tile(able, (number, 1)).T
    flags = np.full(number, final), np.full(number, int(np.bincount(period.kind).argmax()))
    for size in sorted({int(sizes.min()), int(np.median(sizes)), int(sizes.max())}):
        for ranks in _orders(period):
            columns = [_arrivals(ranks(turn), able, size) for turn in range(number)]
            yield Attendance(np.column_stack(columns), could, attendance.member, *flags)


def _arrivals(rank: np.ndarray, could: np.ndarray, size: int) -> np.ndarray:
    """Choose those of the lowest ranks, of those who could be there."""
    chosen = np.zeros(len(rank), bool)
    chosen[np.argsort(np.where(could, rank, np.inf), kind="stable")[:size]] = True
    return np.asarray(chosen & could)


def _orders(period: Attendance) -> Iterator[Callable[[int], np.ndarray]]:
    """Give the orders in which people may have come: at each turn others, because more of the same would be keenness.

    In whole groups, from each group on; or every group its usual part, those who come often first, or last.
    """
    often, groups = (period.presence & period.could).sum(axis=1), period.member.argmax(axis=1)
    usual, numbers = np.bincount(groups, often) + 0.5, np.bincount(groups)
    sharing = np.flatnonzero(numbers > 1)
    order = sharing[np.argsort(-numbers[sharing], kind="stable")]
    place = np.full(len(numbers), len(order))
    place[order] = np.arange(len(order))
    for start in range(len(order)):
        yield lambda turn, start=start: (place[groups] - start - turn) % (len(order) + 1)  # type: ignore[misc]
    for sign in (-1, 1):
        yield lambda turn, sign=sign: _parts(sign * often, groups, usual, turn)  # type: ignore[misc]


def _parts(key: np.ndarray, groups: np.ndarray, usual: np.ndarray, turn: int) -> np.ndarray:
    """Rank people so that of the first so many each group has as large a part as it usually has."""
    rank = np.empty(len(groups))
    for group, part in enumerate(usual):
        own = np.flatnonzero(groups == group)
        own = np.roll(own[np.argsort(key[own], kind="stable")], -turn)
        rank[own] = (np.arange(len(own)) + 0.5) / part
    return rank
