"""Five ways to write down who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from formats.blocks import Block, Kind, heading, items, text


@dataclass(frozen=True)
class Attendee:
    """Somebody on a roll as it is written there, with the initials the minutes use after; `key` says who it is."""

    key: str
    name: str
    role: str = ""
    organisation: str = ""
    initials: str = ""


@dataclass(frozen=True)
class Roll:
    """Who was there, who sent apologies, and which deputy stood in for whom (deputy → member)."""

    present: Sequence[Attendee]
    apologies: Sequence[Attendee]
    deputies: Mapping[str, Attendee]


def roll(present: Sequence[Attendee], apologies: Sequence[Attendee], deputies: Mapping[str, Attendee]) -> Roll:
    """Make a roll; everybody present gets initials that nobody else has."""
    taken: set[str] = set()
    known = []
    for attendee in present:
        initials = next(each for each in _initials(attendee.name) if each not in taken)
        taken.add(initials)
        known.append(replace(attendee, initials=initials))
    return Roll(known, apologies, deputies)


def _initials(name: str) -> list[str]:
    """Give the initials to try: of all words, then with more letters of the last."""
    words = [word for word in name.replace("-", " ").split() if word[0].isupper()]
    first = "".join(word[0] for word in words)
    return [first, *(first + words[-1][1:n].upper() for n in (2, 3))]


def table(roll: Roll) -> list[Block]:
    """Write a table of those present, then a list of apologies."""
    rows = [["Name", "Initials", "Organisation", "Role"]]
    rows += [[each.name, each.initials, each.organisation, each.role] for each in roll.present]
    return [heading("Attendees"), Block(Kind.TABLE, rows=rows), *_apologies(roll)]


def bullets(roll: Roll) -> list[Block]:
    """Write a list of ``Name - Organisation (AB)``."""
    present = [f"{each.name} - {each.organisation} ({each.initials}){_chair(roll, each)}" for each in roll.present]
    return [heading("Present"), *items(present), *_apologies(roll)]


def nhs(roll: Roll) -> list[Block]:
    """Write a line each of ``Name (AB) – Role, Organisation``, the minute taker in attendance."""
    lines = [
        f"{each.name} ({each.initials}) – {each.role}, {each.organisation}{_chair(roll, each)}" for each in roll.present
    ]
    taker = [line for line in lines if line.startswith("Torquil")]
    present = [line for line in lines if line not in taker]
    blocks = [heading("Present"), *map(text, present), heading("In attendance"), *map(text, taker)]
    return [*blocks, heading("Apologies"), *[text(f"{each.name} – {each.organisation}") for each in roll.apologies]]


def boxes(roll: Roll) -> list[Block]:
    """Write a list to tick: an empty box is somebody who was not there."""
    ticked = [(f"[x] {each.name}", each) for each in roll.present]
    every = ticked + [(f"[ ] {each.name}", each) for each in roll.apologies]
    every.sort(key=lambda item: item[1].name)
    return [heading("Attendance"), *items([f"{box} - {each.role}, {each.organisation}" for box, each in every])]


def prose(roll: Roll) -> list[Block]:
    """Write those present in one paragraph, and apologies and deputies as sentences."""
    present = ", ".join(f"{each.name} ({each.organisation})" for each in roll.present)
    sent = [f"{each.name} ({each.organisation})" for each in roll.apologies]
    some = f"{', '.join(sent[:-1])} and {sent[-1]}" if len(sent) > 1 else sent[0]
    stood_in = [f"{deputy} was welcomed as deputy for {member.name}." for deputy, member in roll.deputies.items()]
    return [text(f"Present: {present}"), text(" ".join([f"Apologies were received from {some}.", *stood_in]))]


def _apologies(roll: Roll) -> list[Block]:
    return [heading("Apologies"), *items([f"{each.name} ({each.organisation})" for each in roll.apologies])]


def _chair(roll: Roll, attendee: Attendee) -> str:
    return " (Chair)" if attendee is roll.present[0] else ""
