"""Where a list of names goes on over lines: a name, a bracket or a word broken off, and odd lines amid the list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sna.load.minutes import lines, lists, nobody
from sna.load.minutes.blocks import Block
from sna.load.minutes.headings import closes, heading, only_closes
from sna.load.minutes.lines import FEW, NAME_END, is_people, is_surely_name, label_of
from sna.load.minutes.notes import untitled
from sna.load.minutes.person import is_sentence, read_person
from sna.load.minutes.slots import OPEN_ENDS, Section, Slot
from sna.names import key, titles
from sna.names.vocabulary import PARTICLES, TITLES

_OWN = re.compile(r"^(?:[A-Z]\.?\s*){1,3}[A-Z][a-z]|[(\d,]|\s[-–—]\s|: ")  # initials, or what stands beside a name
MOST_OF_A_NAME = 3  # words, without its title


def goes_on(section: Section, odd: Block, following: Sequence[Block]) -> bool:
    """Whether people in the form of those above stand below a line that names nobody; of the first line, in any."""
    if (section.inline >= 0 and len(section.slots) == 1) or odd.kind == "numbered" != section.style:
        return False
    parts = [odd.part, *(slot.part for slot in section.slots[-2:])]
    apart = len(set(parts)) == len(parts)  # each is a paragraph of its own
    for block in following:
        label, _rest, sure = label_of(block)
        if block.kind not in {"line", section.style or "item"} or block.strong or heading(label, sure=sure):
            return False
        if only_closes(block.text):
            return False
        alike = block.kind == (section.style or block.kind) and (apart or block.part == parts[-1])
        aside = closes(block.text) or nobody.is_aside(NAME_END.split(block.text)[0])
        if alike and not aside and is_people(block.text):
            return True
    return False


def is_broken(above: str, below: str) -> bool:
    """Whether a line of names ends within a name that the next line goes on with.

    Examples
    --------
    >>> is_broken("Ann Lee, Bob", "Ray, Cat Wu"), is_broken("Ann Lee, Bob Ray", "Cat Wu"), is_broken("Ann, Bob", "Cat")
    (True, False, False)
    """
    if above.endswith("-") or above.count("(") > above.count(")") or below.startswith("("):
        return True
    if below[:1].islower():  # a line of one name is whole: below it "the usual suspects" are an entry of their own
        return (
            len(untitled(above).split()) > MOST_OF_A_NAME
            or not is_surely_name(above)
            or below.split(maxsplit=1)[0] in PARTICLES | {"and"}
        )
    if nobody.ends_in_name(above.split(", ")) and nobody.ends_in_name(below.split(", ")):
        return False
    entries, head = lists.split(above), lists.split(below)[:1]
    if not entries or not head or titles.is_titled(head[0]):
        return False
    words, name = untitled(entries[-1]).split(), lists.outside(NAME_END.split(head[0])[0])
    name = re.split(" (?=[a-z])", name)[0]  # "Elzig arrived at ten"
    title = key(words[-1]) in TITLES and not titles.is_office(entries[-1].rpartition(", ")[2])
    title = title and re.search(r"\s[-–—]\s+\S+$", above) is None  # "Ann Lee - MS" came for a body
    if title or (nobody.is_aside(name) and lists.commas(above)):
        return True
    others = [len(lists.outside(other).split()) for other in lists.split(below)[1:]]
    lone = len(entries) == len(words) == len(name.split()) == 1 < len(others)  # "Present: Ann", "Lee, Bob Ray, Cat Wu"
    several = len(entries) > 1 and any(len(entry.split()) > 1 for entry in entries)
    unfinished = len(words) == 1 or words[-1].casefold() in PARTICLES or len(words[-1]) == 1
    comma = above.rstrip().rpartition(" ")[0].endswith("),")
    told = titles.is_forename(words[-1]) or (comma and all("(" in entry for entry in entries[:-1]))
    full = told and all(len(entry.split()) > 1 for entry in entries[:-1])
    return (several and unfinished and (len(name.split()) == 1 or full)) or (lone and min(others) > 1)


def is_amid_bracket(slot: Slot, block: Block) -> bool:
    """Whether a line of names breaks off within a bracket, which the next line goes on with or closes."""
    opened = slot.text.count("(") > slot.text.count(")")
    return opened and (block.part == slot.part or block.text.count(")") > block.text.count("("))


def joined(above: str, below: str) -> str:
    """Join a line to the one above; a word that was broken is one again.

    Examples
    --------
    >>> joined("Ann Lee, Bob Ram-", "say"), joined("Ann Day-", "Lee"), joined("Ann Lee,", "Bob Ray")
    ('Ann Lee, Bob Ramsay', 'Ann Day-Lee', 'Ann Lee, Bob Ray')
    """
    if re.search(r"\w-$", above) and below[:1].isalpha():
        return (above[:-1] if below[0].islower() else above) + below
    return f"{above} {below}"


def is_alike(above: str, below: str) -> bool:
    """Whether a paragraph is of people as those above, not the next heading, where all of these have titles or such."""
    own = [bool(_OWN.search(part)) or titles.is_titled(part) for part in lists.split(above)]
    first, person = below.split(maxsplit=1)[0], read_person(below)
    if person and (person.role or person.organisation):
        return True
    fits = bool(_OWN.search(below)) or titles.is_titled(below) or titles.is_forename(first)
    return len(own) < FEW or not all(own) or fits


def goes_on_with(slot: Slot, block: Block, text: str) -> bool:
    """Whether a line of names goes on in the line below it."""
    office = re.search(r"\w\s?[-–—]$", slot.text) and nobody.is_aside(text)
    if is_amid_bracket(slot, block) or office:  # "Ann Lee -", and below it "Clerk Fen Council"
        return True
    # A list goes on where its line ends in a comma; a name goes on where the line above ends within it.
    open_end = slot.text.rstrip().endswith(OPEN_ENDS)
    named = open_end and lines.begins_list(text, 1)  # whatever stands behind the names
    told = not named and (is_sentence(text) or lines.TELLS.match(text))
    broken = open_end or (slot.part == block.part and is_broken(slot.text, text))
    return slot.several and not told and broken
