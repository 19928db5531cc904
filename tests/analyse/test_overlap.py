"""Who is in touch and who meets: counts by hand, periods, who could, guards; and a few rows of the benchmark."""

import datetime as dt
import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.overlap import Period, overlap
from sna.network import Acts, Network, TwoMode

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "overlap.py"
NAMES = [f"p{number:02}" for number in range(24)]
STUDIES = 60 if os.environ.get("SNA_EVERY") == "1" else 30
"""Of each row in which nothing was planted; `.ci/long` draws more."""


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("overlap_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark


def study(acts, attendances, days, *, periods=None, spells=(), teams="xyz"):
    """The network of acts (source, target, day) of people who came to meetings (person, number) on these days."""
    nodes = pd.DataFrame({"team": [teams[at % len(teams)] for at in range(len(NAMES))]}, index=NAMES)
    table = pd.DataFrame(acts, columns=["source", "target", "on"])
    index = [f"m{number:02}" for number in range(len(days))]
    incidence = np.zeros((len(NAMES), len(days)))
    for person, number in attendances:
        incidence[NAMES.index(person), number] = 1
    meetings = pd.DataFrame({"on": days}, index=index).astype(object)
    if periods is not None:
        table["period"], meetings["period"] = table["on"].map(periods), meetings["on"].map(periods)
    two_mode = TwoMode(nodes, meetings, sparse.csr_array(incidence))
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    return Network(nodes, ties, directed=True, acts=Acts(table, dict(spells), two_mode))


def invented(seed=1, year=2024):
    random = np.random.default_rng(seed)
    days = [dt.date(year, month, 9) for month in range(1, 13)]
    came = [(person, number) for person in NAMES for number in range(12) if random.random() < 0.4]
    acts = []
    for _act in range(150):
        tail, step = random.integers(24), 1 + random.integers(23)
        acts.append(
            (NAMES[tail], NAMES[(tail + step) % 24], dt.date(year, 1, 1) + dt.timedelta(int(random.integers(366))))
        )
    return acts, came, days


def test_pairs_and_groups_are_counted_by_hand():
    acts, came, days = invented()
    row = overlap(study(acts, came, days), by="team", permutations=99).loc["all"]
    at = {number: {person for person, there in came if there == number} for number in range(12)}
    pairs = {frozenset(act[:2]) for act in acts}
    together = {pair: sum(pair <= who for who in at.values()) for pair in pairs}
    assert row[["people", "meetings_compared"]].tolist() == [24, 12]
    assert row["pairs_in_touch"] == len(pairs)
    assert row["pairs_never_together"] == sum(not number for number in together.values()) > 0
    assert row["times_together"] == sum(together.values())
    assert row["overlap"] == pytest.approx(row["times_together"] / row["times_expected"])
    assert row["overlap_low"] < 1 < row["overlap_high"] < row["smallest_overlap"]
    assert row[["groups_in_touch", "groups_only_in_touch", "period", "note"]].tolist() == [3, 0, "", ""]


def test_groups_that_only_the_medium_links_are_counted():
    days = [dt.date(2024, 1, 9), dt.date(2024, 2, 9)]
    came = [("p00", 0), ("p03", 0), ("p01", 1), ("p04", 1)]  # teams x, x and y, y
    acts = [("p00", "p01", days[0]), ("p00", "p02", days[0]), ("p02", "p05", days[0])]
    row = overlap(study(acts, came, days), by="team").loc["all"]
    assert row[["groups_in_touch", "groups_only_in_touch"]].tolist() == [2, 2]
    row = overlap(study(acts, [*came, ("p01", 0)], days), by="team").loc["all"]
    assert row[["groups_in_touch", "groups_only_in_touch"]].tolist() == [2, 1]
    assert row[["people", "pairs_in_touch", "pairs_never_together"]].tolist() == [2, 1, 0]


def test_only_the_last_period_counts_and_who_never_met_or_never_wrote_is_left_out():
    acts, came, days = invented()
    old, _came, older = invented(2, 2023)
    periods = {day: f"Year {day.year}" for act in (*acts, *old) for day in [act[2]]}
    periods |= {day: f"Year {day.year}" for day in (*days, *older)}
    alone = study(acts, came, days, periods=periods)
    both = study([*old, *acts], came, [*days, *older], periods=periods)
    first, second = (overlap(network, by="team", permutations=99).loc["all"] for network in (alone, both))
    counts = ["period", "people", "pairs_in_touch", "pairs_never_together", "times_together", "groups_in_touch"]
    assert first[counts].tolist() == second[counts].tolist()
    assert first["period"] == "Year 2024"
    silent = [act for act in acts if "p03" not in act]
    assert overlap(study(silent, came, days), by="team", permutations=9).loc["all", "people"] == 23
    absent = [(person, number) for person, number in came if person != "p05"]
    assert overlap(study(acts, absent, days), by="team", permutations=9).loc["all", "people"] == 23


def could(network):
    return Period.of(network, network.acts, network.acts.meetings)


def test_a_list_says_who_could_come_else_when_they_were_first_and_last_seen():
    days = [dt.date(2024, month, 9) for month in range(1, 13)]
    acts = [
        ("p00", "p01", dt.date(2024, 1, 8)),
        ("p02", "p01", dt.date(2024, 7, 1)),
        ("p00", "p01", dt.date(2024, 12, 9)),
    ]
    spells = {"p04": [(dt.date(2024, 3, 1), dt.date(2024, 4, 30))]}
    period = could(study(acts, [("p03", 5), ("p03", 8), ("p02", 11)], days, spells=spells.items()))
    assert period.could_come[0].all()
    assert period.could_come[2].tolist() == [number >= 6 for number in range(12)]
    assert period.could_come[3].tolist() == [number >= 5 for number in range(12)]  # seen within a quarter of the end
    assert period.could_come[4].tolist() == [number in (2, 3) for number in range(12)]
    assert period.could_act.shape == (24, 3)
    assert period.could_act[:5].tolist() == [
        [True] * 3,
        [True] * 3,
        [False, True, True],
        [False, True, True],
        [False] * 3,
    ]


@pytest.mark.parametrize(
    ("network", "note"),
    [
        (Network.of([("a", "b", 1.0)], directed=True), "no meetings beside the medium"),
        (study([], [("p00", 0)], [None]), "no meetings beside the medium"),
        (study(invented()[0][:5], *invented()[1:]), "fewer than 10 people who meet are in touch: counts only"),
        (
            study(invented()[0], [c for c in invented()[1] if c[1] < 2], invented()[2]),
            "fewer than 3 meetings at which some were and some were not",
        ),
        (study(invented()[0][:15], *invented()[1:]), "fewer than 20 pairs in touch"),
    ],
)
def test_what_cannot_be_told_is_said_with_its_reason(network, note):
    if "team" not in network.nodes:
        network.nodes["team"] = "x"
    row = overlap(network, by="team", permutations=99).loc["all"]
    assert (row["verdict"], row["note"]) == ("these data cannot tell", note)
    assert row[["overlap", "p"]].isna().all()


def test_of_a_very_large_community_there_are_counts():
    people = 20_000
    index = [f"p{at:05}" for at in range(people)]
    nodes = pd.DataFrame({"team": [f"team {at % 4_000}" for at in range(people)]}, index=index)
    table = pd.DataFrame({"source": index, "target": np.roll(index, 1), "on": dt.date(2024, 1, 9)})
    meetings = pd.DataFrame({"on": [dt.date(2024, 1, 9)] * 3}, index=["a", "b", "c"])
    came = np.arange(people)[:, np.newaxis] % 2 == np.arange(3) % 2
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    two_mode = TwoMode(nodes, meetings, sparse.csr_array(came.astype(float)))
    row = overlap(Network(nodes, ties, directed=True, acts=Acts(table, {}, two_mode)), by="team").loc["all"]
    assert row[["people", "pairs_in_touch", "pairs_never_together"]].tolist() == [people] * 3
    assert row[["groups_in_touch", "groups_only_in_touch"]].tolist() == [4_000, 4_000]
    assert row["note"] == "more than 1,500 people who meet are in touch: counts only"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["nothing", "activity very unequal", "friends, own streaks", "people come and go, no list"]
)
def test_where_nothing_was_planted_a_verdict_is_rare(benchmark, name):
    # of 60 studies at 5 % at most 9 have one, but twice in a thousand; of 30 at most 4, but once in sixty
    studies = benchmark.studies(benchmark.ROWS[name], range(5, 5 + STUDIES), permutations=199)
    assert benchmark.measured(studies)["level"] <= 15


@pytest.mark.slow
def test_what_was_planted_is_found_on_its_side_and_what_cannot_be_told_refused(benchmark):
    more, fewer = (
        benchmark.measured(benchmark.studies(benchmark.ROWS[f"planted: {name}"], range(20), permutations=199))
        for name in ("1.3 times for each meeting", ".7 times for each meeting")
    )
    # of 400 studies 56 and 75 in 100 are
    assert more["more"] >= 35
    assert fewer["fewer"] >= 55
    assert more["fewer"] == fewer["more"] == 0
    for name in benchmark.REFUSED:
        assert benchmark.measured(benchmark.studies(benchmark.ROWS[name], range(3), permutations=99))["cannot"] == 100


def test_what_the_benchmark_calls_stated_is_the_power_though_each_truth_is_known_from_few_draws(benchmark):
    random, size = np.random.default_rng(1), 20_000
    scatter = 0.1 / benchmark.FOUND / benchmark.DRAWN**0.5
    table = pd.DataFrame({"verdict": "", "p": 1.0, "overlap": 1.1, "smallest_overlap": 1.1}, index=range(size))
    for side in (1, -1):
        table["truth"] = 1 + side * 0.1 + random.normal(0, scatter, size)
        assert benchmark.measured(table)["stated"] == pytest.approx(80, abs=0.6)
