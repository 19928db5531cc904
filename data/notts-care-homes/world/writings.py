"""How each source writes each member and each organisation: the truth a matching of names is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from formats.slack import Person
from formats.table import table

from world.calls import DIRECTORY, teams_name, zoom_name
from world.meetings import Meeting
from world.minutes import Minutes
from world.people import Member
from world.registers import LONG, WIDE, titled
from world.workspace import EXPORT, LAST

People = Mapping[str, Member]
Written = tuple[str, str, str, str]
"""Key of the member or name of the organisation, file, writing, kind of variant."""

CALLS: dict[str, Callable[[Member, Meeting], tuple[str, str]]] = {"teams": teams_name, "zoom": zoom_name}


def call_file(meeting: Meeting) -> str:
    """Give the file in which a call is recorded."""
    kind = "teams-attendance" if meeting.source == "teams" else "zoom-participants"
    return f"registers/{kind}-{meeting.on}.csv"


def people(
    meetings: Sequence[Meeting], records: Sequence[Minutes], accounts: Sequence[Person], members: People
) -> bytes:
    """Write whom each file names how: person, present name, file, writing, kind.

    The kind is blank where the file writes the present name as the list does. Who shares a name with somebody is a
    *namesake* in all files.
    """
    every = [*_registers(meetings, members), *_minutes(records, members), *_slack(accounts, members)]
    rows = {
        (who.id, who.name, file, written, "namesake" if who.namesake else kind)
        for key, file, written, kind in every
        for who in [members[key]]
    }
    return table(["person", "name", "file", "written", "kind"], sorted(rows))


def organisations(meetings: Sequence[Meeting], records: Sequence[Minutes], members: People) -> bytes:
    """Write which file writes an organisation another way than the list: present name, file, writing, kind."""
    rows = {row for row in _employers(meetings, records, members) if row[3]}
    return table(["organisation", "file", "written", "kind"], sorted(rows))


def _registers(meetings: Sequence[Meeting], members: People) -> Iterator[Written]:
    last = max(meeting.on for meeting in meetings if meeting.source == "wide")
    for key, member in members.items():
        if member.habit != "newcomer":
            yield key, WIDE, *titled(member, "wide", last)
    for meeting in meetings:
        if meeting.source in CALLS:
            written = CALLS[meeting.source]
            yield from ((key, call_file(meeting), *written(members[key], meeting)) for key in meeting.named)
        elif meeting.source == "long":
            on, month = meeting.on, meeting.number
            yield from ((key, LONG, *titled(members[key], "long", on, month)) for key in _all(meeting))


def _all(meeting: Meeting) -> list[str]:
    return [*meeting.named, *meeting.apologies, *meeting.absent, *meeting.registered]


def _minutes(records: Iterable[Minutes], members: People) -> Iterator[Written]:
    for record in records:
        on, month = record.meeting.on, record.meeting.number
        for each in [*record.roll.present, *record.roll.apologies, *record.roll.deputies.values()]:
            yield each.key, record.file, *members[each.key].known.written("minutes", on, month)


def _slack(accounts: Iterable[Person], members: People) -> Iterator[Written]:
    for account in accounts:
        if account.name in members:
            yield account.name, EXPORT, *members[account.name].known.written("slack", LAST.date())


def _employers(meetings: Sequence[Meeting], records: Iterable[Minutes], members: People) -> Iterator[Written]:
    files = {"wide": WIDE, "long": LONG}
    for meeting in meetings:
        for member in (members[key] for key in _all(meeting)):
            name, (written, kind) = member.workplace(meeting.on)[0], member.employer(meeting.source, meeting.on)
            if meeting.source in files:
                yield name, files[meeting.source], written, kind
            elif meeting.source == "teams" and name in DIRECTORY:
                yield name, call_file(meeting), written.upper(), kind or "capitals"
    for record in records:
        for each in [*record.roll.present, *record.roll.apologies]:
            on = record.meeting.on
            yield members[each.key].workplace(on)[0], record.file, *members[each.key].employer("minutes", on)
