"""Where the lines of a table stand, found by another way than the reading of it, so that a count can disagree.

Delimited text is scanned sign by sign; workbooks are taken from their XML. What a line says is nobody's business here:
only whether anything stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from msgspec import Struct

from sna.load import grid, sheets
from sna.load.container import read_text, signature

LONGEST_QUOTE = 500  # lines: a quotation mark that stays open longer was never meant to open
LARGEST_QUOTE = 131_072  # signs of one quoted cell
_DECLARED = {f"sep={each}" for each in "\t,;|"}


class Line(Struct, frozen=True, gc=False):
    """A line that is not blank: its sheet (empty for text) and its number there."""

    sheet: str
    number: int


def lines_of(path: Path, delimiter: str = "") -> Iterator[Line]:
    """Give the lines of a file that are not blank, sheet after sheet.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    kind = signature(path)
    if kind in {"xlsx", "ods"}:
        for part in sheets.xml_of(path, kind, texts=True).parts:
            numbers = {row for (row, _), text in part.cells.items() if text.strip()}
            yield from (Line(part.name, number) for number in sorted(numbers) if not part.hidden)
    elif kind == "ole":
        yield from (Line(each.name, row.number) for each in grid.read(path) for row in each.rows if not row.blank)
    else:
        text = read_text(path).text
        yield from (Line("", number) for number in scan(text, delimiter or grid.delimiter_of(text)))


def count_below(path: Path, headers: Mapping[str, int], delimiter: str = "") -> int:
    """Count the lines below the header of each sheet, given by the sheet's name and the header's number.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    return sum(line.number > headers.get(line.sheet, line.number) for line in lines_of(path, delimiter))


def scan(text: str, delimiter: str) -> Iterator[int]:
    r"""Give the number at which each line begins that is not blank; a quotation may hold several lines together.

    Examples
    --------
    >>> list(scan('a,"b\nc"\n,""\nd', ","))
    [1, 4]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 1 if lines[0].strip().lower() in _DECLARED else 0
    while at < len(lines):
        taken, holds = _scanned(lines, at, delimiter)
        if holds:
            yield at + 1
        at += taken


class _Scanner:
    """Follows quotation marks: at the start of a cell, in a plain or open one, behind a closed one, or broken."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter, self.state, self.holds, self.length = delimiter, "start", False, 0

    def take(self, char: str) -> None:
        """Take the next sign."""
        if self.state == "open":
            self._open(char)
        elif char == self.delimiter:
            self.state, self.length = "start", 0
        elif char == '"' and self.state in {"start", "closed"}:
            self.holds |= self.state == "closed"  # two marks are one that belongs to the cell
            self.state = "open"
        elif self.state == "closed":
            self.state = "broken"
        else:
            self.holds |= not char.isspace()
            self.state = "plain" if char != " " else self.state

    def _open(self, char: str) -> None:
        self.length += 1
        if char == '"':
            self.state = "closed"
        elif self.length > LARGEST_QUOTE:
            self.state = "broken"
        else:
            self.holds |= not char.isspace()


def _scanned(lines: list[str], at: int, delimiter: str) -> tuple[int, bool]:
    """Say how many lines the record at a line takes and whether it holds anything; a broken one takes its one line."""
    scanner = _Scanner(delimiter)
    if '"' not in lines[at]:
        return 1, bool(lines[at].replace(delimiter, "").strip())
    for taken, line in enumerate(islice(lines, at, at + LONGEST_QUOTE), 1):
        for char in line:
            scanner.take(char)
            if scanner.state == "broken":
                return 1, True
        if scanner.state != "open":
            return taken, scanner.holds
        scanner.take("\n")
    return 1, True
