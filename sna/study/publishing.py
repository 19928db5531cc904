"""Publishing: new results take the place of earlier ones whole, and nobody's own file is touched.

Beside the folder OUT stand, while a run works: ``.OUT-lock``, so that no other run writes there; ``.OUT-stage``, the
files being made; ``.OUT-new``, the files complete and on their way in; ``.OUT-old``, the earlier ones on their way out.
Whoever finds a new folder brings its files in; whoever finds only an old one puts its files back; a stage that nobody
works on is removed. So after a run that was killed the next one leaves the earlier results or the new ones, whole.

What a study remembers from run to run is the folder ``.sna`` beside its files, readable by its owner alone: the key of
the codes and of the rounding, and what was told to funders: the figures, and for each what every person was in it,
under a code that only the key can make. Nothing of it is ever in a released file.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import hmac
import json
import os
import secrets
import shutil
import sys
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec
from msgspec import Struct

from sna.errors import StudyError, shown

MANIFEST = "manifest.json"
FOLDER, KEY, RELEASES = ".sna", "key", "releases.json"
UNDO = "undo"
"""The folder in it of the files as they were before a step on the page (``sna open``)."""
SINCE = "since.json"
"""The file in it of what was new on the page when results were last made there."""
Figures = TypeVar("Figures")


def sibling(out: Path, what: str) -> Path:
    """Name what stands beside a folder while a run works."""
    return out.parent / f".{out.name}-{what}"


@contextmanager
def stage(out: Path) -> Iterator[Path]:
    """Give a folder to write into, alone; what an earlier run left half-done is finished first.

    Raises
    ------
    StudyError
        If another run is writing there, or nothing can be written there.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with sibling(out, "lock").open("ab") as lock:
            if not _locked(lock):
                raise StudyError(f"Another run is writing to {shown(out)!r}. Wait for it, or name another folder.")
            try:
                recover(out)
                sibling(out, "stage").mkdir()
                yield sibling(out, "stage")
            finally:
                shutil.rmtree(sibling(out, "stage"), ignore_errors=True)
                sibling(out, "lock").unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, out) from error


def unwritable(error: OSError, out: Path) -> StudyError:
    """Say that a folder of results cannot be written to, and what to do."""
    advice = "Name another folder with --out."
    if error.errno == errno.ENOSPC:
        advice = "The disk is full: make room, or name a folder elsewhere with --out. Earlier results stay."
    return StudyError(f"--out {shown(out, 200)!r} cannot be written to: {error.strerror}. {advice}")


def _locked(file: IO[bytes]) -> bool:
    """Lock a file until it is closed, also by the end of the process; False if somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def recover(out: Path) -> None:
    """Finish what a run that was killed left half-done."""
    shutil.rmtree(sibling(out, "stage"), ignore_errors=True)
    if sibling(out, "new").exists():
        _bring_in(out)
    elif sibling(out, "old").exists():
        _put_back(out)


def publish(out: Path) -> None:
    """Bring the stage's files to `out`; those of an earlier run go, everything else stays.

    A file there that no manifest lists as it stands is somebody's own: ours stands beside it, as ``name.new.csv``.

    Raises
    ------
    StudyError
        If a file cannot be replaced, because another program has it open: the earlier results stay as they were.
    """
    folder, earlier = sibling(out, "stage"), manifest(out)
    if (out / MANIFEST).exists() and earlier is None:
        raise StudyError(f"{shown(out)} holds a manifest.json that is not ours. Name another folder with --out.")
    instead = {}
    for name in _files(folder):
        if any(parent.is_file() for parent in (out / name).parents):
            raise StudyError(f"A file stands where {shown(out / name)} needs a folder. Name another folder with --out.")
        if name != MANIFEST and (out / name).exists() and not is_ours(out, name, earlier or {}):
            instead[name] = _second_name(out, name, earlier or {})
    for name, other in instead.items():
        (folder / name).rename(folder / other)
    changed = {*instead} & {*(earlier or {}), *own_names(out)}
    _relist(folder, instead, sorted(changed))
    folder.rename(sibling(out, "new"))
    _bring_in(out)


def manifest(folder: Path) -> dict[str, str] | None:
    """Give file → SHA-256 of what an earlier run wrote to a folder; None if no manifest of ours says so."""
    try:
        return outputs_in((folder / MANIFEST).read_bytes())
    except OSError:
        return None


def outputs_in(content: bytes) -> dict[str, str] | None:
    """Give file → SHA-256 as a manifest lists them; None if it is none of ours."""
    try:
        return {str(entry["file"]): str(entry.get("sha256", "")) for entry in json.loads(content)["outputs"]}
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return None


def own_names(folder: Path) -> list[str]:
    """Name the files of earlier runs that somebody has changed: they are theirs, but no source of the study."""
    names = _read(folder).get("kept", [])
    return list(map(str, names)) if isinstance(names, list) else []


def _read(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def own_file(out: Path, name: str) -> Path | None:
    """Give a file among the results that somebody has changed or put there."""
    path = out / name
    return path if path.is_file() and not is_ours(out, name, manifest(out) or {}) else None


def is_ours(out: Path, name: str, earlier: Mapping[str, str]) -> bool:
    """Whether a file among results is as the manifest says that we wrote it."""
    path = out / name
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == earlier.get(name)


def _second_name(out: Path, name: str, earlier: Mapping[str, str]) -> str:
    path, number = Path(name), 1
    while True:
        other = path.with_name(f"{path.stem}.new{number if number > 1 else ''}{path.suffix}").as_posix()
        if not (out / other).exists() or is_ours(out, other, earlier):
            return other
        number += 1


def _relist(folder: Path, instead: Mapping[str, str], changed: list[str]) -> None:
    """Say in the manifests where files stand instead; the deepest first, because the others list its hash."""
    for path in sorted(folder.rglob(MANIFEST), key=lambda path: -len(path.parts)) if instead else ():
        content, place = json.loads(path.read_text(encoding="utf-8")), path.parent.relative_to(folder)
        for entry in content["outputs"]:
            name = (place / entry["file"]).as_posix()
            entry["file"] = Path(instead.get(name, name)).relative_to(place).as_posix()
            entry["sha256"] = hashlib.sha256((path.parent / entry["file"]).read_bytes()).hexdigest()
        content |= {"kept": changed} if path.parent == folder and changed else {}
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        path.write_text(text, encoding="utf-8", newline="")


def _files(folder: Path) -> list[str]:
    """List the files of a folder, its manifest last."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(names, key=lambda name: (name == MANIFEST, name))


def _bring_in(out: Path) -> None:
    """Move the earlier files out, the new ones in, the manifest last; then remove what is left."""
    new, old = sibling(out, "new"), sibling(out, "old")
    listed = manifest(new)
    if listed is not None:
        earlier = manifest(old) or manifest(out) or {}
        for name in [*earlier, MANIFEST]:
            # what is no longer in the new folder is in its place already
            leaves = (new / name).exists() or name not in {*listed, MANIFEST}
            if leaves and _inside(out, name) and (name == MANIFEST or is_ours(out, name, earlier)):
                _move_out(out, name)
        for name in _files(new):
            _move(new / name, out / name)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def _move_out(out: Path, name: str) -> None:
    if not (out / name).exists():
        return
    try:
        _move(out / name, sibling(out, "old") / name)
    except OSError as error:
        sibling(out, "new").rename(sibling(out, "stage"))  # nobody brings it in any more
        _put_back(out)
        raise StudyError(
            f"{shown(name)} in {shown(out.name)!r} cannot be replaced ({error.strerror}). Close it in the program "
            "that has it open, such as Excel, and run the same command again. The earlier results stay as they were."
        ) from error
    for parent in (out / name).parents:
        if parent == out or any(parent.iterdir()):
            break
        parent.rmdir()


def _put_back(out: Path) -> None:
    for name in _files(sibling(out, "old")):
        _move(sibling(out, "old") / name, out / name)
    shutil.rmtree(sibling(out, "old"), ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _inside(out: Path, name: str) -> bool:
    """Whether a name leads to a place in the folder: a manifest is a file anybody may have written."""
    return out.resolve() in (out / name).resolve().parents


# What a study remembers


class Part(Struct, frozen=True):
    """Figures that are told together: since when, what each person is in them, and the figures themselves."""

    since: dt.date
    people: Mapping[str, str]
    figures: msgspec.Raw


class Releases(Struct):
    """What was told to funders: the figures by name and rule, and which of the last release are of an earlier day."""

    parts: dict[str, Part] = {}
    stale: dict[str, dt.date] = {}


class Memory(Struct):
    """What a study remembers.

    Attributes
    ----------
    folder
        ``.sna`` in the study's folder; None where nothing can be written.
    key
        What nobody knows who holds the files alone; empty where there is no folder.
    releases
        What was told to funders.
    """

    folder: Path | None = None
    key: bytes = b""
    releases: Releases = msgspec.field(default_factory=Releases)

    def code(self, text: str) -> str:
        """Give what stands for somebody here."""
        return hmac.new(self.key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]

    def figures(
        self, name: str, people: Mapping[str, Hashable], now: Figures, kind: type[Figures], fewest: int
    ) -> Figures:
        """Give figures as they may be told: the earlier ones, if from 1 to below `fewest` people differ from then.

        Whoever knows who joined could else read from two releases where they belong.

        Parameters
        ----------
        name
            Of the figures, with the rule they are told by.
        people
            Person → what they are in these figures.
        now, kind
            The figures of today, and their type.
        fewest
            So many people must have come, gone or changed before the figures may change.
        """
        self.releases.stale.pop(name, None)
        codes = {self.code(person): self.code(repr(part)) for person, part in people.items()}
        earlier = self.releases.parts.get(name)
        if earlier is not None:
            differing = sum(codes.get(person) != earlier.people.get(person) for person in {*codes, *earlier.people})
            if 0 < differing < fewest:
                self.releases.stale[name] = earlier.since
                figures: Figures = msgspec.json.decode(earlier.figures, type=kind)
                return figures
        day = dt.datetime.now(dt.UTC).date()
        self.releases.parts[name] = Part(day, codes, msgspec.Raw(msgspec.json.encode(now)))
        return now

    def save(self) -> None:
        """Write down what was told."""
        if self.folder is not None:
            private(self.folder / RELEASES, msgspec.json.encode(self.releases, order="deterministic"))


def memory(study: Path) -> Memory:
    """Open what a study remembers, and make its key if it has none; nothing where its folder cannot be written to.

    Raises
    ------
    StudyError
        If what is remembered is damaged.
    """
    folder = study / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / KEY).exists():
            private(folder / KEY, secrets.token_hex(32).encode())
        key, path = (folder / KEY).read_bytes(), folder / RELEASES
        releases = msgspec.json.decode(path.read_bytes(), type=Releases) if path.exists() else Releases()
    except msgspec.DecodeError as error:
        raise StudyError(f"{shown(folder)}: what is remembered of earlier releases is damaged. Delete it.") from error
    except OSError:
        return Memory()
    return Memory(folder, key, releases)


def stale_figures(study: Path) -> str:
    """Say that the last release told figures of an earlier day, and how to tell those of today; empty if it did not."""
    path = study / FOLDER / RELEASES
    days = memory(study).releases.stale.values() if path.exists() else ()
    if not days:
        return ""
    return (
        f"funder: some figures are those of {min(days)}: too few people have come, gone or changed since to tell of. "
        "If nobody was given that release, sna purge STUDY --before DATE forgets it."
    )


def private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
