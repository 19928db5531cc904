"""Taking somebody, or what is old, out of what the tool remembers and of the results it wrote."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from sna.errors import StudyError, csv_cell, shown
from sna.privacy import leaks
from sna.study.advice import advice, save, without
from sna.study.cache import forget
from sna.study.memory import FOLDER, UNDO, memory
from sna.study.opt_out import Request, opted_out
from sna.study.outputs import RUNS
from sna.study.publishing import MANIFEST, is_ours, manifest, own_names
from sna.study.reading import read_study
from sna.study.residue import Objectors
from sna.study.sources import AVAILABILITY, OPT_OUT, Study


class Erasure(Struct, frozen=True):
    """What was done, and what could not be reached.

    Attributes
    ----------
    listed
        The list of those left out to which the person was added.
    remembered
        From how many of the remembered figures they were taken.
    removed
        The files of results that were removed, because they were made of their records too.
    beyond
        What holds them and is nobody's to change but yours.
    """

    listed: str
    remembered: int
    removed: tuple[str, ...]
    beyond: tuple[str, ...]


def erase(name: str, study: Study, results: Sequence[Path] = ()) -> Erasure:
    """Take somebody out of what a study remembers and of results, and leave them out from now on.

    Parameters
    ----------
    name
        A name, id, handle or address, as in the list of those left out.
    study
        In whose files they are.
    results
        Folders of results; what we wrote there is removed: run again to have it without them.

    Raises
    ------
    StudyError
        If nobody in the files is called so, or several are, or a folder holds no results of ours; nothing is changed
        then.
    """
    reading = read_study(study)
    people = opted_out([Request("erase", (name,))], reading.dataset)
    somebody = Objectors.of(reading.dataset, reading.identity, people)
    for folder in results:
        _written(folder)
    path = study.folder / (study.settings.privacy.opt_out or OPT_OUT)
    text = path.read_text(encoding="utf-8-sig") if path.exists() else "name\n"
    path.write_text(f'{text.rstrip()}\n"{csv_cell(name).replace(chr(34), chr(34) * 2)}"\n', encoding="utf-8")
    shutil.rmtree(study.folder / FOLDER / UNDO, ignore_errors=True)  # earlier files may name them
    forget(study.folder)
    removed = [f"{folder}/{file}" for folder in results for file in _removed(folder)]
    statements = reading.dataset.statements
    answers = {file: study.folder / file for file in (*reading.replies.accounts, AVAILABILITY)}
    named = {file: path.read_bytes() for file, path in answers.items() if path.is_file()}
    sources = set(statements.loc[statements["id"].isin(people), "file"])
    sources |= {leak.file for leak in leaks(named, somebody.spellings)}
    rest = {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for folder in results
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    beyond = [
        *(f"{file}: a file of the study, which is never changed" for file in sorted(sources)),
        *(
            f"{file}: a file of yours among the results"
            for file in sorted({leak.file for leak in leaks(rest, somebody.spellings)})
        ),
        "copies, backups and pages that were sent to anybody; figures that funders were given",
    ]
    return Erasure(
        path.name, _without_codes(study.folder, people), tuple(removed), tuple(shown(line, 200) for line in beyond)
    )


def _without_codes(folder: Path, people: frozenset[str]) -> int:
    """Take people out of what is remembered; give of how many figures."""
    if not (folder / FOLDER).is_dir():
        return 0
    remembered, count = memory(folder), 0
    codes = {remembered.code(person) for person in people}
    for name, part in remembered.releases.parts.items():
        if codes & part.people.keys():
            count += 1
            rest = {code: value for code, value in part.people.items() if code not in codes}
            remembered.releases.parts[name] = type(part)(part.since, rest, part.figures)
    remembered.save()
    plans = advice(remembered)
    count += sum(bool(codes & row.people.keys()) for row in plans)
    if plans:
        save(remembered, [without(row, codes) for row in plans])
    return count


def _written(folder: Path) -> dict[str, str]:
    """Give the files that we wrote to a folder."""
    earlier = manifest(folder)
    if earlier is None:
        raise StudyError(f"{shown(folder)} holds no results of ours: it has no manifest.")
    return earlier


def _removed(folder: Path, before: dt.date | None = None) -> list[str]:
    """Remove what we wrote to a folder, if it is as we wrote it and older than a day; give its names."""
    earlier = _written(folder)
    written = dt.datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, dt.UTC).date()
    if before is not None and written >= before:
        return []
    names = [name for name in sorted(earlier) if is_ours(folder, name, earlier)]
    for name in [*names, *([] if own_names(folder) else [MANIFEST])]:
        (folder / name).unlink()
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
    return names


def purge(study: Study, before: dt.date, results: Sequence[Path] = ()) -> tuple[int, tuple[str, ...]]:
    """Forget the figures told to funders before a day, and remove results made before it; give how many, and which.

    Raises
    ------
    StudyError
        If a folder holds no results of ours, or what is remembered is damaged.
    """
    removed = tuple(f"{folder}/{name}" for folder in results for name in _removed(folder, before))
    if not (study.folder / FOLDER).is_dir():
        return 0, removed
    forget(study.folder)
    (study.folder / FOLDER / RUNS).unlink(missing_ok=True)  # the next run tells other figures
    remembered = memory(study.folder)
    old = [name for name, part in remembered.releases.parts.items() if part.since < before]
    for name in old:
        del remembered.releases.parts[name]
    remembered.save()
    plans = advice(remembered)
    if plans:
        save(remembered, [row for row in plans if row.day >= before])
    return len(old) + sum(row.day < before for row in plans), removed
