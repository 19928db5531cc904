"""HTML, Markdown and plain text → blocks: headings, list items, table rows, lines, indentation.

Of HTML comments, scripts, hidden and deleted text are not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct, structs

from sna.load.minutes.blocks import SHORT, UNREAD, Block, bullet, cut, is_rule, row_of
from sna.load.minutes.headings import heading
from sna.load.minutes.lines import FEW
from sna.load.minutes.table import is_person
from sna.names.titles import is_titled

_BREAKS = frozenset(
    "p div br hr section article header footer main aside nav ul ol li dl dt dd table tr td th thead tbody h1 h2 h3 h4 "
    "h5 h6 blockquote pre summary details form fieldset address figure figcaption caption body html title".split()
)
_SKIPPED = frozenset("script style template noscript s del strike svg math select textarea".split())
_BOLD = frozenset({"b", "strong"})
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|\b(?:screen-reader|sr-only\b|visually-hidden)")
_TITLE = re.compile(r"<!--\s*#\s*set\s+var=[\"']title[\"']\s+value=([\"'])(.+?)\1")  # of a page a server puts together
_GAP = re.compile(r"(?:[ \t\n]*\xa0){4,}\s*")
_SPAN = re.compile(r"[1-9]\d{0,3}")
_BREAK = "\x1e"  # a line that ends inside a cell; what the source wraps is no line of its own
_HASH = re.compile(r"^\s{0,3}(#{1,6})\s*(\S.*?)\s*#*$", re.MULTILINE)
_SEAM = re.compile(r"[a-z,]\n\s*\n(?=[a-z])")  # a sentence goes on over an empty line
_LINES = re.compile(r"\S\n")
SPACED = 0.1  # the share of such seams from which every line of a text is followed by an empty one
_SET_OFF = re.compile(r"\s*(?:[#>|`~]|[-*+]\s|\d+[.)]|\*\*|\(?[a-z][.)]\s|.{2,40}:\s*$)")
_RUN = re.compile(r"(?!\s*(?:[#>|`~]|[-*+]\s|\d+[.)]\s|\*\*[^*]*\*\*\W*$))\s*\S.{40,}")  # as wide as a page
_ENDS = re.compile(
    r"(?:[:!?…)]|(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bCllr)(?<!\bCllrs)(?<!\bProf)(?<!\b[A-Z])\.)[\"'”’*_]*\s*$"
)
_CUT = re.compile(r"(?:[,;(]|\b(?:and|of|the|for|to|in|by|with|(?:Mr|Mrs|Ms|Dr|Cllr)\.?(?: [A-Z]\.?)?)|\([^()]*)\s*$")
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,}|~{3,})\s*$|\+[-=+]{3,}\s*$")  # or the line between two rows
_STRONG = re.compile(r"^\s*(\*\*|__)(.+)\1:?\s*$")
_TAB = 8
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BARE_FRONT = re.compile(
    r"\A((?=(?:.*\n){1,6}(?:slug|layout|tags): )(?:[a-z]{3,20}:(?: .*)?\n){4,})\n"
)  # without lines around it
_BLOCK_TEXT = re.compile(r"[\w-]+:\s*[|>][-+]?\s*$")
_ROLL_INSIDE = re.compile(r"\s+([A-Za-z][\w -]{2,30}):\s*(\[.*)?")  # below ``attendees:`` a key of its own: ``absent:``
_STRIKES = {"s_open": 1, "s_close": -1}
_TAG = re.compile(r"<\s*(/?)\s*(br|s|del|strike)\b", re.IGNORECASE)


def read_page(source: str, first: int = 1) -> list[Block]:
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
        looks = f"{element.get('style', '')} {element.get('class', '')}"
        if self.hidden or tag in _SKIPPED or "hidden" in element.attrib or _HIDDEN.search(looks):
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


def read_plain(text: str, first: int = 1) -> list[Block]:
    """Read plain text.

    Parameters
    ----------
    text
        The whole text.
    first
        The number of its first line.
    """
    lines = [cut(line) for line in text.split("\n")]
    blocks: list[Block] = []
    part, double = 0, len(_SEAM.findall(text)) > len(_LINES.findall(text)) * SPACED
    for index, line in enumerate(lines):
        if not line.strip() or _UNDERLINE.match(line):
            part += not line.startswith("+") and not (double and not line.strip() and lines[index - 1].strip())
            continue
        alone = not index or not lines[index - 1].strip() or _UNDERLINE.match(lines[index - 1])  # several are no title
        underlined = bool(alone and index + 1 < len(lines) and _UNDERLINE.match(lines[index + 1]))
        if block := _block(line, f"line {first + index}", part, underlined=underlined):
            blocks.append(block)
    return blocks


def indent(line: str) -> int:
    """How far a line is indented, in columns."""
    expanded = line.expandtabs(_TAB)
    return len(expanded) - len(expanded.lstrip())


def _block(line: str, place: str, part: int, *, underlined: bool) -> Block | None:
    if cells := row_of(line):
        return None if is_rule(cells) else Block("row", " ".join(cells), place, part=part, cells=cells)
    if hashes := _HASH.match(line):
        return Block("heading", hashes[2], place, level=len(hashes[1]), part=part)
    if underlined and len(line.strip()) <= 100:
        return Block("heading", line.strip(), place, level=2, part=part)
    kind, rest = bullet(line)
    strong = bool(_STRONG.match(line))
    return Block(kind, rest.replace("**", ""), place, level=indent(line), part=part, strong=strong)


def read_markdown(source: str) -> list[Block]:
    """Read Markdown, with tables and front matter; what is struck out or commented out is not read."""
    source = "\n".join(_single_spaced([cut(line) for line in source.split("\n")])) + "\n"
    front = _FRONT.match(source) or _BARE_FRONT.match(source)
    blocks = _front(front[1]) if front else []
    body = "\n" * front[0].count("\n") + source[front.end() :] if front else source
    reader = _Reader(body.split("\n"))
    return blocks + list(reader.blocks(_PARSER.parse(body)))


def _single_spaced(lines: list[str]) -> list[str]:
    """Join the lines of a document that has an empty line behind every line, its sentences cut through by them."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    runs = {index: lines[below] for index, below in pairwise(full) if below - index > 1 and _RUN.match(lines[index])}
    cuts = sum(bool(_CUT.search(lines[index])) or line.lstrip()[:1].islower() for index, line in runs.items())
    if cuts < 2 or sum(not _ENDS.search(lines[index]) for index in runs) < len(runs) / 2:
        return lines
    text, to = [*lines], 0
    for index, below in pairwise(full):
        to = to if text[index] == "" else index
        above, line = lines[index].rstrip(), lines[below]
        goes_on = index in runs and not _ENDS.search(above) and not _SET_OFF.match(line)
        if goes_on and (above.endswith((",", ";", "and")) or not is_titled(line)):
            text[to], text[below] = f"{text[to]} {line.strip()}", ""
    return text


def _front(matter: str) -> list[Block]:
    """Give the lines of front matter, a list joined to its key; a text in it that is whole minutes is read as such."""
    blocks: list[Block] = []
    lines = matter.split("\n")
    for number, line in enumerate(lines):
        if _BLOCK_TEXT.match(line):
            inner = list(takewhile(lambda text: not text.strip() or text[0].isspace(), lines[number + 1 :]))
            text = "\n" * (number + 2) + "\n".join(line.strip() for line in inner)
            if _HASH.search(text) or ":" in text:
                blocks += _Reader(text.split("\n")).blocks(_PARSER.parse(text))
        elif blocks and line[:1].isspace() and blocks[-1].text.count("[") > blocks[-1].text.count("]"):
            blocks[-1] = structs.replace(blocks[-1], text=f"{blocks[-1].text} {line.strip()}")  # a list goes on
        elif ":" in line and not line[0].isspace():
            blocks.append(Block("front", line.strip(), f"line {number + 2}"))
        elif (inside := _ROLL_INSIDE.fullmatch(line)) and heading(label := _apart(inside[1]), sure=True):
            blocks.append(Block("front", f"{label}: {inside[2] or ''}", f"line {number + 2}"))
        elif blocks and blocks[-1].kind == "front" and line.strip().startswith("- "):
            above = blocks[-1]
            blocks[-1] = structs.replace(above, text=f"{above.text} {line.strip()[2:].strip()};")
    return blocks


def _apart(word: str) -> str:
    """Part the words of a key: ``alsoPresent`` is ``also Present``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", word)


class Line(Struct):
    """A line of running text on its way: where it stands in its paragraph, and how much of it is bold."""

    offset: int
    text: str = ""
    bold: int = 0


class _Reader:
    """Walks the parser's tokens once."""

    def __init__(self, source: Sequence[str]) -> None:
        self.source = source
        self.part = 0
        self.lists: list[str] = []
        self.fresh = False  # whether the next line is the first of a list item
        self.heading, self.title = 0, True
        self.cells: list[str] | None = None

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type in {"fence", "code_block"}:
                yield from self._code(token)
            elif token.type == "html_block":
                yield from self._html(token)
            elif token.type == "tr_close" and self.cells is not None:
                yield self._row()
            else:
                self._structure(token)

    def _structure(self, token: Token) -> None:
        kind = token.type
        if kind in {"paragraph_open", "table_open", "heading_open"}:
            self.part += 0 if self.lists and kind == "paragraph_open" else 1
        if kind in {"bullet_list_open", "ordered_list_open"}:
            self.part += not self.lists
            self.lists.append("item" if kind[0] == "b" else "numbered")
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
            self.fresh = False
        elif kind == "list_item_open":
            self.fresh = True
        elif kind in {"heading_open", "heading_close"}:
            self.heading = int(token.tag[1]) if kind == "heading_open" else 0
        elif kind == "tr_open":
            self.cells, self.row_line = [], _first(token)

    def _inline(self, token: Token) -> Iterator[Block]:
        lines = _lines(token.children or [])
        if self.cells is not None:
            self.cells.append("\n".join(line.text.strip() for line in lines))
            return
        self.title = len(lines) == 1  # several lines above a ruled one are a paragraph
        for line in lines:
            if line.text.strip():
                yield self._block(line, _first(token) + line.offset)

    def _block(self, line: Line, number: int) -> Block:
        fresh, self.fresh = self.fresh, False
        words = line.text.strip()
        strong = line.bold >= len(words.rstrip(": ")) > 0
        if self.heading and self.title:
            return Block("heading", words, f"line {number}", level=self.heading, part=self.part)
        kind = self.lists[-1] if self.lists and fresh else "line"
        if kind == "line" and words[:1].isdigit():  # its mark was escaped: ``1\. Present``
            kind, words = bullet(words)
        level = len(self.lists) if self.lists and (fresh or self._indented(number)) else 0
        return Block(kind, words, f"line {number}", level=level, part=self.part, strong=strong)

    def _indented(self, number: int) -> bool:
        return number <= len(self.source) and self.source[number - 1][:1].isspace()

    def _row(self) -> Block:
        cells = tuple(self.cells or ())
        self.cells = None
        return Block("row", " ".join(cells), f"line {self.row_line}", part=self.part, cells=cells)

    def _code(self, token: Token) -> Iterator[Block]:
        self.part += 1000  # apart from every paragraph around it
        first = _first(token) + (token.type == "fence")
        for block in read_plain(token.content, first):
            yield structs.replace(block, part=block.part + self.part, code=token.info.strip() != "")
        self.part += 1000

    def _html(self, token: Token) -> Iterator[Block]:
        self.part += 1000
        for block in read_page(token.content, _first(token)):
            yield structs.replace(block, part=block.part + self.part)
        self.part += 1000


def _first(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _lines(children: Sequence[Token]) -> list[Line]:
    """Give the visible text of a paragraph, line by line."""
    lines, bold, struck, offset = [Line(0)], 0, 0, 0
    for child in _with_accounts(children):
        struck += _STRIKES.get(child.type, 0)
        bold += child.nesting if child.type in {"strong_open", "strong_close"} else 0
        if child.type in {"softbreak", "hardbreak"}:
            offset += 1
            lines.append(Line(offset))
        elif child.type == "html_inline":
            struck, fresh = _tag(child.content, struck)
            offset += child.content.count("\n")
            lines += [Line(offset)] if fresh else []
        elif child.type in {"text", "code_inline"} and struck <= 0:
            lines[-1].text += child.content
            lines[-1].bold += len(child.content.rstrip(": ")) if bold else 0
    return lines


def _with_accounts(children: Sequence[Token]) -> Iterator[Token]:
    """Give the pieces of a paragraph; a link called by the account it leads to is one: ``[lee9](https://pond.org/lee9)``."""
    account = ""
    for child in children:
        if child.type == "link_open":
            account = str(child.attrGet("href") or "").rstrip("/").rpartition("/")[2].lstrip("@")
        elif child.type == "text" and account and child.content == account and account.islower():
            child.content = f"@{account}"
        account = account if child.type in {"link_open", "text"} else ""
        yield child


def _tag(content: str, struck: int) -> tuple[int, bool]:
    """Say what a piece of HTML does: whether text is struck out from here on, whether it ends the line."""
    match = _TAG.match(content)
    if not match:
        return struck, False
    if match[2].lower() == "br":
        return struck, True
    return max(0, struck + (-1 if match[1] else 1)), False
