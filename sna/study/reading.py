"""From files to a dataset whose every record has a fate."""

from __future__ import annotations

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
from sna.load.source import Room
from sna.study.declared import Filled, aliases, filled_review, gone
from sna.study.opt_out import asked, excluded, forgotten, opted_out, silenced, without
from sna.study.sources import Input, Study, identified, inputs

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""


Said = dict[tuple[str, str], frozenset[str]]
"""File and place of each record → the places of what it says of people."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Report no progress."""


class Fingerprint(Struct, frozen=True):
    """An input as it was read: enough to show later that the same bytes were used."""

    file: str
    loader: str
    sha256: str
    bytes: int


class Reading(Struct, frozen=True):
    """What came of reading a study's files; `opted_out` people asked to be left out and are in none of it."""

    dataset: Dataset
    ledger: Ledger
    inputs: tuple[Fingerprint, ...]
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
    room = Room()
    entries, accounts = _identified(inputs(study), room)
    filled = filled_review(study)
    accounts += [filled.account] if filled.account else []
    entries = _surveyed(entries, room)
    builder, prints, said = Builder(), [], Said()
    for number, entry in enumerate(entries):
        progress(f"Reading {shown(entry.file)}", number, len(entries))
        with entry.source:
            account, fingerprint = _read(entry, builder, said)
        accounts.append(account)
        prints.append(fingerprint)
    ledger = Ledger(accounts)
    ledger.reconcile()
    progress("Settling who is who", len(entries), len(entries))
    return _without(study, _settled(study, builder, ledger, prints, filled), said)


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


def _settled(study: Study, builder: Builder, ledger: Ledger, prints: list[Fingerprint], filled: Filled) -> Reading:
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
    return Reading(
        matched.dataset, ledger, tuple(sorted(prints, key=lambda fingerprint: fingerprint.file)), matched.identity
    )


def _identified(inputs: Iterable[Input], room: Room) -> tuple[list[Input], list[Account]]:
    """Part the inputs into those a loader knows and the accounts of those none can read."""
    entries, accounts = [], []
    for entry in inputs:
        try:
            entries.append(identified(entry))
        except SourceError as error:
            accounts.append(refused(Account(entry.file, ""), _reason(error)))
        except OSError as error:
            accounts.append(refused(Account(entry.file, ""), _unreadable(error)))
        room.release(entry.source)
    return entries, accounts


def _surveyed(entries: list[Input], room: Room) -> list[Input]:
    """Let each loader look at all its files before the first is read (the order of day and month)."""
    order: dict[str, bool | None] = {}
    for name in sorted({entry.loader for entry in entries}):
        family = room.in_turn(entry.source for entry in entries if entry.loader == name)
        order[name] = survey(name, family, Options()).day_first
    return [_ordered(entry, order[entry.loader]) for entry in entries]


def _ordered(entry: Input, day_first: bool | None) -> Input:
    if entry.options.day_first is not None:
        return entry
    return replace(entry, options=replace(entry.options, day_first=day_first))


def _read(entry: Input, builder: Builder, said: Said) -> tuple[Account, Fingerprint]:
    """Read one input; if it fails half-way, nothing of it is used and the file is one rejected record."""
    source, options, told = entry.source, entry.options, Said()
    fingerprint = Fingerprint(entry.file, entry.loader, source.fingerprint(), source.size)
    part, account = Builder(), Account(entry.file, entry.loader)
    try:
        reader = loader(entry.loader)
        account.counted = reader.count(source, options)
        for record in reader.load(source, options):
            account.add(record)
            part.add(record.facts)
            told[entry.file, record.origin.place] = _about_people(record)
    except SourceError as error:
        return refused(account, _reason(error)), fingerprint
    except OSError as error:
        return refused(account, _unreadable(error)), fingerprint
    except Exception as error:  # noqa: BLE001 - a fault on one file must not cost the others
        return refused(account, _fault(error)), fingerprint
    if source.changed:
        raise LedgerError(f"{shown(entry.file)} changed while it was read. Nothing was written. Run it again.")
    builder.extend(part)
    said |= told
    return account, fingerprint


def _about_people(entry: Entry) -> frozenset[str]:
    """Give the places where a record says something of people."""
    return frozenset(fact.origin.place for fact in entry.facts if not isinstance(fact, (Gathering, Organisation)))


def _reason(error: SourceError) -> Reason:
    return Reason(error.code, error.message, value=error.value, hint=error.hint)


def _unreadable(error: OSError) -> Reason:
    return Reason(
        "R-FILE", f"The file cannot be opened: {error.strerror}.", hint="Close it elsewhere, or copy it here."
    )


def _fault(error: Exception) -> Reason:
    hint = "This is a fault in sna: please report it, with the kind of file but without its content."
    return Reason("R-FAULT", f"Reading stopped at something unforeseen ({type(error).__name__}).", hint=hint)
