"""A file or folder of posts on X, in whichever of the formats → entries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from msgspec.structs import replace

from sna.facts import Entry, Fate, Origin, Reason, excluded
from sna.load import Options
from sna.load.source import Source
from sna.load.x import archive, format_of, tables, v1, v2
from sna.load.x.posts import Account, Acts, People

_ACCOUNTS = Reason("X-ACCOUNTS", "The accounts of the posts beside it: their user names were read from it.")
_OWNERLESS = Reason(
    "W-OWNER",
    "Nothing says whose posts these are: they stand as those of one account made up from the file's name.",
    hint='Name the account in study.toml: columns = {owner = "@name"}.',
)
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
        case "users":
            for place, _user in v2.users(source):
                yield excluded(Origin(file, place), _ACCOUNTS)
        case "v2":
            for accounts in _account_files(source):
                v2.note_people(accounts, people)
            v2.note_people(source, people)
            yield from acts.entries(v2.posts(source))
        case "v1":
            v1.note_people(v1.statuses(source), people)
            yield from acts.entries((place, v1.post_of(status)) for place, status in v1.statuses(source))
        case _:
            table = tables.table_of(source)
            lacking = tables.kind_of(table.header.texts) == tables.ARCHIVE
            owner, warnings = _owner(source, file, options) if lacking else (("", ""), ())
            people.note(*owner)
            posts = tables.Posts(table, owner)
            posts.note_people(people)
            yield from _warned(acts.entries(iter(posts)), warnings)


def _account_files(source: Source) -> Iterator[Source]:
    """Give the files of accounts that academictwitteR writes beside ``data_*.json``."""
    if source.name.startswith("data_"):
        for path in sorted(source.path.parent.glob("users_*.json")):
            with Source(path) as accounts:
                if format_of(accounts) == "users":
                    yield accounts


def _owner(source: Source, file: str, options: Options) -> tuple[Account, tuple[Reason, ...]]:
    """Say whose posts a table is that does not tell it: as study.toml says, or a part of the archive beside it."""
    if name := options.columns.get("owner", "").removeprefix("@"):
        return ("", name), ()
    owner = archive.owner_beside(source.path.parent)
    if any(owner):
        return owner, ()
    # two such files may be of two people, so each has an owner of its own
    return ("", f"owner_{hashlib.sha256(file.encode()).hexdigest()[:10]}"), (_OWNERLESS,)


def _warned(entries: Iterator[Entry], warnings: tuple[Reason, ...]) -> Iterator[Entry]:
    """Add warnings to the first post that is used."""
    for entry in entries:
        first = bool(warnings) and entry.fate is Fate.USED
        yield replace(entry, warnings=(*entry.warnings, *warnings)) if first else entry
        warnings = () if first else warnings


def count(source: Source) -> int:
    """Count the posts by the outer shape of the data."""
    match format_of(source):
        case "archive":
            members = source.members()
            archive.owner(members)
            return archive.count(members) + archive.rest(members)
        case "users":
            return v2.count_users(source)
        case "v2":
            return v2.count(source)
        case "v1":
            return v1.count(source)
        case "nodexl":
            return tables.count_ties(source)
        case _:
            return tables.count_posts(source)
