"""Somebody, or what is old, is taken out of what is remembered and of results; what cannot be reached is said."""

import os
import runpy
from pathlib import Path

import pytest

from sna.cli import run
from sna.study.publishing import FOLDER, memory

RANDOM = runpy.run_path(str(Path(__file__).parent / "random_study.py"))


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    members = RANDOM["write_study"](folder, 11)
    assert run(["run", str(folder), "--for", "funder", "--out", str(tmp_path / "funder")]) == 0
    assert run(["tables", str(folder), "--out", str(tmp_path / "tables")]) == 0
    return folder, members


def texts(folder):
    return {
        path.name: path.read_bytes().decode("utf-8", "replace").casefold()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_who_is_erased_is_in_no_result_nor_remembered_and_no_later_run_brings_them_back(tmp_path, study, capsys):
    folder, members = study
    name = members[0][0]
    code = memory(folder).code(f"name:{name.casefold()}")
    assert code in (folder / FOLDER / "releases.json").read_text(encoding="utf-8")
    (tmp_path / "tables" / "my notes.txt").write_text(f"Ask {name}", encoding="utf-8")
    capsys.readouterr()
    folders = [option for place in ("funder", "tables") for option in ("--out", str(tmp_path / place))]
    assert run(["erase", name, str(folder), *folders]) == 0
    said = capsys.readouterr().out
    assert "people.csv: a file of the study" in said
    assert "tables/my notes.txt: a file of yours" in said
    assert "copies, backups" in said
    assert code not in (folder / FOLDER / "releases.json").read_text(encoding="utf-8")
    assert {*texts(tmp_path / "tables")} == {"my notes.txt"}
    assert not texts(tmp_path / "funder")
    assert run(["tables", str(folder), "--out", str(tmp_path / "tables"), "--anyway"]) == 0
    assert not [
        file for file, text in texts(tmp_path / "tables").items() if name.casefold() in text and file != "my notes.txt"
    ]


def test_nobody_of_that_name_and_no_results_change_nothing(tmp_path, study, capsys):
    folder, members = study
    before = texts(tmp_path / "tables"), texts(folder)
    assert run(["erase", "Zed Nobody", str(folder), "--out", str(tmp_path / "tables")]) == 2
    assert "nobody in the files is called so" in capsys.readouterr().err
    assert run(["erase", members[0][0], str(folder), "--out", str(folder)]) == 2
    assert "holds no results of ours" in capsys.readouterr().err
    assert (texts(tmp_path / "tables"), texts(folder)) == before


def test_what_is_older_than_a_day_is_purged_and_nothing_else(tmp_path, study, capsys):
    folder, _members = study
    manifest = tmp_path / "tables" / "manifest.json"
    assert run(["purge", str(folder), "--before", "2001-01-01", "--out", str(tmp_path / "tables")]) == 0
    assert "Forgotten: 0" in capsys.readouterr().out
    assert manifest.exists()
    os.utime(manifest, (0, 0))
    assert run(["purge", str(folder), "--before", "2001-01-01", "--out", str(tmp_path / "tables")]) == 0
    assert not texts(tmp_path / "tables")
    assert run(["purge", str(folder), "--before", "2100-01-01"]) == 0
    assert not memory(folder).releases.parts
    assert run(["purge", str(folder), "--before", "2100-01-01", "--out", str(tmp_path)]) == 2
