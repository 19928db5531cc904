"""Every way in which the people of a study are written, and the groups whose names name one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from string import ascii_uppercase

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset
from sna.facts import Kind
from sna.names import key, looks_like_organisation, read_name
from sna.privacy import Known, known, names_somebody
from sna.privacy.identifiers import runs, writings
from sna.study.reading import Reading

GROUPS = ("organisation", "locality", "sector")
ACCOUNTS = ("source_account", "target_account")


class Somebody(Struct, frozen=True):
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


def somebody(reading: Reading, conveners: Iterable[str] = (), besides: Collection[str] = ()) -> Somebody:
    """Gather every name, address, handle, account and id of the people of a study.

    What is also the name of an organisation, or reads like one, or is one of the folded names `besides`, is no person's
    name: an account called "Age UK", or by the community's own title.
    """
    dataset = reading.dataset
    official = frozenset(_official(dataset))
    folded = {key(name) for name in official}.union(besides)
    names = {read_name(text).display for text in {*_written(reading), *conveners}}
    told = sorted(name for name in names if key(name) not in folded and not looks_like_organisation(name))
    return Somebody(known(told, _marks(dataset)), official)


def _official(dataset: Dataset) -> set[str]:
    columns = [dataset.organisations[name] for name in ("name", "formerly", "merged_into", "sector", "locality")]
    columns += [dataset.affiliations["organisation"], dataset.attendance["organisation"]]
    columns += [dataset.people[name] for name in ("sector", "locality")]
    return {str(text) for column in columns for text in column.dropna().unique() if text}


def _written(reading: Reading) -> set[str]:
    """Give every text that was read as the name of a person."""
    dataset = reading.dataset
    persons = set(dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "id"])
    found = {one.name for one in reading.identity.people} | set(reading.identity.aliases.values())
    for table, who, columns in (
        (dataset.people, "id", ("name", "written", "formerly", "also")),
        (dataset.statements, "id", ("name", "written", "formerly", "also")),
        (dataset.attendance, "person", ("written",)),
    ):
        theirs = table[table[who].isin(persons)]
        found |= {str(text) for column in columns for text in theirs[column].dropna().unique()}
    return found - {""}


def _marks(dataset: Dataset) -> set[str]:
    found = set(map(str, dataset.people["id"]))
    for table in (dataset.people, dataset.statements):
        found |= {str(text) for column in ("email", "handle") for text in table[column].dropna().unique()}
    found |= {str(text) for column in ACCOUNTS for text in dataset.interactions[column].dropna().unique()}
    return found - {""}


class Letters(Struct, frozen=True):
    """What stands for each group on a page without names: its name, or a letter where the name is a person's.

    `shown` is (kind, name) → what is written; what is not in it stands as it is.
    """

    shown: Mapping[tuple[str, str], str] = {}

    def of(self, by: str, name: str) -> str:
        """Give what is written for a group."""
        return self.shown.get((by, name), name)

    def hidden(self) -> dict[str, int]:
        """Count the groups under a letter, by kind."""
        kinds = [by for by, _name in self.shown]
        return {by: kinds.count(by) for by in GROUPS if by in kinds}


def lettered(groups: Mapping[str, Iterable[str]], members: pd.DataFrame, told: Somebody) -> Letters:
    """Put a letter in the place of each name of a group that names a person.

    That is a name that holds somebody's full name, and for an organisation also the surname of somebody who belongs to
    it, as that of a sole trader does.

    Parameters
    ----------
    groups
        Kind → names of the groups that could be shown.
    members
        The people: ``name`` and ``organisation``.
    told
        All names of people.
    """
    own = {
        str(name): known([read_name(text).display for text in rows["name"]])
        for name, rows in members.groupby("organisation")
        if name
    }
    shown: dict[tuple[str, str], str] = {}
    for by, names in groups.items():
        neighbours = own if by == "organisation" else {}
        naming = [
            name for name in sorted(set(names)) if name and names_somebody(name, told.people, neighbours.get(name))
        ]
        shown |= {(by, name): f"{by.capitalize()} {letter(at)}" for at, name in enumerate(naming)}
    return Letters(shown)


def letter(number: int) -> str:
    """Count in letters.

    Examples
    --------
    >>> [letter(number) for number in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    return (letter(number // 26 - 1) if number > 25 else "") + ascii_uppercase[number % 26]


def spared(told: Somebody, letters: Letters, *pages: str) -> Known:
    """Give what to look for on a page that shows these groups.

    A word of a group's own name may also be somebody's surname and may stand there, and so may the words that the page
    says of any community (`pages`: its text made of an invented one).
    """
    names = {name for name in told.official if not any(name == hidden for _by, hidden in letters.shown)}
    words = {word for text in names for written in writings(text) for word in written.split()}
    own = [written.split() for page in pages for written in writings(page)]
    phrases = {phrase for parts in own for phrase in runs(parts)}
    return told.people.without(phrases, words | {word for parts in own for word in parts})
