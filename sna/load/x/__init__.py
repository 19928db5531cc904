"""X (Twitter): personal archives, API v1.1 and v2 JSON, twarc-csv, TAGS sheets, NodeXL workbooks.

Records are the posts, in NodeXL workbooks the rows. A post gives interactions between accounts: ``retweet``, ``reply``,
``quote``, ``mention``; only posts that were collected do, not those that come along with them as context. People are
accounts, ``x:123`` or ``x:@name`` where no id is known; they are not tied to anybody of the register. No text of a
post is kept.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from sna.errors import SourceError
from sna.facts import Entry, Origin, Reason, excluded, rejected
from sna.load import Options, refusal
from sna.load.members import open_members
from sna.load.x import archive, nodexl, tables, v1, v2
from sna.load.x.formats import format_of
from sna.load.x.notes import Notes, notes_of
from sna.load.x.people import People
from sna.load.x.posts import Found, Ties

__all__ = ["count", "identify", "load"]

_REST = Reason("X-NOTREAD", "The rest of the archive holds no posts: left alone.")


def identify(path: Path) -> bool:
    """Whether a file or folder holds posts of X in a format known."""
    try:
        return bool(format_of(path))
    except (OSError, SourceError, zipfile.BadZipFile, ValueError):
        return False


def load(path: Path, options: Options) -> Iterator[Entry]:
    """Give one entry for each post (or row of a NodeXL workbook).

    The data are gone through twice: first to learn which user names and ids belong together, then for the posts. A
    file that cannot be read at all is one rejected entry.
    """
    try:
        if format_of(path) == "archive":
            yield from _archive(path, options)
        elif format_of(path) == "nodexl":
            yield from nodexl.entries(nodexl.Workbook(path), People(), options.origin(path).file, options)
        else:
            people = People()
            yield from Ties(people, options.origin(path).file, options).entries(_posts(path, people))
    except SourceError as error:
        yield rejected(*refusal(path, options, error))


def count(path: Path, options: Options) -> int:  # noqa: ARG001 - every loader takes the same options
    """Count the posts by the outer shape of the data."""
    try:
        return _count(path)
    except SourceError:
        return 1


def _posts(path: Path, people: People) -> Iterator[Found]:
    kind = format_of(path)
    if kind == "v2":
        v2.note_people(path, people)
        return v2.posts(path)
    if kind == "v1":
        v1.note_people(v1.statuses(path), people)
        return v1.posts(v1.statuses(path))
    table = tables.Table(path)
    tables.note_people(table, people)
    return tables.posts(table)


def _archive(path: Path, options: Options) -> Iterator[Entry]:
    file, people = options.origin(path).file, People()
    with open_members(path) as members:
        owner = archive.owner(members)
        people.note(*owner)
        v1.note_people(archive.statuses(members), people)
        found = v1.posts(archive.statuses(members), owner, Notes(notes_of(members)))
        yield from Ties(people, file, options).entries(found)
        yield excluded(Origin(file, "the rest of the archive"), _REST, archive.rest(members))


def _count(path: Path) -> int:
    kind = format_of(path)
    if kind == "archive":
        with open_members(path) as members:
            archive.owner(members)
            return archive.count(members) + archive.rest(members)
    if kind == "v2":
        return v2.count(path)
    if kind == "v1":
        return v1.count(path)
    return nodexl.count(path) if kind == "nodexl" else tables.count(path)
