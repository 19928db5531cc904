"""The table of a medium's two periods: counts, weeks, who could act, its guards; and a few rows of the benchmark."""

import datetime as dt
import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sna.analyse import contact as module
from sna.analyse.contact import contact
from sna.network import Acts, Network

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "contact.py"
STUDIES = 60 if os.environ.get("SNA_EVERY") == "1" else 30
"""Of each row in which nothing was planted; `.ci/long` draws more."""


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("contact_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark


def network_of(rows, teams, spells=()):
    """The network of acts (source, target, day, period) among people of teams."""
    nodes = pd.DataFrame({"team": teams}, index=[f"p{n:02}" for n in range(len(teams))])
    table = pd.DataFrame(rows, columns=["source", "target", "on", "period"])
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    return Network(nodes, ties, directed=True, acts=Acts(table, dict(spells)))


def weekly(number=12, per_week=10, people=12, teams=3, seed=1):
    """So many weeks in each of two years with so many acts each."""
    random, rows = np.random.default_rng(seed), []
    for year in (2023, 2024):
        for week in range(number):
            for _act in range(per_week):
                source, step = random.integers(people), 1 + random.integers(people - 1)
                day = dt.date(year, 1, 2) + dt.timedelta(7 * week + int(random.integers(5)))
                rows.append((f"p{source:02}", f"p{(source + step) % people:02}", day, str(year)))
    return network_of(rows, [f"team {n % teams}" for n in range(people)])


def test_acts_weeks_and_people_are_counted_group_by_group_and_over_all():
    network = weekly()
    table, acts = contact(network, by="team", permutations=99), network.acts.table
    teams = network.nodes["team"]
    source, target = acts["source"].map(teams), acts["target"].map(teams)
    for year, when in (("2023", "before"), ("2024", "after")):
        inside = acts["period"] == year
        assert table.loc["all", f"acts_{when}"] == inside.sum() == 120
        assert table.loc["all", f"own_acts_{when}"] == (inside & (source == target)).sum()
        assert table.loc["all", f"weeks_{when}"] == 12
        assert table.loc["team 1", f"acts_{when}"] == (inside & (source == "team 1")).sum()
        assert table.loc["team 1", f"own_acts_{when}"] == (inside & (source == "team 1") & (target == "team 1")).sum()
    assert table.loc["all", "people"] == table["people"].drop("all").sum() == 12
    assert table["group_weight"].drop("all").sum() == pytest.approx(1)
    assert table.loc["all", "contact_change"] == pytest.approx(
        table.loc["all", "contact_after"] / table.loc["all", "contact_before"]
    )
    assert set(table["verdict"].drop("all")) == {""}


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        (weekly(number=7, per_week=20), "fewer than 8 weeks with acts in a period"),
        (weekly(number=8, per_week=12), "fewer than 100 acts in a period"),
        (weekly(people=9), "fewer than 10 people: counts only"),
        (weekly(teams=1), "all people are of one group"),
        (weekly(teams=12), "all acts, or none, are within groups, or no group acts enough in both periods"),
        (network_of([], ["x", "y"]), "no two periods of acts"),
        (Network.of([("a", "b", 1.0)]), "no record of when people turned to each other"),
    ],
)
def test_what_cannot_be_told_is_said_with_its_reason(network, reason):
    network.nodes["team"] = network.nodes.get("team", "x")
    table = contact(network, by="team", permutations=99)
    assert set(table["verdict"]) == {"these data cannot tell"}
    assert set(table["note"]) == {reason}
    assert table["p"].isna().all()


def could(network):
    labels = pd.factorize(network.nodes["team"])[0]
    acts = module._numbered_acts(network, network.acts, labels)
    return pd.DataFrame(acts.could, index=network.nodes.index)


def days(first, number, period):
    return [("p00", "p01", first + dt.timedelta(7 * week), period) for week in range(number)]


def test_a_list_says_who_could_act_else_the_first_and_last_act_open_for_a_quarter_at_both_ends():
    years = [*days(dt.date(2023, 1, 2), 52, "one"), *days(dt.date(2024, 1, 1), 52, "two")]
    late = ("p02", "p01", dt.date(2023, 7, 3), "one")  # week 26
    gone = ("p03", "p01", dt.date(2024, 11, 4), "two")  # within a quarter of the end: may still be there
    spells = {"p04": [(dt.date(2024, 1, 1), dt.date(2024, 6, 30))]}
    seen = could(
        network_of([*years, late, gone, ("p04", "p00", dt.date(2023, 1, 2), "one")], list("xxyyy"), spells.items())
    )
    assert seen.loc["p00"].all()
    assert seen.loc["p02"].tolist() == [week == 26 for week in range(104)]
    assert seen.loc["p03"].tolist() == [week >= 96 for week in range(104)]
    assert seen.loc["p04"].tolist() == [week == 0 or 52 <= week < 78 for week in range(104)]


def test_a_week_that_the_turn_of_the_periods_cuts_is_two_and_other_periods_are_left_out():
    rows = [("p00", "p01", dt.date(2023, 12, day), "one") for day in (25, 31)]
    rows += [("p00", "p01", dt.date(2024, 1, 1), "between"), ("p01", "p02", dt.date(2024, 2, 27), "two")]
    rows += [("p01", "p02", dt.date(2024, 2, 26), "one"), ("p01", "p09", dt.date(2024, 2, 26), "one")]
    network = network_of(rows, ["x", "x", "y"])
    acts = module._numbered_acts(network, network.acts, np.array([0, 0, 1]))
    assert (len(acts.week), len(acts.last), acts.last.sum()) == (4, 3, 1)


def test_a_group_that_joins_half_way_does_not_seem_to_keep_to_itself():
    """Its people could not turn to others before: without windows they would seem to prefer each other."""
    random, rows = np.random.default_rng(3), []
    for week in range(104):
        people = 18 if week >= 78 else 9
        for _act in range(12):
            tail, step = random.integers(people), 1 + random.integers(people - 1)
            day = dt.date(2023, 1, 2) + dt.timedelta(7 * week)
            rows.append((f"p{tail:02}", f"p{(tail + step) % people:02}", day, "one" if week < 52 else "two"))
    network = network_of(rows, [f"team {n % 3}" for n in range(9)] + ["late"] * 9)
    after = contact(network, by="team", permutations=99).loc["all"]
    assert after["contact_after_low"] < 1 < after["contact_after_high"]


def test_of_few_weeks_it_is_said_that_wandering_cannot_be_seen(benchmark):
    few, many = (benchmark.Row(prefers=(8, 1), weeks=(weeks, weeks)) for weeks in (20, 52))
    notes = [contact(benchmark.World(row, 1).network(), by="team", permutations=99).loc["all"] for row in (few, many)]
    assert [row["verdict"] for row in notes] == ["less isolated"] * 2
    short = "in so few weeks a preference that goes up and down cannot be seen: intervals are wider for it"
    assert notes[0]["note"] == short
    assert notes[1]["note"] != notes[0]["note"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["2 in both, 120 acts", "4 in both", "largest group 4 times as busy", "streaks .8", "acts doubled", "15 people"],
)
def test_where_nothing_was_planted_a_verdict_is_rare(benchmark, name):
    # of 60 studies at 5 % at most 9 have one, but twice in a thousand; of 30 at most 4, but once in sixty
    figures = benchmark.measured(benchmark.studies(benchmark.ROWS[name], range(5, 5 + STUDIES), permutations=199))
    assert figures["level"] <= 15
    assert figures["change"] >= 86


@pytest.mark.slow
def test_what_was_planted_is_found_and_what_cannot_be_told_refused(benchmark):
    planted = benchmark.studies(benchmark.ROWS["planted 4 to 2, 300 acts"], range(30), permutations=199)
    assert benchmark.measured(planted)["level"] >= 70
    assert benchmark.measured(planted)["ratio"] == pytest.approx(0.5, rel=0.12)
    for name in benchmark.REFUSED:
        assert benchmark.measured(benchmark.studies(benchmark.ROWS[name], range(3), permutations=99))["cannot"] == 100
