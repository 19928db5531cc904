"""A file or folder of posts on X, in whichever of the formats → entries."""

from __future__ import annotations

from collections.abc import Iterator

from sna.facts import Entry, Origin, Reason, excluded
from sna.load import Options
from sna.load.source import Source
from sna.load.x import archive, format_of, tables, v1, v2
from sna.load.x.posts import Acts, People

_REST = Reason("X-NOTREAD", "The rest of the archive holds no posts: left alone.")


def entries(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each post, or row of a NodeXL workbook."""
    people, file = People(), options.origin(source.path).file
    acts = Acts(people, file, options)
    match format_of(source):
        case "nodexl":
            sheets = tables.nodexl_tables(source)
            for sheet in sheets:
                sheet.source, sheet.options = source, options
            yield from tables.Ties(options).entries(sheets)
        case "archive":
            members = source.members()
            owner = archive.owner(members)
            people.note(*owner)
            v1.note_people(archive.statuses(members), people)
            yield from acts.entries(archive.posts(members, owner))
            yield excluded(Origin(file, "the rest of the archive"), _REST, archive.rest(members))
        case "v2":
            v2.note_people(source, people)
            yield from acts.entries(v2.posts(source))
        case "v1":
            v1.note_people(v1.statuses(source), people)
            yield from acts.entries((place, v1.post_of(status)) for place, status in v1.statuses(source))
        case _:
            posts = tables.Posts(tables.table_of(source))
            posts.note_people(people)
            yield from acts.entries(iter(posts))


def count(source: Source) -> int:
    """Count the posts by the outer shape of the data."""
    match format_of(source):
        case "archive":
            members = source.members()
            archive.owner(members)
            return archive.count(members) + archive.rest(members)
        case "v2":
            return v2.count(source)
        case "v1":
            return v1.count(source)
        case "nodexl":
            return tables.count_ties(source)
        case _:
            return tables.count_posts(source)
