"""Charts as hand-written SVG: marks along a line, as wide as the page lets them be, and small rows of columns.

Each function takes rows of plain data and gives one drawing; the text of a line stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from markupsafe import Markup
from msgspec import Struct

from sna.render.page import svg_markup
from sna.render.svg import Drawing, Fill

AT = 1.0
"""Where the line stands: as expected."""


class Mark(Struct, frozen=True):
    """A mark on a line: a box, a span or a whisker from one value to another, a dot or an upright at one.

    `kind` gives its colour: ``"before"``, ``"now"``, ``"base"``, ``"band"``, ``"new"``, ``"gone"``, ``"could"``,
    ``"ink"``. `level` is its height, from 0 (top) to 1.
    """

    shape: Literal["box", "span", "whisker", "dot", "upright"]
    kind: str
    start: float
    end: float = 0.0
    level: float = 0.5


class Scale(Struct, frozen=True):
    """The values at both ends of all lines of a chart, and whether equal ratios are equally far apart."""

    low: float
    high: float
    ratios: bool = False

    def place(self) -> Callable[[float], float]:
        """Give the place of a value in percent of the width; what lies outside stands at the end."""
        bend = math.log if self.ratios else float
        line = scale(bend(self.low), bend(self.high), 0, 100)
        return lambda value: line(bend(min(max(value, self.low), self.high)))


def ratio_scale(ratios: Iterable[float | None]) -> Scale:
    """Give a scale of ratios that holds these values and 1, both ends at the next tenth outside.

    Examples
    --------
    >>> ratio_scale([0.84, 1.23, None])
    Scale(low=0.8, high=1.3, ratios=True)
    """
    values = [AT, *(value for value in ratios if value is not None and value > 0)]
    low, high = math.floor(10 * min(values)) / 10, math.ceil(10 * max(values)) / 10
    return Scale(max(0.1, min(low, 0.8)), min(10.0, max(high, 1.2)), ratios=True)


def line_svg(marks: Sequence[Mark], along: Scale) -> Markup:
    """Draw the marks of one line; a reader who does not see them reads the figures beside it.

    Examples
    --------
    >>> print(line_svg([Mark("dot", "now", 1.5)], Scale(1, 2)))
    <svg class="plot" aria-hidden="true"><circle class="now" cx="50%" cy="50%" r="7"/></svg>
    """
    place = along.place()
    return Markup(f'<svg class="plot" aria-hidden="true">{"".join(_mark(mark, place) for mark in marks)}</svg>')  # noqa: S704 - numbers and the house's own words


def _mark(mark: Mark, place: Callable[[float], float]) -> str:
    start, end, level = (f"{value:.2f}".rstrip("0").rstrip(".") for value in _places(mark, place))
    match mark.shape:
        case "dot":
            return f'<circle class="{mark.kind}" cx="{start}%" cy="{level}%" r="7"/>'
        case "upright":
            return f'<line class="{mark.kind}" x1="{start}%" x2="{start}%" y1="0" y2="100%"/>'
        case "box":
            return f'<rect class="{mark.kind}" x="{start}%" y="12%" width="{end}%" height="76%"/>'
        case "span":
            return f'<line class="{mark.kind}" x1="{start}%" x2="{end}%" y1="{level}%" y2="{level}%"/>'
        case "whisker":
            ends = "".join(f'<line class="ink" x1="{x}%" x2="{x}%" y1="38%" y2="62%"/>' for x in (start, end))
            return f'<line class="ink" x1="{start}%" x2="{end}%" y1="50%" y2="50%"/>{ends}'


def _places(mark: Mark, place: Callable[[float], float]) -> tuple[float, float, float]:
    start, end = place(mark.start), place(mark.end if mark.shape in {"box", "span", "whisker"} else mark.start)
    return start, end - start if mark.shape == "box" else end, 100 * mark.level


def spark_svg(name: str, values: Sequence[int], *, title: str) -> Markup:
    """Draw a small row of columns, one per value; a zero is a short grey stroke on the ground line.

    Examples
    --------
    >>> spark_svg("s1", [2, 0, 1], title="2, 0, 1").count("<rect")
    3
    """
    drawing = Drawing(name, 7.0 * len(values) + 1, 20, title=title)
    for number, value in enumerate(values):
        height = max(3.0, 18 * value / max(values)) if value else 1.0
        drawing.rectangle((7.0 * number + 1, 19 - height), (5, height), fill=Fill(BLUE if value else GREY))
    return svg_markup(drawing.svg())


INK = "#1D2730"
MUTE = "#505A5F"
BLUE = "#12436D"
GREY = "#B1B4B6"


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
