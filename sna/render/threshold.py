"""Which ties are drawn as lines, and the sentence that says so.

Where everybody has met everybody a line per tie is a thicket that shows nothing. Then only pairs who met often enough
have a line. Nothing else rests on this choice: sizes, hollow dots, dashed circles, table and panel know all ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, np.dtype[Any]]

MOST_PER_PERSON = 3.0
FEWEST_PER_PERSON = 0.25
"""A step that would leave fewer lines than this is not taken: too many lines tell more than hardly any."""
MOST_LINES, FEW_LINES = 600, 200
"""Ties between islands above which a whole map draws one band for each two islands instead: in a map of up to
`MANY_PEOPLE`, and in a larger one, where islands are all a reader can compare."""
MANY_PEOPLE = 400
BANDS_PER_ISLAND = 4.0
"""More bands than this cannot be told apart."""


class Ties(msgspec.Struct, frozen=True):
    """How often each tied pair met (1 or more), and the two islands they belong to: n, and n × 2."""

    counts: Array
    islands: Array


def steps(counts: Sequence[int]) -> list[int]:
    """Give the thresholds that each draw something else: 1, and how often any pair met but the fewest.

    Examples
    --------
    >>> steps([1, 4, 4, 2]), steps([2, 2, 3])
    ([1, 2, 4], [1, 3])
    """
    fewest = min(counts, default=1)
    return [1, *sorted(times for times in set(counts) if times > fewest)]


def least(ties: Ties, people: int) -> int:
    """Give the smallest number of times a pair must have met so that the lines can be followed.

    At most `MOST_PER_PERSON` lines a person are drawn, where a band counts as one, and at most `BANDS_PER_ISLAND` bands
    an island; and at least `FEWEST_PER_PERSON` lines unless there are fewer ties.

    Parameters
    ----------
    ties
        Of the period the map opens with.
    people
        How many stand on it then.

    Examples
    --------
    >>> few, many = [[0, 1]] * 3, [[0, 1]] * 25
    >>> least(Ties(np.ones(3), np.array(few)), 2), least(Ties(np.array([1] * 20 + [2] * 5), np.array(many)), 2)
    (1, 2)
    """
    taken = 1
    for times in steps(ties.counts.astype(int).tolist()):
        drawn = Ties(ties.counts[ties.counts >= times], ties.islands[ties.counts >= times])
        if len(drawn.counts) < FEWEST_PER_PERSON * people:
            break
        taken = times
        if _clear(drawn, people):
            break
    return taken


def most_lines(people: int) -> int:
    """Give the number of ties between islands up to which a map of so many people draws each.

    Examples
    --------
    >>> most_lines(60), most_lines(2000)
    (600, 200)
    """
    return MOST_LINES if people <= MANY_PEOPLE else FEW_LINES


def banded(islands: Array, people: int) -> bool:
    """Tell whether ties of these islands are so many that those between two islands become one band."""
    return int((islands[:, 0] != islands[:, 1]).sum()) > most_lines(people)


def _clear(drawn: Ties, people: int) -> bool:
    if not banded(drawn.islands, people):
        return len(drawn.counts) <= MOST_PER_PERSON * people
    across = drawn.islands[:, 0] != drawn.islands[:, 1]
    bands = np.unique(np.sort(drawn.islands[across], axis=1), axis=0)
    few = len(bands) <= BANDS_PER_ISLAND * len(np.unique(drawn.islands))
    return few and len(bands) + int((~across).sum()) <= MOST_PER_PERSON * people


def lines(counts: Sequence[int], times: int, acts: tuple[str, str]) -> str:
    """Say which lines are drawn, and of how many ties.

    Parameters
    ----------
    counts
        How often each tied pair met.
    times
        From how many times a line is drawn.
    acts
        What a pair did, and the word for doing it once: ``("met", "time")``.

    Examples
    --------
    >>> lines([1, 4, 5], 4, ("met", "time"))
    'Lines: 2 pairs who met 4 times or more, of 3 pairs who met at all.'
    >>> lines([1, 4, 5], 1, ("met", "time"))
    'Lines: all 3 pairs who met.'
    """
    did, word = acts
    if not counts:
        return f"Lines: none, because no two people {did}."
    if times == 1:
        return f"Lines: {'the one pair' if len(counts) == 1 else f'all {len(counts):,} pairs'} who {did}."
    drawn = sum(count >= times for count in counts)
    return f"Lines: {_pairs(drawn)} who {did} {times:,} {word}s or more, of {_pairs(len(counts))} who {did} at all."


def _pairs(count: int) -> str:
    return f"{count:,} pair{'' if count == 1 else 's'}"
