"""What would give somebody away: every way in which a known person is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sna.names import key

LONGEST_PHRASE = 6
"""Words of a name that are looked for together."""
SHORTEST_SURNAME, SHORTEST_WORD, SHORTEST_MARK = 4, 3, 5
"""Letters from which a surname, a name of one word, and a handle are looked for: less is in every page.

A shorter handle is looked for with its @."""
_POINTED = re.compile(r"['’‘`´.]")


class Known(Struct, frozen=True):
    """What is looked for, folded (no case, accents or punctuation) but for the marks and initials.

    Attributes
    ----------
    phrases
        Names of two words and more, in any order of first and last.
    words
        Surnames of at least four letters and names of one word of at least three: looked for as whole words.
    marks
        E-mail addresses, handles, account ids and other ids, in small letters: looked for wherever they stand.
    initials
        Of names of three words and more, in capitals: looked for as whole words.
    """

    phrases: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    def without(self, phrases: Iterable[str] = (), words: Iterable[str] = ()) -> Known:
        """Give what is left to look for when these phrases and words may stand there."""
        spared = frozenset(words)
        return Known(
            self.phrases - frozenset(phrases),
            self.words - spared,
            self.marks,
            frozenset(letters for letters in self.initials if letters.casefold() not in spared),
        )


def known(names: Iterable[str], marks: Iterable[str] = ()) -> Known:
    """Give what to look for, from names (given name first, without titles) and from addresses, handles and ids.

    Examples
    --------
    >>> found = known(["Ann Mary O'Neil", "Zoë"], ["@annie"])
    >>> sorted(found.phrases)[:3], sorted(found.words), sorted(found.marks), sorted(found.initials)
    (['ann mary o neil', 'ann mary oneil', 'ann neil'], ['neil', 'oneil', 'zoe'], ['@annie'], ['AMO'])
    """
    phrases, words, initials = set[str](), set[str](), set[str]()
    for name in names:
        for written in writings(name):
            parts = written.split()
            phrases.update(_phrases(parts))
            words.update(_words(parts))
        if len(name.split()) > 1:  # either half of a double-barrelled surname
            words.update(part for part in key(name.split()[-1]).split() if len(part) >= SHORTEST_SURNAME)
        if len(folded := key(name).split()) > 2:
            initials.add("".join(word[0] for word in folded).upper())
    small = (_mark(mark.strip().casefold()) for mark in marks)
    return Known(
        frozenset(phrases),
        frozenset(words),
        frozenset(mark for mark in small if len(mark) > 2),
        frozenset(initials),
    )


def writings(text: str) -> Iterator[str]:
    """Fold a text in the two ways in which apostrophes and points are read: as nothing, and as a gap.

    Examples
    --------
    >>> list(writings("O'Neil")), list(writings("Ann"))
    (['oneil', 'o neil'], ['ann'])
    """
    plain = " ".join(word if word.isascii() else key(word) for word in text.split())  # long pages are mostly ASCII
    yield key(plain)
    if _POINTED.search(text):
        yield from writings(_POINTED.sub(" ", text))


def names_somebody(text: str, people: Known, neighbours: Known | None = None) -> bool:
    """Tell whether the name of a group names a person: in full, or the surname of somebody who belongs to it.

    Parameters
    ----------
    text
        The name of the group.
    people, neighbours
        Everybody, and those who belong to the group.

    Examples
    --------
    >>> ann, bob = known(["Ann Smith"]), known(["Bob Ward"])
    >>> names_somebody("Smith, Ann (childminder)", ann), names_somebody("Ward House", bob)
    (True, False)
    >>> names_somebody("Ward House", ann, bob)
    True
    """
    for written in writings(text):
        parts = written.split()
        if people.phrases & runs(parts):
            return True
        if neighbours is not None and neighbours.words & set(parts):
            return True
    return False


def runs(words: list[str], longest: int = LONGEST_PHRASE) -> set[str]:
    """Give every run of two words and more, up to the longest phrase that is looked for.

    Examples
    --------
    >>> sorted(runs(["a", "b", "c"]))
    ['a b', 'a b c', 'b c']
    """
    return {
        " ".join(words[start : start + length])
        for length in range(2, longest + 1)
        for start in range(len(words) - length + 1)
    }


def _mark(mark: str) -> str:
    return mark if len(mark) >= SHORTEST_MARK else f"@{mark.lstrip('@')}"


def _phrases(parts: list[str]) -> Iterator[str]:
    if len(parts) < 2:
        return
    forename, surname = parts[0], parts[-1]
    yield " ".join(parts[:LONGEST_PHRASE])
    yield " ".join([surname, *parts[:-1]][:LONGEST_PHRASE])
    yield from (f"{forename} {surname}", f"{surname} {forename}")


def _words(parts: list[str]) -> Iterator[str]:
    shortest = SHORTEST_WORD if parts and parts[0].isascii() else 2  # two Chinese characters are a whole name
    if len(parts) == 1 and len(parts[0]) >= shortest:
        yield parts[0]
    elif len(parts) > 1 and len(parts[-1]) >= SHORTEST_SURNAME:
        yield parts[-1]
