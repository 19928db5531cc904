"""Microsoft Teams attendance reports as downloaded since 2022: numbered sections, UTF-16, tabs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spell:
    """One stay of one participant in a call; who leaves and comes back has two."""

    name: str
    joined: dt.datetime
    left: dt.datetime
    email: str = ""
    role: str = "Attendee"


PARTICIPANTS = "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole"
ACTIVITIES = "Name\tJoin time\tLeave time\tDuration\tEmail\tRole"


def report(title: str, spells: Sequence[Spell]) -> bytes:
    """Write a report of a meeting in the layout with three sections, in British time and date order."""
    people = [[spell for spell in spells if _who(spell) == who] for who in dict.fromkeys(map(_who, spells))]
    lines = [
        *_summary(title, spells, people),
        "",
        "2. Participants",
        PARTICIPANTS,
        *map(_participant, people),
        "",
        "3. In-Meeting activities",
        ACTIVITIES,
        *map(_activity, spells),
        "",
    ]
    return b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le")


def _who(spell: Spell) -> tuple[str, str]:
    return spell.name, spell.email


def _summary(title: str, spells: Sequence[Spell], people: Sequence[Sequence[Spell]]) -> list[str]:
    start, end = min(spell.joined for spell in spells), max(spell.left for spell in spells)
    total = sum(map(_stay, people), dt.timedelta())
    return [
        "1. Summary",
        f"Meeting title\t{title}",
        f"Attended participants\t{len(people)}",
        f"Start time\t{_moment(start)}",
        f"End time\t{_moment(end)}",
        f"Meeting duration\t{_duration(end - start)}",
        f"Average attendance time\t{_duration(total / len(people))}",
    ]


def _participant(spells: Sequence[Spell]) -> str:
    first, last = min(spell.joined for spell in spells), max(spell.left for spell in spells)
    spell = spells[0]
    stay = _duration(_stay(spells))
    return "\t".join([spell.name, _moment(first), _moment(last), stay, spell.email, spell.email, spell.role])


def _activity(spell: Spell) -> str:
    stay = _duration(spell.left - spell.joined)
    return "\t".join([spell.name, _moment(spell.joined), _moment(spell.left), stay, spell.email, spell.role])


def _stay(spells: Sequence[Spell]) -> dt.timedelta:
    return sum((spell.left - spell.joined for spell in spells), dt.timedelta())


def _moment(when: dt.datetime) -> str:
    return f"{when:%d/%m/%y, %H:%M:%S}"


def _duration(span: dt.timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {seconds}s" if hours else f"{minutes}m {seconds}s"
