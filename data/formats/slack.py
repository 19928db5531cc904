"""Slack workspace exports as Slack writes them today: lists at the root, a folder per conversation, a file per day.

The world is told in `Person`, `Channel` and `Post`; the rest of what Slack adds to a message follows from them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from formats.archive import archive

Json = dict[str, Any]
KINDS = {"channels": "C", "groups": "G", "dms": "D", "mpims": "G"}
"""List at the root → the first letter of the ids in it."""


@dataclass(frozen=True)
class Person:
    """An account: `kind` is member, guest, left, bot or stranger; a stranger is in no list, only in messages."""

    name: str
    organisation: str = ""
    email: str = ""
    zone: str = "Europe/London"
    kind: str = "member"
    real: str = ""
    """What the profile shows as the full name, where that is not `name`."""

    @property
    def shown(self) -> str:
        """The full name as the profile shows it."""
        return self.real or self.name

    @property
    def id(self) -> str:
        """The user id, derived from the name."""
        return _id("U", self.name)


@dataclass
class Post:
    """A message; `parent` is the one it answers, `notice` the subtype of what Slack or a bot writes."""

    by: Person
    at: dt.datetime
    text: str
    parent: Post | None = None
    mentioned: Sequence[Person] = ()
    reactions: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    broadcast: bool = False
    file: str = ""
    notice: str = ""
    huddle: Sequence[Person] = ()
    plain: bool = False
    """Whether mentions are written in the old form and without blocks, as some apps still do."""

    @property
    def ts(self) -> str:
        """The time stamp that is the message's id."""
        micro = int(hashlib.sha256(f"{self.by.id}{self.text}".encode()).hexdigest()[:5], 16) % 1_000_000
        return f"{int(self.at.timestamp())}.{micro:06}"


@dataclass
class Channel:
    """A conversation: `kind` is a key of `KINDS`."""

    name: str
    members: Sequence[Person]
    posts: list[Post] = field(default_factory=list)
    kind: str = "channels"
    purpose: str = ""

    @property
    def id(self) -> str:
        """The conversation's id, derived from its name."""
        return _id(KINDS[self.kind], self.name)

    @property
    def folder(self) -> str:
        """The folder of its day files: the name, but the id for direct messages."""
        return self.id if self.kind == "dms" else self.name


def export(team: str, people: Sequence[Person], channels: Sequence[Channel], *, deflate: bool = False) -> bytes:
    """Write an export as a zip.

    Parameters
    ----------
    team
        The workspace's id, such as ``"T0FORUM"``.
    people
        Everybody in the workspace; strangers among them are left out of ``users.json``.
    channels
        All conversations, public and private.
    deflate
        See `formats.archive.archive`.
    """
    lists: dict[str, Any] = {"users": [_user(team, person) for person in people if person.kind != "stranger"]}
    for kind in KINDS:
        lists[kind] = [_channel(channel) for channel in channels if channel.kind == kind]
    lists |= {"canvases": [], "integration_logs": []}
    members = {f"{name}.json": _json(rows) for name, rows in lists.items()}
    for channel in channels:
        for day, rows in _days(team, channel).items():
            members[f"{channel.folder}/{day}.json"] = _json(rows)
    return archive(members, deflate=deflate)


def pacific(at: dt.datetime) -> dt.date:
    """Give the day in California, by which Slack names its day files: second Sunday of March to first of November."""
    first = dt.datetime(at.year, 3, 1, 10, tzinfo=dt.UTC)
    last = dt.datetime(at.year, 11, 1, 9, tzinfo=dt.UTC)
    summer = first + dt.timedelta(days=(6 - first.weekday()) % 7 + 7) <= at
    summer = summer and at < last + dt.timedelta(days=(6 - last.weekday()) % 7)
    return (at - dt.timedelta(hours=7 if summer else 8)).date()


def _id(letter: str, name: str) -> str:
    digest = hashlib.sha256(name.encode()).digest()
    return f"{letter}0" + "".join("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[byte % 32] for byte in digest[:9])


def _json(rows: Sequence[Json]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"


def _user(team: str, person: Person) -> Json:
    guest, bot = person.kind == "guest", person.kind == "bot"
    return {
        "id": person.id,
        "team_id": team,
        "name": person.shown.lower().replace(" ", "."),
        "deleted": person.kind == "left",
        "real_name": person.shown,
        "tz": person.zone,
        "profile": _profile(team, person),
        "is_bot": bot,
        "is_app_user": False,
        "is_restricted": guest,
        "is_ultra_restricted": guest,
    }


def _profile(team: str, person: Person) -> Json:
    named = {"Xf01ORG": {"value": person.organisation, "alt": "", "label": "Organisation"}}
    profile = {"real_name": person.shown, "display_name": person.shown.split()[0], "team": team}
    profile |= {"email": person.email} if person.email else {}
    return profile | {"fields": named if person.organisation else {}}


def _channel(channel: Channel) -> Json:
    row: Json = {"id": channel.id}
    if channel.kind != "dms":
        row |= {"name": channel.name, "created": 1672567200, "is_archived": False, "is_general": False}
        row |= {"purpose": {"value": channel.purpose, "creator": "", "last_set": 0}}
    return row | {"members": [person.id for person in channel.members if person.kind != "stranger"]}


def _days(team: str, channel: Channel) -> dict[dt.date, list[Json]]:
    answers: dict[str, list[Post]] = defaultdict(list)
    for post in channel.posts:
        if post.parent:
            answers[post.parent.ts].append(post)
    days: dict[dt.date, list[Json]] = defaultdict(list)
    for post in sorted(channel.posts, key=lambda post: post.ts):
        days[pacific(post.at)].append(_message(team, post, answers[post.ts]))
    return dict(sorted(days.items()))


def _message(team: str, post: Post, answers: Sequence[Post]) -> Json:
    stranger = post.by.kind == "stranger"
    home = f"T0{_id('X', post.by.organisation)[2:]}" if stranger else team
    row = {**_kind(post), "text": _text(post), "ts": post.ts} | _thread(post, answers) | _reactions(post)
    if post.notice or post.huddle:
        return row
    row |= {"client_msg_id": hashlib.sha256(post.ts.encode()).hexdigest()[:32], "team": home, "user_team": home}
    row |= {"source_team": home, "user_profile": _short_profile(post.by, home)}
    row |= {} if post.plain else {"blocks": [_block(post)]}
    return row | ({"files": [_file(post)], "upload": False} if post.file else {})


def _kind(post: Post) -> Json:
    row: Json = {"type": "message"}
    if post.notice == "bot_message":
        return row | {"subtype": "bot_message", "bot_id": _id("B", post.by.name), "username": post.by.name}
    subtype = "huddle_thread" if post.huddle else post.notice or ("thread_broadcast" if post.broadcast else "")
    row |= {"subtype": subtype} if subtype else {}
    row |= {"room": _room(post)} if post.huddle else {}
    return row | {"user": "USLACKBOT" if post.huddle else post.by.id}


def _room(post: Post) -> Json:
    there = [person.id for person in post.huddle]
    return {"id": _id("R", post.ts), "created_by": post.by.id, "participants": [], "participant_history": there}


def _short_profile(person: Person, team: str) -> Json:
    shown = {"real_name": person.shown, "display_name": person.shown.split()[0]}
    return shown | {"name": person.id.lower(), "team": team}


def _text(post: Post) -> str:
    old = [f"<@{person.id}|{person.shown.split()[0].lower()}>" for person in post.mentioned]
    new = [f"<@{person.id}>" for person in post.mentioned]
    text = post.text.replace("&", "&amp;").replace("<", "&lt;")
    return " ".join([*(old if post.plain else new), text])


def _block(post: Post) -> Json:
    elements: list[Json] = [{"type": "user", "user_id": person.id} for person in post.mentioned]
    elements.append({"type": "text", "text": f" {post.text}" if post.mentioned else post.text})
    block = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": _id("k", post.ts)[2:7], "elements": [block]}


def _thread(post: Post, answers: Sequence[Post]) -> Json:
    if post.parent:
        row: Json = {"thread_ts": post.parent.ts, "parent_user_id": post.parent.by.id}
        return row | ({"root": {"ts": post.parent.ts, "type": "message"}} if post.broadcast else {})
    if not answers:
        return {}
    ordered = sorted(answers, key=lambda answer: answer.ts)
    users = list(dict.fromkeys(answer.by.id for answer in ordered))
    row = {"thread_ts": post.ts, "reply_count": len(ordered), "reply_users_count": len(users)}
    row |= {"latest_reply": ordered[-1].ts, "reply_users": users}
    return row | {"replies": [{"user": answer.by.id, "ts": answer.ts} for answer in ordered]}


def _reactions(post: Post) -> Json:
    rows = [
        {"name": name, "users": [person.id for person in people], "count": len(people)}
        for name, people in post.reactions.items()
    ]
    return {"reactions": rows} if rows else {}


def _file(post: Post) -> Json:
    number = _id("F", post.file)
    link = f"https://files.slack.example/files-pri/{number}/{post.file}?t=xoxe-invented-not-a-token"
    return {"id": number, "name": post.file, "title": post.file, "user": post.by.id, "url_private": link}


def ties(channels: Iterable[Channel]) -> dict[tuple[str, str, str], int]:
    """Count who turned to whom in the public channels: (kind, source, target) → acts.

    A reply goes to the author of the thread's first message, a mention to each person once a message, a reaction to
    the author, a huddle from who started it to all others. Nobody turns to themselves; bots and notices do not count.
    """
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for channel in channels:
        for post in channel.posts if channel.kind == "channels" else ():
            for kind, source, target in _acts(post):
                if source.id != target.id and "bot" not in {source.kind, target.kind}:
                    counts[kind, f"slack:{source.id}", f"slack:{target.id}"] += 1
    return dict(sorted(counts.items()))


def _acts(post: Post) -> list[tuple[str, Person, Person]]:
    if post.notice:
        return []
    acts = [("reply", post.by, post.parent.by)] if post.parent else []
    acts += [("mention", post.by, person) for person in dict.fromkeys(post.mentioned)]
    chosen = {(name.split("::")[0], person) for name, people in post.reactions.items() for person in people}
    acts += [("reaction", person, post.by) for _, person in sorted(chosen, key=lambda item: (item[0], item[1].id))]
    return acts + [("huddle", post.by, person) for person in post.huddle]
