"""HTML → blocks: headings, list items, table rows, lines. Comments, scripts, hidden and deleted text are not read."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree
from msgspec import structs

from sna.load.minutes.blocks import SHORT, UNREAD, Block, bullet, cut
from sna.load.minutes.lines import FEW
from sna.load.minutes.table import is_person

_BREAKS = frozenset(
    "p div br hr section article header footer main aside nav ul ol li dl dt dd table tr td th thead tbody h1 h2 h3 h4 "
    "h5 h6 blockquote pre summary details form fieldset address figure figcaption caption body html title".split()
)
_SKIPPED = frozenset("script style template noscript s del strike svg math select textarea".split())
_BOLD = frozenset({"b", "strong"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TITLE = re.compile(r"<!--\s*#\s*set\s+var=[\"']title[\"']\s+value=([\"'])(.+?)\1")  # of a page a server puts together
_GAP = re.compile(r"(?:[ \t\n]*\xa0){4,}\s*")
_SPAN = re.compile(r"[1-9]\d{0,3}")
_BREAK = "\x1e"  # a line that ends inside a cell; what the source wraps is no line of its own


def read(source: str, first: int = 1) -> list[Block]:
    """Read a web page, or a piece of one that begins at line `first`; nothing is fetched, no entity expanded."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=False)
    page = etree.fromstring(source.encode("utf-8", "replace"), parser)
    walk = _Walk(first - 1)
    if title := _TITLE.search(source[:2_000]):
        walk.blocks.append(Block("heading", cut(title[2]), walk.place, level=1))
    if page is not None:  # there is no page where there are only comments
        walk.read(page)
    if parser.error_log.filter_from_fatals():
        why = "The page is nested too deep or too large: what follows was not read."
        walk.blocks.append(Block(UNREAD, why, walk.place, cells=("R-TOOLARGE",)))
    times: Counter[str] = Counter()
    for at, block in enumerate(walk.blocks):  # several may stand on one line of the source
        times[block.place] += 1
        if (again := times[block.place]) > 1:
            walk.blocks[at] = structs.replace(block, place=f"{block.place} text {again}")
    return walk.blocks


def _spaced(text: str) -> str:
    """Write each blank once; where a page has a column of blanks that do not break, a gap is left."""
    return "   ".join(" ".join(piece.split()) for piece in _GAP.split(text.strip()))


class _Walk:
    """Walks through a page and collects the text between tags that end a line."""

    def __init__(self, line_above: int) -> None:
        self.line_above = self.position = line_above
        self.place = f"line {line_above + 1}"
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.cells: list[str] | None = None
        self.lists: list[str] = []
        self.below: dict[int, tuple[int, str]] = {}  # in how many rows yet a cell stands, and what it says
        self.tag = self.term = ""
        self.part = self.bold = self.hidden = 0
        self.plain = False

    def read(self, page: etree._Element) -> None:
        # The parser counts the lines of tags only: those of a text follow from the tag before it.
        for event, element in etree.iterwalk(page, ("start", "end", "comment", "pi")):
            if event == "end":
                self._close(element)
            else:
                self.position = max(self.position, self.line_above + element.sourceline)
            if event == "start":
                self._open(element)
            self._text((element.text if event == "start" else element.tail) or "")
        self._flush()

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if self.hidden or tag in _SKIPPED or "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")):
            self.hidden += 1
            return
        self.bold += tag in _BOLD
        if tag == "input" and element.get("type", "").lower() == "checkbox":
            self.words.append("[x] " if "checked" in element.attrib else "[ ] ")
        if tag not in _BREAKS:
            return
        if tag == "table" and self.cells is not None:  # a table in a row: the outer one only lays out the page
            cells, self.cells = [*self.cells, self._cell()], None
            self.blocks += [self._block(line) for cell in cells for line in cell.split("\n") if line]
        self._flush()
        if tag == "br" or (tag == "p" and self.tag == "li"):  # in a loose list the paragraph is the item
            return
        if tag in {"ul", "ol"}:
            self.part += not self.lists
            self.lists.append(tag)
        elif tag not in {"tr", "td", "th", "li"} and not (tag == "p" and self.lists) and self.cells is None:
            self.part += 1
        self.cells = [] if tag == "tr" else self.cells
        self.below = {} if tag == "table" else self.below
        self.tag = tag

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if self.hidden:
            self.hidden -= 1
            return
        self.bold -= tag in _BOLD
        if tag in {"td", "th"} and self.cells is not None:
            self._add(element, self.cells)
        elif tag in _BREAKS and tag != "br":
            self._flush()
            if tag == "tr" and self.cells is not None:
                self._fill(self.cells)
                cells, self.cells = tuple(self.cells), None
                self.blocks.append(Block("row", " ".join(cells), self.place, part=self.part, cells=cells))
            self.lists = self.lists[:-1] if tag in {"ul", "ol"} else self.lists
            self.tag = ""

    def _text(self, text: str) -> None:
        # Outside of `pre` a line ends where a tag says so, not where the source does.
        for number, line in enumerate(text.split("\n") if self.tag == "pre" else [text]):
            if number:
                self._flush()
            if self.hidden or not (self.words or line.strip()):
                continue
            if not self.words:
                blank = line[: len(line) - len(line.lstrip())].count("\n")
                self.place = f"line {self.position + number + blank}"
                self.plain = False
            self.words.append(line)
            self.plain = self.plain or (not self.bold and bool(line.strip(": \n\t")))
        self.position += text.count("\n")

    def _flush(self) -> None:
        """End the line at hand."""
        if self.cells is not None:
            self.words += [_BREAK] if self.words else []
            return
        words = "".join(self.words)
        text = cut(_spaced(words))
        self.words = []
        people = [" ".join(line.split()) for line in words.split("\n") if line.strip()]
        if len(people) >= FEW and all("," not in line and is_person(line) for line in people):
            self.blocks += map(self._block, people)  # the page was meant to show them below one another
            return
        if not text:
            return
        if self.term and self.tag == "dd":
            text = f"{self.term}: {text}"  # a term and what is said of it are a label and its names
        elif self.term:
            self.blocks.append(Block("line", f"{self.term}:", self.place, part=self.part))
        self.term = text.rstrip(": ") if self.tag == "dt" else ""
        if not self.term:
            self.blocks.append(self._block(text))

    def _add(self, element: etree._Element, cells: list[str]) -> None:
        self._fill(cells)
        text = self._cell()
        spans = (element.get(name, "") for name in ("colspan", "rowspan"))
        wide, deep = (min(99, int(span)) if _SPAN.fullmatch(span) else 1 for span in spans)
        self.below[len(cells)] = deep - 1, text if len(text) < SHORT else ""
        cells += [text, *[""] * (wide - 1)]

    def _fill(self, cells: list[str]) -> None:
        while (left := self.below.get(len(cells), (0, "")))[0] > 0:
            self.below[len(cells)] = left[0] - 1, left[1]
            cells.append(left[1])

    def _cell(self) -> str:
        lines = map(_spaced, "".join(self.words).split(_BREAK))
        self.words = []
        return cut("\n".join(line for line in lines if line))

    def _block(self, text: str) -> Block:
        if self.tag == "title" or re.fullmatch("h[1-6]", self.tag):
            level = 1 if self.tag == "title" else int(self.tag[1])
            return Block("heading", text, self.place, level=level, part=self.part)
        kind, rest = bullet(text)
        if self.tag == "li":
            kind, rest, self.tag = "numbered" if self.lists[-1:] == ["ol"] else "item", text, ""
        return Block(kind, rest, self.place, level=len(self.lists), part=self.part, strong=not self.plain)
