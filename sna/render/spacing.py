"""Pushing things apart on paper until none lies on another, moving each as little as possible."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

BETWEEN = 48.0
"""px left free between two circles, so that ties can be followed between them."""
ROUND_NAMES = 9.0
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
    half, reach, drop, margins = _shapes(radii, names, gap)
    for _round in range(_ROUNDS):
        push = _pushes(np.vstack([points, points]) + drop, half, reach, margins)
        moves = push[: len(points)] + push[len(points) :]
        if np.abs(moves).max() < 0.3:
            break
        points += 0.3 * moves
    return points


def _shapes(radii: Array, names: Array, gap: float) -> tuple[Array, Array, Array, Array]:
    """Describe circles and names alike: half sizes of a box, a reach round it, an offset, the space each pair keeps."""
    count = len(radii)
    half = np.vstack([np.zeros((count, 2)), names / 2])
    reach = np.r_[radii, np.zeros(count)]
    drop = np.zeros((2 * count, 2))
    drop[count:, 1] = -(radii + 5 + names[:, 1] / 2)
    is_name = np.arange(2 * count) >= count
    margins = np.where(is_name[:, None] | is_name[None, :], ROUND_NAMES, gap)
    real = np.r_[np.ones(count, dtype=bool), names[:, 0] > 0]
    owner = np.tile(np.arange(count), 2)
    ignored = ~(real[:, None] & real[None, :]) | (owner[:, None] == owner[None, :])
    return half, reach, drop, np.where(ignored, -np.inf, margins)


def _pushes(places: Array, half: Array, reach: Array, margins: Array) -> Array:
    """Give each shape the sum of the moves away from those it comes too near to."""
    away = places[:, None] - places[None, :]
    side = np.where(away == 0, _parting(len(places)), np.sign(away))
    free = np.abs(away) - (half[:, None] + half[None, :])
    outside = np.maximum(free, 0)
    distance = np.hypot(outside[..., 0], outside[..., 1])
    crossing = free.max(axis=-1) <= 0
    across = (free[..., 0] > free[..., 1])[..., None] == np.array([True, False])
    direction = np.where(crossing[..., None], across, outside / np.maximum(distance, 1e-9)[..., None]) * side
    near = np.where(crossing, free.max(axis=-1), distance) - reach[:, None] - reach[None, :]
    return np.asarray((direction * np.maximum(margins - near, 0)[..., None]).sum(axis=1))


def _parting(count: int) -> Array:
    """Decide who goes left and up when two stand on the same spot."""
    order = np.arange(count)
    return np.where(order[:, None] < order[None, :], -1.0, 1.0)[..., None]
