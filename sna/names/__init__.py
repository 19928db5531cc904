"""A person's name as written → its parts and a comparable key.

Real records write one person in many ways: ``PATEL, Priya (NORTHSHIRE NHS TRUST)``, ``Dr Priya Patel``,
``003_Priya Patel (Guest)``. `read_name` takes such a text apart; two texts of one person have the same `Name.key`.
What is nobody in particular - a device, a room, a telephone, "Guest" - is said to be *unidentified*. Shown is the given
name first, without titles, not shouted.

`titles` parts a name from what is written beside it; `vocabulary` holds the words, and makes texts comparable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from sna.facts import Kind
from sna.names import vocabulary
from sna.names.titles import (
    EMAIL,
    Annotations,
    has_organisation_word,
    is_role,
    looks_like_organisation,
    nobody,
    without_asides,
)
from sna.names.vocabulary import FORENAMES, clean, key

__all__ = ["Name", "clean", "is_role", "key", "looks_like_organisation", "read_name", "writes_surname_first"]

LONGEST_NAME = 200
_CODE = re.compile(r"[<>=;\\]|__")  # no name has these: shown as it stands, every character of it
_ADDRESSED = re.compile(r"^[\"']?([^<>\"@]*[^<>\"@\s])[\"']?\s*<[^<>@\s]*@[^<>@\s]+>$")
_NUMBERED = re.compile(r"^\s*(?:#\s*)?\d{1,4}\s*(?:[_.):-]|\s-)\s*(?=[^\W\d_])")
_BRACKET = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")


class Name(Struct, frozen=True, gc=False):
    """A name taken apart.

    Attributes
    ----------
    written
        As it stands in the source.
    display
        To show: given name first, no title, no brackets, no capitals throughout.
    key
        To compare: case, accents, punctuation and invisible characters folded; empty if nothing is left.
    kind, what
        Whether it is a person; if not, ``"device"``, ``"room"``, ``"phone"``, ``"role"`` or ``"guest"``.
    organisation
        From brackets, behind a dash or behind a comma, if it looks like one.
    marks
        What else stood beside the name, folded: ``guest``, ``unverified``, ``she/her``, a role, …
    """

    written: str
    display: str
    key: str
    kind: Kind = Kind.PERSON
    what: str = ""
    organisation: str = ""
    marks: tuple[str, ...] = ()


def read_name(written: str, *, surname_first: bool = False) -> Name:
    """Take a name as written apart.

    Reading the name to show once more gives the same key: ``read_name(name.display).key == name.key``.

    Parameters
    ----------
    written
        The text of a name cell or roll entry. One longer than 200 characters, or with characters no name has, is kept
        as it stands.
    surname_first
        Whether the source writes surnames first without a comma (see `writes_surname_first`).

    Examples
    --------
    >>> name = read_name("PATEL, Priya (NORTHSHIRE NHS TRUST)")
    >>> name.display, name.key, name.organisation
    ('Priya Patel', 'priya patel', 'NORTHSHIRE NHS TRUST')
    >>> read_name("Ann Smith, Age UK").organisation
    'Age UK'
    >>> read_name("Meeting Room 3").what
    'room'
    """
    return _stable_reading(written, surname_first)


def writes_surname_first(names: Iterable[str]) -> bool:
    """Tell whether a list of names is written surname first: at least 7 in 10 ``Surname, First`` or ``SURNAME First``.

    It settles the order of the few all in capitals (``JANSSENS JAN``), which do not count, nor does nobody in
    particular.
    """
    cleaned = [_BRACKET.sub("", clean(name)).strip() for name in names]
    counted = [name for name in cleaned if " " in name and ("," in name or not name.isupper()) and not nobody(name)]
    return bool(counted) and sum(map(_is_surname_first, counted)) >= 0.7 * len(counted)


def _is_surname_first(name: str) -> bool:
    words = name.split()
    if "," in name:  # two forenames before two surnames are two people: ``Ann Ash, Di Fox``
        halves = [half.split() for half in name.split(",")]
        return not all(len(half) > 1 and half[0].casefold() in FORENAMES for half in halves)
    return len(words[0]) > 1 and words[0].isupper() and not any(word.isupper() for word in words[1:])


@lru_cache(maxsize=1 << 14)
def _stable_reading(written: str, surname_first: bool) -> Name:
    """Read until reading what is to be shown changes nothing; what never settles stays as it stands."""
    name = _reading(written, surname_first=surname_first)
    for _ in range(5):  # what was written beside a name may itself have something beside it
        rereading = _reading(name.display)
        stable = rereading.display == name.display
        organisation, marks = name.organisation or rereading.organisation, name.marks + rereading.marks
        name = Name(written, rereading.display, rereading.key, rereading.kind, rereading.what, organisation, marks)
        if stable:
            return name
    return read_name(written) if surname_first else _literal(written)


def _literal(written: str) -> Name:
    text = clean(written)
    return Name(written, text, key(text))


def _reading(written: str, *, surname_first: bool = False) -> Name:
    text = clean(written)
    if addressed := _ADDRESSED.match(text):
        text = addressed[1]
    if _CODE.search(text) or len(text) > LONGEST_NAME:
        return _literal(text)
    outside = _BRACKET.sub(" ", text).strip(" ()[]{}\"'")
    if not outside:
        text = text.strip(" ()[]{}\"'")
    if what := nobody(outside or text, unparted=True):
        return Name(written, text, key(text), Kind.UNIDENTIFIED, what)
    annotations = Annotations()
    text = without_asides(_NUMBERED.sub("", text), annotations)
    display = display_of(text, annotations, surname_first=surname_first)
    what = nobody(display)
    kind = Kind.UNIDENTIFIED if what else Kind.PERSON
    return Name(written, display, key(display), kind, what, annotations.organisation, tuple(annotations.marks))


_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}")  # "J.P." is short, not loud
_SUBJECT = re.compile(r"(?:[a-z]{1,5}\.)+")
_HALF_SHOUTED = re.compile(r"^([A-Z][a-z]{1,2})([A-Z]{3,})$")  # McDONALD


def display_of(text: str, annotations: Annotations, *, surname_first: bool) -> str:
    """Give the name to show; what stands behind a comma and is no given name is filed in `beside`."""
    if EMAIL.match(text):
        text = re.sub(r"\d+$", "", text.split("@", maxsplit=1)[0]).replace(".", " ").replace("_", " ")
    surname, *pieces = [piece.strip() for piece in text.split(",")]
    forenames: list[str] = []
    for piece in pieces:
        if not _file_piece(piece, " ".join([*forenames, surname]), annotations):
            forenames.append(piece)
    words = _ordered(without_titles(surname.split()), surname_first=surname_first and not forenames)
    if forenames:  # a comma tells more than capitals: what stands before it is the surname
        words = without_titles(" ".join(forenames).split()) + surname.split()
    return " ".join(_cased(words or text.replace(",", " ").split()))


def without_titles(words: list[str]) -> list[str]:
    """Drop titles in front and degrees behind, but never the whole name."""
    while len(words) > 1 and words[0].strip(".").casefold() in vocabulary.TITLES:
        words = words[1:]
        while len(words) > 1 and _SUBJECT.fullmatch(words[0]):  # Dr. rer. nat.
            words = words[1:]
    while len(words) > 1 and words[-1].strip(".").casefold() in {"dr", "prof"}:  # "Osei, Ben Dr" once it is turned
        words = words[:-1]
    while len(words) > 2 and _is_postnominal(words[-1]):
        words = words[:-1]
    return words


def _file_piece(piece: str, surname: str, annotations: Annotations) -> bool:
    """Whether what stands behind a comma is no given name; it is filed where it belongs."""
    words, several = piece.split(), len(surname.split()) > 1
    if all(_is_postnominal(word) and (several or len(word) > 2) for word in words):
        return True
    if not (several or nobody(surname)):  # after a single word comes the given name, whatever it looks like
        return False
    organisation = _is_organisation(piece, surname) or bool(nobody(surname))
    if organisation or is_role(piece) or piece.casefold() in vocabulary.MARKS or len(words) > 3:
        annotations.add(piece, organisation=(organisation or not piece[0].islower()) and not is_role(piece))
        return True
    return False


def _is_organisation(piece: str, surname: str) -> bool:
    shouted = any(len(word) > 1 and word.isupper() for word in surname.split())  # "DE SA, LUCAS" is no club
    return has_organisation_word(piece) or (looks_like_organisation(piece) and not shouted)


def _ordered(words: list[str], *, surname_first: bool) -> list[str]:
    """Put the given name first where capitals show the surname: ``VAN DER BERG Jan``."""
    # capitals show the surname only where not all words are in capitals: "JANSSENS JAN" says nothing of the order
    shouted = next((index for index, word in enumerate(words) if not _is_shouted(word)), len(words))
    if shouted < len(words):
        clear = any(len(word) > 2 for word in words[:shouted]) or (surname_first and shouted)  # "JP" may be initials
        return words[shouted:] + words[:shouted] if clear else words
    if not surname_first or len(words) < 2:
        return words
    # the surname is the first word with the particles before it: "van der Berg Jan"
    end = next((index for index, word in enumerate(words) if word.casefold() not in vocabulary.PARTICLES), 0) + 1
    return words[end:] + words[:end]


def _is_shouted(word: str) -> bool:
    return (word.isupper() and not _DOTTED.fullmatch(word)) or bool(_HALF_SHOUTED.match(word))


def _is_postnominal(word: str) -> bool:
    return word.replace(".", "") in vocabulary.POSTNOMINALS


def _cased(words: list[str]) -> list[str]:
    shouted = all(map(_is_shouted, words)) and len("".join(words)) > 2
    if words and all(
        map(str.islower, words)
    ):  # "ben quill" writes nothing in capitals, and "ben" is no particle of his
        words = [_capital(words[0]), *words[1:]]
    return [_cased_word(word, shouted=shouted, inside=0 < index < len(words) - 1) for index, word in enumerate(words)]


def _cased_word(word: str, *, shouted: bool, inside: bool) -> str:
    if word.casefold() in vocabulary.PARTICLES and len(word) > 1 and (word.islower() or (inside and word.isupper())):
        return word.lower()
    if half := _HALF_SHOUTED.match(word):
        return half[1] + _capital(half[2])
    return _capital(word) if shouted or word.islower() or (_is_shouted(word) and len(word) > 3) else word


def _capital(word: str) -> str:
    parts = re.split(r"([-'’])", word.lower())
    text = "".join(part[:1].upper() + part[1:] for part in parts)
    return text[:2] + text[2].upper() + text[3:] if text.startswith("Mc") and len(text) > 3 else text
