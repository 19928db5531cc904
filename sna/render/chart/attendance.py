"""Who came to what: a row per person (or per group), a column per gathering, a dot for being there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.render.chart.style import INK, MUTE, scale
from sna.render.page import svg_markup
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, wrap

WIDTH, START, END, HEAD, STEP, GAP = 900.0, 196.0, 706.0, 122.0, 14.0, 5.0
PAGE = 940.0
"""Height of the rows of one drawing in px: as many as fit on one A4 page, below a heading."""


class Row(Struct, frozen=True):
    """A row: its label, and for each gathering how many were there (−1: sent apologies).

    `before` says that they had come before the first of these gatherings, so that no ring marks a first time.
    """

    label: str
    counts: Sequence[int]
    before: bool = False


class Band(Struct, frozen=True):
    """The rows of one group, with its colour and an ink of that hue for its name."""

    label: str
    colour: str
    ink: str
    rows: Sequence[Row]


class AttendanceGrid(Struct, frozen=True):
    """The whole grid.

    Attributes
    ----------
    gatherings
        What stands over each column.
    bands
        The groups.
    people, unidentified
        How many were at each gathering whose name is known, and how many more whose is not.
    breaks
        (column where it begins, title) of each period, if there are several.
    """

    gatherings: Sequence[str]
    bands: Sequence[Band]
    people: Sequence[int]
    unidentified: Sequence[int]
    breaks: Sequence[tuple[int, str]] = ()


def attendance_svgs(name: str, grid: AttendanceGrid, *, title: str, description: str = "") -> list[Markup]:
    """Draw the grid, in as many drawings as it needs pages; the last has a column for the people at each gathering.

    Examples
    --------
    >>> grid = AttendanceGrid(["5 Mar 2024"], [Band("NHS", "#014EA1", "#014EA1", [Row("Ann", [1])])], [1], [0])
    >>> len(attendance_svgs("came", grid, title="Who came to what"))
    1
    """
    pages = list(_pages(grid.bands))
    drawings = []
    for number, bands in enumerate(pages, 1):
        rows = sum(max(1, len(band.rows)) for band in bands)
        foot = 76 if number == len(pages) else 22 if grid.breaks else 6
        height = HEAD + rows * STEP + len(bands) * GAP + foot
        drawing = Drawing(f"{name}-{number}", WIDTH, height, title=title, description=description)
        _heads(drawing, grid)
        y = _bands(drawing, grid, bands)
        if number == len(pages):
            _sizes(drawing, grid, y + 8)
        drawings.append(svg_markup(drawing.svg()))
    return drawings


def columns(grid: AttendanceGrid) -> list[float]:
    """Give the middle of each column in px."""
    step = (END - START) / max(1, len(grid.gatherings))
    return [START + step * (number + 0.5) for number in range(len(grid.gatherings))]


def _pages(bands: Sequence[Band]) -> Iterator[list[Band]]:
    page: list[Band] = []
    room = PAGE
    for band in _split(bands):
        height = STEP * max(1, len(band.rows)) + GAP
        if height > room and page:
            yield page
            page, room = [], PAGE
        page.append(band)
        room -= height
    yield page


def _split(bands: Sequence[Band]) -> Iterator[Band]:
    """Part a group that fills more than a page."""
    length = int((PAGE - GAP) / STEP)
    for band in bands:
        for start in range(0, max(1, len(band.rows)), length):
            label = f"{band.label} (continued)" if start else band.label
            yield Band(label, band.colour, band.ink, band.rows[start : start + length])


def _heads(drawing: Drawing, grid: AttendanceGrid) -> None:
    step = (END - START) / max(1, len(grid.gatherings))
    interval = 1 if step >= 13 else 2 if step >= 7 else 4
    for number, (x, head) in enumerate(zip(columns(grid), grid.gatherings, strict=True)):
        if number % interval == 0:
            drawing.text((x + 2, HEAD - 10), shortened(head, 134, 11.5), Letters(11.5, INK, turn=-50))
    for column, period in grid.breaks:
        x = START + step * column
        if column:
            drawing.line([(x, HEAD - 6), (x, drawing.height - 4)], Pen(MUTE, 1, dash=(3, 3)))
        title = shortened(period, END - x, 11.5, bold=True)
        drawing.text((x + 4, drawing.height - 6), title, Letters(11.5, MUTE, bold=True))


def _bands(drawing: Drawing, grid: AttendanceGrid, bands: Sequence[Band]) -> float:
    y = HEAD
    for band in bands:
        height = STEP * max(1, len(band.rows))
        drawing.rectangle((START, y), (END - START, height + 1), fill=Fill(band.colour, 0.08))
        _name(drawing, band, y, height)
        for number, row in enumerate(band.rows):
            _row(drawing, columns(grid), row, y + STEP * (number + 0.5), band.colour)
        y += height + GAP
    return y


def _name(drawing: Drawing, band: Band, y: float, height: float) -> None:
    lines = wrap(band.label, START - 14, 12, bold=True, most=max(1, min(3, int(height // 14))))
    for number, line in enumerate(lines):
        middle = y + height / 2 + 14 * (number - (len(lines) - 1) / 2)
        drawing.text((0, middle), shortened(line, START - 10, 12, bold=True), Letters(12, band.ink, bold=True))


def _row(drawing: Drawing, xs: Sequence[float], row: Row, y: float, colour: str) -> None:
    present = [number for number, count in enumerate(row.counts) if count > 0]
    place = scale(0, max(row.counts, default=0), 0.55, 1)
    radius = min(4.2, (END - START) / max(1, len(xs)) * 0.36)
    if present:
        drawing.line([(xs[present[0]], y), (xs[present[-1]], y)], Pen(colour, 1, 0.4))
    for number, count in enumerate(row.counts):
        if count > 0:
            newcomer = number == present[0] and not row.before
            fill, pen = ("#FFFFFF", Pen(colour, 1.8)) if newcomer else (colour, None)
            drawing.circle((xs[number], y), radius * place(count), fill=Fill(fill), pen=pen)
        elif count < 0:
            drawing.line([(xs[number] - 3, y), (xs[number] + 3, y)], Pen(MUTE, 1.4))
    drawing.text((END + 10, y), shortened(row.label, WIDTH - END - 20, 11.5), Letters(11.5, INK))


def _sizes(drawing: Drawing, grid: AttendanceGrid, y: float) -> None:
    totals = [people + devices for people, devices in zip(grid.people, grid.unidentified, strict=True)]
    height = scale(0, max(totals, default=0), 0, 30)
    width = min(20.0, (END - START) / max(1, len(totals)) * 0.6)
    drawing.text((0, y + 34), "People there", Letters(12, INK, bold=True))
    interval = math.ceil(20 * len(totals) / (END - START))
    for number, (x, people, total) in enumerate(zip(columns(grid), grid.people, totals, strict=True)):
        for count, grey in ((total, "#B1B4B6"), (people, "#505A5F")):
            drawing.rectangle((x - width / 2, y + 46 - height(count)), (width, height(count)), fill=Fill(grey))
        if number % interval == 0:
            drawing.text((x, y + 38 - height(total)), str(total), Letters(11, INK, anchor="middle"))
