"""What is compared and what comes of it: writings in, matches out.

A *writing* is one way one kind of source writes somebody: "OKAFOR, Ann (CITYCARE)" in the Teams reports, "Ann O." in
the minutes. Two writings of one person are a *match*.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct, field

Verdict = Literal["made", "doubtful"]


class Writing(Struct, frozen=True):
    """One way one kind of source writes somebody.

    Attributes
    ----------
    id
        Unique text; the result speaks of writings by it.
    name
        As written is best, with its titles, brackets and "Jr", which are taken apart here; a name to show will do.
    email
        ``""`` if none is stated. One address, in any case.
    account
        Handle or number with its namespace, such as ``"slack:T01/U02"``; ``""`` if none. Two accounts of one space
        (what stands before the last ``/`` or ``:``) speak against one person.
    organisations
        Comparable keys of the organisations stated with it; statuses such as "Observer" are none.
    roles
        Comparable roles stated with it.
    lists
        The lists it stands on: one gathering in one file, or one roster.
    initials_of
        Full names the same document explains these initials with.
    declared
        Whether it is an entry of the roster.
    superseded
        Whether somebody declared that this name is given up: it never represents a person.
    only_declared
        Whether it is matched only where people say so, as with accounts of X.
    count
        How often it was written.
    since, until
        The first and the last day it was seen.
    days
        All days it was seen at a gathering.
    """

    id: str
    name: str
    email: str = ""
    account: str = ""
    organisations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    lists: frozenset[str] = frozenset()
    initials_of: tuple[str, ...] = ()
    declared: bool = False
    superseded: bool = False
    only_declared: bool = False
    count: int = 1
    since: dt.date | None = None
    until: dt.date | None = None
    days: frozenset[dt.date] = frozenset()


class Match(Struct, frozen=True, order=True):
    """Two writings that are one person, or may be.

    Attributes
    ----------
    first, second
        Ids of the writings, in order.
    verdict
        ``"made"``: they are one person; ``"doubtful"``: somebody should say.
    rule
        The rule that speaks most for it, such as ``"same-email"``; `RULES` says each in words.
    for_, against
        Evidence in sentences; never both empty, and `for_` never empty.
    score
        How much speaks for it, 0 … 1; to order what is reviewed, not a probability.
    """

    first: str
    second: str
    verdict: Verdict
    rule: str
    for_: tuple[str, ...]
    against: tuple[str, ...] = ()
    score: float = 1.0

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of the two writings."""
        return self.first, self.second

    def counterpart(self, id_: str) -> str:
        """Give the end that is not this one."""
        return self.second if self.first == id_ else self.first


class Matching(Struct, frozen=True):
    """Which writings are one person.

    Attributes
    ----------
    matches, doubtful
        The sure and the doubtful ones, sorted by `first` and `second`; none is in both.
    clusters
        Id of each writing → id of the writing that represents the person: never one that is superseded if there is
        another; declared ones first, then the fullest and most frequent.
    flagged
        Id and reason of each writing with letters of another alphabet that look like Latin ones.
    """

    matches: tuple[Match, ...] = ()
    doubtful: tuple[Match, ...] = ()
    clusters: dict[str, str] = field(default_factory=dict)
    flagged: tuple[tuple[str, str], ...] = ()
