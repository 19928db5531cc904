"""Any file of minutes → its blocks, whatever its format; what lies in Word and PDF files is read in a child process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sna.errors import SourceError
from sna.load import child
from sna.load.container import read_text, signature
from sna.load.minutes import html, markdown, text
from sna.load.minutes.blocks import Block, too_long
from sna.load.minutes.labels import lettered

MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd"})
_LARGEST = 20 << 20  # bytes of text: the minutes of a lifetime


def read_blocks(path: Path) -> list[Block]:
    """Read a file.

    Raises
    ------
    SourceError
        If it cannot be read as minutes; the message says why.
    """
    status = path.stat()
    return list(_read(path, status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, size: int) -> tuple[Block, ...]:
    kind = signature(path)
    if kind in {"docx", "pdf"}:
        return tuple(lettered(child.call(f"sna.load.minutes.{kind}:read", path, tuple[Block, ...])))
    if kind not in {"text", "html", "xml", "json", "empty"}:
        raise SourceError(
            "This is no document.", code="R-TYPE", hint="Save it as DOCX, PDF, Markdown or text.", value=kind
        )
    if size > _LARGEST:
        raise SourceError(f"The text has {size:,} bytes; the limit is {_LARGEST:,}.", code="R-TOOLARGE")
    source = read_text(path).text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    long = (too_long(line, f"line {number} end") for number, line in enumerate(source.split("\n"), 1))
    return (*lettered(_by_format(source, path, kind)), *filter(None, long if kind != "html" else ()))


def _by_format(source: str, path: Path, kind: str) -> list[Block]:
    if kind == "html":
        return html.read(source)
    return markdown.read(source) if path.suffix.lower() in MARKDOWN else text.read(source)
