"""How far something moved from before to now, with the interval of the change: a ring, a dot and a line."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from sna.render.chart.look import BLUE, HAIR, INK, MUTE, SMALL, WHITE, scale
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, text_width

WIDTH, LEFT, RIGHT, TOP, STEP = 900.0, 206.0, 560.0, 66.0, 30.0
INTERVAL = Pen(INK, 1.6)


class Moved(Struct, frozen=True):
    """One row: the value before and now, where now would lie in 95 of 100 (None if not known), and what is written."""

    label: str
    before: float
    now: float
    within: tuple[float, float] | None = None
    remark: str = ""
    colour: str = BLUE


def moved_svg(name: str, rows: Sequence[Moved], heads: tuple[str, str], *, title: str, description: str = "") -> str:
    """Draw one line per row: a ring before, a dot now, and the interval round the dot; `heads` name the periods.

    Examples
    --------
    >>> drawing = moved_svg("moved", [Moved("Teams", 0.5, 0.1, (0.0, 0.2))], ("Year 1", "Year 2"), title="Isolation")
    >>> "Year 2" in drawing
    True
    """
    drawing = Drawing(name, WIDTH, TOP + STEP * len(rows) + 10, title=title, description=description)
    ends = [end for row in rows for end in (row.before, row.now, *(row.within or ()))]
    least = 0.0 if min(ends) >= 0 else max(-1.0, -0.25 * math.ceil(-4 * min(ends)))
    _key(drawing, heads)
    _axis(drawing, least)
    for number, row in enumerate(rows):
        _row(drawing, row, TOP + STEP * (number + 0.5), least)
    return drawing.svg()


def _axis(drawing: Drawing, least: float) -> None:
    place = scale(least, 1, LEFT, RIGHT)
    drawing.text((LEFT, TOP - 36), "← people mix", SMALL)
    drawing.text((RIGHT, TOP - 36), "they meet only their own →", Letters(12, MUTE, anchor="end"))
    for step in range(round(4 * least), 5):
        x = place(step / 4)
        drawing.line([(x, TOP - 8), (x, drawing.height - 8)], HAIR if step else Pen("#B1B4B6", 1.5))
        drawing.text((x, TOP - 17), f"{step / 4:g}".replace("-", "−"), Letters(12, MUTE, anchor="middle"))


def _row(drawing: Drawing, row: Moved, y: float, least: float) -> None:
    place = scale(least, 1, LEFT, RIGHT)
    drawing.text((LEFT - 16, y), shortened(row.label, LEFT - 26, 13), Letters(13, INK, anchor="end"))
    drawing.line([(place(row.before), y), (place(row.now), y)], Pen(row.colour, 5, 0.25))
    if row.within is not None:
        low, high = (place(value) for value in row.within)
        drawing.line([(low, y), (high, y)], INTERVAL)
        for end in (low, high):
            drawing.line([(end, y - 5), (end, y + 5)], INTERVAL)
    drawing.circle((place(row.before), y), 5, fill=WHITE, pen=Pen(row.colour, 1.8))
    drawing.circle((place(row.now), y), 6, fill=Fill(row.colour), pen=Pen("#FFFFFF", 1.2))
    drawing.text((RIGHT + 22, y), shortened(row.remark, WIDTH - RIGHT - 24, 12), SMALL)


def _key(drawing: Drawing, heads: tuple[str, str]) -> None:
    x = LEFT
    for word, sign in ((heads[0], "before"), (heads[1], "now"), ("95% interval of the change", "interval")):
        if sign == "before":
            drawing.circle((x + 8, 9), 5, fill=WHITE, pen=Pen(BLUE, 1.8))
        elif sign == "now":
            drawing.circle((x + 8, 9), 6, fill=Fill(BLUE))
        else:
            drawing.line([(x, 9), (x + 16, 9)], INTERVAL)
        said = shortened(word, 170, 12)
        drawing.text((x + 22, 9), said, Letters(12, MUTE))
        x += 22 + text_width(said, 12) + 20
