"""Communities without their conveners: parts by brute force, acts, verdicts at their limits, who has stopped."""

import datetime as dt
import importlib.util
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.without import judged, without, without_quarters
from sna.chance.proportions import wilson
from sna.network import TwoMode, project

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "without.py"
START, NEVER = dt.date(2023, 1, 10), dt.date.max
LAST_YEAR = [START + dt.timedelta(30 * number) for number in range(12, 24)]


def network(visits, communities=None, gatherings=24, events=()):
    """People who came to gatherings of these numbers, held every thirty days."""
    people, numbers = sorted(visits), range(gatherings)
    incidence = np.array([[number in visits[person] for number in numbers] for person in people], float)
    table = pd.DataFrame(
        {
            "on": [START + dt.timedelta(30 * number) for number in numbers],
            "kind": ["event" if number in events else "meeting" for number in numbers],
            "community": communities or [""] * gatherings,
        },
        index=[f"g{number:02}" for number in numbers],
    ).astype({"on": object})
    nodes = pd.DataFrame({"team": [f"team {place % 3}" for place in range(len(people))]}, index=people)
    return project(TwoMode(nodes, table, sparse.csr_array(incidence)))


def drawn(seed, chair=1.0, people=14, gatherings=24, share=0.08):
    random = np.random.default_rng(seed)
    visits = {f"p{place:02}": {n for n in range(gatherings) if random.random() < share} for place in range(people)}
    return visits | {"chair": {number for number in range(gatherings) if random.random() < chair}}


def parts(visits, barred=()):
    """The sizes of the connected parts of people who met, by another way."""
    graph = nx.Graph()
    for person, days in visits.items():
        if person not in barred and days:
            graph.add_node(person)
            graph.add_edges_from((person, ("g", day)) for day in days)
    return sorted(
        (sum(isinstance(node, str) for node in part) for part in nx.connected_components(graph)), reverse=True
    )


@pytest.mark.parametrize("seed", range(12))
def test_parts_with_and_without_the_convener_are_those_of_the_graph(seed):
    visits = drawn(seed)
    row = without(network(visits), conveners={"chair": NEVER}).loc["all"]
    before, after = parts(visits), parts(visits, {"chair"})
    assert row["others"] == sum(after)
    assert row["linked_without"] == max(after)
    assert row["largest_share"] == pytest.approx(max(before) / sum(before))
    assert row["isolates_without"] == after.count(1)
    pairs = {(a, b) for a in visits for b in visits if a < b and visits[a] & visits[b] and "chair" not in (a, b)}
    assert row["density_without"] == pytest.approx(len(pairs) / (sum(after) * (sum(after) - 1) / 2))


def test_gatherings_without_a_convener_are_counted_by_quarter_too():
    visits = drawn(3, share=0.6) | {"chair": set(range(0, 24, 2))}
    row = without(network(visits), conveners={"chair": NEVER}).loc["all"]
    assert (row["held"], row["held_without"]) == (24, 12)
    table = without_quarters(network(visits), conveners={"chair": NEVER}).loc["all"]
    assert table[["held", "held_without"]].sum().tolist() == [24, 12]
    assert table["attendances"].sum() - table["attendances_of_others"].sum() == 12
    assert (row["held_lately"], row["held_lately_without"]) == tuple(table[["held", "held_without"]].iloc[-4:].sum())


def test_each_community_is_judged_by_its_own_gatherings_and_events_by_none():
    names = ["Alpha"] * 12 + ["Beta"] * 12
    visits = {f"a{n:02}": {*range(12), 23} for n in range(12)} | {f"b{n:02}": {12 + n} for n in range(11)}
    visits |= {"chair": set(range(12, 24))}
    table = without(network(visits, names, events=(23,)), conveners={"chair": NEVER})
    assert table.index.tolist() == ["all", "Alpha", "Beta"]
    assert table.loc["Alpha", ["conveners_there", "note"]].tolist() == [
        0,
        "no convener came: what would be without them cannot be told",
    ]
    assert table.loc["Beta", ["others", "linked_without", "verdict"]].tolist() == [11, 1, "hangs on its conveners"]


def acts(by_others, total, day=None):
    rows = [("p01" if place < by_others else "chair", day or LAST_YEAR[place % 12]) for place in range(total)]
    return pd.DataFrame(rows, columns=["person", "on"])


@pytest.mark.parametrize(
    ("by_others", "total", "verdict"),
    [(40, 48, "stands by itself"), (24, 48, "these data cannot tell"), (8, 48, "leans on its conveners")],
)
def test_acts_decide_where_there_are_some(by_others, total, verdict):
    given = network(drawn(1, share=0.6))
    row = without(given, conveners={"chair": NEVER}, acts=acts(by_others, total)).loc["all"]
    assert row[["acts_lately", "acts_by_others", "judged_by", "verdict"]].tolist() == [
        total,
        by_others,
        "acts",
        verdict,
    ]


def test_few_acts_leave_it_to_the_gatherings_and_old_ones_do_not_count():
    given = network(drawn(1, share=0.6))
    few = without(given, conveners={"chair": NEVER}, acts=acts(9, 9)).loc["all"]
    old = without(given, conveners={"chair": NEVER}, acts=acts(40, 48, START)).loc["all"]
    for row in (few, old):
        assert row["judged_by"] == "gatherings"
        assert row["verdict"] == "these data cannot tell"


def test_acts_of_one_week_tell_less_than_acts_of_many():
    given = network(drawn(1, share=0.6))
    spread = without(given, conveners={"chair": NEVER}, acts=acts(40, 48)).loc["all"]
    weeks = pd.concat([acts(20, 20, LAST_YEAR[1]), acts(20, 20, LAST_YEAR[3]), acts(0, 8, LAST_YEAR[5])])
    bunched = without(given, conveners={"chair": NEVER}, acts=weeks).loc["all"]
    assert spread["others_share"] == bunched["others_share"]
    assert bunched["others_share_low"] < spread["others_share_low"] - 0.1
    assert bunched["verdict"] == "these data cannot tell"


def test_who_has_stopped_counts_as_any_other_afterwards():
    stop = START + dt.timedelta(345)
    visits = drawn(2, share=0.5)
    given, last = network(visits), {"chair": stop}
    row = without(given, by="team", conveners=last).loc["all"]
    assert row["held_without"] == 12
    assert row["others"] == len([days for days in visits.values() if days])
    assert row["stopped_on"] == stop.isoformat()
    counts = [sum(number in visits[person] for person in visits if person != "chair") for number in range(24)]
    assert row["others_before"] == pytest.approx(np.mean(counts[:12]))
    assert row["others_after"] == pytest.approx(np.mean(counts[12:]) + 1)
    assert row["stopped_verdict"] in {"no evidence of change", "these data cannot tell"}
    assert without(given, conveners={"chair": NEVER}).loc["all", "stopped_on"] == ""


def test_the_verdict_turns_at_its_limits():
    done = wilson(90, 100)
    assert judged((23, 23), done, by_acts=True) == "stands by itself"
    assert judged((10, 10), done, by_acts=True) == "these data cannot tell"
    assert judged((15, 30), done, by_acts=True) == "leans on its conveners"
    assert judged((6, 30), done, by_acts=True) == "hangs on its conveners"
    assert judged((23, 23), wilson(0, 12), by_acts=False) == "these data cannot tell"


def test_fewer_than_ten_others_are_counted_only():
    row = without(network(drawn(1, people=8, share=0.6)), conveners={"chair": NEVER}).loc["all"]
    assert (row["verdict"], row["note"]) == ("these data cannot tell", "fewer than 10 others: counts only")


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("without_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark


@pytest.mark.parametrize(
    ("row", "verdict", "least", "most"),
    [
        ("edge, acts: half by others", "stands by itself", 0.0, 0.1),
        ("edge, linked: half", "hangs on its conveners", 0.0, 0.2),
        ("planted: stands, acts", "stands by itself", 0.8, 1.0),
        ("planted: hangs", "hangs on its conveners", 0.8, 1.0),
    ],
)
def test_a_few_rows_of_the_benchmark(benchmark, row, verdict, least, most):
    verdicts = [benchmark.figures(benchmark.ROWS[row], seed)["verdict"] for seed in range(25)]
    assert least <= np.mean([found == verdict for found in verdicts]) <= most
