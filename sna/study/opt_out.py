"""Those who asked to be left out: found in the records, then taken out of every table before anything is made.

A record that speaks of nobody else is *excluded* in the ledger; one that also speaks of others stays, without them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.errors import StudyError, shown
from sna.facts import Entry, Fate, Origin, Reason
from sna.identity import Answers, Identity
from sna.identity.answers import ends_of
from sna.ledger import Account, Ledger
from sna.names import key, read_name
from sna.privacy import Known, known, names_somebody
from sna.study.sources import OPT_OUT, Study

COLUMNS = ("name", "person", "id", "handle", "email", "e-mail", "account")
"""The columns that say who it is; any other, such as a date, is a note."""
LEFT_OUT = Reason("P-OPT-OUT", "The person asked to be left out.")
MASKED = "(left out)"
MOST_TOLD = 5
LARGEST = 5_000_000  # bytes
Place = tuple[str, str]
ABOUT = {"statements": "id", "people": "id", "affiliations": "person", "attendance": "person"}
"""Table → its column of people."""


class Asked(Struct, frozen=True):
    """One row of the list: where it stands and what it says of who it is."""

    place: str
    told: tuple[str, ...]


def asked(study: Study) -> tuple[Asked, ...]:
    """Read the list of those who asked to be left out: a name, id, handle or e-mail address per row.

    Raises
    ------
    StudyError
        If the settings name a file that is not there, or it cannot be read.
    """
    name = study.settings.privacy.opt_out
    path = study.folder / (name or OPT_OUT)
    if not path.is_file():
        if name:
            raise StudyError(f"[privacy] opt_out: there is no file {shown(name)!r}.")
        return ()
    return tuple(_rows(path))


def _rows(path: Path) -> Iterator[Asked]:
    if path.stat().st_size > LARGEST:
        raise StudyError(f"{path.name} is too large for a list of people.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path.name} is not UTF-8 text: save it as CSV (UTF-8).") from error
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    telling, width = list[int](), 0
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if number == 1 and (telling := [at for at, cell in enumerate(cells) if cell.casefold() in COLUMNS]):
            width = len(cells)
            continue
        told = [cells[at] for at in telling or [0] if at < len(cells)]
        if len(told) == 1 and width < 2:  # a comma within a name that was not quoted
            told.append(", ".join(cells))
        if any(told):
            yield Asked(f"{path.name} line {number}", tuple(filter(None, told)))


def opted_out(rows: Iterable[Asked], dataset: Dataset) -> frozenset[str]:
    """Find those people in the records; give their ids.

    Raises
    ------
    StudyError
        If a row fits nobody, or several people: it is said which, and what to do.
    """
    index = _index(dataset)
    found, wrong = set[str](), []
    for row in rows:
        fitting = _fitting(row, index)
        if len(fitting) == 1:
            found |= fitting
        else:
            wrong.append(_wrong(row, fitting))
    if wrong:
        more = f" And {len(wrong) - MOST_TOLD} more rows." if len(wrong) > MOST_TOLD else ""
        raise StudyError(" ".join(wrong[:MOST_TOLD]) + more + " Nothing was written.")
    return frozenset(found)


def _fitting(row: Asked, index: Mapping[str, set[str]]) -> set[str]:
    """Give the people a row fits: those that fit all its cells if there are any, else any of them."""
    each = [people for told in row.told for one in _forms(told) if (people := index.get(one))]
    if not each:
        return set()
    return set.intersection(*each) or set.union(*each)


def _wrong(row: Asked, fitting: set[str]) -> str:
    said = shown(row.told[0])
    if not fitting:
        return (
            f"{row.place}: {said!r} asked to be left out, but nobody in the files is called so. Write the name, id, "
            "handle or address as it stands in the files, or take the row out if they are no longer there."
        )
    ids = ", ".join(repr(shown(one)) for one in sorted(fitting)[:MOST_TOLD])
    return f"{row.place}: {said!r} fits {len(fitting)} people: {ids}. Write the id, one row for each who is meant."


def _index(dataset: Dataset) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table in (dataset.people, dataset.statements):
        columns = [name for name in ("id", "stated", "name", "written", "email", "handle") if name in table.columns]
        for row in table[columns].itertuples(index=False):
            for text in row:
                for one in _forms(str(text)) if text else ():
                    found.setdefault(one, set()).add(str(row.id))
    return found


def _forms(text: str) -> set[str]:
    """Give the forms of an id, a handle, an address or a name in which they are compared."""
    folded = text.strip().casefold()
    if "@" in folded[1:] or ":" in folded:
        return {folded}
    return {folded.removeprefix("@"), f"name:{key(read_name(text).display)}", f"name:{key(text)}"} - {"", "name:"}


def without(people: frozenset[str], dataset: Dataset) -> tuple[Dataset, set[Place], set[Place]]:
    """Take people out of every table.

    Gives the dataset, the places of the rows that are gone, and the places where rows about others are left.
    """
    acts = dataset.interactions
    theirs = {name: getattr(dataset, name)[column].isin(people) for name, column in ABOUT.items()}
    theirs["interactions"] = acts["source"].isin(people) | acts["target"].isin(people)
    left = {name: getattr(dataset, name)[~rows].reset_index(drop=True) for name, rows in theirs.items()}
    stood_in = left["attendance"]["stands_in_for"]
    left["attendance"] = left["attendance"].assign(stands_in_for=stood_in.mask(stood_in.isin(people), ""))
    gone = {place for name, rows in theirs.items() for place in _places(getattr(dataset, name)[rows])}
    kept = {place for name, table in left.items() if name != "people" for place in _places(table)}
    return dataset.with_tables(**left), gone, kept


def _places(table: pd.DataFrame) -> Iterator[Place]:
    return zip(table["file"], table["place"], strict=True)


def excluded(ledger: Ledger, records: Mapping[Place, frozenset[str]], gone: set[Place], kept: set[Place]) -> None:
    """Turn the records that speak only of those left out into excluded ones.

    `records` are the file and place of each record that says anything → the places of what it says.
    """
    for account in ledger:
        theirs = {
            place
            for (file, place), inner in records.items()
            if file == account.file and _only({(file, one) for one in inner}, gone, kept)
        }
        merged = {entry.origin.place for entry in account.unused}
        account.unused = [_excluded(account, one) if one.origin.place in theirs else one for one in account.unused]
        for place in sorted(theirs - merged):
            account.fates[Fate.USED] -= 1
            account.fates[Fate.EXCLUDED] += 1
            account.unused.append(Entry(Origin(account.file, place), Fate.EXCLUDED, LEFT_OUT))


def _only(places: set[Place], gone: set[Place], kept: set[Place]) -> bool:
    return bool(places & gone) and not places & kept


def _excluded(account: Account, entry: Entry) -> Entry:
    if entry.fate is not Fate.MERGED:
        return entry
    account.fates[Fate.MERGED] -= entry.records
    account.fates[Fate.EXCLUDED] += entry.records
    return Entry(entry.origin, Fate.EXCLUDED, LEFT_OUT, records=entry.records)


def silenced(ledger: Ledger, dataset: Dataset, people: frozenset[str]) -> None:
    """Take the names of those left out from what the ledger tells of rejected records and of warnings."""
    told = dataset.statements[dataset.statements["id"].isin(people)]
    names = {read_name(text).display for column in ("name", "written") for text in told[column] if text}
    somebody = known(names, [*told["email"], *told["handle"], *people])
    for account in ledger:
        account.unused = [_without_row(entry, somebody) for entry in account.unused]
        account.warnings = [(place, _without_value(reason, somebody)) for place, reason in account.warnings]


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


def forgotten(identity: Identity, people: frozenset[str], gone: set[Place]) -> Identity:
    """Take people out of how it was settled who is who."""
    digests = {digest for one in identity.people if one.id in people for digest in one.writings}
    matching = identity.matching
    pairs = {
        name: tuple(one for one in getattr(matching, name) if not digests & {one.first, one.second})
        for name in ("made", "doubtful")
    }
    clusters = {one: of for one, of in matching.clusters.items() if one not in digests}
    flagged = tuple(one for one in matching.flagged if one[0] not in digests)
    said = {pair: yes for pair, yes in identity.answers.said.items() if not digests & set(ends_of(pair))}
    return replace(
        identity,
        said={digest: one for digest, one in identity.said.items() if digest not in digests},
        people=tuple(one for one in identity.people if one.id not in people),
        matching=replace(matching, clusters=clusters, flagged=flagged, **pairs),
        answers=Answers(said, {pair: row for pair, row in identity.answers.rows.items() if pair in said}),
        aliases={id_: name for id_, name in identity.aliases.items() if id_ not in people},
        slips=tuple(slip for slip in identity.slips if (slip[0], slip[1]) not in gone),
    )
