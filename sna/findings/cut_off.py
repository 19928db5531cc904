"""Who is cut off, in what and since when: people tied to nobody, groups tied to no other, groups that hang on one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sna.findings.attendance import MOST_ADVICE
from sna.findings.counts import counts
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, listed, moment, nouns, number
from sna.findings.record import MEETINGS, Action, Finding, Names, Sentence, Verdict, figures, subjects
from sna.findings.sources import Citable, cell, cite, constant, in_row, like
from sna.findings.tables import ALL, CutOffRow, GroupReachRow, OutsideRow

NONE = "no tie to any other group"
HANGS = "all ties to other groups run through one person"
UNTIED = "no tie to anybody in these records"
MOST_INVITED = 20
"""So many people tied to nobody are no small group to be invited by name."""


def groups(evidence: Evidence) -> list[GroupReachRow]:
    """Give the groups of the last period; none so small that it would point at somebody."""
    fewest = max(1, evidence.smallest)  # a group to be reached may have nobody yet
    return [group for group in evidence.now.tables.group_reach if group.people >= fewest]


def _largest_first(evidence: Evidence) -> list[GroupReachRow]:
    return sorted(groups(evidence), key=lambda group: (-group.people, group.group))


def untied_people(evidence: Evidence) -> list[OutsideRow]:
    """Give the people who are tied to nobody in the last period, by group and name."""
    labels = evidence.labels
    rows = evidence.now.tables.outside
    people = [person for person in rows if person.isolate and person.person not in evidence.leavers]
    return sorted(people, key=lambda person: (person.group, labels.get(person.person, "")))


# What is found


def hanging(evidence: Evidence) -> list[Finding]:
    """Give the groups of at least two people whose ties to others all run through one of them, largest first."""
    rows = [group for group in _largest_first(evidence) if group.single_link and group.people > 1]
    rows = [group for group in rows if group.single_link not in evidence.leavers]
    return [
        Finding(what="hangs-on-one", by=evidence.group, who=(group.single_link,), groups=(group.group,), rule=HANGS,
                figures=figures(people=group.people, others=like(group.people - 1, group.people, "others"),
                                outside=group.people_outside, groups_reached=group.groups_reached),
                period=evidence.now.title)
        for group in rows
    ]  # fmt: skip


def single_members(evidence: Evidence) -> list[Finding]:
    """Give the groups of one known member; none where most groups are such."""
    everybody = groups(evidence)
    names = [group.group for group in everybody if group.people == 1]
    if 2 * len(names) > len(everybody):
        return []
    staying = {row.of(evidence.group) for row in evidence.rows.people if not row.left}
    names = [name for name in names if name in staying or not evidence.leavers]
    sizes = {group.group: group.people for group in everybody}
    return [
        Finding(what="one-member", by=evidence.group, groups=(name,), figures=figures(people=sizes[name]))
        for name in names
    ]


def cut_off(evidence: Evidence) -> list[Finding]:
    """Give the groups that are cut off: without a tie to others, then those with fewer than chance, by their rule."""
    if counts(evidence.now).groups == 1:  # there is no other to be cut off from
        return []
    isolated = [group for group in _largest_first(evidence) if _isolated(evidence, group)]
    names = {group.group for group in isolated}
    return [
        *(_without_ties(evidence, group) for group in isolated),
        *(_few_ties(evidence, row) for row in _fewer_than_chance(evidence) if row.group not in names),
    ]


def _isolated(evidence: Evidence, group: GroupReachRow) -> bool:
    """Tell whether a group has no tie to others; who did not come is not cut off."""
    row = evidence.now.tables.cut_off.get(group.group)
    if group.people_outside or row is None:
        return not group.people_outside
    unknown = row.external == 0 and row.isolated is False  # tied to somebody whose group is not known
    return not unknown and (bool(evidence.medium) or row.last_attended is not None)


def _without_ties(evidence: Evidence, group: GroupReachRow) -> Finding:
    days = evidence.whole.tables.cut_off.get(group.group)  # over the whole time: since then it is without a tie
    numbers = figures(
        people=group.people, outside=group.people_outside, last_outside=days.last_outside if days else None
    )
    return Finding(what="cut-off", by=evidence.group, groups=(group.group,), figures=numbers, rule=NONE,
                   period=evidence.now.title)  # fmt: skip


def _few_ties(evidence: Evidence, row: CutOffRow) -> Finding:
    return Finding(what="cut-off", by=evidence.group, groups=(row.group,), figures=figures(**row.measures()),
                   verdict=Verdict.FEWER, rule=row.rule, period=evidence.now.title)  # fmt: skip


def _fewer_than_chance(evidence: Evidence) -> list[CutOffRow]:
    """Give the groups that are cut off though they have ties outside, those furthest from chance first."""
    rows = [row for row in evidence.now.tables.cut_off if row.isolated and row.external > 0]
    large = [row for row in rows if row.people >= evidence.smallest]
    return sorted(large, key=lambda row: 2.0 if row.external_fewer_p is None else row.external_fewer_p)


def untied(evidence: Evidence) -> list[Finding]:
    """Give those who are tied to nobody, in one finding."""
    people = untied_people(evidence)
    if not people:
        return []
    who, groups = tuple(person.person for person in people), tuple(dict.fromkeys(person.group for person in people))
    leavers = sum(person.isolate for person in evidence.now.tables.outside) - len(people)
    leavers = leavers if leavers >= evidence.smallest else 0  # fewer are told nowhere
    place = evidence.now.source("isolate and here", "outside")
    leavers = cell(leavers, place._replace(column="isolate and left"))
    numbers = figures(people=cell(len(people), place), leavers=leavers, smallest=evidence.smallest)
    return [Finding(what="alone", by=evidence.group, who=who, groups=groups, figures=numbers, rule=UNTIED,
                    period=evidence.now.title)]  # fmt: skip


# In words


def hanging_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say which group hangs on one person, and which others do."""
    finding = findings[0]
    group, people = finding.groups[0], finding.people(names)
    headline = f"{group} hangs on {cite('one person', finding.figure('outside'))}{finding.place}"
    others = f" So do {listed(subjects(findings[1:]))}." if len(findings) > 2 else ""
    others = f" So does {findings[1].groups[0]}." if len(findings) == 2 else others
    outside = finding.figure("outside")
    if not people:
        return Sentence(headline, f"Its ties to others run through {cite('one', outside)} of its people.{others}")
    only = f"{people[0]} is the {cite('only', outside)} link between {group} and the others{finding.place}"
    return Sentence(headline, f"{only}.{others}", finding.who, only)


def cut_off_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which groups are cut off, in what, since when, and by which rule."""
    words, place = nouns(findings[0].by), findings[0].place
    isolated = [finding for finding in findings if finding.verdict is Verdict.COUNT]
    fewer = [finding for finding in findings if finding.verdict is not Verdict.COUNT]
    column = "cut off" if fewer else "without ties"
    [total] = in_row({"total": like(len(findings), findings[0].figure("people"), column)}, ALL).values()
    number_of, none = counted(total, words.singular, words.plural), cite("no tie", _outside(isolated or findings))
    if not fewer:
        return Sentence(f"{number_of} {'has' if len(isolated) == 1 else 'have'} {none} to another{place}",
                        f"{listed(_since(isolated))}.")  # fmt: skip
    headline = f"{number_of} {'is' if len(findings) == 1 else 'are'} cut off{place or ' at the meetings'}"
    sentences = [f"{listed(_since(isolated))}: {none} to another."] if isolated else []
    return Sentence(headline, " ".join([*sentences, *map(few_ties, fewer)]))


def _since(findings: Sequence[Finding]) -> list[str]:
    """Name the groups without a tie, each with the day they last met others, if they ever did."""
    days = [(finding.groups[0], finding.text("last_outside")) for finding in findings]
    return [f"{name} (since {moment(day)})" if day else name for name, day in days]


def few_ties(finding: Finding) -> str:
    """Say how many ties outside a group has, how many chance would give, and since when it has none new."""
    chance = number(finding.number("external_expected")) if finding.has("external_expected") else "more"
    last = finding.text("last_outside")
    since = f"; last met others on {moment(last)}" if last else ""
    ties = f"{number(finding.number('external'))} ties to others where chance would give {chance}"
    return f"{finding.groups[0]}: {ties}{since}."


def untied_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say who is tied to nobody."""
    finding = findings[0]
    number_of = finding.count("people")
    headline = f"{counted(number_of, 'person', 'people')} {_alone(finding)}"
    leavers = finding.count("leavers") if finding.has("leavers") else 0
    have = "has" if leavers == 1 else "have"
    rest = f" So did {counted(leavers, 'person', 'people')} who {have} left." if leavers else ""
    if finding.medium != MEETINGS:
        rest = rest.replace("So did", "So was" if leavers == 1 else "So were")
    people = listed(finding.people(names), total=number_of)
    return Sentence(headline, f"{people}.{rest}", finding.who)


def _alone(finding: Finding) -> str:
    """Say of which time somebody has no tie: of another they may have many."""
    when = f" in {finding.period}" if finding.period else ""
    if finding.medium == MEETINGS:
        return f"came to {constant('no')} meeting with others{when}"
    return f"{'was' if finding.count('people') == 1 else 'were'} without a tie{finding.place}{when}"


def nobody_cut_off(evidence: Evidence) -> str:
    """Say that nobody is cut off: of whom that is known, and by which rules."""
    group, place = nouns(evidence.group).singular, evidence.now.source("isolate and here", "outside")
    nobody = cite("Nobody", cell(len(untied_people(evidence)), place))
    hanging = evidence.now.source("hangs", "group_reach")
    alone, none = constant("one person"), cite("no", hanging)
    when = f" in {evidence.now.title}" if evidence.now.title else ""
    members = f"whose {group} is known, and who has not left, is without a tie{when}"
    return f"{nobody} {members}, and {none} {group} hangs on {alone}."


def single_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which groups have one member only."""
    words = nouns(findings[0].by)
    single = findings[0].figure("people")
    [total] = in_row({"total": like(len(findings), single, "with one member")}, ALL).values()
    text = f"{listed(subjects(findings), 20, total=total)}. If that person stops, they are linked no longer."
    return Sentence(f"{counted(total, words.singular, words.plural)} with {cite('one', single)} member", text)


# Advice


def second_contact(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to find a second contact in each of the groups that hang on one person."""
    for finding in findings[:MOST_ADVICE]:
        through = "".join(finding.people(names)) or "one person"
        others, outside = (
            counted(finding.count("others"), "other person", "other people"),
            finding.figure("outside"),
        )
        why = f"{cite('Only', outside)} {through} has ties to others, not its {others}."
        yield Action(f"Find a second contact at {finding.groups[0]}", why)


def bring_together(findings: Sequence[Finding], _names: Names) -> Iterator[Action]:
    """Advise to bring the groups that are cut off together with others."""
    isolated = [finding for finding in findings if finding.verdict is Verdict.COUNT]
    if isolated:
        whose, none = "its" if len(isolated) == 1 else "their", cite("None", _outside(isolated))
        when = f" in {isolated[0].period}" if isolated[0].period else ""
        yield _together(isolated, f"{none} of {whose} people is tied to anybody {nouns(isolated[0].by).another}{when}.")
    fewer = [finding for finding in findings if finding.verdict is not Verdict.COUNT][:MOST_ADVICE]
    if fewer:
        yield _together(fewer, " ".join(map(few_ties, fewer)))


def _outside(findings: Sequence[Finding]) -> Citable:
    """Give how many people of several groups have ties to others: the rows of all of them."""
    [people] = in_row({"outside": findings[0].figure("outside")}, "; ".join(subjects(findings))).values()
    return people


def _together(findings: Sequence[Finding], why: str) -> Action:
    seated = findings[0].medium == MEETINGS
    bring, place = ("Seat", "with others") if seated else ("Bring", "into a thread with others")
    return Action(f"{bring} {listed(subjects(findings), MOST_ADVICE)} {place}", why)


def small_group(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to invite those tied to nobody to a small group, or to ask a few of very many."""
    for finding in findings:
        number_of = finding.count("people")
        if number_of > MOST_INVITED:
            why = f"{capital(counted(number_of, 'person', 'people'))} {_alone(finding)}."
            yield Action("Ask a few of the silent what would help them to join in", why)
        else:
            why = f"{'This person' if number_of == 1 else 'They'} {_alone(finding)}."
            people = listed(finding.people(names), MOST_ADVICE, total=number_of)
            yield Action(f"Invite {people} to a small group", why)
