"""Word documents → blocks, by a walk of their XML.

Read: paragraphs, tables, content controls, tracked insertions, text boxes, headers and footers. Not read: tracked
deletions, hidden and struck-out text, comments, field codes, footnotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import BinaryIO

import docx
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
