"""How common names are: from a small table and from the collection itself.

The collection is counted in names, not in shares, so that somebody who bears none of a person's names changes nothing
for that person.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from msgspec import Struct

from sna.identity.matching.letters import canonical
from sna.identity.matching.nicknames import all_forenames, in_full
from sna.identity.matching.parts import Parts

SURNAMES_OF_FORENAME = 4  # a given name the collection has beside so many surnames is common
FORENAMES_OF_SURNAME = 3  # and a surname beside so many given names, short forms counted with the full ones


class Commonness(Struct, frozen=True):
    """Which names are names of their own, and which are borne by many.

    Attributes
    ----------
    forenames
        Given names of the table, and those the collection has beside several surnames.
    surnames
        Surnames of the table, and those the collection has beside several given names.
    """

    forenames: frozenset[str]
    surnames: frozenset[str]

    def is_common(self, name: Parts) -> bool:
        """Tell whether both the given name and the surname are borne by many."""
        return self.has_common_forename(name) and self.has_common_surname(name)

    def has_common_forename(self, name: Parts) -> bool:
        """Tell whether the given name is borne by many."""
        return bool(name.forename) and name.forename[0] in self.forenames

    def has_common_surname(self, name: Parts) -> bool:
        """Tell whether any word of the surname is borne by many."""
        return any(word in self.surnames for word in name.surname)


def commonness(names: Iterable[Parts]) -> Commonness:
    """Learn from the names of a collection which of them are common.

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
            surnames_of[name.forename[0]].add(name.surname)
            for word in name.surname:
                forenames_of[word].add(in_full(name.forename[0]))
    forenames, surnames = _frequent()
    return Commonness(
        forenames | {word for word, partners in surnames_of.items() if len(partners) >= SURNAMES_OF_FORENAME},
        surnames | {word for word, partners in forenames_of.items() if len(partners) >= FORENAMES_OF_SURNAME},
    )


@cache
def _frequent() -> tuple[frozenset[str], frozenset[str]]:
    text = files("sna.identity.matching").joinpath("frequent.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    forenames, surnames = (frozenset(map(canonical, table[column].split())) for column in ("given", "surnames"))
    return forenames | all_forenames(), surnames
