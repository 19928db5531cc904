"""How common names are: from a small table and from the collection itself.

The collection is counted in names, not in shares, so that somebody who bears none of a person's names changes nothing
for that person.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct
from rapidfuzz.distance import DamerauLevenshtein

from sna.identity.matching.parts import Parts
from sna.identity.matching.variants import all_forenames, canonical, in_full

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
