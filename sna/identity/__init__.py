"""Who is who, and which meeting is which.

For now people are the same when their comparable key is the same: `match` maps ids to ids and the tables are
re-labelled once. Devices, rooms, telephones and roles are never merged with each other; each gets an id that does not
depend on the order of the files. An account of X is tied to a person only where the aliases say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, one_row_each, tidy
from sna.facts import Kind, Reason
from sna.membership import Membership
from sna.names import key

Repeat = tuple[str, str, str]
"""File, place, and the place of the record it repeats."""

REPEATED = Reason("M-REPEATED", "It says again what another record says.")


class Matched(Struct, frozen=True):
    """A dataset whose names are people.

    Attributes
    ----------
    dataset
        The re-labelled dataset.
    repeated
        (file, place, place of the record it repeats) of each record that turned out to say the same twice.
    """

    dataset: Dataset
    repeated: tuple[Repeat, ...] = ()


def match(dataset: Dataset, *, aliases: Mapping[str, str] | None = None, one_per_day: bool = False) -> Matched:
    """Settle who is who, which meeting is which, and what each organisation is called.

    Parameters
    ----------
    dataset
        As the loaders filled it.
    aliases
        Account (``@handle``, ``slack:U…``, ``x:…``) or name as written → the person's name.
    one_per_day
        Whether the community never meets twice a day, so that records of one day are of one meeting whatever each
        source calls it.

    Examples
    --------
    >>> from sna.dataset import Builder
    >>> match(Builder().dataset()).repeated
    ()
    """
    dataset = _relabel_gatherings(dataset, same_gatherings(dataset.gatherings, one_per_day=one_per_day))
    dataset = _relabel_people(dataset, _unidentified(dataset))
    dataset = _relabel_people(dataset, same_accounts(dataset.people))
    dataset = _relabel_people(dataset, same_people(dataset.people, aliases or {}))
    dataset = _named_as_declared(dataset, aliases or {})
    dataset = _one_spelling(dataset)
    dataset, repeated = _without_repeats(dataset)
    dataset, copied = _without_copies(dataset)
    return Matched(_affiliated(dataset), tuple(sorted({*repeated, *copied})))


def same_people(people: pd.DataFrame, aliases: Mapping[str, str]) -> dict[str, str]:
    """Map the ids of people to the id of the person: ``name:`` and the comparable key.

    Accounts of Slack are taken by their full name (two words or more) unless two accounts bear it; accounts of X only
    through `aliases`.
    """
    known = {_account_key(account): f"name:{key(name)}" for account, name in aliases.items()}
    accounts = people[people["id"].str.startswith("slack:")]
    bearers = Counter(key(name) for name in accounts["name"])
    mapping = {}
    for row in people.itertuples(index=False):
        declared = known.get(_account_key(row.id)) or known.get(_account_key(row.handle)) or known.get(key(row.name))
        folded = key(row.name)
        if declared and row.kind == Kind.PERSON:
            mapping[row.id] = declared
        elif row.id.startswith("slack:") and " " in folded and bearers[folded] == 1:
            mapping[row.id] = f"name:{folded}"
    return mapping


def same_accounts(people: pd.DataFrame) -> dict[str, str]:
    """Map an account of X known by its handle alone to the id that bears the handle, if there is just one.

    Examples
    --------
    >>> same_accounts(pd.DataFrame({"id": ["x:12", "x:@ann"], "handle": ["@Ann", "@ann"]}))
    {'x:@ann': 'x:12'}
    """
    numbered = people[people["id"].str.fullmatch(r"x:\d+")]
    bearers: dict[str, set[str]] = {}
    for account, handle in zip(numbered["id"], numbered["handle"], strict=True):
        bearers.setdefault(_account_key(handle), set()).add(account)
    named = people.loc[people["id"].str.startswith("x:@"), "id"]
    found = {account: bearers.get(_account_key(account), set()) for account in named}
    return {account: ids.copy().pop() for account, ids in found.items() if len(ids) == 1}


def _account_key(account: str) -> str:
    return account.strip().casefold().removeprefix("x:@").removeprefix("@") if account else "\x00"


def same_gatherings(gatherings: pd.DataFrame, *, one_per_day: bool = False) -> dict[str, str]:
    """Map the ids of gatherings that are one meeting to one id.

    A meeting without a title is the titled meeting of that day if there is exactly one (a register whose columns are
    days beside one that names its meetings). With `one_per_day`, all meetings of a day and series are one.
    """
    mapping: dict[str, str] = {}
    meetings = gatherings[(gatherings["kind"] == "meeting") & gatherings["on"].notna()]
    for _day, same in meetings.groupby(["on", "series"] if one_per_day else ["on"], sort=True):
        ids, titled = sorted(same["id"]), sorted(same.loc[same["title"] != "", "id"])
        if one_per_day:
            mapping |= dict.fromkeys(ids, (titled or ids)[0])
        elif len(titled) == 1:
            mapping |= dict.fromkeys(ids, titled[0])
    return {old: new for old, new in mapping.items() if old != new}


def _unidentified(dataset: Dataset) -> dict[str, str]:
    """Give each unidentified attendance an id made of the meeting and what was written, numbered within them."""
    nobody = dataset.people.loc[dataset.people["kind"] == Kind.UNIDENTIFIED, ["id", "name"]]
    said = ["gathering", "organisation", "role", "status", "written", "minutes"]
    theirs = dataset.attendance.drop_duplicates("person").set_index("person")[said]
    nobody = nobody.join(theirs, on="id").sort_values([*said, "id"], kind="stable")
    meeting = nobody["gathering"].fillna("nowhere").str.removeprefix("gathering:")
    stem = meeting + "/" + nobody["name"].map(key)
    number = (stem.groupby(stem).cumcount() + 1).astype("str")
    return dict(zip(nobody["id"], "unidentified:" + stem + "/" + number, strict=True))


def _relabel_gatherings(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    gatherings = dataset.gatherings.assign(id=dataset.gatherings["id"].replace(mapping))
    attendance = dataset.attendance.assign(gathering=dataset.attendance["gathering"].replace(mapping))
    return dataset.with_tables(gatherings=one_row_each(gatherings, "id"), attendance=tidy(attendance))


def _relabel_people(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    """Replace ids of people wherever they stand."""
    if not mapping:
        return dataset
    tables = {}
    for table, columns in _PEOPLE_COLUMNS.items():
        old: pd.DataFrame = getattr(dataset, table)
        new = old.assign(**{column: old[column].map(lambda id_: mapping.get(id_, id_)) for column in columns})
        tables[table] = one_row_each(new, "id") if table == "people" else tidy(new)
    return dataset.with_tables(**tables)


def _named_as_declared(dataset: Dataset, aliases: Mapping[str, str]) -> Dataset:
    """Show those the aliases name by that name, not by their account."""
    names = {f"name:{key(name)}": name for name in aliases.values()}
    people = dataset.people
    shown = [names.get(person, name) for person, name in zip(people["id"], people["name"], strict=True)]
    return dataset.with_tables(people=people.assign(name=pd.Series(shown, index=people.index, dtype="str")))


_PEOPLE_COLUMNS = {
    "people": ["id"],
    "affiliations": ["person"],
    "attendance": ["person", "stands_in_for"],
    "interactions": ["source", "target"],
}


def _one_spelling(dataset: Dataset) -> Dataset:
    """Write each organisation one way: as declared, else as most often written."""
    stated = dataset.affiliations
    declared = [*dataset.organisations["name"], *stated.loc[stated["declared"], "organisation"]]
    observed = [*stated["organisation"], *dataset.attendance["organisation"]]
    spelling = _spellings(observed) | _spellings(declared)
    tables = {}
    for table, column in (("organisations", "name"), ("affiliations", "organisation"), ("attendance", "organisation")):
        old: pd.DataFrame = getattr(dataset, table)
        tables[table] = tidy(old.assign(**{column: old[column].map(lambda name: spelling.get(key(name), name))}))
    tables["organisations"] = _one_organisation_each(tables["organisations"])
    return dataset.with_tables(**tables)


def _spellings(names: Iterable[str]) -> dict[str, str]:
    counted = Counter(name for name in names if name)
    ordered = sorted(counted, key=lambda name: (name.isupper(), -counted[name], name), reverse=True)
    return {key(name): name for name in ordered}


def _one_organisation_each(organisations: pd.DataFrame) -> pd.DataFrame:
    if organisations.empty:
        return organisations
    reach = organisations.groupby("name")["reach"].any()
    single = one_row_each(organisations, "name")
    return single.assign(reach=single["name"].map(reach).astype(bool))


def _without_repeats(dataset: Dataset) -> tuple[Dataset, tuple[Repeat, ...]]:
    """Drop attendance that one file states twice in the same way, and say which records those were."""
    table = dataset.attendance
    same = ["file", "gathering", "person", "status", "evidence"]
    again = table.duplicated(same)
    if not again.any():
        return dataset, ()
    kept = table[~again]
    into = kept.set_index(same)["place"]
    still = set(zip(kept["file"], kept["place"], strict=True))
    repeated = {
        (row.file, row.place, into.loc[tuple(getattr(row, column) for column in same)])
        for row in table[again].itertuples(index=False)
        if (row.file, row.place) not in still
    }
    return dataset.with_tables(attendance=tidy(kept)), tuple(sorted(repeated))


def _without_copies(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
    """Drop interactions that stand in two files: the same posts exported twice are one act, not two."""
    table = dataset.interactions
    same = ["source", "target", "kind", "at", "channel"]
    files = table.groupby(same, sort=False)["file"].transform("first") if len(table) else table["file"]
    copy = (table["file"] != files) & (table["at"] != "")
    if not copy.any():
        return dataset, set()
    kept = table[~copy]
    places = kept["file"] + " " + kept["place"]
    first = dict(zip(kept[same].itertuples(index=False, name=None), places, strict=True))
    still = set(zip(kept["file"], kept["place"], strict=True))
    where = zip(table.loc[copy, "file"], table.loc[copy, "place"], strict=True)
    acts = table.loc[copy, same].itertuples(index=False, name=None)
    into = {place: first[act] for place, act in zip(where, acts, strict=True) if place not in still}
    return dataset.with_tables(interactions=tidy(kept)), {(*place, target) for place, target in into.items()}


def _affiliated(dataset: Dataset) -> Dataset:
    """Fill in, where a register does not say it, the organisation somebody had on the day."""
    table = dataset.attendance
    blank = table["organisation"] == ""
    if not blank.any() or dataset.affiliations.empty:
        return dataset
    days = table["gathering"].map(dataset.gatherings.set_index("id")["on"])
    members = Membership(dataset.affiliations)
    rows = zip(table["person"], days, table["organisation"], strict=True)
    filled = [stated or members.post(person, day).organisation for person, day, stated in rows]
    organisation = pd.Series(filled, index=table.index, dtype="str")
    return dataset.with_tables(attendance=tidy(table.assign(organisation=organisation)))
