"""Outputs: a folder that appears whole or not at all, its manifest, the list of its files, and the progress bar."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from sna import __version__
from sna.analyse import ANALYSES, analysis
from sna.errors import StudyError, shown
from sna.ledger import Ledger
from sna.membership import MOVERS, RENAMED
from sna.study.reading import Progress, Reading, silent
from sna.study.settings import Settings

MANIFEST = "manifest.json"


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """Give a folder to write into; when all has gone well its files move to `out`, otherwise nothing remains.

    Files of an earlier run that this one does not make again are removed; anything else in `out` stays.

    Raises
    ------
    StudyError
        If `out` is a file, or cannot be written to.
    """
    if out.exists() and not out.is_dir():
        raise StudyError(f"--out {shown(out)!r} is a file. Name a folder.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise StudyError(f"--out {shown(out)!r} cannot be written to: {error.strerror}.") from error
    try:
        yield stage
        _publish(stage, out)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _publish(stage: Path, out: Path) -> None:
    made = {path.relative_to(stage).as_posix() for path in stage.rglob("*") if path.is_file()}
    earlier = _outputs(out / MANIFEST)
    for name in sorted(made):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(target)
    for name in earlier - made:
        _remove(out, name)


def _outputs(manifest: Path) -> set[str]:
    """List what an earlier run wrote, by its manifest."""
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        return {str(entry["file"]) for entry in told["outputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _remove(out: Path, name: str) -> None:
    path = (out / name).resolve()
    if out.resolve() in path.parents and path.is_file():
        path.unlink()


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def write_manifest(stage: Path, told: Mapping[str, object]) -> None:
    """Write what was read and written, with hashes, so that a run can be made again and compared."""
    files = sorted(path for path in stage.rglob("*") if path.is_file())
    outputs = [
        {"file": path.relative_to(stage).as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in files
    ]
    text = json.dumps({**told, "outputs": outputs}, indent=2, ensure_ascii=False, sort_keys=True)
    write_text(stage / MANIFEST, text + "\n")


PROGRAMS = ("networkx", "pandas", "numpy", "scipy", "pyvis", "python-louvain")


def versions() -> dict[str, str]:
    """Give the versions of everything the figures depend on."""
    return {"sna": __version__, "python": platform.python_version()} | {name: version(name) for name in PROGRAMS}


def manifest(reading: Reading, settings: Settings) -> dict[str, object]:
    """Say what was read and how, so that somebody else can make the same again."""
    inputs = [
        {"file": shown(one.file, 500), "loader": one.loader, "sha256": one.sha256, "bytes": one.bytes}
        for one in reading.inputs
    ]
    return {
        "versions": versions(),
        "seed": settings.study.seed,
        "settings": settings_told(settings),
        "inputs": inputs,
        "ledger": _balance(reading.ledger),
        "movers": MOVERS,
        "renamed": RENAMED,
    }


def settings_told(settings: Settings) -> dict[str, object]:
    """Give the settings as plain data."""
    plain: dict[str, object] = msgspec.to_builtins(settings)
    return plain


def _balance(ledger: Ledger) -> dict[str, int]:
    table = ledger.sources()
    return {column: int(table[column].sum()) for column in ("records", "used", "merged", "rejected", "excluded")}


BESIDE = {
    "findings.csv": "Every finding: what, who, figures, verdict, rule, sentence",
    "ledger.csv": "What became of every record",
    "rejects.csv": "Records that could not be read, with the reason and what to do",
    "manifest.json": "Settings, versions and fingerprints of the files",
    "tables/nodes.csv": "Everybody, with what is known and found about each",
    "tables/ties.csv": "Every tie, with the gatherings or acts behind it",
}
"""Files beside the tables of the analyses, and what is in each."""


def written_files(tables: Iterable[str]) -> dict[str, str]:
    """Name the files of a run and what is in each; each period has the same tables in a folder of its own.

    A table that compares another boundary than the study's own groups ends in its name.
    """
    return {**BESIDE, **{f"tables/{name}.csv": _meaning(name) for name in tables}}


def _meaning(name: str) -> str:
    of = max((known for known in ANALYSES if name == known or name.startswith(f"{known}_")), key=len)
    said = (analysis(of).__doc__ or "").partition("\n")[0].rstrip(".")
    return said if of == name else f"{said}; by {name.removeprefix(of)[1:]}"


PATIENCE = 1.0
"""Seconds before a bar appears."""


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give a function that reports progress; the bar appears after a second, on a terminal only."""
    if not sys.stderr.isatty():
        yield silent
        return
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)
        begun = time.monotonic()

        def report(what: str, done: int, total: int) -> None:
            visible = time.monotonic() - begun > PATIENCE
            bar.update(task, description=what, completed=done, total=total or None, visible=visible)

        yield report
