"""Tables of cells, whether they come from delimited text or a spreadsheet.

A `Sheet` is a name and rows; a `Row` knows the line (or spreadsheet row) it starts at. Cells of delimited text are
text; cells of a spreadsheet keep their type.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from msgspec import Struct

DELIMITERS = "\t,;|"


class Row(Struct):
    """One row: the 1-based line or spreadsheet row where it starts, and its cells from the first column on."""

    number: int
    cells: list[object]

    def text(self, column: int) -> str:
        """Give a cell as trimmed text; empty beyond the end."""
        value = self.cells[column] if column < len(self.cells) else ""
        return "" if value is None else str(value).strip()

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.text(column) for column in range(len(self.cells)))


class Sheet(Struct):
    """A table of cells; `name` is empty for delimited text; `hidden` sheets are named but not read."""

    name: str
    rows: list[Row]
    hidden: bool = False

    def place(self, row: int, column: int | None = None) -> str:
        """Say where a row or cell stands: ``"line 9"`` in text, ``"Register!B4"`` in a spreadsheet."""
        if not self.name:
            return f"line {row}"
        letters = "" if column is None else column_letters(column)
        return f"{self.name}!{letters}{row}" if letters else f"{self.name}!row {row}"


def column_letters(column: int) -> str:
    """Name a 0-based column as a spreadsheet does.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def delimiter_of(text: str) -> str:
    """Find the delimiter: the one that cuts most lines of the beginning into the same number of cells."""
    lines = [line for line in text[:20_000].splitlines()[:200] if line.strip()]
    return max(DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(line.count(delimiter) for line in lines if delimiter in line)
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1] * item[0], item[1]))
    return count * width, count


def delimited(text: str, delimiter: str | None = None) -> list[Row]:
    """Cut delimited text into rows, keeping the line each row starts at."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter or delimiter_of(text))
    rows, start = [], 1
    for cells in reader:
        rows.append(Row(start, list(cells)))
        start = reader.line_num + 1
    return rows
