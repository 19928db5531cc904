"""Who belongs to the community, and how its sources write their names: everybody here is invented."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Post:
    """Where somebody works, from a day on."""

    organisation: str
    role: str
    since: dt.date


@dataclass(frozen=True)
class Writing:
    """How a source writes a name, in some months or (none given) always, and what kind of variant that is."""

    source: str
    written: str
    kind: str
    months: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Named:
    """Something with a name: what it was called before the day `since`, and how some sources write it."""

    name: str
    formerly: str = ""
    since: dt.date | None = None
    writings: tuple[Writing, ...] = ()

    def called(self, on: dt.date) -> str:
        """Give the name on a day."""
        return self.formerly if self.since and on < self.since else self.name

    def written(self, source: str, on: dt.date, month: int = 0) -> tuple[str, str]:
        """Give the name as a source writes it that day, and the kind of variant; blank if it is the present name."""
        for writing in self.writings:
            if writing.source == source and (not writing.months or month in writing.months):
                return writing.written, writing.kind
        name = self.called(on)
        return name, "" if name == self.name else "former name"


@dataclass(frozen=True)
class Organisation:
    """An organisation; `reach` says that the community wants to reach it."""

    known: Named
    sector: str
    locality: str
    reach: bool

    @property
    def name(self) -> str:
        """The present name."""
        return self.known.name


@dataclass(frozen=True)
class Member:
    """A member; `organisation` and `role` are the first ones, `moves` the posts taken up later.

    `key` is the member's own, by which the world knows them; the name in `known` two may share (`namesake`).
    `employers` holds the organisations of all members by name.
    """

    key: str
    known: Named
    organisation: str
    role: str
    sector: str
    locality: str
    habit: str
    joined: dt.date
    left: dt.date | None
    moves: tuple[Post, ...] = ()
    namesake: bool = False
    employers: Mapping[str, Organisation] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The present name."""
        return self.known.name

    @property
    def id(self) -> str:
        """The person's id: the comparable key of the name, and of the organisation where two share the name."""
        return person_id(self.name) + (f" ({without_form(self.organisation)})" if self.namesake else "")

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts in the order of their days."""
        return (Post(self.organisation, self.role, self.joined), *self.moves)

    def workplace(self, on: dt.date) -> tuple[str, str]:
        """Give the organisation, by its present name, and the role on a day; before the first, the first."""
        post = next((post for post in reversed(self.posts) if post.since <= on), self.posts[0])
        return post.organisation, post.role

    def employer(self, source: str, on: dt.date) -> tuple[str, str]:
        """Give the organisation of a day as a source writes it, and the kind of variant."""
        return self.employers[self.workplace(on)[0]].known.written(source, on)


def person_id(name: str) -> str:
    """Give the id of a person known by name only.

    Examples
    --------
    >>> person_id("Fionnuala D'Arcy-Penhale")
    'name:fionnuala darcy penhale'
    """
    return f"name:{folded(name)}"


def folded(name: str) -> str:
    """Give the comparable key of a name: accents, case, apostrophes and hyphens folded."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("'", "").replace("-", " ")
    return "".join(char for char in plain if not unicodedata.combining(char))


def without_form(organisation: str) -> str:
    """Give the comparable name of an organisation, without a company's legal form.

    Examples
    --------
    >>> without_form("Meadowside Homes CIC")
    'meadowside homes'
    """
    return folded(organisation).removesuffix(" ltd").removesuffix(" cic")
