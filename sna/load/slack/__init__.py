"""Slack workspace exports, as a zip or a folder: public, private, direct and Enterprise Grid layouts.

Records are the messages, the rows of the lists at the root (people, channels, private conversations), and every other
file of the export. A message gives interactions between people: ``reply``, ``mention``, ``reaction``, ``huddle``; a
channel is a gathering with its members. Private conversations are counted and not read unless the study turns their
kind on: ``private_channels``, ``direct_messages``, ``group_messages``, or the name of a channel that no list shows to
be public (``"#general"``). No text of a message is kept.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from sna.errors import SourceError
from sna.facts import Entry, rejected
from sna.load import Options, refusal
from sna.load.slack.count import count_records
from sna.load.slack.layout import CHANNELS, PRIVATE_LISTS, USER_LISTS, is_day, top
from sna.load.slack.reading import Export
from sna.load.source import Source

__all__ = ["count", "identify", "load"]


def identify(source: Source) -> bool:
    """Whether a zip or folder is a Slack export: lists of people or channels, or days of conversations."""
    try:
        if source.kind == "folder":
            return _is_export_folder(source.path)
        return source.kind == "zip" and _is_export(source.names())
    except (OSError, SourceError, zipfile.BadZipFile, ValueError):
        return False


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each message, person, channel and other file of an export.

    People come first, then channels with their members, then the messages, channel by channel and day by day. A
    private conversation is one excluded entry per day file, standing for all its messages. A hostile or damaged zip is
    one rejected entry.
    """
    try:
        members = source.members()
    except SourceError as error:
        yield rejected(*refusal(source.path, options, error))
        return
    yield from Export(members, options.origin(source.path).file, options).entries()


def count(source: Source, options: Options) -> int:  # noqa: ARG001 - every loader takes the same options
    """Count the records: the elements of the lists and days, and one for every other file."""
    try:
        return count_records(source.members())
    except SourceError:
        return 1


def _is_export(names: list[str]) -> bool:
    prefix = top(names)
    lists = {f"{prefix}{name}" for name in (*USER_LISTS, CHANNELS, *PRIVATE_LISTS)} & set(names)
    return bool(lists) or any(is_day(name, prefix) for name in names)


def _is_export_folder(path: Path) -> bool:
    """Whether a folder itself, not one in it, is an export: other folders may hold dated JSON files too."""
    lists = [name for name in (*USER_LISTS, CHANNELS, *PRIVATE_LISTS) if (path / name).is_file()]
    days = (day for day in path.glob("*/*.json") if is_day(f"{day.parent.name}/{day.name}"))
    day = next(days, None)
    return len(lists) > 1 or (day is not None and (bool(lists) or b'"ts"' in _head(day)))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)
