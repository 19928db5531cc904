"""How alike two names are, whoever bears them: the rule that ties them, and how much it says.

First how two given names and two surnames stand to each other, then what both together make of the whole name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct
from rapidfuzz.distance import DamerauLevenshtein

from sna.identity.matching.commonness import Commonness
from sna.identity.matching.letters import romanised
from sna.identity.matching.nicknames import formal, is_short_for, may_be_others, variant_of
from sna.identity.matching.parts import Parts

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
    given_alike
        Whether the given names are one (so that only the surname changed).
    """

    rule: str
    score: float
    tier: int = VARIANT
    doubtful: bool = False
    given_alike: bool = True


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
    ("variant", "same"): Likeness("transliteration", 0.88),
    ("variant", "part"): Likeness("transliteration", 0.62),
    ("variant", "initial"): Likeness("surname-initial", 0.72, SHORT),
    ("second", "same"): Likeness("second-name", 0.60, doubtful=True),
    ("other", "same"): Likeness("one-letter", 0.45, doubtful=True, given_alike=False),
}
_NEAR_WITH = {"same": 0.0, "stated": -0.05, "short": -0.25, "variant": -0.20, "part": -0.25, "near": -0.15}
_SWAPPABLE = {"same", "stated", "short", "unsure", "variant"}


def likeness(a: Parts, b: Parts, common: Commonness) -> Likeness | None:
    """Compare two names; nothing if they are different names.

    Examples
    --------
    >>> from sna.identity.matching.commonness import commonness
    >>> from sna.identity.matching.parts import parts_of
    >>> alike = likeness(parts_of("Bill Thackeray"), parts_of("William Thackeray"), commonness([]))
    >>> alike.rule, alike.score
    ('nickname', 0.88)
    """
    if a.looks or b.looks:
        return _look_alike(a, b)
    if a.whole == b.whole:
        return _same(a, common)
    if a.initials or b.initials:
        return _initials(a, b)
    if not (a.surname and b.surname):
        return _one_word(a, b)
    if not middle_names_agree(a, b) and "".join(a.words) != "".join(b.words):
        return _swapped(a, b, common)
    return _written_otherwise(a, b) or _by_parts(a, b, common) or _swapped(a, b, common)


def _look_alike(a: Parts, b: Parts) -> Likeness | None:
    if a.whole == b.whole:
        return Likeness("same-name", 0.95, FULL)
    if (a.looks or a.whole) == (b.looks or b.whole):
        return Likeness("look-alike-letters", 0.60, doubtful=True)
    return None


def _same(name: Parts, common: Commonness) -> Likeness | None:
    if not name.whole:
        return None
    if name.initials:
        return Likeness("initials", 0.45, SHORT, doubtful=True)
    if not name.surname:
        return Likeness("single-name", 0.60 if common.has_common_given(name) else 0.88, FULL)
    return Likeness("same-name", 0.95, FULL) if name.is_full else Likeness("same-name", 0.88, SHORT)


def _initials(a: Parts, b: Parts) -> Likeness | None:
    """Bare initials fit whoever has them: never sure, and not worth asking where a middle name would be left out."""
    letters = [name.initials or "".join(word[0] for word in name.words) for name in (a, b)]
    full = a if b.initials else b
    ends = full.words and f"{full.words[0][0]}{full.words[-1][0]}"
    if (a.initials and b.initials) or (letters[0] != letters[1] and ends not in letters):
        return None
    return Likeness("initials", 0.42, SHORT, doubtful=True)


def _one_word(a: Parts, b: Parts) -> Likeness | None:
    """Compare a given name, a surname or the name of an account alone with a whole name."""
    short, long = (a, b) if not a.surname else (b, a)
    if not short.given or not long.surname or not long.given:
        return _run_together(a, b)
    word, given, surname = "".join(short.given), "".join(long.given), "".join(long.surname)
    if word in {given + long.solid, given + surname, surname + given}:
        return Likeness("run-together", 0.90, VARIANT)
    if len(word) > 3 and word in {given[0] + surname, surname + given[0], given + surname[:1], given + surname[:2]}:
        return Likeness("account-name", 0.50, SHORT, doubtful=True)
    if word == given or short.given[0] in long.also:
        return Likeness("given-name-alone", 0.45, SHORT, doubtful=True)
    if len(word) >= 8 and is_near(word, given + surname):
        return Likeness("typing-error", 0.50, doubtful=True)
    return Likeness("surname-alone", 0.42, SHORT, doubtful=True, given_alike=False) if word == surname else None


def _run_together(a: Parts, b: Parts) -> Likeness | None:
    alike = a.words and "".join(a.words) == "".join(b.words)
    return Likeness("run-together", 0.88) if alike else None


def _written_otherwise(a: Parts, b: Parts) -> Likeness | None:
    """Find one name with other accents, hyphens, particles or letters."""
    if (a.given, a.middle, a.surname) == (b.given, b.middle, b.surname):
        return Likeness("particles" if a.solid != b.solid else "accents", 0.93, FULL)
    if "".join(a.words) == "".join(b.words) or "".join(a.given) + a.solid == "".join(b.given) + b.solid:
        return Likeness("run-together", 0.93, FULL)
    if a.foreign != b.foreign:
        roman = [sorted(romanised(word) for word in name.words) for name in (a, b)]
        if roman[0] == roman[1]:
            return Likeness("other-alphabet", 0.93, FULL)
    return None


def _by_parts(a: Parts, b: Parts, common: Commonness) -> Likeness | None:
    given = given_names(a, b, common)
    surname = surnames(a, b, common) if given else ""
    if "near" in {given, surname}:
        return _typing_error(a, b, (given, surname), common)
    found = _TIES.get((given, surname))
    if found and found.rule == "middle-name" and not (a.middle and b.middle) and _is_initial_only(a, b):
        return Likeness("middle-name", 0.92)
    return found


def _is_initial_only(a: Parts, b: Parts) -> bool:
    return all(len(word) == 1 for word in a.middle + b.middle)


def _typing_error(a: Parts, b: Parts, ties: tuple[str, str], common: Commonness) -> Likeness | None:
    given, surname = ties
    other = surname if given == "near" else given
    if other not in _NEAR_WITH:
        return None
    score = 0.70 + _NEAR_WITH[other]
    for left, right in (*zip(a.given, b.given, strict=False), *zip(a.surname, b.surname, strict=False)):
        score += slip(left, right) if left != right and other != "short" else 0.0
    if given == "near" and (common.has_common_surname(a) or common.has_common_surname(b)):
        score -= 0.15
    return Likeness("typing-error", score, doubtful=other not in {"same", "stated"})


def _swapped(a: Parts, b: Parts, common: Commonness) -> Likeness | None:
    """Find the same words in another order: surname first, without a comma to show it."""
    if sorted(a.words) == sorted(b.words):
        both_given = all(word in common.given for word in a.words if len(word) > 1)  # James Thomas and Thomas James
        return Likeness("name-order", 0.62 if both_given else 0.92, FULL)
    if not (a.is_full and b.is_full) or a.words[0] != b.words[-1]:
        return None
    turned = Parts(b.whole, b.surname, b.middle, b.given, "".join(b.given), foreign=b.foreign)
    if surnames(a, turned, common) == "same" and given_names(a, turned, common) in _SWAPPABLE:
        return Likeness("name-order", 0.70)
    return None


_DOUBLED = re.compile(r"(.)\1")


def given_names(a: Parts, b: Parts, common: Commonness) -> str:
    """Say how two given names stand to each other.

    Returns
    -------
    str
        ``same``, ``part`` (Ann of Ann-Marie), ``initial``, ``short`` (Bill of William), ``unsure`` (Alex of Alexander,
        or of Alexandra), ``stated`` (Robert (Bob)), ``pet`` (Bill and Will), ``cut`` (Leo of Leocadia), ``variant``
        (Sergei and Serhii), ``second`` (known by the middle name), ``near`` (a typing error), ``other`` (one letter
        apart, but a name of its own); empty if they differ.
    """
    first, second = a.given[0], b.given[0]
    if a.given == b.given or "".join(a.given) == "".join(b.given):
        return "same"
    if len(first) == 1 or len(second) == 1:
        return "initial" if first[0] == second[0] else ""
    if (a.also or b.also) and {first, *a.also} & {second, *b.also}:
        return "stated"
    if len(a.given) != len(b.given):
        return "part" if {*a.given} < {*b.given} or {*b.given} < {*a.given} else ""
    return _one_word_apart(a, b, common)


def _one_word_apart(a: Parts, b: Parts, common: Commonness) -> str:
    apart = [pair for pair in zip(a.given, b.given, strict=True) if pair[0] != pair[1]]
    if len(apart) > 1:
        return ""
    first, second = apart[0]
    found = _in_table(first, second, foreign=a.foreign != b.foreign)
    if not found and (first in b.middle[:1] or second in a.middle[:1]):
        return "second"
    return found or _near_given(first, second, common) or _shortened(first, second, common)


def _shortened(a: str, b: str, common: Commonness) -> str:
    """Find a given name cut short in a way no table has, such as Leo for Leocadia, which is not Max for Maxine."""
    short, long = sorted((a, b), key=len)
    own_names = short in common.given and long in common.given
    return "cut" if len(short) >= 3 and long.startswith(short) and not own_names else ""


def _in_table(a: str, b: str, *, foreign: bool) -> str:
    if variant_of(a) == variant_of(b) or (foreign and romanised(a) == romanised(b)):
        return "variant"
    if is_short_for(a, b) or is_short_for(b, a):
        return "unsure" if may_be_others(a, b) else "short"
    if not formal(a) & formal(b):
        return ""
    return "short" if a.startswith(b) or b.startswith(a) else "pet"


def _near_given(a: str, b: str, common: Commonness) -> str:
    if not is_near(a, b):
        return ""
    own_names = a in common.given and b in common.given
    ends_differ = a[:-2] == b[:-2] or a[:-1] == b or b[:-1] == a  # Julia and Julie, Daniel and Daniela
    return "other" if own_names or ends_differ else "near"


def surnames(a: Parts, b: Parts, common: Commonness) -> str:
    """Say how two surnames stand to each other.

    Returns
    -------
    str
        ``same``, ``part`` (Smith of Smith-Jones), ``first`` (Zubiri of Zubiri Lasa), ``behind`` (Kumar of Kumar N.),
        ``initial``, ``later`` (that of the second of two surnames), ``former`` (said to be the former one), ``near`` (a
        typing error), ``other`` (close, but a surname of its own); empty if they differ.
    """
    if a.surname == b.surname or "".join(a.surname) == "".join(b.surname) or a.solid == b.solid:
        return "same"
    first, second = a.surname[-1], b.surname[-1]
    if len(first) == 1 or len(second) == 1:
        return _with_initial(a, b)
    if a.foreign != b.foreign and romanised(first) == romanised(second):
        return "same"
    return _overlap(a, b) or _near_surname(a, b, common)


def _overlap(a: Parts, b: Parts) -> str:
    if {*a.surname} < {*b.surname} or {*b.surname} < {*a.surname}:
        return "part"
    if "".join(word[0] for word in a.surname) in b.surname or "".join(word[0] for word in b.surname) in a.surname:
        return "initial"
    if {*a.former} & {*b.surname} or {*b.former} & {*a.surname}:
        return "former"
    return "first" if a.surname == b.middle[-1:] or b.surname == a.middle[-1:] else ""


def _with_initial(a: Parts, b: Parts) -> str:
    short, long = (a, b) if len(a.surname[-1]) == 1 else (b, a)
    if long.surname == short.middle[-1:] and len(long.surname[-1]) > 1:
        return "behind"
    if short.surname[-1] in {long.surname[0][0], long.solid[:1]}:  # of the surname, or of a particle before it
        return "initial"
    return "later" if short.surname[-1] in {word[0] for word in long.surname} else ""


def _near_surname(a: Parts, b: Parts, common: Commonness) -> str:
    if len(a.surname) != len(b.surname):
        return ""
    apart = [pair for pair in zip(a.surname, b.surname, strict=True) if pair[0] != pair[1]]
    if len(apart) != 1 or not is_near(*apart[0]):
        return ""
    return "other" if {*apart[0]} & common.surnames else "near"


@lru_cache(maxsize=1 << 16)
def is_near(a: str, b: str) -> bool:
    """Tell whether two words may be one with a typing error: one slip in four letters or more, two in seven or more.

    Examples
    --------
    >>> is_near("chakravarty", "chakravatry"), is_near("tim", "tom")
    (True, False)
    """
    longest = max(len(a), len(b))
    if longest < 4 or min(len(a), len(b)) < 3:
        return False
    if single_letters(a) == single_letters(b):
        return True
    slips = int(DamerauLevenshtein.distance(a, b, score_cutoff=2))
    return slips == 1 or (slips == 2 and longest >= (7 if sorted(a) == sorted(b) else 9))


def single_letters(word: str) -> str:
    """Fold doubled letters, of which nobody is sure.

    Examples
    --------
    >>> single_letters("phillipa") == single_letters("philippa")
    True
    """
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=1 << 16)
def slip(a: str, b: str) -> float:
    """Say how likely it is that two near words are one: 0 for another name as soon as a slip, up to 0.2.

    Long words, letters changed over, and letters doubled or left out are likely slips; another first letter, another
    letter in a short word and a second difference are not.
    """
    longest = max(len(a), len(b))
    likely = 0.06 * (longest >= 7) + 0.05 * (longest >= 9) + 0.04 * (longest >= 11)
    letters_kept = sorted(a) == sorted(b) or single_letters(a) == single_letters(b)
    likely -= 0.10 * (not letters_kept and DamerauLevenshtein.distance(a, b) > 1)
    likely += 0.06 if letters_kept else 0.04 * (len(a) != len(b))
    likely -= 0.15 * (a[0] != b[0]) + 0.10 * (longest < 6)
    return likely


def middle_names_agree(a: Parts, b: Parts) -> bool:
    """Tell whether no middle name speaks against the other: one may be left out or be an initial."""
    return all(
        left[0] == right[0] and (1 in {len(left), len(right)} or left == right or is_near(left, right))
        for left, right in zip(a.middle, b.middle, strict=False)
    )
