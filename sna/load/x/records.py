"""JSON files of posts → their records: one document a line, one array, or one document over many lines.

The outer `Shape` of a record tells formats apart and counts its posts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from sna.errors import SourceError
from sna.facts import Reason
from sna.load.files.container import LARGEST_MEMBER, LARGEST_TEXT, MIB
from sna.load.files.json import BOM, DAMAGE, Damaged, chunks
from sna.load.source import HEAD, Source

LONGEST_LINE = 8 * MIB
TOO_LONG = Reason("R-TOOLONG", f"The line is longer than {LONGEST_LINE // MIB} MiB.", hint="Collect it again.")
CUT = Reason("R-CUT", "The file ends in the middle of this record.", hint="Collect or copy it again.")


def records(source: Source) -> Iterator[tuple[str, bytes | Damaged]]:
    """Give (place, JSON text) of each record of a file.

    Raises
    ------
    SourceError
        If a file that is not in lines is too large to read at once.
    """
    if _in_lines(source):
        yield from _lines(source)
        return
    if source.size > LARGEST_TEXT:
        raise SourceError(f"The file has {source.size:,} bytes; the limit is {LARGEST_TEXT:,}.", code="R-TOOLARGE")
    data = source.read().removeprefix(BOM).strip()
    if not data.startswith(b"["):
        yield "document", data
        return
    for number, (chunk, complete) in enumerate(chunks(data), 1):
        yield f"#{number}", chunk if complete else Damaged(CUT)


def head(source: Source) -> bytes:
    """Give the first record of a file, to see what it is; empty if there is none."""
    start = source.head.removeprefix(BOM).lstrip()
    if start.startswith(b"["):
        return next((chunk for chunk, _ in chunks(start)), b"")
    if not start.startswith(b"{"):
        return b""
    first = _first_line(source)
    if not first or _is_document(first):
        return first
    return source.file().read(HEAD + LARGEST_MEMBER).removeprefix(BOM).lstrip()


class Shape(dict[str, bytes]):
    """The outer fields of a record as JSON text; empty where it lacks one."""

    def __missing__(self, field: str) -> bytes:
        return b""


_SHAPE = msgspec.json.Decoder(dict[str, msgspec.Raw])


def outer(text: bytes) -> Shape | None:
    """Look at the outer fields of a record; None if it is no JSON object.

    Examples
    --------
    >>> outer(b'{"id": "1", "text": "hello"}')["id"]
    b'"1"'
    """
    try:
        return Shape({field: bytes(raw) for field, raw in _SHAPE.decode(text).items()})
    except DAMAGE:
        pass
    try:  # damaged characters, which the fast decoder refuses
        content = json.loads(text.decode("utf-8", errors="replace"), parse_constant=_refuse)
        if isinstance(content, dict):
            return Shape({field: json.dumps(part).encode() for field, part in content.items()})
    except (ValueError, RecursionError):
        pass
    return None


def _refuse(name: str) -> None:
    raise ValueError(name)


def _in_lines(source: Source) -> bool:
    """Whether each line is a document of its own: the first line that is not blank tells."""
    first = _first_line(source)
    return not first or (first.startswith(b"{") and _is_document(first))


def _first_line(source: Source) -> bytes:
    file = source.file()
    while line := file.readline(LONGEST_LINE + 1):
        if line := line.removeprefix(BOM).strip():
            return line
    return b""


def _is_document(line: bytes) -> bool:
    """Whether a line is meant as a whole document, be it damaged.

    One that names no field, or a field with no more than its name, may only begin a document over several lines.
    """
    if len(line) > LONGEST_LINE or line.count(b'"') > 4:
        return True
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except DAMAGE:
        return False
    return True


def _lines(source: Source) -> Iterator[tuple[str, bytes | Damaged]]:
    number, file = 0, source.file()
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while not line.endswith(b"\n") and line:
                line = file.readline(LONGEST_LINE)
            yield f"line {number}", Damaged(TOO_LONG)
        elif not line.isspace():
            yield f"line {number}", line.removeprefix(BOM) if number == 1 else line
