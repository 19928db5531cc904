"""Who belongs to the community: everybody here is invented."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LEFT = {"Dunsmoor Carers Association": dt.date(2024, 3, 31)}


@dataclass(frozen=True)
class Post:
    """Where somebody works, from a day on."""

    organisation: str
    role: str
    since: dt.date


@dataclass(frozen=True)
class Member:
    """A member; `organisation` and `role` are the first ones, `moves` the posts taken up later."""

    name: str
    organisation: str
    role: str
    sector: str
    locality: str
    habit: str
    joined: dt.date
    left: dt.date | None
    moves: tuple[Post, ...] = ()

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts in the order of their days."""
        return (Post(self.organisation, self.role, self.joined), *self.moves)

    def workplace(self, on: dt.date) -> tuple[str, str]:
        """Give the organisation and role on a day; before the first, the first."""
        post = next((post for post in reversed(self.posts) if post.since <= on), self.posts[0])
        return post.organisation, post.role


@dataclass(frozen=True)
class Organisation:
    """An organisation; `reach` says that the community wants to reach it."""

    name: str
    sector: str
    locality: str
    reach: bool


def organisations() -> dict[str, Organisation]:
    """Give all organisations by name, those with nobody in the community included."""
    return {
        row["organisation"]: Organisation(row["organisation"], row["sector"], row["locality"], row["reach"] == "yes")
        for row in _rows("organisations.csv")
    }


def members() -> dict[str, Member]:
    """Give all members by name: 60 founding members, then the 22 newcomers of June 2024."""
    sectors = {name: organisation.sector for name, organisation in organisations().items()}
    return {row["name"]: _member(row, sectors[row["organisation"]]) for row in _rows("cast.csv")}


def topics() -> list[dict[str, str]]:
    """Give what the forum talks about: topic, what opens it, what answers, and the action it ends in."""
    return _rows("topics.csv")


def person_id(name: str) -> str:
    """Give the id of a person known by name only: accents, case, apostrophes and hyphens folded.

    Examples
    --------
    >>> person_id("Fionnuala D'Arcy-Penhale")
    'name:fionnuala darcy penhale'
    """
    plain = unicodedata.normalize("NFKD", name).casefold().replace("'", "").replace("-", " ")
    return "name:" + "".join(char for char in plain if not unicodedata.combining(char))


def _member(row: dict[str, str], sector: str) -> Member:
    joined, left = dt.date.fromisoformat(row["joined"]), LEFT.get(row["organisation"])
    moves = tuple(
        Post(move["organisation"], move["role"], dt.date.fromisoformat(move["since"]))
        for move in _rows("moves.csv")
        if move["name"] == row["name"]
    )
    first = row["name"], row["organisation"], row["role"]
    return Member(*first, sector, row["locality"], row["habit"], joined, left, moves)


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
