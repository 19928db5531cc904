"""What the files say, written down from the world itself and never read back from the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from formats.table import table

from world.meetings import Meeting
from world.people import Member, person_id

Row = Sequence[object]
LAST_DAY = dt.date(2024, 12, 31)
UNIDENTIFIED = "unidentified"
PEOPLE = ["person", "name", "organisation", "role", "sector", "locality"]
ATTENDANCE = ["gathering", "person", "name", "status", "stands_in_for"]


def people(members: Mapping[str, Member], deputies: Iterable[str]) -> bytes:
    """Write everybody whom roster and registers name; what nobody recorded of a deputy is empty."""
    known = [(m.id, m.name, *m.workplace(LAST_DAY), m.sector, m.locality) for m in members.values()]
    others = [(person_id(name), name, "", "", "", "") for name in deputies]
    return table(PEOPLE, sorted([*known, *others]))


def gatherings(meetings: Iterable[Meeting]) -> bytes:
    """Write the gatherings: id, title, day, and which register tells of it."""
    rows = [(meeting.id, meeting.title, meeting.on, meeting.source) for meeting in meetings]
    return table(["gathering", "title", "date", "register"], rows)


def attendance(meetings: Iterable[Meeting], members: Mapping[str, Member]) -> bytes:
    """Write who the registers say was there, sent apologies, stayed away, or had only booked.

    A device, a telephone or a role has the person "unidentified" and, as name, what the register shows.
    """
    return table(ATTENDANCE, [row for meeting in meetings for row in attendance_rows(meeting, members)])


def attendance_rows(meeting: Meeting, members: Mapping[str, Member]) -> list[Row]:
    """Give the rows of one gathering, sorted by status and person."""
    said = {
        "present": meeting.named,
        "apologies": meeting.apologies,
        "absent": meeting.absent,
        "registered": meeting.registered,
    }
    rows: list[Row] = [
        (meeting.id, members[key].id, members[key].name, status, "")
        for status, keys in said.items()
        for key in sorted(keys)
    ]
    for deputy, member in meeting.deputies.items():
        rows.append((meeting.id, person_id(deputy), deputy, "present", members[member].id))
    return [*rows, *[(meeting.id, UNIDENTIFIED, shown, "present", "") for shown in meeting.unnamed]]


def drift(meetings: Sequence[Meeting], members: Mapping[str, Member]) -> bytes:
    """Write, for each founding organisation, when its people were last seen and how much hangs on one of them.

    `months_silent` counts the monthly meetings after the last one with anybody there; `share` is the part of the
    organisation's attendances that one person, `mostly`, accounts for.
    """
    monthly = [meeting for meeting in meetings if meeting.number]
    names = dict.fromkeys(member.organisation for member in members.values() if member.habit != "newcomer")
    rows = [_drift(name, monthly, members) for name in names]
    return table(["organisation", "attendances", "last_seen", "months_silent", "mostly", "share", "verdict"], rows)


def _drift(organisation: str, monthly: Sequence[Meeting], members: Mapping[str, Member]) -> Row:
    seen = [
        (name, meeting)
        for meeting in monthly
        for name in meeting.named
        if members[name].workplace(meeting.on)[0] == organisation
    ]
    names = [name for name, _ in seen]
    mostly = max(sorted(set(names)), key=names.count)
    last, share = max(meeting.number for _, meeting in seen), names.count(mostly) / len(names)
    day = next(meeting.on for meeting in monthly if meeting.number == last)
    return organisation, len(names), day, 24 - last, members[mostly].id, f"{share:.3f}", _verdict(24 - last, share)


def _verdict(silent: int, share: float) -> str:
    if silent >= 6:
        return "drifted away"
    return "hangs on one person" if share > 0.8 else ""


def facts(meetings: Sequence[Meeting], members: Mapping[str, Member]) -> bytes:
    """Write the counts the example was built to have, in the order a reader asks for them."""
    founders = [member for member in members.values() if member.habit != "newcomer"]
    there = {meeting.id: len(meeting.named) + len(meeting.unnamed) + len(meeting.deputies) for meeting in meetings}
    monthly = [there[meeting.id] for meeting in meetings if meeting.number]
    conveners = [member.name for member in founders if member.habit == "convener"]
    rows = [
        ("founding members", len(founders)),
        ("organisations of the founding members", len({member.organisation for member in founders})),
        ("localities of the founding members", len({member.locality for member in founders})),
        ("newcomers in month 18", len(members) - len(founders)),
        ("organisations at the end", len({member.workplace(LAST_DAY)[0] for member in members.values()})),
        ("gatherings", len(meetings)),
        ("monthly meetings", len(monthly)),
        ("seats at a monthly meeting", max(meeting.seats for meeting in meetings if meeting.number)),
        ("smallest attendance of a monthly meeting", min(monthly)),
        ("largest attendance of a monthly meeting", max(monthly)),
        ("attendance of the celebration", next(there[meeting.id] for meeting in meetings if not meeting.number)),
        ("conveners, at every gathering", "; ".join(conveners)),
    ]
    return table(["what", "value"], rows)
