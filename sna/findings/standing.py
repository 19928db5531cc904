"""Where a period stands: the few counts and shares that the sentences are made of, read from its tables."""

from __future__ import annotations

import math

import pandas as pd
from msgspec import Struct

from sna.findings.evidence import PeriodTables

ALL = "all"
FEWEST_PEOPLE, FEWEST_GATHERINGS = 10, 5
"""With fewer people, or fewer gatherings in a period that is compared, there are counts and no verdict."""


class Standing(Struct, frozen=True):
    """The counts of a period.

    Attributes
    ----------
    people, reaching, alone
        People whose group is known; those tied to another group; those tied to nobody.
    groups, linked, possible
        Groups; pairs of groups with at least one tie; pairs of groups there are.
    """

    people: int = 0
    reaching: int = 0
    alone: int = 0
    groups: int = 0
    linked: int = 0
    possible: int = 0


class Mixing(Struct, frozen=True):
    """What share of the ties cross groups, 0 … 1; what chance gives: its mean, and where 95 of 100 deals lie."""

    ties: int
    across: int
    share: float
    expected: float
    low: float
    high: float
    p: float


def standing(period: PeriodTables) -> Standing:
    """Count what the tables of a period hold; what is missing counts 0.

    Examples
    --------
    >>> people = pd.DataFrame({"group": "A", "external": [2, 0, 0], "isolate": [False, False, True]})
    >>> found = standing(PeriodTables(tables={"outside": people}))
    >>> found.people, found.reaching, found.alone
    (3, 1, 1)
    """
    people, pairs = table(period, "outside"), across(period)
    groups = _with_people(table(period, "group_reach"))
    return Standing(
        people=len(people),
        reaching=int((people["external"] > 0).sum()) if len(people) else 0,
        alone=int(people["isolate"].sum()) if len(people) else 0,
        groups=groups,
        linked=len(pairs),
        possible=groups * (groups - 1) // 2,
    )


def _with_people(groups: pd.DataFrame) -> int:
    """Count the groups somebody is of: one to be reached may have nobody yet."""
    return int((groups["people"] > 0).sum()) if "people" in groups.columns else len(groups)


def across(period: PeriodTables) -> dict[tuple[str, str], int]:
    """Give the ties between each two groups that have some, the two in alphabetical order."""
    found: dict[tuple[str, str], int] = {}
    for pair, observed in _pairs(period).items():
        one, other = sorted(pair)
        if one != other:
            found[one, other] = found.get((one, other), 0) + observed
    return found


def inside(period: PeriodTables) -> dict[str, int]:
    """Give the ties inside each group that has some."""
    return {one: observed for (one, other), observed in _pairs(period).items() if one == other}


def mixing(period: PeriodTables, group: str = ALL, *, of: str = "ei_index") -> Mixing | None:
    """Give the share of ties that cross groups, of one group or of everybody; None where it cannot be told.

    It is the E-I index put as a share, (1 + E-I) ÷ 2; `of` names the table to read, for another boundary.
    """
    found = table(period, of)
    if group not in found.index:
        return None
    row = found.loc[group]
    values = [value(row, name) for name in ("ei", "ei_expected", "ei_low", "ei_high", "p")]
    known = [number for number in values if number is not None]
    if len(known) < len(values):
        return None
    share, expected, low, high = ((1 + number) / 2 for number in known[:4])
    external, internal = int(row["external"]), int(row["internal"])
    return Mixing(external + internal, external, share, expected, low, high, known[4])


def silent(period: PeriodTables) -> pd.Index[str]:
    """Give those without a tie in a period, also where their group is not known."""
    found, column = _ties_of_people(period)
    return found.index[found[column] == 0] if column else found.index


def connected(period: PeriodTables) -> pd.Index[str]:
    """Give those with a tie in a period, also where their group is not known."""
    found, column = _ties_of_people(period)
    return found.index[found[column] > 0] if column else found.index


def _ties_of_people(period: PeriodTables) -> tuple[pd.DataFrame, str]:
    """Give the table that holds everybody's number of ties and its column; of those with a known group at the least."""
    for name in ("centrality", "outside"):
        found = table(period, name)
        if "degree" in found.columns:
            return found, "degree"
    return pd.DataFrame(index=pd.Index([], dtype="str")), ""


def crossing(period: PeriodTables) -> tuple[int, int] | None:
    """Give how many ties there are among people whose group is known, and how many of them cross groups."""
    found = table(period, "ei_index")
    if ALL not in found.index:
        return None
    external, internal = int(found.loc[ALL, "external"]), int(found.loc[ALL, "internal"])
    return external + internal, external


def effort(before: PeriodTables, now: PeriodTables) -> tuple[str, int, int]:
    """Say what the counts rise with, gatherings or interactions, and how many of them each period had.

    Examples
    --------
    >>> effort(PeriodTables(acts=300), PeriodTables(acts=900)), effort(PeriodTables(gatherings=6), PeriodTables())
    (('interaction', 300, 900), ('gathering', 6, 0))
    """
    if before.acts or now.acts:
        return "interaction", before.acts, now.acts
    return "gathering", before.gatherings, now.gatherings


def value(row: pd.Series[float], column: str) -> float | None:
    """Give a number of a row; None if it is blank or not there."""
    if column not in row.index or pd.isna(row[column]) or math.isinf(float(row[column])):
        return None
    return float(row[column])


def table(period: PeriodTables, name: str) -> pd.DataFrame:
    """Give a table of the period; an empty one if it was not made."""
    return period.tables.get(name, pd.DataFrame())


def _pairs(period: PeriodTables) -> dict[tuple[str, str], int]:
    found = table(period, "mixing")
    if "observed" not in found.columns:
        return {}
    held = found["observed"].to_numpy(int)
    ends = (found.index.get_level_values(level).astype("str") for level in (0, 1))
    return {(one, other): count for one, other, count in zip(*ends, held.tolist(), strict=True) if count}
