"""A Slack workspace as its export holds it: lists at the root, a folder per conversation, a file per day; its people.

Which conversations are public, only ``channels.json`` can show. Private ones get a number instead of their name, for a
private channel's name may say too much and that of a group message is made of people's names. People are members,
guests, and people of other workspaces who appear in messages only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec import Raw, Struct

from sna.errors import SourceError
from sna.facts import Affiliation, Fact, Origin, Person, Reason
from sna.load.files.container import Members
from sna.load.files.json import DAMAGE, Damaged, Records
from sna.names import clean, looks_like_organisation, read_name

USER_LISTS = ("users.json", "org_users.json")
CHANNELS = "channels.json"
PRIVATE_LISTS = {
    "groups.json": "private_channels",
    "dms.json": "direct_messages",
    "mpims.json": "group_messages",
}
"""List at the root → the kind of private material, as study.toml names it."""
TITLES = {
    "channels": "channel",
    "private_channels": "private channel",
    "direct_messages": "direct message",
    "group_messages": "group message",
    "unlisted": "unlisted channel",
}
_DUMP = re.compile(r"[CDG][A-Z0-9]{7,}\.json")
_DAY = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}\.json|{_DUMP.pattern}")


class Named(Struct, gc=False):
    """A row of a list of conversations, without the people."""

    id: str | None = None
    name: str | None = None
    is_private: bool | None = None


class Listed(Named, gc=False):
    """A row of a list of conversations that the study may read, with its members."""

    members: list[str] | None = None


class Conversation(Struct, frozen=True, gc=False):
    """A channel, or a private or direct conversation.

    Attributes
    ----------
    kind
        A key of `TITLES`.
    folder
        The folder of its day files.
    id
        As Slack knows it; empty for an unlisted folder.
    title
        What may be shown: ``general``, ``private channel 2``.
    public
        Whether `folder` may appear in a place.
    """

    kind: str
    folder: str
    id: str
    title: str
    public: bool

    @property
    def gathering(self) -> str:
        """The id of the gathering that the conversation is."""
        return f"slack:{self.id}" if self.id else f"slack:#{self.title}"


class Dump(Struct, gc=False):
    """A conversation as ``slackdump dump`` writes it: one file with its messages, and in each the answers to it."""

    channel_id: str
    messages: list[dict[str, Raw]]
    name: str = ""

    @property
    def folder(self) -> str:
        """The folder it stands for: a channel goes by its name, a private conversation by its id."""
        return self.name if self.name and self.channel_id.startswith("C") else self.channel_id

    def day(self) -> bytes:
        """Give all messages, answers among them, as a day file has them."""
        messages = list[Mapping[str, Raw]]()
        for message in self.messages:
            answers = message.pop("slackdump_thread_replies", Raw(b"null"))
            messages += [message, *(msgspec.json.decode(answers, type=list[dict[str, Raw]] | None) or [])]
        return msgspec.json.encode(messages)


_DUMPS = msgspec.json.Decoder(Dump)


def is_dump(name: str) -> bool:
    """Whether a file at the top of an export may be a conversation dumped by slackdump."""
    return bool(_DUMP.fullmatch(name))


def undumped(members: Members) -> Members:
    """Give the conversations of ``slackdump dump`` as the day files they stand for; other exports stay as they are."""
    dumps = dict[str, str]()
    for name in filter(is_dump, members.names):
        try:
            dumps[f"{_DUMPS.decode(members.read(name)).folder}/{name}"] = name
        except (SourceError, *DAMAGE):
            continue
    if not dumps:
        return members
    names = sorted({*members.names, *dumps} - {*dumps.values()})

    def read(name: str) -> bytes:
        return _DUMPS.decode(members.read(dumps[name])).day() if name in dumps else members.read(name)

    return Members(names, members.ignored, read)


LISTED, NAMED = Records(Listed), Records(Named)


class Layout(Struct, frozen=True):
    """What lies where.

    Attributes
    ----------
    prefix
        The one folder at the top that some tools wrap an export in; empty as a rule.
    days
        Folder of a conversation → its day files in order.
    others
        Members that are listed but not read.
    """

    prefix: str
    lists: dict[str, str]
    days: dict[str, list[str]]
    others: list[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Layout:
        """Sort out the members of an export by their names."""
        names = list(names)
        layout = cls(top(names), {}, {}, [])
        for name in names:
            layout._take(name)
        return layout

    def _take(self, name: str) -> None:
        parts = PurePosixPath(name.removeprefix(self.prefix)).parts
        if not name.startswith(self.prefix):
            self.others.append(name)
        elif len(parts) == 1 and parts[0] in {*USER_LISTS, CHANNELS, *PRIVATE_LISTS}:
            self.lists[parts[0]] = name
        elif is_day(name, self.prefix):
            self.days.setdefault(parts[0], []).append(name)
        else:
            self.others.append(name)


def is_day(name: str, prefix: str = "") -> bool:
    """Whether a member is a day of a conversation: ``general/2024-01-16.json``."""
    parts = PurePosixPath(name.removeprefix(prefix)).parts
    return len(parts) == 2 and parts[0] != "__MACOSX" and bool(_DAY.fullmatch(parts[1]))


def top(names: Iterable[str]) -> str:
    """Find the folder that wraps the whole export: where its lists are, else where the conversations' folders are."""
    paths = [PurePosixPath(name) for name in names if not name.startswith("__MACOSX/")]
    names_of_lists = {*USER_LISTS, CHANNELS, *PRIVATE_LISTS}
    lists = [path.parent for path in paths if path.name in names_of_lists and len(path.parts) <= 2]
    days = [path.parent.parent for path in paths if _DAY.fullmatch(path.name) and len(path.parts) in {2, 3}]
    home = min(lists or days, key=lambda path: (len(path.parts), str(path)), default=PurePosixPath())
    return f"{home}/" if home.parts else ""


class Conversations:
    """Which folder is which conversation, and whether the study may read it.

    Attributes
    ----------
    listed
        List at the root → its rows in order, each with the conversation it describes; a damaged row is `Damaged`.
    all
        The conversations that have day files.
    """

    def __init__(self, layout: Layout, members: Members, allowed: Mapping[str, str]) -> None:
        self.allowed = {kind.lstrip("#") for kind, reason in allowed.items() if reason.strip()}
        self.listed: dict[str, list[tuple[Named, Conversation] | Damaged]] = {}
        self._numbers = dict.fromkeys(TITLES, 0)
        self._folders: dict[str, Conversation] = {}
        for name in (*PRIVATE_LISTS, CHANNELS):  # first the private ones: they outweigh the public list
            if name in layout.lists:
                with_people = PRIVATE_LISTS.get(name, "") in {"", *self.allowed}
                rows = _rows(layout.lists[name], members, LISTED if with_people else NAMED)
                self.listed[name] = [self._note(name, row, layout.days) for row in rows]
        self.all = [self._folders.get(folder) or self._unlisted(folder) for folder in sorted(layout.days)]

    def reads(self, conversation: Conversation) -> bool:
        """Whether people may be read: a public channel, a kind turned on, or an unlisted channel turned on by name."""
        if conversation.kind == "unlisted":
            return conversation.folder in self.allowed
        return conversation.kind == "channels" or conversation.kind in self.allowed

    def _note(
        self, name: str, row: Named | Damaged, folders: Mapping[str, list[str]]
    ) -> tuple[Named, Conversation] | Damaged:
        if isinstance(row, Damaged):
            return row
        keys = [key for key in (row.name, row.id) if key]
        conversation = next((self._folders[key] for key in keys if key in self._folders), None)
        if conversation is None:
            kind = PRIVATE_LISTS.get(name) or ("private_channels" if row.is_private else "channels")
            folder = next((key for key in keys if key in folders), "")
            conversation = self._conversation(kind, folder, row.id or "", row.name or row.id or "")
            self._folders |= dict.fromkeys(keys, conversation)
        return row, conversation

    def _unlisted(self, folder: str) -> Conversation:
        return self._conversation(_kind_by_name(folder), folder, "", folder)

    def _conversation(self, kind: str, folder: str, slack_id: str, name: str) -> Conversation:
        self._numbers[kind] += 1
        public = kind == "channels" or (kind == "unlisted" and folder in self.allowed)
        title = name if public else f"{TITLES[kind]} {self._numbers[kind]}"
        return Conversation(kind, folder, slack_id, title, public)


def _rows(name: str, members: Members, rows: Records[Listed] | Records[Named]) -> list[Named | Damaged]:
    try:
        data = members.read(name)
    except SourceError as error:
        return [Damaged(Reason(error.code, error.message, hint=error.hint))]
    return [row for row, _warnings in rows.elements(data)]


def _kind_by_name(folder: str) -> str:
    """Know a direct or group message by its folder where no list names it."""
    if folder.startswith("mpdm-"):
        return "group_messages"
    return "direct_messages" if re.fullmatch(r"D[A-Z0-9]{6,}", folder) else "unlisted"


# People


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
