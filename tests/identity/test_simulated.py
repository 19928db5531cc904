"""Whole collections made by rules of their own: who is who is known, and how much of it is found is counted.

Nothing here is taken from the tables of the engine. ``python tests/identity/test_simulated.py`` prints the figures.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from itertools import combinations
from typing import NamedTuple

import pytest

from sna.dataset import Builder
from sna.facts import Affiliation, Attendance, Gathering, Origin, Person
from sna.identity import Matched, match
from sna.names import read_name

GIVEN = (
    "William Margaret Thomas Catherine Robert Elizabeth Susan David Michael Joanne Patricia Andrew Helen Stephen Amina "
    "Mohammed Priya Zoë Siân José Małgorzata Ayodele Björn Fiona Gareth Ruth Kenneth Deborah Samuel Alexandra"
).split()
NICKNAMES = {
    "William": "Bill", "Margaret": "Maggie", "Thomas": "Tom", "Catherine": "Cathy", "Robert": "Bob", "Susan": "Sue",
    "Elizabeth": "Liz", "David": "Dave", "Michael": "Mike", "Patricia": "Trish", "Andrew": "Andy", "Stephen": "Steve",
    "Kenneth": "Ken", "Deborah": "Debbie", "Samuel": "Sam", "Alexandra": "Alex", "Małgorzata": "Gosia",
}  # fmt: skip
COMMON = "Smith Jones Patel Khan Taylor Brown Singh Williams Evans Murphy Okafor Ali Walker Hughes Clarke".split()
START = "Ar Bel Cor Dun Es Fal Gre Har Is Kel Lan Mar Nor Os Pen Quil Rad Sten Thor Ul Ven Wex Yar".split()
END = "bright combe ders field gate holm ingham ley mere nett ock pool rigg sop thwaite ville wick yatt".split()
PLAIN = str.maketrans("ëâéłöń", "eaelon")
BODIES = [
    f"{start}{end} {kind}"
    for start in START
    for end, kind in zip(END[:3], ("Trust", "Council", "Hospice"), strict=True)
]
MONTHS = [dt.date(2024, month, 5) for month in range(1, 13)]


class Somebody(NamedTuple):
    given: str
    middle: str
    surname: str
    bodies: tuple[str, str]
    moved: int
    mailed: bool
    number: str

    def body(self, month: int) -> str:
        return self.bodies[month >= self.moved]

    def email(self, month: int) -> str:
        local = f"{self.given}.{self.surname}{self.number}".casefold().translate(PLAIN)
        return f"{local}@{self.body(month).replace(' ', '-').casefold()}.example" if self.mailed else ""

    @property
    def full(self) -> str:
        return f"{self.given} {self.surname}"


def rare(chance: random.Random) -> str:
    """A surname of some ten thousand."""
    return chance.choice(START) + chance.choice(("", "a", "en", "er", "i", "el", "o", "um")) + chance.choice(END)


def somebody(chance: random.Random, bodies: list[str], taken: set[str]) -> Somebody:
    """Somebody: one in four has a common surname, one in seven two, one in ten moves, one in two has an address."""
    surname = chance.choice(COMMON) if chance.random() < 0.25 else rare(chance)
    if chance.random() < 0.15:
        surname += f"-{rare(chance)}"
    given = chance.choice(GIVEN) if chance.random() < 0.7 else chance.choice(START) + chance.choice(("a", "en", "ian"))
    middle = chance.choice(GIVEN) if chance.random() < 0.15 else ""
    first = chance.choice(bodies)
    moves = chance.random() < 0.1
    pair = (first, chance.choice(bodies) if moves else first)
    number = "2" if f"{given} {surname}" in taken else ""
    taken.add(f"{given} {surname}")
    moved = chance.randint(3, 9) if moves else 99
    return Somebody(given, middle, surname, pair, moved, chance.random() < 0.5, number)


def mistyped(chance: random.Random, name: str) -> str:
    """Change over, leave out or double one letter of a long surname."""
    given, _, surname = name.rpartition(" ")
    if len(surname) < 7:
        return name
    at = chance.randint(2, len(surname) - 3)
    left, one, two, right = surname[:at], surname[at], surname[at + 1], surname[at + 2 :]
    return f"{given} {chance.choice((left + two + one + right, left + two + right, left + one + one + two + right))}"


def written(chance: random.Random, who: Somebody) -> str:
    """One other way of writing somebody."""
    ways = [
        f"{who.given[0]}. {who.surname}",
        f"{who.given} {who.surname[0]}.",
        f"{who.surname.upper()}, {who.given}",
        f"{who.surname} {who.given}",
        who.full.translate(PLAIN),
        mistyped(chance, who.full),
        f"{NICKNAMES.get(who.given, who.given)} {who.surname}",
        f"{who.given} {who.middle} {who.surname}" if who.middle else f"Dr {who.full}",
        f"{who.given} {who.surname.replace('-', ' ')}",
        f"{who.given} {who.surname.split('-')[0]}",
    ]
    return chance.choice(ways)


class Collection:
    """A roster, monthly registers that name the organisation, calls with addresses, and minutes with neither."""

    def __init__(self, size: int, seed: int) -> None:
        self.chance = random.Random(seed)
        bodies = self.chance.sample(BODIES, max(4, min(len(BODIES), size // 12)))
        taken: set[str] = set()
        self.people = [somebody(self.chance, bodies, taken) for _ in range(size)]
        self.builder, self.truth = Builder(), {}
        for source in ("register", "call", "minutes"):
            self._source(source)
        for number, who in enumerate(self.people):
            if self.chance.random() < 0.6:
                self._record("roster.csv", number, who.full, None)

    def _source(self, source: str) -> None:
        ways = {
            n: written(self.chance, who) if self.chance.random() < 0.35 else who.full
            for n, who in enumerate(self.people)
        }
        for month in range(12):
            for number in range(len(self.people)):
                if self.chance.random() < 0.15:
                    self._record(f"{source}-{month + 1}.csv", number, ways[number], month)

    def _record(self, file: str, number: int, text: str, month: int | None) -> None:
        who, at, name = self.people[number], Origin(file, f"line {len(self.truth) + 2}"), read_name(text)
        email = who.email(month or 0) if file.startswith(("call", "roster")) else ""
        body = who.body(month or 0) if file.startswith(("register", "roster")) else ""
        id_ = f"name:{name.key}"
        facts = [Person(id_, name.display, at, text, email)]
        day = MONTHS[month] if month is not None else None
        if day:
            meeting = Gathering(f"gathering:{day} forum", "Forum", at, day)
            facts += [meeting, Attendance(id_, meeting.id, at, written=text, organisation=body)]
        if body:
            facts.append(Affiliation(id_, body, at, since=day, until=day, declared=day is None))
        self.builder.add(facts)
        self.truth[file, at.place] = number

    def matched(self) -> Matched:
        return match(self.builder.dataset(), rosters=["roster.csv"])


def figures(made: Collection) -> tuple[float, float, float]:
    """Precision, recall of what is made, and of what is made or suggested, over pairs of writings of each source."""
    matched = made.matched()
    heads = matched.identity.matching.clusters
    votes: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for digest, said in matched.identity.profiles.items():
        for file, place in said.places:
            unit = (made.truth[file, place], file.partition("-")[0], said.id)
            votes[unit][heads[digest]] += 1
    of = {unit: max(count, key=lambda head: (count[head], head)) for unit, count in votes.items()}
    asked = {frozenset((heads[one.first], heads[one.second])) for one in matched.identity.matching.doubtful}
    same = [pair for units in _grouped(of, lambda unit: unit[0]) for pair in combinations(sorted(units), 2)]
    joined = [pair for units in _grouped(of, lambda unit: of[unit]) for pair in combinations(sorted(units), 2)]
    right = sum(a[0] == b[0] for a, b in joined)
    open_ = sum(of[a] != of[b] and frozenset((of[a], of[b])) in asked for a, b in same)
    return right / len(joined), right / len(same), (right + open_) / len(same)


def _grouped(units, key):
    groups = defaultdict(list)
    for unit in units:
        groups[key(unit)].append(unit)
    return groups.values()


@pytest.mark.parametrize(("size", "seed"), [(60, 1), (60, 2), (60, 3), (300, 1), (300, 2)])
def test_people_of_a_collection_never_seen_are_found_and_kept_apart(size, seed):
    precision, recall, suggested = figures(Collection(size, seed))
    assert precision >= 0.98
    assert recall >= 0.75
    assert suggested >= 0.90


@pytest.mark.slow
def test_in_a_large_collection_few_are_taken_for_each_other():
    precision, recall, suggested = figures(Collection(1_500, 1))
    assert precision >= 0.985
    assert recall >= 0.8
    assert suggested >= 0.8


if __name__ == "__main__":
    for size, seed in ((60, 1), (60, 2), (60, 3), (300, 1), (300, 2), (1_500, 1)):
        found = "  ".join(f"{value:.3f}" for value in figures(Collection(size, seed)))
        print(f"{size:5} people, seed {seed}: precision, recall made, made or suggested  {found}")  # noqa: T201
