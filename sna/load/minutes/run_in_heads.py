"""Run-in heads: labels of a roll amid a paragraph, which is cut there and where their people end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import structs

from sna.load.minutes import lists, nobody
from sna.load.minutes.blocks import UNREAD, Block
from sna.load.minutes.headings import closes, heading, mentions_group, only_closes
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
from sna.names import titles

_OF_WHOM = r"(?:members|directors|councillors|governors|trustees|officers|staff)"
_NEXT = re.compile(r"(?:(?<=[.;)])\s+(?=[A-Z])|\s(?=Distribution:|Circulation:))(?=([A-Z][A-Za-z ]{3,40}):\s)")
_GROUP = re.compile(
    r"[\s:]((?:(?:(?<=[).,;:]\s)[A-Z][a-z]+|Vice|Public|Deputy|Invited|Visiting|Board|Committee|Co-opted|Other|Voting|Non-voting|"
    r"[A-Z]{2,5})\s+)?(?:Members|Directors|Councillors|Representatives|Guests|Officers|Trustees|Governors|Visitors|"
    r"Observers|Staff|Chair|Clerk|Ex[- ]?[Oo]fficio)):\s"
)
_INSIDE = re.compile(  # a label of a roll anywhere in a paragraph
    rf"(?<=\s)(?:(?-i:(?<=[.,;)]\s)[A-Z][a-z]+\s))?{BEFORE}"
    r"(?:present|in attendance|attendees|attending|apologies(?:\s+for\s+absence)?(?:\s+(?:were\s+)?"
    r"(?:received|accepted|noted))?(?:\s+from)?|absent|did not attend|observers?|guests?)"
    rf"(?:\s+{_OF_WHOM})?\s*(?:\([^()]{{0,60}}\)\s*)?:|"
    r"(?<=\s)(?:(?<=[.;]\s)(?:[a-z]+ ){0,3})?(?:also )?(?:present|in attendance|apologies|absent)\s?[–—]\s?(?=[A-Z])",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<=[.;]\s)(Apologies|Absent|Excused|Regrets)\s+(?=[A-Z][\w'’.-]+ [A-Z])|"
    r"(?:(?<=[.;]\s)|(?<=[.;]\s\s)|(?<=[.;]\s{3}))(?:(?P<away>[Nn]ot (?:present|in attendance|attending)|"
    r"[Dd]id not attend|(?:[Nn]o|[Ww]ithout) apologies)(?:(?: were| was| had been)?(?: received)? from)?|"
    r"(?:[Ii]nvited,? )?(?:but )?(?:(?:were|was|are|is) )?(?:[Uu]nable|[Nn]ot able) to (?:attend|make it|come|join|"
    r"be (?:present|there)))[:,]?\s+(?=[A-Z][\w'’.-]+ [A-Z])|"
    r"(?:(?<=[,;]\s)|(?<=\s)(?=with ))(?:with )?apologies (?:(?:came|were|had|been|received) ){0,3}from (?=[A-Z])"
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
    "is are has had have will would be been resolved agreed noted accepted came called".split()
)
_NEXT_NUMBER = re.compile(r"\s\d{1,2}[.)]$")  # of the next item


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
    inside = (match for match in _INSIDE.finditer(text, begins) if begins or not _SINGLE.search(match[0]))
    cuts |= {match.start() for match in inside if match[0][0].isupper()}
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
    text = _IN_BRACKETS.sub(r". \1: \2", text)
    text = _ANSWER_BEHIND.sub(" - ", _BARE.sub(_label, _IN_TWO_LANGUAGES.sub("", text)))
    return _BY_NUMBER.sub(lambda match: match[1] if is_people(match[1]) and "," in match[1] else match[0], text)


def _label(match: re.Match[str]) -> str:
    behind = match.string[match.end() :].split(". ", maxsplit=1)[0]
    label = "Absent" if match["away"] else match[1] or "Apologies"
    return f"{label}: " if match[1] or is_people(behind) or _people_after(behind) > 1 else match[0]


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
