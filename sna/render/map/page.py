"""One network and one table → one HTML file that opens anywhere and connects to nothing.

pyvis (vis-network) is the engine that pans and zooms; what is seen is drawn by the house's own code from the scene. The
file holds a drawing and a table besides, which stand where there is no JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from markupsafe import Markup

from sna.findings.sources import plain
from sna.render import page
from sna.render.map.composition import composed
from sna.render.map.content import MapContent
from sna.render.map.drawing import scene_svg
from sna.render.map.engine import engine_code, engine_data, licence, map_page
from sna.render.map.scene import Act, Scene

PICTURE = (1100, 780)
MOST_VENDORED = 2_000
"""People whom pyvis' engine bears; more are drawn on a canvas of the page's own."""
MOST_LISTED = 2_000
"""Rows of the table of people."""
SCRIPTS = (
    "data", "unpack", "surface", "canvas", "lines", "filter", "paint", "map", "choices", "search", "sheets", "save",
    "address", "begin",
)  # fmt: skip
"""The house's own scripts, in the order in which they stand in the page."""


class MapPage(msgspec.Struct, frozen=True):
    """Everything ``map.html`` names, besides the ``nodes`` and ``options`` that pyvis hands over.

    Attributes
    ----------
    scene, scene_data, view_data
        The map, the same as the block of JSON that the scripts read, and a block for the view a reader saves.
    style, early, scripts, policy
        The style sheet, the scripts in the head and at the end, and the policy that admits exactly these.
    picture
        The last period as a drawing.
    engine_data
        Makes the block of data the engine begins with.
    table_order
        People, those first who reach most people outside.
    came, ringed
        Whether anybody's gatherings are known, and whether anybody has a ring.
    links
        What the pages beside this one are called, and where they are.
    """

    scene: Scene
    style: page.Inline
    early: page.Inline
    scripts: list[page.Inline]
    policy: str
    picture: Markup
    scene_data: Markup
    view_data: Markup
    engine_data: Callable[..., Markup]
    table_order: list[int]
    came: bool
    ringed: bool
    links: Mapping[str, str]


def map_html(content: MapContent, scene: Scene | None = None) -> str:
    """Make the map as one self-contained page.

    The same content gives the same bytes. The page's own policy forbids every request and every script but its own.

    Parameters
    ----------
    content
        What the map shows.
    scene
        Its scene, if that has been composed already.

    Raises
    ------
    NetworkError
        If the content does not fit together.
    """
    scene = scene or composed(content)[0]
    vendored = len(scene.people) <= MOST_VENDORED
    style = page.style(page.asset("map.css"))
    early = page.script(page.asset("early.js"))
    engine = [page.packed_script(engine_code(), "engine-code")] if vendored else []
    scripts = [*engine, page.script(_own_script())]
    context = MapPage(
        scene=scene,
        style=style,
        early=early,
        scripts=scripts,
        policy=page.policy([style], [early, *scripts], trusted_types=True),
        picture=page.svg_markup(scene_svg(scene, len(scene.periods) - 1, *PICTURE)),
        scene_data=page.json_block(msgspec.to_builtins(_worded(scene)), "scene"),
        view_data=page.json_block("", "view"),
        engine_data=engine_data,
        table_order=_table_order(scene.periods[-1]),
        came=any(act.attendance for act in scene.periods),
        ringed=any(act.connectors for act in scene.periods),
        links=content.links,
    )
    return map_page(scene.places.group if vendored else None, context)


def _worded(scene: Scene) -> Scene:
    """Give the scene as the scripts read it: its words, without the places of the figures in them."""
    findings = [
        msgspec.structs.replace(finding, headline=plain(finding.headline), text=plain(finding.text))
        for finding in scene.findings
    ]
    acts = [_scripted(act) for act in scene.periods]
    title, footnote = plain(scene.title), plain(scene.footnote)
    over_all = scene.whole and _scripted(scene.whole)
    words = {"title": title, "footnote": footnote, "findings": findings}
    return msgspec.structs.replace(scene, **words, periods=acts, whole=over_all)


def _scripted(act: Act) -> Act:
    """Give a period as the scripts read it: they tie those who were at the same gatherings themselves."""
    return msgspec.structs.replace(act, lines=plain(act.lines), ties=[] if act.woven else act.ties)


def _own_script() -> str:
    """Join the house's own scripts, hidden from anything else, behind the engine's licence."""
    scripts = "\n".join(page.asset(f"{name}.js") for name in SCRIPTS)
    return f'{licence(engine_code())}\n(async () => {{\n"use strict";\n{scripts}}})();\n'


def _table_order(act: Act) -> list[int]:
    absent = set(act.absent)
    order = sorted(range(len(act.outside)), key=lambda person: (person in absent, -act.outside[person], person))
    return order[:MOST_LISTED]
