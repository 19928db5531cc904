"""How often a file is opened, and how many files of the package it takes to read one: both may only fall."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTTS = ROOT / "data" / "notts-care-homes"
MOST_OPENS = 3
MOST_FILES = 100  # of the package entered by `sna check` of a register of five rows
REGISTER = "Date,Meeting,Name,Organisation,Status\n" + "".join(
    f"{day}/03/2024,Forum,{name},Age Well,Present\n"
    for day, name in ((15, "Ann Smith"), (15, "Bo Ng"), (22, "Ann Smith"), (22, "Cy Day"), (22, "Di Lo"))
)
SAMPLES = {
    "xlsx": NOTTS / "registers" / "register-2023-january-to-june.xlsx",
    "docx": NOTTS / "minutes" / "Care Homes Forum minutes 21 Mar 2023.docx",
    "pdf": NOTTS / "minutes" / "minutes-20230815.pdf",
    "zip": NOTTS / "slack" / "care-homes-forum-slack-export.zip",
}
WATCH = """
import sys
from pathlib import Path
log = Path(sys.argv.pop(1)).open("a")
sys.addaudithook(lambda event, parts: event == "open" and print(f'"{parts[0]}"', file=log, flush=True))
from sna.cli import main
main(sys.argv[1:])
"""
WALK = """
import sys
files = set()
def enter(frame, event, _value):
    code = frame.f_code
    if event == "call" and code.co_name != "<module>" and "/sna/" in code.co_filename:
        if "site-packages" not in code.co_filename:
            files.add(code.co_filename)
sys.setprofile(enter)
from sna.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
sys.setprofile(None)
print(len(files), file=sys.stderr)
"""


def sample(folder, kind):
    folder.mkdir(exist_ok=True)
    path = folder / f"{kind}.{kind.removesuffix('-large')}"
    if kind == "csv":
        path.write_text(REGISTER)
    elif kind == "csv-large":
        path.write_text(REGISTER + ("22/03/2024,Forum,Ann Smith,Age Well,Present," + " " * 9_000 + "\n") * 500)
    elif kind == "xls":
        xlwt = pytest.importorskip("xlwt")
        book = xlwt.Workbook()
        sheet = book.add_sheet("Register")
        for row, line in enumerate(REGISTER.splitlines()):
            for column, text in enumerate(line.split(",")):
                sheet.write(row, column, text)
        book.save(str(path))
    else:
        shutil.copy(SAMPLES[kind], path)
    return path


def opens(folder, *arguments):
    """How often a command opens each file of a folder, in its own process and those it starts.

    The system's calls are watched, so that readers written in C or Rust count too; where `strace` is missing or may not
    watch, the interpreter's own audit events of the first process are counted instead.
    """
    log = folder.parent / "log"
    command = [sys.executable, "-m", "sna", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    watched = shutil.which("strace") and ["strace", "-f", "-qq", "-e", "trace=openat,open", "-o", str(log), *command]
    if not watched or subprocess.run(watched, check=False, env=environment, capture_output=True).returncode:
        log.unlink(missing_ok=True)
        command = [sys.executable, "-c", WATCH, str(log), *arguments]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    calls = log.read_text(errors="replace")
    return {path.name: calls.count(f'"{path}"') for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["check", "run"])
def test_a_file_is_opened_once_and_a_large_one_at_most_three_times(verb, tmp_path):
    for kind in ("csv", "csv-large", "xls", *SAMPLES):
        sample(tmp_path / "study", kind)
    out = ["--out", str(tmp_path / "out")] if verb == "run" else []
    counts = opens(tmp_path / "study", verb, str(tmp_path / "study"), *out)
    counts.pop(".sna", None)
    assert counts.pop("zip.zip") <= 1 + (verb == "run")  # what a packed folder holds is listed again
    assert 1 <= counts.pop("csv-large.csv") <= MOST_OPENS
    assert counts == dict.fromkeys(counts, 1)


@pytest.mark.slow
def test_a_member_of_a_folder_of_many_is_opened_no_more_often(tmp_path):
    (tmp_path / "study").mkdir()
    for number in range(30):
        (tmp_path / "study" / f"{number}.csv").write_text(REGISTER)
    assert set(opens(tmp_path / "study", "check", str(tmp_path / "study")).values()) == {1}


def test_reading_a_register_enters_few_files(tmp_path):
    path = sample(tmp_path / "study", "csv")
    command = [sys.executable, "-c", WALK, "check", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    assert "5 used" in done.stdout
    assert int(done.stderr.split()[-1]) <= MOST_FILES


def test_what_is_small_is_read_at_once_and_what_is_large_is_held_open(tmp_path, monkeypatch):
    from sna.load import source as module

    (tmp_path / "a.csv").write_text(REGISTER)
    monkeypatch.setattr(module, "SMALL", 10)
    with module.Source(tmp_path / "a.csv") as large:
        digest = large.fingerprint()
        handle = large.file()
        assert (large.kind, large.text().text, handle.closed) == ("text", REGISTER, False)
    assert handle.closed
    monkeypatch.setattr(module, "SMALL", 10_000)
    small = module.Source(tmp_path / "a.csv")
    assert (small.fingerprint(), small.kind, small.size) == (digest, "text", len(REGISTER))
    (tmp_path / "a.csv").unlink()
    assert small.text().text == REGISTER
    assert small.changed


def test_sources_hold_no_more_than_there_is_room_for(tmp_path):
    from sna.load.source import SPREAD, Room, Source

    for name in "abc":
        (tmp_path / name).write_text(REGISTER)
    room = Room(2 * SPREAD * len(REGISTER))
    sources = [Source(tmp_path / name) for name in "abc"]
    for _look in range(2):
        assert [source.kind for source in room.in_turn(sources)] == ["text"] * 3
    for name in "abc":
        (tmp_path / name).unlink()
    assert [source.read() for source in sources[:2]] == [REGISTER.encode()] * 2
    with pytest.raises(FileNotFoundError):
        sources[2].read()
    assert room.size == 0


def test_a_change_of_a_large_file_and_of_a_folder_is_noticed(tmp_path, monkeypatch):
    from sna.load import source as module

    monkeypatch.setattr(module, "SMALL", 10)
    path = tmp_path / "folder" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", "[]")
    with module.Source(path) as source, module.Source(path.parent) as folder:
        assert source.fingerprint() != folder.fingerprint()
        assert not source.changed
        assert not folder.changed
        os.utime(path, (1, 1))  # touched, with the same bytes
        assert not source.changed
        assert not folder.changed
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("channels.json", "[]")
        assert source.changed
        assert folder.changed


def test_a_small_file_that_is_opened_again_with_other_bytes_has_changed(tmp_path):
    from sna.load.source import Source

    path = tmp_path / "a.csv"
    path.write_text(REGISTER)
    source, times = Source(path), path.stat()
    digest = source.fingerprint()
    source.release()
    path.write_text(REGISTER.replace("Cy Day", "Cy Dax"))  # of the same size, and as old as before
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert source.read() != REGISTER.encode()
    assert (source.fingerprint() != digest, source.changed) == (True, True)
