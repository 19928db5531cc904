"""Where there is too little for a verdict: few people, few gatherings."""

from __future__ import annotations

from msgspec import Struct

from sna.findings.evidence import PeriodTables
from sna.findings.standing import FEWEST_GATHERINGS, FEWEST_PEOPLE, standing

CERTAIN = 0.05
"""A p-value below this is called more than chance; the methods page says so."""


class Thin(Struct, frozen=True):
    """What there is too little of: so many gatherings or people, in which period."""

    what: str
    count: int
    period: str


def thin(periods: tuple[PeriodTables, ...]) -> Thin | None:
    """Say of what there is too little for a verdict; None if there can be one.

    Below 5 gatherings against 5 even the clearest change could be luck: the smallest two-sided p of 4 against 4 is
    0.029, of 3 against 3 it is 0.10.

    Examples
    --------
    >>> thin((PeriodTables(title="Year 1", gatherings=2),)).what
    'gathering'
    """
    for period in periods:
        if 0 < period.gatherings < (FEWEST_GATHERINGS if len(periods) > 1 else 3):
            return Thin("gathering", period.gatherings, period.title)
        if standing(period).people < FEWEST_PEOPLE:
            return Thin("person", standing(period).people, period.title)
    return None
