"""Lines of a roll, told from what they look like: labels, lists of names, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import structs

from sna.load.minutes import lists
from sna.load.minutes.blocks import Block, capital, ticked, without_capital
from sna.load.minutes.person import initials_label, is_sentence, looks_like_name, read_person
from sna.load.minutes.sections import Heading, closes, heading
from sna.names.vocabulary import PARTICLES

_LEAD = re.compile(
    r"^(?:(?:for absence )?(?:(?:were|was|have been|had been) )?(?:received|noted|given|sent|made|accepted)\s*"
    r"(?:from|by|on behalf of|for)?\s*:?\s*|from\s+)(?=\S)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"^([^:–—]{1,40}?)\s+[-–—]\s+(\S.*)$")
_NEXT = re.compile(r"(?<=[.;)])\s+(?=([A-Z][A-Za-z ]{3,40}):\s)")
_NAME_END = re.compile(r"\s*[,;(\[]|\s+[-–—]\s")
_COLON = re.compile(r":(?!\d\d|//)")


def label_of(block: Block) -> tuple[str, str, bool]:
    """Part a block into a label and what follows its colon; the third says whether it surely is a label.

    Examples
    --------
    >>> label_of(Block("line", "Present: Ann, Bob", "line 1"))
    ('Present', 'Ann, Bob', True)
    """
    text = block.text.strip()
    if len(text) > 2000 and ":" not in text[:100]:
        return "", "", False
    colon = _COLON.search(lists.masked(text[:120]))
    if colon and colon.start():
        return text[: colon.start()].strip("*_ "), text[colon.end() :].strip(), True
    dashed = _DASHED.match(text[:2000])
    if dashed and block.kind != "heading" and heading(dashed[1], sure=False):
        return dashed[1], text[dashed.start(2) :], True
    return text, "", block.kind in {"heading", "numbered"} or block.strong


def in_turn(block: Block) -> list[Block]:
    """Cut a line that holds several labels of a roll, one behind the other, before each of them.

    Examples
    --------
    >>> [part.text for part in in_turn(Block("line", "Present: Ann Smith, Bob Ray. Apologies: Cat Wu.", "line 1"))]
    ['Present: Ann Smith, Bob Ray.', 'Apologies: Cat Wu.']
    """
    text = block.text
    if block.kind != "line" or text.count(":") < 2 or not heading(text.partition(":")[0], sure=True):
        return [block]
    cuts = [match.end() for match in _NEXT.finditer(text) if heading(match[1], sure=True)]
    return [structs.replace(block, text=text[start:end].strip()) for start, end in pairwise([0, *cuts, len(text)])]


def may_list(rest: str, head: Heading) -> bool:
    """Whether what follows a label can be names: at least half of it reads so, or it says that there is nobody."""
    parts = lists.split(without_lead(rest))
    named = sum(read_person(part) is not None for part in parts)
    return not is_sentence(rest) and (head.status is None or not parts or named * 2 >= len(parts) or is_remark(rest))


def is_entry(text: str, label: str) -> bool:
    """Whether a line with a colon is one entry: ``AS: Ann Smith``, ``Ann Smith: will be late``."""
    if initials_label(text)[1]:
        return read_person(text) is not None
    bare = lists.outside(label).strip()
    name = bare.split(",")[0].split() if bare == label else ()  # a bracket is rather beside a name than a group
    capital = all(word[:1].isupper() or word.casefold() in PARTICLES for word in name)  # not so ``Ex officio``
    return len(label.split()) > 1 and capital and looks_like_name(bare) and not closes(label)


def is_group(rest: str) -> bool:
    """Whether what follows the name of a group is its people: full names, or three names or more of any length.

    Examples
    --------
    >>> is_group("Ann Smith, Bob Ray"), is_group("Ann, Bob, cat"), is_group("Ann, Bob")
    (True, True, False)
    """
    parts = lists.split(rest)
    plain = len(parts) >= 3 and all(looks_like_name(lists.outside(part).strip()) for part in parts)
    return all(map(is_surely_name, parts)) or (plain and not is_sentence(rest))


def is_bare_roll(text: str) -> bool:
    """Whether a line is plainly a list of people, ``Ann Smith (AS), Bob Ray (BR), …``, though no heading says so."""
    people = [read_person(part) for part in lists.split(text)]
    explained = sum(bool(person and person.initials and " " in person.name.written) for person in people)
    return len(people) >= 3 and explained >= 0.8 * len(people)


def is_remark(rest: str) -> bool:
    """Whether what follows a label is a remark, with the names below: ``Attendees: (in order of arrival)``."""
    return (rest.startswith("(") and rest.endswith(")") and len(rest.split()) > 2) or not any(map(str.isalnum, rest))


def is_surely_name(text: str) -> bool:
    """Whether an entry can hardly be anything but a person: a ticked name, or two words or more in capitals.

    Examples
    --------
    >>> is_surely_name("Ann van der Berg (AB)"), is_surely_name("Ann will do it")
    (True, False)
    """
    tick, text = ticked(text)
    person = read_person(text)
    if person is None or is_sentence(text) or closes(text):
        return False
    words = person.name.written.split()
    return tick is not None or (len(words) >= 2 and all(word[:1].isupper() for word in words if word not in PARTICLES))


def without_lead(rest: str) -> str:
    """Take ``received from`` and the like off what follows a label.

    Examples
    --------
    >>> without_lead("received from Ann Smith")
    'Ann Smith'
    """
    return _LEAD.sub("", rest.strip(" *_"))


def numbered_lists(blocks: Sequence[Block]) -> set[int]:
    """Find the numbered items that stand in a list of such: one alone may be a heading, ``2. Roll call``."""
    alike = [
        number
        for number, (block, successor) in enumerate(pairwise(blocks))
        if block.kind == successor.kind == "numbered" and (block.part, block.level) == (successor.part, successor.level)
    ]
    return {*alike, *(number + 1 for number in alike)}


def lettered(blocks: Sequence[Block]) -> list[Block]:
    """Take the letters off the lines of a lettered list, which follow one another from ``A.`` on.

    A single ``B. Apologies`` is one as well, as a heading of the roll; ``K. Lunt`` is somebody.

    Examples
    --------
    >>> agenda = [Block("line", text, "") for text in ("A. Welcome", "B. Budget", "C. Ward visits", "K. Lunt")]
    >>> [(block.kind, block.text) for block in lettered(agenda)][1:]
    [('numbered', 'Budget'), ('numbered', 'Ward visits'), ('line', 'K. Lunt')]
    """
    letters = {at: capital(block.text) for at, block in enumerate(blocks) if block.kind == "line"}
    rests = {at: without_capital(blocks[at].text) for at, letter in letters.items() if letter}
    items = {at for run in _runs(letters, rests) if _is_list([rests[at] for at in run]) for at in run}
    items |= {at for at, rest in rests.items() if _is_heading(rest)}
    return [
        structs.replace(block, kind="numbered", text=rests[at]) if at in items else block
        for at, block in enumerate(blocks)
    ]


def _runs(letters: Mapping[int, str], rests: Iterable[int]) -> list[list[int]]:
    """Part the lines that begin with a capital into runs, each of letters that follow one another from A on."""
    runs: list[list[int]] = []
    for at in rests:
        due = chr(ord("A") + len(runs[-1])) if runs else "A"
        if letters[at] == due:
            runs = [*runs[:-1], [*runs[-1], at]] if runs else [[at]]
        else:
            runs.append([at] if letters[at] == "A" else [])
    return runs


def _is_list(rests: Sequence[str]) -> bool:
    """Whether what stands behind the letters of a run is no list of names: ``A. Smith``, ``B. Ray (BR)``."""
    heads = [_NAME_END.split(rest)[0] for rest in rests]
    named = all(looks_like_name(head) and not closes(head) and len(head.split()) <= 3 for head in heads)
    return len(rests) > 1 and not named


def _is_heading(text: str) -> bool:
    return heading(text.partition(":")[0], sure=False) is not None
