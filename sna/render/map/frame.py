"""From the map's own measure to a sheet or a screen of a given size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from sna.render.map.scene import Island
from sna.render.svg import Point, text_width

NAME_SIZE = 14.5
LEAST_NAME = 10.5
LEADING = 1.16
"""Height of a line of a name over its size."""
SEAT, LARGEST_DOT = 20.0, 15.0
"""px of the map's own measure round a seat in which no other dot reaches, and of the largest dot."""
_EDGE = 12.0


class Frame(Struct, frozen=True):
    """A sheet and how the map lies on it: px on paper = px of the map × `scale` + `shift`."""

    width: float
    height: float
    scale: float
    shift: Point

    def point(self, place: Sequence[float]) -> Point:
        """Give the point on the sheet."""
        return place[0] * self.scale + self.shift[0], place[1] * self.scale + self.shift[1]

    def circle(self, island: Island) -> tuple[Point, float]:
        """Give the middle and the radius of an island on the sheet."""
        return self.point((island.x, island.y)), island.radius * self.scale

    @property
    def dot(self) -> float:
        """How large dots are against the map's own measure: they shrink more slowly than the map."""
        return max(0.5, min(1.25, self.scale))

    def radius(self, radius: float) -> float:
        """Give a dot's radius on the sheet, px: the largest is never so large that neighbours in a ring touch."""
        return max(1.5, radius * min(self.dot, self.scale * SEAT / LARGEST_DOT))

    @property
    def name_size(self) -> float:
        """How large islands' names are written, px."""
        return float(max(9.5, min(NAME_SIZE, NAME_SIZE * self.scale**0.5)))


def fitted(islands: Sequence[Island], width: float, height: float) -> Frame:
    """Fit islands and the names above them into a sheet.

    Examples
    --------
    >>> fitted([Island("Hill Trust", False, [], 1, 0, "#014EA1", "#014EA1", x=0, y=0, radius=50)], 124, 124).scale
    1.0
    """
    if not islands:
        return Frame(width, height, 1.0, (width / 2, height / 2))
    lefts, tops, rights, bottoms = zip(*map(_room, islands), strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    scale = min((width - 2 * _EDGE) / (right - left), (height - 2 * _EDGE) / (bottom - top), 1.6)
    return Frame(width, height, scale, ((width - scale * (left + right)) / 2, (height - scale * (top + bottom)) / 2))


def _room(island: Island) -> tuple[float, float, float, float]:
    """Give the box round a circle and its name."""
    side = max(island.radius, widest(island.lines) / 2)
    name = len(island.lines) * NAME_SIZE * LEADING + 6 * bool(island.lines)
    x, y = island.x, island.y
    return x - side, y - island.radius - name, x + side, y + island.radius


def widest(lines: Iterable[str], size: float = NAME_SIZE) -> float:
    """Give the width of the longest line of an island's name, px."""
    return max((text_width(line, size, bold=True) for line in lines), default=0.0)
