"""Who came to what: a row per person (or per group), a column per gathering, a dot for being there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from sna.render.chart.look import INK, MUTE, scale
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, wrap

WIDTH, LEFT, RIGHT, HEAD, STEP, GAP = 900.0, 196.0, 706.0, 122.0, 14.0, 5.0
PAGE = 940.0
"""Height of the rows of one drawing in px: as many as fit on one A4 page, below a heading."""


class Person(Struct, frozen=True):
    """A row: its label, and for each gathering how many were there (−1: sent apologies).

    `before` says that they had come before the first of these gatherings, so that no ring marks a first time.
    """

    label: str
    there: Sequence[int]
    before: bool = False


class Band(Struct, frozen=True):
    """The rows of one group, with its colour and an ink of that hue for its name."""

    label: str
    colour: str
    ink: str
    people: Sequence[Person]


class Attended(Struct, frozen=True):
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


def attendance_svgs(name: str, grid: Attended, *, title: str, description: str = "") -> list[str]:
    """Draw the grid, in as many drawings as it needs pages; the last has a column for the people at each gathering.

    Examples
    --------
    >>> grid = Attended(["5 Mar 2024"], [Band("NHS", "#014EA1", "#014EA1", [Person("Ann", [1])])], [1], [0])
    >>> len(attendance_svgs("came", grid, title="Who came to what"))
    1
    """
    pages = list(_pages(grid.bands))
    drawings = []
    for number, bands in enumerate(pages):
        last = number == len(pages) - 1
        rows = sum(max(1, len(band.people)) for band in bands)
        height = HEAD + rows * STEP + len(bands) * GAP + (76 if last else 22 if grid.breaks else 6)
        drawing = Drawing(f"{name}-{number + 1}", WIDTH, height, title=title, description=description)
        _heads(drawing, grid)
        y = _bands(drawing, grid, bands)
        if last:
            _sizes(drawing, grid, y + 8)
        drawings.append(drawing.svg())
    return drawings


def columns(grid: Attended) -> list[float]:
    """Give the middle of each column in px."""
    step = (RIGHT - LEFT) / max(1, len(grid.gatherings))
    return [LEFT + step * (number + 0.5) for number in range(len(grid.gatherings))]


def _pages(bands: Sequence[Band]) -> Iterator[list[Band]]:
    page: list[Band] = []
    room = PAGE
    for band in _short(bands):
        height = STEP * max(1, len(band.people)) + GAP
        if height > room and page:
            yield page
            page, room = [], PAGE
        page.append(band)
        room -= height
    yield page


def _short(bands: Sequence[Band]) -> Iterator[Band]:
    """Part a group that fills more than a page."""
    most = int((PAGE - GAP) / STEP)
    for band in bands:
        for start in range(0, max(1, len(band.people)), most):
            label = f"{band.label} (continued)" if start else band.label
            yield Band(label, band.colour, band.ink, band.people[start : start + most])


def _heads(drawing: Drawing, grid: Attended) -> None:
    step = (RIGHT - LEFT) / max(1, len(grid.gatherings))
    every = 1 if step >= 13 else 2 if step >= 7 else 4
    for number, (x, head) in enumerate(zip(columns(grid), grid.gatherings, strict=True)):
        if number % every == 0:
            drawing.text((x + 2, HEAD - 10), shortened(head, 134, 11.5), Letters(11.5, INK, turn=-50))
    for column, title in grid.breaks:
        x = LEFT + step * column
        if column:
            drawing.line([(x, HEAD - 6), (x, drawing.height - 4)], Pen(MUTE, 1, dash=(3, 3)))
        drawing.text(
            (x + 4, drawing.height - 6), shortened(title, RIGHT - x, 11.5, bold=True), Letters(11.5, MUTE, bold=True)
        )


def _bands(drawing: Drawing, grid: Attended, bands: Sequence[Band]) -> float:
    y = HEAD
    for band in bands:
        height = STEP * max(1, len(band.people))
        drawing.rectangle((LEFT, y), (RIGHT - LEFT, height + 1), fill=Fill(band.colour, 0.08))
        _name(drawing, band, y, height)
        for number, person in enumerate(band.people):
            _person(drawing, columns(grid), person, y + STEP * (number + 0.5), band.colour)
        y += height + GAP
    return y


def _name(drawing: Drawing, band: Band, y: float, height: float) -> None:
    lines = wrap(band.label, LEFT - 14, 12, bold=True, most=max(1, min(3, int(height // 14))))
    for number, line in enumerate(lines):
        at = y + height / 2 + 14 * (number - (len(lines) - 1) / 2)
        drawing.text((0, at), shortened(line, LEFT - 10, 12, bold=True), Letters(12, band.ink, bold=True))


def _person(drawing: Drawing, xs: Sequence[float], person: Person, y: float, colour: str) -> None:
    present = [number for number, count in enumerate(person.there) if count > 0]
    most = max(person.there, default=0)
    radius = min(4.2, (RIGHT - LEFT) / max(1, len(xs)) * 0.36)
    if present:
        drawing.line([(xs[present[0]], y), (xs[present[-1]], y)], Pen(colour, 1, 0.4))
    for number, count in enumerate(person.there):
        if count > 0:
            size = radius * scale(0, most, 0.55, 1)(count)
            first = number == present[0] and not person.before
            fill, pen = ("#FFFFFF", Pen(colour, 1.8)) if first else (colour, None)
            drawing.circle((xs[number], y), size, fill=Fill(fill), pen=pen)
        elif count < 0:
            drawing.line([(xs[number] - 3, y), (xs[number] + 3, y)], Pen(MUTE, 1.4))
    drawing.text((RIGHT + 10, y), shortened(person.label, WIDTH - RIGHT - 20, 11.5), Letters(11.5, INK))


def _sizes(drawing: Drawing, grid: Attended, y: float) -> None:
    totals = [known + more for known, more in zip(grid.people, grid.unidentified, strict=True)]
    high = scale(0, max(totals, default=0), 0, 30)
    width = min(20.0, (RIGHT - LEFT) / max(1, len(totals)) * 0.6)
    drawing.text((0, y + 34), "People there", Letters(12, INK, bold=True))
    every = math.ceil(20 * len(totals) / (RIGHT - LEFT))
    for number, (x, known, total) in enumerate(zip(columns(grid), grid.people, totals, strict=True)):
        drawing.rectangle((x - width / 2, y + 46 - high(total)), (width, high(total)), fill=Fill("#B1B4B6"))
        drawing.rectangle((x - width / 2, y + 46 - high(known)), (width, high(known)), fill=Fill("#505A5F"))
        if number % every == 0:
            drawing.text((x, y + 38 - high(total)), str(total), Letters(11, INK, anchor="middle"))
