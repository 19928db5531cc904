"""What is claimed of people: the claim itself, who is meant by initials, who spoke, who took something on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, structs

from sna.facts import Evidence, Reason, Status
from sna.load.minutes import lists
from sna.load.minutes.blocks import Block, ticked
from sna.load.minutes.headings import CLOSING, heading
from sna.load.minutes.notes import untitled
from sna.load.minutes.person import Listed, looks_like_name, read_person
from sna.names import is_role, key, looks_like_organisation
from sna.names.titles import has_organisation_word, is_forename

_LABEL = re.compile(r"^(?:\*\*|__|<)?([^\W\d_][^:<>|/\\\"“”?!=]{0,40}?)(?:\*\*|__|>)?\s*:(?:\*\*|__)?\s+\S")
_INITIALS = re.compile(r"[A-ZÀ-Þ]{2,4}")
_NO_SPEAKER = frozenset(
    "todo api pr prs rfc nb ps fyi eta note notes action actions aob ai url http https ibm ok faq eg ie re cc tbd tbc "
    "tldr wip q a qa min max id ui ux ci cd os php css html js ts xml json ref refs resolved resolution proposal "
    "proposed question answer example status issue issues goal goals pros cons context decision agreed agree outcome "
    "result summary owner due task deadline date time venue location present regrets apologies chair scribe topic "
    "subject item agenda update option options idea problem solution background risk risks next step steps vote votes "
    "seconded moved motion carried for against abstain abstained recording video audio link links slides who what "
    "when where why how yes no also however first second everyone all others group several somebody someone edit meta "
    "rules chat transcript conclusion feedback request fix feat docs doc chore warning error info type name title "
    "description priority total seats contact email phone fax tel address submitted raised prepared by".split()
)
FEWEST = 2  # how often an unknown label must come before it is taken for a speaker
_MARKED = re.compile(
    r"^\W{0,3}(?:new\s+)?(?:action|ai|todo|to do)(?:\s+(?:item|point))?(?:\s*#?\d+)?\s*(?:\W{0,2}:\W{0,2}|\s[-–—]\s|"
    r"\W{0,2}\s(?=[A-Z@]))\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"^@?(?P<who>[^\s:;.(][^:;.(]{0,60}?)\s*(?:\([^()]{0,30}\)\s*)?(?:\bto\b|\bwill\b|\bshall\b|\bagreed to\b|:|"
    r"\s[-–—]\s)\s*\S"
)
_TELLS = re.compile(
    r"(?:^|(?<=[.;!?]\s))([A-Z]{2,4})\s+(?:then\s+|also\s+)?(?:presented|asked|reported|said|"
    r"described|explained|noted|suggested|welcomed|thanked|proposed|advised|confirmed|informed|updated|introduced|raised|"
    r"commented|gave|outlined|agreed)\b"
)
_PERSON = r"([A-Z][\w'’.-]*(?:\s[A-Z][\w'’.-]+){0,3})"
_ARTICLE = r"(?:a|an|the|her|his|their)\s(?:[\w-]+\s){0,2}"
_DEEDS = {  # sentences that begin with who did it, or end with it; not what was done elsewhere, or is yet to come
    "presented": re.compile(
        rf"(?:^|(?<=[.;!?]\s)){_PERSON}\s+(?:then\s+|also\s+)?(?:"
        rf"(?:presented|gave\s{_ARTICLE}(?:presentation|talk))\s(?!(?:\w+\s)?(?:apologies|minutes|regrets))(?!at\s|"
        rf"(?:[^.]|\.(?!\s)){{0,120}}\s(?:at\s[A-Z]|ago\b|past\s))|(?:gave|provided)\s{_ARTICLE}(?:update|overview|summary|report|demo\w*)\b|"
        rf"(?:led|facilitated)\s(?:{_ARTICLE})?(?:discussions?|session|workshop|item|exercise|conversation)\b|"
        rf"introduced\s(?!{_ARTICLE}(?:meeting|minutes|guests?|speakers?|members?|chair\w*)\b){_ARTICLE}|"
        r"reported\s(?:back\s)?on\s(?!behalf)|"
        rf"proposed\s(?!{_ARTICLE}(?:vote|motion|resolution|minutes|adoption|approval|chair\w*)\b)(?:that\s|{_ARTICLE}))|"
        rf"\b[Pp]resent(?:ed|ation) by:?\s+{_PERSON}|^(?:Presentation|Presenter|Speaker):\s*{_PERSON}"
    ),
    "chaired": re.compile(
        rf"(?:^|(?<=[.;!?,]\s)|(?<=\band\s)){_PERSON}\s+(?:(?:(?:was|is)\s)?in\sthe\schair\b|"
        r"(?:took|takes)\sthe\schair\b(?!\s(?:of|for)\b)|(?:chaired|led)\s(?:the|this|today['’]s)\s(?:meeting|call|session)\b)|"
        rf"(?:^|(?<=[.;!?]\s)|\b(?:[Tt]he|[Tt]his)\s(?:meeting|call|session)\swas\s)[Cc]haired\sby:?\s+{_PERSON}|"
        rf"\bwith\s{_PERSON}\sin\sthe\schair\b"
    ),
    "noted": re.compile(
        rf"(?:^|(?<=[.;!?,]\s)|(?<=\band\s)){_PERSON}\s+(?:took|takes|was\staking|is\staking)\s(?:(?:the|these)\s)?(?:notes|minutes)\b|"
        rf"(?:^|(?<=[.;!?]\s))(?:The\s|These\s)?(?:[Mm]inutes|[Nn]otes)\s(?:were\s)?(?:taken\s|written\s)?by:?\s+{_PERSON}"
    ),
}  # fmt: skip
NOTES = re.compile(r"\b(?:minute|note)s?[ -]?taker|(?:minutes|notes)(?: (?:taken )?by)?$|\bscribe\b", re.IGNORECASE)
"""The role of who takes the minutes."""
_IN_TEXT = re.compile(  # in running text only initials and names on the roll are believed
    r"(?:^|(?<=[.;]\s)|(?<=[Aa]ction:\s)|(?<=ACTION:\s))(?P<who>[A-Z][\w'’.-]*(?:\s[A-Z][\w'’-]+)?(?:\s*(?:/|,|&|\band\b)\s*"
    r"[A-Z][\w'’.-]*(?:\s[A-Z][\w'’-]+)?){0,4})(?:\s+to\s+(?!be\b)[a-z]|\s+[–-]\s+due\b)"
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


_OFFICER = re.compile(
    r"(?:(?:acting|meeting) )?(?:chair(?:man|woman|person)?|facilitator|convenor|convener|presiding|clerk|secretary)"
    r"(?: (?:and|&) (?:minute|note)[ -]?taker)?|in the chair|"
    r"(?:chaired|clerked|facilitated|called|meeting called|hosted) by|"
    r"(?:minute|note)s?[ -]?taker|(?:minutes|notes) (?:taken )?by|timekeeper",
    re.IGNORECASE,
)
LONGEST = 30  # characters of a name
OPENING = 40  # blocks in which a label may name who led the meeting


class Claim(Struct, frozen=True):
    """One name, what is claimed of it, and where; `listed` is None if the text cannot be read as a person."""

    text: str
    place: str
    status: Status = Status.PRESENT
    evidence: Evidence = Evidence.LISTED
    listed: Listed | None = None
    stands_in_for: str = ""
    part: str = ""
    fault: Reason | None = None
    session: int = 0
    doubt: Reason | None = None
    ticked: bool = False
    item: bool = False  # whether an item of the agenda says it, not the head of the minutes
    declared: frozenset[str] = frozenset()  # what columns or labels say of somebody: ``organisation``, ``role``


class Directory:
    """Names by what they may be called by; what fits two people fits nobody."""

    def __init__(self, people: Iterable[Listed]) -> None:
        self._by: list[dict[str, set[str]]] = [{}, {}, {}, {}]
        self.names: dict[str, Listed] = {}
        for person in people:
            if person.is_person and person.name.key:
                self.names.setdefault(person.name.key, person)
                self._enter(person)

    def _enter(self, person: Listed) -> None:
        full, first_name, written = person.name.key, person.name.key.split()[0], key(person.name.written)
        initials = person.initials or "".join(word[0] for word in re.findall(r"[^\W\d_]+", person.name.display))
        for word in {full, written, key(person.handle)} - {""}:
            self._by[0].setdefault(word, set()).add(full)
        self._by[1].setdefault(key(initials), set()).add(full)
        self._by[1].setdefault(f"{first_name[0]} {full.split()[-1]}", set()).add(full)
        self._by[2].setdefault(first_name, set()).add(full)
        for surname in {full.split()[-1], key(person.name.display.split()[-1])}:  # of "Day-Lee" both are told
            self._by[3].setdefault(surname, set()).add(full)

    def find(self, text: str) -> Listed | None:
        """Find the one person a text may mean.

        Examples
        --------
        >>> from sna.load.minutes.person import read_person
        >>> directory = Directory([read_person("Ann Smith (AS)"), read_person("Bob Ray")])
        >>> directory.find("AS").name.display, directory.find("Bob").name.display, directory.find("Cat")
        ('Ann Smith', 'Bob Ray', None)
        """
        word = key(untitled(text.lstrip("@")))
        for table in self._by:
            keys = table.get(word, set())
            if len(keys) == 1:
                return self.names[next(iter(keys))]
        return None


def officers(blocks: Sequence[Block], directory: Directory) -> Iterator[Claim]:
    """Claim that who led the meeting or took its minutes was there, where an early label names them in full."""
    labels = [(label, text, block.place) for block in blocks[:OPENING] for label, text in _labels(block)]
    labels += [
        (above.text, block.text, block.place)
        for above, block in pairwise(blocks[:OPENING])
        if above.kind == "heading" and block.kind in {"item", "line"}
    ]
    for label, text, place in labels:
        minutes = label.casefold() in {"minutes", "notes"} and is_forename(text.split(" ")[0]) and len(text) < LONGEST
        people = lists.split(text) if text and (minutes or _OFFICER.fullmatch(label)) else []
        person = read_person(people[0]) if people else None
        if person is None or not person.is_person or not looks_like_name(person.name.written):
            continue
        forename, _, surname = person.name.key.partition(" ")
        if (surname or person.role) and not directory.find(person.name.written) and forename not in directory.names:
            listed = structs.replace(person, role=person.role or label)
            yield Claim(text, f"{place} officer", Status.PRESENT, Evidence.MENTIONED, listed)


def _labels(block: Block) -> Iterator[tuple[str, str]]:
    """Give the labels of a line, or of a row's cells, with what stands beside each."""
    if block.kind == "row":
        yield from ((cell.strip(": "), text.strip()) for cell, text in pairwise(block.cells))
    elif block.kind != "front":
        label, text = (*re.split(r"[:\t]", block.text, maxsplit=1), "")[:2]
        yield label.strip("*_ "), re.split(r"\s+[\w-]+:", text)[0].strip("*_ ")


def speakers(blocks: Iterable[Block], directory: Directory, *, roll: bool) -> Iterator[Claim]:
    """Give the distinct speakers of a meeting who are not in its directory.

    Parameters
    ----------
    roll
        Whether the meeting has a roll; a single first name is then no new speaker, for it may be anybody's.
    """
    places: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for block in blocks:
        if label := label_of(block):
            places.setdefault(label, block.place)
            counts[label] += 1
    keys: set[str] = set()
    for label, times in counts.items():
        person = _speaker(label, times, directory, roll=roll)
        if person and person.name.key not in keys:  # of several labels for one name the first stands for all
            keys.add(person.name.key)
            yield Claim(label, f"{places[label]} speaker", evidence=Evidence.SPOKE, listed=person)


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


def spoke(blocks: Sequence[Block], directory: Directory) -> set[str]:
    """Give the keys of those on the roll who spoke."""
    labels = {label for block in blocks if (label := label_of(block))}
    labels |= {match[1] for block in blocks if block.kind != "row" for match in _TELLS.finditer(block.text[:4_000])}
    return {person.name.key for label in labels if (person := directory.find(label))}


def deeds(blocks: Sequence[Block], directory: Directory) -> dict[str, set[str]]:
    """Give the keys of those of a meeting who presented something, chaired it, or took its notes, by kind of act.

    Examples
    --------
    >>> from sna.load.minutes.person import read_person
    >>> directory = Directory([read_person("Ann Smith (AS)"), read_person("Bob Ray")])
    >>> lines = ["Notes: Bob Ray", "AS presented the audit. Bob Ray presented his apologies. AS took the chair."]
    >>> deeds([Block("line", line, "line 4") for line in lines], directory)
    {'presented': {'ann smith'}, 'chaired': {'ann smith'}, 'noted': {'bob ray'}}
    """
    texts = [block.text[:4_000] for block in blocks]
    names = {
        kind: [next(filter(None, match.groups())) for text in texts for match in pattern.finditer(text)]
        for kind, pattern in _DEEDS.items()
    }
    labels = ((label, text) for block in blocks[:OPENING] for label, text in _labels(block))
    names["noted"] += [lists.split(text)[0] for label, text in labels if NOTES.fullmatch(label) and lists.split(text)]
    return {
        kind: {person.name.key for name in theirs if (person := directory.find(name.rstrip(".")))}
        for kind, theirs in names.items()
    }


def actions(blocks: Iterable[Block], directory: Directory) -> Iterator[Claim]:
    """Give the owner of each action: marked lines, the items below a heading *Actions*, the rows of a table of actions.

    An owner is somebody on the roll, by name or initials, or a full name; of a team nobody in particular is the owner.
    """
    inside, owner_at, part = False, -1, -1
    for block in blocks:
        if block.kind == "heading" or (block.strong and len(block.text) < 60) or block.text.endswith(":"):
            inside = bool(_HEADING.search(block.text)) and not _NOT_NOW.search(block.text)
        if block.kind == "row":
            if block.part != part:
                part, owner_at = block.part, _owner_column(block)
            elif 0 <= owner_at < len(block.cells):
                yield from _owners(block.cells[owner_at], block.place, directory)
        else:
            yield from _of_line(block, directory, inside=inside)


def is_short(text: str) -> bool:
    """Whether a text is nothing but initials, which say who is meant only where a roll explains them."""
    return bool(_INITIALS.fullmatch(untitled(text)))


def _owner_column(block: Block) -> int:
    keys = [key(cell) for cell in block.cells]
    if not any(_TASK.match(text) for text in keys):
        return -1
    return next((index for index, text in enumerate(keys) if _OWNER.match(text)), -1)


def _of_line(block: Block, directory: Directory, *, inside: bool) -> Iterator[Claim]:
    if block.kind in {"heading", "front"} or block.code:
        return
    text = ticked(block.text[:1_000])[1]
    if marked := _MARKED.match(text):
        yield from _named(marked["rest"], block.place, directory)
    elif inside and block.kind != "line":
        yield from _named(text, block.place, directory)
    else:
        for sentence in _IN_TEXT.finditer(text):
            owners = lists.split(sentence["who"].replace("/", ", "))
            if len(owners) > 1 and all(directory.find(owner) for owner in owners):
                yield from _owners(sentence["who"], block.place, directory)


def _named(text: str, place: str, directory: Directory) -> Iterator[Claim]:
    """Find the owner at the beginning of what is to be done, else in brackets at its end."""
    text = re.sub(r"^\W{0,3}(?:NEW|DONE|ONGOING)\s*:\s*", "", text)
    for pattern in (_BRACKETED.match, _TO.match, _AT_END.search):
        if (match := pattern(text)) and (owners := list(_owners(match["who"], place, directory))):
            yield from owners
            return


def _owners(text: str, place: str, directory: Directory) -> Iterator[Claim]:
    names = [name for part in re.split(r"\s*/\s*", text) for name in lists.split(part)]
    owners = [(name, owner) for name in names if (owner := _owner(name.strip("@* "), directory))]
    for number, (name, owner) in enumerate(owners, 1):
        yield Claim(name, f"{place} action owner {number}", evidence=Evidence.ACTION, listed=owner)


def _owner(text: str, directory: Directory) -> Listed | None:
    if listed := directory.find(text):
        return listed
    words = text.split()
    full = 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and looks_like_name(text)
    odd = _GROUP & set(key(text).split()) or is_role(text) or has_organisation_word(text)
    if not full or odd or any(word.isupper() for word in words):
        return None
    person = read_person(text)
    return person if person and person.is_person else None
