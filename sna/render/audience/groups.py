"""A picture of groups only: a circle per group, as large as its rounded members, a band per pair that is tied."""

from __future__ import annotations

import math

from sna.render.audience.told import Groups
from sna.render.chart.look import BLUE, INK, MUTE, scale
from sna.render.chart.matrix import Cells, matrix_svg
from sna.render.map.colour import PALETTE
from sna.render.svg import Drawing, Fill, Letters, Pen, Point, shortened

WIDTH, SIDE, STEP, SMALLEST, LARGEST = 900.0, 250.0, 50.0, 7.0, 22.0
MOST = 36
"""So many groups still stand apart; of more the largest are drawn, and the table has all."""


def drawn_groups(told: Groups) -> list[int]:
    """Give the numbers of the groups that are drawn: all, or the largest, neighbours being those most tied."""
    members = [group.members.number or 0 for group in told.groups]
    left = sorted(range(len(members)), key=lambda at: (-members[at], at))[:MOST]
    order: list[int] = []
    while left:
        last = order[-1] if order else None
        best = min(left, key=lambda at: (-_tied(told, at, last), -members[at], at))
        order.append(best)
        left.remove(best)
    return order


def groups_svg(told: Groups, *, title: str, description: str = "") -> str:
    """Draw the groups in two columns that bend outwards, so that no name covers another, and the bands between them.

    Examples
    --------
    >>> from sna.render.audience.told import Count, Group
    >>> told = Groups(by="sector", groups=(Group("NHS", Count("20", 20)), Group("Council", Count("10", 10))))
    >>> groups_svg(told, title="Groups").count("<circle")
    2
    """
    order = drawn_groups(told)
    places, height = _places(order)
    drawing = Drawing("groups", WIDTH, height, title=title, description=description)
    _bands(drawing, told, places)
    most = max([told.groups[at].members.number or 0 for at in order], default=0)
    for at in order:
        group = told.groups[at]
        radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt((group.members.number or 0) / most) if most else SMALLEST
        _group(drawing, places[at], radius, (group.name, group.members.text))
    return drawing.svg()


def square_svg(name: str, told: Groups, *, title: str, description: str = "") -> str:
    """Draw the ties between the groups, and inside each, as a square; a point stands where they may not be told."""
    many = range(len(told.groups))
    counts = [[_count(told, min(i, j), max(i, j)) for j in many] for i in many]
    cells = Cells([group.name for group in told.groups], [INK] * len(told.groups), counts)
    return matrix_svg(name, cells, title=title, description=description)


def _count(told: Groups, one: int, other: int) -> int | None:
    return None if (one, other) in told.withheld else told.ties.get((one, other), 0)


def _tied(told: Groups, one: int, other: int | None) -> int:
    return 0 if other is None else told.ties.get((min(one, other), max(one, other)), 0)


def _places(order: list[int]) -> tuple[dict[int, Point], float]:
    """Put the first half down the right side, the rest up the left."""
    right = order[: math.ceil(len(order) / 2)]
    rows = max(1, len(right))
    height = STEP * rows + 16
    places = {}
    for number, at in enumerate(order):
        row = number if number < len(right) else 2 * rows - 1 - number
        y = 8 + STEP * (row + 0.5)
        bend = math.sqrt(max(0.0, 1 - (2 * y / height - 1) ** 2))
        out = (WIDTH / 2 - SIDE - LARGEST) * (0.45 + 0.55 * bend)
        places[at] = (WIDTH / 2 + (out if number < len(right) else -out), y)
    return places, height


def _bands(drawing: Drawing, told: Groups, places: dict[int, Point]) -> None:
    """Draw the bands, the thin ones on top, each bent towards the middle."""
    middle = (WIDTH / 2, drawing.height / 2)
    shown = {pair: ties for pair, ties in told.ties.items() if pair[0] != pair[1] and ties and set(pair) <= set(places)}
    thick = scale(0, max(shown.values(), default=0), 0.8, 14)
    for (one, other), ties in sorted(shown.items(), key=lambda item: (-item[1], item[0])):
        ends = places[one], places[other]
        handle = tuple(0.3 * (ends[0][axis] + ends[1][axis]) / 2 + 0.7 * middle[axis] for axis in (0, 1))
        drawing.curve([ends[0], (handle[0], handle[1]), ends[1]], Pen("#3B4F63", thick(ties), 0.28))


def _group(drawing: Drawing, at: Point, radius: float, words: tuple[str, str]) -> None:
    drawing.circle(at, radius, fill=Fill(PALETTE[0]), pen=Pen("#FFFFFF", 2))
    side = 1 if at[0] >= WIDTH / 2 else -1
    x, anchor = at[0] + side * (radius + 8), "start" if side > 0 else "end"
    room = WIDTH - x - 4 if side > 0 else x - 4
    name, members = words
    drawing.text((x, at[1] - 8), shortened(name, room, 13, bold=True), Letters(13, BLUE, bold=True, anchor=anchor))
    drawing.text((x, at[1] + 9), shortened(f"{members} people", room, 12), Letters(12, MUTE, anchor=anchor))
