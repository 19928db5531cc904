"""Work done twice in isolation, and practices that spread: counts, what luck gives, and what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, listed, luck, nouns, number, percent
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import cell, cite, constant, like
from sna.findings.tables import ALL, BOUNDARIES

ISOLATION, UNKNOWN, IN_USE = "not met", "unknown", "in use"
EVERY = "all practices"
"""The row of all practices together in the table `spread_summary`."""
MOST_TOPICS = 6
CONTACT_RULE = "twice at a meeting of 25 people or fewer, or one answered the other, before the later was begun"
ISOLATED_RULE = (
    "makers of both groups: "
    + CONTACT_RULE
    + "; tested is how little contact groups on the same topic had before the later began, by how often both came; "
    "topics dealt out among the groups, each with as many, p doubled for two sides"
)
SPREAD_RULE = (
    "share of contact with groups that had it, less that of groups still without it, by how often each came; whole "
    "groups dealt out over the places of the contact, one-sided, adjusted by Holm's method"
)


def isolated_by(evidence: Evidence) -> str:
    """Name the groups between which work is compared: the study's own, or the first others that share a topic."""
    for by in dict.fromkeys([evidence.group, *BOUNDARIES]):
        row = evidence.tables_by(by, evidence.whole).isolated_work_summary.get(ALL)
        if row is not None and row.pairs:
            return by
    return ""


def isolated(evidence: Evidence) -> list[Finding]:
    """Give how many pairs of groups work on the same topic, and made it in isolation."""
    by = isolated_by(evidence)
    row = evidence.tables_by(by, evidence.whole).isolated_work_summary.get(ALL) if by else None
    if row is None or any(
        0 < count < evidence.smallest for count in (row.pairs, row.apart, row.acquainted, row.unknown)
    ):
        return []
    pairs = [
        f"{pair.topic}: {pair.group} and {pair.other}"
        for pair in evidence.tables_by(by, evidence.whole).isolated_work
        if pair.state == ISOLATION
    ]
    numbers = figures(**row.measures(), note=like(row.note, row.pairs, "note"))
    groups = tuple(pairs) if not evidence.smallest else ()
    return [
        Finding(what="isolated-work", by=by, groups=groups, figures=numbers,
                verdict=Verdict(row.verdict), rule=ISOLATED_RULE)
    ]  # fmt: skip


def isolated_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many pairs made the same without having met, which, and what luck would give."""
    finding = findings[0]
    pairs, apart, plural = finding.count("pairs"), finding.count("apart"), nouns(finding.by).plural
    work = (
        f"{number(pairs)} pairs of {plural} that work" if pairs > 1 else f"{number(pairs)} pair of {plural} that works"
    )
    headline = f"Of {work} on the same topic, {number(apart) if apart else cite('none', apart)} had not met"
    parts = [_where(finding), _unknown(finding), _luck_of_topics(finding)]
    return Sentence(headline, " ".join(part for part in [*parts, f"Met: {constant(CONTACT_RULE)}."] if part))


def _where(finding: Finding) -> str:
    """Name the topics and the groups whose makers had not met, by topic."""
    pairs = [pair.rpartition(": ")[::2] for pair in finding.groups]
    lines = [
        f"{topic} ({', '.join(pair for _topic, pair in rows)})" for topic, rows in groupby(pairs, lambda pair: pair[0])
    ]
    topics = like(len(lines), finding.figure("apart"), "topics")
    return f"{listed(lines, MOST_TOPICS, total=topics)}." if lines else ""


def _unknown(finding: Finding) -> str:
    unknown = finding.count("unknown")
    of = "1 pair" if unknown == 1 else f"{number(unknown)} pairs"
    return f"Of {cite(of, finding.figure('unknown'))} nobody knows who made it, or when." if unknown else ""


def _luck_of_topics(finding: Finding) -> str:
    if not finding.has("p", "expected", "low", "high"):
        note = cite(finding.text("note"), finding.figure("note")) if finding.positive("note") else "too few are known"
        return f"These records cannot tell whether that is more than luck gives: {note}."
    expected, low, high = (number(finding.number(name), 1) for name in ("expected", "low", "high"))
    line = f"Were topics dealt out by luck, it would be {expected} ({low} to {high})."
    answers = {
        Verdict.MORE: "Groups that had been together less work on the same topic more often than luck gives.",
        Verdict.FEWER: "Groups that had been together more work on the same topic more often than luck gives.",
        Verdict.CANNOT_TELL: "These records cannot tell whether groups that had been together less do more work twice.",
    }
    answer = answers.get(finding.verdict, "No clear sign that groups that had been together less do more work twice.")
    if finding.verdict in {Verdict.MORE, Verdict.FEWER} or not finding.has("power"):
        return f"{line} {answer}"
    power = percent(finding.number("power"))
    return f"{line} {answer} Were they twice as ready to, it would be found {power} of the time."


# Practices


def spread_by(evidence: Evidence) -> str:
    """Name the groups among which practices spread: organisations where enough are on the list, or the study's own."""
    for by in dict.fromkeys([BOUNDARIES[0], evidence.group, *BOUNDARIES]):
        row = evidence.tables_by(by, evidence.whole).spread_summary.get(EVERY)
        if row is not None and row.p is not None:
            return by
    row = evidence.tables_by(evidence.group, evidence.whole).spread_summary.get(EVERY)
    return evidence.group if row is not None else ""


def spread(evidence: Evidence) -> list[Finding]:
    """Give whether practices went along contact, all together, and each of which that is so."""
    by = spread_by(evidence)
    table = evidence.tables_by(by, evidence.whole).spread_summary if by else ()
    rows = [row for row in table if row.practice == EVERY or Verdict(row.verdict) is Verdict.MORE]
    source = evidence.whole.source
    several = cell(len(table) - 1, source("practices", "spread_summary"))
    steps = evidence.tables_by(by, evidence.whole).spread if by else ()
    using = [row for row in steps if row.status == IN_USE]
    used = cell(len({row.practice for row in using}), source("practices in use", "spread_summary"))
    places = cell(len({row.group for row in using}), source("places in use", "spread_summary"))
    return [
        Finding(
            what="spread", by=by, groups=() if row.practice == EVERY else (row.practice,),
            figures=figures(
                **row.measures(), note=like(row.note, row.takers, "note"), practices=several, used=used, places=places
            ),
            verdict=Verdict(row.verdict), rule=SPREAD_RULE,
        )
        for row in sorted(rows, key=lambda row: row.practice != EVERY)
        if not any(0 < count < evidence.smallest for count in (row.could, row.takers))
    ]  # fmt: skip


def spread_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say whether practices went to groups that had met those who had them, how surely, and from whom they say so."""
    every = next((finding for finding in findings if not finding.groups), findings[0])
    single = [finding for finding in findings if finding.groups and finding.verdict is Verdict.MORE]
    lines = [_touched(every), _spread_luck(every), *map(_singly, single), _learned(every), _caution(every, single)]
    return Sentence(_spread_headline(every, single), " ".join(line for line in lines if line))


def _spread_headline(every: Finding, single: Sequence[Finding]) -> str:
    if single and every.verdict is not Verdict.MORE:
        names = listed([finding.groups[0] for finding in single])
        return f"{names} went along contact, more than luck gives"
    if every.verdict is Verdict.MORE:
        return f"Practices went to {nouns(every.by).plural} that had met those who had them, more than luck gives"
    if every.verdict is Verdict.CANNOT_TELL:
        return "These records cannot tell whether practices spread by contact"
    return f"{cite('No clear sign', every.figure('p'))} that practices spread by contact"


def _touched(finding: Finding) -> str:
    practices, takers = counted(finding.count("practices"), "practice"), counted(finding.count("takers"), "time")
    words = nouns(finding.by)
    line = f"{capital(words.plural)} took up {practices}, {takers}."
    if not finding.has("touching", "expected"):
        return f"{line} {capital(cite(finding.text('note'), finding.figure('note')))}."
    later = like(finding.count("takers") - finding.count("began"), finding.figure("takers"), "not the first")
    touching, expected = number(finding.number("touching")), number(finding.number("expected"))
    return (
        f"{line} Of {number(later)} that were not the first, {touching} had been at a meeting with one that had it; "
        f"with {words.plural} dealt out by luck it would be {expected}."
    )


def _spread_luck(finding: Finding) -> str:
    if not finding.has("p", "power"):
        return ""
    power = percent(finding.number("power"))
    line = f"Luck alone gives contact as close {luck(finding.number('p'))}."
    strength = f"Practices that go by contact alone would be found {power} of the time."
    return line if finding.verdict is Verdict.MORE else f"{line} {strength}"


def _singly(finding: Finding) -> str:
    return f"{finding.groups[0]}: luck alone gives contact as close {luck(finding.number('p'))}."


def _learned(finding: Finding) -> str:
    """Say how many of those who name a source had met it: the stronger evidence."""
    if not finding.positive("named") or not finding.has("named_expected"):
        return ""
    named, touching, any_other = (
        finding.count("named"),
        finding.count("named_touching"),
        finding.number("named_expected"),
    )
    verb = "says" if named == 1 else "say"
    return (
        f"{capital(number(named))} {verb} from whom they have it: {number(touching)} had met them, where "
        f"{number(any_other)} would have met any other."
    )


def _caution(every: Finding, single: Sequence[Finding]) -> str:
    if every.verdict is not Verdict.MORE and not single:
        return ""
    return "What came first need not be the cause: those who are alike do alike, and somebody may have told them all."
