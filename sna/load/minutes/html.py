"""HTML → blocks: headings, list items, table rows, lines. Comments, scripts, hidden and deleted text are not read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sna.load.minutes.blocks import Block, bullet, cut

_BREAKS = frozenset(
    "p div br hr section article header footer main aside nav ul ol li dl dt dd table tr td th thead tbody h1 h2 h3 h4 "
    "h5 h6 blockquote pre summary details form fieldset address figure figcaption caption body html title".split()
)
_SKIPPED = frozenset("script style template noscript s del strike svg math select textarea".split())
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")
_BREAK = "\x1e"  # a line that ends inside a cell; what the source wraps is no line of its own


def read(source: str, first: int = 1) -> list[Block]:
    """Read a web page, or a piece of one that begins at line `first`."""
    reader = _Page(first)
    reader.feed(source)
    reader.close()
    reader.flush()
    return reader.found


class _Page(HTMLParser):
    """Collects the text between tags that end a line."""

    def __init__(self, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first = first
        self.found: list[Block] = []
        self.words: list[str] = []
        self.cells: list[str] | None = None
        self.hidden: list[str] = []  # open tags from the outermost hidden one inwards
        self.tag, self.part, self.depth, self.bold, self.plain, self.line = "", 0, 0, 0, False, 1
        self.lists: list[str] = []
        self.term = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.hidden or tag in _SKIPPED or _is_hidden(attrs):
            if tag not in _VOID:
                self.hidden.append(tag)
            return
        if tag in _BREAKS:
            self._begin(tag)
        if tag in {"b", "strong"}:
            self.bold += 1
        if tag == "input" and ("type", "checkbox") in attrs:
            self.words.append("[x] " if any(name == "checked" for name, _value in attrs) else "[ ] ")

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            if tag in self.hidden:
                while self.hidden.pop() != tag:
                    pass
            return
        if tag in {"b", "strong"}:
            self.bold = max(0, self.bold - 1)
        if tag in _BREAKS:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if not self.words and data.strip():
            self.line = self.getpos()[0] + len(data[: len(data) - len(data.lstrip())].splitlines()[1:])
            self.plain = False
        if self.tag == "pre":
            self._preformatted(data)
        elif self.words or data.strip():
            self.words.append(data)
            self.plain = self.plain or (not self.bold and bool(data.strip(": \n\t")))

    def _preformatted(self, data: str) -> None:
        for line in data.split("\n"):
            self.words.append(line)
            self.flush()

    def _begin(self, tag: str) -> None:
        self.flush()
        if tag in {"ul", "ol"}:
            self.part += not self.lists
            self.lists.append(tag)
        elif tag == "tr":
            self.cells = []
        elif tag not in {"br", "td", "th", "li"}:
            self.part += 1
        self.tag = self.tag if tag == "br" else tag

    def _end(self, tag: str) -> None:
        if tag in {"td", "th"} and self.cells is not None:
            self.cells.append(self._cell())
            return
        self.flush()
        if tag == "tr" and self.cells is not None:
            cells, self.cells = tuple(self.cells), None
            self.found.append(Block("row", " ".join(cells), self._place(), part=self.part, cells=cells))
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        self.tag = ""

    def flush(self) -> None:
        """End the line at hand."""
        if self.cells is not None:
            self.words += [_BREAK] if self.words else []
            return
        text = cut(" ".join("".join(self.words).split()))
        self.words = []
        if not text:
            return
        if self.term and self.tag == "dd":
            text = f"{self.term}: {text}"  # a term and what is said of it are a label and its names
        elif self.term:
            self.found.append(Block("line", f"{self.term}:", self._place(), part=self.part))
        self.term = text.rstrip(": ") if self.tag == "dt" else ""
        if not self.term:
            self.found.append(self._block(text))

    def _cell(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.words).split(_BREAK))
        self.words = []
        return cut("\n".join(line for line in lines if line))

    def _block(self, text: str) -> Block:
        if _HEADING.fullmatch(self.tag) or self.tag == "title":
            level = int(self.tag[1]) if self.tag != "title" else 1
            return Block("heading", text, self._place(), level=level, part=self.part)
        strong = bool(self.bold) or not self.plain
        if self.tag == "li":
            kind = "numbered" if self.lists[-1:] == ["ol"] else "item"
            self.tag = ""
            return Block(kind, text, self._place(), level=len(self.lists), part=self.part, strong=strong)
        kind, rest = bullet(text)
        return Block(kind, rest, self._place(), level=len(self.lists), part=self.part, strong=strong)

    def _place(self) -> str:
        return f"line {self.first + self.line - 1}"


def _is_hidden(attributes: list[tuple[str, str | None]]) -> bool:
    return any(name == "hidden" or (name == "style" and _HIDDEN.search(value or "")) for name, value in attributes)
