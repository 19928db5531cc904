"""Every way in which the people of a study are written, and labels in place of names, before anything is drawn.

With labels, ids become codes, because an id is made of the name; names become labels; addresses, accounts and what was
written go. What a page is made of then holds no name, so that none can be forgotten in a sentence. Groups whose names
name somebody stand under a letter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from string import ascii_uppercase
from typing import Literal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, described
from sna.facts import Kind, Reason
from sna.findings.frames import Table
from sna.findings.tables import BOUNDARIES, PersonRow, Records
from sna.identity import Identity
from sna.ledger import Account, Ledger
from sna.names import key, looks_like_organisation, read_name
from sna.network import Network, TwoMode
from sna.privacy import Known, codes, known, names_somebody
from sna.privacy.identifiers import runs, writings
from sna.render.map.labels import labels as person_labels
from sna.render.report.content import ReportContent
from sna.study.analyses import Tables
from sna.study.evidence import report_content
from sna.study.networks import Contacts, Window
from sna.study.reading import Reading
from sna.study.results import Results
from sna.study.settings import Settings

Style = Literal["names", "initials", "roles", "codes"]
ID, PERSON, NAME = "id", "person", "name"
"""The columns by which the dataset's tables say who somebody is."""
NAMES, WRITTEN = (NAME, "written", "formerly", "also"), ("written",)
ADDRESSES, ACCOUNTS = ("email", "handle"), ("source_account", "target_account")
"""The columns in which somebody's names, addresses and accounts stand."""
UNIDENTIFIED, UNTITLED = "Not identified", "Gathering"
EMPTIED = ("written", "email", "handle", "formerly", "also")
TEXTS = ("title", "series", "channel")
"""The columns, beside those of people and groups, that may name somebody: ``Dr Patel's clinic``."""
LIST = "; "
"""What stands between the gatherings behind a tie."""


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
    return _texts(
        (dataset.organisations, ("name", "formerly", "merged_into", "sector", "locality")),
        (dataset.affiliations, BOUNDARIES[:1]),
        (dataset.attendance, BOUNDARIES[:1]),
        (dataset.people, BOUNDARIES[1:]),
    )


def _written(reading: Reading) -> set[str]:
    """Give every text that was read as the name of a person."""
    dataset = reading.dataset
    persons = {row.id for row in _records(dataset.people) if row.kind == Kind.PERSON}
    names = {person.name for person in reading.identity.people} | set(reading.identity.aliases.values())
    names |= _texts(
        (_rows_of(dataset.people, ID, persons), NAMES),
        (_rows_of(dataset.statements, ID, persons), NAMES),
        (_rows_of(dataset.attendance, PERSON, persons), WRITTEN),
    )
    return names - {""}


def _rows_of(table: pd.DataFrame, column: str, ids: set[str]) -> pd.DataFrame:
    return table[table[column].isin(ids)]


def _records(people: pd.DataFrame) -> Table[PersonRow]:
    return Records({"people": people.set_index(ID)}).people


def _marks(dataset: Dataset) -> set[str]:
    return _texts((dataset.people, (ID, *ADDRESSES)), (dataset.statements, ADDRESSES), (dataset.interactions, ACCOUNTS))


def _texts(*parts: tuple[pd.DataFrame, Iterable[str]]) -> set[str]:
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
    groups: Mapping[str, Iterable[str]], members: Iterable[tuple[str, str]], index: NameIndex
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
    """
    people: dict[str, list[str]] = {}
    for name, organisation in members:
        people.setdefault(organisation, []).append(read_name(name).display)
    neighbours = {organisation: known(names) for organisation, names in people.items() if organisation}
    letters: dict[tuple[str, str], str] = {}
    for by, names in groups.items():
        own = neighbours if by == BOUNDARIES[0] else {}
        naming = [name for name in sorted({*names}) if name and names_somebody(name, index.people, own.get(name))]
        letters |= {(by, name): f"{by.capitalize()} {letter(number)}" for number, name in enumerate(naming)}
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


class Labels(Struct, frozen=True):
    """What stands for what.

    Attributes
    ----------
    names
        Code → label.
    instead
        Id of a person, or name of a group or a text that names somebody → what is written.
    """

    names: Mapping[str, str]
    instead: Mapping[str, str]

    def text(self, value: object) -> object:
        """Give what is written for a value; a list of gatherings is taken apart, a namespace before an id stays."""
        if not isinstance(value, str):
            return value
        if value in self.instead:
            return self.instead[value]
        if LIST in value:
            return LIST.join(self.instead.get(part, part) for part in value.split(LIST))
        return value


class View(Struct, frozen=True, dict=True):
    """What one reader sees, names or labels in it: the reading, the results, and the content of a report made of them.

    `title` is the community's name, if the settings give none.
    """

    reading: Reading
    results: Results
    settings: Settings
    title: str

    @cached_property
    def content(self) -> ReportContent:
        """What a report says."""
        return report_content(self.reading, self.settings, self.results, self.title)


def relabelled(
    reading: Reading, results: Results, style: Style, index: NameIndex, audience: str
) -> tuple[Reading, Results]:
    """Put labels in the place of names.

    Parameters
    ----------
    reading, results
        What was read, and what was woven and found; not changed.
    style
        What stands for a person. With "names" both are given back as they are.
    index
        All names of people.
    audience
        Whom it is for: each has codes of its own.
    """
    if style == "names":
        return reading, results
    labels = _labels(reading.dataset, style, index, audience)
    ledger = Ledger(_account(account) for account in reading.ledger)
    dataset = _dataset(reading.dataset, labels)
    copy = Reading(dataset, ledger, reading.inputs, Identity(), reading.opted_out)
    meetings = tuple((_window(window, labels), _tables(tables, labels)) for window, tables in results.meetings)
    online = tuple(
        (_contacts(contacts, labels), [_tables(tables, labels) for tables in windows])
        for contacts, windows in results.online
    )
    medium = None if results.medium is None else _contacts(results.medium, labels)
    return copy, replace(results, meetings=meetings, online=online, medium=medium)


def _labels(dataset: Dataset, style: Style, index: NameIndex, audience: str) -> Labels:
    people = _records(described(dataset))
    coded = codes(pd.Index([person.id for person in people]), _secret(dataset), audience)
    # in the order of the codes: in that of the names, the numbers of equal labels would give the alphabet away
    persons = sorted((row for row in people if row.kind == Kind.PERSON), key=lambda person: coded[person.id])
    texts = [coded[person.id] for person in persons]
    if style != "codes":
        displays = [read_name(person.name).display for person in persons]
        texts = person_labels(displays, style, [person.role for person in persons])[0]
    written = {person.id: text for person, text in zip(persons, texts, strict=True)}
    names = {coded[person.id]: written.get(person.id, UNIDENTIFIED) for person in people}
    return Labels(names, {**_groups(dataset, people, index), **_titles(dataset, index), **coded})


def _secret(dataset: Dataset) -> bytes:
    """Make of everything that was read what the codes are made with: who does not hold the files cannot guess it."""
    tables = (dataset.people, dataset.affiliations, dataset.attendance, dataset.interactions, dataset.statements)
    digest = hashlib.sha256()
    for table in tables:
        digest.update(table.to_csv(index=False).encode("utf-8", "replace"))
    return digest.digest()


def _groups(dataset: Dataset, people: Sequence[PersonRow], index: NameIndex) -> dict[str, str]:
    tables = Records({"organisations": dataset.organisations, "attendance": dataset.attendance})
    rows = tables.organisations
    groups = {by: {*(row.of(by) for row in people), *(row.of(by) for row in rows)} for by in BOUNDARIES}
    groups[BOUNDARIES[0]] |= {row.organisation for row in tables.attendance}
    groups[BOUNDARIES[0]] |= _texts((dataset.affiliations, BOUNDARIES[:1]))
    letters = group_letters(groups, [(person.name, person.organisation) for person in people], index)
    return {name: letter for (_by, name), letter in letters.letters.items()}


def _titles(dataset: Dataset, index: NameIndex) -> dict[str, str]:
    """Find the gatherings, series and channels that name somebody; a gathering's id holds its title."""
    tables, people = (dataset.gatherings, dataset.interactions), index.people
    texts = _texts(*((table, [name for name in TEXTS if name in table]) for table in tables))
    naming = [text for text in sorted(texts) if names_somebody(text, people, people)]
    ids = [text for text in sorted(_texts((dataset.gatherings, (ID,)))) if names_somebody(text, people, people)]
    return dict.fromkeys(naming, UNTITLED) | {id_: f"gathering:{number}" for number, id_ in enumerate(ids, 1)}


def _dataset(dataset: Dataset, labels: Labels) -> Dataset:
    """Relabel every table; what was stated of people before they were matched is left out."""
    people, acts = _frame(dataset.people, labels), _frame(dataset.interactions, labels)
    accounts = {
        account: [
            f"{service.partition(':')[0]}:{code}" if service else ""
            for service, code in zip(acts[account], acts[account.partition("_")[0]], strict=True)
        ]
        for account in ACCOUNTS
        if account in acts.columns
    }
    return dataset.with_tables(
        people=people.assign(name=[labels.names[id_] for id_ in people[ID]]),
        organisations=_frame(dataset.organisations, labels),
        affiliations=_frame(dataset.affiliations, labels),
        gatherings=_frame(dataset.gatherings, labels),
        attendance=_frame(dataset.attendance, labels),
        interactions=acts.assign(**accounts),
        statements=dataset.statements.iloc[:0],
    )


def _frame(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Relabel a table: ids and names of groups wherever they stand, also in the index."""
    copy = table.copy()
    for column in copy.columns:
        if column in EMPTIED:
            copy[column] = pd.Series("", index=copy.index, dtype=copy[column].dtype)
        elif copy[column].dtype == object or isinstance(copy[column].dtype, pd.StringDtype):
            copy[column] = copy[column].map(labels.text).astype(copy[column].dtype)
    index, ordered = table.index, table.index.is_monotonic_increasing and len(table) > 1
    if isinstance(index, pd.RangeIndex):
        return copy
    if isinstance(index, pd.MultiIndex):
        levels = [[labels.text(value) for value in index.get_level_values(level)] for level in index.names]
        copy.index = pd.MultiIndex.from_arrays(levels, names=index.names)
    else:
        copy.index = pd.Index([labels.text(value) for value in index], dtype=index.dtype, name=index.name)
    return copy.sort_index() if ordered else copy  # rows left in the old order would give the names' order away


def _people(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Relabel a table with a row per person; the order of the rows tells nothing either."""
    copy = _frame(table, labels)
    if NAME in copy.columns:
        copy[NAME] = [labels.names.get(str(id_), str(name)) for id_, name in zip(copy.index, copy[NAME], strict=True)]
    return copy.loc[[labels.text(id_) for id_ in table.index]]


def _tables(tables: Tables, labels: Labels) -> Tables:
    return {name: _frame(table, labels) for name, table in tables.items()}


def _network(network: Network, labels: Labels) -> Network:
    attendance = None if network.behind is None else _two_mode(network.behind, labels)
    nodes = _people(network.nodes, labels)
    return Network(nodes, _frame(network.ties, labels), directed=network.directed, behind=attendance)


def _two_mode(two_mode: TwoMode, labels: Labels) -> TwoMode:
    gatherings = _frame(two_mode.gatherings, labels).loc[[labels.text(id_) for id_ in two_mode.gatherings.index]]
    return TwoMode(_people(two_mode.people, labels), gatherings, two_mode.incidence, two_mode.eligible)


def _window(window: Window, labels: Labels) -> Window:
    return replace(
        window,
        dataset=_dataset(window.dataset, labels),
        two_mode=_two_mode(window.two_mode, labels),
        network=_network(window.network, labels),
        undrawn=_frame(window.undrawn, labels),
    )


def _contacts(contacts: Contacts, labels: Labels) -> Contacts:
    networks = tuple((title, _network(network, labels)) for title, network in contacts.networks)
    return replace(contacts, networks=networks, acts=tuple(_frame(acts, labels) for acts in contacts.acts))


def _account(account: Account) -> Account:
    """Give an account without what stood in the records."""
    unused = [
        replace(entry, reason=entry.reason and replace(entry.reason, value=""), row=None) for entry in account.unused
    ]
    warnings = [(place, Reason(reason.code, "", reason.column)) for place, reason in account.warnings]
    return Account(account.file, account.loader, account.counted, account.fates, unused, warnings)
