"""The folder: every step can be undone to the byte, whatever moment the machine stops at."""

import json
import os
import random
import re
import subprocess
import sys
import time

import pytest
from page_helpers import PEOPLE, Browser, register

from sna.errors import StudyError
from sna.page import edits
from sna.page.project import FULL, MOST_STEPS, History
from sna.study import open_study, read_study

EVERY = os.environ.get("SNA_EVERY") == "1"
SETTINGS = """# ours, with notes

[study]
title = "Forum" # the name on the door
group = "organisation"

# who knows what else
[sources]
include = ["*.csv"]
"""


def steps(browser, rng):
    """Give what somebody may press, each with what it needs."""
    names = sorted(name for name in browser.files() if name.endswith(".csv") and name[:4].isdigit())
    days = ["2024-02-13", "2024-03-12", ""]
    return [
        lambda: browser.drop({f"2024-0{rng.randint(4, 9)}-10.csv": register("2024-05-14")}),
        lambda: browser.drop({"inner/list.csv": "Name,Organisation\nAnn Lee,Pond Trust\n", "b.csv": "x"}),
        lambda: browser.post("/aside", file=rng.choice(names)),
        lambda: browser.post("/aside", file=rng.choice(names), back="1"),
        lambda: browser.post("/on", file=rng.choice(names), day="2024-05-14"),
        lambda: browser.post("/order", file=rng.choice(names)),
        lambda: browser.post("/columns", file=rng.choice(names), **{"as-0": "name", "heading-0": "Name"}),
        lambda: browser.post("/settle", title=rng.choice("ABC"), group="organisation", line=rng.choice(days),
                             before="Early", after="Late", labels=rng.choice(["names", "codes"]), seats="20"),
        lambda: browser.post("/reach", organisations=rng.choice(["Pond Trust\nMill Care", "Hill Surgery", ""])),
        lambda: browser.post("/stretch"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3][: None if EVERY else 2])
def test_twenty_random_steps_and_twenty_undos_give_the_folder_back_to_the_byte(forum, seed):
    rng = random.Random(seed)
    (forum.folder / "study.toml").write_text(SETTINGS)
    before = forum.files()
    for _ in range(20):
        answer = rng.choice(steps(forum, rng))()
        assert answer.status in {303, 400}
    assert forum.files() != before
    for _ in range(20):
        forum.post("/undo")
    assert forum.files() == before
    assert not forum.site.project.history.changes()


def test_an_answer_is_undone_and_the_notes_of_study_toml_stay(forum):
    (forum.folder / "study.toml").write_text(SETTINGS.replace('["*.csv"]', '["2024*.csv"]'))
    (forum.folder / "2024-04-09.csv").write_text(register("2024-04-09", [*PEOPLE, ("Guest One", "")]))
    before = forum.files()
    key = forum.key_of("w-")
    forum.post("/reply", key=key, answer="Mill Care", **{"from": "who"})
    text = (forum.folder / "study.toml").read_text()
    assert "# the name on the door" in text
    assert "# who knows what else" in text
    assert edits.ANSWERS in text  # else the patterns would leave the answers unread
    reading = read_study(open_study([forum.folder]))
    assert "Mill Care" in set(reading.dataset.affiliations["organisation"])
    assert "Every question is answered" in forum.get("/who").text
    forum.post("/undo")
    assert forum.files() == before


WRITER = """
import sys
from pathlib import Path
from sna.page.project import History
history = History(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    text = f'[study]\\ntitle = "{number}"\\n'.encode() + b"# " + b"x" * 20000 + b"\\n"
    history.change(f"wrote {number}", {"study.toml": text, "new.csv": text if number % 2 else None})
    if number % 3 == 0:
        history.undo()
"""


@pytest.mark.slow
@pytest.mark.parametrize("times", [50 if EVERY else 20])
def test_killed_at_any_moment_the_folder_is_readable_and_can_be_undone(tmp_path, times):
    (tmp_path / "2024-01-09.csv").write_text(register("2024-01-09"))
    (tmp_path / "study.toml").write_text('[study]\ntitle = "start"\n# end\n')
    rng = random.Random(times)
    for _ in range(times):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(rng.random() * 0.1)
            process.kill()
        text = (tmp_path / "study.toml").read_text()
        assert text.startswith("[study]\ntitle = ")
        assert text.endswith("\n")
        assert open_study([tmp_path]).settings.study.title
    history = History(tmp_path)
    assert len(history.changes()) <= MOST_STEPS + 20  # whoever is killed forgets nothing
    while history.changes():
        history.undo()
    assert open_study([tmp_path]).settings.study.title
    assert read_study(open_study([tmp_path])).usable == len(PEOPLE)


def test_a_note_without_its_change_and_a_change_undone_by_half_do_no_harm(tmp_path):
    history = History(tmp_path)
    (tmp_path / "a.csv").write_text("one")
    history.change("wrote a", {"a.csv": b"two"})
    note = {"step": 2, "what": "wrote b", "name": "b.csv", "existed": False}
    (history.place / "000002.json").write_text(json.dumps(note))
    assert history.undo() == "wrote b"
    (history.place / "000001.old").replace(tmp_path / "a.csv")  # and then the machine stopped
    assert history.undo() == "wrote a"
    assert (tmp_path / "a.csv").read_text() == "one"
    assert history.undo() == ""


def test_old_steps_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr("sna.page.project.MOST_STEPS", 20)
    history = History(tmp_path)
    for number in range(40):
        history.change("wrote a", {"a.csv": str(number).encode()})
    assert len(history.changes()) <= 21
    assert history.undo() == "wrote a"
    assert (tmp_path / "a.csv").read_text() == "38"


def test_a_full_disk_and_a_file_open_elsewhere_are_said(tmp_path, monkeypatch):
    history = History(tmp_path)
    (tmp_path / "a.csv").write_text("one")
    for number, words in ((28, FULL), (13, "Close it in the program")):

        def full(*_args, number=number):
            raise OSError(number, os.strerror(number), "a.csv")

        monkeypatch.setattr("sna.page.project.os.fsync", full)
        with pytest.raises(StudyError, match=words[:20]):
            history.change("wrote a", {"a.csv": b"two"})
        assert (tmp_path / "a.csv").read_text() == "one"


def test_what_is_changed_elsewhere_is_read_again(forum):
    assert "3 of 3 files are in: 3 meetings, 8 people" in forum.get("/read").text
    (forum.folder / "2024-04-09.csv").write_text(register("2024-04-09", [*PEOPLE, ("Ivy Low", "Mill Care")]))
    assert "4 of 4 files are in: 4 meetings, 9 people" in forum.get("/read").text


def test_a_page_opened_again_can_still_undo(forum):
    forum.drop({"2024-05-14.csv": register("2024-05-14")})
    again = Browser(forum.folder)
    assert "Last: you added 2024-05-14.csv." in again.get("/read").text
    again.post("/undo")
    assert "2024-05-14.csv" not in forum.files()


@pytest.mark.slow
def test_the_command_line_gives_the_results_of_the_page_byte_for_byte(results):
    forum = Browser(results)
    assert 'title="The map"' in forum.get("/answer").text
    results = forum.folder / "results"
    own = {path.relative_to(results): path.read_bytes() for path in results.rglob("*") if path.is_file()}
    command = [sys.executable, "-m", "sna", "run", str(forum.folder), "--for", "all", "--no-open"]
    subprocess.run(command, check=True, capture_output=True)
    assert {path.relative_to(results): path.read_bytes() for path in results.rglob("*") if path.is_file()} == own
    assert "Something has changed" not in forum.get("/answer").text
    forum.drop({"2024-05-14.csv": register("2024-05-14")})
    assert "Something has changed" in forum.get("/answer").text
    forum.post("/undo")
    assert "Something has changed" not in forum.get("/answer").text
    forum.site.job.stop()


@pytest.mark.slow
def test_a_document_is_made_when_it_is_asked_for_and_then_with_the_others(finished, monkeypatch):
    forum = finished
    page = forum.get("/answer").text
    assert page.count("Make as Word") == page.count("Make as PowerPoint") == page.count("Make as PDF") == 3
    assert not [*(forum.folder / "results").rglob("*.docx")]
    assert forum.make(**{"as": "docx"}).state == "done"
    page = forum.get("/answer").text
    assert page.count("Save as Word") == page.count("Make as PDF") == 3
    address = re.search(r'href="([^"]*funder/funder-sheet\.docx\?save)"', page)[1]
    answer = forum.ask("GET", address)
    assert answer.status == 200
    assert "funder-sheet.docx" in answer.headers["content-disposition"]
    forum.drop({"2024-05-14.csv": register("2024-05-14")})
    assert forum.make(**{"as": "nothing of ours"}).state == "done"
    assert sorted(path.name for path in (forum.folder / "results").rglob("*.docx")) == [
        "convener-list.docx", "evaluator-summary.docx", "funder-sheet.docx",
    ]  # fmt: skip
    monkeypatch.setattr("sna.study.documents.lacking", lambda form: f"{form} needs a <library>")
    page = forum.get("/answer").text
    assert "PDF: pdf needs a &lt;library&gt;." in page
    assert "Make as" not in page


@pytest.mark.slow
def test_stop_ends_the_making_and_leaves_no_half_results(forum):
    forum.post("/make")
    assert forum.site.job.running
    page = forum.ask("GET", "/making").text
    assert ">Stop</button>" in page
    assert forum.ask("GET", "/answer").headers["location"] == "/making"
    forum.post("/stop")
    assert "Stopped" in forum.get("/making").text
    assert not (forum.folder / "results").exists()
    assert not [path.name for path in forum.folder.iterdir() if path.name.startswith(".results")]
    assert forum.make().state == "done"


def test_progress_says_how_long_it_may_take(forum, monkeypatch):
    job = forum.site.job
    clock = iter([100.0, 110.0])
    monkeypatch.setattr("sna.page.project.time.monotonic", lambda: next(clock, 120.0))
    job._begun = 100.0
    job.progress = type(job.progress)("running")
    job._report("Reading a.csv", 0, 4)
    assert job.progress.remaining == -1
    job._stage_begun = 100.0
    job._report("Reading b.csv", 2, 4)
    assert job.progress.remaining == 10
    (forum.folder / ".sna").mkdir(exist_ok=True)
    (forum.folder / ".sna" / "took").write_text("45.0")
    job._report("Weaving", 0, 1)
    assert job.progress.remaining == 25  # from how long it took last time
    job.progress = type(job.progress)()
