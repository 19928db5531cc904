"""Spreadsheets → sheets: XLSX, XLS and ODS through python-calamine, after their containers were checked.

Hidden sheets are named and not read; hidden rows and merged ranges are known where the format lets us see them (XLSX
and ODS; of old XLS only the merged ranges).
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any, BinaryIO

from msgspec import Struct
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from sna.errors import SourceError
from sna.load.files.cells import Row, Sheet, Span, written
from sna.load.files.container import MIB, protected
from sna.load.files.delimited import fault_of
from sna.load.files.process import call
from sna.load.files.workbook import Book, Part, read_book

LARGEST_XLS = 64 * MIB
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
    return [_from_old(old) for old in call("sna.load.files.tables:old_sheets", io.BytesIO(data), list[OldSheet])]


def _opened(file: BinaryIO, book: Book) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            return [_sheet(workbook, number, book) for number in _worksheets(workbook)]
    except PasswordError as error:
        raise protected() from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # what the reader, written in Rust, raises when it breaks down
            raise _damaged() from error
        raise


class OldSheet(Struct):
    """A sheet of an old XLS as its reader's process hands it over; `days` are (row, column, day or moment)."""

    name: str
    hidden: bool
    rows: list[list[bool | float | str]]
    days: list[tuple[int, int, dt.datetime]]
    merged: list[Span]


def old_sheets(file: BinaryIO) -> list[OldSheet]:
    """Read an old XLS, in a process of its own: its binary format is the one that breaks readers down."""
    return [_to_old(sheet) for sheet in _opened(file, Book([]))]


def _to_old(sheet: Sheet) -> OldSheet:
    days: list[tuple[int, int, dt.datetime]] = []
    rows: list[list[bool | float | str]] = []
    for at, row in enumerate(sheet.rows):
        for column, value in enumerate(row.cells):
            if isinstance(value, dt.date):
                moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
                days.append((at, column, moment))
        rows.append([value if isinstance(value, bool | int | float) else written(value) for value in row.cells])
    return OldSheet(sheet.name, sheet.hidden, rows, days, sheet.merged)


def _from_old(old: OldSheet) -> Sheet:
    rows: list[list[Any]] = [list(row) for row in old.rows]
    for at, column, moment in old.days:
        rows[at][column] = moment if moment.time() != dt.time() else moment.date()
    made = [_row(number, values, None) for number, values in enumerate(rows, 1)]
    return Sheet(old.name, made, hidden=old.hidden, merged=old.merged)


def old_texts(file: BinaryIO) -> dict[str, dict[int, list[str]]]:
    """Go through an old XLS with the row iterator, for counting: sheet → row → texts."""
    found: dict[str, dict[int, list[str]]] = {}
    with CalamineWorkbook.from_filelike(file) as workbook:
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            top, left = sheet.start or (0, 0)
            rows = ([""] * left + [written(value) for value in row] for row in sheet.iter_rows())
            found[name] = {number: texts for number, texts in enumerate(rows, top + 1) if any(texts)}
    return found


def _damaged() -> SourceError:
    return SourceError("The workbook is damaged.", code="R-WORKBOOK", hint="Open it and save it again.")


def _worksheets(workbook: CalamineWorkbook) -> list[int]:
    return [number for number, found in enumerate(workbook.sheets_metadata) if found.typ == SheetTypeEnum.WorkSheet]


def _sheet(workbook: CalamineWorkbook, number: int, book: Book) -> Sheet:
    found = workbook.sheets_metadata[number]
    if found.visible != SheetVisibleEnum.Visible:
        return Sheet(found.name, [], hidden=True)
    part = next((part for part in book.parts if part.name == found.name), None)
    cells = workbook.get_sheet_by_index(number)
    values = cells.to_python(skip_empty_area=False)
    rows = [_row(at, found, part) for at, found in enumerate(values, 1)]
    merged = part.merged if part and part.merged else _spans(cells.merged_cell_ranges)
    return Sheet(found.name, rows, merged=merged, since_1904=book.since_1904)


def _row(number: int, values: list[Any], part: Part | None) -> Row:
    while values and values[-1] == "":
        values.pop()
    row = Row(number, values, hidden=part is not None and number in part.hidden_rows)
    row.fault = fault_of(row)
    if row.fault:
        row.cells = []
    return row


def _spans(ranges: list[tuple[tuple[int, int], tuple[int, int]]] | None) -> list[Span]:
    return [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges or ()]
