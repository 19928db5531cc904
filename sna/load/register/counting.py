"""Counting a register's records by another way than reading them, so that the two can disagree.

Where the header is, what the shape, and whether a row is nobody's is found by the same means. The rows and cells
themselves are not: delimited text is scanned by a pattern instead of being cut by the csv module, XLSX and ODS are
walked through as XML instead of being read by python-calamine, and the counting shares nothing with the making of
entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sna.load import Options
from sna.load.files.cells import LONGEST_CELL, MOST_COLUMNS, Sheet
from sna.load.files.delimited import MOST_LINES
from sna.load.files.process import call
from sna.load.files.workbook import read_book
from sna.load.register.context import read_sheets
from sna.load.register.layout import Shape, Table, fills
from sna.load.register.not_people import aside, defect
from sna.load.source import Source

LONGEST_QUOTED = 131_072  # what the csv module takes for one cell

Texts = Mapping[int, list[str] | None]  # row → texts of its cells; None for a row that is damaged
Patterns = tuple[re.Pattern[str], re.Pattern[str]]
Cell = tuple[str, bool]  # text, and whether it was quoted


def count(source: Source, options: Options) -> int:
    """Count the records of a register.

    Raises
    ------
    SourceError
        As `load`.
    """
    sheets = read_sheets(source, options)
    cells = _text_cells(source, sheets[0][0]) if source.kind == "text" else _workbook_cells(source)
    return sum(1 if table is None else _records(table, cells[sheet.name]) for sheet, table in sheets)


def _records(table: Table, rows: Texts) -> int:
    gaps = fills(table)
    meetings = [heading.column for heading in table.headings]
    total = 0
    for number in sorted(rows):
        texts = rows[number]
        if number <= table.last_heading or (texts is not None and not any(texts)):
            continue
        marks = 0
        if texts is not None and table.shape is Shape.WIDE:
            texts = _with_fills(texts, gaps.get(number, []), rows)
            if aside(texts, table) is None and defect(texts, table) is None:
                marks = sum(1 for column in meetings if column < len(texts) and texts[column])
        total += max(1, marks)
    return total


def _with_fills(texts: list[str], gaps: list[tuple[int, int, int]], rows: Texts) -> list[str]:
    texts = list(texts)
    for column, number, at in gaps:
        row = rows.get(number) or []
        texts += [""] * (column + 1 - len(texts))
        texts[column] = texts[column] or (row[at] if at < len(row) else "")
    return texts


def _workbook_cells(source: Source) -> dict[str, Texts]:
    if source.kind == "ole":
        return _xls_cells(source)
    sheets: dict[str, Texts] = {}
    for part in read_book(source.archive(), source.kind, texts=True).parts:
        rows: dict[int, dict[int, str]] = {}
        for (row, column), text in part.cells.items():
            rows.setdefault(row, {})[column] = text
        sheets[part.name] = {number: _checked(_listed(cells)) for number, cells in rows.items()}
    return sheets


def _listed(cells: Mapping[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(max(cells) + 1)]


def _checked(texts: list[str]) -> list[str] | None:
    damaged = len(texts) > MOST_COLUMNS or any(len(text) > LONGEST_CELL or "\x00" in text for text in texts)
    return None if damaged else texts


def _xls_cells(source: Source) -> dict[str, Texts]:
    """Go through an old XLS by the row iterator: no second reader of the format is free to use."""
    sheets = call("sna.load.files.tables:old_texts", source.file(), dict[str, dict[int, list[str]]])
    return {
        name: {number: _checked(_trimmed(texts)) for number, texts in rows.items()} for name, rows in sheets.items()
    }


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text_cells(source: Source, sheet: Sheet) -> dict[str, Texts]:
    return {sheet.name: dict(_scan(source.text().text, sheet.delimiter))}


def _scan(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Scan delimited text: line → cells.

    A quoted cell ends with a quotation mark before a delimiter or line end. Where there is none near, the row ends with
    its line, and is damaged unless the marks in the cell pair up.
    """
    text = re.sub(r"\r\n?", "\n", text)
    cut = re.escape(delimiter)
    quoted = re.compile(rf'\ *+"((?:[^"]|"")*+)"(?=[{cut}\n]|\Z)')
    plain = re.compile(rf"[^{cut}\n]*+")
    at, line = 0, 1
    while at < len(text):
        cells, end = _row(text, at, delimiter, (quoted, plain))
        first = line == 1 and re.fullmatch(r"sep=.\s*", text[at:end], re.IGNORECASE)
        if not first:
            yield line, cells
        line += text.count("\n", at, end) + 1
        at = end + 1


def _row(text: str, start: int, delimiter: str, patterns: Patterns) -> tuple[list[str] | None, int]:
    """Read one row from a position: its cells - None if it is damaged - and where it ends."""
    cells, end = _cells(text, (start, len(text)), delimiter, patterns)
    if any(_is_stray(cell) for cell in cells) or text.count("\n", start, end) >= MOST_LINES:
        line_end = text.find("\n", start)
        cells, end = _cells(text, (start, len(text) if line_end < 0 else line_end), delimiter, patterns)
    if any(_is_stray(cell) and cell[0].count('"') % 2 for cell in cells):
        return None, end
    return _checked([cell.strip() for cell, _ in cells]), end


def _cells(text: str, span: tuple[int, int], delimiter: str, patterns: Patterns) -> tuple[list[Cell], int]:
    """Cut a span into cells, and say where the row ends."""
    at, last = span
    quoted, plain = patterns
    cells: list[Cell] = []
    while True:
        match = quoted.match(text, at, last)
        if match and len(match[1]) <= LONGEST_QUOTED:
            cells.append((match[1].replace('""', '"'), True))
        else:
            match = plain.match(text, at, last)
            assert match is not None
            cells.append((match[0], False))
        at = match.end()
        if at >= last or text[at] != delimiter:
            return cells, at
        at += 1


def _is_stray(cell: Cell) -> bool:
    """Whether a cell begins like a quotation and is none."""
    return not cell[1] and cell[0].lstrip(" ").startswith('"')
