"""Whom to invite to the seats of the next gathering: names with a reason each, by a rule that is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import zip_longest

from msgspec import Struct

from sna.findings.attendance import gatherings, nobody_lately, presences, when
from sna.findings.phrases import capital, counted, moment
from sna.findings.reach import reach
from sna.findings.record import Finding
from sna.findings.sources import Source, cell, cite
from sna.findings.spanners import SPANNER, deed
from sna.render.audience.content import Person
from sna.render.report.content import ReportContent

SEATS = 20


class Wish(Struct, frozen=True):
    """Somebody to invite: the id (empty: nobody is known there), the organisation, and why."""

    person: str
    organisation: str
    why: str


class Attendance(Struct, frozen=True):
    """How often somebody came, and when last (as a sentence needs it)."""

    times: int
    last: str


class Guests(Struct, frozen=True):
    """What the lists need to know of the people: names, organisations, who came, who takes no seat, who has left."""

    names: Mapping[str, str]
    home: Mapping[str, str]
    attendance: Mapping[str, Attendance]
    conveners: frozenset[str]
    leavers: frozenset[str]

    def most_often(self, people: Iterable[str]) -> str:
        """Give who of some people came most often; empty if there is nobody. Of equals the first by id."""
        order = sorted({*people} - self.conveners - self.leavers)
        return max(order, key=lambda id_: self.attendance[id_].times if id_ in self.attendance else 0, default="")

    def wish(self, person: str, why: str) -> Wish:
        """Wish for somebody."""
        return Wish(person, self.home.get(person, ""), why)

    def person(self, wishes: list[Wish]) -> Person:
        """Give somebody with all the reasons for which they are wished for."""
        wish = wishes[0]
        name = self.names.get(wish.person, wish.person) or f"Somebody from {wish.organisation}"
        return Person(name, wish.organisation, " ".join(dict.fromkeys(wish.why for wish in wishes)))


def seats(content: ReportContent) -> int:
    """Give the seats of the latest gathering that says how many it has; 20 if none does."""
    numbers = [gathering.seats for gathering in gatherings(content) if gathering.seats is not None]
    return max(0, numbers[-1]) if numbers else SEATS


def rule(chairs: int, conveners: int) -> str:
    """Say by which rule the seats are given.

    Examples
    --------
    >>> rule(20, 0).startswith("The 20 seats go round these reasons in turn")
    True
    """
    besides = " The conveners are there by their task and take none." if conveners else ""
    verb = "goes" if chairs == 1 else "go"
    return (
        f"The {counted(chairs, 'seat')} {verb} round these reasons in turn, each time to the next on its list, until "
        "they are taken or the lists are empty: a second contact where all ties of a group run through one person (the "
        "other who came most often; largest group first); for an organisation that has drifted away, who came most "
        "often from there (longest away first); an organisation to be reached that nobody has come from; people at no "
        "meeting with anybody in the last period; people who came before and not lately; people who link groups and "
        f"can introduce the others. Nobody takes two.{besides}"
    )


def invitations(content: ReportContent, conveners: Collection[str] = (), chairs: int = SEATS) -> tuple[Person, ...]:
    """Give whom to invite, in the order of the seats; the same findings give the same list.

    Parameters
    ----------
    content
        What the report says: the people, the gatherings, who came, the findings.
    conveners
        Ids of those who take no seat.
    chairs
        The seats.
    """
    guests = _guests(content, conveners)
    lists = [[wish for wish in wishes if wish.person not in guests.conveners] for wishes in _lists(content, guests)]
    places: dict[str, list[Wish]] = {}
    # round the lists in turn; whoever has a seat already gets the further reason, not a second seat
    for wish in (wish for turn in zip_longest(*lists) for wish in turn if wish is not None):
        place = wish.person or f"somebody from {wish.organisation}"
        if place in places or len(places) < chairs:
            places.setdefault(place, []).append(wish)
    return tuple(guests.person(wishes) for wishes in places.values())


def _guests(content: ReportContent, conveners: Collection[str]) -> Guests:
    order, times, last = gatherings(content), dict[str, int](), dict[str, int]()
    for record in presences(content):  # in order of time: the last that is seen of somebody is their last
        times[record.person] = times.get(record.person, 0) + 1
        last[record.person] = record.place
    attendance = {
        person: _attendance(content, person, count, when(order[last[person]])) for person, count in times.items()
    }
    home = {person.id: person.organisation for person in content.rows.people}
    return Guests(content.labels, home, attendance, frozenset(conveners), content.leavers)


def _attendance(content: ReportContent, person: str, times: int, last: dt.date | str) -> Attendance:
    place = content.whole.source("times", "attendance", content.labels.get(person, ""))
    return Attendance(cell(times, place), moment(cell(last, place._replace(column="last"))))


def _lists(content: ReportContent, guests: Guests) -> list[list[Wish]]:
    """Give the list of each of the reasons, in the order in which the seats go round them."""
    when_now = f" in {content.now.title}" if content.now.title else ""
    return [
        list(_second_contacts(content, guests)),
        list(_back(content, guests)),
        list(_new(content, guests)),
        [guests.wish(person, f"Not at a meeting with anybody{when_now}.") for person in _people(content, "alone")],
        [guests.wish(person, _used_to_come(guests, person)) for person in _people(content, "faded")],
        [guests.wish(finding.who[0], _links(finding)) for finding in content.findings_of(SPANNER, own=True)],
    ]


def _people(content: ReportContent, *kinds: str) -> list[str]:
    return [person for finding in content.findings_of(*kinds, own=True) for person in finding.who]


def _links(finding: Finding) -> str:
    return f"{capital(deed(finding))}: can introduce the others."


def _used_to_come(guests: Guests, person: str) -> str:
    attendance = guests.attendance.get(person)
    return f"Came before, last on {attendance.last}." if attendance else "Came before."


def _second_contacts(content: ReportContent, guests: Guests) -> Iterator[Wish]:
    for finding in content.findings_of("hangs-on-one", own=True):
        group, only = finding.groups[0], finding.who[0]
        members = [row.id for row in content.rows.people if row.of(content.group) == group and row.id != only]
        person = guests.most_often(members)
        if person:
            through = guests.names.get(only, only)
            only = cite("only", finding.figure("outside"))
            yield guests.wish(person, f"A second contact: of {group} {only} {through} has ties to others.")


def _back(content: ReportContent, guests: Guests) -> Iterator[Wish]:
    for finding in content.findings_of("drifted", own=True):
        name = finding.groups[0]
        person = guests.most_often(id_ for id_ in finding.who if guests.home.get(id_, "") == name)
        recent, last = counted(finding.count("recent"), "gathering"), moment(finding.text("last"))
        member = f" Came {counted(guests.attendance[person].times, 'time')}." if person else ""
        yield Wish(
            person, name, f"{nobody_lately([finding])} of {name} came to the last {recent} (last on {last}).{member}"
        )


def _new(content: ReportContent, guests: Guests) -> Iterator[Wish]:
    """Give somebody of each organisation never reached: a name where the list of members holds one."""
    for name in reach(content).missing:
        members = [person for person, home in guests.home.items() if home.casefold() == name.casefold()]
        nobody = cite("nobody", Source("attendance", name, "ever"))
        why = f"{name} is to be reached, and {nobody} has come from there yet."
        yield Wish(guests.most_often(members), name, why)
