"""The map as a drawing that needs no browser: for print, for the report, and for readers without JavaScript.

The lines of the map: bent so that all ties between two islands run together, and cut where they enter an island.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from sna.render.map.colour import tint
from sna.render.map.frame import Frame, fitted
from sna.render.map.labels import Board, name_islands, name_people
from sna.render.map.ties import most_lines
from sna.render.svg import Drawing, Fill, Letters, Pen, Point

Scene = dict[str, Any]

ACROSS, INSIDE, RING, FAINT = "#3B4F63", "#9AA5AD", "#0B0C0C", "#D5DADE"
NOBODY = "There is nobody to show."


class _Tie(msgspec.Struct, frozen=True):
    """A tie on paper: the curve, its pen, and the two islands (the same twice for a tie inside)."""

    curve: Curve
    pen: Pen
    islands: tuple[int, int]


class _Sheet(msgspec.Struct, frozen=True):
    """What is drawn, where, and on what."""

    scene: Scene
    act: Scene
    frame: Frame
    drawing: Drawing


def scene_svg(scene: Scene, period: int, width: int, height: int) -> str:
    """Draw one period of a scene, by organisation, as SVG.

    Below 640 px of width only connectors are named. Two drawings of different periods or sizes may stand in one page.

    Parameters
    ----------
    scene
        From `sna.render.scene.scene`.
    period
        Number of the period, from 0.
    width, height
        px.
    """
    act = scene["periods"][period]
    name, title = f"map-{period + 1}-{width}-{height}", f"{scene['title']} ({act['title']})"
    drawing = Drawing(name, width, height, title=title, description=_said(scene, act))
    drawing.rectangle((0, 0), (width, height), fill=Fill("#FFFFFF"))
    sheet = _Sheet(scene, act, fitted(scene["islands"], width, height), drawing)
    drawn = [_tie(sheet, *tie[:3]) for tie in _lined(sheet)]
    across = _paler([tie for tie in drawn if tie.islands[0] != tie.islands[1]])
    if len(across) > most_lines(len(scene["people"])):
        _draw_bands(sheet)
        across = []
    _draw_across(sheet, across)
    _draw_islands(sheet, across)
    _draw_inside(sheet, _paler([tie for tie in drawn if tie.islands[0] == tie.islands[1]]))
    _draw_people(sheet)
    _draw_names(sheet)
    if not scene["people"]:
        drawing.text((width / 2, height / 2), NOBODY, Letters(15, "#505A5F", anchor="middle"))
    return drawing.svg()


def _said(scene: Scene, act: Scene) -> str:
    """Say in a sentence or two what the drawing shows, for those who do not see it."""
    groups, absent = [person["group"] for person in scene["people"]], len(act["absent"])
    across = sum(groups[tie[0]] != groups[tie[1]] for tie in act["ties"])
    alone = sum(links == 0 for links in act["links"]) - absent
    word = scene["group"]["many"]
    return (
        f"{len(groups) - absent} people in {len(scene['islands']) - len(act['empty'])} {word}; {len(act['ties'])} ties,"
        f" {across} of them between {word}; {alone} people without a tie. {act['lines']}"
    )


def _lined(sheet: _Sheet) -> list[list[Any]]:
    """Give the ties that have a line."""
    return [tie for tie in sheet.act["ties"] if tie[4] >= sheet.scene["least"]]


def _tie(sheet: _Sheet, one: int, other: int, thickness: float) -> _Tie:
    people, places = sheet.scene["people"], sheet.scene["places"]["group"]
    start, stop = sheet.frame.at(places[one]), sheet.frame.at(places[other])
    islands = people[one]["group"], people[other]["group"]
    scale = max(0.6, min(1.5, sheet.frame.scale))
    if islands[0] == islands[1]:
        return _Tie((start, stop), Pen(INSIDE, (0.7 + 0.9 * thickness) * scale, 0.6), islands)
    curve = path(start, stop, _circle(sheet, islands[0]), _circle(sheet, islands[1]))
    return _Tie(curve, Pen(ACROSS, (0.9 + 1.5 * thickness) * scale, 0.4), islands)


def _paler(ties: list[_Tie]) -> list[_Tie]:
    """Let each tie fade as they become many, so that the whole keeps its weight."""
    share = min(1.0, (250 / max(len(ties), 1)) ** 0.5)
    pens = [msgspec.structs.replace(tie.pen, opacity=tie.pen.opacity * share) for tie in ties]
    return [_Tie(tie.curve, pen, tie.islands) for tie, pen in zip(ties, pens, strict=True)]


def _circle(sheet: _Sheet, number: int) -> Circle:
    island = sheet.scene["islands"][number]
    return sheet.frame.at((island["x"], island["y"])), island["r"] * sheet.frame.scale


def _draw_bands(sheet: _Sheet) -> None:
    """Draw one band per pair of islands where single ties are too many to follow."""
    group = [person["group"] for person in sheet.scene["people"]]
    for (one, other), share in bands(_lined(sheet), group).items():
        curve = band(_circle(sheet, one)[0], _circle(sheet, other)[0])
        sheet.drawing.curve(curve, Pen(ACROSS, 1 + 13 * share * sheet.frame.dot, 0.34))


def _draw_across(sheet: _Sheet, ties: list[_Tie]) -> None:
    for tie in ties:
        sheet.drawing.curve(tie.curve, tie.pen)


def _draw_islands(sheet: _Sheet, across: list[_Tie]) -> None:
    """Lay each island over the ties that only pass by, then draw again the ends of those that belong to it."""
    for number, island in enumerate(sheet.scene["islands"]):
        circle = _circle(sheet, number)
        if number in sheet.act["empty"]:
            sheet.drawing.circle(*circle, fill=Fill("#FFFFFF", 0.88), pen=Pen(FAINT, 1.2))
            continue
        colour = island["colour"]
        rim = Pen(RING, 1.6, 0.9, (5, 4)) if number in sheet.act["closed"] else Pen(colour, 1.2, 0.45)
        sheet.drawing.circle(*circle, fill=Fill(tint(colour, 0.11), 0.88), pen=rim)
        for tie in across:
            if number in tie.islands:
                sheet.drawing.curve(ends(tie.curve, circle, last=number == tie.islands[1]), tie.pen)


def _draw_inside(sheet: _Sheet, ties: list[_Tie]) -> None:
    """Draw the ties inside islands, all of one thickness in one stroke."""
    alike: dict[Pen, list[Curve]] = {}
    for tie in ties:
        pen = msgspec.structs.replace(tie.pen, width=round(tie.pen.width, 1))
        alike.setdefault(pen, []).append(tie.curve)
    for pen in sorted(alike, key=lambda pen: pen.width):
        sheet.drawing.lines(alike[pen], pen)


def _present(sheet: _Sheet) -> list[int]:
    return sorted(set(range(len(sheet.scene["people"]))).difference(sheet.act["absent"]))


def _draw_people(sheet: _Sheet) -> None:
    """Draw the dots, the small ones first: ringed for connectors, hollow for people without a tie."""
    scene, act, drawing, ringed = sheet.scene, sheet.act, sheet.drawing, set(sheet.act["connectors"])
    for at in sorted(_present(sheet), key=lambda at: act["radii"][at]):
        centre, radius = sheet.frame.at(scene["places"]["group"][at]), sheet.frame.radius(act["radii"][at])
        colour = scene["categories"][scene["people"][at]["category"]]["colour"]
        if at in ringed:
            drawing.circle(centre, radius + 3.2 * min(1, sheet.frame.dot), fill=Fill("#FFFFFF"), pen=Pen(RING, 1.6))
        if act["links"][at]:
            drawing.circle(centre, radius, fill=Fill(colour), pen=Pen("#FFFFFF", min(1.6, radius * 0.3)))
        else:
            hollow = Pen(colour, 1.8, 1.0, (2.5, 2.5)) if radius >= 4 else Pen(colour, 1.1)
            drawing.circle(centre, radius, fill=Fill("#FFFFFF"), pen=hollow)


def _draw_names(sheet: _Sheet) -> None:
    board = Board(sheet.frame.width, sheet.frame.height)
    for at in _present(sheet):
        place = sheet.frame.at(sheet.scene["places"]["group"][at])
        board.dot(at, place, sheet.frame.radius(sheet.act["radii"][at]) + 1)
    for written in name_islands(board, sheet.scene, sheet.frame, sheet.act):
        sheet.drawing.text(*written)
    only_connectors = sheet.frame.width < 640
    for written in name_people(board, sheet.scene, sheet.frame, sheet.act, only_connectors=only_connectors):
        sheet.drawing.text(*written)


Curve = tuple[Point, ...]
Circle = tuple[Point, float]

_REACH = 0.22
"""How far the handles stand off the islands, as a share of the space between them."""


def path(start: Point, stop: Point, one: Circle, other: Circle) -> Curve:
    """Give the curve of a tie between people of two islands: four points.

    Its handles stand on the line between the two middles, so that the ties of a pair of islands form one bundle.

    Examples
    --------
    >>> path((0, 5), (100, 5), ((0, 0), 20), ((100, 0), 20))[1:3]
    ((33.2, 0.0), (66.8, 0.0))
    """
    (ax, ay), (bx, by) = one[0], other[0]
    away = max(float(np.hypot(bx - ax, by - ay)), 1e-9)
    off = _REACH * max(0.0, away - one[1] - other[1])
    near, far = (one[1] + off) / away, (other[1] + off) / away
    return start, _between(one[0], other[0], near), _between(other[0], one[0], far), stop


def ends(curve: Curve, circle: Circle, *, last: bool) -> Curve:
    """Give the part of a curve inside the circle it begins in, or the one it ends in.

    Examples
    --------
    >>> inside = ends(((0, 0), (40, 0), (60, 0), (100, 0)), ((0, 0), 20), last=False)
    >>> round(inside[-1][0])
    20
    """
    if last:
        return ends(curve[::-1], circle, last=False)
    low, high = 0.0, 1.0
    for _step in range(14):
        middle = (low + high) / 2
        x, y = _head(curve, middle)[-1]
        inside = np.hypot(x - circle[0][0], y - circle[0][1]) < circle[1]
        low, high = (middle, high) if inside else (low, middle)
    return _head(curve, low)


def bands(ties: Sequence[Sequence[Any]], group: Sequence[int]) -> dict[tuple[int, int], float]:
    """Give each tied pair of islands its share of the ties of the most tied pair.

    Examples
    --------
    >>> bands([[0, 2], [1, 2], [0, 3]], [0, 0, 1, 2])
    {(0, 1): 1.0, (0, 2): 0.5}
    """
    counted = Counter((min(pair), max(pair)) for pair in ((group[tie[0]], group[tie[1]]) for tie in ties))
    across = {pair: count for pair, count in sorted(counted.items()) if pair[0] != pair[1]}
    most = max(across.values(), default=1)
    return {pair: count / most for pair, count in across.items()}


def band(one: Point, other: Point) -> Curve:
    """Give the slightly bent curve of a band between two middles: three points."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    return one, ((one[0] + other[0]) / 2 - 0.07 * dy, (one[1] + other[1]) / 2 + 0.07 * dx), other


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _head(curve: Curve, share: float) -> Curve:
    """Cut a curve at a share of its way and give the first part (de Casteljau)."""
    level, head = list(curve), [curve[0]]
    while len(level) > 1:
        level = [_between(one, other, share) for one, other in itertools.pairwise(level)]
        head.append(level[0])
    return tuple(head)
