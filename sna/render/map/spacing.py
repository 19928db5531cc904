"""Points on paper: as far apart as targets say, and things pushed apart until none lies on another.

References
----------
Gansner, E. R., Koren, Y., & North, S. (2005). Graph drawing by stress majorization. Graph Drawing 2004, 239-250.
https://doi.org/10.1007/978-3-540-31843-9_25

Torgerson, W. S. (1952). Multidimensional scaling: I. Theory and method. Psychometrika 17, 401-419.
https://doi.org/10.1007/BF02288916
"""

from __future__ import annotations

import msgspec
import numpy as np

BETWEEN = 54.0
"""px left free between two circles, so that ties can be followed between them."""
ROUND_NAMES = 9.0
ENOUGH = 1.0
"""px of a margin that may be lacking."""
_ROUNDS = 500
DIGITS = 6
"""Decimals kept on the way: what lies beyond differs from processor to processor and must not decide a place."""


def apart(centres: np.ndarray, radii: np.ndarray, names: np.ndarray, gap: float = BETWEEN) -> np.ndarray:
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
    # small steps: a pair is parted from both sides and by several neighbours at once, so that whole pushes would swing
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

    owner: np.ndarray
    drop: np.ndarray
    half: np.ndarray
    reach: np.ndarray
    margins: np.ndarray


def _shapes(radii: np.ndarray, names: np.ndarray, gap: float) -> _Shapes:
    count, named = len(radii), np.flatnonzero(names[:, 0] > 0)
    owner = np.r_[np.arange(count), named]
    is_name = np.arange(len(owner)) >= count
    half = np.where(is_name[:, None], names[owner] / 2, 0.0)
    drop = np.where(is_name, -(radii[owner] + 5 + half[:, 1]), 0.0)
    margins = np.where(is_name[:, None] | is_name[None, :], ROUND_NAMES, gap)
    own = owner[:, None] == owner[None, :]  # a name may touch the circle it belongs to
    zero = np.zeros(len(owner))
    return _Shapes(
        owner, np.c_[zero, drop], half, np.where(is_name, 0.0, radii[owner]), np.where(own, -np.inf, margins)
    )


def _pushes(places: np.ndarray, shapes: _Shapes) -> tuple[np.ndarray, float]:
    """Give each shape the sum of the moves away from those it comes too near to, and the worst lack of room."""
    away = places[:, None] - places[None, :]
    order = np.arange(len(places))
    parting = np.where(order[:, None] < order[None, :], -1.0, 1.0)  # of two on the same spot the first goes left and up
    side = np.where(away == 0, parting[..., None], np.sign(away))
    free = np.abs(away) - (shapes.half[:, None] + shapes.half[None, :])
    outside = np.maximum(free, 0)
    distance = np.hypot(outside[..., 0], outside[..., 1])
    most = np.maximum(free[..., 0], free[..., 1])
    crossing = most <= 0
    # boxes that overlap part along the axis on which less is lacking; others along the line between their edges
    across = (free[..., 0] > free[..., 1])[..., None] == np.array([True, False])
    direction = np.where(crossing[..., None], across, outside / np.maximum(distance, 1e-9)[..., None]) * side
    near = np.where(crossing, most, distance) - shapes.reach[:, None] - shapes.reach[None, :]
    lack = np.maximum(shapes.margins - near, 0)
    return (direction * lack[..., None]).sum(axis=1), float(lack.max())


def majorised(target: np.ndarray, start: np.ndarray, weight: np.ndarray | None = None, rounds: int = 250) -> np.ndarray:
    """Move points until their distances are as near to the targets as the plane allows (SMACOF)."""
    weight = 1 / np.maximum(target, 1e-9) ** 2 if weight is None else weight.copy()
    np.fill_diagonal(weight, 0.0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)  # of the Laplacian of the weights: singular
    points = np.round(start, DIGITS)
    for _round in range(rounds):
        away = points[:, None] - points[None, :]
        ratio = -weight * target / np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9)
        np.fill_diagonal(ratio, 0.0)
        np.fill_diagonal(ratio, -ratio.sum(axis=1))
        # the Guttman transform: the minimum of a parabola that touches the stress here and lies above it elsewhere
        moved = np.round(inverse @ (ratio @ points), DIGITS)
        still = np.abs(moved - points).max() < 0.001 * target.mean()
        points = moved
        if still:
            break
    return points


def lying(points: np.ndarray) -> np.ndarray:
    """Turn the points so that the longer side lies, the same way up each time."""
    middle = points - points.mean(axis=0)
    return _upright(np.round(middle @ np.linalg.svd(middle, full_matrices=False)[2].T, DIGITS))


def scaled(target: np.ndarray) -> np.ndarray:
    """Give classical multidimensional scaling of the distances: a good place to start majorising from.

    People with the same distances to everybody would share a point for ever; a hair's breadth parts them. A hair's
    breadth in the distances too keeps a shape that could be turned any way from being turned by chance.
    """
    random = np.random.default_rng(0)
    loose = random.normal(size=target.shape) * 0.02 * target.mean()
    square = (target + np.triu(loose, 1) + np.triu(loose, 1).T) ** 2
    centred = -0.5 * (square - square.mean(axis=0) - square.mean(axis=1)[:, None] + square.mean())
    values, vectors = np.linalg.eigh(centred)
    spread = _upright(np.round(vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0)), DIGITS))
    hair = random.normal(size=(len(target), 2)) * 0.01 * target.mean()
    return np.asarray(spread[:, ::-1] + hair)


def _upright(points: np.ndarray) -> np.ndarray:
    """Choose the side of each axis: the farthest point, the first of several, lies above 0."""
    if not len(points):
        return points
    largest = np.abs(points).argmax(axis=0)
    return np.asarray(points * np.where(points[largest, np.arange(points.shape[1])] < 0, -1, 1))
