"""How two given names, and how two surnames, stand to each other."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from sna.identity.matching.commonness import Commonness
from sna.identity.matching.letters import romanised
from sna.identity.matching.nicknames import formal, is_short_for, may_be_others, variant_of
from sna.identity.matching.parts import Parts

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
