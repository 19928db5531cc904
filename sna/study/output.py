"""Outputs appear whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sna.errors import StudyError, shown

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
