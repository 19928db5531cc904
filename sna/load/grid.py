"""Tables of cells, whether they come from delimited text or a spreadsheet: `read` gives the sheets of any file.

What a file is, its first bytes tell, never its name: a workbook that was renamed to ``register.csv`` is read as a
workbook.
"""

from __future__ import annotations

from pathlib import Path

from sna.errors import SourceError
from sna.load import Options, sheets
from sna.load.cells import Row, Sheet, Span, column_letters, written
from sna.load.container import read_text, signature
from sna.load.delimited import delimited, delimiter_of, lines_of

__all__ = ["Row", "Sheet", "Span", "column_letters", "delimited", "delimiter_of", "lines_of", "read", "written"]

_WORKBOOKS = {"xlsx", "ods", "ole"}
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
    kind = signature(path)
    if kind in _WORKBOOKS:
        return sheets.read(path, kind)
    if kind != "text":
        code, why, hint = _FOREIGN.get(kind, ("R-UNKNOWN", "This is no table.", "Save it as CSV or XLSX."))
        raise SourceError(why, code=code, hint=hint, value=path.name)
    found = read_text(path)
    delimiter = delimiter_of(found.text, options.columns.values() if options else ())
    return [Sheet("", delimited(found.text, delimiter), encoding=found.encoding, delimiter=delimiter)]
