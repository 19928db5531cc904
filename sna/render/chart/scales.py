"""Bars of so many of how many, and small rows of columns."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.render.chart.style import BLUE, INK, MUTE, TRACK, scale
from sna.render.page import svg_markup
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened

GREY = "#B1B4B6"
START, END, STEP = 190.0, 500.0, 27.0
"""Where bars begin and end, and the height of a row, in px."""


class Bar(Struct, frozen=True):
    """One bar: how many of how many, what is written beside it, and how many before (None for no mark)."""

    label: str
    part: float
    total: float
    remark: str
    before: float | None = None


def bars_svg(name: str, bars: Sequence[Bar], *, title: str) -> Markup:
    """Draw one bar per row on a pale track that stands for the total; a mark shows where it was before.

    Examples
    --------
    >>> bars_svg("reach", [Bar("Northmoor", 9, 14, "9 of 14")], title="Reach").count("9 of 14")
    1
    """
    drawing = Drawing(name, 760, STEP * len(bars) + 4, title=title)
    place = scale(0, max([bar.total for bar in bars], default=0), START, END)
    for number, bar in enumerate(bars):
        y = STEP * (number + 0.5) + 2
        drawing.text((START - 12, y), shortened(bar.label, 176, 13), Letters(13, INK, anchor="end"))
        for value, colour in ((bar.total, TRACK), (bar.part, BLUE)):
            drawing.rectangle((START, y - 8), (place(value) - START, 16), fill=Fill(colour))
        if bar.before is not None:
            for pen in (Pen("#FFFFFF", 4), Pen(INK, 2)):
                drawing.line([(place(bar.before), y - 11), (place(bar.before), y + 11)], pen)
        drawing.text((place(bar.total) + 10, y), bar.remark, Letters(13, MUTE))
    return svg_markup(drawing.svg())


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
