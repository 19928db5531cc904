"""Who leads and how many share it, whether levels are in touch, and whether what is presented is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec import field

from sna.findings.frames import Record
from sna.findings.phrases import capital, counted, listed, luck, number, percent, power_words
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import Source, cell, cite, constant, like

if TYPE_CHECKING:
    from sna.findings.evidence import Evidence

ALL, CERTAIN = "all", 0.05
"""The row of all together; above this p nothing is a candidate for a claim."""
EVERY = "all acts"
"""The row of acts of every kind in the tables of leadership."""
LEADERS_RULE = (
    "how many people effectively share the acts: 1 ÷ how often two of them are of one person; the two periods compared "
    "by leaving out one month at a time"
)
LEVELS_RULE = (
    "times two were at the same meeting of 25 people or fewer; expected by how many ties each person has; levels dealt "
    "among whole organisations, and among people with about as many ties; adjusted by Holm's method"
)
USED_RULE = "log-rank scores; sources dealt out among the things presented; in use is what the list says so"
NO_SCORE = "More is not better by itself."
_OF_PERIOD = ("acts", "people", "expected", "share")


class LeadershipRow(Record, frozen=True):
    """A kind of act in a period or a quarter: how many, by how many people, shared as by how many."""

    span: str
    kind: str
    note: str
    acts: int = field(name="led_acts")
    people: int = field(name="led_by")
    effective: float | None = field(name="n_effective")
    expected: float | None = field(name="n_effective_expected")
    by_conveners: int | None = field(name="led_by_conveners")
    share: float | None = field(name="conveners_acts_share")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 3


class LeadershipGroupRow(Record, frozen=True):
    """People of an organisation, role or level, or of the host, in a period: their acts, and by how many of them."""

    span: str = field(name="act_span")
    kind: str = field(name="act_group_of")
    group: str
    acts: int = field(name="led_acts")
    people: int = field(name="led_by")

    index: ClassVar[int] = 3
    labels: ClassVar[int] = 3


class LeadershipChangeRow(Record, frozen=True):
    """All acts: how many effectively share them in the last period, against the first."""

    kind: str
    before_span: str = field(name="act_span_before")
    after_span: str = field(name="act_span_after")
    verdict: str
    note: str
    ratio: float | None = field(name="n_effective_change")
    low: float | None = field(name="n_effective_change_low")
    high: float | None = field(name="n_effective_change_high")
    p: float | None = field(name="n_effective_p")
    power: float | None = field(name="n_effective_power")

    labels: ClassVar[int] = 5


class LevelRow(Record, frozen=True):
    """Two levels, in a quarter or in all (`ALL`): their ties, and those expected; of steps, when it was reached."""

    level: str
    other: str
    span: str
    reached: str = field(name="level_reached")
    verdict: str
    note: str
    people: int = field(name="level_people")
    people_other: int = field(name="level_people_other")
    ties: int = field(name="level_ties")
    expected: float | None = field(name="level_ties_expected")
    p: float | None = field(name="level_p_adjusted")
    power: float | None = field(name="level_power")

    index: ClassVar[int] = 3
    labels: ClassVar[int] = 6


class UsedSourceRow(Record, frozen=True):
    """A source of what was presented, or all (`ALL`): how much of it was in use within a year."""

    source: str
    verdict: str
    note: str
    things: int = field(name="things_presented")
    within: int = field(name="used_within")
    before: int = field(name="used_before")
    share: float | None = field(name="used_share")
    low: float | None = field(name="used_share_low")
    high: float | None = field(name="used_share_high")
    p: float | None = field(name="used_p")
    power: float | None = field(name="used_power")

    labels: ClassVar[int] = 3


class UsedRow(Record, frozen=True):
    """A thing that was presented: where it comes from, and when it was in use."""

    thing: str
    source: str = field(name="comes_from")
    state: str = field(name="use_state")
    presented: dt.date | None = field(name="presented_on")
    begun: dt.date | None = field(name="used_on")
    days: int | None = field(name="days_to_use")

    labels: ClassVar[int] = 3


class UseCurveRow(Record, frozen=True):
    """Things of a source by a day after they were presented: how many are still followed, and the share in use."""

    source: str
    days: int = field(name="use_days")
    at_risk: int = field(name="use_at_risk")
    share: float | None = field(name="used_by")
    low: float | None = field(name="used_by_low")
    high: float | None = field(name="used_by_high")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 1


# Who leads


def leaders(evidence: Evidence) -> list[Finding]:
    """Give how many share the acts in the last period and in the first, or in the one there is."""
    tables = evidence.whole.tables
    change = tables.leadership_change.get(EVERY)
    spans = [row.span for row in tables.leadership if row.kind == EVERY]
    opening, closing = (
        (change.before_span, change.after_span) if change else (spans[0], spans[0]) if spans else ("", "")
    )
    rows = [row for span in (opening, closing) for row in [tables.leadership.get(span, EVERY)] if row is not None]
    if not rows or any(0 < row.people < evidence.smallest for row in rows):
        return []
    numbers: dict[str, float | str | dt.date | None] = {
        when: like(row.span, row.acts, "act_span")
        for when, row in zip(("start", "end"), (rows[0], rows[-1]), strict=True)
    }
    for when, row in zip(("before", "after"), (rows[0], rows[-1]), strict=True):
        numbers |= {f"{name}_{when}": getattr(row, name) for name in _OF_PERIOD} | {f"n_{when}": row.effective}
    if change:
        numbers |= change.measures()
        numbers |= {"note": cell(change.note, evidence.whole.source("note", "leadership_change", EVERY))}
    verdict = Verdict(change.verdict) if change else Verdict.COUNT
    return [Finding(what="leadership", figures=figures(**numbers), verdict=verdict, rule=LEADERS_RULE)]


def leaders_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many effectively lead, and by lot; what others than the conveners did; and how sure a change is."""
    finding = findings[0]
    parts = [_shared(finding), _by_others(finding), _strength(finding), NO_SCORE]
    return Sentence(leaders_title(finding), " ".join(part for part in parts if part))


def leaders_title(finding: Finding) -> str:
    """Say who leads in a line: two periods beside each other, never the first and the last quarter."""
    start, end = _span(finding, "start"), _span(finding, "end")
    few = [number(finding.number(f"n_{when}")) if finding.has(f"n_{when}") else "" for when in ("before", "after")]
    if start == end:
        return f"Leading is shared as if by {few[1]} people in equal parts" if few[1] else "Who led, by kind of act"
    if finding.verdict in {Verdict.MORE, Verdict.FEWER}:
        way = "More" if finding.verdict is Verdict.MORE else "Fewer"
        return f"{way} people share the leading: as if {few[1]} in equal parts in {end}, and {few[0]} in {start}"
    if finding.verdict is Verdict.CANNOT_TELL:
        return f"These records cannot tell whether more people lead in {end} than in {start}"
    sign = "It is not sure" if _nearly(finding) else cite("No clear sign", finding.figure("p"))
    return f"{sign} that more or fewer people share the leading in {end} than in {start}"


def _nearly(finding: Finding) -> bool:
    """Tell whether it would be a claim by itself, and is none among as much as a page looks at."""
    return finding.verdict is Verdict.UNCLEAR and finding.has("p") and finding.number("p") <= CERTAIN


def _not_sure(finding: Finding) -> str:
    often = luck(finding.number("p"))
    return f"Luck alone gives as much {often}: among as much as is looked at here that is not sure enough."


def _span(finding: Finding, name: str) -> str:
    return cite(finding.text(name), finding.figure(name))


def _shared(finding: Finding) -> str:
    """Say over how many acts, by how many people, shared as by how many, and by lot."""
    lines, lot = [], "by lot among those present it would be"
    for when, name in {"before": "start", "after": "end"}.items():
        acts, people = counted(finding.count(f"acts_{when}"), "act"), finding.count(f"people_{when}")
        line = f"In {_span(finding, name)}, {acts} of {counted(people, 'person', 'people')}"
        if finding.has(f"n_{when}"):
            line = f"{line}, shared as if by {number(finding.number(f'n_{when}'), 1)} in equal parts"
        if finding.has(f"expected_{when}"):
            line = f"{line}; {lot} {number(finding.number(f'expected_{when}'))}"
            lot = "by lot"
        lines.append(f"{line}.")
    kinds = "Each counts one: a meeting chaired, a talk, notes, an action, a thread begun."
    return " ".join([*dict.fromkeys(lines), kinds])


def _by_others(finding: Finding) -> str:
    if not finding.has("share_before", "share_after"):
        return ""
    shares = [
        percent(like(1 - finding.number(f"share_{when}"), finding.figure(f"share_{when}"), "others_acts_share"))
        for when in ("before", "after")
    ]
    start, end = _span(finding, "start"), _span(finding, "end")
    if start == end:
        return f"Others than the conveners did {shares[1]}."
    return f"Others than the conveners did {shares[0]} in {start} and {shares[1]} in {end}."


def _strength(finding: Finding) -> str:
    if not finding.has("p", "low", "high"):
        note = cite(finding.text("note"), finding.figure("note")) if finding.positive("note") else ""
        return f"{capital(note)}." if note else ""
    span = " to ".join(number(finding.number(end), 1) for end in ("low", "high"))
    line = f"That is {number(finding.number('ratio'), 1)} times as many ({span})."
    if finding.verdict in {Verdict.MORE, Verdict.FEWER}:
        return f"{line} Luck alone gives as much {luck(finding.number('p'))}."
    if _nearly(finding):
        return f"{line} {_not_sure(finding)}"
    twice = f"Had it been {constant('twice')} as many"
    return f"{line} {twice}, {power_words(finding.number('power'))}."


def led_in_tenths(span: str, kind: str, group: str, share: str) -> str:
    """Say how many in ten acts of a period were by people of a role or level.

    Examples
    --------
    >>> from sna.findings.sources import plain
    >>> plain(led_in_tenths("2024", "level", "local", "about 6 in 10")).partition(" (")[0]
    'Leading in 2024: about 6 in 10 acts'
    """
    place = Source("leadership_groups", f"{span}; {kind}; {group}", "led_share in tenths")
    when, tenths = cite(span, place._replace(column="act_span")), cite(share, place)
    acts = "acts (meetings chaired, talks, notes, actions, threads)"
    return f"Leading in {when}: {tenths} {acts} by people of the {kind} {group}."


# Levels


def levels(evidence: Evidence) -> list[Finding]:
    """Give each step from level to level: ties against what chance gives, and when it was reached."""
    rows = [row for row in evidence.whole.tables.levels if row.span == ALL and row.verdict]
    return [
        Finding(
            what="levels", groups=(row.level, row.other),
            figures=figures(**row.measures(), reached=like(row.reached, row.ties, "level_reached")),
            verdict=Verdict(row.verdict), rule=LEVELS_RULE,
        )
        for row in rows
        if min(row.people, row.people_other) >= max(evidence.smallest, 1)
    ]  # fmt: skip


def levels_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which levels are in touch since when, and of each step how many ties there are against chance."""
    steps = [_step(finding) for finding in findings]
    rule = (
        f"A level counts as reached in the first of {constant('two')} quarters running with {constant('three')} ties "
        "or more to the level below and as many as expected, if it stays so; that is looked for in each quarter."
    )
    return Sentence(levels_title(findings), " ".join([*steps, rule]))


def levels_title(findings: Sequence[Finding]) -> str:
    """Say which levels were reached when, and which not."""
    reached, rest = list[str](), list[str]()
    for finding in findings:
        words = f"{finding.groups[0]} with {finding.groups[1]}"
        when = cite(finding.text("reached"), finding.figure("reached")) if finding.positive("reached") else ""
        (reached if when else rest).append(f"{words} since {when}" if when else words)
    if not reached:
        return f"Levels are not clearly in touch: {listed(rest)}"
    others = f"; not clearly {listed(rest, joint='or')}" if rest else ""
    return capital(f"in touch: {listed(reached)}{others}")


def _step(finding: Finding) -> str:
    low, high = finding.groups
    people = " and ".join(number(finding.count(name)) for name in ("people", "people_other"))
    ties, expected = counted(finding.count("ties"), "tie"), number(finding.number("expected"))
    line = f"{capital(low)} with {high} ({people} people): {ties}, {expected} expected"
    size = "many" if finding.number("ties") > finding.number("expected") else "few"
    if not finding.has("p", "power"):
        return f"{line}."
    answers = {
        Verdict.MORE: f"more than luck gives ({luck(finding.number('p'))})",
        Verdict.FEWER: f"fewer than luck gives ({luck(finding.number('p'))})",
        Verdict.CANNOT_TELL: f"these records cannot tell whether that is {size}. Had {constant('one')} in "
        f"{constant('four')} of these ties not come about, each by luck, {power_words(finding.number('power'))}",
    }
    return f"{line}: {answers.get(finding.verdict, 'luck may give that many')}."


# What is presented, and used


def used(evidence: Evidence) -> list[Finding]:
    """Give how much of what was presented is in use within a year, and whether that differs by source."""
    row = evidence.whole.tables.used_by_source.get(ALL)
    if row is None or not row.things:
        return []
    sources = [part for part in evidence.whole.tables.used_by_source if part.source != ALL and part.things]
    numbers = figures(**row.measures(), note=like(row.note, row.things, "note"))
    for place, part in enumerate(sources):
        numbers |= {f"{name}_{place}": value for name, value in figures(**_source(part)).items()}
    return [
        Finding(what="used", groups=tuple(part.source for part in sources), figures=numbers,
                verdict=Verdict(row.verdict), rule=USED_RULE)
    ]  # fmt: skip


def _source(part: UsedSourceRow) -> dict[str, float | None]:
    return {"things": part.things, "within": part.within, "share": part.share, "low": part.low, "high": part.high}


def used_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how much was in use within a year, of each source, and whether they differ."""
    finding = findings[0]
    within, things = finding.count("within"), finding.count("things")
    few = number(within) if within else cite("none", within)
    headline = f"Of {counted(things, 'thing')} presented {few} {'was' if within == 1 else 'were'} in use within a year"
    parts = [_of_source(finding, place) for place in range(len(finding.groups))]
    before = (
        f"{capital(counted(finding.count('before'), 'more'))} were in use before." if finding.positive("before") else ""
    )
    followed = "Shares: each followed as long as the records go." if finding.has("share") else ""
    lines = [f"{capital('; '.join(parts))}.", before, followed, _sources_differ(finding)]
    return Sentence(headline, " ".join(line for line in lines if line))


def _of_source(finding: Finding, place: int) -> str:
    within, things = finding.count(f"within_{place}"), finding.count(f"things_{place}")
    line = f"from {finding.groups[place]} {number(within)} of {number(things)}"
    names = [f"{name}_{place}" for name in ("share", "low", "high")]
    if not finding.has(*names):
        return line
    share, low, high = (percent(finding.number(name)) for name in names)
    return f"{line} ({share}; {low} to {high})"


def _sources_differ(finding: Finding) -> str:
    if not finding.has("p", "power"):
        return f"{capital(cite(finding.text('note'), finding.figure('note')))}." if finding.positive("note") else ""
    if finding.verdict is Verdict.MORE:
        return f"They differ by where they come from: luck alone gives as much {luck(finding.number('p'))}."
    if _nearly(finding):
        return f"They seem to differ by where they come from. {_not_sure(finding)}"
    times = f"Had {constant('one')} source been taken up {constant('three')} times as readily as the others"
    power = f"{times}, {power_words(finding.number('power'))}."
    if finding.verdict is Verdict.CANNOT_TELL:
        return f"These records cannot tell whether it matters where they come from. {power}"
    return f"{cite('No clear sign', finding.figure('p'))} that it matters where they come from. {power}"


def steps(rows: Sequence[LevelRow]) -> list[tuple[str, str]]:
    """Give the steps of the ladder, from the lowest: the levels next to each other that were looked at."""
    return [(row.level, row.other) for row in rows if row.span == ALL and row.verdict]
