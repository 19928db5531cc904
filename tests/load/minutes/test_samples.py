"""Real minutes, where they are at hand: nothing raises, the ledger adds up, and few names are missed or made up.

The gate reads every thirtieth file; ``SNA_SAMPLES=1`` reads all, and `.ci/long` does so.
"""

from __future__ import annotations

import csv
import os
import re
import unicodedata
from pathlib import Path

import pytest

from sna.facts import Attendance
from sna.load import Options, minutes
from sna.load.source import Source

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
EVERY = int(os.environ.get("SNA_SAMPLES", "30"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the public sample collections are not beside this repository"),
]


def fold(name: str) -> str:
    text = unicodedata.normalize("NFKD", name)
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    return " ".join(sorted(re.findall(r"\w+", re.sub(r"\([^)]*\)|\[[^\]]*\]|@\S+", " ", text))))


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.md"))[::EVERY]


def found(folder: Path) -> set[tuple[str, str, str]]:
    pairs = set()
    for path in files(folder):
        name = path.relative_to(folder).as_posix()
        source, options = Source(path), Options(file=name)
        entries = list(minutes.load(source, options))
        assert minutes.count(source, options) == len(entries)
        assert minutes.identify(source)
        facts = [fact for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]
        pairs |= {(name, fact.status.value, fold(fact.written)) for fact in facts}
    return {pair for pair in pairs if pair[2]}


def truth(path: Path) -> set[tuple[str, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["file"], row["status"], fold(row["name"])) for row in csv.DictReader(file)]
    return {row for row in rows if row[2] and not is_wrong(row[2])}


def is_wrong(name: str) -> bool:
    """Whether a row of a truth table is no name but a line of notes (a scribe, a suggestion, a piece of HTML)."""
    words = set(name.split())
    return bool(words & {"scribe", "suggestion", "moderator", "blockquote", "ol", "contacts", "stub"}) or len(words) > 7


@pytest.mark.parametrize(
    ("collection", "status", "least"),
    [
        ("aswf-tac", "present", 0.97),
        ("aswf-tac", "absent", 0.94),
        ("aswf-tac", "apologies", 0.94),
        ("openjs-cpc", "present", 0.97),
        ("unicode-mfwg", "present", 0.97),
        ("w3c-tag", "present", 0.94),
    ],
)
def test_names_agree_with_the_truth(collection, status, least, once):
    ours = {pair for pair in once(collection) if pair[1] == status}
    folder = SAMPLES / collection / "minutes"
    names = {path.relative_to(folder).as_posix() for path in files(folder)}
    theirs = {pair for pair in truth(SAMPLES / collection / "truth.csv") if pair[0] in names and pair[1] == status}
    common = len(ours & theirs)
    assert 2 * common / (len(ours) + len(theirs)) >= least


@pytest.fixture(scope="module")
def once():
    read: dict[str, set[tuple[str, str, str]]] = {}
    return lambda collection: read.setdefault(collection, set()) or _fill(read, collection)


def _fill(read, collection):
    read[collection] = found(SAMPLES / collection / "minutes")
    return read[collection]
