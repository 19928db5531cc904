"""Lines of a table found by another way than the reading of it, so that a count of records can disagree.

Delimited text is scanned sign by sign; workbooks are taken from their XML.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from sna.load import grid, sheets
from sna.load.cells import LONGEST_CELL, MOST_COLUMNS
from sna.load.container import read_text, signature

LONGEST_QUOTE = 500  # lines: a quotation mark that stays open longer was never meant to open
LONGEST_QUOTED = 131_072  # signs of one quoted cell
UNREADABLE = ["\x00"]
_DECLARED = {f"sep={each}" for each in "\t,;|"}


class Line(Struct, frozen=True, gc=False):
    """A line that is not blank: its sheet, its number there, its trimmed cells; one that is damaged has a NUL."""

    sheet: str
    number: int
    cells: list[str]


def table_lines(path: Path, delimiter: str = "") -> list[Line]:
    """Give the lines of a file that are not blank, sheet after sheet.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    kind = signature(path)
    if kind in {"xlsx", "ods"}:
        return _from_xml(path, kind)
    if kind == "ole":
        return [
            Line(each.name, row.number, row.texts) for each in grid.read(path) for row in each.rows if not row.blank
        ]
    text = read_text(path).text
    delimiter = delimiter or grid.delimiter_of(text)
    lines = (Line("", number, [cell.strip() for cell in cells]) for number, cells in scan(text, delimiter))
    return [line for line in lines if any(line.cells)]


def count_below(path: Path, headers: Mapping[str, int], delimiter: str = "") -> int:
    """Count the lines below the header of each sheet, given by the sheet's name and the header's number.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    return sum(line.number > headers.get(line.sheet, line.number) for line in table_lines(path, delimiter))


def scan(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    r"""Cut text into numbered lines of cells, following quotation marks, which may hold several lines together.

    Examples
    --------
    >>> scan('a,"b\nc"\nd', ",")
    [(1, ['a', 'b\nc']), (3, ['d'])]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 1 if lines[0].strip().lower() in _DECLARED else 0
    found = []
    while at < len(lines):
        cells, taken = _scanned(lines, at, delimiter)
        unreadable = len(cells) > MOST_COLUMNS or any("\x00" in cell or len(cell) > LONGEST_CELL for cell in cells)
        found.append((at + 1, UNREADABLE if unreadable else cells))
        at += taken
    return found


def _scanned(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int]:
    """Scan the record that starts at a line, and say how many lines it takes; one, if its marks follow no rule."""
    cells, state = [""], "start"
    for taken, line in enumerate(lines[at : at + LONGEST_QUOTE], 1):
        for char in line:
            state = _step(state, char, delimiter, cells)
        if state == "broken" or len(cells[-1]) > LONGEST_QUOTED:
            break
        if state != "open":
            return cells, taken
        cells[-1] += "\n"
    plain = lines[at].split(delimiter)
    return (plain if all(cell.count('"') % 2 == 0 for cell in plain) else UNREADABLE), 1


def _step(state: str, char: str, delimiter: str, cells: list[str]) -> str:
    """Take one sign: within an open quotation, behind a closed one, at the start of a cell or in a plain one."""
    if state == "broken":
        return state
    if state != "open" and char == delimiter:
        cells.append("")
        return "start"
    if char == '"' and state in {"start", "open"}:
        return "closed" if state == "open" else "open"
    if state == "closed" and char != '"':
        return "broken"
    if state != "start" or char != " ":
        cells[-1] += char
    return {"closed": "open", "start": "start" if char == " " else "plain"}.get(state, state)


def _from_xml(path: Path, kind: str) -> list[Line]:
    lines = []
    for part in sheets.xml_of(path, kind, texts=True).parts:
        held = sorted((place, text) for place, text in part.cells.items() if text.strip())
        for number, row in groupby(held if not part.hidden else [], key=lambda cell: cell[0][0]):
            columns = {place[1]: text for place, text in row}
            cells = [columns.get(column, "").strip() for column in range(max(columns) + 1)]
            lines.append(Line(part.name, number, cells))
    return lines
