"""Invented pages for the funder that say everything such a page can say: no word of the house's own names anybody."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from sna.findings.phrases import MONTHS, capital, nouns
from sna.findings.tables import BOUNDARIES
from sna.privacy import SmallNumbers
from sna.render.audience.content import (
    Bridge,
    Change,
    Communities,
    Count,
    Coverage,
    FunderContent,
    Group,
    Groups,
    Growth,
    Parts,
    Reach,
    Wishes,
    Work,
)
from sna.study.audience.content import STALE
from sna.study.networks import MEDIA

VERDICTS = (
    "less isolated",
    "more isolated",
    "unchanged within a tenth",
    "no evidence of change",
    "these data cannot tell",
)
BRIDGED = "more than chance", "fewer than chance", "not to be told from chance"
WHY = (
    "3 and 12 meetings; at least 5 in each period are needed",
    "fewer than 5 gatherings in a period at which some were and some were not",
    "fewer than 3 gatherings of one kind in both periods: the kind changed with them",
    "fewer than 10 people: counts only",
    "all people are of one group",
    "no group of which two people might have come in both periods",
    "nearly every pair of people who could meet did: nobody can be seen to keep apart",
    "the files run from 1 January 2024 to 1 December 2024",
    "no meeting has a date",
    "no record of who was at which gathering",
    "no two periods of gatherings",
    "it could not be compared",
)
"""Why nobody can tell, as `sna.findings.change.reason` says it."""
KINDS = (*BOUNDARIES, "role")
CROWD = 200
"""So many names have no room on a page."""
FEW = Count("fewer than 8")
"""What an invented page says of a small count."""


def specimens(medium: str = "", rule: SmallNumbers | None = None) -> Iterator[FunderContent]:
    """Give invented pages that say everything such a page can say: their words are the house's own, and nobody's.

    With a `medium` nobody met.
    """
    ten, names = Count("10", 10), ("One", "Two")
    rows = tuple(Coverage(name, 2, 2, 1, 1) for name in "ABCDEFGHIJ")
    year = Growth(period="First half", gatherings=2, people=ten, again="about 1 in 10")
    growth = year, replace(year, period="Second half", gatherings=1)
    content = FunderContent(
        title="Specimen",
        date="1",
        read=f"1 file, all read. 2 files, 1 not read. 1 meeting, 2 meetings, {' to '.join(MONTHS)}. 1 meeting has no "
        "date, so it is in no period. 2 meetings have no date, so they are in no period.",
        periods=("Year 1", "Year 2"),
        medium=medium,
        group=KINDS[0],
        reach=Reach(
            totals=tuple(Coverage(capital(nouns(by).plural), 2, 2, 1, 1) for by in BOUNDARIES),
            parts=tuple(Parts(by, (*rows, Coverage(f"{capital(by)} not known", 1, 0, 0))) for by in KINDS),
            new=names,
            absent=names,
            missing=names * CROWD,
            others=2,
        ),
        changes=tuple(_specimen_changes()),
        growth=growth,
        bridges=tuple(Bridge(title, "", verdict, 0.1, 0.0001) for title in MEDIA.values() for verdict in BRIDGED),
        communities=Communities(2, ten, FEW),
        wishes=(Wishes(ten, "about 1 in 10"),),
        work=(Work(met="about 1 in 10", by=KINDS[0], apart="about 1 in 10", practices=2, at=KINDS[0], places=ten),),
        groups=tuple(map(_specimen_groups, KINDS)),
        hidden=dict.fromkeys(KINDS, 2),
        rule=(rule or SmallNumbers()).of_counts() + STALE,
    )
    yield content
    counts = {name: 2 for by in KINDS for name in (by, nouns(by).plural)}
    shares = "between 1 and 2 in 10", "fewer than 1 in 10 nearly all", "none"
    for people, again in zip((ten, FEW, Count("0", 0)), shares, strict=True):
        rounded = tuple(replace(row, people=people, again=again) for row in (*growth, year))
        alone = replace(content, hidden={KINDS[0]: 1}, reach=Reach(groups=counts))
        yield replace(alone, growth=rounded, periods=("Year 1",))


def _specimen_changes() -> Iterator[Change]:
    for by in KINDS:
        for verdict in VERDICTS:
            for ratio, p in ((3, 0.001), (1.5, 0.9), (1, 0.9), (0.6, 0.9), (0.1, 0.9)):
                change = Change(by=by, verdict=verdict, before=ratio, after=ratio, across=(1.0, 1.0), p=p)
                yield replace(change, against=verdict)
        for why in WHY:
            yield Change(by=by, verdict="", why=why)


def _specimen_groups(by: str) -> Groups:
    groups = (Group("One", Count("10", 10)), Group("Two", FEW), Group("Not stated", FEW))
    return Groups(by=by, groups=groups, ties={(0, 1): 5}, withheld=frozenset({(1, 2)}))
