"""Make the evidence club again: python make.py [folder]; without a folder, in place.

Forty people of four regions meet virtually and in person. Each works on one of twelve topics; on four of them people of
two regions work. Everything follows from one seed, and what is true of it stands in truth/.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

HERE, SEED = Path(__file__).parent, "evidence club"
sys.path[:0] = [str(HERE.parent)]

from formats.table import excel_csv, table  # noqa: E402

REGIONS = ("Northmoor", "Eastholm", "Southvale", "Westmere")
SECTORS = {
    "Library": "Library Service", "Public health": "Public Health Team", "Commissioning": "Commissioning Board",
    "University": "University",
}  # fmt: skip
TOPICS = {
    "Frailty": {"Northmoor": 3, "Eastholm": 2},
    "Maternal choice": {"Eastholm": 3, "Southvale": 2},
    "physical exercise": {"Southvale": 3, "Westmere": 2},
    "Loneliness": {"Westmere": 3, "Northmoor": 2},
    "Sepsis": {"Northmoor": 3}, "Vaccination": {"Northmoor": 2},
    "Antibiotics": {"Eastholm": 3}, "Obesity": {"Eastholm": 2},
    "Social prescribing": {"Southvale": 3}, "Self-harm": {"Southvale": 2},
    "Dementia": {"Westmere": 3}, "Oral health": {"Westmere": 2},
}  # fmt: skip
"""Topic → region → people who work on it: each works on one."""
REVIEWED = "physical exercise"
"""The topic that the list of topics lacks: somebody said that two wordings of it are one."""
WORDINGS = {REVIEWED: ("physical exercise", "exercise classes at work")}
DAYS = [dt.date(2024, month, 12) for month in range(1, 13)]
IN_PERSON = {3, 6, 9, 12}
"""The months of the meetings in person; all others are virtual."""
COMES = {"virtual": 0.5, "in person": 0.35}
FEW, TIMES = 25, 2
"""Who was twice at the same meeting of so many people or fewer has met."""
TASKS = (("done", 4), ("open", 2), ("overdue", 2))
WANTS, MET, OFFERS = 10, 4, 6
GIVEN = "Agnes Bertil Corisande Dunstan Eluned Florian Greta Hector Imogen Jasper".split()
FAMILY = "Ashgrove Brindle Copperfield Dovecote".split()


class Member(NamedTuple):
    """Somebody: where they work, and on what since when."""

    name: str
    organisation: str
    sector: str
    region: str
    topic: str
    text: str
    since: dt.date

    @property
    def id(self) -> str:
        """The id of somebody known by name only."""
        return f"name:{self.name.casefold()}"


def members(rng: random.Random) -> list[Member]:
    """Draw who works where, on what, since when."""
    names, people = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)], list[Member]()
    rng.shuffle(names)
    for topic, regions in TOPICS.items():
        for region, count in regions.items():
            for place in range(count):
                sector = [*SECTORS][(len(people) + place) % len(SECTORS)]
                words = WORDINGS.get(topic, (f"{topic.lower()} in our area", f"reviews on {topic.lower()}"))
                since = dt.date(2024, 1, 20) + dt.timedelta(rng.randrange(280))
                home = f"{region} {SECTORS[sector]}"
                people.append(Member(names[len(people)], home, sector, region, topic, words[place % len(words)], since))
    return people


def meetings(rng: random.Random, people: Sequence[Member]) -> dict[dt.date, list[Member]]:
    """Draw who comes when; never more than so few."""
    lists = {}
    for day in DAYS:
        came = [each for each in people if rng.random() < COMES[mode(day)]]
        lists[day] = rng.sample(came, min(len(came), FEW))
    return lists


def mode(day: dt.date) -> str:
    """Say how a meeting was held."""
    return "in person" if day.month in IN_PERSON else "virtual"


def works(rng: random.Random, people: Sequence[Member]) -> Iterator[tuple[object, ...]]:
    """Give the list: what everybody works on, tasks, wants and offers (name, kind, text, since, until, met_on)."""
    for each in people:
        yield each.name, "working on", each.text, each.since, None, None
    listed = [each for each in people if each.topic != REVIEWED]
    owners = iter(rng.sample(listed, sum(count for _state, count in TASKS)))
    for state, count in TASKS:
        for place in range(count):
            due = dt.date(2025, 3, 1) if state == "open" else dt.date(2024, 9, 1)
            owner = next(owners)
            done = dt.date(2024, 8, 1 + place) if state == "done" else None
            yield owner.name, "task", f"a summary on {owner.topic.lower()}", owner.since, due, done
    wanting = rng.sample([*people], WANTS)
    for place, each in enumerate(wanting):
        topic = rng.choice([topic for topic in TOPICS if topic not in {each.topic, REVIEWED}])
        met_on = dt.date(2024, 11, 20) if place < MET else None
        yield each.name, "want", f"a search on {topic.lower()}", dt.date(2024, 4, 2), None, met_on
    for each in rng.sample(listed, OFFERS):
        yield each.name, "offer", f"help with {each.topic.lower()}", dt.date(2024, 4, 2), None, None


def isolated(people: Sequence[Member], lists: Mapping[dt.date, Sequence[Member]]) -> Iterator[tuple[object, ...]]:
    """Say of regions that work on one topic whether any of their people had met before the later of the two began."""
    for topic, regions in TOPICS.items():
        for pair in combinations(sorted(regions), 2):
            sides = [[each for each in people if (each.topic, each.region) == (topic, region)] for region in pair]
            begun = [min(each.since for each in side) for side in sides]
            met = any(
                sum(head in came and tail in came for day, came in lists.items() if day < max(begun)) >= TIMES
                for head, tail in product(*sides)
            )
            yield topic, *pair, *begun, "met" if met else "not met"


def files() -> dict[str, bytes]:
    """Give every file: its path and its bytes."""
    rng = random.Random(SEED)
    people = members(rng)
    lists = meetings(rng, people)
    rows = [*works(rng, people)]
    roster = [(each.name, each.organisation, each.sector, each.region) for each in people]
    register = [
        [day.isoformat(), "Evidence club", mode(day), each.name] for day, came in lists.items() for each in came
    ]
    held = {how: [day for day in DAYS if mode(day) == how] for how in COMES}
    settled = [(topic, "") for topic in TOPICS if topic != REVIEWED]
    return {
        "people.csv": table(["name", "organisation", "sector", "locality"], roster),
        "register.csv": excel_csv([["Date", "Meeting", "Mode", "Name"], *register]),
        "work.csv": table(["name", "kind", "text", "since", "until", "met_on"], rows),
        "topics.csv": table(["topic", "also"], settled),
        "topic-review.csv": table(["first", "second", "same"], [(*WORDINGS[REVIEWED], "yes")]),
        "truth/topics.csv": table(
            ["topic", "region", "people"], [(topic, *row) for topic, parts in TOPICS.items() for row in parts.items()]
        ),
        "truth/isolated_work.csv": table(
            ["topic", "region", "other", "begun_on", "begun_on_other", "state"], isolated(people, lists)
        ),
        "truth/counts.csv": table(
            ["what", "count"],
            [("tasks " + state, count) for state, count in TASKS]
            + [("wants", WANTS), ("wants met", MET), ("offers", OFFERS)]
            + [(f"meetings {how}", len(days)) for how, days in held.items()]
            + [(f"came {how}", sum(len(lists[day]) for day in days)) for how, days in held.items()],
        ),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
