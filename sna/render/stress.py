"""Points whose distances on paper come near to given ones.

References
----------
Gansner, E. R., Koren, Y., & North, S. (2005). Graph drawing by stress majorization. Graph Drawing 2004, 239-250.
https://doi.org/10.1007/978-3-540-31843-9_25

Torgerson, W. S. (1952). Multidimensional scaling: I. Theory and method. Psychometrika 17, 401-419.
https://doi.org/10.1007/BF02288916
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

DIGITS = 6
"""Decimals kept on the way: what lies beyond differs from processor to processor and must not decide a place."""


def majorised(target: Array, start: Array, weight: Array | None = None, rounds: int = 250) -> Array:
    """Move points until their distances are as near to the targets as the plane allows (SMACOF)."""
    weight = 1 / np.maximum(target, 1e-9) ** 2 if weight is None else weight.copy()
    np.fill_diagonal(weight, 0.0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    points = np.round(start, DIGITS)
    for _round in range(rounds):
        away = points[:, None] - points[None, :]
        ratio = -weight * target / np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9)
        np.fill_diagonal(ratio, 0.0)
        np.fill_diagonal(ratio, -ratio.sum(axis=1))
        moved = np.round(inverse @ (ratio @ points), DIGITS)
        still = np.abs(moved - points).max() < 0.001 * target.mean()
        points = moved
        if still:
            break
    return points


def lying(points: Array) -> Array:
    """Turn the points so that the longer side lies, the same way up each time."""
    middle = points - points.mean(axis=0)
    return _upright(np.round(middle @ np.linalg.svd(middle, full_matrices=False)[2].T, DIGITS))


def scaled(target: Array) -> Array:
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


def _upright(points: Array) -> Array:
    """Choose the side of each axis: the farthest point, the first of several, lies above 0."""
    if not len(points):
        return points
    largest = np.abs(points).argmax(axis=0)
    return np.asarray(points * np.where(points[largest, np.arange(points.shape[1])] < 0, -1, 1))
