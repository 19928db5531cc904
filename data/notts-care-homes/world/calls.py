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
    shown = {name: teams_name(people[name], meeting)[0] for name in meeting.named}
    return teams.report(meeting.title, _spells(meeting, people, shown, rejoin=False))


def zoom_report(meeting: Meeting, people: Mapping[str, Member]) -> bytes:
    """Write the Zoom participant report of a meeting; about one in six joined from two devices at once."""
    shown = {name: zoom_name(people[name], meeting)[0] for name in meeting.named}
    number = f"8{meeting.number:02} 2024 {meeting.on:%m%d}"
    host = email(people["Marisol Thackeray-Boone"], meeting.on)
    return zoom.participants(meeting.title, number, host, _spells(meeting, people, shown, rejoin=True))


def email(member: Member, on: dt.date) -> str:
    """Give somebody's work address; empty for who joins as a guest."""
    domain = DOMAINS.get(member.workplace(on)[0])
    plain = unicodedata.normalize("NFKD", member.known.called(on)).lower().replace("'", "")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return f"{plain.replace(' ', '.')}@{domain}" if domain else ""


def teams_name(member: Member, meeting: Meeting) -> tuple[str, str]:
    """Give what Teams shows of somebody, and the kind of variant that is."""
    (name, kind), organisation = member.known.written("teams", meeting.on), member.workplace(meeting.on)[0]
    first, surname = name.split(" ", maxsplit=1)
    if organisation in DIRECTORY:
        shown = member.employer("teams", meeting.on)[0].upper()
        return f"{surname.upper()}, {first} ({shown})", kind or "directory"
    if organisation == "University of Thornshire":
        return f"{surname}, {first}", kind or "surname first"
    if organisation in DOMAINS:
        return name, kind
    return f"{name} ({'Unverified' if member.habit == 'steady' else 'Guest'})", kind or "marked"


def zoom_name(member: Member, meeting: Meeting) -> tuple[str, str]:
    """Give what Zoom shows of somebody, and the kind of variant that is."""
    if meeting.number == RENAMED and member.key in ORIGINALS:
        return ORIGINALS[member.key], "renamed"
    name, kind = member.known.written("zoom", meeting.on, meeting.number)
    if meeting.number == NUMBERED:
        return f"{meeting.named.index(member.key) + 1:02}_{name}", kind or "numbered"
    return name, kind


def _spells(meeting: Meeting, people: Mapping[str, Member], shown: Mapping[str, str], *, rejoin: bool) -> list[Spell]:
    """Give everybody's stays; with `rejoin` the second begins before the first ends, as with two devices."""
    rng = random.Random(f"{SEED}/call/{meeting.number}")
    who = [(written, email(people[key], meeting.on)) for key, written in shown.items()]
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
