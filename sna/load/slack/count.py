"""Counting the records of a Slack export without reading them as the loader does."""

from __future__ import annotations

import re

from sna.errors import SourceError
from sna.load.files.export import Members
from sna.load.files.json import count_elements

_ARRAY = re.compile(
    r"(?:(?:org_)?users|channels|groups|dms|mpims|(?!__MACOSX/)[^/]+/[0-9]{4}-[0-9]{2}-[0-9]{2})\.json\Z"
)
_LIST = re.compile(r"(?P<top>[^/]+/)?(?:(?:org_)?users|channels|groups|dms|mpims)\.json\Z")
_DAY = re.compile(r"(?!__MACOSX/)(?P<top>[^/]+/)?[^/]+/[0-9]{4}-[0-9]{2}-[0-9]{2}\.json\Z")


def count_records(members: Members) -> int:
    """Add up the lengths of all arrays and the number of all other files.

    Examples
    --------
    >>> class Two:
    ...     names, ignored = ["users.json", "notes.txt"], []
    ...     def read(self, name):
    ...         return b"[{}, {}]"
    >>> count_records(Two())
    3
    """
    top = _top(members.names)
    return len(members.ignored) + sum(_records(members, name, top) for name in members.names)


def _records(members: Members, name: str, top: str) -> int:
    if not (name.startswith(top) and _ARRAY.match(name[len(top) :])):
        return 1
    try:
        return count_elements(members.read(name))
    except SourceError:
        return 1


def _top(names: list[str]) -> str:
    """Find the folder around the whole export, if there is one."""
    lists = [match["top"] or "" for name in names if not name.startswith("__MACOSX/") and (match := _LIST.match(name))]
    tops = lists or [match["top"] or "" for name in names if (match := _DAY.match(name))]
    return min(tops, key=lambda top: (bool(top), top), default="")
