"""What stands for a person on the map: the name, the initials, the role or a code.

Whoever makes the file decides; with initials, roles or codes the names themselves are not in it.

Names on the map, the important first, each where it covers no dot and no other name, or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
import numpy as np

from sna.render.map.frame import LEADING, Frame, Point
from sna.render.svg import Letters, text_width

UNNAMED, UNSTATED = "No name", "Role not stated"
_STYLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "cllr"})


Style = Literal["names", "initials", "roles", "codes"]


def labels(names: Sequence[str], style: Style, roles: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Give each person's label, and a short one that is still unique where a short one exists.

    Codes number the people in the order they are given; two people with the same initials, or in the same of the
    `roles`, are told apart by a number.

    Examples
    --------
    >>> labels(["Ann Okafor", "Ann Lowe", "Bo"], "names")
    (['Ann Okafor', 'Ann Lowe', 'Bo'], ['Ann O.', 'Ann L.', 'Bo'])
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
        full = [name or UNNAMED for name in names]
        return full, _shortened(full)
    if style == "codes":
        coded = _codes(len(names))
    else:
        coded = _numbered([role or UNSTATED for role in roles] if style == "roles" else list(map(_initials, names)))
    return coded, list(coded)


def _codes(count: int) -> list[str]:
    width = len(str(count))
    return [f"P{number:0{width}d}" for number in range(1, count + 1)]


def _initials(name: str) -> str:
    return "".join(word[0].upper() for word in (_own_words(name) if name else []) if word[0].isalpha()) or "?"


def _numbered(marks: list[str]) -> list[str]:
    often, seen = Counter(marks), Counter[str]()
    numbered = []
    for mark in marks:
        seen[mark] += 1
        numbered.append(f"{mark} {seen[mark]}" if often[mark] > 1 else mark)
    return numbered


def _shortened(names: list[str]) -> list[str]:
    """Take the first name; if others share it, add the initial of the last; if that is shared too, the whole name.

    A label that ends in a number, such as "Nurse 2", stays whole.
    """
    words = [[name] if name.split()[-1:] and name.split()[-1].isdigit() else _own_words(name) for name in names]
    first = [own[0] for own in words]
    second = [f"{own[0]} {own[-1][0]}." if len(own) > 1 else own[0] for own in words]
    firsts, seconds = Counter(first), Counter(second)
    return [
        name if name == UNNAMED else one if firsts[one] == 1 else two if seconds[two] == 1 else name
        for name, one, two in zip(names, first, second, strict=True)
    ]


def _own_words(name: str) -> list[str]:
    """Leave out what stands before a name, such as "Dr"."""
    words = name.split()
    return [word for word in words if word.casefold().rstrip(".") not in _STYLES] or words


Box = tuple[float, float, float, float]
Written = tuple[Point, str, Letters]

MOST_NAMES = 120
_NAME, _NOBODY = -1, -2
QUIET = "#66747E"
_STRONG, _PLAIN = "#0B0C0C", "#2B3640"


class Board:
    """What is taken on a sheet: dots, and the names put so far."""

    def __init__(self, width: float, height: float) -> None:
        self._size = (width, height)
        self._boxes: list[Box] = []
        self._owners: list[int] = []

    def dot(self, owner: int, centre: Point, radius: float) -> None:
        """Take the place of a dot; its owner's own name may touch it."""
        self._take((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius), owner)

    def name(self, box: Box) -> None:
        """Take the place of a name."""
        self._take(box, _NAME)

    def free(self, box: Box, owner: int = _NOBODY, *, over_dots: bool = False) -> bool:
        """Tell whether a box lies on the sheet and on nothing but its owner's dot, or but dots."""
        if box[0] < 2 or box[1] < 2 or box[2] > self._size[0] - 2 or box[3] > self._size[1] - 2:
            return False
        if not self._boxes:
            return True
        taken, owners = np.array(self._boxes), np.array(self._owners)
        hit = (box[0] < taken[:, 2]) & (box[2] > taken[:, 0]) & (box[1] < taken[:, 3]) & (box[3] > taken[:, 1])
        return not bool((hit & (owners != owner) & ((owners < 0) | (not over_dots))).any())

    def _take(self, box: Box, owner: int) -> None:
        self._boxes.append(box)
        self._owners.append(owner)


def name_islands(board: Board, scene: dict[str, Any], frame: Frame, act: dict[str, Any]) -> Iterator[Written]:
    """Write each island's name above or below it, if possible on no other island, or not at all; the large come first.

    The name of an island where nobody is in this period is quiet, and comes last.
    """
    size, empty = frame.name_size, set(act["empty"])
    for number in sorted(range(len(scene["islands"])), key=lambda at: (at in empty, -scene["islands"][at]["people"])):
        island = scene["islands"][number]
        free = [box for box in _above(island, frame) if board.free(box)]
        if not free:
            continue
        others = [_circle(other, frame) for other in scene["islands"] if other is not island]
        box = next((box for box in free if not _meets(box, others)), free[0])
        board.name(box)
        ink = QUIET if number in empty else island["ink"]
        letters = Letters(size, ink, bold=number not in empty, anchor="middle", halo=True)
        for row, line in enumerate(island["lines"]):
            yield ((box[0] + box[2]) / 2, box[1] + (row + 0.5) * size * LEADING), line, letters


def _above(island: dict[str, Any], frame: Frame) -> list[Box]:
    """Give the boxes in which an island's name may stand, the best first."""
    size = frame.name_size
    (x, y), radius = _circle(island, frame)
    half = max((text_width(line, size, bold=True) / 2 for line in island["lines"]), default=0.0)
    x = max(half + 4, min(frame.width - half - 4, x))
    deep = size * LEADING * len(island["lines"])
    tops = (y - radius - 5 - deep, y + radius + 5)
    sides = [(side, top) for side in (x, x - half / 2, x + half / 2) for top in tops]
    return [(side - half, top, side + half, top + deep) for side, top in sides]


def _circle(island: dict[str, Any], frame: Frame) -> tuple[Point, float]:
    return frame.at((island["x"], island["y"])), island["r"] * frame.scale


def _meets(box: Box, circles: list[tuple[Point, float]]) -> bool:
    """Tell whether a box lies on one of the circles."""
    return any(
        np.hypot(x - min(max(x, box[0]), box[2]), y - min(max(y, box[1]), box[3])) < radius
        for (x, y), radius in circles
    )


def name_people(
    board: Board, scene: dict[str, Any], frame: Frame, act: dict[str, Any], *, only_connectors: bool = False
) -> Iterator[Written]:
    """Write people's names: connectors first and in full where that fits, then by how many they reach outside."""
    ringed, who = set(act["connectors"]), set(range(len(scene["people"]))).difference(act["absent"])
    for at in sorted(who, key=lambda at: (at not in ringed, -act["radii"][at], at))[:MOST_NAMES]:
        strong = at in ringed
        if only_connectors and not strong:
            continue
        gap = frame.radius(act["radii"][at]) + (7 if strong else 4)
        dot = _Dot(at, frame.at(scene["places"]["group"][at]), gap, _size(frame, strong=strong), strong)
        yield from _written(board, dot, scene["people"][at])


class _Dot(msgspec.Struct, frozen=True):
    """Where a name may stand: whose, round what point and how far off, how large and how bold."""

    owner: int
    at: Point
    gap: float
    size: float
    strong: bool


def _size(frame: Frame, *, strong: bool) -> float:
    return (13.0 if strong else 12.0) if frame.width >= 640 else 9.5


def _written(board: Board, dot: _Dot, person: dict[str, Any]) -> Iterator[Written]:
    """Write the name in the first free place; a connector's is shortened, or covers dots, before it is left out."""
    plain = [(person["short"], False)]
    bold = [(person["name"], False), *plain, (person["short"], True)]
    for text, over_dots in bold if dot.strong else plain:
        placed = _placed(board, dot, text, over_dots=over_dots)
        if placed:
            colour = _STRONG if dot.strong else _PLAIN
            yield placed[0], text, Letters(dot.size, colour, bold=dot.strong, anchor=placed[1], halo=True)
            return


def _placed(board: Board, dot: _Dot, text: str, *, over_dots: bool) -> tuple[Point, str] | None:
    """Find the first of eight places round a dot that is free, and take it."""
    width, half = text_width(text, dot.size, bold=dot.strong), dot.size * 0.56
    for point, anchor in _places(dot.at, dot.gap, dot.size):
        left = point[0] - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = (left - 1, point[1] - half, left + width + 1, point[1] + half)
        if board.free(box, dot.owner, over_dots=over_dots):
            board.name(box)
            return point, anchor
    return None


def _places(dot: Point, gap: float, size: float) -> Iterator[tuple[Point, str]]:
    x, y = dot
    beside, above, slant = gap * 0.72, gap + size * 0.45, gap * 0.8 + 2
    yield (x + gap, y), "start"
    yield (x - gap, y), "end"
    yield (x, y + above), "middle"
    yield (x, y - above), "middle"
    yield (x + beside, y + slant), "start"
    yield (x - beside, y + slant), "end"
    yield (x + beside, y - slant), "start"
    yield (x - beside, y - slant), "end"
