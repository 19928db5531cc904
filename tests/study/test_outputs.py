import hashlib
import json

import pytest

from sna.errors import StudyError
from sna.study.outputs import MANIFEST, Manifest, whole, write_manifest


def write(out, names):
    with whole(out) as stage:
        for name in names:
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        write_manifest(stage, Manifest(seed=1))


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_outputs_appear_together_and_the_manifest_knows_them(tmp_path):
    write(tmp_path / "deep" / "out", ["a.csv", "tables/b.csv"])
    assert files(tmp_path) == ["deep/out/a.csv", "deep/out/manifest.json", "deep/out/tables/b.csv"]
    told = json.loads((tmp_path / "deep" / "out" / MANIFEST).read_text())
    assert [entry["file"] for entry in told["outputs"]] == ["a.csv", "tables/b.csv"]
    assert told["outputs"][0]["sha256"] == hashlib.sha256(b"a.csv").hexdigest()


def test_nothing_appears_when_something_fails(tmp_path):
    def fail():
        with whole(tmp_path / "out") as stage:
            (stage / "a.csv").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert files(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_stays_when_a_later_run_fails(tmp_path):
    write(tmp_path / "out", ["a.csv"])
    before = (tmp_path / "out" / MANIFEST).read_bytes()

    def fail():
        with whole(tmp_path / "out") as stage:
            (stage / "a.csv").write_text("other")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (tmp_path / "out" / "a.csv").read_text() == "a.csv"
    assert (tmp_path / "out" / MANIFEST).read_bytes() == before


def test_a_later_run_removes_what_it_no_longer_makes_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    write(out, ["a.csv", "b.csv"])
    (out / "my notes.txt").write_text("mine")
    write(out, ["a.csv"])
    assert files(out) == ["a.csv", "manifest.json", "my notes.txt"]


def test_a_forged_manifest_removes_nothing_outside(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "precious.txt").write_text("mine")
    (out / MANIFEST).write_text(json.dumps({"outputs": [{"file": "../precious.txt"}]}))
    write(out, ["a.csv"])
    assert (tmp_path / "precious.txt").exists()


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(StudyError, match=r"is a file\. Name a folder."), whole(tmp_path / "out"):
        pass
