"""The analyses: each takes a network and gives a table.

`ANALYSES` says where each stands, `NEEDS` what it must be told besides the network; `analysis` gives the function.
Nothing is imported before it is asked for.

Every analysis has the form ``name(network, *, by=…, seed=0, …) -> pandas.DataFrame``. It takes a `Network` or a
networkx graph and never changes it; a tie of a node to itself is left out. The name of the index says what a row is
(``node``, ``group``, ``community``, ``network``; two names for a pair), each column is a term of `sna.glossary`, and
what cannot be computed is blank, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from typing import cast

import pandas as pd

from sna.errors import StudyError, shown

ANALYSES: dict[str, str] = {
    "centrality": "sna.analyse.centrality:centrality",
    "brokerage": "sna.analyse.brokerage:brokerage",
    "holes": "sna.analyse.holes:holes",
    "participation": "sna.analyse.bridging:participation",
    "bridging": "sna.analyse.bridging:bridging",
    "leaving": "sna.analyse.keyplayer:leaving",
    "key_players": "sna.analyse.keyplayer:key_players",
    "ei_index": "sna.analyse.isolation:ei_index",
    "ei_person": "sna.analyse.isolation:ei_person",
    "segregation": "sna.analyse.segregation:segregation",
    "segregation_person": "sna.analyse.segregation:segregation_person",
    "contact_diversity": "sna.analyse.diversity:contact_diversity",
    "seat_diversity": "sna.analyse.diversity:seat_diversity",
    "cohesion": "sna.analyse.cohesion:cohesion",
    "cut_off": "sna.analyse.cut_off:cut_off",
    "presence": "sna.analyse.presence:presence",
    "group_presence": "sna.analyse.presence:group_presence",
    "communities": "sna.analyse.community:communities",
    "community_summary": "sna.analyse.community:community_summary",
    "mixing": "sna.analyse.mixing:mixing",
    "outside": "sna.analyse.reach:outside",
    "group_reach": "sna.analyse.reach:group_reach",
    "lift": "sna.analyse.lift:lift",
    "lift_summary": "sna.analyse.lift:lift_summary",
    "spanners": "sna.analyse.spanners:spanners",
    "two_mode_centrality": "sna.analyse.two_mode:two_mode_centrality",
    "change": "sna.analyse.change:change",
    "trend": "sna.analyse.presence:trend",
    "ties_changed": "sna.analyse.turnover:ties_changed",
    "contact_changed": "sna.analyse.turnover:contact_changed",
}
"""Where each analysis stands: ``"module:function"``."""

NEEDS: dict[str, tuple[str, ...]] = {
    "centrality": (),
    "brokerage": ("by",),
    "holes": (),
    "participation": ("by",),
    "bridging": (),
    "leaving": (),
    "key_players": (),
    "ei_index": ("by",),
    "ei_person": ("by",),
    "segregation": ("by",),
    "segregation_person": ("by",),
    "contact_diversity": ("by",),
    "seat_diversity": ("by",),
    "cohesion": (),
    "cut_off": ("by",),
    "presence": (),
    "group_presence": ("by",),
    "communities": (),
    "community_summary": ("by",),
    "mixing": ("by",),
    "outside": ("by",),
    "group_reach": ("by",),
    "lift": (),
    "lift_summary": (),
    "spanners": ("by",),
    "two_mode_centrality": (),
    "change": ("by", "period"),
    "trend": ("by", "period"),
    "ties_changed": ("by", "period"),
    "contact_changed": ("by", "period"),
}
"""What each analysis must be told: ``by`` is the node column that names the groups. ``period`` is no option: the
analysis is of the whole time, and wants to know to which period each of the gatherings behind the network belongs."""


def analysis(name: str) -> Callable[..., pd.DataFrame]:
    """Give an analysis by its name.

    Raises
    ------
    StudyError
        If there is none of that name; the message names the nearest.

    Examples
    --------
    >>> analysis("mixing").__name__
    'mixing'
    """
    if name not in ANALYSES:
        near = get_close_matches(name, ANALYSES, n=1) or sorted(ANALYSES)
        raise StudyError(f"There is no analysis {shown(name)!r}. Try: {', '.join(near)}.")
    module, function = ANALYSES[name].split(":")
    return cast("Callable[..., pd.DataFrame]", getattr(import_module(module), function))
