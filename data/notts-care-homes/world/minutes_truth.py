"""What the minutes say, and where they and the registers differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formats.table import table

from world.layouts import Attendee
from world.meetings import Meeting
from world.minutes import CHAIR, DEPUTIES, FORGOTTEN, Minutes
from world.people import Member, person_id
from world.truth import attendance_rows

ROLL = ["file", "gathering", "person", "name", "status", "stands_in_for", "evidence"]
DIFFERENCES = ["file", "gathering", "person", "register", "minutes", "kind"]


def rolls(records: Sequence[Minutes], people: Mapping[str, Member]) -> bytes:
    """Write the rolls; apologies and deputies told in sentences are *mentioned*, all else is *listed*."""
    return table(ROLL, [row for record in records for row in _roll(record, people)])


def spoke(records: Sequence[Minutes], people: Mapping[str, Member]) -> bytes:
    """Write whose initials stand before what was said: a row per person and meeting."""
    rows = {
        (record.file, record.meeting.id, people[each.key].id, people[each.key].name, each.initials)
        for record in records
        if record.labelled
        for _, opened, answered, _ in record.talk
        for each in (opened, answered)
    }
    return table(["file", "gathering", "person", "name", "written"], sorted(rows))


def actions(records: Sequence[Minutes], people: Mapping[str, Member]) -> bytes:
    """Write who took what on; `written` is how the minutes name the owner. The chair gives every action."""
    rows = [
        (record.file, record.meeting.id, people[CHAIR].id, people[owner.key].id, _written(record, owner))
        for record in records
        for *_, owner in record.talk
    ]
    return table(["file", "gathering", "chair", "owner", "written"], rows)


def differences(records: Sequence[Minutes], people: Mapping[str, Member]) -> bytes:
    """Write where minutes and register of one meeting say different things; empty is silence."""
    return table(DIFFERENCES, [row for record in records for row in _differences(record, people)])


def _written(record: Minutes, owner: Attendee) -> str:
    return owner.initials if record.labelled else owner.name


def _roll(record: Minutes, people: Mapping[str, Member]) -> list[tuple[str, ...]]:
    start = (record.file, record.meeting.id)
    sent = "absent" if record.layout == "boxes" else "apologies"
    told = "mentioned" if record.layout == "prose" else "listed"
    there = [(people[each.key], "present", "listed") for each in record.roll.present]
    away = [(people[each.key], sent, told) for each in record.roll.apologies]
    rows = [(*start, member.id, member.name, status, "", how) for member, status, how in [*there, *away]]
    for deputy, each in record.roll.deputies.items():
        rows.append((*start, person_id(deputy), deputy, "present", people[each.key].id, "mentioned"))
    return sorted(rows)


def _differences(record: Minutes, people: Mapping[str, Member]) -> list[tuple[str, ...]]:
    registered = {str(row[1]): str(row[3]) for row in attendance_rows(record.meeting, people)}
    said = {row[2]: row[4] for row in _roll(record, people)}
    forgotten = [people[key].id for key in FORGOTTEN.get(record.meeting.number, [])]
    return [
        (record.file, record.meeting.id, person, registered.get(person, ""), said.get(person, ""), kind)
        for person in sorted({*said, *forgotten})
        if registered.get(person, "") != said.get(person, "")
        for kind in [_kind(record.meeting, person, said)]
    ]


def _kind(meeting: Meeting, person: str, said: Mapping[str, str]) -> str:
    if person not in said:
        return "not on the roll"
    if person in {person_id(deputy) for deputy in DEPUTIES.get(meeting.number, {})}:
        return "deputy"
    if said[person] == "present":
        return "missed by the register"
    return "apology" if meeting.source in {"wide", "long"} else "calls record no apologies"
