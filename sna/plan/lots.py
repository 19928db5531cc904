"""What drawing lots, a rota or habit would give under the same rules: a plan is worth what it adds to these."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from sna.plan.pool import Pool, Rules, Sitting
from sna.plan.search import Values, filled

Way: TypeAlias = Literal["lot", "rota", "habit"]
WAYS: tuple[Way, ...] = ("lot", "rota", "habit")
"""Names from a hat; whoever had fewest seats first; whoever comes anyway."""
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
    rng, meetings = np.random.default_rng(seed), len(rules.must)
    counts = np.zeros((draws, meetings + 1), np.int64)
    for draw in range(draws):
        counts[draw] = _curve(pool, rules, way, rng, meetings)
    return counts


def _curve(pool: Pool, rules: Rules, way: Way, rng: np.random.Generator, meetings: int) -> np.ndarray:
    """Count the pairs who never met in one simulated series."""
    strangers, turns = pool.strangers.copy(), pool.turns.astype(float).copy()
    counts, recent = [int(strangers.sum()) // 2], np.zeros((meetings, len(turns)), bool)
    for meeting in range(meetings):
        resting = np.asarray(recent[max(0, meeting - rules.rest) : meeting].any(axis=0))
        seats = seats_of(rules.sitting(meeting, resting), _ranks(pool, way, turns[np.newaxis], rng, 1))[0]
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
