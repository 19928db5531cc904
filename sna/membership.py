"""Where somebody worked on a day, what the organisation was called then, and who was a member when.

People move and history is not rewritten: every statement of an affiliation has its days. What a convener declares in a
roster outweighs what registers say in passing. Organisations change their names and merge: on each day the name that
held that day is shown, and a table of a period shows that of its last day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pandas as pd
from msgspec import Struct

FIRST_DAY, LAST_DAY = dt.date.min, dt.date.max

MOVERS = "Where somebody moved within a period, they count where they worked on its last day."
"""The rule for people who change organisation; every measure over a period rests on it."""

RENAMED = "Where an organisation was renamed or merged within a period, it bears the name of the period's last day."
"""The rule for organisations that change their name."""


class Post(Struct, frozen=True):
    """One stated affiliation: where, as what, and when (both days included)."""

    organisation: str
    role: str
    since: dt.date
    until: dt.date
    declared: bool


NOWHERE = Post("", "", FIRST_DAY, LAST_DAY, declared=False)


class Succession:
    """The names organisations have borne, from what ``organisations.csv`` declares of renames and mergers.

    Parameters
    ----------
    organisations
        The table of that name of a `sna.dataset.Dataset`.

    Examples
    --------
    >>> row = {"name": "New Trust", "formerly": "Old Trust", "since": dt.date(2024, 4, 1), "merged_into": ""}
    >>> names = Succession(pd.DataFrame([row | {"until": None}]))
    >>> names.on("New Trust", dt.date(2024, 3, 5)), names.on("Old Trust", dt.date(2024, 4, 1))
    ('Old Trust', 'New Trust')
    """

    def __init__(self, organisations: pd.DataFrame) -> None:
        self._next: dict[str, tuple[str, dt.date]] = {}
        self._before: dict[str, tuple[str, dt.date]] = {}
        for row in organisations.sort_values(["name", "formerly", "merged_into"]).itertuples(index=False):
            if row.formerly and row.formerly != row.name:
                day = row.since or FIRST_DAY
                self._next[row.formerly] = row.name, day
                self._before[row.name] = row.formerly, day
            if row.merged_into and row.merged_into != row.name:
                self._next[row.name] = row.merged_into, _after(row.until)

    def on(self, name: str, day: dt.date | None = None) -> str:
        """Give what the organisation of this name was called on a day (None: last).

        The parts of a merger are known from the day of it on by the one name; before it, the one name stays as stated,
        because nothing tells which part was meant.
        """
        day, names = day or LAST_DAY, {name}  # a line that was declared in a circle ends where it began
        while name in self._before and self._before[name][1] > day and self._before[name][0] not in names:
            name = self._before[name][0]
            names.add(name)
        while name in self._next and self._next[name][1] <= day and self._next[name][0] not in names:
            name = self._next[name][0]
            names.add(name)
        return name

    def line(self, name: str) -> str:
        """Give the last name of the line an organisation belongs to, whatever the day."""
        return self.on(name, LAST_DAY)


def _after(until: dt.date | None) -> dt.date:
    return until + dt.timedelta(days=1) if until and until < LAST_DAY else FIRST_DAY


class Membership:
    """The affiliations of a dataset, ready to be asked.

    Parameters
    ----------
    affiliations
        The table of that name of a `sna.dataset.Dataset`.
    organisations
        The table of organisations, where renames and mergers matter; None leaves the names as stated.

    Examples
    --------
    >>> row = {"person": "name:ann", "organisation": "Age Well", "role": "", "since": None, "until": None}
    >>> Membership(pd.DataFrame([row | {"declared": True}])).post("name:ann", dt.date(2024, 3, 5)).organisation
    'Age Well'
    """

    def __init__(self, affiliations: pd.DataFrame, organisations: pd.DataFrame | None = None) -> None:
        self._names = Succession(organisations) if organisations is not None else None
        self._posts: dict[str, list[Post]] = defaultdict(list)
        rows = affiliations[["person", "organisation", "role", "since", "until", "declared"]].astype(object).to_numpy()
        for person, organisation, role, since, until, declared in rows:
            self._posts[person].append(Post(organisation, role, since or FIRST_DAY, until or LAST_DAY, declared))

    def post(self, person: str, day: dt.date | None = None) -> Post:
        """Give where somebody worked on a day, or last (None).

        A declared post of that day comes first, then one observed that day, then the latest before, then the first
        after. Somebody whose organisation nobody states has a blank one, with the role if that is known. The
        organisation has the name it bore that day.
        """
        posts = [post for post in self._posts.get(person, ()) if post.organisation]
        if not posts:
            role = self._role(person) if person in self._posts else ""
            return Post("", role, *_rest(NOWHERE))
        chosen = min(posts, key=lambda post: _distance(post, day or LAST_DAY))
        name = self._names.on(chosen.organisation, day) if self._names else chosen.organisation
        return Post(name, chosen.role or self._role(person), *_rest(chosen))

    def member(self, person: str, first: dt.date, last: dt.date) -> bool | None:
        """Tell whether the roster has somebody as a member at any time of a window; None if it does not name them."""
        spells = self.spells(person)
        return any(since <= last and until >= first for since, until in spells) if spells else None

    def left(self, person: str, day: dt.date) -> bool:
        """Tell whether the roster has somebody as left before a day; whom it does not name has not."""
        spells = self.spells(person)
        return bool(spells) and max(until for _since, until in spells) < day

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
    """Give the declared sector and locality of each organisation, also under the names it has borne."""
    rows = organisations[["name", "sector", "locality", "formerly"]].to_dict("records")
    facts = {row["name"]: {"sector": row["sector"], "locality": row["locality"]} for row in rows}
    return {row["formerly"]: facts[row["name"]] for row in rows if row["formerly"]} | facts
