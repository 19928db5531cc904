"""The rolls of a document as they are gathered: slots, sections, sessions; and marks with a legend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from msgspec import Struct, field, structs

from sna.facts import Reason, Status
from sna.load.marks import Mark
from sna.load.minutes import lines, lists, nobody
from sna.load.minutes.blocks import Block
from sna.load.minutes.headings import (
    FURTHER,
    Heading,
    closes,
    heading,
    is_besides,
    mentions_group,
    names_group,
    only_closes,
)
from sna.load.minutes.notes import is_short_for, untitled
from sna.load.minutes.person import is_sentence, read_person
from sna.names import key, titles
from sna.names.titles import has_organisation_word
from sna.names.vocabulary import PARTICLES, ROLE, TITLES

_BESIDE = re.compile(r"[,|@:]|\s[-–—]\s")
_ANSWERS = {"no": Status.ABSENT, "absent": Status.ABSENT} | dict.fromkeys(
    ("apologies", "regrets", "excused"), Status.APOLOGIES
)
_BODY = re.compile(r"\b(?:members|councillors|directors|trustees|governors)$|^(?:who|people)$", re.IGNORECASE)
_HANDLE = re.compile(r"[\w.-]{2,20}(?:[, ]+\([^()]*\))?")

ELSEWHERE = Reason(
    "W-NOBODY",
    "A roll says that names stand in another document, which was not read.",
    hint="Give that list as a source of its own, or write its names into the minutes.",
)
_OF_BODY = dict.fromkeys(("directors", "trustees", "governors", "members"), Heading(Status.PRESENT, first=True))
_SIDE = re.compile(r"^(?:\S+ ){0,2}(?:staff|officers?|officials|others|public|advis[eo]rs|consultants|clerk)$")
_MOVED = re.compile(r"(?:[A-Z][\w.'’-]* )*([A-Z][\w'’-]+) (?:left|joined|rejoined|arrived|entered)\b")
OF_BODY = re.compile(r"^(?:From|For|Representing|On behalf of) (?:the )?")
MOST_WORDS = 6  # of the name of a group
LAST = re.compile(
    r"\b(?:last|previous|prior|past)\s+(?:\w+\s+)?(?:meeting|minutes|call|session)|\bmatters arising", re.IGNORECASE
)
FORM = re.compile(  # what each is to write below: ``Name + pronouns + how are you?``
    r"\W*(?:your )?names?\s*([+/,|&;–-])\s*(?:pronouns|affiliation|organi[sz]ation|institution|company|role|where|team|"
    r"github)\b",
    re.IGNORECASE,
)
_OF_FORM = re.compile(r"[:@]|^(?:s?he|they|any)\b")  # accounts and pronouns
COUNTED = re.compile(r"(?:members of the )?(?:public|press)(?: present)?", re.IGNORECASE)
LABEL = 7  # the level of a label: below every heading
OPEN_ENDS = (",", ";", " and", "&", ", -")
_OWN = re.compile(r"^(?:[A-Z]\.?\s*){1,3}[A-Z][a-z]|[(\d,]|\s[-–—]\s|: ")  # initials, or what stands beside a name
_INITIALS = re.compile(r"\([A-Z]{2,4}\)")
_TABS = 4  # more than before the column of those beside a label
MOST_OF_A_NAME = 3  # words, without its title
NEAR = 4  # lines below a label that may say who sent apologies


class Slot(Struct):
    """One stretch of text that names one person, or several if `several`; the people of a group if `group`.

    `body` is the organisation that a label or a line above names.
    """

    text: str
    place: str
    kind: str
    status: Status
    several: bool = False
    group: bool = False
    fields: dict[str, str] | None = None
    role: str = ""
    body: str = ""
    part: int = 0
    level: int = 0
    strange: str = ""
    strong: bool = False
    ticked: bool = False  # whether a mark of its own says that they came


class Section(Struct):
    """The names below one heading."""

    head: Heading
    level: int
    session: int
    place: str = ""
    slots: list[Slot] = field(default_factory=list)
    paused: bool = False
    odd: int = 0
    indent: int = 0
    mark: str = ""  # what parts the pieces of an entry, where a line says what each is to write
    odd_lines: list[Slot] = field(default_factory=list)  # lines amid the list that name nobody
    body: str = ""  # the organisation of those who follow
    body_at: int = 0  # how far its line is indented
    form: tuple[str, bool] = ("", False)  # the kind of its heading, and whether that is in bold type
    item: bool = False  # whether its heading is an item of the agenda
    inline: int = -1  # the paragraph whose first line held the label and the first names

    @property
    def style(self) -> str:
        """How its entries are set: as items, rows or lines."""
        return self.slots[0].kind if self.slots else ""


def heads_body(section: Section, block: Block, below: Block) -> bool:
    """Note what people belong to where a line above them, which begins a list or a part of it, names it."""
    if section.style == below.kind == "row":  # it heads the next table
        return True
    text = lists.outside(block.text)
    named = has_organisation_word(block.text.partition("(")[0]) and not (ROLE.search(text) or _BESIDE.search(text))
    named = named and not titles.begins_name([text.split(" ")[0]])
    headed = bool(section.body) and not section.body_at and block.kind == below.kind  # a list that stands in parts
    if headed and mentions_group(text) and lines.is_surely_name(below.text):
        section.body = ""
    # Where what somebody does stands behind a comma throughout, a line without one is what those below belong to.
    last = section.slots[-1].text if section.slots and headed and not lists.commas(text) else ""
    named = named or (min(map(lists.commas, (last, below.text))) > 0 and not titles.begins_name(text.split()))
    deeper = block.kind == below.kind == "item" and below.level > block.level
    begins = not section.slots or (block.kind == "line" and block.part == below.part != section.slots[-1].part)
    begins = (begins or headed) and block.kind == below.kind
    people = lines.is_surely_name(below.text) and not has_organisation_word(lists.outside(below.text).split(",")[0])
    heads = named and (deeper or begins) and people and not mentions_group(block.text)
    if heads:
        section.body, section.body_at = text.strip(" -–—"), block.level
    elif block.kind == "item" and block.level <= section.body_at:
        section.body = ""
    return heads


def names_body(label: str, people: str) -> bool:
    """Whether a label inside a roll is what those beside it belong to: a word of it, or its capitals, say so.

    Examples
    --------
    >>> [names_body(label, "Ann, Bob") for label in ("Fen Trust", "UFEN", "Practice", "STAFF", "CHAIR")]
    [True, True, False, False, False]
    >>> names_body("ALW", "Ann Lee Wu")
    False
    """
    label = OF_BODY.sub("", label)
    words = " " in label and has_organisation_word(label)  # "Practice" is a side of the table
    capitals = re.fullmatch("[A-Z][A-Z&]{2,5}", label) and not (titles.is_office(label) or nobody.is_nothing(label))
    capitals = capitals and (len(lists.split(people)) > 1 or not is_short_for(label, people))
    return bool(words or capitals) and not mentions_group(label) and not names_group(label)


def begins_names(block: Block) -> bool:
    """Whether a block is a name: a full one, or as an item also a forename alone."""
    forename = block.kind == "item" and re.fullmatch(r"[A-Z]\w+(?: [A-Z]\w+)?", block.text)
    return bool(forename) or lines.is_surely_name(block.text)


def leaves(section: Section, text: str) -> bool:
    """Whether a line tells of somebody on the list that they came late or left: ``Cllr Ray left the meeting``."""
    return (moved := _MOVED.match(text)) is not None and any(moved[1] in slot.text for slot in section.slots)


def heads_others(section: Section, block: Block, below: str) -> bool:
    """Whether a line in bold type amid people in plain type says which of them follow."""
    bold = block.strong and "," not in block.text and bool(section.slots) and not section.slots[-1].strong
    known = titles.is_titled(block.text) or titles.is_forename(block.text.split(" ")[0])
    return bold and not known and lines.is_surely_name(below)


def is_of_those_present(section: Section | None, block: Block, below: Block, groups: set[str]) -> bool:
    """Whether a group that came, such as the staff, stands below those away, headed as these are.

    Where those present stand in `groups` of the same names, it is one of those away.
    """
    group = key(block.text)
    if not (section and section.slots and section.head.status and _SIDE.search(group)):
        return False
    groups |= {group} if section.head.status is Status.PRESENT else set()
    return group not in groups and section.form == (block.kind, block.strong) and begins_names(below)


def is_below(section: Section, block: Block, text: str) -> bool:
    """Whether an item only tells more of the one it is indented under."""
    item = block.kind == section.style != "line" and not lines.is_surely_name(text)
    return item and block.level > section.slots[0].level


def is_alone(section: Section, block: Block, text: str) -> bool:
    """Whether a paragraph of one word stands below a list of full names: a heading."""
    if block.kind != "line" or section.style != "line" or len(text.split()) > 1 or any(map(str.isdigit, text)):
        return False  # no heading has a figure within it: ``Kit4ra``
    apart = block.part != section.slots[-1].part and all(" " in slot.text.strip() for slot in section.slots)
    inline = section.inline == block.part and len(lists.split(section.slots[0].text)) > 1
    return apart or (inline and not titles.is_forename(text) and not section.slots[-1].text.endswith(OPEN_ENDS))


def of_form(block: Block, mark: str) -> Block:
    """Leave out of an entry what is no name, office or body, where a form asks for it: pronouns, accounts.

    Examples
    --------
    >>> of_form(Block("item", "Ann Lee / Fen Trust / gh: annlee, t: @ann", ""), "/").text
    'Ann Lee, Fen Trust'
    """
    parted = {"+": r"\s\+\s", "/": r"\s+/\s*|/\s+", "|": r"\s+\|\s*|\|\s+"}.get(mark)
    name, *further = re.split(parted, block.text) if parted else [block.text]
    others = [other for other in further if mark != "+" and not _OF_FORM.search(other)]  # the name comes first
    return block if not further or lists.commas(name) else structs.replace(block, text=", ".join([name, *others]))


def of_entry(block: Block, status: Status, body: str, people: Sequence[str]) -> Iterator[Slot]:
    """Give the people of one entry of a list, and what all belong to."""
    for name in people:
        yield Slot(
            name, block.place, block.kind, status, part=block.part, level=block.level,
            fields={"organisation": body} if body else None,
        )  # fmt: skip


class Session(Struct):
    """One meeting of the document: the heading above its roll, where it begins, and who led it."""

    title: str = ""
    start: int = 0
    chair: str = ""


class Rolls(Struct):
    """What a document says of who was there."""

    sections: list[Section]
    sessions: list[Session]
    used: set[str]  # the places of all blocks that belong to a roll
    doubts: list[Reason] = []
    codes: dict[str, str] = {}  # what short forms beside names mean: ``PG`` a parent governor
    letters: dict[str, Mark] = {}  # what letters beside names mean
    legend: dict[str, Status] = {}  # and what other marks mean of which the document says it


def roll_of_present(sections: Sequence[Section], away: Section, label: str, rest: str) -> Section | None:
    """Give the roll of those present that an office or a group goes on with behind ``Apologies: Ann Lee``."""
    rolls = [part for part in sections if part.session == away.session and part.head.status is Status.PRESENT]
    if away.head.status is Status.PRESENT or away.inline < 0 or not rolls or ":" in away.slots[0].text:
        return None
    others = FURTHER.issuperset(key(label).split()) and not any(slot.group for slot in away.slots)
    office = others or (titles.is_office(label) and lines.is_surely_name(rest))
    grouped = lines.is_group(rest) and not has_organisation_word(label)
    return rolls[-1] if office or (grouped and any(slot.group for slot in rolls[-1].slots)) else None


def body_of(blocks: Sequence[Block]) -> str:
    """Give the place of ``Members: Ann Lee, …`` at the beginning of a document in which no other word says who came.

    Examples
    --------
    >>> body_of([Block("line", "Fen Club", "line 1"), Block("line", "Members: Ann Lee, Bob Ray, Cat Wu", "line 2")])
    'line 2'
    """
    labels = [lines.label_of(block) for block in blocks]
    plain = [(label, sure) for label, rest, sure in labels if not (is_besides(label) or (rest and " " in label))]
    if any((head := heading(label, sure=sure)) and head.first for label, sure in plain):
        return ""
    heads = [heading(label, sure=sure) if rest else None for label, rest, sure in labels]
    away = [head is not None and head.status in {Status.APOLOGIES, Status.ABSENT} for head in heads]
    for at, (block, (label, rest, _sure)) in enumerate(zip(blocks[: lines.OPENING], labels, strict=False)):
        near = any(away[at + 1 : at + NEAR]) and not closes(label)
        group = _BODY.search(label) and names_group(label)
        people = lists.split(rest.replace("\t", ", ")) if rest and (near or group) else []
        if group and len(people) <= 1 and any(away[at:]):  # one a line, down to those who were not there
            below = takewhile(lambda row: not away[row], range(at + 1, len(blocks)))
            people += [_BESIDE.split(blocks[row].text)[0].strip() for row in below]
        short = label.casefold() == "who"  # ``Who: mariko, Tom, luxv``
        if len(people) >= lines.SEVERAL - near and all(
            lines.is_surely_name(one) or (short and _HANDLE.fullmatch(one)) for one in people
        ):
            return block.place
    return ""


def answer(block: Block) -> Slot | None:
    """Read ``Ann Lee: YES``."""
    parts = lines.ANSWER.fullmatch(block.text)
    if not parts or not lines.is_surely_name(parts[1]):
        return None
    return Slot(parts[1], block.place, block.kind, _ANSWERS.get(parts[2].casefold(), Status.PRESENT), ticked=True)


def of_front(block: Block) -> list[Section]:
    """Give the roll that a line of the front matter is, which belongs to the first session; none if it is none."""
    label, _colon, names = block.text.partition(":")
    head = heading(label.replace("_", " "), sure=True) or _OF_BODY.get(label.strip().casefold())
    if not (head and head.status and names.strip(" []\"'")):
        return []
    text = "; ".join(part.strip(" \"'") for part in lists.split(names.strip(" []")))
    slot = Slot(text, block.place, "line", head.status, several=True)
    return [Section(head, LABEL, 0, block.place, [slot], inline=0)]


def goes_on(section: Section, odd: Block, following: Sequence[Block]) -> bool:
    """Whether people in the form of those above stand below a line that names nobody; of the first line, in any."""
    if (section.inline >= 0 and len(section.slots) == 1) or odd.kind == "numbered" != section.style:
        return False
    parts = [odd.part, *(slot.part for slot in section.slots[-2:])]
    apart = len(set(parts)) == len(parts)  # each is a paragraph of its own
    for block in following:
        label, _rest, sure = lines.label_of(block)
        ends = block.strong or only_closes(block.text) or heading(label, sure=sure)
        if ends or block.kind not in {"line", section.style or "item"}:
            return False
        alike = block.kind == (section.style or block.kind) and (apart or block.part == parts[-1])
        aside = closes(block.text) or nobody.is_aside(lines.NAME_END.split(block.text)[0])
        if alike and not aside and lines.is_people(block.text):
            return True
    return False


def is_broken(above: str, below: str) -> bool:
    """Whether a line of names ends within a name that the next line goes on with.

    Examples
    --------
    >>> is_broken("Ann Lee, Bob", "Ray, Cat Wu"), is_broken("Ann Lee, Bob Ray", "Cat Wu"), is_broken("Ann, Bob", "Cat")
    (True, False, False)
    """
    opened = above.count("(") > above.count(")") and (")" in below or not lines.is_surely_name(below))
    if above.endswith("-") or opened or below.startswith("("):
        return True
    if below[:1].islower():  # a line of one name is whole: below it "the usual suspects" are an entry of their own
        return (
            len(untitled(above).split()) > MOST_OF_A_NAME
            or not lines.is_surely_name(above)
            or below.split(maxsplit=1)[0] in PARTICLES | {"and"}
        )
    ends = [text.split(", ") for text in (above, below)]
    if ends[0][1:] == ends[1][1:] != [] or all(map(nobody.ends_in_name, ends)):  # "Ann Lee, Fen", "Bob Ray, Fen"
        return False
    entries, head = lists.split(above), lists.split(below)[:1]
    if not entries or not head or titles.is_titled(head[0]):
        return False
    last = entries[-1] if titles.is_titled(entries[-1]) else entries[-1].rpartition(": ")[2]  # "Member at large: Ann"
    words, name = untitled(last).split(), lists.outside(lines.NAME_END.split(head[0])[0])
    name = re.split(" (?=[a-z])", name)[0]  # "Elzig arrived at ten"
    title = key(words[-1]) in TITLES and "(" not in words[-1] and not titles.is_office(entries[-1].rpartition(", ")[2])
    title = title and re.search(r"\s[-–—]\s+[^,;]+$", above) is None  # "Ann Lee - MS" came for a body
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
    closes = block.text.count(")") > block.text.count("(")
    return opened and (closes or (block.part == slot.part and not lines.is_surely_name(block.text)))  # never closed


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
    return len(own) < lines.FEW or not all(own) or fits


def are_people_too(slot: Slot, block: Block, indent: int) -> bool:
    """Whether a paragraph is of people as the one above it: below them behind a tab, with initials, or as they are."""
    initials = [len(_INITIALS.findall(text)) for text in (slot.text, block.text)]
    if (min(initials) > 1 and not is_sentence(block.text)) or (indent == 0 < block.level < _TABS):
        return lines.is_surely_name(lists.split(block.text)[0])
    return lines.is_people(block.text) and is_alike(slot.text, block.text)


def goes_on_with(slot: Slot, block: Block, text: str) -> bool:
    """Whether a line of names goes on in the line below it."""
    if is_amid_bracket(slot, block) or (re.search(r"\w\s?[-–—]$", slot.text) and nobody.is_aside(text)):
        return True  # "Ann Lee -", and below it "Clerk Fen Council"
    # A list goes on where its line ends in a comma; a name goes on where the line above ends within it.
    open_end = slot.text.rstrip().endswith(OPEN_ENDS) and not lists.are_apart(slot.text, text)
    named = open_end and lines.begins_list(text, 1)  # whatever stands behind the names
    prose = not named and (is_sentence(text) or lines.TELLS.match(text))
    return slot.several and not prose and (open_end or (slot.part == block.part and is_broken(slot.text, text)))
