"""Matching on real minutes whose handles, which it does not see, say who is who; they are no part of the project.

``python tests/identity/matching/test_samples.py`` prints the figures.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from sna.identity.matching import Matching, Writing, compare

TRUTH = Path(__file__).parents[4] / "shared" / "samples" / "openjs-cpc" / "truth.csv"
HANDLE = re.compile(r"\(?@([\w-]+)\)?")


def seen() -> tuple[list[Writing], dict[str, set[str]]]:
    """Writings, one per spelling, and the handles each was seen with."""
    handles: dict[str, set[str]] = defaultdict(set)
    lists: dict[str, set[str]] = defaultdict(set)
    with TRUTH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if found := HANDLE.findall(row["raw"]):
                name = HANDLE.sub("", row["name"]).strip()
                handles[name].add(found[0].casefold())
                lists[name].add(f"{row['file']}#{row['session']}#{row['status']}")
    writings = [Writing(name, name, lists=frozenset(lists[name]), count=len(lists[name])) for name in sorted(handles)]
    return writings, handles


def figures(matching: Matching, handles: dict[str, set[str]]) -> dict[str, float]:
    """Precision and recall over pairs of spellings that share a handle."""
    same = {pair for pair in combinations(sorted(handles), 2) if handles[pair[0]] & handles[pair[1]]}
    made = {pair for pair in combinations(sorted(handles), 2) if len({matching.clusters[one] for one in pair}) == 1}
    asked = {frozenset((matching.clusters[one.first], matching.clusters[one.second])) for one in matching.doubtful}
    suggested = {pair for pair in same if frozenset(matching.clusters[one] for one in pair) in asked}
    return {
        "spellings": len(handles),
        "pairs": len(same),
        "made": len(made),
        "asked": len(asked),
        "precision": len(made & same) / max(1, len(made)),
        "recall made": len(made & same) / max(1, len(same)),
        "recall made or suggested": len((made & same) | suggested) / max(1, len(same)),
    }


@pytest.mark.skipif(not TRUTH.exists(), reason="the real samples are not beside the repository")
def test_spellings_of_one_handle_are_found_in_real_minutes():
    writings, handles = seen()
    found = figures(compare(writings), handles)
    assert found["precision"] >= 0.95
    assert found["recall made"] >= 0.45
    assert found["recall made or suggested"] >= 0.7


if __name__ == "__main__":
    spelt, known = seen()
    print(figures(compare(spelt), known))  # noqa: T201
