"""Who a name cell speaks of: one person or several, a deputy and the person replaced."""

from __future__ import annotations

import re

from msgspec import Struct

from sna.facts import Kind, Origin, Person
from sna.names import Name, clean, is_role, key, looks_like_organisation, read_name
from sna.names.vocabulary import BODIES, FORENAMES, TITLES

_BRACKETS = re.compile(r"[(\[][^)\]]{0,200}[)\]]")
_APART = re.compile(r"\s*[/;&+\n]\s*|\s+(?:and|und|et)\s+", re.IGNORECASE)
_LISTED = re.compile(rf"\s*,\s*|\s+with\s+|{_APART.pattern}", re.IGNORECASE)
LEAST_LISTED = 3  # of two, a comma may part a surname from a first name
_FOR = re.compile(
    r"(?P<who>.+?)\s*[(,–-]?\s*\b(?:deputi[sz]ing for|deputy for|standing in for|stand-in for|substitut(?:e|ing) for|"
    r"on behalf of|in place of|obo|o/b/o|covering for|for)\s+(?P<replaced>[^()]+?)\)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?")
_PARTICLES = frozenset("de da di do du del della der den van von la le ter ten al el bin ibn y e".split())
_DEPUTY = (
    re.compile(
        r"(?:deputy|dep|d|sub|substitute|rep|representative|represented by|rep by|replaced by|deputised by|sent|"
        r"apols?|apologies|ap)\.?\s*(?:sent|was|is|by)?\s*(?:[:\-–—,;=]|\s)\s*"
        r"(?:deputy\s*(?:was|is|sent|:|-)?\s*)?[(\[]?(?P<who>[^()\[\]]+?)[)\]]?"
        r"(?:\s+(?:deputi[sz](?:ed|ing)|attended|came|instead|as deputy))?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<who>[^()\[\]]+?)\s*"
        r"(?:[(\[]\s*(?:deputy|dep|d|sub|substitute|deputi[sz]ing|deputi[sz]ed|rep|for .+?)\s*[)\]]"
        r"|\s[-–]\s*(?:deputy|dep|sub|substitute)|\s+(?:deputi[sz](?:ed|ing)|attended|came|instead|as deputy|for)\b.*)",
        re.IGNORECASE,
    ),
)
_NO_NAMES = frozenset(
    "not no left new leave holiday visit issue issues to meeting room training annual sick off out work moved retired "
    "resigned unknown unsure online teams zoom bank longer starter started joined only early late error technical the "
    "this other see note email phone call present absent apologies deputy attended tbc".split()
)
_MARKUP = re.compile(r"[<>=;{}\\]|https?:")  # a slash in such a text parts nothing


_PLUS = re.compile(
    r"(?P<who>[^+]*\w)\s*(?:\+|\band)\s*(?P<count>\d{1,2}|one|guest|partner|carer|team)\b[^+]*", re.IGNORECASE
)
_TIMES = re.compile(r"(?P<who>.*\w)\s+[x×]\s?(?P<count>\d{1,2})", re.IGNORECASE)
_PRONOUNS = re.compile(r"[\s,([-]{0,9}\b(?:s?he|they|ze|xe)\s?/\s?\w+(?:\s?/\s?\w+)?[)\]]?", re.IGNORECASE)
MOST_GUESTS = 20


class Who(Struct, frozen=True, gc=False):
    """Somebody a cell names; `organisation` stood beside the name."""

    id: str
    name: str
    written: str
    kind: Kind = Kind.PERSON
    organisation: str = ""

    def fact(self, origin: Origin, email: str = "", sector: str = "", locality: str = "") -> Person:
        """State the person."""
        return Person(self.id, self.name, origin, self.written, email, kind=self.kind, sector=sector, locality=locality)


class People:
    """Reads name cells, each text once.

    Parameters
    ----------
    surname_first
        Whether the file writes surnames first (see `sna.names.writes_surname_first`).
    """

    def __init__(self, *, surname_first: bool) -> None:
        self._surname_first = surname_first
        self._read: dict[str, list[Name]] = {}

    def all_in(self, text: str, origin: Origin) -> list[Who]:
        """Give everybody a cell names: ``Jo/Sam`` are two."""
        if text not in self._read:
            parts = [part for name in _company(text) for part in split_names(name, surname_first=self._surname_first)]
            self._read[text] = [read_name(part, surname_first=self._surname_first) for part in parts]
        names = self._read[text]
        couple = len({name.written for name in names}) > len({name.key for name in names})  # Mr and Mrs Jones
        people = [_who(name, origin, at, couple and at > 0) for at, name in enumerate(names)]
        return list({who.id: who for who in people}.values())


def _company(text: str) -> list[str]:
    """Part ``Jo Ward + 2`` into the person and as many guests."""
    text = _PRONOUNS.sub("", text).strip()
    times = _TIMES.fullmatch(text)
    match = times or _PLUS.fullmatch(text)
    if match is None:
        return [text]
    count = (int(match["count"]) - bool(times)) if match["count"].isdigit() else 1
    return [match["who"], *["guest"] * min(count, MOST_GUESTS)]


def _who(name: Name, origin: Origin, at: int, partner: bool) -> Who:
    body = name.written if _is_body(name.written) else ""
    if name.kind is Kind.PERSON and name.key and not partner and not body and name.key not in TITLES:
        return Who(f"name:{name.key}", name.display, name.written, Kind.PERSON, name.organisation)
    place = f"{origin.place}+{at}" if at else origin.place
    display = clean(name.written) if partner else name.display or clean(name.written)
    organisation = name.organisation or body
    return Who(f"unidentified:{origin.file}#{place}", display, name.written, Kind.UNIDENTIFIED, organisation)


def _is_body(text: str) -> bool:
    """Whether an organisation stands where a name should: somebody of it came."""
    first, *further = key(text).split() or [""]
    is_name = not further or first in FORENAMES or re.search(r"[,(–-]", text)
    return not is_name and further[-1] in BODIES | {"uk", "home", "homes", "nhs"}


def somebody(origin: Origin, name: str) -> Who:
    """Give somebody whom the record counts but does not name."""
    return Who(f"unidentified:{origin.file}#{origin.place}", name, "", Kind.UNIDENTIFIED)


def split_names(text: str, *, surname_first: bool = True) -> list[str]:
    r"""Part a cell with several names; two single words on two lines are one name, wrapped.

    Two full names parted by a comma are two people, unless the file writes surnames first.

    Examples
    --------
    >>> split_names("Jo Ward / Sam Lee"), split_names("Ann Smith (she/her)"), split_names("N/A")
    (['Jo Ward', 'Sam Lee'], ['Ann Smith (she/her)'], ['N/A'])
    >>> split_names("Ann\nSmith"), split_names("Jo Ward\nSam Lee"), split_names("Jo/Sam")
    (['Ann Smith'], ['Jo Ward', 'Sam Lee'], ['Jo', 'Sam'])
    >>> split_names("Jo Ward, Sam Lee and Cy Dee"), split_names("García López, María José")
    (['Jo Ward', 'Sam Lee', 'Cy Dee'], ['García López, María José'])
    >>> split_names("Jo Ward, Sam Lee", surname_first=False), split_names("Mr & Mrs Jones")
    (['Jo Ward', 'Sam Lee'], ['Mr Jones', 'Mrs Jones'])
    """
    first, *lines = text.split("\n")
    text = ", ".join([first, *lines]) if lines and all(map(is_role, lines)) else text  # a post below a name
    masked = _BRACKETS.sub(lambda match: "\x00" * len(match[0]), text)
    pieces = _cut(text, masked, _APART)
    if (
        len(pieces) == 2
        and key(pieces[0]) in TITLES
        and len(pieces[1].split()) > 1
        and key(pieces[1].split()[0]) in TITLES
    ):
        return [f"{pieces[0]} {' '.join(pieces[1].split()[1:])}", pieces[1]]
    listed = _cut(text, masked, _LISTED)
    surnames_first = all(piece.count(",") == 1 for piece in _cut(masked, masked, _APART))
    several = len(listed) >= LEAST_LISTED and not surnames_first
    if (several or (len(listed) == 2 and not surname_first)) and all(is_full_name(piece) for piece in listed):
        return listed
    if len(pieces) == 2 and "\n" in masked and all(len(piece.split()) == 1 for piece in pieces):
        return [" ".join(pieces)]  # first name and surname on two lines of a narrow cell
    return pieces if all(_is_somebody(piece) for piece in pieces) else [text]


def _cut(text: str, masked: str, between: re.Pattern[str]) -> list[str]:
    """Part a text where its masked twin, whose brackets hold nothing, has a separator."""
    pieces, at = [], 0
    for cut in between.finditer(masked):
        pieces.append(text[at : cut.start()].strip())
        at = cut.end()
    return [*pieces, text[at:].strip()] if pieces else [text]


def _is_somebody(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    if letters < 2 or _MARKUP.search(text):
        return False
    return not is_role(text) and not looks_like_organisation(_BRACKETS.sub("", text))


def replaced_in(text: str) -> tuple[str, str]:
    """Part ``Jo Ward (deputising for Ann Smith)`` into who came and who was replaced (empty if nobody was).

    Examples
    --------
    >>> replaced_in("Jo Ward for Ann Smith"), replaced_in("Jo Ward (for Age UK)"), replaced_in("Jo Forster")
    (('Jo Ward', 'Ann Smith'), ('Jo Ward (for Age UK)', ''), ('Jo Forster', ''))
    """
    match = _FOR.fullmatch(text.strip())
    if match is None or not is_full_name(match["replaced"]) or not is_full_name(match["who"]):
        return text, ""
    return match["who"].strip(), match["replaced"].strip()


def deputy_in(text: str) -> str:
    """Give the deputy whom a mark cell names; empty if it names none.

    Examples
    --------
    >>> deputy_in("Deputy: Jo Ward"), deputy_in("Jo Ward for"), deputy_in("Jo Ward"), deputy_in("Apologies sent")
    ('Jo Ward', 'Jo Ward', 'Jo Ward', '')
    """
    text = " ".join(text.split())
    for pattern in _DEPUTY:
        match = pattern.fullmatch(text)
        if match and all(is_full_name(part) for part in split_names(match["who"].strip(" :-–,"))):
            return match["who"].strip(" :-–,")
    return text if all(is_full_name(part) for part in split_names(text)) else ""


def is_full_name(text: str) -> bool:
    """Whether a text reads as somebody's first name and surname, in capitals where names have them."""
    bare = _BRACKETS.sub("", text).replace(",", " ").strip()
    words = bare.split()
    if not 2 <= len(words) <= 6 or looks_like_organisation(bare) or is_role(bare) or len(bare) > 60:
        return False
    if any(word.casefold() in _NO_NAMES for word in words) or read_name(bare).kind is not Kind.PERSON:
        return False
    named = [word for word in words if word.casefold() not in _PARTICLES]
    return len(named) >= 2 and all(_WORD.fullmatch(word) and word[0].isupper() for word in named)


def email_in(text: str) -> str:
    """Give a cell's e-mail address in small letters; empty if it is none, such as a number that Excel damaged."""
    match = _EMAIL.fullmatch(text.removeprefix("mailto:").strip("<> "))
    return match[0].casefold() if match else ""


def same_person(signature: str, name: str) -> bool:
    """Whether two texts name one person: a signature in the person's own row."""
    return bool(key(signature)) and read_name(signature).key == read_name(name).key
