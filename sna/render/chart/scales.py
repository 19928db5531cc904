"""Values along a line: dots beside what chance gives, changes, bars, slopes, quarters, and small rows of columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from sna.render.chart.style import BLUE, HAIR, INK, MUTE, RULE, SMALL, TRACK, WHITE, scale
from sna.render.page import svg_markup
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, text_width

WIDTH, TOP, GREY = 900.0, 66.0, "#B1B4B6"
BAND, ZERO, INTERVAL = Fill("#D5DBE0"), Pen(GREY, 1.5), Pen(INK, 1.6)
CENTRED = Letters(12, MUTE, anchor="middle")
DISC, RING, BOX, UPRIGHT, THIN, THICK = "disc", "ring", "box", "upright", "thin line", "thick line"
"""The signs of a key."""
QUARTERS_START, QUARTERS_END, QUARTERS_TOP, QUARTERS_BOTTOM, QUARTERS_HEIGHT = 52.0, 720.0, 16.0, 176.0, 210.0


class Plot(Struct, frozen=True):
    """Where the lines of a chart of rows begin and end, and the height of a row, in px."""

    start: float
    end: float
    step: float


DOTS, CHANGES, BARS = Plot(266, 676, 27), Plot(206, 560, 30), Plot(190, 500, 27)


class Dot(Struct, frozen=True):
    """One row: the value now and before, what chance gives (mean, and where 95 of 100 lie), the range possible.

    What is None is not drawn. `remark` stands at the end of the row.
    """

    label: str
    now: float | None = None
    before: float | None = None
    expected: float | None = None
    chance: tuple[float, float] | None = None
    possible: tuple[float, float] | None = None
    remark: str = ""
    colour: str = BLUE
    bold: bool = False


class Axis(Struct, frozen=True):
    """The line the dots stand on: its ends, the marks on it, and what its two ends mean."""

    lowest: float
    highest: float
    marks: Sequence[tuple[float, str]]
    ends: tuple[str, str]


def dots_svg(name: str, rows: Sequence[Dot], axis: Axis, *, title: str, description: str = "") -> Markup:
    """Draw one line per row: a filled dot now, a ring before, a band and an upright bar for chance.

    Examples
    --------
    >>> axis = Axis(-1, 1, [(0, "0")], ("inside", "outside"))
    >>> dots_svg("ei", [Dot("NHS <1>", 0.4)], axis, title="E-I").count("&lt;1&gt;")
    1
    """
    drawing = Drawing(name, WIDTH, TOP + DOTS.step * len(rows) + 10, title=title, description=description)
    place = scale(axis.lowest, axis.highest, DOTS.start, DOTS.end)
    signs = [
        (DISC, "now", any(row.now is not None for row in rows)),
        (RING, "before", any(row.before is not None for row in rows)),
        (UPRIGHT, "mean by chance", any(row.expected is not None for row in rows)),
        (BOX, "95 in 100 by chance", any(row.chance is not None for row in rows)),
        (THIN, "possible at all", any(row.possible is not None for row in rows)),
    ]
    _key(drawing, DOTS, [(sign, word) for sign, word, used in signs if used])
    if axis.lowest < 0 < axis.highest:
        drawing.line([(place(0), TOP - 8), (place(0), drawing.height - 8)], ZERO)
    _ends(drawing, DOTS, axis.ends)
    for value, label in axis.marks:
        _mark(drawing, place(value), label, HAIR)
    for number, row in enumerate(rows):
        _dot(drawing, row, TOP + DOTS.step * (number + 0.5), place)
    return svg_markup(drawing.svg())


def share_axis(lowest: float, ends: tuple[str, str]) -> Axis:
    """Give an axis in percent that begins at the quarter below the lowest value, 0 … 1.

    Examples
    --------
    >>> [label for _share, label in share_axis(0.8, ("stay", "leave")).marks]
    ['75%', '80%', '85%', '90%', '95%', '100%']
    """
    quarter = min(3, int(4 * lowest))
    marks = [(share / 4, f"{25 * share}%") for share in range(quarter, 5)]
    if quarter > 1:  # an axis this short has room for a mark every 5%
        marks = [(share / 20, f"{5 * share}%") for share in range(5 * quarter, 21)]
    return Axis(quarter / 4, 1, marks, ends)


class Change(Struct, frozen=True):
    """One row: the value before and now, where now would lie in 95 of 100 (None if not known), and what is written."""

    label: str
    before: float
    now: float
    limits: tuple[float, float] | None = None
    remark: str = ""


def change_svg(name: str, rows: Sequence[Change], heads: tuple[str, str], *, title: str, description: str) -> Markup:
    """Draw one line per row: a ring before, a dot now, and its interval; `heads` name the periods, 1 is 100 expected.

    Examples
    --------
    >>> rows = [Change("Teams", 2.9, 1.0, (0.7, 1.4))]
    >>> "Year 2" in change_svg("moved", rows, ("Year 1", "Year 2"), title="Together", description="100 is expected")
    True
    """
    drawing = Drawing(name, WIDTH, TOP + CHANGES.step * len(rows) + 10, title=title, description=description)
    values = [value for row in rows for value in (row.before, row.now, *(row.limits or ()))]
    highest = max(2, math.ceil(max(values)))
    place, step = scale(0, highest, CHANGES.start, CHANGES.end), max(0.5, highest / 8)
    signs = ((RING, heads[0]), (DISC, heads[1]), (THICK, f"95% interval of {heads[1]}"))
    _key(drawing, CHANGES, [(sign, shortened(word, 170, 12)) for sign, word in signs])
    _ends(drawing, CHANGES, ("keep away from their own", "keep to themselves"))
    for mark in range(int(highest / step) + 1):
        _mark(drawing, place(mark * step), f"{100 * mark * step:.0f}", ZERO if mark * step == 1 else HAIR)
    for number, row in enumerate(rows):
        _change(drawing, row, TOP + CHANGES.step * (number + 0.5), place)
    return svg_markup(drawing.svg())


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
    drawing = Drawing(name, 760, BARS.step * len(bars) + 4, title=title)
    place = scale(0, max([bar.total for bar in bars], default=0), BARS.start, BARS.end)
    for number, bar in enumerate(bars):
        y = BARS.step * (number + 0.5) + 2
        drawing.text((BARS.start - 12, y), shortened(bar.label, 176, 13), Letters(13, INK, anchor="end"))
        for value, colour in ((bar.total, TRACK), (bar.part, BLUE)):
            drawing.rectangle((BARS.start, y - 8), (place(value) - BARS.start, 16), fill=Fill(colour))
        if bar.before is not None:
            for pen in (Pen("#FFFFFF", 4), Pen(INK, 2)):
                drawing.line([(place(bar.before), y - 11), (place(bar.before), y + 11)], pen)
        drawing.text((place(bar.total) + 10, y), bar.remark, Letters(13, MUTE))
    return svg_markup(drawing.svg())


class Slope(Struct, frozen=True):
    """One line from before to after, 0 … 1, with what is written at its two ends."""

    label: str
    before: float
    after: float
    remarks: tuple[str, str]
    colour: str = BLUE


def slope_svg(name: str, slopes: Sequence[Slope], heads: tuple[str, str], *, title: str) -> Markup:
    """Draw a line per row from its share before (left) to its share after (right); labels never cover one another.

    Examples
    --------
    >>> drawing = slope_svg("open", [Slope("NHS", 0.2, 0.9, ("20%", "90%"))], ("Year 1", "Year 2"), title="Opening")
    >>> "NHS  90%" in drawing
    True
    """
    height = max(150.0, 17.0 * len(slopes)) + 50
    drawing = Drawing(name, 620, height, title=title)
    place = scale(0, 1, height - 14, 40)
    for x, anchor, head in ((210, "end", heads[0]), (330, "start", heads[1])):
        drawing.line([(x, 32), (x, height - 6)], Pen(RULE))
        drawing.text((x, 14), shortened(head, 190, 13, bold=True), Letters(13, INK, bold=True, anchor=anchor))
    for slope in slopes:
        drawing.line([(210, place(slope.before)), (330, place(slope.after))], Pen(slope.colour, 2, 0.7))
        drawing.circle((210, place(slope.before)), 4, fill=WHITE, pen=Pen(slope.colour, 1.6))
        drawing.circle((330, place(slope.after)), 4.5, fill=Fill(slope.colour))
    limits = 34.0, height - 8
    starts = spaced_heights([place(slope.before) for slope in slopes], limits=limits)
    ends = spaced_heights([place(slope.after) for slope in slopes], limits=limits)
    for slope, start, end in zip(slopes, starts, ends, strict=True):
        drawing.text((200, start), slope.remarks[0], Letters(12, MUTE, anchor="end"))
        drawing.text((340, end), f"{shortened(slope.label, 215, 12)}  {slope.remarks[1]}", Letters(12, INK))
    return svg_markup(drawing.svg())


def spaced_heights(
    heights: Sequence[float], gap: float = 15.0, limits: tuple[float, float] = (0.0, 1e9)
) -> list[float]:
    """Push heights apart until no two are nearer than `gap` px, moving each as little as order and limits allow.

    Examples
    --------
    >>> spaced_heights([10, 10, 50]), spaced_heights([10, 10, 50], limits=(8, 60))
    ([2.5, 17.5, 50.0], [8.0, 23.0, 50.0])
    """
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    blocks: list[tuple[int, float]] = []  # how many stand together, and the sum of where they wish to be

    def top(block: tuple[int, float]) -> float:
        members, wishes = block
        half = gap * (members - 1) / 2
        return max(limits[0], min(wishes / members - half, limits[1] - 2 * half))

    for place in order:
        blocks.append((1, heights[place]))
        # a block that would touch the one above joins it: together they stand round the mean of their wishes
        while len(blocks) > 1 and top(blocks[-1]) < top(blocks[-2]) + gap * blocks[-2][0]:
            members, wishes = blocks.pop()
            blocks[-1] = blocks[-1][0] + members, blocks[-1][1] + wishes
    spaced = [top(block) + gap * number for block in blocks for number in range(block[0])]
    return [spaced[order.index(place)] for place in range(len(heights))]


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


class Line(Struct, frozen=True):
    """One line: what it is called, and a value for each quarter (None where there is none)."""

    label: str
    values: Sequence[float | None]
    colour: str = BLUE


def quarters_svg(name: str, quarters: Sequence[str], lines: Sequence[Line], *, title: str) -> Markup:
    """Draw the lines over the quarters; values of −1 … 1, the line at 0 is dark, labels stand at the right.

    Examples
    --------
    >>> quarters_svg("trend", ["2024 Q1", "2024 Q2"], [Line("Teams", [0.4, None])], title="Isolation").count("<circle")
    2
    """
    drawing = Drawing(name, WIDTH, QUARTERS_HEIGHT, title=title)
    values = [value for line in lines for value in line.values if value is not None]
    lowest, highest = min([0.0, *values]), max([0.5, *values])
    down = scale(lowest, highest, QUARTERS_BOTTOM, QUARTERS_TOP)
    across = scale(0, max(1, len(quarters) - 1), QUARTERS_START + 20, QUARTERS_END - 24)
    for quarter in range(-4, 5):
        if lowest <= quarter / 4 <= highest:
            y = down(quarter / 4)
            drawing.line([(QUARTERS_START, y), (QUARTERS_END, y)], HAIR if quarter else ZERO)
            drawing.text((QUARTERS_START - 10, y), _quarters(quarter), Letters(12, MUTE, anchor="end"))
    for number in range(0, len(quarters), max(1, -(-len(quarters) // 8))):
        drawing.text((across(number), QUARTERS_HEIGHT - 16), shortened(quarters[number], 80, 12), CENTRED)
    visible = [line for line in lines if any(value is not None for value in line.values)]
    ends = [down(next(value for value in reversed(line.values) if value is not None)) for line in visible]
    limits = QUARTERS_TOP, QUARTERS_BOTTOM
    for line, height in zip(visible, spaced_heights(ends, limits=limits), strict=True):
        _line(drawing, line, [across(number) for number in range(len(quarters))], down)
        drawing.circle((QUARTERS_END + 10, height), 4, fill=Fill(line.colour))
        label = shortened(line.label, WIDTH - QUARTERS_END - 24, 12)
        drawing.text((QUARTERS_END + 20, height), label, Letters(12, INK))
    return svg_markup(drawing.svg())


def _line(drawing: Drawing, line: Line, places: Sequence[float], down: Callable[[float], float]) -> None:
    points = [
        (place, down(value)) if value is not None else None for place, value in zip(places, line.values, strict=True)
    ]
    drawing.lines([(start, end) for start, end in pairwise(points) if start and end], Pen(line.colour, 2, 0.7))
    for point in points:
        if point is not None:
            drawing.circle(point, 3.5, fill=Fill(line.colour))


def _dot(drawing: Drawing, row: Dot, y: float, place: Callable[[float], float]) -> None:
    _label(drawing, DOTS, row.label, y, bold=row.bold)
    if row.possible is not None:
        drawing.line([(place(value), y) for value in row.possible], Pen(GREY, 1))
    if row.chance is not None:
        start, end = (place(value) for value in row.chance)
        drawing.rectangle((start, y - 6), (end - start, 12), fill=BAND)
    if row.expected is not None:
        drawing.line([(place(row.expected), y - 9), (place(row.expected), y + 9)], Pen(INK, 2.2))
    if row.before is not None and row.now is not None:
        drawing.line([(place(row.before), y), (place(row.now), y)], Pen(row.colour, 1.6, 0.45))
    if row.before is not None:
        drawing.circle((place(row.before), y), 5, fill=WHITE, pen=Pen(row.colour, 1.8))
    if row.now is not None:
        drawing.circle((place(row.now), y), 6, fill=Fill(row.colour), pen=Pen("#FFFFFF", 1.2))
    drawing.text((DOTS.end + 22, y), shortened(row.remark, WIDTH - DOTS.end - 24, 12, bold=row.bold), SMALL)


def _change(drawing: Drawing, row: Change, y: float, place: Callable[[float], float]) -> None:
    _label(drawing, CHANGES, row.label, y)
    drawing.line([(place(row.before), y), (place(row.now), y)], Pen(BLUE, 5, 0.25))
    if row.limits is not None:
        ends = [place(value) for value in row.limits]
        drawing.line([(x, y) for x in ends], INTERVAL)
        for x in ends:
            drawing.line([(x, y - 5), (x, y + 5)], INTERVAL)
    drawing.circle((place(row.before), y), 5, fill=WHITE, pen=Pen(BLUE, 1.8))
    drawing.circle((place(row.now), y), 6, fill=Fill(BLUE), pen=Pen("#FFFFFF", 1.2))
    drawing.text((CHANGES.end + 22, y), shortened(row.remark, WIDTH - CHANGES.end - 24, 12), SMALL)


def _label(drawing: Drawing, plot: Plot, label: str, y: float, *, bold: bool = False) -> None:
    text = shortened(label, plot.start - 26, 13, bold=bold)
    drawing.text((plot.start - 16, y), text, Letters(13, INK, bold=bold, anchor="end"))


def _ends(drawing: Drawing, plot: Plot, ends: tuple[str, str]) -> None:
    drawing.text((plot.start, TOP - 36), f"← {ends[0]}", SMALL)
    drawing.text((plot.end, TOP - 36), f"{ends[1]} →", Letters(12, MUTE, anchor="end"))


def _mark(drawing: Drawing, x: float, label: str, pen: Pen) -> None:
    drawing.line([(x, TOP - 8), (x, drawing.height - 8)], pen)
    drawing.text((x, TOP - 17), label, CENTRED)


def _quarters(quarter: int) -> str:
    return f"{quarter / 4:g}".replace("-", "−")


def _key(drawing: Drawing, plot: Plot, signs: Sequence[tuple[str, str]]) -> None:
    x = plot.start
    for sign, word in signs:
        _sign(drawing, sign, x + 8)
        drawing.text((x + 22, 9), word, SMALL)
        x += 22 + text_width(word, 12) + 20


def _sign(drawing: Drawing, sign: str, x: float) -> None:
    if sign == DISC:
        drawing.circle((x, 9), 6, fill=Fill(BLUE))
    elif sign == RING:
        drawing.circle((x, 9), 5, fill=WHITE, pen=Pen(BLUE, 1.8))
    elif sign == BOX:
        drawing.rectangle((x - 8, 3), (16, 12), fill=BAND)
    elif sign == UPRIGHT:
        drawing.line([(x, 0), (x, 18)], Pen(INK, 2.2))
    else:
        drawing.line([(x - 8, 9), (x + 8, 9)], INTERVAL if sign == THICK else Pen(GREY, 1))
