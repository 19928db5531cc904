"""Delimited text: comma separated, as spreadsheets save it and as the truth files are kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Write rows under a header as UTF-8 with line feeds; None is an empty cell.

    Examples
    --------
    >>> table(["name", "age"], [["Zoë", None]])
    b'name,age\nZo\xc3\xab,\n'
    """
    return _text([header, *rows], "\n").encode("utf-8")


def excel_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Write rows as a spreadsheet's "CSV UTF-8" does: with a byte order mark and carriage returns."""
    return _text(rows, "\r\n").encode("utf-8-sig")


def _text(rows: Iterable[Sequence[object]], line_end: str) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator=line_end).writerows(rows)
    return target.getvalue()
