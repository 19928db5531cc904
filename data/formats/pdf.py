"""PDF documents of plain text on A4 pages, with ruled tables, in the fonts every reader has."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from formats.blocks import Block, Kind

LEFT, TOP, BOTTOM, LEADING = 60, 780, 70, 15
WIDTH = 475
"""Points between the margins of a page."""

FONTS = {Kind.TITLE: ("F2", 16), Kind.HEADING: ("F2", 12)}
PLAIN = ("F1", 10)


@dataclass
class _Pages:
    """The drawing commands of each page, and how far down the last one is written."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: int = TOP

    def line(self, text: str, x: int = LEFT, font: tuple[str, int] = PLAIN) -> None:
        name, size = font
        self.pages[-1].append(f"BT /{name} {size} Tf {x} {self.y} Td ({_escaped(text)}) Tj ET")

    def rule(self, x1: int, y1: int, x2: int, y2: int) -> None:
        self.pages[-1].append(f"0.5 w {x1} {y1} m {x2} {y2} l S")

    def down(self, points: int) -> None:
        self.y -= points
        if self.y < BOTTOM:
            self.pages.append([])
            self.y = TOP


def pdf(blocks: Sequence[Block]) -> bytes:
    """Write blocks as a PDF without compression, date or random id."""
    pages = _Pages()
    for block in blocks:
        if block.kind is Kind.TABLE:
            _table(block.rows, pages)
        elif block.kind is not Kind.REMOVED:
            _paragraph(block, pages)
    return _file([("\n".join(commands)).encode("cp1252") for commands in pages.pages])


def _paragraph(block: Block, pages: _Pages) -> None:
    pages.down(LEADING if block.kind is Kind.HEADING else 4)
    sign = "•  " if block.kind is Kind.ITEM else ""
    for at, line in enumerate(textwrap.wrap(block.text, 92)):
        pages.line((sign if not at else " " * 2 * bool(sign)) + line, font=FONTS.get(block.kind, PLAIN))
        pages.down(LEADING)


def _table(rows: Sequence[Sequence[str]], pages: _Pages) -> None:
    """Draw a table; a row that would not fit begins a new page."""
    step = WIDTH // len(rows[0])
    edges = [LEFT + step * n for n in range(len(rows[0]) + 1)]
    for row in rows:
        wrapped = [textwrap.wrap(cell, step // 5) or [""] for cell in row]
        _row(wrapped, edges, pages)
    pages.down(6)


def _row(cells: Sequence[Sequence[str]], edges: Sequence[int], pages: _Pages) -> None:
    height = LEADING * max(map(len, cells))
    if pages.y - height < BOTTOM:
        pages.down(TOP)
    top = pages.y + LEADING - 4
    for cell, x in zip(cells, edges, strict=False):
        _cell(cell, x, pages)
    for y in (top, top - height):
        pages.rule(edges[0], y, edges[-1], y)
    for x in edges:
        pages.rule(x, top, x, top - height)
    pages.y -= height


def _cell(lines: Sequence[str], x: int, pages: _Pages) -> None:
    first = pages.y
    for line in lines:
        pages.line(line, x + 3)
        pages.y -= LEADING
    pages.y = first


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(pages: Sequence[bytes]) -> bytes:
    """Join the objects: catalogue, page tree, two fonts, then a page and its content by turns."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    fonts = "/Font << /F1 3 0 R /F2 4 0 R >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()]
    objects += [_font("Helvetica"), _font("Helvetica-Bold")]
    for n, content in enumerate(pages):
        page = f"/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {fonts} >> /Contents {6 + 2 * n} 0 R"
        objects.append(f"<< /Type /Page {page} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _joined(objects)


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _joined(objects: Sequence[bytes]) -> bytes:
    body, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return body + head + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
