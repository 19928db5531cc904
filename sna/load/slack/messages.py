"""What is read of a Slack message, and what it says: who turned to whom, and how.

Only the fields named here are decoded. The text is looked through for mentions and forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from sna.facts import Reason
from sna.load.files.json import AGAIN, DAMAGE, Damaged, Records

MOST_MENTIONS = 500
"""A message that mentions more people than this is no message to anybody."""

HUMAN = frozenset({None, "", "file_share", "file_comment", "me_message", "thread_broadcast", "reply_broadcast"})
"""Subtypes of messages that people write; all others but the next two are notices by Slack."""
JOINS = frozenset({"channel_join", "group_join"})
HUDDLES = frozenset({"huddle_thread", "sh_room_shared"})

_IN_TEXT = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_IN_BLOCKS = re.compile(rb'"user_id"\s*:\s*"([UW][A-Z0-9]+)"')


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


P = TypeVar("P", bound=Struct)
MESSAGES = Records(Message)

Act = tuple[str, str, str]
"""Who, whom, what kind: user ids as Slack writes them."""


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
