"""A person's own archive of X or Twitter, as a zip or a folder.

Only the owner's user name, the posts and the whole texts of long ones are opened; all else - direct messages,
addresses, telephone numbers, media - is counted as left alone. The files are JavaScript that sets a variable to JSON:
what follows the first ``=`` is read, never run. Shapes read: ``data/tweets.js`` and its parts (since 2022),
``data/tweet.js`` or ``tweet.js`` (2019-2022), ``community-tweet.js``, and ``data/js/tweets/2014_05.js`` (2012-2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sna.errors import SourceError
from sna.facts import Reason
from sna.load.files.export import Members
from sna.load.files.json import AGAIN, Damaged, Records, chunks, count_elements
from sna.load.x.people import Account
from sna.load.x.v1 import Status, status

POSTS = re.compile(
    r"(?P<top>(?:[^/]+/)??)(?:(?:data/)?(?:community-)?tweets?(?:-part\d+)?\.js|data/js/tweets/\d{4}_\d{2}\.js)\Z"
)
_ACCOUNT = re.compile(r"(?:[^/]+/)??(?:data/)?account\.js\Z")
_DETAILS = re.compile(r"(?:[^/]+/)??data/js/user_details\.js\Z")
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
            found = _named_in(name, members)
        except Damaged:
            continue
        if any(found):
            return found
    raise SourceError(_NO_OWNER, code="R-OWNER", hint="Ask X for the archive again.")


def _named_in(name: str, members: Members) -> Account:
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
        for one, _warnings in _OWNERS.elements(_body(members.read(name))):
            if not isinstance(one, Damaged):
                return one.account.accountId or "", one.account.username or ""
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
            yield f"{name}#{number}", _one(chunk, complete=complete)


def count(members: Members) -> int:
    """Count the posts by the lengths of the arrays."""
    return sum(_length(members, name) for name in members.names if POSTS.match(name))


def rest(members: Members) -> int:
    """Count the files that are left alone."""
    read = sum(1 for name in members.names if POSTS.match(name))
    return len(members.names) + len(members.ignored) - read


def _one(chunk: bytes, *, complete: bool) -> Status | Damaged:
    if not complete:
        return Damaged(Reason("R-CUT", "The file ends in the middle of this record.", hint="Unpack it again."))
    try:
        return _WRAPPED.one(chunk)[0].tweet
    except Damaged:
        return status(chunk)


def _length(members: Members, name: str) -> int:
    try:
        return count_elements(_body(members.read(name)))
    except (SourceError, Damaged):
        return 1


def _body(data: bytes) -> bytes:
    """Give the JSON behind the name of the variable."""
    begin = _VARIABLE.match(data.removeprefix(b"\xef\xbb\xbf"))
    if begin is None:
        raise Damaged(_NO_VARIABLE)
    return data.removeprefix(b"\xef\xbb\xbf")[begin.end() :].rstrip().removesuffix(b";")
