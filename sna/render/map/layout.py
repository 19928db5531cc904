"""Where people stand on the map: computed once, in Python, so that every period and every reader sees the same places.

By group, each organisation is a circle; circles that are tied stand near each other, people sit in rings inside, and
each faces those they are tied to. By connection, distance along ties becomes distance on paper; each connected part is
laid out by stress majorisation, and people without any tie wait in a tray below.

References
----------
Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics Quarterly 2, 83-97.
https://doi.org/10.1002/nav.3800020109
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components, shortest_path

from sna.render.map.labels import DIGITS, apart, lying, majorised, scaled
from sna.render.map.scene import LARGEST_DOT

STEP = 45.0
"""px between neighbours in a ring: room for a dot and a first name."""
RIM = 28.0
SMALLEST = 42.0
GAP = 58.0
SHAPE = 1.38
"""Width of the map over its height: between what wide and ordinary screens leave beside the panel."""
_STRETCH = 1.3
"""How far a map that is too high or too wide is drawn out to that shape."""
SMALLEST_DOT = 6.0
"""px: two of the largest, ringed, still stand apart in neighbouring seats."""
GROWTH = 2.5
INSIDE = 0.35
"""How much a tie inside the organisation decides where people sit, against one across."""
TYPICAL = 52.0
"""px between a person and the nearest other by connection, in the middle of the range."""
_STARTS = 12
_TURNS = 12
MOST_TURNED = 100
"""People of a circle that is tried in several turns; a larger one turns by itself as people move to their ties."""
LARGEST_DEAL = 1_000
"""People of a circle whose seats are dealt by the Hungarian method; it takes the cube of their number."""
MOST_SEATED = 2_000
"""People on a map whose large circles are dealt too."""
_ROUNDS = 8
_SWEEPS = 40
_STAY = 0.2
"""How much of their own place people keep in each sweep, so that two do not change places for ever."""
_CONTRACTIONS = 3
MOST_ARRANGED = 120
"""Islands that are laid out by the ties between them; more are set in rows."""
"""How often the islands are drawn together and parted again, so that little paper stays empty."""


class Islands(msgspec.Struct, frozen=True):
    """People in circles: `positions` n × 2, `centres` k × 2 and `radii` k, all in px round the middle of the map."""

    positions: np.ndarray
    centres: np.ndarray
    radii: np.ndarray


def by_group(
    groups: Sequence[int],
    strength: np.ndarray | sparse.csr_array,
    names: np.ndarray | None = None,
    *,
    seed: int = 0,
    starts: int = _STARTS,
) -> Islands:
    """Place one circle per group and its people inside.

    Parameters
    ----------
    groups
        The number of each person's group, 0 … k − 1, none left out.
    strength
        n × n, symmetric, 0 where there is no tie.
    names
        k × 2, the width and height in px of each group's name, which stands above its circle.
    seed, starts
        For the starting points, and how many are tried at most.

    Examples
    --------
    >>> islands = by_group([0, 0, 1], np.zeros((3, 3)))
    >>> islands.positions.shape, islands.radii.tolist()
    ((3, 2), [50.5, 42.0])
    """
    group, strength = np.asarray(groups, dtype=int), sparse.csr_array(strength)
    sizes = np.bincount(group, minlength=int(group.max(initial=-1)) + 1)
    slots = [ring_slots(int(size)) * STEP for size in sizes]
    radii = np.array([max(SMALLEST, np.hypot(*slot.T).max() + RIM) for slot in slots])
    labels = np.zeros((len(sizes), 2)) if names is None else np.asarray(names, dtype=float)
    centres = _group_centres(radii, _bonds(group, strength), labels, range(seed, seed + starts))
    positions = _seated(slots, centres, group, strength)
    return Islands(_rounded(positions), _rounded(centres), np.round(radii, 1))


def radius_of(reached: int, most: int = 0) -> float:
    """Give the radius in px of somebody tied to so many people outside their group.

    What is more than the smallest dot grows with the root of the people reached: by `GROWTH`, or by so much less that
    whoever reaches `most` gets the largest dot.

    Examples
    --------
    >>> radius_of(0), radius_of(4), radius_of(4, most=64), radius_of(64, most=64)
    (6.0, 11.0, 8.2, 15.0)
    """
    growth = min(GROWTH, (LARGEST_DOT - SMALLEST_DOT) / max(most, 1) ** 0.5)
    return float(round(SMALLEST_DOT + growth * reached**0.5, 1))


def ring_slots(count: int) -> np.ndarray:
    """Give places for people in rings round a middle, neighbours one unit apart, nobody closer.

    Examples
    --------
    >>> ring_slots(2).round(1).tolist()
    [[0.5, 0.0], [-0.5, 0.0]]
    """
    rings = [_ring(size) for size in _ring_sizes(count)]
    return np.vstack(rings) if rings else np.zeros((0, 2))


def _ring(size: int) -> np.ndarray:
    first = -np.pi / 2 + (np.pi / size if size % 2 == 0 else 0)
    angles = first + np.arange(size) * 2 * np.pi / size
    return np.asarray(_ring_radius(size) * np.c_[np.cos(angles), np.sin(angles)])


def _ring_radius(size: int) -> float:
    return 0.0 if size == 1 else float(0.5 / np.sin(np.pi / size))


def _ring_sizes(count: int) -> list[int]:
    """Give the fewest people in the outer ring that leave room for the rest inside, then the same of these."""
    outer = [0]
    for size in range(1, count + 1):
        # more people never need a smaller ring, so the search goes on from the ring of one fewer
        ring = max(1, outer[-1])
        while ring < size and _ring_radius(outer[size - ring]) + 0.95 > _ring_radius(ring):
            ring += 1
        outer.append(ring)
    sizes = []
    while count:
        sizes.append(outer[count])
        count -= outer[count]
    return sizes


def _bonds(group: np.ndarray, strength: sparse.csr_array) -> np.ndarray:
    """Sum the ties between each two groups."""
    size = len(group)
    belongs = sparse.csr_array((np.ones(size), (np.arange(size), group)), shape=(size, int(group.max(initial=-1)) + 1))
    bonds = np.round((belongs.T @ strength @ belongs).toarray(), 9)
    np.fill_diagonal(bonds, 0.0)
    return np.asarray(bonds)


def _group_centres(radii: np.ndarray, bonds: np.ndarray, labels: np.ndarray, seeds: range) -> np.ndarray:
    if len(radii) < 2:
        return np.zeros((len(radii), 2))
    target = _targets(radii, bonds)
    most = _STARTS if len(radii) <= 40 else 3 if len(radii) <= MOST_ARRANGED else 1
    tried = [_arranged(target, radii, labels, seed) for seed in seeds[:most]]
    return min(tried, key=lambda centres: _untidiness(centres, radii, bonds))


def _targets(radii: np.ndarray, bonds: np.ndarray) -> np.ndarray:
    """Say how far apart the circles would like to be: less the more ties they share."""
    touching = radii[:, None] + radii[None, :] + GAP
    near = touching * (1 + 0.9 / np.sqrt(np.maximum(bonds, 1)))
    paths = shortest_path(np.where(bonds > 0, near, 0.0), directed=False)
    finite = np.isfinite(paths)
    far = max(0.6 * float(paths[finite].max()), float(touching.max()))
    return np.asarray(np.minimum(np.where(finite, paths, far), 2.5 * touching))


def _arranged(target: np.ndarray, radii: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    start = np.random.default_rng(seed).normal(size=(len(target), 2)) * target.mean()
    centres = lying(majorised(target, start, rounds=250 if len(target) <= MOST_ARRANGED else 25))
    if len(target) > MOST_ARRANGED:
        return _in_rows(centres, radii, labels)
    centres[:, 1] *= 0.8
    centres = apart(centres, radii, labels)
    for _round in range(_CONTRACTIONS):
        centres = apart(0.9 * centres, radii, labels)
    return _stretched(centres, radii)


def _in_rows(centres: np.ndarray, radii: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Set very many islands in rows, each near where it would like to be: pushing them apart would take minutes."""
    width = max(2 * float(radii.max()), float(labels[:, 0].max())) + GAP
    height = 2 * float(radii.max()) + float(labels[:, 1].max()) + GAP
    rows = max(1, round(float(np.sqrt(len(centres) * width / height / SHAPE))))
    places = np.zeros_like(centres)
    for row, members in enumerate(np.array_split(np.argsort(centres[:, 1], kind="stable"), rows)):
        ordered = members[np.argsort(centres[members, 0], kind="stable")]
        places[ordered] = np.c_[np.arange(len(members)) * width, np.full(len(members), row * height)]
    return places


def _stretched(centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Move the islands apart in the direction in which a screen has room left."""
    width, height = np.ptp(centres, axis=0) + 2 * radii.mean()
    factor = float(np.clip(SHAPE * height / width, 1 / _STRETCH, _STRETCH))
    return centres * (max(factor, 1.0), max(1 / factor, 1.0))


def _untidiness(centres: np.ndarray, radii: np.ndarray, bonds: np.ndarray) -> float:
    """Weigh long ties, an ill-shaped map and wasted paper."""
    lengths = np.hypot(*(centres[:, None] - centres[None, :]).transpose(2, 0, 1))
    width, height = np.ptp(centres, axis=0) + 2 * radii.mean()
    area = np.sqrt(width * height)
    long = float((bonds * lengths).sum() / max(bonds.sum(), 1e-9) / area)
    shape = 1.2 * abs(np.log(width / height / SHAPE))
    return round(float(long + shape + 0.6 * area / np.sqrt((np.pi * radii**2).sum())), DIGITS)


def _seated(slots: list[np.ndarray], centres: np.ndarray, group: np.ndarray, strength: sparse.csr_array) -> np.ndarray:
    """Seat each group's people so that everybody is near those they are tied to."""
    members = [np.flatnonzero(group == number) for number in range(len(slots))]
    pull = strength.tocoo()
    alike = group[pull.coords[0]] == group[pull.coords[1]]
    pull = sparse.csr_array((pull.data * np.where(alike, INSIDE, 1.0), pull.coords), shape=strength.shape)
    positions = np.zeros((len(group), 2))
    for number, people in enumerate(members):
        positions[people] = centres[number] + slots[number]
    for number, people in enumerate(members):
        if len(people) > MOST_TURNED:
            positions[people] = _barycentre_seats(slots[number], centres[number], people, pull, positions)
    most = LARGEST_DEAL if len(group) <= MOST_SEATED else MOST_TURNED
    for _round in range(_ROUNDS):
        before = positions.copy()
        for number, people in enumerate(members):
            if 1 < len(people) <= most:
                positions[people] = _best_seats(slots[number], centres[number], pull[people], positions)
        if np.array_equal(before, positions):
            break
    return positions


def _barycentre_seats(
    slots: np.ndarray, centre: np.ndarray, people: np.ndarray, pull: sparse.csr_array, positions: np.ndarray
) -> np.ndarray:
    """Move many people again and again to the middle of those they are tied to, and spread them over the seats.

    Who is moved further out sits further out, and in each ring people sit in the order of their angles. This alone
    leaves ties a little long, but the Hungarian method ends far sooner, and better, where it begins with these seats.
    """
    pull, positions = pull[people], positions.copy()
    ring = np.round(np.hypot(*slots.T), DIGITS)
    seats = np.lexsort((_angle(slots), ring))
    total = np.asarray(pull.sum(axis=1))[:, None]
    for _sweep in range(_SWEEPS):
        own = positions[people]
        middle = np.where(total > 0, pull @ positions / np.maximum(total, 1e-9), own)
        wish = np.round(_STAY * own + (1 - _STAY) * middle, DIGITS)
        wish = np.round(wish - wish.mean(axis=0), DIGITS)
        rings = np.empty(len(people))
        rings[np.argsort(np.round(np.hypot(*wish.T), DIGITS), kind="stable")] = ring[seats]
        own[np.lexsort((_angle(wish), rings))] = centre + slots[seats]
        positions[people] = own
    return np.asarray(positions[people])


def _angle(points: np.ndarray) -> np.ndarray:
    return np.asarray(np.round(np.arctan2(points[:, 1], points[:, 0]), DIGITS))


def _best_seats(slots: np.ndarray, centre: np.ndarray, pull: sparse.csr_array, positions: np.ndarray) -> np.ndarray:
    """Try the ring in several turns; in each, deal the seats out by the Hungarian method."""
    tied = np.unique(pull.indices)
    near = pull[:, tied].toarray()
    best, least = centre + slots, np.inf
    for turn in _turns(len(slots)):
        seats = np.round(centre + slots @ turn, DIGITS)
        away = np.hypot(*(seats[:, None] - positions[tied][None, :]).transpose(2, 0, 1))
        cost = np.round(near @ away.T, DIGITS)
        rows, columns = linear_sum_assignment(cost)
        total = cost[rows, columns].sum() + _crowding(seats)
        if total < least - 1e-6:
            least, best = total, seats[columns]
    return np.asarray(best)


@functools.cache
def _turns(count: int) -> tuple[np.ndarray, ...]:
    turns = 1 if count == 2 or count > MOST_TURNED else _TURNS if count <= 30 else 3
    angles = np.arange(turns) * 2 * np.pi / turns
    return tuple(np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) for angle in angles)


def _crowding(seats: np.ndarray) -> float:
    """Count the pairs whose names, written to the right of the dots, would run into each other."""
    away = np.abs(seats[:, None] - seats[None, :])
    return float(((away[..., 1] < 13) & (away[..., 0] < 62)).sum() - len(seats)) * 12


def _rounded(points: np.ndarray) -> np.ndarray:
    """Round to a tenth of a px, so that the last digits of a processor's arithmetic do not reach the file."""
    return np.round(points, 1) + 0.0


class Spread(msgspec.Struct, frozen=True):
    """People by connection: `positions` n × 2, and the line above those without a tie: left, right and height."""

    positions: np.ndarray
    tray: tuple[float, float, float] | None


def by_connection(groups: Sequence[int], strength: np.ndarray, radii: np.ndarray) -> Spread:
    """Place people by their ties alone: each connected part by stress, those without a tie in a tray below.

    Parameters
    ----------
    groups
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
    group, count = np.asarray(groups, dtype=int), len(groups)
    positions = np.zeros((count, 2))
    parts = _parts(strength)
    shapes = [_part(part, group, strength, radii) for part in parts if len(part) > 1]
    bottom = _shelved([part for part in parts if len(part) > 1], shapes, positions)
    isolates = np.flatnonzero(~(strength > 0).any(axis=1)) if count else np.array([], dtype=int)
    tray = _tray(isolates, positions, bottom)
    return Spread(np.round(positions, 1) + 0.0, tray)


def _parts(strength: np.ndarray) -> list[np.ndarray]:
    """Give the connected parts, largest first."""
    if not len(strength):
        return []
    count, label = connected_components(strength > 0, directed=False)
    parts = [np.flatnonzero(label == number) for number in range(count)]
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _part(part: np.ndarray, group: np.ndarray, strength: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Lay out one connected part round its middle."""
    inner = strength[np.ix_(part, part)]
    # a strong tie is short, but never so short that dots lie on each other
    steps = np.where(inner > 0, 0.35 + 1 / np.sqrt(np.maximum(inner, 1)), 0.0)
    target = shortest_path(steps, directed=False)
    same = group[part][:, None] == group[part][None, :]
    target = np.where(same, np.minimum(target, 1.35), target)
    np.fill_diagonal(target, 0.0)
    weight = np.where(same, 1.6, 1.0) / np.maximum(target, 0.2) ** 2
    points = lying(majorised(target, scaled(target), weight, rounds=150))
    distances = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(distances, np.inf)
    # the nearest neighbour sets the scale: the farthest would crowd a large part
    points *= TYPICAL / max(float(np.median(distances.min(axis=1))), 1e-9)
    width, height = np.ptp(points, axis=0) + 1
    # a sheet lies on its side: a part that is tall for it is stretched, within reason
    points[:, 0] *= min(1.35, max(1.0, SHAPE * height / width))
    return apart(points, radii[part] + 9, np.zeros((len(part), 2)), gap=0.0)


def _shelved(parts: list[np.ndarray], shapes: list[np.ndarray], positions: np.ndarray) -> float:
    """Put the largest part first and the others in rows below it; give the height where they end."""
    if not parts:
        return 0.0
    width = max(float(np.ptp(shapes[0][:, 0])), 600.0)
    column, top, row = 0.0, 0.0, 0.0
    for number, (part, shape) in enumerate(zip(parts, shapes, strict=True)):
        size = np.ptp(shape, axis=0)
        if number == 1 or column + size[0] > width:
            column, top, row = 0.0, top + row + 70, 0.0
        positions[part] = shape - shape.min(axis=0) + (column, top)
        column, row = column + size[0] + 90, max(row, size[1])
    return top + row


def _tray(isolates: np.ndarray, positions: np.ndarray, bottom: float) -> tuple[float, float, float] | None:
    """Put those without a tie in rows below a line; give the line."""
    if not len(isolates):
        return None
    start = float(positions[:, 0].min(initial=0.0))
    columns = max(3, int(max(np.ptp(positions[:, 0]), 540.0) // 76))
    line = bottom + (70 if bottom else 0)
    for number, person in enumerate(isolates):
        positions[person] = start + 20 + number % columns * 76, line + 34 + number // columns * 40
    stop = start + max(min(len(isolates), columns) * 76, 180)
    return round(start, 1), round(stop, 1), round(float(line), 1)
