"""A writing's name taken apart for comparing: given name, middle names, surname, and what stands beside them."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from sna.identity.matching.letters import canonical, in_latin, is_foreign, looked_alike
from sna.names import key, read_name
from sna.names.vocabulary import PARTICLES

_GENERATION = re.compile(r"[\s,](jr|jnr|junior|sr|snr|senior|ii|iii|iv)\b\.?(?=\s*(?:$|[,(\[]))", re.IGNORECASE)
_GENERATIONS = {"jnr": "jr", "junior": "jr", "snr": "sr", "senior": "sr"}
_TITLE = re.compile(r"(?:^|[\s,(])(mr|sir|herr|lord|mrs|ms|miss|mme|frau|lady|dame)\b\.?", re.IGNORECASE)
_MEN = {"mr", "sir", "herr", "lord"}
_QUOTED = re.compile(r"[\"“”‘'(]([^\W\d_]{2,12})[\"“”’')]")
_FORMER = re.compile(
    r"\b(?:n[ée]e?|born|formerly|previously|geb\.?|geborene?|vormals)\s+([^\W\d_][\w'’-]*)", re.IGNORECASE
)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_ALONE = re.compile(r"(?:[^\W\d_][. -]*){2,4}")
_ACCOUNT = re.compile(r"[._]+")
_LETTERS_BEFORE = re.compile(r"^\s*([A-Z]{2,4})\s*:\s*(\S.*)$")
_SHORT_NAMES = {"JO", "AL", "ED", "BO", "LI", "YU", "MO", "VI", "MA", "AN", "XU", "WU", "HU", "TY", "QI"}


class Parts(Struct, frozen=True):
    """A name taken apart. All words are folded by `canonical`.

    Attributes
    ----------
    whole
        The comparable key of the whole name: accents folded, nothing else.
    given
        The first name; two words for "Ann-Marie". A single letter is an initial.
    middle
        What stands between first name and surname, without particles.
    surname
        Two words for "Smith-Jones"; without particles; empty if there is just one word.
    solid
        All words after the first run together, particles and all: ``"vanderberg"``.
    also
        Other given names stated in brackets or quotation marks: "Robert (Bob) Smith".
    former
        Surnames said to be former ones: "Ann Jones (née Smith)".
    initials
        The letters, where there is nothing else: "AO", "A.O.".
    generation, sex
        ``"jr"``, ``"sr"``, ``"ii"`` …; ``"m"`` or ``"f"`` where a title tells; else empty.
    foreign
        Whether it was written in another alphabet.
    looks
        How it looks, if letters of another alphabet pass for Latin ones.
    """

    whole: str
    given: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()
    solid: str = ""
    also: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    initials: str = ""
    generation: str = ""
    sex: str = ""
    foreign: bool = False
    looks: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All words but particles, in order."""
        return self.given + self.middle + self.surname

    @property
    def is_full(self) -> bool:
        """Whether both a given name and a surname are written out."""
        return bool(self.surname) and len(self.given[0]) > 1 and len(self.surname[-1]) > 1

    @property
    def sorted_letters(self) -> str:
        """Words in alphabetical order run together: the same whatever the order of the words."""
        return "".join(sorted(self.words))


@lru_cache(maxsize=1 << 17)
def parts_of(written: str) -> Parts:
    """Take a name apart.

    Parameters
    ----------
    written
        A name as written, or as shown by `sna.names.read_name`.

    Examples
    --------
    >>> name = parts_of("Dr Ann-Marie K. van der Berg (née Lund)")
    >>> name.given, name.middle, name.surname, name.solid, name.former
    (('ann', 'marie'), ('k',), ('berg',), 'kvanderberg', ('lund',))
    >>> parts_of("A.O.").initials, parts_of("Sam Hill Jr.").generation
    ('ao', 'jr')
    """
    written = _without_letters_before(written)
    if _ALONE.fullmatch(written.strip()) and written.upper() == written and not written.strip().islower():
        return Parts(key(written), initials=key(written).replace(" ", "").replace("_", ""))
    display = _GENERATION.sub("", read_name(in_latin(written)).display)
    looks = looked_alike(written)
    stated = {
        "former": tuple(canonical(name) for name in _FORMER.findall(written)),
        "generation": _generation(written),
        "sex": _sex(written),
        "foreign": is_foreign(written),
        "looks": key(looks),
    }
    also, display = _other_given(written, display)
    return _named(key(read_name(written).display) if looks else key(display), _split(display), also, stated)


def _without_letters_before(written: str) -> str:
    """Take ``AO:`` off ``AO: Ann Okafor``, as minutes write before they go on with the letters alone."""
    found = _LETTERS_BEFORE.match(written)
    if found and found[1][0].casefold() == found[2][:1].casefold():
        return found[2]
    return written


def _named(whole: str, words: list[str], also: tuple[str, ...], stated: dict[str, object]) -> Parts:
    if not words:
        return Parts(whole, **stated)  # type: ignore[arg-type]
    *before, last = words
    given = _folded(before[0] if before else last)
    between = [word for word in before[1:] if word.casefold() not in PARTICLES]
    middle = tuple(folded for word in between for folded in _folded(word))
    solid = "".join(canonical(word) for word in words[1:])
    if before and not given:
        given, middle = middle[:1], middle[1:]
    surname = _folded(last) if before else ()
    return Parts(whole, given, middle, surname, solid, also, **stated)  # type: ignore[arg-type]


def _split(display: str) -> list[str]:
    words = display.split()
    if len(words) == 1 and _ACCOUNT.search(display.strip("._")) and not _DOTTED.fullmatch(display):
        words = _ACCOUNT.sub(" ", display).split()  # k.boateng
    apart: list[str] = []
    for at, word in enumerate(words):
        apart += _letters(word, first=at == 0 and len(words) > 1)
    return [word for word in apart if key(word)]


def _letters(word: str, *, first: bool) -> list[str]:
    """Part ``J.P.`` and, in front, ``JP`` into letters."""
    run = first and word.isalpha() and len(word) in {2, 3} and word.isupper() and word not in _SHORT_NAMES
    if run or (_DOTTED.fullmatch(word) and len(word) > 2):
        return [letter for letter in word if letter.isalpha()]
    return [word]


def _folded(word: str) -> tuple[str, ...]:
    """Fold the words a hyphen ties, without particles such as ``al-``."""
    pieces = [canonical(piece) for piece in re.split(r"[-‐‑–]", word)]
    kept = tuple(piece for piece in pieces if piece and piece not in PARTICLES)
    return kept or tuple(filter(None, pieces))


def _other_given(written: str, display: str) -> tuple[tuple[str, ...], str]:
    """Find given names in brackets or quotation marks, and take them out of the name to show."""
    quoted = [found for found in _QUOTED.findall(written) if not found.isupper() and found[:1].isupper()]
    for found in quoted:
        display = re.sub(rf"[\"“”‘'(]{re.escape(found)}[\"“”’')]", "", display)
    marks = set(read_name(written).marks) if quoted else set()
    also = [found for found in quoted if found in marks or not marks]
    return tuple(canonical(found) for found in also), " ".join(display.split())


def _generation(written: str) -> str:
    found = _GENERATION.search(written)
    word = found[1].lower() if found else ""
    return _GENERATIONS.get(word, word)


def _sex(written: str) -> str:
    found = _TITLE.search(written)
    return ("m" if found[1].lower() in _MEN else "f") if found else ""
