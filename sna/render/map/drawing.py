"""The map as a drawing that needs no browser, and as what pyvis draws.

The drawing is for print, for the report, and for readers without JavaScript. Its lines are bent so that all ties
between two islands run together, and cut where they enter an island. All use of pyvis is here: the engine under the
map's page, and a network of pyvis' own for those who go on from there.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import asdict, replace

from sna.network import Network
from sna.render import page
from sna.render.map import ties
from sna.render.map.labels import Board, name_islands, name_people
from sna.render.map.layout import radius_of
from sna.render.map.scene import Act, Frame, Place, Scene, Tie, fitted, tint
from sna.render.map.ties import most_lines
from sna.render.svg import Drawing, Fill, Letters, Pen, Point

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

    Pyvis: TypeAlias = PyvisNetwork

Curve = tuple[Point, ...]
Circle = tuple[Point, float]

ACROSS, INSIDE, RING, FAINT = "#3B4F63", "#9AA5AD", "#0B0C0C", "#D5DADE"
MOST_DOTS = 10_000
"""People from whom on islands alone are drawn; on the page they open one by one. `MOST_DOTS` in map.js too."""
NOBODY = "There is nobody to show."
_REACH = 0.22
"""How far the handles of a curve stand off the islands, as a share of the space between them."""
ENGINE = Path("templates/lib/vis-9.1.2/vis-network.min.js")
ENGINE_SHA256 = "f3c1229464749a6f5a80c80867189edfdc0198be0d015c3d770aff196cb6c0a1"
"""The version of the library whose ways with text were looked at; a test fails when pyvis brings another."""
_OPTIONS = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "hover": False, "keyboard": False, "selectable": False, "zoomSpeed": 0.8},
    "nodes": {"shape": "dot", "hidden": True, "font": {"size": 0}, "chosen": False},
}


class _Line(Struct, frozen=True):
    """A tie on paper: the curve, its pen, and the two islands (the same twice for a tie inside)."""

    curve: Curve
    pen: Pen
    islands: tuple[int, int]


class _Sheet(Struct, frozen=True):
    """What is drawn, where, and on what."""

    scene: Scene
    act: Act
    frame: Frame
    drawing: Drawing


def scene_svg(scene: Scene, period: int, width: int, height: int) -> str:
    """Draw one period of a scene, by organisation, as SVG.

    Below 640 px of width only connectors are named. Two drawings of different periods or sizes may stand in one page.

    Parameters
    ----------
    scene
        From `sna.render.map.composition.scene`.
    period
        Number of the period, from 0.
    width, height
        px.
    """
    act = scene.periods[period]
    name, title = f"map-{period + 1}-{width}-{height}", f"{scene.title} ({act.title})"
    drawing = Drawing(name, width, height, title=title, description=_description(scene, act))
    drawing.rectangle((0, 0), (width, height), fill=Fill("#FFFFFF"))
    sheet = _Sheet(scene, act, fitted(scene.islands, width, height), drawing)
    crowded = sum(count for *_pair, count in act.between) > most_lines(len(scene.people))
    if crowded:
        _draw_bands(sheet)
    across = [] if crowded else _paler([_line(sheet, tie) for tie in act.ties if _leaves(sheet, tie)])
    for line in across:
        drawing.curve(line.curve, line.pen)
    _draw_islands(sheet, across)
    if len(scene.people) < MOST_DOTS:
        _draw_inside(sheet, _paler([_line(sheet, tie) for tie in act.ties if not _leaves(sheet, tie)]))
        _draw_people(sheet)
    _draw_names(sheet)
    if not scene.people:
        drawing.text((width / 2, height / 2), NOBODY, Letters(15, "#505A5F", anchor="middle"))
    return drawing.svg()


def _description(scene: Scene, act: Act) -> str:
    """Say in a sentence or two what the drawing shows, for those who do not see it."""
    absent, word = len(act.absent), scene.group.plural
    across = sum(count for *_pair, count in act.between)
    isolates, ties = sum(links == 0 for links in act.links) - absent, sum(act.links) // 2
    return (
        f"{len(scene.people) - absent} people in {len(scene.islands) - len(act.empty)} {word}; {ties} ties,"
        f" {across} of them between {word}; {isolates} people without a tie. {act.lines}"
    )


def _leaves(sheet: _Sheet, tie: Tie) -> bool:
    """Tell whether a tie leads to another island."""
    people = sheet.scene.people
    return people[tie.person].group != people[tie.alter].group


def _line(sheet: _Sheet, tie: Tie) -> _Line:
    people, places = sheet.scene.people, sheet.scene.places.group
    start, stop = sheet.frame.point(places[tie.person]), sheet.frame.point(places[tie.alter])
    islands = people[tie.person].group, people[tie.alter].group
    scale = max(0.6, min(1.5, sheet.frame.scale))
    if islands[0] == islands[1]:
        return _Line((start, stop), Pen(INSIDE, (0.7 + 0.9 * tie.thickness) * scale, 0.6), islands)
    curve = path(start, stop, _circle(sheet, islands[0]), _circle(sheet, islands[1]))
    return _Line(curve, Pen(ACROSS, (0.9 + 1.5 * tie.thickness) * scale, 0.4), islands)


def _paler(lines: list[_Line]) -> list[_Line]:
    """Let each line fade as they become many, so that the whole keeps its weight."""
    share = min(1.0, (250 / max(len(lines), 1)) ** 0.5)
    return [replace(line, pen=replace(line.pen, opacity=line.pen.opacity * share)) for line in lines]


def _circle(sheet: _Sheet, number: int) -> Circle:
    return sheet.frame.circle(sheet.scene.islands[number])


def _draw_bands(sheet: _Sheet) -> None:
    """Draw one band per pair of islands where single ties are too many to follow."""
    most = max((count for *_pair, count in sheet.act.between), default=1)
    for tail, head, count in sheet.act.between:
        share = count / most
        curve = band(_circle(sheet, tail)[0], _circle(sheet, head)[0])
        sheet.drawing.curve(curve, Pen(ACROSS, 1 + 13 * share * sheet.frame.dot, 0.34))


def _draw_islands(sheet: _Sheet, across: list[_Line]) -> None:
    """Lay each island over the ties that only pass by, then draw again the ends of those that belong to it."""
    for number, island in enumerate(sheet.scene.islands):
        circle = _circle(sheet, number)
        if number in sheet.act.empty:
            sheet.drawing.circle(*circle, fill=Fill("#FFFFFF", 0.88), pen=Pen(FAINT, 1.2))
            continue
        colour = island.colour
        rim = Pen(RING, 1.6, 0.9, (5, 4)) if number in sheet.act.closed else Pen(colour, 1.2, 0.45)
        sheet.drawing.circle(*circle, fill=Fill(tint(colour, 0.11), 0.88), pen=rim)
        for line in across:
            if number in line.islands:
                sheet.drawing.curve(ends(line.curve, circle, last=number == line.islands[1]), line.pen)


def _draw_inside(sheet: _Sheet, lines: list[_Line]) -> None:
    """Draw the ties inside islands, all of one thickness in one stroke."""
    by_pen: dict[Pen, list[Curve]] = {}
    for line in lines:
        by_pen.setdefault(replace(line.pen, width=round(line.pen.width, 1)), []).append(line.curve)
    for pen in sorted(by_pen, key=lambda pen: pen.width):
        sheet.drawing.lines(by_pen[pen], pen)


def _present(sheet: _Sheet) -> list[int]:
    return sorted(set(range(len(sheet.scene.people))).difference(sheet.act.absent))


def _draw_people(sheet: _Sheet) -> None:
    """Draw the dots, the small ones first: ringed for connectors, hollow for people without a tie."""
    scene, act, drawing, ringed = sheet.scene, sheet.act, sheet.drawing, set(sheet.act.connectors)
    for person in sorted(_present(sheet), key=lambda person: act.radii[person]):
        centre, radius = sheet.frame.point(scene.places.group[person]), sheet.frame.radius(act.radii[person])
        colour = scene.categories[scene.people[person].category].colour
        if person in ringed:
            drawing.circle(centre, radius + 3.2 * min(1, sheet.frame.dot), fill=Fill("#FFFFFF"), pen=Pen(RING, 1.6))
        if act.links[person]:
            drawing.circle(centre, radius, fill=Fill(colour), pen=Pen("#FFFFFF", min(1.6, radius * 0.3)))
            continue
        visits = act.attendance is not None and act.attendance[person]
        gap = 2.5 if radius >= 4 else 1.3
        hollow = Pen(colour, 1.8 if radius >= 4 else 1.1, 1.0, () if visits else (gap, gap))
        drawing.circle(centre, radius, fill=Fill("#FFFFFF"), pen=hollow)


def _draw_names(sheet: _Sheet) -> None:
    scene, frame, act = sheet.scene, sheet.frame, sheet.act
    board = Board(frame.width, frame.height)
    if len(scene.people) >= MOST_DOTS:
        for number, island in enumerate(scene.islands):
            if number not in act.empty:
                words = f"{island.people:,} people"
                sheet.drawing.text(frame.circle(island)[0], words, Letters(13, "#2B3640", anchor="middle", halo=True))
    for person in _present(sheet):
        (x, y), radius = frame.point(scene.places.group[person]), frame.radius(act.radii[person]) + 1
        board.take((x - radius, y - radius, x + radius, y + radius), owner=person)
    # islands first: a person's name may be left out, an island's hardly ever
    for writing in name_islands(board, scene, frame, act):
        sheet.drawing.text(*writing)
    if len(scene.people) < MOST_DOTS:
        for writing in name_people(board, scene, frame, act, only_connectors=frame.width < 640):
            sheet.drawing.text(*writing)


# ---- curves


def path(start: Point, stop: Point, tail: Circle, head: Circle) -> Curve:
    """Give the curve of a tie between people of two islands: four points.

    Its handles stand on the line between the two middles, so that the ties of a pair of islands form one bundle.

    Examples
    --------
    >>> path((0, 5), (100, 5), ((0, 0), 20), ((100, 0), 20))[1:3]
    ((33.2, 0.0), (66.8, 0.0))
    """
    distance = max(float(np.hypot(head[0][0] - tail[0][0], head[0][1] - tail[0][1])), 1e-9)
    reach = _REACH * max(0.0, distance - tail[1] - head[1])
    near, far = (tail[1] + reach) / distance, (head[1] + reach) / distance
    return start, _along(tail[0], head[0], near), _along(head[0], tail[0], far), stop


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
    (x, y), radius = circle
    low, high = 0.0, 1.0
    for _step in range(14):  # halving: the place on the rim to a 16,000th of the curve
        middle = (low + high) / 2
        point = _beginning(curve, middle)[-1]
        inside = np.hypot(point[0] - x, point[1] - y) < radius
        low, high = (middle, high) if inside else (low, middle)
    return _beginning(curve, low)


def band(start: Point, stop: Point) -> Curve:
    """Give the slightly bent curve of a band between two middles: three points."""
    dx, dy = stop[0] - start[0], stop[1] - start[1]
    return start, ((start[0] + stop[0]) / 2 - 0.07 * dy, (start[1] + stop[1]) / 2 + 0.07 * dx), stop


def _along(start: Point, stop: Point, share: float) -> Point:
    return start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share


def _beginning(curve: Sequence[Point], share: float) -> Curve:
    """Cut a curve at a share of its way and give the first part (de Casteljau)."""
    level, points = list(curve), [curve[0]]
    while len(level) > 1:
        level = [_along(start, stop, share) for start, stop in itertools.pairwise(level)]
        points.append(level[0])
    return tuple(points)


def engine_code() -> str:
    """Read the vis-network that comes with pyvis, licence notice and all."""
    import pyvis

    return (Path(pyvis.__file__).parent / ENGINE).read_text(encoding="utf-8")


def licence(code: str) -> str:
    """Give the notice at the head of a library, which stays readable where the library itself is compressed.

    Examples
    --------
    >>> licence("/* MIT */ run()")
    '/* MIT */'
    """
    return code[: code.index("*/") + 2]


def map_page(places: Sequence[Place] | None, context: Struct) -> str:
    """Let pyvis make the map's page; nodes carry numbers only: no word that came from a file passes through pyvis.

    Without places the page has none of it: its own canvas bears the map.
    """
    if places is None:
        block = page.json_block(None, "engine-data")
        return page.environment().get_template("map.html").render({**asdict(context), "engine_data": lambda **_: block})
    from pyvis.network import Network as Pyvis

    pyvis = Pyvis(cdn_resources="in_line")
    for number, (x, y) in enumerate(places):
        pyvis.add_node(number, label=" ", x=x, y=y, size=10)
    pyvis.options = _OPTIONS
    return _generated(pyvis, "map.html", asdict(context))


def to_pyvis(network: Network, scene: Scene, ids: Sequence[str]) -> Pyvis:
    """Give a network to pyvis with the map's places, colours, sizes and words; physics is off.

    Parameters
    ----------
    network
        A network of the map; every tie goes along, each direction and ties with oneself too.
    scene, ids
        The map, and who its people are, as `sna.render.map.composition.composed` gives them.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network as Pyvis

    pyvis = Pyvis(height="800px", directed=network.directed, cdn_resources="in_line")
    pyvis.toggle_physics(False)
    number = {person: place for place, person in enumerate(ids)}
    group = np.array([person.group for person in scene.people], dtype=int)
    nameless = next((number for number, island in enumerate(scene.islands) if island.nameless), -1)
    counts = ties.counts(ties.pairs(network, ids), group, nameless)
    register = network.behind if scene.periods[-1].attendance else None
    times = {} if register is None else dict(zip(register.people.index, register.attended().tolist(), strict=True))
    own = getattr(network.nodes, "name", None)
    for person in network.nodes.index:
        place = number[person]
        (x, y), label = scene.places.group[place], scene.people[place]
        links, outside = counts.links[place], counts.outside[place]
        island, totals = scene.islands[label.group].name, f"Ties: {links}, outside: {outside}"
        words = [label.name, *filter(None, label.facts), island, totals]
        style = {
            "color": scene.categories[label.category].colour,
            "size": radius_of(times.get(person, links), scene.most),
        }
        name = label.name if own is None else _unmarked(label.name, own[person])
        pyvis.add_node(person, label.short, name=name, title=_inert("\n".join(words)), x=x, y=y, **style)
    full = float(network.weights().max(initial=1e-9))
    # add_edge compares every edge with all before, and drops the second of two undirected ones
    for person, alter, weight in network.triples():
        colour = INSIDE if group[number[person]] == group[number[alter]] else ACROSS
        style = {"color": colour, "width": round(0.8 + 3.2 * weight / full, 2), "weight": weight}
        pyvis.edges.append(Edge(person, alter, network.directed, **style).options)
    return pyvis


def _unmarked(label: str, name: object) -> str:
    """Give a name without the mark that tells it from a namesake's."""
    words = " ".join(str(name).split())
    return words if words and label.startswith(f"{words} (") else label


def pyvis_html(pyvis: Pyvis, title: str) -> str:
    """Make a page of pyvis' network that needs nothing else; pyvis' own would ask another host for a style sheet."""
    style, engine = page.style(page.asset("pyvis.css")), page.script(engine_code())
    begin = page.script(page.asset("pyvis.js"))
    context = {
        "title": title,
        "style": style,
        "scripts": [engine, begin],
        "policy": page.policy([style], [engine, begin], trusted_types=True),
        "engine_data": engine_data,
    }
    return _generated(pyvis, "pyvis.html", context)


def _generated(pyvis: Pyvis, template: str, context: Mapping[str, object]) -> str:
    """Let pyvis fill in a template of ours; its environment does not escape, ours, which does, takes its place."""
    pyvis.set_template((page.TEMPLATES / template).as_posix())
    pyvis.templateEnv = page.environment().overlay()
    pyvis.templateEnv.globals = {**page.environment().globals, **context}
    return str(pyvis.generate_html())


def engine_data(**parts: page.Json) -> Markup:
    """Put what pyvis hands over in the page: nodes, options and, where the engine draws them, edges."""
    return page.json_block(parts, "engine-data")


def _inert(title: str) -> str:
    """Keep pyvis' own page from taking a title that holds ``href`` for markup: an invisible joiner parts the word."""
    return title.replace("href", "h\u2060ref")
