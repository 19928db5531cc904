"""Labels in place of names, through everything that was read, woven and found, before anything is drawn or written.

Ids become codes, because an id is made of the name; names become labels; addresses, accounts and what was written go.
What a page is made of then holds no name, so that none can be forgotten in a sentence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, described
from sna.facts import Kind, Reason
from sna.identity import Identity
from sna.ledger import Account, Ledger
from sna.names import read_name
from sna.network import Network, TwoMode
from sna.privacy import codes, names_somebody
from sna.render.map.labels import labels
from sna.study.audience.somebody import GROUPS, Somebody, lettered
from sna.study.results import Made, Tables
from sna.study.networks import Contacts
from sna.study.reading import Reading
from sna.study.networks import Window

Style = Literal["names", "initials", "roles", "codes"]
UNIDENTIFIED, UNTITLED = "Not identified", "Gathering"
EMPTIED = ("written", "email", "handle", "formerly", "also")
TEXTS = ("title", "series", "channel")
"""The columns, beside those of people and groups, that may name somebody: ``Dr Patel's clinic``."""
LIST = "; "
"""What stands between the gatherings behind a tie."""


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


def labelled(reading: Reading, made: Made, style: Style, told: Somebody, audience: str) -> tuple[Reading, Made]:
    """Put labels in the place of names.

    Parameters
    ----------
    reading, made
        What was read, and what was woven and found; not changed.
    style
        What stands for a person. With "names" both are given back as they are.
    told
        All names of people.
    audience
        Whom it is for: each has codes of its own.
    """
    if style == "names":
        return reading, made
    found = _labels(reading.dataset, style, told, audience)
    dataset = _dataset(reading.dataset, found)
    ledger = Ledger(_account(account) for account in reading.ledger)
    read = Reading(dataset, ledger, reading.inputs, Identity(), reading.opted_out)
    meetings = tuple((_window(window, found), _tables(tables, found)) for window, tables in made.meetings)
    online = tuple((_contacts(one, found), [_tables(tables, found) for tables in each]) for one, each in made.online)
    medium = None if made.medium is None else _contacts(made.medium, found)
    return read, replace(made, meetings=meetings, online=online, medium=medium)


def _labels(dataset: Dataset, style: Style, told: Somebody, audience: str) -> Labels:
    people = described(dataset).set_index("id")
    coded = codes(people.index, _secret(dataset), audience)
    order = people.loc[sorted(people.index, key=coded.__getitem__)]
    persons = order[order["kind"] == Kind.PERSON]
    given = dict(zip(order.index, [UNIDENTIFIED] * len(order), strict=True))
    display = [read_name(name).display for name in persons["name"]]
    of_persons = [coded[id_] for id_ in persons.index]
    if style != "codes":
        of_persons = labels(display, style, list(persons["role"]))[0]
    given |= dict(zip(persons.index, of_persons, strict=True))
    names = {coded[id_]: label for id_, label in given.items()}
    return Labels(names, {**_groups(dataset, people, told), **_titles(dataset, told), **coded})


def _secret(dataset: Dataset) -> bytes:
    """Make of everything that was read what the codes are made with: who does not hold the files cannot guess it."""
    tables = (dataset.people, dataset.affiliations, dataset.attendance, dataset.interactions, dataset.statements)
    whole = hashlib.sha256()
    for table in tables:
        whole.update(table.to_csv(index=False).encode("utf-8", "replace"))
    return whole.digest()


def _groups(dataset: Dataset, people: pd.DataFrame, told: Somebody) -> dict[str, str]:
    held = dataset.organisations
    groups = {by: {*people[by], *held["name" if by == "organisation" else by], *_stated(dataset, by)} for by in GROUPS}
    letters = lettered(groups, people[["name", "organisation"]], told)
    return {name: letter for (_by, name), letter in letters.shown.items()}


def _stated(dataset: Dataset, by: str) -> set[str]:
    return {*dataset.attendance[by], *dataset.affiliations[by]} if by == "organisation" else set()


def _titles(dataset: Dataset, told: Somebody) -> dict[str, str]:
    """Find the gatherings, series and channels that name somebody; a gathering's id holds its title."""
    held, acts = dataset.gatherings, dataset.interactions
    texts = {str(text) for name in TEXTS for table in (held, acts) if name in table for text in table[name].unique()}
    naming = sorted(text for text in texts if text and names_somebody(text, told.people, told.people))
    instead = dict.fromkeys(naming, UNTITLED)
    ids = [str(id_) for id_ in held["id"] if names_somebody(str(id_), told.people, told.people)]
    return instead | {id_: f"gathering:{number}" for number, id_ in enumerate(sorted(ids), 1)}


def _dataset(dataset: Dataset, found: Labels) -> Dataset:
    """Relabel every table; what was stated of people before they were matched is left out."""
    names = ("people", "organisations", "affiliations", "gatherings", "attendance", "interactions")
    tables = {name: _frame(getattr(dataset, name), found) for name in names}
    people, acts = tables["people"], tables["interactions"]
    tables["people"] = people.assign(name=[found.names[id_] for id_ in people["id"]])
    tables["interactions"] = acts.assign(
        **{
            f"{end}_account": [
                f"{account.partition(':')[0]}:{code}" if account else ""
                for account, code in zip(acts[f"{end}_account"], acts[end], strict=True)
            ]
            for end in ("source", "target")
            if f"{end}_account" in acts.columns
        }
    )
    return dataset.with_tables(**tables, statements=dataset.statements.iloc[:0])


def _frame(table: pd.DataFrame, found: Labels) -> pd.DataFrame:
    """Relabel a table: ids and names of groups wherever they stand, also in the index."""
    made = table.copy()
    for column in made.columns:
        if column in EMPTIED:
            made[column] = pd.Series("", index=made.index, dtype=made[column].dtype)
        elif made[column].dtype == object or isinstance(made[column].dtype, pd.StringDtype):
            made[column] = made[column].map(found.text).astype(made[column].dtype)
    ordered = table.index.is_monotonic_increasing and len(table) > 1
    if isinstance(made.index, pd.MultiIndex):
        parts = [[found.text(value) for value in made.index.get_level_values(level)] for level in made.index.names]
        made.index = pd.MultiIndex.from_arrays(parts, names=made.index.names)
    elif not isinstance(made.index, pd.RangeIndex):
        made.index = pd.Index([found.text(value) for value in made.index], dtype=made.index.dtype, name=made.index.name)
    return made.sort_index() if ordered and not isinstance(made.index, pd.RangeIndex) else made


def _people(table: pd.DataFrame, found: Labels) -> pd.DataFrame:
    """Relabel a table with a row per person; the order of the rows tells nothing either."""
    made = _frame(table, found)
    if "name" in made.columns:
        made["name"] = [
            found.names.get(str(id_), str(name)) for id_, name in zip(made.index, made["name"], strict=True)
        ]
    return made.loc[[found.text(id_) for id_ in table.index]]


def _tables(tables: Tables, found: Labels) -> Tables:
    return {name: _frame(table, found) for name, table in tables.items()}


def _network(network: Network, found: Labels) -> Network:
    behind = None if network.behind is None else _two_mode(network.behind, found)
    nodes = _people(network.nodes, found)
    return Network(nodes, _frame(network.ties, found), directed=network.directed, behind=behind)


def _two_mode(two_mode: TwoMode, found: Labels) -> TwoMode:
    gatherings = _frame(two_mode.gatherings, found).loc[[found.text(id_) for id_ in two_mode.gatherings.index]]
    return TwoMode(_people(two_mode.people, found), gatherings, two_mode.incidence, two_mode.eligible)


def _window(window: Window, found: Labels) -> Window:
    return replace(
        window,
        dataset=_dataset(window.dataset, found),
        two_mode=_two_mode(window.two_mode, found),
        network=_network(window.network, found),
        undrawn=_frame(window.undrawn, found),
    )


def _contacts(one: Contacts, found: Labels) -> Contacts:
    networks = tuple((title, _network(network, found)) for title, network in one.networks)
    return replace(one, networks=networks, acts=tuple(_frame(acts, found) for acts in one.acts))


def _account(account: Account) -> Account:
    """Give an account without what stood in the records."""
    unused = [replace(entry, reason=_plain(entry.reason), row=None) for entry in account.unused]
    warnings = [(place, Reason(reason.code, "", reason.column)) for place, reason in account.warnings]
    return Account(account.file, account.loader, account.counted, account.fates, unused, warnings)


def _plain(reason: Reason | None) -> Reason | None:
    return reason and replace(reason, value="")
