"""Spreadsheets → sheets: XLSX, XLS and ODS through python-calamine, after their containers were checked.

Hidden sheets are named and not read; hidden rows and merged ranges are known where the format lets us see them (XLSX
and ODS; of old XLS only the merged ranges).
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sna.errors import SourceError
from sna.load.files.cells import UNCALCULATED, Row, Sheet, Span, fault_of, written
from sna.load.files.container import MIB, protected
from sna.load.files.counting import Line, Page, checked
from sna.load.files.process import call
from sna.load.files.workbook import Book, Part, read_book

LARGEST_XLS = 64 * MIB
FIRST = 100  # rows, among which all blank ones are kept
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(file: BinaryIO, archive: zipfile.ZipFile, kind: str) -> list[Sheet]:
    """Read the sheets of an ``"xlsx"`` or ``"ods"`` workbook, given as a file and as the zip container it is.

    Raises
    ------
    SourceError
        If it is protected by a password, damaged, hostile, or no workbook.
    """
    return _opened(file, read_book(archive, kind))


def read_old(file: BinaryIO) -> list[Sheet]:
    """Read the sheets of an old XLS (or what claims to be one) in a process of its own.

    Raises
    ------
    SourceError
        As `read_workbook`.
    """
    data = file.read()
    if len(data) > LARGEST_XLS:
        raise SourceError("The workbook is larger than 64 MiB.", code="R-TOOLARGE", hint="Save it as XLSX.")
    if _ENCRYPTED in data:
        raise protected()
    return [
        Sheet(
            sheet.name,
            [_row(number, [*map(_typed, cells)], None) for number, cells in enumerate(sheet.rows, 1)],
            hidden=sheet.hidden,
            merged=sheet.merged,
        )
        for sheet in call("sna.load.files.tables:old_sheets", io.BytesIO(data), list[OldSheet])
    ]


def _opened(file: BinaryIO, book: Book) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            sheets = enumerate(workbook.sheets_metadata)
            return [_sheet(workbook, number, book) for number, about in sheets if about.typ == SheetTypeEnum.WorkSheet]
    except PasswordError as error:
        raise protected() from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # what the reader, written in Rust, raises when it breaks down
            raise _damaged() from error
        raise


Plain = bool | float | str | tuple[str]


class OldSheet(Struct):
    """A sheet of an old XLS as its reader's process hands it over; a day or moment as ISO text in a tuple."""

    name: str
    hidden: bool
    rows: list[list[Plain]]
    merged: list[Span]


def old_sheets(file: BinaryIO) -> list[OldSheet]:
    """Read an old XLS, in a process of its own: its binary format is the one that breaks readers down."""
    return [
        OldSheet(sheet.name, sheet.hidden, [[*map(_plain, row.cells)] for row in sheet.rows], sheet.merged)
        for sheet in _opened(file, Book([]))
    ]


def _plain(value: object) -> Plain:
    if isinstance(value, dt.date):
        return (value.isoformat(),)
    return value if isinstance(value, bool | int | float) else written(value)


def _typed(value: Plain) -> object:
    if not isinstance(value, tuple):
        return value
    moment = dt.datetime.fromisoformat(value[0])
    return moment if moment.time() != dt.time() else moment.date()


def old_pages(file: BinaryIO) -> list[Page]:
    """Go through an old XLS with the row iterator, for counting: no second reader of the format is free to use."""
    with CalamineWorkbook.from_filelike(file) as workbook:
        sheets = [(workbook.get_sheet_by_name(sheet.name), sheet.visible) for sheet in workbook.sheets_metadata]
        return [Page(sheet.name, list(_lines(sheet)), state != SheetVisibleEnum.Visible) for sheet, state in sheets]


def _lines(sheet: CalamineSheet) -> Iterator[Line]:
    top, margin = sheet.start or (0, 0)
    for number, row in enumerate(sheet.iter_rows(), top + 1):
        cells = [""] * margin + [written(value).strip() for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield checked(number, cells)


def _damaged() -> SourceError:
    return SourceError("The workbook is damaged.", code="R-WORKBOOK", hint="Open it and save it again.")


def _sheet(workbook: CalamineWorkbook, number: int, book: Book) -> Sheet:
    about = workbook.sheets_metadata[number]
    if about.visible != SheetVisibleEnum.Visible:
        return Sheet(about.name, [], hidden=True)
    part = next((part for part in book.parts if part.name == about.name), None)
    sheet = workbook.get_sheet_by_index(number)
    values = sheet.to_python(skip_empty_area=False)
    values += [[] for _ in range(len(values), max(part.uncalculated, default=0) if part else 0)]
    # A cell far below the others makes a million blank rows: of several one is kept, that parts what stands round it.
    rows = [
        _row(row, cells, part)
        for row, cells in enumerate(values, 1)
        if row < FIRST or any(cells) or any(values[row - 2])
    ]
    spans = [(top + 1, start, bottom + 1, end) for (top, start), (bottom, end) in sheet.merged_cell_ranges or ()]
    merged, hidden = part.merged if part and part.merged else spans, part.hidden_columns if part else frozenset()
    return Sheet(about.name, rows, merged=merged, since_1904=book.since_1904, hidden_columns=hidden)


def _row(number: int, values: list[Any], part: Part | None) -> Row:
    for column in sorted(part.uncalculated.get(number, ())) if part else ():
        values += [""] * (column + 1 - len(values))
        values[column] = UNCALCULATED
    while values and values[-1] == "":
        values.pop()
    row = Row(number, values, hidden=part is not None and number in part.hidden_rows)
    if part is not None:
        row.struck, row.coloured = part.struck.get(number, frozenset()), part.coloured.get(number, frozenset())
    row.fault = fault_of(row)
    if row.fault:
        row.cells = []
    return row
