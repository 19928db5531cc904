"""Delimited text → rows: tabs, commas, semicolons or bars, quotation marks that may be broken.

One stray quotation mark must not swallow the rest of a file: the row that opens it is at fault, and reading goes on
with the next line.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable

from sna.errors import csv_text
from sna.facts import Reason
from sna.load.files.cells import LONGEST_CELL, MOST_COLUMNS, Row, Sheet
from sna.load.files.container import Text

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
