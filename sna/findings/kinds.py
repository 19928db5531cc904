"""The kinds of finding: the one registry. A new kind is entered here, and nowhere else.

`findings` gives what the tables show, `sentences` says it, and `actions` gives what to do next: invite whom, and why;
each from the finding that gives the reason, the most urgent first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.findings import (
    attendance,
    boundaries,
    change,
    community,
    cut_off,
    events,
    leadership,
    media,
    practices,
    robustness,
    spanners,
    voice,
)
from sna.findings.counts import OTHERS_LEVEL, PASSED_ON, few_grouped
from sna.findings.evidence import Evidence
from sna.findings.phrases import counted, nouns
from sna.findings.record import MEETINGS, Action, Finding, Names, Sentence, Verdict
from sna.findings.sources import plain

Section = Literal["change", "groups", "people", "community", "count"]
"""Where a report says it: alone at the top, among the groups, in a list of people, about the whole, in the title."""


class Kind(Struct, frozen=True):
    """A kind of finding.

    Attributes
    ----------
    code
        As it stands in findings.csv.
    find
        Gives the findings of the kind; None where another kind's `find` gives them too.
    sentence
        Says one finding, or several of the kind that are about the same boundary, period and medium.
    section
        Where a report says it.
    about_people
        Whether it is about single people: none is made where people may not appear.
    on_map, on_media, at_meetings
        Whether it stands beside the map, where it can be seen; whether it is looked for on each medium, at meetings.
    of_both, of_several
        Whether it compares a medium with the meetings: where nobody met there is none; or communities of practice.
    advice, urgency
        What to do about it, and in which order: the lowest is the most urgent.
    claim, otherwise
        The figure that holds the p of what it claims, adjusted for how many of the kind were looked at (empty: it
        claims nothing), and the verdict where that does not stand within the page's budget; None: then it is not said.
    needs
        The table of the whole time without which it is not looked for; empty if it always is.
    """

    code: str
    find: Callable[[Evidence], list[Finding]] | None
    sentence: Callable[[Sequence[Finding], Names], Sentence]
    section: Section = "groups"
    about_people: bool = False
    on_map: bool = False
    on_media: bool = False
    at_meetings: bool = True
    of_both: bool = False
    of_several: bool = False
    advice: Callable[[Sequence[Finding], Names], Iterable[Action]] | None = None
    urgency: int = 0
    claim: str = ""
    otherwise: Verdict | None = None
    needs: str = ""


# fmt: off
_KINDS = (
    Kind("change", change.changes, change.change_words, "change", on_map=True, claim="p", otherwise=Verdict.UNCHANGED),
    Kind("against", robustness.against, robustness.against_words, "change"),
    Kind("bounds", robustness.bounds, robustness.bounds_words, "change"),
    Kind("interruption", robustness.interruption, robustness.interruption_words, "change"),
    Kind("coming", change.coming, change.coming_words, claim="p"),
    Kind("contact", media.contact_changes, media.contact_words, on_map=True, on_media=True, at_meetings=False,
         claim="p", otherwise=Verdict.UNCHANGED),
    Kind("overlap", media.overlaps, media.overlap_words, on_media=True, at_meetings=False, of_both=True, claim="p",
         otherwise=Verdict.UNCLEAR),
    Kind("exposure", media.exposures, media.exposure_words, on_media=True, at_meetings=False, claim="p",
         otherwise=Verdict.UNCLEAR),
    Kind("boundary", change.standing_out, boundaries.boundary_words, on_map=True),
    Kind("mixing", change.mixing_now, boundaries.mixing_words, on_map=True),
    Kind("spanner", spanners.spanners, spanners.spanner_words, about_people=True, on_map=True, on_media=True,
         advice=spanners.open_doors, urgency=6),
    Kind("hangs-on-one", cut_off.hanging, cut_off.hanging_words, on_map=True, on_media=True,
         advice=cut_off.second_contact, urgency=3),
    Kind("cut-off", cut_off.cut_off, cut_off.cut_off_words, on_map=True, on_media=True,
         advice=cut_off.bring_together, urgency=4, claim="fewer_p_adjusted"),
    Kind("alone", cut_off.untied, cut_off.untied_words, about_people=True, on_map=True,
         advice=cut_off.small_group, urgency=5),
    Kind("drifted", attendance.drifted, attendance.drifted_words, on_map=True,
         advice=attendance.invite_back, urgency=1, claim="p_adjusted", otherwise=Verdict.COUNT),
    Kind("faded", attendance.faded, attendance.faded_words, "people", about_people=True, claim="p_adjusted",
         otherwise=Verdict.COUNT),
    Kind("one-member", cut_off.single_members, cut_off.single_words, "people", about_people=True),
    Kind("reach", attendance.reach_findings, attendance.reach_words, advice=attendance.invite_new, urgency=2),
    Kind("recruited", events.recruited, events.recruited_words, claim="p_adjusted", otherwise=Verdict.CANNOT_TELL,
         needs="recruited", advice=events.to_ring, urgency=7),
    Kind("without", events.standing, events.standing_words, needs="without"),
    Kind("cops", spanners.cops, spanners.cops_words, on_map=True, of_several=True),
    Kind("cops-shared", spanners.shared, spanners.shared_words, of_several=True, claim="p_adjusted"),
    Kind("cops-media", spanners.on_media, spanners.media_words, of_several=True),
    Kind("wants", practices.wants, practices.wants_words, needs="introductions"),
    Kind("needs-met", practices.needs, practices.needs_words, needs="needs"),
    Kind("tasks", practices.tasks, practices.tasks_words, needs="tasks"),
    Kind("working-on", practices.working, practices.working_words, needs="working_on"),
    Kind("barriers", practices.barriers, practices.barrier_words, needs="barriers"),
    Kind("modes", practices.modes, practices.mode_words, "community", needs="modes"),
    Kind("isolated-work", practices.isolated, practices.isolated_words, claim="p", otherwise=Verdict.UNCLEAR,
         needs="isolated_work_summary"),
    Kind("spread", practices.spread, practices.spread_words, claim="p", otherwise=Verdict.UNCLEAR,
         needs="spread_summary"),
    Kind("voice", voice.voices, voice.voices_words, claim="p_all", otherwise=Verdict.UNCLEAR, needs="voice"),
    Kind("voice-change", voice.voice_changes, voice.voice_changes_words, claim="p", otherwise=Verdict.UNCLEAR,
         needs="voice_change"),
    Kind("speaks-next", voice.next_turns, voice.next_turns_words, claim="p", otherwise=Verdict.UNCLEAR, needs="turns"),
    Kind("voice-modes", voice.modes, voice.modes_words, claim="p", otherwise=Verdict.UNCLEAR, needs="voice_modes"),
    Kind("leadership", leadership.leaders, leadership.leaders_words, claim="p", otherwise=Verdict.UNCLEAR,
         needs="leadership"),
    Kind("levels", leadership.levels, leadership.levels_words, claim="p", otherwise=Verdict.UNCLEAR, needs="levels"),
    Kind("used", leadership.used, leadership.used_words, claim="p", otherwise=Verdict.UNCLEAR, needs="used_by_source"),
    Kind("retention", community.retention, community.retention_words, "community"),
    Kind("ties-changed", community.turnover, community.turnover_words, "community"),
    Kind("community", community.communities, community.community_words, "community", claim="modularity_p",
         otherwise=Verdict.UNCLEAR),
    Kind("density", community.density, community.density_words, "community"),
    Kind("seats", community.seats, community.seats_words, "community"),
    Kind("pairs", community.pairs, community.pairs_words, "community"),
    Kind("linked", community.linked, community.linked_words, "count"),
    Kind("ungrouped", None, community.linked_words, "count"),
    Kind("nothing", None, community.linked_words, "count"),
)
# fmt: on
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
    leading = [*change.changes(evidence)[:1], *community.linked(evidence)]
    every = [row for row in leading if community.without_meeting(row)][:1] or _every(evidence)
    every = _within_budget(list(every), evidence)
    allowed = [finding for finding in every if evidence.names or not KINDS[finding.what].about_people]
    return tuple(
        replace(finding, order=order, who=finding.who if evidence.names else ())
        for order, finding in enumerate(allowed)
    )


_CLAIMS = (Verdict.MORE, Verdict.FEWER, Verdict.LESS_APART, Verdict.MORE_APART)


def families(evidence: Evidence) -> int:
    """Count the kinds of claim that are held against chance: at the meetings, and on each medium anew.

    Of the changes at meetings they are those of the two boundaries looked at besides; where nobody met there are only
    those of the medium in their place, and of the community. What communities of practice share is one where there are
    several.
    """
    there, alone = {"", *evidence.whole.tables}, not len(evidence.whole.tables.cops_overlap)
    claims = [
        kind
        for kind in _KINDS
        if kind.claim
        and kind.needs in there
        and not (kind.of_both and evidence.medium)
        and not (kind.of_several and alone)
    ]
    on_media, tested = len(evidence.tying_media), sum(kind.on_media or kind.section == "community" for kind in claims)
    own = tested if evidence.medium else 1 + sum(kind.at_meetings for kind in claims)
    return own + on_media * sum(kind.on_media for kind in claims)


def _within_budget(every: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """Let only what stands within the budget of error of a page be claimed.

    The change of the study's own groups was judged at its own share. All other claims are judged together by Holm's
    method, kind by kind and medium by medium, whether or not there was anything to claim; what the headline does not
    need any more, or where no two periods are compared, is theirs as well. A comparison community is looked at between
    the two, at the headline's share, if the headline holds: it hands on what it was handed.
    """
    own = next((finding for finding in every if finding.what == "change" and finding.by == evidence.group), None)
    in_front = [finding for finding in every if finding is own or finding.what == "against"]
    level = OTHERS_LEVEL / 2 + (PASSED_ON if all(finding.verdict in _CLAIMS for finding in in_front) else 0.0)
    smallest: dict[tuple[str, str, str], float] = {}
    for finding in every:
        if finding is not own and _claims(finding):
            p = finding.number(KINDS[finding.what].claim)
            smallest[_family(finding)] = min(p, smallest.get(_family(finding), p))
    limits: dict[tuple[str, str, str], float] = {}
    for rank, family in enumerate(sorted(smallest, key=lambda family: smallest[family])):
        limit = level / max(families(evidence) - rank, 1)
        if smallest[family] > limit:
            break
        limits[family] = limit
    return [
        judged
        for finding in every
        for judged in ([finding] if finding is own else _judged(finding, limits.get(_family(finding), 0.0)))
    ]


def _family(finding: Finding) -> tuple[str, str, str]:
    return finding.what, finding.by, finding.medium


def _claims(finding: Finding) -> bool:
    """Tell whether a finding claims something that was held against chance."""
    claim = KINDS[finding.what].claim
    return bool(claim) and finding.verdict in _CLAIMS and finding.has(claim)


def _judged(finding: Finding, limit: float) -> list[Finding]:
    """Give the finding, with another verdict where its claim does not stand, or nothing."""
    kind = KINDS[finding.what]
    if not _claims(finding) or finding.number(kind.claim) <= limit:
        return [finding]
    return [replace(finding, verdict=kind.otherwise)] if kind.otherwise is not None else []


def _every(evidence: Evidence) -> Iterator[Finding]:
    yield from _of(evidence, [kind for kind in _KINDS if kind.section != "count"])
    for medium in evidence.tying_media:
        yield from _of(media.within(evidence, medium), [kind for kind in _KINDS if kind.on_media])
    yield from community.linked(evidence)


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


def findings_table(findings: Iterable[Finding], names: Names, planned: Finding | None = None) -> pd.DataFrame:
    """Give every finding with its figures and its sentence, one row each, as it is written beside the tables.

    `planned` is the one whose question was fixed beforehand; all others are explored.
    """
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
            "plan": "planned" if finding is planned else "explored",
            "rule": finding.rule,
            "headline": plain(sentence.headline),
            "sentence": plain(sentence.text),
        }
        for finding in findings
        for sentence in [KINDS[finding.what].sentence([finding], names)]
    ]
    return pd.DataFrame(rows, dtype="str")


# What to do next


def actions(evidence: Evidence, findings: Sequence[Finding], rejected: int = 0, rejects_file: str = "") -> list[Action]:
    """Give the advice, the most urgent first; nobody is named where people may not be.

    Parameters
    ----------
    evidence, findings
        What is known, and what was found in it.
    rejected, rejects_file
        How many records could not be read, and the file that lists them; empty if there is none.
    """
    advising = sorted((kind for kind in KINDS.values() if kind.advice), key=lambda kind: kind.urgency)
    places = {MEETINGS, evidence.medium}
    advice = [*_list_members(evidence)]
    for kind in advising:
        if kind.advice is not None:
            theirs = [finding for finding in findings if finding.what == kind.code and finding.medium in places]
            advice += kind.advice([_others_first(finding, findings) for finding in theirs], evidence.labels)
    return [*advice, *_mend(rejected, rejects_file)]


def _others_first(finding: Finding, findings: Sequence[Finding]) -> Finding:
    """Let those whom no other advice names stand before those whose organisation is to be invited back."""
    back = {person for row in findings if row.what == "drifted" != finding.what for person in row.who}
    return replace(finding, who=tuple(sorted(finding.who, key=lambda person: person in back)))


def _list_members(evidence: Evidence) -> Iterator[Action]:
    if few_grouped(evidence.now):
        group = nouns(evidence.group)
        yield Action(
            "Add a list of members",
            f"With a file of the columns name and {group.singular} this report can say which {group.plural} are tied, "
            "and which keep to themselves.",
        )


def _mend(rejected: int, rejects_file: str) -> Iterator[Action]:
    if rejected and rejects_file:
        records, them = counted(rejected, "record"), "it" if rejected == 1 else "them"
        why = f"{rejects_file} lists {them} with the reason; mend {them} and run again."
        yield Action(f"Put {records} right", why)
