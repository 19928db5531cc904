"""Attendance reports as Microsoft Graph gives them: JSON, moments in UTC."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sna.errors import SourceError
from sna.facts import Entry, Gathering, Origin, rejected
from sna.load import Options
from sna.load.source import Source
from sna.load.times import Spell, minutes, read_moment
from sna.load.visits import RowError, Visit, entries, gathering, reason_of
from sna.names import read_name

Json = dict[str, Any]
_BARE = {"attendanceIntervals", "totalAttendanceInSeconds"}
_KEYS = {"attendanceRecords", *_BARE}
_ROLES = {"organizer": "organiser", "coorganizer": "organiser", "presenter": "presenter", "attendee": "attendee"}


def recognise(text: str) -> bool:
    """Whether the beginning of a JSON text speaks of attendance."""
    return any(f'"{name}"' in text for name in _KEYS)


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each attendance record of all reports in a file.

    Raises
    ------
    SourceError
        If it is no JSON, or holds no reports.
    """
    content = _decode(source.text().text, _unique)
    if not any(_reports(content)):
        raise SourceError("This holds no attendance report.", code="R-UNKNOWN", hint="Expand attendanceRecords.")
    visits = []
    records = [(report, record) for report in _reports(content) for record in report["attendanceRecords"]]
    for number, (report, record) in enumerate(records, 1):
        origin = options.origin(source.path, f"record {number}")
        try:
            visits.append(_visit(record, report, origin, (source.path, options)))
        except ValueError as error:
            yield rejected(origin, reason_of(error, []))
    yield from entries(visits)


def count(source: Source) -> int:
    """Count the attendance records while the JSON is taken in, not afterwards."""
    counts = []

    def add(pairs: list[tuple[str, Any]]) -> Json:
        for name, part in pairs:
            if name == "attendanceRecords" and isinstance(part, list):
                counts.append(len(part))
            elif name == "value":
                counts.append(sum("bare" in record for record in _objects(part)))
        return {"bare": True} if any(name in _BARE for name, _ in pairs) else {}

    _decode(source.text().text, add)
    return sum(counts)


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("A name stands twice in one object.")
    return dict(pairs)


def _decode(text: str, hook: Any) -> object:  # noqa: ANN401 - what json takes
    try:
        return json.loads(text, object_pairs_hook=hook)
    except (ValueError, RecursionError) as error:
        raise SourceError("The JSON is damaged.", code="R-JSON", hint="Download the report again.") from error


def _objects(part: object) -> list[Json]:
    return [record for record in part if isinstance(record, dict)] if isinstance(part, list) else []


def _reports(content: object) -> Iterator[Json]:
    """Find what holds attendance records, wherever it stands: a report, a list of them, or bare records."""
    waiting = [content]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("attendanceRecords"), list):
                yield part
            if bare := [record for record in _objects(part.get("value")) if _BARE & set(record)]:
                yield {**part, "attendanceRecords": bare}
            waiting += reversed(part.values())
        elif isinstance(part, list):
            waiting += reversed(part)


def _visit(record: object, report: Json, origin: Origin, where: tuple[Path, Options]) -> Visit:
    if not isinstance(record, dict):
        raise RowError("R-RECORD", "This is no attendance record.")
    identity = record.get("identity")
    email = _text(record, "emailAddress")
    name = (_text(identity, "displayName") if isinstance(identity, dict) else "") or email
    if not name:
        raise RowError("R-NAME", "The record names nobody.")
    spells = [_spell(interval) for interval in _objects(record.get("attendanceIntervals"))]
    seconds = record.get("totalAttendanceInSeconds")
    reported = round(float(seconds) / 60, 1) if isinstance(seconds, int | float) and 0 <= seconds < 1e7 else None
    return Visit(
        origin=origin,
        name=read_name(name),
        gathering=_gathering(report, spells, where),
        email=email,
        role=_ROLES.get(_text(record, "role").casefold(), ""),
        minutes=minutes(spells) if spells else reported,
    )


def _text(part: Json, name: str) -> str:
    text = part.get(name)
    return text.strip() if isinstance(text, str) else ""


def _spell(interval: Mapping[str, object]) -> Spell:
    return read_moment(interval.get("joinDateTime")), read_moment(interval.get("leaveDateTime"))


def _gathering(report: Json, spells: list[Spell], where: tuple[Path, Options]) -> Gathering:
    start = report.get("meetingStartDateTime")
    day = read_moment(start).date() if start else min(spells)[0].date() if spells else None
    return gathering(*where, _text(report, "subject") or _text(report, "title"), day)
