"""Who was matched to whom and why, what is doubtful, and how the roster and the records differ in people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, write_csv
from sna.errors import StudyError, shown
from sna.facts import Kind
from sna.identity.review import REVIEW, masked, matched, questions, seen
from sna.membership import MOVERS
from sna.names import key
from sna.study.reading import Reading

WIDTH, MOST_SHOWN = 100, 40
MATCHES = "identity.csv"


class Writing(Struct, frozen=True):
    """One way somebody is written, and why it is theirs; `pair` names what to answer "no" to undo it."""

    writing: str
    organisation: str
    seen: str
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
    seen: str


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
    never_seen
        Those the roster holds who came to nothing and wrote nothing.
    not_declared
        Those who came or wrote and are not on the roster; empty where there is no roster.
    flagged
        Writings with letters of another alphabet that look like Latin ones, and why.
    slips
        Records whose organisation was taken for a slip.
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
    never_seen: tuple[Somebody, ...] = ()
    not_declared: tuple[Somebody, ...] = ()
    flagged: tuple[tuple[str, str], ...] = ()
    slips: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    movers: str = MOVERS


def people(reading: Reading) -> People:
    """Tell how the people of a study were settled."""
    identity, dataset = reading.identity, reading.dataset
    table = matched(identity).fillna("")
    asked = [_question(row) for row in questions(identity).to_dict("records")]
    unseen, undeclared = against_roster(reading)
    return People(
        people=int((dataset.people["kind"] == Kind.PERSON).sum()),
        writings=len(identity.said),
        matched=tuple(_matched(table[table["kind"] == "person"], "person")),
        organisations=tuple(_matched(table[table["kind"] == "organisation"], "name")),
        doubtful=tuple(one for one in asked if not one.same),
        answered=tuple(one for one in asked if one.same),
        never_seen=unseen,
        not_declared=undeclared,
        flagged=tuple(_flagged(reading)),
        slips=tuple(f"{file} {place}: {reason.value!r}. {reason.why}" for file, place, reason in identity.slips),
        unread=tuple(_unread(reading)),
    )


def _unread(reading: Reading) -> Iterator[str]:
    """Tell where the review file holds what is no answer, and why."""
    for account in reading.ledger:
        for entry in account.unused if account.loader == "review" else ():
            if entry.reason:
                yield f"{entry.origin.file} {entry.origin.place}: {entry.reason.value!r}. {entry.reason.why}"


def _question(row: dict[str, str]) -> Question:
    first, second = (_end(row, side) for side in ("first", "second"))
    return Question(row["pair"], row["kind"], first, second, row["for"], row["against"], row["same"])


def _end(row: dict[str, str], side: str) -> str:
    beside = ", ".join(filter(None, [row[f"{side}_organisation"], row[f"{side}_domain"]]))
    stands = f"; {row[f'{side}_seen']}" if row[f"{side}_seen"] else ""
    return f"{row[side]}{f' ({beside})' if beside else ''}{stands}"


def _matched(table: pd.DataFrame, by: str) -> Iterator[Matched]:
    for person, rows in table.groupby(by, sort=True):
        told = rows[["writing", "organisation", "seen", "rule", "evidence", "pair"]].itertuples(index=False, name=None)
        yield Matched(str(person), str(rows["name"].iloc[0]), tuple(Writing(*row) for row in told))


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
    told = dataset.statements[dataset.statements["id"].isin(ids)]
    places: dict[str, list[tuple[str, str]]] = {id_: [] for id_ in ids}
    for id_, file, place in told[["id", "file", "place"]].itertuples(index=False, name=None):
        places[id_].append((file, place))
    found = [Somebody(id_, masked(names.get(id_, id_)), seen(places[id_])) for id_ in ids]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person)))


def _flagged(reading: Reading) -> Iterator[tuple[str, str]]:
    identity = reading.identity
    whose = {digest: one for one in identity.people for digest in one.writings}
    for digest, why in identity.matching.flagged:
        if digest in whose:
            yield masked(whose[digest].name), why


def open_questions(reading: Reading) -> int:
    """Count the doubtful pairs nobody has answered."""
    table = questions(reading.identity)
    return int((table["same"] == "").sum())


def write_people(reading: Reading, folder: Path) -> list[Path]:
    """Write the table of matches and the review file; give the files written.

    Raises
    ------
    StudyError
        If the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(matched(reading.identity), folder / MATCHES)
        write_csv(questions(reading.identity), folder / REVIEW)
    except OSError as error:
        raise StudyError(f"--out {shown(folder)!r} cannot be written to: {error.strerror}.") from error
    return [folder / MATCHES, folder / REVIEW]


def lines(told: People) -> Iterator[str]:
    """Say it all for a screen: the counts first, then each kind."""
    yield from _counts(told)
    for title, people in zip(("Written in several ways", "One name in several sources"), _by_name(told), strict=True):
        yield from _part(title, [list(_several(one)) for one in people])
    yield from _part("Organisations written in several ways", [list(_several(one)) for one in told.organisations])
    yield from _part("Doubtful: the same or not?", [list(_asked(one)) for one in told.doubtful])
    yield from _part("Answered", [[f"{one.same}: {one.first} | {one.second}"] for one in told.answered])
    yield from _part("Answers that could not be used", [[one] for one in told.unread])
    yield from _part("On the roster, never seen", [[f"{one.name} ({one.seen})"] for one in told.never_seen])
    yield from _part("Seen, not on the roster", [[f"{one.name} ({one.seen})"] for one in told.not_declared])
    yield from _part("Letters that look alike", [[f"{name}: {why}"] for name, why in told.flagged])
    yield from _part("One day elsewhere", [[slip] for slip in told.slips])
    if told.doubtful:
        yield ""
        yield from _wrapped(f"To answer: sna people STUDY --out FOLDER writes {REVIEW}. {HOW_TO_ANSWER}", "")


HOW_TO_ANSWER = (
    "Write yes or no in its column same and put the file into the study's folder; an answer may be left open."
)


def _counts(told: People) -> Iterator[str]:
    counts = [
        (told.people, "person", "people", ""),
        (told.writings, "way", "ways", " of writing them"),
        (len(told.matched), "person", "people", " matched over several writings or sources"),
        (len(told.organisations), "organisation", "organisations", " written in several ways"),
        (len(told.doubtful), "doubtful pair", "doubtful pairs", ", left apart until somebody decides"),
        (len(told.answered), "answer", "answers", " applied or kept"),
        (len(told.never_seen), "person", "people", " on the roster, never seen"),
        (len(told.not_declared), "person", "people", " seen, not on the roster"),
        (len(told.unread), "answer", "answers", " in the review file that could not be used"),
        (len(told.flagged), "name", "names", " with letters that only look Latin"),
    ]
    for count, one, several, rest in counts:
        yield f"{count:>7,} {one if count == 1 else several}{rest}"
    yield from _wrapped(told.movers, "")


def _by_name(told: People) -> tuple[list[Matched], list[Matched]]:
    """Part those whose names differ from those whose one name stands beside different addresses and organisations."""
    several = [one for one in told.matched if len({key(writing.writing) for writing in one.writings}) > 1]
    return several, [one for one in told.matched if one not in several]


def _several(one: Matched) -> Iterator[str]:
    yield one.name
    for writing in one.writings:
        beside = f" ({writing.organisation})" if writing.organisation else ""
        yield f"  {writing.writing}{beside}" + (f", {writing.seen}" if writing.seen else "")
        yield f"    {writing.evidence}" + (f" [{writing.pair}]" if writing.pair else "")


def _asked(one: Question) -> Iterator[str]:
    yield f"{one.first}  |  {one.second}"
    yield f"    for: {one.for_}"
    if one.against:
        yield f"    against: {one.against}"


def _part(title: str, entries: list[list[str]]) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"{title} ({len(entries):,})"
    for entry in entries[:MOST_SHOWN]:
        for line in entry:
            yield from _wrapped(line, "  ")
    if len(entries) > MOST_SHOWN:
        yield f"  … and {len(entries) - MOST_SHOWN:,} more: --json or --out gives all."


def _wrapped(line: str, indent: str) -> list[str]:
    """Fold a line between words, what follows further in; control characters never reach the screen."""
    inner = indent + " " * (len(line) - len(line.lstrip()))
    text = shown(line.strip(), 1_000)
    return textwrap.wrap(text, WIDTH, initial_indent=inner, subsequent_indent=inner + "  ", break_on_hyphens=False)
