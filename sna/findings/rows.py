"""Rows of the tables about a study as a whole: what supports a change, events that recruit, and the conveners."""

from __future__ import annotations

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
