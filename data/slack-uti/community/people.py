"""Who is in the workspace: 430 people of eight countries, joining over 18 months. Everybody is invented."""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from formats.draw import draw
from formats.slack import Person
from formats.table import table

SEED = 430
OPENED, MONTHS = dt.date(2023, 1, 9), 18
SIZES = {
    "United Kingdom": 176,
    "Netherlands": 62,
    "Canada": 50,
    "Ireland": 41,
    "Australia": 37,
    "Sweden": 28,
    "Germany": 21,
    "Spain": 15,
}
KINDS = {
    "Care provider": ("{place} Care Homes", ("Home manager", "Nurse", "Senior carer", "Activities coordinator")),
    "Health service": ("{place} Health Service", ("Continence nurse", "Geriatrician", "Infection prevention nurse")),
    "Pharmacy": ("{place} Pharmacy Partnership", ("Pharmacist", "Antimicrobial lead")),
    "University": ("University of {place}", ("Researcher", "Lecturer", "Doctoral student")),
}
SHARES = {"Care provider": 0.45, "Health service": 0.75, "Pharmacy": 0.87, "University": 1.0}
"""Sector → the share of people in it and the sectors before it."""


@dataclass(frozen=True)
class Member:
    """Somebody in the workspace; `voice` says how readily they write."""

    account: Person
    country: str
    sector: str
    role: str
    joined: dt.date
    voice: float


def members() -> list[Member]:
    """Give the 430 members by the day they joined."""
    made = [_member(row, name) for row in _rows("names.csv") for name in _names(row, SIZES[row["country"]])]
    return sorted(made, key=lambda member: (member.joined, member.account.name))


def strangers() -> list[Person]:
    """Give the people of a partner's workspace, who are in no list of this one."""
    names = ("Solveig Ekmossa-Lund", "Bartholomew Quarnstead", "Iratxe Fontroja", "Piet Lindelaar")
    return [Person(name, "Hydration Alliance", kind="stranger") for name in names]


def roster(people: list[Member]) -> bytes:
    """Write the list the moderators keep: the locality is the country."""
    header = ["name", "organisation", "role", "sector", "locality", "joined"]
    rows = [[m.account.name, m.account.organisation, m.role, m.sector, m.country, m.joined] for m in people]
    return table(header, rows)


def _names(row: dict[str, str], count: int) -> list[str]:
    """Draw names that occur once: a given name and a surname made of a beginning and an end."""
    starts, ends = row["surname_starts"].split(), row["surname_ends"].split()
    every = {f"{a} {b}{c}": 1.0 for a, b, c in product(row["given"].split(), starts, ends)}
    return draw(random.Random(f"{SEED}/names/{row['country']}"), every, count)


def _member(row: dict[str, str], name: str) -> Member:
    rng = random.Random(f"{SEED}/member/{name}")
    at, places = rng.random(), row["places"].split()
    sector = next(sector for sector, share in SHARES.items() if at < share)
    pattern, roles = KINDS[sector]
    organisation = pattern.format(place=places[int(rng.random() * len(places))])
    kind = "guest" if rng.random() < 0.06 else "left" if rng.random() < 0.04 else "member"
    # a power below 1 lets more join every month; who would come in the first days has been there from the start
    joined = OPENED + dt.timedelta(days=max(0, int(rng.random() ** 0.8 * (30 * MONTHS - 10)) - 11))
    address = f"{'.'.join(name.lower().split())}@{organisation.lower().replace(' ', '-')}.example"
    account = Person(name, organisation, address if address.isascii() else "", row["zone"], kind)
    return Member(account, row["country"], sector, roles[int(rng.random() * len(roles))], joined, rng.random() ** 4)


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def topics() -> list[tuple[str, str]]:
    """Give what is talked about: (channel, what somebody tells)."""
    return [(row["topic"], row["telling"]) for row in _rows("topics.csv")]
