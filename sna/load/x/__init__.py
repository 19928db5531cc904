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
from sna.facts import Entry, Origin, Reason, excluded, rejected
from sna.load import Options, refusal
from sna.load.source import Source
from sna.load.x import archive, nodexl, tables, v1, v2
from sna.load.x.formats import format_of
from sna.load.x.notes import Notes, notes_of
from sna.load.x.people import People
from sna.load.x.posts import Found, Ties

__all__ = ["count", "identify", "load"]

_REST = Reason("X-NOTREAD", "The rest of the archive holds no posts: left alone.")


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
    try:
        if format_of(source) == "archive":
            yield from _archive(source, options)
        elif format_of(source) == "nodexl":
            yield from nodexl.entries(nodexl.Workbook(source), People(), options.origin(source.path).file, options)
        else:
            people = People()
            yield from Ties(people, options.origin(source.path).file, options).entries(_posts(source, people))
    except SourceError as error:
        yield rejected(*refusal(source.path, options, error))


def count(source: Source, options: Options) -> int:  # noqa: ARG001 - every loader takes the same options
    """Count the posts by the outer shape of the data."""
    try:
        return _count(source)
    except SourceError:
        return 1


def _posts(source: Source, people: People) -> Iterator[Found]:
    kind = format_of(source)
    if kind == "v2":
        v2.note_people(source, people)
        return v2.posts(source)
    if kind == "v1":
        v1.note_people(v1.statuses(source), people)
        return v1.posts(v1.statuses(source))
    table = tables.Table(source)
    tables.note_people(table, people)
    return tables.posts(table)


def _archive(source: Source, options: Options) -> Iterator[Entry]:
    file, people = options.origin(source.path).file, People()
    members = source.members()
    owner = archive.owner(members)
    people.note(*owner)
    v1.note_people(archive.statuses(members), people)
    posts = v1.posts(archive.statuses(members), owner, Notes(notes_of(members)))
    yield from Ties(people, file, options).entries(posts)
    yield excluded(Origin(file, "the rest of the archive"), _REST, archive.rest(members))


def _count(source: Source) -> int:
    kind = format_of(source)
    if kind == "archive":
        members = source.members()
        archive.owner(members)
        return archive.count(members) + archive.rest(members)
    if kind == "v2":
        return v2.count(source)
    if kind == "v1":
        return v1.count(source)
    return nodexl.count(source) if kind == "nodexl" else tables.count(source)
