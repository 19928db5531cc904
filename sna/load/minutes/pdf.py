"""PDF → blocks: ruled tables as rows, all other words by where they stand, so that columns stay side by side."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from statistics import median
from typing import Any, BinaryIO, cast

import pdfplumber
from msgspec import Struct, field
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from sna.errors import SourceError
from sna.load.minutes.blocks import UNREAD, Block, bullet, cut, is_marked

MOST_PAGES = 400
_WIDE = 1.6  # a gap of so many font sizes between words parts two columns
_SPACE = 0.15  # a gap of so much of the font size between letters parts two words, in tight settings too
_LARGER = 1.12  # a heading is set in letters so much larger than the text
_SAME = 3.0  # points within which two columns begin at the same place


class Line(Struct):
    """Words on one height: its cells with their left edges."""

    top: float
    x0: float
    size: float
    bold: bool
    cells: list[tuple[float, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cells, parted by tabs."""
        return "\t".join(text for _x0, text in self.cells)


def read(file: BinaryIO) -> tuple[Block, ...]:
    """Read a PDF.

    Raises
    ------
    SourceError
        If it is damaged, protected, too long, or holds no text but pictures of pages.
    """
    try:
        with pdfplumber.open(cast("BytesIO", file)) as document:
            return tuple(_document(document))
    except PDFPasswordIncorrect as error:
        raise _protected() from error
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise _protected() from error
        raise SourceError("The PDF is damaged.", code="R-PDF", hint="Save it again, or as text.") from error


def _protected() -> SourceError:
    return SourceError("It is protected by a password.", code="R-ENCRYPTED", hint="Save it without a password.")


def _document(document: PDF) -> list[Block]:
    if len(document.pages) > MOST_PAGES:
        raise SourceError(f"It has {len(document.pages)} pages; the limit is {MOST_PAGES}.", code="R-TOOLARGE")
    blocks: list[Block] = []
    blank: list[int] = []
    for number, page in enumerate(document.pages, 1):
        page_blocks = list(_page(page, number))
        blocks += page_blocks
        if not page_blocks and page.images:
            blank.append(number)
        page.close()
    if not blocks:
        raise SourceError(
            "It holds no text, only pictures of pages (a scan)." if blank else "It holds no text.",
            code="R-SCANNED",
            hint="Make it searchable with a text recognition (OCR) program, or type the roll into a text file.",
        )
    unread = [
        Block(UNREAD, "The page is a picture without text (a scan).", f"page {number}", cells=("R-SCANNED",))
        for number in blank
    ]
    return blocks + unread


def _page(page: Page, number: int) -> Iterator[Block]:
    # A single drawn cell is a frame round a text, not a table.
    tables = [table for table in page.find_tables() if len(table.rows) > 1 or len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in tables]
    words = page.extract_words(
        x_tolerance_ratio=_SPACE, extra_attrs=["size", "fontname"], keep_blank_chars=False, use_text_flow=False
    )
    outside = [word for word in words if not any(_is_in(word, box) for box in boxes)]
    pieces: list[tuple[float, list[Block]]] = [
        (box[1], _table(table, number, at)) for at, (table, box) in enumerate(zip(tables, boxes, strict=True), 1)
    ]
    pieces += _lines(outside, number)
    for _top, blocks in sorted(pieces, key=lambda piece: piece[0]):
        yield from blocks


def _is_in(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle, height = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= middle <= box[2] and box[1] <= height <= box[3])


def _table(table: Table, page: int, number: int) -> list[Block]:
    # No part of the running text has this number: its parts count up from the page times 10,000.
    part = page * 10_000 + 9_000 + number
    rows = []
    for at, row in enumerate(table.extract(), 1):
        cells = tuple(cut((cell or "").strip()) for cell in row)
        cells = tuple("\n".join(_unwrapped(cell)) for cell in cells)
        if any(cells):
            rows.append(Block("row", " ".join(cells), f"page {page} table {number} row {at}", part=part, cells=cells))
    return rows


def _unwrapped(cell: str) -> list[str]:
    """Join the lines of a cell: in a drawn table a line ends where the cell is full, unless each is a list's line."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if len(lines) > 1 and all(is_marked(line) for line in lines):
        return lines
    return [" ".join(lines).replace("- ", "-") if any(line.endswith("-") for line in lines) else " ".join(lines)]


def _lines(words: list[dict[str, Any]], page: int) -> list[tuple[float, list[Block]]]:
    lines = list(_beside(_joined([_line(group) for group in _rows(words)])))
    if not lines:
        return []
    usual = median(line.size for line in lines)
    pieces: list[tuple[float, list[Block]]] = []
    part, line_above = page * 10_000, lines[0]
    for number, line in enumerate(lines, 1):
        # A paragraph ends with a gap of nearly two lines, and on both sides of a line in larger letters: a heading.
        larger = max(line.size, line_above.size) > _LARGER * usual
        part += larger or abs(line.top - line_above.top) > 1.9 * line_above.size
        pieces.append(
            (max(line.top, pieces[-1][0] if pieces else 0), [_block(line, usual, f"page {page} line {number}", part)])
        )
        line_above = line
    return pieces


def _beside(lines: list[Line]) -> Iterator[Line]:
    """Put two lists that stand side by side below each other: each column its label first, then its lines."""
    at = 0
    while at < len(lines):
        heads = lines[at].cells
        if len(heads) < 2 or not all(text.rstrip().endswith(":") for _x0, text in heads):
            yield lines[at]
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].cells[0][1][-1:] != ":" and lines[end].size <= _LARGER * lines[at].size:
            end += 1
        for number, (x0, _text) in enumerate(heads):
            right = heads[number + 1][0] - _SAME if number + 1 < len(heads) else float("inf")
            left = x0 - _SAME if number else 0.0
            for line in lines[at:end]:
                if cells := [cell for cell in line.cells if left <= cell[0] < right]:
                    yield Line(line.top, cells[0][0], line.size, line.bold, cells)
        at = end


def _rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Gather the words that stand on one height."""
    rows: list[list[dict[str, Any]]] = []
    # Words of one line share the bottom, not the top, whatever their size; a raised "th" may stand a third of a
    # letter higher.
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if rows and abs(rows[-1][0]["bottom"] - word["bottom"]) <= 0.35 * word["size"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def _line(words: list[dict[str, Any]]) -> Line:
    size = median(word["size"] for word in words)
    bold = all("bold" in word["fontname"].lower() or "black" in word["fontname"].lower() for word in words)
    line = Line(words[0]["top"], words[0]["x0"], size, bold)
    end = None
    for word in words:
        # No space between words is this wide, even where lines are justified: here another column begins.
        if end is None or word["x0"] - end > _WIDE * size:
            line.cells.append((word["x0"], word["text"]))
        else:
            x0, text = line.cells[-1]
            line.cells[-1] = (x0, f"{text} {word['text']}")
        end = word["x1"]
    return line


def _joined(lines: list[Line]) -> list[Line]:
    """Give what a column wraps back to the cell it belongs to."""
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        # What a narrow column wraps is set flush with that column, a few lines below the row it belongs to.
        at = _column(above, line) if above and line.top - above.top < 6 * line.size else -1
        if above is not None and at > 0:
            x0, text = above.cells[at]
            above.cells[at] = (x0, f"{text} {line.text}")
        else:
            joined.append(line)
    return joined


def _column(above: Line, line: Line) -> int:
    """Say which later column of the line above a line goes on with; -1 for none."""
    # The first column may not be continued: a line that begins there is a new row. Nor may a label, whose
    # names stand in the second column and go on below it: their line is their own.
    if len(line.cells) > 1 or len(above.cells) < 2 or above.cells[0][1].rstrip().endswith(":"):
        return -1
    return next((at for at, (x0, _text) in enumerate(above.cells) if at and abs(x0 - line.x0) <= _SAME), -1)


def _block(line: Line, usual: float, place: str, part: int) -> Block:
    text = cut(line.text.strip())
    if line.size > _LARGER * usual and len(text) < 150 and not text.endswith((".", ",")):
        return Block("heading", text, place, level=1 if line.size > 1.4 * usual else 2, part=part)
    kind, rest = bullet(text)
    return Block(kind, rest, place, level=int(line.x0), part=part, strong=line.bold)
