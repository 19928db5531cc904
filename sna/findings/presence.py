"""Who was at what, read from the tables of a report: the gatherings in order, the people there, who stayed away."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.findings.evidence import Evidence, PeriodTables

UNKNOWN = "Not stated"
COLUMNS = ["person", "gathering", "organisation", "name", "at"]


def texts(table: pd.DataFrame, column: str) -> pd.Series[str]:
    """Give a column as text; blanks, and a column that is not there, as empty text."""
    if column not in table.columns:
        return pd.Series("", index=table.index, dtype="str")
    return table[column].astype("object").where(table[column].notna(), "").astype("str")


def days(table: pd.DataFrame) -> list[dt.date | None]:
    """Give the day of each gathering; None for an undated one."""
    values = table["on"] if "on" in table.columns else [None] * len(table)
    found = [None if pd.isna(value) else pd.Timestamp(value).date() for value in values]
    return [value if isinstance(value, dt.date) else None for value in found]


def gatherings(content: Evidence, period: PeriodTables | None = None) -> pd.DataFrame:
    """Give the gatherings, of one period or all, in order of time: ``id``, ``title``, ``on``; undated ones last."""
    table = content.gatherings
    known = pd.DataFrame({"id": texts(table, "id"), "title": texts(table, "title")}, dtype="str")
    known["on"] = pd.Series(days(table), index=known.index, dtype=object)
    if period is not None and (period.since or period.until):
        known = known[np.array([_inside(on, period) for on in known["on"]], dtype=bool)]
    known["order"] = [on.isoformat() if on else "~" for on in known["on"]]
    return known.sort_values(["order", "id"]).drop(columns="order").reset_index(drop=True)


def presences(content: Evidence, period: PeriodTables | None = None) -> pd.DataFrame:
    """Give who was present at what, once each: ``person``, ``gathering``, ``organisation``, ``name``, ``at``.

    `at` is the place of the gathering in `gatherings`. People who are nobody in particular are left out.
    """
    rows = _rows(content, period, "present")
    people = content.people
    rows = rows[rows["person"].isin(identified(content))].drop_duplicates(["person", "gathering"])
    name = texts(people, "name").where(texts(people, "name") != "", people.index.astype("str"))
    home = texts(people, "organisation")
    rows["name"] = rows["person"].map(name).astype("str")
    stated = rows["organisation"]
    rows["organisation"] = stated.where(stated != "", rows["person"].map(home).astype("str"))
    rows["organisation"] = rows["organisation"].where(rows["organisation"] != "", UNKNOWN)
    return rows[COLUMNS].reset_index(drop=True)


def identified(content: Evidence) -> set[str]:
    """Give the ids of the people who are somebody: not a device, a room or a telephone."""
    kind = texts(content.people, "kind")
    return set(content.people.index[kind != "unidentified"].astype("str"))


class Sizes(Struct, frozen=True):
    """For each gathering in order: people known by name, others there, and apologies sent."""

    known: list[int]
    unidentified: list[int]
    apologies: list[int]


def sizes(content: Evidence, period: PeriodTables | None = None) -> Sizes:
    """Count the people at each gathering."""
    held = gatherings(content, period)
    there = _rows(content, period, "present").drop_duplicates(["person", "gathering"])
    sorry = apologies(content, period)
    somebody = there["person"].isin(identified(content))
    tables = [there[somebody], there[~somebody], sorry]
    counts = [np.bincount(table["at"], minlength=len(held)).tolist() for table in tables]
    return Sizes(*counts)


def apologies(content: Evidence, period: PeriodTables | None = None) -> pd.DataFrame:
    """Give who sent apologies to what and did not come after all: ``person``, ``gathering``, ``at``."""
    sorry = _rows(content, period, "apologies").drop_duplicates(["person", "gathering"])
    came = _rows(content, period, "present").set_index(["person", "gathering"]).index
    return sorry[~sorry.set_index(["person", "gathering"]).index.isin(came)]


class Gone(Struct, frozen=True):
    """Somebody, or an organisation, that came before and not lately; `last` is the day, or an undated one's title."""

    label: str
    times: int
    last: dt.date | str
    people: tuple[str, ...] = ()


def lately(held: int) -> int:
    """Say how many of the last gatherings count as lately: a quarter, at least 3; 0 where too few were held to tell.

    Examples
    --------
    >>> lately(12), lately(24), lately(5)
    (3, 6, 0)
    """
    return max(3, math.ceil(held / 4)) if held >= 6 else 0


def drifted(content: Evidence, by: str = "organisation", least: int = 1) -> list[Gone]:
    """List the organisations (or people) with nobody at the last few gatherings who came at least `least` times before.

    How many count as the last few says `lately`. Longest away first. An organisation nobody stated is left out, and so
    is one with so few people that it would point at somebody.
    """
    held, there = gatherings(content), presences(content)
    recent = lately(len(held))
    found = []
    for label, rows in there.groupby(by):
        last, people = int(rows["at"].max()), tuple(sorted(rows["person"].unique()))
        away = recent and last < len(held) - recent
        if away and len(rows) >= least and label != UNKNOWN and len(people) >= content.smallest:
            found.append((last, Gone(_called(rows, by), len(rows), when(held, last), people)))
    return [gone for _last, gone in sorted(found, key=lambda pair: (pair[0], pair[1].label))]


def when(held: pd.DataFrame, at: int) -> dt.date | str:
    """Give which gathering it was: its day, or its title if it has none."""
    on = held["on"].iloc[at]
    return on if isinstance(on, dt.date) else str(held["title"].iloc[at])


def _called(rows: pd.DataFrame, by: str) -> str:
    return str(rows["name" if by == "person" else by].iloc[0])


def _rows(content: Evidence, period: PeriodTables | None, status: str) -> pd.DataFrame:
    table, held = content.attendance, gatherings(content, period)
    place = dict(zip(held["id"], range(len(held)), strict=True))
    rows = pd.DataFrame({name: texts(table, name) for name in ("person", "gathering", "organisation", "status")})
    rows = rows[(rows["status"] == status) & rows["gathering"].isin(set(place))].copy()
    rows["at"] = rows["gathering"].map(place).astype(int)
    return rows.sort_values(["at", "person"])


def _inside(on: dt.date | None, period: PeriodTables) -> bool:
    return on is not None and (period.since or on) <= on <= (period.until or on)
