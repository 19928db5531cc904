"""Where a roll begins that no line of its own heads: at a label amid a paragraph, or by the look of its lines.

A run-in head is where its paragraph is cut, and where the people of the head before it end. A roll without any heading
is told by the lines of the people who were there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, takewhile

from msgspec import structs

from sna.load.minutes import lines, lists, nobody
from sna.load.minutes.blocks import UNREAD, Block, ticked
from sna.load.minutes.headings import closes, heading, is_besides, mentions_group, names_group, only_closes
from sna.load.minutes.lines import (
    BEFORE,
    LINE,
    LONGEST_ROLL,
    NEAR,
    NEXT,
    REFERENCE,
    SEVERAL,
    STOP,
    TOLD,
    VERBAL,
    is_bare_roll,
    is_people,
    is_surely_name,
    label_of,
    of_this_meeting,
)
from sna.load.minutes.person import read_person
from sna.load.minutes.table import is_person
from sna.names import titles

_OF_WHOM = r"(?:members|directors|councillors|governors|trustees|officers|staff)"
_NEXT = re.compile(r"(?:(?<=[.;)])\s+(?=[A-Z])|\s(?=Distribution:|Circulation:))(?=([A-Z][A-Za-z ]{3,40}):\s)")
_GROUP = re.compile(
    r"[\s:]((?:(?:(?<=[).,;:]\s)[A-Z][a-z]+|Vice|Public|Deputy|Invited|Visiting|Board|Committee|Co-opted|Other|Voting|Non-voting|"
    r"[A-Z]{2,5})\s+)?(?:Members|Directors|Councillors|Representatives|Guests|Officers|Trustees|Governors|Visitors|"
    r"Observers|Staff|Chair|Clerk|Ex[- ]?[Oo]fficio)):\s"
)
_INSIDE = re.compile(  # a label of a roll anywhere in a paragraph
    rf"(?<=\s)(?:(?-i:(?<=[.;)]\s)[A-Z][a-z]+\s))?{BEFORE}"
    r"(?:present|in attendance|attendees|attending|apologies(?:\s+for\s+absence)?(?:\s+(?:were\s+)?"
    r"(?:received|accepted|noted))?(?:\s+from)?|absent|excused|regrets|did not attend|observers?|guests?)"
    rf"(?:\s+{_OF_WHOM})?\s*(?:\([^()]{{0,60}}\)\s*)?:|"
    r"(?<=\s)(?:(?<=[.;]\s)(?:[a-z]+ ){0,3})?(?:also )?(?:present|in attendance|apologies|absent)\s?[–—]\s?(?=[A-Z])",
    re.IGNORECASE,
)
_WHERE = re.compile(  # ``in person: Ann Lee; via Teams: Bob Ray``
    r"(?<=[:;.,)])\s+((?:(?:and|those|also|join(?:ing|ed)|attend(?:ing|ed)|participating|present|dialling)\s+){0,2}"
    r"(?:in (?:person|the room)|on-?site|face to face|online|remote(?:ly)?|virtual(?:ly)?|zoom|teams|"
    r"dial(?:led)?[- ]in|(?:via|on|by|over|through)\s+(?:zoom|(?:ms |microsoft )?teams|webex|skype|phone|video)))"
    r"\s*(?::|\s[–—-])(?=\s+@?[A-Z])",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?<=[.;]\s)(Apologies|Absent|Excused|Regrets)|(?:(?<=\)\s)|(?<=\)\s\s))(?:Apologies|Regrets) from)\s+"
    r"(?=[A-Z][\w'’.-]+ [A-Z])|"
    r"(?:(?<=[.;]\s)|(?<=[.;]\s\s)|(?<=[.;]\s{3}))(?:(?P<away>[Nn]ot (?:present|in attendance|attending)|"
    r"[Dd]id not attend|(?:[Nn]o|[Ww]ithout) apologies)(?:(?: were| was| had been)?(?: received)? from)?|"
    r"(?:[Ii]nvited,? )?(?:but )?(?:(?:were|was|are|is) )?(?:[Uu]nable|[Nn]ot able) to (?:attend|make it|come|join|"
    r"be (?:present|there)))[:,]?\s+(?=[A-Z][\w'’.-]+ [A-Z])|"
    r"(?:(?<=[,;]\s)|(?<=\s)(?=with ))(?:and )?(?:with )?apologies "
    r"(?:(?:came|were|had|been|received) ){0,3}from (?=[A-Z])"
)
_ANSWER_BEHIND = re.compile(r"(?<=[a-z])-(?=(?:present|absent|apologies|excused)\b)")  # ``Ann Lee-present``
_IN_BRACKETS = re.compile(
    r"\.?\s*\(((?:Apologies|Regrets|Absent)):?(?: from)? ([A-Z][^()]*)\)\.?$"
)  # at the end of a roll
_SIDE = re.compile(
    r"(?<=[:;.]\s)((?!Cllrs:)[A-Z][a-z]+(?: [a-z]+)?s|Police|Staff|Clerk|Chair|Committee|Board):\s+(?=[A-Z])"
)  # ``Parents: Ann; Staff: Bob``
_SIDES = re.compile(r"\s{2,}(?=[A-Z][\w’' -]{2,30}:\s+[A-Z])[^:]+:\s+")  # ``Fen:  Ann Lee   Pond Isle:  Bob Ray``
_BY_NUMBER = re.compile(
    r"\b(?:\d{1,3}|[a-z]{3,9}) (?:[a-z-]+ ){0,3}[a-z]{3,} \(([A-Z][^()]{8,})\)"
)  # ``2 guests (Ann, Bob)``
_IN_TWO_LANGUAGES = re.compile(rf"\b[A-Z][a-z]+\.?/(?={titles.TITLE}\b)")  # ``Cyng./Cllr A Lee``
_OTHER_LANGUAGE = re.compile(  # ``Apologies / Kore Tae Mai Cllr Lee``
    rf"^(Apologies|Present|In Attendance|Attendance) / (?:[^\W\d_][\w'’-]*\s){{1,4}}(?=(?:{titles.TITLE})\b)"
)
_SINGLE = re.compile(r"(?:guest|observer)\W*:", re.IGNORECASE)  # amid other matters it says who speaks
_SURNAMES = re.compile(r"(?:[A-Z][\w'’-]+(?:, and |, | and )){2,}[A-Z][\w'’-]+(?=[.;]|$)")
_WAS_AWAY = re.compile(r"(?<=[.;] )([A-Z][^.;:]{2,80}?) (?:was|were) (absent|excused|not present)(?=[.;]|$)")
_UNMARKED = re.compile(  # where nothing sets the label apart: ``Venue Fen Hall Present Ann Lee, Fen Trust Bob Ray``
    r"(?<=\s)(?:Present|PRESENT|In [Aa]ttendance|IN ATTENDANCE|Apologies|APOLOGIES|Attendees)\s+"
    r"(?=[A-Z][\w'’.-]* [A-Z])"
)
_FURTHER = re.compile(r"\s\d{1,2}\.\s+(?=[A-Z])")
_ITEM = re.compile(r"\d{1,3}(?:\.|[/.]\d{2})\s+(?=[A-Z])")
_VERBS = frozenset(
    "sent gave welcomed opened declared thanked read explained reported advised informed proposed stated was were "
    "is are has had have will would be been resolved agreed noted accepted came called Moved Seconded".split()
)
_NEXT_NUMBER = re.compile(r"\s\d{1,2}[.)]$")  # of the next item
_CAME = re.compile(r"@?[\w.-]+(?: [A-Z][\w'’-]+){0,2} (?:has )?(?:joined|arrived)(?: [^.;]{1,30})?")  # ``@ann joined``
_AWAY = re.compile(r"apolog|regrets|absent|unable to", re.IGNORECASE)
_NEARBY = 4  # blocks
_NAME_DASH = re.compile(r"(?:[A-Z][\w'’.]* ){1,4}[A-Z][\w'’]+ ?[-–—/]+ ?(?=[A-Z])")  # "Ann Lee - Clerk"


def in_turn(block: Block, *, early: bool = False) -> list[Block]:
    """Cut a line before each label of a roll in it, and where the people behind a label end and a sentence begins.

    Each part behind the first has a place of its own. Of an `early` line the end of a sentence may be such a label.

    Examples
    --------
    >>> line = Block("line", "Present: Ann Smith, Bob Ray. Apologies: Cat Wu. The meeting was opened.", "line 1")
    >>> [(part.text, part.place) for part in in_turn(line)]  # doctest: +NORMALIZE_WHITESPACE
    [('Present: Ann Smith, Bob Ray.', 'line 1'), ('Apologies: Cat Wu.', 'line 1 part 2'),
     ('The meeting was opened.', 'line 1 part 3')]
    """
    text = _spelt_out(REFERENCE.sub("", block.text.replace("**", ""))).removeprefix(": ")
    text = _WAS_AWAY.sub(_absent, text) if early else text
    if block.kind in {"heading", "row", "front", UNREAD} or block.code:
        return [block if block.kind != "heading" else structs.replace(block, text=text)]
    ours = of_this_meeting(text)
    cuts = {match.start() for match in VERBAL.finditer(ours) if match[0].lstrip()[0].isupper()}
    if block.kind == "numbered":  # "Apologies. Ann Lee 2. Minutes of the last meeting"
        text = _FURTHER.sub(lambda item: "\n" if closes(text[item.end() : item.end() + NEXT]) else item[0], text)
        cuts |= {match.start() for match in re.finditer("\n", text)}
    cues = (match for match in TOLD.finditer(ours) if early and _lists_some(text[match.end() :][:NEAR]))
    cuts |= {match.start() for match in cues if not heading(text[: match.end()].strip(": "), sure=True)}
    label, rest, sure = label_of(structs.replace(block, text=text[:300]))
    members = early and sure and _people_after(rest) == SEVERAL and mentions_group(f"{label} members")
    begins = len(label) if label and (members or heading(label, sure=sure)) else int(is_bare_roll(text[:LONGEST_ROLL]))
    where = [match.start(1) for match in _WHERE.finditer(text, len(label))]
    begins = begins or len(label) * bool(where and label and heading(label, sure=sure, inside=True))
    cuts |= {*where} if begins else set()
    inside = (match for match in _INSIDE.finditer(text, begins) if begins or not _SINGLE.search(match[0]))
    cuts |= {match.start() for match in inside if match[0][0].isupper() or text[: match.start()].endswith("; ")}
    cuts |= {*_unmarked_heads(text, begins)}
    if cuts or begins:
        closing = (
            match for match in _NEXT.finditer(text, begins) if heading(match[1], sure=True) or only_closes(match[1])
        )
        cuts |= {match.end() for match in closing}
        cuts |= {match.start(1) for match in _GROUP.finditer(text, begins)}
        cuts |= {match.start() for match in _SIDE.finditer(text, begins) if _people_after(text[match.end() :][:NEAR])}
    spans = [span for span in pairwise(sorted({0, *cuts, len(text)})) if text[slice(*span)].strip()]
    pieces = [
        (start, _NEXT_NUMBER.sub("", text[start:end].strip()) if end < len(text) else text[start:])
        for start, end in spans
    ]
    parts = [part for start, piece in pieces for part in _parted(block, piece.strip(), start in cuts or begins)]
    return [
        structs.replace(part, place=f"{block.place} part {number}") if number > 1 else part
        for number, part in enumerate(parts, 1)
    ] or [block]


def _unmarked_heads(text: str, begins: int) -> Iterator[int]:
    """Give where heads without a colon stand: where three follow one, one is enough behind another."""
    heads = [(match.start(), _people_after(text[match.end() :][:NEAR])) for match in _UNMARKED.finditer(text, begins)]
    most = max((people for _start, people in heads), default=0)
    yield from (start for start, people in heads if most == SEVERAL and people)
    sides = [*_SIDES.finditer(f"  {text}")]
    if len(sides) > 1 and all(_people_after(side.string[side.end() :]) for side in sides):
        yield from (side.start() for side in sides[1:])


def _spelt_out(text: str) -> str:
    """Write a label's colon where it is wanting behind a sentence, and people whose number is told as a list.

    Examples
    --------
    >>> _spelt_out("Ann Lee; apologies came from Bob Ray"), _spelt_out("3 members (Ann Lee, Bob Ray, Cat Wu)")
    ('Ann Lee; Apologies: Bob Ray', 'Ann Lee, Bob Ray, Cat Wu')
    """
    text = _IN_BRACKETS.sub(r". \1: \2", _OTHER_LANGUAGE.sub(r"\1: ", text))
    text = _ANSWER_BEHIND.sub(" - ", _BARE.sub(_label, _IN_TWO_LANGUAGES.sub("", text)))
    return _BY_NUMBER.sub(lambda match: match[1] if is_people(match[1]) and "," in match[1] else match[0], text)


def _label(match: re.Match[str]) -> str:
    behind = match.string[match.end() :].split(". ", maxsplit=1)[0]
    label = "Absent" if match["away"] else match[1] or "Apologies"
    sure = match[1] or match[0].startswith(("Apologies from", "Regrets from"))
    return f"{label}: " if sure or is_people(behind) or _people_after(behind) > 1 else match[0]


def _absent(match: re.Match[str]) -> str:
    return f"{match[2].capitalize()}: {match[1]}" if is_people(match[1]) else match[0]


def _lists_some(text: str) -> bool:
    """Whether a text begins with two people or more, or is nothing but surnames."""
    return _people_after(text) > 1 or _SURNAMES.match(text) is not None


def _people_after(text: str) -> int:
    """Count the people that a text begins with, as far as it is told whether they are many."""
    parts = [
        part for part in lists.split(text)[:SEVERAL] if is_surely_name(part) or titles.is_forename(part.strip("."))
    ]
    return len(parts)


def _parted(block: Block, text: str, labelled: object) -> list[Block]:
    """Part the people behind a label from the sentences behind them, which are another paragraph."""
    ends = [match.end() for match in STOP.finditer(text)] if labelled else []
    for start, end in pairwise([*ends, len(text)]):
        item = _ITEM.match(text[start:end])
        agenda = item and not is_surely_name(text[start + item.end() : end])
        words = [word.strip(".,;") for word in lists.outside(text[start:end]).split()]
        small = sum(map(str.islower, words)) * 2 > len(words) > LINE  # "All those present saluted the flag."
        counted = nobody.without_counted(text[start:end]) != text[start:end]
        if agenda or _VERBS & {*words} or (small and not counted):
            tail = Block("line", REFERENCE.sub("", text[start:].strip("- ")), "", part=-block.part - 1)
            return [structs.replace(block, text=text[:start].strip()), *in_turn(tail)]
    return [structs.replace(block, text=text)]


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
                _are_several(people) and any(_AWAY.match(line.text) for line in blocks[at + 1 : at + _NEARBY])
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
