"""What a study's files hold and what is wrong with them, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset
from sna.errors import shown
from sna.facts import Evidence, Fate, Kind, Reason, Status
from sna.ledger import Account, Ledger
from sna.study.people import HOW_TO_ANSWER, open_questions
from sna.study.reading import Reading

MOST_LINES = 20
NOT_LISTED = "not listed"
ROLLS = (Evidence.LISTED, Evidence.JOINED, Evidence.MENTIONED)
"""The evidence that claims to be whole: a roll, a log of who joined, a sentence of who was there or sent apologies."""

UNSTATED = Reason("R-UNKNOWN", "No reason was stated.")
NO_RECORDS = Reason(
    "W-EMPTY", "The file is of a known kind but holds no record.", hint="Export it again or leave it out."
)


class Problem(Struct, frozen=True):
    """One record that was not simply used, for people and programs; `reason` is a code, the column if any, and why."""

    place: str
    fate: str
    reason: str
    value: str
    hint: str


class SourceReport(Struct, frozen=True):
    """What one source held and what became of it."""

    file: str
    loader: str
    records: int
    used: int
    merged: int
    rejected: int
    excluded: int
    problems: tuple[Problem, ...]


class Disagreement(Struct, frozen=True):
    """Two sources of one gathering that say different things of one person."""

    gathering: str
    person: str
    says: tuple[tuple[str, str], ...]


class Check(Struct, frozen=True):
    """All that ``sna check`` tells; `doubtful` counts the pairs of which somebody should say whether they are one."""

    summary: str
    sources: tuple[SourceReport, ...]
    disagreements: tuple[Disagreement, ...] = ()
    doubtful: int = 0


def check(reading: Reading) -> Check:
    """Report on each source, and where sources of one gathering disagree."""
    sources = tuple(_source(account) for account in reading.ledger)
    return Check(reading.ledger.summary(), sources, tuple(disagreements(reading.dataset)), open_questions(reading))


def _source(account: Account) -> SourceReport:
    used, merged, rejected, excluded = (account.fates[fate] for fate in Fate)
    problems = tuple(_problems(account))
    return SourceReport(account.file, account.loader, account.records, used, merged, rejected, excluded, problems)


def _problems(account: Account) -> Iterator[Problem]:
    order = {Fate.REJECTED: 0, Fate.EXCLUDED: 1, Fate.MERGED: 2}
    for entry in sorted(account.unused, key=lambda entry: order[entry.fate]):
        if entry.fate is not Fate.MERGED:
            yield _problem(entry.origin.place, entry.fate.value, entry.reason or UNSTATED)
    for place, reason in account.warnings:
        yield _problem(place, "warning", reason)
    if not account.records:
        yield _problem("file", "warning", NO_RECORDS)


def _problem(place: str, fate: str, reason: Reason) -> Problem:
    column = f", column {shown(reason.column)!r}" if reason.column else ""
    return Problem(place, fate, f"{reason.code}{column}: {reason.why}", shown(reason.value), reason.hint)


def disagreements(dataset: Dataset) -> Iterator[Disagreement]:
    """Give each person of whom two sources of one gathering say what cannot both be true.

    A source that lists some of those present says of everybody else that they were not there; one that lists apologies
    or absences says of everybody else that there were none. Who merely spoke or took an action is no disagreement.
    """
    rolls = dataset.attendance[dataset.attendance["evidence"].isin(ROLLS)]
    people = set(dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "id"])
    names = dataset.people.set_index("id")["name"]
    for gathering, rows in rolls[rolls["person"].isin(people)].groupby("gathering", sort=True):
        files = sorted(set(rows["file"]))
        if len(files) > 1:
            yield from _between(str(gathering), rows, files, names)


def _between(gathering: str, rows: pd.DataFrame, files: list[str], names: pd.Series) -> Iterator[Disagreement]:
    thorough = set(rows.loc[rows["status"] != Status.PRESENT, "file"])
    for person, theirs in rows.groupby("person", sort=True):
        says = {file: _strongest(theirs.loc[theirs["file"] == file, "status"]) for file in files}
        if _contradict(says, thorough):
            yield Disagreement(gathering, str(names[person]), tuple(says.items()))


def _contradict(says: Mapping[str, str], thorough: set[str]) -> bool:
    """Whether statuses cannot all be true: a list of those who came need not name who did not, a thorough one must."""
    statuses = set(says.values()) - {NOT_LISTED}
    silent = {file for file, status in says.items() if status == NOT_LISTED}
    return len(statuses) > 1 or bool(silent if Status.PRESENT in statuses else silent & thorough)


def _strongest(statuses: pd.Series) -> str:
    ranks = set(statuses)
    for status in (Status.PRESENT, Status.APOLOGIES, Status.ABSENT, Status.REGISTERED):
        if status in ranks:
            return status.value
    return NOT_LISTED


def lines(check: Check, ledger: Ledger) -> Iterator[str]:
    """Say it all for a screen: a line per source, then the first problems, at most twenty."""
    yield check.summary
    for source in check.sources:
        yield _account_line(source)
    problems = [(source.file, problem) for source in check.sources for problem in source.problems]
    for file, problem in problems[:MOST_LINES]:
        yield _line(file, problem)
    if len(problems) > MOST_LINES:
        yield f"  … and {len(problems) - MOST_LINES:,} more: see ledger.csv ({ledger.total(Fate.REJECTED):,} rejected)."
    for disagreement in check.disagreements[:MOST_LINES]:
        who = f"{disagreement.gathering.removeprefix('gathering:')}: {disagreement.person}: "
        yield (
            "  "
            + shown(who, 200)
            + "; ".join(f"{shown(file, 200)} says {status}" for file, status in disagreement.says)
        )
    if len(check.disagreements) > MOST_LINES:
        yield f"  … and {len(check.disagreements) - MOST_LINES:,} more where sources disagree."
    if check.doubtful:
        noun = "pair may be one" if check.doubtful == 1 else "pairs may be one"
        yield f"{check.doubtful:,} {noun} person or organisation: 'sna people STUDY --out FOLDER' lists them."
        yield f"  {HOW_TO_ANSWER}"


def _account_line(source: SourceReport) -> str:
    noun = "record" if source.records == 1 else "records"
    records = f"{shown(source.file, 200)}  [{source.loader or 'no loader'}]  {source.records:,} {noun}"
    usable = f"{source.used:,} used, {source.merged:,} merged"
    return f"{records}: {usable}, {source.rejected:,} rejected, {source.excluded:,} excluded"


def _line(file: str, problem: Problem) -> str:
    value = f" [{problem.value}]" if problem.value else ""
    where = f"{shown(file, 200)} {shown(problem.place)}"
    return f"  {problem.fate}: {where}: {shown(problem.reason, 300)}{value} {shown(problem.hint, 200)}".rstrip()
