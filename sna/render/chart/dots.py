"""Where each group stands, where chance would put it, and how sure that is: a dot on a line."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sna.render.chart.look import BLUE, HAIR, INK, MUTE, SMALL, WHITE, scale
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, text_width

WIDTH, LEFT, RIGHT, TOP, STEP = 900.0, 266.0, 676.0, 66.0, 27.0
BAND = "#D5DBE0"


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

    least: float
    most: float
    marks: Sequence[tuple[float, str]]
    ends: tuple[str, str]


def dots_svg(name: str, rows: Sequence[Dot], axis: Axis, *, title: str, description: str = "") -> str:
    """Draw one line per row: a filled dot now, a ring before, a band and an upright bar for chance.

    Examples
    --------
    >>> axis = Axis(-1, 1, [(0, "0")], ("inside", "outside"))
    >>> dots_svg("ei", [Dot("NHS <1>", 0.4)], axis, title="E-I").count("&lt;1&gt;")
    1
    """
    drawing = Drawing(name, WIDTH, TOP + STEP * len(rows) + 10, title=title, description=description)
    place = scale(axis.least, axis.most, LEFT, RIGHT)
    _key(drawing, rows)
    _axis(drawing, axis, place(0) if axis.least < 0 < axis.most else None)
    for mark, label in axis.marks:
        drawing.line([(place(mark), TOP - 8), (place(mark), drawing.height - 8)], HAIR)
        drawing.text((place(mark), TOP - 17), label, Letters(12, MUTE, anchor="middle"))
    for number, row in enumerate(rows):
        _row(drawing, row, TOP + STEP * (number + 0.5), axis)
    return drawing.svg()


def share_axis(least: float, ends: tuple[str, str]) -> Axis:
    """Give an axis in percent that begins at the quarter below the least value, 0 … 1.

    Examples
    --------
    >>> [label for _share, label in share_axis(0.8, ("stay", "leave")).marks]
    ['75%', '80%', '85%', '90%', '95%', '100%']
    """
    first = min(3, int(4 * least))
    marks = [(share / 4, f"{25 * share}%") for share in range(first, 5)]
    if first > 1:
        marks = [(share / 20, f"{5 * share}%") for share in range(5 * first, 21)]
    return Axis(first / 4, 1, marks, ends)


def _axis(drawing: Drawing, axis: Axis, middle: float | None) -> None:
    if middle is not None:
        drawing.line([(middle, TOP - 8), (middle, drawing.height - 8)], Pen("#B1B4B6", 1.5))
    drawing.text((LEFT, TOP - 36), f"← {axis.ends[0]}", SMALL)
    drawing.text((RIGHT, TOP - 36), f"{axis.ends[1]} →", Letters(12, MUTE, anchor="end"))


def _row(drawing: Drawing, row: Dot, y: float, axis: Axis) -> None:
    place = scale(axis.least, axis.most, LEFT, RIGHT)
    label = shortened(row.label, LEFT - 26, 13, bold=row.bold)
    drawing.text((LEFT - 16, y), label, Letters(13, INK, bold=row.bold, anchor="end"))
    if row.possible is not None:
        start, end = (place(value) for value in row.possible)
        drawing.line([(start, y), (end, y)], Pen("#B1B4B6", 1))
    if row.chance is not None:
        start, end = (place(value) for value in row.chance)
        drawing.rectangle((start, y - 6), (end - start, 12), fill=Fill(BAND))
    if row.expected is not None:
        drawing.line([(place(row.expected), y - 9), (place(row.expected), y + 9)], Pen(INK, 2.2))
    if row.before is not None and row.now is not None:
        drawing.line([(place(row.before), y), (place(row.now), y)], Pen(row.colour, 1.6, 0.45))
    if row.before is not None:
        drawing.circle((place(row.before), y), 5, fill=WHITE, pen=Pen(row.colour, 1.8))
    if row.now is not None:
        drawing.circle((place(row.now), y), 6, fill=Fill(row.colour), pen=Pen("#FFFFFF", 1.2))
    drawing.text((RIGHT + 22, y), shortened(row.remark, WIDTH - RIGHT - 24, 12, bold=row.bold), SMALL)


def _key(drawing: Drawing, rows: Sequence[Dot]) -> None:
    shown = [
        ("now", any(row.now is not None for row in rows)),
        ("before", any(row.before is not None for row in rows)),
        ("mean by chance", any(row.expected is not None for row in rows)),
        ("95 in 100 by chance", any(row.chance is not None for row in rows)),
        ("possible at all", any(row.possible is not None for row in rows)),
    ]
    x = LEFT
    for word, there in shown:
        if there:
            _sign(drawing, word, x + 8)
            drawing.text((x + 22, 9), word, Letters(12, MUTE))
            x += 22 + text_width(word, 12) + 20


def _sign(drawing: Drawing, word: str, x: float) -> None:
    if word == "now":
        drawing.circle((x, 9), 6, fill=Fill(BLUE))
    elif word == "before":
        drawing.circle((x, 9), 5, fill=WHITE, pen=Pen(BLUE, 1.8))
    elif word == "95 in 100 by chance":
        drawing.rectangle((x - 8, 3), (16, 12), fill=Fill(BAND))
    elif word == "possible at all":
        drawing.line([(x - 8, 9), (x + 8, 9)], Pen("#B1B4B6", 1))
    else:
        drawing.line([(x, 0), (x, 18)], Pen(INK, 2.2))
