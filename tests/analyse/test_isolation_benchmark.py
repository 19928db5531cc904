"""The small brother of ``benchmarks/isolation.py``: a few of its rows, few studies each, always the same ones."""

import importlib.util
import os
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "isolation.py"
STUDIES = 40 if os.environ.get("SNA_EVERY") == "1" else 20
"""Of each row; `.ci/long` draws more."""


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("isolation_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measured(benchmark, name, studies=STUDIES):
    return benchmark.measured(benchmark.studies(benchmark.ROWS[name], range(5, 5 + studies), permutations=199))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "12 v 24",
        "growth, roster",
        "attendance 30 to 15 %",
        "no cap to 12 seats",
        "levels change, nobody prefers anybody",
        "largest comes more",
        "hosts in blocks of 3",
    ],
)
def test_where_nothing_was_planted_a_verdict_is_rare(benchmark, name):
    # of 40 studies at 5 % at most 6 have one, but three times in a thousand; of 20 at most 3, but once in sixty
    figures = measured(benchmark, name)
    assert figures["level"] <= 15
    assert figures["printed"] <= figures["level"]
    if name in benchmark.CLEAN:
        assert figures["cannot"] <= 10
        assert figures["covers"] >= 86


@pytest.mark.slow
@pytest.mark.parametrize("name", ["online 0 to 100 %", "saturated", "one group", "4 v 12", "0 v 12"])
def test_what_cannot_be_told_is_refused(benchmark, name):
    assert measured(benchmark, f"refuse: {name}", STUDIES // 2)["cannot"] == 100


@pytest.mark.slow
def test_what_was_planted_is_found_also_where_the_largest_group_comes_more(benchmark):
    assert measured(benchmark, "planted 1.4 to .3, 12 v 12")["printed"] >= 75
    assert measured(benchmark, "planted 1.4 to .3, largest comes more")["printed"] >= 75


def test_every_row_gives_a_study(benchmark):
    for name, row in benchmark.ROWS.items():
        network = benchmark.World.of(row, 1).network()
        assert network.behind.incidence.shape == (sum(row.sizes), sum(row.held)), name
