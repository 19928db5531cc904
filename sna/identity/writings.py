"""From what each record says of each person to the writings that are compared.

A writing is a distinct combination of id, e-mail address, account and organisation. What one record leaves out, others
of the same gathering add where they agree, so that a bare name belongs to the right one of two namesakes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from msgspec import Struct, field

from sna.dataset import Dataset
from sna.facts import Evidence, Kind
from sna.identity.accounts import account_key
from sna.identity.answers import short
from sna.identity.legal_names import is_domain
from sna.identity.matching import Writing
from sna.identity.organisations import bodies_of_domains, comparable_line
from sna.names import key, read_name

ROLLS = (Evidence.LISTED, Evidence.JOINED)


class Said(Struct):
    """What was gathered of one writing.

    Attributes
    ----------
    id, stated
        The id as settled so far, and as the loader gave it.
    declared
        When the roster last began to declare it; None if it does not.
    called
        How often it was called what: the name the aliases give, else the text as written.
    names, written, places, organisations, roles
        How often each name to show, text as written, (file, place), organisation and role was stated.
    spells
        The first and last day of each entry of a roster.
    formerly, also
        Comparable names the roster gives as given up, and as borne beside it.
    """

    id: str
    stated: str
    email: str
    account: str
    organisation: str
    declared: dt.date | None = None
    called: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    organisations: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    places: list[tuple[str, str]] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    spells: set[tuple[dt.date, dt.date]] = field(default_factory=set)
    formerly: set[str] = field(default_factory=set)
    also: set[str] = field(default_factory=set)

    def writing(self, digest: str, superseded: frozenset[str]) -> Writing:
        """Give what is compared."""
        return Writing(
            digest,
            usual(self.called),
            self.email,
            self.account,
            (self.organisation,) if self.organisation else (),
            tuple(sorted({key(role) for role in self.roles} - {""})),
            frozenset(self.lists),
            declared=self.declared is not None,
            superseded=self.id in superseded,
            count=len(self.places),
            since=min(self.days, default=None),
            until=max(self.days, default=None),
        )


def usual(counted: Counter[str]) -> str:
    """Give what was stated most often, of equals the first in the alphabet; empty if nothing was."""
    return min(counted, key=lambda text: (-counted[text], text), default="")


def records(dataset: Dataset, rosters: Iterable[str]) -> pd.DataFrame:
    """Give each statement of a person with what the record it stands in says: organisation, role, list and day."""
    people = dataset.statements[dataset.statements["kind"] == Kind.PERSON].reset_index(drop=True)
    came = dataset.attendance.rename(columns={"person": "id"}).drop_duplicates(["file", "place", "id"])
    days = dict(zip(dataset.gatherings["id"], dataset.gatherings["on"], strict=True))
    works = dataset.affiliations.rename(columns={"person": "id"}).drop_duplicates(["file", "place", "id"])
    at = ["file", "place", "id"]
    people = people.merge(came[[*at, "gathering", "evidence", "organisation", "role"]], "left", at)
    people = people.merge(
        works[[*at, "organisation", "role", "since", "until", "declared"]], "left", at, suffixes=("", "_of")
    )
    for column in ("organisation", "role"):
        people[column] = people[column].fillna("").where(lambda told: told != "", people[f"{column}_of"].fillna(""))
    people["gathering"] = people["gathering"].fillna("")
    people["day"] = people["gathering"].map(days)
    people["roster"] = people["file"].isin(set(rosters)) | (people["declared"] == True)  # noqa: E712 - blank is no
    people["list"] = _lists(people)
    people["account"] = [_account(*row) for row in zip(people["stated"], people["handle"], strict=True)]
    people["email"] = people["email"].str.strip().str.casefold()
    people["organisation_key"] = _keys(people, dataset)
    return _completed(people)


def _lists(people: pd.DataFrame) -> pd.Series:
    """Name the list each record stands on: a gathering in a file, or a roster; blank for a mention."""
    roll = people["evidence"].isin(ROLLS) & (people["gathering"] != "")
    named = people["gathering"] + " in " + people["file"]
    return named.where(roll, people["file"].where(people["roster"], ""))


def _keys(people: pd.DataFrame, dataset: Dataset) -> pd.Series:
    """Give the organisation as it is compared: the one stated, else the one that has the domain of the address."""
    line, bodies = comparable_line(dataset), bodies_of_domains(dataset)
    stated = {name: "" if is_domain(name) else line(name) for name in people["organisation"].unique()}
    domains = {email: line(bodies.get(email.rpartition("@")[2], "")) for email in people["email"].unique()}
    keys = people["organisation"].map(stated)
    return keys.where(keys != "", people["email"].map(domains)).astype("str")


def _account(stated: str, handle: str) -> str:
    """Give the account; a handle typed into minutes has a space of its own, for two of them do not make two people."""
    if stated.startswith(("slack:", "x:")):
        return stated
    folded = account_key(handle)
    return f"handle {folded}:{folded}" if handle else ""


def _completed(people: pd.DataFrame) -> pd.DataFrame:
    """Fill what a record leaves out from others of the same name, where these say but one thing."""
    for column, scope in _ADDED_WITHIN:
        known = people.loc[people[column] != "", [*scope, column]].drop_duplicates()
        alone = known[~known.duplicated(scope, keep=False)]
        found = people[scope].merge(alone, "left", scope)[column].fillna("").set_axis(people.index)
        people[column] = people[column].where(people[column] != "", found)
    return people


_ADDED_WITHIN = (
    ("organisation_key", ["id", "gathering"]),
    ("organisation_key", ["id"]),
    ("email", ["id", "organisation_key"]),
    ("account", ["id", "organisation_key"]),
)


def gathered(people: pd.DataFrame, called: Mapping[str, str]) -> tuple[dict[str, Said], pd.Series]:
    """Gather the writings of records, by a short name each, and say which each record is.

    `called` is the name the aliases give an id.
    """
    columns = [people[name] for name in ("id", "email", "account", "organisation_key")]
    digests = [short(*row) for row in zip(*columns, strict=True)]
    found: dict[str, Said] = {}
    rows = zip(digests, zip(*columns, strict=True), *(people[name] for name in Record._fields), strict=True)
    for digest, which, *told in rows:
        if digest not in found:
            found[digest] = Said(which[0], told[-1], *which[1:])
        _add(found[digest], Record(*told), called)
    return found, pd.Series(digests, index=people.index, dtype="str")


class Record(NamedTuple):
    """What one record says of one person."""

    name: str
    written: str
    organisation: str
    role: str
    file: str
    place: str
    list: str
    day: dt.date | None
    roster: bool
    since: dt.date | None
    until: dt.date | None
    formerly: str
    also: str
    stated: str


def _add(said: Said, told: Record, called: Mapping[str, str]) -> None:
    said.stated = min(said.stated, told.stated)
    aliased = called.get(said.id, "") if told.stated != said.id else ""
    said.called[aliased or told.written or told.name] += 1
    said.names[aliased or told.name] += 1
    said.places.append((told.file, told.place))
    for counted, text in (
        (said.written, told.written),
        (said.organisations, told.organisation),
        (said.roles, told.role),
    ):
        if text:
            counted[text] += 1
    said.lists |= {told.list} - {""}
    said.days |= {told.day} if isinstance(told.day, dt.date) else set()
    if told.roster:
        began = told.since if isinstance(told.since, dt.date) else dt.date.min
        ended = told.until if isinstance(told.until, dt.date) else dt.date.max
        said.declared = max(said.declared or dt.date.min, began)
        said.spells.add((began, ended))
        said.formerly |= {read_name(told.formerly).key} - {""}
        said.also |= {read_name(told.also).key} - {""}


def by_id(found: Mapping[str, Said]) -> dict[str, list[str]]:
    """List the writings of each id."""
    ids: dict[str, list[str]] = defaultdict(list)
    for digest in sorted(found):
        ids[found[digest].id].append(digest)
    return ids
