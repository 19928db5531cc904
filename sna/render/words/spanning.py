"""Who links us: the boundary-spanners of the last period, each with the reasons in words."""

from __future__ import annotations

import pandas as pd
from msgspec import Struct

from sna.render.reported import PeriodTables, ReportContent
from sna.render.words.cut_off import naming
from sna.render.words.numbers import counted, number
from sna.render.words.standing import table, value
from sna.render.words.verdict import nouns


class Spanner(Struct, frozen=True):
    """Somebody who ties groups that are otherwise weakly tied, and why they are named.

    `ways` says in how many of the three ways they stand out: a boundary-spanner in all 3, somebody near it in 2.
    `again` says that they stood out in as many ways in the first period.
    """

    person: str
    name: str
    group: str
    reached: int
    reasons: tuple[str, ...]
    ways: int
    again: bool


def rule(group: str, acts: str = "meetings") -> str:
    """Give the rule by which somebody is named, with its limits; `acts` is what the ties rest on.

    Examples
    --------
    >>> rule("team").startswith("A boundary-spanner is a person who stands out in three ways at once")
    True
    """
    words = nouns(group)
    return (
        f"A boundary-spanner is a person who stands out in three ways at once: the number of other {words.many} they "
        f"are tied to, the number of pairs of people of different {words.many} whose shortest path runs through them, "
        f"and the number of pairs across {words.many} who both know them but not each other. In each they are among "
        "the highest tenth of all people, and at least where chance would put somebody with as many ties. The rule "
        f"says who stands out in these records, not how surely: with a few other {acts} it may be somebody else. Ask "
        "before you name anybody."
    )


def spanners(content: ReportContent, ways: int = 3) -> list[Spanner]:
    """Give the people who stand out in so many ways: 3 for the boundary-spanners, 2 for those who come near.

    First those tied to most groups; none where people may not be named.
    """
    if not content.names:
        return []
    found, names = _chosen(content.now, ways), naming(content)
    earlier = set(_chosen(content.before, ways).index) if content.before else set()
    people = [
        Spanner(
            str(person),
            names.get(str(person), str(person)),
            str(row["group"]),
            int(row["groups_reached"]),
            _reasons(row, content.group),
            ways,
            person in earlier,
        )
        for person, row in found.iterrows()
    ]
    return sorted(people, key=lambda one: (-one.reached, one.name))


def count(period: PeriodTables) -> int:
    """Count the boundary-spanners of a period."""
    return len(_chosen(period, 3))


def _chosen(period: PeriodTables, ways: int) -> pd.DataFrame:
    found = table(period, "spanners")
    if "agreement" not in found.columns:
        return found.iloc[:0]
    return found[found["agreement"].astype("Int64").eq(ways).fillna(value=False).astype(bool)]


def _reasons(row: pd.Series[float], group: str) -> tuple[str, ...]:
    words = nouns(group)
    reached = counted(int(row["groups_reached"]), f"other {words.one}", f"other {words.many}")
    paths = f"shortest paths between {words.many}"
    brokered = f"pairs across {words.many} who know each other only through others"
    return (
        f"tied to people in {reached}",
        *_against(row, "between_groups", paths),
        *_against(row, "broker_across", brokered),
    )


def _against(row: pd.Series[float], column: str, what: str) -> list[str]:
    found, expected = value(row, column), value(row, f"{column}_expected")
    if found is None:
        return []
    chance = "" if expected is None else f" (by chance {number(expected)})"
    return [f"{number(found)} {what}{chance}"]
