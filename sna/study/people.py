"""Who was matched to whom and why, what is doubtful, and how the roster and the records differ in people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import msgspec
import pandas as pd
from msgspec import Struct, field

from sna.dataset import Dataset, write_csv
from sna.errors import shown
from sna.facts import Kind
from sna.identity.review import REVIEW, masked, matched, occurrences, questions, stakes
from sna.membership import MOVERS
from sna.names import key
from sna.study.publishing import unwritable
from sna.study.reading import Reading
from sna.study.replies import LOADER
from sna.study.residue import Objectors

WIDTH, MOST_LISTED = 100, 40
MATCHES = "identity.csv"


class Writing(Struct, frozen=True):
    """One way somebody is written, and why it is theirs; `pair` names what to answer "no" to undo it."""

    writing: str
    organisation: str
    occurrences: str = field(name="seen")
    rule: str
    evidence: str
    pair: str


class Matched(Struct, frozen=True):
    """Somebody who is written in several ways."""

    person: str
    name: str
    writings: tuple[Writing, ...]


class Question(Struct, frozen=True):
    """A doubtful pair, or one that was answered (`same` is then yes or no)."""

    pair: str
    kind: str
    first: str
    second: str
    for_: str
    against: str
    same: str = ""


class Somebody(Struct, frozen=True):
    """A person, and where they stand in the files."""

    person: str
    name: str
    occurrences: str = field(name="seen")


class People(Struct, frozen=True):
    """All that ``sna people`` tells.

    Attributes
    ----------
    people
        How many people there are.
    writings
        In how many ways they are written: distinct names, addresses, accounts and organisations.
    matched
        Those written in several ways.
    organisations
        The organisations whose name is written in several ways.
    doubtful, answered
        The pairs somebody should decide, and those somebody has.
    absent
        Those the roster holds who came to nothing and wrote nothing.
    not_declared
        Those who came or wrote and are not on the roster; empty where there is no roster.
    flagged
        Writings with letters of another alphabet that look like Latin ones, and why.
    slips
        Records whose organisation was taken for a slip.
    unclear
        How many records say only a name that several people bear; who came counts as unidentified.
    stakes
        What the first ten answers settle, and how many pairs are not asked.
    unread
        Answers in the review file that are neither yes nor no, or stand in a damaged row.
    movers
        The rule for those who change organisation.
    """

    people: int
    writings: int
    matched: tuple[Matched, ...] = ()
    organisations: tuple[Matched, ...] = ()
    doubtful: tuple[Question, ...] = ()
    answered: tuple[Question, ...] = ()
    absent: tuple[Somebody, ...] = field(name="never_seen", default=())
    not_declared: tuple[Somebody, ...] = ()
    flagged: tuple[tuple[str, str], ...] = ()
    slips: tuple[str, ...] = ()
    unclear: int = 0
    stakes: str = ""
    unread: tuple[str, ...] = ()
    movers: str = MOVERS


def people(reading: Reading) -> People:
    """Tell how the people of a study were settled."""
    identity, dataset = reading.identity, reading.dataset
    table = matched(identity).fillna("")
    pairs = [_question(row) for row in questions(identity).to_dict("records")]
    names = {digest: person.name for person in identity.people for digest in person.writings}
    absent, undeclared = against_roster(reading)
    answer = People(
        people=int((dataset.people["kind"] == Kind.PERSON).sum()),
        writings=len(identity.profiles),
        matched=tuple(_matched(table[table["kind"] == "person"], "person")),
        organisations=tuple(_matched(table[table["kind"] == "organisation"], "name")),
        doubtful=tuple(pair for pair in pairs if not pair.same),
        answered=tuple(pair for pair in pairs if pair.same),
        absent=absent,
        not_declared=undeclared,
        flagged=tuple((masked(names[digest]), why) for digest, why in identity.matching.flagged if digest in names),
        slips=tuple(f"{file} {place}: {reason.value!r}. {reason.why}" for file, place, reason in identity.slips),
        unclear=len(identity.unclear),
        stakes=str(stakes(identity)),
        unread=tuple(_unread(reading)),
    )
    return msgspec.convert(_masked(msgspec.to_builtins(answer), reading.objectors), People)


def _masked(value: object, objectors: Objectors) -> object:
    """Mask those left out in every text: a writing of somebody else may hold their name."""
    if isinstance(value, dict):
        return {name: _masked(part, objectors) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(part, objectors) for part in value]
    return objectors.masked(value) if isinstance(value, str) else value


def _unread(reading: Reading) -> Iterator[str]:
    """Tell where the review file holds what is no answer, and why."""
    for account in reading.ledger:
        for entry in account.unused if account.loader in {"review", LOADER} else ():
            if entry.reason:
                yield f"{entry.origin.file} {entry.origin.place}: {entry.reason.value!r}. {entry.reason.why}"


def _question(row: dict[str, str]) -> Question:
    head, tail = (_end(row, side) for side in ("first", "second"))
    return Question(row["pair"], row["kind"], head, tail, row["for"], row["against"], row["same"])


def _end(row: dict[str, str], side: str) -> str:
    context = ", ".join(filter(None, [row[f"{side}_organisation"], row[f"{side}_domain"]]))
    places = f"; {row[f'{side}_seen']}" if row[f"{side}_seen"] else ""
    return f"{row[side]}{f' ({context})' if context else ''}{places}"


def _matched(table: pd.DataFrame, by: str) -> Iterator[Matched]:
    for person, rows in table.groupby(by, sort=True):
        columns = rows[["writing", "organisation", "seen", "rule", "evidence", "pair"]]
        writings = tuple(Writing(*row) for row in columns.itertuples(index=False, name=None))
        yield Matched(str(person), str(rows["name"].iloc[0]), writings)


def against_roster(reading: Reading) -> tuple[tuple[Somebody, ...], tuple[Somebody, ...]]:
    """Give who is on a roster and was never seen, and who was seen and is on no roster."""
    dataset = reading.dataset
    rosters = {account.file for account in reading.ledger if account.loader == "roster"}
    declared = set(dataset.statements.loc[dataset.statements["file"].isin(rosters), "id"])
    declared |= set(dataset.affiliations.loc[dataset.affiliations["declared"], "person"])
    acts = (dataset.attendance["person"], dataset.interactions["source"], dataset.interactions["target"])
    active = {person for column in acts for person in column}
    persons = set(dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "id"])
    if not declared:
        return (), ()
    return _somebody(dataset, declared - active), _somebody(dataset, (active - declared) & persons)


def _somebody(dataset: Dataset, ids: set[str]) -> tuple[Somebody, ...]:
    names = dict(zip(dataset.people["id"], dataset.people["name"], strict=True))
    places: dict[str, list[tuple[str, str]]] = {id_: [] for id_ in ids}
    for id_, file, place in dataset.statements[["id", "file", "place"]].itertuples(index=False, name=None):
        if id_ in ids:
            places[id_].append((file, place))
    people = [Somebody(id_, masked(names.get(id_, id_)), occurrences(places[id_])) for id_ in ids]
    return tuple(sorted(people, key=lambda somebody: (somebody.name.casefold(), somebody.person)))


def open_questions(reading: Reading) -> int:
    """Count the doubtful pairs nobody has answered."""
    table = questions(reading.identity)
    return int((table["same"] == "").sum())


def write_people(reading: Reading, folder: Path, *, review: bool = True) -> list[Path]:
    """Write the table of matches and, unless told otherwise, the review file; give the files written.

    Raises
    ------
    StudyError
        If the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tables = {MATCHES: matches(reading)} | (
            {REVIEW: _masked_table(questions(reading.identity), reading)} if review else {}
        )
        for name, table in tables.items():
            write_csv(table, folder / name)
    except OSError as error:
        raise unwritable(error, folder) from error
    return [folder / name for name in tables]


def matches(reading: Reading) -> pd.DataFrame:
    """Give the table of matches, those left out masked in it."""
    return _masked_table(matched(reading.identity), reading)


def _masked_table(table: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    return table.map(lambda value: _masked(value, reading.objectors))


def lines(people: People) -> Iterator[str]:
    """Say it all for a screen: the counts first, then each kind."""
    yield from _counts(people)
    # one name beside several addresses or organisations is a matter of its own: nobody misspelt it
    variants = [person for person in people.matched if len({key(entry.writing) for entry in person.writings}) > 1]
    same_named = [person for person in people.matched if person not in variants]
    yield from _part("Written in several ways", map(_writings, variants))
    yield from _part("One name in several sources", map(_writings, same_named))
    yield from _part("Organisations written in several ways", map(_writings, people.organisations))
    yield from _part("Doubtful: the same or not?", map(_pair, people.doubtful))
    yield from _part("Answered", ([f"{pair.same}: {pair.first} | {pair.second}"] for pair in people.answered))
    yield from _part("Answers that could not be used", ([answer] for answer in people.unread))
    for title, group in (
        ("On the roster, never seen", people.absent),
        ("Seen, not on the roster", people.not_declared),
    ):
        yield from _part(title, ([f"{somebody.name} ({somebody.occurrences})"] for somebody in group))
    yield from _part("Letters that look alike", ([f"{name}: {why}"] for name, why in people.flagged))
    yield from _part("One day elsewhere", ([slip] for slip in people.slips))
    if people.stakes:
        yield from ("", *_wrapped(people.stakes, ""))
    if people.doubtful:
        yield ""
        yield from _wrapped(f"To answer: sna people STUDY --out FOLDER writes {REVIEW}. {HOW_TO_ANSWER}", "")


HOW_TO_ANSWER = (
    "Write yes or no in its column same and put the file into the study's folder; an answer may be left open."
)


def _counts(people: People) -> Iterator[str]:
    counts = [
        (people.people, "person", "people", ""),
        (people.writings, "way", "ways", " of writing them"),
        (len(people.matched), "person", "people", " matched over several writings or sources"),
        (len(people.organisations), "organisation", "organisations", " written in several ways"),
        (len(people.doubtful), "doubtful pair", "doubtful pairs", ", left apart until somebody decides"),
        (len(people.answered), "answer", "answers", " applied or kept"),
        (len(people.absent), "person", "people", " on the roster, never seen"),
        (len(people.not_declared), "person", "people", " seen, not on the roster"),
        (len(people.unread), "answer", "answers", " in the review file that could not be used"),
        (people.unclear, "record", "records", " with a name several people bear, and nothing to tell whose it is"),
        (len(people.flagged), "name", "names", " with letters that only look Latin"),
    ]
    for count, singular, plural, rest in counts:
        yield f"{count:>7,} {singular if count == 1 else plural}{rest}"
    yield from _wrapped(people.movers, "")


def _writings(person: Matched) -> Iterator[str]:
    yield person.name
    for entry in person.writings:
        organisation = f" ({entry.organisation})" if entry.organisation else ""
        yield f"  {entry.writing}{organisation}" + (f", {entry.occurrences}" if entry.occurrences else "")
        yield f"    {entry.evidence}" + (f" [{entry.pair}]" if entry.pair else "")


def _pair(pair: Question) -> Iterator[str]:
    yield f"{pair.first}  |  {pair.second}"
    yield f"    for: {pair.for_}"
    if pair.against:
        yield f"    against: {pair.against}"


def _part(title: str, texts: Iterable[Iterable[str]]) -> Iterator[str]:
    entries = list(texts)
    if not entries:
        return
    yield from ("", f"{title} ({len(entries):,})")
    for line in chain.from_iterable(entries[:MOST_LISTED]):
        yield from _wrapped(line, "  ")
    if len(entries) > MOST_LISTED:
        yield f"  … and {len(entries) - MOST_LISTED:,} more: --json or --out gives all."


def _wrapped(line: str, indent: str) -> list[str]:
    """Fold a line between words, what follows further in; control characters never reach the screen."""
    inner = indent + " " * (len(line) - len(line.lstrip()))
    text = shown(line.strip(), 1_000)
    return textwrap.wrap(text, WIDTH, initial_indent=inner, subsequent_indent=inner + "  ", break_on_hyphens=False)
