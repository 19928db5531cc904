"""When people were seen: whether one came where the other was away, and how likely two people would never have met."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from math import comb

from sna.identity.matching.evidence import Comparand

SEASON = dt.timedelta(days=92)
ONE_SITTING = dt.timedelta(days=4)  # the days of a plenary, a week at most, are one chance to meet


class Meetings:
    """The meetings at which writings were seen; those of days in a row are one.

    Parameters
    ----------
    comparands
        Id → writing.

    Examples
    --------
    >>> from sna.identity.matching.matches import Writing
    >>> from sna.identity.matching.parts import parts_of
    >>> days = [dt.date(2024, month, 5) for month in range(1, 11)]
    >>> writings = Writing("1", "Ann Osei", days=frozenset(days[:4] + days[5:])), Writing("2", "Ann", days={days[4]})
    >>> meetings = Meetings({writing.id: Comparand(writing, parts_of(writing.name)) for writing in writings})
    >>> meetings.presence({"2"}, {"1"}), meetings.chance_never_to_meet({"2"}, {"1"})
    (1, 0.1)
    """

    def __init__(self, comparands: Mapping[str, Comparand]) -> None:
        self._days = {id_: comparand.writing.days for id_, comparand in comparands.items()}
        self._lists = {id_: comparand.writing.lists for id_, comparand in comparands.items()}
        self._number = dict[dt.date, int]()
        self._held = list[dt.date]()
        for day in sorted(frozenset[dt.date]().union(*self._days.values())):
            if not self._held or day - self._held[-1] > ONE_SITTING:
                self._held.append(day)
            self._number[day] = len(self._held) - 1

    def share_a_list(self, ids: Iterable[str], others: Iterable[str]) -> bool:
        """Tell whether two people stand on one list."""
        return any(self._lists[head] & self._lists[tail] for head, tail in product(ids, others))

    def never_met(self, ids: Collection[str], others: Collection[str]) -> bool:
        """Tell whether two people were both seen at meetings, and stand on no list together."""
        return bool(self._seen(ids)) and bool(self._seen(others)) and not self.share_a_list(ids, others)

    def _seen(self, ids: Iterable[str]) -> set[int]:
        return {self._number[day] for id_ in ids for day in self._days[id_]}

    def _window(self, seen: Collection[int]) -> range:
        """Give the meetings from a season before the first of some to a season after the last."""
        first, last = self._held[min(seen)] - SEASON, self._held[max(seen)] + SEASON
        return range(bisect_left(self._held, first), bisect_right(self._held, last))

    def presence(self, ids: Iterable[str], others: Iterable[str]) -> int:
        """Say how near two people were: 2 if one came to no meeting but of the other, 1 if in those seasons, else 0."""
        seldom, often = self._seldom_and_often(ids, others)
        if not seldom:
            return 0
        return 2 if seldom <= often else int(seldom <= {*self._window(often)})

    def chance_never_to_meet(self, ids: Iterable[str], others: Iterable[str]) -> float:
        """Give the probability that two people of so many meetings have none in common, 1 if one was not seen."""
        seldom, often = self._seldom_and_often(ids, others)
        if not seldom:
            return 1.0
        window = self._window(often)
        times = len((seldom - often) & {*window})
        return comb(len(window) - len(often), times) / comb(len(window), times)

    def _seldom_and_often(self, ids: Iterable[str], others: Iterable[str]) -> list[set[int]]:
        return sorted((self._seen(ids), self._seen(others)), key=len)
