"""`sna run A --against B`: what is refused, the worked example, and what each reader gets of the other community."""

import csv
import importlib.util
import json
import math
from pathlib import Path

import pytest

from sna.cli import run
from sna.study import open_study, read_study
from sna.study.cache import Cache
from sna.study.evidence import compared, comparison, report_content
from sna.study.results import analysed

DATA = Path(__file__).parents[2] / "data"
HERE, THERE = DATA / "notts-care-homes", DATA / "merrowdale-care-homes"
TITLE = "Merrowdale Care Homes Circle"


def write_study(folder):
    spec = importlib.util.spec_from_file_location("small_study", Path(__file__).with_name("small_study.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.write_study(folder)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


@pytest.mark.slow
def test_the_fall_that_was_planted_here_and_not_there_is_found_and_each_reader_is_told(tmp_path, capsys):
    out = tmp_path / "out"
    assert run(["run", str(HERE), "--against", str(THERE), "--out", str(out), "--for", "all"]) in {0, 1}
    (found,) = [row for row in rows(out / "evaluator/for-experts/findings.csv") if row["what"] == "against"]
    assert (found["verdict"], found["by"], found["plan"]) == ("less isolated", "locality", "explored")
    (row,) = rows(out / "evaluator/for-experts/tables/against.csv")
    assert float(row["together_change_low"]) < 1 < float(row["together_change_high"])  # there nothing was planted
    assert float(row["against_high"]) < 1
    page = (out / "evaluator/report.html").read_text(encoding="utf-8")
    assert f"Set against {TITLE}, localities keep less to themselves than in Year 1" in page
    manifest = json.loads((out / "evaluator/manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["against"][TITLE]) == 5
    funder = (out / "funder/report.html").read_text(encoding="utf-8")
    assert "Set against a comparison community, they keep less to themselves, by more than luck would do." in funder
    everything = b"".join(path.read_bytes() for path in (out / "funder").rglob("*") if path.is_file()).decode()
    names = [person["name"] for person in rows(THERE / "people.csv")]
    assert not any(name in everything for name in [TITLE, "Merrowdale", *names])


@pytest.mark.slow
def test_the_other_way_round_nothing_changed_here_so_no_difference_is_claimed(tmp_path):
    assert run(["run", str(THERE), "--against", str(HERE), "--out", str(tmp_path / "out")]) in {0, 1}
    (found,) = [row for row in rows(tmp_path / "out/for-experts/findings.csv") if row["what"] == "against"]
    assert found["verdict"] == "no evidence of change"
    assert "A difference is told only where the change here holds by itself." in found["sentence"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "here").mkdir()
    return write_study(tmp_path / "here")


def refused(folder, other, capsys):
    assert run(["run", str(folder), "--against", str(other), "--out", str(folder.parent / "out")]) == 2
    assert not (folder.parent / "out").exists()
    return capsys.readouterr().err


def test_other_periods_no_periods_itself_and_nothing_are_refused_before_anything_is_written(folder, tmp_path, capsys):
    other = tmp_path / "there"
    other.mkdir()
    write_study(other)
    text = (other / "study.toml").read_text(encoding="utf-8")
    (other / "study.toml").write_text(text.replace("2024-12-31", "2024-11-30"), encoding="utf-8")
    said = refused(folder, other, capsys)
    assert "both communities need the same first and last period" in said
    assert "here: 2023-01-01 to 2023-12-31 and 2024-01-01 to 2024-12-31; there: 2023-01-01 to 2023-12-31 and" in said
    (other / "study.toml").write_text("[study]\n", encoding="utf-8")
    assert "; there: none." in refused(folder, other, capsys)
    assert "a study cannot be compared with itself" in refused(folder, folder, capsys)
    for path in other.iterdir():
        path.unlink()
    (other / "study.toml").write_text(text, encoding="utf-8")
    (other / "notes.txt").write_text("nothing of any meeting\n", encoding="utf-8")
    assert "there: nothing usable was found" in refused(folder, other, capsys)


def set_beside(folder, other):
    """Give the row of the comparison, and the finding of it."""
    study = open_study([folder])
    reading = read_study(study)
    results = analysed(reading, study.settings, Cache.of(study))
    results = compared(results, study.settings, comparison(study, open_study([other])))
    (row,) = results.meetings[0][1]["against"].to_dict("records")
    (finding,) = report_content(reading, study.settings, results, "Here").findings_of("against")
    return row, finding


def test_a_community_of_the_same_people_or_whose_files_cannot_be_read_cannot_tell(folder, tmp_path):
    other = tmp_path / "there"
    other.mkdir()
    write_study(other)
    row, finding = set_beside(folder, other)
    assert row["verdict"] == finding.verdict.value == "these data cannot tell"
    assert math.isnan(row["against"])
    assert "more than one in ten of the people are in both communities" in row["note"]
    for number in range(2):  # two files of a dozen meetings that nobody could read: as many registers may be lacking
        (other / f"register-{number}.pdf").write_bytes(b"%PDF-1.4 broken")
    row, _finding = set_beside(folder, other)
    assert row["note"] == "in Wexholm Forum: 2 files could not be read, so as many meetings may be missing"
