"""Make the three communities again: python make.py [folder]; without a folder, in place.

Everything follows from one seed. What is planted stands in the constants; people mix at random within each community.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

HERE, SEED = Path(__file__).parent, "learning together"
sys.path[:0] = [str(HERE.parent)]

from formats.table import excel_csv, table  # noqa: E402
from formats.workbook import Sheet, workbook  # noqa: E402

FRAILTY, STROKE, SEATING = COMMUNITIES = "Frailty circle", "Stroke circle", "Seating clinic"
YEARS = (2023, 2024)
STOPPED = dt.date(2023, 12, 31)
"""The last day of the convener of the second community, which goes on without them."""
EVENTS = {
    dt.date(2023, 3, 16): "Learning together: how we began",
    dt.date(2023, 10, 12): "Learning together: moving well",
    dt.date(2024, 3, 14): "Learning together: celebration",
    dt.date(2024, 9, 19): "Learning together: what next",
}
FIRST, AUTUMN, CELEBRATION, LAST = EVENTS
HALF_YEAR, QUARTER = dt.timedelta(183), dt.timedelta(91)
"""Within the one somebody comes again, or not; within the other of an event are the ordinary newcomers beside it."""
TOGETHER = ((FRAILTY, STROKE, 4), (FRAILTY, SEATING, 1))
"""Who belongs to two communities from the beginning; nobody joins the other pair."""
FOUNDERS = {FRAILTY: 5, STROKE: 4, SEATING: 3}
"""Who belongs to one from the beginning, besides its convener."""
RECRUITS = {AUTUMN: (8, 3, 2), CELEBRATION: (22, 8, 7), LAST: (9, 2, 1)}
"""Event → newcomers, and how many of them come to an ordinary meeting of the first and of the second community."""
NEWCOMERS = {
    AUTUMN: {FRAILTY: (2, 1), STROKE: (1, 1), SEATING: (2, 1)},
    CELEBRATION: {FRAILTY: (4, 4), STROKE: (4, 3), SEATING: (11, 2)},
}
"""Event → who is first seen at ordinary meetings of its half-year, and how many of them come again within another."""
GUESTS = 6
"""Who come to the first event alone."""
COMES, GUESTS_COME = 0.5, 0.2
"""How readily members come to a meeting or an event, and guests of one event to another."""
DOUBLES = 4
"""So many sessions of the clinic have two visitors, all others one at most."""
SECTORS = {
    "NHS": ("Aldercote Community NHS Trust", "Wend Valley Hospitals NHS Trust", "Larkmoor GP Federation"),
    "Third sector": ("Age Well Larkmoor", "Wend Carers Collective"),
    "Social care": ("Larkmoor Borough Council", "Hazelgrove Homecare"),
    "University": ("University of Aldercote",),
    "Service users and carers": ("Larkmoor Public Panel",),
}
FORENAMES = "Ambrose Bettina Cormac Dorothea Edmund Fenella Gwilym Hestia Ivor Jocasta Kester Linnet Mungo".split()
SURNAMES = "Arkwright Bellwether Cragside Dewsnap Elmhirst Fothergill Greystoke Hollin Inglethorpe".split()


class Member(NamedTuple):
    """Somebody: their communities (none: a guest), when first seen, and whether they were first seen at an event.

    `again` says whether somebody who is first seen at an ordinary meeting comes again within half a year; None where
    nothing is planted.
    """

    name: str
    communities: tuple[str, ...]
    since: dt.date
    at_event: bool = False
    again: bool | None = None
    convener: bool = False


Register = dict[dt.date, set[str]]
"""Day of a meeting → the names of those present."""


def files() -> dict[str, bytes]:
    """Give every generated file: its path in the folder and its bytes."""
    members = _members()
    registers = _registers(members)
    events = {day: _at_event(members, registers, day) for day in EVENTS}
    made = {"people.csv": _roster(members)}
    made |= {"registers/frailty.csv": _long(registers[FRAILTY], FRAILTY)}
    made |= {"registers/stroke.xlsx": _wide(registers[STROKE])}
    made |= {"registers/seating.csv": _ticks(registers[SEATING])}
    made |= {"registers/events.csv": _events(events)}
    return made | _truth(members, registers, events)


# Who there is, and when they come


def _members() -> list[Member]:
    start, names = dt.date(YEARS[0], 1, 1), _names()
    members = [Member(next(names), (community,), start, convener=True) for community in COMMUNITIES]
    for head, tail, number in TOGETHER:
        members += [Member(next(names), (head, tail), start) for _person in range(number)]
    for community, number in FOUNDERS.items():
        members += [Member(next(names), (community,), start) for _person in range(number)]
    members += [Member(next(names), (), FIRST, at_event=True) for _person in range(GUESTS)]
    for day, (newcomers, *converts) in RECRUITS.items():
        homes = [(community,) for community, number in zip(COMMUNITIES, converts, strict=False) for _ in range(number)]
        homes += [()] * (newcomers - len(homes))
        members += [Member(next(names), home, day, at_event=True) for home in homes]
    for event, communities in NEWCOMERS.items():
        for community, (number, again) in communities.items():
            days = [day for day in _days(community) if _of_window(event, day)]
            members += [
                Member(next(names), (community,), days[place * len(days) // number], again=place < again)
                for place in range(number)
            ]
    return members


def _names() -> Iterator[str]:
    pairs = [f"{forename} {surname}" for surname in SURNAMES for forename in FORENAMES]
    yield from _random("names").sample(pairs, len(pairs))


def _random(*what: object) -> random.Random:
    return random.Random("/".join(map(str, (SEED, *what))))


def _of_window(event: dt.date, day: dt.date) -> bool:
    """Tell whether newcomers of a day are compared with those of an event, and of no other."""
    near = [other for other in EVENTS if abs(day - other) <= QUARTER]
    return near == [event]


def _days(community: str) -> list[dt.date]:
    """Give the days of the meetings: a second Tuesday, a third Wednesday, every other Friday."""
    if community == SEATING:
        return [dt.date(2023, 1, 6) + dt.timedelta(14 * number) for number in range(52)]
    weekday, after = {FRAILTY: (1, 7), STROKE: (2, 14)}[community]
    months = [dt.date(year, month, 1) for year in YEARS for month in range(1, 13)]
    return [first + dt.timedelta((weekday - first.weekday()) % 7 + after) for first in months]


def _registers(members: Sequence[Member]) -> dict[str, Register]:
    registers = {community: {day: set[str]() for day in _days(community)} for community in COMMUNITIES}
    for member in members:
        for community in member.communities:
            for day in _attends(member, community) if community != SEATING else ():
                registers[community][day].add(member.name)
    _clinic(members, registers[SEATING])
    return registers


def _attends(member: Member, community: str) -> list[dt.date]:
    """Give the meetings somebody comes to, each by their own coin, with what is planted of newcomers."""
    days = [day for day in _days(community) if day >= member.since]
    if member.convener:
        return [day for day in days if community != STROKE or day <= STOPPED]
    if member.again is False:
        return days[:1]
    coin = _random(member.name, community)
    soon = [day for day in days if member.since < day <= member.since + HALF_YEAR]
    sure = {days[0]} if not member.at_event else set[dt.date]()
    if member.at_event or member.again:
        sure.add(coin.choice(soon))
    earliest = min(sure)
    return [day for day in days if day in sure or (day > earliest and coin.random() < COMES)]


def _clinic(members: Sequence[Member], register: Register) -> None:
    """Fill the sessions of the clinic: its convener, and one visitor at most but for a few with two."""
    people = [member for member in members if SEATING in member.communities]
    visitors, coin = [member for member in people if not member.convener], _random(SEATING)
    days = list(register)
    for day in days:
        register[day].update(member.name for member in people if member.convener)
    for place, member in enumerate(visitors):
        first = member.since if member.again is not None else days[place % 10]
        register[first].add(member.name)
        if member.again:
            free = [day for day in days if first < day <= first + HALF_YEAR and len(register[day]) < 2]
            register[coin.choice(free)].add(member.name)
    regulars = [member for member in visitors if member.again is None]
    for day in days:
        if len(register[day]) < 2 and coin.random() < COMES:
            able = [member for member in regulars if min(seen for seen in days if member.name in register[seen]) < day]
            register[day].update(member.name for member in coin.sample(able, min(1, len(able))))
    doubles = coin.sample([day for day in days[10:] if len(register[day]) == 2], DOUBLES)
    for day in doubles:
        register[day].add(coin.choice([member.name for member in regulars if member.name not in register[day]]))


def _at_event(members: Sequence[Member], registers: Mapping[str, Register], day: dt.date) -> set[str]:
    """Draw who comes to an event: its newcomers, the conveners, and half of all who have come to anything before."""
    seen = {name for register in registers.values() for on, names in register.items() if on < day for name in names}
    coin, present = _random(day), set[str]()
    for member in members:
        serving = member.convener and (member.communities != (STROKE,) or day <= STOPPED)
        new = member.at_event and member.since == day
        guest = member.at_event and not member.communities and member.since < day
        known = not member.convener and (guest or member.name in seen)
        if new or serving or (known and coin.random() < (GUESTS_COME if guest else COMES)):
            present.add(member.name)
    return present


# The files


def _post(member: Member) -> tuple[str, str, str]:
    """Draw organisation, sector and locality: of any community alike."""
    coin = _random(member.name, "post")
    sector = coin.choices(list(SECTORS), weights=(5, 3, 3, 2, 2))[0]
    return coin.choice(SECTORS[sector]), sector, coin.choice(("Aldercote", "Larkmoor", "Wend"))


def _roster(members: Sequence[Member]) -> bytes:
    rows = []
    for member in sorted(members, key=lambda member: member.name):
        left = STOPPED if member.convener and member.communities == (STROKE,) else ""
        rows.append((member.name, *_post(member), "; ".join(member.communities), member.since, left))
    return table(("name", "organisation", "sector", "locality", "community", "joined", "left"), rows)


def _long(register: Register, title: str) -> bytes:
    rows = [(f"{day:%d/%m/%Y}", title, 20, name) for day, names in register.items() for name in sorted(names)]
    return excel_csv([("Date", "Meeting", "Seats", "Name"), *rows])


def _wide(register: Register) -> bytes:
    years = {year: {day: names for day, names in register.items() if day.year == year} for year in YEARS}
    return workbook([_sheet(str(year), part) for year, part in years.items()])


def _sheet(name: str, register: Register) -> Sheet:
    names = sorted({name for present in register.values() for name in present})
    rows = [[name, *("x" if name in present else None for present in register.values())] for name in names]
    return Sheet(name, [["Name", *register], *rows], bold=(1,))


def _ticks(register: Register) -> bytes:
    names = sorted({name for present in register.values() for name in present})
    days = [f"{day.day} {day:%b %Y}" for day in register]
    rows = [(name, *("yes" if name in present else "" for present in register.values())) for name in names]
    return table(("Name", *days), rows)


def _events(events: Mapping[dt.date, set[str]]) -> bytes:
    rows = [(day, EVENTS[day], name) for day, names in events.items() for name in sorted(names)]
    return table(("date", "meeting", "name"), rows)


# What the files hold


def _truth(members: Sequence[Member], registers: Mapping[str, Register], events: Register) -> dict[str, bytes]:
    columns = "event", "first seen at", "newcomers", "could", "came again", "censored"
    return {
        "truth/communities.csv": table(("community", "people", "gatherings"), _sizes(members, registers)),
        "truth/overlaps.csv": table(("community", "other", "in both", "who"), _overlaps(members)),
        "truth/recruited.csv": table(columns, _recruited(registers, events)),
        "truth/without.csv": table(
            ("community", "conveners", "others", "largest part", "last year", "without any convener", "verdict"),
            [_without(members, community, registers[community]) for community in COMMUNITIES],
        ),
    }


def _sizes(members: Sequence[Member], registers: Mapping[str, Register]) -> Iterator[tuple[str, int, int]]:
    for community, register in registers.items():
        yield community, sum(community in member.communities for member in members), len(register)


def _overlaps(members: Sequence[Member]) -> Iterator[tuple[str, str, int, str]]:
    for head, tail in combinations(COMMUNITIES, 2):
        names = sorted(member.name for member in members if {head, tail} <= {*member.communities})
        yield head, tail, len(names), "; ".join(names)


def _recruited(
    registers: Mapping[str, Register], events: Register
) -> Iterator[tuple[dt.date, str, int, int, int, int]]:
    """Count newcomers of each event but the first, which nothing stands before, and of meetings near it."""
    meetings = sorted((day, name) for register in registers.values() for day, who in register.items() for name in who)
    end = max(day for day, _name in meetings)
    first = {name: day for day, name in reversed(meetings)}
    first_event = {name: day for day, who in reversed(events.items()) for name in who}
    for event in [*events][1:]:
        new = {name: event for name, day in first_event.items() if day == event and first.get(name, end) > event}
        plain = {
            name: day for name, day in first.items()
            if abs(day - event) <= QUARTER and day <= first_event.get(name, end) and day - HALF_YEAR >= meetings[0][0]
        }  # fmt: skip
        for title, group in (("event", new), ("ordinary meetings", plain)):
            again = {name for day, name in meetings if name in group and 0 < (day - group[name]).days <= HALF_YEAR.days}
            could = {name for name, day in group.items() if day + HALF_YEAR <= end}
            yield event, title, len(group), len(could), len(again & could), len({*group} - could - again)


def _without(members: Sequence[Member], community: str, register: Register) -> tuple[str | int, ...]:
    conveners = {member.name for member in members if member.convener and community in member.communities}
    others = {name for present in register.values() for name in present} - conveners
    parts = [{name} for name in others]
    for present in register.values():
        joined = [part for part in parts if part & present]
        parts = [part for part in parts if not part & present] + ([set[str]().union(*joined)] if joined else [])
    last = [present for day, present in register.items() if day.year == YEARS[-1]]
    alone = sum(not conveners & present for present in last if present)
    largest = max(map(len, parts))
    verdict = "stands by itself" if alone == len(last) else "these data cannot tell"
    verdict = "hangs on its conveners" if 2 * largest < len(others) else verdict
    return community, len(conveners), len(others), largest, len(last), alone, verdict


def main() -> None:
    """Write the files."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else HERE
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
