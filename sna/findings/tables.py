"""Every table that findings and pages read, declared once: a record for its rows, whose fields are its columns.

>>> frame = pd.DataFrame({"group": "A", "external": [2, 0], "isolate": [False, True]}, index=["ann", "bob"])
>>> [person.person for person in Tables({"outside": frame}).outside if person.isolate]
['bob']
>>> Tables({"outside": frame.drop(columns="isolate")})
Traceback (most recent call last):
sna.errors.DatasetError: The table outside lacks the column isolate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

import pandas as pd
from msgspec import field

from sna.findings.frames import Declared, Deferred, Frames, Record, analysis_of
from sna.findings.leadership import (
    LeadershipChangeRow,
    LeadershipGroupRow,
    LeadershipRow,
    LevelRow,
    UseCurveRow,
    UsedRow,
    UsedSourceRow,
)
from sna.findings.rows import (
    AgainstRow,
    BarriersRow,
    BoundsRow,
    ContactChangedRow,
    ContactRow,
    CopJoinerRow,
    CopOverlapRow,
    CopRow,
    ExposureRow,
    InterruptionRow,
    IntroductionRow,
    IsolatedSummaryRow,
    IsolatedWorkRow,
    ModesRow,
    NeedsRow,
    OverlapRow,
    RecruitedRow,
    ReturnCurveRow,
    SpreadRow,
    SpreadSummaryRow,
    TasksRow,
    UnmetRow,
    UnusedRow,
    WithoutRow,
    WorkingOnRow,
)
from sna.findings.voice import TurnsRow, VoiceChangeRow, VoiceMeetingRow, VoiceModesRow, VoiceRow

BOUNDARIES = ("organisation", "locality", "sector")
"""The groups between which isolation is measured, where they are known, whichever of them the study is about."""
ALL = "all"  # the row of everybody, in the tables of groups


class OutsideRow(Record, frozen=True):
    """Somebody whose group is known: their ties to other groups, and whether they have none at all."""

    person: str
    group: str
    external: int
    isolate: bool


class CentralityRow(Record, frozen=True):
    """Somebody, whether or not their group is known, with the number of people they are tied to."""

    person: str
    degree: int


class EiIndexRow(Record, frozen=True):
    """A group, or everybody (`ALL`): the ties that leave it and stay inside, the E-I index, and what chance gives."""

    group: str
    external: int
    internal: int
    ei: float | None
    ei_expected: float | None
    ei_low: float | None
    ei_high: float | None
    ei_lowest: float | None
    ei_highest: float | None
    p: float | None
    external_returned: int | None = None
    internal_returned: int | None = None


class MixingRow(Record, frozen=True):
    """Two groups: their ties, those chance gives, those there could be."""

    group: str
    other: str
    observed: int
    expected: float | None
    possible: float | None

    index: ClassVar[int] = 2


class GroupReachRow(Record, frozen=True):
    """A group: its people, those tied outside it, the groups they reach, and who alone links it (empty: nobody)."""

    group: str
    people: int
    people_outside: int
    groups_reached: int
    single_link: str


class SpannerRow(Record, frozen=True):
    """Somebody, what stands out about them, and whether surely enough to be named: blank if not looked for."""

    person: str
    group: str
    named: bool | None
    groups_reached: int | None
    between_groups: float | None
    between_groups_expected: float | None
    broker_across: float | None
    broker_across_expected: float | None
    stays: float | None
    named_without_conveners: bool | None = None
    note: str = ""

    labels: ClassVar[int] = 3


class CutOffRow(Record, frozen=True):
    """A group: its ties outside against chance, whether it is cut off and by which rule, when it last met others."""

    group: str
    isolated: bool | None
    rule: str
    people: int
    external: int
    external_expected: float | None
    external_fewer_p: float | None
    fewer_p_adjusted: float | None
    last_outside: dt.date | None
    last_attended: dt.date | None

    labels: ClassVar[int] = 3


class PresenceRow(Record, frozen=True):
    """A period: its gatherings, and who came, came for the first time, again, after a break, or not again."""

    period: str
    gatherings: int = field(name="held")
    came: int
    newcomers: int | None
    returners: int | None
    stayed: int | None
    lapsed: int | None
    left_since: int | None
    retention: float | None

    labels: ClassVar[int] = 2


class AbsenceRow(Record, frozen=True):
    """Somebody, or a group: how often they came and could, what they missed in the end, how often luck does that."""

    name: str
    times_came: int | None
    times_could: int | None
    missed_last: int | None
    gap_p: float | None
    gap_p_adjusted: float | None


class CommunityRow(Record, frozen=True):
    """Somebody, and the two communities they stand between; empty for one."""

    person: str
    between_communities: str


class CommunitySummaryRow(Record, frozen=True):
    """The communities: how many, how clear, how stable, and how like the formal groups."""

    network: str
    communities: int | None
    modularity: float | None
    modularity_expected: float | None
    modularity_p: float | None
    runs: int | None
    stability: float | None
    nmi: float | None
    ari: float | None


class CohesionRow(Record, frozen=True):
    """The network: the share of pairs tied, and what so many gatherings give by arithmetic alone."""

    network: str
    density: float | None
    density_expected: float | None


class LiftSummaryRow(Record, frozen=True):
    """The pairs of people: how many could stand out, would by luck, and do."""

    network: str
    pairs_possible: int | None
    pairs_telling: int | None
    pairs_more: int | None
    pairs_less: int | None
    pairs_by_chance: float | None
    pairs_more_adjusted: int | None
    pairs_less_adjusted: int | None


class SeatDiversityRow(Record, frozen=True):
    """A gathering: the groups there and their mix, and what chance gives."""

    gathering: str
    people: int
    groups_present: int | None
    blau: float | None
    blau_expected: float | None


class ChangeRow(Record, frozen=True):
    """Whose ties (the same people's, all comers'), by which statistic: before and after, and how sure a change is."""

    who: str
    statistic: str
    people: int | None
    leavers: int | None
    gatherings_drawn: int | None
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest_p: float | None
    power: float | None
    note: str

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 2


class CoAttendanceRow(Record, frozen=True):
    """A group, or everybody (`ALL`): how often its people were together for each time expected, before and after."""

    group: str
    verdict: str
    people: int | None
    before: float | None = field(name="together_before")
    before_low: float | None = field(name="together_before_low")
    before_high: float | None = field(name="together_before_high")
    after: float | None = field(name="together_after")
    after_low: float | None = field(name="together_after_low")
    after_high: float | None = field(name="together_after_high")
    ratio: float | None = field(name="together_change")
    ratio_low: float | None = field(name="together_change_low")
    ratio_high: float | None = field(name="together_change_high")
    across_before: float | None
    across_after: float | None
    weight: float | None = field(name="group_weight")
    p: float | None
    p_odds: float | None
    p_times: float | None
    smallest: float | None = field(name="smallest_found")
    came_before: float | None
    came_after: float | None
    came_p: float | None
    without_largest_before: float | None
    without_largest_after: float | None
    note: str

    labels: ClassVar[int] = 2


class TrendRow(Record, frozen=True):
    """A quarter: who came, who was new, back or gone, and the isolation."""

    quarter: str
    gatherings: int | None = field(name="held")
    people: int | None
    newcomers: int | None
    returners: int | None
    lapsed: int | None
    isolation: float | None
    note: str


class TiesChangedRow(Record, frozen=True):
    """Two groups: the pairs of people who met only after, in both periods, only before."""

    who: str
    group: str
    other: str
    gained: int | None
    stable: int | None = field(name="kept")
    lost: int | None

    index: ClassVar[int] = 3


class Tables(Frames):
    """What the analyses gave for one period, by their names as in ``ANALYSES``.

    Those without a suffix are of the study's own group; `of_boundary` gives those of another boundary, with its suffix.
    """

    kinds: ClassVar[dict[str, type[Record]]] = {}
    outside = Declared(OutsideRow)
    centrality = Declared(CentralityRow)
    ei_index = Declared(EiIndexRow)
    mixing = Declared(MixingRow)
    group_reach = Declared(GroupReachRow)
    spanners = Declared(SpannerRow)
    cut_off = Declared(CutOffRow)
    presence = Declared(PresenceRow)
    absences = Declared(AbsenceRow)
    group_absences = Declared(AbsenceRow)
    communities = Declared(CommunityRow)
    community_summary = Declared(CommunitySummaryRow)
    cohesion = Declared(CohesionRow)
    lift_summary = Declared(LiftSummaryRow)
    seat_diversity = Declared(SeatDiversityRow)
    co_attendance = Declared(CoAttendanceRow)
    against = Declared(AgainstRow)
    bounds = Declared(BoundsRow)
    interruption = Declared(InterruptionRow)
    contact = Declared(ContactRow)
    overlap = Declared(OverlapRow)
    exposure = Declared(ExposureRow)
    change = Declared(ChangeRow)
    trend = Declared(TrendRow)
    ties_changed = Declared(TiesChangedRow)
    contact_changed = Declared(ContactChangedRow)
    cops = Declared(CopRow)
    cops_overlap = Declared(CopOverlapRow)
    cops_joiners = Declared(CopJoinerRow)
    recruited = Declared(RecruitedRow)
    return_curve = Declared(ReturnCurveRow)
    without = Declared(WithoutRow)
    introductions = Declared(IntroductionRow)
    unmet = Declared(UnmetRow)
    unused = Declared(UnusedRow)
    needs = Declared(NeedsRow)
    tasks = Declared(TasksRow)
    working_on = Declared(WorkingOnRow)
    barriers = Declared(BarriersRow)
    modes = Declared(ModesRow)
    isolated_work = Declared(IsolatedWorkRow)
    isolated_work_summary = Declared(IsolatedSummaryRow)
    spread = Declared(SpreadRow)
    spread_summary = Declared(SpreadSummaryRow)
    voice = Declared(VoiceRow)
    voice_change = Declared(VoiceChangeRow)
    voice_meeting = Declared(VoiceMeetingRow)
    voice_modes = Declared(VoiceModesRow)
    turns = Declared(TurnsRow)
    leadership = Declared(LeadershipRow)
    leadership_change = Declared(LeadershipChangeRow)
    leadership_groups = Declared(LeadershipGroupRow)
    levels = Declared(LevelRow)
    used = Declared(UsedRow)
    used_by_source = Declared(UsedSourceRow)
    use_curve = Declared(UseCurveRow)

    @classmethod
    def among(cls, frames: Mapping[str, pd.DataFrame]) -> Tables:
        """Take in those tables that are read for findings; the other analyses have none of them."""
        return cls(
            Deferred.of(frames, {name: name for name in frames if analysis_of(name, BOUNDARIES)[0] in cls.kinds})
        )

    def of_boundary(self, by: str) -> Tables:
        """Give the tables of another boundary than the study's own group."""
        names = {name.removesuffix(f"_{by}"): name for name in self if name.endswith(f"_{by}")}
        return Tables(Deferred.of(self, names), self.origin._replace(boundary=f"_{by}") if self.origin else None)

    def _kind(self, name: str) -> type[Record]:
        return super()._kind(analysis_of(name, BOUNDARIES)[0])
