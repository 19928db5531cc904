"""Long posts in a personal archive: ``tweets.js`` cuts them off, ``note-tweet.js`` has them whole.

The two do not name each other. A long post is known by its moment and by how its text begins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sna.errors import SourceError
from sna.load.files.export import Members
from sna.load.files.json import Damaged, Records
from sna.load.x.posts import moment

NOTES = re.compile(r"(?:[^/]+/)??(?:data/)?note-tweet(?:-part\d+)?\.js\Z")
MENTION = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{1,15})\b")
_BEGINNING = 60
"""Characters by which a text is known: enough to tell two posts of one second apart."""


class _Core(Struct, gc=False):
    text: str = ""


class _Note(Struct, gc=False):
    createdAt: str | None = None  # noqa: N815 - as the file writes it
    core: _Core | None = None


class _Element(Struct, gc=False):
    noteTweet: _Note  # noqa: N815 - as the file writes it


_ELEMENTS = Records(_Element)


class Notes:
    """Whom the long posts of an archive mention."""

    def __init__(self, bodies: Iterable[bytes]) -> None:
        self._mentioned: dict[tuple[str, str], list[str]] = {}
        for body in bodies:
            for one, _warnings in _ELEMENTS.elements(body):
                if not isinstance(one, Damaged) and one.noteTweet.core is not None:
                    self._take(one.noteTweet.createdAt, one.noteTweet.core.text)

    def mentions(self, at: str, text: str | None) -> list[str]:
        """Name whom the whole of a post mentions; nothing if it is no long post."""
        return self._mentioned.get((at, _beginning(text or "")), [])

    def _take(self, created: str | None, text: str) -> None:
        try:
            at = moment(created)
        except Damaged:
            return
        self._mentioned[at, _beginning(text)] = MENTION.findall(text)


def notes_of(members: Members) -> Iterator[bytes]:
    """Give the contents of the files of long posts; a damaged one costs only what was cut off."""
    for name in members.names:
        if NOTES.match(name):
            try:
                data = members.read(name)
            except SourceError:
                continue
            yield data[data.find(b"=") + 1 :].strip().removesuffix(b";")


def _beginning(text: str) -> str:
    return html.unescape(text)[:_BEGINNING]
