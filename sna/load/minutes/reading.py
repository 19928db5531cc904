"""Any file of minutes → its blocks, whatever its format; what lies in Word and PDF files is read in a child process."""

from __future__ import annotations

from sna.errors import SourceError
from sna.load.files.process import call
from sna.load.minutes import html, markdown, text
from sna.load.minutes.blocks import Block, too_long
from sna.load.minutes.labels import lettered
from sna.load.source import Source

MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd"})
_LARGEST = 20 << 20  # bytes of text: the minutes of a lifetime


def read_blocks(source: Source) -> list[Block]:
    """Read a file.

    Raises
    ------
    SourceError
        If it cannot be read as minutes; the message says why.
    """
    return list(source.once("blocks", lambda: _read(source)))


def _read(source: Source) -> tuple[Block, ...]:
    kind = source.kind
    if kind in {"docx", "pdf"}:
        return tuple(lettered(call(f"sna.load.minutes.{kind}:read", source.file(), tuple[Block, ...])))
    if kind not in {"text", "html", "xml", "json", "empty"}:
        raise SourceError(
            "This is no document.", code="R-TYPE", hint="Save it as DOCX, PDF, Markdown or text.", value=kind
        )
    source.file()
    if source.size > _LARGEST:
        raise SourceError(f"The text has {source.size:,} bytes; the limit is {_LARGEST:,}.", code="R-TOOLARGE")
    written = source.text().text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    long = (too_long(line, f"line {number} end") for number, line in enumerate(written.split("\n"), 1))
    return (*lettered(_by_format(written, source.suffix, kind)), *filter(None, long if kind != "html" else ()))


def _by_format(written: str, suffix: str, kind: str) -> list[Block]:
    if kind == "html":
        return html.read(written)
    return markdown.read(written) if suffix in MARKDOWN else text.read(written)
