"""Tables of cells, whether they come from delimited text or a spreadsheet: `read` gives the sheets of any file.

What a file is, its first bytes tell, never its name: a workbook that was renamed to ``register.csv`` is read as a
workbook.
"""

from __future__ import annotations

from pathlib import Path

from sna.errors import SourceError
from sna.load import Options, sheets
from sna.load.cells import Row, Sheet, Span, column_letters, written
from sna.load.container import Text, read_head, read_text, signature
from sna.load.delimited import delimited, delimiter_of, lines_of

__all__ = ["Row", "Sheet", "Span", "column_letters", "delimited", "delimiter_of", "head", "lines_of", "read", "written"]

_WORKBOOKS = {"xlsx", "ods", "ole"}
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_FOREIGN = {
    "html": ("R-HTML", "This is a web page, not a table.", "Download the file itself."),
    "empty": ("R-EMPTY", "The file is empty.", "Export it again, or leave it out."),
    "zip": ("R-ZIP", "This is a container without a workbook, or a damaged one.", "Export the workbook again."),
    "folder": ("R-NOTAFILE", "This is a folder.", "Name a file."),
}


def read(path: Path, options: Options | None = None) -> list[Sheet]:
    """Read a table from delimited text (any usual encoding), XLSX, XLS or ODS.

    Delimited text gives one sheet without a name. Hidden sheets are named and have no rows. Values of formulas are
    those the workbook was saved with. A row with a `Row.fault` cannot be read and is for the loader to reject.

    Parameters
    ----------
    path
        The file; its name does not matter.
    options
        Headings the user named help to find the delimiter.

    Raises
    ------
    SourceError
        If the file is empty, damaged, protected by a password, a zip bomb, hostile XML, or no table at all.
    """
    kind = _kind(path)
    return sheets.read(path, kind) if kind in _WORKBOOKS else _text(read_text(path), options)


def head(path: Path, rows: int = 100) -> list[Sheet]:
    """Read the first rows of each sheet, to see what a file is; of a long text, the first 64 KiB.

    A Markdown document gives none: the tables in it are for the reader of minutes.

    Raises
    ------
    SourceError
        As `read`.
    """
    if path.suffix.lower() in _MARKDOWN:
        return []
    kind = _kind(path)
    found = sheets.read(path, kind, rows) if kind in _WORKBOOKS else _text(read_head(path), None)
    for sheet in found:
        sheet.rows = sheet.rows[:rows]
    return found


def _kind(path: Path) -> str:
    kind = signature(path)
    if kind != "text" and kind not in _WORKBOOKS:
        code, why, hint = _FOREIGN.get(kind, ("R-UNKNOWN", "This is no table.", "Save it as CSV or XLSX."))
        raise SourceError(why, code=code, hint=hint, value=path.name)
    return kind


def _text(found: Text, options: Options | None) -> list[Sheet]:
    delimiter = delimiter_of(found.text, options.columns.values() if options else ())
    return [Sheet("", delimited(found.text, delimiter), encoding=found.encoding, delimiter=delimiter)]
