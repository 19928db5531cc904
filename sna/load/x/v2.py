"""Posts as API v2 gives them: pages as twarc2 writes them, flattened posts, and streams."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Raw, Struct

from sna.facts import Reason
from sna.load.files.json import DAMAGE, Damaged, Records, chunks, count_elements
from sna.load.source import Source
from sna.load.x.posts import (
    Account,
    People,
    PlacedPost,
    Post,
    User,
    account_named,
    moment,
    outer,
    records,
    retweeted_name,
    status_url,
)

NO_POST = Reason("R-SHAPE", "This is JSON, but no post.", hint="Leave counts, lists of users and the like out.")


class Url(Struct, gc=False):
    """A link in a text."""

    expanded_url: str | None = None


class Entities(Struct, gc=False):
    """Whom and what a text names; of people mentioned, the id is often missing."""

    mentions: list[User] | None = None
    urls: list[Url] | None = None


class Note(Struct, gc=False):
    """The whole of a long post: whom it names beyond the cut."""

    entities: Entities | None = None


class Reference(Struct, gc=False):
    """Another post that a post answers, quotes or passes on; flattened data say its author at once."""

    type: str
    id: str
    author_id: str | None = None
    author: User | None = None


class Tweet(Struct, gc=False):
    """A post; the text is looked at only where a passed-on post is missing."""

    id: str | None = None
    author_id: str | None = None
    created_at: str | None = None
    text: Raw = Raw(b"")
    in_reply_to_user_id: str | None = None
    referenced_tweets: list[Reference] | None = None
    entities: Entities | None = None
    note_tweet: Note | None = None
    edit_history_tweet_ids: list[str] | None = None
    author: User | None = None
    in_reply_to_user: User | None = None


class Included(Struct, gc=False):
    """A post referred to: who wrote it."""

    id: str
    author_id: str | None = None


class Includes(Struct, gc=False):
    """What a page brings along."""

    users: list[User] | None = None
    tweets: list[Included] | None = None


class Line(Tweet, gc=False):
    """A line: a page (`data` is a list), an answer of a stream (`data` is one post), or itself a flattened post.

    academictwitteR writes the accounts of its posts to a file of their own, as `users`.
    """

    users: list[User] | None = None

    data: list[Tweet] | Tweet | None = None
    includes: Includes | None = None
    errors: Raw = Raw(b"")
    meta: Raw = Raw(b"")


LINES = Records(Line)
TWEETS = Records(Tweet)


def note_people(source: Source, people: People) -> None:
    """Learn which user names and ids belong together, from the whole file."""
    for _place, text in records(source):
        line = None if isinstance(text, Damaged) else _read(text)
        if line is None or isinstance(line, Damaged):
            continue
        users: list[User | None] = [*(line.users or ()), *((line.includes and line.includes.users) or ())]
        for tweet in _tweets(line):
            users += _named(tweet)
        people.note_all(users)


def users(source: Source) -> Iterator[tuple[str, User]]:
    """Give every account of a file of accounts."""
    for place, text in records(source):
        line = None if isinstance(text, Damaged) else _read(text)
        if isinstance(line, Line):
            yield from ((f"{place}#{number}", user) for number, user in enumerate(line.users or (), 1))


def count_users(source: Source) -> int:
    """Count the accounts by the outer shape of a file of accounts."""
    shapes = (outer(text) for _place, text in records(source) if not isinstance(text, Damaged))
    return sum(count_elements(shape["users"]) for shape in shapes if shape)


def _named(tweet: Tweet) -> list[User | None]:
    """List the accounts a post names."""
    users: list[User | None] = [tweet.author, tweet.in_reply_to_user]
    if tweet.entities is not None and tweet.entities.mentions:
        users += tweet.entities.mentions
    if tweet.referenced_tweets:
        users += [reference.author for reference in tweet.referenced_tweets]
    return users


def posts(source: Source) -> Iterator[PlacedPost]:
    """Give every post of a file."""
    for place, text in records(source):
        line = text if isinstance(text, Damaged) else _read(text)
        if isinstance(line, Damaged):
            yield from _salvaged(place, text, line)
            continue
        included = _authors(line.includes)
        if isinstance(line.data, list):
            for number, tweet in enumerate(line.data, 1):
                yield f"{place}#{number}", _post(tweet, included)
        elif line.data is not None or line.id:
            yield place, _post(line.data or line, included)
        elif not (bytes(line.meta) or bytes(line.errors)):
            yield place, Damaged(NO_POST)


def _read(text: bytes) -> Line | Damaged:
    try:
        return LINES.one(text)[0]
    except Damaged as damaged:
        return damaged


def _tweets(line: Line) -> list[Tweet]:
    if isinstance(line.data, list):
        return line.data
    return [line.data or line]


def _authors(includes: Includes | None) -> dict[str, str] | None:
    """Map each post that was included to its author; None if none were asked for."""
    if includes is None:
        return None
    return {tweet.id: tweet.author_id or "" for tweet in includes.tweets or ()}


def _salvaged(place: str, text: bytes | Damaged, damaged: Damaged) -> Iterator[PlacedPost]:
    """Read a page with a damaged post post by post; where that is no page, the line is lost."""
    page = None if isinstance(text, Damaged) else outer(text)
    if page is None or not page["data"].startswith(b"["):
        yield place, damaged
        return
    try:
        included = _authors(msgspec.json.decode(page["includes"] or b"null", type=Includes | None))
    except DAMAGE:
        included = None
    for number, (chunk, _complete) in enumerate(chunks(page["data"]), 1):
        try:
            yield f"{place}#{number}", _post(TWEETS.one(chunk)[0], included)
        except Damaged as broken:
            yield f"{place}#{number}", broken


def _post(tweet: Tweet, included: dict[str, str] | None) -> Post | Damaged:
    try:
        at = moment(tweet.created_at)
    except Damaged as damaged:
        return damaged
    author = tweet.author_id or (tweet.author.id if tweet.author else None) or ""
    versions = tweet.edit_history_tweet_ids
    number = (versions[0] if versions else tweet.id) or ""
    entities = (tweet.note_tweet and tweet.note_tweet.entities) or tweet.entities
    post = Post(number if number.isdigit() and number.isascii() else "", (author, ""), at)
    if entities is not None and entities.mentions:
        post.mentions = [(user.id or "", user.username or "") for user in entities.mentions]
    for reference in tweet.referenced_tweets or ():
        _refer(post, tweet, reference, included)
    return post


def _refer(post: Post, tweet: Tweet, reference: Reference, included: dict[str, str] | None) -> None:
    """Find whom a reference turns to, and note whether the post referred to is missing."""
    author = reference.author_id or (included or {}).get(reference.id) or ""
    if not author and reference.author is not None:
        author = reference.author.id or ""
    post.missing |= not author and (included is not None or reference.type != "replied_to")
    if reference.type == "retweeted":
        post.retweeted = (author, "") if author else _passed_on(tweet, post)
    elif reference.type == "quoted":
        post.quoted = (author, "") if author else _linked(tweet, reference.id)
    elif reference.type == "replied_to":
        answered = tweet.in_reply_to_user_id or (tweet.in_reply_to_user.id if tweet.in_reply_to_user else None)
        post.replied = (answered or author, "")


def _passed_on(tweet: Tweet, post: Post) -> Account:
    """Find whom a retweet passes on by its text, where the original is missing."""
    name = retweeted_name(bytes(tweet.text)[1:40].decode("utf-8", errors="replace"))
    return account_named(name, post.mentions)


def _linked(tweet: Tweet, number: str) -> Account:
    """Find whom a post quotes by the link to the quoted post, where that is missing."""
    urls = (tweet.entities.urls or ()) if tweet.entities else ()
    return "", next((name for name, status in (status_url(url.expanded_url) for url in urls) if status == number), "")


def count(source: Source) -> int:
    """Count the posts of all lines by looking at the outer shape alone."""
    return sum(_length(text) for _place, text in records(source))


class _Page(Struct, gc=False):
    """A page, of which nothing is looked at but how many posts it holds."""

    data: list[Raw]


_PAGES = msgspec.json.Decoder(_Page)


def _length(text: bytes | Damaged) -> int:
    if isinstance(text, Damaged):
        return 1
    try:  # a page as the service gives it, which is most of a large file
        return len(_PAGES.decode(text).data)
    except DAMAGE:
        shape = outer(text)
    if shape is None:
        return 1
    if shape["data"].startswith(b"["):
        return count_elements(shape["data"])
    post = shape["data"] not in {b"", b"null"} or shape["id"] not in {b"", b"null", b'""'}
    return 1 if post or not (shape["meta"] or shape["errors"]) else 0
