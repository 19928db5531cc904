"""The analyses: each takes a network and gives a table.

`REGISTRY` says where each stands and what it needs besides the network; `analysis` gives the function. Nothing is
imported before it is asked for.

Every analysis has the form ``name(network, *, by=…, seed=0, …) -> pandas.DataFrame``. It takes a `Network` or a
networkx graph and never changes it; a tie of a node to itself is left out. The name of the index says what a row is
(``node``, ``group``, ``community``, ``network``; two names for a pair), each column is a term of `sna.glossary`, and
what cannot be computed is blank, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pandas as pd

from sna.errors import StudyError, shown

if TYPE_CHECKING:
    from sna.network import AnyNetwork

NODE = "node"
"""What the index of a table of people is called."""


class Place(NamedTuple):
    """Where an analysis stands, and what it needs.

    Attributes
    ----------
    module
        In `sna.analyse`; the function bears the name of the analysis.
    needs
        ``by``: the node column that names the groups. ``period`` is no option: the analysis is of the whole time, and
        each gathering behind the network has to say to which period it belongs. ``acts`` is the same for contacts: each
        act behind the network has to say so. ``meetings``: of contacts too, and of the whole time, of people who met as
        well. ``cops``, ``events``, ``conveners``: of the whole time, where several communities meet or a list names
        one, where there is an event, where conveners are named. ``subjects``, ``adoptions``, ``speech``: of the whole
        time, where a list says who works on what, or who took what up, or a transcript who spoke. ``modes``: where some
        meetings were held in another way than others. ``deeds``, ``levels``, ``things``: where somebody is known to
        have led, at which level people act, or what was presented and where it comes from.
    """

    module: str
    needs: tuple[str, ...] = ()


REGISTRY = {
    "centrality": Place("centrality"),
    "brokerage": Place("brokerage", needs=("by",)),
    "holes": Place("brokerage"),
    "participation": Place("brokerage", needs=("by",)),
    "bridging": Place("brokerage"),
    "leaving": Place("keyplayer"),
    "key_players": Place("keyplayer"),
    "ei_index": Place("isolation", needs=("by",)),
    "ei_person": Place("isolation", needs=("by",)),
    "segregation": Place("segregation", needs=("by",)),
    "segregation_person": Place("segregation", needs=("by",)),
    "contact_diversity": Place("mixing", needs=("by",)),
    "seat_diversity": Place("mixing", needs=("by",)),
    "cohesion": Place("cohesion"),
    "cut_off": Place("cut_off", needs=("by",)),
    "presence": Place("presence"),
    "group_presence": Place("presence", needs=("by",)),
    "absences": Place("presence"),
    "group_absences": Place("presence", needs=("by",)),
    "communities": Place("community"),
    "community_summary": Place("community", needs=("by",)),
    "mixing": Place("mixing", needs=("by",)),
    "outside": Place("reach", needs=("by",)),
    "group_reach": Place("reach", needs=("by",)),
    "lift": Place("lift"),
    "lift_summary": Place("lift"),
    "spanners": Place("spanners", needs=("by",)),
    "two_mode_centrality": Place("centrality"),
    "co_attendance": Place("co_attendance", needs=("by", "period")),
    "interruption": Place("robustness", needs=("by", "period")),
    "contact": Place("contact", needs=("by", "acts")),
    "overlap": Place("overlap", needs=("by", "meetings")),
    "exposure": Place("reach", needs=("by", "meetings")),
    "change": Place("change", needs=("by", "period")),
    "trend": Place("presence", needs=("by", "period")),
    "ties_changed": Place("change", needs=("by", "period")),
    "contact_changed": Place("change", needs=("by", "period")),
    "cops": Place("cops", needs=("cops",)),
    "cops_overlap": Place("cops", needs=("cops",)),
    "cops_joiners": Place("cops", needs=("cops",)),
    "recruited": Place("recruited", needs=("events",)),
    "return_curve": Place("recruited", needs=("events",)),
    "without": Place("without", needs=("conveners",)),
    "without_quarters": Place("without", needs=("conveners",)),
    "introductions": Place("introductions", needs=("subjects",)),
    "unmet": Place("introductions", needs=("subjects",)),
    "unused": Place("introductions", needs=("subjects",)),
    "needs": Place("introductions", needs=("by", "subjects")),
    "tasks": Place("coming", needs=("subjects",)),
    "working_on": Place("introductions", needs=("by", "subjects")),
    "barriers": Place("coming", needs=("by", "subjects")),
    "modes": Place("coming", needs=("by", "modes")),
    "isolated_work": Place("isolated_work", needs=("by", "subjects")),
    "isolated_work_summary": Place("isolated_work", needs=("by", "subjects")),
    "spread": Place("spread", needs=("by", "adoptions")),
    "spread_summary": Place("spread", needs=("by", "adoptions")),
    "voice": Place("voice", needs=("speech",)),
    "voice_change": Place("voice", needs=("speech",)),
    "voice_meeting": Place("turns", needs=("speech",)),
    "voice_modes": Place("turns", needs=("speech",)),
    "turns": Place("turns", needs=("speech",)),
    "leadership": Place("leadership", needs=("deeds",)),
    "leadership_groups": Place("leadership", needs=("deeds",)),
    "leadership_change": Place("leadership", needs=("deeds",)),
    "levels": Place("levels", needs=("levels",)),
    "used": Place("used", needs=("things",)),
    "used_by_source": Place("used", needs=("things",)),
    "use_curve": Place("used", needs=("things",)),
}
"""Every analysis by its name, in the order in which tables are listed: one line for each, and no other list."""

ANALYSES = {name: f"sna.analyse.{place.module}:{name}" for name, place in REGISTRY.items()}
"""Where each analysis stands: ``"module:function"``."""

NEEDS = {name: place.needs for name, place in REGISTRY.items()}
"""What each analysis needs besides the network, as `Place` says."""


def analysis(name: str) -> Callable[..., pd.DataFrame]:
    """Give an analysis by its name.

    Of a networkx graph its table of people is indexed by the graph's own nodes, so that ``nx.set_node_attributes``
    finds them.

    Raises
    ------
    StudyError
        If there is none of that name; the message names the one with a column so called, or the nearest.

    Examples
    --------
    >>> analysis("mixing").__name__
    'mixing'
    """
    if name not in ANALYSES:
        holding = [other for other in sorted(ANALYSES) if f"- ``{name}``:" in (_function(other).__doc__ or "")]
        near = holding or get_close_matches(name, ANALYSES, n=1) or sorted(ANALYSES)
        raise StudyError(f"There is no analysis {shown(name)!r}. Try: {', '.join(near)}.")
    return _by_own_nodes(_function(name))


def _function(name: str) -> Callable[..., pd.DataFrame]:
    return cast("Callable[..., pd.DataFrame]", getattr(import_module(f"sna.analyse.{REGISTRY[name].module}"), name))


def _by_own_nodes(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Let the people of a networkx graph be its own nodes in the table: ours are called by text."""

    @wraps(function)
    def analysed(network: AnyNetwork, **options: Any) -> pd.DataFrame:  # noqa: ANN401 - those of the analysis
        from sna.network import Network

        table = function(network, **options)
        if isinstance(network, Network) or table.index.name != NODE or all(isinstance(node, str) for node in network):
            return table
        nodes = {str(node): node for node in network}
        return table.set_axis(pd.Index([nodes[word] for word in table.index], name=NODE, tupleize_cols=False), axis=0)

    return analysed
