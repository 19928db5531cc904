"""What is written beside a name: a title, an office, an organisation, a role, a mark such as ``(Guest)``.

And what tells a person's name from such words: forenames, what surely begins a name, and names of nobody.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct, field

from sna.names import vocabulary
from sna.names.vocabulary import (
    DUTIES,
    FORENAMES,
    OFFICES,
    OFFICES_BEFORE,
    RANKS,
    ROLE_WORDS,
    SMALL_WORDS,
    TITLES,
    clean,
    key,
)

EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_HANDLE = re.compile(r"(?<=\s)@[\w-]+")
_PRONOUNS = re.compile(
    r"(?<=\s)(?:s?he|they)(?:/(?:hers?|him|his|theirs?|them|they|s?he)){1,2}(?=$|[\s|,)-])", re.IGNORECASE
)
_OFFICE_OF = re.compile(r"([\w-]{1,60})(?: (?:of|to|for|at|in|from|with)\b| ?[,;/|])", re.IGNORECASE)
_SEPARATOR = re.compile(r" ?[-–—] | [-–—] ?| @ | ?\| ?")
_POLICE = {"PC", "PCSO", "WPC", "PCSO['’]s", r"P\.C", r"P\.C\.S\.O"}
TITLE = rf"(?:{'|'.join(sorted({*map(str.capitalize, TITLES), *_POLICE}, key=lambda title: (-len(title), title)))})"
RANKED = re.compile(
    rf"(?:(?P<place>[A-Z][\w'’-]*(?:\s?&\s?[A-Z][\w'’-]*)?\s+)?(?P<rank>(?:County|District|Borough|Parish|Town|City|Ward|"
    rf"Highway)\s+))?"
    rf"(?:{TITLE}\b\.?\s*)+(?=[A-Z])"
)
TITLE_WORD = re.compile(rf"(?:(?i:{TITLE}|Hon|Ven|Fr|St|Sr|Jr)|(?:[A-Z]\.?){{1,4}})")
_DASH = re.compile(r"\s[-–—]\s|[–—:]")
_AT_OFFICE = re.compile(
    r"((?:(?:Planning|Zoning)(?: (?:of|[A-Z][a-z]+s?)){0,3} |[A-Z]{3,4} )?"
    r"(?:(?:Vice|Deputy|Acting|Co)[- ])?(?:Chair(?:man|woman|person)?|(?:Mayor|President)(?: Pro[- ]Tem(?:pore)?)?|"
    r"Commissioner|Supervisor|Trustee|Director|Governor|Councillor|Alder(?:man|woman|person)|Council(?:man|woman)|Selectm[ae]n|"
    r"(?:(?:Town|City|County|Village|Parish|District|Borough|Assistant|Highway|Police|Fire|"
    r"School|Business|Recording|Building) ){0,2}"
    r"(?:Manager|Clerk|Attorney|Administrator|Engineer|Planner|Secretary|Treasurer|Superintendent|Chief|Principal|Admin\.?|"
    r"Assessor|Solicitor)|"
    r"(?:(?:Board|Council|Committee|Commission)[- ]?)?[Mm]ember)s?(?:-Treasurer)?|Messrs\.?)\s+"
    r"(?=([A-Z][\w'’-]*[a-z])\.?\s*(?:[(,;–-]|and\b|&|$))"
)
_LATTER = re.compile(r"[ -](?:elect|emeritus|designate)$", re.IGNORECASE)
_NO_SURNAMES = ROLE_WORDS | frozenset(
    "general typist elect designate emeritus pro finance operations communications policy research education marketing "
    "events strategy services planning office works absent present report reports update updates welcome comments "
    "remarks meeting organisations organizations states companies practices only list apologies".split()
)


class Annotations(Struct):
    """What stands beside a name."""

    organisation: str = ""
    marks: list[str] = field(default_factory=list)

    def add(self, text: str, *, organisation: bool = False) -> None:
        """File a text as the organisation (the first one) or as a mark."""
        if organisation and not self.organisation:
            self.organisation = text
        elif text:
            self.marks.append(text.casefold() if text.casefold() in vocabulary.MARKS else text)


@lru_cache(maxsize=1 << 14)  # a roll's words are looked at some dozen times
def is_role(text: str) -> bool:
    """Tell whether a text names a role rather than somebody: ``Lay member``, ``Care home manager``."""
    words = re.sub(r"[()/&]", " ", clean(text).casefold()).split()
    content = [word.strip(",.-") for word in words if not word.isdigit() and word not in vocabulary.SMALL_WORDS]
    return any(content) and all(word in vocabulary.ROLE_WORDS or not word for word in content)


def looks_like_organisation(text: str) -> bool:
    """Tell whether a text reads as the name of an organisation: a telling word, or capitals such as ``RCN``."""
    return has_organisation_word(text) or bool(re.fullmatch(r"[A-Z][A-Z&]{2,}", text.strip()))


def has_organisation_word(text: str) -> bool:
    """Tell whether a text holds a word such as *Trust* or *Council*, or ends as ``Home Office``."""
    words = key(text).split()
    return (words[1:] != [] and words[-1] == "office") or any(word in vocabulary.ORGANISATION_WORDS for word in words)


def ends_as_organisation(text: str) -> bool:
    """Tell whether a text is the name of a body although a role may be named in it.

    Examples
    --------
    >>> ends_as_organisation("Corringdale GP Federation"), ends_as_organisation("Lead nurse, Corringdale Trust")
    (True, False)
    """
    words = key(text).split()
    if len(words) < 2 or words[-1] not in vocabulary.BODIES:
        return False
    begins = words[0] if words[0] != "gp" or len(words) > 2 else ""  # "GP Federation", but "GP Oakdale Practice"
    offices = {begins, *map(key, _OFFICE_OF.findall(text))}
    return offices.isdisjoint(vocabulary.ROLE_WORDS)


def is_aside(text: str) -> bool:
    """Tell whether a text says something about a name rather than being one."""
    return text.casefold() in vocabulary.MARKS or is_role(text) or looks_like_organisation(text)


def nobody(text: str, *, unparted: bool = False) -> str:
    """Say what a text names when it is nobody in particular; empty for a person.

    `unparted` is for a text as it stands: an organisation behind a dash may be the maker of a telephone.
    """
    if vocabulary.PHONE.match(text) and sum(char.isdigit() or char == "*" for char in text) >= 5:
        return "phone"
    for pattern, what in ((vocabulary.DEVICE, "device"), (vocabulary.ROOM, "room"), (vocabulary.NOBODY, "guest")):
        if pattern.search(text) and not (unparted and _SEPARATOR.search(text)):
            return what
    if not any(char.isalpha() for char in text):
        return "guest"
    mailbox = bool(EMAIL.match(text)) and text.split("@", maxsplit=1)[0].casefold() in vocabulary.MAILBOXES
    return "role" if mailbox or is_role(text) else ""


def without_asides(text: str, annotations: Annotations) -> str:
    """Part a name from its handle, pronouns, brackets and what stands behind a dash or a bar."""
    for pattern in (_PRONOUNS, _HANDLE):
        for mark in pattern.findall(text):
            annotations.add(mark)
        text = pattern.sub("", text)
    return _dashes(_brackets(text, annotations), annotations)


def _brackets(text: str, annotations: Annotations) -> str:
    """Take out the brackets, and what follows them when it is not the rest of the name."""
    remaining, position = "", 0
    for match in _BRACKET.finditer(text):
        remaining, position = remaining + text[position : match.start()], match.end()
        inner = match[1].strip()
        _file_bracket(inner, remaining, annotations)
        tail = _BRACKET.split(text[position:], maxsplit=1)[0]
        if tail.strip(" ,-–—") and len(remaining.split()) > 1 and _ends_name(inner, tail):
            annotations.add(tail.strip(), organisation=not is_role(tail))
            position += len(tail)
        remaining += " "
    return " ".join(re.sub(r"[(\[{][^()\[\]{}]*$", "", remaining + text[position:]).split())


def _file_bracket(inner: str, preceding: str, annotations: Annotations) -> None:
    mark, _, rest = (_SEPARATOR.sub("|", inner, count=1)).partition("|")
    if rest and mark.casefold() in vocabulary.MARKS:  # (Guest - Age UK)
        annotations.add(mark)
        inner = rest
        annotations.add(inner, organisation=not is_role(inner))
    else:
        annotations.add(inner, organisation=_is_affiliation(inner, preceding))


def _ends_name(inner: str, tail: str) -> bool:
    """Whether ``(AB) Clinical Chair`` ends a name, while ``Robert (Bob) Smith`` and ``(AB) - Age UK`` do not."""
    if _SEPARATOR.match(tail) or tail.lstrip().startswith(","):
        return False
    return (inner.isupper() and len(inner) <= 5) or is_role(tail) or has_organisation_word(tail)


def _is_affiliation(inner: str, preceding: str) -> bool:
    if inner.casefold() in vocabulary.MARKS or is_role(inner) or nobody(inner) or _is_initials(inner, preceding):
        return False
    if has_organisation_word(inner) or (looks_like_organisation(inner) and not _SEPARATOR.search(preceding)):
        return True
    return "," in preceding and len(inner) > 3 and inner == inner.upper()


def _is_initials(inner: str, preceding: str) -> bool:
    """Whether a bracket holds letters of the name: first letters, or letters in their order behind its first."""
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", preceding)).upper()
    short = inner.replace(".", "").replace(" ", "")
    if not (2 <= len(short) <= 4 and short.isupper()):
        return False
    rest = iter(key(preceding).replace(" ", "").upper())
    return set(short) <= set(letters) or (short[0] == letters[:1] and all(char in rest for char in short))


def _dashes(text: str, annotations: Annotations) -> str:
    """Part ``Ann Smith - Age UK - chair`` and ``AGE UK - Ann Smith`` at the dashes."""
    pieces = [piece.strip(" -–—|") for piece in _SEPARATOR.split(text)]
    if len(pieces) == 1:  # "Jo Bloggs / Sam Bell" are two people, "Jo Bloggs / Age UK" is one
        pieces = text.split(" / ") if all(map(is_aside, text.split(" / ")[1:])) else pieces
    name, *further = pieces
    if further and looks_like_organisation(name) and len(further[0].split()) > 1 and not is_aside(further[0]):
        name, further = further[0], [name, *further[1:]]
    if not name or (" " not in name and "," in "".join(further)):  # "Bell - Jones, Ann"
        return text.strip(" -–—|*•")
    for mark in filter(None, further):
        annotations.add(mark, organisation=mark.casefold() not in vocabulary.MARKS and not is_role(mark))
    return name.strip(" -–—|*•")


def is_forename(word: str) -> bool:
    """Whether a word is a common forename; that it is none says nothing."""
    return word.casefold() in FORENAMES


def is_titled(part: str) -> bool:
    """Whether a text begins with a person's title: ``Cllr``, ``Borough Councillor Mr``."""
    return bool(RANKED.match(part))


def is_office_word(word: str) -> bool:
    """Whether a word before a name is what somebody does: ``treasurer``, ``supervisors``."""
    return word.casefold().removesuffix("s") in OFFICES_BEFORE


@lru_cache(maxsize=1 << 14)
def is_office(text: str) -> bool:
    """Whether a text is what somebody does: ``Parish Clerk``, ``Lay member``, ``Chair Elect``."""
    words = _LATTER.sub("", text).split()
    office = bool(
        words
        and "Board" not in words
        and {words[-1].strip(".").casefold(), words[-1].casefold().removesuffix("s")} & OFFICES
        and not _DASH.search(text)
        and all(not word[:1].islower() or word in SMALL_WORDS or len(words) < 3 for word in words)
    )
    named = (len(words) > 2 and begins_name(words)) or ("," in text and not is_office(text.partition(",")[0]))
    member = bool(words) and words[0] in {"Board", "Committee", "Council"} and key(words[-1]) in {"member", "members"}
    office |= member and len(words) == 2
    return not text[:1].isdigit() and (is_role(text) or (office and not named and not is_titled(text)))


def is_duty(text: str) -> bool:
    """Whether a text is what somebody sees to and nothing else: ``Human Resources``, ``Grants & Finance``.

    Behind an initial stands a surname.

    Examples
    --------
    >>> is_duty("Human Resources"), is_duty("A. Grant")
    (True, False)
    """
    words = set(key(text).split()) if not re.match(r"[A-Z]\. ?[A-Z]", text) else set()
    return bool(words & DUTIES) and words <= DUTIES | ROLE_WORDS | SMALL_WORDS


def begins_name(words: list[str]) -> bool:
    """Whether the first of some words is a forename or a title."""
    return is_forename(words[0]) or bool(TITLE_WORD.fullmatch(words[0].strip(".")))


def before_surname(text: str) -> str:
    """Give the office, or that of several, that stands before a surname alone; blank if none does.

    Examples
    --------
    >>> [before_surname(text) for text in ("Vice Chair Lee", "Board Members Lee, Ray", "Chair Elect", "Chair Ann Lee")]
    ['Vice Chair', 'Board Members', '', '']
    """
    office = _AT_OFFICE.match(text)
    return office[1] if office and key(office[2]) not in _NO_SURNAMES else ""


def is_holder(text: str) -> bool:
    """Whether a text is an office and who holds it: ``Police Chief Ann Lee``.

    Examples
    --------
    >>> is_holder("Police Chief Ann Lee"), is_holder("Finance Officer Pond Council")
    (True, False)
    """
    words = text.replace(",", " ").strip(" .").split()
    # from behind: an office that ends earlier leaves more words than a name has
    ends = range(len(words) - 1, max(0, len(words) - 4), -1)
    name = words[next((at for at in ends if is_office(" ".join(words[:at]))), len(words)) :]
    full = 1 < len(name) < 4 and all(re.fullmatch(r"[A-Z](?:\.|[a-z][\w'’-]*)", word) for word in name)
    return bool(before_surname(text)) or (
        full and not (is_office(" ".join(name)) or is_duty(" ".join(name)) or has_organisation_word(" ".join(name)))
    )


def surname_at(words: list[str]) -> int:
    """Say behind how many words a name with a title or a common forename ends where a body or an office follows; or 0.

    Examples
    --------
    >>> surname_at("Cllr Ann Lee Fen County Council".split()), surname_at("Ms A Lee Youth Development Officer".split())
    (3, 3)
    """
    title = next((index for index, word in enumerate(words) if word.strip(".").casefold() not in TITLES | RANKS), 0)
    tail = key(words[-2 if len(words) > 3 and words[-1].isupper() else -1]).replace(" ", "") if words else ""
    begun = title > 0 or (len(words) > 3 and is_forename(words[0]))
    if not begun or not (has_organisation_word(" ".join(words[title + 2 :])) or tail in OFFICES):
        return 0
    initials = next((index for index in range(title, len(words)) if len(words[index].strip(".")) > 1), title)
    end = initials + 1 if initials > title else title + 2
    capital = all(word[:1].isupper() for word in words[:end])
    short = "".join(word[:1] for word in words[title:end])
    fits = capital and len(words) > end + 1 and words[end] != short and not RANKS & set(map(key, words[title:end]))
    return end if fits else 0


def name_behind(text: str) -> tuple[str, str]:
    """Part ``Fen Trust Dr Bob Ray`` from the name at its end; the name is blank if there is none, or nothing else.

    Examples
    --------
    >>> name_behind("Fen Trust Dr Bob Ray"), name_behind("Bob Ray")
    (('Fen Trust', 'Dr Bob Ray'), ('Bob Ray', ''))
    """
    words = text.split()
    start = len(words) - 2
    while start > 0 and (is_forename(words[start - 1]) or is_titled(f"{words[start - 1]} A")):
        start -= 1
    named = start > 0 and all(word[:1].isupper() for word in words[start:]) and not words[-1].isupper()
    return (" ".join(words[:start]), " ".join(words[start:])) if named else (text, "")
