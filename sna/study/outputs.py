"""Outputs: a folder that appears whole or not at all, its manifest, the list of its files, and the progress bar."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from sna import __version__
from sna.errors import SnaError, StudyError, shown
from sna.load.source import Source
from sna.membership import MOVERS, RENAMED
from sna.privacy import Known
from sna.study.publishing import FOLDER, MANIFEST, Memory, is_ours, memory, private, publish, stage
from sna.study.publishing import manifest as manifest_of
from sna.study.reading import Fingerprint, Progress, Reading, silent
from sna.study.replies import extra_copies
from sna.study.residue import audit
from sna.study.settings import Settings
from sna.study.sources import AVAILABILITY, OPT_OUT, REVIEW, Study, inputs


@contextmanager
def whole(out: Path, objectors: Known = Known()) -> Iterator[Path]:  # noqa: B008 - frozen
    """Give a folder to write into; when all has gone well its files move to `out`, otherwise nothing remains.

    Files of an earlier run that this one does not make again are removed; anything else in `out` stays.

    Raises
    ------
    StudyError
        If `out` is a file or cannot be written to, if a file there cannot be replaced, or if somebody left out would be
        named.
    """
    if out.exists() and not out.is_dir():
        raise StudyError(f"--out {shown(out)!r} is a file. Name a folder.")
    place = out.resolve()
    with stage(place) as folder:
        yield folder
        audit(folder, objectors)
        publish(place)


def published(out: Path) -> list[Path]:
    """Give the files of the last run in a folder."""
    return [out / name for name in sorted([*(manifest_of(out) or {}), MANIFEST])]


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")


SCHEMA = TABLES_SCHEMA = 1
"""The form of the manifest, and of the tables for programs: raised where what read the earlier one cannot read it.

Up to 0.3 there was none, and the form was that of 1.
"""


class Manifest(Struct, frozen=True):
    """What was read, how and with what; what a kind of output does not state stays unset.

    Attributes
    ----------
    versions
        Program → version, of everything the figures depend on.
    seed
        The seed of everything random.
    settings
        The whole study.toml, defaults included.
    inputs
        The files read, with their hashes.
    ledger
        Fate → number of records.
    movers, renamed, rule
        The rules for people and organisations that change, and for small numbers.
    audiences
        Whom the pages of a run are for.
    omissions
        What was not computed, or has no sheet in the workbook, because of size.
    against
        The comparison community, and the hashes of its files.
    """

    versions: Mapping[str, str] | UnsetType = UNSET
    seed: int | UnsetType = UNSET
    settings: Settings | UnsetType = UNSET
    inputs: tuple[Fingerprint, ...] | UnsetType = UNSET
    ledger: Mapping[str, int] | UnsetType = UNSET
    movers: str | UnsetType = UNSET
    renamed: str | UnsetType = UNSET
    rule: str | UnsetType = UNSET
    audiences: Sequence[str] | UnsetType = UNSET
    against: Mapping[str, Sequence[str]] | UnsetType = UNSET
    omissions: Sequence[str] | UnsetType = UNSET


def omissions(out: Path) -> list[str]:
    """Say what the last run in a folder did not compute, or has no sheet for, because of size: a line each."""
    lines: dict[str, None] = {}
    for path in published(out):
        if path.name == MANIFEST:
            lines |= dict.fromkeys(json.loads(path.read_text(encoding="utf-8")).get("omissions", []))
    return [f"Left out because of size: {line}." for line in lines]


def write_manifest(stage: Path, content: Manifest) -> None:
    """Write what was read and written, with hashes, so that a run can be made again and compared."""
    files = sorted(path for path in stage.rglob("*") if path.is_file())
    outputs = [
        {"file": path.relative_to(stage).as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in files
    ]
    plain = {**msgspec.to_builtins(content), "outputs": outputs, "schema": SCHEMA}
    if (stage / TABLES).is_dir():
        plain["tables"] = {"folder": TABLES, "schema": TABLES_SCHEMA}
    write_text(stage / MANIFEST, json.dumps(plain, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


PROGRAMS = ("networkx", "pandas", "numpy", "scipy", "pyvis", "python-louvain")


def versions() -> dict[str, str]:
    """Give the versions of everything the figures depend on."""
    return {"sna": __version__, "python": platform.python_version()} | {name: version(name) for name in PROGRAMS}


def manifest(reading: Reading, settings: Settings, large: Sequence[str] = ()) -> Manifest:
    """Say what was read and how, so that somebody else can make the same again; `large` is what size left out."""
    table = reading.ledger.sources()
    return Manifest(
        versions=versions(),
        seed=settings.study.seed,
        settings=settings,
        inputs=tuple(replace(source, file=shown(source.file, 500)) for source in reading.inputs),
        ledger={fate: int(table[fate].sum()) for fate in ("records", "used", "merged", "rejected", "excluded")},
        movers=MOVERS,
        renamed=RENAMED,
        omissions=large or UNSET,
    )


EXPERTS, TABLES = "for-experts", "for-experts/tables"
"""The folders of what is read by programs, beside the pages and the workbook."""
CONTENTS = {
    "tables.xlsx": "Every figure a reader may want; its first sheet says which sheet answers what",
    "problems.xlsx": "What only you can decide, to be filled in: the next run reads it",
    "manifest.json": "Settings, versions and fingerprints of the files",
    f"{EXPERTS}/findings.csv": "Every finding: what, who, figures, verdict, rule, sentence",
    f"{EXPERTS}/ledger.csv": "What became of every record",
    f"{EXPERTS}/columns.csv": "What each column of each table was read as, or why it was not",
    f"{EXPERTS}/rejects.csv": "Records that could not be read, with the reason and what to do",
    f"{EXPERTS}/identity.csv": "Who was taken for whom, and how to undo it",
    f"{EXPERTS}/glossary.csv": "What each column of these files means",
}
"""The files of a run that are no table, and what is in each."""
BESIDES = {
    "nodes": "Everybody, with what is known and found about each",
    "ties": "Every tie, with the gatherings or acts behind it",
    "against": "How the change compares with that of the comparison community",
    "bounds": "Between which figures the answer lies, whoever was at the meetings without a register",
}
"""The tables that are no analysis of one network, and what is in each."""


def written_files(tables: Iterable[str]) -> dict[str, str]:
    """Name the files of a run and what is in each; a table holds every medium, period and boundary."""
    return {**CONTENTS, **{f"{TABLES}/{name}.csv": meaning(name) for name in tables}}


def meaning(name: str) -> str:
    """Say what is in a table."""
    from sna.analyse import analysis  # whoever only reads needs no analysis

    return BESIDES.get(name) or (analysis(name).__doc__ or "").partition("\n")[0].rstrip(".")


# Whether a run would make the same again

RUNS, FROZEN = "runs.json", "frozen.json"
UNCHANGED = "Nothing new: files, settings and version are those of the last run. Nothing was written."
MOST_RUNS = 50


def _ground(
    study: Study, choices: Sequence[str], prints_read: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, set[str]]:
    """Give a digest of all that a run is made of, and the hashes of its inputs; what was read is not opened again.

    Raises
    ------
    StudyError
        As reading the study does.
    """
    prints = {
        f"{entry.file} {entry.loader}": prints_read.get(entry.file) or _print(entry.source) for entry in inputs(study)
    }
    prints |= {file: _print(Source(path)) for file, path, _rank in extra_copies(study)}
    chosen = study.settings.sources
    names = [chosen.aliases or "aliases.csv", chosen.review or REVIEW, study.settings.privacy.opt_out or OPT_OUT]
    names += [AVAILABILITY, f"{FOLDER}/{FROZEN}"]
    names += [str(study.out / place / REVIEW) for place in ("", "evaluator") if study.out]
    prints |= {name: _print(Source(study.folder / name)) for name in names if (study.folder / name).is_file()}
    settings = msgspec.to_builtins(study.settings)
    parts = [versions(), settings, prints, study.columns, study.anyway, choices]
    content = msgspec.json.encode(parts, order="deterministic")
    return hashlib.sha256(content).hexdigest(), {*prints.values()}


def _print(source: Source) -> str:
    """Give the hash of a file; of what cannot be read, why."""
    try:
        with source:
            return source.fingerprint()
    except (OSError, SnaError, KeyError, zipfile.BadZipFile) as error:
        return type(error).__name__


def remember_run(study: Study, reading: Reading, out: Path, choices: Sequence[str]) -> None:
    """Note what the results in `out` were made of, under a code that only the study's key can make.

    A file that has changed since is noted as it was read: the next look finds another. One that is not among what was
    read, but should be, leaves nothing noted.
    """
    with suppress(OSError, SnaError):  # the results are there, noted or not
        read = {entry.file: entry.sha256 for entry in reading.inputs}
        digest, hashes = _ground(replace(study, out=out), choices, read)
        owner = memory(study.folder)
        if owner.folder is None or not {entry.sha256 for entry in reading.inputs} <= hashes:
            return
        place = owner.code(str(out.resolve()))
        rest = {name: run for name, run in list(_runs(owner).items())[-MOST_RUNS:] if name != place}
        note = [owner.code(digest), hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()]
        private(owner.folder / RUNS, msgspec.json.encode({**rest, place: note}))


def _runs(owner: Memory) -> dict[str, list[str]]:
    try:
        return (
            msgspec.json.decode((owner.folder / RUNS).read_bytes(), type=dict[str, list[str]]) if owner.folder else {}
        )
    except (OSError, msgspec.DecodeError):
        return {}


def is_current(study: Study, out: Path, choices: Sequence[str]) -> bool:
    """Tell whether a run would make again what stands in `out`, whole and as it was written; nothing is touched.

    Raises
    ------
    StudyError
        As reading the study does.
    """
    listed = manifest_of(out)
    if not listed or not (study.folder / FOLDER / RUNS).is_file():
        return False
    owner = memory(study.folder)
    digest = hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()
    if _runs(owner).get(owner.code(str(out.resolve())), ["", ""])[1] != digest:
        return False
    ground, _hashes = _ground(replace(study, out=out), choices)
    return _runs(owner)[owner.code(str(out.resolve()))][0] == owner.code(ground) and all(
        is_ours(out, name, listed) for name in listed
    )


PATIENCE = 1.0
"""Seconds before a bar appears."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give a function that reports progress; the bar appears after a second, on a terminal only.

    Of a stage with several steps it says how long the rest will take if its steps are like those of the last minute.
    """
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=60) as bar:
        task = bar.add_task("", total=None, visible=False)
        begun, stages = time.monotonic(), [""]

        def report(what: str, steps: int, total: int) -> None:
            stage = what.partition(" ")[0]
            if stage != stages[-1]:  # its steps are of another length
                bar.reset(task, total=total or None, visible=False)
                stages.append(stage)
            visible = time.monotonic() - begun > PATIENCE
            bar.update(task, description=what, completed=steps, total=total or None, visible=visible)

        yield report
