"""Who is cut off: people tied to nobody, groups tied to no other, groups that hang on one person."""

from __future__ import annotations

import pandas as pd
from msgspec import Struct

from sna.findings.evidence import Evidence
from sna.findings.presence import texts
from sna.findings.standing import table


class Group(Struct, frozen=True):
    """A group in the last period: its people, how many of them are tied to other groups, and to how many groups.

    `only` is the id of the one person through whom all its outside ties run; empty if there is no such person.
    """

    name: str
    people: int
    outside: int
    reached: int
    only: str = ""


def groups(content: Evidence) -> list[Group]:
    """Give the groups of the last period, by name; none so small that it would point at somebody."""
    found = table(content.now, "group_reach")
    if not len(found):
        return []
    found = found[found["people"] >= max(1, content.smallest)]  # a group to be reached may have nobody yet
    only = texts(found, "single_link")
    return [
        Group(str(name), int(row["people"]), int(row["people_outside"]), int(row["groups_reached"]), only[name])
        for name, row in found.iterrows()
    ]


def shut(content: Evidence) -> list[Group]:
    """Give the groups none of whose people is tied to anybody of another group, largest first."""
    return sorted((g for g in groups(content) if not g.outside), key=lambda g: (-g.people, g.name))


def hanging(content: Evidence) -> list[Group]:
    """Give the groups of at least two people whose outside ties all run through one of them, largest first."""
    found = [group for group in groups(content) if group.only and group.people > 1]
    return sorted(found, key=lambda group: (-group.people, group.name))


def single(content: Evidence) -> list[Group]:
    """Give the groups of one known member; none where most groups are such, or where nobody may be named."""
    found = [group for group in groups(content) if group.people == 1]
    return found if content.names and 2 * len(found) <= len(groups(content)) else []


def alone(content: Evidence) -> pd.DataFrame:
    """Give the people who are tied to nobody in the last period: ``name`` and ``group``, by group."""
    found = table(content.now, "outside")
    if "isolate" not in found.columns:
        return pd.DataFrame({"name": [], "group": []}, dtype="str")
    rows = found[found["isolate"].astype(bool)]
    names = pd.Series(naming(content), dtype="str").reindex(rows.index)
    listed = pd.DataFrame({"name": names, "group": rows["group"].astype("str")}, index=rows.index)
    return listed.sort_values(["group", "name"])


def naming(content: Evidence) -> dict[str, str]:
    """Give what stands for each person: the name in the table, or the id if blank; nothing if nobody may be named."""
    if not content.names:
        return {}
    names = texts(content.people, "name")
    return {str(person): name or str(person) for person, name in names.items()}
