"""Attendance registers and sign-in sheets: CSV, XLSX, XLS, ODS; long, wide, a sheet a meeting.

There is no standard for these, so everything is found and nothing assumed: the encoding, the delimiter, the header
below title rows, the shape, the meetings in the headings, the meaning of the marks, the order of day and month. What
had to be settled by a rule is said in a warning.

Records are counted so: in a long register and a sign-in list each row below the header that is not blank; in a wide one
each mark under a meeting, and each row without marks; rows of totals, notes and legends one each; a hidden sheet, and a
sheet without a register, one each.

They are counted by another way than reading them, so that the two can disagree: the lines, their cells and where the
list begins are found by the counter's own means (see `sna.load.files.counting`). Which columns of a wide register are
meetings, and which of its rows are nobody's, is a matter of reading: there the records are marks, and the counter asks
the same questions of the cells it has read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import Column, Entry, Fate, Reason
from sna.load import Options, columns, dates
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import Line, lines_below, pages
from sna.load.register import long, wide
from sna.load.register.context import Register, all_days, columns_read, open_register, read_sheets
from sna.load.register.duplicates import file_warnings, merge_duplicates, wrong_count
from sna.load.register.entries import Draft
from sna.load.register.headings import COLUMN_NAMES, DATING, NEEDED, ROSTER, is_foreign
from sna.load.register.layout import Shape, Table, fills, find_table
from sna.load.register.not_people import aside, defect, name_in
from sna.load.register.people import split_names
from sna.load.source import Source
from sna.names import key

__all__ = ["columns_of", "count", "identify", "load", "survey"]
HEAD = 100  # rows
_MINUTES = re.compile(r"#{1,6} |\*\*|\|?\s*:?-{3,}:?\s*\||[-*] \[[ x]\]|<!--|```", re.IGNORECASE)
_SECTION = re.compile(r"\d\. ?[^\W\d_]")
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},?[ T]\s?(?:(?:à|um|at|om) )?\d{1,2}:\d{2}")


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Read a register.

    Yields one entry for each record. Of one person twice at one gathering the second is merged into the first. A deputy
    is present and stands in for the person replaced, who has apologies.

    Raises
    ------
    SourceError
        If the file cannot be read, or lacks a column it needs: the message names the columns found and the nearest.
    """
    register = open_register(source, options)
    drafts = list(_drafts(register))
    yield from merge_duplicates(drafts, [*file_warnings(register), *wrong_count(register, drafts)])


def columns_of(source: Source, options: Options) -> Iterator[Column]:
    """Say of each column of each sheet what it was read as, or why it was not."""
    for sheet, table in read_sheets(source, options):
        if table is not None:
            yield from columns.fates(table.header.headings, table.rows, columns_read(table), sheet.name)
        elif not sheet.hidden:
            header, *rows = [row for row in sheet.rows if not row.blank]
            whys = dict.fromkeys(range(len(header.cells)), "The sheet holds no register.")
            yield from columns.fates(header.texts, rows, {}, sheet.name, whys)


def _drafts(register: Register) -> Iterator[Draft]:
    for sheet, table in register.sheets:
        if table is None:
            yield _unread(register, sheet)
        elif table.shape is Shape.WIDE:
            yield from wide.drafts(register, table)
        else:
            yield from long.drafts(register, table)


def _unread(register: Register, sheet: Sheet) -> Draft:
    origin = register.options.origin(register.path, sheet.name)
    if sheet.hidden:
        reason = Reason("X-HIDDEN", f"Sheet '{sheet.name}' is hidden.", hint="Unhide it if it belongs to the register.")
    else:
        reason = Reason("X-SHEET", f"Sheet '{sheet.name}' holds no register.")
    return Draft(origin, Fate.EXCLUDED, reason)


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Look at all registers of a study and settle whether the day stands before the month.

    The user's word stands; without one, a number over 12 anywhere decides for all files. Nothing is settled where
    nothing decides.
    """
    if options.day_first is not None:
        return options
    return replace(options, day_first=dates.infer_day_first(_days_of(sources, options)))


def _days_of(sources: Iterable[Source], options: Options) -> Iterator[object]:
    for source in sources:
        try:
            tables: list[Table] = [table for _, table in read_sheets(source, options) if table is not None]
        except SourceError:
            continue
        yield from all_days(tables, source.path)


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
    sections *= any(sum(map(bool, row.texts)) > 1 for row in sheet.rows)  # of a report, and no numbered names
    is_form = "completion time" in map(key, texts)  # it says when somebody began and ended answering
    return sections >= 2 or (_moments(sheet.rows) >= 2 and not is_form)


def _is_minutes(sheet: Sheet) -> bool:
    """Whether text has the marks of minutes: headings, emphasis, rules of a Markdown table, check boxes.

    Among rows of a table a line that begins with ``#`` is a note.
    """
    lines = [sheet.delimiter.join(row.texts).strip() for row in sheet.rows if not row.blank]
    marked = [line for line in lines if _MINUTES.match(line)]
    notes = [line for line in marked if line.startswith("# ")]
    wide = sum(sum(map(bool, row.texts)) > 1 for row in sheet.rows)
    return len(marked) > len(notes) or len(notes) * 2 > wide


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
    return (len(table.columns) >= 2 or _names_alone(table)) and not headings & ROSTER


def _names_alone(table: Table) -> bool:
    """Whether a sheet is one column of names below its heading, and nothing else."""
    narrow = all(sum(map(bool, row.texts)) < 2 for row in table.sheet.rows)
    names = (name for row in table.rows for name in split_names(name_in(row.texts, table)))
    return narrow and all(row.blank for row in table.sheet.rows[: table.header.at]) and columns.sort_of(names) == "name"


def count(source: Source, options: Options) -> int:
    """Count the records of a register.

    Raises
    ------
    SourceError
        As `load`.
    """
    sheets = read_sheets(source, options)
    lines = {page.name: page.lines for page in pages(source, sheets[0][0].delimiter)}
    return sum(1 if table is None else _records(table, lines[sheet.name], options) for sheet, table in sheets)


def _records(table: Table, lines: Sequence[Line], options: Options) -> int:
    if table.shape is not Shape.WIDE:
        return lines_below(lines, COLUMN_NAMES, NEEDED, options.columns) or 0
    gaps, by_number = fills(table), {line.number: line for line in lines}
    meetings = [heading.column for heading in table.headings]
    total = 0
    for line in lines:
        if line.number <= table.last_heading:
            continue
        marks = 0
        if not line.damaged:
            texts = _with_fills(line.cells, gaps.get(line.number, []), by_number)
            if aside(texts, table) is None and defect(texts, table) is None:
                marks = sum(1 for column in meetings if column < len(texts) and texts[column])
        total += max(1, marks)
    return total


def _with_fills(cells: list[str], gaps: list[tuple[int, int, int]], by_number: Mapping[int, Line]) -> list[str]:
    texts = list(cells)
    for column, number, place in gaps:
        filling = by_number[number].cells if number in by_number else []
        texts += [""] * (column + 1 - len(texts))
        texts[column] = texts[column] or (filling[place] if place < len(filling) else "")
    return texts
