"""How alike two names are, whoever bears them: the rule that ties them, and how much it says.

First how two given names and two surnames stand to each other, then what both together make of the whole name.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from rapidfuzz.distance import DamerauLevenshtein

from sna.identity.matching.parts import Commonness, Parts
from sna.identity.matching.variants import (
    formal,
    is_short_for,
    may_be_others,
    romanised,
    single_letters,
    sounded,
    variant_of,
)

FULL, VARIANT, SHORT = 2, 3, 4  # in this order names are tied; a short form is tied last


class Likeness(Struct, frozen=True):
    """Why two names may be one.

    Attributes
    ----------
    rule
        Code of the rule, a key of `RULES`.
    score
        How much the names alone say, 0 … 1.
    tier
        When it is tied: whole names first, then variants, short forms last.
    doubtful
        Whether names this alike are never sure without an address or an account.
    same_forename
        Whether the given names are one (so that only the surname changed).
    """

    rule: str
    score: float
    tier: int = VARIANT
    doubtful: bool = False
    same_forename: bool = True


_TIES = {  # given names, surnames: rule, score, never sure alone
    ("same", "same"): Likeness("middle-name", 0.90),
    ("same", "part"): Likeness("double-surname", 0.86),
    ("same", "first"): Likeness("double-surname", 0.76),
    ("same", "behind"): Likeness("middle-name", 0.86),
    ("same", "initial"): Likeness("surname-initial", 0.87, SHORT),
    ("same", "later"): Likeness("surname-initial", 0.70, SHORT),
    ("same", "former"): Likeness("former-name", 0.90),
    ("same", "other"): Likeness("one-letter", 0.45, doubtful=True),
    ("same", ""): Likeness("surname-change", 0.20, doubtful=True),
    ("part", "same"): Likeness("half-given-name", 0.62, doubtful=True),
    ("initial", "same"): Likeness("given-initial", 0.87, SHORT),
    ("initial", "part"): Likeness("given-initial", 0.62, SHORT),
    ("initial", "initial"): Likeness("initials", 0.40, SHORT, doubtful=True),
    ("stated", "same"): Likeness("nickname", 0.94),
    ("stated", "initial"): Likeness("surname-initial", 0.80, SHORT),
    ("short", "same"): Likeness("nickname", 0.88),
    ("short", "part"): Likeness("nickname", 0.62),
    ("short", "initial"): Likeness("surname-initial", 0.72, SHORT),
    ("unsure", "same"): Likeness("nickname", 0.76),
    ("unsure", "part"): Likeness("nickname", 0.55),
    ("unsure", "initial"): Likeness("surname-initial", 0.62, SHORT),
    ("pet", "same"): Likeness("nickname", 0.72),
    ("cut", "same"): Likeness("nickname", 0.62, doubtful=True),
    ("alike", "same"): Likeness("transliteration", 0.72, doubtful=True),
    ("variant", "same"): Likeness("transliteration", 0.88),
    ("variant", "part"): Likeness("transliteration", 0.62),
    ("variant", "initial"): Likeness("surname-initial", 0.72, SHORT),
    ("second", "same"): Likeness("second-name", 0.60, doubtful=True),
    ("other", "same"): Likeness("one-letter", 0.45, doubtful=True, same_forename=False),
}
_NEAR_WITH = {"same": 0.0, "stated": -0.05, "short": -0.25, "variant": -0.20, "part": -0.25, "near": -0.15}
_SWAPPABLE = {"same", "stated", "short", "unsure", "variant"}


def likeness_of(head: Parts, tail: Parts, common: Commonness) -> Likeness | None:
    """Compare two names; nothing if they are different names.

    Examples
    --------
    >>> from sna.identity.matching.parts import commonness
    >>> from sna.identity.matching.parts import parts_of
    >>> alike = likeness_of(parts_of("Bill Thackeray"), parts_of("William Thackeray"), commonness([]))
    >>> alike.rule, alike.score
    ('nickname', 0.88)
    """
    if head.looks or tail.looks:
        return _look_alike(head, tail)
    if head.folded == tail.folded:
        return _equal_names(head, common)
    if head.initials or tail.initials:
        return _initials(head, tail)
    if not (head.surname and tail.surname):
        return _single_word(head, tail, common)
    # two middle names that differ are two people, unless the same words stand in another order
    if not middle_names_agree(head, tail) and head.run != tail.run:
        return _swapped(head, tail, common)
    return _written_otherwise(head, tail) or _by_parts(head, tail, common) or _swapped(head, tail, common)


def _look_alike(head: Parts, tail: Parts) -> Likeness | None:
    if head.folded == tail.folded:
        return Likeness("same-name", 0.95, FULL)
    if (head.looks or head.folded) == (tail.looks or tail.folded):
        return Likeness("look-alike-letters", 0.60, doubtful=True)
    return None


def _equal_names(name: Parts, common: Commonness) -> Likeness | None:
    if not name.folded:
        return None
    if name.initials:
        return Likeness("initials", 0.45, SHORT, doubtful=True)
    if not name.surname:
        return Likeness("single-name", 0.60 if common.has_common_forename(name) else 0.88, FULL)
    return Likeness("same-name", 0.95, FULL) if name.is_full else Likeness("same-name", 0.88, SHORT)


def _initials(head: Parts, tail: Parts) -> Likeness | None:
    """Bare initials fit whoever has them: never sure, and not worth asking where a middle name would be left out."""
    letters = [name.initials or "".join(word[0] for word in name.words) for name in (head, tail)]
    full = head if tail.initials else tail
    ends = full.words and f"{full.words[0][0]}{full.words[-1][0]}"
    if (head.initials and tail.initials) or (letters[0] != letters[1] and ends not in letters):
        return None
    return Likeness("initials", 0.42, SHORT, doubtful=True)


def _single_word(head: Parts, tail: Parts, common: Commonness) -> Likeness | None:
    """Compare a given name, a surname or the name of an account alone with a whole name.

    A word that few bear is sure where one organisation has it.
    """
    short, long = (head, tail) if not head.surname else (tail, head)
    if not short.forename or not long.surname or not long.forename:
        return Likeness("run-together", 0.88) if head.words and head.run == tail.run else None
    word, forename, surname = short.forename_run, long.forename_run, long.surname_run
    if word in {forename + long.solid, forename + surname, surname + forename}:
        return Likeness("run-together", 0.90, VARIANT)
    accounts = {forename[0] + surname, surname + forename[0], forename + surname[:1], forename + surname[:2]}
    if len(word) > 3 and word in accounts:
        return Likeness("account-name", 0.75 if len(word) > 5 else 0.50, SHORT, doubtful=True)
    rare = len(word) > 3 and word not in common.forenames | common.surnames
    called = word == forename or short.forename[0] in long.also
    if called or is_short_for(word, forename):
        telling = called and rare
        return Likeness("given-name-alone", 0.75 if telling else 0.45, SHORT, doubtful=not telling)
    if len(word) >= 8 and is_near(word, forename + surname):
        return Likeness("typing-error", 0.50, doubtful=True)
    alone = Likeness("surname-alone", 0.75 if rare else 0.42, SHORT, doubtful=not rare, same_forename=False)
    return alone if word == surname else None


def _written_otherwise(head: Parts, tail: Parts) -> Likeness | None:
    """Find one name with other accents, hyphens, particles or letters."""
    if (head.forename, head.middle, head.surname) == (tail.forename, tail.middle, tail.surname):
        return Likeness("particles" if head.solid != tail.solid else "accents", 0.93, FULL)
    if head.run == tail.run or head.forename_run + head.solid == tail.forename_run + tail.solid:
        return Likeness("run-together", 0.93, FULL)
    if head.foreign != tail.foreign:
        roman = [sorted(romanised(word) for word in name.words) for name in (head, tail)]
        if roman[0] == roman[1]:
            return Likeness("other-alphabet", 0.93, FULL)
    return None


def _by_parts(head: Parts, tail: Parts, common: Commonness) -> Likeness | None:
    """Look up how the given names and how the surnames stand to each other."""
    forename = forename_relation(head, tail, common)
    surname = surname_relation(head, tail, common) if forename else ""
    if "near" in {forename, surname}:
        return _typing_error(head, tail, (forename, surname), common)
    likeness = _TIES.get((forename, surname))
    initials_only = all(len(word) == 1 for word in head.middle + tail.middle)
    if likeness and likeness.rule == "middle-name" and initials_only and not (head.middle and tail.middle):
        return Likeness("middle-name", 0.92)  # a middle initial left out says less against than a middle name
    if (forename, surname) == ("same", "first") and _telling(head, tail, common):
        return _TIES["same", "part"]
    return likeness


def _telling(head: Parts, tail: Parts, common: Commonness) -> bool:
    """Whether the two words that two names share are borne together by few: either is no common name."""
    short = min(head, tail, key=lambda name: len(name.words))
    return not common.has_common_forename(short) or not {*short.surname} & (common.forenames | common.surnames)


def _typing_error(head: Parts, tail: Parts, ties: tuple[str, str], common: Commonness) -> Likeness | None:
    """Score a slip in one half of the name by how the other half agrees and how likely a slip it is."""
    forename, surname = ties
    agreement = surname if forename == "near" else forename
    if agreement not in _NEAR_WITH:
        return None
    score = 0.70 + _NEAR_WITH[agreement]
    pairs = (*zip(head.forename, tail.forename, strict=False), *zip(head.surname, tail.surname, strict=False))
    for pair in pairs if agreement != "short" else ():  # Bill and William differ on purpose
        score += slip(*pair) if pair[0] != pair[1] else 0.0
    # a slip in the given name says little beside a common surname, nor does a surname that only looks like a common one
    surnames = {*head.surname, *tail.surname} if forename == "near" else {*head.surname} ^ {*tail.surname}
    if surnames & common.surnames:
        score -= 0.15
    score += 0.05 if head.middle and head.middle == tail.middle else 0.0
    return Likeness("typing-error", score, doubtful=agreement not in {"same", "stated"})


def _swapped(head: Parts, tail: Parts, common: Commonness) -> Likeness | None:
    """Find the same words in another order: surname first, without a comma to show it."""
    if sorted(head.words) == sorted(tail.words):
        # James Thomas and Thomas James are two people: either word is a given name
        ambiguous = all(word in common.forenames for word in head.words if len(word) > 1)
        return Likeness("name-order", 0.62 if ambiguous else 0.92, FULL)
    if not (head.is_full and tail.is_full) or head.words[0] != tail.words[-1]:
        return None
    turned = Parts(tail.folded, tail.surname, tail.middle, tail.forename, tail.forename_run, foreign=tail.foreign)
    if surname_relation(head, turned, common) == "same" and forename_relation(head, turned, common) in _SWAPPABLE:
        return Likeness("name-order", 0.70)
    return None


def forename_relation(head: Parts, tail: Parts, common: Commonness) -> str:
    """Say how two given names stand to each other.

    Returns
    -------
    str
        ``same``, ``part`` (Ann of Ann-Marie), ``initial``, ``short`` (Bill of William), ``unsure`` (Alex of Alexander,
        or of Alexandra), ``stated`` (Robert (Bob)), ``pet`` (Bill and Will), ``cut`` (Leo of Leocadia), ``variant``
        (Sergei and Serhii), ``second`` (known by the middle name), ``near`` (a typing error), ``other`` (one letter
        apart, but a name of its own), ``alike`` (Cathy and Kathie, Mike and Micheal); empty if they differ.
    """
    words = head.forename[0], tail.forename[0]
    if head.forename == tail.forename or head.forename_run == tail.forename_run:
        return "same"
    if 1 in map(len, words):
        return "initial" if words[0][0] == words[1][0] else ""
    if (head.also or tail.also) and {words[0], *head.also} & {words[1], *tail.also}:
        return "stated"
    if len(head.forename) != len(tail.forename):
        return "part" if {*head.forename} < {*tail.forename} or {*tail.forename} < {*head.forename} else ""
    return _single_difference(head, tail, common)


def _single_difference(head: Parts, tail: Parts, common: Commonness) -> str:
    differing = [pair for pair in zip(head.forename, tail.forename, strict=True) if pair[0] != pair[1]]
    if len(differing) > 1:
        return ""
    pair = differing[0]
    relation = _in_table(*pair, foreign=head.foreign != tail.foreign)
    if not relation and (pair[0] in tail.middle[:1] or pair[1] in head.middle[:1]):
        return "second"
    return relation or _near_forename(*pair, common) or _shortened(*pair, common)


def _shortened(head: str, tail: str, common: Commonness) -> str:
    """Find a given name cut short in a way no table has, such as Leo for Leocadia, which is not Max for Maxine."""
    short, long = sorted((head, tail), key=len)
    own_names = short in common.forenames and long in common.forenames
    return "cut" if len(short) >= 3 and long.startswith(short) and not own_names else ""


def _in_table(head: str, tail: str, *, foreign: bool) -> str:
    if variant_of(head) == variant_of(tail) or (foreign and romanised(head) == romanised(tail)):
        return "variant"
    if is_short_for(head, tail) or is_short_for(tail, head):
        return "unsure" if may_be_others(head, tail) else "short"
    if not formal(head) & formal(tail):
        return ""
    return "short" if head.startswith(tail) or tail.startswith(head) else "pet"


def _near_forename(head: str, tail: str, common: Commonness) -> str:
    if not is_near(head, tail):
        alike = sounded(head) == sounded(tail) or _is_slip_of_full_name(head, tail) or _is_slip_of_full_name(tail, head)
        return "other" if len(head) > 3 and may_be_slip(head, tail) else "alike" if alike else ""
    own_names = head in common.forenames and tail in common.forenames
    ends_differ = (
        head[:-2] == tail[:-2] or head[:-1] == tail or tail[:-1] == head
    )  # Julia and Julie, Daniel and Daniela
    doubled = single_letters(head) == single_letters(tail)
    return "other" if own_names or (ends_differ and not doubled) else "near"


def _is_slip_of_full_name(short: str, slipped: str) -> bool:
    """Whether a given name is a slip of one the other is short for: Micheal beside Mike."""
    return any(is_near(full, slipped) for full in formal(short) - {variant_of(short)})


def surname_relation(head: Parts, tail: Parts, common: Commonness) -> str:
    """Say how two surnames stand to each other.

    Returns
    -------
    str
        ``same``, ``part`` (Smith of Smith-Jones), ``first`` (Zubiri of Zubiri Lasa), ``behind`` (Kumar of Kumar N.),
        ``initial``, ``later`` (that of the second of two surnames), ``former`` (said to be the former one), ``near`` (a
        typing error), ``other`` (close, but a surname of its own); empty if they differ.
    """
    if head.surname == tail.surname or head.surname_run == tail.surname_run or head.solid == tail.solid:
        return "same"
    words = head.surname[-1], tail.surname[-1]
    if 1 in map(len, words):
        return _with_initial(head, tail)
    if head.foreign != tail.foreign and romanised(words[0]) == romanised(words[1]):
        return "same"
    return _overlap(head, tail) or _near_surname(head, tail, common)


def _overlap(head: Parts, tail: Parts) -> str:
    if {*head.surname} < {*tail.surname} or {*tail.surname} < {*head.surname}:
        return "part"
    initials = ["".join(word[0] for word in name.surname) for name in (head, tail)]
    if initials[0] in tail.surname or initials[1] in head.surname:
        return "initial"
    if {*head.former} & {*tail.surname} or {*tail.former} & {*head.surname}:
        return "former"
    return "first" if head.surname == tail.middle[-1:] or tail.surname == head.middle[-1:] else ""


def _with_initial(head: Parts, tail: Parts) -> str:
    short, long = (head, tail) if len(head.surname[-1]) == 1 else (tail, head)
    if long.surname == short.middle[-1:] and len(long.surname[-1]) > 1:
        return "behind"
    if short.surname[-1] in {long.surname[0][0], long.solid[:1]}:  # of the surname, or of a particle before it
        return "initial"
    return "later" if short.surname[-1] in {word[0] for word in long.surname} else ""


def _near_surname(head: Parts, tail: Parts, common: Commonness) -> str:
    if len(head.surname) != len(tail.surname):
        return ""
    differing = [pair for pair in zip(head.surname, tail.surname, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return ""
    if not is_near(*differing[0]):
        return "other" if may_be_slip(*differing[0]) else ""
    return "other" if {*differing[0]} <= common.surnames else "near"


@lru_cache(maxsize=1 << 16)
def is_near(head: str, tail: str) -> bool:
    """Tell whether two words may be one with a typing error: one slip in four letters or more, two in seven or more.

    Examples
    --------
    >>> is_near("chakravarty", "chakravatry"), is_near("tim", "tom")
    (True, False)
    """
    longest = max(len(head), len(tail))
    if longest < 4 or min(len(head), len(tail)) < 3:
        return False
    if single_letters(head) == single_letters(tail):
        return True
    slips = int(DamerauLevenshtein.distance(head, tail, score_cutoff=2))
    return slips == 1 or (slips == 2 and longest >= (7 if sorted(head) == sorted(tail) else 9))


def may_be_slip(head: str, tail: str) -> bool:
    """Tell whether two words that are not near are worth a question: a letter moved, or one of three is another.

    Examples
    --------
    >>> may_be_slip("dulhan", "dhulan"), may_be_slip("ayn", "afn"), may_be_slip("reed", "rook")
    (True, True, False)
    """
    if head[0] != tail[0] or len(head) != len(tail):
        return False
    if len(head) == 3:
        return sum(map(str.__ne__, head, tail)) == 1
    return len(head) >= 5 and sorted(head) == sorted(tail) and DamerauLevenshtein.distance(head, tail) <= 2


@lru_cache(maxsize=1 << 16)
def slip(head: str, tail: str) -> float:
    """Say how likely it is that two near words are one: 0 for another name as soon as a slip, up to 0.2.

    Long words, letters changed over, and letters doubled or left out are likely slips; another first letter, another
    letter in a short word and a second difference are not.
    """
    longest = max(len(head), len(tail))  # in a long word a slip is likelier than another name that is as near
    likely = 0.06 * (longest >= 7) + 0.05 * (longest >= 9) + 0.04 * (longest >= 11)
    same_letters = sorted(head) == sorted(tail) or single_letters(head) == single_letters(tail)
    likely -= 0.10 * (not same_letters and DamerauLevenshtein.distance(head, tail) > 1)
    likely += 0.06 if same_letters else 0.04 * (len(head) != len(tail))
    likely -= 0.15 * (head[0] != tail[0]) + 0.10 * (longest < 6)
    return likely


def middle_names_agree(head: Parts, tail: Parts) -> bool:
    """Tell whether no middle name speaks against the other: one may be left out or be an initial."""
    return all(
        pair[0][0] == pair[1][0] and (1 in map(len, pair) or pair[0] == pair[1] or is_near(*pair))
        for pair in zip(head.middle, tail.middle, strict=False)
    )
