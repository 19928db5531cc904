"""Minutes written for one test, read as a study would read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sna.facts import Attendance, Entry, Gathering, Interaction
from sna.load import Options, minutes
from sna.load.source import Source


class Read(NamedTuple):
    entries: list[Entry]

    def of(self, kind: type) -> list:
        return [fact for entry in self.entries for fact in entry.facts if isinstance(fact, kind)]

    def names(self, status: str = "present", *evidence: str) -> list[str]:
        """The names written, by status and (listed or mentioned, if none is given) evidence."""
        wanted = evidence or ("listed", "mentioned")
        return [one.written for one in self.of(Attendance) if one.status == status and one.evidence in wanted]

    def gatherings(self) -> list[str]:
        return sorted({one.id for one in self.of(Gathering)})

    def actions(self) -> list[tuple[str, str]]:
        return [(one.source, one.target) for one in self.of(Interaction)]

    def codes(self, fate: str = "rejected") -> list[str]:
        return [entry.reason.code for entry in self.entries if entry.fate == fate and entry.reason]

    def warned(self) -> list[str]:
        return [warning.code for entry in self.entries for warning in entry.warnings]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Read]:
    """Write minutes, read them, and check that as many records were counted."""

    def reading(text: str | bytes, name: str = "2024-03-05.md", **options: object) -> Read:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        said = Options(**{"file": name, **options})
        source = Source(path)
        found = list(minutes.load(source, said))
        assert minutes.count(source, said) == len(found)
        return Read(found)

    return reading
