"""What cannot be computed of groups is blank and the row says why: also of networks with gatherings behind them."""

import datetime as dt

import networkx as nx
import numpy as np
import pytest

from sna.analyse import analysis
from sna.glossary import TERMS
from sna.network import Network, TwoMode, project

GROUPS = {
    "ei_index": {"permutations": 49},
    "ei_person": {},
    "segregation": {"permutations": 49},
    "segregation_person": {},
    "contact_diversity": {},
    "seat_diversity": {},
    "cut_off": {"permutations": 49},
    "mixing": {},
    "group_presence": {},
}
WHOLE = ("cohesion", "presence")


def meetings(people, sizes, *, seed=0, dated=True, groups="xxyyyz", left=False):
    """Invent meetings of these sizes; who has left could not come to the second half of them."""
    random = np.random.default_rng(seed)
    names = [f"p{place:02}" for place in range(people)]
    pairs = [(name, f"m{place:02}") for place, size in enumerate(sizes) for name in random.choice(names, size, False)]
    two_mode = TwoMode.of(pairs)
    if dated:
        two_mode.gatherings["title"] = "Forum"
        count = len(two_mode.gatherings)
        two_mode.gatherings["on"] = [dt.date(2024, 1, 1) + dt.timedelta(30 * place) for place in range(count)]
        two_mode.gatherings["period"] = ["one" if 2 * place < count else "two" for place in range(count)]
    if left:
        could = np.ones(two_mode.incidence.shape, bool)
        could[:4, len(sizes) // 2 :] = False
        two_mode = TwoMode(two_mode.people, two_mode.gatherings, two_mode.incidence, could)
    network = project(two_mode)
    network.nodes["team"] = [groups[int(name[1:]) % len(groups)] for name in network.nodes.index]
    return network


def graph(people, ties, *, groups="xxyyyz", directed=False):
    made = nx.gnm_random_graph(people, ties, seed=1, directed=directed)
    nx.set_node_attributes(made, {node: groups[node % len(groups)] for node in made}, "team")
    return Network.from_networkx(made)


SHAPES = {
    "community": meetings(30, [8] * 9),
    "undated": meetings(30, [8] * 9, dated=False),
    "two meetings": meetings(30, [12, 12]),
    "plenaries": meetings(20, [20] * 4),
    "few people": meetings(8, [4] * 5),
    "people who left": meetings(30, [9] * 8, left=True),
    "meetings of one": meetings(20, [1] * 15 + [6] * 3),
    "one group": meetings(20, [6] * 6, groups="x"),
    "groups of one": meetings(20, [6] * 6, groups="abcdefghijklmnopqrst"),
    "contacts": graph(20, 30, directed=True),
    "clique": graph(12, 66),
    "no ties": graph(12, 0),
    "one tie": graph(12, 1),
}
MAY_BE_EMPTY = {"hangs_on", "rule", "title", "on"}
"""Texts that are blank because there is nobody or nothing to name, or the gathering has none."""


def table_of(name, network):
    told = {"by": "team", **GROUPS[name]} if name in GROUPS else {}
    return analysis(name)(network, **told)


@pytest.mark.parametrize("form", SHAPES)
@pytest.mark.parametrize("name", [*GROUPS, *WHOLE])
def test_a_blank_has_a_reason_and_values_are_in_their_range_and_the_network_is_unchanged(name, form):
    network = SHAPES[form].copy()
    table = table_of(name, network)
    assert network == SHAPES[form]
    said = table[table["note"] == ""].drop(columns=[*MAY_BE_EMPTY & set(table.columns)])
    assert not said.isna().any(axis=None), said.columns[said.isna().any()].tolist()
    for column in table.select_dtypes(["number", "bool", "boolean"]):
        term, values = TERMS[column], table[column].dropna().astype(float)
        assert np.isfinite(values).all(), column
        assert term.lowest is None or (values >= term.lowest - 1e-12).all(), column
        assert term.highest is None or (values <= term.highest + 1e-12).all(), column


@pytest.mark.parametrize("name", [name for name in GROUPS if name != "seat_diversity"])
@pytest.mark.parametrize(("form", "why"), [("few people", "10 people"), ("two meetings", "3 gatherings")])
def test_too_little_is_not_compared_with_chance(name, form, why):
    table = table_of(name, SHAPES[form])
    measures = [column for column in table.columns if column.endswith(("_z", "_p")) or column == "p"]
    assert table[measures].isna().all(axis=None)
    if measures:
        assert table["note"].str.contains(f"fewer than {why}").any()
