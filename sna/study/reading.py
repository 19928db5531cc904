"""From files to a dataset whose every record has a fate."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Builder, Dataset
from sna.errors import LedgerError, SourceError, shown
from sna.facts import Entry, Fate, Gathering, Organisation, Reason
from sna.identity import REPEATED, Identity, match
from sna.identity.review import unanswerable
from sna.ledger import Account, Ledger, refused
from sna.load import Options, loader, survey
from sna.study.declared import Filled, aliases, filled_review, gone
from sna.study.opt_out import asked, excluded, forgotten, opted_out, silenced, without
from sna.study.sources import Source, Study, identified, sources

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""


Said = dict[tuple[str, str], frozenset[str]]
"""File and place of each record → the places of what it says of people."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Report no progress."""


class Input(Struct, frozen=True):
    """One source as it was read: enough to show later that the same bytes were used."""

    file: str
    loader: str
    sha256: str
    bytes: int


class Reading(Struct, frozen=True):
    """What came of reading a study's files; `opted_out` people asked to be left out and are in none of it."""

    dataset: Dataset
    ledger: Ledger
    inputs: tuple[Input, ...]
    identity: Identity = Identity()
    opted_out: int = 0

    @property
    def usable(self) -> int:
        """Number of records used."""
        return self.ledger.total(Fate.USED)

    @property
    def rejected(self) -> int:
        """Number of records rejected."""
        return self.ledger.total(Fate.REJECTED)


def read_study(study: Study, progress: Progress = silent) -> Reading:
    """Read all files of a study, settle who is who, and check that no record was lost.

    Raises
    ------
    StudyError
        If the settings name files that do not exist, or somebody who asked to be left out cannot be found.
    LedgerError
        If the records of a source do not reconcile, or a file changed while it was read.
    """
    known, accounts = _identified(sources(study))
    filled = filled_review(study)
    accounts += [filled.account] if filled.account else []
    ready = _surveyed(known)
    builder, inputs, said = Builder(), [], Said()
    for done, source in enumerate(ready):
        progress(f"Reading {shown(source.file)}", done, len(ready))
        account, read_in = _read(source, builder, said)
        accounts.append(account)
        inputs.append(read_in)
    ledger = Ledger(accounts)
    ledger.reconcile()
    progress("Settling who is who", len(ready), len(ready))
    return _without(study, _settled(study, builder, ledger, inputs, filled), said)


def _without(study: Study, reading: Reading, said: Said) -> Reading:
    """Leave out those who asked for it."""
    people = opted_out(asked(study), reading.dataset)
    if not people:
        return reading
    dataset, gone, kept = without(people, reading.dataset)
    excluded(reading.ledger, said, gone, kept)
    silenced(reading.ledger, reading.dataset, people)
    reading.ledger.reconcile()
    identity = forgotten(reading.identity, people, gone)
    return replace(reading, dataset=dataset, identity=identity, opted_out=len(people))


def _settled(study: Study, builder: Builder, ledger: Ledger, inputs: list[Input], filled: Filled) -> Reading:
    matched = match(
        builder.dataset(),
        aliases=aliases(study),
        answers=filled.answers,
        rosters={account.file for account in ledger if account.loader == "roster"},
        one_per_day=study.settings.study.one_per_day,
    )
    for file in sorted({file for file, _place, _into in matched.repeated}):
        ledger.merge(file, [(place, into) for name, place, into in matched.repeated if name == file], REPEATED)
    for account in ledger:
        account.warnings += [(place, slip) for file, place, slip in matched.identity.slips if file == account.file]
    gone(filled, unanswerable(matched.identity))
    ledger.reconcile()
    return Reading(matched.dataset, ledger, tuple(sorted(inputs, key=lambda one: one.file)), matched.identity)


def _identified(found: Iterable[Source]) -> tuple[list[Source], list[Account]]:
    """Part the sources into those a loader knows and the accounts of those none can read."""
    known, accounts = [], []
    for source in found:
        try:
            known.append(identified(source))
        except SourceError as error:
            accounts.append(refused(Account(source.file, ""), _reason(error)))
        except OSError as error:
            accounts.append(refused(Account(source.file, ""), _unreadable(error)))
    return known, accounts


def _surveyed(found: list[Source]) -> list[Source]:
    """Let each loader look at all its files before the first is read (the order of day and month)."""
    order: dict[str, bool | None] = {}
    for name in sorted({source.loader for source in found}):
        family = [source.path for source in found if source.loader == name]
        order[name] = survey(name, family, Options()).day_first
    return [_ordered(source, order[source.loader]) for source in found]


def _ordered(source: Source, day_first: bool | None) -> Source:
    if source.options.day_first is not None:
        return source
    return replace(source, options=replace(source.options, day_first=day_first))


def _read(source: Source, builder: Builder, said: Said) -> tuple[Account, Input]:
    """Read one source; if it fails half-way, nothing of it is used and the file is one rejected record."""
    before, told = fingerprint(source), Said()
    part, account = Builder(), Account(source.file, source.loader)
    try:
        reader = loader(source.loader)
        account.counted = reader.count(source.path, source.options)
        for entry in reader.load(source.path, source.options):
            account.add(entry)
            part.add(entry.facts)
            told[source.file, entry.origin.place] = _about_people(entry)
    except SourceError as error:
        return refused(account, _reason(error)), before
    except OSError as error:
        return refused(account, _unreadable(error)), before
    except Exception as error:  # noqa: BLE001 - a fault on one file must not cost the others
        return refused(account, _fault(error)), before
    if fingerprint(source) != before:
        raise LedgerError(f"{shown(source.file)} changed while it was read. Nothing was written. Run it again.")
    builder.extend(part)
    said |= told
    return account, before


def _about_people(entry: Entry) -> frozenset[str]:
    """Give the places where a record says something of people."""
    return frozenset(fact.origin.place for fact in entry.facts if not isinstance(fact, (Gathering, Organisation)))


def _reason(error: SourceError) -> Reason:
    return Reason(error.code, error.message, value=error.value, hint=error.hint)


def _unreadable(error: OSError) -> Reason:
    return Reason(
        "R-FILE", f"The file cannot be opened: {error.strerror}.", hint="Close it elsewhere, or copy it here."
    )


def fingerprint(source: Source) -> Input:
    """Give the hash and size of a source; of a folder, over the names and hashes of all its files."""
    if source.path.is_file():
        with source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Input(source.file, source.loader, digest, source.path.stat().st_size)
    total, whole = 0, hashlib.sha256()
    for path in sorted(path for path in source.path.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            inner = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(source.path).as_posix()}\0{inner}\n".encode())
        total += path.stat().st_size
    return Input(source.file, source.loader, whole.hexdigest(), total)


def _fault(error: Exception) -> Reason:
    hint = "This is a fault in sna: please report it, with the kind of file but without its content."
    return Reason("R-FAULT", f"Reading stopped at something unforeseen ({type(error).__name__}).", hint=hint)
