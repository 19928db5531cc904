"""Ids of people and gatherings replaced wherever they stand, and the records that then say the same twice.

One id may turn out to be two people: where it does, it is replaced record by record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, columns_of, merged_rows, tidy
from sna.facts import MEETINGS, Kind, Reason
from sna.names import key

Record = tuple[str, str, str]
"""File, place, and the id of somebody named there."""

_COLUMNS = {
    "affiliations": ["person"],
    "enrolments": ["person"],
    "attendance": ["person", "stands_in_for"],
    "interactions": ["source", "target"],
    "subjects": ["owner"],
    "adoptions": ["person"],
    "acts": ["person"],
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
    ambiguous = statements["id"].isin(set(several))
    records = statements.loc[ambiguous, ["file", "place", "id"]].itertuples(index=False, name=None)
    distinct = pairs[ambiguous].drop_duplicates()
    single = distinct[~distinct.duplicated(["file", "id"], keep=False)]
    files = {(row.file, row.id): row.person for row in single.itertuples(index=False)}
    return People(ids, dict(zip(records, persons[ambiguous], strict=True)), files)


def with_people(dataset: Dataset, people: People) -> Dataset:
    """Put people in the place of ids in every table; the table of people is that of the statements, folded."""
    several = {person for _file, _place, person in people.records}
    tables = {}
    for name, columns in _COLUMNS.items():
        table: pd.DataFrame = getattr(dataset, name)
        if table.empty:
            continue
        persons = {column: _persons(table, column, people, several) for column in columns}
        tables[name] = tidy(table.assign(**persons))
    statements = dataset.statements
    ids = _persons(statements, "id", people, several)
    kinds = statements["kind"].where(~ids.str.startswith("unidentified:"), Kind.UNIDENTIFIED).astype("str")
    statements = tidy(statements.assign(id=ids, kind=kinds))
    people = merged_rows(statements[columns_of("people")], "id")
    return dataset.with_tables(people=people, statements=statements, **tables)


def _persons(table: pd.DataFrame, column: str, people: People, several: set[str]) -> pd.Series:
    """Replace one column; only the ids that are several people need a look at the record."""
    codes, ids = pd.factorize(table[column])
    persons = pd.Series([people.ids.get(id_, id_) for id_ in ids], dtype="str").take(codes).set_axis(table.index)
    ambiguous = table[column].isin(several)
    if ambiguous.any():
        rows = table.loc[ambiguous, ["file", "place", column]].itertuples(index=False, name=None)
        persons.loc[ambiguous] = [
            people.records.get((file, place, id_)) or people.files.get((file, id_)) or people.ids.get(id_, id_)
            for file, place, id_ in rows
        ]
    return persons


def unidentified(dataset: Dataset) -> dict[str, str]:
    """Give each unidentified attendance an id made of the meeting and what was written, numbered within them."""
    nobody = dataset.people.loc[dataset.people["kind"] == Kind.UNIDENTIFIED, ["id", "name"]]
    if nobody.empty:
        return {}
    columns = ["gathering", "organisation", "role", "status", "written", "minutes"]
    theirs = dataset.attendance.drop_duplicates("person").set_index("person")[columns]
    nobody = nobody.join(theirs, on="id").sort_values([*columns, "id"], kind="stable")
    meeting = nobody["gathering"].fillna("nowhere").str.removeprefix("gathering:")
    stem = meeting + "/" + nobody["name"].map(key)
    number = (stem.groupby(stem).cumcount() + 1).astype("str")
    return dict(zip(nobody["id"], "unidentified:" + stem + "/" + number, strict=True))


def unidentified_ids(statements: pd.DataFrame) -> pd.Series:
    """Give each statement the id of somebody unidentified: one for a name at a meeting, whichever files say it."""
    meeting = statements["gathering"].str.removeprefix("gathering:")
    return "unidentified:" + meeting + "/" + statements["name"].map(key) + "/1"


def same_gatherings(gatherings: pd.DataFrame, *, one_per_day: bool = False) -> dict[str, str]:
    """Map the ids of gatherings that are one meeting to one id.

    A meeting without a title is the titled meeting of that day if there is exactly one (a register whose columns are
    days beside one that names its meetings). With `one_per_day`, all meetings of a day and series are one.
    """
    mapping: dict[str, str] = {}
    meetings = gatherings[(gatherings["kind"].isin(MEETINGS)) & gatherings["on"].notna()]
    for _day, rows in meetings.groupby(["on", "series"] if one_per_day else ["on"], sort=True):
        ids, titled = sorted(rows["id"]), sorted(rows.loc[rows["title"] != "", "id"])
        if one_per_day:
            mapping |= dict.fromkeys(ids, (titled or ids)[0])
        elif len(titled) == 1:
            mapping |= dict.fromkeys(ids, titled[0])
    return {id_: target for id_, target in mapping.items() if id_ != target}


def with_merged_gatherings(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    """Put one id in the place of the ids of gatherings that are one meeting."""
    gatherings = dataset.gatherings.assign(id=dataset.gatherings["id"].replace(mapping))
    tables = (dataset.attendance, dataset.acts)
    attendance, acts = (tidy(table.assign(gathering=table["gathering"].replace(mapping))) for table in tables)
    return dataset.with_tables(gatherings=merged_rows(gatherings, "id"), attendance=attendance, acts=acts)


Repeat = tuple[str, str, str]
"""File, place, and the place of the record it repeats."""

REPEATED = Reason("M-REPEATED", "It says again what another record says.")


def without_repeats(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
    """Drop attendance that one file states twice in the same way, and say which records those were."""
    table = dataset.attendance
    columns = ["file", "gathering", "person", "status", "evidence"]
    repeats = table.duplicated(columns)
    if not repeats.any():
        return dataset, set()
    unique = dataset.with_tables(attendance=tidy(table[~repeats]))
    return unique, set(_repeated(table, repeats, columns, table["place"]))


def without_copies(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
    """Drop interactions that stand in two files: the same posts exported twice are one act, not two."""
    table = dataset.interactions
    if table["file"].nunique() < 2:
        return dataset, set()
    columns = ["source", "target", "kind", "at", "channel"]
    files = table.groupby(columns, sort=False)["file"].transform("first")
    copies = (table["file"] != files) & (table["at"] != "")
    if not copies.any():
        return dataset, set()
    # a post of several acts is one record: it is said once what it repeats
    repeated = _repeated(table, copies, columns, table["file"] + " " + table["place"])
    into = {(file, place): target for file, place, target in repeated}
    return dataset.with_tables(interactions=tidy(table[~copies])), {(*place, into[place]) for place in into}


def _repeated(table: pd.DataFrame, dropped: pd.Series, columns: list[str], places: pd.Series) -> Iterator[Repeat]:
    """Give each place that loses all its rows, with the place of the row that says the same in these columns."""
    unique = table[~dropped]
    into = dict(zip(unique[columns].itertuples(index=False, name=None), places[~dropped], strict=True))
    remaining = set(zip(unique["file"], unique["place"], strict=True))
    rows = table.loc[dropped, ["file", "place", *columns]].itertuples(index=False, name=None)
    return ((file, place, into[tuple(act)]) for file, place, *act in rows if (file, place) not in remaining)
