"""Posts as API v1.1 gives them, and as personal archives hold them: the same fields, fewer of them.

An archive has no authors (all posts are its owner's), and tells a retweet only by its text and a quote only by a link.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sna.load.files.json import Damaged, Records, chunks, count_elements
from sna.load.source import Source
from sna.load.x.posts import Account, People, Post, account_named, moment, outer, records, retweeted_name, status_url
from sna.load.x.v2 import NO_POST


class User(Struct, gc=False):
    """An account; the number may be given as a text, as a number, or both."""

    id_str: str | None = None
    id: int | str | None = None
    screen_name: str | None = None

    @property
    def account(self) -> Account:
        """Id and user name; empty where unknown (an archive writes -1 for an account that is gone)."""
        number = self.id_str or (str(self.id) if self.id is not None else "")
        return "" if number == "-1" else number, self.screen_name or ""


class Url(Struct, gc=False):
    """A link in a text."""

    expanded_url: str | None = None


class Entities(Struct, gc=False):
    """Whom and what a text names."""

    user_mentions: list[User] = []
    urls: list[Url] = []


class Extended(Struct, gc=False):
    """What was cut off a long post."""

    entities: Entities | None = None


class Link(Struct, gc=False):
    """Where a quoted post is."""

    expanded: str | None = None


class Inner(Struct, gc=False):
    """A post inside another."""

    user: User | None = None


class Status(Struct, gc=False):
    """A post."""

    id_str: str | None = None
    id: int | str | None = None
    created_at: str | None = None
    full_text: str | None = None
    text: str | None = None
    user: User | None = None
    entities: Entities | None = None
    extended_tweet: Extended | None = None
    retweeted_status: Inner | None = None
    quoted_status: Inner | None = None
    quoted_status_id_str: str | None = None
    quoted_status_permalink: Link | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_status_id: int | str | None = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_user_id: int | str | None = None
    in_reply_to_screen_name: str | None = None


STATUSES = Records(Status)


def statuses(source: Source) -> Iterator[tuple[str, Status | Damaged]]:
    """Give every post of a file of JSON lines, an array, or the answer to a search (``statuses``)."""
    for place, text in records(source):
        if isinstance(text, Damaged):
            yield place, text
            continue
        shape = outer(text)
        if shape is not None and shape["statuses"].startswith(b"["):
            for number, (chunk, _complete) in enumerate(chunks(shape["statuses"]), 1):
                yield f"{place}#{number}", status_of(chunk)
        else:
            yield place, status_of(text)


def status_of(text: bytes) -> Status | Damaged:
    """Decode one post."""
    try:
        post = STATUSES.one(text)[0]
    except Damaged as damaged:
        return damaged
    return post if post.id_str or post.id is not None else Damaged(NO_POST)


def count(source: Source) -> int:
    """Count the posts by the outer shape of the records alone."""
    total = 0
    for _place, text in records(source):
        shape = None if isinstance(text, Damaged) else outer(text)
        total += count_elements(shape["statuses"]) if shape and shape["statuses"].startswith(b"[") else 1
    return total


def note_people(statuses: Iterator[tuple[str, Status | Damaged]], people: People) -> None:
    """Learn which user names and ids belong together."""
    for _place, status in statuses:
        if isinstance(status, Damaged):
            continue
        inner = [part.user for part in (status.retweeted_status, status.quoted_status) if part is not None]
        for user in (status.user, *inner, *_entities(status).user_mentions):
            if user is not None:
                people.note(*user.account)
        people.note(_text(status.in_reply_to_user_id_str, status.in_reply_to_user_id), status.in_reply_to_screen_name)


def post_of(status: Status | Damaged, owner: Account | None = None) -> Post | Damaged:
    """Turn what was decoded into a post.

    Parameters
    ----------
    status
        Of what `statuses` gives.
    owner
        Of an archive: the author of all; then a retweet shows by its text, and a quote by its link.
    """
    if isinstance(status, Damaged):
        return status
    try:
        at = moment(status.created_at)
    except Damaged as damaged:
        return damaged
    number = _text(status.id_str, status.id)
    author = owner or (status.user.account if status.user else ("", ""))
    entities = _entities(status)
    post = Post(number if number.isdigit() and number.isascii() else "", author, at)
    post.mentions = [user.account for user in entities.user_mentions]
    post.retweeted = _retweeted(status, post.mentions, by_text=owner is not None)
    if _text(status.in_reply_to_status_id_str, status.in_reply_to_status_id):
        answered = _text(status.in_reply_to_user_id_str, status.in_reply_to_user_id)
        post.replied = answered, status.in_reply_to_screen_name or ""
    post.quoted = _quoted(status, entities, by_link=owner is not None)
    post.missing = post.quoted is None and bool(status.quoted_status_id_str) and post.retweeted is None
    return post


def _retweeted(status: Status, mentions: list[Account], *, by_text: bool) -> Account | None:
    if status.retweeted_status is not None:
        return status.retweeted_status.user.account if status.retweeted_status.user else ("", "")
    name = retweeted_name(status.full_text or status.text) if by_text else ""
    return account_named(name, mentions) if name else None


def _quoted(status: Status, entities: Entities, *, by_link: bool) -> Account | None:
    """Find whom a post quotes: from the quoted post, the link to it, or (in an archive) a link in the text."""
    if status.quoted_status is not None and status.quoted_status.user is not None:
        return status.quoted_status.user.account
    link = status.quoted_status_permalink.expanded if status.quoted_status_permalink else None
    links = [link, *(url.expanded_url for url in entities.urls if by_link or status.quoted_status_id_str)]
    names = [name for name, number in map(status_url, links) if name and number]
    return ("", names[-1]) if names else None


def _entities(status: Status) -> Entities:
    if status.extended_tweet is not None and status.extended_tweet.entities is not None:
        return status.extended_tweet.entities
    return status.entities or Entities()


def _text(text: str | None, number: int | str | None) -> str:
    return text or ("" if number is None else str(number))
