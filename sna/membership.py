"""Where somebody worked on a day, and who was a member when.

People move and history is not rewritten: every statement of an affiliation has its days. What a convener declares in a
roster outweighs what registers say in passing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pandas as pd
from msgspec import Struct

FIRST_DAY, LAST_DAY = dt.date.min, dt.date.max


class Post(Struct, frozen=True):
    """One stated affiliation: where, as what, and when (both days included)."""

    organisation: str
    role: str
    since: dt.date
    until: dt.date
    declared: bool


NOWHERE = Post("", "", FIRST_DAY, LAST_DAY, declared=False)


class Membership:
    """The affiliations of a dataset, ready to be asked.

    Parameters
    ----------
    affiliations
        The table of that name of a `sna.dataset.Dataset`.

    Examples
    --------
    >>> row = {"person": "name:ann", "organisation": "Age Well", "role": "", "since": None, "until": None}
    >>> Membership(pd.DataFrame([row | {"declared": True}])).post("name:ann", dt.date(2024, 3, 5)).organisation
    'Age Well'
    """

    def __init__(self, affiliations: pd.DataFrame) -> None:
        self._posts: dict[str, list[Post]] = defaultdict(list)
        for row in affiliations.itertuples(index=False):
            since, until = row.since or FIRST_DAY, row.until or LAST_DAY
            self._posts[row.person].append(Post(row.organisation, row.role, since, until, row.declared))

    def post(self, person: str, day: dt.date | None = None) -> Post:
        """Give where somebody worked on a day, or last (None).

        A declared post of that day comes first, then one observed that day, then the latest before, then the first
        after. Somebody of whom nothing is known has a blank one.
        """
        posts = [post for post in self._posts.get(person, ()) if post.organisation]
        if not posts:
            return NOWHERE
        chosen = min(posts, key=lambda post: _distance(post, day or LAST_DAY))
        return chosen if chosen.role else Post(chosen.organisation, self._role(person), *_rest(chosen))

    def member(self, person: str, first: dt.date, last: dt.date) -> bool | None:
        """Tell whether the roster has somebody as a member at any time of a window; None if it does not name them."""
        spells = self.spells(person)
        return any(since <= last and until >= first for since, until in spells) if spells else None

    def spells(self, person: str) -> list[tuple[dt.date, dt.date]]:
        """Give the first and last day of each spell for which the roster has somebody; none if it does not name them.

        Examples
        --------
        >>> row = {"person": "name:ann", "organisation": "Age Well", "role": "", "since": dt.date(2024, 3, 5)}
        >>> Membership(pd.DataFrame([row | {"until": dt.date(2024, 6, 4), "declared": True}])).spells("name:ann")
        [(datetime.date(2024, 3, 5), datetime.date(2024, 6, 4))]
        """
        return [(post.since, post.until) for post in self._posts.get(person, ()) if post.declared]

    def _role(self, person: str) -> str:
        roles = sorted((-post.until.toordinal(), post.role) for post in self._posts[person] if post.role)
        return roles[0][1] if roles else ""


def _rest(post: Post) -> tuple[dt.date, dt.date, bool]:
    return post.since, post.until, post.declared


def _distance(post: Post, day: dt.date) -> tuple[int, bool, int, str]:
    if post.since <= day <= post.until:
        return 0, not post.declared, -post.since.toordinal(), post.organisation
    if post.until < day:
        return 1, not post.declared, (day - post.until).days, post.organisation
    return 2, not post.declared, (post.since - day).days, post.organisation


def organisation_facts(organisations: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give the declared sector and locality of each organisation."""
    rows = organisations[["name", "sector", "locality"]].to_dict("records")
    return {row["name"]: {"sector": row["sector"], "locality": row["locality"]} for row in rows}
