"""The parts of an ODS workbook."""

from __future__ import annotations

import zipfile

from sna.errors import SourceError
from sna.load.cells import written
from sna.load.container import read_member
from sna.load.workbook.walk import MOST_CELLS, Attributes, Book, Part, Walk, attribute


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
    """Give a number or truth value as `sna.load.cells.written` does; what is shown may be rounded."""
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
