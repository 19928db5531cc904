"""Which format of posts a file or folder is in."""

from __future__ import annotations

import re

from sna.errors import SourceError
from sna.load.files.container import decode, read_member
from sna.load.files.delimited import delimited, delimiter_of
from sna.load.files.json import chunks
from sna.load.source import Source
from sna.load.x.lines import head
from sna.load.x.shape import Shape, outer

_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?name="([^"]*)"')


def format_of(source: Source) -> str:
    """Tell the format by the head of the content.

    Returns
    -------
    str
        ``"archive"``, ``"v1"``, ``"v2"``, ``"table"`` (twarc-csv, TAGS), ``"nodexl"``, or empty if it is none of them.
    """
    kind = source.kind
    if kind in {"folder", "zip"}:
        from sna.load.x import archive

        return "archive" if archive.is_archive(_names(source)) else ""
    if kind == "xlsx":
        return _workbook(source)
    if kind == "json":
        return _json(source)
    return "table" if kind == "text" and _is_table(source) else _json(source) if kind == "text" else ""


def _names(source: Source) -> list[str]:
    if source.kind == "zip":
        return source.names()
    path = source.path
    files = [*path.glob("*.js"), *path.glob("data/*.js"), *path.glob("data/js/*.js"), *path.glob("data/js/tweets/*.js")]
    return [name.relative_to(path).as_posix() for name in files]


def _json(source: Source) -> str:
    text = head(source)
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


def _is_table(source: Source) -> bool:
    text = decode(source.head).text
    rows = delimited(text, delimiter_of(text, ("id_str", "from_user", "author_id")))[:5]
    if not any({"id_str", "author_id"} & set(row.texts) for row in rows):
        return False
    from sna.load.x import tables

    return any(tables.kind_of(row.texts) for row in rows)


def _workbook(source: Source) -> str:
    """Look at the names of the sheets: NodeXL has Edges and Vertices, TAGS has Archive."""
    names = set(_SHEET.findall(read_member(source.archive(), "xl/workbook.xml")))
    if {b"Edges", b"Vertices"} <= names:
        return "nodexl"
    return "table" if b"Archive" in names and _has_headings(source) else ""


def _has_headings(source: Source) -> bool:
    from sna.load.x import tables

    try:
        tables.Table(source)
    except SourceError:
        return False
    return True
