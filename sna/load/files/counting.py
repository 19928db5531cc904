"""The lines of a table, and where its records begin, found by another way than reading, so that a count can disagree.

Delimited text is scanned by patterns, workbooks are taken from their XML, and a header is told by its words alone. With
the readers nothing is shared but how a text is decoded, by which sign it is cut, and what is put round a cell's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from sna.load.files.cells import LONGEST_CELL, MOST_COLUMNS, delimiter_of, trimmed
from sna.load.source import Source

if TYPE_CHECKING:
    from sna.load.files.workbook import Part

LONGEST_QUOTE = 500  # lines: a quotation mark that stays open longer was never meant to open
LARGEST_QUOTE = 131_072  # signs of one quoted cell
DEEPEST_HEADER = 60  # lines
_CLUTTER = re.compile(r"[(\[][^)\]]{0,200}[)\]]|(?<=[a-z])(?=[A-Z][a-z])")


class Line(Struct, frozen=True, gc=False):
    """A line that is not blank: its number, its trimmed cells, whether it is damaged (it then has no cells)."""

    number: int
    cells: list[str]
    damaged: bool = False


class Page(Struct):
    """A sheet as the counter sees it; delimited text is one without a name."""

    name: str
    lines: list[Line]
    hidden: bool = False


def pages(source: Source, delimiter: str = "") -> list[Page]:
    """Give the lines of each sheet of a table.

    Parameters
    ----------
    source
        Delimited text, XLSX, ODS or XLS.
    delimiter
        By which sign a text is cut; the likeliest if empty.

    Raises
    ------
    SourceError
        If the file cannot be read at all.
    """
    if source.kind in {"xlsx", "ods"}:
        from sna.load.files.workbook import read_book

        book = read_book(source.archive(), source.kind, texts=True)
        return [Page(part.name, list(_lines_of(part)), part.hidden) for part in book.parts]
    if source.kind == "ole":
        from sna.load.files.process import call

        return call("sna.load.files.tables:old_pages", source.file(), list[Page])
    text = source.text().text
    return [Page("", list(scan(text, delimiter or delimiter_of(text))))]


def _lines_of(part: Part) -> Iterator[Line]:
    for number, row in groupby(sorted(part.cells.items()), key=lambda cell: cell[0][0]):
        columns = {column: text.strip() for (_, column), text in row}
        if any(columns.values()):
            yield checked(number, [columns.get(column, "") for column in range(max(columns) + 1)])


def checked(number: int, cells: list[str]) -> Line:
    """Make a line of cells; one beyond measure is damaged."""
    damaged = len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL or "\x00" in cell for cell in cells)
    return Line(number, [] if damaged else [*map(trimmed, cells)], damaged)


def lines_below(
    lines: Sequence[Line],
    columns: Mapping[str, Sequence[str]],
    needed: Sequence[str] = (),
    renamed: Mapping[str, str] | None = None,
) -> int | None:
    """Count the lines below the header: of the first 60 with all needed columns the one that names most.

    Parameters
    ----------
    lines
        Of one sheet.
    known, needed, renamed
        The columns declared, as for `sna.load.columns.find_header`.

    Returns
    -------
    int or None
        None if there is no header.

    Examples
    --------
    >>> lines_below([Line(1, ["Members"]), Line(2, ["Full name", "Post"]), Line(3, ["Ann"])], {"name": ["full name"]})
    1
    """
    own = {name: {_plain(heading)} for name, heading in (renamed or {}).items()}
    words = {name: {*map(_plain, (name, *synonyms))} for name, synonyms in columns.items()} | own
    best, below = 0, None
    for index, line in enumerate(lines[:DEEPEST_HEADER]):
        headings = {word for cell in line.cells for word in (_plain(cell), _plain(_CLUTTER.sub(" ", cell)))} - {""}
        names = {name for name, synonyms in words.items() if headings & synonyms}
        if len(names) > best and all(names & set(either.split("|")) for either in needed):
            best, below = len(names), len(lines) - index - 1
    return below


def _plain(heading: str) -> str:
    """Write a heading without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return " ".join(re.sub(r"[^\w\s]|_", " ", "".join(filter(_is_base, letters))).split())


def _is_base(letter: str) -> bool:
    return not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"


def scan(text: str, delimiter: str) -> Iterator[Line]:
    r"""Give each line of a delimited text that is not blank; a quotation may hold several lines together.

    A quoted cell ends with a quotation mark before a delimiter or line end. Where there is none near, the row ends with
    its line, and is damaged unless the marks in the cell pair up.

    Examples
    --------
    >>> [(line.number, line.cells) for line in scan('a,"b\nc"\n,""\nd', ",")]
    [(1, ['a', 'b\nc']), (4, ['d'])]
    """
    text = re.sub(r"\r\n?", "\n", text)
    sign = re.escape(delimiter)
    patterns = re.compile(rf'\ *+"((?:[^"]|"")*+)"(?=[{sign}\n]|\Z)'), re.compile(rf"[^{sign}\n]*+")
    declared = re.match(r"sep=[\t,;|]\s*?(?:\n|\Z)", text, re.IGNORECASE)
    position = declared.end() if declared else 0
    number = text.count("\n", 0, position) + 1
    while position < len(text):
        line, end = _line(text, position, number, patterns)
        if line.damaged or any(line.cells):
            yield line
        number += text.count("\n", position, end) + 1
        position = end + 1


Patterns = tuple[re.Pattern[str], re.Pattern[str]]
Cell = tuple[str, bool]  # text, and whether it was quoted


def _line(text: str, start: int, number: int, patterns: Patterns) -> tuple[Line, int]:
    """Read the line at a position, and say where it ends."""
    cells, end = _cells(text, start, len(text), patterns)
    if any(map(_is_stray, cells)) or text.count("\n", start, end) >= LONGEST_QUOTE:
        end = text.find("\n", start)
        cells, end = _cells(text, start, len(text) if end < 0 else end, patterns)
    if any(_is_stray(cell) and cell[0].count('"') % 2 for cell in cells):
        return Line(number, [], damaged=True), end
    return checked(number, [cell for cell, _quoted in cells]), end


def _cells(text: str, position: int, limit: int, patterns: Patterns) -> tuple[list[Cell], int]:
    """Cut a span into cells, and say where the line ends."""
    quoted, plain = patterns
    cells: list[Cell] = []
    while True:
        match = quoted.match(text, position, limit)
        if match and len(match[1]) <= LARGEST_QUOTE:
            cells.append((match[1].replace('""', '"'), True))
        else:
            match = plain.match(text, position, limit)
            assert match is not None
            cells.append((match[0], False))
        position = match.end()
        if position >= limit or text[position] == "\n":
            return cells, position
        position += 1


def _is_stray(cell: Cell) -> bool:
    """Whether a cell begins like a quotation and is none."""
    return not cell[1] and cell[0].lstrip(" ").startswith('"')
