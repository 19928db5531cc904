"""Who is who on X: an id if the data give one anywhere, else the user name; names fold case, ids win."""

from __future__ import annotations

import re

from sna.facts import Fact, Origin, Person

Account = tuple[str, str]
"""An account as a post names it: id and user name, either may be empty."""

_NAME = re.compile(r"[A-Za-z0-9_]{1,20}\Z")
_ID = re.compile(r"[0-9]{1,20}\Z")


class People:
    """Settles which person an account is, and introduces each person once.

    A first reading `note`s every id and name that stand together; then `person` knows the id of a name wherever in the
    data it stood. A name that went with two ids settles nothing: it stays a name.
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._handles: dict[str, str] = {}
        self._persons: dict[str, str] = {}
        self._new: list[str] = []

    def note(self, account: str | None, name: str | None) -> None:
        """Learn that an account's id and name belong together."""
        if not account or not name or self._handles.get(account) == name:
            return
        if _ID.match(account) and _NAME.match(name):
            folded = name.casefold()
            self._ids[folded] = account if self._ids.get(folded, account) == account else ""
            self._handles[account] = name

    def person(self, account: Account) -> str:
        """Give the person's id, ``x:123`` or ``x:@name``; empty if the account has neither a valid id nor a name.

        Examples
        --------
        >>> people = People()
        >>> people.note("12", "Ann_Lee")
        >>> people.person(("", "ann_lee")), people.person(("", "Bob")), people.person(("1.2E+18", ""))
        ('x:12', 'x:@bob', '')
        """
        key = account[0] or account[1]
        return self._persons.get(key) or self._settled(account)

    def introduced(self, origin: Origin) -> list[Fact]:
        """Introduce the people met since this was last asked."""
        facts: list[Fact] = [self._introduction(person, origin) for person in self._new]
        self._new.clear()
        return facts

    def any_new(self) -> bool:
        """Whether somebody waits to be introduced."""
        return bool(self._new)

    def _settled(self, account: Account) -> str:
        number, name = account
        if not _ID.match(number):
            number = self._ids.get(name.casefold(), "")
        if not number and not _NAME.match(name):
            return ""
        person = f"x:{number}" if number else f"x:@{name.casefold()}"
        if person not in self._persons:
            self._new.append(person)
            self._persons[person] = person
        for key in {account[0] or account[1], number} - {""}:
            self._persons[key] = person
        if not number:
            self._handles.setdefault(person, name)
        return self._persons[person]

    def _introduction(self, person: str, origin: Origin) -> Person:
        handle = self._handles.get(person.removeprefix("x:")) or self._handles.get(person, "")
        return Person(person, f"@{handle}" if handle else person.removeprefix("x:"), origin, handle=handle)
