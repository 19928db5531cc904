"""A PDF that a screen reader can read: by typst, or where that is missing printed by a browser of this computer."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from anyascii import anyascii
from msgspec import Struct

from sna.errors import ExportError
from sna.render.document.record import Document, rewritten
from sna.render.page import TEMPLATES, Head, head, render

SIZES = 10.0, 9.5, 9.0, 8.5, 8.0
"""The sizes of type in points: the largest at which the document has no more pages than it should."""
FONTS = Path(__file__).parents[1] / "fonts"
_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)<")
BROWSERS = "chromium", "chromium-browser", "google-chrome", "microsoft-edge", "msedge", "chrome"
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
    return _WHEN.sub(rb"\g<1>20000101000000+00'00')", content)
