"""What stands for a person on the map, where each name goes, and how far points stand apart.

Whoever makes the file decides between names, initials, roles and codes; with all but names, the names themselves are
not in it. The important names go on the map first, each where it covers no dot and no other name, or not at all. Points
stand as far apart as targets say, and things are pushed apart until none lies on another.

References
----------
Gansner, E. R., Koren, Y., & North, S. (2005). Graph drawing by stress majorization. Graph Drawing 2004, 239-250.
https://doi.org/10.1007/978-3-540-31843-9_25

Torgerson, W. S. (1952). Multidimensional scaling: I. Theory and method. Psychometrika 17, 401-419.
https://doi.org/10.1007/BF02288916
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct

from sna.render.map.scene import LEADING, Act, Frame, Island, Person, Scene, widest
from sna.render.svg import Letters, Point, text_width

BETWEEN = 54.0
"""px left free between two circles, so that ties can be followed between them."""
ROUND_NAMES = 9.0
ENOUGH = 1.0
"""px of a margin that may be lacking."""
_ROUNDS = 500
DIGITS = 6
"""Decimals kept on the way: what lies beyond differs from processor to processor and must not decide a place."""
UNNAMED, UNSTATED = "No name", "Role not stated"
_HONORIFICS = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "cllr"})
Style = Literal["names", "initials", "roles", "codes"]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, px of the sheet."""
Writing = tuple[Point, str, Letters]
MOST_NAMES = 120
_NAME, _NOBODY = -1, -2
QUIET = "#66747E"
_STRONG, _PLAIN = "#0B0C0C", "#2B3640"


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
    crossing = free.max(axis=-1) <= 0
    # boxes that overlap part along the axis on which less is lacking; others along the line between their edges
    across = (free[..., 0] > free[..., 1])[..., None] == np.array([True, False])
    direction = np.where(crossing[..., None], across, outside / np.maximum(distance, 1e-9)[..., None]) * side
    near = np.where(crossing, free.max(axis=-1), distance) - shapes.reach[:, None] - shapes.reach[None, :]
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


def labels(
    names: Sequence[str], style: Style, roles: Sequence[str] = (), organisations: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Give each person's label, and a short one that is still unique where a short one exists.

    Namesakes are told apart by their role, or else by their organisation. Codes number the people in the order they are
    given; two people with the same initials, or in the same of the `roles`, are told apart by a number.

    Examples
    --------
    >>> labels(["Ann Okafor", "Ann Lowe", "Bo"], "names")
    (['Ann Okafor', 'Ann Lowe', 'Bo'], ['Ann O.', 'Ann L.', 'Bo'])
    >>> labels(["Ann Lowe", "Ann Lowe"], "names", ["Nurse", "Porter"])[0]
    ['Ann Lowe (Nurse)', 'Ann Lowe (Porter)']
    >>> labels(["Ann Okafor", "Abe Orr"], "initials")[0]
    ['AO 1', 'AO 2']
    >>> labels(["Ann Okafor", "Abe Orr"], "codes")[0]
    ['P1', 'P2']
    >>> labels(["Ann", "Bo", "Cy"], "roles", ["Nurse", "Nurse", ""])[0]
    ['Nurse 1', 'Nurse 2', 'Role not stated']
    >>> labels(["Dr Ann Okafor"], "names")[1]
    ['Ann']
    """
    if style == "names":
        full = _with_marks([name or UNNAMED for name in names], roles, organisations)
        return full, _shortened(full)
    if style == "codes":
        codes = [f"P{number:0{len(str(len(names)))}d}" for number in range(1, len(names) + 1)]
    else:
        codes = numbered([role or UNSTATED for role in roles] if style == "roles" else list(map(_initials, names)))
    return codes, list(codes)


def _with_marks(names: list[str], *marks: Sequence[str]) -> list[str]:
    """Write behind the names of namesakes the first of the marks that is theirs alone, or else the last they have."""
    bearers, apart = Counter(names), list(names)
    columns = [[*column] or [""] * len(names) for column in marks]
    sole = [Counter(zip(names, column, strict=True)) for column in columns]
    for place, name in enumerate(names):
        own = [(column[place], counts[name, column[place]]) for column, counts in zip(columns, sole, strict=True)]
        own_marks = [mark for mark, count in own if mark and count == 1] or [mark for mark, _count in own[::-1] if mark]
        if bearers[name] > 1 and own_marks and name != UNNAMED:
            apart[place] = f"{name} ({own_marks[0]})"
    return apart


def _initials(name: str) -> str:
    return "".join(word[0].upper() for word in (_own_words(name) if name else []) if word[0].isalpha()) or "?"


def numbered(marks: list[str]) -> list[str]:
    """Tell those that are alike apart by a number.

    Examples
    --------
    >>> numbered(["AO", "BL", "AO"])
    ['AO 1', 'BL', 'AO 2']
    """
    totals, counters = Counter(marks), {mark: itertools.count(1) for mark in marks}
    return [f"{mark} {next(counters[mark])}" if totals[mark] > 1 else mark for mark in marks]


def _shortened(names: list[str]) -> list[str]:
    """Take the first name; if others share it, add the initial of the last; if that is shared too, the whole name.

    A label that ends in a number, such as "Nurse 2", stays whole.
    """
    words = [[name] if name.split()[-1:] and name.split()[-1].isdigit() else _own_words(name) for name in names]
    first_names = [own[0] for own in words]
    with_initial = [f"{own[0]} {own[-1][0]}." if len(own) > 1 else own[0] for own in words]
    firsts, initials = Counter(first_names), Counter(with_initial)
    return [
        name if name == UNNAMED else short if firsts[short] == 1 else longer if initials[longer] == 1 else name
        for name, short, longer in zip(names, first_names, with_initial, strict=True)
    ]


def _own_words(name: str) -> list[str]:
    """Leave out what stands before a name, such as "Dr", and the mark of a namesake behind it."""
    words = (name.rpartition(" (")[0] if name.endswith(")") else name).split() or name.split()
    return [word for word in words if word.casefold().rstrip(".") not in _HONORIFICS] or words


# ---- where names go


class Board:
    """What is taken on a sheet: dots, and the names put so far."""

    def __init__(self, width: float, height: float) -> None:
        self._size = (width, height)
        self._boxes: list[Box] = []
        self._owners: list[int] = []

    def take(self, box: Box, owner: int = _NAME) -> None:
        """Take the place of a name, or of a dot, which its owner's own name may touch."""
        self._boxes.append(box)
        self._owners.append(owner)

    def free(self, box: Box, owner: int = _NOBODY, *, over_dots: bool = False) -> bool:
        """Tell whether a box lies on the sheet and on nothing but its owner's dot, or but dots."""
        if box[0] < 2 or box[1] < 2 or box[2] > self._size[0] - 2 or box[3] > self._size[1] - 2:
            return False
        if not self._boxes:
            return True
        boxes, owners = np.array(self._boxes), np.array(self._owners)
        hit = (box[0] < boxes[:, 2]) & (box[2] > boxes[:, 0]) & (box[1] < boxes[:, 3]) & (box[3] > boxes[:, 1])
        return not bool((hit & (owners != owner) & ((owners < 0) | (not over_dots))).any())


def name_islands(board: Board, scene: Scene, frame: Frame, act: Act) -> Iterator[Writing]:
    """Write each island's name above or below it, if possible on no other island, or not at all; the large come first.

    The name of an island where nobody is in this period is quiet, and comes last.
    """
    size, empty, islands = frame.name_size, set(act.empty), scene.islands
    for number in sorted(range(len(islands)), key=lambda place: (place in empty, -islands[place].people)):
        island = islands[number]
        free = [box for box in _name_boxes(island, frame) if board.free(box)]
        if not free:
            continue
        circles = [frame.circle(neighbour) for neighbour in islands if neighbour is not island]
        box = next((box for box in free if not _meets(box, circles)), free[0])
        board.take(box)
        ink = QUIET if number in empty else island.ink
        letters = Letters(size, ink, bold=number not in empty, anchor="middle", halo=True)
        for row, line in enumerate(island.lines):
            yield ((box[0] + box[2]) / 2, box[1] + (row + 0.5) * size * LEADING), line, letters


def _name_boxes(island: Island, frame: Frame) -> list[Box]:
    """Give the boxes in which an island's name may stand, the best first."""
    (x, y), radius = frame.circle(island)
    half = widest(island.lines, frame.name_size) / 2
    x = max(half + 4, min(frame.width - half - 4, x))
    height = frame.name_size * LEADING * len(island.lines)
    tops = (y - radius - 5 - height, y + radius + 5)
    middles = [(middle, top) for middle in (x, x - half / 2, x + half / 2) for top in tops]
    return [(middle - half, top, middle + half, top + height) for middle, top in middles]


def _meets(box: Box, circles: list[tuple[Point, float]]) -> bool:
    """Tell whether a box lies on one of the circles."""
    return any(
        np.hypot(x - min(max(x, box[0]), box[2]), y - min(max(y, box[1]), box[3])) < radius
        for (x, y), radius in circles
    )


def name_people(
    board: Board, scene: Scene, frame: Frame, act: Act, *, only_connectors: bool = False
) -> Iterator[Writing]:
    """Write people's names: connectors first and in full where that fits, then by how many they reach outside."""
    ringed, present = set(act.connectors), set(range(len(scene.people))).difference(act.absent)
    order = sorted(present, key=lambda person: (person not in ringed, -act.radii[person], person))
    for person in order[:MOST_NAMES]:
        strong = person in ringed
        if only_connectors and not strong:
            continue
        gap = frame.radius(act.radii[person]) + (7 if strong else 4)
        size = (13.0 if strong else 12.0) if frame.width >= 640 else 9.5
        dot = _Dot(person, frame.point(scene.places.group[person]), gap, size, strong)
        yield from _written(board, dot, scene.people[person])


class _Dot(Struct, frozen=True):
    """Where a name may stand: whose, round what point and how far off, how large and how bold."""

    owner: int
    centre: Point
    gap: float
    size: float
    strong: bool


def _written(board: Board, dot: _Dot, person: Person) -> Iterator[Writing]:
    """Write the name in the first free place; a connector's is shortened, or covers dots, before it is left out."""
    plain = [(person.short, False)]
    bold = [(person.name, False), *plain, (person.short, True)]
    for text, over_dots in bold if dot.strong else plain:
        spot = _spot(board, dot, text, over_dots=over_dots)
        if spot:
            colour = _STRONG if dot.strong else _PLAIN
            yield spot[0], text, Letters(dot.size, colour, bold=dot.strong, anchor=spot[1], halo=True)
            return


def _spot(board: Board, dot: _Dot, text: str, *, over_dots: bool) -> tuple[Point, str] | None:
    """Find the first of eight places round a dot that is free, and take it."""
    width, half = text_width(text, dot.size, bold=dot.strong), dot.size * 0.56
    for point, anchor in _spots(dot):
        left = point[0] - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = (left - 1, point[1] - half, left + width + 1, point[1] + half)
        if board.free(box, dot.owner, over_dots=over_dots):
            board.take(box)
            return point, anchor
    return None


def _spots(dot: _Dot) -> Iterator[tuple[Point, str]]:
    """Give the places for a name, the best first, and which end of it stands there; `placesRound` in paint.js too."""
    (x, y), gap = dot.centre, dot.gap
    side, above, slant = gap * 0.72, gap + dot.size * 0.45, gap * 0.8 + 2
    yield (x + gap, y), "start"
    yield (x - gap, y), "end"
    yield (x, y + above), "middle"
    yield (x, y - above), "middle"
    for down in (slant, -slant):
        yield (x + side, y + down), "start"
        yield (x - side, y + down), "end"
