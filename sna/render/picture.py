"""The map as a drawing that needs no browser: for print, for the report, and for readers without JavaScript."""

from __future__ import annotations

from typing import Any

import msgspec

from sna.render.colour import tint
from sna.render.curves import Circle, Curve, band, bands, ends, path
from sna.render.drawing import Drawing, Fill, Letters, Pen
from sna.render.frame import Frame, fitted
from sna.render.naming import Board, name_islands, name_people
from sna.render.threshold import most_lines

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
