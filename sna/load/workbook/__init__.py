"""The XML of a workbook: what `python-calamine` does not tell, and an independent way to the cells.

XLSX and ODS are zip containers of XML. A walk with Expat finds hidden rows, merged ranges and the true extent of each
sheet before anything is laid out in memory, and gives the text of every cell that holds one, for counting.
"""

from __future__ import annotations

import zipfile
from xml.parsers import expat

from sna.errors import SourceError
from sna.load.workbook.ods import read_ods
from sna.load.workbook.walk import MOST_CELLS, Book, Part
from sna.load.workbook.xlsx import read_xlsx

__all__ = ["Book", "Part", "read_book"]


def read_book(archive: zipfile.ZipFile, kind: str, *, texts: bool = False) -> Book:
    """Walk the XML of an ``"xlsx"`` or ``"ods"`` workbook.

    Parameters
    ----------
    archive
        The container, checked.
    kind
        ``"xlsx"`` or ``"ods"``.
    texts
        Whether to give the texts of the cells too.

    Raises
    ------
    SourceError
        If a part is missing or no XML, declares a document type, or a sheet's cells reach too far.
    """
    try:
        book = read_ods(archive, texts=texts) if kind == "ods" else read_xlsx(archive, texts=texts)
    except (KeyError, IndexError, expat.ExpatError, ValueError) as error:
        raise SourceError("The workbook is damaged.", code="R-XML", hint="Open it and save it again.") from error
    for part in book.parts:
        if part.rows * part.columns > MOST_CELLS:
            raise SourceError(
                f"A sheet reaches over {part.rows:,} rows and {part.columns:,} columns, over {MOST_CELLS:,} cells.",
                code="R-DIMENSIONS",
                hint="Delete what stands far out in the sheet.",
                value=part.name,
            )
    return book
