"""The month of whoever convenes: who came last, whom to ask back, who has met few, which organisations never met."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from statistics import median

from msgspec import Struct

from sna.findings.attendance import UNKNOWN, Presence, gatherings, presences
from sna.findings.evidence import Evidence, GatheringRow
from sna.findings.record import figures
from sna.findings.sources import Source, cell, in_row

RECENT, YEAR = 6, 13
"""So many of the last meetings count as recent, and as the last year of a monthly meeting."""
OFTEN, MISSED = 4, 5
"""Whoever came so often and has missed so many since is asked back."""
RARELY, FEW = 2, 25
"""Whoever came so rarely and has been with so few people at usual meetings is new to most."""
OUTSIZE = 2
"""The largest meeting is no usual one if it is so many times the median."""
MOST_EQUAL = 3
"""So many people with equal figures are named; of more it is said how many they are."""


class Comer(Struct, frozen=True):
    """Somebody who came: the places of their meetings in order of time, of how many they could come to, and missed."""

    id: str
    label: str
    organisation: str
    meetings: tuple[int, ...]
    times: int
    could: int
    missed: int


class Apart(Struct, frozen=True):
    """Two organisations that were never at the same meeting, or at the largest alone."""

    pair: tuple[str, str]
    at_largest: bool


class Month(Struct, frozen=True, dict=True):
    """What the records say to whoever convenes: of the meetings that have a day, in order of time.

    `conveners` are the ids of those who convene: they are always there, so they are in no advice.
    """

    evidence: Evidence
    conveners: frozenset[str] = frozenset()

    @cached_property
    def meetings(self) -> list[GatheringRow]:
        """The meetings that have a day."""
        return [row for row in gatherings(self.evidence) if row.on is not None]

    def day(self, place: int, row: str = "", column: str = "day") -> dt.date:
        """Give the day of a meeting; it knows its place among the meetings, or another."""
        on = self.meetings[place].on
        assert on is not None
        return cell(on, self.place(row or f"meeting {place + 1}", column))

    @cached_property
    def presences(self) -> list[Presence]:
        """Who was at which of them."""
        return [row for row in presences(self.evidence) if row.place < len(self.meetings)]

    @cached_property
    def attendees(self) -> list[frozenset[str]]:
        """The people at each."""
        people = defaultdict[int, set[str]](set)
        for row in self.presences:
            people[row.place].add(row.person)
        return [frozenset(people[place]) for place in range(len(self.meetings))]

    @cached_property
    def organisations(self) -> dict[str, set[int]]:
        """The meetings of each organisation somebody came from, as it stood on the day."""
        places = defaultdict[str, set[int]](set)
        for row in self.presences:
            places[row.organisation].add(row.place)
        places.pop(UNKNOWN, None)
        return dict(sorted(places.items(), key=lambda entry: entry[0].casefold()))

    @cached_property
    def comers(self) -> dict[str, Comer]:
        """Everybody who came, by id."""
        places = defaultdict[str, list[int]](list)
        for row in self.presences:
            places[row.person].append(row.place)
        return {person.id: self._comer(person.id, places[person.id])
                for person in self.evidence.rows.people if person.id in places}  # fmt: skip

    def _comer(self, person: str, places: Sequence[int]) -> Comer:
        label, row = self.evidence.titles[person], self.evidence.whole.tables.absences.get(person)
        counts = figures(attended=row.times_came, able=row.times_could, missed=row.missed_last) if row else {}
        count = {name: value for name, value in in_row(counts, label).items() if isinstance(value, int)}
        total = len(self.meetings)
        figure = {"attended": len(places), "able": total, "missed": total - 1 - places[-1], **count}
        organisation = self.evidence.homes.get(person, "")
        return Comer(person, label, organisation, tuple(places), figure["attended"], figure["able"], figure["missed"])

    @property
    def recent(self) -> int:
        """The place of the first of the recent meetings."""
        return max(0, len(self.meetings) - RECENT)

    @cached_property
    def largest(self) -> int | None:
        """The place of the largest meeting where it is no usual one; None where all are."""
        sizes = [len(people) for people in self.attendees]
        top = max(sizes, default=0)
        return sizes.index(top) if sizes.count(top) == 1 and top >= OUTSIZE * median(sizes) else None

    @cached_property
    def staying(self) -> list[Comer]:
        """Those who came and have not left."""
        return [comer for comer in self.comers.values() if comer.id not in self.evidence.leavers]

    def is_active(self, comer: Comer) -> bool:
        """Tell whether somebody came to a recent meeting and has not left."""
        return comer.meetings[-1] >= self.recent and comer.id not in self.evidence.leavers

    # Whom to ask back, and whom to greet

    def to_ask_back(self) -> list[Comer]:
        """Give those who came often and have missed the last meetings: who came most often first."""
        people = [row for row in self._advised() if row.times >= OFTEN and row.missed >= MISSED]
        return sorted(people, key=lambda row: (-row.times, -row.meetings[-1], row.label.casefold(), row.id))

    def to_greet(self) -> list[Comer]:
        """Give those who came rarely, within the last year, and met few at usual meetings: last come first."""
        people = [
            row
            for row in self._advised()
            if row.times <= RARELY and row.meetings[-1] >= len(self.meetings) - YEAR
            if set(row.meetings) - {self.largest} and self.acquaintances(row) <= FEW
        ]
        return sorted(
            people, key=lambda row: (-row.meetings[-1], self.acquaintances(row), row.label.casefold(), row.id)
        )

    def at_largest_alone(self) -> list[Comer]:
        """Give those who came to the largest meeting and to none of the usual ones."""
        return [row for row in self._advised() if row.meetings == (self.largest,)]

    def _advised(self) -> list[Comer]:
        return [comer for comer in self.staying if comer.id not in self.conveners]

    def acquaintances(self, comer: Comer) -> int:
        """Count the people somebody has been with at usual meetings."""
        usual = [self.attendees[place] for place in comer.meetings if place != self.largest]
        return len(frozenset().union(*usual) - {comer.id})

    def company(self, comer: Comer) -> list[tuple[Comer, int]]:
        """Give whom somebody was most often at meetings with, and how often: at least two people, and all their equals.

        They still come, are of another organisation and do not convene.
        """
        times = Counter(person for place in comer.meetings for person in self.attendees[place])
        people = [row for row in self._advised() if times[row.id] and self.is_active(row) and row.id != comer.id]
        people = [row for row in people if not row.organisation or row.organisation != comer.organisation]
        people.sort(key=lambda row: (-times[row.id], row.label.casefold(), row.id))
        fewest = times[people[1].id] if len(people) > 1 else 1
        return [(row, times[row.id]) for row in people if times[row.id] >= fewest]

    # Which organisations were never at the same meeting

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Every two organisations of which somebody still comes: those that came most often lately first."""
        staying = {row.id for row in self.staying}
        active = {row.organisation for row in self.presences if row.place >= self.recent and row.person in staying}
        lately = {name: sum(place >= self.recent for place in places) for name, places in self.organisations.items()}
        pairs = combinations([name for name in lately if name in active], 2)
        return sorted(pairs, key=lambda pair: -min(lately[name] for name in pair))

    @cached_property
    def never_together(self) -> list[Apart]:
        """Those of them that were never at the same meeting."""
        return [Apart(pair, at_largest=False) for pair in self.pairs if not self.together(pair)]

    def together(self, pair: tuple[str, str]) -> set[int]:
        """Give the meetings two organisations were both at."""
        return self.organisations[pair[0]] & self.organisations[pair[1]]

    def apart(self, limit: int = 2) -> Iterator[Apart]:
        """Give the pairs to bring together, each in two at most; then those together at the largest alone."""
        rows = Counter[str]()
        party = [] if self.largest is None else [pair for pair in self.pairs if self.together(pair) == {self.largest}]
        for entry in (*self.never_together, *(Apart(pair, at_largest=True) for pair in party)):
            if max(rows[name] for name in entry.pair) < limit:
                rows.update(entry.pair)
                yield entry

    def contacts(self, organisation: str) -> list[Comer]:
        """Give who of an organisation came most often to the recent meetings, and then ever: all with equal figures."""
        people = {row.id for row in self._advised()}
        recent = [row for row in self.presences if row.place >= self.recent and row.organisation == organisation]
        times = Counter(row.person for row in recent if row.person in people)
        rank = {person: (count, self.comers[person].times) for person, count in times.items()}
        equals = [self.comers[person] for person in rank if rank[person] == max(rank.values())]
        return sorted(equals, key=lambda row: (row.label.casefold(), row.id))

    def place(self, row: str, column: str) -> Source:
        """Give the place of what is counted of who came."""
        return self.evidence.whole.source(column, "attendance", row)
