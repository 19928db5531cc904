"""A person's own archive of X or Twitter, as a zip or a folder.

Only the owner's user name, the posts and the whole texts of long ones are opened; all else - direct messages,
addresses, telephone numbers, media - is counted as left alone. The files are JavaScript that sets a variable to JSON:
what follows the first ``=`` is read, never run. Shapes read: ``data/tweets.js`` and its parts (since 2022),
``data/tweet.js`` or ``tweet.js`` (2019-2022), ``community-tweet.js``, and ``data/js/tweets/2014_05.js`` (2012-2018).

``tweets.js`` cuts long posts off, ``note-tweet.js`` has them whole. The two do not name each other: a long post is
known by its moment and by how its text begins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from sna.errors import SourceError
from sna.facts import Reason
from sna.load.files.container import Members
from sna.load.files.json import AGAIN, BOM, Damaged, Records, chunks, count_elements
from sna.load.x.posts import MENTION, Account, PlacedPost, Post, moment
from sna.load.x.v1 import Status, post_of, status_of

POSTS = re.compile(
    r"(?P<top>(?:[^/]+/)??)(?:(?:data/)?(?:community-)?tweets?(?:-part\d+)?\.js|data/js/tweets/\d{4}_\d{2}\.js)\Z"
)
_ACCOUNT = re.compile(r"(?:[^/]+/)??(?:data/)?account\.js\Z")
_DETAILS = re.compile(r"(?:[^/]+/)??data/js/user_details\.js\Z")
_OWNER_FILES = ("data/js/user_details.js", "data/account.js", "account.js")
_NOTES = re.compile(r"(?:[^/]+/)??(?:data/)?note-tweet(?:-part\d+)?\.js\Z")
_BEGINNING = 60  # characters by which a text is known: enough to tell two posts of one second apart
_VARIABLE = re.compile(rb"\s*(?:window\.YTD\.[\w.]+|Grailbird\.data\.\w+|var\s+\w+)\s*=\s*")
_NO_VARIABLE = Reason("R-SHAPE", "The file does not begin as a part of an archive of X does.", hint=AGAIN)
_NO_OWNER = "The archive does not say whose it is: account.js is missing or damaged."


class _Wrapped(Struct, gc=False):
    """An element since 2019: the post inside ``tweet``."""

    tweet: Status


class _Owner(Struct, gc=False):
    """Whose archive it is; no more of it is read."""

    accountId: str | None = None  # noqa: N815 - as the file writes it
    username: str | None = None
    id: str | None = None
    screen_name: str | None = None


class _OwnerElement(Struct, gc=False):
    account: _Owner


class _Core(Struct, gc=False):
    text: str = ""


class _Note(Struct, gc=False):
    createdAt: str | None = None  # noqa: N815 - as the file writes it
    core: _Core | None = None


class _Element(Struct, gc=False):
    noteTweet: _Note  # noqa: N815 - as the file writes it


_NOTE_ELEMENTS = Records(_Element)
_WRAPPED = Records(_Wrapped)
_OWNERS = Records(_OwnerElement)
_DETAIL = Records(_Owner)


def is_archive(names: Iterable[str]) -> bool:
    """Whether the names of a container's members are those of an archive."""
    names = list(names)
    return any(map(POSTS.match, names)) and any(_ACCOUNT.match(name) or _DETAILS.match(name) for name in names)


def owner(members: Members) -> Account:
    """Read whose archive it is.

    Raises
    ------
    SourceError
        If it does not say.
    """
    for name in members.names:
        try:
            account = _owner_in(name, members)
        except Damaged:
            continue
        if any(account):
            return account
    raise SourceError(_NO_OWNER, code="R-OWNER", hint="Ask X for the archive again.")


def owner_beside(folder: Path) -> Account:
    """Read whose archive a file of it is from the parts that lie with it; nobody if none tells."""
    names = [name for name in _OWNER_FILES if (folder / name).is_file()]
    try:
        return owner(Members(names, [], lambda name: (folder / name).read_bytes()))
    except (SourceError, OSError):
        return "", ""


def _owner_in(name: str, members: Members) -> Account:
    """Read the owner out of a member; nobody if it is none of those that tell.

    Raises
    ------
    Damaged
        If it tells, but cannot be read.
    """
    if _DETAILS.match(name):
        detail = _DETAIL.one(_body(members.read(name)))[0]
        return detail.id or "", detail.screen_name or ""
    if _ACCOUNT.match(name):
        for element, _warnings in _OWNERS.elements(_body(members.read(name))):
            if not isinstance(element, Damaged):
                return element.account.accountId or "", element.account.username or ""
    return "", ""


def statuses(members: Members) -> Iterator[tuple[str, Status | Damaged]]:
    """Give every post of the archive."""
    for name in members.names:
        if not POSTS.match(name):
            continue
        try:
            body = _body(members.read(name))
        except SourceError as error:
            yield name, Damaged(Reason(error.code, error.message, hint=error.hint))
            continue
        except Damaged as damaged:
            yield name, damaged
            continue
        for number, (chunk, complete) in enumerate(chunks(body), 1):
            yield f"{name}#{number}", _status(chunk, complete=complete)


def count(members: Members) -> int:
    """Count the posts by the lengths of the arrays."""
    return sum(_length(members, name) for name in members.names if POSTS.match(name))


def posts(members: Members, account: Account) -> Iterator[PlacedPost]:
    """Give every post of the archive's owner; of a long one, whom the whole of it mentions."""
    notes = _mentions_in_notes(members)
    for place, status in statuses(members):
        post = post_of(status, account)
        if isinstance(status, Status) and isinstance(post, Post):
            names = {name.casefold() for _number, name in post.mentions}
            mentions = notes.get((post.at, _beginning(status.full_text or "")), [])
            post.mentions += [("", name) for name in mentions if name.casefold() not in names]
        yield place, post


def _mentions_in_notes(members: Members) -> dict[tuple[str, str], list[str]]:
    """Give whom the long posts mention, by moment and beginning; a damaged file costs only what was cut off."""
    mentions = {}
    for name in filter(_NOTES.match, members.names):
        try:
            content = members.read(name)
        except SourceError:
            continue
        for element, _warnings in _NOTE_ELEMENTS.elements(content[content.find(b"=") + 1 :].strip().removesuffix(b";")):
            try:
                if not isinstance(element, Damaged) and (core := element.noteTweet.core) is not None:
                    mentions[moment(element.noteTweet.createdAt), _beginning(core.text)] = MENTION.findall(core.text)
            except Damaged:
                continue
    return mentions


def _beginning(text: str) -> str:
    return html.unescape(text)[:_BEGINNING]


def rest(members: Members) -> int:
    """Count the files that are left alone."""
    return len(members.names) + len(members.ignored) - sum(1 for name in members.names if POSTS.match(name))


def _status(chunk: bytes, *, complete: bool) -> Status | Damaged:
    if not complete:
        return Damaged(Reason("R-CUT", "The file ends in the middle of this record.", hint="Unpack it again."))
    try:
        return _WRAPPED.one(chunk)[0].tweet
    except Damaged:
        return status_of(chunk)


def _length(members: Members, name: str) -> int:
    try:
        return count_elements(_body(members.read(name)))
    except (SourceError, Damaged):
        return 1


def _body(data: bytes) -> bytes:
    """Give the JSON behind the name of the variable."""
    data = data.removeprefix(BOM)
    variable = _VARIABLE.match(data)
    if variable is None:
        raise Damaged(_NO_VARIABLE)
    return data[variable.end() :].rstrip().removesuffix(b";")
