"""Answers in ``problems.xlsx``: known by their content wherever the file was put, and settled where copies differ.

A question is named by its key, whose first letter says of which kind it is, so sheets and rows may be sorted, filtered
and deleted. What stands in the study's folder outweighs what stands among the results; copies of one rank that
contradict each other are both refused. What study.toml or a list of people says outweighs every answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, tidy
from sna.errors import shown
from sna.facts import Column, Entry, Fate, Origin, Reason, excluded, merged, rejected
from sna.identity import Answers, Identity
from sna.identity.answers import short
from sna.identity.legal_names import comparable
from sna.identity.match import filled
from sna.identity.people import resolved
from sna.identity.relabel import with_merged_gatherings
from sna.ledger import Account, Ledger
from sna.load.dates import from_serial, is_serial, read_date
from sna.load.files.cells import Row, Sheet
from sna.load.marks import fold
from sna.load.register.drafts import gathering_id
from sna.load.source import Room, Source
from sna.names import key
from sna.study.doubts import TopicPair
from sna.study.publishing import MANIFEST, manifest, own_file
from sna.study.settings import Settings
from sna.study.sources import KEY, PROBLEMS, Input, Study, header_of, is_answers

LOADER = "answers"
READ_ME = "Read me"
NOT_SURE = "Not sure"
SAME = Reason("M-ANSWER", "Another copy says the same.")
IGNORED = Reason("X-IGNORED", "An answer says that this is no person.")
_NO_DAY = re.compile(r"no date|without a date|No day ")


class Kind(Struct, frozen=True):
    """A kind of question: its sheet, the words of its answers with what each stands for, and their column's heading.

    Without words any text is an answer, or any day where the heading says so.
    """

    sheet: str
    words: Mapping[str, str] = {}
    heading: str = "Answer"


SUBJECTS = {
    "What they want": "want",
    "What they offer": "offer",
    "Tasks": "task",
    "What they work on": "topic",
    "What keeps them away": "barrier",
}
MARKS = {"Present": "present", "Apologies": "apologies", "Absent": "absent", "Booked": "registered"}
KINDS = {
    "p": Kind("Same person", {"Same": "yes", "Two people": "no", NOT_SURE: ""}),
    "o": Kind("Same organisation", {"Same": "yes", "Two organisations": "no", NOT_SURE: ""}),
    "d": Kind("No date", heading="Date"),
    "f": Kind("No date", heading="Date"),
    "m": Kind("Not read", {**MARKS, "Ignore": "none"}),
    "t": Kind("Not read", MARKS),
    "c": Kind("Not read"),
    "a": Kind("Not read", {"Who came": "status", "Something else": "ignore"}),
    "s": Kind("Not read", {**SUBJECTS, "Something else": "ignore"}),
    "n": Kind("Not read", {"Not a person": "ignore"}),
    "w": Kind("Organisation", heading="Organisation"),
    "u": Kind("Same topic", {"Same": "yes", "Two topics": "no", NOT_SURE: ""}),
}
"""First letter of a key → its kind: pairs of people and of organisations; days of a gathering and of a file; marks of a
register and of a service; columns; columns of unknown answers; questions of a form; what is no name; where somebody
works; pairs of topics."""

PAIR_HEADINGS = {
    "first": "Name",
    "second": "May be the same as",
    "for": "What speaks for it",
    "against": "What speaks against it",
    "first_seen": "Where the first stands",
    "second_seen": "Where the second stands",
    "first_organisation": "Organisation of the first",
    "second_organisation": "Organisation of the second",
    "first_domain": "Address of the first",
    "second_domain": "Address of the second",
}
"""Column of a review file → the heading of the same on a sheet of pairs."""


class Reply(Struct, frozen=True):
    """One answer: what it stands for, its row by the headings, where it is, and how far from the files (0 nearest)."""

    key: str
    value: str
    cells: Mapping[str, str]
    origin: Origin
    rank: int = 0


class Replies:
    """All answers that hold.

    Attributes
    ----------
    by_key, unsure
        Key → answer, and the keys that somebody was not sure about.
    accounts
        What became of the rows of each file of answers.
    prints
        File → hash and size.
    applied, idle
        The keys of what changed anything, and of what could not.
    topics
        The pairs of topics somebody should decide or has.
    """

    def __init__(self, copies: Mapping[str, tuple[Account, Sequence[Reply]]] | None = None) -> None:
        copies = copies or {}
        replies = [reply for _account, answers in copies.values() for reply in answers]
        self.accounts = {file: account for file, (account, _answers) in copies.items()}
        self.by_key = _by_key(replies, self.accounts)
        self.unsure = frozenset(reply.key for reply in replies if not reply.value)
        self.prints = dict[str, tuple[str, int]]()
        self.applied, self.idle = set[str](), set[str]()
        self.topics: tuple[TopicPair, ...] = ()

    def of(self, kinds: str) -> Iterator[tuple[str, Reply]]:
        """Give the answers of some kinds, each with what stands behind the first letter of its key."""
        return ((name[2:], reply) for name, reply in self.by_key.items() if name[0] in kinds)

    def answers(self) -> Answers:
        """Give what is said of pairs, with its rows by the columns of a review file."""
        kinds, rows = {"p": "person", "o": "organisation"}, {}
        for _ends, reply in self.of("po"):
            cells = {column: reply.cells.get(heading, "") for column, heading in PAIR_HEADINGS.items()}
            rows[reply.key] = {**cells, **reply.cells, "kind": kinds[reply.key[0]]}
        return Answers({pair: self.by_key[pair].value == "yes" for pair in rows}, rows)

    def with_options(self, entry: Input) -> Input:
        """Give an input with what was answered of its file; what study.toml says outweighs it."""
        digest = short(entry.file)
        for rest, reply in self.of("fmtcas"):
            file, _, text = rest.partition("-")
            if file == digest:
                self.applied.add(reply.key)
                entry = self._with_option(entry, reply, text)
        return entry

    def _with_option(self, entry: Input, reply: Reply, text: str) -> Input:
        options, kind = entry.options, reply.key[0]
        if kind == "f":
            earlier = options.on.isoformat() if options.on else ""
            options = replace(options, on=options.on or dt.date.fromisoformat(reply.value))
        elif kind in "mt":
            earlier = next((word for mark, word in options.marks.items() if fold(mark) == fold(text)), "")
            options = replace(options, marks=options.marks if earlier else {**options.marks, text: reply.value})
        elif reply.value == "ignore":
            earlier, options = "", replace(options, ignore=(*options.ignore, text))
        else:
            # several questions may ask for the same
            own = {"a": ("status", text), "s": (f"{reply.value} {text}", text)}
            name, heading = own.get(kind, (text, reply.value))
            earlier = options.columns.get(name, "")
            options = replace(options, columns={name: heading, **options.columns})
        if earlier not in {"", reply.value, text}:
            self._pass_over(reply, f"study.toml says {shown(earlier)!r}")
        return replace(entry, options=options)

    def _pass_over(self, reply: Reply, why: str) -> None:
        self.idle.add(reply.key)
        hint = "Take this answer out, or the other."
        reason = Reason("W-OUTRANKED", f"{why}; this answer was not used.", hint=hint)
        self.accounts[reply.origin.file].warnings.append((reply.origin.place, reason))

    def with_days(self, dataset: Dataset) -> Dataset:
        """Give a dataset in which the gatherings whose day was answered have it, and what was observed there too."""
        gatherings = dataset.gatherings
        undated = {short(row.id): row for row in gatherings[gatherings["on"].isna()].itertuples()}
        replies = {undated[digest]: reply for digest, reply in self.of("d") if digest in undated}
        if not replies:
            return dataset
        self.applied |= {reply.key for reply in replies.values()}
        days = {row.id: dt.date.fromisoformat(reply.value) for row, reply in replies.items()}
        on = [days.get(id_, day) for id_, day in zip(gatherings["id"], gatherings["on"], strict=True)]
        dataset = dataset.with_tables(
            gatherings=gatherings.assign(on=pd.Series(on, gatherings.index, dtype=object)),
            affiliations=_observed(dataset, days),
        )
        return with_merged_gatherings(dataset, {row.id: gathering_id(days[row.id], row.title, "") for row in replies})

    def with_organisations(self, dataset: Dataset, identity: Identity) -> Dataset:
        """Give a dataset in which those whose organisation was answered have it; what a file says outweighs that."""
        people = {short(person.id): person.id for person in identity.people}
        spelling, table, rows = identity.organisations.spelling, dataset.affiliations, []
        named = table[table["organisation"] != ""].groupby("person")["organisation"].agg(set)
        for digest, reply in self.of("w"):
            if digest not in people:
                continue
            self.applied.add(reply.key)
            name = spelling.get(comparable(reply.value), reply.value)
            theirs = named.get(people[digest], set())
            if not theirs:
                blank = dict.fromkeys(table.columns, "") | {"since": None, "until": None, "declared": False}
                where = {"file": reply.origin.file, "place": reply.origin.place}
                rows.append(blank | where | {"person": people[digest], "organisation": name})
            elif comparable(name) not in set(map(comparable, theirs)):
                self._pass_over(reply, "A file says where this person works, and says otherwise")
        if not rows:
            return dataset
        table = pd.concat([table, pd.DataFrame(rows, columns=table.columns)], ignore_index=True)
        return filled(dataset.with_tables(affiliations=tidy(table)))

    def check_pairs(self, identity: Identity) -> None:
        """Say which answers to pairs of people do not hold, because something else says otherwise."""
        people = {digest: person for person in identity.people for digest in person.writings}
        for pair, ends in resolved(identity.profiles, self.answers()).items():
            head, tail = map(people.get, ends)
            if head and tail and (head is tail) != (self.by_key[pair].value == "yes"):
                self._pass_over(self.by_key[pair], "aliases.csv, a list of people or other answers say otherwise")

    def forget(self, people: Iterable[str]) -> None:
        """Take out what was answered of people."""
        for name in (f"w-{short(person)}" for person in people):
            self.by_key.pop(name, None)

    def settle(self, ledger: Ledger, dataset: Dataset) -> None:
        """Take out of the ledger what was answered: what is no name is left out, and what has a day lacks none."""
        names = dict(self.of("n"))
        undated = set(dataset.gatherings.loc[dataset.gatherings["on"].isna(), "id"])
        lacking = set(dataset.attendance.loc[dataset.attendance["gathering"].isin(undated), "file"])
        days = bool({"d", "f"} & {name[0] for name in self.applied})
        for account in ledger:
            for number, entry in enumerate(account.unused):
                reply = names.get(short(account.file, entry.reason.value)) if entry.reason else None
                if reply and entry.fate is Fate.REJECTED:
                    self.applied.add(reply.key)
                    account.unused[number] = excluded(entry.origin, IGNORED)
                    account.fates.subtract([Fate.REJECTED])
                    account.fates[Fate.EXCLUDED] += 1
            if days and account.file not in lacking:
                account.warnings = [row for row in account.warnings if not _NO_DAY.search(row[1].why)]

    def warn_of_missing(self, pairs: Iterable[str], reason: Reason) -> None:
        """Warn of the answers to what no longer stands in the files, such as these pairs."""
        missing = {name for name in self.by_key if name[0] not in "pou" and name not in self.applied}
        for name in sorted({*pairs, *missing} & {*self.by_key}):
            self.idle.add(name)
            origin = self.by_key[name].origin
            self.accounts[origin.file].warnings.append((origin.place, reason))


def _observed(dataset: Dataset, days: Mapping[str, dt.date]) -> pd.DataFrame:
    """Give the affiliations, those observed at these gatherings with their days."""
    attendance, table = dataset.attendance, dataset.affiliations
    theirs = attendance[attendance["gathering"].isin(days)]
    places = dict(zip(zip(theirs["file"], theirs["place"], strict=True), theirs["gathering"].map(days), strict=True))
    free = table["since"].isna() & table["until"].isna() & ~table["declared"]
    on = [places.get(place) for place in zip(table["file"], table["place"], strict=True)]
    bounds = {
        name: [day if day and unbound else bound for day, unbound, bound in zip(on, free, table[name], strict=True)]
        for name in ("since", "until")
    }
    return tidy(table.assign(**{name: pd.Series(bound, table.index, dtype=object) for name, bound in bounds.items()}))


def read_replies(
    study: Study, entries: Iterable[Input], room: Room, review: Mapping[str, tuple[Account, Sequence[Reply]]]
) -> tuple[list[Input], Replies]:
    """Part the inputs that hold answers from the others, and settle all; `review` are those of a review file."""
    inputs, copies = list[Input](), dict[str, tuple[Source, int]]()
    for entry in entries:
        if is_answers(entry.source):
            copies[entry.file] = entry.source, 0
        else:
            inputs.append(entry)
        room.release(entry.source)
    paths = {source.path.resolve() for source, _rank in copies.values()}
    copies |= {file: (Source(path), rank) for file, path, rank in extra_copies(study) if path.resolve() not in paths}
    parts, prints = dict(review), dict[str, tuple[str, int]]()
    for file, (source, rank) in sorted(copies.items()):
        with source:
            parts[file] = _copy(source, file, rank, study.settings)
            prints[file] = source.fingerprint(), source.size
    replies = Replies(parts)
    replies.prints = prints
    return inputs, replies


def extra_copies(study: Study) -> Iterator[tuple[str, Path, int]]:
    """Give the copies that are no input: the one study.toml names, and those among results that somebody has changed.

    Besides the folder the results go to, each in the study's folder with a manifest of ours counts: what is answered
    there holds for every command.
    """
    named = study.folder / study.settings.sources.review
    if study.settings.sources.review and is_answers(Source(named)):
        yield study.settings.sources.review, named, 0
    folders = [study.folder, *(path for path in study.folder.iterdir() if path.is_dir())]
    outs = {path.resolve() for path in folders if (path / MANIFEST).is_file() and manifest(path) is not None}
    for out in sorted(outs | ({study.out.resolve()} if study.out else set())):
        names = [f"{place}{Path(PROBLEMS).stem}*.xlsx" for place in ("", "evaluator/", "convener/")]
        for path in sorted(path for name in names for path in out.glob(name)):
            if own_file(out, path.relative_to(out).as_posix()) and is_answers(Source(path)):
                base = study.folder if study.folder in path.parents else out.parent
                yield path.relative_to(base).as_posix(), path, 1


def _copy(source: Source, file: str, rank: int, settings: Settings) -> tuple[Account, list[Reply]]:
    """Read one file of answers: the account of its rows, and what they answer."""
    account, replies = Account(file, LOADER), list[Reply]()
    for sheet in source.sheets():
        at = header_of(sheet)
        if at is None:
            if sheet.name != READ_ME and (sheet.hidden or any(not row.blank for row in sheet.rows)):
                what = "is hidden; its answers were not read" if sheet.hidden else "holds none of our questions"
                account.add(excluded(Origin(file, sheet.name), Reason("X-SHEET", f"Sheet {sheet.name!r} {what}.")))
            continue
        headings = sheet.rows[at].texts
        account.columns += tuple(_columns(sheet.name, headings, sheet.rows[at + 1 :]))
        for row in sheet.rows[at + 1 :]:
            if not row.blank:
                entry, reply = _row(sheet, row, headings, Origin(file), settings)
                account.add(entry)
                replies += [replace(reply, rank=rank)] if reply else []
    account.counted = _count(source)
    return account, replies


def _count(source: Source) -> int:
    """Count the rows below the headings, and the other sheets that hold anything."""
    count = 0
    for sheet in source.sheets():
        filled_rows = [row.texts for row in sheet.rows if not row.blank]
        places = [number for number, texts in enumerate(filled_rows, 1) if KEY in texts]
        aside = sheet.name != READ_ME and bool(sheet.hidden or filled_rows)
        count += len(filled_rows) - places[0] if places else int(aside)
    return count


def _columns(sheet: str, headings: Sequence[str], rows: Sequence[Row]) -> Iterator[Column]:
    answer = _answer_column(headings)
    for column, heading in enumerate(headings):
        share = sum(bool(row.text(column)) for row in rows) / max(1, len(rows))
        read_as = "answer" if column == answer else "key" if heading == KEY else "explanation"
        yield Column(heading or f"column {column + 1}", sheet, read_as, filled=share)


def _answer_column(headings: Sequence[str]) -> int | None:
    names = [kind.heading for kind in KINDS.values()]
    return next((headings.index(name) for name in names if name in headings), None)


def _row(
    sheet: Sheet, row: Row, headings: Sequence[str], origin: Origin, settings: Settings
) -> tuple[Entry, Reply | None]:
    """Read one row: its entry, and the answer if there is one; an answer without a value is of somebody not sure."""
    column, name = _answer_column(headings), row.text(headings.index(KEY))
    origin = Origin(origin.file, sheet.place(row.number, column))
    text, kind = row.text(column), KINDS.get(name[:1])
    if not text:
        return Entry(origin), None
    if kind is None or name[1:2] != "-":
        hint = f"Copy the row from {PROBLEMS} as the last run wrote it; leave its last column as it is."
        return rejected(origin, Reason("R-KEY", "This row's key names no question.", KEY, hint=hint)), None
    try:
        value = _value(kind, row.value(column), sheet, settings)
    except ValueError as error:
        hint = f"Write {' or '.join(kind.words) or 'it as 5 March 2024'}, or leave it empty."
        return rejected(origin, Reason("R-ANSWER", str(error), kind.heading, text, hint)), None
    cells = {heading: row.text(at) for at, heading in enumerate(headings) if heading}
    return Entry(origin), Reply(name, value, cells, origin)


def _value(kind: Kind, cell: object, sheet: Sheet, settings: Settings) -> str:
    """Give what an answer stands for: a word's meaning, a day, or the text itself.

    Raises
    ------
    ValueError
        Saying why it is none.
    """
    if kind.heading == "Date":
        day = from_serial(cell, since_1904=sheet.since_1904) if is_serial(cell) else read_date(cell)
        first, last = settings.window or (dt.date(1990, 1, 1), dt.date(2099, 12, 31))
        if not first <= day <= last:
            raise ValueError(f"The day lies outside {first} to {last}.")
        return day.isoformat()
    if not kind.words:
        return " ".join(str(cell).split())
    meanings = {key(word): meaning for word, meaning in kind.words.items()}
    if key(str(cell)) not in meanings:
        raise ValueError(f"This is no answer here; the answers are {' or '.join(kind.words)}.")
    return meanings[key(str(cell))]


def _by_key(replies: Iterable[Reply], accounts: Mapping[str, Account]) -> dict[str, Reply]:
    """Give the answer that holds to each question; copies of one rank that contradict each other are refused."""
    groups, answers = defaultdict[str, list[Reply]](list), dict[str, Reply]()
    for reply in replies:
        if reply.value:
            groups[reply.key].append(reply)
    for name, group in groups.items():
        first, *others = sorted(group, key=lambda reply: (reply.rank, reply.origin.file, reply.origin.place))
        rival = next((reply for reply in others if reply.rank == first.rank and reply.value != first.value), None)
        if rival is None:
            answers[name] = first
        else:
            _turn(accounts, _refused(first, rival, "neither was used"))
        for reply in others:
            if reply.value == first.value and rival is None:
                _turn(accounts, merged(reply.origin, SAME, f"{first.origin.file} {first.origin.place}"))
            else:
                what = "neither was used" if rival else "that one stands beside the registers and counts"
                _turn(accounts, _refused(reply, rival if rival and reply.value == first.value else first, what))
    return answers


def _refused(reply: Reply, rival: Reply, what: str) -> Entry:
    why = f"{shown(rival.origin.file, 200)} {rival.origin.place} answers the same question otherwise; {what}."
    return rejected(reply.origin, Reason("R-ANSWER", why, hint="Change one of the two, or clear it."))


def _turn(accounts: Mapping[str, Account], entry: Entry) -> None:
    """Give a row that was simply read another fate."""
    account = accounts[entry.origin.file]
    account.fates[Fate.USED] -= 1
    account.add(entry)
