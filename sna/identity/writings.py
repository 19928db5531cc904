"""From what each record says of each person to the writings that are compared, and whose account is whose.

A writing is a distinct combination of id, e-mail address, account and organisation. What one record leaves out, others
of the same gathering add where they agree, so that a bare name belongs to the right one of two namesakes. Accounts are
somebody's as far as accounts and the aliases file alone tell.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd
from msgspec import Struct, field

from sna.dataset import Dataset
from sna.facts import Evidence, Kind
from sna.identity.answers import short
from sna.identity.legal_names import comparable, is_domain
from sna.identity.matching import Writing
from sna.identity.matching.parts import commonness, parts_of
from sna.identity.organisations import bodies_of_domains, comparable_line
from sna.names import key, read_name

ROLLS = (Evidence.LISTED, Evidence.JOINED)


class Profile(Struct):
    """What all records together say of one writing.

    Attributes
    ----------
    id, loader_id
        The id as settled so far, and as the loader gave it.
    declared
        When the roster last began to declare it; None if it does not.
    called
        How often it was called what: the name the aliases give, else the text as written.
    names, organisations, roles
        How often each name to show, organisation and role was stated.
    places, lists, days
        Where it stands (file, place), on which lists, and the days of their gatherings.
    spells
        The first and last day of each entry of a roster.
    formerly, also
        Comparable names the roster gives as given up, and as borne beside it.
    """

    id: str
    loader_id: str
    email: str
    account: str
    organisation: str
    declared: dt.date | None = None
    called: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    organisations: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    places: list[tuple[str, str]] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    spells: set[tuple[dt.date, dt.date]] = field(default_factory=set)
    formerly: set[str] = field(default_factory=set)
    also: set[str] = field(default_factory=set)

    @property
    def domain(self) -> str:
        """The domain of the address; empty without one."""
        return self.email.rpartition("@")[2]

    @property
    def says_more(self) -> bool:
        """Whether it says more of the person than a name."""
        return bool(self.email or self.account or self.organisation or self.declared)

    def _organisation_keys(self) -> tuple[str, ...]:
        """Give the organisation as it is compared, and each of those that "Oakdale / Forum" names."""
        parts = {comparable(part) for name in self.organisations if "/" in name for part in name.split("/")}
        return tuple(sorted({self.organisation} | parts - {""})) if self.organisation else ()

    def writing(self, digest: str, former_ids: frozenset[str]) -> Writing:
        """Give what is compared."""
        return Writing(
            digest,
            usual(self.called),
            self.email,
            self.account,
            self._organisation_keys(),
            tuple(sorted({key(role) for role in self.roles} - {""})),
            frozenset(self.lists),
            declared=self.declared is not None,
            superseded=self.id in former_ids,
            count=len(self.places),
            since=min(self.days, default=None),
            until=max(self.days, default=None),
            days=frozenset(self.days),
        )


Profiles = Mapping[str, Profile]
"""Short name of a writing → what all records together say of it."""


def usual(counts: Counter[str]) -> str:
    """Give what was stated most often, of equals the first in the alphabet; empty if nothing was."""
    return min(counts, key=lambda text: (-counts[text], text), default="")


def records(dataset: Dataset, rosters: Iterable[str]) -> pd.DataFrame:
    """Give each statement of a person with what the record it stands in says: organisation, role, list and day."""
    people = dataset.statements[dataset.statements["kind"] == Kind.PERSON].reset_index(drop=True)
    days = dict(zip(dataset.gatherings["id"], dataset.gatherings["on"], strict=True))
    record = ["file", "place", "id"]
    attendance, works = (
        table.rename(columns={"person": "id"}).drop_duplicates(record)
        for table in (dataset.attendance, dataset.affiliations)
    )
    people = people.merge(attendance[[*record, "gathering", "evidence", "organisation", "role"]], "left", record)
    people = people.merge(
        works[[*record, "organisation", "role", "since", "until", "declared"]], "left", record, suffixes=("", "_of")
    )
    for column in ("organisation", "role"):
        people[column] = people[column].fillna("").where(lambda text: text != "", people[f"{column}_of"].fillna(""))
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
    lines = {name: "" if is_domain(name) else line(name) for name in people["organisation"].unique()}
    domains = {email: line(bodies.get(email.rpartition("@")[2], "")) for email in people["email"].unique()}
    keys = people["organisation"].map(lines)
    return keys.where(keys != "", people["email"].map(domains)).astype("str")


def _account(loader_id: str, handle: str) -> str:
    """Give the account; a handle typed into minutes has a space of its own, for two of them do not make two people."""
    if loader_id.startswith(("slack:", "x:")):
        return loader_id
    folded = account_key(handle)
    return f"handle {folded}:{folded}" if handle else ""


def _completed(people: pd.DataFrame) -> pd.DataFrame:
    """Fill what a record leaves out from others of the same name, where these say but one thing.

    A short form, a name that stands with two addresses, and one that several people of a large collection likely bear
    do not tell by themselves whose record one is.
    """
    several = people["id"].isin(_names_of_several(people))
    for column, scope in _ADDED_WITHIN:
        source = people[~several] if column == "organisation_key" else people
        values = source.loc[source[column] != "", [*scope, column]].drop_duplicates()
        unambiguous = values[~values.duplicated(scope, keep=False)]
        additions = people[scope].merge(unambiguous, "left", scope)[column].fillna("").set_axis(people.index)
        people[column] = people[column].where(people[column] != "", additions)
    return people


def _names_of_several(people: pd.DataFrame) -> set[str]:
    addresses = people.loc[people["email"] != ""].groupby("id")["email"].nunique()
    names = people.drop_duplicates("id").set_index("id")["name"]
    short = {id_ for id_, name in names.items() if not parts_of(name).is_full}
    return short | crowded_ids(names) | set(addresses.index[addresses > 1])


def crowded_ids(names: Mapping[str, str] | pd.Series) -> set[str]:
    """Give the ids of names that several people of so large a collection likely bear."""
    parts = {id_: parts_of(name) for id_, name in names.items()}
    common = commonness(set(parts.values()))
    return {id_ for id_, name in parts.items() if common.is_crowded(name)}


_ADDED_WITHIN = (
    ("organisation_key", ["id", "gathering"]),
    ("organisation_key", ["id"]),
    ("email", ["id", "organisation_key"]),
    ("account", ["id", "organisation_key"]),
)


def gathered(people: pd.DataFrame, aliases: Mapping[str, str]) -> tuple[dict[str, Profile], pd.Series]:
    """Gather the writings of records, by a short name each, and say which each record is.

    `aliases` has the name the aliases give an id.
    """
    columns = [people[name] for name in ("id", "email", "account", "organisation_key")]
    digests = [short(*row) for row in zip(*columns, strict=True)]
    profiles: dict[str, Profile] = {}
    for digest, row in zip(digests, people[_COLUMNS].itertuples(index=False), strict=True):
        if digest not in profiles:
            profiles[digest] = Profile(row.id, row.stated, row.email, row.account, row.organisation_key)
        profile = profiles[digest]
        profile.loader_id = min(profile.loader_id, row.stated)
        alias = aliases.get(row.id, "") if row.stated != row.id else ""
        profile.called[alias or row.written or row.name] += 1
        profile.names[alias or row.name] += 1
        profile.places.append((row.file, row.place))
        profile.organisations.update(filter(None, [row.organisation]))
        profile.roles.update(filter(None, [row.role]))
        profile.lists |= {row.list} - {""}
        profile.days |= {row.day} if isinstance(row.day, dt.date) else set()
        if row.roster:
            since = row.since if isinstance(row.since, dt.date) else dt.date.min
            until = row.until if isinstance(row.until, dt.date) else dt.date.max
            profile.declared = max(profile.declared or dt.date.min, since)
            profile.spells.add((since, until))
            profile.formerly |= {read_name(row.formerly).key} - {""}
            profile.also |= {read_name(row.also).key} - {""}
    return profiles, pd.Series(digests, index=people.index, dtype="str")


_COLUMNS = (
    "id email account organisation_key name written organisation role file place list day roster since until formerly "
    "also stated"
).split()


def by_id(profiles: Mapping[str, Profile]) -> dict[str, list[str]]:
    """List the writings of each id."""
    ids: dict[str, list[str]] = defaultdict(list)
    for digest in sorted(profiles):
        ids[profiles[digest].id].append(digest)
    return ids


def declared_people(people: pd.DataFrame, aliases: Mapping[str, str]) -> dict[str, str]:
    """Map the ids of those the aliases name, by id, handle or name, to the id of the person they name."""
    aliased = {account_key(account): f"name:{key(name)}" for account, name in aliases.items()}
    names = [account for account in aliases if not account.startswith(("@", "x:", "slack:"))]
    aliased |= {key(account): f"name:{key(aliases[account])}" for account in names}  # "B. Lee" is "b lee" there
    if not aliased:
        return {}
    persons = people[people["kind"] == Kind.PERSON]
    rows = zip(persons["id"], persons["handle"], persons["name"], strict=True)
    keys = {id_: (account_key(id_), account_key(handle), key(name)) for id_, handle, name in rows}
    named = {id_: next(filter(None, map(aliased.get, forms)), "") for id_, forms in keys.items()}
    return {id_: person for id_, person in named.items() if person}


def same_accounts(people: pd.DataFrame) -> dict[str, str]:
    """Map an account of X known by its handle alone to the id that bears the handle, if there is just one.

    Examples
    --------
    >>> same_accounts(pd.DataFrame({"id": ["x:12", "x:@ann"], "handle": ["@Ann", "@ann"]}))
    {'x:@ann': 'x:12'}
    """
    numbered = people[people["id"].str.fullmatch(r"x:\d+")]
    bearers: dict[str, set[str]] = {}
    for account, handle in zip(numbered["id"], numbered["handle"], strict=True):
        bearers.setdefault(account_key(handle), set()).add(account)
    named = people.loc[people["id"].str.startswith("x:@"), "id"]
    return {account: min(ids) for account in named if len(ids := bearers.get(account_key(account), set())) == 1}


def account_key(account: str) -> str:
    """Fold a handle for comparing; what is empty is like nothing."""
    return account.strip().casefold().removeprefix("x:@").removeprefix("@") if account else "\x00"


def comparable_ids(people: pd.DataFrame) -> set[str]:
    """Give the ids that may be matched by what they say.

    Accounts of X are not, only the aliases tie them. An account of Slack is if it has an e-mail address, or a full
    name (two words or more) that no other account bears.
    """
    accounts = people[people["id"].str.startswith("slack:")]
    bearers = Counter(map(key, accounts["name"]))
    rows = zip(accounts["id"], accounts["name"], accounts["email"], strict=True)
    fit = {id_ for id_, name, email in rows if email or (" " in key(name) and bearers[key(name)] == 1)}
    return fit | set(people.loc[people["id"].str.startswith("name:"), "id"])
