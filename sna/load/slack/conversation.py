"""The messages of one conversation → entries: each message its fate, and its acts between people."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sna.facts import Attendance, Entry, Evidence, Fact, Interaction, Origin, Reason, excluded, merged, rejected
from sna.load.jsonrecords import Damaged
from sna.load.moments import EARLIEST, LATEST, OUTSIDE, Window, moment
from sna.load.slack import messages
from sna.load.slack.layout import Conversation
from sna.load.slack.messages import HUDDLES, HUMAN, JOINS, MESSAGES, MOST_MENTIONS, Act, Message
from sna.load.slack.people import SLACKBOT, People

BOT = Reason("X-BOT", "A bot or app wrote it.")
NOTICE = Reason("X-NOTICE", "A notice by Slack, no act of one person towards another.")
TWICE = Reason("M-TWICE", "The same message stands in the export twice.")
NO_TIME = Reason("R-TIME", "The message has no possible time (ts).", "ts")
NO_AUTHOR = Reason("R-AUTHOR", "The message does not say who wrote it.", "user")
CROWD = Reason("R-MENTIONS", f"The message mentions more than {MOST_MENTIONS} people.", "text")
NO_PARENT = Reason("W-PARENT", "The message answers one that is not in the export: whom it answers is not known.")
FEW_USERS = Reason("W-REACTIONS", "The export counts more reactions to this message than it names people for.")


class Reader:
    """Reads the day files of one conversation, in order.

    Replies go to the author of the message answered, wherever in the conversation that stands; nobody turns to
    themselves; a reaction is an act of the reader towards the author, dated by the message, for Slack keeps no other
    time; who starts a huddle turns to all others in it.

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
        self._authors: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._there = {Evidence.LISTED: set(listed), Evidence.SPOKE: set[str]()}

    def entries(self, data: bytes, file: str, place: str) -> Iterator[Entry]:
        """Give one entry per message of a day file."""
        whole = MESSAGES.whole(data)
        if whole is None:
            yield from self._salvaged(data, file, place)
            return
        self._note_authors(whole)
        for number, message in enumerate(whole, 1):
            yield self._entry(message, Origin(file, f"{place}#{number}"), ())

    def _salvaged(self, data: bytes, file: str, place: str) -> Iterator[Entry]:
        """Read a damaged day file message by message."""
        found = list(MESSAGES.elements(data))
        self._note_authors([message for message, _warnings in found if isinstance(message, Message)])
        for number, (message, warnings) in enumerate(found, 1):
            origin = Origin(file, f"{place}#{number}")
            if isinstance(message, Damaged):
                yield rejected(origin, message.reason)
            else:
                yield self._entry(message, origin, warnings)

    def _note_authors(self, found: list[Message]) -> None:
        for message in found:
            self._authors.setdefault(message.ts, self._author(message))

    def _author(self, message: Message) -> str:
        """Name the user who wrote a message; `SLACKBOT` stands for every bot."""
        if message.subtype is None and message.bot_id is None:
            return message.user or ""
        try:
            user = messages.author(message)
        except Damaged:
            return ""
        known = self._people.ids.get(user)
        if message.subtype == "bot_message" or known == "" or (message.bot_id and known is None):
            if user:
                self._people.note_bot(user)
            return SLACKBOT
        return user

    def _entry(self, message: Message, origin: Origin, warnings: tuple[Reason, ...]) -> Entry:
        when = messages.seconds(message)
        if when is None or not EARLIEST <= when < LATEST:
            return rejected(origin, Reason(NO_TIME.code, NO_TIME.why, "ts", message.ts))
        if not self._window.first <= when < self._window.end:
            return excluded(origin, OUTSIDE)
        try:
            return self._unusual(message, origin) or self._used(message, origin, moment(when), warnings)
        except Damaged as damaged:
            return rejected(origin, damaged.reason)

    def _unusual(self, message: Message, origin: Origin) -> Entry | None:
        """Give the entry of a message that is not simply used."""
        user = self._author(message)
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

    def _used(self, message: Message, origin: Origin, at: str, warnings: tuple[Reason, ...]) -> Entry:
        user, facts = self._author(message), []
        joins = message.subtype in JOINS
        if self._people.ids.get(user) != "":
            facts = self._present(user, message, origin, Evidence.LISTED if joins else Evidence.SPOKE)
        if not joins:
            acts, more = self._acts(message, user)
            warnings += more
            facts += self._interactions(acts, origin, at)
        return Entry(origin, facts=tuple(facts), warnings=warnings)

    def _present(self, user: str, message: Message, origin: Origin, evidence: Evidence) -> list[Fact]:
        """Say, once per person, that somebody is in this conversation; introduce a stranger."""
        person = self._people.met(user, origin)
        if not person:
            raise Damaged(Reason(NO_AUTHOR.code, "The author's id is no user id of Slack.", "user", user))
        facts: list[Fact] = list(self._people.introduced(user, message.user_profile, message.user_team))
        if person not in self._there[evidence]:
            self._there[evidence].add(person)
            facts.append(Attendance(person, self._conversation.gathering, origin, evidence=evidence))
        return facts

    def _acts(self, message: Message, user: str) -> tuple[list[Act], tuple[Reason, ...]]:
        if message.subtype in HUDDLES:
            starter, others = messages.huddle(message)
            return [(starter, other, "huddle") for other in others], ()
        named = messages.mentions(message)
        warnings: tuple[Reason, ...] = ()
        if len(named) > MOST_MENTIONS:
            raise Damaged(CROWD)
        acts = [(user, other, "mention") for other in named]
        if messages.is_reply(message):
            answered = messages.parent(message, self._authors)
            acts += [(user, answered, "reply")] if answered else []
            warnings = (NO_PARENT,) if answered is None else ()
        if message.reactions:
            acts += [(other, user, "reaction") for other in messages.reactions(message)]
            warnings += (FEW_USERS,) if messages.short_reactions(message) else ()
        return acts, warnings

    def _interactions(self, acts: list[Act], origin: Origin, at: str) -> Iterator[Interaction]:
        """Turn acts into interactions between people; bots and the person themselves do not count."""
        met, channel = self._people.met, self._conversation.title
        for one, other, kind in acts:
            if one == other:
                continue
            source, target = met(one, origin), met(other, origin)
            if source and target:
                yield Interaction(source, target, kind, origin, at, channel, f"slack:{one}", f"slack:{other}")
