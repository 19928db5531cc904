"""Where what lies in a Slack export: the lists at its root, one folder per conversation, one file per day.

Which conversations are public, only ``channels.json`` can show. Private ones get a number instead of their name, for a
private channel's name may say too much and that of a group message is made of people's names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import msgspec
from msgspec import Raw, Struct

from sna.errors import SourceError
from sna.facts import Reason
from sna.load.files.export import Members
from sna.load.files.json import DAMAGE, Damaged, Records

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
