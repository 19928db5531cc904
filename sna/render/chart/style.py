"""The style of all charts: their ink, and how a number becomes a place or a depth of colour."""

from __future__ import annotations

from collections.abc import Callable

from sna.render.map.colour import contrast
from sna.render.svg import Fill, Letters, Pen

INK = "#1D2730"
MUTE = "#505A5F"
RULE = "#DFE3E6"
TRACK = "#EDF0F2"
BLUE = "#12436D"
ORANGE = "#DE4818"
DEPTHS = ("#DCE8F4", "#BCD5EB", "#94BDE0", "#5F9BD0", "#2E75B6", "#12436D")

HAIR = Pen(RULE)
SMALL = Letters(12, MUTE)
LABEL = Letters(13, INK)
WHITE = Fill("#FFFFFF")


def scale(lowest: float, highest: float, start: float, end: float) -> Callable[[float], float]:
    """Give the function that places a value between `lowest` and `highest` on a line from `start` to `end` px.

    A value outside is placed at the nearer end.

    Examples
    --------
    >>> scale(-1, 1, 100, 300)(0)
    200.0
    """
    length = (highest - lowest) or 1.0

    def place(value: float) -> float:
        share = (value - lowest) / length
        return start + min(1.0, max(0.0, share)) * (end - start)

    return place


def depth(value: float, highest: float) -> tuple[str, str]:
    """Give the colour of a cell, deeper for more, and the ink that can be read on it.

    Examples
    --------
    >>> depth(9, 9)
    ('#12436D', '#FFFFFF')
    """
    colour = DEPTHS[min(len(DEPTHS) - 1, int(len(DEPTHS) * (value / highest) ** 0.7))] if highest > 0 else DEPTHS[0]
    return colour, INK if contrast(colour, INK) >= contrast(colour) else "#FFFFFF"
