"""Rows and sheets: what every table is read into, whether it was delimited text or a spreadsheet."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Set as AbstractSet

from msgspec import Struct

from sna.facts import Reason

Span = tuple[int, int, int, int]
MOST_COLUMNS = 2_000
LONGEST_CELL = 32_767  # what a spreadsheet's cell can hold
LONGEST_RUN = 100
UNCALCULATED = "#CALC!"
"""What stands for a formula that was saved without its value."""
_WRAPPED = re.compile(r"=\"([^\"]*)\"|“([^“”]*)”|'([^']*)'|‘([^‘’]*)’|'(?=[A-Z0-9=+@-])(.*)", re.DOTALL)
_RUN = re.compile(r"(\s{100})\s+|(\w{200})\w+|(([^\w\s])\4{99})\4+")


class Row(Struct):
    """One row: the 1-based line or spreadsheet row where it starts, and its cells from the first column on.

    Attributes
    ----------
    number
        Line or spreadsheet row.
    cells
        Text in delimited text; text, numbers, truth values, dates and times in a spreadsheet.
    hidden
        Whether the spreadsheet hides the row.
    fault
        Why the row cannot be read at all (an unterminated quotation mark, a NUL, a giant cell); its cells are then
        empty, and a loader gives a rejected entry with this reason.
    struck, coloured
        Columns whose text is struck through, and that hold nothing but a colour (where an XLSX shows it).
    """

    number: int
    cells: list[object]
    hidden: bool = False
    fault: Reason | None = None
    struck: AbstractSet[int] = frozenset()
    coloured: AbstractSet[int] = frozenset()

    def value(self, column: int | None) -> object:
        """Give a cell with its type; empty text beyond the end."""
        if column is None or column >= len(self.cells):
            return ""
        value = self.cells[column]
        return trimmed(value) if isinstance(value, str) else "" if value is None else value

    def text(self, column: int | None) -> str:
        """Give a cell as trimmed text; empty beyond the end."""
        value = self.value(column)
        return value if isinstance(value, str) else written(value)

    @property
    def texts(self) -> list[str]:
        """All cells as trimmed text."""
        return [trimmed(value) if isinstance(value, str) else written(value) for value in self.cells]

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything (a row that cannot be read is not blank)."""
        return self.fault is None and not any(self.texts)


class Sheet(Struct):
    """A table of cells.

    Attributes
    ----------
    name
        Empty for delimited text.
    rows
        In the order of the source; blank rows are kept.
    hidden
        A hidden sheet is named but not read: it has no rows.
    merged
        Merged ranges as (first row, first column, last row, last column), rows 1-based as `Row.number`, columns
        0-based; only the first cell of a range holds its value.
    since_1904
        Whether day numbers count from 1904 (workbooks of old Macintosh Excel).
    encoding, delimiter
        How delimited text was read.
    hidden_columns
        Those that the spreadsheet hides (where an XLSX shows it).
    """

    name: str
    rows: list[Row]
    hidden: bool = False
    merged: list[Span] = []
    since_1904: bool = False
    encoding: str = ""
    delimiter: str = ""
    hidden_columns: AbstractSet[int] = frozenset()

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


def trimmed(text: str) -> str:
    """Give a cell's text without what programs and people put round it to keep it text.

    Examples
    --------
    >>> trimmed(' ="Ann Lo"'), trimmed("“Ann Lo”"), trimmed("'Ann Lo"), trimmed("Si&#226;n"), trimmed("'t Hooft")
    ('Ann Lo', 'Ann Lo', 'Ann Lo', 'Siân', "'t Hooft")
    """
    text = bounded(text.strip())
    if text[:1] in {"=", "“", "'", "‘"} and (match := _WRAPPED.fullmatch(text)):
        text = next(group for group in match.groups() if group is not None).strip()
    return html.unescape(text) if "&" in text and ";" in text else text


def bounded(text: str) -> str:
    """Shorten runs of space, of letters and of one sign that are longer than any that say something.

    Patterns that look for what stands behind such a run begin anew at each of its letters.

    Examples
    --------
    >>> bounded("Ann Lo"), len(bounded("a" * 30_000)), len(bounded("Ann" + " " * 30_000 + "Lo"))
    ('Ann Lo', 200, 105)
    """
    return _RUN.sub(r"\1\2\3", text) if len(text) > LONGEST_RUN else text


def written(value: object) -> str:
    """Write a spreadsheet's value as it would stand in text: whole numbers without a point, days as ISO dates.

    Examples
    --------
    >>> written(3.0), written(True), written(dt.datetime(2024, 3, 5))
    ('3', 'TRUE', '2024-03-05')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value).strip()
