"""Merged cells below a header: a name over several rows, a mark over several meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sna.load.files.cells import Row
from sna.load.register.layout import Table

Fills = Mapping[int, list[tuple[int, int, int]]]


def fills(table: Table) -> Fills:
    """Say which cells take the value of another: row → (column, row and column of the cell that holds it).

    A range fills its first column downwards; one that starts under a meeting fills all its columns. A title or note
    merged across a row fills nothing.
    """
    sources: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    meetings = {heading.column for heading in table.headings}
    last = table.sheet.rows[-1].number if table.sheet.rows else 0
    for top, first_column, bottom, right in table.sheet.merged:
        if top <= table.last_heading:
            continue
        for column in range(first_column, right + 1 if first_column in meetings else first_column + 1):
            for number in range(top, min(bottom, last) + 1):
                if (number, column) != (top, first_column):
                    sources[number].append((column, top, first_column))
    return sources


def filled(table: Table) -> list[Row]:
    """Give the rows below the header with merged cells filled; a row that holds nothing of its own stays blank."""
    rows = table.rows
    if not table.sheet.merged:
        return rows
    by_number = {row.number: row for row in rows}
    sources = fills(table)
    return [_filled(row, sources[row.number], by_number) if row.number in sources else row for row in rows]


def _filled(row: Row, sources: list[tuple[int, int, int]], by_number: Mapping[int, Row]) -> Row:
    if row.blank:
        return row
    cells = list(row.cells)
    for column, row_above, at in sources:
        cells += [""] * (column + 1 - len(cells))
        if row_above in by_number and not row.text(column):
            cells[column] = by_number[row_above].value(at)
    return Row(row.number, cells, row.hidden, row.fault)
