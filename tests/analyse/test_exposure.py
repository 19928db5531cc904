"""Who came to more mixed meetings and their contacts afterwards: by hand, guards, and rows of the benchmark."""

import datetime as dt
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import t as student

from sna.analyse.reach import Sample, exposure
from sna.network import Acts, Network, TwoMode

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "exposure.py"
TEAMS = ["x", "x", "y", "y", "z"]
NAMES = list("abcde")


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("exposure_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark


def small(came, acts, teams=TEAMS):
    """Five people at three meetings of one period and one of another, and who turned to whom in which."""
    nodes = pd.DataFrame({"team": teams}, index=NAMES)
    days = [dt.date(2023, 1, 9), dt.date(2023, 2, 9), dt.date(2023, 3, 9), dt.date(2024, 1, 9)]
    held = pd.DataFrame({"on": days, "period": ["one"] * 3 + ["two"]}, index=list("klmn")).astype(object)
    incidence = np.array([[letter in present for present in came] for letter in NAMES], float)
    meetings = TwoMode(nodes, held, sparse.csr_array(incidence))
    table = pd.DataFrame(acts, columns=["source", "target", "period"]).assign(on=days[-1])
    ties = pd.DataFrame({"source": [], "target": [], "weight": []})
    return Network(nodes, ties, directed=True, acts=Acts(table, {}, meetings))


def sample(network):
    return Sample.of(network, network.acts, network.acts.meetings, "team")


CAME = ["abc", "ab", "cde", "abcde"]
ACTS = [
    ("a", "c", "two"), ("c", "a", "two"), ("a", "b", "two"), ("a", "e", "two"), ("b", "d", "one"), ("d", "e", "two"),
    ("b", "a", "two"),
]  # fmt: skip


def test_shares_contacts_and_what_is_held_are_counted_by_hand():
    people = sample(small(CAME, ACTS))
    # a: of b, c half is another team; of b none; c: at k both, at m e of d, e; e: both of c, d
    assert people.mixed.tolist() == [0.25, 0.25, 0.75, 0.5, 1.0]
    assert np.expm1(people.alters).round().tolist() == [2, 0, 1, 1, 2]  # c and e; nobody; a; e; a and d
    often, acted, earlier = np.exp(people.controls[:, :3]).T
    assert often.round().tolist() == [2, 2, 2, 1, 1]
    assert (acted - 1).round().tolist() == [5, 2, 2, 1, 2]
    assert (earlier - 1).round().tolist() == [0, 1, 0, 1, 0]


def test_who_did_not_do_both_or_is_of_no_known_group_is_left_out():
    assert len(sample(small(["ab", "ab", "ab", "abcde"], ACTS)).mixed) == 2
    assert len(sample(small(CAME, ACTS[:2])).mixed) == 2
    unknown = sample(small(CAME, ACTS, ["x", "x", "", "y", "z"]))
    assert len(unknown.mixed) == 4
    assert unknown.mixed.tolist()[:2] == [0.0, 0.0]  # the one who was there besides is of no known group


def test_slope_and_interval_are_those_of_least_squares_with_robust_errors_by_hand(benchmark):
    network = benchmark.network(benchmark.ROWS["nothing"], 3)
    row = exposure(network, by="team", permutations=99).loc["all"]
    people = sample(network)
    design = np.column_stack([people.mixed, people.controls, np.eye(6)[people.group]])
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ people.alters
    rest = people.alters - design @ slopes
    leverage = (design @ inverse * design).sum(axis=1)
    error = ((inverse @ design.T * (rest / (1 - leverage))) ** 2).sum(axis=1)[0] ** 0.5
    reach = student.ppf(0.975, len(design) - design.shape[1]) * error
    expected = np.exp(0.1 * np.array([slopes[0], slopes[0] - reach, slopes[0] + reach]))
    assert row[["exposure", "exposure_low", "exposure_high"]].to_numpy(float) == pytest.approx(expected)
    assert row["people"] == len(design)
    assert row["p"] >= 2 * student.sf(abs(slopes[0]) / error, len(design) - design.shape[1]) - 1e-12
    assert row["mixed_share"] == pytest.approx(people.mixed.mean())


def test_other_names_and_orders_of_people_change_nothing(benchmark):
    network = benchmark.network(benchmark.ROWS["nothing"], 5)
    acts = network.acts._replace(table=network.acts.table.sample(frac=1, random_state=1))
    mixed = Network(network.nodes.iloc[::-1], network.ties, directed=True, acts=acts)
    one, other = (exposure(part, by="team", permutations=99) for part in (network, mixed))
    pd.testing.assert_frame_equal(one, other)


def test_what_is_planted_is_found_and_where_nothing_is_hardly_anything(benchmark):
    def verdicts(row):
        networks = [benchmark.network(row, seed) for seed in range(25)]
        return [exposure(network, by="team", permutations=199).loc["all", "verdict"] for network in networks]

    plain = verdicts(benchmark.ROWS["own group 6 times"])
    assert sum(verdict != "not to be told from chance" for verdict in plain) <= 4
    strong = benchmark.Row(sizes=(80, 70, 60, 50), planted=2.0, acts=6000, own=1.0, joint=0.2)
    assert verdicts(strong).count("more than chance") >= 12


@pytest.mark.parametrize(
    ("network", "note"),
    [
        (small(CAME, ACTS), "fewer than 20 people who met before and were in touch afterwards: counts only"),
        (Network.of([("a", "b", 1.0)]), "no meetings of two periods beside the medium"),
    ],
)
def test_too_little_says_so(network, note):
    if "team" not in network.nodes:
        network.nodes["team"] = ["x", "y"]
    row = exposure(network, by="team", permutations=9).loc["all"]
    assert (row["verdict"], row["note"]) == ("these data cannot tell", note)
    assert np.isnan(row["p"])
