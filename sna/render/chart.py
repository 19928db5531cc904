"""What stands in a page beside its words: charts and circles as hand-written SVG, and tables.

Each function takes rows of plain data and gives one drawing or table; the text of a line stands beside it. A chart is
marks along a line, as wide as the page lets them be, or a small row of columns.

Communities of practice are circles, and the people who join them lines with a ring each. The circles stand round an
oval, those that share somebody beside each other where it can be; names stand outside it. For the rings of a pair, or
its number, a place along the line is looked for that is free.

A table has a caption, a header for every row and column, and its numbers set to the right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

from markupsafe import Markup
from msgspec import Struct

from sna.findings.sources import plain
from sna.render.page import inline, svg_markup
from sna.render.svg import Drawing, Fill, Letters, Pen, Point, text_width, wrap, written

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


MOST_CIRCLES, MOST_RINGS = 12, 6
"""More communities are a table alone; more people between two are a number."""
LINE, ALERT, PAPER = "#3B4F63", "#B8400B", "#FFFFFF"
WIDTH, MARGIN, ROOM = 848.0, 14.0, 150.0
"""Of the drawing; about its edge; for a name, in px."""
SIZE, SMALL = 13.0, 11.5
Box = tuple[float, float, float, float]


class Circle(Struct, frozen=True):
    """A community: its name and how many people it has."""

    name: str
    people: int


def circles_svg(
    circles: Sequence[Circle], shared: Mapping[tuple[int, int], int], *, title: str, description: str
) -> str:
    """Draw the communities and whom they share.

    Parameters
    ----------
    circles
        Two to twelve.
    shared
        (number of a circle, number of a later one) → how many people are in both.
    title, description
        What a screen reader says.

    Examples
    --------
    >>> two = [Circle("Stroke", 30), Circle("Dementia", 24)]
    >>> circles_svg(two, {(0, 1): 2}, title="Two communities", description="They share two people.").count("<circle")
    4
    """
    links = {pair: number for pair, number in shared.items() if number}
    places, radii = _circle_places(circles, links)
    alone = [not any(number in pair for pair in links) for number in range(len(circles))]
    around = list(map(_about, places, radii))
    boxes = [*around, *(text.box for text in _texts(circles, places, radii, alone))]
    top, bottom = min(box[1] for box in boxes) - MARGIN, max(box[3] for box in boxes) + MARGIN
    drawing = Drawing("circles", WIDTH, bottom - top, title=title, description=description)
    drawing.rectangle((0, 0), (WIDTH, bottom - top), fill=Fill(PAPER))  # the colours are those of a light ground
    places = [(x, y - top) for x, y in places]
    texts = list(_texts(circles, places, radii, alone))
    occupied = [*map(_about, places, radii), *(text.box for text in texts)]
    for pair, number in sorted(links.items()):
        _link(drawing, [places[end] for end in pair], [radii[end] for end in pair], number, occupied)
    for circle, place, radius, lonely in zip(circles, places, radii, alone, strict=True):
        pen = Pen(ALERT if lonely else LINE, 2, dash=(6, 5) if lonely else ())
        drawing.circle(place, radius, fill=Fill("#E3EAF1"), pen=pen)
        drawing.text(place, f"{circle.people:,}", Letters(SIZE, INK, bold=True, anchor="middle"))
    for text in texts:
        drawing.text(text.at, text.words, text.letters)
    return drawing.svg(fluid=True)


class _Text(Struct, frozen=True):
    words: str
    at: Point
    letters: Letters

    @property
    def box(self) -> Box:
        width = text_width(self.words, self.letters.size, bold=self.letters.bold)
        low = self.at[0] - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.letters.anchor]
        return low, self.at[1] - 0.62 * self.letters.size, low + width, self.at[1] + 0.62 * self.letters.size


def _about(place: Point, radius: float) -> Box:
    return place[0] - radius, place[1] - radius, place[0] + radius, place[1] + radius


def _circle_places(circles: Sequence[Circle], links: Mapping[tuple[int, int], int]) -> tuple[list[Point], list[float]]:
    """Give where the circles stand and how large they are: a line between two passes beside all others."""
    number = len(circles)
    across = WIDTH / 2 - ROOM - MARGIN - 60
    down = across if number > 4 else 130.0
    order, turn = _order(number, links), 2 * math.pi / number
    start = -math.pi / 2 if number > 2 else math.pi
    around = [start + turn * step for step in range(number)]
    points = [(WIDTH / 2 + across * math.cos(angle), down * math.sin(angle)) for angle in around]
    apart = min(math.dist(head, tail) for head, tail in combinations(points, 2))
    room = [apart / 2.6, 58.0]
    room += [
        _clearance(points[at - 1], points[at], points[(at + 1) % number]) * 0.62 for at in range(number) if number > 3
    ]
    largest = max(circle.people for circle in circles) or 1
    most = max(17.0, min(room))
    radii = [max(15.0, most * math.sqrt(circle.people / largest)) for circle in circles]
    places = dict(zip(order, points, strict=True))
    return [places[at] for at in range(number)], radii


def _clearance(head: Point, middle: Point, tail: Point) -> float:
    """Give how far a point is from the line between two."""
    (x, y), length = (tail[0] - head[0], tail[1] - head[1]), math.dist(head, tail)
    return abs(x * (head[1] - middle[1]) - y * (head[0] - middle[0])) / length


def _order(number: int, links: Mapping[tuple[int, int], int]) -> list[int]:
    """Put those that share somebody beside each other, by turning stretches round as long as that helps."""
    order = list(range(number))

    def length(order: Sequence[int]) -> int:
        at = {circle: place for place, circle in enumerate(order)}
        steps = (abs(at[head] - at[tail]) for head, tail in links)
        return sum(min(step, number - step) ** 2 for step in steps)

    better = True
    while better:
        better = False
        for head, tail in combinations(range(number + 1), 2):
            turned = [*order[:head], *reversed(order[head:tail]), *order[tail:]]
            if length(turned) < length(order):
                order, better = turned, True
    return order


def _texts(
    circles: Sequence[Circle], places: Sequence[Point], radii: Sequence[float], alone: Sequence[bool]
) -> Iterator[_Text]:
    """Write each name beside its circle, away from the middle of the drawing; below it, that it shares nobody."""
    middle = (min(y for _x, y in places) + max(y for _x, y in places)) / 2
    for circle, (x, y), radius, lonely in zip(circles, places, radii, alone, strict=True):
        out = math.atan2(y - middle, x - WIDTH / 2)
        side = "middle" if abs(math.cos(out)) < 0.25 else "start" if math.cos(out) > 0 else "end"
        letters = Letters(SIZE, INK, bold=True, anchor=side)
        lines = [(line, letters) for line in wrap(circle.name, ROOM / 1.5, SIZE, bold=True)]
        lines += [("shares nobody", Letters(SMALL, MUTE, anchor=side))] if lonely else []
        first = y + math.sin(out) * (radius + 6 + 8 * len(lines)) - 8 * (len(lines) - 1)
        for at, (line, look) in enumerate(lines):
            aside = math.cos(out) * (radius + 8) + (0 if side == "middle" else math.copysign(5, math.cos(out)))
            yield _Text(line, (x + aside, first + 16 * at), look)


def _link(drawing: Drawing, ends: Sequence[Point], radii: Sequence[float], number: int, occupied: list[Box]) -> None:
    """Draw a line with a ring for each of a few people, side by side, or one line with a number."""
    (head, tail), length = ends, math.dist(*ends)
    along = (tail[0] - head[0]) / length, (tail[1] - head[1]) / length
    few = number <= MOST_RINGS
    spacing = min(9.0, 1.4 * min(radii) / max(number - 1, 1)) if few else 0.0
    half = spacing * (number - 1) / 2 + 5 if few else 0.0
    words = f"{number:,}"
    reach = (half, half) if few else (text_width(words, SIZE, bold=True) / 2 + 7, 11.0)
    lengths = length - sum(radii)
    spots = [radii[0] + lengths * share for share in (0.5, 0.38, 0.62, 0.27, 0.73, 0.18, 0.82)]
    free = [spot for spot in spots if not _hits(_at(head, along, spot), reach, occupied)]
    at = _at(head, along, free[0] if free else spots[0])
    occupied.append((at[0] - reach[0], at[1] - reach[1], at[0] + reach[0], at[1] + reach[1]))
    pen = Pen(ALERT, 2.2, dash=(6, 4)) if number == 1 else Pen(LINE, 2.2)
    for line in range(number if few else 1):
        aside = (line - (number - 1) / 2) * spacing if few else 0.0
        shift = -along[1] * aside, along[0] * aside
        inside = [math.sqrt(max(radius**2 - aside**2, 0.0)) - 1 for radius in radii]
        points = [_at(head, along, inside[0]), _at(head, along, length - inside[1])]
        drawing.line([(x + shift[0], y + shift[1]) for x, y in points], pen)
        if few:
            ring = min(5.0, max(3.0, spacing * 0.52)) if number > 1 else 5.0
            drawing.circle((at[0] + shift[0], at[1] + shift[1]), ring, fill=Fill(PAPER), pen=Pen(pen.colour, 2))
    if not few:
        corner = at[0] - reach[0], at[1] - reach[1]
        drawing.rectangle(corner, (2 * reach[0], 2 * reach[1]), fill=Fill(PAPER), pen=Pen(LINE, 2))
        drawing.text(at, words, Letters(SIZE, INK, bold=True, anchor="middle"))


def _at(start: Point, along: Point, far: float) -> Point:
    return start[0] + along[0] * far, start[1] + along[1] * far


def _hits(at: Point, reach: Point, occupied: Sequence[Box]) -> bool:
    low, top, right, bottom = at[0] - reach[0], at[1] - reach[1], at[0] + reach[0], at[1] + reach[1]
    return any(low < box[2] and box[0] < right and top < box[3] and box[1] < bottom for box in occupied)


Cell = str | Markup
"""Text, which is escaped, or a drawing of the house's own."""


class Column(Struct, frozen=True):
    """A column's heading and whether it holds numbers."""

    label: str
    kind: Literal["text", "number"] = "text"


def numbers(*labels: str) -> list[str | Column]:
    """Give the headings of columns of numbers."""
    return [Column(label, "number") for label in labels]


class Table(Struct, frozen=True):
    """A table for narrow screens too, as `table_html` writes it; documents read its rows."""

    caption: str
    heads: Sequence[str | Column]
    rows: Sequence[Sequence[Cell]]

    def __html__(self) -> Markup:
        """Write it for a page."""
        return table_html(self.caption, self.heads, self.rows, cards=True)


def table_html(
    caption: str, heads: Sequence[str | Column], rows: Iterable[Sequence[Cell]], *, cards: bool = False
) -> Markup:
    """Write a table; the first cell of each row is its header.

    Parameters
    ----------
    caption
        What the table holds; it also names the region that scrolls where the page is narrow.
    heads
        One for each cell of a row; a text alone heads a column of texts.
    rows
        The cells, in the order of the headings. Text is escaped; a `Markup` cell goes in as it is.
    cards
        On a narrow screen each row is a card, each cell with its heading before it; else the table scrolls sideways.
        A column in which nothing stands is left out.

    Returns
    -------
    Markup
        The table; a plain sentence if there is no row.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are headings.

    Examples
    --------
    >>> print(table_html("Who", ["Name", *numbers("Meetings")], [["<Ann>", "3"]]))
    <div class="wide" role="region" aria-label="Who" tabindex="0"><table><caption>Who</caption><thead><tr>\
<th scope="col">Name</th><th scope="col" class="number">Meetings</th></tr></thead><tbody><tr>\
<th scope="row">&lt;Ann&gt;</th><td class="number">3</td></tr></tbody></table></div>
    """
    columns = [head if isinstance(head, Column) else Column(head) for head in heads]
    rows = list(rows)
    if cards and rows:
        filled = [place for place in range(len(columns)) if not place or any(row[place] for row in rows)]
        columns, rows = [columns[place] for place in filled], [[row[place] for place in filled] for row in rows]
    body = "".join(_row(columns, row, cards=cards) for row in rows)
    if not body:
        return Markup("<p>{}: nothing to list.</p>").format(caption)
    head = "".join(f'<th scope="col"{_side(column)}>{_inside(column.label)}</th>' for column in columns)
    title = written(caption)
    if cards:
        return Markup(  # noqa: S704  # as below
            f'<table class="cards"><caption>{title}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>"
        )
    return Markup(  # noqa: S704  # every text in it was escaped by `written`
        f'<div class="wide" role="region" aria-label="{title}" tabindex="0"><table><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(columns: Sequence[Column], row: Sequence[Cell], *, cards: bool) -> str:
    pairs = list(zip(columns, row, strict=True))
    (first, label), *rest = pairs
    cells = "".join(
        f"<td{_side(column)}{_heading(column, cell) if cards else ''}>{_inside(cell)}</td>" for column, cell in rest
    )
    return f'<tr><th scope="row"{_side(first)}>{_inside(label)}</th>{cells}</tr>'


def _heading(column: Column, cell: Cell) -> str:
    """Write what stands before a cell on a narrow screen; a blank cell is left out there."""
    return f' data-h="{written(plain(column.label))}"' if cell else ' class="blank"'


def _side(column: Column) -> str:
    return ' class="number"' if column.kind == "number" else ""


def _inside(cell: Cell) -> str:
    return str(cell) if isinstance(cell := inline(cell), Markup) else written(str(cell))
