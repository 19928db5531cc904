"""When people were seen: whether one came where the other was away, and how likely two people would never have met."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from itertools import product
from math import comb

from sna.identity.matching.evidence import Comparand

SEASON = 92  # days
SITTING = 4  # the days of a plenary, a week at most, are one chance to meet


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
        self._calendar = list[int]()
        for day in sorted(frozenset[dt.date]().union(*self._days.values())):
            if not self._calendar or day.toordinal() - self._calendar[-1] > SITTING:
                self._calendar.append(day.toordinal())
            self._number[day] = len(self._calendar) - 1

    def share_a_list(self, ids: Iterable[str], counterparts: Iterable[str]) -> bool:
        """Tell whether two people stand on one list."""
        return any(self._lists[head] & self._lists[tail] for head, tail in product(ids, counterparts))

    def are_strangers(self, ids: Collection[str], counterparts: Collection[str]) -> bool:
        """Tell whether two people were both seen at meetings, and stand on no list together."""
        return all(map(self._numbers, (ids, counterparts))) and not self.share_a_list(ids, counterparts)

    def _numbers(self, ids: Iterable[str]) -> set[int]:
        return {self._number[day] for id_ in ids for day in self._days[id_]}

    def _window(self, numbers: Collection[int]) -> range:
        """Give the meetings from a season before the first of some to a season after the last."""
        since, until = self._calendar[min(numbers)] - SEASON, self._calendar[max(numbers)] + SEASON
        return range(bisect_left(self._calendar, since), bisect_right(self._calendar, until))

    def presence(self, ids: Iterable[str], counterparts: Iterable[str]) -> int:
        """Say how near two people were: 2 if one came to no meeting but of the other, 1 if in those seasons, else 0."""
        seldom, often = self._seldom_and_often(ids, counterparts)
        if not seldom:
            return 0
        return 2 if seldom <= often else int(seldom <= {*self._window(often)})

    def chance_never_to_meet(self, ids: Iterable[str], counterparts: Iterable[str]) -> float:
        """Give the probability that two people of so many meetings have none in common, 1 if one was not seen."""
        seldom, often = self._seldom_and_often(ids, counterparts)
        if not seldom:
            return 1.0
        window = self._window(often)
        times = len((seldom - often) & {*window})
        return comb(len(window) - len(often), times) / comb(len(window), times)

    def _seldom_and_often(self, ids: Iterable[str], counterparts: Iterable[str]) -> list[set[int]]:
        return sorted((self._numbers(ids), self._numbers(counterparts)), key=len)
