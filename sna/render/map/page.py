"""One network and one table → one HTML file that opens anywhere and connects to nothing.

pyvis (vis-network) is the engine that pans and zooms; what is seen is drawn by the house's own code from the scene. The
file holds a drawing and a table besides, which stand where there is no JavaScript.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sna.render import page
from sna.render.map.colour import NOT_STATED
from sna.render.map.content import Finding, MapContent, Period
from sna.render.map.drawing import scene_svg
from sna.render.map.scene import scene

__all__ = ["Finding", "MapContent", "Period", "map_html", "scene", "scene_svg"]

ENGINE = Path("templates/lib/vis-9.1.2/vis-network.min.js")
ENGINE_SHA256 = "f3c1229464749a6f5a80c80867189edfdc0198be0d015c3d770aff196cb6c0a1"
"""The version of the library whose ways with text were looked at; a test fails when pyvis brings another."""
PICTURE = (1100, 780)
SCRIPTS = ("data", "unpack", "surface", "lines", "filter", "paint", "map", "choices", "sheets", "begin")
"""The house's own scripts, in the order in which they stand in the page."""
_OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "hover": False, "keyboard": False, "selectable": False, "zoomSpeed": 0.8},
    "nodes": {"shape": "dot", "hidden": True, "font": {"size": 0}, "chosen": False},
}


def map_html(content: MapContent, made: dict[str, Any] | None = None) -> str:
    """Make the map as one self-contained page.

    The same content gives the same bytes. The page's own policy forbids every request and every script but its own.

    Parameters
    ----------
    content
        What the map shows.
    made
        Its `scene`, if that has been made already.

    Raises
    ------
    NetworkError
        If the content does not fit together.
    """
    shown = made or scene(content)
    style = page.style(page.asset("map.css"))
    early = page.script(page.asset("early.js"))
    engine, own = page.packed_script(_engine(), "engine-code"), page.script(_own_script())
    context = {
        "scene": shown,
        "style": style,
        "early": early,
        "scripts": [engine, own],
        "policy": page.policy([style], [early, engine, own], trusted_types=True),
        "picture": page.drawn(scene_svg(shown, len(shown["periods"]) - 1, *PICTURE)),
        "scene_data": page.json_block(shown, "scene"),
        "engine_data": _engine_data,
        "table_order": _table_order(shown),
        "came": any(period["came"] for period in shown["periods"]),
        "ringed": any(period["connectors"] for period in shown["periods"]),
        "not_stated": NOT_STATED,
    }
    return _generated(shown, context)


def _generated(shown: dict[str, Any], context: dict[str, Any]) -> str:
    """Let pyvis make the page from our template.

    Its own environment does not escape; ours, which does, takes its place. Nodes carry numbers only: no word that came
    from a file passes through pyvis.
    """
    from pyvis.network import Network as Engine

    engine = Engine(cdn_resources="in_line")
    for at, (x, y) in enumerate(shown["places"]["group"]):
        engine.add_node(at, label=" ", x=x, y=y, size=10)
    engine.options = _OPTIONS
    engine.set_template((page.TEMPLATES / "map.html").as_posix())
    engine.templateEnv = page.environment().overlay()
    engine.templateEnv.globals = {**page.environment().globals, **context}
    return str(engine.generate_html())


def _engine_data(nodes: list[dict[str, Any]], options: str) -> str:
    return page.json_block({"nodes": nodes, "options": options}, "engine-data")


def _engine() -> str:
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


def _own_script() -> str:
    """Join the house's own scripts, hidden from anything else, behind the engine's licence."""
    parts = [page.asset(f"{name}.js") for name in SCRIPTS]
    return licence(_engine()) + '\n(async () => {\n"use strict";\n' + "\n".join(parts) + "})();\n"


def _table_order(shown: dict[str, Any]) -> list[int]:
    """Begin the table with those who reach most people outside."""
    outside, absent = shown["periods"][-1]["outside"], set(shown["periods"][-1]["absent"])
    return sorted(range(len(outside)), key=lambda at: (at in absent, -outside[at], at))
