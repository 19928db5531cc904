"""Actions: who took something on. What it was is not kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sna.load.minutes import lists
from sna.load.minutes.blocks import Block, ticked
from sna.load.minutes.directory import Directory
from sna.load.minutes.person import Listed, looks_like_name, read_person
from sna.names import is_role, key
from sna.names.asides import has_organisation_word

_MARKED = re.compile(
    r"^\W{0,3}(?:new\s+)?(?:action|ai|todo|to do)(?:\s+(?:item|point))?(?:\s*#?\d+)?\s*(?:\W{0,2}:\W{0,2}|\s[-–—]\s|"
    r"\W{0,2}\s(?=[A-Z@]))\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"^@?(?P<who>[^\s:;.(][^:;.(]{0,60}?)\s*(?:\([^()]{0,30}\)\s*)?(?:\bto\b|\bwill\b|\bshall\b|\bagreed to\b|:|"
    r"\s[-–—]\s)\s*\S"
)
_BRACKETED = re.compile(r"^\W{0,2}\[\s*(?P<who>[^\[\]]{2,30})\]\s*\S")
_AT_END = re.compile(
    r"[(\[–—-]\s*(?:action\s*:?\s*|owner\s*:?\s*)?@?(?P<who>[^()\[\]–—]{2,40}?)\s*[)\]]?\s*\.?$", re.IGNORECASE
)
_GROUP = frozenset(
    "team teams group committee board council all members secretariat department office everyone".split()
)
_HEADING = re.compile(
    r"\b(?:actions?|action (?:items?|points?|log)|todos?|to do|next steps|follow[- ]?ups?)\b", re.IGNORECASE
)
_NOT_NOW = re.compile(r"\b(?:previous|last|past|matters|review|arising|outstanding)\b", re.IGNORECASE)
_OWNER = re.compile(
    r"^(?:action )?(?:owners?|by|by whom|lead|who|responsible|assigned to|assignee|action by|action owner)$"
)
_TASK = re.compile(r"^(?:actions?|action (?:items?|points?)|tasks?|description|what)\b")


class Action(Struct, frozen=True):
    """Somebody who took something on, as named, and where."""

    text: str
    place: str
    owner: Listed


def actions(blocks: Iterable[Block], directory: Directory) -> Iterator[Action]:
    """Give the owner of each action: marked lines, the items below a heading *Actions*, the rows of a table of actions.

    An owner is somebody on the roll, by name or initials, or a full name; of a team nobody in particular is the owner.
    """
    inside, owner_at, part = False, -1, -1
    for block in blocks:
        if block.kind == "heading" or (block.strong and len(block.text) < 60) or block.text.endswith(":"):
            inside = _begins(block.text)
        if block.kind == "row":
            if block.part != part:
                part, owner_at = block.part, _owner_column(block)
                continue
            yield from _of_row(block, owner_at, directory)
        else:
            yield from _of_line(block, directory, inside=inside)


def _begins(text: str) -> bool:
    return bool(_HEADING.search(text)) and not _NOT_NOW.search(text)


def _owner_column(block: Block) -> int:
    keys = [key(cell) for cell in block.cells]
    if not any(_TASK.match(text) for text in keys):
        return -1
    return next((index for index, text in enumerate(keys) if _OWNER.match(text)), -1)


def _of_row(block: Block, owner_at: int, directory: Directory) -> Iterator[Action]:
    if 0 <= owner_at < len(block.cells):
        yield from _owners(block.cells[owner_at], block.place, directory)


def _of_line(block: Block, directory: Directory, *, inside: bool) -> Iterator[Action]:
    if block.kind in {"heading", "front"} or block.code:
        return
    text = ticked(block.text[:1_000])[1]
    if marked := _MARKED.match(text):
        yield from _named(marked["rest"], block.place, directory)
    elif inside and block.kind != "line":
        yield from _named(text, block.place, directory)


def _named(text: str, place: str, directory: Directory) -> Iterator[Action]:
    """Find the owner at the beginning of what is to be done, else in brackets at its end."""
    text = re.sub(r"^\W{0,3}(?:NEW|DONE|ONGOING)\s*:\s*", "", text)
    for pattern in (_BRACKETED.match, _TO.match, _AT_END.search):
        match = pattern(text)
        if match:
            owners = list(_owners(match["who"], place, directory))
            if owners:
                yield from owners
                return


def _owners(text: str, place: str, directory: Directory) -> Iterator[Action]:
    names = [name for part in re.split(r"\s*/\s*", text) for name in lists.split(part)]
    owners = [(name, owner) for name in names if (owner := _owner(name.strip("@* "), directory))]
    for number, (name, owner) in enumerate(owners, 1):
        yield Action(name, f"{place} action owner {number}", owner)


def _owner(text: str, directory: Directory) -> Listed | None:
    listed = directory.find(text)
    if listed:
        return listed
    words = text.split()
    full = 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and looks_like_name(text)
    if (
        not full
        or _GROUP & set(key(text).split())
        or is_role(text)
        or has_organisation_word(text)
        or any(word.isupper() for word in words)
    ):
        return None
    person = read_person(text)
    return person if person and person.is_person else None
