"""The two half-years held as calls: what Teams and Zoom recorded of who joined and left."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Mapping

from formats import teams, zoom
from formats.teams import Spell

from world.meetings import SEED, Meeting
from world.people import Member

DOMAINS = {
    "Thornshire Community Health NHS Trust": "thornshire-community.example",
    "Aldermere Hospitals NHS Foundation Trust": "aldermere-hospitals.example",
    "Thornshire Mental Health NHS Trust": "thornshire-mind.example",
    "Brackenby Primary Care Network": "brackenby-pcn.example",
    "Corringdale GP Federation": "corringdale-gps.example",
    "Thornshire County Council": "thornshire.example",
    "University of Thornshire": "uni-thornshire.example",
}
"""Organisations whose people join signed in; everybody else joins as a guest, without an e-mail address."""

DIRECTORY = {name for name in DOMAINS if "NHS" in name or "Network" in name or "Federation" in name}
"""Organisations whose directory shows names as SURNAME, First (ORGANISATION)."""

NUMBERED, RENAMED = 14, 16
"""Zoom meetings in which everybody had a number before the name, and some had renamed themselves."""

ORIGINALS = {
    "Clodagh Ó Maoldúin": "Clodagh (Clodagh Ó Maoldúin)",
    "Jarek Dunnstone": "Jarek Dunnstone (jdunnstone)",
    "Catrin Heptonstall": "Catrin (Catrin Heptonstall)",
    "Rosalind Cheetwood": "Rosalind Cheetwood (Rosalind's iPad)",
}


def teams_report(meeting: Meeting, people: Mapping[str, Member]) -> bytes:
    """Write the Teams report of a meeting."""
    shown = {name: _teams_name(people[name], meeting.on) for name in meeting.named}
    return teams.report(meeting.title, _spells(meeting, people, shown, rejoin=False))


def zoom_report(meeting: Meeting, people: Mapping[str, Member]) -> bytes:
    """Write the Zoom participant report of a meeting; about one in six joined from two devices at once."""
    shown = {name: _zoom_name(name, at, meeting) for at, name in enumerate(meeting.named, 1)}
    number = f"8{meeting.number:02} 2024 {meeting.on:%m%d}"
    host = email(people["Marisol Thackeray-Boone"], meeting.on)
    return zoom.participants(meeting.title, number, host, _spells(meeting, people, shown, rejoin=True))


def email(member: Member, on: dt.date) -> str:
    """Give somebody's work address; empty for who joins as a guest."""
    domain = DOMAINS.get(member.workplace(on)[0])
    plain = unicodedata.normalize("NFKD", member.name).lower().replace("'", "")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return f"{plain.replace(' ', '.')}@{domain}" if domain else ""


def _teams_name(member: Member, on: dt.date) -> str:
    organisation = member.workplace(on)[0]
    first, surname = member.name.split(" ", maxsplit=1)
    if organisation in DIRECTORY:
        return f"{surname.upper()}, {first} ({organisation.upper()})"
    if organisation == "University of Thornshire":
        return f"{surname}, {first}"
    if organisation in DOMAINS:
        return member.name
    return f"{member.name} ({'Unverified' if member.habit == 'steady' else 'Guest'})"


def _zoom_name(name: str, at: int, meeting: Meeting) -> str:
    if meeting.number == NUMBERED:
        return f"{at:02}_{name}"
    return ORIGINALS.get(name, name) if meeting.number == RENAMED else name


def _spells(meeting: Meeting, people: Mapping[str, Member], shown: Mapping[str, str], *, rejoin: bool) -> list[Spell]:
    """Give everybody's stays; with `rejoin` the second begins before the first ends, as with two devices."""
    rng = random.Random(f"{SEED}/call/{meeting.number}")
    who = [(written, email(people[name], meeting.on)) for name, written in shown.items()]
    who += [(written, "") for written in meeting.unnamed]
    spells = [
        Spell(written, joined, left, address, _role(address))
        for written, address in who
        for joined, left in _stays(meeting.on, rng, overlap=150 if rejoin else -95)
    ]
    return sorted(spells, key=lambda spell: (spell.joined, spell.name))


def _role(address: str) -> str:
    return "Organiser" if address.startswith("marisol") else "Presenter" if address else "Attendee"


def _stays(on: dt.date, rng: random.Random, overlap: int) -> list[tuple[dt.datetime, dt.datetime]]:
    """Give one stay, or two if somebody joined twice; `overlap` is how many seconds the two share."""
    start = dt.datetime.combine(on, dt.time(14))
    joined, left, again = (
        start + dt.timedelta(seconds=int(first + rng.random() * length))
        for first, length in ((-420, 900), (4800, 900), (1800, 1200))
    )
    if rng.random() >= 0.17:
        return [(joined, left)]
    return [(joined, again + dt.timedelta(seconds=overlap)), (again, left)]
