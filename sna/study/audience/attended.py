"""Who came to what, for the convener: everybody in alphabetical order, so that nobody is ranked."""

from __future__ import annotations

import pandas as pd

from sna.findings.presence import UNKNOWN, apologies, gatherings, identified, presences, sizes, texts
from sna.render.chart.attendance import Attended, Band, Person
from sna.render.chart.look import BLUE
from sna.render.reported import ReportContent
from sna.render.words.numbers import MONTHS, counted

MOST_GATHERINGS, MOST_PEOPLE = 52, 300
"""The grid shows the last gatherings, and a row per person, up to these numbers."""


def attended(content: ReportContent) -> Attended | None:
    """Give the grid; None where there was no gathering, or where there are too many people for a row each."""
    held, there = gatherings(content), presences(content)
    if not len(held) or not len(there) or there["person"].nunique() > MOST_PEOPLE:
        return None
    first = max(0, len(held) - MOST_GATHERINGS)
    counts = sizes(content)
    heads = [_head(held, at) for at in range(first, len(held))]
    return Attended(heads, _bands(content, there, first), counts.known[first:], counts.unidentified[first:])


def grid_note(content: ReportContent, grid: Attended | None) -> str:
    """Say how the grid is read and what it leaves out."""
    held = len(gatherings(content))
    if grid is None:
        return f"More than {MOST_PEOPLE} people came: too many for a row each." if held else ""
    said = ["Each dot is one person at one gathering; a ring is their first; a dash means apologies."]
    if sum(grid.unidentified):
        said.append("Light parts of the columns: devices, rooms and telephones; who it was is not known.")
    if held > len(grid.gatherings):
        left = counted(held - len(grid.gatherings), "earlier gathering")
        said.append(f"The last {len(grid.gatherings)} are shown, {left} not.")
    return " ".join(said)


def _bands(content: ReportContent, there: pd.DataFrame, first: int) -> list[Band]:
    held = len(gatherings(content))
    sorry = apologies(content)
    marks = pd.concat([there[["person", "at"]].assign(value=1), sorry[["person", "at"]].assign(value=-1)])
    home, names = texts(content.people, "organisation"), texts(content.people, "name")
    known, rows = identified(content), dict[str, list[tuple[str, Person]]]()
    for person, part in marks.groupby("person"):
        if person in known:
            row = [0] * held
            for at, value in zip(part["at"], part["value"], strict=True):
                row[int(at)] = int(value)
            line = Person(names[person] or str(person), row[first:], before=any(mark > 0 for mark in row[:first]))
            rows.setdefault(home[person] or UNKNOWN, []).append((line.label.casefold(), line))
    order = sorted(rows, key=lambda label: (label == UNKNOWN, label.casefold()))
    return [
        Band(label, BLUE, BLUE, [line for _key, line in sorted(rows[label], key=lambda one: one[0])]) for label in order
    ]


def _head(held: pd.DataFrame, at: int) -> str:
    on = held["on"].iloc[at]
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}" if on is not None else f"undated {held['title'].iloc[at]}"
