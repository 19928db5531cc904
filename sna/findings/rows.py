"""Rows of the tables about a study as a whole, and of what stands beside the meetings of one community.

What supports a change, events that recruit, and the conveners; media, other communities of practice, and work.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from msgspec import field

from sna.findings.frames import Record


class AgainstRow(Record, frozen=True):
    """A comparison community: its own change, and the change here in relation to it."""

    comparison: str
    verdict: str
    rival_before: float | None = field(name="together_before")
    rival_after: float | None = field(name="together_after")
    rival_ratio: float | None = field(name="together_change")
    rival_low: float | None = field(name="together_change_low")
    rival_high: float | None = field(name="together_change_high")
    against: float | None
    against_low: float | None
    against_high: float | None
    without_largest: float | None = field(name="against_without_largest")
    p: float | None
    note: str

    labels: ClassVar[int] = 2


class BoundsRow(Record, frozen=True):
    """Everybody (`ALL`): the meetings without a register, and between which figures the answer lies."""

    group: str
    unregistered_before: int
    unregistered_after: int
    before_lowest: float | None
    before_highest: float | None
    after_lowest: float | None
    after_highest: float | None
    change_lowest: float | None
    change_highest: float | None


class InterruptionRow(Record, frozen=True):
    """The line of one period (``"before"``, ``"after"``), or how they differ at the turn (``"change"``)."""

    line: str
    months: int | None
    height: float | None
    height_low: float | None
    height_high: float | None
    height_p: float | None
    slope: float | None
    slope_low: float | None
    slope_high: float | None


class RecruitedRow(Record, frozen=True):
    """An event, or the ordinary gatherings near it: who was first seen there, who came again, and how they compare."""

    gathering: str
    first_at: str
    verdict: str
    note: str
    newcomers: int | None
    could: int | None = field(name="could_return")
    returned: int | None
    not_followed: int | None
    share: float | None = field(name="return_share")
    low: float | None = field(name="return_share_low")
    high: float | None = field(name="return_share_high")
    by_then: float | None = field(name="return_by")
    by_low: float | None = field(name="return_by_low")
    by_high: float | None = field(name="return_by_high")
    after: int | None = field(name="ordinary_after")
    seated: int | None = field(name="seated_after")
    difference: float | None = field(name="return_difference")
    difference_low: float | None = field(name="return_difference_low")
    difference_high: float | None = field(name="return_difference_high")
    p: float | None = field(name="return_p")
    p_adjusted: float | None = field(name="return_p_adjusted")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 4


class ReturnCurveRow(Record, frozen=True):
    """A day on which newcomers of an event, or of ordinary gatherings near it, came again."""

    gathering: str
    first_at: str
    days: int = field(name="days_after")
    at_risk: int
    returned: int = field(name="returned_then")
    by_then: float | None = field(name="return_by")
    low: float | None = field(name="return_by_low")
    high: float | None = field(name="return_by_high")

    index: ClassVar[int] = 3
    labels: ClassVar[int] = 2


class WithoutRow(Record, frozen=True):
    """A community, or all: who is linked without its conveners, what others do, and what became of it since."""

    cop: str
    verdict: str
    judged_by: str
    stopped_on: str
    stopped_verdict: str
    note: str
    conveners: int | None = field(name="conveners_there")
    others: int | None
    linked: int | None = field(name="linked_without")
    linked_share: float | None = field(name="largest_share_without")
    lately: int | None = field(name="held_lately")
    lately_without: int | None = field(name="held_lately_without")
    acts: int | None = field(name="acts_lately")
    acts_by_others: int | None
    share: float | None = field(name="others_share")
    low: float | None = field(name="others_share_low")
    high: float | None = field(name="others_share_high")
    before: float | None = field(name="others_before")
    after: float | None = field(name="others_after")
    p: float | None = field(name="stopped_p")

    labels: ClassVar[int] = 6


class ContactRow(Record, frozen=True):
    """A group, or everybody (`ALL`): how much more its people turned to their own than to others, before and after."""

    group: str
    verdict: str
    people: int | None
    before: float | None = field(name="contact_before")
    before_low: float | None = field(name="contact_before_low")
    before_high: float | None = field(name="contact_before_high")
    after: float | None = field(name="contact_after")
    after_low: float | None = field(name="contact_after_low")
    after_high: float | None = field(name="contact_after_high")
    ratio: float | None = field(name="contact_change")
    ratio_low: float | None = field(name="contact_change_low")
    ratio_high: float | None = field(name="contact_change_high")
    p: float | None
    smallest: float | None = field(name="smallest_contact")
    note: str

    labels: ClassVar[int] = 2


class OverlapRow(Record, frozen=True):
    """Everybody (`ALL`): whether who is in touch on a medium was at the same meetings, in the last period."""

    group: str
    verdict: str
    note: str
    period: str
    people: int | None
    pairs: int | None = field(name="pairs_in_touch")
    never: int | None = field(name="pairs_never_together")
    overlap: float | None
    low: float | None = field(name="overlap_low")
    high: float | None = field(name="overlap_high")
    smallest: float | None = field(name="smallest_overlap")
    p: float | None
    groups: int | None = field(name="groups_in_touch")
    groups_only: int | None = field(name="groups_only_in_touch")

    labels: ClassVar[int] = 4


class ExposureRow(Record, frozen=True):
    """Everybody (`ALL`): whether who came to more mixed meetings has more contacts in other groups afterwards."""

    group: str
    verdict: str
    note: str
    people: int | None
    exposure: float | None
    low: float | None = field(name="exposure_low")
    high: float | None = field(name="exposure_high")
    p: float | None

    labels: ClassVar[int] = 3


class ContactChangedRow(Record, frozen=True):
    """A group: its ties to others that are new, stayed and are gone, and how far it reaches."""

    who: str
    group: str
    people: int
    groups_before: int | None
    groups_after: int | None
    gained: int | None
    stable: int | None = field(name="kept")
    lost: int | None
    reach_before: float | None
    reach_after: float | None

    index: ClassVar[int] = 2


class CopRow(Record, frozen=True):
    """A community of practice, or all of them: its people, its own gatherings, who is new and who came again."""

    cop: str
    note: str
    people: int
    organisations: int | None = field(name="cop_organisations")
    sectors: int | None = field(name="cop_sectors")
    gatherings: int | None = field(name="held")
    per_gathering: float | None
    conveners_share: float | None
    newcomers: int | None
    retention: float | None

    labels: ClassVar[int] = 2


class CopOverlapRow(Record, frozen=True):
    """Two communities of practice, or one and a medium: whom they share, against what chance gives."""

    cop: str
    other: str = field(name="cop_other")
    verdict: str
    note: str
    single: bool = field(name="hangs_on_one")
    both: int = field(name="in_both")
    of_cop: int = field(name="in_cop")
    of_other: int = field(name="in_other")
    share: float | None = field(name="jaccard_share")
    expected: float | None = field(name="in_both_expected")
    p: float | None = field(name="overlap_p")
    p_adjusted: float | None = field(name="overlap_p_adjusted")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 5


class CopJoinerRow(Record, frozen=True):
    """Somebody in several communities of practice, or in one and on a medium; which part without them."""

    person: str
    names: str = field(name="cop_names")
    media: str = field(name="on_media")
    joined: int = field(name="cops_joined")
    paths: float | None = field(name="cop_paths")
    pairs_lost: int | None = field(name="cop_pairs_lost")

    labels: ClassVar[int] = 3


class IntroductionRow(Record, frozen=True):
    """A want that an offer meets: what it is about, whose they are, in their words, and who knows both."""

    topic: str
    seeker: str
    helper: str
    want: str
    offer: str
    times: int = field(name="times_met")
    introduced_by: str
    knows_who_wants: int
    knows_who_offers: int

    index: ClassVar[int] = 3


class UnmetRow(Record, frozen=True):
    """Wants of a topic that no offer meets, and why: in words, by how many, of how many organisations."""

    topic: str
    why: str
    want: str
    wanting: int
    wanting_groups: int
    wanting_are: str

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 3


class UnusedRow(Record, frozen=True):
    """An offer that nobody is named for."""

    topic: str
    helper: str
    offer: str
    wanting: int

    index: ClassVar[int] = 2


class NeedsRow(Record, frozen=True):
    """A group, or everybody (`ALL`): wants, those met as their owners say, and how sure the share is."""

    group: str
    wants: int
    helped: int | None = field(name="wants_met")
    after: int | None = field(name="met_after_contact")
    share: float | None = field(name="wants_met_share")
    low: float | None = field(name="wants_met_low")
    high: float | None = field(name="wants_met_high")
    note: str = ""

    labels: ClassVar[int] = 1


class TasksRow(Record, frozen=True):
    """Somebody: the tasks taken on, those done, not yet due, overdue."""

    owner: str
    organisation: str
    tasks: int
    finished: int = field(name="tasks_done")
    waiting: int = field(name="tasks_open")
    overdue: int = field(name="tasks_overdue")
    actions: int = field(name="tasks_in_minutes")

    labels: ClassVar[int] = 2


class WorkingOnRow(Record, frozen=True):
    """A topic, in all (`ALL`) or in a group: how many work on it, of how many groups, who (ids between semicolons)."""

    topic: str
    group: str
    workers: int
    working_groups: int
    workers_are: str
    wants: int
    offers: int
    things: int

    index: ClassVar[int] = 2


class BarriersRow(Record, frozen=True):
    """A topic that people say keeps them away: how many, of how many groups."""

    topic: str
    people: int = field(name="kept_away")
    of_groups: int = field(name="kept_away_groups")


class ModesRow(Record, frozen=True):
    """A kind of meeting, online or in a room: who comes, and how far groups mix there, beside luck."""

    mode: str
    meetings: int = field(name="mode_meetings")
    people: int = field(name="mode_people")
    only: int = field(name="mode_people_only")
    across: float | None = field(name="across_share")
    expected: float | None = field(name="across_expected")
    low: float | None = field(name="across_low")
    high: float | None = field(name="across_high")


class IsolatedWorkRow(Record, frozen=True):
    """A topic and two groups that work on it, and whether their makers had met before the later began."""

    topic: str
    group: str
    other: str
    state: str = field(name="work_state")
    note: str
    begun: dt.date | None = field(name="begun_on")
    begun_other: dt.date | None = field(name="begun_on_other")
    makers: int
    makers_other: int

    index: ClassVar[int] = 3
    labels: ClassVar[int] = 5


class IsolatedSummaryRow(Record, frozen=True):
    """All work (`ALL`), or that of a quarter: pairs of groups on the same topic, in isolation or not."""

    quarter: str
    verdict: str
    note: str
    topics: int | None = field(name="work_topics")
    twice: int | None = field(name="work_twice")
    pairs: int = field(name="work_pairs")
    acquainted: int = field(name="work_met")
    apart: int = field(name="work_not_met")
    unknown: int = field(name="work_unknown")
    expected: float | None = field(name="work_not_met_expected")
    low: float | None = field(name="work_not_met_low")
    high: float | None = field(name="work_not_met_high")
    score: float | None = field(name="work_score")
    p: float | None = field(name="work_p")
    power: float | None = field(name="work_power")

    labels: ClassVar[int] = 3


class SpreadRow(Record, frozen=True):
    """A practice and a group: when it was taken up there, and who of those that had it the group had met."""

    practice: str
    group: str
    status: str = field(name="practice_status")
    sources: str = field(name="from_groups")
    note: str
    earliest: dt.date | None
    latest: dt.date | None
    had: int | None = field(name="had_before")
    touching: int | None = field(name="met_before")
    share: float | None = field(name="contact_share")
    expected: float | None = field(name="contact_expected")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 5


class SpreadSummaryRow(Record, frozen=True):
    """A practice, or all: how many took it up, had met one that had it, and learned it from whom."""

    practice: str
    verdict: str
    note: str
    could: int = field(name="could_take_up")
    takers: int = field(name="took_up")
    began: int = field(name="began_it")
    touching: float | None = field(name="took_up_met")
    expected: float | None = field(name="took_up_met_expected")
    p: float | None = field(name="spread_p_adjusted")
    power: float | None = field(name="spread_power")
    named: int = field(name="learned_named")
    named_touching: int = field(name="learned_met")
    named_expected: float | None = field(name="learned_expected")

    labels: ClassVar[int] = 3
