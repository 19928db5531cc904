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


def test_check_answers_a_program(capsys):
    assert run(["check", str(EXAMPLE), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    fates = {"used", "merged", "rejected", "excluded"}
    assert {"file", "loader", "records", "problems", "columns", "questions"} | fates == set(told["sources"][0])
    for source in told["sources"]:
        assert source["records"] == sum(source[fate] for fate in ("used", "merged", "rejected", "excluded"))
    problem = next(problem for source in told["sources"] for problem in source["problems"])
    assert {"place", "fate", "reason", "value", "hint"} == set(problem)
