"""Titles, offices and forenames: what surely begins a person's name, and what is somebody's office."""

from __future__ import annotations

import re

from sna.names.annotations import has_organisation_word, is_role
from sna.names.vocabulary import DUTIES, FORENAMES, OFFICES, OFFICES_BEFORE, RANKS, ROLE_WORDS, SMALL_WORDS, TITLES, key

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
    r"((?:(?:Vice|Deputy|Acting|Co)[- ])?(?:Chair(?:man|woman|person)?|(?:Mayor|President)(?: Pro[- ]Tem(?:pore)?)?|"
    r"Commissioner|Supervisor|Trustee|Director|Governor|Councillor|Alder(?:man|woman|person)|Council(?:man|woman)|Selectm[ae]n|"
    r"(?:(?:Town|City|County|Village|Parish|District|Borough|Assistant|Highway|Police|Fire|"
    r"School|Business|Recording|Building) ){0,2}"
    r"(?:Manager|Clerk|Attorney|Administrator|Engineer|Planner|Secretary|Treasurer|Superintendent|Chief|Principal|"
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


def is_forename(word: str) -> bool:
    """Whether a word is a common forename; that it is none says nothing."""
    return word.casefold() in FORENAMES


def is_titled(part: str) -> bool:
    """Whether a text begins with a person's title: ``Cllr``, ``Borough Councillor Mr``."""
    return bool(RANKED.match(part))


def is_office_word(word: str) -> bool:
    """Whether a word before a name is what somebody does: ``treasurer``, ``supervisors``."""
    return word.casefold().removesuffix("s") in OFFICES_BEFORE


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
    ends = [at for at in range(1, len(words)) if is_office(" ".join(words[:at]))]
    name = words[ends[-1] :] if ends else []
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
