"""A fate for every record, and the proof that nothing was lost.

A `Ledger` holds one `Account` per source. Each account knows how many records the source holds, found by another way
than the reading, and the fate of each record read. `Ledger.reconcile` fails if the two disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pandas as pd
from msgspec import Struct, field

from sna.errors import LedgerError, shown
from sna.facts import Column, Entry, Fate, Origin, Question, Reason, rejected

FATES = tuple(Fate)
SOURCE_COLUMNS = ["file", "loader", "records", *FATES]
REJECT_COLUMNS = ["_file", "_place", "_code", "_reason", "_column", "_value", "_fix"]
COLUMN_COLUMNS = ["file", "loader", "sheet", "column", "read_as", "why", "filled"]
RECORD_COLUMNS = ["file", "loader", "place", "fate", "records", "code", "reason", "column", "value", "hint", "into"]


class Account(Struct):
    """What became of the records of one source.

    Attributes
    ----------
    file, loader
        The source as shown, and the loader that read it (empty if none could).
    counted
        Number of records found by the loader's independent count.
    fates
        Number of records by fate.
    unused
        The entries that were not simply used, with their reasons.
    warnings
        (place, reason) of used records that need a reader's attention.
    heading
        The heading below which those present stand, and its place, as far as it is known.
    columns
        What became of each column of a table.
    questions
        What somebody has to say before the file can be read.
    """

    file: str
    loader: str
    counted: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    unused: list[Entry] = field(default_factory=list)
    warnings: list[tuple[str, Reason]] = field(default_factory=list)
    heading: str = ""
    columns: tuple[Column, ...] = ()
    questions: tuple[Question, ...] = ()

    def add(self, entry: Entry) -> None:
        """Take down one entry's fate."""
        self.fates[entry.fate] += entry.records
        if entry.fate is not Fate.USED:
            self.unused.append(entry)
        if entry.warnings:
            self.warnings.extend((entry.origin.place, warning) for warning in entry.warnings)

    @property
    def records(self) -> int:
        """Number of records with a fate."""
        return self.fates.total()


class Ledger:
    """The accounts of all sources of a study.

    Examples
    --------
    >>> from sna.facts import Entry, Origin
    >>> account = Account("a.csv", "register", counted=1)
    >>> account.add(Entry(Origin("a.csv", "line 2")))
    >>> Ledger([account]).summary()
    '1 record in 1 file: 1 used, 0 merged, 0 rejected, 0 left out. Reconciles.'
    """

    def __init__(self, accounts: Iterable[Account] = ()) -> None:
        self.accounts = sorted(accounts, key=lambda account: account.file)

    def __iter__(self) -> Iterator[Account]:
        """Go through the accounts by file."""
        return iter(self.accounts)

    def total(self, fate: Fate | None = None) -> int:
        """Count records, of one fate or in all."""
        return sum(account.records if fate is None else account.fates[fate] for account in self)

    def reconcile(self) -> None:
        """Check that each source's records all have a fate.

        Raises
        ------
        LedgerError
            Naming the first source where count and fates differ, and by how much.
        """
        for account in self:
            if account.records != account.counted:
                fates = ", ".join(f"{account.fates[fate]} {fate}" for fate in FATES)
                raise LedgerError(
                    f"{shown(account.file)}: {account.counted} records were counted but {account.records} have a fate "
                    f"({fates}). Nothing was written. This is a fault in sna: please report it."
                )

    def merge(self, file: str, places: Iterable[tuple[str, str]], reason: Reason) -> None:
        """Turn used records into merged ones: `places` are (place, place of the record it repeats)."""
        account = next(account for account in self if account.file == file)
        for place, into in places:
            account.fates[Fate.USED] -= 1
            account.fates[Fate.MERGED] += 1
            account.unused.append(Entry(Origin(file, place), Fate.MERGED, reason, into=into))

    def warn(self, warnings: Iterable[tuple[str, str, Reason]]) -> None:
        """Add warnings, each with its file and place."""
        accounts = {account.file: account for account in self}
        for file, place, reason in warnings:
            accounts[file].warnings.append((place, reason))

    def problems(self) -> Iterator[tuple[str, Entry]]:
        """Give (file, entry) for each rejected record, then for each warning (as a used entry with its reason)."""
        for account in self:
            yield from ((account.file, entry) for entry in account.unused if entry.fate is Fate.REJECTED)
        for account in self:
            for place, reason in account.warnings:
                yield account.file, Entry(Origin(account.file, place), Fate.USED, reason)

    def summary(self) -> str:
        """Say in one sentence what was read and that it reconciles."""
        records, files = self.total(), len(self.accounts)
        used, merged, bad, out = (self.total(fate) for fate in FATES)
        return (
            f"{records:,} {'record' if records == 1 else 'records'} in {files:,} {'file' if files == 1 else 'files'}: "
            f"{used:,} used, {merged:,} merged, {bad:,} rejected, {out:,} left out. Reconciles."
        )

    def sources(self) -> pd.DataFrame:
        """One row per source: ``file``, ``loader``, ``records`` and the number of each fate."""
        rows = [[a.file, a.loader, a.records, *(a.fates[fate] for fate in FATES)] for a in self]
        return pd.DataFrame(rows, columns=SOURCE_COLUMNS)

    def columns(self) -> pd.DataFrame:
        """One row per column of each table: what it was read as or why it was not, and the share of rows it fills."""
        rows = [
            [account.file, account.loader, column.sheet, shown(column.heading, 200), column.read_as, column.why, share]
            for account in self
            for column in account.columns
            for share in [round(column.filled, 3)]
        ]
        return pd.DataFrame(rows, columns=COLUMN_COLUMNS)

    def records(self) -> pd.DataFrame:
        """One row per source for its used records, one per record (or batch) of every other fate, and per warning."""
        rows = []
        for account in self:
            used = Entry(Origin(account.file), records=account.fates[Fate.USED])
            rows += [_row(account, entry, entry.fate.value) for entry in (used, *account.unused)]
            for place, reason in account.warnings:
                rows.append(_row(account, Entry(Origin(account.file, place), reason=reason, records=0), "warning"))
        return pd.DataFrame(rows, columns=RECORD_COLUMNS)

    def rejects(self) -> pd.DataFrame:
        """One row per rejected record: where, why, what to do, and its own columns, to be mended and read again."""
        rows = []
        for file, entry in self.problems():
            if entry.fate is Fate.REJECTED:
                cells = [file, entry.origin.place, *_cells(entry.reason or Reason("R-UNKNOWN", ""))]
                row = {str(name): value for name, value in (entry.row or {}).items()}
                rows.append(dict(zip(REJECT_COLUMNS, cells, strict=True)) | row)
        return pd.DataFrame(rows, columns=None if rows else REJECT_COLUMNS).fillna("")


def refused(account: Account, reason: Reason, questions: Iterable[Question] = ()) -> Account:
    """Give the account of a source that could not be read at all: one rejected record, and what has to be said."""
    fresh = Account(account.file, account.loader, counted=1, questions=tuple(questions))
    fresh.add(rejected(Origin(account.file, "file"), reason))
    return fresh


def _cells(reason: Reason) -> list[str]:
    return [reason.code, reason.why, reason.column, shown(reason.value), reason.hint]


def _row(account: Account, entry: Entry, fate: str) -> list[object]:
    place = [account.file, account.loader, entry.origin.place, fate, entry.records]
    return [*place, *_cells(entry.reason or Reason("", "")), entry.into]
