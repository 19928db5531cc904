"""Advice that is remembered; and how somebody, or what is old, is taken out of all that is, and of the results written.

Of advice: who was asked, who came and whom they met, and how good the forecast was. What is written stands in ``.sna``
under codes that only the study's key can make; a code of somebody who is no longer in the files, because they asked to
be left out, is taken out of it by the next plan.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, described
from sna.errors import StudyError, csv_cell, shown
from sna.facts import Status
from sna.findings.phrases import counted, day
from sna.privacy import leaks
from sna.study.cache import forget
from sna.study.opt_out import Request, opted_out
from sna.study.outputs import RUNS
from sna.study.planning import Seating, gatherings_held, pool_of
from sna.study.publishing import FOLDER, MANIFEST, UNDO, Memory, is_ours, manifest, memory, own_names, private
from sna.study.reading import read_study
from sna.study.residue import Objectors
from sna.study.sources import AVAILABILITY, OPT_OUT, Study
from sna.weave import affiliation

FILE = "advice.json"
NEAR = dt.timedelta(7)
"""A meeting so near to the day of a plan is the one that was planned: days may have been taken to be so far apart."""
MOST = 60
"""So many plans are remembered."""


class Advice(Struct, frozen=True):
    """What was advised for one meeting.

    Its day and that of the last meeting before it in the files, the new pairs it would bring, and code → chance of
    coming.
    """

    day: dt.date
    after: dt.date
    pairs: int
    people: Mapping[str, float]


def advice(memory: Memory) -> list[Advice]:
    """Give what was advised, the earliest first.

    Raises
    ------
    StudyError
        If what is remembered is damaged.
    """
    path = memory.folder and memory.folder / FILE
    if not path or not path.exists():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Advice])
    except msgspec.DecodeError as error:
        raise StudyError(f"{shown(path)}: what is remembered of earlier plans is damaged. Delete it.") from error


def save(memory: Memory, rows: Collection[Advice]) -> None:
    """Write down what was advised, for its owner alone."""
    if memory.folder is not None:
        ordered = sorted(rows, key=lambda row: row.day)[-MOST:]
        private(memory.folder / FILE, msgspec.json.encode(ordered, order="deterministic"))


def remember(memory: Memory, seating: Seating, dataset: Dataset) -> None:
    """Remember the seats of the next meeting in place of what was advised for that day; forget who is gone."""
    seats = np.flatnonzero(seating.plan.seats[0]).tolist()
    codes = {memory.code(str(seating.people.index[place])): round(seating.chances[place], 4) for place in seats}
    here = {memory.code(str(person)) for person in dataset.people["id"]}
    earlier = [row for row in advice(memory) if row.day != seating.days[0]]
    after = max(gatherings_held(dataset).days().dropna())
    row = Advice(seating.days[0], after, seating.plan.gains[0], codes)
    save(memory, [*(without(old, {*old.people} - here) for old in earlier), row])


def without(row: Advice, codes: Collection[str]) -> Advice:
    """Take people out of what was advised."""
    return replace(row, people={code: chance for code, chance in row.people.items() if code not in codes})


def outcomes(memory: Memory, dataset: Dataset, by: str) -> Iterator[str]:
    """Say of each plan whose day has passed who came, whom they met, and how good the forecast was.

    That a plan was not followed, or that no meeting of its day is in the files, is said and is no fault.
    """
    dates = sorted(set(gatherings_held(dataset).days().dropna()))
    for row in advice(memory):
        if not dates or max(row.day - NEAR, row.after) >= dates[-1]:
            continue
        near = [date for date in dates if abs(date - row.day) <= NEAR and date > row.after]
        if not near:
            yield f"Of the plan for {day(row.day)}: no meeting of that time is in the files."
            continue
        yield _outcome(memory, dataset, by, row, min(near, key=lambda date: abs(date - row.day)))


def _outcome(memory: Memory, dataset: Dataset, by: str, row: Advice, on: dt.date) -> str:
    """Say what became of one plan."""
    held = dataset.gatherings.loc[dataset.gatherings["on"] == on, "id"]
    rows = dataset.attendance[dataset.attendance["gathering"].isin(set(held))]
    people = {str(person) for person in rows.loc[rows["status"] == Status.PRESENT, "person"]}
    codes = {memory.code(person) for person in people}
    present = [code in codes for code in row.people]
    invited = (
        f"{counted(len(row.people), 'person', 'people')} asked" if row.people else "nobody who is still here asked"
    )
    text = (
        f"Of the plan for {day(on)}: {invited}, {sum(present)} of them came, and {len(codes - {*row.people})} others. "
        f"{counted(_new_pairs(dataset, by, people, on), 'pair')} met for the first time; the plan would have brought "
        f"{row.pairs}."
    )
    return text + _score(list(row.people.values()), present)


def _score(chances: list[float], present: list[bool]) -> str:
    """Score the forecast of who comes.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78(1), 1-3.
    https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """
    if not present:
        return ""
    forecast, fate = np.array(chances), np.array(present, float)
    score, plain = float(((forecast - fate) ** 2).mean()), float(((0.5 - fate) ** 2).mean())
    return f" Forecast of who comes: Brier score {score:.2f} (0 is perfect; a coin scores {plain:.2f})."


def _new_pairs(dataset: Dataset, by: str, people: Collection[str], on: dt.date) -> int:
    """Count the pairs of different groups at a meeting who had never met before it."""
    earlier = affiliation(dataset.between(None, on - dt.timedelta(1)), people=sorted(people))
    table = described(dataset, on).set_index("id")
    table = table[table.index.isin(set(earlier.people.index))].sort_index()
    if not len(earlier.gatherings) or not len(table):
        return 0
    pool = pool_of(earlier, table, by, [])
    return pool.pairs(np.ones(len(table), bool))


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
