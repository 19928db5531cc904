"""The XML of a workbook: what `python-calamine` does not tell, and an independent way to the cells.

XLSX and ODS are zip containers of XML. A walk through it finds the hidden rows and how far each sheet reaches before
anything is laid out in memory - one cell at the far end of a sheet would else fill it - and the merged ranges of ODS.
For counting it gives the text of every cell that holds one.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element
from msgspec import Struct, field

from sna.errors import SourceError
from sna.load.files.cells import UNCALCULATED, Span, written
from sna.load.files.container import protected, read_member, refuse_doctype

MOST_CELLS = 10_000_000  # of the rectangle from A1 to the last cell
_TRUE = {"1", "true"}
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Part(Struct):
    """One sheet as its XML has it.

    Attributes
    ----------
    name, hidden
        Of the sheet.
    rows, columns
        How many there are up to the last cell that holds something.
    cells
        Text of each such cell by (1-based row, 0-based column), where asked for.
    hidden_rows
        1-based.
    merged
        As `sna.load.files.cells.Sheet.merged`; of ODS only.
    hidden_columns
        0-based; as what follows, of XLSX only.
    struck, coloured, uncalculated
        Row → columns: texts struck through; cells that hold nothing but a colour other than that of their row's first;
        formulas saved without their value.
    """

    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Span] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    struck: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    coloured: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    uncalculated: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def hold(self, row: int, column: int, text: str | None) -> None:
        """Take a cell in; without its text only how far the sheet reaches."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)
        if text is not None:
            self.cells[row, column] = text


class Styles(Struct):
    """The styles of a workbook's cells: which strike their text through, and the fill of each that has a colour."""

    struck: set[int] = field(default_factory=set)
    fills: dict[int, str] = field(default_factory=dict)


class Book(Struct):
    """All sheets of a workbook, and whether its days count from 1904."""

    parts: list[Part]
    since_1904: bool = False


def read_book(archive: zipfile.ZipFile, kind: str, *, texts: bool = False) -> Book:
    """Walk the XML of an ``"xlsx"`` or ``"ods"`` workbook.

    Parameters
    ----------
    archive
        The container, its directory checked.
    kind
        ``"xlsx"`` or ``"ods"``.
    texts
        Whether to give the texts of the cells too.

    Raises
    ------
    SourceError
        If it is protected by a password, a part is missing or no XML or declares a document type, or a sheet's cells
        reach too far.
    """
    manifest = "META-INF/manifest.xml"
    if kind == "ods" and manifest in archive.namelist() and b"encryption-data" in read_member(archive, manifest):
        raise protected()
    refuse_doctype(archive)
    try:
        book = Book(_Spreadsheet(texts=texts).read(archive)) if kind == "ods" else _xlsx(archive, texts=texts)
    except (KeyError, IndexError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError("The workbook is damaged.", code="R-XML", hint="Open it and save it again.") from error
    for part in book.parts:
        if part.rows * part.columns > MOST_CELLS:
            raise SourceError(
                f"A sheet reaches over {part.rows:,} rows and {part.columns:,} columns, over {MOST_CELLS:,} cells.",
                code="R-DIMENSIONS",
                hint="Delete what stands far out in the sheet.",
                value=part.name,
            )
    return book


def _elements(archive: zipfile.ZipFile, member: str, *tags: str) -> Iterator[Element]:
    """Give the elements of some local names, each when it ends; what is nested in none of them is let go at once."""
    data = io.BytesIO(read_member(archive, member))
    names = [f"{{*}}{tag}" for tag in tags]
    for _event, element in etree.iterparse(data, tag=names, resolve_entities=False, no_network=True, huge_tree=True):
        yield element


def _let_go(element: Element) -> None:
    """Empty an element that was read, and drop those before it: a sheet of a million rows is no tree in memory."""
    element.clear(keep_tail=True)
    while (previous := element.getprevious()) is not None:
        element.getparent().remove(previous)


def _attribute(element: Element, local: str, otherwise: str = "") -> str:
    """Give an attribute by its local name, whatever its namespace."""
    values = (value for name, value in element.attrib.items() if name == local or name.endswith(f"}}{local}"))
    return next(values, otherwise)


def _xlsx(archive: zipfile.ZipFile, *, texts: bool) -> Book:
    epoch = [element.get("date1904", "0") for element in _elements(archive, "xl/workbook.xml", "workbookPr")]
    members = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.attrib["Target"])).lstrip("/")
        for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    strings = _shared_strings(archive) if texts else None
    parts, styles = [], _styles(archive)
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        part = Part(sheet.get("name", ""), sheet.get("state", "visible") != "visible")
        if "worksheets/" in (member := members.get(_attribute(sheet, "id"), "")):
            _fill(part, archive, member, (strings, styles))
        parts.append(part)
    return Book(parts, "1" in epoch or "true" in epoch)


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    """Give the texts that cells refer to, without the phonetic readings Japanese workbooks keep beside them."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    strings = []
    for string in _elements(archive, "xl/sharedStrings.xml", "si"):
        pieces = (text for text in string.iter("{*}t") if etree.QName(text.getparent()).localname != "rPh")
        strings.append("".join(piece.text or "" for piece in pieces))
        _let_go(string)
    return strings


def _styles(archive: zipfile.ZipFile) -> Styles:
    if "xl/styles.xml" not in archive.namelist():
        return Styles()
    root = etree.fromstring(read_member(archive, "xl/styles.xml"), etree.XMLParser(resolve_entities=False))
    strikes = [font.find("{*}strike") for font in root.iterfind("{*}fonts/{*}font")]
    fonts = {
        str(index)
        for index, strike in enumerate(strikes)
        if strike is not None and strike.get("val") not in {"0", "false"}
    }
    patterns = [fill.find("{*}patternFill") for fill in root.iterfind("{*}fills/{*}fill")]
    solid = {
        str(index) for index, fill in enumerate(patterns) if fill is not None and fill.get("patternType") == "solid"
    }
    formats = list(enumerate(root.iterfind("{*}cellXfs/{*}xf")))
    return Styles(
        {index for index, style in formats if style.get("fontId") in fonts},
        {index: style.get("fillId", "") for index, style in formats if style.get("fillId") in solid},
    )


def _fill(part: Part, archive: zipfile.ZipFile, member: str, book: tuple[list[str] | None, Styles]) -> None:
    """Fill a part from a worksheet; a row or cell that does not say where it stands follows the one before."""
    number = 0
    for row in _elements(archive, member, "col", "row"):
        if row.tag.endswith("}col"):
            hidden = range(int(row.get("min", 1)) - 1, int(row.get("max", 0))) if row.get("hidden") in _TRUE else ()
            part.hidden_columns.update(hidden)
            continue
        number, column, first = int(row.get("r", number + 1)), -1, None
        if row.get("hidden") in _TRUE:
            part.hidden_rows.add(number)
        for cell in row.iterchildren("{*}c"):
            number, column = _place(cell.attrib["r"]) if "r" in cell.attrib else (number, column + 1)
            style = int(cell.get("s", 0))
            first = book[1].fills.get(style, "") if first is None else first
            _take(part, cell, (number, column), book)
            if style in book[1].struck:
                part.struck[number].add(column)
            if book[1].fills.get(style, first) != first and not len(cell):
                part.coloured[number].add(column)
        _let_go(row)


def _take(part: Part, cell: Element, place: tuple[int, int], book: tuple[list[str] | None, Styles]) -> None:
    """Take a cell of a worksheet in; a formula without its value counts as a text of its own."""
    content, strings = "".join(piece.text or "" for piece in cell.iter("{*}v", "{*}t")), book[0]
    if not content and cell.get("t") != "str" and cell.find("{*}f") is not None:
        part.uncalculated[place[0]].add(place[1])
        content, strings = UNCALCULATED, None
    text = _text(cell.get("t", "n"), content, strings) if content and strings is not None else content
    if text.strip():
        part.hold(*place, None if book[0] is None else text)


def _text(kind: str, content: str, strings: list[str]) -> str:
    if kind == "s":
        return strings[int(content)].strip()
    if kind == "b":
        return "TRUE" if content == "1" else "FALSE"
    if kind == "n":
        return written(float(content))
    return "" if kind == "e" else content.strip()


def _place(reference: str) -> tuple[int, int]:
    """Turn ``"B4"`` into row 4 (1-based) and column 1 (0-based)."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


class _Spreadsheet:
    """Makes a `Part` of each table of an ODS; a repeated row or cell is written out where it holds something."""

    def __init__(self, *, texts: bool) -> None:
        self.texts = texts
        self.parts: list[Part] = []

    def read(self, archive: zipfile.ZipFile) -> list[Part]:
        """Read the tables in order, each row as it ends."""
        unseen: set[str] = set()
        part, number = Part(""), 1
        for element in _elements(archive, "content.xml", "table-properties", "table-row", "table"):
            local = etree.QName(element).localname
            if local == "table-properties" and _attribute(element, "display") == "false":
                unseen.add(_attribute(element.getparent(), "name"))
            elif local == "table-row" and not _is_nested(element):
                number += self._row(part, element, number)
                _let_go(element)
            elif local == "table" and not _is_nested(element):
                part.name, part.hidden = _attribute(element, "name"), _attribute(element, "style-name") in unseen
                self.parts.append(part)
                part, number = Part(""), 1
        return self.parts

    def _row(self, part: Part, row: Element, number: int) -> int:
        """Take a row in, and say for how many it stands."""
        rows = _repeated(row, "number-rows-repeated")
        if _attribute(row, "visibility") in {"collapse", "filter"}:
            part.hidden_rows.update(range(number, number + min(rows, MOST_CELLS // 100)))
        texts: dict[int, str] = {}
        column = 0
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            columns = _repeated(cell, "number-columns-repeated")
            down, across = _repeated(cell, "number-rows-spanned"), _repeated(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                part.merged.append((number, column, number + down - 1, column + across - 1))
            if text := _typed(cell) or _paragraphs(cell):
                _check_affordable(columns + len(texts))
                texts.update((column + step, text) for step in range(columns))
            column += columns
        if texts:
            _check_affordable(rows * len(texts) + len(part.cells))
            for step in range(rows):
                for place, text in texts.items():
                    part.hold(number + step, place, text if self.texts else None)
        return rows


def _is_nested(element: Element) -> bool:
    """Whether a table or row belongs to a table within a cell."""
    return next(element.iterancestors("{*}table-cell"), None) is not None


def _typed(cell: Element) -> str:
    """Give a number or truth value as `sna.load.files.cells.written` does; what is shown may be rounded."""
    kind = _attribute(cell, "value-type")
    if kind in {"float", "percentage", "currency"}:
        return written(float(_attribute(cell, "value")))
    return _attribute(cell, "boolean-value").upper() if kind == "boolean" else ""


def _paragraphs(cell: Element) -> str:
    """Give the paragraphs of a cell, without the comments on it."""
    for note in cell.iter("{*}annotation"):
        note.clear(keep_tail=True)
    for space in cell.iter("{*}s", "{*}tab"):
        space.text = " "
    return "\n".join("".join(paragraph.itertext()) for paragraph in cell.iter("{*}p")).strip()


def _repeated(element: Element, name: str) -> int:
    return max(1, int(_attribute(element, name, "1")))


def _check_affordable(cells: int) -> None:
    if cells > MOST_CELLS:
        raise SourceError(
            f"A sheet repeats its cells {cells:,} times; the limit is {MOST_CELLS:,}.",
            code="R-DIMENSIONS",
            hint="Delete what stands far out in the sheet.",
        )
