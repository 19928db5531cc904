"""One invented sample per layout met in the world, L1 to L14, beside what it must give.

After a change that is meant: ``python tests/load/minutes/test_golden.py`` writes the golden files anew; read the
difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sna.facts import Act, Affiliation, Attendance, Entry, Fact, Gathering, Interaction, Person
from sna.load import Options, minutes
from sna.load.source import Source

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".golden")


def told(path: Path) -> str:
    return "\n".join(line for entry in minutes.load(Source(path), Options()) for line in _lines(entry)) + "\n"


def _lines(entry: Entry) -> Iterator[str]:
    reason = f" {entry.reason.code} {entry.reason.value}".rstrip() if entry.reason else ""
    into = f" → {entry.into}" if entry.into else ""
    yield f"{entry.origin.place}: {entry.fate}{reason}{into}"
    yield from (f"    ! {warning.code} {warning.value}" for warning in entry.warnings)
    yield from (f"    {_fact(fact)}" for fact in entry.facts)


def _fact(fact: Fact) -> str:
    match fact:
        case Person():
            shown = [fact.id, fact.name, fact.written, fact.handle, fact.kind]
        case Gathering():
            shown = [fact.id, fact.title, str(fact.on)]
        case Attendance():
            shown = [fact.status, fact.evidence, fact.written, fact.organisation, fact.role, fact.stands_in_for]
        case Affiliation():
            shown = [fact.organisation, fact.role, str(fact.since)]
        case Interaction():
            shown = [fact.kind, fact.source, fact.target, fact.at]
        case Act():
            shown = [fact.kind, fact.person, fact.at]
        case _:
            shown = [repr(fact)]
    return f"{type(fact).__name__.lower()}: {' | '.join(shown)}".rstrip(" |")


def test_every_layout_has_a_sample():
    assert [path.name[:3] for path in FILES] == [f"L{number:02}" for number in range(1, 15)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sample_gives_what_its_golden_file_says(path):
    assert told(path) == path.with_suffix(".golden").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sample_is_known_and_its_records_are_counted(path):
    assert minutes.identify(Source(path))
    assert minutes.count(Source(path), Options()) == len(list(minutes.load(Source(path), Options())))


if __name__ == "__main__":
    for sample in FILES:
        sample.with_suffix(".golden").write_text(told(sample), encoding="utf-8")
