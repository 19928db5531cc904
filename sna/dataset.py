"""The tidy tables a study rests on.

A `Dataset` is filled once, by a `Builder` from the facts of the entries, and never changes. Its tables:

- ``people``: id, name, written, email, handle, kind, sector, locality, voice, level, host
- ``organisations``: name, sector, locality, reach, formerly, merged_into, since, until
- ``affiliations``: person, organisation, role, since, until, declared
- ``enrolments``: person, series, since, until
- ``gatherings``: id, title, on, series, mode, seats, kind
- ``attendance``: person, gathering, status, evidence, written, organisation, role, minutes, stands_in_for
- ``interactions``: source, target, kind, at, channel, source_account, target_account
- ``subjects``: kind, text, owner, organisation, locality, topic, since, until, closed, link, comes_from
- ``adoptions``: practice, locality, organisation, person, earliest, latest, status, learned_from
- ``acts``: person, gathering, kind, at, seconds, turn, due, done

each with the ``file`` and ``place`` it comes from. Days are `datetime.date` or None; everything else is text, but for
``minutes`` and ``seconds`` (float), ``seats`` and ``turn`` (int or None), ``done`` (bool or None), ``declared`` and
``reach`` (bool).

Beside them stand the ``statements``: what each record says of each person, before it is settled who is who.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from operator import attrgetter, is_not
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from msgspec import Struct, field
from msgspec.structs import fields, replace

from sna.errors import DatasetError, csv_cell
from sna.facts import (
    Act,
    Adoption,
    Affiliation,
    Attendance,
    Enrolment,
    Fact,
    Gathering,
    Interaction,
    Organisation,
    Person,
    Subject,
)
from sna.membership import Membership, organisation_facts

TABLES: dict[str, type[Fact]] = {
    "people": Person,
    "organisations": Organisation,
    "affiliations": Affiliation,
    "enrolments": Enrolment,
    "gatherings": Gathering,
    "attendance": Attendance,
    "interactions": Interaction,
    "subjects": Subject,
    "adoptions": Adoption,
    "acts": Act,
}
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ENUMS = {"kind", "status", "evidence"}
_NUMBERS = {"minutes", "seconds"}
_OTHER_TYPES = _NUMBERS | set("on since until closed earliest latest seats declared reach turn due done".split())


def columns_of(table: str) -> list[str]:
    """Name the columns of a table, in order: the fields of its fact, then ``file`` and ``place``."""
    return [*_fields(table), "file", "place"]


@cache
def _fields(table: str) -> tuple[str, ...]:
    return tuple(entry.name for entry in fields(TABLES[table]) if entry.name != "origin")


class Dataset(Struct, frozen=True, eq=False):
    """The tables, sorted, so that the order of files and rows does not matter.

    Raises
    ------
    DatasetError
        If a table lacks a column, or attendance or an interaction names somebody or something unknown.
    """

    people: pd.DataFrame
    organisations: pd.DataFrame
    affiliations: pd.DataFrame
    enrolments: pd.DataFrame
    gatherings: pd.DataFrame
    attendance: pd.DataFrame
    interactions: pd.DataFrame
    subjects: pd.DataFrame
    adoptions: pd.DataFrame
    acts: pd.DataFrame
    statements: pd.DataFrame
    _ids: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # of table and column: looked up once a table

    def __post_init__(self) -> None:
        for name in TABLES:
            if lacking := set(columns_of(name)) - set(getattr(self, name).columns):
                raise DatasetError(f"The table {name} lacks the columns {', '.join(sorted(lacking))}.")
        for table, column, target in _REFERENCES:
            if unknown := self._distinct(table, column) - self._distinct(target, "id") - {""}:
                raise DatasetError(f"A {column} is named that does not exist: {min(unknown)!r}.")

    def _distinct(self, table: str, column: str) -> set[str]:
        if (table, column) not in self._ids:
            self._ids[table, column] = set(getattr(self, table)[column].unique())
        return self._ids[table, column]

    def with_tables(self, **tables: pd.DataFrame) -> Dataset:
        """Give a dataset in which some tables are replaced."""
        return replace(self, **tables, _ids={place: ids for place, ids in self._ids.items() if place[0] not in tables})

    def organisation_on(self, person: str, day: dt.date | None = None) -> str:
        """Say where somebody worked on a day (None: last), by the name the organisation bore that day.

        What a roster declares outweighs what registers say in passing; a day of which nothing is said lies between
        others, and the one before counts. Empty if nothing is known of them.

        Examples
        --------
        >>> Builder().dataset().organisation_on("name:ann smith", dt.date(2024, 3, 5))
        ''
        """
        theirs = self.affiliations[self.affiliations["person"] == person]
        return Membership(theirs, self.organisations).post(person, day).organisation

    def between(self, first: dt.date | None, last: dt.date | None) -> Dataset:
        """Keep what was or happened in a window, both days included; the undated is left out."""
        gatherings = self.gatherings[_within(self.gatherings["on"], first, last)]
        attendance = self.attendance[self.attendance["gathering"].isin(set(gatherings["id"]))]
        interactions = self.interactions[_within(map(_day, self.interactions["at"]), first, last)]
        theirs, dated = (
            self.acts["gathering"].isin(set(table["id"]))
            for table in (gatherings, self.gatherings[self.gatherings["on"].notna()])
        )
        acts = self.acts.assign(gathering=self.acts["gathering"].where(theirs, ""))
        acts = acts[theirs | (~dated & _within(map(_day, acts["at"]), first, last))]
        return self.with_tables(gatherings=gatherings, attendance=attendance, interactions=interactions, acts=acts)


_RARE = ("enrolments", "subjects", "adoptions", "acts")
_SAID_SELDOM = ["voice", "level", "host"]
_REFERENCES = [
    ("attendance", "person", "people"),
    ("attendance", "gathering", "gatherings"),
    ("affiliations", "person", "people"),
    ("enrolments", "person", "people"),
    ("interactions", "source", "people"),
    ("interactions", "target", "people"),
    ("subjects", "owner", "people"),
    ("adoptions", "person", "people"),
    ("acts", "person", "people"),
    ("acts", "gathering", "gatherings"),
]


class Builder:
    """Collects facts file by file and makes the dataset of them."""

    def __init__(self) -> None:
        self._rows: dict[type, list[Any]] = {fact: [] for fact in TABLES.values()}

    def add(self, facts: Iterable[Fact]) -> None:
        """Take facts in."""
        for fact in facts:
            self._rows[type(fact)].append(fact)

    def extend(self, builder: Builder) -> None:
        """Take over what another builder collected."""
        for kind, rows in builder._rows.items():
            self._rows[kind].extend(rows)

    def dataset(self) -> Dataset:
        """Make the dataset: one row per person, gathering and organisation, the rest as stated."""
        tables = {
            name: _table(name, rows) if (rows := self._rows[fact]) else _blank(name).copy()
            for name, fact in TABLES.items()
        }
        statements = tables["people"]
        tables["people"] = merged_rows(statements, "id")
        tables["gatherings"] = merged_rows(tables["gatherings"], "id")
        for name in ("affiliations", *_RARE):  # somebody may own several actions of a meeting: each has a place
            same = columns_of(name) if name == "acts" else _fields(name)
            tables[name] = tables[name].drop_duplicates(same, ignore_index=True)
        return Dataset(**tables, statements=statements)


def _table(name: str, rows: list[Any]) -> pd.DataFrame:
    places = {column: f"origin.{column}" for column in ("file", "place")}
    sources = {column: column for column in _fields(name)} | places
    return tidy(pd.DataFrame({column: _typed(column, [*map(attrgetter(at), rows)]) for column, at in sources.items()}))


@cache
def _blank(name: str) -> pd.DataFrame:
    """Make a table without rows, as most tables of most studies are: once, for it takes as long as one with some."""
    return _table(name, [])


def _typed(column: str, values: list[Any]) -> pd.Series:
    if column in _NUMBERS:
        return pd.Series([float("nan") if value is None else float(value) for value in values], dtype=float)
    if column in {"declared", "reach"}:
        return pd.Series(values, dtype=bool)
    if column in _OTHER_TYPES:
        return pd.Series(values, dtype=object)
    if column in _ENUMS:
        values = [value.value if isinstance(value, StrEnum) else value for value in values]
    return pd.Series(values, dtype="str")


def tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Sort a table by what it says, then by where it stands, so that reading order leaves no trace."""
    if len(table) < 2:
        return table.reset_index(drop=True)
    columns = [column for column in table.columns if column not in {"file", "place"}]
    order = table.assign(_long=table["place"].str.len())
    for column in _OTHER_TYPES & set(columns):
        order[column] = order[column].astype("str").fillna("")
    keys = [*columns, "file", "_long", "place"]
    if _in_order(order, keys):
        return table.reset_index(drop=True)
    return table.loc[order.sort_values(keys, kind="stable").index].reset_index(drop=True)


def _in_order(table: pd.DataFrame, keys: Iterable[str]) -> bool:
    """Whether rows stand in order already, as most do when little was changed: to see it takes less than to sort."""
    open_ = np.arange(len(table) - 1)  # neighbours that are equal so far
    for key in keys:
        if table[key].hasnans:
            return False
        values = table[key].to_numpy()
        heads, tails = values[open_], values[open_ + 1]
        if (heads > tails).any():
            return False
        open_ = open_[heads == tails]
    return True


def merged_rows(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Keep one row per key: in each column the value stated most often, of equals the first in the alphabet.

    A blank never outweighs a value; ``file`` and ``place`` are where the key stands first.
    """
    if table[key].is_unique:
        return table
    rows = pd.Series(sorted(table[key].unique()), dtype=table[key].dtype)
    parts = {column: _usual(table, key, column) for column in table.columns if column not in {key, "file", "place"}}
    ordered = table.assign(_long=table["place"].str.len()).sort_values(["file", "_long", "place"], kind="stable")
    where = ordered.drop_duplicates(key).sort_values(key, ignore_index=True)  # in the order of the rows
    columns = {key: rows, **parts, "file": where["file"], "place": where["place"]}
    return tidy(pd.DataFrame({column: columns[column] for column in table.columns}))


def _usual(table: pd.DataFrame, key: str, column: str) -> pd.Series:
    # for a few thousand rows a count by hand takes a tenth of what a table of groups does
    values = table[column].astype(object).where(table[column].notna(), None)
    pairs = zip(table[key].to_numpy(), values, strict=True)
    counts = Counter((row, value) for row, value in pairs if value not in {None, ""})
    usual: dict[str, tuple[int, object]] = {}
    for (row, value), count in sorted(counts.items()):
        if count > usual.get(row, (0, None))[0]:
            usual[row] = count, value
    rows, other = sorted(table[key].unique()), column in _OTHER_TYPES
    chosen = [usual[row][1] if row in usual else None if other else "" for row in rows]
    return pd.Series(chosen, dtype=object if other else "str")


def _within(days: Iterable[dt.date | None], begins: dt.date | None, ends: dt.date | None) -> np.ndarray:
    low, high = begins or dt.date.min, ends or dt.date.max
    return np.array([day is not None and low <= day <= high for day in days], dtype=bool)


def _day(moment: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(moment[:10])
    except ValueError:
        return None


def write(dataset: Dataset, folder: Path) -> None:
    """Write one CSV per table; e-mail addresses stay behind, they serve matching only.

    ``attendance.csv`` also has the title and date of the gathering and the name of the person.
    """
    for name, table in written_tables(dataset).items():
        write_csv(table, folder / f"{name}.csv")


def written_tables(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """Give the tables as they are written, by file name; those most studies lack only where they hold anything."""
    people = described(dataset).rename(columns={"id": "person"})
    unsaid = [column for column in _SAID_SELDOM if (people[column] == "").all()]
    rare = {name: table for name in _RARE if len(table := getattr(dataset, name))}
    return {
        "people": people.drop(columns=["email", "formerly", "also", *unsaid]),
        "organisations": dataset.organisations,
        "affiliations": dataset.affiliations,
        **rare,
        "gatherings": dataset.gatherings.rename(columns={"id": "gathering", "on": "date"}),
        "attendance": _named_attendance(dataset),
        "interactions": dataset.interactions,
    }


def described(dataset: Dataset, day: dt.date | None = None) -> pd.DataFrame:
    """Give the people with their organisation and role on a day (None: last), and its sector and locality if blank."""
    posts = Membership(dataset.affiliations, dataset.organisations)
    organisations = organisation_facts(dataset.organisations)
    people = dataset.people
    current = [posts.post(person, day) for person in people["id"]]
    its = [organisations.get(post.organisation, {}) for post in current]
    columns = {"organisation": [post.organisation for post in current], "role": [post.role for post in current]}
    for column in ("sector", "locality"):
        columns[column] = [own or facts.get(column, "") for own, facts in zip(people[column], its, strict=True)]
    texts = {column: pd.Series(values, people.index, dtype="str") for column, values in columns.items()}
    order = [*people.columns[:3], "organisation", "role", *people.columns[3:]]
    return people.assign(**texts)[order]


def _named_attendance(dataset: Dataset) -> pd.DataFrame:
    gatherings = dataset.gatherings.set_index("id")
    table = dataset.attendance.assign(
        title=lambda table: table["gathering"].map(gatherings["title"]),
        date=lambda table: table["gathering"].map(gatherings["on"]),
        name=lambda table: table["person"].map(dataset.people.set_index("id")["name"]),
    )
    columns = ["file", "place", "gathering", "title", "date", "person", "name", "written", "organisation", "role"]
    return table[[*columns, "status", "evidence", "minutes", "stands_in_for"]]


def write_csv(table: pd.DataFrame, path: Path, *, index: bool = False) -> None:
    """Write a table as UTF-8 CSV; control characters and marks that turn writing round appear as escapes.

    A text that a spreadsheet would take for a formula stands behind an apostrophe (`sna.errors.csv_cell`).
    """
    write_long_csv([table.reset_index(allow_duplicates=True) if index else table], path)


def write_long_csv(tables: Sequence[pd.DataFrame], path: Path) -> None:
    """Write tables below one another as `write_csv` writes one; a column that one of them lacks is blank there.

    Each is turned into text by itself, so that whole numbers stay whole where another table has a blank.
    """
    columns = list(dict.fromkeys(column for table in tables for column in table.columns))
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        for place, table in enumerate(tables):
            rows = table if list(table.columns) == columns else table.reindex(columns=columns)
            file.write(_UNSAFE.sub(_escape, _csv_text(rows, header=place == 0)))


def _csv_text(table: pd.DataFrame, *, header: bool) -> str:
    table = table.copy(deep=False)
    table.columns = pd.Index([csv_cell(str(column)) for column in table.columns])
    for place, (_name, column) in enumerate(table.items()):
        if isinstance(column.dtype, pd.StringDtype) or column.dtype == object:
            values = column.to_numpy(dtype=object)  # pandas hands them over several times as quickly as the column
            cells = [csv_cell(value) if isinstance(value, str) else value for value in values]
            if any(map(is_not, cells, values)):
                table.isetitem(place, pd.Series(cells, index=table.index, dtype=object))
    text: str = table.to_csv(index=False, header=header, lineterminator="\n")
    return text


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
