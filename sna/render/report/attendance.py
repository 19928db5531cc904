"""The part of a report about attendance: who came to what, who stayed, how full it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from sna.findings.cut_off import naming
from sna.findings.presence import UNKNOWN, apologies, gatherings, identified, presences, sizes, texts
from sna.render.chart.attendance import Attended, Band, Person, attendance_svgs
from sna.render.chart.bars import Bar, bars_svg
from sna.render.chart.look import BLUE
from sna.render.page import drawn
from sna.render.report.hues import Hues
from sna.render.reported import ReportContent
from sna.render.words.numbers import MONTHS, counted, number, percent

MOST_GATHERINGS, MOST_PEOPLE = 52, 300
"""The grid shows the last gatherings, and a row per person, up to these numbers."""


def grid(content: ReportContent, colours: Hues) -> list[Markup]:
    """Draw who came to what: a row per person, or per organisation where they are very many; nothing without names."""
    held = gatherings(content)
    if not len(held) or not content.names:
        return []
    first = max(0, len(held) - MOST_GATHERINGS)
    bands = _people(content, colours, first) if by_person(content) else _organisations(content, colours, first)
    there = sizes(content)
    heads = [_head(held, at) for at in range(first, len(held))]
    breaks = _breaks(content, held, first)
    drawing = Attended(heads, bands, there.known[first:], there.unidentified[first:], breaks)
    said = " ".join(grid_notes(content))
    return [drawn(svg) for svg in attendance_svgs("came", drawing, title="Who came to what", description=said)]


def by_person(content: ReportContent) -> bool:
    """Tell whether the grid has a row per person."""
    return len(identified(content)) <= MOST_PEOPLE


def grid_notes(content: ReportContent) -> list[str]:
    """Say how to read the grid, and what it leaves out; nothing where there is no grid."""
    if not len(gatherings(content)) or not content.names:
        return []
    there, held = sizes(content), gatherings(content)
    if by_person(content):
        notes = ["Each dot is one person at one gathering; a ring is their first."]
        if sum(there.apologies):
            notes.append(f"A dash means apologies ({number(sum(there.apologies))} in all).")
    else:
        notes = ["Each dot is an organisation at a gathering, larger for more people; a ring is its first."]
    if sum(there.unidentified):
        seats = counted(sum(there.unidentified), "attendance")
        notes.append(f"Light parts of the columns: {seats} of devices, rooms and telephones; who it was is not known.")
    if len(held) > MOST_GATHERINGS:
        left = counted(len(held) - MOST_GATHERINGS, "earlier gathering")
        notes.append(f"The last {MOST_GATHERINGS} gatherings are shown; {left} not.")
    return notes


def quarters(content: ReportContent) -> Markup | None:
    """Draw the attendances of each quarter: what may be told of them where nobody is named; None without a date."""
    held, there = gatherings(content), sizes(content)
    totals: dict[str, list[int]] = {}
    for on, known, more in zip(held["on"], there.known, there.unidentified, strict=True):
        if on is not None:
            first = 3 * ((on.month - 1) // 3)
            label = f"{MONTHS[first][:3]} to {MONTHS[first + 2][:3]} {on.year}"
            quarter = totals.setdefault(label, [0, 0])
            quarter[0] += known + more
            quarter[1] += 1
    if not totals:
        return None
    most = max(attendances for attendances, _held in totals.values())
    bars = [
        Bar(label, came, most, f"{counted(came, 'attendance')}, {counted(count, 'gathering')}")
        for label, (came, count) in totals.items()
    ]
    return drawn(bars_svg("quarters", bars, title="Attendances by quarter"))


def stayers(content: ReportContent) -> str:
    """Say who stayed, who joined and who left between the first and the last period; empty for one period."""
    before = content.before
    if before is None:
        return ""
    was, has = (set(presences(content, period)["person"]) for period in (before, content.now))
    parts = [len(people) for people in (was & has, was - has, has - was)]
    if not was or not has or any(0 < part < content.smallest for part in parts):
        return ""  # of two parts of a known whole neither may be told if one may not
    told = [number(part) for part in parts]
    came = counted(len(was), "person", "people")
    return (
        f"Of {came} who came in {before.title}, {told[0]} came again in {content.now.title} and {told[1]} did not; "
        f"{told[2]} came in {content.now.title} who had not come in {before.title}."
    )


def seats_note(content: ReportContent) -> str:
    """Say how full the gatherings were whose number of seats is known; empty if none is."""
    table = content.gatherings
    if "seats" not in table.columns:
        return ""
    offered = dict(zip(texts(table, "id"), pd.to_numeric(table["seats"], errors="coerce"), strict=True))
    there = sizes(content)
    filled = [
        (known + more, offered[gathering])
        for gathering, known, more in zip(gatherings(content)["id"], there.known, there.unidentified, strict=True)
        if offered[gathering] > 0
    ]
    if not filled:
        return ""
    taken, seats = sum(people for people, _seats in filled), sum(int(seats) for _people, seats in filled)
    full = sum(people >= seats for people, seats in filled)
    held = counted(len(filled), "gathering")
    said = f"{number(full)} {'was' if full == 1 else 'were'} full" if full else "none was full"
    return f"At {held} with a known number of seats, {percent(taken, seats)} of the seats were taken; {said}."


def _people(content: ReportContent, colours: Hues, first: int) -> list[Band]:
    there, sorry, names = presences(content), apologies(content), naming(content)
    held = len(gatherings(content))
    came = pd.concat([there[["person", "at"]].assign(value=1), sorry[["person", "at"]].assign(value=-1)])
    rows = {str(person): _row(part, held) for person, part in came.groupby("person")}
    home, bands = texts(content.people, "organisation"), dict[str, list[tuple[int, str, str]]]()
    for person in identified(content):
        times = _times(rows.get(person, []))
        bands.setdefault(home[person] or UNKNOWN, []).append((-times, names[person], person))
    made = {
        label: [
            _line(f"{name} ({-times})", rows.get(person, [0] * held), first) for times, name, person in sorted(members)
        ]
        for label, members in bands.items()
    }
    return _bands(made, content, colours)


def _organisations(content: ReportContent, colours: Hues, first: int) -> list[Band]:
    there, held = presences(content), len(gatherings(content))
    made = {}
    for label, part in there.groupby("organisation"):
        row = part["at"].value_counts().reindex(range(held), fill_value=0).tolist()
        made[str(label)] = [_line(counted(part["person"].nunique(), "person", "people"), row, first)]
    return _bands(made, content, colours)


def _line(label: str, row: list[int], first: int) -> Person:
    return Person(label, row[first:], before=_times(row[:first]) > 0)


def _bands(made: dict[str, list[Person]], content: ReportContent, colours: Hues) -> list[Band]:
    """Put the groups in order: those that came most first, those whose organisation is not known last."""

    def order(label: str) -> tuple[bool, int, str]:
        return label == UNKNOWN, -sum(_times(person.there) for person in made[label]), label

    shade = colours if content.group == "organisation" else None
    return [
        Band(label, shade.colour(label) if shade else BLUE, shade.ink(label) if shade else BLUE, made[label])
        for label in sorted(made, key=order)
    ]


def _row(part: pd.DataFrame, held: int) -> list[int]:
    row = [0] * held
    for at, value in zip(part["at"], part["value"], strict=True):
        row[int(at)] = int(value)
    return row


def _times(there: Sequence[int]) -> int:
    return sum(max(0, value) for value in there)


def _head(held: pd.DataFrame, at: int) -> str:
    """Say when it was, and what it was called unless that is what most are called."""
    on, title = held["on"].iloc[at], str(held["title"].iloc[at])
    when = f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}" if on is not None else "undated"
    name, times = Counter(held["title"]).most_common(1)[0]
    usual = title == name and 2 * times > len(held)
    return when if usual and on is not None else f"{when} {title}".strip()


def _breaks(content: ReportContent, held: pd.DataFrame, first: int) -> list[tuple[int, str]]:
    if content.before is None:
        return []
    found = []
    for period in content.periods:
        inside = gatherings(content, period)["id"]
        places = [at for at, gathering in enumerate(held["id"]) if gathering in set(inside) and at >= first]
        if places:
            found.append((places[0] - first, period.title))
    return found
