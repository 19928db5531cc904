"""Word 97–2003: small documents in its format, written here by hand."""

from __future__ import annotations

import contextlib
import io
import struct

import pytest

from sna.errors import SourceError
from sna.load.minutes import word
from sna.load.source import Source

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
IN_TABLE, ROW = b"\x16\x24\x01", b"\x17\x24\x01"
Paragraphs = list[tuple[str, str]]  # the text with its mark at the end, and what it is


def padded(data: bytes, size: int = SECTOR) -> bytes:
    return data + b"\0" * (-len(data) % size)


def container(streams: dict[str, bytes]) -> bytes:
    """Put streams into a compound file; those below 4,096 bytes into its small sectors."""
    small, links, entries, body, table = b"", [], [], b"", []

    def place(data: bytes) -> int:
        nonlocal body
        start, count = len(table), len(padded(data)) // SECTOR
        table.extend([*range(start + 1, start + count), END])
        body += padded(data)
        return start

    for name, data in streams.items():
        if len(data) < 4096:
            start, count = len(links), len(padded(data, 64)) // 64
            links.extend([*range(start + 1, start + count), END])
            small += padded(data, 64)
        else:
            start = place(data)
        entries.append((name, 2, start, len(data)))
    root = place(small) if small else END
    minor = place(struct.pack(f"<{len(links)}I", *links) + b"\xff" * (-4 * len(links) % SECTOR)) if links else END
    directory = b""
    for number, (name, kind, start, size) in enumerate([("Root Entry", 5, root, len(small)), *sorted(entries)]):
        written = name.encode("utf-16-le")
        # each is the next one's elder brother, so that the tree is a line
        right, child = (number + 1 if 0 < number < len(entries) else FREE, 1 if number == 0 else FREE)
        directory += struct.pack("<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, FREE, right, child, start, size)
    first = place(directory)
    at = len(table)
    table.append(FAT)
    body += struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        first,
        0,
        4096,
        minor,
        bool(links),
        END,
        0,
    )
    return padded(header + struct.pack("<109I", at, *[FREE] * 108)) + body


def old_word(paragraphs: Paragraphs, *, wide: int = 0, version: int = 0xC1, flags: int = 0x200) -> bytes:
    """Write a document; the paragraphs from `wide` on in letters of two bytes."""
    start = 2048
    texts = [text for text, _kind in paragraphs]
    pieces = ["".join(texts[:wide]), "".join(texts[wide:])] if wide else ["", "".join(texts)]
    narrow, broad = pieces[0].encode("cp1252"), pieces[1].encode("utf-16-le")
    ends, looks, at = [start], [], start
    for number, (text, kind) in enumerate(paragraphs):
        at += len(text) * (1 if number < wide else 2)
        ends.append(at)
        style = struct.pack("<H", 2 if kind == "heading" else 0)
        looks.append(style + {"cell": IN_TABLE, "row": IN_TABLE + ROW}.get(kind, b""))
    text = narrow + broad
    page = (start + len(text)) // SECTOR + 1
    book, papx = bytearray(SECTOR), 500
    struct.pack_into(f"<{len(ends)}I", book, 0, *ends)
    stored: dict[bytes, int] = {}
    for number, look in enumerate(looks):
        if look not in stored:
            papx = stored[look] = (papx - len(look) - 2) // 2 * 2
            length = [(len(look) + 1) // 2] if len(look) % 2 else [0, len(look) // 2]
            book[papx : papx + len(length) + len(look)] = bytes(length) + look
        book[4 * len(ends) + 13 * number] = stored[look] // 2
    book[-1] = len(looks)
    word = bytearray(max(4096, (page + 1) * SECTOR))
    word[start : start + len(text)] = text
    word[page * SECTOR : (page + 1) * SECTOR] = book
    bte = struct.pack("<III", ends[0], ends[-1], page)
    marks = [0, len(pieces[0]), len(pieces[0]) + len(pieces[1])]
    places = [(2 * start) | 0x40000000, start + len(narrow)]
    table = struct.pack("<3I", *marks) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(table)) + table
    struct.pack_into("<HHxxxxxxH", word, 0, 0xA5EC, version, flags)
    struct.pack_into("<I", word, 76, marks[-1])
    struct.pack_into("<II", word, 258, 0, len(bte))
    struct.pack_into("<II", word, 418, len(bte), len(clx))
    return container({"WordDocument": bytes(word), "1Table": bte + clx})


MINUTES: Paragraphs = [
    ("Minutes of the Fen Forum\r", "heading"),
    ("Tuesday 5 March 2024\r", ""),
    ("Present:\r", ""),
    ("Ann Lee, Bob Ray (Chair) and Cät Wu\r", ""),
    ("Apologies: \x13 HYPERLINK x \x14Dan Fox\x15, Eve\x1eMay Day\r", ""),
    ("The forum met.\r", ""),
]


@pytest.mark.parametrize("wide", [0, 2, 4])
def test_the_text_of_an_old_document_is_read(read, wide):
    found = read(old_word(MINUTES, wide=wide), "forum.doc")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cät Wu"]
    assert found.names("apologies") == ["Dan Fox", "Eve-May Day"]
    assert found.gatherings() == ["gathering:2024-03-05 fen forum"]


def test_a_heading_of_an_old_document_is_one():
    kinds = [(block.kind, block.level) for block in word.read_old(io.BytesIO(old_word(MINUTES)))]
    assert kinds == [("heading", 2), *[("line", 0)] * 5]


def test_the_tables_of_an_old_document_are_rows(read):
    rows = [("Name\x07", "cell"), ("Organisation\x07", "cell"), ("\x07", "row")]
    for name, body in (("Ann Lee", "Pond Trust"), ("Bob Ray", ""), ("Cat\rWu", "Fen Trust")):
        first, *rest = name.split("\r")
        rows += [(f"{first}\r" if rest else f"{first}\x07", "cell"), *((f"{part}\x07", "cell") for part in rest)]
        rows += [(f"{body}\x07", "cell"), ("\x07", "row")]
    found = read(old_word([*MINUTES[:3], *rows, ("Apologies: Dan Fox\r", "")]), "2024-03-05.doc")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]
    assert found.names("apologies") == ["Dan Fox"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (old_word(MINUTES)[:-SECTOR] + b"\xee" * SECTOR, "R-DOC"),
        (old_word(MINUTES, version=0x68), "R-DOC"),
        (old_word(MINUTES, flags=0x300), "R-ENCRYPTED"),
    ],
)
def test_an_old_document_that_cannot_be_read_says_why(read, data, code):
    assert read(data, "forum.doc").codes() == [code]


def test_an_old_document_cut_or_changed_anywhere_is_read_or_refused():
    whole = old_word(MINUTES, wide=2)
    for at in range(0, len(whole), 61):
        for data in (whole[:at], whole[:at] + b"\xff\x01" + whole[at + 2 :]):
            with contextlib.suppress(SourceError):
                assert isinstance(word.read_old(io.BytesIO(data)), tuple)


def test_what_an_old_document_is_does_not_hang_on_its_name(tmp_path):
    path = tmp_path / "forum.xls"
    path.write_bytes(old_word(MINUTES))
    assert Source(path).kind == "doc"
