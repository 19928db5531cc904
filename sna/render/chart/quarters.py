"""Quarter by quarter: a line for what was measured, with gaps where nothing could be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct

from sna.render.chart.bars import apart
from sna.render.chart.look import BLUE, HAIR, INK, MUTE, scale
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900.0, 210.0, 52.0, 720.0, 16.0, 176.0


class Line(Struct, frozen=True):
    """One line: what it is called, and a value for each quarter (None where there is none)."""

    label: str
    values: Sequence[float | None]
    colour: str = BLUE


def quarters_svg(
    name: str, quarters: Sequence[str], lines: Sequence[Line], *, title: str, description: str = ""
) -> str:
    """Draw the lines over the quarters; values of −1 … 1, the line at 0 is dark, labels stand at the right.

    Examples
    --------
    >>> quarters_svg("trend", ["2024 Q1", "2024 Q2"], [Line("Teams", [0.4, None])], title="Isolation").count("<circle")
    2
    """
    drawing = Drawing(name, WIDTH, HEIGHT, title=title, description=description)
    known = [value for line in lines for value in line.values if value is not None]
    down = scale(min([0.0, *known]), max([0.5, *known]), BOTTOM, TOP)
    across = scale(0, max(1, len(quarters) - 1), LEFT + 20, RIGHT - 24)
    for step in range(-4, 5):
        if min([0.0, *known]) <= step / 4 <= max([0.5, *known]):
            y = down(step / 4)
            drawing.line([(LEFT, y), (RIGHT, y)], HAIR if step else Pen("#B1B4B6", 1.5))
            drawing.text((LEFT - 10, y), f"{step / 4:g}".replace("-", "−"), Letters(12, MUTE, anchor="end"))
    every = max(1, -(-len(quarters) // 8))
    for at in range(0, len(quarters), every):
        drawing.text((across(at), HEIGHT - 16), shortened(quarters[at], 80, 12), Letters(12, MUTE, anchor="middle"))
    drawn = [line for line in lines if any(value is not None for value in line.values)]
    ends = [down(next(value for value in reversed(line.values) if value is not None)) for line in drawn]
    for line, height in zip(drawn, apart(ends, limits=(TOP, BOTTOM)), strict=True):
        _line(drawing, line, [across(at) for at in range(len(quarters))], down)
        drawing.circle((RIGHT + 10, height), 4, fill=Fill(line.colour))
        drawing.text((RIGHT + 20, height), shortened(line.label, WIDTH - RIGHT - 24, 12), Letters(12, INK))
    return drawing.svg()


def _line(drawing: Drawing, line: Line, places: Sequence[float], down: Callable[[float], float]) -> None:
    points = [
        (place, down(value)) if value is not None else None for place, value in zip(places, line.values, strict=True)
    ]
    pairs = [(one, other) for one, other in pairwise(points) if one and other]
    drawing.lines(pairs, Pen(line.colour, 2, 0.7))
    for point in points:
        if point is not None:
            drawing.circle(point, 3.5, fill=Fill(line.colour))
