"""The worked example: the change that was planted is found, and none is where nothing changed."""

import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sna.cli import run

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"
BOUNDARIES = ("locality", "organisation", "sector")
LATER = ("co_attendance", "change", "trend", "ties_changed", "contact_changed")


def tables(study, out):
    assert run(["run", str(study), "--out", str(out)]) in {0, 1}
    return out / "for-experts" / "tables"


def read(folder, name="change", boundary="locality"):
    table = pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])
    return table[table["boundary"] == boundary]


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return tables(EXAMPLE, tmp_path_factory.mktemp("example"))


@pytest.mark.slow
def test_isolation_between_localities_falls_and_the_reach_that_was_planted_is_within_the_interval(example):
    found = read(example).set_index(["who", "statistic"])
    for who in ("same people", "all comers"):
        assert found.loc[(who, "isolation"), "before"] > 0.4
    with (EXAMPLE / "truth" / "change.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["gatherings"] == "all" and row["what"] in {"between", "within"}
        ]
    assert len(rows) == 4
    for row in rows:
        told = found.loc[({"stayers": "same people"}.get(row["people"], row["people"]), row["what"])]
        assert told["low"] < float(row["difference"]) < told["high"]


@pytest.mark.slow
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_every_boundary_has_its_tables_once_and_of_the_whole_time(example, boundary):
    for name in LATER:
        table = read(example, name, boundary)
        assert len(table)
        assert set(table["period"]) == {"whole time"}
    assert len(read(example, "trend", boundary)) == 8


@pytest.mark.slow
def test_with_a_second_year_one_there_is_no_evidence_of_change(tmp_path):
    made = [sys.executable, str(EXAMPLE / "make.py"), "--second-year-one", str(tmp_path / "study")]
    subprocess.run(made, check=True, capture_output=True)
    out = tables(tmp_path / "study", tmp_path / "out")
    for boundary in BOUNDARIES:
        table = read(out, "co_attendance", boundary).set_index("group")
        assert table.loc["all", "verdict"] in {"no evidence of change", "unchanged within a tenth"}


@pytest.mark.slow
def test_without_periods_only_the_trend_is_written(tmp_path):
    (tmp_path / "register.csv").write_text(
        "name,organisation,date,status\n"
        + "".join(
            f"Person {letter},Team {letter},2024-0{month}-05,present\n" for month in (1, 5) for letter in "ABCDEF"
        ),
        encoding="utf-8",
    )
    out = tables(tmp_path / "register.csv", tmp_path / "out")
    assert (out / "trend.csv").is_file()
    assert not list(out.glob("*change*"))
