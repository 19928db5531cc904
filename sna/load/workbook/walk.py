"""A walk through one XML part with Expat, and what it finds of a sheet."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct

from sna.errors import SourceError
from sna.load.cells import Span

Attributes = dict[str, str]
Start = Callable[[Attributes], None]
End = Callable[[], None]
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
        As `sna.load.cells.Sheet.merged`.
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
