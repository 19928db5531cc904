"""Whose account is whose, as far as accounts and the aliases file alone tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from sna.facts import Kind
from sna.names import key


def declared_people(people: pd.DataFrame, aliases: Mapping[str, str]) -> dict[str, str]:
    """Map the ids of those the aliases name, by id, handle or name, to the id of the person they name."""
    known = {account_key(account): f"name:{key(name)}" for account, name in aliases.items()}
    if not known:
        return {}
    mapping = {}
    persons = people[people["kind"] == Kind.PERSON]
    for id_, handle, name in zip(persons["id"], persons["handle"], persons["name"], strict=True):
        if found := known.get(account_key(id_)) or known.get(account_key(handle)) or known.get(key(name)):
            mapping[id_] = found
    return mapping


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
    found = {account: bearers.get(account_key(account), set()) for account in named}
    return {account: ids.copy().pop() for account, ids in found.items() if len(ids) == 1}


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
