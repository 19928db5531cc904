"""The lines of a table, found by another way than the reading of it, so that a count of records can disagree.

Delimited text is scanned sign by sign; workbooks are taken from their XML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, islice

from msgspec import Struct

from sna.load.files.delimited import delimiter_of
from sna.load.files.workbook import Part, read_book
from sna.load.source import Source

LONGEST_QUOTE = 500  # lines: a quotation mark that stays open longer was never meant to open
LARGEST_QUOTE = 131_072  # signs of one quoted cell
_DECLARED = {f"sep={each}" for each in "\t,;|"}


class Line(Struct, frozen=True, gc=False):
    """A line that is not blank: its sheet (empty for text), its number there, its trimmed cells.

    A line whose quotation marks follow no rule is cut at every delimiter.
    """

    sheet: str
    number: int
    cells: list[str]


def table_lines(source: Source, delimiter: str = "") -> list[Line]:
    """Give the lines of a file that are not blank, sheet after sheet.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    if source.kind in {"xlsx", "ods"}:
        parts = read_book(source.archive(), source.kind, texts=True).parts
        return [line for part in parts if not part.hidden for line in _lines_of_part(part)]
    if source.kind == "ole":
        return [
            Line(sheet.name, row.number, row.texts) for sheet in source.sheets() for row in sheet.rows if not row.blank
        ]
    text = source.text().text
    return [Line("", number, cells) for number, cells in scan(text, delimiter or delimiter_of(text))]


def _lines_of_part(part: Part) -> Iterator[Line]:
    held = sorted((place, text.strip()) for place, text in part.cells.items() if text.strip())
    for number, row in groupby(held, key=lambda cell: cell[0][0]):
        columns = {column: text for (_, column), text in row}
        yield Line(part.name, number, [columns.get(column, "") for column in range(max(columns) + 1)])


def count_below(source: Source, headers: Mapping[str, int], delimiter: str = "") -> int:
    """Count the lines below the header of each sheet, given by the sheet's name and the header's number.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    return sum(line.number > headers.get(line.sheet, line.number) for line in table_lines(source, delimiter))


def scan(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    r"""Give the number and cells of each line that is not blank; a quotation may hold several lines together.

    Examples
    --------
    >>> list(scan('a,"b\nc"\n,""\nd', ","))
    [(1, ['a', 'b\nc']), (4, ['d'])]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 1 if lines[0].strip().lower() in _DECLARED else 0
    while at < len(lines):
        taken, found = _scanned(lines, at, delimiter)
        cells = [cell.strip() for cell in found]
        if any(cells):
            yield at + 1, cells
        at += taken


class _Scanner:
    """Follows quotation marks: at the start of a cell, in a plain or open one, behind a closed one, or broken."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter, self.state = delimiter, "start"
        self.cells: list[list[str]] = [[]]

    def take(self, char: str) -> None:
        """Take the next sign."""
        if self.state == "open":
            self._open(char)
        elif self.state == "broken":
            return
        elif char == self.delimiter:
            self.state = "start"
            self.cells.append([])
        elif char == '"' and self.state in {"start", "closed"}:
            self.cells[-1] += char * (self.state == "closed")  # two marks are one that belongs to the cell
            self.state = "open"
        elif self.state == "closed":
            self.state = "broken"
        elif self.state == "plain" or char != " ":
            self.cells[-1].append(char)
            self.state = "plain"

    def _open(self, char: str) -> None:
        if char == '"':
            self.state = "closed"
        elif len(self.cells[-1]) > LARGEST_QUOTE:
            self.state = "broken"
        else:
            self.cells[-1].append(char)


def _scanned(lines: list[str], at: int, delimiter: str) -> tuple[int, list[str]]:
    """Say how many lines the record at a line takes, and its cells; one whose marks follow no rule takes one line."""
    if '"' not in lines[at]:
        return 1, lines[at].split(delimiter)
    scanner = _Scanner(delimiter)
    for taken, line in enumerate(islice(lines, at, at + LONGEST_QUOTE), 1):
        for char in line:
            scanner.take(char)
        if scanner.state == "broken":
            break
        if scanner.state != "open":
            return taken, ["".join(cell) for cell in scanner.cells]
        scanner.take("\n")
    return 1, lines[at].split(delimiter)
