"""Word 97–2003 documents → blocks: the pieces of their text, in the order in which the document puts them.

As [MS-DOC] describes it; the container is opened by olefile. Not read: what a later save deleted, footnotes, headers,
comments, text boxes; codes of fields; and how a paragraph looks.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import count, pairwise
from typing import BinaryIO

import olefile

from sna.errors import SourceError
from sna.load.minutes.blocks import Block, bullet, cut, too_long

_LARGEST = 64 << 20  # bytes
_STREAMS = "WordDocument", "0Table", "1Table"
_WORD_97 = 0xC1  # the version of the format from which on the text lies in pieces
_NARROW, _PAGE, _DEEPEST = 0x40000000, 512, 5  # a letter a byte; bytes of a page of looks; of fields in fields
_ROW, _IN_TABLE = b"\x17\x24\x01", b"\x16\x24\x01"
_ROW_END, _HEADING_END = "\ue000", "\ue001"  # marks of our own
_ENDS = re.compile("[\r\x07]")
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")  # a code, and what it shows
_CHARACTERS = str.maketrans(
    {"\x0b": "\n", "\x0c": "\r", "\x1e": "-", "\xa0": " ", **dict.fromkeys("\x01\x02\x03\x04\x05\x08\x1f")}
)
_PARAGRAPH_END = re.compile(f"([\r{_ROW_END}{_HEADING_END}])")


def read(file: BinaryIO) -> tuple[Block, ...]:
    """Read an old Word document.

    Raises
    ------
    SourceError
        If it is damaged, too large, protected by a password, or older than Word 97.
    """
    content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise SourceError("The document is larger than 64 MiB.", code="R-TOOLARGE", hint="Save it as DOCX.")
    try:
        return tuple(_blocks(_text(_streams(content))))
    except (struct.error, KeyError, IndexError, ValueError, TypeError, OSError) as error:
        raise SourceError("The old Word document is damaged.", code="R-DOC", hint="Save it as DOCX.") from error


def _streams(content: bytes) -> dict[str, bytes]:
    """Take the streams out of the container that hold text."""
    with olefile.OleFileIO(content) as container:
        names = (name for name in _STREAMS if container.exists(name))
        return {name: container.openstream(name).read() for name in names}


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _text(streams: dict[str, bytes]) -> str:
    """Give the text of the document itself, which comes first of all its texts, with marks of our own for its rows."""
    word = streams["WordDocument"]
    version, flags = (struct.unpack_from("<H", word, offset)[0] for offset in (2, 10))
    if flags & 0x100:
        raise SourceError("It is protected by a password.", code="R-ENCRYPTED", hint="Save it without a password.")
    if version < _WORD_97:
        raise SourceError("It is older than Word 97.", code="R-DOC", hint="Save it as DOCX.")
    length, looks, looks_size, offset, size = (
        struct.unpack_from("<I", word, offset)[0] for offset in (76, 258, 262, 418, 422)
    )
    table = streams["1Table" if flags & 0x200 else "0Table"]
    marks = _marks(word, _numbers(table[looks : looks + looks_size]))
    clx = table[offset : offset + size]
    while clx[0] == 1:
        clx = clx[3 + struct.unpack_from("<H", clx, 1)[0] :]
    number = (struct.unpack_from("<I", clx, 1)[0] - 4) // 12
    ends = struct.unpack_from(f"<{number + 1}I", clx, 5)
    places = struct.unpack_from("<" + "2xI2x" * number, clx, 5 + 4 * (number + 1))
    pieces = (
        _piece(word, place, end - start, marks) for place, (start, end) in zip(places, pairwise(ends), strict=True)
    )
    return "".join(pieces)[:length].translate(_CHARACTERS)


def _piece(word: bytes, place: int, length: int, marks: dict[int, str]) -> str:
    narrow = bool(place & _NARROW)
    offset, width, code = ((place ^ _NARROW) // 2, 1, "cp1252") if narrow else (place, 2, "utf-16-le")
    text = word[offset : offset + width * length].decode(code, errors="replace")
    return _ENDS.sub(lambda match: marks.get(offset + width * match.end(), match[0]), text)


def _marks(word: bytes, pages: tuple[int, ...]) -> dict[int, str]:
    """Say of the paragraphs that end a row, stand in a table or are headings where each ends."""
    marks: dict[int, str] = {}
    for number in pages[len(pages) // 2 + 1 :]:
        page = word[number * _PAGE : (number + 1) * _PAGE]
        count = page[-1]
        ends = struct.unpack_from(f"<{count + 1}I", page, 0)
        for index, end in enumerate(ends[1:]):
            offset = 2 * page[4 * (count + 1) + 13 * index]
            offset, size = (offset + 1, 2 * page[offset + 1]) if not page[offset] else (offset, 2 * page[offset] - 1)
            style, look = page[offset + 1], page[offset + 3 : offset + 1 + size]
            if _ROW in look:
                marks[end] = _ROW_END
            elif _IN_TABLE in look:
                marks[end] = "\x07" if word[end - 1 : end] == b"\x07" or word[end - 2 : end] == b"\x07\0" else "\n"
            elif 0 < style < 10 and offset > 1:
                marks[end] = _HEADING_END
    return marks


def _blocks(text: str) -> Iterator[Block]:
    for _depth in range(_DEEPEST):
        text = _FIELD.sub(lambda match: match[1] or "", text)
    paragraphs, rows = count(1), count(1)
    pieces = _PARAGRAPH_END.split(f"{text}\r")
    table = 0
    for part, (words, end) in enumerate(zip(pieces[::2], pieces[1::2], strict=False), 1):
        if end == _ROW_END:
            table = table or part  # rows that follow one another are one table
            cells = tuple(cut(cell.strip()) for cell in words.removesuffix("\x07").split("\x07"))
            yield Block("row", " ".join(cells), f"row {next(rows)}", part=table, cells=cells)
            continue
        table, number = 0, next(paragraphs)
        for line, written in enumerate(words.split("\n"), 1):
            place = f"paragraph {number}" + (f" line {line}" if line > 1 else "")
            if long := too_long(written, f"{place} end"):
                yield long
            kind, rest = bullet(cut(written.strip("\x07 ")))
            if rest:
                heads = end == _HEADING_END
                yield Block("heading" if heads else kind, rest, place, level=2 * heads, part=part)
