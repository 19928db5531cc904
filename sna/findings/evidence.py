"""What the findings are made of: the tables of each period and medium, and the records of people, gatherings and files.

Nothing else in `findings`, `render` or the readers' pages names a table or a column in a string: tables are read as
records, ``period.tables.outside`` (see `sna.findings.tables`) and ``evidence.rows.people``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import ClassVar, TypeVar, cast

import pandas as pd
from msgspec import Struct
from msgspec.structs import force_setattr

from sna.findings.frames import NO_TABLE, Declared, Frames, Origin, Record
from sna.findings.sources import Source, cell
from sna.findings.tables import ALL, BOUNDARIES, Tables

Conclusion = TypeVar("Conclusion")


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
    kind: str = ""

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


class SubjectRow(Record, frozen=True):
    """What somebody wants, offers, took on, works on or has."""

    kind: str
    text: str
    owner: str = ""
    topic: str = ""

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
    subjects = Declared(SubjectRow)


SIZES = ("since", "until", "gatherings", "attendances", "acts", "people", "ties", "pairs_not_drawn")
"""What a period rests on, in the table of the periods."""
ACTIONS = "actions"
"""The medium of what minutes give people to do."""


class PeriodTables(Struct, frozen=True, kw_only=True):
    """One period: how much was seen in it, and what the analyses found.

    Attributes
    ----------
    title
        What people call it, such as ``"Year 1"``; empty where the study is one period.
    since, until
        Its first and last day; None where no gathering has a date.
    gatherings, attendances
        Gatherings held, and times somebody was present at one.
    acts
        Times somebody turned to somebody else on a medium such as Slack; 0 where people met.
    people
        People the period's network holds, also those who met nobody.
    ties, pairs_not_drawn
        Pairs of people tied; pairs left out because their gathering was too large to make ties.
    tables
        What the analyses gave; a table that was not made is empty, and is left out of the report.
    folder
        Where the files of its tables are: empty for the meetings, ``"slack/"``.
    """

    title: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    gatherings: int = 0
    attendances: int = 0
    acts: int = 0
    people: int = 0
    ties: int = 0
    pairs_not_drawn: int = 0
    tables: Tables = Tables()
    folder: str = ""

    def __post_init__(self) -> None:
        """Take the tables in, also where they are handed over as frames; every figure knows its place."""
        if type(self.tables) is not Tables or self.tables.origin is None:
            force_setattr(self, "tables", Tables(self.tables, Origin(self.folder, self.title)))
        for name in SIZES:
            force_setattr(self, name, cell(getattr(self, name), self.source(name)))

    def source(self, column: str, table: str = "periods", row: str = ALL) -> Source:
        """Give the place of what is counted over a table of the period."""
        return Source(f"{self.folder}{table}", row, column, self.title)


class Medium(Struct, frozen=True, kw_only=True):
    """Where people turned to each other between the meetings: a network of its own, never summed with another.

    Attributes
    ----------
    name, title
        As in file names, and for readers: ``"x"``, ``"Twitter/X"``.
    map_file
        The page beside the report that holds its map; empty for none.
    people
        Who has an account or was turned to; columns as in `Evidence.people`.
    periods
        As many as the report has, in the same order.
    whole
        The whole time.
    """

    name: str
    title: str
    map_file: str = ""
    people: pd.DataFrame = NO_TABLE
    periods: tuple[PeriodTables, ...] = ()
    whole: PeriodTables = PeriodTables()


class Evidence(Struct, frozen=True, kw_only=True, dict=True):
    """All that findings are made of.

    Attributes
    ----------
    names
        Whether people may appear, by name or code. If False no finding is about a single person.
    smallest
        A count of people from 1 to one less than this is written as "fewer than"; 0 writes every count.
    group
        The column of `people` that names a person's group, such as ``"organisation"``.
    people
        Index: id. ``name``, ``organisation``, ``sector``, ``locality``, ``kind`` (``"person"``, ``"unidentified"``),
        ``left``.
    gatherings, attendance, organisations
        As in the dataset: ``id``, ``title``, ``on``, ``mode``, ``seats``; ``person``, ``gathering``, ``status``;
        ``name``, ``sector``, ``locality``, ``reach`` (whether the community wants to reach it).
    periods
        One, or two and more in order of time; the last is "now", the first is "before".
    whole
        The whole time: its tables compare the periods (``change``, ``trend``, ``ties_changed``, ``presence``).
    medium
        What it is about where nobody met, such as ``"Slack"``: then `periods` hold who turned to whom there.
    media
        The media beside it.
    """

    names: bool = True
    smallest: int = 0
    group: str = "organisation"
    people: pd.DataFrame = NO_TABLE
    gatherings: pd.DataFrame = NO_TABLE
    attendance: pd.DataFrame = NO_TABLE
    organisations: pd.DataFrame = NO_TABLE
    periods: tuple[PeriodTables, ...] = ()
    whole: PeriodTables = PeriodTables()
    medium: str = ""
    media: tuple[Medium, ...] = ()

    @property
    def tying_media(self) -> tuple[Medium, ...]:
        """The media in which people turn to each other.

        An action is a person's task, not a tie: who chairs gives them all, and would hold every group together.
        """
        return tuple(medium for medium in self.media if medium.name != ACTIONS)

    @property
    def now(self) -> PeriodTables:
        """The last period; an empty one if there is none."""
        return self.periods[-1] if self.periods else PeriodTables()

    @property
    def before(self) -> PeriodTables | None:
        """The first period, if there are at least two."""
        return self.periods[0] if len(self.periods) > 1 else None

    @cached_property
    def _conclusions(self) -> dict[Callable[[Evidence], object], object]:
        return {}

    def once(self, conclude: Callable[[Evidence], Conclusion]) -> Conclusion:
        """Give what is concluded of it, which is thought through once."""
        if conclude not in self._conclusions:
            self._conclusions[conclude] = conclude(self)
        return cast("Conclusion", self._conclusions[conclude])

    @cached_property
    def rows(self) -> Records:
        """The people, gatherings and so on as records: ``rows.people``, ``rows.gatherings``, ``rows.attendance``."""
        return Records({name: getattr(self, name) for name in Records.kinds if name in self.__struct_fields__})

    @cached_property
    def labels(self) -> dict[str, str]:
        """What stands for each person: the name, or the id where it is blank; nothing if nobody may be named."""
        return {person.id: person.label for person in self.rows.people} if self.names else {}

    @cached_property
    def leavers(self) -> frozenset[str]:
        """Who has left, by the list of members: they are in no advice, and nobody misses them."""
        return frozenset(person.id for person in self.rows.people if person.left)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What stands for each person: of namesakes with the role, or the organisation where that is no help."""
        names = Counter(person.label for person in self.rows.people)
        roles = Counter((person.label, person.role) for person in self.rows.people)
        titles = {}
        for person in self.rows.people:
            sole = person.role and roles[person.label, person.role] == 1
            mark = person.role if sole else person.organisation
            titles[person.id] = f"{person.label} ({mark})" if mark and names[person.label] > 1 else person.label
        return titles

    @cached_property
    def homes(self) -> dict[str, str]:
        """The organisation of each person as it stands now."""
        return {person.id: person.organisation for person in self.rows.people}

    def tables_by(self, by: str, period: PeriodTables) -> Tables:
        """Give the tables of a period for one boundary: the study's own group, or another."""
        return period.tables if by == self.group else period.tables.of_boundary(by)
