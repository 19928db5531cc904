"""A writing's name taken apart for comparing, and how common names are.

Its parts are the given name, middle names, the surname, and what stands beside them. How common a name is tell a small
table and the collection itself. The collection is counted in names, not in shares, so that somebody who bears none of a
person's names changes nothing for that person.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.distance import DamerauLevenshtein

from sna.identity.matching.variants import all_forenames, canonical, in_full, in_latin, is_foreign, looked_alike
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
_INITIALS = re.compile(r"(?:[^\W\d_][. -]*){2,4}")
_ACCOUNT = re.compile(r"[._]+")
_LETTERS_BEFORE = re.compile(r"^\s*([A-Z]{2,4})\s*:\s*(\S.*)$")
_SHORT_NAMES = {"JO", "AL", "ED", "BO", "LI", "YU", "MO", "VI", "MA", "AN", "XU", "WU", "HU", "TY", "QI"}


class Parts(Struct, frozen=True):
    """A name taken apart. All words are folded by `canonical`.

    Attributes
    ----------
    folded
        The comparable key of the whole name: accents folded, nothing else.
    forename
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

    folded: str
    forename: tuple[str, ...] = ()
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
        return self.forename + self.middle + self.surname

    @property
    def is_full(self) -> bool:
        """Whether both a given name and a surname are written out."""
        return bool(self.surname) and len(self.forename[0]) > 1 and len(self.surname[-1]) > 1

    @property
    def run(self) -> str:
        """All words but particles run together."""
        return "".join(self.words)

    @property
    def forename_run(self) -> str:
        """The words of the first name run together: the same for "Ann-Marie" and "Annmarie"."""
        return "".join(self.forename)

    @property
    def surname_run(self) -> str:
        """The words of the surname run together."""
        return "".join(self.surname)


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
    >>> name.forename, name.middle, name.surname, name.solid, name.former
    (('ann', 'marie'), ('k',), ('berg',), 'kvanderberg', ('lund',))
    >>> parts_of("A.O.").initials, parts_of("Sam Hill Jr.").generation
    ('ao', 'jr')
    """
    written = _without_letters_before(written)
    if _INITIALS.fullmatch(written.strip()) and written.upper() == written and not written.strip().islower():
        return Parts(key(written), initials=key(written).replace(" ", "").replace("_", ""))
    display = _GENERATION.sub("", read_name(in_latin(written)).display)
    looks = looked_alike(written)
    also, display = _further_forenames(written, display)
    parts = _placed(key(read_name(written).display) if looks else key(display), _split(display))
    return replace(
        parts,
        also=also if parts.words else (),
        former=tuple(map(canonical, _FORMER.findall(written))),
        generation=_generation(written),
        sex=_sex(written),
        foreign=is_foreign(written),
        looks=key(looks),
    )


def _without_letters_before(written: str) -> str:
    """Take ``AO:`` off ``AO: Ann Okafor``, as minutes write before they go on with the letters alone."""
    match = _LETTERS_BEFORE.match(written)
    if match and match[1][0].casefold() == match[2][:1].casefold():
        return match[2]
    return written


def _placed(folded: str, words: list[str]) -> Parts:
    """Give each word its place: the first is the given name, the last the surname, what is between a middle name."""
    if not words:
        return Parts(folded)
    *front, rear = words
    forename = _folded(front[0] if front else rear)
    middle = tuple(part for word in front[1:] if word.casefold() not in PARTICLES for part in _folded(word))
    if front and not forename:  # a first word without letters of its own
        forename, middle = middle[:1], middle[1:]
    return Parts(folded, forename, middle, _folded(rear) if front else (), "".join(map(canonical, words[1:])))


def _split(display: str) -> list[str]:
    words = display.split()
    if len(words) == 1 and _ACCOUNT.search(display.strip("._")) and not _DOTTED.fullmatch(display):
        words = _ACCOUNT.sub(" ", display).split()  # k.boateng
    pieces = [part for index, word in enumerate(words) for part in _letters(word, first=index == 0 and len(words) > 1)]
    return [piece for piece in pieces if key(piece)]


def _letters(word: str, *, first: bool) -> list[str]:
    """Part ``J.P.`` and, in front, ``JP`` into letters."""
    run = first and word.isalpha() and len(word) in {2, 3} and word.isupper() and word not in _SHORT_NAMES
    if run or (_DOTTED.fullmatch(word) and len(word) > 2):
        return [letter for letter in word if letter.isalpha()]
    return [word]


def _folded(word: str) -> tuple[str, ...]:
    """Fold the words a hyphen ties, without particles such as ``al-``."""
    pieces = [canonical(piece) for piece in re.split(r"[-‐‑–]", word)]
    words = tuple(piece for piece in pieces if piece and piece not in PARTICLES)
    return words or tuple(filter(None, pieces))


def _further_forenames(written: str, display: str) -> tuple[tuple[str, ...], str]:
    """Find given names in brackets or quotation marks, and take them out of the name to show."""
    quoted = [name for name in _QUOTED.findall(written) if not name.isupper() and name[:1].isupper()]
    for name in quoted:
        display = re.sub(rf"[\"“”‘'(]{re.escape(name)}[\"“”’')]", "", display)
    marks = set(read_name(written).marks) if quoted else set()
    also = [name for name in quoted if name in marks or not marks]
    return tuple(canonical(name) for name in also), " ".join(display.split())


def _generation(written: str) -> str:
    match = _GENERATION.search(written)
    word = match[1].lower() if match else ""
    return _GENERATIONS.get(word, word)


def _sex(written: str) -> str:
    match = _TITLE.search(written)
    return ("m" if match[1].lower() in _MEN else "f") if match else ""


SURNAMES_OF_FORENAME = 4  # a given name the collection has beside so many surnames is common
FORENAMES_OF_SURNAME = 3  # and a surname beside so many given names, short forms counted with the full ones
MANY = 12
WHOLE = 10  # a roster that lacks one in so many of those who came is no list of everybody
CROWD = 120  # 6 given names beside a surname times 20 surnames beside a given name: who bears both is seldom alone


class Commonness(Struct, frozen=True):
    """Which names are names of their own, and which are borne by many.

    Attributes
    ----------
    forenames
        Given names of the table, and those the collection has beside several surnames.
    surnames
        Surnames of the table, and those the collection has beside several given names.
    everyday
        The commonest surnames of the table, and those the collection has beside several given names.
    partners
        How many given names the collection has beside a surname, and surnames beside a given name.
    roster_holds_most
        Whether nine in ten of the full names of others are on the roster.
    """

    forenames: frozenset[str]
    surnames: frozenset[str]
    everyday: frozenset[str] = frozenset()
    partners: Mapping[tuple[str, str], int] = {}
    roster_holds_most: bool = False

    def is_common(self, name: Parts) -> bool:
        """Tell whether a workplace may well have two of this name: a common given name and an everyday surname."""
        return self.has_common_forename(name) and any(word in self.everyday for word in name.surname)

    def is_crowded(self, name: Parts) -> bool:
        """Tell whether the collection is so large that it likely has several people of this full name."""
        if not name.is_full:
            return False
        forenames = max(self.partners.get(("surname", word), 0) for word in name.surname)
        return forenames * self.partners.get(("forename", name.forename[0]), 0) >= CROWD

    def has_common_forename(self, name: Parts) -> bool:
        """Tell whether the given name is borne by many."""
        return bool(name.forename) and name.forename[0] in self.forenames

    def has_common_surname(self, name: Parts) -> bool:
        """Tell whether any word of the surname is borne by many."""
        return any(word in self.surnames for word in name.surname)


def commonness(names: Iterable[Parts], roster: Collection[Parts] = (), others: Collection[Parts] = ()) -> Commonness:
    """Learn from the names of a collection which are common, and whether the roster has the names of the `others`.

    Examples
    --------
    >>> from sna.identity.matching.parts import parts_of
    >>> common = commonness(parts_of(f"{given} Quaye") for given in ("Ann", "Ben", "Cleo"))
    >>> "quaye" in common.surnames, "quaye" in commonness([]).surnames
    (True, False)
    """
    surnames_of, forenames_of = defaultdict(set), defaultdict(set)
    for name in names:
        if name.is_full:
            surnames_of[name.forename[0]].add(name.surname_run)
            for word in name.surname:
                forenames_of[word].add(in_full(name.forename[0]))
    forenames, surnames, everyday = _frequent()
    partners = {("surname", word): _distinct(partner) for word, partner in forenames_of.items()}
    partners |= {("forename", word): _distinct(partner) for word, partner in surnames_of.items()}
    local = {word for word in forenames_of if partners["surname", word] >= FORENAMES_OF_SURNAME}
    listed = {name.words for name in roster}
    full = {name.words for name in others if name.is_full}
    return Commonness(
        forenames | {word for word in surnames_of if partners["forename", word] >= SURNAMES_OF_FORENAME},
        surnames | local,
        everyday | local,
        partners,
        bool(listed) and WHOLE * len(full - listed) <= len(full),
    )


def _distinct(words: Collection[str]) -> int:
    """Count words, those that differ by what may be a slip of the pen once."""
    if len(words) > MANY:  # so many are many, slips or not
        return len(words)
    count, counted = 0, list[str]()
    for word in sorted(words):
        near = any(len(word) > 3 and DamerauLevenshtein.distance(word, other) <= 1 for other in counted)
        counted.append(word)
        count += not near
    return count


@cache
def _frequent() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    text = files("sna.identity.matching").joinpath("frequent.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    forenames, surnames, everyday = (
        frozenset(map(canonical, table[column].split())) for column in ("given", "surnames", "everyday")
    )
    return forenames | all_forenames(), surnames, everyday
