"""The worked example: the change that was planted is found, and none is where nothing changed."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sna.cli import run
from sna.study import open_study, read_study
from sna.study.changes import difference
from sna.study.results import analysed

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
def test_two_runs_give_the_same_bytes_and_the_promised_files(example, tmp_path):
    one, two = example.parents[1], tmp_path / "two"
    assert run(["run", str(EXAMPLE), "--out", str(two)]) == 0
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    top = {"START-HERE.html", "report.html", "method.html", "map.html", "tables.xlsx", "manifest.json"}
    assert {file.name for file in files if file.parent == Path()} == {*top, "problems.xlsx"}
    experts = {"findings.csv", "ledger.csv", "columns.csv", "rejects.csv", "identity.csv", "glossary.csv"}
    assert {file.name for file in files if file.parent == Path("for-experts")} == experts
    inside = Path("for-experts/tables")
    assert {inside / name for name in ("nodes.csv", "ties.csv", "ei_index.csv", "change.csv")} <= {*files}
    assert all(file.parent == inside for file in files if len(file.parts) > 2)
    for file in files:
        assert (one / file).read_bytes() == (two / file).read_bytes()
    ties = pd.read_csv(example / "ties.csv", dtype="str", keep_default_na=False)
    assert [*ties.columns[:4]] == ["medium", "period", "boundary", "source"]
    assert [*ties.columns[4:8], ties.columns[-1]] == ["target", "count", "newman", "jaccard", "via"]
    assert (ties["via"].str.count(";") + 1 == ties["count"].astype(int)).all()


@pytest.mark.slow
def test_the_example_with_its_first_year_and_with_both(example, tmp_path):
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "study", ignore=shutil.ignore_patterns(".sna")))
    later = [*folder.glob("registers/*2024*")]
    for path in later:
        path.unlink()
    changes = difference(tables(folder, tmp_path / "old").parents[1], example.parents[1])
    assert len(changes.new_meetings) == 13
    assert len(changes.new_people) == 22  # as the report of both years says: "22 came for the first time"
    assert len(changes.new_files) == len(later) == 7
    assert changes.renamed == [("Dunsmoor Rural District Council", "Dunsmoor Borough Council")]
    assert "Meadowside Homes CIC" in changes.new_organisations
    assert (changes.moved_meetings, changes.lost_meetings, changes.edited_files) == ([], [], [])
    assert all(move.cause == "meetings" for move in changes.figures)
    turn = next(turn for turn in changes.turns if turn.verdict == "less isolated")
    assert (turn.earlier_verdict, turn.chance) == ("these data cannot tell", "amount")


@pytest.mark.slow
def test_with_a_second_year_one_there_is_no_evidence_of_change(tmp_path):
    made = [sys.executable, str(EXAMPLE / "make.py"), "--second-year-one", str(tmp_path / "study")]
    subprocess.run(made, check=True, capture_output=True)
    study = open_study([tmp_path / "study"])
    found = analysed(read_study(study), study.settings).meetings[0][1]
    for boundary in BOUNDARIES:
        table = found["co_attendance" if boundary == study.settings.study.group else f"co_attendance_{boundary}"]
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
