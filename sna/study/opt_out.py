"""Those who asked to be left out: found in the records, then taken out of every table before anything is made.

A record that speaks of nobody else is *excluded* in the ledger; one that also speaks of others stays, without them.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.errors import StudyError, csv_text, shown
from sna.facts import Column, Entry, Fate, Origin, Reason
from sna.identity import Answers, Identity
from sna.identity.answers import ends_of
from sna.identity.matching import without as matching_without
from sna.ledger import Account, Ledger
from sna.names import key, read_name
from sna.privacy import Known, known, names_somebody
from sna.study.cache import forget_on_request
from sna.study.sources import OPT_OUT, Study

COLUMNS = ("name", "person", "id", "handle", "email", "e-mail", "account")
"""The columns that say who it is; any other, such as a date, is a note."""
OPTED_OUT = Reason("P-OPT-OUT", "The person asked to be left out.")
MASKED = "(left out)"
FAULTS_LISTED = 5
LARGEST = 5_000_000  # bytes
Place = tuple[str, str]
ABOUT = {
    "statements": "id", "people": "id", "affiliations": "person", "enrolments": "person", "attendance": "person",
    "subjects": "owner", "adoptions": "person", "acts": "person",
}  # fmt: skip
"""Table → its column of people."""


class Request(Struct, frozen=True):
    """One row of the list: where it stands and what it says of who it is."""

    place: str
    cells: tuple[str, ...]


def asked(study: Study) -> tuple[Request, ...]:
    """Read the list of those who asked to be left out: a name, id, handle or e-mail address per row.

    Tables of earlier runs are forgotten if the list is another than before.

    Raises
    ------
    StudyError
        If the settings name a file that is not there, or it cannot be read.
    """
    forget_on_request(study)
    name = study.settings.privacy.opt_out
    path = study.folder / (name or OPT_OUT)
    if not path.is_file():
        if name:
            raise StudyError(f"[privacy] opt_out: there is no file {shown(name)!r}.")
        return ()
    try:
        return tuple(_rows(path))
    except (csv.Error, OSError) as error:
        raise StudyError(f"{path.name} cannot be read: {shown(error)}. Save it as CSV (UTF-8).") from error


def _rows(path: Path) -> Iterator[Request]:
    if path.stat().st_size > LARGEST:
        raise StudyError(f"{path.name} is too large for a list of people.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path.name} is not UTF-8 text: save it as CSV (UTF-8).") from error
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count))
    telling, width = list[int](), 0
    for number, row in enumerate(rows, 1):
        cells = [csv_text(cell.strip()) for cell in row]
        if number == 1 and (telling := [index for index, cell in enumerate(cells) if cell.casefold() in COLUMNS]):
            width = len(cells)
            continue
        names = [cells[index] for index in telling or [0] if index < len(cells)]
        if len(names) == 1 and width < 2:  # a comma within a name that was not quoted
            names.append(", ".join(cells))
        if any(names):
            yield Request(f"{path.name} line {number}", tuple(filter(None, names)))


def opted_out(rows: Iterable[Request], dataset: Dataset) -> frozenset[str]:
    """Find those people in the records; give their ids.

    Raises
    ------
    StudyError
        If a row fits nobody, or several people: it is said which, and what to do.
    """
    index = _index(dataset)
    fitting = [(row, _fitting(row, index)) for row in rows]
    faults = [_fault(row, people) for row, people in fitting if len(people) != 1]
    if faults:
        more = f" And {len(faults) - FAULTS_LISTED} more rows." if len(faults) > FAULTS_LISTED else ""
        raise StudyError(" ".join(faults[:FAULTS_LISTED]) + more + " Nothing was written.")
    return frozenset[str]().union(*(people for _row, people in fitting))


def _fitting(row: Request, index: Mapping[str, set[str]]) -> set[str]:
    """Give the people a row fits: those that fit all its cells if there are any, else any of them."""
    groups = [people for cell in row.cells for form in _forms(cell) if (people := index.get(form))]
    return (set.intersection(*groups) or set.union(*groups)) if groups else set()


def _fault(row: Request, people: set[str]) -> str:
    name = shown(row.cells[0])
    if not people:
        return (
            f"{row.place}: {name!r} asked to be left out, but nobody in the files is called so. Write the name, id, "
            "handle or address as it stands in the files, or take the row out if they are no longer there."
        )
    ids = ", ".join(repr(shown(id_)) for id_ in sorted(people)[:FAULTS_LISTED])
    return f"{row.place}: {name!r} fits {len(people)} people: {ids}. Write the id, one row for each who is meant."


def _index(dataset: Dataset) -> dict[str, set[str]]:
    """Map every form in which somebody is named, in any table, to the ids that bear it."""
    index: dict[str, set[str]] = defaultdict(set)
    for table in (dataset.people, dataset.statements):
        columns = [name for name in ("id", "stated", "name", "written", "email", "handle") if name in table.columns]
        for row in table[columns].itertuples(index=False):
            for form in {form for text in row if text for form in _forms(str(text))}:
                index[form].add(str(row.id))
    return index


def _forms(text: str) -> set[str]:
    """Give the forms of an id, a handle, an address or a name in which they are compared."""
    folded = text.strip().casefold()
    if "@" in folded[1:] or ":" in folded:
        return {folded}
    return {folded.removeprefix("@"), f"name:{key(read_name(text).display)}", f"name:{key(text)}"} - {"", "name:"}


def without(people: frozenset[str], dataset: Dataset) -> tuple[Dataset, set[Place], set[Place]]:
    """Take people out of every table.

    Gives the dataset, the places of the rows taken out, and the places where rows about others remain.
    """
    acts = dataset.interactions
    theirs = {name: getattr(dataset, name)[column].isin(people) for name, column in ABOUT.items()}
    theirs["interactions"] = acts["source"].isin(people) | acts["target"].isin(people)
    tables = {name: getattr(dataset, name)[~rows].reset_index(drop=True) for name, rows in theirs.items()}
    stood_in = tables["attendance"]["stands_in_for"]
    tables["attendance"] = tables["attendance"].assign(stands_in_for=stood_in.mask(stood_in.isin(people), ""))
    emptied = {place for name, rows in theirs.items() for place in _places(getattr(dataset, name)[rows])}
    # the table of people names but the first place of each, so it does not say that a record speaks of others
    remaining = {place for name, table in tables.items() if name != "people" for place in _places(table)}
    return dataset.with_tables(**tables), emptied, remaining


def _places(table: pd.DataFrame) -> Iterator[Place]:
    return zip(table["file"], table["place"], strict=True)


def excluded(
    ledger: Ledger, records: Mapping[Place, frozenset[str]], emptied: set[Place], remaining: set[Place]
) -> None:
    """Turn the records that speak only of those left out into excluded ones.

    `records` are the file and place of each record that says anything → the places of what it says.
    """
    for account in ledger:
        theirs = {
            place
            for (file, place), inner in records.items()
            if file == account.file and emptied & (parts := {(file, part) for part in inner}) and not parts & remaining
        }
        merged = {entry.origin.place for entry in account.unused}
        account.unused = [
            _excluded(account, entry) if entry.origin.place in theirs else entry for entry in account.unused
        ]
        for place in sorted(theirs - merged):
            account.fates[Fate.USED] -= 1
            account.fates[Fate.EXCLUDED] += 1
            account.unused.append(Entry(Origin(account.file, place), Fate.EXCLUDED, OPTED_OUT))


def _excluded(account: Account, entry: Entry) -> Entry:
    if entry.fate is not Fate.MERGED:
        return entry
    account.fates[Fate.MERGED] -= entry.records
    account.fates[Fate.EXCLUDED] += entry.records
    return Entry(entry.origin, Fate.EXCLUDED, OPTED_OUT, records=entry.records)


def silenced(ledger: Ledger, dataset: Dataset, people: frozenset[str]) -> None:
    """Take the names of those left out from what the ledger tells of rejected records and of warnings."""
    statements = dataset.statements[dataset.statements["id"].isin(people)]
    names = {read_name(text).display for column in ("name", "written") for text in statements[column] if text}
    somebody = known(names, [*statements["email"], *statements["handle"], *people])
    for account in ledger:
        account.unused = [_without_row(entry, somebody) for entry in account.unused]
        account.warnings = [(place, _without_value(reason, somebody)) for place, reason in account.warnings]
        account.columns = tuple(_without_heading(column, somebody) for column in account.columns)
        account.questions = tuple(
            question
            for question in account.questions
            if not any(_named(text, somebody) for text in (question.why, *question.found, *question.offers))
        )
        account.heading = "" if _named(account.heading, somebody) else account.heading


def _without_heading(column: Column, somebody: Known) -> Column:
    return replace(column, heading=MASKED) if _named(column.heading, somebody) else column


def _without_row(entry: Entry, somebody: Known) -> Entry:
    reason = entry.reason and _without_value(entry.reason, somebody)
    row = entry.row and {name: MASKED if _named(text, somebody) else text for name, text in entry.row.items()}
    return replace(entry, reason=reason, row=row)


def _without_value(reason: Reason, somebody: Known) -> Reason:
    value = MASKED if _named(reason.value, somebody) else reason.value
    why = "What is wrong with it names somebody left out." if _named(reason.why, somebody) else reason.why
    return replace(reason, value=value, why=why)


def _named(text: object, somebody: Known) -> bool:
    small = str(text).casefold()
    return names_somebody(str(text), somebody) or any(mark in small for mark in somebody.marks)


def forgotten(identity: Identity, people: frozenset[str], emptied: set[Place]) -> Identity:
    """Take people out of how it was settled who is who."""
    digests = {digest for person in identity.people if person.id in people for digest in person.writings}
    answers = identity.answers
    decisions = {pair: same for pair, same in answers.decisions.items() if not digests & set(ends_of(pair))}
    return replace(
        identity,
        profiles={digest: profile for digest, profile in identity.profiles.items() if digest not in digests},
        people=tuple(person for person in identity.people if person.id not in people),
        matching=matching_without(identity.matching, digests),
        answers=Answers(decisions, {pair: row for pair, row in answers.rows.items() if pair in decisions}),
        aliases={id_: name for id_, name in identity.aliases.items() if id_ not in people},
        slips=tuple(slip for slip in identity.slips if slip[:2] not in emptied),
        unclear=tuple(record for record in identity.unclear if record[:2] not in emptied),
    )
