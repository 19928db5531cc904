"""The lines of the map: bent so that all ties between two islands run together, and cut where they enter an island."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
Curve = tuple[Point, ...]
Circle = tuple[Point, float]

_REACH = 0.22
"""How far the handles stand off the islands, as a share of the space between them."""


def path(start: Point, stop: Point, one: Circle, other: Circle) -> Curve:
    """Give the curve of a tie between people of two islands: four points.

    Its handles stand on the line between the two middles, so that the ties of a pair of islands form one bundle.

    Examples
    --------
    >>> path((0, 5), (100, 5), ((0, 0), 20), ((100, 0), 20))[1:3]
    ((33.2, 0.0), (66.8, 0.0))
    """
    (ax, ay), (bx, by) = one[0], other[0]
    away = max(float(np.hypot(bx - ax, by - ay)), 1e-9)
    off = _REACH * max(0.0, away - one[1] - other[1])
    near, far = (one[1] + off) / away, (other[1] + off) / away
    return start, _between(one[0], other[0], near), _between(other[0], one[0], far), stop


def ends(curve: Curve, circle: Circle, *, last: bool) -> Curve:
    """Give the part of a curve inside the circle it begins in, or the one it ends in.

    Examples
    --------
    >>> inside = ends(((0, 0), (40, 0), (60, 0), (100, 0)), ((0, 0), 20), last=False)
    >>> round(inside[-1][0])
    20
    """
    if last:
        return ends(curve[::-1], circle, last=False)
    low, high = 0.0, 1.0
    for _step in range(14):
        middle = (low + high) / 2
        x, y = _head(curve, middle)[-1]
        inside = np.hypot(x - circle[0][0], y - circle[0][1]) < circle[1]
        low, high = (middle, high) if inside else (low, middle)
    return _head(curve, low)


def bands(ties: Sequence[Sequence[Any]], group: Sequence[int]) -> dict[tuple[int, int], float]:
    """Give each tied pair of islands its share of the ties of the most tied pair.

    Examples
    --------
    >>> bands([[0, 2], [1, 2], [0, 3]], [0, 0, 1, 2])
    {(0, 1): 1.0, (0, 2): 0.5}
    """
    counted = Counter((min(pair), max(pair)) for pair in ((group[tie[0]], group[tie[1]]) for tie in ties))
    across = {pair: count for pair, count in sorted(counted.items()) if pair[0] != pair[1]}
    most = max(across.values(), default=1)
    return {pair: count / most for pair, count in across.items()}


def band(one: Point, other: Point) -> Curve:
    """Give the slightly bent curve of a band between two middles: three points."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    return one, ((one[0] + other[0]) / 2 - 0.07 * dy, (one[1] + other[1]) / 2 + 0.07 * dx), other


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _head(curve: Curve, share: float) -> Curve:
    """Cut a curve at a share of its way and give the first part (de Casteljau)."""
    level, head = list(curve), [curve[0]]
    while len(level) > 1:
        level = [_between(one, other, share) for one, other in itertools.pairwise(level)]
        head.append(level[0])
    return tuple(head)
