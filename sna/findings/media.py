"""Between the meetings: what each medium's network says, in sentences; it is never added to another.

Of each medium it is asked whether people turn less to their own group than before, whether those in touch meet as well,
and whether who came to more mixed meetings is later in touch with more people of other groups. Each period's share of
ties across groups is judged alone; that one is clear and the other is not is no change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sna.findings.boundaries import Boundary, crossing, crossing_words
from sna.findings.change import CHANGES, before_and_after, limits, reason, strength, title
from sna.findings.counts import counts, mixing, too_little
from sna.findings.evidence import ACTIONS, Evidence, Medium
from sna.findings.frames import NO_TABLE
from sna.findings.phrases import capital, counted, hundred, listed, luck, nouns, number, veiled
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import cite, constant, like
from sna.findings.spanners import spanners
from sna.findings.tables import ALL

MOST_NAMED = 8
CONSENT = "An account of X is tied to a person where that person has agreed to it; any other account stays an account."


class Manner(Struct, frozen=True):
    """How to speak of a medium: of one who takes part, of several, and of one act."""

    singular: str
    plural: str
    act: str = "interaction"


MANNERS = {
    "slack": Manner("person has an account", "people have an account"),
    "x": Manner("account takes part", "accounts take part"),
    ACTIONS: Manner("person gave or was given an action", "people gave or were given an action", "action"),
}
USUAL = Manner("person takes part", "people take part")

EvidenceKind = TypeVar("EvidenceKind", bound=Evidence)


def within(evidence: EvidenceKind, medium: Medium) -> EvidenceKind:
    """Give the same evidence as if it were about one medium alone."""
    return replace(
        evidence,
        medium=medium.title,
        media=(),
        people=medium.people,
        periods=medium.periods,
        whole=medium.whole,
        gatherings=NO_TABLE,
        attendance=NO_TABLE,
    )


def medium_boundary(evidence: Evidence, medium: Medium) -> Boundary | None:
    """Give the share of a medium's ties across the study's own groups; None where no period can be judged."""
    alone = within(evidence, medium)
    before, now = (
        mixing(period.tables) if period and not too_little((period,)) else None for period in (alone.before, alone.now)
    )
    return Boundary(evidence.group, before, now) if before or now else None


def medium_sentences(evidence: Evidence, medium: Medium, changes: Sequence[Finding] = ()) -> list[str]:
    """Say who turned to whom, whether groups keep less to themselves, what else was claimed, and who connects.

    `changes` are the findings, as judged, of whether its groups keep less to themselves than before, and of whether
    those who are in touch meet as well.
    """
    inside, manner = within(evidence, medium), MANNERS.get(medium.name, USUAL)
    if medium.name == ACTIONS:
        return [_traffic(inside, manner)]
    words = {"contact": contact_words, "overlap": overlap_words, "exposure": exposure_words}
    claims = [(words[row.what]([row], {}), words[row.what] is contact_words) for row in changes]
    lines = [f"{sentence.headline}.{f' {sentence.text}' * full}" for sentence, full in claims]
    if not any(full for _sentence, full in claims):
        lines.insert(0, _crossed(evidence, medium))
    sentences = [_traffic(inside, manner), *lines, *_connectors(inside)]
    return [*sentences, CONSENT] if medium.name == "x" else sentences


def _crossed(evidence: Evidence, medium: Medium) -> str:
    """Say what share of its ties cross groups, each period alone; or that there are too few."""
    boundary = medium_boundary(evidence, medium)
    if boundary is None:
        return f"Too few ties or people to tell whether {nouns(evidence.group).plural} keep to themselves here."
    return crossing_words(crossing(boundary, within(evidence, medium)))


def _traffic(evidence: Evidence, manner: Manner) -> str:
    now, before = evidence.now, evidence.before
    people = capital(counted(now.people, manner.singular, manner.plural))
    unknown = like(now.people - counts(now).people, now.people, "ungrouped")
    ungrouped = f" (the {evidence.group} of {number(unknown)} is not known)" if unknown > 0 else ""
    acts = f"{counted(now.acts, manner.act)} between {counted(now.ties, 'pair')}"
    acts = f"In {now.title} there were {acts}" if now.title else f"There were {acts}"
    earlier = f"; in {before.title} it was {number(before.acts)} between {number(before.ties)}" if before else ""
    return f"{people}{ungrouped}. {acts}{earlier}."


def _connectors(evidence: Evidence) -> list[str]:
    """Say who stands out as linking groups there; nothing where nobody does."""
    people = [evidence.labels[finding.who[0]] for finding in spanners(evidence)] if evidence.names else []
    verb = "stands" if len(people) == 1 else "stand"
    return (
        [f"{listed(people, MOST_NAMED)} {verb} out as linking {nouns(evidence.group).plural} here."] if people else []
    )


# Whether people turn less to their own group than before


CONTACT_SCALE = "for every 100 times to somebody as busy from another"
CONTACT_RULE = (
    "acts within groups as odds, given who is busy in each period; p from dealing the weeks out to the periods anew"
)


def contact_changes(evidence: Evidence) -> list[Finding]:
    """Give the change between the study's own groups on a medium; nothing where no two periods are compared."""
    row = evidence.tables_by(evidence.group, evidence.whole).contact.get(ALL)
    if row is None or evidence.before is None or not evidence.medium:
        return []
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    texts = {"verdict": like(row.verdict, row.people, "verdict"), "note": like(row.note, row.people, "note")}
    numbers = titles | figures(**(row.measures() | texts))
    return [
        Finding(what="contact", by=evidence.group, figures=numbers, verdict=Verdict(row.verdict), rule=CONTACT_RULE)
    ]


def contact_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say what the answer is, with the figures of both periods and how sure it is; or why there is none."""
    finding = findings[0]
    if not finding.has("before", "after"):
        return Sentence(title(finding), f"{capital(reason(finding))}.")
    return Sentence(
        title(finding),
        " ".join([_contact_figures(finding), *strength(finding), *_contact_caveat(finding), *limits(finding)]),
    )


def _contact_caveat(finding: Finding) -> list[str]:
    """Say what weakens a change that is called one."""
    return [f"{capital(reason(finding))}."] if finding.verdict in CHANGES and finding.positive("note") else []


def _contact_figures(finding: Finding) -> str:
    (before, after), words = before_and_after(finding), nouns(finding.by)
    ends = {name: hundred(finding.number(name)) for name in ("after_low", "after_high", "ratio_low", "ratio_high")}
    return (
        f"In {finding.text('before_title')}, people turned to somebody from the same {words.singular} {before} times "
        f"{constant(CONTACT_SCALE)}. In {finding.text('after_title')} it was {after} ({ends['after_low']} to "
        f"{ends['after_high']}). That is {hundred(finding.number('ratio'))} {constant('for every 100')} of before "
        f"({ends['ratio_low']} to {ends['ratio_high']})."
    )


OF_100 = "for every 100"
# Whether those in touch meet as well


OVERLAP_EXPECTED = "expected from how often they come and with how many they are in touch"
OVERLAP_RULE = (
    "times at the same meeting, less what everybody's totals give in both; p from dealing people out anew among those "
    "in touch with about as many"
)
OVERLAP_CLAIMS = {
    Verdict.MORE: "Who is in touch{} also meets more than others do",
    Verdict.FEWER: "Who is in touch{} meets less than others do",
    Verdict.CANNOT_TELL: "These records cannot tell whether who is in touch{} also meets",
}
OVERLAP_MEANING = {
    Verdict.MORE: "It links people whom meetings link as well.",
    Verdict.FEWER: "It links people whom meetings do not.",
}


def overlaps(evidence: Evidence) -> list[Finding]:
    """Say whether the people in touch on a medium are those who meet; nothing where nobody met."""
    row = evidence.tables_by(evidence.group, evidence.whole).overlap.get(ALL)
    if row is None or not evidence.medium or row.pairs is None:
        return []
    texts = {name: like(getattr(row, name), row.pairs, name) for name in ("verdict", "note", "period")}
    numbers = figures(**(row.measures() | texts), fewest=evidence.smallest)
    return [
        Finding(what="overlap", by=evidence.group, figures=numbers, verdict=Verdict(row.verdict), rule=OVERLAP_RULE,
                period=row.period)
    ]  # fmt: skip


def overlap_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say it with the pairs it rests on, how far it is from chance, and what the medium alone links."""
    finding = findings[0]
    unclear = (
        cite("No clear sign", finding.figure("verdict")) + " that who is in touch{} meets more or less than others"
    )
    headline = OVERLAP_CLAIMS.get(finding.verdict, unclear).format(finding.place)
    parts = (
        [_overlap_ratio(finding), *_overlap_strength(finding)] if finding.has("overlap") else [_overlap_reason(finding)]
    )
    return Sentence(headline, " ".join(part for part in (*parts, _pairs_beyond(finding)) if part))


def _overlap_reason(finding: Finding) -> str:
    return f"{capital(cite(finding.text('note'), finding.figure('note')))}."


def _overlap_ratio(finding: Finding) -> str:
    when = f"In {finding.text('period')}, p" if finding.has("period") else "P"
    ratio, low, high = (hundred(finding.number(name)) for name in ("overlap", "low", "high"))
    return (
        f"{when}eople in touch{finding.place} were at the same meeting {ratio} times {constant(OF_100)} "
        f"{OVERLAP_EXPECTED} (by chance {low} to {high})."
    )


def _overlap_strength(finding: Finding) -> list[str]:
    chance = f"Luck alone gives a departure this large {luck(finding.number('p'))}."
    if finding.verdict in OVERLAP_MEANING:
        return [chance, OVERLAP_MEANING[finding.verdict]]
    smallest = hundred(finding.number("smallest"))
    return [
        chance,
        f"Records like these show, {constant('8 times in 10')}, a figure of {smallest}; less is often missed.",
    ]


def _pairs_beyond(finding: Finding) -> str:
    """Count the pairs of people, and of groups, that are in touch and were never at the same meeting."""
    fewest, words = finding.count("fewest") if finding.has("fewest") else 0, nouns(finding.by)
    pairs, never, groups, groups_only = (finding.count(name) for name in ("pairs", "never", "groups", "groups_only"))
    if not pairs:
        return ""
    of_pairs = f"Of {veiled(pairs, fewest)} pairs of people who come to meetings and are in touch, "
    of_pairs += f"{veiled(never, fewest)} were never at the same one"
    if not groups:
        return f"{of_pairs}."
    tied = counted(groups, f"pair of {words.plural}", f"pairs of {words.plural}")
    return f"{of_pairs}. Of {tied} in touch, {finding.medium} alone links {number(groups_only)}."


# Whether mixed meetings go with contacts afterwards


EXPOSURE_RULE = (
    "people of one group who came as often, acted as often and were in touch with as many of other groups before; p "
    "from dealing out within groups what these leave, studentised, and Student's t, the larger of the two"
)
EXPOSURE_CAVEAT = "This is an association: who likes to meet others may do either for that reason."


def exposures(evidence: Evidence) -> list[Finding]:
    """Say whether meetings and contacts go together so; nothing where nobody met, or there is one period."""
    row = evidence.tables_by(evidence.group, evidence.whole).exposure.get(ALL)
    if row is None or not evidence.medium or row.people is None or evidence.before is None:
        return []
    texts = {name: like(getattr(row, name), row.people, name) for name in ("verdict", "note")}
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    numbers = titles | figures(**(row.measures() | texts), fewest=evidence.smallest)
    return [
        Finding(what="exposure", by=evidence.group, figures=numbers, verdict=Verdict(row.verdict), rule=EXPOSURE_RULE)
    ]


def exposure_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say whom it rests on, how much more contact a tenth more of others goes with, and that it is an association."""
    finding = findings[0]
    if not finding.has("exposure", "p"):
        note = capital(cite(finding.text("note"), finding.figure("note")))
        return Sentence(_exposure_title(finding), f"{note}.")
    fewest = finding.count("fewest") if finding.has("fewest") else 0
    ratio, low, high = (hundred(finding.number(name)) for name in ("exposure", "low", "high"))
    when = f"in {finding.text('before_title')} and were in touch{finding.place} in {finding.text('after_title')}"
    text = (
        f"Of {veiled(finding.count('people'), fewest)} people who came to meetings {when}: where {constant('a tenth')} "
        f"more of those at somebody's meetings were from another {nouns(finding.by).singular}, they were in touch with "
        f"{ratio} people from others ({low} to {high}) {constant('for every 100')} of those as active who came as "
        f"often. Luck alone gives a departure this large {luck(finding.number('p'))}. {EXPOSURE_CAVEAT}"
    )
    return Sentence(_exposure_title(finding), text)


def _exposure_title(finding: Finding) -> str:
    other, place = f"in other {nouns(finding.by).plural}", finding.place
    if finding.verdict in {Verdict.MORE, Verdict.FEWER}:
        how = "more" if finding.verdict is Verdict.MORE else "fewer"
        return f"Who came to more mixed meetings later had {how} contacts {other}{place}"
    if finding.verdict is Verdict.CANNOT_TELL:
        return f"These records cannot tell whether more mixed meetings go with contacts {other}{place}"
    unclear = cite("No clear sign", finding.figure("verdict"))
    return f"{unclear} that who came to more mixed meetings later had more contacts {other}{place}"
