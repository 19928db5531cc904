"""Yes and no: what somebody who knows the people said of doubtful pairs, and of pairs already made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from msgspec import Struct

_YES = frozenset("yes y true 1 x ✓ ja j oui o si sí s sim да same".split())
_NO = frozenset("no n false 0 nein ne non nee nej não нет different".split())


class Answers(Struct, frozen=True):
    """What a filled review file says.

    Attributes
    ----------
    decisions
        Pair → whether the two are the same.
    rows
        Pair → its row, column by column, so that the next review file can hold it again.
    """

    decisions: Mapping[str, bool] = {}
    rows: Mapping[str, Mapping[str, str]] = {}


def answer(text: str) -> bool | None:
    """Read an answer; None for a blank, which is still undecided.

    Raises
    ------
    ValueError
        If it is neither yes nor no.

    Examples
    --------
    >>> answer("Yes"), answer(" nein "), answer("")
    (True, False, None)
    """
    word = text.strip().casefold().strip(".!")
    if not word:
        return None
    if word not in _YES | _NO:
        raise ValueError("Whether the two are the same is neither yes nor no.")
    return word in _YES


def short(*parts: str) -> str:
    """Give a short name of some texts that tells nothing of them: the same wherever and whenever it is made."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def pair_of(kind: str, head: str, tail: str) -> str:
    """Name a pair, the same whichever end stands first."""
    ends = (head, tail) if kind == "person" else (short(head), short(tail))
    return f"{kind[0]}-{'-'.join(sorted(ends))}"


def ends_of(pair: str) -> tuple[str, str]:
    """Give the two ends of a pair of people; empty where the text names none.

    Examples
    --------
    >>> ends_of(pair_of("person", "b", "a")), ends_of("o-1-2")
    (('a', 'b'), ('', ''))
    """
    kind, _, ends = pair.partition("-")
    head, dash, tail = ends.partition("-")
    return (head, tail) if kind == "p" and dash else ("", "")
