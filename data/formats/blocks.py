"""A written record as blocks, and its two plain forms; formats.document and formats.pdf write the others."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a block is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    TABLE = "table"
    REMOVED = "removed"
    """Something a reader does not see: a comment in Markdown, a tracked deletion in DOCX; not written elsewhere."""


@dataclass(frozen=True)
class Block:
    """One block: its kind and text, or a table's rows, the first of which is the header."""

    kind: Kind
    text: str = ""
    rows: Sequence[Sequence[str]] = ()


def title(text: str) -> Block:
    """Give the record's title."""
    return Block(Kind.TITLE, text)


def heading(text: str) -> Block:
    """Give a heading."""
    return Block(Kind.HEADING, text)


def text(text: str) -> Block:
    """Give a paragraph."""
    return Block(Kind.TEXT, text)


def items(texts: Sequence[str]) -> list[Block]:
    """Give the items of a list."""
    return [Block(Kind.ITEM, each) for each in texts]


def markdown(blocks: Sequence[Block]) -> bytes:
    """Write blocks as Markdown, with a blank line where the kind changes and between paragraphs."""
    lines: list[str] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        together = before is not None and before.kind is block.kind is Kind.ITEM
        lines += [] if together or before is None else [""]
        lines += _markdown(block)
    return ("\n".join(lines) + "\n").encode()


def _markdown(block: Block) -> list[str]:
    if block.kind is Kind.TABLE:
        head, *rows = (f"| {' | '.join(row)} |" for row in block.rows)
        return [head, "|" + " --- |" * len(block.rows[0]), *rows]
    if block.kind is Kind.REMOVED:
        return [f"<!-- {block.text} -->"]
    signs = {Kind.TITLE: "# ", Kind.HEADING: "## ", Kind.ITEM: "- ", Kind.TEXT: ""}
    return [signs[block.kind] + block.text]


def plain(blocks: Sequence[Block], width: int = 88) -> bytes:
    """Write blocks as wrapped text with underlined titles and Windows line ends."""
    lines: list[str] = []
    shown = [block for block in blocks if block.kind is not Kind.REMOVED]
    for before, block in zip([None, *shown], shown, strict=False):
        together = before is not None and before.kind is block.kind is Kind.ITEM
        lines += [] if together or before is None else [""]
        lines += _plain(block, width)
    return ("\r\n".join(lines) + "\r\n").encode()


def _plain(block: Block, width: int) -> list[str]:
    if block.kind is Kind.TITLE:
        return [block.text, "=" * len(block.text)]
    if block.kind is Kind.HEADING:
        return [block.text.upper()]
    if block.kind is Kind.TABLE:
        return ["   ".join(row) for row in block.rows]
    indent = "* " if block.kind is Kind.ITEM else ""
    later = " " * len(indent)
    return textwrap.wrap(block.text, width, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False)
