"""Shares as bars, change as slopes, and a small row of columns for the middle of a table."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sna.render.chart.look import BLUE, INK, MUTE, RULE, TRACK, scale
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened

STEP = 27.0


class Bar(Struct, frozen=True):
    """One bar: how many of how many, what is written beside it, and how many before (None for no mark)."""

    label: str
    part: float
    whole: float
    remark: str
    before: float | None = None
    colour: str = BLUE


def bars_svg(name: str, bars: Sequence[Bar], *, title: str, description: str = "") -> str:
    """Draw one bar per row on a pale track that stands for the whole; a mark shows where it was before.

    Examples
    --------
    >>> bars_svg("reach", [Bar("Northmoor", 9, 14, "9 of 14")], title="Reach").count("9 of 14")
    1
    """
    drawing = Drawing(name, 760, STEP * len(bars) + 4, title=title, description=description)
    most = max([bar.whole for bar in bars], default=0)
    place = scale(0, most, 190, 500)
    for number, bar in enumerate(bars):
        y = STEP * (number + 0.5) + 2
        drawing.text((178, y), shortened(bar.label, 176, 13), Letters(13, INK, anchor="end"))
        drawing.rectangle((190, y - 8), (place(bar.whole) - 190, 16), fill=Fill(TRACK))
        drawing.rectangle((190, y - 8), (place(bar.part) - 190, 16), fill=Fill(bar.colour))
        if bar.before is not None:
            x = place(bar.before)
            drawing.line([(x, y - 11), (x, y + 11)], Pen("#FFFFFF", 4))
            drawing.line([(x, y - 11), (x, y + 11)], Pen(INK, 2))
        drawing.text((place(bar.whole) + 10, y), bar.remark, Letters(13, MUTE))
    return drawing.svg()


class Slope(Struct, frozen=True):
    """One line from before to after, 0 … 1, with what is written at its two ends."""

    label: str
    before: float
    after: float
    said: tuple[str, str]
    colour: str = BLUE


def slope_svg(name: str, slopes: Sequence[Slope], heads: tuple[str, str], *, title: str, description: str = "") -> str:
    """Draw a line per row from its share before (left) to its share after (right); labels never cover one another.

    Examples
    --------
    >>> drawing = slope_svg("open", [Slope("NHS", 0.2, 0.9, ("20%", "90%"))], ("Year 1", "Year 2"), title="Opening")
    >>> "NHS  90%" in drawing
    True
    """
    height = max(150.0, 17.0 * len(slopes)) + 50
    drawing = Drawing(name, 620, height, title=title, description=description)
    place = scale(0, 1, height - 14, 40)
    ends = ((210, "end", 0), (330, "start", 1))
    for (x, anchor, _end), head in zip(ends, heads, strict=True):
        drawing.line([(x, 32), (x, height - 6)], Pen(RULE))
        drawing.text((x, 14), shortened(head, 190, 13, bold=True), Letters(13, INK, bold=True, anchor=anchor))
    for slope in slopes:
        drawing.line([(210, place(slope.before)), (330, place(slope.after))], Pen(slope.colour, 2, 0.7))
        drawing.circle((210, place(slope.before)), 4, fill=Fill("#FFFFFF"), pen=Pen(slope.colour, 1.6))
        drawing.circle((330, place(slope.after)), 4.5, fill=Fill(slope.colour))
    limits = 34.0, height - 8
    ends_at = [[place(slope.before) for slope in slopes], [place(slope.after) for slope in slopes]]
    _labels(drawing, slopes, [apart(heights, limits=limits) for heights in ends_at])
    return drawing.svg()


def _labels(drawing: Drawing, slopes: Sequence[Slope], heights: Sequence[Sequence[float]]) -> None:
    for slope, left, right in zip(slopes, *heights, strict=True):
        drawing.text((200, left), slope.said[0], Letters(12, MUTE, anchor="end"))
        said = f"{shortened(slope.label, 215, 12)}  {slope.said[1]}"
        drawing.text((340, right), said, Letters(12, INK))


def apart(heights: Sequence[float], least: float = 15.0, limits: tuple[float, float] = (0.0, 1e9)) -> list[float]:
    """Push heights apart until no two are nearer than `least` px, moving each as little as order and limits allow.

    Examples
    --------
    >>> apart([10, 10, 50]), apart([10, 10, 50], limits=(8, 60))
    ([2.5, 17.5, 50.0], [8.0, 23.0, 50.0])
    """
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    blocks: list[tuple[int, float]] = []  # how many stand together, and the sum of where they wish to be

    def first(block: tuple[int, float]) -> float:
        members, wished = block
        half = least * (members - 1) / 2
        return max(limits[0], min(wished / members - half, limits[1] - 2 * half))

    for at in order:
        blocks.append((1, heights[at]))
        while len(blocks) > 1 and first(blocks[-1]) < first(blocks[-2]) + least * blocks[-2][0]:
            members, wished = blocks.pop()
            blocks[-1] = blocks[-1][0] + members, blocks[-1][1] + wished
    placed = [first(block) + least * k for block in blocks for k in range(block[0])]
    return [placed[order.index(at)] for at in range(len(heights))]


def spark_svg(name: str, values: Sequence[int], *, title: str, colour: str = BLUE) -> str:
    """Draw a small row of columns, one per value; a zero is a short grey stroke on the ground line.

    Examples
    --------
    >>> spark_svg("s1", [2, 0, 1], title="2, 0, 1").count("<rect")
    3
    """
    drawing = Drawing(name, 7.0 * len(values) + 1, 20, title=title)
    most = max(values, default=0)
    for number, value in enumerate(values):
        height = max(3.0, 18 * value / most) if value else 1.0
        fill = Fill(colour) if value else Fill("#B1B4B6")
        drawing.rectangle((7.0 * number + 1, 19 - height), (5, height), fill=fill)
    return drawing.svg()
