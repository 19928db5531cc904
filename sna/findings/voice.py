"""Whether all have equal voice: by role against presence, over the years, who speaks next, virtual beside in person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec import field

from sna.findings.frames import Record
from sna.findings.phrases import capital, listed, luck, number, percent, power_words
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import Source, cite, constant, like

if TYPE_CHECKING:
    from sna.findings.evidence import Evidence

EVERY = "all meetings"
"""The part that is the whole time in the table `voice`."""
MODES = ("in person", "virtual")
LITTLE = 0.5
VOICE_RULE = (
    "turns ÷ the turns that presence alone would give, meeting by meeting; roles dealt out anew among people, adjusted "
    "for the roles and the periods looked at"
)
CHANGE_RULE = "the ratio to all others in the last period ÷ that in the first; roles dealt out anew among people"
NEXT_RULE = "who speaks next by each person's share in the turns of the meeting; roles dealt out anew among people"
MODES_RULE = "modes dealt out anew over the meetings of each period, adjusted for three measures"
ENDS = ("first", "last")
NO_SCORE = "Talking more is not better or worse by itself. What single people said is not told."


class VoiceRow(Record, frozen=True):
    """A role in a part of the time: its turns against its presence."""

    part: str
    voice: str
    verdict: str
    note: str
    people: int = field(name="voice_people")
    meetings: int = field(name="voice_meetings")
    turns: int = field(name="voice_turns")
    share: float | None = field(name="voice_share")
    presence: float | None = field(name="voice_presence")
    ratio: float | None = field(name="voice_ratio")
    low: float | None = field(name="voice_low")
    high: float | None = field(name="voice_high")
    others: float | None = field(name="voice_others")
    p: float | None = field(name="voice_p_adjusted")
    power: float | None = field(name="voice_power")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 4


class VoiceChangeRow(Record, frozen=True):
    """A role: its ratio to all others in the first and the last period."""

    voice: str
    verdict: str
    note: str
    first: float | None = field(name="voice_first")
    last: float | None = field(name="voice_last")
    times: float | None = field(name="voice_times")
    p: float | None = field(name="voice_p_adjusted")
    power: float | None = field(name="voice_power")

    labels: ClassVar[int] = 3


class VoiceMeetingRow(Record, frozen=True):
    """A meeting: who was there and spoke, and how equally."""

    gathering: str
    mode: str
    period: str
    note: str
    on: dt.date | None
    present: int | None = field(name="voice_present")
    speakers: int = field(name="voice_speakers")
    turns: int = field(name="voice_turns")
    silent: float | None = field(name="silent_share")
    gini: float | None = field(name="turns_gini")
    expected: float | None = field(name="turns_gini_expected")
    half: int | None = field(name="voice_half")

    labels: ClassVar[int] = 4


class VoiceModesRow(Record, frozen=True):
    """What is compared between virtual meetings and those in person."""

    measure: str
    verdict: str
    note: str
    person: float | None = field(name="mode_person")
    virtual: float | None = field(name="mode_virtual")
    meetings: int = field(name="both_modes_meetings")
    p: float | None = field(name="mode_p_adjusted")

    labels: ClassVar[int] = 3


class TurnsRow(Record, frozen=True):
    """Two roles: how often the second speaks next after the first."""

    before: str = field(name="spoke_before")
    following: str = field(name="spoke_next")
    verdict: str
    times: int = field(name="next_turns")
    expected: float | None = field(name="next_expected")
    ratio: float | None = field(name="next_ratio")
    p: float | None = field(name="next_p_adjusted")

    index: ClassVar[int] = 2
    labels: ClassVar[int] = 3


def people_of(role: str) -> str:
    """Name the people of a role.

    Examples
    --------
    >>> people_of("patient"), people_of("Secretary"), people_of("staff nurses")
    ('patients', 'secretaries', 'staff nurses')
    """
    role = role if role[:2].isupper() else role[:1].lower() + role[1:]
    if role.endswith(("s", "staff")) or not role[-1:].isalpha():
        return role
    return f"{role[:-1]}ies" if role.endswith("y") and role[-2:-1] not in "aeiou" else f"{role}s"


def parts_of(evidence: Evidence) -> list[str]:
    """Name the parts of the time in which the voices are looked at: the periods, or all meetings where there are none.

    Modes are compared by the same table, and claimed of by none.
    """
    parts = list(dict.fromkeys(row.part for row in evidence.whole.tables.voice))
    return [part for part in parts if part not in {EVERY, *MODES}] or parts[:1]


def voices(evidence: Evidence) -> list[Finding]:
    """Give how much each role speaks against its presence, in each period."""
    parts = parts_of(evidence)
    return [
        Finding(
            what="voice", groups=(row.voice, row.part),
            figures=figures(
                **row.measures(), p_all=row.p and like(min(row.p * len(parts), 1.0), row.p),
                verdict=like(row.verdict, row.turns, "verdict"),
            ),
            verdict=Verdict(row.verdict), rule=VOICE_RULE,
        )
        for row in evidence.whole.tables.voice
        if row.part in parts and row.people >= evidence.smallest and row.ratio is not None
    ]  # fmt: skip


def voices_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say what each role speaks in per cent of what its presence gives, which stand out, and what would be found."""
    claims = [finding for finding in findings if finding.verdict in {Verdict.MORE, Verdict.FEWER}]
    roles = dict.fromkeys(finding.groups[0] for finding in findings)
    lines = [_of_role(role, [finding for finding in findings if finding.groups[0] == role]) for role in roles]
    headline = _voices_headline(findings, claims)
    return Sentence(headline, " ".join([*lines, *map(_claim, claims), _power(findings), NO_SCORE]))


def _voices_headline(findings: Sequence[Finding], claims: Sequence[Finding]) -> str:
    if claims:
        clearest = min(claims, key=lambda finding: finding.number("p_all"))
        own = [finding for finding in findings if finding.groups[0] == clearest.groups[0]]
        ends = list(dict.fromkeys([clearest.groups[1], own[0].groups[1], own[-1].groups[1]]))
        rows = [finding for finding in own if finding.groups[1] in ends]
        first, *rest = [f"{_percent(finding)}{_when(finding)}" for finding in rows]
        share, when = first.partition(" in ")[::2]
        of = f"{share} as much as their presence would give{when and ' in '}{when}"
        return f"{capital(people_of(clearest.groups[0]))} spoke {', and '.join([of, *rest])}"
    if all(finding.verdict is Verdict.CANNOT_TELL for finding in findings):
        return "These records cannot tell whether each role speaks as much as its presence would give"
    return f"{_unclear(findings)} that any role speaks more or less than its presence would give"


def _unclear(findings: Sequence[Finding]) -> str:
    return cite("No clear sign", findings[0].figure("verdict"))


def _percent(finding: Finding) -> str:
    return percent(finding.number("ratio"))


def _when(finding: Finding) -> str:
    part = finding.groups[1]
    return "" if part == EVERY else f" in {cite(part, like(part, finding.figure('ratio'), 'part'))}"


def _of_role(role: str, rows: Sequence[Finding]) -> str:
    people = listed([f"{_percent(finding)}{_when(finding)}" for finding in rows])
    return f"{capital(people_of(role))}: {people}."


def _claim(finding: Finding) -> str:
    low, high = (percent(finding.number(end)) for end in ("low", "high"))
    way = "less" if finding.verdict is Verdict.FEWER else "more"
    return (
        f"{capital(people_of(finding.groups[0]))} spoke {way} than the others{_when(finding)} ({low} to {high} of "
        f"their presence): with roles dealt out by luck a difference as large comes {luck(finding.number('p'))}."
    )


def _power(findings: Sequence[Finding]) -> str:
    tested = [finding for finding in findings if finding.has("power")]
    if not tested:
        return "There are too few people of a role, or too few meetings with a register and a transcript, to test."
    # not the one with the least power: of several that are as large, that would be the one most under-stated
    smallest = min(tested, key=lambda finding: finding.count("people"))
    words = f"had {constant('half')} the turns of the others, each time they were there{_when(smallest)}"
    return f"Had {people_of(smallest.groups[0])} {words}, {power_words(smallest.number('power'))}."


def voices_in_tens(rows: Sequence[tuple[str, str, float, str]]) -> str:
    """Say in rounded per cent how much those roles spoke that stand out: role, part of the time, share, verdict.

    Examples
    --------
    >>> from sna.findings.sources import plain
    >>> plain(voices_in_tens([("patient", "2021", 0.6, Verdict.FEWER), ("patient", "2023", 1.0, Verdict.UNCLEAR)]))
    'Patients spoke about 60% as much as their presence would give in 2021, 100% in 2023: less than luck gives in 2021.'
    """
    sentences = list[str]()
    words = {Verdict.MORE: "more than luck gives", Verdict.FEWER: "less than luck gives"}
    for role in dict.fromkeys(role for role, _part, _share, verdict in rows if verdict in words):
        spoke, claims = list[str](), list[str]()
        for _role, part, share, verdict in (row for row in rows if row[0] == role):
            place = Source("voice", f"{part}; {role}", "voice_ratio in tens")
            when = "" if part == EVERY else f" in {cite(part, place._replace(column='part'))}"
            presence = "" if spoke else " as much as their presence would give"
            spoke.append(f"{cite(f'{100 * share:.0f}%', place)}{presence}{when}")
            claims += [f"{words[Verdict(verdict)]}{when}"] if verdict in words else []
        sentences.append(f"{capital(people_of(role))} spoke about {', '.join(spoke)}: {listed(claims)}.")
    if rows and not sentences and any(verdict == Verdict.UNCLEAR for *_row, verdict in rows):
        sign = cite("No clear sign", Source("voice", f"{rows[0][1]}; {rows[0][0]}", "verdict"))
        return f"{sign} that any role speaks more or less than its presence would give."
    return " ".join(sentences)


def voice_changes(evidence: Evidence) -> list[Finding]:
    """Give whether a role speaks more, against the others, in the last period than in the first."""
    people: dict[str, int] = {}
    for row in evidence.whole.tables.voice:
        people[row.voice] = min(row.people, people.get(row.voice, row.people))
    periods = parts_of(evidence)
    return [
        Finding(
            what="voice-change", groups=(row.voice, periods[0], periods[-1]),
            figures=figures(**row.measures(), verdict=like(row.verdict, row.times, "verdict")),
            verdict=Verdict(row.verdict), rule=CHANGE_RULE,
        )
        for row in evidence.whole.tables.voice_change
        if people.get(row.voice, 0) >= evidence.smallest and row.times is not None and row.p is not None
    ]  # fmt: skip


def voice_changes_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which roles speak more or less, against the others, than in the first period."""
    claims = [finding for finding in findings if finding.verdict in {Verdict.MORE, Verdict.FEWER}]
    first, last = (
        cite(part, like(part, findings[0].figure(end), f"part {end}"))
        for part, end in zip(findings[0].groups[1:], ENDS, strict=True)
    )
    lines = [
        f"{capital(people_of(finding.groups[0]))}: {number(finding.number('times'), 1)} times as much, against the "
        f"others ({percent(finding.number('first'))} then, {percent(finding.number('last'))} now)."
        for finding in findings
    ]
    odds = [
        f"{capital(people_of(finding.groups[0]))}: with roles dealt out by luck a change as large comes "
        f"{luck(finding.number('p'))}."
        for finding in claims
    ]
    if claims:
        best = min(claims, key=lambda finding: finding.number("p"))
        headline = (
            f"{capital(people_of(best.groups[0]))} speak {number(best.number('times'), 1)} times as much against the "
            f"others in {last} as in {first}"
        )
    elif all(finding.verdict is Verdict.CANNOT_TELL for finding in findings):
        headline = f"These records cannot tell whether a role speaks more in {last} than in {first}"
    else:
        headline = f"{_unclear(findings)} that a role speaks more or less in {last} than in {first}"
    if not claims:
        role, seen = people_of(findings[0].groups[0]), power_words(findings[0].number("power"))
        turns = f"against the others, {constant('half')} the turns in {last} that they had in {first}"
        odds = [f"Had {role} had, {turns}, {seen}."]
    return Sentence(headline, " ".join([*lines, *odds]))


def next_turns(evidence: Evidence) -> list[Finding]:
    """Give who speaks next after whom, by role; of roles large enough to be told of."""
    people = {row.voice: row.people for row in evidence.whole.tables.voice if row.part == EVERY}
    smallest = evidence.smallest
    return [
        Finding(
            what="speaks-next", groups=(row.before, row.following), figures=figures(**row.measures()),
            verdict=Verdict(row.verdict), rule=NEXT_RULE,
        )
        for row in evidence.whole.tables.turns
        if not smallest or min(people.get(row.before, 0), people.get(row.following, 0)) >= smallest
    ]  # fmt: skip


def next_turns_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which roles follow which more or less often than by each person's share in the talk."""
    claims = [finding for finding in findings if finding.verdict in {Verdict.MORE, Verdict.FEWER}]
    largest = max(findings, key=lambda finding: abs(finding.number("ratio") - 1) if finding.has("ratio") else 0.0)
    text = (
        f"The largest difference: {_pair(largest)}."
        if largest.has("ratio")
        else "Too few turns follow one another to compare."
    )
    if claims:
        best = min(claims, key=lambda finding: finding.number("p"))
        headline = capital(_pair(best))
        odds = [f"{capital(_pair(finding))}: by luck that comes {luck(finding.number('p'))}." for finding in claims]
        text = " ".join(odds)
    else:
        headline = "Who speaks next does not clearly depend on the role of who spoke"
    return Sentence(headline, f"{text} To speak next is not to answer: the words are not kept.")


def _pair(finding: Finding) -> str:
    before, following = (people_of(role) for role in finding.groups)
    again = "other " if before == following else ""
    return (
        f"after {before}, {again}{following} speak next {percent(finding.number('ratio'))} as often as by their share "
        "in the talk"
    )


def modes(evidence: Evidence) -> list[Finding]:
    """Give whether talk is spread otherwise at virtual meetings than in person."""
    return [
        Finding(
            what="voice-modes", groups=(row.measure,),
            figures=figures(**row.measures(), verdict=like(row.verdict, row.meetings, "verdict")),
            verdict=Verdict(row.verdict), rule=MODES_RULE,
        )
        for row in evidence.whole.tables.voice_modes
    ]  # fmt: skip


_MEASURES = {
    "inequality": ("turns fall on few people", 2), "silent": ("people keep silent", 0),
    "half of the turns": ("people have half of the turns", 1),
}  # fmt: skip


def modes_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say in which way virtual meetings differ from those in person, if in any."""
    claims = [finding for finding in findings if finding.verdict in {Verdict.MORE, Verdict.FEWER}]
    meetings = number(findings[0].count("meetings"))
    lines = [_mode_line(finding) for finding in findings]
    if claims:
        best = min(claims, key=lambda finding: finding.number("p"))
        way = "more" if best.verdict is Verdict.MORE else "fewer"
        what = "turns fall on few people" if best.groups[0] == "inequality" else f"{way} {_MEASURES[best.groups[0]][0]}"
        unequal = (
            f"{way if way == 'more' else 'less'} than in person" if best.groups[0] == "inequality" else "than in person"
        )
        headline = (
            f"At virtual meetings {what}, {unequal}"
            if best.groups[0] == "inequality"
            else f"At virtual meetings {what} {unequal}"
        )
        lines += [f"By luck a difference as large comes {luck(best.number('p'))}."]
    elif all(finding.verdict is Verdict.CANNOT_TELL for finding in findings):
        headline = "These records cannot tell whether talk is spread otherwise at virtual meetings"
    else:
        headline = f"{_unclear(findings)} that talk is spread otherwise at the virtual ones of {meetings} meetings"
    return Sentence(headline, f"{' '.join(lines)} Who came may differ too.")


def _mode_line(finding: Finding) -> str:
    if finding.groups[0] == "silent":
        person, virtual = (percent(finding.number(mode)) for mode in ("person", "virtual"))
        return f"Kept silent: {person} in person, {virtual} on a screen."
    places = _MEASURES[finding.groups[0]][1]
    person, virtual = (number(finding.number(mode), places) for mode in ("person", "virtual"))
    if finding.groups[0] == "inequality":
        return f"Inequality of turns beyond what equal chances give: {person} and {virtual}."
    return f"People with {constant('half')} of the turns: {person} and {virtual}."
