"""PDF → blocks: ruled tables as rows, all other words by where they stand, so that columns stay side by side."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any, BinaryIO, cast

import pdfplumber
from msgspec import Struct, field
from pdfminer import settings
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from sna.errors import SourceError
from sna.load.minutes.blocks import SHORT, UNREAD, Block, bullet, cut, is_marked, saved_on
from sna.load.minutes.headings import heading
from sna.load.minutes.roll_tables import unruled
from sna.load.minutes.table import NAMES, is_person, kind_of

MOST_PAGES = 400
REPAIRED = "The PDF is damaged in places. What could be read was read; something may be missing."
_LOOKS = frozenset("pdfminer.cmapdb pdfminer.pdfcolor do_CS do_cs".split())  # modules and functions
_LOST = re.compile(r"\w\(cid:\d+\)|\(cid:\d+\)\w|\ufffd")  # a letter that no table names
_WIDE = 1.6  # a gap of so many font sizes between words parts two columns
_BETWEEN, _LARGER_GAP, _NEAR = 0.5, 1.6, 6  # of narrow columns: font sizes, times the least gap, rows
_SPACE = 0.15  # a gap of so much of the font size between letters parts two words, in tight settings too
_KERNED = 0.06  # no space between words is as narrow as this, even where lines are pressed together
_LARGER = 1.12  # a heading is set in letters so much larger than the text
_CREATED = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
_SIDES = frozenset({"present", "absent", "apologies", "excused", "regrets", "comment", "comments", "notes"})
_EDGE = 3  # lines on top and at the bottom of a page that may stand on every page
_PICTURE = 24  # points that a mark is wide and high at most
_NUMBER = re.compile(r"(?<![\d/.-])\d{1,3}(?![/.-]?\d)")
_SAME = 3.0  # points within which two columns begin at the same place

Box = tuple[float, float, float, float]


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
    """Read a PDF; one that had to be repaired says so in a block of its own, for a part of it may be gone.

    Raises
    ------
    SourceError
        If it is damaged, protected, too long, or holds no text but pictures of pages.
    """
    try:
        return _blocks(file, strict=True)
    except PDFPasswordIncorrect as error:
        raise _protected() from error
    except (PSException, PdfminerException) as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise _protected() from error
        looks = _is_of_looks(error)
    file.seek(0)
    try:
        blocks = _blocks(file, strict=False)
    except (PSException, PdfminerException) as error:
        raise SourceError("The PDF is damaged.", code="R-PDF", hint="Save it again, or as text.") from error
    if looks and not any(_LOST.search(block.text) for block in blocks):
        return blocks
    return *blocks, Block(UNREAD, REPAIRED, "file", cells=("R-PDF",))


def _is_of_looks(error: Exception) -> bool:
    """Whether a reader stopped at a table of letters or colours: what the page says may be whole nevertheless."""
    cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    frames = [frame for frame, _line in traceback.walk_tb(cause.__traceback__)]
    return any(frame.f_globals["__name__"] in _LOOKS or frame.f_code.co_name in _LOOKS for frame in frames)


def _blocks(file: BinaryIO, *, strict: bool) -> tuple[Block, ...]:
    """Read a PDF; a strict reader stops at whatever is damaged, any other leaves it out without a word."""
    before, settings.STRICT = settings.STRICT, strict
    try:
        with pdfplumber.open(cast("BytesIO", file)) as document:
            if strict and not _is_whole(document):
                raise PSException
            return tuple(_document(document))
    finally:
        settings.STRICT = before  # it holds for whatever else reads a PDF in this process


def _is_whole(document: PDF) -> bool:
    """Whether there are as many pages as it says, and each holds something: a page that is damaged is passed over."""
    tree = resolve1(document.doc.catalog.get("Pages")) or {}
    return resolve1(tree.get("Count")) == len(document.pages) and all(page.page_obj.contents for page in document.pages)


def _protected() -> SourceError:
    return SourceError("It is protected by a password.", code="R-ENCRYPTED", hint="Save it without a password.")


def _document(document: PDF) -> list[Block]:
    if len(document.pages) > MOST_PAGES:
        raise SourceError(f"It has {len(document.pages)} pages; the limit is {MOST_PAGES}.", code="R-TOOLARGE")
    pages: list[list[Block]] = []
    blank: list[int] = []
    for number, page in enumerate(document.pages, 1):
        pages.append(list(_page(page, number)))
        if not pages[-1] and page.images:
            blank.append(number)
        page.close()
    if not any(pages):
        raise SourceError(
            "It holds no text, only pictures of pages (a scan)." if blank else "It holds no text.",
            code="R-SCANNED",
            hint="Make it searchable with a text recognition (OCR) program, or type the roll into a text file.",
        )
    unread = _pictures(blank)
    saved = _CREATED.match(str((document.metadata or {}).get("CreationDate")))
    return [*_without_edges(pages), *unread, *saved_on("-".join(saved.groups()) if saved else "")]


def _pictures(pages: list[int]) -> list[Block]:
    """Tell of all pages that are pictures beside those that were read in one line: what is to do is the same."""
    if not pages:
        return []
    what = "The page is a picture" if len(pages) == 1 else "The pages are pictures"
    place = f"page{'s' * (len(pages) > 1)} {', '.join(map(str, pages))}"
    return [Block(UNREAD, f"{what} without text (a scan).", place, cells=("R-SCANNED",))]


def _without_edges(pages: list[list[Block]]) -> Iterator[Block]:
    """Give what the pages say without what stands on top or at the bottom of most; what tops the first is kept."""
    edges = [
        {block: _NUMBER.sub(partial(_folded, number), block.text) for block in [*page[:_EDGE], *page[-_EDGE:]]}
        for number, page in enumerate(pages, 1)
    ]
    times = Counter(text for edge in edges for text in set(edge.values()))
    for page, edge in zip(pages, edges, strict=True):
        for at, block in enumerate(page):
            running = times[edge.get(block, "")] >= max(2, len(pages) / 2) and (page is not pages[0] or at >= _EDGE)
            if not running or block.kind in {"row", UNREAD} or _may_say(block.text, few=len(pages) < _EDGE):
                yield block


def _folded(page: int, number: re.Match[str]) -> str:
    return "#" if abs(int(number[0]) - page) < _EDGE else number[0]


def _may_say(text: str, *, few: bool) -> bool:
    """Whether a line says something even if it stands on several pages: the heading of a roll, of few pages a name."""
    return heading(text.partition(":")[0], sure=True) is not None or (few and is_person(text))


def _page(page: Page, number: int) -> Iterator[Block]:
    for char in page.chars:  # what is set upwards by a matrix that is not quite exact is turned as well
        char["upright"] = abs(char["matrix"][0]) >= abs(char["matrix"][1])
    turned = [char for char in page.chars if not char["upright"]]
    words = page.extract_words(x_tolerance_ratio=_SPACE, extra_attrs=["size", "fontname", "upright"])
    words = [word for word in words if word["upright"]]
    pieces: list[tuple[float, list[Block]]] = []
    boxes: list[Box] = []
    for at, table in enumerate(_tables(page), 1):
        for box, blocks in _table(table, words, turned, (number, at)):
            boxes.append(box)
            pieces.append((box[1], blocks))
    rows = _rows([word for word in words if not any(_is_in(word, box) for box in boxes)])
    for at, (taken, cells) in enumerate(reversed([*unruled(rows)])):
        part = number * 10_000 + 9_500 + at
        place = f"page {number} line {taken.start + 1} row"
        blocks = [
            Block("row", " ".join(row), f"{place} {line}", part=part, cells=row) for line, row in enumerate(cells, 1)
        ]
        pieces.append((rows[taken.start][0]["top"], blocks))
        rows = [*rows[: taken.start], *rows[taken.stop :]]
    pieces += _lines(rows, number)
    for _top, blocks in sorted(pieces, key=lambda piece: piece[0]):
        yield from blocks
    yield from _pictured(rows, page, number)


def _pictured(rows: list[list[dict[str, Any]]], page: Page, number: int) -> Iterator[Block]:
    """Tell of small pictures beside some of the names of a list, which may say who came."""
    small = [
        (image["top"], image["bottom"])
        for image in page.images
        if max(image["width"], image["height"]) < _PICTURE and min(image["width"], image["height"]) > 4
    ]
    names = [row for row in rows if is_person(" ".join(word["text"] for word in row).strip("@ "))]
    beside = [row for row in names if any(row[0]["top"] < sum(span) / 2 < row[0]["bottom"] for span in small)]
    if _EDGE <= len(beside) < len(names):
        text = f"Pictures stand beside {len(beside)} of {len(names)} lines; if they are marks, they were not read."
        yield Block(UNREAD, text, f"page {number}", cells=("R-PICTURE",))


def _tables(page: Page) -> list[Table]:
    """Find the drawn tables. Cells in one column are frames round lines, and a table in another only draws boxes."""
    tables = page.find_tables()
    return [
        table
        for table in tables
        if max(len(row.cells) for row in table.rows) > 1
        and not any(other is not table and _is_in(_bounds(table.bbox), other.bbox) for other in tables)
    ]


def _bounds(box: Box) -> dict[str, Any]:
    return dict(zip(("x0", "top", "x1", "bottom"), box, strict=True))


def _is_in(word: dict[str, Any], box: Box) -> bool:
    middle, height = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= middle <= box[2] and box[1] <= height <= box[3])


def _table(
    table: Table, words: list[dict[str, Any]], turned: list[dict[str, Any]], at: tuple[int, int]
) -> Iterator[tuple[Box, list[Block]]]:
    """Give each row and where it stands; a row that holds only running text is none, but a frame round it."""
    page, number = at
    # No part of the running text has this number: its parts count up from the page times 10,000.
    part = page * 10_000 + 9_000 + number
    rows = _cells(table, words, turned)
    for line, (box, cells) in enumerate(rows):
        labelled = _labelled(table, rows, line)
        if labelled:
            labelled[1:] = cells[1:]
        filled = [cell for cell in cells if cell and not labelled]
        blocks = []
        if filled and not (len(filled) == 1 < len(cells) and filled[0].count("\n") > 1):
            place = f"page {page} table {number} row {line + 1}"
            blocks = [Block("row", " ".join(cells), place, part=part, cells=tuple(cells))]
        if blocks or labelled:
            yield box, blocks


def _labelled(table: Table, rows: list[tuple[Box, list[str]]], line: int) -> list[str]:
    """Give the cells of the row where the label of a tall cell stands, at its middle between two rules; else none."""
    end = max((box[3] for box in table.rows[line].cells if box), default=0.0)
    below = [cells for box, cells in rows[line + 1 :] if box[1] < end - 1]
    labels = [cells for cells in below if cells[0]]
    alone = not rows[line][1][0] and any(rows[line][1]) and not any(any(cells[1:]) for cells in below)
    return labels[0] if alone and len(labels) == 1 else []


def _cells(table: Table, words: list[dict[str, Any]], turned: list[dict[str, Any]]) -> list[tuple[Box, list[str]]]:
    """Give the texts of each row's cells; a short one that spans the rows below stands in each of them."""
    tall: dict[int, tuple[Box, str]] = {}  # the cell last begun in a column
    rows = []
    for row in table.rows:
        inside = [word for word in words if _is_in(word, row.bbox)]
        cells = []
        for column, box in enumerate(row.cells):
            if box:
                tall[column] = box, _text(inside, turned, box)
            above, text = tall.get(column, ((0.0,) * 4, ""))
            cells.append(text if box or (above[3] > row.bbox[1] + 1 and len(text) < SHORT) else "")
        rows.append((row.bbox, cells))
    return rows


def _text(words: list[dict[str, Any]], turned: list[dict[str, Any]], box: Box) -> str:
    """Give the lines of a cell. A line goes on in the next where the next one's first word had no room in it."""
    upwards = sorted(
        (round(char["x0"]), -char["top"] * char["matrix"][1], char["text"]) for char in turned if _is_in(char, box)
    )
    if upwards:
        return "".join(text for _x0, _top, text in upwards).strip()
    text, end = "", 0.0
    for row in _rows([word for word in words if _is_in(word, box)]):
        line = " ".join(word["text"] for word in row)
        full = end + row[0]["x1"] - row[0]["x0"] + 2 * (row[0]["x0"] - box[0]) > box[2]
        wrapped = full and not is_marked(line)
        text += ("" if wrapped and text.endswith("-") else " " if wrapped else "\n") + line
        end = row[-1]["x1"]
    return cut(text.strip())


def _lines(rows: list[list[dict[str, Any]]], page: int) -> list[tuple[float, list[Block]]]:
    lines = list(_beside(_joined(list(map(_line, rows, _starts(rows))))))
    if not lines:
        return []
    usual = median(line.size for line in lines)
    pieces: list[tuple[float, list[Block]]] = []
    part, line_above, columns = page * 10_000, lines[0], lines[0].cells
    for number, line in enumerate(lines, 1):
        # A paragraph ends with a gap of nearly two lines, and on both sides of a line in larger letters: a heading.
        larger = max(line.size, line_above.size) > _LARGER * usual
        part += larger or abs(line.top - line_above.top) > 1.9 * line_above.size
        columns = columns if 1 < len(line.cells) < len(columns) else line.cells
        line.cells = _aligned(line.cells, columns)
        pieces.append(
            (max(line.top, pieces[-1][0] if pieces else 0), [_block(line, usual, f"page {page} line {number}", part)])
        )
        line_above = line
    return pieces


def _aligned(cells: list[tuple[float, str]], columns: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Put blanks into a row that has fewer cells than the fullest one above it, where that has more."""
    at = [min(range(len(columns)), key=lambda number: abs(columns[number][0] - x0)) for x0, _text in cells]
    if len(set(at)) < len(cells) or at[0]:
        return cells
    return [(0.0, "") if number not in at else cells[at.index(number)] for number in range(at[-1] + 1)]


def _beside(lines: list[Line]) -> Iterator[Line]:
    """Put two lists that stand side by side below each other: each column its label first, then its lines."""
    at = 0
    while at < len(lines):
        heads = lines[at].cells
        if len(heads) < 2 or not all(text.rstrip().endswith(":") or heading(text, sure=True) for _x0, text in heads):
            yield lines[at]
            at += 1
            continue
        end = at + 1
        while end < len(lines) and lines[end].cells[0][1][-1:] != ":" and lines[end].size <= _LARGER * lines[at].size:
            end += 1
        for number, (x0, _text) in enumerate(heads):
            right = heads[number + 1][0] - _SAME if number + 1 < len(heads) else float("inf")
            start = x0 - _SAME if number else 0.0
            for line in lines[at:end]:
                if cells := [cell for cell in line.cells if start <= cell[0] < right]:
                    yield Line(line.top, cells[0][0], line.size, line.bold, cells)
        at = end


def _rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Gather the words that stand on one height."""
    rows: list[list[dict[str, Any]]] = []
    # Words of one line share the bottom, not the top, whatever their size; a raised "th" may stand a third of a
    # letter higher.
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        above = rows[-1][0] if rows else None
        raised = above and above["size"] < 0.8 * word["size"] and above["bottom"] > word["top"]
        if above and (raised or abs(above["bottom"] - word["bottom"]) <= 0.35 * word["size"]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_glued(sorted(row, key=lambda word: word["x0"])) for row in rows]


def _glued(words: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put together what only the size of its letters parts: small capitals, a raised ``th``."""
    glued: list[dict[str, Any]] = []
    for word in words:
        if glued and word["x0"] - glued[-1]["x1"] < _KERNED * max(word["size"], glued[-1]["size"]):
            glued[-1] = {**glued[-1], "text": glued[-1]["text"] + word["text"], "x1": word["x1"]}
        else:
            glued.append(word)
    return glued


def _starts(rows: list[list[dict[str, Any]]]) -> Iterator[list[float]]:
    """Say where in each row a column may begin: behind a gap wider than its others, as in two rows near it."""
    wider: list[list[float]] = []
    for row in rows:
        gaps = [after["x0"] - before["x1"] for before, after in pairwise(row)]
        least = max(_BETWEEN * row[0]["size"], _LARGER_GAP * min(gaps)) if len(gaps) > 1 else float("inf")
        wider.append([word["x0"] for gap, word in zip(gaps, row[1:], strict=True) if gap > least])
    for at, starts in enumerate(wider):
        near = [*wider[max(0, at - _NEAR) : at], *wider[at + 1 : at + 1 + _NEAR]]
        yield [x0 for x0 in starts if sum(any(abs(x0 - other) < 1 for other in row) for row in near) > 1]


def _line(words: list[dict[str, Any]], starts: list[float]) -> Line:
    size = median(word["size"] for word in words)
    bold = all("bold" in word["fontname"].lower() or "black" in word["fontname"].lower() for word in words)
    if words[0]["text"] == "@" and len(words) > 1:  # a name somebody was called by, set apart
        words = words[1:]
    line = Line(words[0]["top"], words[0]["x0"], size, bold)
    end = None
    for word in words:
        # No space between words is this wide, even where lines are justified: here another column begins.
        if end is None or word["x0"] - end > _WIDE * size or word["x0"] in starts:
            line.cells.append((word["x0"], word["text"]))
        else:
            x0, text = line.cells[-1]
            line.cells[-1] = (x0, f"{text} {word['text']}")
        end = word["x1"]
    line.cells = _apart(line.cells, words)
    return line


def _apart(cells: list[tuple[float, str]], words: list[dict[str, Any]]) -> list[tuple[float, str]]:
    """Part headings of columns that stand close by one another, beside that of the names: ``Present Absent``."""
    if len(cells) < 2 or kind_of(cells[0][1]) not in NAMES:
        return cells
    close = {x0 for x0, text in cells if _SIDES.issuperset(text.casefold().split())}
    ends = [x0 for x0, _text in cells[1:]] + [float("inf")]
    return [
        cell
        for (x0, text), end in zip(cells, ends, strict=True)
        for cell in (
            [(word["x0"], word["text"]) for word in words if x0 <= word["x0"] < end] if x0 in close else [(x0, text)]
        )
    ]


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
    label = above.cells[0][1].rstrip()
    if len(line.cells) > 1 or len(above.cells) < 2 or label.endswith(":") or heading(label, sure=True):
        return -1
    return next((at for at, (x0, _text) in enumerate(above.cells) if at and abs(x0 - line.x0) <= _SAME), -1)


def _block(line: Line, usual: float, place: str, part: int) -> Block:
    text = cut(line.text.replace("\x00", " ").strip())
    if line.size > _LARGER * usual and len(text) < 150 and not text.endswith((".", ",")):
        return Block("heading", text, place, level=1 if line.size > 1.4 * usual else 2, part=part)
    kind, rest = bullet(text)
    return Block(kind, rest, place, level=int(line.x0), part=part, strong=line.bold)
