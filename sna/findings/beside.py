"""The rows of what stands beside the meetings of one community: media, and other communities of practice."""

from __future__ import annotations

from typing import ClassVar

from msgspec import field

from sna.findings.frames import Record


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
