"""The worked example's minutes, in four formats and five layouts, against their truth."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sna.facts import Attendance, Interaction
from sna.load import Options, minutes

EXAMPLE = Path(__file__).parents[3] / "data" / "notts-care-homes"
FILES = sorted((EXAMPLE / "minutes").iterdir()) if EXAMPLE.is_dir() else []


def truth(name: str, *columns: str) -> dict[str, set[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    with (EXAMPLE / "truth" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], set()).add(tuple(row[column] for column in columns))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_minutes_of_the_example_equal_their_truth(path):
    name = f"minutes/{path.name}"
    facts = [fact for entry in minutes.load(path, Options(file=name)) for fact in entry.facts]
    rolls = {
        (fact.gathering, fact.person, fact.status.value, fact.stands_in_for, fact.evidence.value)
        for fact in facts
        if isinstance(fact, Attendance) and fact.evidence in {"listed", "mentioned"}
    }
    assert rolls == truth("minutes.csv", "gathering", "person", "status", "stands_in_for", "evidence")[name]
    spoke = {
        (fact.gathering, fact.person) for fact in facts if isinstance(fact, Attendance) and fact.evidence == "spoke"
    }
    assert spoke == truth("minutes_spoke.csv", "gathering", "person").get(name, set())
    given = {(fact.channel, fact.source, fact.target) for fact in facts if isinstance(fact, Interaction)}
    assert given == truth("actions.csv", "gathering", "chair", "owner").get(name, set())
