"""Spells: from when until when somebody was there, and how long that is when spells overlap.

Somebody who joins with two devices, or drops out and comes back, has several spells; the time there is their union,
never their sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

Spell = tuple[dt.datetime, dt.datetime]


def union(spells: Iterable[Spell]) -> list[Spell]:
    """Join spells that overlap or touch, in the order of time.

    A spell that ends before it starts counts as a moment at its start.

    Examples
    --------
    >>> ten, eleven, noon = (dt.datetime(2024, 3, 5, hour) for hour in (10, 11, 12))
    >>> union([(eleven, noon), (ten, eleven)]) == [(ten, noon)]
    True
    """
    joined: list[Spell] = []
    for start, end in sorted(spells):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, max(start, end)))
    return joined


def minutes(spells: Iterable[Spell]) -> float:
    """Give the minutes covered by any of the spells, to a tenth.

    Examples
    --------
    >>> ten, eleven = dt.datetime(2024, 3, 5, 10), dt.datetime(2024, 3, 5, 11)
    >>> minutes([(ten, eleven), (ten, eleven)])
    60.0
    """
    covered = sum(((end - start) for start, end in union(spells)), dt.timedelta())
    return round(covered.total_seconds() / 60, 1)
