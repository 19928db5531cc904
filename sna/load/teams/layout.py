"""Which of the Teams layouts a table has, and its parts.

A *log* has a line per join and leave; a *report* has a summary and tables of people, in numbered sections or without.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from sna.errors import SourceError
from sna.load.clock import is_moment
from sna.load.files.cells import Row, Sheet
from sna.load.files.delimited import delimited, delimiter_of
from sna.load.source import Source
from sna.load.teams.kinds import Meta, action_of, columns_of, meta_of
from sna.names import key

HEAD = 200  # rows
_MARKER = re.compile(r"\D{0,2}(\d)\s?[.)]\s*[^\W\d]")
_TABLE_WORDS = frozenset("join leave left joined beitritt verlassen duration dauer duree duracion durata duur".split())


class Table(Struct):
    """A table of a report: its header, its rows, and what its columns mean; `section` is 0 without numbers.

    Its rows stand below the line `after` and above the line `before`.
    """

    section: int
    headings: list[str]
    rows: list[Row]
    columns: dict[str, int]
    after: int
    before: float = math.inf

    @property
    def about_people(self) -> bool:
        """Whether its rows say who came or registered."""
        return bool({"join", "leave", "registered"} & set(self.columns)) and bool({"name", "given"} & set(self.columns))


class Report(Struct):
    """A Teams file taken apart; a log has one table."""

    log: bool
    meta: Meta
    tables: list[Table]
    sheet: Sheet


def recognise(source: Source) -> bool:
    """Whether the head of a file has one of the layouts."""
    return any(_take_apart(Sheet("", rows)) for rows in _heads(source))


def _heads(source: Source) -> list[list[Row]]:
    try:
        if source.kind != "text":
            return [sheet.rows for sheet in source.top(HEAD) if not sheet.hidden]
        text = source.head_text().text
    except (SourceError, OSError):
        return []
    return [delimited(text, delimiter) for delimiter in _delimiters(text)]


def delimiter_in(source: Source) -> str:
    """Find the delimiter of a text report: the one with which it has a layout; empty for a workbook."""
    if source.kind != "text":
        return ""
    text = source.head_text().text
    fits = (each for each in _delimiters(text) if _take_apart(Sheet("", delimited(text, each))))
    return next(fits, delimiter_of(text))


def _delimiters(text: str) -> list[str]:
    likely = delimiter_of(text)
    return [likely, *(each for each in "\t;,|" if each != likely)]


def read(source: Source) -> Report:
    """Take a Teams report apart.

    Raises
    ------
    SourceError
        If it is none.
    """
    if delimiter := delimiter_in(source):
        sheets = [Sheet("", delimited(source.text().text, delimiter), delimiter=delimiter)]
    else:
        sheets = [sheet for sheet in source.sheets() if not sheet.hidden]
    report = next((found for sheet in sheets if (found := _take_apart(sheet))), None)
    if report is None:
        raise SourceError(
            "This is no attendance report of Teams.", code="R-UNKNOWN", hint="Download it from the meeting again."
        )
    return report


def _take_apart(sheet: Sheet) -> Report | None:
    rows = [row for row in sheet.rows if not row.blank]
    return (_sections(rows, sheet) or _summary(rows, sheet) or _log(rows, sheet)) if rows else None


def _sections(rows: list[Row], sheet: Sheet) -> Report | None:
    marks = [(at, number) for at, row in enumerate(rows) if (number := section_of(row.texts))]
    if not marks or marks[0] != (0, 1) or len(marks) < 2:
        return None
    tables = []
    for (at, number), (end, _) in pairwise([*marks[1:], (len(rows), 0)]):
        if at + 1 < end:
            tables.append(_table(number, rows[at + 1 : end]))
            tables[-1].before = rows[end].number if end < len(rows) else math.inf
    fits = any(len(list(filter(None, table.headings))) >= 4 for table in tables)
    return Report(False, meta_of(rows[1 : marks[1][0]]), tables, sheet) if fits else None


def section_of(cells: Sequence[str]) -> int:
    """Give the number of a section's heading such as ``2. Participants``; 0 if the line is none."""
    found = _MARKER.match(cells[0]) if cells and cells[0] and not any(cells[1:]) else None
    return int(found[1]) if found else 0


def _summary(rows: list[Row], sheet: Sheet) -> Report | None:
    """Take apart the layout of 2021: label and value lines, then one table."""
    at = header_after_summary([row.texts for row in rows])
    if not at:
        return None
    meta, table = meta_of(rows[:at]), _table(0, rows[at:])
    spoken = _TABLE_WORDS & set(" ".join(map(key, table.headings)).split())
    fits = bool(meta.start) and ({"join", "duration"} <= set(table.columns) or (not table.rows and spoken))
    return Report(False, meta, [table], sheet) if fits else None


def header_after_summary(lines: Sequence[Sequence[str]]) -> int:
    """Find the first wide line below at least two lines of a label and a value; 0 if there is none."""
    widths = [sum(map(bool, cells)) for cells in lines]
    at = next((at for at, width in enumerate(widths) if width > 4), 0)
    return at if sum(width == 2 for width in widths[:at]) >= 2 and max(widths[:at], default=9) <= 2 else 0


def _table(section: int, rows: list[Row]) -> Table:
    headings = rows[0].texts
    return Table(section, headings, rows[1:], columns_of(headings, rows[1:]), rows[0].number)


def _log(rows: list[Row], sheet: Sheet) -> Report | None:
    headed = is_heading(rows[0].texts)
    body = rows[1:] if headed else rows
    columns = _log_columns(rows[0].texts if headed else [], body[:50])
    if not columns:
        return None
    headings = rows[0].texts if headed else ["Full Name", "User Action", "Timestamp"]
    return Report(True, Meta(), [Table(0, headings, body, columns, rows[0].number if headed else 0)], sheet)


def is_heading(cells: Sequence[str]) -> bool:
    """Whether the first line of a log is its header: no header holds a digit."""
    return not any(char.isdigit() for cell in cells for char in cell)


def _log_columns(headings: list[str], rows: list[Row]) -> dict[str, int]:
    folded = [key(heading).replace(" ", "") for heading in headings]
    if {"utceventtimestamp", "fullname", "action"} <= set(folded):
        return {
            "name": folded.index("fullname"),
            "action": folded.index("action"),
            "at": folded.index("utceventtimestamp"),
        }
    fits = [row for row in rows if row.text(0) and row.text(1) and is_moment(row.value(2)) and not any(row.texts[3:])]
    known = any(action_of(row.text(1)) for row in fits)
    return {"name": 0, "action": 1, "at": 2} if known and 2 * len(fits) > len(rows) else {}
