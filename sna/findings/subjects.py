"""What people want and offer, whether needs were met, tasks, and who works on what: counts, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, listed, nouns, number, percent
from sna.findings.record import Finding, Names, Sentence, figures
from sna.findings.sources import Source, cell, cite, constant, like
from sna.findings.tables import ALL

MOST_TOPICS = 5
FEW = "at meetings of 25 people or fewer"
NOT_OFFERED = "not offered"
COLUMNS = {
    "finished": "tasks_done", "waiting": "tasks_open", "overdue": "tasks_overdue", "actions": "tasks_in_minutes",
}  # fmt: skip


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
    """
    columns = {"people who want, rounded": people, "tenths helped": helped}
    people, helped = (cite(words, Source("introductions", ALL, column)) for column, words in columns.items())
    return f"About {people} people said what they want; for {helped} wants somebody elsewhere offers help."


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
        topics = listed(finding.text("topics").split("; "), MOST_TOPICS, total=lacking)
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
    which = f"On {listed(lines, MOST_TOPICS, total=shared)}." if lines else ""
    return Sentence(headline, which)


def barriers(evidence: Evidence) -> list[Finding]:
    """Give what most people say keeps them away; nothing where nobody was asked."""
    rows = [row for row in evidence.whole.tables.barriers if row.people >= evidence.smallest]
    if not rows:
        return []
    source = evidence.whole.source
    counts = {f"people{place}": cell(row.people, source("kept_away", "barriers", row.topic))
              for place, row in enumerate(rows[:MOST_TOPICS])}  # fmt: skip
    topics = "; ".join(row.topic for row in rows[:MOST_TOPICS]) if evidence.names else ""
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
        f"{_held(finding)}, {_only(finding)} to no other"
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
                f"{nouns(finding.by).plural}; with everybody coming for themselves it would be {expected} "
                f"({low} to {high})."
            )
    return Sentence(capital("; ".join(people)), " ".join(lines))


def _only(finding: Finding) -> str:
    only = finding.count("only")
    return f"{number(only) if only else cite('none', only)} of them"


def _held(finding: Finding) -> str:
    return "online" if finding.groups[0] == "virtual" else finding.groups[0]
