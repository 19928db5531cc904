"""Threads: the gatherings of those who write in them, whoever answers whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sna.facts import Attendance, Evidence, Fact, Gathering, Origin
from sna.load.moments import EARLIEST, LATEST, moment
from sna.load.slack.layout import Conversation
from sna.load.slack.messages import Message, author
from sna.load.slack.people import People


class Threads:
    """Says of each thread of a conversation, once, that it is, and of each of its writers, once, that they are in it.

    Who began the thread is in it; bots are not.
    """

    def __init__(self, conversation: Conversation, people: People) -> None:
        self._conversation = conversation
        self._people = people
        self._writers: dict[float, set[str]] = {}

    def joined(self, reply: Message, authors: Mapping[float, str], origin: Origin) -> tuple[Fact, ...]:
        """Say what a reply adds to what is known of its thread."""
        begun, user = reply.thread_ts or 0.0, author(reply)
        writers = self._writers.get(begun)
        if writers is not None and user in writers:
            return ()
        if writers is None:
            return self._begun(begun, (authors.get(begun, ""), user), origin)
        writers.add(user)
        return self._present(begun, user, origin)

    def _begun(self, begun: float, users: tuple[str, str], origin: Origin) -> tuple[Fact, ...]:
        """Say that there is a thread, and that its first two writers are in it; an impossible time begins none."""
        if not EARLIEST <= begun < LATEST:
            return ()
        self._writers[begun] = set(users)
        both = [self._present(begun, user, origin) for user in dict.fromkeys(users) if user]
        return self._gathering(begun, origin), *(fact for facts in both for fact in facts)

    def _present(self, begun: float, user: str, origin: Origin) -> tuple[Fact, ...]:
        person = self._people.person_id(user, origin)
        return (Attendance(person, self._id(begun), origin, evidence=Evidence.SPOKE),) if person else ()

    def _id(self, begun: float) -> str:
        return f"{self._conversation.gathering}/{begun:.6f}"

    def _gathering(self, begun: float, origin: Origin) -> Gathering:
        at, channel = moment(int(begun)), self._conversation.title
        title = f"{channel}, thread of {at[:10]} {at[11:19]}"
        on = dt.date.fromisoformat(at[:10])
        return Gathering(self._id(begun), title, origin, on, series=channel, mode="virtual", kind="thread")
