"""The kinds of finding: the one registry. A new kind is entered here, and nowhere else.

`findings` gives what the tables show, and `sentences` says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.findings import attendance, boundaries, change, community, cut_off, headline, reach, spanners
from sna.findings.evidence import Evidence
from sna.findings.media import within
from sna.findings.record import MEETINGS, Action, Finding, Names, Sentence

Section = Literal["change", "groups", "people", "community", "count"]
"""Where a report says it: alone at the top, among the groups, in a list of people, about the whole, in the title."""


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of finding.

    Attributes
    ----------
    code, meaning
        As it stands in findings.csv, and what it says.
    find
        Gives the findings of the kind; None where another kind's `find` gives them too.
    sentence
        Says one finding, or several of the kind that are about the same boundary, period and medium.
    about_people
        Whether it is about single people: none is made where people may not appear.
    on_map, on_media
        Whether it stands beside the map, where it can be seen; whether it is looked for on each medium.
    section
        Where a report says it.
    advice, urgency
        What to do about it, and in which order: the lowest is the most urgent.
    """

    code: str
    meaning: str
    find: Callable[[Evidence], list[Finding]] | None = None
    sentence: Callable[[Sequence[Finding], Names], Sentence]
    about_people: bool = False
    on_map: bool = False
    on_media: bool = False
    section: Section = "groups"
    advice: Callable[[Sequence[Finding], Names], Iterable[Action]] | None = None
    urgency: int = 0


_KINDS = (
    Kind(
        code="change",
        meaning="whether the groups are less isolated than before, tested",
        find=change.changes,
        sentence=change.change_words,
        on_map=True,
        section="change",
    ),
    Kind(
        code="boundary",
        meaning="the share of the ties that cross a boundary, each period against chance",
        find=change.standing_out,
        sentence=boundaries.boundary_words,
        on_map=True,
    ),
    Kind(
        code="mixing",
        meaning="the share of the ties that cross the study's own groups now, against chance",
        find=change.mixing_now,
        sentence=boundaries.mixing_words,
        on_map=True,
    ),
    Kind(
        code="spanner",
        meaning="a person who links groups, and may be named",
        find=spanners.spanners,
        sentence=spanners.spanner_words,
        about_people=True,
        on_map=True,
        on_media=True,
        advice=spanners.open_doors,
        urgency=6,
    ),
    Kind(
        code="leading",
        meaning="a person among those who link groups, but not surely",
        find=spanners.leading,
        sentence=spanners.leading_words,
        about_people=True,
    ),
    Kind(
        code="hangs-on-one",
        meaning="a group whose ties to others all run through one person",
        find=cut_off.hanging,
        sentence=cut_off.hanging_words,
        on_map=True,
        on_media=True,
        advice=cut_off.second_contact,
        urgency=3,
    ),
    Kind(
        code="cut-off",
        meaning="a group that is cut off, by the rule it gives",
        find=cut_off.cut_off,
        sentence=cut_off.cut_off_words,
        on_map=True,
        on_media=True,
        advice=cut_off.bring_together,
        urgency=4,
    ),
    Kind(
        code="alone",
        meaning="the people who are tied to nobody",
        find=cut_off.untied,
        sentence=cut_off.untied_words,
        about_people=True,
        on_map=True,
        advice=cut_off.small_group,
        urgency=5,
    ),
    Kind(
        code="drifted",
        meaning="an organisation nobody of which came lately",
        find=attendance.drifted,
        sentence=attendance.drifted_words,
        on_map=True,
        advice=attendance.invite_back,
        urgency=1,
    ),
    Kind(
        code="faded",
        meaning="a person who used to come",
        find=attendance.faded,
        sentence=attendance.faded_words,
        about_people=True,
        section="people",
    ),
    Kind(
        code="one-member",
        meaning="a group of one known member",
        find=cut_off.single_members,
        sentence=cut_off.single_words,
        about_people=True,
        section="people",
    ),
    Kind(
        code="reach",
        meaning="how many of the organisations to be reached were reached",
        find=reach.reach_findings,
        sentence=reach.reach_words,
        advice=reach.invite_new,
        urgency=2,
    ),
    Kind(
        code="retention",
        meaning="who came again, who is new, who is back, who is lapsed",
        find=community.retention,
        sentence=community.retention_words,
        section="community",
    ),
    Kind(
        code="ties-changed",
        meaning="pairs across groups who met only before, in both periods, only now",
        find=community.turnover,
        sentence=community.turnover_words,
        section="community",
    ),
    Kind(
        code="community",
        meaning="the communities an algorithm finds, and whether they are the formal groups",
        find=community.communities,
        sentence=community.community_words,
        section="community",
    ),
    Kind(
        code="density",
        meaning="how many pairs met, beside what so many meetings give",
        find=community.density,
        sentence=community.density_words,
        section="community",
    ),
    Kind(
        code="seats",
        meaning="how mixed the gatherings were",
        find=community.seats,
        sentence=community.seats_words,
        section="community",
    ),
    Kind(
        code="pairs",
        meaning="how few single pairs can be told from chance",
        find=community.pairs,
        sentence=community.pairs_words,
        section="community",
    ),
    Kind(
        code="linked",
        meaning="how many people are linked to another group: a count",
        find=headline.linked,
        sentence=headline.linked_words,
        section="count",
    ),
    Kind(
        code="ungrouped",
        meaning="people and ties, where no group is known",
        sentence=headline.linked_words,
        section="count",
    ),
    Kind(code="nothing", meaning="nothing to report yet", sentence=headline.linked_words, section="count"),
)
KINDS = {kind.code: kind for kind in _KINDS}
"""Code → kind, the most useful first."""


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """Give what the tables show, the most useful first; nobody is named where people may not be.

    First the changes that were tested, or else the boundary that stands out; then who links, who is cut off, who has
    drifted away, how far it reaches; then the community as a whole, each medium beside the meetings, and the count of
    the people linked.

    Examples
    --------
    >>> [finding.what for finding in findings(Evidence())]
    ['nothing']
    """
    shown = [finding for finding in _found(evidence) if evidence.names or not KINDS[finding.what].about_people]
    return tuple(
        replace(finding, order=order, who=finding.who if evidence.names else ()) for order, finding in enumerate(shown)
    )


def _found(evidence: Evidence) -> Iterator[Finding]:
    yield from _of(evidence, [kind for kind in _KINDS if kind.section != "count"])
    for medium in evidence.media:
        yield from _of(within(evidence, medium), [kind for kind in _KINDS if kind.on_media])
    yield from headline.linked(evidence)


def _of(evidence: Evidence, kinds: Iterable[Kind]) -> Iterator[Finding]:
    """Give the findings of these kinds, at the meetings or on the medium the evidence is about."""
    for kind in kinds:
        if kind.find is not None:
            yield from (replace(finding, medium=evidence.medium or MEETINGS) for finding in kind.find(evidence))


def sentences(findings: Iterable[Finding], names: Names) -> list[tuple[Finding, Sentence]]:
    """Say each finding; several of one kind that stand together, about one boundary, period and medium, in one.

    Beside each sentence stands the first of its findings.
    """
    runs = groupby(findings, key=lambda finding: (finding.what, finding.by, finding.period, finding.medium))
    together = [(key[0], list(run)) for key, run in runs]
    return [(run[0], KINDS[code].sentence(run, names)) for code, run in together]


def findings_table(findings: Iterable[Finding], names: Names) -> pd.DataFrame:
    """Give every finding with its figures and its sentence, one row each, as it is written beside the tables."""
    rows = [
        {
            "what": finding.what,
            "by": finding.by,
            "medium": finding.medium,
            "period": finding.period,
            "who": "; ".join(finding.who),
            "groups": "; ".join(finding.groups),
            "figures": "; ".join(f"{name}={figure}" for name, figure in finding.figures.items()),
            "verdict": finding.verdict.value,
            "rule": finding.rule,
            "headline": sentence.headline,
            "sentence": sentence.text,
        }
        for finding in findings
        for sentence in [KINDS[finding.what].sentence([finding], names)]
    ]
    return pd.DataFrame(rows, dtype="str")
