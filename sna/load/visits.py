"""What the reports of meeting and ticket services have in common: rows of who came → entries.

One person has one row that counts; further rows of theirs at the same gathering are merged into it, and the time
there is the union of all spells. Rows of one name with two e-mail addresses may be of two people and stay apart.
Devices, rooms, telephones and guests are nobody in particular: each row counts by itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from sna.errors import shown
from sna.facts import (
    Affiliation,
    Attendance,
    Entry,
    Evidence,
    Fact,
    Gathering,
    Kind,
    Origin,
    Person,
    Reason,
    Status,
    merged,
)
from sna.load import Options
from sna.load.times import Spell, minutes
from sna.names import Name, key

AGAIN = Reason("M-AGAIN", "The same person joined again; the time there is counted once.")
SUMMED_UP = Reason("M-SUMMARY", "Another row of the same report sums up what this one says.")
NAMESAKES = Reason(
    "W-NAMESAKE",
    "One name has two e-mail addresses here; each stands for itself until it is settled who is who.",
    hint="See `sna people`, which says whether they were taken for one person or two.",
)
_RANK = {Status.PRESENT: 0, Status.REGISTERED: 1, Status.APOLOGIES: 2, Status.ABSENT: 3}


class Visit(Struct, kw_only=True):
    """One row of a report.

    Attributes
    ----------
    origin, name
        Where it stands and who it names.
    gathering
        What was attended.
    email, organisation, role, job
        As far as the row says; `role` is that at the gathering (organiser, presenter, attendee), `job` that at work.
    spell
        From when until when, if the row is one stay; None in its place for an end unknown.
    minutes
        The time there as the row reports it.
    like
        For nobody in particular: the key of the row that sums this one up; empty for a row that counts by itself.
    again
        Why the row is merged if it is not the first of its person.
    companions
        How many people without a name come along on this row.
    """

    origin: Origin
    name: Name
    gathering: Gathering
    status: Status = Status.PRESENT
    email: str = ""
    organisation: str = ""
    role: str = ""
    job: str = ""
    spell: tuple[dt.datetime, dt.datetime | None] | None = None
    minutes: float | None = None
    like: str = ""
    again: Reason = AGAIN
    companions: int = 0
    warnings: list[Reason] = field(default_factory=list)

    @property
    def who(self) -> str:
        """The id of the person, or of nobody in particular at this place."""
        if self.name.kind is Kind.PERSON and self.name.key:
            return f"name:{self.name.key}"
        return f"unidentified:{self.origin.file}#{self.like or self.origin.place}"


Seat = tuple[str, str, str]
"""The gathering, the id of the person, and their e-mail address."""


class RowError(ValueError):
    """A row that cannot be used, with the reason to give."""

    def __init__(self, code: str, why: str, value: object = "", hint: str = "Correct the row.") -> None:
        super().__init__(why)
        self.reason = Reason(code, why, value=shown(value), hint=hint)


def reason_of(error: ValueError, texts: Sequence[str]) -> Reason:
    """Give the reason of an error met in a row: its own, or that a date or time cannot be read.

    Of the row, the value shows only what may be a date or time: the rest is nobody's business on a screen.
    """
    if isinstance(error, RowError):
        return error.reason
    numbers = [text for text in texts if text[:1].isdigit() and "@" not in text]
    return Reason("R-DATE", str(error), value=shown(" | ".join(numbers)), hint="Correct the date or time.")


def entries(visits: Sequence[Visit]) -> Iterator[Entry]:
    """Give one entry a row: the first row of each person at a gathering is used, the others are merged into it."""
    seats = _seats(visits)
    groups: dict[Seat, list[Visit]] = {}
    for seat, visit in zip(seats, visits, strict=True):
        groups.setdefault(seat, []).append(visit)
    namesakes = Counter(seat[:2] for seat in groups)
    for seat, visit in zip(seats, visits, strict=True):
        group = groups[seat]
        if visit is not group[0]:
            yield merged(visit.origin, visit.again, group[0].origin.place, tuple(_companions(visit)))
            continue
        warnings = [reason for row in group for reason in row.warnings]
        if namesakes[seat[:2]] > 1:
            warnings.append(NAMESAKES)
        yield Entry(visit.origin, facts=(*_facts(group), *_companions(visit)), warnings=tuple(warnings))


def _seats(visits: Sequence[Visit]) -> list[Seat]:
    """Give whose each row is: the gathering, the id, and the address of a person who was there, or should have been.

    Who only registered, or gives no address, is the first of that name.
    """
    people = [(visit.gathering.id, visit.who) for visit in visits]
    addresses: dict[tuple[str, str], str] = {}
    for person, visit in zip(people, visits, strict=True):
        if address := _address(visit):
            addresses.setdefault(person, address)
    return [
        (*person, _address(visit) or addresses.get(person, "")) for person, visit in zip(people, visits, strict=True)
    ]


def _address(visit: Visit) -> str:
    person = visit.name.kind is Kind.PERSON and visit.status in {Status.PRESENT, Status.ABSENT}
    return visit.email.casefold() if person else ""


def _facts(group: list[Visit]) -> tuple[Fact, ...]:
    name, who, origin, meeting = group[0].name, group[0].who, group[0].origin, group[0].gathering
    organisation = _first(visit.organisation or visit.name.organisation for visit in group)
    best = min((visit.status for visit in group), key=_RANK.__getitem__)
    email, job = _first(visit.email for visit in group), _first(visit.job for visit in group)
    kind = Kind.PERSON if who.startswith("name:") else Kind.UNIDENTIFIED
    person = Person(who, name.display, origin, name.written, email, kind=kind)
    role = _first(visit.role for visit in group) or job
    stay = _total_minutes(group) if best is Status.PRESENT else None
    attendance = Attendance(who, meeting.id, origin, best, _evidence(best), name.written, organisation, role, stay)
    works = (Affiliation(who, organisation, origin, job, meeting.on, meeting.on),) if organisation else ()
    return (person, meeting, attendance, *works)


def _companions(visit: Visit) -> Iterator[Fact]:
    """Give those who come along on a row without a name: each is somebody, but nobody in particular."""
    name, origin, status = visit.name, visit.origin, visit.status
    for number in range(2, visit.companions + 2):
        who = f"unidentified:{origin.file}#{origin.place} ({number})"
        yield Person(who, f"Guest of {name.display}", origin, name.written, kind=Kind.UNIDENTIFIED)
        yield Attendance(who, visit.gathering.id, origin, status, _evidence(status), name.written)


def _evidence(status: Status) -> Evidence:
    return Evidence.JOINED if status is Status.PRESENT else Evidence.LISTED


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")


def _total_minutes(group: list[Visit]) -> float | None:
    """Give the union of the stays; without any, the sum of the times reported; None while one stay has no end."""
    stays = [visit.spell for visit in group if visit.spell]
    spells: list[Spell] = [(start, end) for start, end in stays if end is not None]
    if stays:
        return minutes(spells) if len(spells) == len(stays) else None
    reported = [visit.minutes for visit in group if visit.minutes is not None]
    return round(sum(reported), 1) if reported else None


def gathering(path: Path, options: Options, title: str, on: dt.date | None) -> Gathering:
    """Make the gathering a report is about; what the study file says outweighs the report, and that the file's name.

    Reports of one title and day have the same id, so that several reports of one meeting are one gathering. One
    without a day keeps its file apart from others.

    Raises
    ------
    RowError
        If its day lies outside the study's window.
    """
    title, on = options.title or title or title_of_file(path), options.on or on
    if on is not None and not (options.first_day or on) <= on <= (options.last_day or on):
        hint = "Check the date, or widen the window in study.toml."
        raise RowError("R-WINDOW", "The day lies outside the study's window.", on.isoformat(), hint)
    parts = [on.isoformat(), key(title)] if on else ["undated", key(title), key(path.stem)]
    return Gathering(
        f"gathering:{' '.join(filter(None, parts))}",
        title or options.series or path.stem,
        options.origin(path),
        on,
        options.series,
        options.mode or "virtual",
        kind=options.kind_of(title),
    )


def row_of(headings: Sequence[str], texts: Sequence[str]) -> Mapping[str, str]:
    """Pair a row's cells with the headings, those without a heading with ``column 3``."""
    named = {
        heading or f"column {at}": text for at, (heading, text) in enumerate(zip(headings, texts, strict=False), 1)
    }
    more = {f"column {at}": text for at, text in enumerate(texts, 1) if at > len(headings) and text}
    return {**named, **more}


def day_first_assumed(value: str, *, day_first: bool) -> Reason:
    """Say that nothing showed the order of day and month."""
    order, other = ("day", "month") if day_first else ("month", "day")
    return Reason(
        "W-ORDER",
        f"Nothing in these files says whether day or month stands first; the {order} was taken, not the {other}.",
        value=value,
        hint="Say so in study.toml: day_first = true or false.",
    )


def title_of_file(path: Path) -> str:
    """Make a title of a file's name: without day, time, and the words every download has.

    Examples
    --------
    >>> title_of_file(Path("Care Forum - Attendance report 11-26-25.csv")), title_of_file(Path("participants_123.csv"))
    ('Care Forum', '')
    """
    text = _BOILERPLATE.sub(" ", _STAMP.sub(" ", path.stem.replace("_", " ")))
    text = re.sub(r"\(\s*\d*\s*\)|\s+", " ", text).strip(" -–—.()")
    return text if re.search(r"[^\W\d]{3}", text) else ""


_STAMP = re.compile(
    r"\b\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}\b|\b\d{1,2}[-./ ]\d{1,2}[-./ ](?:\d{4}|\d{2})\b|\b\d{6,}\b"
    r"|(?<=\s)(?:at |um )?\d{1,2}[: .]\d{2}(?:[: .]\d{2})?\s?(?:[ap]m)?\b|\b(?:GMT|UTC|BST|CET|CEST)(?:[+-]\d+)?\b",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"\bmeeting ?attendance ?(?:list|report)\b|\battendance(?: ?report| ?list)?\b|\bparticipants?(?: report| list)?\b"
    r"|\battendee ?(?:s|list|report|summary)*\b|\bmeetings?(?= *$)|\breport\b|\bteilnahmebericht\b|\banwesenheits\w+\b"
    r"|\bguests?(?: list)?\b"
    r"|\binforme de asistencia\b|\bregistrants?\b|\bexport(?:ed)?\b|\bzoom(?:us)?\b|\bunique users?\b",
    re.IGNORECASE,
)
