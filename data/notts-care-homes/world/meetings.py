"""Two years of monthly meetings: who took the 20 seats, who sent apologies, who did not come.

In the first year each month's meeting is hosted by one locality, and it and its neighbour fill most seats. In the
second the seats are open to all. Everything follows from the seed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from formats.draw import draw

from world.people import Member

SEED = "2009"
SEATS = 20
FORUM, CELEBRATION = "Care Homes Forum", "Celebration event"
CELEBRATION_DAY = dt.date(2024, 6, 25)
LOCALITIES = ("Aldermere", "Brackenby", "Corringdale", "Dunsmoor", "Elverton", "Farrowfield")
TAKEN = (20, 19, 20, 20, 18, 20, 19, 17, 20, 20, 19, 18, 20, 20, 19, 20, 20, 20, 20, 18, 20, 19, 20, 19)
HABITS = {"steady": 1.6, "regular": 1.0, "roving": 1.6, "occasional": 0.35, "drifting": 1.0, "newcomer": 0.7}
"""How readily somebody takes a seat; conveners always come, and so do those who come together in their months."""

AT_HOME, NEXT_DOOR, AWAY, ROVING = 6.0, 3.0, 0.07, 4.0
"""First year: by how much readiness is multiplied where somebody's own locality hosts, their neighbour, or another.

Who roves goes to the others' meetings too: these few are what ties the localities to each other.
"""

TOGETHER = {6, 12, 21}
"""The months in which the five of Orchard Lane come, all of them or none."""

DEPUTIES = {5: {"Hannelore Birkwood": "Emeka Littlefair"}}
"""Month → deputy → the member stood in for; the register of that month says so."""

UNNAMED = {
    8: {"+44 7*** ***412": "Alasdair Fox-Pemberley"},
    11: {"Farrowfield iPad 2": ""},
    15: {"Galaxy A52": "Gulshan Merriweather"},
    22: {"Care home manager": ""},
}
"""Month → what the register shows instead of a name → who it was, if anybody knows."""


@dataclass
class Meeting:
    """A gathering and what became of everybody.

    `present`, `apologies`, `absent` and `registered` (booked, not seen) hold members' names as things truly were;
    `deputies` and `unnamed` are of the shape of `DEPUTIES` and `UNNAMED`. `like` is the month whose habits hold.
    """

    number: int
    on: dt.date
    title: str
    source: str
    seats: int
    like: int = 0
    present: list[str] = field(default_factory=list)
    apologies: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)
    deputies: dict[str, str] = field(default_factory=dict)
    unnamed: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> list[str]:
        """The members the register shows as present, by name."""
        return [name for name in self.present if name not in self.unnamed.values()]

    @property
    def id(self) -> str:
        """The gathering's id: its day and its title, folded."""
        return f"gathering:{self.on} {self.title.casefold()}"

    @property
    def host(self) -> tuple[str, str]:
        """The host locality of a meeting of the first year, and its neighbour."""
        first = (self.number - 1) % len(LOCALITIES)
        return LOCALITIES[first], LOCALITIES[(first + 1) % len(LOCALITIES)]


def meetings(people: Mapping[str, Member], seed: str = SEED) -> list[Meeting]:
    """Give the 24 monthly meetings and the celebration, in the order of their days; another seed gives other lots."""
    gatherings = [monthly(number, people, seed) for number in range(1, 25)]
    for meeting in gatherings:
        _tell_of_some(meeting)
    return sorted([*gatherings, _celebration(people, seed)], key=lambda gathering: gathering.on)


def monthly(number: int, people: Mapping[str, Member], seed: str, *, like: int = 0) -> Meeting:
    """Give one monthly meeting; with `like`, by the habits of another month."""
    meeting = Meeting(number, _third_tuesday(number), FORUM, _source(number), SEATS, like or number)
    rng = random.Random(f"{seed}/meeting/{number}")
    weights = {name: _weight(member, meeting) for name, member in people.items()}
    sure = sorted(name for name, member in people.items() if _comes_by_rule(member, meeting.like))
    meeting.present = sure + draw(rng, weights, TAKEN[number - 1] - len(sure))
    if meeting.source in {"wide", "long"}:
        _say_who_did_not_come(meeting, rng, weights)
    return meeting


def _tell_of_some(meeting: Meeting) -> None:
    """Add the deputies, and who is shown without a name."""
    meeting.deputies, meeting.unnamed = DEPUTIES.get(meeting.number, {}), UNNAMED.get(meeting.number, {})
    # who sends a deputy has apologised
    meeting.apologies += [name for name in meeting.deputies.values() if name not in meeting.apologies]


def _third_tuesday(number: int) -> dt.date:
    first = dt.date(2023 + (number - 1) // 12, (number - 1) % 12 + 1, 1)
    return first + dt.timedelta(days=(1 - first.weekday()) % 7 + 14)


def _source(number: int) -> str:
    return ("wide", "teams", "zoom", "long")[(number - 1) // 6]


def _comes_by_rule(member: Member, number: int) -> bool:
    together = member.habit == "together" and number in TOGETHER
    return member.habit == "convener" or together


def _weight(member: Member, meeting: Meeting) -> float:
    if meeting.on < member.joined or (member.left and meeting.on > member.left):
        return 0.0
    weight = HABITS.get(member.habit, 0.0) * _fading(member, meeting.like)
    if meeting.like > 12:
        return weight
    away = ROVING if member.habit == "roving" else AWAY
    return weight * dict(zip(meeting.host, (AT_HOME, NEXT_DOOR), strict=True)).get(member.locality, away)


def _fading(member: Member, month: int) -> float:
    """Say how much interest is left: the two organisations that drift away are gone after the first year."""
    if member.habit != "drifting":
        return 1.0
    return 1.0 if month <= 6 else 0.5 if month <= 9 else 0.25 if month <= 12 else 0.0


def _say_who_did_not_come(meeting: Meeting, rng: random.Random, weights: Mapping[str, float]) -> None:
    others = {name: weight for name, weight in weights.items() if name not in meeting.present}
    missing = draw(rng, others, 2 + int(rng.random() * 4))
    meeting.apologies, meeting.absent = missing[:-1], missing[-1:]


def _celebration(people: Mapping[str, Member], seed: str) -> Meeting:
    meeting = Meeting(0, CELEBRATION_DAY, CELEBRATION, "long", 80)
    rng = random.Random(f"{seed}/celebration")
    newcomers = [name for name, member in people.items() if member.habit == "newcomer"]
    comers = {name: member for name, member in people.items() if member.habit not in {"newcomer", "drifting"}}
    weights = {name: HABITS.get(member.habit, 0.0) for name, member in comers.items()}
    invited = draw(rng, weights, 36)
    conveners = [name for name, member in people.items() if member.habit == "convener"]
    meeting.present = conveners + invited[:30] + newcomers
    meeting.apologies, meeting.registered = invited[30:33], invited[33:]
    return meeting
