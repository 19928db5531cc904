"""From files to a dataset whose every record has a fate, with what people declared of people: aliases and answers."""

from __future__ import annotations

import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from sna.dataset import Builder, Dataset, described
from sna.errors import LedgerError, SourceError, StudyError, csv_text, shown
from sna.facts import Entry, Fate, Gathering, Organisation, Origin, Question, Reason, rejected
from sna.identity import COPY, REPEATED, Identity, answer, copy_of, match
from sna.identity.review import unanswerable
from sna.ledger import Account, Ledger, refused
from sna.load import Options, columns_of, loader, survey
from sna.load.doubt import doubts, doubts_of_report
from sna.load.source import Room, Source
from sna.study.availability import DECLARED, Names, availability_account
from sna.study.doubts import Undated, no_meeting_doubts, study_doubts, undated_gatherings, with_topics
from sna.study.opt_out import Request, asked, excluded, forgotten, opted_out, silenced, without
from sna.study.publishing import own_file
from sna.study.replies import LOADER, Replies, Reply, read_replies
from sna.study.residue import Objectors, ledger_without_names, masked, refuse_resemblances, resemblances
from sna.study.sources import AVAILABILITY, REVIEW, Input, Study, identified, inputs, is_answers

NEEDED = ("pair", "same")
REVIEWED = "review"
ASIDE = frozenset({REVIEWED, LOADER, DECLARED})
LARGEST = 20_000_000  # bytes
MISSING = Reason(
    "W-GONE",
    "What this answers no longer stands in the files, or is said elsewhere; the answer was kept but does nothing.",
    column="pair",
    hint="Nothing needs to be done. Take the row out if the files will not come back.",
)

DAMAGE = (zlib.error, zipfile.BadZipFile, lzma.LZMAError, EOFError, struct.error, UnicodeError)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""
BATCH = 20_000
"""Records of a large file between two reports of progress."""

Places = dict[tuple[str, str], frozenset[str]]
"""File and place of each record that says anything of people → the places of what it says."""


def silent(_what: str, _step: int, _total: int) -> None:
    """Report no progress."""


class Fingerprint(Struct, frozen=True):
    """An input as it was read: enough to show later that the same bytes were used."""

    file: str
    loader: str
    sha256: str
    bytes: int


class Reading(Struct, frozen=True):
    """What came of reading a study's files.

    `opted_out` people asked to be left out and are in none of it; `objectors` is how they are written. `replies` are
    the answers to earlier questions, `undated` the meetings without a day.
    """

    dataset: Dataset
    ledger: Ledger
    inputs: tuple[Fingerprint, ...]
    identity: Identity = Identity()
    opted_out: int = 0
    objectors: Objectors = Objectors()
    replies: Replies = field(default_factory=Replies)
    undated: tuple[Undated, ...] = ()

    @property
    def usable(self) -> int:
        """Number of records used, answers and who can come left aside."""
        return sum(account.fates[Fate.USED] for account in self.ledger if account.loader not in ASIDE)

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
    ResemblanceError
        If something resembles somebody left out, unless the study goes on anyway.
    LedgerError
        If the records of a source do not reconcile, or a file changed while it was read.
    """
    room, requests = Room(), asked(study)
    entries, replies = read_replies(study, inputs(study), room, read_review(study))
    entries, accounts = _identified(map(replies.with_options, entries), room)
    accounts += replies.accounts.values()
    entries, failures = _surveyed(entries, room)
    accounts += failures
    builder, places = Builder(), Places()
    prints = [Fingerprint(file, LOADER, *state) for file, state in replies.prints.items()]
    for number, entry in enumerate(entries):
        progress(f"Reading {shown(entry.file)}", number, len(entries))
        with entry.source:
            account, fingerprint = _read(entry, builder, places if requests else None, progress)
        accounts.append(account)
        prints += [fingerprint] if fingerprint else []
    ledger = Ledger(accounts)
    ledger.reconcile()
    places |= {
        (reply.origin.file, reply.origin.place): frozenset({reply.origin.place}) for _rest, reply in replies.of("w")
    }
    progress("Settling what the records say", 0, 2)
    dataset = replies.with_days(builder.dataset())
    progress("Settling who is who", 1, 2)
    return with_topics(study, _without(study, requests, _matched(study, dataset, ledger, prints, replies), places))


def _with_availability(study: Study, reading: Reading, people: frozenset[str]) -> Reading:
    """Give a reading that accounts for the file of who can come too, if there is one."""
    source = Source(study.folder / AVAILABILITY)
    if not source.path.is_file():
        return reading
    try:
        with source:
            account = availability_account(source, Names(described(reading.dataset).set_index("id")), people)
    except Exception as error:  # noqa: BLE001 - a fault on one file must not cost the others
        account = refused(Account(AVAILABILITY, DECLARED), _reason(error))
    own = Fingerprint(AVAILABILITY, DECLARED, source.fingerprint(), source.size)
    inputs = tuple(sorted((*reading.inputs, own), key=lambda fingerprint: fingerprint.file))
    return replace(reading, ledger=Ledger([*reading.ledger, account]), inputs=inputs)


def _without(study: Study, requests: Collection[Request], reading: Reading, places: Places) -> Reading:
    """Leave out those who asked for it."""
    people = opted_out(requests, reading.dataset)
    reading = _with_availability(study, reading, people)
    reading.ledger.reconcile()
    if not people:
        return reading
    marks = (cell for row in requests for cell in row.cells if {*"@:"} & {*cell})
    somebody = Objectors.of(reading.dataset, reading.identity, people, marks)
    if not study.anyway:
        refuse_resemblances(resemblances(reading.dataset, reading.identity, people, somebody))
    dataset, emptied, remaining = without(people, reading.dataset)
    excluded(reading.ledger, places, emptied, remaining)
    silenced(reading.ledger, reading.dataset, people)
    reading.ledger.reconcile()
    reading.replies.forget(people)
    return Reading(
        masked(dataset, somebody),
        ledger_without_names(reading.ledger, somebody),
        tuple(replace(source, file=somebody.masked(source.file)) for source in reading.inputs),
        forgotten(reading.identity, people, emptied),
        len(people),
        somebody,
        reading.replies,
        reading.undated,
    )


def _matched(study: Study, dataset: Dataset, ledger: Ledger, prints: list[Fingerprint], replies: Replies) -> Reading:
    undated = undated_gatherings(dataset)
    matched = match(
        dataset,
        aliases=aliases(study),
        answers=replies.answers(),
        rosters={account.file for account in ledger if account.loader == "roster"},
        one_per_day=study.settings.study.one_per_day,
    )
    for file in sorted({file for file, _place, _into in matched.repeated}):
        ledger.merge(file, [(place, into) for name, place, into in matched.repeated if name == file], REPEATED)
    for (file, _original), places in matched.copies.items():
        ledger.merge(file, places, COPY)
    ledger.warn([*matched.identity.slips, *matched.identity.unclear, *(copy_of(*pair) for pair in matched.copies)])
    dataset = replies.with_organisations(matched.dataset, matched.identity)
    ledger.warn(no_meeting_doubts(dataset, ledger))
    ledger.warn(study_doubts(dataset, {account.file for account in ledger if account.loader == "minutes"}))
    replies.check_pairs(matched.identity)
    replies.settle(ledger, dataset)
    replies.warn_of_missing(unanswerable(matched.identity), MISSING)
    ledger.reconcile()
    sources = tuple(sorted(prints, key=lambda fingerprint: fingerprint.file))
    return Reading(dataset, ledger, sources, matched.identity, replies=replies, undated=undated)


def _identified(inputs: Iterable[Input], room: Room) -> tuple[list[Input], list[Account]]:
    """Part the inputs into those a loader knows and the accounts of those none can read."""
    entries, accounts = [], []
    for entry in inputs:
        try:
            entries.append(identified(entry))
        except Exception as error:  # noqa: BLE001 - a fault on one file must not cost the others
            accounts.append(refused(Account(entry.file, ""), _reason(error), _questions(error)))
        room.release(entry.source)
    return entries, accounts


def _surveyed(entries: list[Input], room: Room) -> tuple[list[Input], list[Account]]:
    """Let each loader look at all its files before the first is read (the order of day and month)."""
    order: dict[str, bool | None] = {}
    faults: dict[str, Exception] = {}
    for name in sorted({entry.loader for entry in entries}):
        family = [entry for entry in entries if entry.loader == name]
        try:
            order[name] = _day_first(name, family, room)
        except Exception:  # noqa: BLE001 - one of them fails: which, each by itself tells
            faults |= {entry.file: fault for entry in family if (fault := _survey_fault(entry, room))}
            order[name] = _day_first(name, [entry for entry in family if entry.file not in faults], room)
    accounts = [
        refused(Account(entry.file, entry.loader), _reason(faults[entry.file]), _questions(faults[entry.file]))
        for entry in entries
        if entry.file in faults
    ]
    return [_ordered(entry, order[entry.loader]) for entry in entries if entry.file not in faults], accounts


def _day_first(name: str, family: Iterable[Input], room: Room) -> bool | None:
    return survey(name, room.in_turn(entry.source for entry in family), Options()).day_first


def _survey_fault(entry: Input, room: Room) -> Exception | None:
    try:
        _day_first(entry.loader, [entry], room)
    except Exception as error:  # noqa: BLE001 - a fault on one file must not cost the others
        return error
    return None


def _ordered(entry: Input, day_first: bool | None) -> Input:
    if entry.options.day_first is not None:
        return entry
    return replace(entry, options=replace(entry.options, day_first=day_first))


def _read(
    entry: Input, builder: Builder, places: Places | None, progress: Progress
) -> tuple[Account, Fingerprint | None]:
    """Read one input; if it fails half-way, nothing of it is used and the file is one rejected record.

    Where each record stands is noted in `places`, unless nobody asks for it.
    """
    source, options, own = entry.source, entry.options, Places()
    part, account, fingerprint = Builder(), Account(entry.file, entry.loader), None
    try:
        fingerprint = Fingerprint(entry.file, entry.loader, source.fingerprint(), source.size)
        reader = loader(entry.loader)
        account.counted = reader.count(source, options)
        doubted = entry.loader in {"minutes", "teams"}
        records = list(reader.load(source, options)) if doubted else []
        for record in records if doubted else _in_turn(reader.load(source, options), account, progress):
            account.add(record)
            if record.facts:
                part.add(record.facts)
            if places is not None and (inner := _about_people(record)):
                own[entry.file, record.origin.place] = inner
        if entry.loader == "minutes":
            account.heading, warnings = doubts(source, records, options)
            account.warnings += warnings
        elif doubted:
            account.warnings += doubts_of_report(source, records)
        account.columns = columns_of(entry.loader, source, options)
    except Exception as error:  # noqa: BLE001 - a fault on one file must not cost the others
        return refused(account, _reason(error), _questions(error)), fingerprint
    if source.changed:
        raise LedgerError(f"{shown(entry.file)} changed while it was read. Nothing was written. Run it again.")
    builder.extend(part)
    if places is not None:
        places |= own
    return account, fingerprint


def _in_turn(records: Iterable[Entry], account: Account, progress: Progress) -> Iterator[Entry]:
    """Pass the records of a file on, and report how many of a large one were read."""
    for number, record in enumerate(records):
        if number and number % BATCH == 0:
            progress(f"Reading {shown(account.file)}", number, account.counted)
        yield record


def _about_people(entry: Entry) -> frozenset[str]:
    """Give the places where a record says something of people."""
    return frozenset(fact.origin.place for fact in entry.facts if not isinstance(fact, (Gathering, Organisation)))


def _questions(error: Exception) -> tuple[Question, ...]:
    """Give what somebody has to say before a file can be read."""
    questions = error.questions if isinstance(error, SourceError) else ()
    return tuple(question for question in questions if isinstance(question, Question))


def _reason(error: Exception) -> Reason:
    """Say why a file cannot be used."""
    if isinstance(error, SourceError):
        return Reason(error.code, error.message, value=error.value, hint=error.hint)
    if isinstance(error, OSError):
        why = f"The file cannot be opened: {error.strerror}."
        return Reason("R-FILE", why, hint="Close it elsewhere, or copy it here.")
    if isinstance(error, DAMAGE):
        return Reason("R-DAMAGED", "The file is damaged.", hint="Export or copy it again, or leave it out.")
    if isinstance(error, (MemoryError, RecursionError)):
        return Reason("R-TOOLARGE", "The file is too large or too deeply nested to be read.", hint="Leave it out.")
    hint = "This is a fault in sna: please report it, with the kind of file but without its content."
    return Reason("R-FAULT", f"Reading stopped at something unforeseen ({type(error).__name__}).", hint=hint)


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
    try:
        rows = [row for _place, row in _full(_table(path))]
    except (ValueError, csv.Error, OSError) as error:
        raise StudyError(f"{path.name} cannot be read: {shown(error)}. Save it as CSV (UTF-8).") from error
    names = next((name for name in ("handle", "name") if rows and name in rows[0]), "")
    if rows and not (names and "person" in rows[0]):
        columns = ", ".join(shown(name) for name in rows[0])
        raise StudyError(f"{path.name} needs the columns handle, person and consent; it has {columns}.")
    return {row[names]: row["person"] for row in rows if row["person"] and row[names] and _consents(row, names)}


def _consents(row: Mapping[str, str], names: str) -> bool:
    consent = (row.get("consent") or "").strip().casefold()
    is_account = names != "name" or row[names].startswith(("@", "x:", "slack:"))
    return consent not in {"n", "no", "0", "false", "refused", "withdrawn"} and bool(consent or not is_account)


def _path(study: Study, key: str, name: str, usual: str) -> Path | None:
    path = study.folder / (name or usual)
    if path.is_file():
        return path
    if name:
        raise StudyError(f"[sources] {key}: there is no file {shown(name)!r}.")
    return None


def _answered_results(study: Study) -> Path | None:
    """Give the review file among the results of an earlier run, if somebody has written into it."""
    places = [REVIEW, f"evaluator/{REVIEW}"] if study.out else []
    files = (own_file(study.out.resolve(), name) for name in places if study.out)
    return next(filter(None, files), None)


def read_review(study: Study) -> dict[str, tuple[Account, list[Reply]]]:
    """Read the filled review file, if the study has one: its name, the account of its rows, and the answers.

    A row that is neither yes, no nor blank is rejected.

    Raises
    ------
    StudyError
        If the settings name a file that is not there.
    """
    path = _path(study, "review", study.settings.sources.review, REVIEW)
    rank = int(path is None)
    path = path or _answered_results(study)
    if study.settings.sources.review and study.folder not in (path or study.folder / REVIEW).resolve().parents:
        raise StudyError(f"[sources] review: {shown(path)!r} lies outside the study's folder. Copy it there.")
    if path is None or (path.name == REVIEW and own_file(path.parent, REVIEW) is None):  # as we wrote it: no answer
        return {}
    if is_answers(Source(path)):
        return {}
    file = path.relative_to(study.folder).as_posix() if study.folder in path.parents else path.name
    account, replies = Account(file, REVIEWED), list[Reply]()
    try:
        rows = _rows(path)
    except (ValueError, csv.Error, OSError) as error:
        return {file: (refused(account, Reason("R-REVIEW", shown(error, 200), hint=_SAVE_AGAIN)), [])}
    account.counted, answers = len(rows), dict[str, bool]()
    for place, row in rows:
        entry, same = _answered(row, Origin(file, place), answers)
        account.add(entry)
        if same is not None and row["pair"] not in answers:
            answers[row["pair"]] = same
            replies.append(Reply(row["pair"], "yes" if same else "no", row, entry.origin, rank))
    return {file: (account, replies)}


_SAVE_AGAIN = "Save it as CSV (UTF-8) with the columns it was written with."


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Read the rows that say anything, each with its place; commas, semicolons and tabs part columns."""
    reader = _table(path)
    columns = [str(name).strip().casefold() for name in reader.fieldnames or ()]
    if not set(NEEDED) <= set(columns):
        raise ValueError(f"The file needs the columns {' and '.join(NEEDED)}.")
    reader.fieldnames = columns
    return list(_full(reader))


def _table(path: Path) -> csv.DictReader[str]:
    """Read a table somebody declared, in whichever way a spreadsheet saved it."""
    if path.stat().st_size > LARGEST:
        raise ValueError("The file is too large for a list of pairs.")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    header = text.partition("\n")[0]
    return csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=header.count), restval="")


def _full(reader: csv.DictReader[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for row in reader:
        cells = {str(name): csv_text((value or "").strip()) for name, value in row.items() if isinstance(value, str)}
        if any(cells.values()):
            yield f"line {reader.line_num}", cells


def _answered(row: Mapping[str, str], origin: Origin, answers: Mapping[str, bool]) -> tuple[Entry, bool | None]:
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
    if answers.get(row["pair"], same) != same:
        why = "An earlier row answers the same pair the other way."
        return rejected(origin, Reason("R-ANSWER", why, "same", row["same"], "Keep one of the two rows."), row), None
    return Entry(origin), same
