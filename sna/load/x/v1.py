"""Posts as API v1.1 gives them, and as personal archives hold them: the same fields, fewer of them.

An archive has no authors (all posts are its owner's), and tells a retweet only by its text and a quote only by a link.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sna.load.files.json import Damaged, Records, chunks, count_elements
from sna.load.source import Source
from sna.load.x.lines import records
from sna.load.x.notes import Notes
from sna.load.x.people import Account, People
from sna.load.x.posts import Found, Post, moment, retweeted_name, status_url
from sna.load.x.shape import outer
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
        if shape is not None and shape.statuses.startswith(b"["):
            for number, (chunk, _complete) in enumerate(chunks(shape.statuses), 1):
                yield f"{place}#{number}", status(chunk)
        else:
            yield place, status(text)


def status(text: bytes) -> Status | Damaged:
    """Decode one post."""
    try:
        found = STATUSES.one(text)[0]
    except Damaged as damaged:
        return damaged
    return found if found.id_str or found.id is not None else Damaged(NO_POST)


def count(source: Source) -> int:
    """Count the posts by the outer shape of the records alone."""
    total = 0
    for _place, text in records(source):
        shape = None if isinstance(text, Damaged) else outer(text)
        total += count_elements(shape.statuses) if shape and shape.statuses.startswith(b"[") else 1
    return total


def note_people(found: Iterator[tuple[str, Status | Damaged]], people: People) -> None:
    """Learn which user names and ids belong together."""
    for _place, one in found:
        if isinstance(one, Damaged):
            continue
        inner = [part.user for part in (one.retweeted_status, one.quoted_status) if part is not None]
        for user in (one.user, *inner, *_entities(one).user_mentions):
            if user is not None:
                people.note(*user.account)
        people.note(_text(one.in_reply_to_user_id_str, one.in_reply_to_user_id), one.in_reply_to_screen_name)


def posts(
    found: Iterator[tuple[str, Status | Damaged]], owner: Account | None = None, notes: Notes | None = None
) -> Iterator[Found]:
    """Turn what was decoded into posts.

    Parameters
    ----------
    found
        What `statuses` gives.
    owner
        Of an archive: the author of all; then a retweet shows by its text, and a quote by its link.
    notes
        Of an archive: its long posts.
    """
    for place, one in found:
        post = one if isinstance(one, Damaged) else _post(one, owner)
        if notes is not None and isinstance(one, Status) and isinstance(post, Post):
            known = {name.casefold() for _number, name in post.mentions}
            more = notes.mentions(post.at, one.full_text)
            post.mentions += [("", name) for name in more if name.casefold() not in known]
        yield place, post


def _post(one: Status, owner: Account | None) -> Post | Damaged:
    try:
        at = moment(one.created_at)
    except Damaged as damaged:
        return damaged
    number = _text(one.id_str, one.id)
    author = owner or (one.user.account if one.user else ("", ""))
    entities = _entities(one)
    post = Post(number if number.isdigit() and number.isascii() else "", author, at)
    post.mentions = [user.account for user in entities.user_mentions]
    post.retweeted = _retweeted(one, post.mentions, by_text=owner is not None)
    if _text(one.in_reply_to_status_id_str, one.in_reply_to_status_id):
        answered = _text(one.in_reply_to_user_id_str, one.in_reply_to_user_id)
        post.replied = answered, one.in_reply_to_screen_name or ""
    post.quoted = _quoted(one, entities, by_link=owner is not None)
    post.missing = post.quoted is None and bool(one.quoted_status_id_str) and post.retweeted is None
    return post


def _retweeted(one: Status, mentions: list[Account], *, by_text: bool) -> Account | None:
    if one.retweeted_status is not None:
        return one.retweeted_status.user.account if one.retweeted_status.user else ("", "")
    name = retweeted_name(one.full_text or one.text) if by_text else ""
    if not name:
        return None
    return next((account for account in mentions if account[1].casefold() == name.casefold()), ("", name))


def _quoted(one: Status, entities: Entities, *, by_link: bool) -> Account | None:
    """Find whom a post quotes: from the quoted post, the link to it, or (in an archive) a link in the text."""
    if one.quoted_status is not None and one.quoted_status.user is not None:
        return one.quoted_status.user.account
    link = one.quoted_status_permalink.expanded if one.quoted_status_permalink else None
    links = [link, *(url.expanded_url for url in entities.urls if by_link or one.quoted_status_id_str)]
    names = [name for name, number in map(status_url, links) if name and number]
    return ("", names[-1]) if names else None


def _entities(one: Status) -> Entities:
    if one.extended_tweet is not None and one.extended_tweet.entities is not None:
        return one.extended_tweet.entities
    return one.entities or Entities()


def _text(text: str | None, number: int | str | None) -> str:
    return text or ("" if number is None else str(number))
