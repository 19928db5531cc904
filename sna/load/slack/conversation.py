"""The messages of one conversation → entries: what is read of a message, its fate, its acts between people, its thread.

Only the fields named here are decoded. The text is looked through for mentions and forgotten.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from sna import facts
from sna.facts import (
    Attendance,
    Entry,
    Evidence,
    Fact,
    Gathering,
    Interaction,
    Origin,
    Reason,
    excluded,
    merged,
    rejected,
)
from sna.load.files.json import AGAIN, DAMAGE, Damaged, Records
from sna.load.slack.workspace import SLACKBOT, Conversation, People
from sna.load.times import EARLIEST, LATEST, OUTSIDE, Window, moment

MOST_MENTIONS = 500
"""A message that mentions more people than this is no message to anybody."""

HUMAN = frozenset({None, "", "file_share", "file_comment", "me_message", "thread_broadcast", "reply_broadcast"})
"""Subtypes of messages that people write; all others but the next two are notices by Slack."""
JOINS = frozenset({"channel_join", "group_join"})
HUDDLES = frozenset({"huddle_thread", "sh_room_shared"})

_IN_TEXT = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_IN_BLOCKS = re.compile(rb'"user_id"\s*:\s*"([UW][A-Z0-9]+)"')
P = TypeVar("P", bound=Struct)
Act = tuple[str, str, str]
"""Who, whom, what kind: user ids as Slack writes them."""
BOT = Reason("X-BOT", "A bot or app wrote it.")
NOTICE = Reason("X-NOTICE", "A notice by Slack, no act of one person towards another.")
TWICE = Reason("M-TWICE", "The same message stands in the export twice.")
NO_TIME = Reason("R-TIME", "The time (ts) is not possible.", "ts", hint=AGAIN)
NO_AUTHOR = Reason("R-AUTHOR", "The message does not say who wrote it.", "user", hint=AGAIN)
NO_USER = Reason("R-AUTHOR", "What stands for the author is no user id of Slack.", "user", hint=AGAIN)
CROWD = Reason(
    "R-MENTIONS",
    f"The message mentions more than {MOST_MENTIONS} people.",
    "text",
    hint="Nothing: it is a notice to all, or an attack.",
)
NO_PARENT = Reason("W-PARENT", "The message answers one that is not in the export: whom it answers is not known.")
FEW_USERS = Reason("W-REACTIONS", "The export counts more reactions to this message than it names people for.")


class Reaction(Struct, gc=False):
    """One emoji under a message and who chose it."""

    name: str
    users: list[str] = []
    count: int = 0


class Message(Struct, gc=False):
    """A message of a day file; `Raw` parts are decoded only where they matter."""

    ts: float
    user: str | None = None
    subtype: str | None = None
    text: str | None = None
    thread_ts: float | None = None
    parent_user_id: str | None = None
    bot_id: str | None = None
    user_team: str | None = None
    reactions: list[Reaction] | None = None
    blocks: Raw = Raw(b"")
    user_profile: Raw = Raw(b"")
    comment: Raw = Raw(b"")
    room: Raw = Raw(b"")


class Comment(Struct, gc=False):
    """The comment inside an old message of the subtype ``file_comment``: its author stands only here."""

    user: str | None = None


class Room(Struct, gc=False):
    """A huddle: who started it and who was in it."""

    created_by: str | None = None
    participants: list[str] | None = None
    participant_history: list[str] | None = None


MESSAGES = Records(Message)


def author(message: Message) -> str:
    """Name the user who wrote a message; empty if nobody did."""
    if message.subtype == "file_comment":
        return part(message.comment, Comment).user or message.user or ""
    return message.user or ""


def is_reply(message: Message) -> bool:
    """Whether a message answers another; a broadcast reply is one reply, as any other."""
    return message.thread_ts is not None and message.thread_ts != message.ts


def parent(message: Message, authors: Mapping[float, str]) -> str | None:
    """Name the author of the message answered: as found in the channel, else as stated; None if neither is there."""
    answered = authors.get(message.thread_ts or 0.0)
    return (message.parent_user_id or None) if answered is None else answered


def mentions(message: Message) -> list[str]:
    """List whom a message mentions, in text or blocks, each once.

    Examples
    --------
    >>> mentions(Message(1.0, text="<@U2> and <@W3|bob>, &lt;@U9>; <@U2> again"))
    ['U2', 'W3']
    """
    users = _IN_TEXT.findall(message.text) if message.text and "<@" in message.text else []
    if blocks := _IN_BLOCKS.findall(message.blocks):
        users += [user.decode("ascii") for user in blocks]
    return list(dict.fromkeys(users)) if users else users


def reactions(emojis: list[Reaction]) -> tuple[list[str], bool]:
    """Give the user of each reaction, and whether Slack counts more of them than it names.

    The same emoji in two skin tones is one reaction.

    Examples
    --------
    >>> reactions([Reaction("clap", ["U1"]), Reaction("clap::skin-tone-3", ["U1"], count=2)])
    (['U1'], True)
    """
    if len(emojis) == 1:  # nearly every message: no key of emoji and user is needed
        (emoji,) = emojis
        users = emoji.users if len(emoji.users) == 1 else list(dict.fromkeys(emoji.users))
        return users, emoji.count > len(emoji.users)
    chosen = dict.fromkeys((emoji.name.partition("::")[0], user) for emoji in emojis for user in emoji.users)
    return [user for _name, user in chosen], any(emoji.count > len(emoji.users) for emoji in emojis)


def huddle(message: Message) -> tuple[str, list[str]]:
    """Name who started a huddle and the others who were in it."""
    room = part(message.room, Room)
    starter = room.created_by or message.user or ""
    people = dict.fromkeys((room.participants or []) + (room.participant_history or []))
    return starter, [user for user in people if user != starter]


def part(raw: Raw, kind: type[P]) -> P:
    """Decode a part of a message; an absent one is empty.

    Raises
    ------
    Damaged
        If it is of the wrong shape.
    """
    data = bytes(raw)
    try:
        return msgspec.json.decode(data, type=kind) if data not in {b"", b"null"} else kind()
    except msgspec.ValidationError as error:
        raise Damaged(Reason("R-TYPE", f"A field is of the wrong kind: {error}.", hint=AGAIN)) from None
    except DAMAGE:
        raise Damaged(Reason("R-JSON", "A part of the message is not valid JSON.", hint=AGAIN)) from None


class Threads:
    """Says of each thread of a conversation, once, that it is, and of each of its writers, once, that they are in it.

    Who began the thread is in it; bots are not.
    """

    def __init__(self, conversation: Conversation, people: People) -> None:
        self._conversation = conversation
        self._people = people
        self._threads: dict[float, tuple[str, set[str]]] = {}  # id and writers, by the moment they began

    def joined(self, reply: Message, user: str, authors: Mapping[float, str], origin: Origin) -> tuple[Fact, ...]:
        """Say what a reply adds to what is known of its thread."""
        begun = reply.thread_ts or 0.0
        if begun not in self._threads:
            return self._begun(begun, (authors.get(begun, ""), user), origin)
        thread, writers = self._threads[begun]
        if user in writers:
            return ()
        writers.add(user)
        return self._present(thread, user, origin)

    def _begun(self, begun: float, users: tuple[str, str], origin: Origin) -> tuple[Fact, ...]:
        """Say that there is a thread, and that its first two writers are in it; an impossible time begins none."""
        if not EARLIEST <= begun < LATEST:
            return ()
        thread = f"{self._conversation.gathering}/{begun:.6f}"
        self._threads[begun] = thread, set(users)
        both = [self._present(thread, user, origin) for user in dict.fromkeys(users) if user]
        starter = self._people.ids.get(users[0]) if users[0] else ""
        deeds = (facts.Act(starter, thread, "started thread", origin, moment(int(begun))[:10]),) if starter else ()
        return self._gathering(thread, begun, origin), *(fact for part in both for fact in part), *deeds

    def _present(self, thread: str, user: str, origin: Origin) -> tuple[Fact, ...]:
        person = self._people.ids.get(user)
        if person is None:
            person = self._people.person_id(user, origin)
        return (Attendance(person, thread, origin, evidence=Evidence.SPOKE),) if person else ()

    def _gathering(self, thread: str, begun: float, origin: Origin) -> Gathering:
        at, channel = moment(int(begun)), self._conversation.title
        title = f"{channel}, thread of {at[:10]} {at[11:19]}"
        on = dt.date.fromisoformat(at[:10])
        return Gathering(thread, title, origin, on, series=channel, mode="virtual", kind="thread")


class Reader:
    """Reads the day files of one conversation, in order.

    Replies go to the author of the message answered, wherever in the conversation that stands; nobody turns to
    themselves; a reaction is an act of the reader towards the author, dated by the message, for Slack keeps no other
    time; who starts a huddle turns to all others in it. A thread is a gathering of its own.

    Parameters
    ----------
    conversation, people, window
        What is read, who is who, and the days that count.
    listed
        Ids of the people already said to be members.
    """

    def __init__(self, conversation: Conversation, people: People, window: Window, listed: Collection[str]) -> None:
        self._conversation = conversation
        self._people = people
        self._window = window
        self._authors: dict[float, str] = {}
        self._places: dict[float, str] = {}
        self._attendees = {Evidence.LISTED: set(listed), Evidence.SPOKE: set[str]()}
        self._spoke: set[str | None] = set()
        self._threads = Threads(conversation, people)

    def entries(self, data: bytes, file: str, place: str) -> Iterator[Entry]:
        """Give one entry per message of a day file."""
        day = MESSAGES.whole(data)
        if day is None:
            yield from self._salvaged(data, file, place)
            return
        self._note_authors(day)
        spoke, places, first, end = self._spoke, self._places, self._window.first, self._window.end
        for number, message in enumerate(day, 1):
            origin, ts = Origin(file, f"{place}#{number}"), message.ts
            # Most messages are like this, and a workspace may have millions: no function is called to see it.
            usual = message.subtype is None and message.bot_id is None and message.user in spoke and first <= ts < end
            if usual and places.setdefault(ts, origin.place) is origin.place:
                yield self._plain(message, origin) or self._entry(message, origin, ())
            else:
                yield self._entry(message, origin, ())

    def _plain(self, message: Message, origin: Origin) -> Entry | None:
        """Give, quickly, the entry of an ordinary message by somebody who spoke before; None if it needs more care."""
        named = mentions(message)
        if len(named) > MOST_MENTIONS:
            return None
        if not named and message.thread_ts is None and message.reactions is None:
            return Entry(origin)
        user = message.user or ""
        acts, warnings = self._acts(message, user, named)
        facts: tuple[Fact, ...] = self._interactions(acts, origin, message.ts) if acts else ()
        if is_reply(message):
            facts += self._threads.joined(message, user, self._authors, origin)
        return Entry(origin, facts=facts, warnings=warnings)

    def _salvaged(self, data: bytes, file: str, place: str) -> Iterator[Entry]:
        """Read a damaged day file message by message."""
        elements = list(MESSAGES.elements(data))
        self._note_authors([message for message, _warnings in elements if isinstance(message, Message)])
        for number, (message, warnings) in enumerate(elements, 1):
            origin = Origin(file, f"{place}#{number}")
            if isinstance(message, Damaged):
                yield rejected(origin, message.reason)
            else:
                yield self._entry(message, origin, warnings)

    def _note_authors(self, day: list[Message]) -> None:
        note = self._authors.setdefault
        for message in day:
            if message.subtype is None and message.bot_id is None:
                note(message.ts, message.user or "")
            else:
                note(message.ts, self._author(message))

    def _author(self, message: Message) -> str:
        """Name the user who wrote a message; `SLACKBOT` stands for every bot without a user.

        What an app posts in a member's name is the member's, such as a poll or a file from another service.
        """
        try:
            user = author(message)
        except Damaged:
            return ""
        if message.subtype == "bot_message" or (message.bot_id and user not in self._people.members):
            self._people.note_bot(user or SLACKBOT)
            return user or SLACKBOT
        return user

    def _entry(self, message: Message, origin: Origin, warnings: tuple[Reason, ...]) -> Entry:
        if not EARLIEST <= message.ts < LATEST:
            return rejected(origin, Reason(NO_TIME.code, NO_TIME.why, "ts", str(message.ts), AGAIN))
        if not self._window.first <= message.ts < self._window.end:
            return excluded(origin, OUTSIDE)
        try:
            user = author(message)
            return self._unused(message, self._author(message), origin) or self._used(message, user, origin, warnings)
        except Damaged as damaged:
            return rejected(origin, damaged.reason)

    def _unused(self, message: Message, user: str, origin: Origin) -> Entry | None:
        """Give the entry of a message that is not simply used."""
        if self._people.ids.get(user) == "" and message.subtype not in HUDDLES:
            return excluded(origin, NOTICE if message.user == SLACKBOT else BOT)
        if message.subtype not in HUMAN and message.subtype not in JOINS | HUDDLES:
            return excluded(origin, NOTICE)
        if not user:
            return rejected(origin, NO_AUTHOR)
        first = self._places.setdefault(message.ts, origin.place)
        if first != origin.place and self._authors[message.ts] == user:
            return merged(origin, TWICE, first)
        return None

    def _used(self, message: Message, user: str, origin: Origin, warnings: tuple[Reason, ...]) -> Entry:
        facts: list[Fact] = []
        joins = message.subtype in JOINS
        if self._people.ids.get(user) != "":
            facts = self._present(user, message, origin, Evidence.LISTED if joins else Evidence.SPOKE)
        if not joins:
            acts, more = self._acts(message, user, mentions(message))
            facts += self._interactions(acts, origin, message.ts)
            if is_reply(message):
                facts += self._threads.joined(message, user, self._authors, origin)
            warnings += more
        return Entry(origin, facts=tuple(facts), warnings=warnings)

    def _present(self, user: str, message: Message, origin: Origin, evidence: Evidence) -> list[Fact]:
        """Say, once per person, that somebody is in this conversation; introduce a stranger."""
        person = self._people.person_id(user, origin)
        if not person:
            raise Damaged(NO_USER)
        facts: list[Fact] = list(self._people.introduced(user, message.user_profile, message.user_team))
        if person not in self._attendees[evidence]:
            self._attendees[evidence].add(person)
            facts.append(Attendance(person, self._conversation.gathering, origin, evidence=evidence))
        if evidence is Evidence.SPOKE and self._people.named(user):
            self._spoke.add(user)
        return facts

    def _acts(self, message: Message, user: str, named: list[str]) -> tuple[list[Act], tuple[Reason, ...]]:
        """List who turns to whom in a message, and what its reader should know."""
        if message.subtype in HUDDLES:
            starter, others = huddle(message)
            return [(starter, other, "huddle") for other in others], ()
        if len(named) > MOST_MENTIONS:
            raise Damaged(CROWD)
        warnings: tuple[Reason, ...] = ()
        acts = [(user, other, "mention") for other in named]
        if is_reply(message):
            answered = parent(message, self._authors)
            if answered:
                acts.append((user, answered, "reply"))
            elif answered is None:
                warnings = (NO_PARENT,)
        if message.reactions:
            users, short = reactions(message.reactions)
            acts += [(other, user, "reaction") for other in users]
            if short:
                warnings += (FEW_USERS,)
        return acts, warnings

    def _interactions(self, acts: list[Act], origin: Origin, ts: float) -> tuple[Interaction, ...]:
        """Turn acts into interactions between people; bots and the person themselves do not count."""
        ids, account, channel, at = self._people.ids, self._people.account, self._conversation.title, ""
        interactions = []
        for sender, receiver, kind in acts:
            source, target = ids.get(sender), ids.get(receiver)
            if source is None or target is None:
                source, target = self._people.person_id(sender, origin), self._people.person_id(receiver, origin)
            if source and target and sender != receiver:
                at = at or moment(int(ts))
                accounts = account[sender], account[receiver]
                interactions.append(Interaction(source, target, kind, origin, at, channel, *accounts))
        return tuple(interactions)
