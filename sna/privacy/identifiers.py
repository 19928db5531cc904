"""What would give somebody away: every way in which a known person is written, and the search for it in files.

Files that must hold no name are searched in every byte, also behind the escapes of HTML, JSON and links.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from urllib.parse import unquote

from msgspec import Struct

from sna.names import key

LONGEST_PHRASE = 6
"""Words of a name that are looked for together."""
SHORTEST_SURNAME, SHORTEST_WORD, SHORTEST_MARK = 4, 3, 5
"""Letters from which a surname, a name of one word, and a handle are looked for: less is in every page.

A shorter handle is looked for with its @."""
_POINTED = re.compile(r"['’‘`´.]")


class Known(Struct, frozen=True):
    """What is looked for, folded (no case, accents or punctuation) but for the marks and initials.

    Attributes
    ----------
    phrases
        Names of two words and more, in any order of first and last.
    words
        Surnames of at least four letters and names of one word of at least three: looked for as whole words.
    marks
        E-mail addresses, handles, account ids and other ids, in small letters: looked for wherever they stand.
    initials
        Of names of three words and more, in capitals: looked for as whole words.
    """

    phrases: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    def without(self, phrases: Iterable[str] = (), words: Iterable[str] = ()) -> Known:
        """Give what is left to look for when these phrases and words may stand there."""
        spared = frozenset(words)
        return Known(
            self.phrases - frozenset(phrases),
            self.words - spared,
            self.marks,
            frozenset(letters for letters in self.initials if letters.casefold() not in spared),
        )


def known(names: Iterable[str], marks: Iterable[str] = ()) -> Known:
    """Give what to look for, from names (given name first, without titles) and from addresses, handles and ids.

    Examples
    --------
    >>> found = known(["Ann Mary O'Neil", "Zoë"], ["@annie"])
    >>> sorted(found.phrases)[:3], sorted(found.words), sorted(found.marks), sorted(found.initials)
    (['ann mary o neil', 'ann mary oneil', 'ann neil'], ['neil', 'oneil', 'zoe'], ['@annie'], ['AMO'])
    """
    phrases, words, initials = set[str](), set[str](), set[str]()
    for name in names:
        for written in writings(name):
            parts = written.split()
            phrases.update(_phrases(parts))
            words.update(_words(parts))
        if len(name.split()) > 1:  # either half of a double-barrelled surname
            words.update(part for part in key(name.split()[-1]).split() if len(part) >= SHORTEST_SURNAME)
        if len(folded := key(name).split()) > 2:
            initials.add("".join(word[0] for word in folded).upper())
    small = (_mark(mark.strip().casefold()) for mark in marks)
    return Known(
        frozenset(phrases),
        frozenset(words),
        frozenset(mark for mark in small if len(mark) > 2),
        frozenset(initials),
    )


def writings(text: str) -> Iterator[str]:
    """Fold a text in the two ways in which apostrophes and points are read: as nothing, and as a gap.

    Examples
    --------
    >>> list(writings("O'Neil")), list(writings("Ann"))
    (['oneil', 'o neil'], ['ann'])
    """
    alike = groupby(text.split(), str.isascii)  # long pages are mostly ASCII, which is folded at once
    parts = (part for plain, words in alike for part in ([" ".join(words)] if plain else words))
    yield " ".join(filter(None, map(key, parts)))
    if _POINTED.search(text):
        yield from writings(_POINTED.sub(" ", text))


def names_somebody(text: str, people: Known, neighbours: Known | None = None) -> bool:
    """Tell whether the name of a group names a person: in full, or the surname of somebody who belongs to it.

    Parameters
    ----------
    text
        The name of the group.
    people, neighbours
        Everybody, and those who belong to the group.

    Examples
    --------
    >>> ann, bob = known(["Ann Smith"]), known(["Bob Ward"])
    >>> names_somebody("Smith, Ann (childminder)", ann), names_somebody("Ward House", bob)
    (True, False)
    >>> names_somebody("Ward House", ann, bob)
    True
    """
    for written in writings(text):
        parts = written.split()
        if people.phrases & runs(parts):
            return True
        if neighbours is not None and neighbours.words & set(parts):
            return True
    return False


def runs(words: list[str], longest: int = LONGEST_PHRASE, among: Iterable[str] | None = None) -> set[str]:
    """Give every run of two words and more, up to the longest phrase that is looked for.

    `among` are phrases that alone matter: of long texts only what begins as one of them does is worth a look.

    Examples
    --------
    >>> sorted(runs(["a", "b", "c"]))
    ['a b', 'a b c', 'b c']
    """
    heads = set(words) if among is None else {phrase.partition(" ")[0] for phrase in among}
    starts = [place for place, word in enumerate(words) if word in heads]
    return {
        " ".join(words[start : start + length])
        for length in range(2, longest + 1)
        for start in starts
        if start + length <= len(words)
    }


def _mark(mark: str) -> str:
    return mark if len(mark) >= SHORTEST_MARK else f"@{mark.lstrip('@')}"


def _phrases(parts: list[str]) -> Iterator[str]:
    if len(parts) < 2:
        return
    forename, surname = parts[0], parts[-1]
    yield " ".join(parts[:LONGEST_PHRASE])
    yield " ".join([surname, *parts[:-1]][:LONGEST_PHRASE])
    yield from (f"{forename} {surname}", f"{surname} {forename}")


def _words(parts: list[str]) -> Iterator[str]:
    shortest = SHORTEST_WORD if parts and parts[0].isascii() else 2  # two Chinese characters are a whole name
    if len(parts) == 1 and len(parts[0]) >= shortest:
        yield parts[0]
    elif len(parts) > 1 and len(parts[-1]) >= SHORTEST_SURNAME:
        yield parts[-1]


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
    """Give the parts of a packed file such as a workbook, with their names, and of files in it; a PDF's texts.

    Anything else is given as it is.
    """
    if content.startswith(b"%PDF"):
        yield from (text.encode("utf-8", "replace") for text in _pdf_texts(content))
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode("utf-8")
                yield from unpacked(packed.read(name))
    else:
        yield content


def _pdf_texts(content: bytes) -> Iterator[str]:
    """Give what stands on the pages of a PDF, in both orders, and every text of its objects, such as its title."""
    import pdfplumber
    from pdfminer.pdftypes import PDFStream
    from pdfminer.utils import decode_text

    def texts(part: object) -> Iterator[str]:
        if isinstance(part, bytes):
            yield decode_text(part)
        elif isinstance(part, PDFStream):
            yield from texts(part.attrs)
            if str(part.attrs.get("Type")) == "/'Metadata'":
                yield part.get_data().decode("utf-8", "replace")
        elif isinstance(part, (dict, list)):
            for inner in part.values() if isinstance(part, dict) else part:
                yield from texts(inner)

    with pdfplumber.open(io.BytesIO(content)) as document:
        for page in document.pages:
            # a name may be broken where a cell or a line ends
            yield from (page.extract_text(), page.extract_text(use_text_flow=True))
        for table in document.doc.xrefs:
            yield from texts(table.get_trailer())
            for number in table.get_objids():
                yield from texts(document.doc.getobj(number))


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
        distinct = set(words)
        if starts & distinct:
            yield from (("a name", phrase) for phrase in _spoken(words, starts) if phrase in people.phrases)
        yield from (("a surname or a name of one word", word) for word in people.words & distinct)
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
