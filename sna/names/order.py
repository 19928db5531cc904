"""The name to show: given name first, without titles, not shouted."""

from __future__ import annotations

import re

from sna.names import vocabulary
from sna.names.annotations import EMAIL, Annotations, has_organisation_word, is_role, looks_like_organisation, nobody

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
