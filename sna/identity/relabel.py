"""Ids of people and gatherings replaced wherever they stand, and the records that then say the same twice.

One id may turn out to be two people: where it does, it is replaced record by record.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, columns_of, one_row_each, tidy
from sna.facts import Kind, Reason
from sna.names import key

Record = tuple[str, str, str]
"""File, place, and the id of somebody named there."""

_COLUMNS = {
    "affiliations": ["person"],
    "attendance": ["person", "stands_in_for"],
    "interactions": ["source", "target"],
}


class People(Struct, frozen=True):
    """Who stands behind the ids.

    Attributes
    ----------
    ids
        Id → person, for the ids that are one person; for the others, the one most records speak of.
    records
        Record → person, for the ids that are several.
    files
        (file, id) → person, where a file knows but one of the several.
    """

    ids: Mapping[str, str]
    records: Mapping[Record, str] = {}
    files: Mapping[tuple[str, str], str] = {}

    def of(self, file: str, place: str, person: str) -> str:
        """Give the person an id at a place means."""
        found = self.records.get((file, place, person)) or self.files.get((file, person))
        return found or self.ids.get(person, person)


def people_of(statements: pd.DataFrame, persons: pd.Series) -> People:
    """Gather who stands behind each id.

    Parameters
    ----------
    statements
        With the columns ``id``, ``file`` and ``place``.
    persons
        The person each statement speaks of, in the same order.
    """
    pairs = pd.DataFrame({"id": statements["id"], "file": statements["file"], "person": persons})
    counted = pairs.groupby(["id", "person"], sort=True).size().reset_index(name="count")
    usual = counted.sort_values(["id", "count", "person"], ascending=[True, False, True], kind="stable")
    ids = dict(usual.drop_duplicates("id")[["id", "person"]].itertuples(index=False, name=None))
    several = counted.loc[counted["id"].duplicated(keep=False), "id"].unique()
    told = statements["id"].isin(set(several))
    records = zip(statements.loc[told, "file"], statements.loc[told, "place"], statements.loc[told, "id"], strict=True)
    return People(ids, dict(zip(records, persons[told], strict=True)), _of_files(pairs[told]))


def _of_files(pairs: pd.DataFrame) -> dict[tuple[str, str], str]:
    distinct = pairs.drop_duplicates()
    alone = distinct[~distinct.duplicated(["file", "id"], keep=False)]
    return {(row.file, row.id): row.person for row in alone.itertuples(index=False)}


def relabelled(dataset: Dataset, people: People) -> Dataset:
    """Put people in the place of ids in every table; the table of people is that of the statements, folded."""
    several = {person for _file, _place, person in people.records}
    tables = {}
    for name, columns in _COLUMNS.items():
        table: pd.DataFrame = getattr(dataset, name)
        tables[name] = tidy(table.assign(**{column: _persons(table, column, people, several) for column in columns}))
    statements = dataset.statements
    statements = tidy(statements.assign(id=_persons(statements, "id", people, several)))
    people = one_row_each(statements[columns_of("people")], "id")
    return dataset.with_tables(people=people, statements=statements, **tables)


def _persons(table: pd.DataFrame, column: str, people: People, several: set[str]) -> pd.Series:
    """Replace one column; only the ids that are several people need a look at the record."""
    found = table[column].map(lambda id_: people.ids.get(id_, id_)).astype("str")
    apart = table[column].isin(several)
    if apart.any():
        rows = table.loc[apart, ["file", "place", column]].itertuples(index=False, name=None)
        found.loc[apart] = [people.of(*row) for row in rows]
    return found


def unidentified(dataset: Dataset) -> dict[str, str]:
    """Give each unidentified attendance an id made of the meeting and what was written, numbered within them."""
    nobody = dataset.people.loc[dataset.people["kind"] == Kind.UNIDENTIFIED, ["id", "name"]]
    said = ["gathering", "organisation", "role", "status", "written", "minutes"]
    theirs = dataset.attendance.drop_duplicates("person").set_index("person")[said]
    nobody = nobody.join(theirs, on="id").sort_values([*said, "id"], kind="stable")
    meeting = nobody["gathering"].fillna("nowhere").str.removeprefix("gathering:")
    stem = meeting + "/" + nobody["name"].map(key)
    number = (stem.groupby(stem).cumcount() + 1).astype("str")
    return dict(zip(nobody["id"], "unidentified:" + stem + "/" + number, strict=True))


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


def with_merged_gatherings(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    """Put one id in the place of the ids of gatherings that are one meeting."""
    gatherings = dataset.gatherings.assign(id=dataset.gatherings["id"].replace(mapping))
    attendance = dataset.attendance.assign(gathering=dataset.attendance["gathering"].replace(mapping))
    return dataset.with_tables(gatherings=one_row_each(gatherings, "id"), attendance=tidy(attendance))


Repeat = tuple[str, str, str]
"""File, place, and the place of the record it repeats."""

REPEATED = Reason("M-REPEATED", "It says again what another record says.")


def without_repeats(dataset: Dataset) -> tuple[Dataset, tuple[Repeat, ...]]:
    """Drop attendance that one file states twice in the same way, and say which records those were."""
    table = dataset.attendance
    same = ["file", "gathering", "person", "status", "evidence"]
    again = table.duplicated(same)
    if not again.any():
        return dataset, ()
    kept = table[~again]
    into = dict(zip(kept[same].itertuples(index=False, name=None), kept["place"], strict=True))
    still = set(zip(kept["file"], kept["place"], strict=True))
    acts = table.loc[again, same].itertuples(index=False, name=None)
    repeated = {
        (file, place, into[act])
        for file, place, act in zip(table.loc[again, "file"], table.loc[again, "place"], acts, strict=True)
        if (file, place) not in still
    }
    return dataset.with_tables(attendance=tidy(kept)), tuple(sorted(repeated))


def without_copies(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
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
