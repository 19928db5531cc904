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
    found = [0]

    def add(pairs: list[tuple[str, Any]]) -> Json:
        found[0] += sum(len(value) for name, value in pairs if name == "attendanceRecords" and isinstance(value, list))
        found[0] += sum(1 for name, value in pairs if name == "value" for each in _list(value) if "bare" in each)
        bare = any(name in _BARE for name, _ in pairs)
        return {"bare": True} if bare else {}

    _decode(source.text().text, add)
    return found[0]


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name stands twice in one object.")
    return found


def _decode(text: str, hook: Any) -> object:  # noqa: ANN401 - what json takes
    try:
        return json.loads(text, object_pairs_hook=hook)
    except (ValueError, RecursionError) as error:
        raise SourceError("The JSON is damaged.", code="R-JSON", hint="Download the report again.") from error


def _list(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _reports(data: object) -> Iterator[Json]:
    """Find what holds attendance records, wherever it stands: a report, a list of them, or bare records."""
    waiting = [data]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if isinstance(found.get("attendanceRecords"), list):
                yield found
            if bare := [each for each in _list(found.get("value")) if _BARE & set(each)]:
                yield {**found, "attendanceRecords": bare}
            waiting += reversed(found.values())
        elif isinstance(found, list):
            waiting += reversed(found)


def _visit(record: object, report: Json, origin: Origin, where: tuple[Path, Options]) -> Visit:
    if not isinstance(record, dict):
        raise RowError("R-RECORD", "This is no attendance record.")
    identity = record.get("identity")
    email = _text(record, "emailAddress")
    name = (_text(identity, "displayName") if isinstance(identity, dict) else "") or email
    if not name:
        raise RowError("R-NAME", "The record names nobody.")
    spells = [_spell(each) for each in _list(record.get("attendanceIntervals"))]
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


def _text(found: Json, name: str) -> str:
    value = found.get(name)
    return value.strip() if isinstance(value, str) else ""


def _spell(interval: Mapping[str, object]) -> Spell:
    return read_moment(interval.get("joinDateTime")), read_moment(interval.get("leaveDateTime"))


def _gathering(report: Json, spells: list[Spell], where: tuple[Path, Options]) -> Gathering:
    start = report.get("meetingStartDateTime")
    day = read_moment(start).date() if start else min(spells)[0].date() if spells else None
    return gathering(*where, _text(report, "subject") or _text(report, "title"), day)
