"""The folder: each change one file by rename, the earlier one kept for undo; what was read; its results.

Results are made in a process of its own (``python -m sna.page.project FOLDER``): the page stays awake, Stop ends it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SnaError, StudyError, shown

if TYPE_CHECKING:
    from sna.study import Check, Reading, Study
    from sna.study.problems import Question

RESULTS, HIDDEN, UNDO = "results", ".sna", "undo"
ANSWERS = "sna-answers.csv"
"""What was answered on the page, as a file of answers that every command reads."""
DEFERRED = "powu"
"""Kinds of answers (pairs, and where people work) that are matched once all are there, not at each click."""
TOOK, STAMP = "took", "stamp"
AS = "--as="
UNKNOWN = "It ended before it was through. Start it again."
MOST_STEPS = 200
PATIENCE = 0.5
"""Seconds a screen waits for the files to be read before it says that they are being read."""
FULL = "The disk is full: make room, and do this again. Nothing was changed."


class Change(Struct, frozen=True):
    """One file as it was before a change: its number, the step it belongs to, and whether the file was there."""

    number: int
    step: int
    what: str
    name: str
    existed: bool


class History:
    """What was changed, so that it can be undone; it survives whatever moment the machine stops at.

    The earlier file is in place before the note of it, and the note before the new file: a note without a change is
    undone by putting back what stands there already.

    Parameters
    ----------
    folder
        Of the study.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, folder / HIDDEN / UNDO

    def changes(self) -> list[Change]:
        """Give all changes that can be undone, the earliest first."""
        notes = sorted(self.place.glob("*.json")) if self.place.is_dir() else []
        return [Change(int(note.stem), **json.loads(note.read_text("utf-8"))) for note in notes]

    def change(self, what: str, files: Mapping[str, bytes | Path | None]) -> None:
        """Write files (bytes, or those of a file that is moved here) or take them out (None): one step to undo.

        Raises
        ------
        StudyError
            If a file cannot be written, because it is open elsewhere or the disk is full.
        """
        earlier = self.changes()
        number = earlier[-1].number + 1 if earlier else 1
        try:
            for at, (name, content) in enumerate(files.items()):
                self._change(Change(number + at, number, what, name, (self.folder / name).is_file()), content)
        except OSError as error:
            advice = (
                FULL if error.errno == errno.ENOSPC else "Close it in the program that has it open, and do this again."
            )
            where = shown(Path(error.filename or "").name)
            raise StudyError(f"{where} cannot be changed: {error.strerror}. {advice}") from error
        for change in earlier[: max(0, len(earlier) - MOST_STEPS)]:
            self._forget(change)

    def _change(self, change: Change, content: bytes | Path | None) -> None:
        path = self.folder / change.name
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if change.existed:
            _moved(_copy(path, self.place), self._earlier(change))
        note = {"step": change.step, "what": change.what, "name": change.name, "existed": change.existed}
        self._put(self.place / f"{change.number:06}.json", json.dumps(note).encode())
        if content is None:
            path.unlink(missing_ok=True)
        elif isinstance(content, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _moved(content, path)
        else:
            self._put(path, content)

    def _put(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all; what is not whole stands where nobody reads."""
        part = self.place / "new.part"
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.parent.mkdir(parents=True, exist_ok=True)
        _moved(part, path)

    def _earlier(self, change: Change) -> Path:
        return self.place / f"{change.number:06}.old"

    def undo(self) -> str:
        """Take the last step back; say which it was, nothing if there is none."""
        changes = self.changes()
        last = [change for change in changes if change.step == changes[-1].step]
        for change in reversed(last):
            path = self.folder / change.name
            if change.existed and self._earlier(change).exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _moved(self._earlier(change), path)
            elif not change.existed:
                path.unlink(missing_ok=True)
                _without_empty(path.parent, self.folder)
            self._forget(change)
        return last[0].what if last else ""

    def _forget(self, change: Change) -> None:
        self._earlier(change).unlink(missing_ok=True)
        (self.place / f"{change.number:06}.json").unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget every earlier file: somebody who asked to be left out may stand in them."""
        shutil.rmtree(self.place, ignore_errors=True)


def _copy(path: Path, place: Path) -> Path:
    return Path(shutil.copy2(path, place / "old.part"))


def _moved(source: Path, target: Path) -> None:
    source.replace(target)


def _without_empty(folder: Path, top: Path) -> None:
    """Remove a folder that a change had made, and those it stands in, while they are empty."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


class View(Struct, frozen=True, dict=True):
    """What was read of the folder at one moment.

    Attributes
    ----------
    stamp
        What the folder was then.
    answers
        Key → answer, as `ANSWERS` had them.
    study, reading
        None where they could not be read: `fault` says why.
    """

    stamp: object
    answers: Mapping[str, str]
    study: Study | None = None
    reading: Reading | None = None
    fault: SnaError | None = None

    @cached_property
    def check(self) -> Check:
        """What each file holds."""
        from sna.study import check

        assert self.reading is not None
        return check(self.reading)

    @cached_property
    def sheets(self) -> Mapping[str, Sequence[Question]]:
        """The questions only somebody can answer, by their sheet in problems.xlsx."""
        from sna.study.problems import problems

        if self.reading is None or self.study is None:
            return {}
        return problems(self.reading, self.study.settings)

    def questions(self, answers: Mapping[str, str]) -> list[Question]:
        """Give all questions with the answers as they stand now, which need not be matched yet."""
        rows = [question for rows in self.sheets.values() for question in rows]
        return [
            replace(row, answer=answers.get(row.key, "" if row.key in self.answers else row.answer)) for row in rows
        ]

    def open(self, answers: Mapping[str, str]) -> list[Question]:
        """Give those nobody has answered of what is matched once all are there."""
        return [row for row in self.questions(answers) if row.is_open and row.key[0] in DEFERRED]


class Project:
    """A folder and what was read of it: read again only when a file has changed, and beside the page's own work.

    Parameters
    ----------
    folder
        Of the study.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.history = folder, History(folder)
        self.lock = threading.RLock()
        self.anyway = False
        self.progress = ""
        self._view: View | None = None
        self._reader: threading.Thread | None = None

    def stamp(self) -> tuple[object, ...]:
        """Give what changes when a file does that has to be read again."""
        from sna.page.edits import answers

        files = []
        for top, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".") and not _is_results(Path(top, name))]
            files += [(path, *_state(path)) for name in names if (path := Path(top, name)).name != ANSWERS]
        decisive = {key: text for key, text in answers(self.folder).items() if key[0] not in DEFERRED}
        return (*sorted(map(str, files)), str(sorted(decisive.items())), self.anyway)

    def view(self, patience: float = PATIENCE) -> View | None:
        """Give what stands in the folder; None while it is being read."""
        from sna.page.edits import answers

        with self.lock:
            stamp = self.stamp()
            view = self._view
            if view is not None and view.stamp == stamp:
                now = answers(self.folder)
                if view.open(now) or dict(view.answers) == now:
                    return view
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._read, args=(stamp, answers(self.folder)), daemon=True)
                self._reader.start()
        self._reader.join(patience)
        view = self._view
        return view if not self._reader.is_alive() and view is not None and view.stamp == stamp else None

    def _read(self, stamp: object, answers: Mapping[str, str]) -> None:
        from sna.study import open_study, read_study

        try:
            study = open_study([self.folder], anyway=self.anyway)
            study = replace(study, out=study.folder / RESULTS)
            self._view = View(stamp, answers, study, read_study(study, self._report))
        except SnaError as error:
            self._view = View(stamp, answers, fault=error)
        except Exception as error:  # noqa: BLE001 - nobody who is no programmer is shown a traceback
            why = error.strerror if isinstance(error, OSError) else type(error).__name__
            fault = StudyError(f"Reading stopped at something unforeseen ({why}). Undo the last step, or close sna.")
            self._view = View(stamp, answers, fault=fault)

    def _report(self, what: str, step: int, total: int) -> None:
        self.progress = f"{what} ({step + 1} of {total})" if total > 1 else what


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:  # it was taken away meanwhile
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _is_results(folder: Path) -> bool:
    from sna.study.publishing import manifest

    return (folder / "manifest.json").is_file() and manifest(folder) is not None


class Progress(Struct, frozen=True):
    """How far it is; `state` is none, running, done, failed or stopped.

    `remaining` is how many seconds it may take yet, -1 where that is not known, `code` the class of the error.
    """

    state: str = "none"
    line: str = ""
    seconds: int = 0
    remaining: int = -1
    code: str = ""


class Job:
    """One making of results at a time.

    Parameters
    ----------
    folder
        Of the study.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.progress = folder, Progress()
        self._process: subprocess.Popen[str] | None = None
        self._begun = self._stage_begun = 0.0
        self._stage = ""

    @property
    def running(self) -> bool:
        """Whether results are being made."""
        return self.progress.state == "running"

    def start(self, options: Sequence[str] = ()) -> None:
        """Begin, unless it has begun."""
        if self.running:
            return
        self.progress, self._begun, self._stage = Progress("running", "Reading your files"), time.monotonic(), ""
        # -P: nothing in the folder of whoever started this may stand in for a library
        command = [sys.executable, "-P", "-m", "sna.page.project", str(self.folder), *options]
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
            encoding="utf-8",
        )  # fmt: skip
        threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()

    def _follow(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        outcome = Progress("failed", UNKNOWN)
        for line in process.stdout:
            what, step, total, code = json.loads(line)
            if code:
                outcome = Progress("done" if code == "done" else "failed", what, code=code)
            else:
                self._report(what, step, total)
        process.wait()
        process.stdout.close()
        if process is self._process and self.running:
            self.progress = outcome
            if outcome.state == "done":
                with suppress(OSError):
                    (self.folder / HIDDEN / TOOK).write_text(f"{time.monotonic() - self._begun:.1f}")

    def _report(self, what: str, step: int, total: int) -> None:
        now = time.monotonic()
        stage = what.partition(" ")[0]
        if stage != self._stage:
            self._stage, self._stage_begun = stage, now
        seconds, remaining = now - self._begun, -1
        with suppress(OSError, ValueError):
            remaining = max(1, round(float((self.folder / HIDDEN / TOOK).read_text()) - seconds))
        if remaining < 0 and step and total:  # a first time: what this stage takes, if its steps are alike
            remaining = max(1, round((now - self._stage_begun) / step * (total - step)))
        self.progress = Progress("running", what, round(seconds), remaining)

    def now(self) -> Progress:
        """Give how far it is."""
        if self.running:
            return replace(self.progress, seconds=round(time.monotonic() - self._begun))
        return self.progress

    def stop(self) -> None:
        """End it; the earlier results stay as they were."""
        if self._process is not None and self.running:
            self.progress = Progress("stopped", "Stopped. The earlier results, if there were any, stay as they were.")
            self._process.kill()
            self._process.wait()
            from sna.study.publishing import recover, sibling

            out = self.folder / RESULTS
            recover(out)
            sibling(out, "lock").unlink(missing_ok=True)


def _say(what: str, step: int = 0, total: int = 0, code: str = "") -> None:
    sys.stdout.write(json.dumps([what, step, total, code]) + "\n")
    sys.stdout.flush()


def work(folder: Path, options: Sequence[str] = ()) -> int:
    """Make the results of a folder as ``sna run FOLDER --for all`` does, and say on standard output how far it is."""
    from msgspec.structs import replace

    from sna.errors import SnaError
    from sna.study import open_study, read_study
    from sna.study.changes import earlier_results, remember_since
    from sna.study.documents import FORMS
    from sna.study.pages import AUDIENCES, Wanted, make

    try:
        study = open_study([folder], anyway="--anyway" in options)
        out = study.folder / RESULTS
        reading = read_study(replace(study, out=out), _say)
        if not reading.usable:
            _say("Nothing usable was found in the files. See what was read.", code="nothing")
            return 3
        audiences, earlier = AUDIENCES[:2] if "--without-funder" in options else AUDIENCES, earlier_results(out)
        forms = tuple(form for form in FORMS if f"{AS}{form}" in options)
        make(study, reading, out, _say, Wanted(audiences, forms=forms))
        remember_since(study.folder, earlier, out)
    except SnaError as error:
        _say(str(error), code=type(error).__name__)
        return 2
    except OSError as error:
        _say(f"A file cannot be read or written: {error.strerror}.", code="OSError")
        return 2
    _say("Done.", code="done")
    return 0


if __name__ == "__main__":
    import os

    for library in ("OPENBLAS", "MKL", "OMP"):  # as on the command line: the last digits depend on it
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    sys.exit(work(Path(sys.argv[1]), sys.argv[2:]))
