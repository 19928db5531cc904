"""Counting a register's records by another way than reading them, so that the two can disagree.

What the shape is, and whether a row is nobody's, is a matter of reading and found by the same means. The lines and
their cells are not (see `sna.load.files.counting`), and the counting shares nothing with the making of entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sna.load import Options
from sna.load.files.counting import Line, pages
from sna.load.register.context import read_sheets
from sna.load.register.layout import Shape, Table, fills
from sna.load.register.not_people import aside, defect
from sna.load.source import Source


def count(source: Source, options: Options) -> int:
    """Count the records of a register.

    Raises
    ------
    SourceError
        As `load`.
    """
    sheets = read_sheets(source, options)
    lines = {page.name: page.lines for page in pages(source, sheets[0][0].delimiter)}
    return sum(1 if table is None else _records(table, lines[sheet.name]) for sheet, table in sheets)


def _records(table: Table, lines: Sequence[Line]) -> int:
    gaps, by_number = fills(table), {line.number: line for line in lines}
    meetings = [heading.column for heading in table.headings]
    total = 0
    for line in lines:
        if line.number <= table.last_heading:
            continue
        marks = 0
        if table.shape is Shape.WIDE and not line.damaged:
            texts = _with_fills(line.cells, gaps.get(line.number, []), by_number)
            if aside(texts, table) is None and defect(texts, table) is None:
                marks = sum(1 for column in meetings if column < len(texts) and texts[column])
        total += max(1, marks)
    return total


def _with_fills(cells: list[str], sources: list[tuple[int, int, int]], by_number: Mapping[int, Line]) -> list[str]:
    texts = list(cells)
    for column, number, place in sources:
        filling = by_number[number].cells if number in by_number else []
        texts += [""] * (column + 1 - len(texts))
        texts[column] = texts[column] or (filling[place] if place < len(filling) else "")
    return texts
