"""Rolls that no heading says to be one: where the people stand who were there, by the look of their lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise, takewhile

from msgspec import structs

from sna.load.minutes import lines, lists, nobody
from sna.load.minutes.blocks import Block, ticked
from sna.load.minutes.headings import heading, is_besides, names_group
from sna.load.minutes.person import read_person
from sna.load.minutes.table import is_person
from sna.names import titles

_CAME = re.compile(r"@?[\w.-]+(?: [A-Z][\w'’-]+){0,2} (?:has )?(?:joined|arrived)(?: [^.;]{1,30})?")  # ``@ann joined``
_AWAY = re.compile(r"apolog|regrets|absent|unable to", re.IGNORECASE)
NEAR = 4  # blocks
_NAME_DASH = re.compile(r"(?:[A-Z][\w'’.]* ){1,4}[A-Z][\w'’]+ ?[-–—/]+ ?(?=[A-Z])")  # "Ann Lee - Clerk"


def bare_roll(blocks: Sequence[Block]) -> str:
    """Give the place of a roll without a heading: a line of people, or three that are each a name with its initials."""
    run: list[str] = []
    for at, block in enumerate(blocks[: lines.FAR]):
        if ticked(block.text)[0] is not None and _is_boxed(
            [line for line in blocks[at : lines.FAR] if line.part == block.part]
        ):
            return block.place
        label, rest, sure = lines.label_of(block)
        if _heads_people(block, rest, blocks[at + 1 : lines.FAR]):
            return blocks[at + 1].place
        if at < lines.OPENING and block.kind in {"line", "numbered"} and not rest:
            people = block.text[: lines.LONGEST_ROLL]
            if lines.is_bare_roll(people) or (
                _are_several(people) and any(_AWAY.match(line.text) for line in blocks[at + 1 : at + NEAR])
            ):
                return block.place
        officer = sure and titles.is_office(label) and rest and lines.is_surely_name(rest)
        if at < lines.OPENING and (_are_names(blocks[at : lines.FAR]) or _are_officers(blocks[at : lines.FAR])):
            return block.place
        explained = (
            officer
            or lines.is_explained(block.text)
            or lines.ANSWER.fullmatch(block.text)
            or _CAME.fullmatch(block.text)
        )
        run = [*run, block.place] if explained and block.kind in {"line", "item"} else []
        if len(run) == lines.SEVERAL:
            return run[0]
    return ""


def _are_several(text: str) -> bool:
    """Whether a line is several people, by their full names or by common forenames alone."""
    people = lists.split(text)
    return len(people) >= lines.SEVERAL and (lines.is_people(text) or all(map(titles.is_forename, people)))


def _heads_people(block: Block, rest: str, below: Sequence[Block]) -> bool:
    """Whether a group or a mere label stands above people, and below these, if it is no group, the next list."""
    if names_group(block.text) and len(below) > 1 and all(map(_is_lone_person, below[: lines.SEVERAL - 1])):
        return True
    if rest or not below or not block.text.rstrip().endswith(":"):
        return False
    run = [*takewhile(lambda line: line.kind == below[0].kind and lines.is_surely_name(line.text), below)]
    after = heading(lines.label_of(below[len(run)])[0], sure=True, inside=True) if len(run) < len(below) else None
    heads = (heading(label, sure=sure) for label, _rest, sure in map(lines.label_of, below) if not is_besides(label))
    return len(run) > 1 and bool(after and after.status) and not any(head and head.first for head in heads)


def _are_names(blocks: Sequence[Block]) -> bool:
    """Whether a paragraph or list is full names below one another, where no heading says who was there."""
    first = blocks[0]
    run = [*takewhile(lambda line: (line.part, line.level, line.kind) == (first.part, first.level, first.kind), blocks)]
    words = [lists.outside(part).split() for block in run for part in block.text.split(" / ")]
    plain = len(run) >= lines.SEVERAL and all(len(name) in {2, 3} and "".join(name).isalpha() for name in words)
    if len(run) >= lines.SEVERAL and all(titles.is_titled(line.text) and lines.is_people(line.text) for line in run):
        return first.kind == "item"
    if not plain or sum(titles.is_forename(name[0]) for name in words) * 2 < len(words):
        return False
    heads = (heading(label, sure=sure) for label, _rest, sure in map(lines.label_of, blocks) if not is_besides(label))
    return all(map(lines.is_surely_name, map(" ".join, words))) and not any(head and head.first for head in heads)


def _are_officers(blocks: Sequence[Block]) -> bool:
    """Whether paragraphs are each people with what they are behind a dash, most of it an office or a body."""
    run = [block.text for block in takewhile(lambda line: _NAME_DASH.match(line.text), blocks)]
    sides = [re.split(r",|\s\(", _NAME_DASH.sub("", text))[0] for text in run]
    places = [*takewhile(lambda line: titles.is_titled(line.text.partition(" - ")[2]), blocks)]  # "Fen - Mr A Lee"
    sided = all(lines.is_people(line.text.partition(" - ")[2]) for line in places) and len(places) >= lines.SEVERAL
    return sided or (len(run) >= lines.SEVERAL and sum(map(nobody.is_aside, sides)) * 3 > 2 * len(run))


def _is_lone_person(block: Block) -> bool:
    """Whether a line is one full name and what somebody does: ``Ann Lee, Chair``."""
    person = read_person(block.text)
    return block.kind == "line" and lines.is_surely_name(block.text) and bool(person and person.role)


def _is_boxed(entries: Sequence[Block]) -> bool:
    """Whether a list is people with a box before each, some of them ticked: ``[x] Ann Smith``."""
    boxes = [ticked(block.text) for block in entries]
    named = all(tick is not None and lines.is_surely_name(text) for tick, text in boxes)
    return named and len(boxes) >= lines.SEVERAL and any(tick for tick, _text in boxes)


def unwrapped(blocks: Sequence[Block]) -> list[Block]:
    """Join the lines over which a list of people without a heading is wrapped, at the beginning of a document.

    Examples
    --------
    >>> texts = ("Fen Club, 5 March", "Ann Smith (AS), Bob", "Ray (BR), Cat Wu (CW)", "Apologies: Dan Fox")
    >>> [block.text for block in unwrapped([Block("line", text, "") for text in texts])][1:]
    ['Ann Smith (AS), Bob Ray (BR), Cat Wu (CW)', 'Apologies: Dan Fox']
    """
    for at, block in enumerate(blocks[: lines.OPENING]):
        label, _rest, sure = lines.label_of(block)
        if heading(label, sure=sure):
            break
        run = [block, *takewhile(partial(_may_go_on, block), blocks[at + 1 : lines.FAR])]
        text = " ".join(line.text for line in run)
        single = all(lines.is_explained(line.text) and len(lists.split(line.text)) < 2 for line in run)
        single = single or (len(run) > lines.SEVERAL and all(map(_is_titled_alone, run)))
        if not single and lines.is_bare_roll(text):
            return [*blocks[:at], structs.replace(block, text=text), *blocks[at + len(run) :]]
    return list(blocks)


def _is_titled_alone(line: Block) -> bool:
    return titles.is_titled(line.text) and lists.commas(line.text) < 2 and not line.text.endswith(",")


def _may_go_on(first: Block, line: Block) -> bool:
    label, _rest, sure = lines.label_of(line)
    return line.kind == "line" and line.part == first.part and heading(label, sure=sure) is None


def bold_names(blocks: Sequence[Block]) -> set[int]:
    """Find the names that are set in bold one below the other: they are no labels."""
    pairs = [
        at
        for at, (block, below) in enumerate(pairwise(blocks))
        if block.strong and below.strong and block.kind == below.kind and is_person(block.text)
        if is_person(below.text)
    ]
    return {*pairs, *(at + 1 for at in pairs)}


def numbered_lists(blocks: Sequence[Block]) -> set[int]:
    """Find the numbered items that stand in a list of such: one alone may be a heading, ``2. Roll call``."""
    alike = [
        number
        for number, (block, successor) in enumerate(pairwise(blocks))
        if block.kind == successor.kind == "numbered" and (block.part, block.level) == (successor.part, successor.level)
    ]
    return {*alike, *(number + 1 for number in alike)}


def tells_of_people(cell: str) -> bool:
    """Whether a cell is somebody, or a label of a roll and people beside it: ``Apology Ann Lee``."""
    label, rest, _sure = lines.label_of(Block("line", cell, ""))
    return is_person(cell) or bool(rest and heading(label, sure=True))
