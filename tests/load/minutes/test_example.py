"""The worked example's minutes, in four formats and five layouts, against their truth."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sna.facts import Attendance, Interaction
from sna.load import Options, minutes
from sna.load.source import Source
from sna.names import key, read_name

EXAMPLE = Path(__file__).parents[3] / "data" / "notts-care-homes"
FILES = sorted((EXAMPLE / "minutes").iterdir()) if EXAMPLE.is_dir() else []


def table(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def truth(name: str, *columns: str) -> dict[str, set[tuple[str, ...]]]:
    """What the files say, with the id of each name as it is written there: a loader does not settle who is who."""
    written = {(row["file"], row["person"]): f"name:{key(read_name(row['written']).display)}" for row in WRITINGS}
    found: dict[str, set[tuple[str, ...]]] = {}
    for row in table(name):
        said = tuple(written.get((row["file"], row[column]), row[column]) for column in columns)
        found.setdefault(row["file"], set()).add(said)
    return found


WRITINGS = table("writings.csv") if FILES else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_minutes_of_the_example_equal_their_truth(path):
    name = f"minutes/{path.name}"
    facts = [fact for entry in minutes.load(Source(path), Options(file=name)) for fact in entry.facts]
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
