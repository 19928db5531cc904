"""Slack workspace exports, as a zip or a folder: public, private, direct and Enterprise Grid layouts, and dumps.

A dump of slackdump is one file a conversation; the answers to a message lie in it.

Records are the messages, the rows of the lists at the root (people, channels, private conversations), and every other
file of the export. A message gives interactions between people: ``reply``, ``mention``, ``reaction``, ``huddle``; a
channel is a gathering with its members. Private conversations are counted and not read unless the study turns their
kind on: ``private_channels``, ``direct_messages``, ``group_messages``, or the name of a channel that no list shows to
be public (``"#general"``). No text of a message is kept.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path

from msgspec import Struct

from sna.errors import SourceError, shown
from sna.facts import Attendance, Entry, Fact, Fate, Gathering, Origin, Reason, excluded, rejected
from sna.load import Options, refusal
from sna.load.files.container import BROKEN, Members, slashed
from sna.load.files.json import Damaged, Records, count_elements
from sna.load.slack.conversation import BOT, Reader
from sna.load.slack.workspace import (
    CHANNELS,
    PRIVATE_LISTS,
    TITLES,
    USER_LISTS,
    USERS,
    Conversation,
    Conversations,
    Layout,
    Listed,
    Named,
    People,
    is_day,
    is_dump,
    top,
    undumped,
)
from sna.load.source import Source
from sna.load.times import Window

__all__ = ["count", "identify", "load"]
_TURN_ON = 'Turn it on in study.toml under [allow] with the reason: {} = "…".'
_NOT_READ = Reason("X-NOTREAD", "No list and no day of a conversation: listed, not read.")
_IGNORED = {
    "link": Reason("X-LINK", "A link is not followed."),
    "unsafe name": Reason("X-NAME", "Its name would reach outside the export: ignored."),
}
_NO_USERS = Reason("W-USERS", "users.json is missing: people go by their ids.", hint="Export the workspace again.")
_NO_CHANNELS = Reason(
    "W-CHANNELS", "channels.json is missing: no channel can be shown to be public.", hint=_TURN_ON.format('"#channel"')
)
_ARRAY = re.compile(
    r"(?:(?:org_)?users|channels|groups|dms|mpims|(?!__MACOSX/)[^/]+/(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[CDG][A-Z0-9]{7,}))\.json\Z"
)
_LIST = re.compile(r"(?P<top>[^/]+/)?(?:(?:org_)?users|channels|groups|dms|mpims)\.json\Z")
_DAY = re.compile(r"(?!__MACOSX/)(?P<top>[^/]+/)?[^/]+/[0-9]{4}-[0-9]{2}-[0-9]{2}\.json\Z")


def identify(source: Source) -> bool:
    """Whether a zip or folder is a Slack export: lists of people or channels, or days of conversations."""
    try:
        if source.kind == "folder":
            return _is_export_folder(source.path)
        return source.kind == "zip" and _is_export([*map(slashed, source.names())])
    except (SourceError, *BROKEN):
        return False


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each message, person, channel and other file of an export.

    People come first, then channels with their members, then the messages, channel by channel and day by day. A
    private conversation is one excluded entry per day file, standing for all its messages. A hostile or damaged zip is
    one rejected entry.
    """
    try:
        members = undumped(source.members())
    except SourceError as error:
        yield rejected(*refusal(source.path, options, error))
        return
    yield from Export(members, options.origin(source.path).file, options).entries()


def count(source: Source, options: Options) -> int:  # noqa: ARG001 - every loader takes the same options
    """Count the records: the elements of the lists and days, and one for every other file."""
    try:
        return count_records(undumped(source.members()))
    except SourceError:
        return 1


def _is_export(names: list[str]) -> bool:
    prefix = top(names)
    lists = {f"{prefix}{name}" for name in (*USER_LISTS, CHANNELS, *PRIVATE_LISTS)} & set(names)
    return bool(lists) or any(is_day(name, prefix) for name in names)


def _is_export_folder(path: Path) -> bool:
    """Whether a folder itself, not one in it, is an export: other folders may hold dated JSON files too."""
    lists = [name for name in (*USER_LISTS, CHANNELS, *PRIVATE_LISTS) if (path / name).is_file()]
    days = (day for day in path.glob("*/*.json") if is_day(f"{day.parent.name}/{day.name}"))
    day = next(days, None)
    dumps = (file for file in path.glob("*.json") if is_dump(file.name))
    if lists and any(b'"channel_id"' in _head(file) and b'"messages"' in _head(file) for file in dumps):
        return True
    return len(lists) > 1 or (day is not None and (bool(lists) or b'"ts"' in _head(day)))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


class _Anything(Struct, gc=False):
    """A message of which nothing is read; it only counts."""


_COUNTED = Records(_Anything)


class Export:
    """Reads one export that is open.

    Parameters
    ----------
    members
        The files of the export.
    file
        The name to show in every origin.
    options
        What the study says.
    """

    def __init__(self, members: Members, file: str, options: Options) -> None:
        self._members = members
        self._file = file
        self._window = Window.of(options)
        self._layout = Layout.of(members.names)
        self._conversations = Conversations(self._layout, members, options.allowed)
        self._people = People(options.columns)
        self._announced: set[str] = set()

    def entries(self) -> Iterator[Entry]:
        """Give all entries; the first used one comes last, to introduce those of whom nothing but the id is known."""
        first = None
        for stream in (self._lists(), self._messages(), self._not_read()):
            if first is None:
                first = yield from _until_used(stream)
            yield from stream
        if first is not None:
            facts, warnings = first.facts + self._people.remaining(), first.warnings + self._lacking()
            yield Entry(first.origin, facts=facts, warnings=warnings)

    def _lists(self) -> Iterator[Entry]:
        for name in USER_LISTS:
            yield from self._users(name)
        for name in (CHANNELS, *PRIVATE_LISTS):
            yield from self._list(name)

    def _messages(self) -> Iterator[Entry]:
        for conversation in self._conversations.all:
            days = self._layout.days[conversation.folder]
            read = self._read if self._conversations.reads(conversation) else self._private_days
            yield from read(conversation, days)

    def _lacking(self) -> tuple[Reason, ...]:
        lists = self._layout.lists
        no_users = () if lists.keys() & set(USER_LISTS) else (_NO_USERS,)
        return no_users + (() if CHANNELS in lists else (_NO_CHANNELS,))

    def _users(self, name: str) -> Iterator[Entry]:
        """Introduce the members of the workspace."""
        if name not in self._layout.lists:
            return
        try:
            rows = list(USERS.elements(self._members.read(self._layout.lists[name])))
        except SourceError as error:
            yield rejected(Origin(self._file, name), Reason(error.code, error.message, hint=error.hint))
            return
        self._people.teams |= {user.team_id or "" for user, _ in rows if not isinstance(user, Damaged)}
        for number, (user, warnings) in enumerate(rows, 1):
            origin = Origin(self._file, f"{name}#{number}")
            if isinstance(user, Damaged):
                yield rejected(origin, user.reason)
            elif self._people.is_bot(user):
                self._people.note_bot(user.id)
                yield excluded(origin, BOT)
            else:
                yield Entry(origin, facts=self._people.member(user, origin), warnings=warnings)

    def _list(self, name: str) -> Iterator[Entry]:
        """Give the entries of a list of conversations; private ones only as a number, unless they may be read."""
        private = 0
        for number, row in enumerate(self._conversations.listed.get(name, ()), 1):
            origin = Origin(self._file, f"{name}#{number}")
            if isinstance(row, Damaged):
                yield rejected(origin, row.reason)
            elif self._conversations.reads(row[1]):
                yield Entry(origin, facts=tuple(self._gathered(row[1], row[0], origin)))
            else:
                private += 1
        if private:
            kind = PRIVATE_LISTS.get(name, "private_channels")
            yield excluded(Origin(self._file, name), _private(kind), private)

    def _gathered(self, conversation: Conversation, row: Named, origin: Origin) -> Iterator[Fact]:
        self._announced.add(conversation.gathering)
        yield _gathering(conversation, origin)
        for user in dict.fromkeys(_members(row)):
            if person := self._people.person_id(user, origin):
                yield Attendance(person, conversation.gathering, origin)

    def _read(self, conversation: Conversation, days: list[str]) -> Iterator[Entry]:
        reader = Reader(conversation, self._people, self._window, self._members_of(conversation))
        for number, name in enumerate(days, 1):
            place = self._place(conversation, name, number)
            try:
                data = self._members.read(name)
            except SourceError as error:
                yield rejected(Origin(self._file, place), Reason(error.code, error.message, hint=error.hint))
                continue
            stream = reader.entries(data, self._file, place)
            if conversation.gathering not in self._announced:
                yield from self._announce(conversation, stream)
            yield from stream

    def _announce(self, conversation: Conversation, stream: Iterator[Entry]) -> Iterator[Entry]:
        """Let the first used message of an unlisted channel say what channel it is."""
        entry = yield from _until_used(stream)
        if entry is not None:
            self._announced.add(conversation.gathering)
            facts = (_gathering(conversation, entry.origin), *entry.facts)
            yield Entry(entry.origin, facts=facts, warnings=entry.warnings)

    def _members_of(self, conversation: Conversation) -> set[str]:
        rows = (row for rows in self._conversations.listed.values() for row in rows if not isinstance(row, Damaged))
        users = {user for row, listed in rows if listed is conversation for user in _members(row)}
        return {self._people.ids.get(user, "") for user in users} - {""}

    def _place(self, conversation: Conversation, name: str, number: int) -> str:
        if conversation.public:
            return shown(name.removeprefix(self._layout.prefix), 200)
        return f"{conversation.title}, day file {number}"

    def _private_days(self, conversation: Conversation, days: list[str]) -> Iterator[Entry]:
        """Count the messages of a private conversation without reading anything of them."""
        for number, name in enumerate(days, 1):
            origin = Origin(self._file, self._place(conversation, name, number))
            try:
                records = sum(1 for _ in _COUNTED.elements(self._members.read(name)))
            except SourceError as error:
                yield rejected(origin, Reason(error.code, error.message, hint=error.hint))
            else:
                if records:
                    yield excluded(origin, _private(conversation.kind), records)

    def _not_read(self) -> Iterator[Entry]:
        hidden = {conversation.folder for conversation in self._conversations.all if not conversation.public}
        for number, name in enumerate(self._layout.others, 1):
            inner = name.removeprefix(self._layout.prefix)
            place = f"file {number} of a private folder" if inner.partition("/")[0] in hidden else shown(inner, 200)
            yield excluded(Origin(self._file, place), _NOT_READ)
        for name, why in self._members.ignored:
            yield excluded(Origin(self._file, shown(name, 200)), _IGNORED[why])


def _members(row: Named) -> list[str]:
    return (row.members or []) if isinstance(row, Listed) else []


def _until_used(stream: Iterator[Entry]) -> Generator[Entry, None, Entry | None]:
    """Pass entries on up to the first used one, and return that; the rest stays in the stream."""
    for entry in stream:
        if entry.fate is Fate.USED:
            return entry
        yield entry
    return None


def _gathering(conversation: Conversation, origin: Origin) -> Gathering:
    kind = "channel" if "channel" in TITLES[conversation.kind] else "direct message"
    return Gathering(conversation.gathering, conversation.title, origin, mode="virtual", kind=kind)


def _private(kind: str) -> Reason:
    if kind == "unlisted":
        why = "No list shows this channel to be public: counted, not read."
        return Reason("X-UNLISTED", why, hint=_TURN_ON.format('"#channel"'))
    title = TITLES[kind]
    return Reason("X-PRIVATE", f"A {title}: counted, not read.", hint=_TURN_ON.format(kind))


def count_records(members: Members) -> int:
    """Add up the lengths of all arrays and the number of all other files.

    Examples
    --------
    >>> class Two:
    ...     names, ignored = ["users.json", "notes.txt"], []
    ...     def read(self, name):
    ...         return b"[{}, {}]"
    >>> count_records(Two())
    3
    """
    top = _top(members.names)
    return len(members.ignored) + sum(_records(members, name, top) for name in members.names)


def _records(members: Members, name: str, top: str) -> int:
    if not (name.startswith(top) and _ARRAY.match(name[len(top) :])):
        return 1
    try:
        return count_elements(members.read(name))
    except SourceError:
        return 1


def _top(names: list[str]) -> str:
    """Find the folder around the whole export, if there is one."""
    lists = [match["top"] or "" for name in names if not name.startswith("__MACOSX/") and (match := _LIST.match(name))]
    tops = lists or [match["top"] or "" for name in names if (match := _DAY.match(name))]
    return min(tops, key=lambda top: (bool(top), top), default="")
