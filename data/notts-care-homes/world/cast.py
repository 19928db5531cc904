"""The lists of the community, read: its members, their organisations, what they talk about.

A study can be written *plainly*, everybody under one name throughout, or as real records are: with namesakes, former
names, and a writing of its own in many a source.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from world.people import Member, Named, Organisation, Post, Writing

HERE = Path(__file__).parent
VARIED = True
"""Whether the committed example is written as real records are."""

LEFT = {"Dunsmoor Carers Association": dt.date(2024, 3, 31)}
Row = dict[str, str]


def organisations(*, varied: bool = VARIED) -> dict[str, Organisation]:
    """Give all organisations by name, those with nobody in the community included."""
    written = _by(_rows("organisation_writings.csv"), "organisation") if varied else {}
    return {
        row["organisation"]: Organisation(
            _named(row, row["organisation"], written.get(row["organisation"], []), varied=varied),
            row["sector"],
            row["locality"],
            row["reach"] == "yes",
        )
        for row in _rows("organisations.csv")
    }


def members(*, varied: bool = VARIED) -> dict[str, Member]:
    """Give all members by key: 60 founding members, then the 22 newcomers of June 2024."""
    employers, names = organisations(varied=varied), _names() if varied else {}
    moves = _by(_rows("moves.csv"), "name")
    people = [
        _member(row, names.get(row["name"], Named(row["name"])), moves.get(row["name"], []), employers)
        for row in _rows("cast.csv")
    ]
    shared = Counter(member.name for member in people)
    return {member.key: replace(member, namesake=shared[member.name] > 1) for member in people}


def topics() -> list[Row]:
    """Give what the forum talks about: topic, what opens it, what answers, and the action it ends in."""
    return _rows("topics.csv")


def _member(row: Row, known: Named, moves: list[Row], employers: Mapping[str, Organisation]) -> Member:
    return Member(
        row["name"],
        known,
        row["organisation"],
        row["role"],
        employers[row["organisation"]].sector,
        row["locality"],
        row["habit"],
        dt.date.fromisoformat(row["joined"]),
        LEFT.get(row["organisation"]),
        tuple(Post(move["organisation"], move["role"], dt.date.fromisoformat(move["since"])) for move in moves),
        employers=employers,
    )


def _names() -> dict[str, Named]:
    """Give those whose name is not the one of the cast throughout, by the name of the cast."""
    other, written = {row["key"]: row for row in _rows("names.csv")}, _by(_rows("writings.csv"), "key")
    blank = {"name": "", "formerly": "", "since": ""}
    return {
        key: _named(other.get(key, blank), other.get(key, blank)["name"] or key, written.get(key, []), varied=True)
        for key in {**other, **written}
    }


def _named(row: Row, name: str, written: list[Row], *, varied: bool) -> Named:
    writings = tuple(
        Writing(each["source"], each["written"], each["kind"], frozenset(map(int, each.get("months", "").split())))
        for each in written
    )
    if not (varied and row["since"]):
        return Named(name, writings=writings)
    return Named(name, row["formerly"], dt.date.fromisoformat(row["since"]), writings)


def _by(rows: list[Row], column: str) -> dict[str, list[Row]]:
    return {name: [row for row in rows if row[column] == name] for name in dict.fromkeys(row[column] for row in rows)}


def _rows(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
