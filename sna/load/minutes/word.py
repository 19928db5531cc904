"""Word documents → blocks: a walk of the XML of today's, the pieces of the text of those of Word 97–2003.

Of today's are read: paragraphs, tables, content controls, tracked insertions, text boxes, headers and footers. Not
read: tracked deletions, hidden and struck-out text, comments, field codes, footnotes.

The old ones are as [MS-DOC] describes them; the container is opened by olefile. Not read: what a later save deleted,
footnotes, headers, comments, text boxes; codes of fields; and how a paragraph looks.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import count, pairwise
from typing import BinaryIO

import docx
import olefile
from docx.document import Document
from docx.opc import exceptions
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from msgspec import Struct

from sna.errors import SourceError
from sna.load.files.container import open_zip, refuse_doctype
from sna.load.minutes.blocks import SHORT, Block, bullet, cut, saved_on, too_long

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback"})
_TEXT_BOX = f"{_W}txbxContent"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_NOT_READ = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", f"{_W}txbxContent", f"{_MC}Fallback"}
    | {f"{_W}{name}" for name in ("delText", "instrText", "delInstrText", "footnoteReference", "commentReference")}
)
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}
_SYMBOLS = {"F0FE": "☑", "F0FD": "☒", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0A3": "☐", "F0FC": "✓", "F050": "✓"}
_LARGEST = 64 << 20  # bytes
_STREAMS = "WordDocument", "0Table", "1Table"
_WORD_97 = 0xC1  # the version of the format from which on the text lies in pieces
_NARROW, _PAGE, _DEEPEST = 0x40000000, 512, 5  # a letter a byte; bytes of a page of looks; of fields in fields
_ROW, _IN_TABLE = b"\x17\x24\x01", b"\x16\x24\x01"
_ROW_END, _HEADING_END = "\ue000", "\ue001"  # marks of our own
_ENDS = re.compile("[\r\x07]")
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")  # a code, and what it shows
_OLD_CHARACTERS = str.maketrans(
    {"\x0b": "\n", "\x0c": "\r", "\x1e": "-", "\xa0": " ", **dict.fromkeys("\x01\x02\x03\x04\x05\x08\x1f")}
)
_PARAGRAPH_END = re.compile(f"([\r{_ROW_END}{_HEADING_END}])")


def read(file: BinaryIO) -> tuple[Block, ...]:
    """Read a Word document.

    Raises
    ------
    SourceError
        If it is damaged, protected, declares a document type, or a part of it is too large.
    """
    refuse_doctype(open_zip(file))
    try:
        document = docx.Document(file)
    except (exceptions.PackageNotFoundError, KeyError, ValueError) as error:
        raise SourceError("The document is damaged.", code="R-DOCX", hint="Save it again in Word.") from error
    walk = _Walk(document)
    edges = walk.edges("header"), walk.edges("footer")
    saved = document.core_properties.modified
    return (*edges[0], *walk.blocks(document.element.body), *edges[1], *saved_on(f"{saved:%Y-%m-%d}" if saved else ""))


class _Walk:
    """Walks a document in the order of reading and numbers its paragraphs and tables."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.styles = {style.style_id: style for style in document.styles}
        self.hidden = {
            name for name, style in self.styles.items() if style.element.find(f"{_W}rPr/{_W}vanish") is not None
        }
        self.paragraph = self.table = self.part = 0
        self.where = ""

    def edges(self, kind: str) -> Iterator[Block]:
        """Read the headers or footers, each text once."""
        texts: set[str] = set()
        for section in self.document.sections:
            edge = getattr(section, kind)
            if not edge.is_linked_to_previous:
                inner = _Walk(self.document)
                inner.where = f"{kind} "
                for block in inner.blocks(edge._element):  # noqa: SLF001 - the only way to its XML
                    if block.text not in texts:
                        texts.add(block.text)
                        yield block

    def blocks(self, parent: Element) -> Iterator[Block]:
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag not in _DELETED and child.tag != f"{_W}sdtPr":
                yield from self.blocks(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        self.paragraph += 1
        self.part += 1
        place = f"{self.where}paragraph {self.paragraph}"
        text = visible_text(element, self.hidden)
        for number, line in enumerate(text.lines, 1):
            at = place if number == 1 else f"{place} line {number}"
            if line.strip():
                yield self._block(element, line, text, at)
            if long := too_long(line, f"{at} end"):
                yield long
        for box in _text_boxes(element):
            where, self.where = self.where, f"{self.where}box in "
            yield from self.blocks(box)
            self.where = where

    def _block(self, element: Element, line: str, text: Text, place: str) -> Block:
        level = self._heading(element)
        words = cut(line.strip())
        if level:
            return Block("heading", words, place, level=level, part=self.part)
        kind, rest = self._list(element) or "", words
        if not kind:
            kind, rest = bullet(words)
        tabs = len(line) - len(line.lstrip("\t"))
        return Block(kind, rest, place, level=_indent(element) or tabs, part=self.part, strong=text.strong)

    def _heading(self, element: Element) -> int:
        """Give the level of a heading, 1 for a title, 0 for no heading."""
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            return _number(outline) + 1 if _number(outline) < 6 else 0
        name = self._style(element)
        if name.startswith("heading ") and name[8:].isdigit():
            return min(6, int(name[8:]) + 1)
        return 1 if name in {"title", "subtitle"} else 0

    def _style(self, element: Element) -> str:
        style = self.styles.get(_value(element.find(f"{_W}pPr/{_W}pStyle")))
        return (style.name or "").casefold() if style is not None else ""

    def _list(self, element: Element) -> str:
        """Say of which kind of list a paragraph is an item; empty for none."""
        number = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        name = self._style(element)
        if name.startswith("list number"):
            return "numbered"
        if name.startswith("list"):
            return "item"
        if number is None or _number(number) == 0:
            return ""
        return "item" if self._is_bullet(_value(number)) else "numbered"

    def _is_bullet(self, number: str) -> bool:
        try:
            root = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return True
        numbers = {num.get(f"{_W}numId"): _value(num.find(f"{_W}abstractNumId")) for num in root.findall(f"{_W}num")}
        for definition in root.findall(f"{_W}abstractNum"):
            if definition.get(f"{_W}abstractNumId") == numbers.get(number, ""):
                return _value(definition.find(f"{_W}lvl/{_W}numFmt")) == "bullet"
        return True

    def _table(self, element: Element) -> Iterator[Block]:
        self.table += 1
        self.part += 1
        table, part = self.table, self.part
        above: dict[int, str] = {}  # what a cell that spans several rows says
        for number, row in enumerate(_inside(element, f"{_W}tr"), 1):
            if row.find(f"{_W}trPr/{_W}del") is None:
                cells: list[str] = []
                for cell in _inside(row, f"{_W}tc"):
                    above[len(cells)] = self._cell(cell, above.get(len(cells), ""))
                    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                    cells += [above[len(cells)], *[""] * ((_number(span) if span is not None else 1) - 1)]
                place = f"{self.where}table {table} row {number}"
                yield Block("row", " ".join(cells), place, part=part, cells=tuple(cells))
        self.part += 1

    def _cell(self, element: Element, above: str) -> str:
        merge = element.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and _value(merge) != "restart":
            return above if len(above) < SHORT else ""
        lines: list[str] = []
        for paragraph in _inside(element, f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"):
            lines += visible_text(paragraph, self.hidden).lines
        return cut("\n".join(line.strip() for line in lines if line.strip()))


def _inside(parent: Element, *tags: str) -> Iterator[Element]:
    """Give the elements of the first tag below a parent, through content controls and the other tags."""
    through = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag", *tags[1:]}
    for child in parent.iterchildren():
        if child.tag == tags[0]:
            yield child
        elif child.tag in through:
            yield from _inside(child, *tags)


def _text_boxes(element: Element) -> Iterator[Element]:
    """Give the text boxes anchored in a paragraph, each once: its fallback for old programs is left out."""
    for child in element.iterchildren():
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag not in _DELETED:
            yield from _text_boxes(child)


def _indent(element: Element) -> int:
    level = element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    return _number(level) if level is not None else 0


def _value(element: Element | None) -> str:
    return str(element.get(f"{_W}val") or "") if element is not None else ""


def _number(element: Element) -> int:
    value = _value(element)
    return int(value) if value.isdigit() else 0


class Text(Struct):
    """What a paragraph shows: its lines, and whether all of it is bold."""

    lines: list[str]
    strong: bool


def visible_text(paragraph: Element, hidden: AbstractSet[str]) -> Text:
    """Give what a paragraph shows.

    Parameters
    ----------
    paragraph
        Its XML element.
    hidden
        The styles of characters that hide their text.
    """
    pieces: list[tuple[str, bool]] = []
    _gather(paragraph, hidden, pieces)
    text = "".join(piece for piece, _bold in pieces)
    plain = any(piece.strip(": \t") and not bold for piece, bold in pieces)
    return Text(text.split("\n"), bool(text.strip()) and not plain)


def _gather(element: Element, hidden: AbstractSet[str], pieces: list[tuple[str, bool]]) -> None:
    for child in element.iterchildren():
        if child.tag in _NOT_READ:
            continue
        if child.tag == f"{_W}r":
            _run(child, hidden, pieces)
        elif child.tag == f"{_W}sdt" and (box := _tick_box(child)):
            pieces.append((box, True))
        else:
            _gather(child, hidden, pieces)


def _run(run: Element, hidden: AbstractSet[str], pieces: list[tuple[str, bool]]) -> None:
    if any(_on(run, name) for name in ("vanish", "strike", "dstrike", "webHidden")):
        return
    style = run.find(f"{_W}rPr/{_W}rStyle")
    if style is not None and style.get(f"{_W}val") in hidden:
        return
    bold = _on(run, "b")
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            pieces.append((child.text or "", bold))
        elif child.tag in _CHARACTERS:
            pieces.append((_CHARACTERS[child.tag], True))
        elif child.tag == f"{_W}sym":
            pieces.append((_SYMBOLS.get(child.get(f"{_W}char", "").upper(), " "), True))


def _on(run: Element, name: str) -> bool:
    """Whether a property of a run is switched on."""
    switch = run.find(f"{_W}rPr/{_W}{name}")
    return switch is not None and switch.get(f"{_W}val") not in {"0", "false", "off", "none"}


def _tick_box(control: Element) -> str:
    """Give a check-box as text; empty for another content control."""
    box = control.find(f"{_W}sdtPr/{_W14}checkbox")
    if box is None:
        return ""
    checked = box.find(f"{_W14}checked")
    return "[x] " if checked is not None and checked.get(f"{_W14}val") in {"1", "true"} else "[ ] "


def read_old(file: BinaryIO) -> tuple[Block, ...]:
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
    return "".join(pieces)[:length].translate(_OLD_CHARACTERS)


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
