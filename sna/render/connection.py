"""Where people stand when the organisations are forgotten: distance along ties becomes distance on paper.

Each connected part is laid out by stress majorisation; people without any tie wait in a tray below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from scipy.sparse.csgraph import connected_components, shortest_path

from sna.render.layout import SHAPE
from sna.render.spacing import apart
from sna.render.stress import lying, majorised, scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, np.dtype[Any]]

TYPICAL = 52.0
"""px between a person and the nearest other, in the middle of the range."""


class Spread(msgspec.Struct, frozen=True):
    """People by connection: `positions` n × 2, and the line above those without a tie: left, right and height."""

    positions: Array
    tray: tuple[float, float, float] | None


def by_connection(where: Sequence[int], strength: Array, radii: Array) -> Spread:
    """Place people by their ties alone: each connected part by stress, those without a tie in a tray below.

    Parameters
    ----------
    where
        The number of each person's group; people of one group stay a little nearer.
    strength
        n × n, symmetric, 0 where there is no tie.
    radii
        Each person's dot, px.

    Examples
    --------
    >>> by_connection([0, 0], np.zeros((2, 2)), np.array([6.0, 6.0])).tray
    (0.0, 180.0, 0.0)
    """
    group, count = np.asarray(where, dtype=int), len(where)
    positions = np.zeros((count, 2))
    parts = _parts(strength)
    shapes = [_part(part, group, strength, radii) for part in parts if len(part) > 1]
    bottom = _shelved([part for part in parts if len(part) > 1], shapes, positions)
    alone = np.flatnonzero(~(strength > 0).any(axis=1)) if count else np.array([], dtype=int)
    tray = _tray(alone, positions, bottom)
    return Spread(np.round(positions, 1) + 0.0, tray)


def _parts(strength: Array) -> list[Array]:
    """Give the connected parts, largest first."""
    if not len(strength):
        return []
    count, label = connected_components(strength > 0, directed=False)
    parts = [np.flatnonzero(label == number) for number in range(count)]
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _part(part: Array, group: Array, strength: Array, radii: Array) -> Array:
    """Lay out one connected part round its middle."""
    inner = strength[np.ix_(part, part)]
    steps = np.where(inner > 0, 0.35 + 1 / np.sqrt(np.maximum(inner, 1)), 0.0)
    target = shortest_path(steps, directed=False)
    same = group[part][:, None] == group[part][None, :]
    target = np.where(same, np.minimum(target, 1.35), target)
    np.fill_diagonal(target, 0.0)
    weight = np.where(same, 1.6, 1.0) / np.maximum(target, 0.2) ** 2
    points = lying(majorised(target, scaled(target), weight, rounds=150))
    points *= TYPICAL / max(_typical_distance(points), 1e-9)
    width, height = np.ptp(points, axis=0) + 1
    points[:, 0] *= min(1.35, max(1.0, SHAPE * height / width))
    return apart(points, radii[part] + 9, np.zeros((len(part), 2)), gap=0.0)


def _typical_distance(points: Array) -> float:
    away = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    return float(np.median(away.min(axis=1)))


def _shelved(parts: list[Array], shapes: list[Array], positions: Array) -> float:
    """Put the largest part first and the others in rows below it; give the height where they end."""
    if not parts:
        return 0.0
    width = max(float(np.ptp(shapes[0][:, 0])), 600.0)
    left, top, row = 0.0, 0.0, 0.0
    for number, (part, shape) in enumerate(zip(parts, shapes, strict=True)):
        size = np.ptp(shape, axis=0)
        if number == 1 or left + size[0] > width:
            left, top, row = 0.0, top + row + 70, 0.0
        positions[part] = shape - shape.min(axis=0) + (left, top)
        left, row = left + size[0] + 90, max(row, size[1])
    return top + row


def _tray(alone: Array, positions: Array, bottom: float) -> tuple[float, float, float] | None:
    """Put those without a tie in rows below a line; give the line."""
    if not len(alone):
        return None
    left = float(positions[:, 0].min(initial=0.0))
    columns = max(3, int(max(np.ptp(positions[:, 0]), 540.0) // 76))
    line = bottom + (70 if bottom else 0)
    for number, person in enumerate(alone):
        positions[person] = left + 20 + number % columns * 76, line + 34 + number // columns * 40
    return round(left, 1), round(left + max(min(len(alone), columns) * 76, 180), 1), round(line, 1)
