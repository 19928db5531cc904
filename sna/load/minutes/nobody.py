"""Words that stand for nobody in a roll, people of whom only the number is told, and names that nothing parts.

Such names end where what they are made of does: titles, offices, forenames, initials, brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sna import names
from sna.names import titles, vocabulary
from sna.names.titles import (
    TITLE_WORD,
    begins_name,
    has_organisation_word,
    is_duty,
    is_forename,
    is_holder,
    is_office,
    is_office_word,
    is_titled,
)
from sna.names.vocabulary import MODE, OFFICES, PARTICLES, RANKS

_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|several|some|a few|no)"
)
_COUNTED = re.compile(  # people of whom only the number is known
    rf"(?:^|[,.;]|\s\+\s?(?=\d)|\s(?:and|plus|were|was|(?:(?:together|along)\s+)?with)(?=\s)|\s&|\s(?=there\s)|"
    rf"\s(?={_NUMBER}\s)|(?<=\)))\s*"
    r"(?:(?:together|along)\s+with\s+|there\s+(?:were|was)\s+)?"
    rf"(?:also\s+)?(?:about\s+|approximately\s+|around\s+)?{_NUMBER}\s+(?:other\s+|local\s+)?"
    r"(?:members?\s+of\s+(?:the\s+)?(?:public|press|staff|(?:[A-Z][\w'’-]+\s+){0,3}(?:council|committee|board))|"
    r"(?:committee|council|board|parish|association)\s+members?|"
    r"(?:residents?|parishioners?|electors?|visitors?|guests|others|unidentified|"
    r"interested (?:persons|people|parties)|"
    r"(?:student|staff|board|other) (?:officers|members|governors)|members(?=,|\s+and\b))\b|"
    r"(?:(?:attendees?|people|participants?)\s+)?(?:in person|online|remote(?:ly)?|virtual(?:ly)?|by phone|"
    r"(?:on|via) zoom)\b|representatives?\b(?:\s+(?:of|from|for)\s+[^,;.:()–]{1,60})?)"
    r"(?:\s+(?:were|was))?(?:\s+(?:also\s+)?(?:present|in attendance|attended))?"
    r"(?:\s*\((?:for|from|until|part)\b[^()]*\))?(?:,?\s+including(?=\s+[A-Z]))?|^\W*members?\s+of\s+the\s+(?:public|press)\s*(?:[-–:(]\s*\w+\W*)?$|"
    r"(?:^|\s)(?:public\s+members?\s*[-–:]?\s*\d{1,3}(?:\s+number)?|\d{1,3}\s+number\b)|"
    rf"(?:^|\s)(?:members?\s+of\s+the\s+)?(?:public|press)\s*(?:[-–:]\s*)?(?:\d+|(?<=[-–:] ){_NUMBER})\b",
    re.IGNORECASE,
)
_TEAM = re.compile(r"(?:[\w ]+:\s*)?@[\w.-]+/[\w.-]+")  # a mailing list
_NOTHING = frozenset(
    "none nil n/a na nobody noone no-one nothing empty - – — . … ... none. n.a. zero keine aucun ninguno name names "
    "tbc tbd todo messrs yes no total totals".split()
)
_KIND = re.compile(  # people of whom only the kind is known, and what a page prints beside them
    r"(?:(?:all|the|other|some|various|most)\s+)?(?:[^\W\d_][\w-]*\s+){1,2}(?:members|personnel|staff|residents|volunteers|parishioners|guests|"
    r"others|representatives)(?: present)?|page \d+(?: of \d+)?|"
    r"(?:an? |the )?representatives? (?:from|of) .+|\(?vacan(?:cy|cies|t)\b.{0,20}|no (?:reps?\b|"
    r"representatives?\b|working\b).{0,30}|"
    r"(?:(?:name|institution|organi[sz]ation|aff?ill?iation|company|handle|github|role|pronouns|e?-?mail)\W*)+|"
    r"[^,;]*\d \(?out of \d+\)?|(?:members|guests|visitors|residents|parishioners|public|others)\s?[:–-]\s?\d{1,3}|"
    r"the (?:police|press|public|media)|not represented|\d{1,3}\.?|(?=[^\s/]*\d)[^\s/]+/(?=\S*\d)\S+",
    re.IGNORECASE,
)
_PLURAL = re.compile(  # the same in one word, or in two
    r"(?:the |our |local |other |some |all )?(?:interns|mentors|mentees|students|pupils|parents|teachers|tutors|"
    r"trainees|apprentices|volunteers|residents|carers|patients|nurses|clinicians|practitioners|researchers|developers|maintainers|"
    r"contributors|users|facilitators|organi[sz]ers|sponsors|stakeholders|delegates|alumni)",
    re.IGNORECASE,
)
_OF_TWO = re.compile(
    r"([A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){0,3}) (?:and|&|\+) ([A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){0,3}) "
    r"(?:(?:from|of|at) ([A-Z].*)|\(([^()]+)\))"
)
_CAPITALS_FIRST = re.compile(r"(?<![A-Z] )\b([A-Z][A-Z'’-]+), ([A-Z][a-z'’-]+)(?=\s*(?:[(;–—]|- |$))")  # ``LEE, Ann``
_DOTS = re.compile(r",\s+((?:[A-Z]\.){1,3}[A-Z]\.?)(?=\s*(?:[,;]|$| and\b))")  # ``Ann Lee, M.B.E., Bob Ray``
_SLASH_BODY = re.compile(r"\b([A-Z][\w'’-]+ [A-Z][\w'’-]+)/([A-Z][^/,;()]*)")  # ``Ann Lee/Fen Trust``
_BODY_FIRST = re.compile(r"(?:^|[,;] )([A-Z][^(),;]+?) \(([^()]+)\)")
_HOLDER = re.compile(r"([^()]{1,150})\(([^()]+)\)")
_ONE_HOLDER = re.compile(rf"(?<=, )([A-Z][a-z]+(?: [A-Z][a-z]+)*) \(((?:{titles.TITLE})\.? [^(),]+)\)")
_HOLDERS = re.compile(r"(?:[^()]+\([^()]+\))+[\s,.;]*")
_DEPUTY = re.compile(r"[A-Z][a-z]+ [A-Z][\w'’-]+ for [A-Z][a-z]+ [A-Z][\w'’-]+")  # ``Bob Ray for Cat Wu``
FOR_PART = re.compile(
    r"(?<=[a-z)]),? (?=(?:for|until|from) (?:(?:agenda )?items? [\d(]|(?:the )?(?:part|first|second|end)\b))"
)
_SHEET = r"(?:sheet|list|register|book|roll|record|log|form)s?"
ELSEWHERE = re.compile(  # who was there stands in another document: ``see attached list``, ``as per the register``
    rf"\b(?:attendance|sign(?:ed)?[- ]?in|signing(?:[- ]?in)?)\W{{1,2}}{_SHEET}\b|\battached\b|"
    rf"\b(?:as per|per the|see|refer to)\b[^.;:,]{{0,30}}\b(?:{_SHEET}|appendix|annex|attachment|addendum)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:please )?(?:as per|see|per)?\W*(?:the )?(?:attached|attendance|sign[- ]?in|signing)\b.{0,40}", re.IGNORECASE
)
_NONE = re.compile(
    r"^\W*(?:none|(?:(?:add|insert|sign|put|write) )?(?:(?:y?our) )?names?(?: here| below)?$|nil|"
    r"no(?:ne)?\s+(?:apologies|regrets|absences|guests|one|received|recorded|noted)|(?:there were )?no apologies.*|"
    r"this (?:space|section).{0,40}blank|to be (?:completed|confirmed)|all (?:members )?present)\b.{0,30}$|"
    r"^(?:hello|hi|dear) \w+\W*$",
    re.IGNORECASE,
)

CHOSEN = re.compile(
    r"(?:ex[- ]officio|co-?opted|elected|appointed|nominated)\b", re.IGNORECASE
)  # how somebody came to their seat
_AWAY = re.compile(r"\b(?:apolog|regret|absen|present|attend(?!ance)|excus|join|left|arriv|late\b|came)", re.IGNORECASE)
_SMALL = frozenset("to at the of on in for with was were is are be no not will from by and or we all".split())
SHAPE = 3  # parts of an entry: body, office, name
FULL = 4  # words that are too many for a name
UNITS = frozenset(
    "Board Committee Forum Management Team Office Review Directorate Unit Division Panel Programme Project".split()
)
STREETS = frozenset("Road Avenue Crescent Drive Estate Gardens Terrace Street Lane Close Way Grove".split())
POSTS = "|".join(sorted(vocabulary.OFFICES | vocabulary.OFFICES_BEFORE | {"footpath", "acting"}))
INITIALLED = re.compile(r"(?:[A-Z]\.?\s*){1,3}[A-Z][\w'’-]+")
DASH = re.compile(r"\s[-–—/]\s|[–—:]|\s(?:from|representing|on behalf of)\s")
BRACKETED = re.compile(r"\([A-Z][A-Z -]{0,3}[A-Za-z]\)")
_TWICE = re.compile(r"(?<=Councillor)\s+(?=Cllr\b|Councillor\b)")  # of one the office, of the next the title
_OFFICE_AMID = re.compile(  # ``Ann Lee treasurer Bob Ray``
    rf"(?<=[a-z])\s+(?=(?:{'|'.join(sorted(vocabulary.OFFICES_BEFORE & vocabulary.OFFICES))})\s+[A-Z][a-z]+\s+[A-Z])"
)
_COLON = re.compile(r":\s+(?=(?:[A-Z]\.?\s*){1,3}[A-Z][a-z])")  # a slip for a comma, before initials and a surname
_BEHIND = re.compile(r"(?<=¤)\s+(?=(?:[A-ZÀ-Þ]\.?\s*){0,2}[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*|\s*¤|$))")
_STOP = re.compile(r"\.\s+(?=[A-ZÀ-Þ\d])")
_OFFICE_BEHIND = re.compile(rf"(?<=[a-z])\s+((?:(?:{POSTS})s?\s+){{1,6}})$", re.IGNORECASE)
_BEHIND_BODY = re.compile(
    rf"\b(?i:{'|'.join(sorted(vocabulary.BODIES))})\s+(?=([A-Z][a-z]+)\s+[A-Z][\w'’-]+\s*(?:,|$))"
)
_ABBREVIATIONS = frozenset("Asst Assoc Dep Admin At/Asst Large/Asst".split())  # ``Asst. Director``
_OPEN, _CLOSE = "([{", ")]}"
_BRACKET = re.compile(r"[(\[{]")


def without_counted(text: str) -> str:
    """Leave out people of whom only the number is known: ``and 3 members of the public``."""
    return _COUNTED.sub(", ", text).strip(" .,") if _COUNTED.search(text) else text


def is_nothing(text: str) -> bool:
    """Whether a text stands for nobody: blank, ``None``, ``N/A``, a dash, the blank of a template.

    Examples
    --------
    >>> is_nothing("(none)"), is_nothing("{attendees}"), is_nothing("Nona Grey")
    (True, True, False)
    """
    bare = names.clean(text).strip("()[]*_ .:").casefold()
    blank = text.strip()[:1] + text.strip()[-1:] in {"{}", "<>"} and "@" not in text
    kind = _SIGNED.fullmatch(bare) or _TEAM.fullmatch(text.strip()) or _KIND.fullmatch(bare) or _PLURAL.fullmatch(bare)
    blank = blank or (text.strip()[:1] == "(" and MODE.match(bare) is not None)  # how somebody took part
    blank = blank or kind is not None or not without_counted(text)
    blank = blank or re.sub(r"\s*\(.*", "", bare) in {"n/a", "none", "nil"}  # "N/A (first meeting)"
    return blank or not bare or bare in _NOTHING or bool(_NONE.match(bare)) or not any(map(str.isalnum, bare))


def is_remark(text: str) -> bool:
    """Whether a line tells something and can name nobody: a sentence all in small letters but for its first word.

    Examples
    --------
    >>> is_remark("Need to look at proxy issues"), is_remark("Need to ask Ann"), is_remark("Ann was late")
    (True, False, False)
    """
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    small = all(map(str.islower, words[1:]))
    named = is_forename(words[0]) or "@" in text or _AWAY.search(text) if words else True
    return len(words) >= FULL and small and not named and bool(_SMALL & {word.casefold() for word in words})


def _is_of_body(text: str) -> bool:
    """Whether a text is somebody and what they belong to: ``Bob Ray of Pond``, ``Engineer Bob Ray of Pond``."""
    before = text.partition(" of ")[0].split()
    words = before[is_office_word(before[0]) or before[0].casefold() in OFFICES :]
    full = " of " in text and 1 < len(words) < 4 and begins_name(words)
    return full and not has_organisation_word(" ".join(words))


def is_aside(text: str) -> bool:
    """Whether a text is beside a name rather than one: a role, an organisation, a phrase in small letters."""
    text = FOR_PART.split(text)[0]
    words = text.split()
    if not words or is_titled(text) or is_holder(text) or _is_of_body(text):
        return False
    middle = len(words) > 2 and words[-2].casefold() in OFFICES and not begins_name(words)
    phrase = middle or (
        words[0].islower() and len(words) > 1 and words[0] not in PARTICLES and not is_office_word(words[0])
    )
    phrase = phrase or (len(words) > 2 and words[-1] in STREETS)
    phrase = phrase or (len(words) > 1 and words[-1] in UNITS)
    post = len(words) > 2 and re.fullmatch("[A-Z]{3,}", words[0]) and words[1].istitle()  # "FDC Youth Officer"
    phrase = phrase or bool(post and is_office(" ".join(words[1:])))
    deputy = _DEPUTY.fullmatch(text) and is_forename(words[0])
    phrase = phrase or bool({"of", "for"} & set(words) and not deputy) or CHOSEN.match(text) is not None
    return phrase or names.looks_like_organisation(text) or is_office(text) or is_duty(text)


def in_usual_order(text: str) -> str:
    """Write names before surnames in capitals, and people before what they belong to and which office they hold.

    Examples
    --------
    >>> in_usual_order("Ann Lee/Fen Trust, Bob Ray"), in_usual_order("LEE, Ann; RAY, Bob")
    ('Ann Lee (Fen Trust), Bob Ray', 'Ann LEE; Bob RAY')
    """
    text = _SLASH_BODY.sub(
        lambda match: f"{match[1]} ({match[2]})" if has_organisation_word(match[2]) else match[0], text
    )
    text = of_two(_DOTS.sub(r" \1", text))
    text = of_bodies(holders(text)) if "(" in text else text
    return _CAPITALS_FIRST.sub(r"\2 \1", text) if len(_CAPITALS_FIRST.findall(text)) > 1 else text


def of_two(text: str) -> str:
    """Give each of two people what both belong to: ``Ann Lee and Bob Ray from Pond``, ``Ann + Bob (Pond Trust)``.

    Examples
    --------
    >>> of_two("Ann Lee and Bob Ray from Pond Trust")
    'Ann Lee (Pond Trust); Bob Ray (Pond Trust)'
    """
    two = _OF_TWO.fullmatch(text)
    if not two or not all(is_forename(two[at].split(maxsplit=1)[0]) and not is_aside(two[at]) for at in (1, 2)):
        return text
    body = two[3] or two[4]
    return f"{two[1]} ({body}); {two[2]} ({body})"


def of_bodies(text: str) -> str:
    """Give each of the people in brackets the body before them: ``Fen Trust (Ann Lee, Bob Ray)``.

    Examples
    --------
    >>> of_bodies("Pond Trust (Ann Lee, Bob Ray), Fen Trust (Cat Wu)")
    'Ann Lee (Pond Trust); Bob Ray (Pond Trust); Cat Wu (Fen Trust)'
    """
    return _BODY_FIRST.sub(_from_body, text).lstrip("; ")


def _from_body(match: re.Match[str]) -> str:
    people = re.split(r"\s*,\s*|\s+(?:and|&)\s+", match[2])
    sure = has_organisation_word(match[1]) and all(is_full(one) and not is_aside(one) for one in people)
    return "".join(f"; {one} ({match[1]})" for one in people) if sure else match[0]


def holders(text: str) -> str:
    """Write who holds each office first where all stand in brackets: ``Director (Ms C Lee), Engineer (Mr B Ray)``.

    Examples
    --------
    >>> holders("Director, Fen Services (Ms C Lee), Engineer (Mr B Ray)")
    'Ms C Lee, Director, Fen Services; Mr B Ray, Engineer'
    """
    pairs = [(office.strip(" ,;").removeprefix("and "), name) for office, name in _HOLDER.findall(text)]
    if len(pairs) < 2 or not _HOLDERS.fullmatch(text):
        return _ONE_HOLDER.sub(lambda match: f"{match[2]} ({match[1]})" if is_office(match[1]) else match[0], text)
    people = all(is_titled(name) or (is_full(name) and not is_aside(name)) for _office, name in pairs)
    offices = sum(any(map(is_office, office.split(", "))) for office, _name in pairs) * 2 > len(pairs)
    holder = any(is_titled(office) or (is_full(office) and begins_name(office.split())) for office, _name in pairs)
    return "; ".join(f"{name}, {office}" for office, name in pairs) if people and offices and not holder else text


def ends_in_name(parts: Sequence[str]) -> bool:
    """Whether a full name stands last, behind a body and an office: one that is familiar, or behind a sure body any.

    Examples
    --------
    >>> ends_in_name(["Pond", "Data Lead", "Ann Lee"]), ends_in_name(["Fen Trust", "Nurse", "Xia Wu"])
    (True, True)
    >>> ends_in_name(["Ann Lee", "Data Lead", "Pond"])
    False
    """
    if len(parts) < SHAPE or not all(parts):
        return False
    known = [is_titled(part) or is_forename(part.split()[0]) for part in parts]
    full = 1 < len(parts[-1].split()) < FULL and not is_aside(parts[-1])
    body = names.looks_like_organisation(parts[0]) and is_office(parts[-2])
    named = (known[-1] and any(map(is_aside, parts[:-1]))) or body
    return full and named and not any(known[:-1])


def ends_name(before: str, *, long: bool) -> bool:
    """Whether what stands before a title is a name by itself; a `long` one has its forename or initial.

    Examples
    --------
    >>> ends_name("Ann Lee ", long=True), ends_name("Chair ", long=False), ends_name("Lee ", long=True)
    (True, False, False)
    """
    words = [word.strip(".") for word in before.split()]
    named = [word for word in words if word[:1].isupper() and not TITLE_WORD.fullmatch(word)]
    fits = bool(named) and before[-1:].isspace() and words[-1][-1:] not in "-–—:/&" and not words[-1].islower()
    if long and len(set(map(str.casefold, named)) - RANKS) + any(len(word) == 1 for word in words) < 2:
        return False
    begun = len(named) > 1 and begins_name(words)  # "P Lee Clerk Mrs Ray"
    return fits and (begun or not is_office(" ".join(named)))


def is_full(part: str) -> bool:
    """Whether a part is a forename and a surname, without a title."""
    words = outside(part).strip(" .").split()
    return len(words) == 2 and not titles.is_titled(part) and all(word[0].isupper() and len(word) > 1 for word in words)


def commas(text: str) -> int:
    """How many commas stand outside brackets."""
    return len(cut(text, ",")) - 1


def outside(text: str) -> str:
    """Give the text without what stands in brackets."""
    return "".join(char for char, bracketed in _by_bracket(text) if not bracketed) if _BRACKET.search(text) else text


def cut(text: str, marks: str) -> list[str]:
    """Cut a text at marks outside brackets."""
    if not _BRACKET.search(text):
        return _cut_plainly(marks, text)
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in marks and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    if depth and start < len(text) and any(mark in text[start:] for mark in marks):
        return [*parts, *_cut_plainly(marks, text[start:])]  # never closed: the rest is cut as if it were not there
    return [part.strip() for part in [*parts, text[start:]]]


def _cut_plainly(marks: str, text: str) -> list[str]:
    return [part.strip() for part in re.split(f"[{re.escape(marks)}]", text)]


def unpunctuated(part: str) -> list[str]:
    """Split where the comma is a full stop, or forgotten before a title: ``Mrs. Ray. B Wu (Clerk) Cllr C Fox``."""
    hidden = masked(part)
    cuts = [0]
    for match in _BEHIND.finditer(hidden):  # "Ann Lee (Chair) Bob Ray", but "Rob (Bob) Ray", "Ann Lee (AL) Lay member"
        begun, rest = hidden[cuts[-1] : match.start()].split(), part[match.end() : match.end() + 80]
        office = titles.is_office(part[part.rfind("(", 0, match.start()) + 1 : match.start() - 1])
        office = office and not re.match(r"[A-Z]{2,4}\W*$", rest)  # but "Ann Lee (Chair) AL"
        plain = office or titles.is_titled(rest) or bool(re.match(r"[A-Z]\.?\s", rest)) or "(" in rest
        plain = plain or _is_another(part[: match.start()], rest)
        if plain and len([word for word in begun if word.strip("¤")]) > 1 and not is_aside(outside(rest).strip()):
            cuts.append(match.end())
    further = (*_forenames(hidden), *_after_offices(hidden), *_after_initials(hidden))
    cuts += [index for index in further if index > max(cuts)]
    cuts += [match.end() for match in _BEHIND_BODY.finditer(hidden) if titles.is_forename(match[1])]
    for match in _STOP.finditer(hidden):
        word = hidden[max(0, match.start() - 20) : match.start()].split()[-1:]
        if word and word[0] not in _ABBREVIATIONS and not titles.TITLE_WORD.fullmatch(word[0]):
            cuts.append(match.end())
    cuts += [match.end() for mark in (_TWICE, _OFFICE_AMID) for match in mark.finditer(hidden)]
    for match in _COLON.finditer(hidden):
        before = DASH.split(hidden[max(index for index in cuts if index <= match.start()) : match.start()])[0]
        cuts += [match.end()] if titles.is_titled(before) or INITIALLED.fullmatch(before.strip()) else []
    words = hidden.split()  # "Mrs Lee Chair Mr Ray Clerk"
    last = titles.is_office(" ".join(words[-2:])) and not titles.is_office_word(words[0])
    for match in titles.RANKED.finditer(hidden):
        if match.start() in cuts:
            continue
        starts = [match.start(), match.start("rank")] if match["place"] else [match.start()]
        before = hidden[max(index for index in cuts if index <= match.start()) : match.start()]
        if not last and (rank := _OFFICE_BEHIND.search(before)) and ends_name(before[: rank.start(1)], long=False):
            starts = [match.start() - len(before) + rank.start(1)]
        ends = [
            ends_name(hidden[max(index for index in cuts if index <= start) : start], long=start != starts[-1])
            for start in starts
        ]
        start = next((start for start, fits in zip(starts, ends, strict=True) if fits), 0)
        if start:
            cuts.append(start)
    return [part[start:end].strip() for start, end in pairwise([*sorted(set(cuts)), len(part)])]


def _is_another(before: str, rest: str) -> bool:
    """Whether a full name stands behind a bracket that does not hold initials, whose owner's office may follow."""
    short = BRACKETED.search(before)
    full = re.fullmatch(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+", rest) is not None and titles.is_forename(rest.partition(" ")[0])
    return full and not (short and short[0][1] == before[:1])


def _forenames(text: str) -> Iterator[int]:
    """Give where a further name begins behind a full one with a title: ``Cllr Ann Lee Bob Ray``."""
    words = list(re.finditer(r"\S+", text))
    for index in range(3, len(words) - 1):
        before = [word[0] for word in words[index - 2 : index]]
        titled = titles.is_titled(" ".join(word[0] for word in words[index - 3 : index]))
        capital = all(word[:1].isupper() and word.isalpha() for word in [*before, words[index + 1][0].strip(",.")])
        titled = titled and not titles.TITLE_WORD.fullmatch(before[-1].strip("."))
        if titled and capital and titles.is_forename(words[index][0]):
            yield words[index].start()


def _after_offices(text: str) -> Iterator[int]:
    """Give where a name begins behind somebody's office: ``Ann Lee – County Councillor Bob Ray``."""
    for dash in re.finditer(r"\s[-–—]\s", text):
        words = list(re.finditer(r"\S+", text[dash.end() : dash.end() + 80]))
        for index in range(1, min(5, len(words) - 1)):
            office = titles.is_office(" ".join(word[0] for word in words[:index]))
            if office and titles.is_forename(words[index][0]) and words[index + 1][0][:1].isupper():
                yield dash.end() + words[index].start()
                break


def _after_initials(text: str) -> Iterator[int]:
    """Give where a name begins behind the initials of the one before: ``Cllr Ann Lee AL Bob Ray BR``."""
    words = list(re.finditer(r"\S+", text))
    shorts = [index for index in range(2, len(words)) if re.fullmatch("[A-Z]{2,3}", words[index][0])]
    fits = [index for index in shorts if words[index][0] == words[index - 2][0][0] + words[index - 1][0][0]]
    for index in shorts if len(fits) > 1 else ():
        rest = text[words[index].end() :].strip()
        if titles.is_titled(rest) or titles.is_forename(rest.split(" ")[0]):
            yield words[index].end() + 1


def masked(text: str) -> str:
    """Give a text of the same length with every character inside brackets as ``¤``."""
    hidden = ("¤" if bracketed else char for char, bracketed in _by_bracket(text))
    return "".join(hidden) if _BRACKET.search(text) else text


def _by_bracket(text: str) -> Iterator[tuple[str, bool]]:
    """Give each character, and whether it stands in brackets or is one."""
    depth = 0
    for char in text:
        depth += char in _OPEN
        yield char, depth > 0
        depth -= char in _CLOSE and depth > 0
