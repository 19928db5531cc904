"""Which names of organisations are one body, surely or perhaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from msgspec import Struct
from rapidfuzz.distance import OSA

from sna.identity.legal import core, initials, is_domain

LONG_NAME, LONG_WORD = 15, 6
"""From how many letters on a name, and the word in it that differs, may be taken for mistyped."""

RARE = 10
"""How many times as often the usual spelling must be seen for the other to be a typing error."""

MOST_ALIKE = 50
"""More names than this that differ in one word differ in that word on purpose."""


class Likeness(Struct, frozen=True, order=True):
    """Two comparable names that may be one body: how sure, by what rule, and what speaks for and against."""

    first: str
    second: str
    sure: bool
    rule: str
    for_: str
    against: str = ""


def likenesses(counted: Mapping[str, int]) -> list[Likeness]:
    """Compare the comparable names of organisations.

    Parameters
    ----------
    counted
        Comparable name → how often it was stated, a declared one as if it were seen very often.

    Examples
    --------
    >>> told = likenesses({"northshire nhs trust": 9, "northshire nhs foundation trust": 9})
    >>> told[0].sure, told[0].rule
    (False, 'legal form')
    """
    names = sorted(name for name in counted if not is_domain(name))
    found: dict[tuple[str, str], Likeness] = {}
    for one in (*_spaced(names), *_mistyped(names, counted), *_formed(names), *_shortened(names)):
        found.setdefault((one.first, one.second), one)
    return sorted(found.values())


def _spaced(names: Iterable[str]) -> Iterator[Likeness]:
    for first, second in _pairs((name.replace(" ", ""), name) for name in names if len(name) > LONG_WORD):
        yield Likeness(first, second, True, "spacing", "The letters are the same; only the spaces differ.")


def _formed(names: Iterable[str]) -> Iterator[Likeness]:
    for first, second in _pairs((core(name), name) for name in names):
        differ = sorted(set(first.split()) ^ set(second.split()))
        against = f"One of them also says: {', '.join(differ)}."
        yield Likeness(first, second, False, "legal form", "The same name but for its legal form.", against)


def _shortened(names: list[str]) -> Iterator[Likeness]:
    """Tie an abbreviation to the only name it can stand for."""
    meant: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for short in initials(name) | initials(core(name)):
            meant[short].add(name)
    for name in names:
        full = meant.get(name, set())
        if len(full) == 1 and len(name) > 2:
            first, second = sorted((name, *full))
            told = "One is made of the first letters of the other, and of no other organisation here."
            yield Likeness(first, second, False, "initials", told)


def _mistyped(names: Iterable[str], counted: Mapping[str, int]) -> Iterator[Likeness]:
    """Compare names that differ in one word, found by leaving each word out in turn."""
    masked = ((f"{at} {' '.join(words[:at])} _ {' '.join(words[at + 1 :])}", name) for name, at, words in _words(names))
    for first, second in _pairs(masked):
        pair = next((one, other) for one, other in zip(first.split(), second.split(), strict=True) if one != other)
        if _typing_error(*pair):
            rare = RARE * min(counted[first], counted[second]) <= max(counted[first], counted[second])
            sure = rare and len(first) >= LONG_NAME and min(map(len, pair)) >= LONG_WORD
            told = f"One letter or two differ: {pair[0]}, {pair[1]}."
            yield Likeness(first, second, sure, "typing error", told, "" if sure else "Both are seen often or short.")


def _words(names: Iterable[str]) -> Iterator[tuple[str, int, list[str]]]:
    for name in names:
        words = name.split()
        yield from ((name, at, words) for at in range(len(words)) if len(words[at]) >= 4)


def _typing_error(one: str, other: str) -> bool:
    if any(map(str.isdigit, one + other)) or one[0] != other[0]:
        return False
    return int(OSA.distance(one, other)) <= (2 if min(len(one), len(other)) >= 9 else 1)


def _pairs(keyed: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for shared, name in keyed:
        groups[shared].add(name)
    for shared in sorted(groups):
        if 1 < len(groups[shared]) <= MOST_ALIKE:
            yield from combinations(sorted(groups[shared]), 2)
