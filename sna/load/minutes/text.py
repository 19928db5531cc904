"""Plain text → blocks: headings by their underline or hash, bullets, drawn tables, indentation."""

from __future__ import annotations

import re

from sna.load.minutes.blocks import Block, bullet, cut, is_rule, row_of

_HASH = re.compile(r"^\s{0,3}(#{1,6})\s*(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,}|~{3,})\s*$")
_STRONG = re.compile(r"^\s*(\*\*|__)(.+)\1:?\s*$")
_TAB = 8


def read(text: str, first: int = 1) -> list[Block]:
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
    part = 0
    for index, line in enumerate(lines):
        if not line.strip() or _UNDERLINE.match(line):
            part += 1
            continue
        underlined = index + 1 < len(lines) and bool(_UNDERLINE.match(lines[index + 1]))
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
