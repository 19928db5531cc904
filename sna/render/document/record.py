"""A document as plain data, in an order that slides, Word and a PDF can all follow; and the PDF.

Its texts are those of the page of a reader, with the places of their figures; `words` gives what is written of them.
The PDF is one that a screen reader can read: by typst, or where that is missing printed by a browser of this computer.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec
from anyascii import anyascii
from markupsafe import Markup
from msgspec import Struct

from sna.errors import ExportError
from sna.findings.sources import plain
from sna.render.chart import Cell, Table
from sna.render.page import TEMPLATES, Head, Paragraph, head, render, visible
from sna.render.svg import Drawing, Fill, Letters, shortened, text_width

COLOURS = {"before": "9AA5AD", "now": "12436D", "base": "DDE3E8"}
"""Kind of a series → its colour."""
LABEL, BROADEST, BAR = 235.0, 310.0, 17.0
"""Of a chart: where its bars begin, how long the longest is, and how high a bar is, in px."""
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
PADDING = 16.0
"""What a cell has beside its text, in points."""
_UNFIT = re.compile("[\t\n\r\ufffe\uffff]+")
"""What is no letter, or breaks a line where none should be."""
SIZES = 10.0, 9.5, 9.0, 8.5, 8.0
"""The sizes of type in points: the largest at which the document has no more pages than it should."""
FONTS = Path(__file__).parents[1] / "fonts"
_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)<")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "microsoft-edge",
    "msedge",
    "chrome",
    "chromium-headless-shell",
)
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
"""Where browsers stand that no path leads to."""
PATIENCE = 60
"""Seconds a browser has to print."""
_WHEN = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}[^)]*\)")
_NODE = re.compile(rb"\(node[0-9A-Fa-f]{8}\)")


class Series(Struct, frozen=True):
    """A row of bars: what it is called, its numbers (None: withheld), and its kind, which gives its colour."""

    title: str
    values: tuple[float | None, ...]
    kind: Literal["before", "now", "base"] = "now"


class Chart(Struct, frozen=True, kw_only=True):
    """Bars from left to right: a category a line, in it a bar of each series.

    `over` sets each series on the one before it, of which it is a part; `unit` follows every number.
    """

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    over: bool = False
    unit: str = ""

    @property
    def alt(self) -> str:
        """All that the bars show, in words.

        Examples
        --------
        >>> Chart(title="People", categories=("Year 1",), series=(Series("came", (20,)),)).alt
        'Bars. People. Year 1: 20 came.'
        """
        lines = (
            f"{category}: {', '.join(f'{self.figure(row.values[place])} {row.title}' for row in self.series)}"
            for place, category in enumerate(self.categories)
        )
        return f"Bars. {self.title}. {'; '.join(lines)}."

    def figure(self, value: float | None) -> str:
        """Write a number of the chart."""
        return "not told" if value is None else f"{value:,g}{self.unit}"

    @property
    def address(self) -> str:
        """The drawing as an address that holds it."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.svg().encode()).decode('ascii')}"

    def svg(self) -> str:
        """Draw it for paper."""
        bars = 1 if self.over else len(self.series)
        height = BAR * bars + 6
        drawing = Drawing("bars", 640, height * len(self.categories) + 20, title=self.title, description=self.alt)
        most = max((value or 0 for row in self.series for value in row.values), default=0) or 1
        for place, category in enumerate(self.categories):
            top = height * place + 2
            drawing.text(
                (LABEL - 8, top + BAR * bars / 2), shortened(category, LABEL - 8, 12), Letters(12, anchor="end")
            )
            for number, row in enumerate(self.series):
                size = (row.values[place] or 0) / most * BROADEST
                corner = LABEL, top + (0 if self.over else BAR * number)
                drawing.rectangle(corner, (size, BAR - 3), fill=Fill(f"#{COLOURS[row.kind]}"))
            for line, (longest, figure) in enumerate(self._figures(place)):
                at = LABEL + longest / most * BROADEST + 6, top + BAR * (line + 0.4)
                drawing.text(at, figure, Letters(12, bold=True))
        across = LABEL
        for row in self.series:
            bottom = height * len(self.categories) + 12
            drawing.rectangle((across, bottom - 5), (10, 10), fill=Fill(f"#{COLOURS[row.kind]}"))
            drawing.text((across + 15, bottom), row.title, Letters(11))
            across += text_width(row.title, 11) + 35
        return drawing.svg(fluid=True)

    def _figures(self, place: int) -> list[tuple[float, str]]:
        """Give what stands behind the bars of a category, and the bar it stands behind: a part of a whole as such."""
        values = [row.values[place] for row in self.series]
        if not self.over:
            return [(value or 0, self.figure(value)) for value in values]
        parts = [self.figure(value) for value in reversed(values) if value or value is values[0]]
        return [(max(value or 0 for value in values), " of ".join(parts))]


class Grid(Struct, frozen=True):
    """A table: what it holds, its headings, its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, table: Table) -> Grid:
        """Give the words of a page's table: a column of drawings, or in which nothing stands, is left out."""
        rows = [[_words(cell) for cell in row] for row in table.rows]
        filled = [place for place in range(len(table.heads)) if any(row[place] for row in rows)]
        heads = [head if isinstance(head, str) else head.label for head in table.heads]
        return cls(
            table.caption,
            tuple(heads[place] for place in filled),
            tuple(tuple(row[place] for place in filled) for row in rows),
        )

    def widths(self, room: float, size: float) -> list[float]:
        """Share the width among the columns: a narrow one has all it needs, others at least their longest word."""
        columns = [[head, *cells] for head, *cells in zip(self.heads, *self.rows, strict=True)]
        liked = [min(max(_width(text, size) for text in column), room / 2) for column in columns]
        longest = [max(_width(word, size) for text in column for word in text.split() or [""]) for column in columns]
        least = [wish if wish < room / 6 else need for wish, need in zip(liked, longest, strict=True)]
        spare = [max(wish - need, 0.1) for wish, need in zip(liked, least, strict=True)]
        rest = room - sum(least)
        if rest < 0:
            return [width * room / sum(least) for width in least]
        return [need + rest * share / sum(spare) for need, share in zip(least, spare, strict=True)]


def _width(text: str, size: float) -> float:
    return text_width(text, size, bold=True) + PADDING


class Section(Struct, frozen=True, kw_only=True):
    """A part of a document with what stands in it; `on_slide` is whether it has a slide of its own."""

    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    chart: Chart | None = None
    grid: Grid | None = None
    notes: tuple[str, ...] = ()
    on_slide: bool = True


class Document(Struct, frozen=True, kw_only=True):
    """A document.

    Attributes
    ----------
    title, subtitle
        What it says first, and what it is.
    opening
        What stands before the first section.
    sections
        Its parts.
    foot
        What stands after the last one.
    marking
        Who may see it; it stands at the foot of every page.
    most_pages
        How many pages of A4 it should have at most.
    """

    title: str
    subtitle: str
    opening: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()
    marking: str = ""
    most_pages: int = 1


def _words(cell: Cell) -> str:
    return cell.striptags() if isinstance(cell, Markup) else cell


def numbers_in(figure: str) -> list[float]:
    """Give the numbers that a figure of a page is written with; none where it is withheld.

    Examples
    --------
    >>> numbers_in("18, 3 new"), numbers_in("about 1,205"), numbers_in("fewer than 8")
    ([18.0, 3.0], [1205.0], [])
    """
    words = plain(figure)
    return [] if "fewer than" in words else [float(text.replace(",", "")) for text in _NUMBER.findall(words)]


def rewritten(document: Document, write: Callable[[str], str]) -> Document:
    """Give a document each of whose texts is written another way."""

    def texts(part: object) -> object:
        if isinstance(part, str):
            return write(part)
        if isinstance(part, dict):
            return {key: texts(value) for key, value in part.items()}
        return [texts(value) for value in part] if isinstance(part, (list, tuple)) else part

    return msgspec.convert(texts(msgspec.to_builtins(document)), Document)


def words(document: Document) -> Document:
    r"""Give what is written: the words alone; what would hide or turn writing round stands as an escape.

    Examples
    --------
    >>> words(Document(title="A\u202eb", subtitle="")).title
    'A\\u202eb'
    """
    return rewritten(document, lambda text: _UNFIT.sub(" ", visible(plain(text))))


def sentence(paragraph: Paragraph) -> str:
    """Give a paragraph as one text."""
    return " ".join(part for part in (paragraph.title, paragraph.text) if part)


def paragraphs(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    """Give texts, each as a paragraph without a heading; an empty one is none."""
    return tuple(Paragraph("", text) for text in texts if text)


class Sheet(Struct, frozen=True):
    """What a browser prints."""

    head: Head
    document: Document


def pdf(document: Document) -> bytes:
    """Write a document as a PDF.

    Raises
    ------
    ExportError
        If neither typst nor a browser is there, or the browser fails.
    """
    if find_spec("typst") is not None:
        return _typeset(document)
    program = browser()
    if not program:
        raise ExportError("A PDF needs typst, or a browser such as Chrome or Edge that can print.")
    return _printed(document, program)


def browser() -> str:
    """Give a browser of this computer that can print; empty if there is none."""
    names = (shutil.which(name) for name in BROWSERS)
    return next(filter(None, [*names, *(path for path in ELSEWHERE if Path(path).is_file())]), "")


def _typeset(document: Document) -> bytes:
    import typst

    for write in (str, _common, anyascii):  # what no font of this computer can show stands in Latin letters
        try:
            return _fitted(rewritten(document, write))
        except typst.TypstError as error:
            if "could not be displayed" not in str(error) or write is anyascii:
                raise ExportError(f"The PDF cannot be written: {error}") from error
    raise AssertionError


def _common(text: str) -> str:
    """Write letters of other scripts than Latin, Greek and Cyrillic in Latin ones."""
    return "".join(char if char < "\u0530" or "\u1e00" <= char <= "\u23ff" else anyascii(char) or "?" for char in text)


def _fitted(document: Document) -> bytes:
    import typst

    content = b""
    texts = json.dumps(_content(document), ensure_ascii=True)
    for size in SIZES:
        content = typst.compile(
            TEMPLATES / "sheet.typ", format="pdf", font_paths=[FONTS], pdf_standards="ua-1", timestamp=0,
            sys_inputs={"document": texts, "size": str(size)},
        )  # fmt: skip
        pages = _PAGES.search(content)
        if pages and int(pages[1]) <= document.most_pages:
            break
    return content


def _content(document: Document) -> dict[str, object]:
    content: dict[str, object] = msgspec.to_builtins(document)
    content["sections"] = [
        msgspec.to_builtins(section)
        | {
            "svg": section.chart.svg() if section.chart else "",
            "alt": section.chart.alt if section.chart else "",
            "widths": section.grid.widths(490, 10.5) if section.grid else [],
        }
        for section in document.sections
    ]
    return content


def _printed(document: Document, program: str) -> bytes:
    """Let a browser print the document; it asks for nothing and leaves nothing behind."""
    with TemporaryDirectory() as folder:
        page, target = Path(folder) / "sheet.html", Path(folder) / "sheet.pdf"
        page.write_text(render("sheet.html", Sheet(head("sheet.css"), document)), encoding="utf-8")
        command = [program, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", page.as_uri()]
        if sys.platform != "win32" and os.geteuid() == 0:  # it refuses to start otherwise
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603 - a browser that is installed
            content = target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise ExportError(f"{Path(program).name} could not print the PDF ({type(error).__name__}).") from error
    # a browser counts the parts of a page from where it likes
    nodes = {node: b"(node%08d)" % at for at, node in enumerate(sorted({*_NODE.findall(content)}))}
    return _WHEN.sub(rb"\g<1>20000101000000+00'00')", _NODE.sub(lambda match: nodes[match[0]], content))
