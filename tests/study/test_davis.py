"""Davis, Gardner & Gardner (1941), the 18 women of Old City and 14 gatherings, as a register.

The published figures are those of Breiger, R. L. (1974), Social Forces 53(2), 181-190.
"""

import csv
import datetime as dt

import networkx as nx
import pandas as pd
import pytest

from sna.cli import run

GRAPH = nx.davis_southern_women_graph()
WOMEN, EVENTS = GRAPH.graph["top"], GRAPH.graph["bottom"]


def wide():
    yield ["Name", *EVENTS]
    for woman in WOMEN:
        yield [woman, *("x" if GRAPH.has_edge(woman, event) else "" for event in EVENTS)]


def long():
    yield ["Meeting", "Name"]
    yield from ([event, woman] for event in EVENTS for woman in WOMEN if GRAPH.has_edge(woman, event))


def dated():
    yield ["Date", "Name", "Status"]
    for number, event in enumerate(EVENTS):
        day = dt.date(1936, 1, 13) + dt.timedelta(weeks=number)
        for woman in WOMEN:
            yield [f"{day:%d/%m/%Y}", woman, "Present" if GRAPH.has_edge(woman, event) else "Absent"]


@pytest.mark.parametrize("register", [wide, long, dated], ids=lambda register: register.__name__)
def test_a_register_gives_the_published_network(register, tmp_path):
    with (tmp_path / "davis.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(register())
    assert run(["run", str(tmp_path / "davis.csv"), "--out", str(tmp_path / "out")]) == 0
    tables = tmp_path / "out" / "for-experts" / "tables"
    nodes, ties = pd.read_csv(tables / "nodes.csv"), pd.read_csv(tables / "ties.csv")
    assert len(nodes) == 18
    assert nodes["gatherings"].sum() == 89
    assert len({name for via in ties["via"] for name in via.split("; ")}) == 14
    assert (len(ties), ties["count"].sum()) == (139, 322)
    pair = ties[(ties["source"] == "name:evelyn jefferson") & (ties["target"] == "name:theresa anderson")].iloc[0]
    assert pair["count"] == 7
    assert pair["newman"] == pytest.approx(1.4869, abs=5e-5)
    assert pair["jaccard"] == pytest.approx(7 / 9)
    assert ties[ties["source"].eq("name:charlotte mcdowd") & ties["target"].eq("name:pearl oglethorpe")].empty
