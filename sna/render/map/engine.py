"""All use of pyvis: the engine under the map's page, and a network of pyvis' own for those who go on from there."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import asdict

from sna.network import Network
from sna.render import page
from sna.render.map import ties
from sna.render.map.layout import radius_of
from sna.render.map.scene import Place, Scene

if TYPE_CHECKING:
    from pyvis.network import Network as PyvisNetwork

    Pyvis: TypeAlias = PyvisNetwork

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
_ACROSS, _INSIDE = "#3B4F63", "#9AA5AD"


@functools.cache
def _pyvis() -> ModuleType:
    """Import pyvis; what it wants in notebooks and for other graphs only is imported when it is used there.

    Its own import of them would take longer than all maps of a study.
    """
    graphs, notebook = ModuleType("networkx"), ModuleType("IPython.display")
    graphs.__getattr__ = lambda name: getattr(import_module("networkx"), name)  # type: ignore[method-assign]
    notebook.IFrame = lambda *of, **size: import_module("IPython.display").IFrame(*of, **size)  # type: ignore[attr-defined]
    modules = {module.__name__: module for module in (graphs, ModuleType("IPython"), notebook)}
    modules = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules |= modules
    try:
        return import_module("pyvis.network")
    finally:
        for name in modules:
            del sys.modules[name]


def engine_code() -> str:
    """Read the vis-network that comes with pyvis, licence notice and all."""
    return (Path(str(_pyvis().__file__)).parent / ENGINE).read_text(encoding="utf-8")


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
    pyvis: Pyvis = _pyvis().Network(cdn_resources="in_line")
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

    pyvis: Pyvis = _pyvis().Network(height="800px", directed=network.directed, cdn_resources="in_line")
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
        colour = _INSIDE if group[number[person]] == group[number[alter]] else _ACROSS
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
