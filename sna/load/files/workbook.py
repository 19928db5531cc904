"""The XML of a workbook: what `python-calamine` does not tell, and an independent way to the cells.

XLSX and ODS are zip containers of XML. A walk with Expat finds hidden rows, merged ranges and the true extent of each
sheet before anything is laid out in memory, and gives the text of every cell that holds one, for counting.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct

from sna.errors import SourceError
from sna.load.files.cells import Span, written
from sna.load.files.container import read_member

Attributes = dict[str, str]
Start = Callable[[Attributes], None]
End = Callable[[], None]
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MOST_CELLS = 10_000_000  # of the rectangle from A1 to the last cell


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
        As `sna.load.files.cells.Sheet.merged`.
    """

    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    cells: dict[tuple[int, int], str] = {}
    hidden_rows: set[int] = set()
    merged: list[Span] = []

    def hold(self, row: int, column: int, text: str | None) -> None:
        """Take a cell in; without its text only how far the sheet reaches."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)
        if text is not None:
            self.cells[row, column] = text


class Book(Struct):
    """All sheets of a workbook, and whether its days count from 1904."""

    parts: list[Part]
    since_1904: bool = False


class Walk:
    """Runs handlers on the elements of an XML part, by local name; `text` gathers what stands between them."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.starts: dict[str, Start] = {}
        self.ends: dict[str, End] = {}

    def run(self, data: bytes) -> None:
        """Walk through a part; a document type is refused, for no workbook needs one and an attack does."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text.append
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(data, True)

    def taken(self) -> str:
        """Give the text gathered and empty it."""
        text = "".join(self.text)
        self.text.clear()
        return text

    def _start(self, name: str, attributes: Attributes) -> None:
        handler = self.starts.get(_local(name))
        if handler:
            handler(attributes)

    def _end(self, name: str) -> None:
        handler = self.ends.get(_local(name))
        if handler:
            handler()


def _local(name: str) -> str:
    return name if ":" not in name else name.rpartition(":")[2]


def _refuse_doctype(*_parts: object) -> None:
    raise SourceError("It declares a document type (DOCTYPE).", code="R-DOCTYPE", hint="Export the workbook again.")


def attribute(attributes: Attributes, local: str, otherwise: str = "") -> str:
    """Give an attribute by its local name, whatever its prefix."""
    if local in attributes:
        return attributes[local]
    return next((value for name, value in attributes.items() if name.endswith(":" + local)), otherwise)


def read_book(archive: zipfile.ZipFile, kind: str, *, texts: bool = False) -> Book:
    """Walk the XML of an ``"xlsx"`` or ``"ods"`` workbook.

    Parameters
    ----------
    archive
        The container, checked.
    kind
        ``"xlsx"`` or ``"ods"``.
    texts
        Whether to give the texts of the cells too.

    Raises
    ------
    SourceError
        If a part is missing or no XML, declares a document type, or a sheet's cells reach too far.
    """
    try:
        book = read_ods(archive, texts=texts) if kind == "ods" else read_xlsx(archive, texts=texts)
    except (KeyError, IndexError, expat.ExpatError, ValueError) as error:
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


def read_xlsx(archive: zipfile.ZipFile, *, texts: bool = False) -> Book:
    """Read the sheets of an XLSX workbook, hidden ones too."""
    listed: list[Attributes] = []
    epoch: list[bool] = []
    walk = Walk()
    walk.starts["sheet"] = listed.append
    walk.starts["workbookPr"] = lambda found: epoch.append(found.get("date1904", "0") in {"1", "true"})
    walk.run(read_member(archive, "xl/workbook.xml"))
    targets = _targets(archive)
    strings = _shared_strings(archive) if texts else None
    parts = []
    for found in listed:
        member = targets.get(attribute(found, "id"), "")
        part = Part(
            attribute(found, "name"),
            attribute(found, "state", "visible") != "visible",
            cells={},
            hidden_rows=set(),
            merged=[],
        )
        if "worksheets/" in member:
            _XlsxSheet(part, strings).run(read_member(archive, member))
        parts.append(part)
    return Book(parts, any(epoch))


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the member behind each relation of the workbook."""
    found: list[Attributes] = []
    walk = Walk()
    walk.starts["Relationship"] = found.append
    walk.run(read_member(archive, "xl/_rels/workbook.xml.rels"))
    return {each["Id"]: posixpath.normpath(posixpath.join("/xl", each["Target"])).lstrip("/") for each in found}


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    strings: list[str] = []
    pieces: list[str] = []
    walk = Walk()

    def finish() -> None:
        strings.append("".join(pieces))
        pieces.clear()

    walk.starts["t"] = lambda _found: walk.text.clear()
    walk.ends["t"] = lambda: pieces.append(walk.taken())
    walk.starts["rPh"] = lambda _found: pieces.append("\x00")
    walk.ends["rPh"] = lambda: _drop_reading(pieces)
    walk.ends["si"] = finish
    walk.run(read_member(archive, "xl/sharedStrings.xml"))
    return strings


def _drop_reading(pieces: list[str]) -> None:
    """Drop the phonetic reading that Japanese workbooks keep beside a text."""
    while pieces.pop() != "\x00":
        pass


class _XlsxSheet(Walk):
    """Fills a `Part` from a worksheet."""

    def __init__(self, part: Part, strings: list[str] | None) -> None:
        super().__init__()
        self.part, self.strings = part, strings
        self.row, self.column, self.kind, self.found = 0, -1, "", ""
        self.starts = {"row": self._row, "c": self._cell, "v": self._fresh, "t": self._fresh, "mergeCell": self._merge}
        self.ends = {"v": self._value, "t": self._value, "c": self._finish}

    def _fresh(self, _attributes: Attributes) -> None:
        self.text.clear()

    def _row(self, attributes: Attributes) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self.column = -1
        if attributes.get("hidden") in {"1", "true"}:
            self.part.hidden_rows.add(self.row)

    def _cell(self, attributes: Attributes) -> None:
        self.kind, self.found = attributes.get("t", "n"), ""
        if reference := attributes.get("r"):
            self.row, self.column = _place(reference)
        else:
            self.column += 1

    def _value(self) -> None:
        self.found += self.taken()

    def _finish(self) -> None:
        if not self.found:
            return
        text = self._text() if self.strings is not None else None
        if text is None or text.strip():
            self.part.hold(self.row, self.column, text)

    def _text(self) -> str:
        if self.kind == "s" and self.strings is not None:
            return self.strings[int(self.found)].strip()
        if self.kind == "b":
            return "TRUE" if self.found == "1" else "FALSE"
        if self.kind == "n":
            return written(float(self.found))
        return "" if self.kind == "e" else self.found.strip()

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes["ref"].partition(":")
        self.part.merged.append((*_place(first), *_place(last or first)))


def _place(reference: str) -> tuple[int, int]:
    """Turn ``"B4"`` into row 4 (1-based) and column 1 (0-based)."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def read_ods(archive: zipfile.ZipFile, *, texts: bool = False) -> Book:
    """Read the sheets of an ODS workbook, hidden ones too."""
    sheets = _Sheets(texts=texts)
    sheets.run(read_member(archive, "content.xml"))
    return Book(sheets.parts)


class _Sheets(Walk):
    """Makes a `Part` of each table; a repeated row or cell is written out where it holds something."""

    def __init__(self, *, texts: bool) -> None:
        super().__init__()
        self.texts = texts
        self.value = ""
        self.parts: list[Part] = []
        self.unseen: set[str] = set()
        self.style = ""
        self.row, self.column, self.tables, self.asides = 1, 0, 0, 0
        self.rows, self.columns = 1, 1
        self.lines: list[str] = []
        self.pending: dict[int, str] = {}
        self.starts = {
            "style": self._style,
            "table-properties": self._properties,
            "table": self._table,
            "table-row": self._row,
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
            "annotation": self._aside,
            "p": self._paragraph,
            "s": self._space,
            "tab": self._space,
        }
        self.ends = {
            "table": self._leave,
            "table-row": self._finish_row,
            "table-cell": self._finish,
            "covered-table-cell": self._finish,
            "annotation": self._back,
            "p": self._line,
        }

    def _style(self, attributes: Attributes) -> None:
        self.style = attribute(attributes, "name")

    def _properties(self, attributes: Attributes) -> None:
        if attribute(attributes, "display") == "false":
            self.unseen.add(self.style)

    def _table(self, attributes: Attributes) -> None:
        self.tables += 1
        if self.tables == 1:
            hidden = attribute(attributes, "style-name") in self.unseen
            self.parts.append(Part(attribute(attributes, "name"), hidden, cells={}, hidden_rows=set(), merged=[]))
            self.row = 1

    def _leave(self) -> None:
        self.tables -= 1

    def _row(self, attributes: Attributes) -> None:
        self.rows = _repeated(attributes, "number-rows-repeated")
        self.column = 0
        self.pending = {}
        if attribute(attributes, "visibility") in {"collapse", "filter"}:
            self.parts[-1].hidden_rows.update(range(self.row, self.row + min(self.rows, MOST_CELLS // 100)))

    def _cell(self, attributes: Attributes) -> None:
        self.columns = _repeated(attributes, "number-columns-repeated")
        self.lines = []
        self.value = _typed(attributes)
        down = _repeated(attributes, "number-rows-spanned")
        across = _repeated(attributes, "number-columns-spanned")
        if down > 1 or across > 1:
            self.parts[-1].merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))

    def _aside(self, _attributes: Attributes) -> None:
        self.asides += 1

    def _back(self) -> None:
        self.asides -= 1

    def _paragraph(self, _attributes: Attributes) -> None:
        self.text.clear()

    def _space(self, _attributes: Attributes) -> None:
        self.text.append(" ")

    def _line(self) -> None:
        text = self.taken()
        if not self.asides:
            self.lines.append(text)

    def _finish(self) -> None:
        text = self.value or "\n".join(self.lines).strip()
        if text:
            _affordable(self.columns + len(self.pending))
            self.pending.update((self.column + step, text) for step in range(self.columns))
        self.column += self.columns
        self.lines = []

    def _finish_row(self) -> None:
        part = self.parts[-1]
        if self.pending:
            _affordable(self.rows * len(self.pending) + len(part.cells))
            for step in range(self.rows):
                for column, text in self.pending.items():
                    part.hold(self.row + step, column, text if self.texts else None)
        self.row += self.rows


def _typed(attributes: Attributes) -> str:
    """Give a number or truth value as `sna.load.files.cells.written` does; what is shown may be rounded."""
    kind = attribute(attributes, "value-type")
    if kind in {"float", "percentage", "currency"}:
        return written(float(attribute(attributes, "value")))
    return attribute(attributes, "boolean-value").upper() if kind == "boolean" else ""


def _repeated(attributes: Attributes, name: str) -> int:
    return max(1, int(attribute(attributes, name, "1")))


def _affordable(cells: int) -> None:
    if cells > MOST_CELLS:
        raise SourceError(
            f"A sheet repeats its cells {cells:,} times; the limit is {MOST_CELLS:,}.",
            code="R-DIMENSIONS",
            hint="Delete what stands far out in the sheet.",
        )
