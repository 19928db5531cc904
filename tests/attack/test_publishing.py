"""Killed at every move, or with a file open elsewhere: earlier results or new ones, whole, and nobody's file lost."""

import errno
import io
import json
import os
import shutil
import warnings
from pathlib import Path

import pytest

from sna.cli import run
from sna.errors import StudyError
from sna.study import open_study, read_study, tables
from sna.study.outputs import MANIFEST, Manifest, whole, write_manifest
from sna.study.publishing import recover, stage

EVERY = int(os.environ.get("SNA_EVERY", "3"))
"""Of the moments of a first kill one in so many is tried; each of them by hand."""

OLD = {"findings.csv": "old", "map.html": "same", "tables/nodes.csv": "old", "tables/year-1/ties.csv": "old"}
NEW = {"findings.csv": "new", "map.html": "same", "tables/nodes.csv": "new", "report.html": "new", "more/a.csv": "new"}
OWN = {"my notes.txt": "mine", "tables/mine.csv": "mine"}


def write(out, texts):
    with whole(out) as folder:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        write_manifest(folder, Manifest(seed=1))


def own(out):
    for name, text in OWN.items():
        (out / name).write_text(text)


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def results(out):
    """Give the results, whose manifest must list exactly what is there beside the files of others."""
    texts = files(out)
    listed = {entry["file"] for entry in json.loads(texts.pop(MANIFEST))["outputs"]}
    assert listed == texts.keys() - OWN.keys()
    return {name: text for name, text in texts.items() if name in listed}


def killed(work, moves):
    """Do some work in a process that is killed when it moves or removes something for the nth time; tell if it was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if not child:
        count = 0

        def counted(function):
            def moving(*arguments, **options):
                nonlocal count
                count += 1
                if count > moves:
                    os._exit(9)
                return function(*arguments, **options)

            return moving

        for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
            setattr(Path, name, counted(getattr(Path, name)))
        for name in ("unlink", "rmdir", "rename", "replace"):
            setattr(os, name, counted(getattr(os, name)))
        shutil.rmtree = counted(shutil.rmtree)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.parametrize("earlier", [True, False], ids=["over earlier results", "the first time"])
def test_killed_at_every_move_the_next_command_leaves_old_or_new_whole(tmp_path, earlier):
    seen = set()
    for moves in range(200):
        out = tmp_path / str(moves) / "out"
        out.mkdir(parents=True)
        if earlier:
            write(out, OLD)
            own(out)
        was_killed = killed(lambda out=out: write(out, NEW), moves)
        with pytest.raises(StudyError), stage(out):
            raise StudyError("the next command fails, after it has put things right")
        left = results(out) if (out / MANIFEST).exists() else files(out)
        assert left in ([OLD, NEW] if earlier else [{}, NEW]), moves
        assert {name: files(out).get(name) for name in OWN} == (OWN if earlier else dict.fromkeys(OWN))
        assert [path.name for path in out.parent.iterdir()] == ["out"], moves
        seen.add("new" if left == NEW else "old")
        if not was_killed:
            break
    assert not was_killed
    assert moves > 8
    assert seen == {"old", "new"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_killed_again_while_putting_things_right_it_still_ends_whole(tmp_path):
    first = tmp_path / "first" / "out"
    write(first, OLD)
    own(first)
    for moves in range(0, 200, EVERY):
        place = tmp_path / f"killed {moves}"
        shutil.copytree(first.parent, place)
        if not killed(lambda out=place / "out": write(out, NEW), moves):
            break
        for again in range(moves // EVERY % 5, 40, 5):
            copy = tmp_path / "again"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(place, copy)
            again_killed = killed(lambda out=copy / "out": recover(out), again)
            recover(copy / "out")
            assert results(copy / "out") in [OLD, NEW], (moves, again)
            if not again_killed:
                break


@pytest.mark.parametrize("locked", [*OLD, MANIFEST])
def test_a_file_that_is_open_elsewhere_is_named_and_the_earlier_results_stay(tmp_path, monkeypatch, locked):
    out, replace = tmp_path / "out", Path.replace
    write(out, OLD)
    own(out)

    def refuse(path, target):
        if path == out / locked:
            raise PermissionError(13, "Permission denied", str(path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StudyError, match=rf"{locked} in .out. cannot be replaced .* Close it"):
        write(out, NEW)
    monkeypatch.undo()
    assert results(out) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    write(out, NEW)
    assert results(out) == NEW


def test_a_file_of_ours_that_was_changed_is_kept_and_the_new_one_stands_beside_it(tmp_path):
    out = tmp_path / "out"
    write(out, OLD)
    (out / "findings.csv").write_text("answered")
    for _time in range(2):
        write(out, NEW)
        assert files(out)["findings.csv"] == "answered"
        assert files(out)["findings.new.csv"] == "new"
    (out / "findings.new.csv").write_text("changed too")
    write(out, NEW)
    assert files(out)["findings.new2.csv"] == "new"
    listed = [entry["file"] for entry in json.loads((out / MANIFEST).read_text())["outputs"]]
    assert "findings.new2.csv" in listed
    assert "findings.csv" not in listed


def test_two_runs_at_once_do_not_mix(tmp_path):
    with stage(tmp_path / "out"), pytest.raises(StudyError, match="Another run is writing"), stage(tmp_path / "out"):
        pass
    assert not list(tmp_path.iterdir())


def test_a_manifest_of_another_program_stays(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / MANIFEST).write_text('{"name": "app"}')
    with pytest.raises(StudyError, match="not ours"):
        write(out, NEW)
    assert files(tmp_path) == {"out/manifest.json": '{"name": "app"}'}


def test_results_in_the_studys_own_folder_are_not_read_and_overwrite_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = ["event,date,name,organisation"]
    rows += [
        f"Forum {k},2024-0{k}-10,{name}"
        for k in (1, 2, 3)
        for name in ("Ann Ash,North", "Bo Bell,South", "Cy Cole,South")
    ]
    Path("register.csv").write_text("\n".join(rows), encoding="utf-8")
    Path("study.toml").write_text("[network]\npermutations = 9\n", encoding="utf-8")
    Path("for-experts").mkdir()
    Path("for-experts/findings.csv").write_text("mine", encoding="utf-8")
    said = []
    for _time in range(3):  # as earlier versions let it be asked for
        study = open_study(["."])
        tables(study, reading := read_study(study), Path())
        said.append(reading.ledger.summary())
    assert len(set(said)) == 1
    Path("people.csv").write_text("name\nDi Dunn\n", encoding="utf-8")  # ours, but changed: kept, and not read
    for _time in range(2):
        study = open_study(["."])
        tables(study, reading := read_study(study), Path())
        assert reading.ledger.summary() == said[0]
    assert Path("people.csv").read_text(encoding="utf-8") == "name\nDi Dunn\n"
    assert Path("for-experts/findings.csv").read_text(encoding="utf-8") == "mine"
    Path("out/for-experts").mkdir(parents=True)
    Path("out/for-experts/findings.csv").write_text("mine", encoding="utf-8")
    assert run(["run", ".", "--out", "out"]) in {0, 1}
    assert Path("out/for-experts/findings.csv").read_text(encoding="utf-8") == "mine"
    assert Path("out/for-experts/findings.new.csv").read_text(encoding="utf-8").startswith("what,")
    assert not [path for path in tmp_path.parent.iterdir() if path.name.startswith(f".{tmp_path.name}-")]


@pytest.mark.parametrize("command", ["run", "tables", "export", "people"])
@pytest.mark.parametrize("target", [".", "./registers/..", "a.csv"])
def test_no_results_are_written_among_the_registers_or_above_them(tmp_path, monkeypatch, capsys, command, target):
    folder = tmp_path / "deep"
    (folder / "registers").mkdir(parents=True)
    monkeypatch.chdir(folder)
    Path("a.csv").write_text("Date,Name\n05/03/2024,Ann Smith\n", encoding="utf-8")
    before = files(tmp_path)
    for out in (".", "..", str(folder), "registers/.."):
        assert run([command, target, "--out", out]) == 2
        assert "is the folder of the study's files, or holds it" in capsys.readouterr().err
    assert files(tmp_path) == before
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.csv", "deep", "registers"]


FULL = {errno.ENOSPC: "The disk is full: make room", errno.EROFS: "Name another folder", errno.EACCES: "Name another"}


@pytest.mark.parametrize("fault", FULL)
@pytest.mark.parametrize("command", ["run", "tables", "export", "people"])
def test_a_folder_that_cannot_be_written_to_is_one_line_and_leaves_nothing(
    tmp_path, monkeypatch, capsys, fault, command
):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "a.csv").write_text("Date,Name\n05/03/2024,Ann Smith\n", encoding="utf-8")
    genuine = io.open

    def full(file, mode="r", *rest, **options):
        if "w" in mode and str(tmp_path) in str(file):
            raise OSError(fault, os.strerror(fault), str(file))
        return genuine(file, mode, *rest, **options)

    monkeypatch.setattr(io, "open", full)
    monkeypatch.setattr("builtins.open", full)
    assert run([command, str(tmp_path / "study"), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert os.strerror(fault) in said
    assert FULL[fault] in said
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if ".sna" not in path.parts] == ["a.csv"]  # tables for the next run may stand


def test_answers_written_among_the_results_are_read(tmp_path, capsys):
    rows = [
        "date,event,name,organisation",
        "2024-01-10,Forum,Bo Lindqvist,North",
        "2024-02-10,Forum,B. Lindqvist,South",
    ]
    study, out = tmp_path / "study", tmp_path / "out"
    study.mkdir()
    (study / "register.csv").write_text("\n".join(rows), encoding="utf-8")
    assert run(["tables", str(study), "--out", str(out)]) == 0
    review = out / "identity-review.csv"
    asked = review.read_text(encoding="utf-8").splitlines()
    assert len(asked) == 2
    place = asked[0].split(",").index("same")
    cells = asked[1].split(",")
    cells[place] = "yes"
    review.write_text("\n".join([asked[0], ",".join(cells)]), encoding="utf-8")
    kept = review.read_text(encoding="utf-8")
    for _time in range(2):
        assert run(["tables", str(study), "--out", str(out)]) == 0
        assert "B. Lindqvist" not in [row.split(",")[1] for row in (out / "people.csv").read_text().splitlines()]
        assert len((out / "people.csv").read_text(encoding="utf-8").splitlines()) == 2
        assert review.read_text(encoding="utf-8") == kept
