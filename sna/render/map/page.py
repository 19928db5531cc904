"""One network and one table → one HTML file that opens anywhere and connects to nothing; a map at the Python prompt.

pyvis (vis-network) is the engine that pans and zooms; what is seen is drawn by the house's own code from the scene. The
file holds a drawing and a table besides, which stand where there is no JavaScript. At the prompt a map is seen in a
notebook, or saved as a page, a drawing or a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec
import pandas as pd
from markupsafe import Markup, escape

from sna.errors import NetworkError, shown
from sna.findings.frames import Record, Table
from sna.findings.sources import plain
from sna.network import Network, one_mode, unknown_column
from sna.render import page
from sna.render.map.composition import composed
from sna.render.map.content import MapContent, Period
from sna.render.map.drawing import engine_code, engine_data, licence, map_page, scene_svg, to_pyvis
from sna.render.map.scene import Act, Scene
from sna.render.page import write, write_bytes

if TYPE_CHECKING:
    import networkx as nx

    from sna.render.map.drawing import Pyvis

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


JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | float | None"
USUAL = "organisation"
"""What makes the islands where nothing is stated, if there is such a column."""
NOTEBOOK_HEIGHT = 640
"""px of a map in a notebook."""
SUFFIXES = (".html", ".svg", ".png")
FONTS = Path(__file__).parent.parent / "fonts"
_SHARPER = 2.0


class Named(Record, frozen=True):
    """What stands for somebody; `name` may be blank."""

    id: str
    name: str = ""


class Map:
    """A map of a network.

    In a notebook it shows itself, in a frame that cannot reach the notebook or the network.

    Parameters
    ----------
    content
        What the map shows.

    Raises
    ------
    NetworkError
        If the content does not fit together.

    Examples
    --------
    >>> import networkx as nx
    >>> draw_map(nx.karate_club_graph(), by="club")
    <Map of 34 people, 1 period>
    """

    def __init__(self, content: MapContent) -> None:
        self.content = content.checked().drawable()

    @cached_property
    def _composed(self) -> tuple[Scene, list[str]]:
        return composed(self.content)

    @cached_property
    def scene(self) -> dict[str, JSON]:
        """All the map draws, as plain numbers and words: what stands in the page."""
        return cast("dict[str, JSON]", msgspec.to_builtins(self._composed[0]))

    def html(self) -> str:
        """Give the map as one page that needs nothing else."""
        return map_html(self.content, self._composed[0])

    def to_pyvis(self, period: int = -1) -> Pyvis:
        """Give one period (the last unless said) to pyvis, with the map's places, colours, sizes and words.

        What comes back is pyvis' own ``Network``, to go on with; physics is off.

        Raises
        ------
        NetworkError
            If there is no such period.

        Examples
        --------
        >>> import networkx as nx
        >>> draw_map(nx.karate_club_graph(), by="club").to_pyvis().num_nodes()
        34
        """
        scene, ids = self._composed
        return to_pyvis(self.content.periods[self._number(period)].network, scene, ids)

    def svg(self, period: int = -1, *, width: int = 1100, height: int = 780) -> str:
        """Give one period (the last unless said) as a drawing of a size in px.

        Raises
        ------
        NetworkError
            If there is no such period.
        """
        return scene_svg(self._composed[0], self._number(period), width, height)

    def png(self, period: int = -1, *, width: int = 1100, height: int = 780) -> bytes:
        """Give one period as a picture of twice the size in px; names are in Arial, or in a font that comes along."""
        import resvg_py

        drawing, fonts = self.svg(period, width=width, height=height), sorted(map(str, FONTS.glob("*.ttf")))
        picture = resvg_py.svg_to_bytes(svg_string=drawing, zoom=_SHARPER, background="#FFFFFF", font_files=fonts)
        return bytes(picture)

    def save(self, path: Path | str) -> Path:
        """Write the map to a file: a page (.html), a drawing (.svg) or a picture (.png), by the name's ending.

        Raises
        ------
        NetworkError
            If the name ends in something else.
        """
        target = Path(path)
        kind = target.suffix.casefold()
        if kind not in SUFFIXES:
            raise NetworkError(f"A map cannot be saved as {shown(target.name)!r}. End the name in .html, .svg or .png.")
        if kind == ".png":
            write_bytes(target, self.png())
        else:
            write(target, self.html() if kind == ".html" else self.svg())
        return target

    def _number(self, period: int) -> int:
        periods = len(self.content.periods)
        if not -periods <= period < periods:
            raise NetworkError(f"There is no period {period}; there are {periods}, numbered from 0.")
        return period % periods

    def _repr_html_(self) -> str:
        frame = f'sandbox="allow-scripts allow-downloads" width="100%" height="{NOTEBOOK_HEIGHT}" frameborder="0"'
        return f'<iframe title="{escape(self.content.title)}" {frame} srcdoc="{escape(self.html())}"></iframe>'

    def __repr__(self) -> str:
        periods = len(self.content.periods)
        people = len(self.content.periods[0].network)
        return f"<Map of {people} people, {periods} period{'' if periods == 1 else 's'}>"


def draw_map(
    network: Network | nx.Graph,
    table: pd.DataFrame | None = None,
    *,
    by: str = USUAL,
    title: str = "",
    colour_by: str = "",
) -> Map:
    """Draw a network that came from anywhere.

    Parameters
    ----------
    network
        A `Network` or a networkx graph; not changed. Nodes stand for people, weights for the strength of their ties.
    table
        What is known of the people; the index holds the nodes' ids. ``name`` is shown (without it, the id); ``role``,
        ``sector`` and ``locality`` are shown where they exist. Without a table the attributes of the nodes serve.
    by
        The column that makes the islands. Without it everybody stands on one island if it is not stated.
    title
        Over the map; by default a count of what it shows.
    colour_by
        The column that gives the colours; the islands' own unless stated.

    Raises
    ------
    NetworkError
        If a node is not in the table, or `by` or `colour_by` is stated and no column.

    Examples
    --------
    >>> import networkx as nx
    >>> clubs = draw_map(nx.karate_club_graph(), by="club", title="Zachary's karate club")
    >>> len(clubs.scene["islands"])
    2
    """
    plain = one_mode(network)
    people = _people(plain, table, by, colour_by)
    heading = title or f"{len(plain):,} people and {len(plain.ties):,} ties"
    period = Period("", plain)
    acts = ("met" if plain.behind is not None else "are tied", "time")
    return Map(
        MapContent(title=heading, people=people, periods=(period,), group=by, colour_by=colour_by or by, acts=acts)
    )


def _people(network: Network, table: pd.DataFrame | None, by: str, colour_by: str) -> pd.DataFrame:
    attributes = network.nodes if table is None else table.set_axis(table.index.astype("str"))
    missing = network.nodes.index.difference(attributes.index)
    if len(missing):
        raise NetworkError(f"{len(missing)} nodes are not in the table, the first is {shown(missing[0])!r}.")
    for option, column in (("by", by if by != USUAL else ""), ("colour_by", colour_by)):
        if column and column not in attributes.columns:
            raise unknown_column(option, column, attributes.columns)
    people = attributes.assign(**{by: attributes.get(by, "")}).loc[network.nodes.index]
    return people.assign(name=[person.name or person.id for person in Table(Named, people, "people")])
