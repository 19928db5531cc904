"""Every way in which the people of a study are written, the letters in place of groups, and what one reader sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from string import ascii_uppercase
from typing import Literal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.facts import Kind
from sna.findings.evidence import PersonRow, Records
from sna.findings.frames import Table
from sna.findings.tables import BOUNDARIES
from sna.names import key, looks_like_organisation, read_name
from sna.privacy import Known, codes, known, names_somebody
from sna.privacy.identifiers import runs, writings
from sna.render.report.content import ReportContent
from sna.study.evidence import report_content
from sna.study.problems import open_problems
from sna.study.reading import Reading
from sna.study.results import Results
from sna.study.settings import Settings

Style = Literal["names", "initials", "roles", "codes"]
ID, PERSON, NAME = "id", "person", "name"
"""The columns by which the dataset's tables say who somebody is."""
NAMES, WRITTEN = (NAME, "written", "formerly", "also"), ("written",)
ADDRESSES, ACCOUNTS = ("email", "handle"), ("source_account", "target_account")
"""The columns in which somebody's names, addresses and accounts stand."""


class NameIndex(Struct, frozen=True):
    """What would give the people of a study away.

    Attributes
    ----------
    people
        All their names, and their addresses, accounts and ids.
    official
        The names of organisations, localities and sectors, as they stand in the files.
    """

    people: Known
    official: frozenset[str] = frozenset()


def name_index(reading: Reading, conveners: Iterable[str] = (), besides: Collection[str] = ()) -> NameIndex:
    """Gather every name, address, handle, account and id of the people of a study.

    What is also the name of an organisation, or reads like one, or is one of the folded names `besides`, is no person's
    name: an account called "Age UK", or by the community's own title.
    """
    dataset = reading.dataset
    official = frozenset(_official(dataset))
    folded = {key(name) for name in official}.union(besides)
    names = {read_name(text).display for text in {*_written(reading), *conveners}}
    people = sorted(name for name in names if key(name) not in folded and not looks_like_organisation(name))
    return NameIndex(known(people, _marks(dataset)), official)


def _official(dataset: Dataset) -> set[str]:
    return texts(
        (dataset.organisations, ("name", "formerly", "merged_into", "sector", "locality")),
        (dataset.affiliations, BOUNDARIES[:1]),
        (dataset.attendance, BOUNDARIES[:1]),
        (dataset.people, BOUNDARIES[1:]),
    )


def _written(reading: Reading) -> set[str]:
    """Give every text that was read as the name of a person."""
    dataset = reading.dataset
    persons = {row.id for row in records(dataset.people) if row.kind == Kind.PERSON}
    names = {person.name for person in reading.identity.people} | set(reading.identity.aliases.values())
    names |= texts(
        (_rows_of(dataset.people, ID, persons), NAMES),
        (_rows_of(dataset.statements, ID, persons), NAMES),
        (_rows_of(dataset.attendance, PERSON, persons), WRITTEN),
    )
    return names - {""}


def _rows_of(table: pd.DataFrame, column: str, ids: set[str]) -> pd.DataFrame:
    return table[table[column].isin(ids)]


def records(people: pd.DataFrame) -> Table[PersonRow]:
    """Give the people of the dataset as records."""
    return Records({"people": people.set_index(ID)}).people


def _marks(dataset: Dataset) -> set[str]:
    return texts((dataset.people, (ID, *ADDRESSES)), (dataset.statements, ADDRESSES), (dataset.interactions, ACCOUNTS))


def texts(*parts: tuple[pd.DataFrame, Iterable[str]]) -> set[str]:
    """Give every text that stands in these columns of tables."""
    columns = [table[column] for table, names in parts for column in names]
    return {str(text) for column in columns for text in column.dropna().unique() if text}


class GroupLetters(Struct, frozen=True):
    """What stands for each group on a page without names: its name, or a letter where the name is a person's.

    `letters` is (kind, name) → what is written; what is not in it stands as it is.
    """

    letters: Mapping[tuple[str, str], str] = {}

    def text(self, by: str, name: str) -> str:
        """Give what is written for a group."""
        return self.letters.get((by, name), name)

    def counts(self) -> dict[str, int]:
        """Count the groups under a letter, by kind."""
        kinds = [by for by, _name in self.letters]
        return {by: kinds.count(by) for by in BOUNDARIES if by in kinds}


def group_letters(
    groups: Mapping[str, Iterable[str]],
    members: Iterable[tuple[str, str]],
    index: NameIndex,
    secret: bytes = b"",
    small: Collection[str] = (),
) -> GroupLetters:
    """Put a letter in the place of each name of a group that names a person.

    That is a name that holds somebody's full name, and for an organisation also the surname of somebody who belongs to
    it, as that of a sole trader does.

    Parameters
    ----------
    groups
        Kind → names of the groups that could be shown.
    members
        Of each person: their name and their organisation.
    index
        All names of people.
    secret
        What the order of the letters is made with.
    small
        Organisations of too few people, which stand under a letter too.
    """
    people: dict[str, list[str]] = {}
    for name, organisation in members:
        people.setdefault(organisation, []).append(read_name(name).display)
    neighbours = {organisation: known(names) for organisation, names in people.items() if organisation}
    letters: dict[tuple[str, str], str] = {}
    for by, names in groups.items():
        own = neighbours if by == BOUNDARIES[0] else {}
        naming = [name for name in sorted({*names}) if name and names_somebody(name, index.people, own.get(name))]
        hidden = {*naming, *(small if by == BOUNDARIES[0] else ())}
        order = codes(hidden, secret)  # by the alphabet, sole traders' letters would be the alphabet of people
        letters |= {(by, name): f"{by.capitalize()} {letter(int(order[name][1:]) - 1)}" for name in sorted(hidden)}
    return GroupLetters(letters)


def letter(number: int) -> str:
    """Count in letters.

    Examples
    --------
    >>> [letter(number) for number in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    return (letter(number // 26 - 1) if number > 25 else "") + ascii_uppercase[number % 26]


def search_terms(index: NameIndex, letters: GroupLetters, *pages: str) -> Known:
    """Give what to look for on a page that shows these groups.

    A word of a group's own name may also be somebody's surname and may stand there, and so may the words that the page
    says of any community (`pages`: its text made of an invented one).
    """
    hidden = {name for _by, name in letters.letters}
    words = {word for name in index.official - hidden for text in writings(name) for word in text.split()}
    own = [text.split() for page in pages for text in writings(page)]
    phrases = {phrase for parts in own for phrase in runs(parts)}
    return index.people.without(phrases, words | {word for parts in own for word in parts})


class View(Struct, frozen=True, dict=True):
    """What one reader sees, names or labels in it: the reading, the results, and the content of a report made of them.

    `title` is the community's name, if the settings give none; `labels` says what the labels are, if there are any;
    `conveners` are the ids of those who convene.
    """

    reading: Reading
    results: Results
    settings: Settings
    title: str
    labels: str = ""
    conveners: frozenset[str] = frozenset()

    @cached_property
    def content(self) -> ReportContent:
        """What a report says."""
        content = report_content(self.reading, self.settings, self.results, self.title)
        if not self.labels:
            return replace(content, questions=open_problems(self.reading, self.settings))
        settings = {**content.methods.settings, "Labels": self.labels}
        return replace(content, methods=replace(content.methods, settings=settings))
