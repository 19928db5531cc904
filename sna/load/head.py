"""The first rows of a table, to tell what kind of file it is without reading all of it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sna.errors import SourceError
from sna.load import grid
from sna.load.cells import Row
from sna.load.container import decode, signature

HEAD_BYTES = 1 << 17
HEAD_ROWS = 200


def heads(path: Path) -> list[list[Row]]:
    """Give the first 200 rows of each visible sheet; nothing for a file that is no table or cannot be read."""
    try:
        kind = signature(path)
        if kind == "text":
            text = head_text(path)
            return [grid.delimited(text)[:HEAD_ROWS]] if text.strip() else []
        return list(_workbook(path, path.stat().st_mtime_ns)) if kind in {"xlsx", "ods", "ole"} else []
    except (SourceError, OSError):
        return []


def head_text(path: Path) -> str:
    """Give the beginning of a text file, whole lines only, whatever its encoding.

    Raises
    ------
    SourceError
        If it is damaged.
    """
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
    if len(data) == HEAD_BYTES:
        cut = max(data.rfind(b"\n"), data.rfind(b"\r"))
        data = data[: (cut if cut > 0 else HEAD_BYTES) & ~1]
    text = decode(data).text
    return text.rpartition("\n")[0] or text if len(data) >= HEAD_BYTES - 1 else text


@lru_cache(maxsize=4)
def _workbook(path: Path, _changed: int) -> tuple[list[Row], ...]:
    return tuple(sheet.rows[:HEAD_ROWS] for sheet in grid.read(path) if not sheet.hidden)
