"""Who links us: people who tie groups, and those who join several communities of practice.

The boundary-spanners who may be named, how often each came, and what that many gatherings give. Of communities beside
each other: how many people join them, which links hang on one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from msgspec.structs import replace

from sna.findings.attendance import recently
from sna.findings.counts import mixing
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import capital, counted, listed, luck, nouns, number, percent
from sna.findings.record import Action, Finding, Names, Sentence, Verdict, figures
from sna.findings.rows import CopOverlapRow
from sna.findings.sources import cell, cite, constant, in_row, like
from sna.findings.tables import ALL, SpannerRow

RULE = (
    "among the highest tenth in three measures at once, none below chance and one above; named only if that stays so "
    "in at least 80 of 100 draws with half of the gatherings left out, and the groups surely keep to themselves"
)
SPANNER = "spanner"


# What is found
EVERY = "all communities"
"""The row of all communities of practice in the table `cops`."""
MOST = 6
COPS_RULE = "people in both of two sets drawn from all who could join; hypergeometric, adjusted by Holm's method"


def spanners(evidence: Evidence) -> list[Finding]:
    """Give the people who may be named as boundary-spanners, those tied to most groups first.

    First those of the last period, then who else may be named over the whole time (their `period` is empty), then who
    else could be in the first period.
    """
    findings: list[Finding] = []
    for period in (evidence.now, evidence.whole, evidence.before):
        findings += _others(_named(evidence, period), findings) if period is not None else []
    return findings


def named(evidence: Evidence, period: PeriodTables) -> tuple[str, ...]:
    """Give the ids of the boundary-spanners of a period who may be named: nobody where there is no boundary."""
    rows = period.tables.spanners if _boundary(evidence, period) else ()
    return tuple(row.person for row in rows if row.named)


def _boundary(evidence: Evidence, period: PeriodTables) -> bool:
    """Tell whether the groups surely keep to themselves in a period: where they do not there is nothing to span.

    There is always a highest tenth. Where everybody comes for themselves somebody stands out all the same, surely and
    for no reason.
    """
    row = evidence.whole.tables.co_attendance.get(ALL)
    if row is None or row.before_low is None or row.after_low is None or evidence.medium:
        share = mixing(period.tables)
        return share is None or (share.clear and share.share < share.expected)
    if period is evidence.now:
        return row.after_low > 1
    return row.before_low > 1 if period is evidence.before else max(row.before_low, row.after_low) > 1


def _named(evidence: Evidence, period: PeriodTables) -> list[Finding]:
    people = {*named(evidence, period)} - evidence.leavers
    rows = period.tables.spanners if people else ()
    findings = [_finding(evidence, period, row) for row in rows if row.person in people]
    return sorted(findings, key=lambda finding: (*_place(finding), finding.who))


def _place(finding: Finding) -> tuple[float, ...]:
    """Who came most often stands first, then who was with people of most groups; equal figures have one place."""
    names = "came", "could", "groups_reached", "stays", "earlier"
    return tuple(-finding.number(name) if finding.has(name) else 0.0 for name in names)


def _others(findings: list[Finding], earlier: list[Finding]) -> list[Finding]:
    people = {finding.who for finding in earlier}
    return [finding for finding in findings if finding.who not in people]


def _finding(evidence: Evidence, period: PeriodTables, row: SpannerRow) -> Finding:
    again = evidence.before is not None and row.person in named(evidence, evidence.before)
    attendance, lately = (part.tables.absences.get(row.person) for part in (period, evidence.whole))
    presence = figures(came=attendance.times_came, could=attendance.times_could) if attendance else {}
    missed = figures(missed=lately.missed_last, recent=recently(evidence)) if lately else {}
    numbers = {
        **presence,
        **missed,
        **figures(**row.measures(), again=int(again), earlier=int(period is evidence.before)),
    }
    return Finding(what=SPANNER, by=evidence.group, who=(row.person,), groups=(row.group,), rule=RULE,
                   figures=in_row(numbers, evidence.labels.get(row.person, "")), verdict=Verdict.MORE,
                   period=period.title)  # fmt: skip


# In words


def nobody_links(evidence: Evidence, period: PeriodTables, where: str = "") -> str:
    """Say that nobody is named in a period, and why, where nobody was looked for or people do stand out."""
    groups, rows = nouns(evidence.group).plural, period.tables.spanners
    if rows and all(row.named is None for row in rows):
        [(why, _people)] = Counter(row.note for row in rows).most_common(1)  # a convener's note says something else
        return f"Who links {groups}{where} cannot be told: {constant(why)}."
    if not any(row.named for row in rows):
        return f"{cite('Nobody', period.source('named', 'spanners'))} stands out as linking {groups}{where}."
    if _boundary(evidence, period):
        return f"{constant('Nobody')} who has not left stands out as linking {groups}{where}."
    only = f"{constant('only')} where {groups} surely keep to themselves is there a boundary to span"
    return f"{constant('Nobody')} is named as linking {groups}{where}: {only}."


def spanner_rule(group: str, acts: str = "gatherings") -> str:
    """Give the rule by which somebody is named, with its limits; `acts` is what the ties rest on.

    Examples
    --------
    >>> spanner_rule("team").startswith("Who links teams stands out in three ways at once")
    True
    """
    groups = nouns(group).plural
    return (
        f"Who links {groups} stands out in three ways at once, where {groups} surely keep to themselves. First: the "
        f"number of other {groups} they were with. Second: pairs of people of different {groups} whose shortest path "
        f"runs through them. Third: pairs across {groups} who were both with them but not with each other. In each "
        "they are among the highest tenth of people. In none they are below, and in one above, what chance gives "
        "somebody with as many ties. They are named if this holds in 80 of 100 draws in which half of the "
        f"{acts} are left out. Ask before you name anybody."
    )


def spanner_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say who links the groups: how often they came first; those with equal figures stand together."""
    first, people = findings[0], [name for finding in findings for name in finding.people(names)]
    past = first.positive("earlier")
    verb = "linked" if past else "links" if len(people) == 1 else "link"
    level = [list(equals) for _place, equals in groupby(findings, key=_place)]
    return Sentence(
        f"{listed(people, 4)} {verb} {nouns(first.by).plural}",
        " ".join(_together(equals, names) for equals in level),
        tuple(person for finding in findings for person in finding.who),
    )


def _together(findings: Sequence[Finding], names: Names) -> str:
    """Say of people with equal figures what they did and how surely that is no luck."""
    people = [name for finding in findings for name in finding.people(names)]
    first = replace(findings[0], figures=in_row(findings[0].figures, "; ".join(people)))
    verb = "were" if len(people) > 1 else "was"
    without = f"With {constant('half')} of the {_acts(first)} left out at random"
    return f"{listed(people)} {deed(first, verb)}. {without} they still stand out in {_stays(first)} of draws."


def deed(finding: Finding, verb: str = "was") -> str:
    """Say how often somebody came and with people of how many other groups, in which time."""
    when = f"in {finding.period}" if finding.period else "over the whole time"
    if not finding.has("came", "could"):
        return f"{verb} in touch with people from {_groups(finding)} {when}"
    return f"came to {attended(finding)} {when}, with people from {_groups(finding)}"


def attended(finding: Finding) -> str:
    """Say to how many gatherings of those they could come somebody came; empty where nobody met.

    Examples
    --------
    >>> attended(Finding(what="spanner", figures={"came": 12, "could": 12}))
    '12 of 12 gatherings'
    """
    if not finding.has("came", "could"):
        return ""
    return f"{number(finding.count('came'))} of {counted(finding.count('could'), 'gathering')}"


def _acts(finding: Finding) -> str:
    return "gatherings" if finding.has("came", "could") else "interactions"


def _groups(finding: Finding) -> str:
    words = nouns(finding.by)
    return counted(finding.count("groups_reached"), f"other {words.singular}", f"other {words.plural}")


def reasons(finding: Finding) -> tuple[str, ...]:
    """Say why somebody stands out, with what chance would give."""
    groups = nouns(finding.by).plural
    return (
        f"with people from {_groups(finding)}",
        *_against_chance(finding, "between_groups", f"shortest paths between {groups}"),
        *_against_chance(finding, "broker_across", f"pairs across {groups} who were with them but not with each other"),
    )


def surely(finding: Finding) -> str:
    """Say how sure it is that somebody stands out.

    Examples
    --------
    >>> surely(Finding(what="spanner", figures={"stays": 0.985}))
    '98% of draws'
    """
    apart = ""
    if finding.has("named_without_conveners"):
        apart = f"; without the conveners {'named too' if finding.count('named_without_conveners') else 'not named'}"
    return f"{_stays(finding)} of draws{apart}"


def _stays(finding: Finding) -> str:
    return percent(finding.number("stays"))


def _against_chance(finding: Finding, measure: str, what: str) -> list[str]:
    if not finding.has(measure):
        return []
    expected = f"{measure}_expected"
    chance = f" (by chance {number(finding.number(expected))})" if finding.has(expected) else ""
    return [f"{number(finding.number(measure))} {what}{chance}"]


def open_doors(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to ask the first of them who came lately, or any level with the first, to introduce people."""
    current = [finding for finding in findings if not finding.has("missed") or _is_current(finding)]
    for _place_of_first, equals in islice(groupby(current, key=_place), 1):
        level = list(equals)
        people = [name for finding in level for name in finding.people(names)]
        yield Action(f"Ask {listed(people, 4, 'or')} to introduce people", _together(level, names))


def _is_current(finding: Finding) -> bool:
    return finding.count("missed") < max(1, finding.count("recent"))


def overlap_rows(evidence: Evidence, *, media: bool) -> list[CopOverlapRow]:
    """Give the rows of two communities of practice, or with `media` those of one and a medium."""
    names = {row.cop for row in evidence.whole.tables.cops}
    return [row for row in evidence.whole.tables.cops_overlap if (row.other in names) != media]


def cops(evidence: Evidence) -> list[Finding]:
    """Count who joins the communities of practice, and the pairs that share somebody; nothing with fewer than two."""
    rows, tables = overlap_rows(evidence, media=False), evidence.whole.tables
    every = tables.cops.get(EVERY)
    if every is None or not rows:
        return []
    joiners = tuple(row.person for row in tables.cops_joiners if row.joined > 1)
    if 0 < len(joiners) < evidence.smallest:
        return []
    linked, single = ([row for row in rows if row.both], [row for row in rows if row.single])
    names = tuple(row.cop for row in tables.cops if row.cop != EVERY)
    apart = tuple(name for name in names if not any(name in {row.cop, row.other} for row in linked))
    counts = {"pairs": rows, "linked": linked, "single": single, "apart": apart}
    numbers = figures(
        people=every.people,
        communities=cell(len(names), evidence.whole.source("communities", "cops", EVERY)),
        joiners=cell(len(joiners), evidence.whole.source("joiners", "cops_joiners")),
        **{name: cell(len(part), evidence.whole.source(name, "cops_overlap")) for name, part in counts.items()},
        note="" if any(row.expected for row in rows) else like(rows[0].note, rows[0].both, "note"),
        links="; ".join(f"{row.cop} with {row.other}" for row in single),
        alone="; ".join(apart),
    )
    return [Finding(what="cops", who=joiners, groups=names, figures=numbers)]


def cops_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many join how many, which links hang on one, who shares nobody, and whether that is many or few."""
    finding = findings[0]
    joiners, single, linked = (finding.count(name) for name in ("joiners", "single", "linked"))
    communities = counted(finding.count("communities"), "community of practice", "communities of practice")
    if not joiners:
        return Sentence(f"{cite('Nobody', joiners)} is in two of the {communities}", _judgement(finding))
    whom = f"{number(joiners)} of {number(finding.count('people'))} people"
    hanging = (
        f"; {number(single)} of the {counted(linked, 'link')} between them hang{'s' if single == 1 else ''} on one"
    )
    verb = "is" if joiners == 1 else "are"
    headline = f"{whom} {verb} in more than one of {communities}{f'{hanging} person' if single else ''}"
    return Sentence(headline, " ".join([*_links(finding), _judgement(finding)]).strip(), finding.who)


def _links(finding: Finding) -> list[str]:
    pairs, linked, single, apart = (finding.count(name) for name in ("pairs", "linked", "single", "apart"))
    verb = "shares" if linked == 1 else "share"
    lines = [f"Of {counted(pairs, 'pair')} of communities, {number(linked)} {verb} somebody."]
    if single:
        lines.append(f"Joined by one person alone: {listed(finding.text('links').split('; '), MOST, total=single)}.")
    if apart:
        names = listed(finding.text("alone").split("; "), MOST, total=apart)
        lines.append(f"{names} share{'s' if apart == 1 else ''} nobody with the others.")
    return lines


def _judgement(finding: Finding) -> str:
    if not finding.has("note"):
        return ""
    return f"Whether this is many or few, these data cannot tell: {cite(finding.text('note'), finding.figure('note'))}."


def shared(evidence: Evidence) -> list[Finding]:
    """Give the pairs that share more or fewer people than chance gives, where it is known who could join."""
    rows = [
        row for row in evidence.whole.tables.cops_overlap if row.expected is not None and row.p_adjusted is not None
    ]
    return [
        Finding(
            what="cops-shared", groups=(row.cop, row.other), figures=figures(**row.measures()),
            verdict=Verdict(row.verdict), rule=COPS_RULE,
        )
        for row in rows
        if row.verdict in {Verdict.MORE, Verdict.FEWER} and not 0 < row.both < evidence.smallest
    ]  # fmt: skip


def shared_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of each pair how many are in both, and how many would be."""
    lines = [
        f"{' and '.join(row.groups)}: {counted(row.count('both'), 'person', 'people')} in both, "
        f"{number(row.number('expected'), 1)} expected. Luck alone gives one this large {luck(row.number('p'))}."
        for row in findings
    ]
    first = findings[0]
    how = {row.verdict for row in findings}
    words = "more or fewer" if len(how) > 1 else "more" if first.verdict is Verdict.MORE else "fewer"
    pairs = " and ".join(first.groups) if len(findings) == 1 else "Some pairs of communities"
    reason = "Expected is what it would be if who is in one joined the other as readily as anybody who could."
    return Sentence(f"{pairs} share {words} people than luck gives", " ".join([*lines, reason]))


def on_media(evidence: Evidence) -> list[Finding]:
    """Count who of each community of practice is on each medium."""
    rows = overlap_rows(evidence, media=True)
    also = [row for row in evidence.whole.tables.cops_joiners if row.media]
    if any(0 < row.both < evidence.smallest for row in rows):
        return []
    total = cell(len(also), evidence.whole.source("on media", "cops_joiners"))
    return [
        Finding(what="cops-media", groups=(row.cop, row.other), figures=figures(**row.measures(), also=total))
        for row in rows
    ]


def media_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many of each community are on the medium, and of how many known by name there."""
    also, media = findings[0].count("also"), list(dict.fromkeys(row.groups[1] for row in findings))
    parts = [
        f"{row.groups[0]}: {number(row.count('both'))} of its {number(row.count('of_cop'))} are on {row.groups[1]}, "
        f"where {number(row.count('of_other'))} are known by name"
        for row in findings
    ]
    who = counted(also, "person", "people") if also else cite("Nobody", also)
    verb = "are" if also > 1 else "is"
    return Sentence(f"{capital(who)} of the communities {verb} also on {listed(media)}", f"{'; '.join(parts)}.")
