"""Rolls as British clerks write them: who is present, excused and absent, and what they belong to; see clerks.txt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sna.facts import Attendance
from sna.names.vocabulary import TITLES

WRITTEN = Path(__file__).with_name("clerks.txt").read_text(encoding="utf-8").split("\n=== ")[1:]


def _names(texts):
    """Fold titles, dots and case; who wrote "Cllr. A. Lee" and "A Lee" means one."""
    words = (re.sub(r"[.’]", " ", text).replace("'", " ").casefold().split() for text in texts)
    return sorted(" ".join(word for word in each if word not in TITLES) for each in words)


def _expected(case):
    found = {}
    for line in re.findall(r"^--- (\w+: .*)$", case, re.MULTILINE):
        status, _, names = line.partition(": ")
        found.setdefault(status, []).append(names)
    return found


@pytest.mark.parametrize("case", WRITTEN, ids=[case.partition("\n")[0] for case in WRITTEN])
def test_a_roll_of_a_clerk(read, case):
    title, _, text = case.partition("\n")
    minutes = read(text.partition("\n--- ")[0], title)
    expected = _expected(case)
    for status in ("present", "apologies", "absent"):
        if status != "absent" or status in expected:
            names = ", ".join(expected.get(status, [])).split(", ")
            assert _names(minutes.names(status)) == _names(filter(None, names)), status
    assert {gathering.partition(" ")[0] for gathering in minutes.gatherings()} == {"gathering:2024-03-05"}
    bodies = [(fact.written, fact.organisation) for fact in minutes.of(Attendance)]
    for person, organisation in (text.split(", ", 1) for text in expected.get("organisation", [])):
        assert [body for name, body in bodies if _names([name]) == _names([person])] == [organisation]
    assert not {"W-ROLL", "W-SPEAKERS", "R-NAME"} & {*minutes.warned(), *minutes.codes()}
