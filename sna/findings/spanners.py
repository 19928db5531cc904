"""Who links us: the boundary-spanners who may be named, how often each came, and what that many gatherings give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from msgspec.structs import replace

from sna.findings.attendance import recently
from sna.findings.counts import mixing
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import counted, listed, nouns, number, percent
from sna.findings.record import Action, Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import cite, constant, in_row
from sna.findings.tables import ALL, SpannerRow

RULE = (
    "among the highest tenth in three measures at once, none below chance and one above; named only if that stays so "
    "in at least 80 of 100 draws with half of the gatherings left out, and the groups surely keep to themselves"
)
SPANNER = "spanner"


# What is found


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
