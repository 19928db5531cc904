"""The people of a Slack workspace: members, guests, and people of other workspaces who appear in messages only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

from sna.facts import Affiliation, Fact, Origin, Person
from sna.load.files.json import DAMAGE, Records
from sna.names import clean, looks_like_organisation, read_name

SLACKBOT = "USLACKBOT"
EXTERNAL = "external, from another workspace"
"""What stands as role, or behind it, of somebody of another workspace."""
PUBLIC_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com yahoo.com yahoo.co.uk "
    "icloud.com me.com mac.com aol.com btinternet.com sky.com talktalk.net virginmedia.com protonmail.com proton.me "
    "gmx.de gmx.net web.de mail.com zoho.com fastmail.com qq.com 163.com".split()
)
"""Domains that anybody can have: they say nothing of an organisation."""
_ORGANISATION_LABEL = re.compile(r"organi[sz]ation|employer|company|trust|institution|affiliation", re.IGNORECASE)
_USER = re.compile(r"[A-Za-z0-9]{1,40}\Z")


class Profile(Struct, gc=False):
    """What people say of themselves; of strangers the e-mail address is not used."""

    real_name: str | None = None
    display_name: str | None = None
    name: str | None = None
    title: str | None = None
    email: str | None = None
    team: str | None = None
    fields: Raw = Raw(b"")


class User(Struct, gc=False):
    """A row of ``users.json`` or ``org_users.json``."""

    id: str
    name: str | None = None
    real_name: str | None = None
    team_id: str | None = None
    is_bot: bool | None = None
    is_app_user: bool | None = None
    is_stranger: bool | None = None
    profile: Profile | None = None


USERS = Records(User)
_PROFILE = msgspec.json.Decoder(Profile)


class People:
    """Who is who: `ids` maps user ids to person ids, those of bots to the empty text; `account` names the accounts.

    A member's person id is ``slack:team/user`` (``slack:user`` if the list has no team); that of somebody who appears
    in messages only is ``slack:user``. Such a stranger is introduced where a message brings a profile, or else at the
    end of the reading with the id as name.

    Parameters
    ----------
    columns
        ``organisation`` may name the profile field that holds it, by label or id.
    """

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.ids: dict[str, str] = {SLACKBOT: ""}
        self.account: dict[str, str] = {}
        self.teams: set[str] = set()
        self._field = columns.get("organisation", "")
        self.members: set[str] = set()
        self._nameless: dict[str, tuple[str, Origin]] = {}

    def is_bot(self, user: User) -> bool:
        """Whether a row of the list is a bot or an app."""
        return bool(user.is_bot) or bool(user.is_app_user) or user.id == SLACKBOT

    def note_bot(self, user: str) -> None:
        """Remember that a user is no person."""
        self.ids[user] = ""

    def _enter(self, user: str, person: str) -> None:
        self.ids[user] = person
        self.account[user] = f"slack:{user}"

    def member(self, user: User, origin: Origin) -> tuple[Fact, ...]:
        """Introduce a member of the workspace."""
        profile = user.profile or Profile()
        team = user.team_id or profile.team or ""
        person = f"slack:{team}/{user.id}" if team else f"slack:{user.id}"
        self._enter(user.id, person)
        self.members.add(user.id)
        self.teams.add(team)
        profile.real_name = profile.real_name or user.real_name
        profile.name = profile.name or user.name
        profile.email = None if user.is_stranger else profile.email
        return tuple(self._facts(person, profile, origin, team if user.is_stranger else ""))

    def person_id(self, user: str, origin: Origin) -> str:
        """Give the person id of somebody met in a message; empty for a bot and for what is no user id."""
        person = self.ids.get(user)
        if person is None:
            person = f"slack:{user}" if _USER.match(user) else ""
            self._enter(user, person)
            if person:
                self._nameless[user] = person, origin
        return person

    def introduced(self, user: str, profile: Raw, team: str | None) -> tuple[Fact, ...]:
        """Introduce a stranger whose profile a message brings along; nothing if that was done or brings no name."""
        person, origin = self._nameless.get(user, ("", None))
        if origin is None:
            return ()
        brought = _stranger(profile)
        if not (brought.real_name or brought.display_name or brought.name):
            return ()
        del self._nameless[user]
        return tuple(self._facts(person, brought, origin, team or brought.team or ""))

    def named(self, user: str) -> bool:
        """Whether nothing more needs to be learnt of somebody who was met."""
        return user not in self._nameless

    def remaining(self) -> tuple[Fact, ...]:
        """Introduce those of whom nothing but the id is known."""
        return tuple(Person(person, user, origin, handle=user) for user, (person, origin) in self._nameless.items())

    def _facts(self, person: str, profile: Profile, origin: Origin, team: str) -> Iterator[Fact]:
        written = profile.real_name or profile.display_name or profile.name or ""
        name = read_name(written)
        email = (profile.email or "").strip()
        display = name.display or clean(written) or person.removeprefix("slack:")
        handle = _without_address(profile.display_name or profile.name or "")
        yield Person(person, display, origin, _without_address(written), email, handle, name.kind)
        organisation = self._organisation(profile, name.organisation) or _domain(email)
        role = _without_address(profile.title or "")
        if self._is_external(team):
            role = f"{role} ({EXTERNAL})" if role else EXTERNAL
        if organisation or self._is_external(team):
            yield Affiliation(person, organisation, origin, role=role)

    def _organisation(self, profile: Profile, in_name: str) -> str:
        fields = _fields(profile.fields)
        named = [value for key, label, value in fields if self._field and self._field in {key, label}]
        labelled = [value for _key, label, value in fields if _ORGANISATION_LABEL.search(label)]
        likely = [value for _key, _label, value in fields if looks_like_organisation(value)]
        return next(iter(named + labelled + likely), "") or in_name

    def _is_external(self, team: str) -> bool:
        """Whether somebody is of another workspace; its id is the name of no organisation."""
        return bool(team and self.teams) and team not in self.teams - {""}


def _stranger(raw: Raw) -> Profile:
    data = bytes(raw)
    try:
        profile = _PROFILE.decode(data) if data else Profile()
    except DAMAGE:
        return Profile()
    profile.email = None
    return profile


def _fields(raw: Raw) -> list[tuple[str, str, str]]:
    """List (id, label, value) of the fields a workspace added to its profiles."""
    try:
        decoded: Any = msgspec.json.decode(raw) if bytes(raw) else None
    except DAMAGE:
        decoded = None
    rows = decoded.items() if isinstance(decoded, dict) else ()
    return [
        (str(key), str(row.get("label") or ""), value)
        for key, row in rows
        if isinstance(row, dict) and (value := _without_address(str(row.get("value") or "")))
    ]


def _domain(email: str) -> str:
    domain = email.rpartition("@")[2].strip(" .>").casefold()
    return "" if domain in PUBLIC_MAIL or "." not in domain else domain


def _without_address(text: str) -> str:
    return "" if "@" in text and "." in text.rpartition("@")[2] else clean(text)
