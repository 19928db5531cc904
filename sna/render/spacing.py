"""Pushing things apart on paper until none lies on another, moving each as little as possible."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

BETWEEN = 54.0
"""px left free between two circles, so that ties can be followed between them."""
ROUND_NAMES = 9.0
ENOUGH = 1.0
"""px of a margin that may be lacking."""
_ROUNDS = 500


def apart(centres: Array, radii: Array, names: Array, gap: float = BETWEEN) -> Array:
    """Push circles apart that overlap, or whose names, standing above them, run into another circle or name.

    Parameters
    ----------
    centres, radii
        k × 2 and k, px.
    names
        k × 2, width and height of each name; 0 where there is none.
    gap
        px to keep free between two circles.

    Examples
    --------
    >>> moved = apart(np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([20.0, 20.0]), np.zeros((2, 2)), gap=0)
    >>> bool(np.ptp(moved[:, 0]) > 39)
    True
    """
    points = np.array(centres, dtype=float)
    if len(points) < 2:
        return points
    shapes = _shapes(radii, names, gap)
    for _round in range(_ROUNDS if len(points) <= 150 else _ROUNDS // 4):
        push, worst = _pushes(points[shapes.owner] + shapes.drop, shapes)
        if worst < ENOUGH:
            break
        moves = np.zeros_like(points)
        np.add.at(moves, shapes.owner, push)
        points += 0.3 * moves
        if np.abs(moves).max() < 1:  # they hold each other fast: give all of them more room
            points *= 1.05
    return points


class _Shapes(msgspec.Struct, frozen=True):
    """Circles and names described alike.

    Each has an owner it moves with at a fixed drop, half the sizes of its box, and a reach round that box; each pair
    keeps a margin.
    """

    owner: Array
    drop: Array
    half: Array
    reach: Array
    margins: Array


def _shapes(radii: Array, names: Array, gap: float) -> _Shapes:
    count, named = len(radii), np.flatnonzero(names[:, 0] > 0)
    owner = np.r_[np.arange(count), named]
    is_name = np.arange(len(owner)) >= count
    half = np.where(is_name[:, None], names[owner] / 2, 0.0)
    drop = np.where(is_name, -(radii[owner] + 5 + half[:, 1]), 0.0)
    margins = np.where(is_name[:, None] | is_name[None, :], ROUND_NAMES, gap)
    own = owner[:, None] == owner[None, :]
    zero = np.zeros(len(owner))
    return _Shapes(
        owner, np.c_[zero, drop], half, np.where(is_name, 0.0, radii[owner]), np.where(own, -np.inf, margins)
    )


def _pushes(places: Array, shapes: _Shapes) -> tuple[Array, float]:
    """Give each shape the sum of the moves away from those it comes too near to, and the worst lack of room."""
    away = places[:, None] - places[None, :]
    side = np.where(away == 0, _parting(len(places)), np.sign(away))
    free = np.abs(away) - (shapes.half[:, None] + shapes.half[None, :])
    outside = np.maximum(free, 0)
    distance = np.hypot(outside[..., 0], outside[..., 1])
    crossing = free.max(axis=-1) <= 0
    across = (free[..., 0] > free[..., 1])[..., None] == np.array([True, False])
    direction = np.where(crossing[..., None], across, outside / np.maximum(distance, 1e-9)[..., None]) * side
    near = np.where(crossing, free.max(axis=-1), distance) - shapes.reach[:, None] - shapes.reach[None, :]
    lack = np.maximum(shapes.margins - near, 0)
    return (direction * lack[..., None]).sum(axis=1), float(lack.max())


def _parting(count: int) -> Array:
    """Decide who goes left and up when two stand on the same spot."""
    order = np.arange(count)
    return np.where(order[:, None] < order[None, :], -1.0, 1.0)[..., None]
