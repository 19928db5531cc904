"""A line with several names → one text for each: a hand-written scanner, so that time grows with the length only.

A line is judged by what it is made of, never by how long it is. What follows a name and is no name of its own - a role,
an organisation, a reason - stays with it; people who are only counted are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sna import names
from sna.load.minutes.nobody import (
    BRACKETED,
    DASH,
    INITIALLED,
    POSTS,
    UNITS,
    commas,
    cut,
    ends_in_name,
    in_usual_order,
    is_aside,
    is_full,
    is_nothing,
    masked,
    outside,
    unpunctuated,
    without_counted,
)
from sna.names import titles, vocabulary
from sna.names.titles import has_organisation_word

__all__ = ["SEVERAL", "are_apart", "commas", "masked", "outside", "split"]

_AND = re.compile(r"(?:^|\s)(?:and(?: and)?|und|et|as well as|(?:together|along) with)\s|\s*&\s|\s\+\s", re.IGNORECASE)
_RUN_ON = re.compile(  # a comma forgotten: ``Ann Smith (AS) Bob Ray, Clerk (BR)``
    r"(\([A-Z][A-Z -]{0,3}[A-Z]\))[\s,]+(?=[A-ZÀ-Þ][^();]{1,60}\([A-Z][A-Z -]{0,3}[A-Z]\))|"
    r"(\))\s+(?=[A-ZÀ-Þ][^,;()]{1,40}\([A-Z]{2,4}\))"
)
_OWN_INITIALS = re.compile(  # ``Ann Lee (AL) - Clerk Bob Ray (BR) - Fen & Vale Club Cat Wu (CW)``
    r"(?<!\band)(?<![&,;:.])\s+(?=([A-Z])[\w'’-]+ ([A-Z])[\w'’-]+ \(\1\2[a-z]?\))"
)
_TITLE_AMID = re.compile(rf";|\b{titles.TITLE}\b")
_BRACKETS = re.compile(r"\)\s+(?=([A-ZÀ-Þ][a-zà-þ]+ [A-ZÀ-Þ][a-zà-þ]+) \([A-Z])")  # "Ann Lee (Fen) Bob Ray (Pond)"
_COUPLE = re.compile(
    rf"\b({titles.TITLE})\.?\s*(?:&|and|\+|/)\s*({titles.TITLE})\.?\s+((?:[A-Z]\.?\s+){{0,2}}[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+)?)"
)
_INITIALS_OF_TWO = re.compile(r"\b([A-Z])\.?\s*&\s*([A-Z])\.?\s+(?=((?:[A-Z][\w'’-]+)))")  # ``A&B Lee``
_VIA = re.compile(  # how those behind it took part
    r"(?<=[a-z).])[\s,;.]+(?i:(?:and\s+)?(?:by|via|on|over|through)\s+(?:zoom|teams|phone|telephone|video|skype))\s*[:,–-]?\s+"
    r"(?=[A-Z])"
)
_KIND = re.compile(  # who those behind it are: ``plus local residents Ann Lee, Bob Ray``
    r"(?:^|(?<=[a-z).,;])[\s,;]{1,6})(?:(?:plus|and|also|with|together with|along with|including|the)\s+){0,4}"
    r"(?:(?:[Ll]ocal|[a-z]+)\s+)?(?:(?:residents|parishioners|visitors|guests|observers|parents|volunteers|neighbours)|"
    r"(?<=local )resident|(?<=plus )(?:resident|guest|visitor))\s*[:,–-]?\s+"
    rf"(?=(?:{titles.TITLE}\.?\s+)?(?:[A-Z]\.?\s+){{0,4}}[A-Z][a-z'’-]+\s+[A-Z])"
)
_MINUTED = re.compile(  # ``AL, BR.  Minutes by AL``; ``Ann Lee, minutes: Bob Ray``
    r"\.\s+(?:[Mm]inutes|[Nn]otes)(?: taken)? by (?=[A-Z])|"
    r"[,;.]\s+(?i:minutes|notes|scribe|(?:minute|note)[ -]?taker): (?=[A-Z])"
)
_SLIP = re.compile(rf"\b({titles.TITLE}\.? [A-Z]), (?=[A-Z][a-z])")  # ``Mrs E, Lee``
_AND_FROM = re.compile(
    rf",?\s+(?:and|also|and also)\s+(?:from\s+(?=[A-Z])|for\s+(?={titles.TITLE}\b))|,\s+also\s+(?=[A-Z])"
)
_PLUS = re.compile(r",?\s+(?:and\s+)?(?:plus|along with|together with|as well as)\s+(?=[A-Z][\w'’.-]* [A-Z])")
_OFFICES = re.compile(  # ``Ann Lee (AL) Clerk/Chair Bob Ray (BR)``
    r"(\([A-Z]{2,4}\)) ?([A-Z][a-z]+)((?:/[A-Z][a-z]+)?) (?=[A-Z][\w'’-]+ [A-Z][\w'’-]+ ?\([A-Z]{2,4}\))"
)
_INCLUDING = re.compile(r"\((?:[Ii]ncluding|[Ii]ncl\.?) (?=[A-Z])([^()]*)\)")
_BODY_OF_TWO = re.compile(r"\b([A-Z]{2,4}) & (?=[A-Z]{2,4} (?:Borough|County|District|Parish|Town)\b)")
_LINK = re.compile(r"^(?:and|&|also)\s+")
_NEXT_OFFICE = re.compile(  # ``Chair: Mr Lee: Clerk: Mr Ray``; ``: Clerk Mr Ray``
    rf"(?<=[a-z])\s*:\s*(?=([A-Z][A-Za-z -]{{2,30}}?)(?::\s|\s{titles.TITLE}\b))"
)
_HOLDER_NEXT = re.compile(  # ``Lee, Ray – Clerk Mrs Wu``
    rf"(?<=, )([A-Z][\w'’-]+)\s+[-–—]\s+(?=(?:[Tt]he\s+)?[A-Z][a-z]+ {titles.TITLE}\.? [A-Z])"
)
_SIDE = re.compile(r"(?:for )?([^:;()]+?)(?::| [-–—]) (.+)")
_GROUP = re.compile(
    r"(?:\w+ )?(?:Members|Officers|Councillors|Trustees|Governors|Directors|Guests|Observers|Visitors|Staff)"
)
_WORD = re.compile(r"[A-Z][\w'’-]+")
_TIGHT = re.compile(r"(?<=[a-z]):(?=[A-Z][a-z])")
_SET_APART = re.compile(r"\s*\(|\s[-–—]\s|[–—:]")
_BETWEEN = [re.compile(mark) for mark in (r"(?:^|\s)\d{1,2}[.)]\s+(?=[A-Z])", r"[•·|\t]", r"\s*/\s*", r"\s[–—-]\s")]
SEVERAL = re.compile(
    r"(?:Cllrs|Drs|Profs|Messrs|Mesdames|Misses|(?:Councillor|Trustee|Director|Governor|Supervisor|Commissioner|"
    r"(?:(?:Board|Council|Committee|Commission)[- ]?)?[Mm]ember)s)\b"
)
_PLURAL = re.compile(r"^(Councillor|PCSO)['’]?s(?= )|^(?:Messrs|Mesdames)\.? ")
_OFFICE_COMMA = re.compile(  # ``Supervisor, Ann Lee Town Clerk, Bob Ray``
    r"(?:^|(?<=[a-z])\s|;\s*(?:and\s+)?)((?:(?:Deputy|Vice|Town|City|County|Village|Parish|Highway|Assistant|Board)\s){0,4}"
    rf"(?i:{POSTS})(?: at [Ll]arge)?),\s+(?=[A-Z])"
)
_OFFICE_DASH = re.compile(  # ``President – Ann Lee, Pond Co-Chairmen – Bob Ray and Cat Wu``
    rf"(?:^|\s*[,;]\s+(?:and\s+)?|\s+and\s+)((?:[A-Z][\w/.-]*\s+){{0,4}}(?i:{POSTS}))\s+[-–—]\s+(?=([A-Z][\w'’.-]*)\s+[A-Z])"
)
_MANY = re.compile("(?:men|women|s)$")
_ALL_SHORT = re.compile(r"[A-Z]{2,4}\.?(?:,\s*[A-Z]{2,4}\.?){2,}")
_BODY_BEFORE = re.compile(  # ``Fen Council Cllrs``
    r"\b[A-Z][\w&]*(?: (?:&|[A-Z][\w&]*)){0,8}(?: \([A-Z]+\))? (?=Cllrs\b)"
)
_TURNED = re.compile(r"(?:Cllrs?,? )?([A-Z][\w'’-]+)(?: \([^()]*\))?,? ((?:[A-Z]\.?){1,2})")
_TURNED_EACH = re.compile(r"(?<![\w.] )\b([A-Z][a-z][\w'’-]+)(?: \([^()]*\))?,? ((?:[A-Z]\.?){1,2})(?=\s*(?:;|$))")
_THE = re.compile(r"(?:^|(?<=[,;] ))[Tt]he (?:(?:Very|Right|Rt\.?|Most) )?(?=(?:Rev|Ven|Hon|Canon)\w*\.? )")
_PLURAL_LABEL = re.compile(rf"({SEVERAL.pattern}):\s+(?=[A-Z])")  # "Cllrs: Lee, Ray"
_ALL_OF = re.compile(
    r"(.*\S)\s*[-–—(,;]\s*all (?:of |from |for )?(?:the )?([A-Z][^,;()]*?)[).]*"
)  # ``Ann, Bob – all Fen Trust``
_IN_COLUMNS = re.compile(  # ``Ann Lee   (AL) Clerk``
    r"[^\t,;(]+(?:\t|\s{3,}|\s\|\s)\([A-Z][A-Za-z]{1,3}\)(?: [A-Z][^()\t]*)?"
)
_EXPLAINED = re.compile(r"[A-Z][\w .'’-]+ \([A-Z]{2,4}\)")
_BEHIND_INITIALS = re.compile(r"\([A-Z]{2,4}\) [A-Z]\w+ [A-Z]\w+$")
_SHORT_POST = re.compile(r"(?:[A-Z]/?\.?){2,5}\.?")  # among people with titles: ``D.O.S.``
_SHORT = re.compile("[A-Z][A-Za-z]{1,3}")
_ALL_INITIALS = re.compile(r"[A-Z]{2,3}(?:\s+[A-Z]{2,3}){2,}")
FEWEST = 3  # people with titles who show that all of a list have them


def split(text: str) -> list[str]:
    """Split a line of names at semicolons if it has any, else at commas and ``and``; never inside brackets.

    What follows a comma but is no name of its own - a role, an organisation - stays with the name before it.

    Examples
    --------
    >>> split("Ann Smith (Age UK), Bob Ray and Cat Wu")
    ['Ann Smith (Age UK)', 'Bob Ray', 'Cat Wu']
    >>> split("Ann Smith, Lay member; Bob Ray, Pond Trust")
    ['Ann Smith, Lay member', 'Bob Ray, Pond Trust']
    >>> split("A. Smith - Chairman. Mrs. Ray, Cllr B Wu (Clerk) Cllr C Fox together with 3 members of the public.")
    ['A. Smith - Chairman.', 'Mrs. Ray', 'Cllr B Wu (Clerk)', 'Cllr C Fox']
    >>> split("Mr & Mrs Jones")
    ['Mr Jones', 'Mrs Jones']
    """
    return [*_split(text)]


@lru_cache(maxsize=1 << 12)  # a line is looked at as a list, as columns and as a heading
def _split(text: str) -> Sequence[str]:
    if _IN_COLUMNS.fullmatch(text):
        return [text]
    if len(_OWN_INITIALS.findall(text)) >= FEWEST and not (commas(text) or _TITLE_AMID.search(text)):
        text = _OWN_INITIALS.sub("; ", text)
    text = in_usual_order(text)
    text = _HOLDER_NEXT.sub(r"\1, ", _PLUS.sub(", ", _BODY_BEFORE.sub("", text)))
    if (all_of := _ALL_OF.fullmatch(text)) and names.looks_like_organisation(all_of[2]):
        return [f"{entry}, {all_of[2]}" for entry in split(all_of[1])]
    text = _BODY_OF_TWO.sub(r"\1&", _INCLUDING.sub(r", \1, ", text))
    if not titles.is_titled(text) and not titles.is_office_word(text.split(" ")[0]):
        text = _OFFICES.sub(lambda match: f"{match[1]} {match[2]}{match[3].replace('/', ', ')}, ", text)
    text = _PLURAL_LABEL.sub(r"\1 ", _THE.sub("", _TIGHT.sub(": ", text)))
    text = _SLIP.sub(r"\1. ", _MINUTED.sub(", ", _VIA.sub(", ", _KIND.sub(", ", text)))).lstrip(", ")
    if _OFFICE_COMMA.match(text) and len(_OFFICE_COMMA.findall(text)) > 1:
        text = _OFFICE_COMMA.sub(r"; \1: ", text).lstrip("; ")
    text = _with_offices_apart(text)
    text = _NEXT_OFFICE.sub(lambda match: ", " if titles.is_office(match[1]) else match[0], text)
    text = _INITIALS_OF_TWO.sub(r"\1 \3, \2 ", text)
    text = _COUPLE.sub(r"\1 \3, \2 \3", without_counted(_AND_FROM.sub(", ", text))).rstrip(" ;,")
    text = _RUN_ON.sub(r"\1\2, ", _by_body(_evenly(text)))
    text = _BRACKETS.sub(lambda match: match[0] if is_aside(match[1]) else "), ", text)
    if _ALL_INITIALS.fullmatch(text) and not any(map(titles.is_forename, text.split())):  # "AL BR CW"
        return text.split()
    turned = [_TURNED.fullmatch(part) for part in cut(text, ";\n")]
    some = len(turned) > FEWEST and sum(map(bool, turned)) * 3 > 2 * len(turned)
    if some or (len(turned) > 1 and all(turned)):  # "Lee, A; Ray, B"
        text = _TURNED_EACH.sub(r"\2 \1", text)
    parts = [_LINK.sub("", piece) for part in cut(text, ";\n") for piece in _of_side(part)]
    return _entries(text) if len(parts) == 1 else [*_among_semicolons(parts)]


def _with_offices_apart(text: str) -> str:
    """Part people from the offices before them, a dash between the two; who share one are only parted.

    Examples
    --------
    >>> _with_offices_apart("President – Ann Lee, Vice President – Bob Ray"), _with_offices_apart("Clerk – Ann Lee")
    ('President: Ann Lee; Vice President: Bob Ray', 'Clerk – Ann Lee')
    """
    offices = [*_OFFICE_DASH.finditer(text)]
    people = [titles.is_forename(match[2]) and not titles.begins_name(match[1].split()) for match in offices]
    if len(offices) < 2 or sum(people) * 2 < len(people):
        return text
    plural = (bool(_MANY.search(office[1])) and not _GROUP.fullmatch(office[1]) for office in offices)
    return _OFFICE_DASH.sub(lambda match: ", " if next(plural) else f"; {match[1]}: ", text).lstrip(",; ")


def _among_semicolons(parts: Sequence[str]) -> Iterator[str]:
    """Give the entries of parts that stand between semicolons."""
    # Among semicolons a comma stands inside an entry, unless each of its parts has a title, or most have initials.
    finer = [_entries(part) for part in parts]
    loose = [
        not commas(part) or _are_people(piece) or bool(SEVERAL.search(part)) or _are_familiar(piece)
        for part, piece in zip(parts, finer, strict=True)
    ]
    others = [
        all((is_full(one) or titles.is_holder(one)) and not is_aside(outside(one).strip()) for one in piece)
        for piece in finer
    ]
    loose = [sure or (any(loose) and other) for sure, other in zip(loose, others, strict=True)]
    for part, piece, several in zip(parts, finer, loose, strict=True):
        yield from (entry for entry in (piece if several else _of_one_body(part)) if not is_nothing(entry))


def _of_side(part: str) -> list[str]:
    """Part people from the body or group before them: ``Fen Trust: A Lee, B Ray``, ``Members – Ann Lee, Bob Ray``."""
    match = _SIDE.fullmatch(part)
    body, people = match.groups() if match else ("", "")
    entries = [piece for entry in cut(people, ",") for piece in _AND.split(entry)]
    group, sure = _GROUP.fullmatch(body), has_organisation_word(body)
    titled = " " in body and ": " in part and all(titles.is_titled(one) or INITIALLED.fullmatch(one) for one in entries)
    listable = titled or ((group or sure) and all(is_full(entry) and not is_aside(entry) for entry in entries))
    person = not group and (titles.is_office(body) or titles.is_titled(body) or INITIALLED.match(body))
    return [f"{entry}, {body}" if sure else entry for entry in entries] if listable and not person else [part]


def _of_one_body(part: str) -> list[str]:
    """Part two people from what both belong to: ``Ann Lee and Bob Ray, Pond Trust``."""
    head, _comma, body = part.partition(", ")
    people = _AND.split(head) if is_aside(outside(body).strip() or "-") else []
    return [f"{person}, {body}" for person in people] if len(people) > 1 and all(map(is_full, people)) else [part]


def _evenly(text: str) -> str:
    """Write semicolons for numbers, dots, strokes or dashes where they stand between full names alone."""
    for mark in _BETWEEN:
        pieces = [piece.strip(" ,;") for piece in mark.split(text) if piece.strip(" ,;")]
        names_alone = all(is_full(piece) or titles.is_titled(piece) for piece in pieces)
        names_alone = names_alone and not any(map(titles.is_office, pieces))
        usual = [titles.is_forename(piece.split(" ")[0]) for piece in pieces]
        pair = len(pieces) == 2 and mark is not _BETWEEN[-1] and (all(usual) or (mark is _BETWEEN[2] and usual[-1]))
        if (len(pieces) > 2 or pair) and names_alone and not any(commas(piece) for piece in pieces):
            return "; ".join(pieces)
    return text


def _by_body(text: str) -> str:
    """Write semicolons where a name follows at once what the one before belongs to: ``Ann Lee, Fen Trust Bob Ray``."""
    for mark in (",", " - ", " – "):
        pieces = [piece.strip() for piece in (cut(text, mark) if mark == "," else text.split(mark))]
        ends = [titles.name_behind(piece) for piece in pieces[1:-1]]
        pairs = [(body, name) for body, name in ends if name and not body.endswith(",")]
        familiar = sum(titles.is_titled(name) or titles.is_forename(name.split(" ")[0]) for _body, name in pairs)
        bodies = sum(is_aside(body) for body, _name in pairs)
        tail = _without_initials(pieces[-1], len(pairs) + 1)
        several = len(pairs) > (mark == "," and tail == pieces[-1]) and not titles.name_behind(pieces[0])[1]
        if several and len(pairs) * 5 >= 4 * len(ends) and min(familiar, bodies) * 2 >= len(pairs):
            inner = [f"{body}; {name}" if name else body for body, name in ends]
            return f"{mark.rstrip()} ".join([pieces[0], *inner, tail])
    return text


def _without_initials(text: str, number: int) -> str:
    """Take off the initials of all that stand behind a list, in a column of their own."""
    words = text.split()
    short = words[-number:] if len(words) > number else []
    return " ".join(words[:-number]) if short and all(_SHORT.fullmatch(word) for word in short) else text


def _entries(text: str) -> list[str]:
    parts = [_LINK.sub("", part.lstrip(" .")) for part in cut(text, ",")]
    if _ALL_SHORT.fullmatch(text):  # nobody's body among initials
        return parts
    # "Fen Trust, Clerk, Ann Lee, Pond, Chair, Bob Ray"
    triples = [parts[at : at + 3] for at in range(0, len(parts), 3)]
    if len(triples) > 1 and all(map(ends_in_name, triples)):
        return [", ".join(triple) for triple in triples]
    full = all(len(outside(part).split()) > 1 for part in parts)
    pieces = [piece for part in parts for side in _conjoined(part, full=full) for piece in unpunctuated(side)]
    # Commas may be forgotten: "Ann Lee, Bob Ray Cat Wu, Dan Fox".
    throughout = sum(map(is_full, pieces)) >= max(3, len(pieces) // 2)
    pieces = [half for piece in pieces for half in _halves(piece, sure=throughout)]
    return [_PLURAL.sub(r"\1", entry) for entry in _attach([piece for piece in pieces if not is_nothing(piece)])]


def _are_people(pieces: list[str]) -> bool:
    explained, titled = (sum(map(bool, map(sign, pieces))) for sign in (BRACKETED.search, titles.is_titled))
    named = titled > 1 or all(titles.is_titled(piece) or bool(re.match(r"[A-Z]\.?\s+[A-Z]", piece)) for piece in pieces)
    bracketed = sum(map(is_full, pieces)) >= 0.8 * len(pieces) and "(" in pieces[0] and "(" in pieces[-1]
    return named or bracketed or (len(pieces) > 2 and explained * 3 >= 2 * len(pieces))


def _are_familiar(pieces: list[str]) -> bool:
    """Whether several full names and nothing else stand between two semicolons, most begun by a familiar forename."""
    familiar = sum(titles.is_forename(piece.split()[0]) for piece in pieces)
    if all(map(_WORD.fullmatch, pieces)):  # forenames alone
        return len(pieces) > 2 and familiar > 1 and not any(map(is_aside, pieces))
    return len(pieces) > 2 and all(map(is_full, pieces)) and familiar * 2 > len(pieces)


def _halves(part: str, *, sure: bool) -> list[str]:
    head = _SET_APART.split(part, maxsplit=1)[0]
    words = head.split()
    pairs = [" ".join(words[index : index + 2]) for index in range(0, len(words), 2)]
    initials = len(words) > 2 and all(len(word.strip(".")) == 1 for word in words[::2])
    few = len(words) in {4, 6} and sure and head == part and not any(map(titles.is_forename, words[1::2]))
    particles = {word.casefold() for word in words[::2] if not titles.is_forename(word)} & vocabulary.PARTICLES
    few = few and not particles and not titles.is_titled(part)  # "Zorri Jo Van Quellen"
    sure = few or all(map(titles.is_forename, words[::2])) or initials
    full = all(is_full(pair) or (initials and len(pair.split()[-1]) > 1) for pair in pairs)
    parted = sure and len(words) > 2 and len(words) % 2 == 0 and full and not is_aside(head)
    return [*pairs[:-1], pairs[-1] + part[len(head) :]] if parted else [part]


def are_apart(above: str, below: str) -> bool:
    """Whether two lines are a full name each, a stray comma behind the first: ``Ann Lee,`` above ``Bob Ray``."""
    name, _comma, note = below.partition(",")  # "Ann Lee," above "Bob, Pond member"
    below = below if not note or commas(note) or " " in name.strip() else f"{name.strip()} {name.strip()}"
    if all(_EXPLAINED.fullmatch(text.strip(" ,")) for text in (above, below)):  # "Ann (AL),", "Bob (BR)"
        return True
    alone = all(is_full(text.strip(" ,")) and "," not in text.strip(" ,") for text in (above, below))
    return alone and titles.is_forename(below.split(maxsplit=1)[0]) and not is_aside(below)


def _conjoined(part: str, *, full: bool) -> list[str]:
    """Split ``A & B`` and ``A and B`` where both sides are names; among full names ``Jo & Sam Lee`` are two."""
    sides, start = [], 0
    for match in _AND.finditer(masked(part)):
        word = part[match.end() : match.end() + 20].split(" ", maxsplit=1)[0]
        if not word[:1].islower() or titles.is_office_word(word):  # "was unwell and unable to come" is one reason
            sides.append(part[start : match.start()].strip())
            start = match.end()
    sides.append(part[start:].strip())
    merged = sides[:1]
    for index, side in enumerate(sides[1:]):
        if SEVERAL.match(sides[0]) and is_full(sides[index]) and names.looks_like_organisation(side):
            continue  # "Cllrs Ann Lee and Bob Ray and Fen Police": a body, and nobody in particular
        if _goes_on(sides[index], outside(side)):
            end = part.find(side, part.find(sides[index]) + len(sides[index])) + len(side)
            merged[-1] = part[part.find(merged[-1]) : end]
        else:
            merged.append(side)
    sides = merged
    words = outside(sides[-1]).split() if full and len(sides) == 2 else []
    familiar = len(words) == 2 and titles.is_forename(words[0]) and not titles.is_office_word(sides[0])
    short = rf"(?:(?:{titles.TITLE}|Messrs)\.? )?[A-Z]\.?" + "|[A-Z][a-z]+" * familiar  # "Messrs A & B Lee"
    if len(words) == 2 and (re.fullmatch(short, sides[0]) or titles.is_forename(sides[0])):
        sides[0] = f"{sides[0]} {words[1]}"
    return [side for side in sides if side]


def _goes_on(before: str, side: str) -> bool:
    """Whether what stands behind an ``and`` goes on with an organisation or a role: ``Pond and Vale UHB``."""
    side = re.split(r"\s[-–—]\s|,", side)[0]
    words = side.split()
    # "Pond and West Support Unit", "Parish Clerk and RFO Ann Ray"
    unit = _WORD.fullmatch(before) and UNITS.issuperset(words[-1:]) and not titles.is_forename(before)
    if words and (unit or (titles.is_office_word(words[0]) and titles.is_office(before))):
        return True
    if titles.is_holder(side) or titles.is_titled(side) or (words and titles.is_forename(words[0]) and len(words) > 1):
        return False
    behind = _BEHIND_INITIALS.search(before) and not titles.is_forename(side)  # "Ann Lee (AL) Fen Produce and Flowers"
    if len(words) == 1 and (
        behind or has_organisation_word(before.rpartition(": ")[0])
    ):  # "Fen Council: Roads and Bins"
        return True
    if side.startswith("the ") and titles.is_titled(before) and not has_organisation_word(before):
        return False
    capitals = len(words) > 1 and bool(re.fullmatch("[A-Z]{3,}", words[-1])) and not side.isupper()
    office = bool({"of", "for"} & set(outside(before).split())) and "(" not in side
    if words and words[0].casefold() == "the" and titles.is_office(side):
        return is_aside(outside(before).strip() or "-")
    return capitals or office or names.looks_like_organisation(side) or titles.is_office(side)


def _attach(parts: list[str]) -> list[str]:
    """Give back to a name what stands behind a comma and is none; where nothing is a name, each stands for somebody."""
    if len(parts) > 2 and parts[1].endswith("Governor") and not any(map(_is_somebody_else, parts[2:])):
        return [", ".join(parts)]  # of two places: "Mrs Ann Lee, Public Governor, Fen and Vale"
    dashed = sum(bool(DASH.search(outside(part))) for part in parts) > 1
    bare = [_head(outside(part).strip(" ."), sure=dashed) for part in parts]
    surnames = bool(titles.before_surname(parts[0])) if parts else False  # "Chair Lee, Vice Chair Ray"
    named = [_is_somebody(part) or (surnames and bool(titles.before_surname(part))) for part in parts]
    apart = [(not text or is_aside(text)) and not name for text, name in zip(bare, named, strict=True)]
    apart = [aside or odd for aside, odd in zip(apart, _odd(parts, bare), strict=True)]
    if all(apart) and not any(map(has_organisation_word, bare)) and (sum(map(bool, map(BRACKETED.search, parts))) != 1):
        return parts
    if len(parts) == 2 and titles.is_office(bare[0]) and not named[0] and not apart[1] and len(bare[1].split()) > 1:
        return [f"{parts[1]}, {parts[0]}"]  # "Clerk, Ann Lee"
    entries: list[str] = []
    sure = [not (aside or at) or titles.begins_name(parts[at].split()) for at, aside in enumerate(apart)]
    bare_names = any("(" not in part and is_full(part) and named for part, named in zip(parts, sure, strict=True))
    office = ""  # what stands before the name it belongs to: "the Clerk, Mrs Ray"
    for index, (part, text, aside) in enumerate(zip(parts, bare, apart, strict=True)):
        before = titles.is_office(text) and "(" not in part and (text[:4].casefold() == "the " or not entries)
        if before and titles.is_titled((*parts, "")[index + 1]) and not SEVERAL.match(parts[index + 1]):
            office = re.sub("^the ", "", part, flags=re.IGNORECASE)
            continue
        alike = bool(entries) and titles.is_office(text) and "," not in entries[-1]
        alike = alike and titles.is_office(outside(entries[-1]))
        above = DASH.split(outside(entries[-1]).split(",")[0])[0] if entries else ""  # "Ann Lee – Treasurer"
        of_office = bool(entries) and len(entries[-1].split()) > 1 and titles.is_office(above)
        explained = bool(entries) and len(part.split()) > 1 and bool(BRACKETED.search(entries[-1]))
        explained = explained and not (bare_names and is_full(part) and not has_organisation_word(part))
        loose = (of_office or (explained and "(" not in part and not part.startswith("Apologies "))) and not (
            titles.is_titled(part) or titles.begins_name(part.split()) or named[index]
        )
        if entries and (aside or loose) and not alike:
            entries[-1] = f"{entries[-1]}, {part}"
        else:
            entries.append(f"{office} {part}".strip())
        office = ""
    return entries


def _is_somebody_else(part: str) -> bool:
    return titles.is_titled(part) or titles.begins_name(part.split() or [""]) or "(" in part


def _odd(parts: list[str], bare: list[str]) -> list[bool]:
    """Say which parts the others show to be nobody: a word alone among people with titles."""
    titled = sum(map(titles.is_titled, parts))
    strict = titled >= FEWEST and titled * 2 > len(parts) and not any(map(SEVERAL.match, parts))
    return [
        (strict and " " not in text and not (titles.is_titled(part) or titles.begins_name(part.split() or [""])))
        or (titled >= FEWEST and titled * 5 > 2 * len(parts) and _SHORT_POST.fullmatch(text) is not None)
        for text, part in zip(bare, parts, strict=True)
    ]


def _is_somebody(part: str) -> bool:
    """Whether a part is an office and who holds it, ``the Secretary: Ann Lee``, or somebody with initials."""
    words, short = outside(part).split(), BRACKETED.search(part)
    titled = (rank := titles.RANKED.search(part)) and titles.is_office(part[: rank.start()].strip())  # "Chair Mr Lee"
    if short and words and titles.is_forename(words[0]) and short[0][1:-1] == "".join(word[0] for word in words):
        return True
    holder = re.search(r"\(([A-Z][\w'’-]+) [A-Z][\w'’-]+\)", part)  # "the Clerk (Ann Lee)"
    sure = holder and (part[:4].casefold() == "the " or titles.is_forename(holder[1]))
    if titled or (sure and titles.is_office(" ".join(words).removeprefix("the "))):
        return True
    office, mark, name = re.sub("^the ", "", part, flags=re.IGNORECASE).partition(": " if ": " in part else " - ")
    return bool(mark) and titles.is_office(office) and name[:1].isupper() and not is_aside(outside(name).strip())


def _head(text: str, *, sure: bool) -> str:
    """Give the name that stands before a dash; where none does, the whole."""
    head = DASH.split(text, maxsplit=1)[0].strip()
    return head if head and (sure or titles.is_titled(head) or titles.begins_name(head.split())) else text
