"""What the forum's organisations have made and taken up: resources made twice, practices that spread along contact.

Nine pairs of organisations made a resource on the same topic; the makers of six had not met when the second was made.
Of eight practices three were planted to spread along contact, five come by lot.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from formats.slack import ties
from formats.table import table

from world import workspace
from world.meetings import SEED, Meeting
from world.people import Member
from world.truth import LAST_DAY

Contacts = frozenset[frozenset[str]]
USUAL, TIMES = 25, 2
"""A gathering of more people is no meeting; who was so often at one of fewer has met."""
MADE: dict[str, tuple[str, ...]] = {
    "Hydration": ("Hydration pack", "Drinks trolley guide", "Keeping people hydrated"),
    "Continence": ("Continence leaflet", "Living with a weak bladder"),
    "Red bag": ("Red bag checklist", "What goes with whom to hospital"),
    "Pressure ulcers": ("Pressure ulcer training", "Skin checks in five minutes"),
    "Urine tests": ("To dip or not to dip", "Urine infection poster"),
    "Mouth care": ("Mouth care champions' slides", "Brushing for others"),
    "Falls": ("Falls leaflet for families", "After a fall"),
    "End of life": ("End of life workshop",),
}
AUDIENCES = ("care staff", "night staff", "families", "managers")
APART = {"Hydration": 2, "Continence": 1, "Red bag": 1, "Pressure ulcers": 1, "Urine tests": 1}
"""Of how many of its pairs the makers had not met; of the others they had."""
ALONG = ("Red bag for hospital", "Drinks trolley", "Second-day call")
BY_LOT = ("Mouth care champions", "Falls huddle", "Medicines review form", "Skin check", "Family evening")
BASE, CONTACT, LOT = 0.005, 0.5, 0.07
"""The chance of a month: along contact by itself, and with what all contact adds; by lot."""


class Resource(NamedTuple):
    """A resource: its topic, its title, who made it and when."""

    topic: str
    title: str
    maker: Member
    on: dt.date
    audience: str


class Adoption(NamedTuple):
    """An organisation that took a practice up in a month, and from which it says it has it."""

    practice: str
    organisation: str
    month: int
    status: str
    source: str

    @property
    def first(self) -> dt.date:
        """The first day of the month."""
        return _first(self.month)


def _first(month: int) -> dt.date:
    return dt.date(2023 + month // 12, month % 12 + 1, 1)


def files(gatherings: Sequence[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    """Give the two lists and what is true of them."""
    made, taken = _resources(gatherings, people), _adoptions(gatherings, people)
    return {
        "resources.csv": table(
            ["title", "topic", "organisation", "owner", "audience", "made_on"],
            [(row.title, row.topic, _home(row.maker), row.maker.name, row.audience, row.on) for row in made],
        ),
        "adoptions.csv": table(
            ["practice", "organisation", "adopted_on", "status", "learned_from"],
            [(row.practice, row.organisation, f"{row.first:%B %Y}", row.status, row.source) for row in taken],
        ),
        "truth/isolated_work.csv": table(
            ["topic", "organisation", "other", "locality", "other_locality", "made_on", "other_made_on", "state"],
            sorted(_pairs(made, gatherings)),
        ),
        "truth/spread.csv": table(
            ["practice", "planted", "organisation", "month", "had_it", "met", "share"],
            _exposures(taken, gatherings, people),
        ),
    }


def _home(member: Member) -> str:
    return member.workplace(LAST_DAY)[0]


# What was made twice


def _resources(gatherings: Sequence[Meeting], people: Mapping[str, Member]) -> list[Resource]:
    """Draw makers and days until as many pairs have not met as planned; nobody makes two, conveners none."""
    rng, written, taken = random.Random(f"{SEED}/resources"), _writers(people), set[str]()
    makers = sorted(key for key, member in people.items() if member.habit in {"steady", "regular", "occasional"})
    made: list[Resource] = []
    for topic, titles in MADE.items():
        for _try in range(100_000):
            chosen = rng.sample([key for key in makers if key not in taken and not people[key].namesake], len(titles))
            days = [dt.date(2023, 3, 1) + dt.timedelta(days=rng.randrange(600)) for _title in titles]
            draft = [
                Resource(topic, title, people[key], day, rng.choice(AUDIENCES))
                for title, key, day in zip(titles, chosen, days, strict=True)
            ]
            if _fits(draft, gatherings, written):
                break
        taken |= {row.maker.key for row in draft}
        made += draft
    return made


def _fits(draft: Sequence[Resource], gatherings: Sequence[Meeting], written: Contacts) -> bool:
    """Tell whether all are of different organisations and localities, nobody wrote, and so many pairs are apart."""
    homes, places = {_home(row.maker) for row in draft}, {row.maker.locality for row in draft}
    wrote = any(frozenset({a.maker.key, b.maker.key}) in written for a, b in combinations(draft, 2))
    apart = sum(state == "not met" for *_row, state in _pairs(draft, gatherings))
    return len(homes) == len(places) == len(draft) and not wrote and apart == APART.get(draft[0].topic, 0)


def _writers(people: Mapping[str, Member]) -> Contacts:
    """Give the pairs of members one of whom ever turned to the other on Slack."""
    everybody = workspace.people(people)
    names = {f"slack:{each.id}": each.name for each in everybody}
    acts = ties(workspace.channels(everybody, people))
    return frozenset(frozenset({names.get(tail, ""), names.get(head, "")}) for _kind, tail, head in acts)


def _pairs(made: Sequence[Resource], gatherings: Sequence[Meeting]) -> Iterator[tuple[object, ...]]:
    for pair in combinations(sorted(made, key=lambda row: (row.topic, _home(row.maker))), 2):
        if pair[0].topic == pair[1].topic:
            later = max(row.on for row in pair)
            keys = {row.maker.key for row in pair}
            times = sum(each.on < later and _usual(each) and keys <= {*each.named} for each in gatherings)
            homes, places, days = zip(*((_home(row.maker), row.maker.locality, row.on) for row in pair), strict=True)
            yield (pair[0].topic, *homes, *places, *days, "met" if times >= TIMES else "not met")


def _usual(meeting: Meeting) -> bool:
    return len(meeting.present) + len(meeting.deputies) <= USUAL


# What was taken up


def _contact(gatherings: Sequence[Meeting], people: Mapping[str, Member], before: dt.date) -> dict[str, dict[str, int]]:
    """Count the gatherings before a day at which somebody of two organisations was, each with each."""
    counts: dict[str, dict[str, int]] = {}
    for meeting in gatherings:
        there = {_home(people[key]) for key in meeting.named} if meeting.on < before and _usual(meeting) else set()
        for name in there:
            for other in there - {name}:
                counts.setdefault(name, {}).setdefault(other, 0)
                counts[name][other] += 1
    return counts


def _share(own: Mapping[str, int], had: set[str]) -> float:
    return sum(own.get(name, 0) for name in had) / sum(own.values()) if own else 0.0


def _adoptions(gatherings: Sequence[Meeting], people: Mapping[str, Member]) -> list[Adoption]:
    """Draw month by month who takes a practice up: by contact with those who have it, or by lot."""
    rng = random.Random(f"{SEED}/adoptions")
    places = list(dict.fromkeys(_home(member) for member in people.values() if member.habit != "newcomer"))
    contact = [_contact(gatherings, people, _first(month)) for month in range(24)]
    taken: list[Adoption] = []
    for practice in (*ALONG, *BY_LOT):
        had = {rng.choice(places): rng.randrange(3)}
        for month in range(max(had.values()) + 1, 24):
            for place in places:
                own, earlier = contact[month].get(place, {}), {name for name, when in had.items() if when < month}
                share = BASE + CONTACT * _share(own, earlier) if practice in ALONG else LOT
                if place not in had and rng.random() < 1 - math.exp(-share):
                    had[place] = month
        taken += [
            _adoption(practice, place, had, contact, rng) for place in sorted(had, key=lambda name: (had[name], name))
        ]
    return taken


def _adoption(
    practice: str,
    place: str,
    had: Mapping[str, int],
    contact: Sequence[Mapping[str, Mapping[str, int]]],
    rng: random.Random,
) -> Adoption:
    """Say how it stands, and of half of those that had it from others from which: the one met most often."""
    month = had[place]
    own = contact[month].get(place, {})
    sources = sorted((name for name in own if had.get(name, 99) < month), key=lambda name: (-own[name], name))
    names = practice in ALONG and sources and rng.random() < 0.5
    status = rng.choices(("in use", "tried", "stopped"), (8, 3, 1))[0]
    return Adoption(practice, place, month, status, sources[0] if names else "")


def _exposures(
    taken: Sequence[Adoption], gatherings: Sequence[Meeting], people: Mapping[str, Member]
) -> Iterator[tuple[object, ...]]:
    """Say of each how many had it, which of them it had met, and which share of its contact these were."""
    for row in taken:
        own = _contact(gatherings, people, row.first).get(row.organisation, {})
        had = {other.organisation for other in taken if other.practice == row.practice and other.month < row.month}
        met = sorted(had & {*own}, key=lambda name: (-own[name], name))
        planted = "along contact" if row.practice in ALONG else "by lot"
        share = f"{_share(own, had):.6f}" if had else ""
        yield (row.practice, planted, row.organisation, f"{row.first:%Y-%m}", len(had), "; ".join(met), share)
