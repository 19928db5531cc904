"""Advice is remembered: who was asked, who came and whom they met, and how good the forecast was.

What is written stands in ``.sna`` under codes that only the study's key can make; a code of somebody who is no longer
in the files, because they asked to be left out, is taken out of it by the next plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, described
from sna.errors import StudyError, shown
from sna.facts import Status
from sna.findings.phrases import counted, day
from sna.study.memory import Memory, private
from sna.study.planning import Seating, gatherings_held, pool_of
from sna.weave import affiliation

FILE = "advice.json"
NEAR = dt.timedelta(7)
"""A meeting so near to the day of a plan is the one that was planned: days may have been taken to be so far apart."""
MOST = 60
"""So many plans are remembered."""


class Advice(Struct, frozen=True):
    """What was advised for one meeting.

    Its day and that of the last meeting before it in the files, the new pairs it would bring, and code → chance of
    coming.
    """

    day: dt.date
    after: dt.date
    pairs: int
    people: Mapping[str, float]


def advice(memory: Memory) -> list[Advice]:
    """Give what was advised, the earliest first.

    Raises
    ------
    StudyError
        If what is remembered is damaged.
    """
    path = memory.folder and memory.folder / FILE
    if not path or not path.exists():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Advice])
    except msgspec.DecodeError as error:
        raise StudyError(f"{shown(path)}: what is remembered of earlier plans is damaged. Delete it.") from error


def save(memory: Memory, rows: Collection[Advice]) -> None:
    """Write down what was advised, for its owner alone."""
    if memory.folder is not None:
        ordered = sorted(rows, key=lambda row: row.day)[-MOST:]
        private(memory.folder / FILE, msgspec.json.encode(ordered, order="deterministic"))


def remember(memory: Memory, seating: Seating, dataset: Dataset) -> None:
    """Remember the seats of the next meeting in place of what was advised for that day; forget who is gone."""
    seats = np.flatnonzero(seating.plan.seats[0]).tolist()
    codes = {memory.code(str(seating.people.index[place])): round(seating.chances[place], 4) for place in seats}
    here = {memory.code(str(person)) for person in dataset.people["id"]}
    earlier = [row for row in advice(memory) if row.day != seating.days[0]]
    after = max(gatherings_held(dataset).days().dropna())
    row = Advice(seating.days[0], after, seating.plan.gains[0], codes)
    save(memory, [*(without(old, {*old.people} - here) for old in earlier), row])


def without(row: Advice, codes: Collection[str]) -> Advice:
    """Take people out of what was advised."""
    return replace(row, people={code: chance for code, chance in row.people.items() if code not in codes})


def outcomes(memory: Memory, dataset: Dataset, by: str) -> Iterator[str]:
    """Say of each plan whose day has passed who came, whom they met, and how good the forecast was.

    That a plan was not followed, or that no meeting of its day is in the files, is said and is no fault.
    """
    dates = sorted(set(gatherings_held(dataset).days().dropna()))
    for row in advice(memory):
        if not dates or max(row.day - NEAR, row.after) >= dates[-1]:
            continue
        near = [date for date in dates if abs(date - row.day) <= NEAR and date > row.after]
        if not near:
            yield f"Of the plan for {day(row.day)}: no meeting of that time is in the files."
            continue
        yield _outcome(memory, dataset, by, row, min(near, key=lambda date: abs(date - row.day)))


def _outcome(memory: Memory, dataset: Dataset, by: str, row: Advice, on: dt.date) -> str:
    """Say what became of one plan."""
    held = dataset.gatherings.loc[dataset.gatherings["on"] == on, "id"]
    rows = dataset.attendance[dataset.attendance["gathering"].isin(set(held))]
    people = {str(person) for person in rows.loc[rows["status"] == Status.PRESENT, "person"]}
    codes = {memory.code(person) for person in people}
    present = [code in codes for code in row.people]
    invited = (
        f"{counted(len(row.people), 'person', 'people')} asked" if row.people else "nobody who is still here asked"
    )
    text = (
        f"Of the plan for {day(on)}: {invited}, {sum(present)} of them came, and {len(codes - {*row.people})} others. "
        f"{counted(_new_pairs(dataset, by, people, on), 'pair')} met for the first time; the plan would have brought "
        f"{row.pairs}."
    )
    return text + _score(list(row.people.values()), present)


def _score(chances: list[float], present: list[bool]) -> str:
    """Score the forecast of who comes.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78(1), 1-3.
    https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """
    if not present:
        return ""
    forecast, fate = np.array(chances), np.array(present, float)
    score, plain = float(((forecast - fate) ** 2).mean()), float(((0.5 - fate) ** 2).mean())
    return f" Forecast of who comes: Brier score {score:.2f} (0 is perfect; a coin scores {plain:.2f})."


def _new_pairs(dataset: Dataset, by: str, people: Collection[str], on: dt.date) -> int:
    """Count the pairs of different groups at a meeting who had never met before it."""
    earlier = affiliation(dataset.between(None, on - dt.timedelta(1)), people=sorted(people))
    table = described(dataset, on).set_index("id")
    table = table[table.index.isin(set(earlier.people.index))].sort_index()
    if not len(earlier.gatherings) or not len(table):
        return 0
    pool = pool_of(earlier, table, by, [])
    return pool.pairs(np.ones(len(table), bool))
