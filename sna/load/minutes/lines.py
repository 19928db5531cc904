"""The look of a line: what its label is, whether it names people, where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from msgspec import structs

from sna.load.minutes import lists, nobody
from sna.load.minutes.blocks import Block, ticked
from sna.load.minutes.headings import (
    BESIDES,
    COMPANIONS,
    PRESENT,
    Heading,
    closes,
    heading,
    only_closes,
)
from sna.load.minutes.person import Listed, initials_label, is_sentence, looks_like_name, read_person
from sna.names import key, titles
from sna.names.titles import has_organisation_word
from sna.names.vocabulary import PARTICLES

_ABSENCE = r"(?:non-?attendance|absence|(?:their|his|her) inability to attend(?: the meeting)?)"
_LEAD = re.compile(
    rf"^(?:(?:(?:apologies |regrets )?(?:for {_ABSENCE} )?)?(?:(?:were|was|have been|had been) )?(?:received|noted|"
    r"given|sent|made|accepted)\s*"
    r"(?:from|by|on behalf of|for)?\s*:?\s*|from\s+|\d{1,3} [a-z]+s\b[^:,;]{0,40}(?::| including)\s*)(?=\S)",
    re.IGNORECASE,
)
REFERENCE = re.compile(  # of an item: ``43.15 Apologies``, ``Cou/286/07-08 Apologies``, ``Roll call: Present - Lee``
    r"^\W*roll[ -]call\s*[:.–—-]\s*(?=(?:members )?present\s*[:–—-])|"
    r"^\W*(?:[A-Z][A-Za-z]{0,4}[/ ])?\d[\d./-]*[.:)]?\s+(?=(?:to )?(?:(?:receive|note|accept|record|approve|"
    r"consider|and|those|any) ){0,4}(?:apolog|present|in attend|regrets|absen))",
    re.IGNORECASE,
)
_FIRST_WORDS = re.compile(  # a label that nothing sets apart: ``Apologies M. Grief and Mrs Cann``
    r"(?:(?:to )?(?:receive|note|accept|approve)(?:d|ed)? )?"
    rf"(?:apolog(?:ies|y)(?: (?:for|of) {_ABSENCE})?(?: \((?:[^()]|\([^()]*\))*\))?|apols|present|"
    r"in attendance|attendance|those (?:present|attending))\.?\s+(?=\S)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"^([^:–—\t;,]{1,40}?)(?:\s+[-/]\s+|\s*[–—;]\s*|,\s+|(?<=[A-Z]{3})\.\s+|\t\s*|\s{3,})(\S.*)$")
BEFORE = (
    r"(?:(?:also|not|non|those|others?|invited|visiting|board|committee|members|councillors|directors|governors|trustees|"
    r"officers|staff)[\s,]+){0,2}"
)
VERBAL = re.compile(  # one without a colon: ``Present were Board members: Ann Lee``, ``Also, present, Ann Lee``
    rf"(?<!\S)(?:(?P<label>(?:Also|also)[\s,]+(?:present|in attendance)|"
    rf"(?i:{BEFORE})(?:[Pp]resent|[Ii]n [Aa]ttendance|[Aa]bsent"
    r"|[Ee]xcused)|Guests?|Visitors?)"
    r"\s*,?\s+(?:(?:for|from) [^,.;:]{0,40}\s)?(?:were|was)\s+(?:also\s+)?(?:[^:.,;]{0,40}:\s*)?|"
    r"(?P<also>Also,? (?:[Pp]resent|[Ii]n [Aa]ttendance))[,:]?\s+)(?=(?:[a-z]+ )?[A-Z])"
)
TOLD = re.compile(  # at the end of a sentence: ``met with the following present: Ann Lee``, ``12 attended, including``
    r"(?<!\S)(?<![Nn][Oo][Tt] )(?:(?:[Aa]lso|others|members|guests|[Ss]taff|[A-Z][a-z]+s)\s+)?"
    r"(?:(?:the following|these|those)(?:\s+(?!not\b|un|apolog|absen)[a-z-]+){0,3}\s+)?"
    r"(?:present|in attendance|attending|attended(?:\s+by)?|participated|participating|took part|"
    r"(?:[Vv]isitors|[Gg]uests|[Oo]bservers|[Oo]thers)(?= included\b))"
    r"(?:\s+(?:were|was|are|included))?(?P<end>\s*(?::|\s[-–—])|(?<=\swere)|(?<=\swas)|(?<=included)|,?\s+(?:including|namely)(?:\s+the\s+following(?:\s+[a-z]+){0,3})?\s*:?)\s+(?=[A-Z])"
)
_ONE_TITLED = re.compile(
    rf"{titles.TITLE}\.? (?:[A-Z][\w'’.-]* ){{0,2}}[A-Z][\w'’-]+, [A-Z]\w+\.?"
)  # ``Cllr A Lee, Cathaoirleach``
STOP = re.compile(
    r"(?<=[^\s.][^\s.])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!Mrs)(?<!Prof)(?<!Cllrs)(?<!Messrs)(?<!Miss)(?<!Rev)(?<!Revd)(?<!Cllr)[.!]\s+(?=[A-Z\d])|"
    r"\s(?=\d{1,2}\.\s+[A-Z])|\s(?=\d{1,3}[/.]\d{2}\s+[A-Z])|-{9,}"
)
_ELSEWHERE = re.compile(  # ``I went with Cllr Lee to a meeting of the Fen Club``
    r"\b(?:accompanied|attended|visited|went|invited)\b[^.:]{0,80}?\b(?:a|an|the) (?:[\w-]+ ){0,3}meeting of\b"
)
_SURNAME_FIRST = re.compile(  # ``Lee, Ann (Pond)``
    r"(?P<surname>(?:(?:van|von|der|den|de|du|la|le|el|al|bin) )*[A-Z][\w'’-]+|[A-Z][A-Z'’-]+(?: [A-Z][A-Z'’-]+)+), "
    r"(?P<fore>[A-Z][\w'’-]*\.?(?: [A-Z][\w'’-]*\.?)?)(?P<rest>\s*(?:(?:[–—(|;]|-\s|\s{2}|\t).*)?)"
)
_EMPHASIS = re.compile(r"^[*_]+(?=\s)\s*|\s+[*_]+$|^([*_]+)(.*)\1$")  # not the mark of a name: ``Ann Lee, Bob Ray*``
NAME_END = re.compile(r"\s*[,;(\[\t–—]|\s+-\s")
ANSWER = re.compile(  # ``Ann Lee: YES (late)``
    r"([A-ZÀ-Þ][\w'’.-]*(?: [\w'’.-]+){1,4}(?: \([^()]{1,30}\)){0,2})\s*[:–-]\s*(yes|no|present|absent|apologies|"
    r"regrets|excused|here)\b(?: \([^()]*\))?",
    re.IGNORECASE,
)
_PRESENCE = re.compile(  # or what was done about apologies
    r"(?<=[a-z])\s+(?:(?:were|was|are|all|and)\s+){0,4}(?:present|in attendance|sanctioned|accepted|noted|approved)\.?$"
)
NUMBER = re.compile(r"\(?\d{1,3}\)?(?: (?:people|members|present|attendees))?\.?")
SENTENCE = re.compile(r"(?<=[a-z]{3})\. ")
TELLS = re.compile(
    r"(?-i:(?:[A-Z][\w.'’-]* ){1,3})(?:spoke|said|gave|reported|thanked|explained|asked|proposed|presented|"
    r"welcomed|opened|took|seconded|noted|advised|updated|outlined|confirmed|introduced|informed|declared|described|commented|raised)\b|"
    r"(?:apologies|regrets|apology)\b[^:]*\s(?:were|was|had|have|from)\b|"
    r"(?-i:[^:]*(?: [a-z]+){3}\. (?:Apologies|Regrets)\b)",  # a sentence, and behind it another
    re.IGNORECASE,
)
EXCUSED = re.compile(
    r"\b(?:was|were) (?:unable|not able) to (?:attend|join|be present)\b|\bdid not attend\b|"
    r"\b(?:sent|gave|given|tendered|offered)\b.{0,20} apologies\b"
)
ATTENDED = re.compile(
    r"\b(?:were|was) (?:also )?(?:present|in attendance)"
    r"(?: (?:at|for) th(?:is|e) (?:item|meeting)| as (?:an )?observers?)?\b|\bmay be late\b"
)
_JOINED = re.compile(  # ``also in the room were Ann Lee and Bob Ray``
    r"(?:(?:also|plus|joined|joining|together|along)|"
    r"(?:there|here|present|attending|in attendance|online)(?= (?:was|were)\b))"
    r"(?: (?:in|the|room|hall|online|by|on|via|phone|zoom|teams|were|was|present|attending|there|here|with|remotely))*"
    r"[:,]? (?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(r"(?:(?:[A-Z][\w'’.-]+ ){2,3}\([^()]{2,40}\)[,;]?(?: |$)){4,}")  # "Ann Lee (Fen) Bob Ray (Pond)"
FEW = 3  # names that show what those of a list have in common
LINE = 4  # words that a sentence has more of
LONGEST_LABEL = 9  # words that a group or an office has at most
SEVERAL = 3  # people who show that a list begins
NEXT = 30  # characters of the next item that say what it is
NEAR = 400  # characters behind a label that must begin with names
LONGEST_ROLL = 2_000  # characters of a list that no word says to be one
OPENING = 12  # blocks in which a list of names needs no heading
ABOVE = 5  # blocks above a roll that may state its day
FURTHEST = 300  # blocks behind which no roll says when the meeting was
FAR = 60  # blocks in which lines of names with their initials need none
_COLON = re.compile(r"(?<!acct)(?<!mailto):(?!\d\d|//)")


def label_of(block: Block) -> tuple[str, str, bool]:
    """Part a block into a label and what follows its colon; the third says whether it surely is a label.

    Examples
    --------
    >>> label_of(Block("line", "Present: Ann, Bob", "line 1"))
    ('Present', 'Ann, Bob', True)
    """
    text = REFERENCE.sub("", block.text).strip()
    if len(text) > 2000 and ":" not in text[:100]:
        return "", "", False
    if match := TOLD.match(text) or VERBAL.match(text):
        said = match.groupdict()
        return said.get("label") or said.get("also") or "present", text[match.end() :], True
    colon = _COLON.search(lists.masked(text[:120]))
    begun = text[: colon.start()] if colon else ""
    amid = lists.commas(begun) and all(map(is_surely_name, lists.split(begun)))  # "A Lee, B Ray: Clerk"
    if colon and begun and not amid:
        return text[: colon.start()].strip("*_ "), text[colon.end() :].strip().lstrip("-–— "), True
    dashed = _DASHED.match(text[:2000])
    numbered = (
        dashed and block.kind == "numbered" and "/" in dashed[0][dashed.end(1) : dashed.start(2)]
    )  # two languages
    if dashed and not numbered and block.kind != "heading" and heading(dashed[1], sure=dashed[0][dashed.end(1)] == "—"):
        comma = "," in text[dashed.end(1) : dashed.start(2)]  # people stand behind it
        if not comma or is_people(dashed[2]) or titles.begins_name(dashed[2].split()):
            return dashed[1], text[dashed.start(2) :], True
    first = _FIRST_WORDS.match(text[:120])
    plain = first and (block.kind != "heading" or titles.is_titled(text[first.end() :]))
    people = STOP.split(text[first.end() : 2000])[0] if first and plain else ""
    people = "" if key(people).endswith("absence") else people
    number = len(lists.split(people))
    if first and (
        (
            (is_people(people) or _ONE_TITLED.fullmatch(people))
            and (number > 1 or first[0].lower().startswith(("apol", "in att", "present")))
        )
        or (number > 3 - bool(lists.SEVERAL.match(people)) and is_group(people))
    ):
        return first[0].partition("(")[0].strip(" ."), text[first.end() :], True
    return text, "", block.kind in {"heading", "numbered"} or block.strong


def above_roll(blocks: Sequence[Block]) -> Sequence[Block]:
    """Give the lines next above the first roll, wherever it stands: a page's menu may come before them."""
    lines = [block for block in blocks[:FURTHEST] if block.kind not in {"row", "front"}]
    heads = (heading(label, sure=sure) for label, _rest, sure in map(label_of, lines))
    at = next((index for index, head in enumerate(heads) if head and head.first), 0)
    return lines[max(0, at - ABOVE) : at]


def may_list(rest: str, head: Heading) -> bool:
    """Whether what follows a label can be names: at least half of it reads so, or it says that there is nobody."""
    parts = lists.split(without_lead(rest))
    named = sum(read_person(part) is not None for part in parts)
    return not is_sentence(without_lead(rest)) and (
        head.status is None or not parts or named * 2 >= len(parts) or is_remark(rest)
    )


def is_entry(text: str, label: str) -> bool:
    """Whether a line with a colon is one entry: ``AS: Ann Smith``, ``Ann Smith: will be late``."""
    if initials_label(text)[1]:
        return read_person(text) is not None
    rest = text.partition(":")[2]
    several = len(lists.split(rest)) > 1 and not (
        titles.is_titled(label) or titles.is_forename(label.split(" ", maxsplit=1)[0])
    )
    begun = titles.begins_name(label.split() or ["-"])
    sided = not begun and titles.begins_name(rest.split() or ["-"])  # "Fen Isle: Ann Lee"
    if (several or sided or has_organisation_word(label)) and is_people(
        rest
    ):  # "Fen Council: Ann Lee", "Core: Ann Lee, Bo Ray"
        return False
    bare = lists.outside(label).strip()
    name = bare.split(",")[0].split() if bare == label else ()  # a bracket is rather beside a name than a group
    capital = all(word[:1].isupper() or word.casefold() in PARTICLES for word in name)  # not so ``Ex officio``
    if set(key(label).split()) <= COMPANIONS | PRESENT | BESIDES or (titles.is_office(bare) and bare == label):
        return False
    if nobody.CHOSEN.match(label):  # "Ex Officio: Ann Lee"
        return False
    return len(label.split()) > 1 and capital and looks_like_name(bare) and not closes(label)


def is_group(rest: str) -> bool:
    """Whether what follows the name of a group is its people: full names, or three names or more of any length.

    Examples
    --------
    >>> is_group("Ann Smith, Bob Ray"), is_group("Ann, Bob, cat"), is_group("Fen, Pond")
    (True, True, False)
    """
    parts = lists.split(rest)
    familiar = all(titles.is_forename(part.strip(". ")) for part in parts)
    plain = len(parts) >= 3 - familiar and all(looks_like_name(lists.outside(part).strip()) for part in parts)
    if any(map(only_closes, parts)):
        return False
    return all(is_surely_name(part) or part.startswith("Apologies from ") for part in parts) or (
        plain and not is_sentence(rest)
    )


def are_groups(*blocks: Block) -> bool:
    """Whether lines are groups and their people, some of them several: ``Pond: Ann, Bob`` above ``Fen: Cat``."""
    labels = [label_of(block)[:2] for block in blocks]
    people = [lists.split(rest) for _label, rest in labels]
    plain = all(looks_like_name(lists.outside(part).strip()) for parts in people for part in parts)
    known = (is_surely_name(label) and not has_organisation_word(label) for label, _rest in labels)
    strange = any(known) or any(closes(label) or titles.is_forename(label) for label, _rest in labels)
    return plain and not strange and all(people) and max(map(len, people)) > 1


def who_attended(text: str) -> str:
    """Give the people of ``Ann, Bob and Cat were present``, ``plus Ann Lee``; blank for a line that says more."""
    joined = _JOINED.match(text)
    if joined and is_people(text[joined.end() :]):
        return text[joined.end() :]
    match = ATTENDED.search(text)
    people = text[: match.start()] if match and match.end() > len(text) - 2 and "late" not in match[0] else ""
    return people if people and is_group(people) else ""


def is_bare_roll(text: str) -> bool:
    """Whether a line is plainly a list of people, ``Ann Smith (AS), Bob Ray (BR), …``, though no heading says so."""
    if _IN_A_ROW.fullmatch(text):
        return True
    people = lists.split(text)
    titled = bool(re.match(r"(?:Cllrs|Councillors|Messrs)\b", text)) and is_people(text)
    if (
        titles.is_titled(text.partition(" - ")[2])
        or len(people) < 3 - titled
        or not (titled or is_explained(people[0]) or is_surely_name(people[0]))
    ):
        return False
    telling = [is_explained(part) or titles.is_titled(part) for part in people]
    offices = sum(is_surely_name(part) and titles.is_office(part.rpartition("(")[2].strip(")")) for part in people)
    officers = offices * 2 > len(people) > SEVERAL and is_people(text)  # "Ann Lee (Chair), Bob Ray (Clerk), …"
    return titled or officers or sum(telling) >= 0.8 * len(people)


def is_explained(text: str) -> bool:
    """Whether a text is a full name with its own initials: ``Ann Smith (AS)``, ``Bob Ray (Manager) BR``."""
    person = read_person(text)
    return bool(person and person.initials and " " in person.name.written)


def group_of(text: str, *, grouped: bool) -> tuple[str, str]:
    """Part ``Pond Place – Ann Smith, Bob Ray (Chair)`` from its group; two blanks if it is not of that kind.

    Where those above are `grouped`, one may stand behind the dash; behind capitals several surnames alone.
    """
    group, dash, names = text.partition(" – ") if " – " in text else text.partition(" - ")
    people = lists.split(names)
    if re.fullmatch("[A-Z][A-Z&]{2,5}", group) and len(people) > 1 and all(map(str.isalpha, people)):
        return group, names
    plain = len(people) > 1 - grouped and all(
        is_surely_name(part) and not nobody.is_aside(lists.outside(part)) for part in people
    )
    alone = not (titles.is_titled(group) or titles.is_forename(group.split(" ")[0]))
    alone = alone and "," not in group + names.split(" ")[0]
    return (group.strip(), names) if dash and plain and alone else ("", "")


def is_remark(rest: str) -> bool:
    """Whether what follows a label is a remark, with the names below: ``Attendees: (in order of arrival)``."""
    return (rest.startswith("(") and rest.endswith(")") and len(rest.split()) > 2) or not any(map(str.isalnum, rest))


def forename_first(blocks: Sequence[Block]) -> list[Block]:
    """Write names of a list or a column, surname first in each, as they are spoken.

    Examples
    --------
    >>> lines = [Block("item", text, "") for text in ("LEE, Ann (Pond)", "RAY, Bob", "End")]
    >>> [block.text for block in forename_first(lines)]
    ['Ann LEE (Pond)', 'Bob RAY', 'End']
    >>> [block.text for block in forename_first([Block("item", "LEE, Nurse", ""), Block("item", "RAY, Clerk", "")])]
    ['LEE, Nurse', 'RAY, Clerk']
    """
    lines: list[Block] = []
    for (row, alike), run in groupby(blocks, _form):
        lot = [*run]
        columns = [*zip(*(block.cells if row else (block.text,) for block in lot), strict=False)] if alike else []
        if columns:
            cells = zip(*map(_forenames_first, columns), strict=True)
            lot = [_with_cells(block, new) for block, new in zip(lot, cells, strict=True)]
        lines += lot
    return lines


def _form(block: Block) -> tuple[bool, int]:
    """Say what lines that are turned together share: a table and its width, or that each begins with a surname."""
    row = block.kind == "row"
    return row, 100 * block.part + len(block.cells) if row else int(_SURNAME_FIRST.fullmatch(block.text) is not None)


def _with_cells(block: Block, cells: tuple[str, ...]) -> Block:
    return structs.replace(block, cells=cells) if block.kind == "row" else structs.replace(block, text=cells[0])


def _forenames_first(texts: Sequence[str]) -> Sequence[str]:
    matches = [_SURNAME_FIRST.fullmatch(text.strip()) for text in texts]
    pairs = [(match["surname"], match["fore"]) for match in matches if match]
    capitals = sum(head.isupper() and len(head) > 1 and not tail.isupper() for head, tail in pairs)
    surnames, fores = (sum(titles.is_forename(pair[place].split(" ")[0]) for pair in pairs) for place in (0, 1))
    sure = capitals > 1 or (fores - surnames > 1 - (len(pairs) >= SEVERAL) and fores * 2 >= len(pairs))
    offices = any(titles.is_office(fore) for _surname, fore in pairs)
    if not sure or offices or 2 * len(pairs) < sum(map(bool, texts)):
        return texts
    lines = zip(texts, matches, strict=True)
    return [f"{match['fore']} {match['surname']}{match['rest']}" if match else text for text, match in lines]


def is_surely_name(text: str) -> bool:
    """Whether an entry can hardly be anything but a person: a ticked name, or two words or more in capitals.

    Examples
    --------
    >>> is_surely_name("Ann van der Berg (AB)"), is_surely_name("Ann will do it")
    (True, False)
    """
    tick, text = ticked(text)
    person = read_person(text)
    if person is None or is_sentence(text) or closes(person.name.written):
        return False
    words = person.name.written.replace(".", ". ").split()
    sure = tick is not None or bool(titles.before_surname(text))
    return sure or (len(words) >= 2 and all(word[:1].isupper() for word in words if word not in PARTICLES))


def first_of_list(text: str) -> Listed | None:
    """Read the first person of a line of people; None if most of it are none."""
    people = [read_person(part) for part in lists.split(text)]
    return next(filter(None, people)) if len(people) > 1 and people.count(None) * 2 < len(people) else None


def lists_people(text: str) -> bool:
    """Whether a line can be nothing but names: several, or one with a title."""
    return is_people(text) and (titles.is_titled(text) or len(lists.split(text)) > 1)


def is_people(text: str) -> bool:
    """Whether a paragraph is names and nothing else: ``Cllr A Lee, Cllr B Ray``, ``Ann Smith (AS)``.

    Examples
    --------
    >>> is_people("Cllr A Lee, Cllr B Ray - Chairman"), is_people("Cllr A Lee will go")
    (True, False)
    """
    text = nobody.without_counted(text)
    parts = lists.split(text)
    words = re.sub(r"\b(?:to|for) (?=[A-Z])", "", lists.outside(text)).split()  # "Clerk to Governors"
    small = any(word.islower() and word not in PARTICLES | {"and", "of", "the"} for word in words)
    return bool(parts) and not small and all(is_surely_name(part) for part in parts)


def begins_list(text: str, number: int = 2) -> bool:
    """Whether a line begins with so many names, each before a comma; before those of one that goes on an odd part."""
    heads = text.split(",", number + 1)
    begins = len(heads) > number and all(map(is_people, heads[:number]))
    return begins or (text.endswith(",") and len(heads) > number + 1 and all(map(is_people, heads[1:-1])))


def without_lead(rest: str) -> str:
    """Take ``received from`` and the like off what follows a label.

    Examples
    --------
    >>> without_lead("received from Ann Smith")
    'Ann Smith'
    """
    return _PRESENCE.sub("", _LEAD.sub("", _EMPHASIS.sub(r"\2", rest.strip())))


def in_own_words(block: Block, words: AbstractSet[str]) -> Block:
    """Say a heading of the study's own in the word every reader knows."""
    label, _colon, rest = block.text.partition(":")
    return structs.replace(block, text=f"Present:{rest}") if words and key(label) in words else block


def names_people(label: str, rest: str, *, grouped: bool) -> bool:
    """Whether a label inside a roll is a group or an office, and what stands beside it its people."""
    office, group = titles.is_office(label), is_group(rest)
    crowd = label.isupper() and lists.commas(rest) > 1
    closing = only_closes(label) if grouped or crowd else closes(label) or len(label.split()) > LONGEST_LABEL
    papers = re.search(r"\b(?:copied|circulated|tabled|signed|agreed|distributed|sent)\b", label)  # of papers
    plain = (grouped or crowd) and all(looks_like_name(lists.outside(part).strip()) for part in lists.split(rest))
    listed = group or ((office or plain) and not is_sentence(rest))
    return (office and is_surely_name(rest)) or (listed and not (closing or papers))


def of_this_meeting(text: str) -> str:
    """Give a text up to where it begins to tell of another meeting.

    Examples
    --------
    >>> of_this_meeting("All agreed. I went to a meeting of the Fen Club. Ann Lee was present.")
    'All agreed. I '
    """
    other = _ELSEWHERE.search(text)
    return text[: other.start()] if other else text


def begins_matter(text: str) -> bool:
    """Whether a line begins another matter, and may say beside it of when or of whom.

    Examples
    --------
    >>> [begins_matter(text) for text in ("Meeting minutes – April 6", "Minutes – Ann Lee", "Clerk – Ann Lee")]
    [True, False, False]
    """
    head = NAME_END.split(text)[0]
    text = text.lstrip(";")  # as a wiki marks a heading
    return only_closes(text) or (" " in head and only_closes(head))
