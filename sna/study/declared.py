"""What people have declared of people, in files of the study: the aliases, and the answers to doubtful pairs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from sna.errors import StudyError, shown
from sna.facts import Entry, Origin, Reason, rejected
from sna.identity import Answers, answer
from sna.ledger import Account, refused
from sna.study.sources import REVIEW, Study

NEEDED = ("pair", "same")
LARGEST = 20_000_000  # bytes
GONE = Reason(
    "W-GONE",
    "This pair no longer stands in the files; the answer was kept but does nothing.",
    column="pair",
    hint="Nothing needs to be done. Take the row out if the files will not come back.",
)


class Filled(Struct, frozen=True):
    """A review file as it was read: the answers, the account of its rows, and where each pair stands."""

    answers: Answers = Answers()
    account: Account | None = None
    places: Mapping[str, str] = {}


def aliases(study: Study) -> Mapping[str, str]:
    """Read the aliases file: ``handle`` (or ``name``), ``person`` and, for accounts, ``consent``.

    An account counts only with a consent that says yes or gives a day.

    Raises
    ------
    StudyError
        If the settings name a file that is not there, or it lacks a column.
    """
    path = _path(study, "aliases", study.settings.sources.aliases, "aliases.csv")
    if path is None:
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = next((name for name in ("handle", "name") if rows and name in rows[0]), "")
    if rows and not (names and "person" in rows[0]):
        raise StudyError(f"{path.name} needs the columns handle, person and consent; it has {', '.join(rows[0])}.")
    return {row[names]: row["person"] for row in rows if row["person"] and row[names] and _consents(row, names)}


def _consents(row: Mapping[str, str], names: str) -> bool:
    said = (row.get("consent") or "").strip().casefold()
    if names == "name" and not row[names].startswith(("@", "x:", "slack:")):
        return said not in {"n", "no", "0", "false", "refused", "withdrawn"}
    return said not in {"", "n", "no", "0", "false", "refused", "withdrawn"}


def _path(study: Study, key: str, name: str, usual: str) -> Path | None:
    path = study.folder / (name or usual)
    if path.is_file():
        return path
    if name:
        raise StudyError(f"[sources] {key}: there is no file {shown(name)!r}.")
    return None


def filled_review(study: Study) -> Filled:
    """Read the filled review file, if the study has one; a row that is neither yes, no nor blank is rejected.

    Raises
    ------
    StudyError
        If the settings name a file that is not there.
    """
    path = _path(study, "review", study.settings.sources.review, REVIEW)
    if path is None:
        return Filled()
    file = path.name if path.parent == study.folder else path.relative_to(study.folder).as_posix()
    account = Account(file, "review")
    try:
        rows = _rows(path)
    except ValueError as error:
        return Filled(account=refused(account, Reason("R-REVIEW", str(error), hint=_SAVE_AGAIN)))
    account.counted = len(rows)
    said: dict[str, bool] = {}
    kept: dict[str, Mapping[str, str]] = {}
    places: dict[str, str] = {}
    for place, row in rows:
        entry, same = _answered(row, Origin(file, place), said)
        account.add(entry)
        if same is not None:
            said[row["pair"]], kept[row["pair"]], places[row["pair"]] = same, row, place
    return Filled(Answers(said, kept), account, places)


_SAVE_AGAIN = "Save it as CSV (UTF-8) with the columns it was written with."


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Read the rows that say anything, each with its place; commas, semicolons and tabs part columns."""
    if path.stat().st_size > LARGEST:
        raise ValueError("The file is too large for a list of pairs.")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restval="")
    columns = [str(name).strip().casefold() for name in reader.fieldnames or ()]
    if not set(NEEDED) <= set(columns):
        raise ValueError(f"The file needs the columns {' and '.join(NEEDED)}.")
    reader.fieldnames = columns
    return list(_full(reader))


def _full(reader: csv.DictReader[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for row in reader:
        told = {str(name): (value or "").strip() for name, value in row.items() if isinstance(value, str)}
        if any(told.values()):
            yield f"line {reader.line_num}", told


def _answered(row: Mapping[str, str], origin: Origin, said: Mapping[str, bool]) -> tuple[Entry, bool | None]:
    """Give the entry of a row and its answer; the first of two answers to one pair counts if they agree."""
    try:
        same = answer(row["same"])
    except ValueError as error:
        hint = "Write yes or no in the column same, or leave it empty while nobody knows."
        return rejected(origin, Reason("R-ANSWER", str(error), "same", row["same"], hint), row), None
    if same is None:
        return Entry(origin), None
    if not row["pair"]:
        hint = "Copy the pair from identity.csv or identity-review.csv."
        return rejected(origin, Reason("R-PAIR", "The row names no pair.", "pair", hint=hint), row), None
    if said.get(row["pair"], same) != same:
        why = "An earlier row answers the same pair the other way."
        return rejected(origin, Reason("R-ANSWER", why, "same", row["same"], "Keep one of the two rows."), row), None
    return Entry(origin), same


def gone(filled: Filled, pairs: list[str]) -> None:
    """Warn of the answered pairs that no longer occur."""
    if filled.account is not None:
        filled.account.warnings += [(filled.places[pair], GONE) for pair in pairs]
