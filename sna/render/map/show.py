"""A map for somebody at the Python prompt: seen in a notebook, saved as a page, a drawing or a picture."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec
import networkx as nx
import pandas as pd
from markupsafe import escape

from sna.errors import NetworkError, shown
from sna.findings.frames import Record, Table
from sna.network import Network, one_mode, unknown_column
from sna.render.map.composition import composed
from sna.render.map.content import MapContent, Period
from sna.render.map.drawing import scene_svg
from sna.render.map.engine import to_pyvis
from sna.render.map.page import map_html
from sna.render.map.scene import Scene
from sna.render.page import write, write_bytes

if TYPE_CHECKING:
    from sna.render.map.engine import Pyvis

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
