"""Where a period stands: the few counts and shares that sentences are made of, and how sure each of them is.

Where there is too little to judge, that is said in one plain sentence instead.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import capital, counted, nouns, number, percent, percent_against, probability
from sna.findings.record import Figure, Finding, figures
from sna.findings.sources import cell, constant, like
from sna.findings.tables import ALL, Tables

CERTAIN = 0.05
"""A p-value above this is no candidate for a claim."""
HEADLINE_LEVEL, OTHERS_LEVEL, PASSED_ON = 0.05, 0.02, 0.03
"""The budget of error of a page: the change of the study's own groups is judged at the first, which errs in 3 of 100
studies because both scales must say so; all its other claims together, adjusted for their number, at the second. A
headline that holds passes its 3 on."""
BOUNDARY_LEVEL = OTHERS_LEVEL / 2 / 6
"""Half of that is for the ties across up to three boundaries in two periods, as many for each; half for the rest."""
PRINTED = 0.001
"""The smallest p-value a page tells apart: what is below it is equally clear."""
FEWEST_PEOPLE = 10
"""With fewer people there are counts and no verdict."""
FEWEST_GATHERINGS, FEWEST_GATHERINGS_COMPARED = 3, 5
"""With fewer gatherings in the only period, or in one of two that are compared, there are counts and no verdict."""


class Counts(Struct, frozen=True):
    """The counts of a period.

    Attributes
    ----------
    people, reaching, untied
        People whose group is known; those tied to another group; those tied to nobody.
    groups, linked, possible
        Groups; pairs of groups with at least one tie; pairs of groups there are.
    """

    people: int = 0
    reaching: int = 0
    untied: int = 0
    groups: int = 0
    linked: int = 0
    possible: int = 0


def counts(period: PeriodTables) -> Counts:
    """Count what the tables of a period hold; of a table that was not made there is nobody.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"group": "A", "external": [2, 0, 0], "isolate": [False, False, True]})
    >>> period = counts(PeriodTables(tables=Tables({"outside": people})))
    >>> period.people, period.reaching, period.untied
    (3, 1, 1)
    """
    people = period.tables.outside
    groups = sum(group.people > 0 for group in period.tables.group_reach)  # one to be reached may have nobody yet
    return Counts(
        people=cell(len(people), period.source("people", "outside")),
        reaching=cell(sum(person.external > 0 for person in people), period.source("reaching", "outside")),
        untied=cell(sum(person.isolate for person in people), period.source("isolate", "outside")),
        groups=cell(groups, period.source("groups", "group_reach")),
        linked=cell(len(ties_across(period)), period.source("linked", "mixing")),
        possible=cell(groups * (groups - 1) // 2, period.source("pairs", "group_reach")),
    )


def few_grouped(period: PeriodTables) -> bool:
    """Tell whether the group of fewer than half of the people is known: then nothing is said of groups.

    Examples
    --------
    >>> few_grouped(PeriodTables(people=3)), few_grouped(PeriodTables())
    (True, False)
    """
    return 2 * len(period.tables.outside) < period.people


def ties_across(period: PeriodTables) -> dict[tuple[str, str], int]:
    """Give the ties between each two groups that have some, the two in alphabetical order."""
    ties: dict[tuple[str, str], int] = {}
    for pair in period.tables.mixing:
        if pair.observed and pair.group != pair.other:
            groups = min(pair.group, pair.other), max(pair.group, pair.other)
            ties[groups] = ties.get(groups, 0) + pair.observed
    return ties


def untied(period: PeriodTables) -> list[str]:
    """Give those without a tie in a period, also where their group is not known."""
    return [person.person for person in period.tables.centrality if not person.degree]


def tied(period: PeriodTables) -> list[str]:
    """Give those with a tie in a period, also where their group is not known."""
    return [person.person for person in period.tables.centrality if person.degree]


class Mixing(Struct, frozen=True):
    """What share of the ties cross groups, 0 … 1; what chance gives: its mean, and where 95 of 100 deals lie."""

    ties: int
    across: int
    share: float
    expected: float
    low: float
    high: float
    p: float

    @property
    def clear(self) -> bool:
        """Whether it can be told from chance."""
        return self.p <= BOUNDARY_LEVEL

    @property
    def points(self) -> int:
        """How far it is from chance, in whole percentage points."""
        return round(100 * (self.share - self.expected))


def mixing(tables: Tables, group: str = ALL) -> Mixing | None:
    """Give the share of ties that cross groups, of one group or of everybody; None where it cannot be told.

    It is the E-I index put as a share, (1 + E-I) ÷ 2.
    """
    row = tables.ei_index.get(group)
    if row is None or row.ei is None or row.ei_expected is None:
        return None
    if row.ei_low is None or row.ei_high is None or row.p is None:
        return None
    of = {"share": row.ei, "share_expected": row.ei_expected, "share_low": row.ei_low, "share_high": row.ei_high}
    shares = [like((1 + ei) / 2, ei, column) for column, ei in of.items()]
    share, expected, low, high = shares
    ties = like(row.external + row.internal, row.external, "ties")
    return Mixing(ties, row.external, share, expected, low, high, row.p)


GATHERING, PERSON = "gathering", "person"


class Shortage(Struct, frozen=True):
    """What there is too little of for a verdict: so many gatherings or people, in which period."""

    what: str
    count: int
    period: str

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures a finding has instead of a verdict."""
        return figures(few=self.what, few_count=self.count, few_period=self.period)


def shortage(periods: tuple[PeriodTables, ...]) -> Shortage | None:
    """Say of what there is too little for a verdict; None if there can be one.

    Below 5 gatherings against 5 even the clearest change could be luck: the smallest two-sided p of 4 against 4 is
    0.029, of 3 against 3 it is 0.10.

    Examples
    --------
    >>> shortage((PeriodTables(title="Year 1", gatherings=2),)).what
    'gathering'
    """
    fewest = FEWEST_GATHERINGS_COMPARED if len(periods) > 1 else FEWEST_GATHERINGS
    for period in periods:
        if 0 < period.gatherings < fewest:
            return Shortage(GATHERING, period.gatherings, period.title)
        if len(period.tables.outside) < FEWEST_PEOPLE:
            return Shortage(PERSON, counts(period).people, period.title)
    return None


def compared_periods(evidence: Evidence) -> tuple[PeriodTables, ...]:
    """Give the periods that are compared: the first and the last, or the only one."""
    return (evidence.before, evidence.now) if evidence.before else (evidence.now,)


def effort(periods: Iterable[PeriodTables]) -> tuple[str, list[int]]:
    """Say what the counts rise with, gatherings or interactions, and how many of them each period had.

    Examples
    --------
    >>> effort((PeriodTables(acts=300), PeriodTables(acts=900))), effort((PeriodTables(gatherings=6), PeriodTables()))
    (('interaction', [300, 900]), ('gathering', [6, 0]))
    """
    rows = [(period.acts, period.gatherings) for period in periods]
    if any(acts for acts, _gatherings in rows):
        return "interaction", [acts for acts, _gatherings in rows]
    return "gathering", [gatherings for _acts, gatherings in rows]


# How sure a figure is


class Certainty(Struct, frozen=True):
    """How sure a figure is: in three words, and why."""

    label: str
    why: str


def too_little(periods: tuple[PeriodTables, ...]) -> str:
    """Say why there can be no verdict; empty if there can be one."""
    few = shortage(periods)
    return _refusal(few.what, few.count, few.period) if few is not None else ""


def refusal(finding: Finding) -> str:
    """Say why a finding has no verdict; empty if it has one."""
    if not finding.has("few"):
        return ""
    return _refusal(finding.text("few"), finding.count("few_count"), finding.text("few_period"))


def _refusal(what: str, count: int, period: str) -> str:
    few = counted(count, what, "people" if what == PERSON else "")
    return f"{capital(few)}{f' in {period}' if period else ''}: too few for a verdict, so this is a count."


def of_a_count(before: PeriodTables | None, now: PeriodTables) -> Certainty:
    """Say how a count of people or pairs is to be read."""
    if before is None:
        return Certainty("A count, not a test", "These are counts of what the records show; chance was not tested.")
    few = too_little((before, now))
    if few:
        return Certainty("A count, not a test", few)
    noun, (earlier, later) = effort((before, now))
    if earlier == later:
        untested = "whether the change is luck was not tested."
        why = f"{before.title} and {now.title} had {counted(later, noun)} each, so the counts compare; {untested}"
        return Certainty("A count, not a test", why if later else capital(untested))
    fuller, emptier = (now, before) if later > earlier else (before, now)
    return Certainty(
        "Not proof of change",
        f"{fuller.title} had {counted(max(earlier, later), noun)}, {emptier.title} had "
        f"{number(min(earlier, later))}. Counts like these rise with more {noun}s by arithmetic alone, so they do "
        "not prove a change.",
    )


def of_mixing(share: Mixing | None, group: str, *, refused: str = "") -> Certainty:
    """Say how the share of ties across groups compares with chance.

    Examples
    --------
    >>> print(*of_mixing(Mixing(184, 104, 0.565, 0.93, 0.9, 0.96, 0.0001), "team").why.split())
    Chance would make 93% of ties cross teams (95 times in 100 from 90% to 96%; p < 0.001).
    """
    if refused or share is None:
        return Certainty("Cannot be told", refused or "Too few ties or people to tell.")
    chance, p = percent_against(share.expected, share.share, distinct=share.clear), probability(share.p)
    why = (
        f"Chance would make {chance} of ties cross {nouns(group).plural} "
        f"({constant('95 times in 100')} from {percent(share.low)} to {percent(share.high)}; {p})."
    )
    if not share.clear:
        return Certainty(f"Cannot be told from chance ({chance}, {p})", why)
    return Certainty(f"{'Fewer' if share.share < share.expected else 'More'} than chance ({chance}, {p})", why)
