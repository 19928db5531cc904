"""Whose account is whose, as far as accounts and the aliases file alone tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from sna.facts import Kind
from sna.names import key


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
