"""Speaker labels, ``AB: …`` and ``Ann: …``: who spoke, above all those no roll names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from sna.load.minutes.blocks import Block
from sna.load.minutes.directory import Directory
from sna.load.minutes.person import Listed, looks_like_name, read_person
from sna.load.minutes.sections import CLOSING, heading
from sna.names import is_role, key, looks_like_organisation

_LABEL = re.compile(r"^(?:\*\*|__|<)?([^\W\d_][^:<>|/\\\"“”?!=]{0,40}?)(?:\*\*|__|>)?\s*:(?:\*\*|__)?\s+\S")
_INITIALS = re.compile(r"[A-ZÀ-Þ]{2,4}")
_NO_SPEAKER = frozenset(
    "todo api pr prs rfc nb ps fyi eta note notes action actions aob ai url http https ibm ok faq eg ie re cc tbd "
    "tbc tldr wip "
    "q a qa min max id ui ux ci cd os php css html js ts xml json ref refs resolved resolution proposal proposed "
    "question answer "
    "example status issue issues goal goals pros cons context decision agreed agree outcome result summary owner due "
    "task "
    "deadline date time venue location present regrets apologies chair scribe topic subject item agenda update "
    "option options "
    "idea problem solution background risk risks next step steps vote votes seconded moved motion carried for against "
    "abstain abstained recording video audio link links slides who what when where why how yes no also however first "
    "second "
    "everyone all others group several somebody someone edit meta rules chat transcript conclusion feedback request "
    "fix feat "
    "docs doc chore warning error info type name title description priority total seats contact email phone fax tel "
    "address".split()
)
FEWEST = 2  # how often an unknown label must come before it is taken for a speaker


class Speaker(Struct, frozen=True):
    """A speaker no roll names: the label, where it first stands, and who it seems to be."""

    label: str
    place: str
    listed: Listed


def speakers(blocks: Iterable[Block], directory: Directory, *, roll: bool) -> list[Speaker]:
    """Give the distinct speakers of a meeting who are not in its directory.

    Parameters
    ----------
    roll
        Whether the meeting has a roll; a single first name is then no new speaker, for it may be anybody's.
    """
    first_blocks: dict[str, Block] = {}
    counted: Counter[str] = Counter()
    for block in blocks:
        if label := label_of(block):
            first_blocks.setdefault(label, block)
            counted[label] += 1
    people = {label: person for label in counted if (person := _speaker(label, counted[label], directory, roll=roll))}
    return [Speaker(label, first_blocks[label].place, person) for label, person in _distinct(people).items()]


def label_of(block: Block) -> str:
    """Give the speaker label a line begins with; empty if it has none."""
    if block.kind in {"heading", "row", "front"} or block.code:
        return ""
    match = _LABEL.match(block.text[:200])
    return match[1].strip("*_ ") if match else ""


def _speaker(label: str, times: int, directory: Directory, *, roll: bool) -> Listed | None:
    words = key(label).split()
    if not words or set(words) & (_NO_SPEAKER | CLOSING) or directory.find(label) or heading(label, sure=True):
        return None
    if is_role(label) or (looks_like_organisation(label) and not _INITIALS.fullmatch(label)):
        return None
    person = read_person(label)
    if person is None or not person.is_person or not looks_like_name(label) or directory.find(person.name.display):
        return None
    return person if _is_enough(label, times, roll=roll) else None


def _is_enough(label: str, times: int, *, roll: bool) -> bool:
    """Whether a label nobody on the roll explains is likely a person's."""
    words = label.split()
    if len(words) > 1:
        return times >= FEWEST and len(words) <= 4 and all(word[:1].isupper() for word in words)
    return times >= FEWEST and (bool(_INITIALS.fullmatch(label)) or (label[:1].isupper() and not roll))


def _distinct(people: dict[str, Listed]) -> dict[str, Listed]:
    """Keep one label for each name."""
    names: set[str] = set()
    distinct: dict[str, Listed] = {}
    for label, person in people.items():
        if person.name.key not in names:
            distinct[label] = person
            names.add(person.name.key)
    return distinct


def spoke(blocks: Sequence[Block], directory: Directory) -> set[str]:
    """Give the keys of those on the roll who spoke."""
    labels = {label for block in blocks if (label := label_of(block))}
    return {person.name.key for label in labels if (person := directory.find(label))}
