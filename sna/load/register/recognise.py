"""Whether a file is an attendance register, told from its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sna.errors import SourceError
from sna.load import Options, columns
from sna.load.files.cells import Row, Sheet
from sna.load.register.headings import COLUMN_NAMES, DATING, NEEDED, ROSTER, is_foreign
from sna.load.register.layout import Shape, Table, find_table
from sna.load.source import Source
from sna.names import key

HEAD = 100  # rows
_MINUTES = re.compile(r"#{1,6} |\*\*|\|?\s*:?-{3,}:?\s*\||[-*] \[[ x]\]|<!--|```", re.IGNORECASE)
_SECTION = re.compile(r"\d\. ?[^\W\d_]")
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},?[ T]\s?(?:(?:à|um|at|om) )?\d{1,2}:\d{2}")


def identify(source: Source) -> bool:
    """Whether a file is a register.

    It is a table with names and with dates, meetings or a status as columns or headings, or a sign-in list whose
    meeting or day stands above it, on the tab or in the file's name.

    Reports of Teams, Zoom, Meet and Eventbrite, lists of people, collections of posts and minutes are none.
    """
    try:
        sheets = source.top(HEAD)
        if any(_is_foreign(sheet) for sheet in sheets):
            return False
        tables = [find_table(sheet, source.path, Options()) for sheet in sheets if not sheet.hidden]
    except (SourceError, OSError):
        return False
    return any(table is not None and _is_register(table) for table in tables)


def _is_foreign(sheet: Sheet) -> bool:
    texts = [text for row in sheet.rows for text in row.texts if text]
    if any(is_foreign(text) for text in texts if len(text) < 60):
        return True
    if not sheet.name and _is_minutes(sheet):
        return True
    sections = sum(
        bool(_SECTION.match(row.text(0))) and len([text for text in row.texts if text]) == 1 for row in sheet.rows
    )
    return sections >= 2 or _moments(sheet.rows) >= 2


def _is_minutes(sheet: Sheet) -> bool:
    """Whether text has the marks of minutes: headings, emphasis, rules of a Markdown table, check boxes."""
    lines = [sheet.delimiter.join(row.texts) for row in sheet.rows]
    return any(_MINUTES.match(line.strip()) for line in lines)


def _moments(rows: Iterable[Row]) -> int:
    """Count the columns that hold days with a time of day: when people joined and left a call."""
    moment_columns: set[int] = set()
    for row in rows:
        moment_columns |= {column for column, text in enumerate(row.texts) if _MOMENT.match(text)}
    return len(moment_columns)


def _is_register(table: Table) -> bool:
    header = columns.find_header(table.sheet.rows, COLUMN_NAMES, NEEDED)
    if header is None:
        return False
    if table.shape is Shape.WIDE:
        return True
    if table.shape is Shape.LONG:
        return bool(set(DATING) & set(table.columns)) or len(table.columns) >= 3
    headings = {key(heading) for heading in table.header.headings}
    return len(table.columns) >= 2 and not headings & ROSTER
