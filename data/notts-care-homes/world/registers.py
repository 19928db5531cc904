"""The two registers kept by hand: a wide spreadsheet for the first half-year, a long CSV for the last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from formats.table import excel_csv
from formats.workbook import Cell, Sheet, letters, workbook

from world.meetings import FORUM, Meeting
from world.people import Member

WIDE, LONG = "registers/register-2023-january-to-june.xlsx", "registers/register-2024-june-to-december.csv"
TITLES = {
    "Yusuf Hartigan": "Dr",
    "Duncan MacIlwraith": "Dr",
    "Ignatius Mwale-Thorne": "Dr",
    "Torquil Abernethie-Wade": "Prof",
}
AS_TEXT = 5
"""The month whose day is typed as text in the wide register; the other headers are true dates."""


def wide(meetings: Sequence[Meeting], people: Mapping[str, Member]) -> bytes:
    """Write the half-year's workbook: title rows, a row per founding member, a totals row, a legend, a hidden sheet."""
    founders = [member for member in people.values() if member.habit != "newcomer"]
    days: list[Cell] = [f"{meeting.on:%d/%m/%Y}" if meeting.number == AS_TEXT else meeting.on for meeting in meetings]
    rows = [_wide_row(member, founders[at - 1] if at else None, meetings) for at, member in enumerate(founders)]
    title: list[list[Cell]] = [[FORUM], ["Attendance register, January to June 2023 - 20 seats"], []]
    header: list[Cell] = ["Organisation", "Name", "Role", *days, "Total"]
    foot = [_totals(meetings), [], ["Y = there; Apols = sent apologies; DNA = booked but did not attend"]]
    merged = ["A1:J1", "A2:J2", *_merged(founders, first=len(title) + 2)]
    register = Sheet("Register", [*title, header, *rows, *foot], merged, bold=[1, len(title) + 1])
    return workbook([register, _hidden()])


def _wide_row(member: Member, before: Member | None, meetings: Sequence[Meeting]) -> list[Cell]:
    first = before is None or before.organisation != member.organisation
    marks = [_mark(member.key, meeting) for meeting in meetings]
    attended = sum(mark == "Y" for mark in marks)
    on = meetings[-1].on
    shown = member.employer("wide", on)[0] if first else None
    return [shown, titled(member, "wide", on)[0], member.role, *marks, attended]


def _mark(name: str, meeting: Meeting) -> str | None:
    if name in meeting.named:
        return "Y"
    deputy = [deputy for deputy, member in meeting.deputies.items() if member == name]
    if deputy:
        return f"{deputy[0]} (deputy)"
    return "Apols" if name in meeting.apologies else "DNA" if name in meeting.absent else None


def _totals(meetings: Sequence[Meeting]) -> list[Cell]:
    return ["Total", None, None, *[len(meeting.named) + len(meeting.deputies) for meeting in meetings]]


def _merged(founders: Sequence[Member], first: int) -> list[str]:
    """Merge each organisation's name over the rows of its members."""
    names = [member.organisation for member in founders]
    spans = [(names.index(name), names.index(name) + names.count(name) - 1) for name in dict.fromkeys(names)]
    return [f"{letters(0)}{first + top}:{letters(0)}{first + bottom}" for top, bottom in spans if bottom > top]


def _hidden() -> Sheet:
    rows: list[list[Cell]] = [["Name", "Organisation", "Invited"], ["Nobody Yet", "Copperfold Care Ltd", "Y"]]
    return Sheet("Old invitations", rows, hidden=True)


def long(meetings: Sequence[Meeting], people: Mapping[str, Member]) -> bytes:
    """Write the half-year's CSV and the celebration: a row per person and gathering."""
    rows = [row for meeting in meetings for row in _long_rows(meeting, people)]
    return excel_csv([["Date", "Meeting", "Name", "Organisation", "Role", "Status"], *rows])


def _long_rows(meeting: Meeting, people: Mapping[str, Member]) -> list[list[object]]:
    said = {
        "Present": meeting.named,
        "Apologies": meeting.apologies,
        "Did not attend": meeting.absent,
        "Registered": meeting.registered,
    }
    who = [(people[name], status) for status, names in said.items() for name in names]
    who.sort(key=lambda item: item[0].key.split()[-1])
    start = [f"{meeting.on:%d/%m/%Y}", meeting.title]
    unnamed: list[list[object]] = [[*start, shown, "", "", "Present"] for shown in meeting.unnamed]
    return [[*start, *_person(member, meeting), status] for member, status in who] + unnamed


def _person(member: Member, meeting: Meeting) -> list[str]:
    name = titled(member, "long", meeting.on, meeting.number)[0]
    return [name, member.employer("long", meeting.on)[0], member.workplace(meeting.on)[1]]


def titled(member: Member, source: str, on: dt.date, month: int = 0) -> tuple[str, str]:
    """Give the name as a register writes it, with the title some use before it, and the kind of variant."""
    name, kind = member.known.written(source, on, month)
    return (f"{TITLES[member.key]} {name}", kind or "title") if member.key in TITLES else (name, kind)
