"""The worked example, read from its files, against the truth its script wrote."""

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sna.cli import run
from sna.errors import csv_text

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"


def table(path):
    return pd.read_csv(path, dtype="str", keep_default_na=False).map(csv_text)  # as we read CSV ourselves


def rows(frame):
    return sorted(map(tuple, frame.to_numpy()))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("tables")
    assert run(["tables", str(EXAMPLE), "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("name", ["people", "gatherings", "attendance"])
def test_the_tables_equal_the_truth(written, name):
    truth, found = table(EXAMPLE / "truth" / f"{name}.csv"), table(written / f"{name}.csv")
    nobody = found["person"].str.startswith("unidentified:") if "person" in found else None
    if name == "people":
        found = found[~nobody]
    if name == "attendance":
        found.loc[nobody, "person"] = "unidentified"
    columns = [column for column in truth.columns if column in found.columns]
    assert {"gathering": "gathering", "people": "person"}.get(name, "gathering") in columns
    assert rows(found[columns]) == rows(truth[columns])


def shuffled(folder, seed):
    """The same example with the rows of its long registers and rosters in another order."""
    copy = shutil.copytree(EXAMPLE, folder)
    for path in [copy / "people.csv", copy / "organisations.csv", *copy.glob("registers/register*.csv")]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *body = list(csv.reader(file))
        order = pd.Series(range(len(body))).sample(frac=1, random_state=seed)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *(body[row] for row in order)])
    return copy


def test_rows_and_files_in_another_order_give_the_same_tables(written, tmp_path):
    copy = shuffled(tmp_path / "study", seed=1)
    for path in sorted(copy.glob("registers/teams*.csv")):
        path.rename(path.with_name(f"z-{path.name}"))
    out = tmp_path / "out"
    assert run(["tables", str(copy), "--out", str(out)]) == 0
    for name in ("people", "organisations", "affiliations", "gatherings", "attendance"):
        one, other = table(written / f"{name}.csv"), table(out / f"{name}.csv")
        said = [column for column in one.columns if column not in {"file", "place"}]
        assert rows(one[said]) == rows(other[said])


@pytest.mark.slow
def test_two_runs_give_the_same_bytes_and_the_promised_files(tmp_path):
    for name in ("one", "two"):
        assert run(["run", str(EXAMPLE), "--out", str(tmp_path / name)]) == 0
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    top = {"START-HERE.html", "report.html", "method.html", "map.html", "tables.xlsx", "manifest.json"}
    assert {file.name for file in files if file.parent == Path()} == {*top, "problems.xlsx"}
    experts = {"findings.csv", "ledger.csv", "columns.csv", "rejects.csv", "identity.csv", "glossary.csv"}
    assert {file.name for file in files if file.parent == Path("for-experts")} == experts
    tables = Path("for-experts/tables")
    assert {tables / name for name in ("nodes.csv", "ties.csv", "ei_index.csv", "change.csv")} <= {*files}
    assert all(file.parent == tables for file in files if len(file.parts) > 2)
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    ties = table(tmp_path / "one" / tables / "ties.csv")
    assert [*ties.columns[:4]] == ["medium", "period", "boundary", "source"]
    assert [*ties.columns[4:8], ties.columns[-1]] == ["target", "count", "newman", "jaccard", "via"]
    assert (ties["via"].str.count(";") + 1 == ties["count"].astype(int)).all()


def test_check_answers_a_program(capsys):
    assert run(["check", str(EXAMPLE), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    fates = {"used", "merged", "rejected", "excluded"}
    assert {"file", "loader", "records", "problems", "columns", "questions"} | fates == set(told["sources"][0])
    for source in told["sources"]:
        assert source["records"] == sum(source[fate] for fate in ("used", "merged", "rejected", "excluded"))
    problem = next(problem for source in told["sources"] for problem in source["problems"])
    assert {"place", "fate", "reason", "value", "hint"} == set(problem)
