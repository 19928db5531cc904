"""X (Twitter): archives, API v1.1 and v2 JSON, tables of twarc, TAGS, rtweet and Hydrator, NodeXL workbooks.

Records are the posts, in NodeXL workbooks the rows. A post gives interactions between accounts: ``retweet``, ``reply``,
``quote``, ``mention``; only posts that were collected do, not those that come along with them as context. People are
accounts, ``x:123`` or ``x:@name`` where no id is known; they are not tied to anybody of the register. No text of a
post is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sna.errors import SourceError
from sna.facts import Entry, rejected
from sna.load import Options, refusal
from sna.load.files.cells import delimited, delimiter_of
from sna.load.files.container import BROKEN, decode, read_member, slashed
from sna.load.files.json import chunks
from sna.load.source import Source
from sna.load.x.posts import Shape, head, outer

__all__ = ["count", "identify", "load"]

_ID_COLUMNS = {"id_str", "author_id", "tweet_id", "status_id", "tweet_url"}
_SHEET = re.compile(rb'<(?:\w+:)?sheet [^>]*?name="([^"]*)"')


def identify(source: Source) -> bool:
    """Whether a file or folder holds posts of X in a format known."""
    try:
        return bool(format_of(source))
    except (SourceError, *BROKEN):
        return False


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each post (or row of a NodeXL workbook).

    The data are gone through twice: first to learn which user names and ids belong together, then for the posts. A
    file that cannot be read at all is one rejected entry.
    """
    from sna.load.x import reading

    try:
        yield from reading.entries(source, options)
    except SourceError as error:
        yield rejected(*refusal(source.path, options, error))


def count(source: Source, options: Options) -> int:  # noqa: ARG001 - every loader takes the same options
    """Count the posts by the outer shape of the data."""
    from sna.load.x import reading

    try:
        return reading.count(source)
    except SourceError:
        return 1


def format_of(source: Source) -> str:
    """Tell the format by the head of the content.

    Returns
    -------
    str
        ``"archive"``, ``"v1"``, ``"v2"``, ``"users"`` (the accounts of the posts beside them), ``"table"`` (twarc-csv,
        TAGS, rtweet, Hydrator, the ``tweets.csv`` of an old archive), ``"nodexl"``, or empty if it is none of them.
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
        return [*map(slashed, source.names())]
    path = source.path
    folders = ("", "data/", "data/js/", "data/js/tweets/")
    return [name.relative_to(path).as_posix() for folder in folders for name in path.glob(f"{folder}*.js")]


def _json(source: Source) -> str:
    shape = outer(head(source))
    if shape is None:
        return ""
    if shape["statuses"].startswith(b"[") or _is_v1(shape):
        return "v1"
    if _is_v2(shape) or _is_page(shape):
        return "v2"
    return "users" if _is_users(shape) and ("tweets" in shape or source.name.startswith("users_")) else ""


def _is_v1(shape: Shape) -> bool:
    return bool(shape["id_str"]) and bool(shape["full_text"] or shape["text"]) and not shape["author_id"]


def _is_v2(shape: Shape) -> bool:
    author = outer(shape["author"]) or Shape()
    return bool(shape["id"] and shape["text"] and (shape["author_id"] or author["username"]))


def _is_users(shape: Shape) -> bool:
    """Whether these are the accounts that academictwitteR keeps beside its posts."""
    user = outer(next((chunk for chunk, _complete in chunks(shape["users"])), b""))
    return user is not None and bool(user["id"] and user["username"])


def _is_page(shape: Shape) -> bool:
    """Whether this is a page of posts, not of counts, users or verdicts; an empty page of a search is one too."""
    page = shape["data"]
    if not page:
        return b'"result_count"' in shape["meta"]
    post = outer(next((chunk for chunk, _complete in chunks(page)), b"") if page.startswith(b"[") else page)
    return post is not None and bool(post["id"] and post["text"]) and not post["id_str"]


def _is_table(source: Source) -> bool:
    text = decode(source.head).text
    rows = delimited(text, delimiter_of(text, ("id_str", "from_user", *_ID_COLUMNS)))[:5]
    if not any(_ID_COLUMNS & set(row.texts) for row in rows):
        return False
    from sna.load.x import tables

    return any(tables.kind_of(row.texts) for row in rows)


def _workbook(source: Source) -> str:
    """Look at the names of the sheets: NodeXL has Edges and Vertices, TAGS has Archive."""
    names = set(_SHEET.findall(read_member(source.archive(), "xl/workbook.xml")))
    if {b"Edges", b"Vertices"} <= names:
        return "nodexl"
    if b"Archive" not in names:
        return ""
    from sna.load.x import tables

    try:
        tables.table_of(source)
    except SourceError:
        return ""
    return "table"
