"""The examples of the guide, run: ``python docs/examples.py`` writes anew what the commands answer.

In a page of ``docs/guide`` a comment ``<!-- file: NAME -->`` stands before a block that is a file. A line ``$ sna …``
in a block ``console`` is a command; below it stands its answer. A block ``python`` is run.
``<!-- answer: FILE | SHEET | TEXT | WORD -->`` writes a word into the first cell of the rows of a workbook in which a
text stands. All of a page happens in one folder, in the order of the page. A test compares the pages with what comes
out now.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import openpyxl

GUIDE = Path(__file__).parent / "guide"
RUN = re.compile(r"^(?:\$ sna|```python)", re.MULTILINE)
BLOCK = re.compile(
    r"<!-- answer: (?P<answer>[^>]+) -->|(?:<!-- file: (?P<file>[^>]+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```",
    re.DOTALL,
)


def pages() -> list[Path]:
    """Give the pages that hold something to be run."""
    return [
        page for page in sorted(GUIDE.glob("*.md")) if re.search(r"^(?:\$ sna|```python)", _text(page), re.MULTILINE)
    ]


def refreshed(page: Path) -> str:
    """Run the examples of a page; give the page with what they answer now."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder), patch.dict(os.environ, {"SNA_NO_OPEN": "1"}):
        return BLOCK.sub(_refreshed, _text(page))


def _refreshed(block: re.Match[str]) -> str:
    if block["answer"]:
        _fill(*block["answer"].split(" | "))
    elif block["file"]:
        file = Path(block["file"])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block["text"], encoding="utf-8")
    elif block["kind"] == "console":
        return f"```console\n{''.join(_answers(block['text']))}```"
    elif block["kind"] == "python":
        exec(compile(block["text"], "example", "exec"), {})
    return block[0]


def _fill(file: str, sheet: str, text: str, word: str) -> None:
    workbook = openpyxl.load_workbook(file)
    for row in workbook[sheet].iter_rows(min_row=2):
        if text in {cell.value for cell in row}:
            row[0].value = word
    workbook.save(file)


def _answers(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n{answer(shlex.split(line)[2:])}"


def answer(words: list[str]) -> str:
    """Give what a command prints."""
    from sna.cli import run

    screen = io.StringIO()
    with redirect_stdout(screen), redirect_stderr(screen):
        run(words)
    return screen.getvalue()


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


if __name__ == "__main__":
    for page in pages():
        page.write_text(refreshed(page), encoding="utf-8")
