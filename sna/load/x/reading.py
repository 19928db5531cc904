"""A file or folder of posts on X, in whichever of the formats → entries."""

from __future__ import annotations

from collections.abc import Iterator

from sna.facts import Entry, Origin, Reason, excluded
from sna.load import Options
from sna.load.source import Source
from sna.load.x import archive, nodexl, tables, v1, v2
from sna.load.x.formats import format_of
from sna.load.x.notes import Notes, notes_of
from sna.load.x.people import People
from sna.load.x.posts import Found, Ties

_REST = Reason("X-NOTREAD", "The rest of the archive holds no posts: left alone.")


def entries(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each post (or row of a NodeXL workbook).

    Raises
    ------
    SourceError
        If they cannot be read at all.
    """
    if format_of(source) == "archive":
        yield from _archive(source, options)
    elif format_of(source) == "nodexl":
        yield from nodexl.entries(nodexl.Workbook(source), People(), options.origin(source.path).file, options)
    else:
        people = People()
        yield from Ties(people, options.origin(source.path).file, options).entries(_posts(source, people))


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


def count(source: Source) -> int:
    """Count the posts by the outer shape of the data.

    Raises
    ------
    SourceError
        If they cannot be read at all.
    """
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
