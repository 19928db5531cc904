"""Which groups are tied to which: a square of counts, deeper blue for more, a dot for what is new."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.render.chart.style import INK, MUTE, ORANGE, RULE, depth
from sna.render.page import svg_markup
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, text_width

CELL, LONGEST = 26.0, 250.0
UP, ALONG = 0.77, 0.65
"""How far a heading turned by 50 degrees reaches upwards and to the right, per px of its length."""


class Cells(Struct, frozen=True):
    """What the square holds.

    Attributes
    ----------
    labels, inks
        The groups and the colour of their names.
    counts
        Row by row: what stands in each cell, 0 for nothing, None where it may not be told.
    new
        (row, column) of the cells that were empty before.
    """

    labels: Sequence[str]
    inks: Sequence[str]
    counts: Sequence[Sequence[int | None]]
    new: Collection[tuple[int, int]] = ()


def matrix_svg(name: str, cells: Cells, *, title: str, description: str = "") -> Markup:
    """Draw the square; the diagonal (inside a group) is grey.

    Examples
    --------
    >>> cells = Cells(["a", "b"], ["#014EA1"] * 2, [[3, 1], [1, 0]], {(0, 1)})
    >>> matrix_svg("pairs", cells, title="Ties").count("<circle")
    1
    """
    names = [shortened(label, LONGEST, 13) for label in cells.labels]
    longest = max([text_width(label, 13) for label in names], default=0)
    start, top, size = longest + 14, longest * UP + 26, CELL * len(names)
    drawing = Drawing(name, start + size + longest * ALONG + 10, top + size + 4, title=title, description=description)
    for number, (label, ink) in enumerate(zip(names, cells.inks, strict=True)):
        middle = CELL * (number + 0.5)
        drawing.text((start - 9, top + middle), label, Letters(13, ink, anchor="end"))
        drawing.text((start + middle + 2, top - 11), label, Letters(13, ink, turn=-50))
    counts = {(row, column): count for row, line in enumerate(cells.counts) for column, count in enumerate(line)}
    highest = max((count or 0 for (row, column), count in counts.items() if row != column), default=0)
    for (row, column), count in counts.items():
        corner = start + CELL * column, top + CELL * row
        _cell(drawing, corner, count, highest if row != column else None)
    for row, column in sorted(cells.new):
        centre = start + CELL * (column + 1) - 5.5, top + CELL * row + 5.5
        drawing.circle(centre, 2.8, fill=Fill(ORANGE), pen=Pen("#FFFFFF", 0.8))
    return svg_markup(drawing.svg())


def _cell(drawing: Drawing, corner: tuple[float, float], count: int | None, highest: int | None) -> None:
    """Draw one cell; `highest` is None on the diagonal."""
    middle = corner[0] + CELL / 2 - 0.5, corner[1] + CELL / 2 - 0.5
    if highest is None:
        ground, ink = "#EEF0F1", MUTE
    else:
        ground, ink = depth(count, highest) if count else ("#FFFFFF", INK)
    drawing.rectangle(corner, (CELL - 1, CELL - 1), fill=Fill(ground), pen=None if count else Pen(RULE, 0.7))
    if count is None:
        drawing.text(middle, "·", Letters(13, INK, anchor="middle"))
    elif count:
        drawing.text(middle, str(count), Letters(12 if count < 1000 else 9, ink, anchor="middle"))
