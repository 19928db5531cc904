"""X (Twitter): personal archives, API v1.1 and v2 JSON, twarc-csv, TAGS sheets, NodeXL workbooks.

Records are the posts, in NodeXL workbooks the rows. A post gives interactions between accounts: ``retweet``, ``reply``,
``quote``, ``mention``; only posts that were collected do, not those that come along with them as context. People are
accounts, ``x:123`` or ``x:@name`` where no id is known; they are not tied to anybody of the register. No text of a
post is kept.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from sna.errors import SourceError
from sna.facts import Entry, rejected
from sna.load import Options, refusal
from sna.load.source import Source
from sna.load.x.formats import format_of

__all__ = ["count", "identify", "load"]


def identify(source: Source) -> bool:
    """Whether a file or folder holds posts of X in a format known."""
    try:
        return bool(format_of(source))
    except (OSError, SourceError, zipfile.BadZipFile, ValueError):
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
