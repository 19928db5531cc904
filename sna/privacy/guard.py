"""The search for names in files that must hold none: in every byte, also behind the escapes of HTML, JSON and links."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from msgspec import Struct

from sna.privacy.identifiers import LONGEST_PHRASE, Known, writings

_TAG = re.compile(r"<[^<>]*>")
_CODED = re.compile(r"\\u([0-9a-fA-F]{4})")
CAPITALS = re.compile(r"(?<![^\W_])[^\W\d_a-z]{3,}(?![^\W_])")
_LATIN = re.compile(r"^[\x00-\u024f\s]*$")


class Leak(Struct, frozen=True, order=True):
    """Something that names a person: in which file, what kind of thing it is, and what stands there (folded)."""

    file: str
    kind: str
    found: str


def leaks(files: Mapping[str, bytes], people: Known) -> list[Leak]:
    """Search files for what gives somebody away.

    Parameters
    ----------
    files
        Name → bytes; the name is searched too.
    people
        What is looked for, without what may stand there all the same (`Known.without`).

    Examples
    --------
    >>> from sna.privacy.identifiers import known
    >>> page = "<p>Ma&#248;e <b>Sm&iacute;th</b></p>".encode()
    >>> [leak.found for leak in leaks({"report.html": page}, known(["Maøe Smith"]))]
    ['maoe smith', 'smith']
    """
    return sorted({leak for name, content in files.items() for leak in _in_file(name, content, people)})


def unpacked(content: bytes) -> Iterator[bytes]:
    """Give the parts of a packed file such as a workbook, with their names; anything else as it is."""
    if not content.startswith(b"PK\x03\x04"):
        yield content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name.encode("utf-8")
            yield packed.read(name)


def readings(content: bytes) -> Iterator[str]:
    """Read bytes in every way a program could: as they stand, unescaped, without tags, as JSON and as an address."""
    text = content.decode("utf-8", errors="replace")
    distinct = set()
    for plain in (text, _CODED.sub(lambda match: chr(int(match[1], 16)), text), unquote(text)):
        unescaped = html.unescape(plain)
        for reading in (plain, unescaped, html.unescape(_TAG.sub(" ", plain)), html.unescape(_TAG.sub("", plain))):
            if reading not in distinct:
                distinct.add(reading)
                yield reading


def _in_file(name: str, content: bytes, people: Known) -> Iterator[Leak]:
    starts = frozenset(phrase.partition(" ")[0] for phrase in people.phrases)
    for reading in (name, *(text for part in unpacked(content) for text in readings(part))):
        yield from (Leak(name, *leak) for leak in _in_text(reading, people, starts))


def _in_text(text: str, people: Known, starts: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Search one text; names in writings that put no gap between words are looked for anywhere."""
    unparted = [writing for writing in people.phrases | people.words if not _LATIN.match(writing)]
    for folded in writings(text):
        words = folded.split()
        yield from (("a name", phrase) for phrase in _spoken(words, starts) if phrase in people.phrases)
        yield from (("a surname or a name of one word", word) for word in people.words & set(words))
        yield from (("a name", name) for name in unparted if name in folded)
    small = text.casefold()
    yield from (("an address, an account or an id", mark) for mark in people.marks if _stands(mark, small))
    yield from (("initials", mark) for mark in people.initials & set(CAPITALS.findall(text)))


def _spoken(words: list[str], starts: frozenset[str]) -> Iterator[str]:
    """Give the runs of words that begin like a name."""
    for index, word in enumerate(words):
        if word in starts:
            for length in range(2, LONGEST_PHRASE + 1):
                yield " ".join(words[index : index + length])


def _stands(mark: str, text: str) -> bool:
    """Tell whether a mark stands in a text, not merely as a part of a longer word or number."""
    start = text.find(mark)
    while start >= 0:
        end = start + len(mark)
        preceding, following = text[start - 1 : start] if start else "", text[end : end + 1]
        if not (mark[0].isalnum() and preceding.isalnum()) and not (mark[-1].isalnum() and following.isalnum()):
            return True
        start = text.find(mark, start + 1)
    return False
