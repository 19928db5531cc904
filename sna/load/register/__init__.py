"""Attendance registers and sign-in sheets: CSV, XLSX, XLS, ODS; long, wide, a sheet a meeting.

There is no standard for these, so everything is found and nothing assumed: the encoding, the delimiter, the header
below title rows, the shape, the meetings in the headings, the meaning of the marks, the order of day and month. What
had to be settled by a rule is said in a warning.

Records are counted so: in a long register and a sign-in list each row below the header that is not blank; in a wide one
each mark under a meeting, and each row without marks; rows of totals, notes and legends one each; a hidden sheet, and a
sheet without a register, one each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import Entry, Fate, Reason
from sna.load import Options, dates
from sna.load.files.cells import Sheet
from sna.load.register import long, wide
from sna.load.register.context import Register, all_days, open_register, read_sheets
from sna.load.register.drafts import Draft
from sna.load.register.layout import Shape, Table
from sna.load.register.recognise import identify
from sna.load.register.recount import count
from sna.load.register.settle import merge_duplicates
from sna.load.register.stated import file_warnings
from sna.load.source import Source

__all__ = ["count", "identify", "load", "survey"]


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
    yield from merge_duplicates(list(_drafts(register)), file_warnings(register))


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
