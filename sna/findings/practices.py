"""Work done twice in isolation, practices that spread, and what people want, offer, took on and work on.

Of each: counts, what luck gives or how sure they are, and what cannot be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, listed, luck, nouns, number, percent
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import Source, cell, cite, constant, like
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
MOST_LISTED = 5
FEW = "at meetings of 25 people or fewer"
NOT_OFFERED = "not offered"
COLUMNS = {
    "finished": "tasks_done", "waiting": "tasks_open", "overdue": "tasks_overdue", "actions": "tasks_in_minutes",
}  # fmt: skip


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
    in_use = [row for row in steps if row.status == IN_USE]
    uses = cell(len({row.practice for row in in_use}), source("practices in use", "spread_summary"))
    places = cell(len({row.group for row in in_use}), source("places in use", "spread_summary"))
    return [
        Finding(
            what="spread", by=by, groups=() if row.practice == EVERY else (row.practice,),
            figures=figures(
                **row.measures(), note=like(row.note, row.takers, "note"), practices=several, used=uses, places=places
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


def seekers(evidence: Evidence) -> dict[str, list[str]]:
    """Give who wants what: id → topics."""
    tables, topics = evidence.whole.tables, dict[str, list[str]]()
    for row in tables.introductions:
        topics.setdefault(row.seeker, []).append(row.topic)
    for rest in tables.unmet:
        for person in filter(None, rest.wanting_are.split("; ")):
            topics.setdefault(person, []).append(rest.topic)
    return topics


def in_tenths(people: str, helped: str) -> str:
    """Say how many people said what they want, and for how many in ten of their wants there is an offer.

    Examples
    --------
    >>> in_tenths("30", "about 7 in 10")
    'About 30 people said what they want; for about 7 in 10 wants somebody elsewhere offers help.'
    >>> in_tenths("30", "between 2 and 9 in 10")  # says next to nothing
    'About 30 people said what they want.'
    """
    columns, unsure = {"people who want, rounded": people, "tenths helped": helped}, helped.startswith("between")
    people, helped = (cite(words, Source("introductions", ALL, column)) for column, words in columns.items())
    rest = "" if unsure else f"; for {helped} wants somebody elsewhere offers help"
    return f"About {people} people said what they want{rest}."


def work_in_tenths(needs_tenths: str, apart: tuple[str, str], use: tuple[str, int, str]) -> str:
    """Say how many in ten wants were met, pairs of a kind of groups had not met, and where how many practices are used.

    Examples
    --------
    >>> from sna.findings.sources import plain
    >>> plain(work_in_tenths("", ("", ""), ("organisation", 3, "25")))
    '3 practices are in use, at about 25 organisations.'
    """
    lines, (at, practices, places) = list[str](), use
    if needs_tenths:
        lines.append(f"Met, their owners say: {cite(needs_tenths, Source('needs', ALL, 'tenths met'))} wants.")
    if apart[1]:
        share = cite(apart[1], Source(f"isolated_work_summary_{apart[0]}", ALL, "tenths apart"))
        lines.append(f"Of pairs of {nouns(apart[0]).plural} on the same topic, {share} had not met.")
    if practices:
        table, verb = f"spread_summary_{at}", "is" if practices == 1 else "are"
        number_of = counted(cell(practices, Source(table, EVERY, "practices in use")), "practice")
        where = cite(places, Source(table, EVERY, "places in use, rounded"))
        lines.append(f"{number_of} {verb} in use, at about {where} {nouns(at).plural}.")
    return " ".join(lines)


def wants(evidence: Evidence) -> list[Finding]:
    """Count the open wants, those that an offer meets, and the topics nobody offers; nothing without a want."""
    period = evidence.whole
    table, rest = period.tables.introductions, period.tables.unmet
    lacking = [row for row in rest if row.why == NOT_OFFERED]
    every, free = len(table) + sum(row.wanting for row in rest), len(period.tables.unused)
    counts = {"wants": every, "helped": len(table), "apart": sum(not row.times for row in table), "unused": free}
    if not every or any(0 < count < evidence.smallest for count in counts.values()):
        return []
    numbers = {name: cell(count, period.source(name, "introductions")) for name, count in counts.items()}
    topics = "; ".join(row.topic for row in lacking) if evidence.names else ""
    lacks = cell(len(lacking), period.source("topics nobody offers", "unmet"))
    return [Finding(what="wants", figures=figures(**numbers, lacking=lacks, topics=topics))]


def wants_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many wants somebody offers to meet, how many of the pairs have never met, and what nobody offers."""
    finding = findings[0]
    helped, apart, lacking = (finding.count(name) for name in ("helped", "apart", "lacking"))
    of = f"{number(finding.count('wants'))} wants" if finding.count("wants") > 1 else "the one want"
    headline = f"For {number(helped) if helped else cite('none', helped)} of {of} somebody elsewhere offers help"
    parts = []
    if apart:
        pairs = "of these pairs have" if apart != 1 else "of these pairs has"
        parts.append(f"{number(apart)} {pairs} never been together {constant(FEW)}.")
    if lacking and finding.has("topics"):
        topics = listed(finding.text("topics").split("; "), MOST_LISTED, total=lacking)
        parts.append(f"Not offered: {topics}.")
    if finding.positive("unused"):
        verb = "is" if finding.count("unused") == 1 else "are"
        parts.append(f"{capital(counted(finding.count('unused'), 'offer'))} {verb} not asked for yet.")
    return Sentence(headline, " ".join(parts))


def needs(evidence: Evidence) -> list[Finding]:
    """Give how many wants were met, as those who had them say; nothing where no file says it."""
    row = evidence.whole.tables.needs.get(ALL)
    if row is None or not row.helped or row.share is None:
        return []
    if any(0 < count < evidence.smallest for count in (row.helped, row.wants - row.helped)):
        return []
    return [Finding(what="needs-met", figures=figures(**row.measures()))]


def needs_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many were met, the share with its interval, and after how many the two had been together."""
    finding = findings[0]
    share, low, high = (percent(finding.number(name)) for name in ("share", "low", "high"))
    headline = f"{number(finding.count('helped'))} of {number(finding.count('wants'))} wants were met, their owners say"
    after = number(finding.count("after")) if finding.positive("after") else ""
    contact = f" Before {after} of them they had been with somebody who offers it, {constant(FEW)}." if after else ""
    return Sentence(headline, f"That is {share}; as few people tell it may be {low} to {high}.{contact}")


def tasks(evidence: Evidence) -> list[Finding]:
    """Count the tasks taken on, by what became of them; nothing without one."""
    rows, period = evidence.whole.tables.tasks, evidence.whole
    names = ("tasks", "finished", "waiting", "overdue", "actions")
    counts = {name: sum(int(getattr(row, name)) for row in rows) for name in names}
    if not len(rows):
        return []
    numbers = {name: cell(count, period.source(COLUMNS.get(name, name), "tasks")) for name, count in counts.items()}
    owners = cell(sum(bool(row.owner and row.tasks) for row in rows), period.source("owners", "tasks"))
    return [] if 0 < owners < evidence.smallest else [Finding(what="tasks", figures=figures(**numbers, owners=owners))]


def tasks_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many tasks are done, open and overdue, and by how many people they were taken on."""
    finding = findings[0]
    names = ("tasks", "finished", "waiting", "overdue", "owners")
    every, finished, waiting, overdue, owners = (finding.count(name) for name in names)
    actions = counted(finding.count("actions"), "action") if finding.positive("actions") else ""
    if not every:
        return Sentence(f"The minutes give {actions}; whether they are done they do not say", "")
    few, verb = number(finished) if finished else cite("None", finished), "is" if finished == 1 else "are"
    headline = f"{few} of {counted(every, 'task')} taken on {verb} done"
    rest = [f"{number(waiting)} not yet due" if waiting else "", f"{number(overdue)} overdue" if overdue else ""]
    who = f"They are of {counted(owners, 'person', 'people')}." if owners else ""
    states = capital(f"{listed([part for part in rest if part])}.") if any(rest) else ""
    besides = f"The minutes give {actions} besides; whether these are done they do not say." if actions else ""
    return Sentence(headline, " ".join(part for part in (states, who, besides) if part))


def working(evidence: Evidence) -> list[Finding]:
    """Give the topics on which people of several groups work; nothing where there is none."""
    every = [row for row in evidence.whole.tables.working_on if row.group == ALL]
    shared = [row for row in every if row.working_groups > 1 and row.workers >= max(2, evidence.smallest)]
    if not shared:
        return []
    shared.sort(key=lambda row: (-row.workers, -row.working_groups, row.topic))
    lines = [row.topic for row in shared]
    count = cell(len(shared), evidence.whole.source("shared topics", "working_on"))
    topics = like(sum(row.workers > 0 for row in every), count, "topics")
    joint = "; ".join(lines) if evidence.names else ""
    return [Finding(what="working-on", by=evidence.group, figures=figures(shared=count, topics=topics, lines=joint))]


def working_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say on how many topics people of several groups work, and on which."""
    finding = findings[0]
    shared, topics = finding.count("shared"), finding.count("topics")
    headline = f"On {number(shared)} of {counted(topics, 'topic')} people of several groups work"
    lines = finding.text("lines").split("; ") if finding.has("lines") else []
    which = f"On {listed(lines, MOST_LISTED, total=shared)}." if lines else ""
    return Sentence(headline, which)


def barriers(evidence: Evidence) -> list[Finding]:
    """Give what most people say keeps them away; nothing where nobody was asked."""
    rows = [row for row in evidence.whole.tables.barriers if row.people >= evidence.smallest]
    if not rows:
        return []
    source = evidence.whole.source
    counts = {f"people{place}": cell(row.people, source("kept_away", "barriers", row.topic))
              for place, row in enumerate(rows[:MOST_LISTED])}  # fmt: skip
    topics = "; ".join(row.topic for row in rows[:MOST_LISTED]) if evidence.names else ""
    numbers = figures(**counts, topics=topics, every=cell(len(rows), source("topics", "barriers")))
    return [Finding(what="barriers", figures=numbers)]


def barrier_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say what keeps people away, and how many say so."""
    finding = findings[0]
    topics = finding.text("topics").split("; ") if finding.has("topics") else []
    parts = [f"{topic} ({number(finding.count(f'people{place}'))})" for place, topic in enumerate(topics)]
    headline = f"People name {counted(finding.count('every'), 'thing')} that {_verb(finding)} them away"
    return Sentence(headline, f"Named by so many: {listed(parts)}." if parts else "")


def _verb(finding: Finding) -> str:
    return "keeps" if finding.count("every") == 1 else "keep"


def modes(evidence: Evidence) -> list[Finding]:
    """Give for each kind of meeting who comes and how far groups mix; nothing of meetings to which few come."""
    rows = [*evidence.whole.tables.modes]
    if any(0 < count < evidence.smallest for row in rows for count in (row.people, row.only)):
        return []
    return [
        Finding(what="modes", by=evidence.group, groups=(row.mode,), figures=figures(**row.measures())) for row in rows
    ]


def mode_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say who comes to each kind of meeting, and beside luck what share of the pairs there are of two groups."""
    people = [
        f"{number(finding.count('people'))} came to {counted(finding.count('meetings'), 'meeting')} held "
        f"{_held(finding)}, {_only(finding)} to these alone"
        for finding in findings
    ]
    lines = []
    for finding in findings:
        if finding.has("across", "expected", "low", "high"):
            across, expected, low, high = (
                percent(finding.number(name)) for name in ("across", "expected", "low", "high")
            )
            lines.append(
                f"Of the pairs of people at meetings held {_held(finding)} {across} were of two "
                f"{nouns(finding.by).plural}; were it luck who comes when, it would be {expected} "
                f"({low} to {high})."
            )
    return Sentence(capital("; ".join(people)), " ".join(lines))


def _only(finding: Finding) -> str:
    only = finding.count("only")
    return f"{number(only) if only else cite('none', only)} of them"


def _held(finding: Finding) -> str:
    return "online" if finding.groups[0] == "virtual" else finding.groups[0]
