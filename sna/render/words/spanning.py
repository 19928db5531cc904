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

    `again` says that they were one in the first period too.
    """

    person: str
    name: str
    group: str
    reached: int
    reasons: tuple[str, ...]
    again: bool


def rule(group: str) -> str:
    """Give the rule by which somebody is named, with its limits.

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
        "says who stands out in these records, not how surely: with a few other meetings it may be somebody else. Ask "
        "before you name anybody."
    )


def spanners(content: ReportContent) -> list[Spanner]:
    """Give the boundary-spanners, first those tied to most groups; none where people may not be named."""
    if not content.names:
        return []
    found, names = _chosen(content.now), naming(content)
    earlier = set(_chosen(content.before).index) if content.before else set()
    people = [_spanner(str(person), row, content.group) for person, row in found.iterrows()]
    named = [
        Spanner(
            one.person, names.get(one.person, one.person), one.group, one.reached, one.reasons, one.person in earlier
        )
        for one in people
    ]
    return sorted(named, key=lambda one: (-one.reached, one.name))


def count(period: PeriodTables) -> int:
    """Count the boundary-spanners of a period."""
    return len(_chosen(period))


def _chosen(period: PeriodTables) -> pd.DataFrame:
    found = table(period, "spanners")
    if "spanner" not in found.columns:
        return found.iloc[:0]
    return found[found["spanner"].astype("boolean").fillna(value=False).astype(bool)]


def _spanner(person: str, row: pd.Series[float], group: str) -> Spanner:
    words = nouns(group)
    reached = int(row["groups_reached"])
    reasons = [f"tied to people in {counted(reached, f'other {words.one}', f'other {words.many}')}"]
    reasons += _against(row, "between_groups", f"shortest paths between {words.many}")
    reasons += _against(row, "broker_across", f"pairs across {words.many} who know each other only through others")
    return Spanner(person, person, str(row["group"]), reached, tuple(reasons), again=False)


def _against(row: pd.Series[float], column: str, what: str) -> list[str]:
    found, expected = value(row, column), value(row, f"{column}_expected")
    if found is None:
        return []
    chance = "" if expected is None else f" (chance: {number(expected)})"
    return [f"{number(found)} {what}{chance}"]
