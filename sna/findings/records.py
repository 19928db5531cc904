"""What a study rests on as typed records: people, gatherings, who came, organisations, and each file's records."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from sna.findings.frames import Declared, Frames, Record
from sna.findings.tables import BOUNDARIES


class PersonRow(Record, frozen=True):
    """Somebody the study knows; `kind` is ``"person"`` or ``"unidentified"``: a device, a room, a telephone.

    `left` says that the list of members has them as left before the last gathering.
    """

    id: str
    name: str = ""
    organisation: str = ""
    role: str = ""
    sector: str = ""
    locality: str = ""
    kind: str = ""
    left: bool = False

    def of(self, by: str) -> str:
        """Give the group somebody is of; `by` is one of the fields."""
        return str(getattr(self, by))

    @property
    def label(self) -> str:
        """The name, or the id where it is blank."""
        return self.name or self.id

    @property
    def identified(self) -> bool:
        """Whether it is somebody: not a device, a room or a telephone."""
        return self.kind != "unidentified"


class GatheringRow(Record, frozen=True):
    """Something people attended; `on` is None where no day is known."""

    id: str
    title: str = ""
    on: dt.date | None = None
    series: str = ""
    mode: str = ""
    seats: int | None = None

    index: ClassVar[int] = 0


class AttendanceRow(Record, frozen=True):
    """Somebody at a gathering, or with apologies; `organisation` is theirs on that day, as far as the record says."""

    person: str
    gathering: str
    status: str
    organisation: str = ""

    index: ClassVar[int] = 0


class OrganisationRow(Record, frozen=True):
    """An organisation, and whether the community wants to reach it."""

    name: str
    sector: str = ""
    locality: str = ""
    reach: bool = False

    index: ClassVar[int] = 0

    def of(self, by: str) -> str:
        """Give its own name (for ``"organisation"``), its locality or its sector."""
        return self.name if by == BOUNDARIES[0] else str(getattr(self, by))


class SourceRow(Record, frozen=True):
    """A file that was read, and what became of its records."""

    file: str
    loader: str
    records: int
    used: int
    merged: int
    rejected: int
    excluded: int

    index: ClassVar[int] = 0


class ProblemRow(Record, frozen=True, rename="_{}".format):
    """A record that could not be read: where it stands, why, the value, and what to do."""

    file: str
    place: str
    code: str
    reason: str
    value: str
    fix: str

    index: ClassVar[int] = 0


class Records(Frames):
    """What the study rests on: people, gatherings, who came, organisations, and what became of each file's records."""

    kinds: ClassVar[dict[str, type[Record]]] = {}
    people = Declared(PersonRow)
    gatherings = Declared(GatheringRow)
    attendance = Declared(AttendanceRow)
    organisations = Declared(OrganisationRow)
    ledger = Declared(SourceRow)
    problems = Declared(ProblemRow)
