"""Rows and sheets, which every table is read into, and delimited text: tabs, commas, semicolons or bars.

Quotation marks may be broken. One stray mark must not swallow the rest of a file: the row that opens it is at fault,
and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cached_property

from msgspec import Struct

from sna.errors import csv_text
from sna.facts import Reason
from sna.load.files.container import Text

Span = tuple[int, int, int, int]
MOST_COLUMNS = 2_000
LONGEST_CELL = 32_767  # what a spreadsheet's cell can hold
LONGEST_RUN = 100
UNCALCULATED = "#CALC!"
"""What stands for a formula that was saved without its value."""
_WRAPPED = re.compile(r"=\"([^\"]*)\"|“([^“”]*)”|'([^']*)'|‘([^‘’]*)’|'(?=[A-Z0-9=+@-])(.*)", re.DOTALL)
_RUN = re.compile(r"(\s{100})\s+|(\w{200})\w+|(([^\w\s])\4{99})\4+")


class Row(Struct, dict=True):
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

    @cached_property  # each loader that is asked whether a file is its own looks at the same rows
    def texts(self) -> list[str]:
        """All cells as trimmed text."""
        return [trimmed(value) if isinstance(value, str) else written(value) for value in self.cells]

    @property
    def blank(self) -> bool:
        """Whether no cell holds anything (a row that cannot be read is not blank)."""
        return self.fault is None and not any(map(self.text, range(len(self.cells))))


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


DELIMITERS = "\t,;|"
MOST_LINES = 500  # of one row; a quotation that runs on longer was never closed
_QUOTED = re.compile(r'"[^"\n]*"')
_DECLARED = re.compile(r"sep=([\t,;|])\s*$", re.IGNORECASE)


def lines_of(text: str) -> list[str]:
    r"""Cut text into lines at CR, LF or CRLF only.

    Examples
    --------
    >>> lines_of("a\r\nb\rc\n")
    ['a', 'b', 'c']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def delimiter_of(text: str, headings: Iterable[str] = ()) -> str:
    r"""Find the delimiter: the one that cuts most lines of the beginning into the same number of cells.

    Parameters
    ----------
    text
        The text, or its beginning.
    headings
        Headings known to stand in the table: a delimiter that frees them goes first.

    Examples
    --------
    >>> delimiter_of("Name;Organisation\nSmith, Ann;Age Concern\n")
    ';'
    """
    lines = [_QUOTED.sub("", line) for line in lines_of(text[:20_000])[:200] if line.strip()]
    if lines and (declared := _DECLARED.match(lines[0])):
        return declared[1]
    freed = lines_of(text[:20_000])[:200] if headings else []
    return max(DELIMITERS, key=lambda delimiter: (_freed(freed, delimiter, headings), *_agreement(lines, delimiter)))


def _freed(lines: list[str], delimiter: str, headings: Iterable[str]) -> int:
    words = {heading.strip() for heading in headings}
    return max((len(words & {cell.strip(' "') for cell in line.split(delimiter)}) for line in lines), default=0)


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(line.count(delimiter) for line in lines if delimiter in line)
    if not widths:
        return 0, 0
    # lines × delimiters: the comma in every address must not beat the bar between twenty columns
    width, count = max(widths.items(), key=lambda item: (item[1] * item[0], item[1]))
    return count * width, count


def delimited(text: str, delimiter: str | None = None) -> list[Row]:
    """Cut delimited text into rows, keeping the line each row starts at.

    A row that cannot be read has a `Row.fault`: a quotation mark that is never closed, a NUL, a cell of more than
    32,767 characters, more than 2,000 columns.
    """
    delimiter = delimiter or delimiter_of(text)
    lines, rows = lines_of(text), []
    index = 1 if lines and _DECLARED.match(lines[0]) else 0
    while index < len(lines):
        if '"' in lines[index]:
            row, length = _quoted(lines, index, delimiter)
        else:
            row, length = Row(index + 1, list(lines[index].split(delimiter))), 1
        rows.append(_checked(row))
        index += length
    return rows


def sheet_of(text: Text, headings: Iterable[str] = ()) -> Sheet:
    """Read delimited text as a sheet without a name; `headings` help to find the delimiter (see `delimiter_of`)."""
    delimiter = delimiter_of(text.text, headings)
    return Sheet("", delimited(text.text, delimiter), encoding=text.encoding, delimiter=delimiter)


def _quoted(lines: list[str], index: int, delimiter: str) -> tuple[Row, int]:
    """Read the row that starts at a line with quotation marks, and how many lines it takes."""
    following = (lines[number] + "\n" for number in range(index, min(index + MOST_LINES, len(lines))))
    reader = csv.reader(following, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        return Row(index + 1, list(next(reader))), reader.line_num
    except csv.Error:
        return _lenient(lines[index], index + 1, delimiter), 1


def _lenient(line: str, number: int, delimiter: str) -> Row:
    """Read a line whose quotation marks follow no rule: ``"Nan" Smith`` is a name, but one mark alone was left open."""
    cells, position, closed = [], 0, True
    while position <= len(line):
        cell, end, open_mark = _cell(line, position, delimiter)
        cells.append(cell)
        closed &= not open_mark
        position = end + 1
    if closed:
        return Row(number, list(cells))
    why = "A quotation mark is opened here and not closed."
    return Row(number, [], fault=Reason("R-QUOTE", why, value=line[:200], hint="Close it or take it out."))


def _cell(line: str, position: int, delimiter: str) -> tuple[str, int, bool]:
    """Read the cell at a position: its text, where it ends, and whether it opens a quotation it does not close."""
    start = position
    while line.startswith(" ", start):
        start += 1
    quoted = line.startswith('"', start)
    close = start + 1
    # two marks in a row stand for one; a mark closes only where the cell ends
    while quoted and (close := line.find('"', close)) >= 0 and line.startswith('"', close + 1):
        close += 2
    if quoted and close >= 0 and line[close + 1 : close + 2] in {"", delimiter}:
        return line[start + 1 : close].replace('""', '"'), close + 1, False
    end = line.find(delimiter, position)
    end = len(line) if end < 0 else end
    return line[position:end], end, quoted and line.count('"', position, end) % 2 == 1


def _checked(row: Row) -> Row:
    if any(isinstance(cell, str) and cell[:1] == "'" for cell in row.cells):
        # a spreadsheet is kept from taking it for a formula so, also in every table we write
        row = Row(row.number, [csv_text(cell) if isinstance(cell, str) else cell for cell in row.cells], row.hidden)
    fault = row.fault or fault_of(row)
    return Row(row.number, [], row.hidden, fault) if fault else row


def fault_of(row: Row) -> Reason | None:
    """Say why a row is no row of a register: too many columns, a giant cell, a NUL."""
    if len(row.cells) > MOST_COLUMNS:
        why = f"The row has {len(row.cells):,} columns; the limit is {MOST_COLUMNS:,}."
        return Reason("R-COLUMNS", why, hint="Check the file's delimiter.")
    for column, cell in enumerate(row.cells):
        if not isinstance(cell, str):
            continue
        if len(cell) > LONGEST_CELL:
            why = f"Cell {column + 1} has {len(cell):,} characters; the limit is {LONGEST_CELL:,}."
            return Reason("R-TOOLONG", why, hint="Shorten the cell.")
        if "\x00" in cell:
            why = f"Cell {column + 1} holds a NUL character, so the file is damaged here."
            return Reason("R-NUL", why, value=cell, hint="Export the file again.")
    return None
