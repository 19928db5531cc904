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
    rejected,
)
from sna.load import Options
from sna.load.spells import Spell, minutes
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
    shared = Counter(seat[:2] for seat in groups)
    for seat, visit in zip(seats, visits, strict=True):
        group = groups[seat]
        if visit is group[0]:
            facts = (*_facts(group), *_companions(visit))
            doubt = [NAMESAKES] if shared[seat[:2]] > 1 else []
            warnings = [*(reason for each in group for reason in each.warnings), *doubt]
            yield Entry(visit.origin, facts=facts, warnings=tuple(warnings))
        else:
            yield merged(visit.origin, visit.again, group[0].origin.place, tuple(_companions(visit)))


def _seats(visits: Sequence[Visit]) -> list[Seat]:
    """Give whose each row is: the gathering, the id, and the address of a person who was there.

    Who was not there, or gives no address, is the first of that name.
    """
    first: dict[tuple[str, str], str] = {}
    for visit in visits:
        if address := _address(visit):
            first.setdefault((visit.gathering.id, visit.who), address)
    known = [(visit.gathering.id, visit.who) for visit in visits]
    return [(*at, _address(visit) or first.get(at, "")) for at, visit in zip(known, visits, strict=True)]


def _address(visit: Visit) -> str:
    told = visit.name.kind is Kind.PERSON and visit.status is Status.PRESENT
    return visit.email.casefold() if told else ""


def _facts(group: list[Visit]) -> tuple[Fact, ...]:
    first = group[0]
    organisation = _first(visit.organisation or visit.name.organisation for visit in group)
    best = min((visit.status for visit in group), key=_RANK.__getitem__)
    email, job = _first(visit.email for visit in group), _first(visit.job for visit in group)
    kind = Kind.PERSON if first.who.startswith("name:") else Kind.UNIDENTIFIED
    person = Person(first.who, first.name.display, first.origin, first.name.written, email, kind=kind)
    attendance = Attendance(
        first.who,
        first.gathering.id,
        first.origin,
        best,
        _evidence(best),
        first.name.written,
        organisation,
        _first(visit.role for visit in group) or job,
        _time_there(group) if best is Status.PRESENT else None,
    )
    on = first.gathering.on
    works = (Affiliation(first.who, organisation, first.origin, job, on, on),) if organisation else ()
    return (person, first.gathering, attendance, *works)


def _companions(visit: Visit) -> Iterator[Fact]:
    """Give those who come along on a row without a name: each is somebody, but nobody in particular."""
    for number in range(2, visit.companions + 2):
        who, shown = (
            f"unidentified:{visit.origin.file}#{visit.origin.place} ({number})",
            f"Guest of {visit.name.display}",
        )
        yield Person(who, shown, visit.origin, visit.name.written, kind=Kind.UNIDENTIFIED)
        yield Attendance(
            who, visit.gathering.id, visit.origin, visit.status, _evidence(visit.status), visit.name.written
        )


def _evidence(status: Status) -> Evidence:
    return Evidence.JOINED if status is Status.PRESENT else Evidence.LISTED


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")


def _time_there(group: list[Visit]) -> float | None:
    stays = [visit.spell for visit in group if visit.spell]
    spells: list[Spell] = [(start, end) for start, end in stays if end is not None]
    if stays:
        return minutes(spells) if len(spells) == len(stays) else None
    reported = [visit.minutes for visit in group if visit.minutes is not None]
    return round(sum(reported), 1) if reported else None


def gathering(origin: Origin, title: str, on: dt.date | None, options: Options, stem: str) -> Gathering:
    """Make the gathering a report is about; what the study file says outweighs the report.

    Reports of one title and day have the same id, so that several reports of one meeting are one gathering. One
    without a day keeps its file apart from others.
    """
    title, on = options.title or title, options.on or on
    day = on.isoformat() if on else "undated"
    parts = [day, key(title)] if on else [day, key(title), key(stem)]
    shown = title or options.series or stem
    return Gathering(
        f"gathering:{' '.join(filter(None, parts))}", shown, origin, on, options.series, options.mode or "virtual"
    )


def check_window(on: dt.date | None, options: Options) -> None:
    """Refuse a gathering whose day lies outside the study's window.

    Raises
    ------
    RowError
        If it does.
    """
    if on is None:
        return
    early = options.first_day is not None and on < options.first_day
    late = options.last_day is not None and on > options.last_day
    if early or late:
        hint = "Check the date, or widen the window in study.toml."
        raise RowError("R-WINDOW", "The day lies outside the study's window.", on.isoformat(), hint)


def refused(origin: Origin, reason: Reason, headings: Sequence[str], texts: Sequence[str]) -> Entry:
    """Give the entry of a row that cannot be used, with its cells under their headings."""
    return rejected(origin, reason, row_of(headings, texts))


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
    r"|\binforme de asistencia\b|\bregistrants?\b|\bexport(?:ed)?\b|\bzoom(?:us)?\b|\bunique users?\b",
    re.IGNORECASE,
)
