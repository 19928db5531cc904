"""Which format of posts a file or folder is in."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from sna.errors import SourceError
from sna.load.container import decode, open_zip, read_member, signature
from sna.load.delimited import delimited, delimiter_of
from sna.load.jsonrecords import chunks
from sna.load.x import archive, tables
from sna.load.x.lines import head
from sna.load.x.shape import Shape, outer

_HEAD = 64 * 1024
_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?name="([^"]*)"')


def format_of(path: Path) -> str:
    """Tell the format by the head of the content.

    Returns
    -------
    str
        ``"archive"``, ``"v1"``, ``"v2"``, ``"table"`` (twarc-csv, TAGS), ``"nodexl"``, or empty if it is none of them.
    """
    kind = signature(path)
    if kind in {"folder", "zip"}:
        return "archive" if archive.is_archive(_names(path, kind)) else ""
    if kind == "xlsx":
        return _workbook(path)
    if kind == "json":
        return _json(path)
    return "table" if kind == "text" and _is_table(path) else _json(path) if kind == "text" else ""


def _names(path: Path, kind: str) -> list[str]:
    if kind == "zip":
        with zipfile.ZipFile(path) as container:
            return container.namelist()
    found = [*path.glob("*.js"), *path.glob("data/*.js"), *path.glob("data/js/*.js"), *path.glob("data/js/tweets/*.js")]
    return [name.relative_to(path).as_posix() for name in found]


def _json(path: Path) -> str:
    text = head(path)
    shape = outer(text)
    if shape is None:
        return ""
    if shape.statuses.startswith(b"[") or _is_v1(shape):
        return "v1"
    return "v2" if _is_v2(shape) or _is_page(shape) else ""


def _is_v1(shape: Shape) -> bool:
    return bool(shape.id_str) and bool(shape.full_text or shape.text) and not shape.author_id


def _is_v2(shape: Shape) -> bool:
    return bool(shape.id) and bool(shape.text) and bool(shape.author_id or shape.author)


def _is_page(shape: Shape) -> bool:
    """Whether this is a page of posts, not of counts, users or verdicts; an empty page of a search is one too."""
    data = shape.data
    if not data:
        return shape.meta.find(b'"result_count"') >= 0
    first = outer(_first(data)) if data.startswith(b"[") else outer(data)
    return first is not None and bool(first.id and first.text) and not first.id_str


def _first(array: bytes) -> bytes:
    return next((chunk for chunk, _complete in chunks(array)), b"")


def _is_table(path: Path) -> bool:
    with path.open("rb") as file:
        text = decode(file.read(_HEAD)).text
    rows = delimited(text, delimiter_of(text, ("id_str", "from_user", "author_id")))[:5]
    return any(tables.kind_of(row.texts) for row in rows)


def _workbook(path: Path) -> str:
    """Look at the names of the sheets: NodeXL has Edges and Vertices, TAGS has Archive."""
    with open_zip(path) as container:
        names = set(_SHEET.findall(read_member(container, "xl/workbook.xml")))
    if {b"Edges", b"Vertices"} <= names:
        return "nodexl"
    return "table" if b"Archive" in names and _has_headings(path) else ""


def _has_headings(path: Path) -> bool:
    try:
        tables.Table(path)
    except SourceError:
        return False
    return True
