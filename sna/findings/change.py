"""Whether the groups keep less to themselves than before: what is told of each boundary, and how sure it is.

Always with both halves: how often people of one group were at the same meeting for every 100 times expected, and how
often people of different groups.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sna.findings.boundaries import boundaries_of, leading_boundary, own_mixing
from sna.findings.counts import CERTAIN, FEWEST_GATHERINGS_COMPARED, HEADLINE_LEVEL
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, hundred, luck, moment, nouns, number
from sna.findings.record import MEETINGS, Figure, Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import Source, cell, cite, constant, like, plain
from sna.findings.tables import ALL, CoAttendanceRow

SAME_PEOPLE, ALL_COMERS = "same people", "all comers"
"""Whose meetings are compared: theirs who could come in both periods, and everybody's."""
SCALE = "for every 100 expected"
"""How to read the figures: expected from how often everybody came and how many were at each meeting."""
RULE = (
    "times people of one group were at the same meeting for each time expected, adjusted for who comes; p from dealing "
    "the gatherings' contributions out to the periods anew, on two scales, both of which must say so"
)
OF_100 = "of 100"
TENTH = 10
"""Unread files stop a verdict where there is one for so many gatherings."""
HALF = 0.5
"""An answer turns where less than this part of it is left without the largest gathering."""
CHANGES = (Verdict.LESS_APART, Verdict.MORE_APART)
VERDICT_WORDS = {
    Verdict.LESS_APART: "Less apart",
    Verdict.MORE_APART: "More apart",
    Verdict.SAME: "About the same",
    Verdict.UNCHANGED: "No clear change",
}
"""A verdict in two words; any other is that nobody can tell."""
COMING_RULE = (
    "the share of their places people took, the gatherings dealt out to the periods anew, the largest of all groups"
)


# What is found


def changes(evidence: Evidence) -> list[Finding]:
    """Give the change of each boundary, that of the study's own group first; nothing where no two periods are compared.

    The study's own question is the headline whatever its answer; the others are looked at besides.
    """
    return [*evidence.once(_changes)]


def _changes(evidence: Evidence) -> list[Finding]:
    if evidence.before is None or evidence.medium:
        return []
    empty = [period for period in (evidence.before, evidence.now) if not period.gatherings]
    if empty and evidence.whole.gatherings:
        return [_nothing_held(evidence, " or ".join(period.title for period in empty))]
    return [finding for by in boundaries_of(evidence) for finding in _change(evidence, by)]


def standing_out(evidence: Evidence) -> list[Finding]:
    """Give the boundary that stands out; nothing where two periods are compared, which then is the headline."""
    boundary = None if changes(evidence) else leading_boundary(evidence)
    return [boundary] if boundary else []


def mixing_now(evidence: Evidence) -> list[Finding]:
    """Give the share of the ties across the study's own groups, unless that is the boundary that stands out."""
    return [] if any(lead.by == evidence.group for lead in standing_out(evidence)) else own_mixing(evidence)


def coming(evidence: Evidence) -> list[Finding]:
    """Say which of the study's own groups come more or less often than before."""
    table = evidence.tables_by(evidence.group, evidence.whole).co_attendance
    if not changes(evidence) or table.get(ALL) is None or evidence.before is None:
        return []
    large = [row for row in table if row.group != ALL and (row.people or 0) >= max(1, evidence.smallest)]
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    return [
        Finding(what="coming", by=evidence.group, groups=(row.group,), rule=COMING_RULE, period=evidence.now.title,
                figures={**titles, **figures(came_before=row.came_before, came_after=row.came_after, p=row.came_p)},
                verdict=Verdict.MORE if (row.came_after or 0) > (row.came_before or 0) else Verdict.FEWER)
        for row in large
        if row.came_p is not None and row.came_p <= CERTAIN
    ]  # fmt: skip


def _change(evidence: Evidence, by: str) -> list[Finding]:
    row = evidence.tables_by(by, evidence.whole).co_attendance.get(ALL)
    if row is None or evidence.before is None:
        return []
    numbers = {
        **figures(before_title=evidence.before.title, after_title=evidence.now.title),
        **figures(held_before=evidence.before.gatherings, held_after=evidence.now.gatherings),
        "fewest": FEWEST_GATHERINGS_COMPARED,
        **figures(**row.measures(), verdict=like(row.verdict, row.people, "verdict")),
        **({"note": like(row.note, row.people, "note")} if row.note else {}),
        "turns": int(row.verdict in CHANGES and _turns(row)),
        **_pairs(evidence, by),
    }
    verdict, unread = _verdict(row), _unread(evidence)
    if unread and verdict is not Verdict.CANNOT_TELL:
        lacking = f"{counted(unread, 'file')} could not be read, so as many meetings may be missing"
        note = cell(plain(lacking), Source("ledger", ALL, "note"))
        numbers, verdict = {**numbers, "unread": unread, "note": note}, Verdict.CANNOT_TELL
    return [Finding(what="change", by=by, figures=numbers, verdict=verdict, rule=RULE)]


def _verdict(row: CoAttendanceRow) -> Verdict:
    """Give the verdict of the table, unless one gathering makes it."""
    verdict = Verdict(row.verdict)
    return Verdict.UNCHANGED if verdict in CHANGES and _turns(row) else verdict


def _unread(evidence: Evidence) -> int:
    """Count the files nothing could be used of, if there is one for every tenth gathering: they may be of one period.

    Where records of one period are lost and fewer came in it as well, both scales move.
    """
    files = sum(row.rejected > 0 and not row.used and not row.merged for row in evidence.rows.ledger)
    gatherings = sum(period.gatherings for period in (evidence.before, evidence.now) if period)
    return files if files * TENTH >= gatherings else 0


def _turns(row: CoAttendanceRow) -> bool:
    """Tell whether the answer rests on one gathering: without the largest less than half of the change is left.

    To ask for the same verdict again, from fewer gatherings, would lose half of the real changes of short periods.
    """
    before, after, ratio = row.without_largest_before, row.without_largest_after, row.ratio
    if not before or not after or not ratio:
        return False
    return math.log(after / before) / math.log(ratio) < HALF if ratio != 1 else False


def _pairs(evidence: Evidence, by: str) -> dict[str, Figure]:
    """Give the shares of the pairs of one group and of two who met, at one number of gatherings."""
    table = evidence.tables_by(by, evidence.whole).change
    within, between = (table.get(SAME_PEOPLE, statistic) for statistic in ("within", "between"))
    if within is None or between is None:
        return {}
    return figures(
        drawn=within.gatherings_drawn,
        within_before=within.before,
        within_after=within.after,
        between_before=between.before,
        between_after=between.after,
    )


def without_meeting(finding: Finding) -> bool:
    """Tell whether it says that a period holds no meeting: then nothing else can be said."""
    return finding.has("empty_title")


def _nothing_held(evidence: Evidence, title: str) -> Finding:
    numbers = figures(empty_title=title, since=evidence.whole.since, until=evidence.whole.until)
    return Finding(what="change", by=evidence.group, figures=numbers, verdict=Verdict.CANNOT_TELL, rule=RULE)


# In words


def change_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of one boundary what the answer is, with both halves and how sure it is."""
    finding = findings[0]
    return Sentence(title(finding), sure(finding))


def coming_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say that who comes changed, and how."""
    before, after = findings[0].text("before_title"), findings[0].text("after_title")
    parts = [
        f"people from {finding.groups[0]} took {hundred(finding.number('came_before'))} {constant(OF_100)} places they "
        f"could take in {before}, {hundred(finding.number('came_after'))} in {after}"
        for finding in findings
    ]
    return Sentence("Who comes changed", f"{capital('; '.join(parts))}.")


def title(finding: Finding) -> str:
    """Give the answer for one boundary in a few words.

    Examples
    --------
    >>> title(Finding(what="change", by="locality", figures={"before_title": "Year 1"}, verdict=Verdict.LESS_APART))
    'Localities keep less to themselves than in Year 1'
    """
    groups, before = nouns(finding.by).plural, finding.text("before_title")
    if without_meeting(finding):
        period = finding.text("empty_title")
        return f"{cite('No meeting', Source('periods', ALL, 'gatherings', period))} lies in {period}"
    if finding.verdict in CHANGES:
        how = "less" if finding.verdict is Verdict.LESS_APART else "more"
        return f"{capital(groups)} keep {how} to themselves{finding.place} than in {before}"
    if finding.verdict is Verdict.SAME:
        return f"{capital(groups)} keep to themselves{finding.place} as much as in {before}"
    if finding.verdict is Verdict.UNCHANGED:
        unclear = cite("No clear change", finding.figure("verdict"))
        return f"{unclear} in how far {groups} keep to themselves{finding.place}"
    return f"These records cannot tell whether {groups} keep less to themselves{finding.place} than in {before}"


def change_headline(finding: Finding) -> str:
    """Give the answer with the two figures behind it, or with why there is none."""
    if not finding.has("before", "after"):
        return f"{title(finding)}: {reason(finding)}"
    before, after = before_and_after(finding)
    earlier, later = finding.text("before_title"), finding.text("after_title")
    together = f"people of one {nouns(finding.by).singular} were at the same meeting {before} times {constant(SCALE)}"
    return f"{title(finding)}: {together} in {earlier}, {after} in {later}"


def before_and_after(finding: Finding) -> tuple[str, str]:
    """Write how often people of one group were together for every 100 times expected, before and after."""
    return hundred(finding.number("before")), hundred(finding.number("after"))


def sure(finding: Finding) -> str:
    """Say both halves, how often luck gives as much, and what weakens the answer; or why there is none."""
    if not finding.has("before", "after"):
        return f"{capital(reason(finding))}."
    parts = (halves(finding), *strength(finding), *limits(finding), _share_of_pairs(finding))
    return " ".join(part for part in parts if part)


def label(finding: Finding) -> str:
    """Give the verdict for a big figure."""
    return cite(VERDICT_WORDS.get(finding.verdict, "Cannot tell"), finding.figure("verdict"))


def halves(finding: Finding) -> str:
    """Say how often people of one group were together for every 100 times expected, then people of two."""
    words, (before, after) = nouns(finding.by), before_and_after(finding)
    low, high = hundred(finding.number("after_low")), hundred(finding.number("after_high"))
    earlier, later = finding.text("before_title"), finding.text("after_title")
    own = f"In {earlier}, people from the same {words.singular} were at the same meeting {before} times "
    own = f"{own}{constant(SCALE)} from how often they come."
    own = f"{own} In {later} it was {after} ({low} to {high})."
    if not finding.has("across_before", "across_after"):
        return own
    crossed = hundred(finding.number("across_before")), hundred(finding.number("across_after"))
    return f"{own} For people from different {words.plural} it was {crossed[0]}, then {crossed[1]}."


def strength(finding: Finding) -> list[str]:
    """Say how often luck gives as much, or why nobody can tell."""
    if finding.verdict is Verdict.CANNOT_TELL:
        return [f"{capital(cite(finding.text('note'), finding.figure('note')))}."]
    if finding.verdict is Verdict.SAME:
        return [f"The change is surely smaller than {constant('a tenth')}, up or down."]
    return [f"Luck alone gives a change this large {luck(finding.number('p'))}."]


def weaknesses(finding: Finding) -> list[str]:
    """Say what the answer rests on, could not show or leaves out."""
    largest = [] if finding.positive("turns") else [_largest(finding)]
    return [line for line in (*limits(finding), *largest, _of_whom(finding)) if line]


def _largest(finding: Finding) -> str:
    """Say what is left without the largest gathering."""
    if finding.medium != MEETINGS or not finding.has("without_largest_before", "without_largest_after"):
        return ""
    before, after = (hundred(finding.number(f"without_largest_{period}")) for period in ("before", "after"))
    group = nouns(finding.by).singular
    return f"Without the largest meeting: {before}, then {after} for the same {group}."


def _of_whom(finding: Finding) -> str:
    """Say whose meetings are compared."""
    if finding.medium != MEETINGS or not finding.has("people"):
        return ""
    people = counted(finding.count("people"), "person", "people")
    known = nouns(finding.by).singular
    return f"{constant('Only')} the {people} of known {known} who could come in both periods are compared."


def limits(finding: Finding) -> list[str]:
    """Say what an answer that is no clear one could not show or does not bear."""
    if finding.verdict in {Verdict.CANNOT_TELL, Verdict.SAME, *CHANGES}:
        return []
    return [part for part in (_turn(finding), _who_comes(finding), _smallest(finding)) if part]


def _turn(finding: Finding) -> str:
    """Say that the answer rests on one gathering."""
    if not finding.positive("turns"):
        return ""
    before, after = (hundred(finding.number(f"without_largest_{period}")) for period in ("before", "after"))
    return (
        f"Without the largest meeting it is {before}, then {after}: {constant('less than half')} of the change is left."
    )


def _who_comes(finding: Finding) -> str:
    scales = [finding.number(name) for name in ("p_odds", "p_times") if finding.has(name)]
    if not scales or finding.number("p") <= HEADLINE_LEVEL or min(scales) > HEADLINE_LEVEL:
        return ""
    return "Who comes changed; whether groups mix more cannot be told apart from it."


def _smallest(finding: Finding) -> str:
    if finding.verdict is not Verdict.UNCHANGED:
        return ""
    if finding.medium != MEETINGS and finding.number("before_low") <= 1:
        return ""  # where nobody surely prefers their own there is nothing to fall
    if not finding.has("smallest") and finding.has("before_low") and finding.number("before_low") <= 1:
        noun, before = nouns(finding.by).singular, finding.text("before_title")
        return f"In {before} people from the same {noun} perhaps met by luck: little could fall."
    if not finding.has("smallest"):
        few = "meetings" if finding.medium == MEETINGS else "acts"
        return f"With so few {few} not even a complete end of it would surely be found."
    smallest = hundred(finding.number("smallest"))
    return f"Records like these show, {constant('8 times in 10')}, a fall to {smallest}; a smaller one is often missed."


def _share_of_pairs(finding: Finding) -> str:
    if not finding.has("drawn", "within_before", "within_after", "between_before", "between_after"):
        return ""
    words, (before, after) = nouns(finding.by), (finding.text("before_title"), finding.text("after_title"))
    shares = (
        hundred(finding.number(f"{half}_{when}")) for half in ("within", "between") for when in ("before", "after")
    )
    own, own_now, crossed, crossed_now = shares
    return (
        f"Take any {number(finding.count('drawn'))} meetings: {own} {constant(OF_100)} pairs from the same "
        f"{words.singular} met in {before}, {own_now} in {after}; of pairs from "
        f"different {words.plural} {crossed}, then {crossed_now}."
    )


def reason(finding: Finding) -> str:
    """Say why there is no answer."""
    if finding.medium != MEETINGS:
        return cite(finding.text("note"), finding.figure("note"))
    if without_meeting(finding):
        since, until = (finding.text(name) for name in ("since", "until"))
        return f"the files run from {moment(since)} to {moment(until)}" if since else "no meeting has a date"
    held = finding.count("held_before"), finding.count("held_after")
    if min(held) < finding.count("fewest"):
        numbers = f"{number(held[0])} and {counted(held[1], 'meeting')}"
        return f"{numbers}; {constant(f'at least {FEWEST_GATHERINGS_COMPARED} in each period')} are needed"
    return cite(finding.text("note"), finding.figure("note")) or "it could not be compared"
