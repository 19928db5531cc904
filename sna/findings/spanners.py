"""Who links us: the boundary-spanners who may be named, each with the reasons, and those who lead but not surely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sna.findings.counts import mixing
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import capital, counted, listed, nouns, number, percent
from sna.findings.record import Action, Finding, Names, Sentence, Verdict, figures
from sna.findings.tables import ALL, SpannerRow

RULE = (
    "among the highest tenth in three measures at once, each at least as chance would have it; named only if that "
    "stays so in at least 80 of 100 draws with a tenth of the records missing, and the groups surely keep to themselves"
)
SPANNER, LEADING = "spanner", "leading"
MOST = 5
"""So many of those who lead, but not surely, are written of."""


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


def leading(evidence: Evidence) -> list[Finding]:
    """Give those who stand out but may not be called the spanners: they are among the leading so many, not surely.

    First all of the last period for whom three measures speak, then those for whom two do, the highest place first;
    then those for whom three speak over the whole time (their `period` is empty).
    """
    now, always = _unsure(evidence, evidence.now, 2), _unsure(evidence, evidence.whole, 3)
    return now + _others(always, [*spanners(evidence), *now])


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
    rows = [row for row in period.tables.spanners if row.person in people]
    findings = [_finding(evidence, period, row, SPANNER) for row in rows]
    return sorted(findings, key=lambda finding: (-finding.number("groups_reached"), finding.who))


def _unsure(evidence: Evidence, period: PeriodTables, ways: int) -> list[Finding]:
    rows = [row for row in period.tables.spanners if not row.named and (row.ways or 0) >= ways]
    rows = [row for row in rows if row.person not in evidence.leavers]
    findings = [_finding(evidence, period, row, LEADING) for row in rows]
    return sorted(
        findings,
        key=lambda finding: (
            -finding.number("ways"),
            finding.number("rank") if finding.has("rank") else 0,
            finding.who,
        ),
    )


def _others(findings: list[Finding], earlier: list[Finding]) -> list[Finding]:
    people = {finding.who for finding in earlier}
    return [finding for finding in findings if finding.who not in people]


def _finding(evidence: Evidence, period: PeriodTables, row: SpannerRow, what: str) -> Finding:
    again = evidence.before is not None and row.person in named(evidence, evidence.before)
    numbers = figures(**row.measures(), again=int(again), earlier=int(period is evidence.before))
    verdict = Verdict.MORE if what == SPANNER else Verdict.CANNOT_TELL
    return Finding(what=what, by=evidence.group, who=(row.person,), groups=(row.group,), figures=numbers,
                   verdict=verdict, rule=RULE, period=period.title)  # fmt: skip


# In words


def spanner_rule(group: str, acts: str = "meetings") -> str:
    """Give the rule by which somebody is named, with its limits; `acts` is what the ties rest on.

    Examples
    --------
    >>> spanner_rule("team").startswith("A boundary-spanner is a person who stands out in three ways at once")
    True
    """
    groups = nouns(group).plural
    return (
        f"A boundary-spanner is a person who stands out in three ways at once, where {groups} surely keep to "
        f"themselves: the number of other {groups} they are tied to, the number of pairs of people of different "
        f"{groups} whose shortest path runs through them, "
        f"and the number of pairs across {groups} who both know them but not each other. In each they are among "
        "the highest tenth of all people, and at least where chance would put somebody with as many ties. One is named "
        "only if all this holds in at least 80 of 100 draws in which a tenth of the records is missing; with a few "
        f"other {acts} it may be somebody else, and whoever is not sure enough is only said to be among the leading so "
        "many. Ask before you name anybody."
    )


def spanner_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say who links the groups, first the one tied to most of them."""
    finding, people = findings[0], [name for finding in findings for name in finding.people(names)]
    others = (
        f" So do {listed(people[1:])}." if len(findings) > 2 else f" So does {people[1]}." if len(findings) == 2 else ""
    )
    reason = f"{capital(reasons(finding)[0])}{_when(finding)}; stands out in {_stays(finding)}"
    verb = "linked" if finding.positive("earlier") else "links"
    return Sentence(
        f"{people[0]} {verb} {nouns(finding.by).plural}",
        f"{reason}. A good person to open doors.{others}",
        tuple(person for finding in findings for person in finding.who),
    )


def leading_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say that nobody may be named, and who is among the leading so many."""
    band = max(finding.count("band") for finding in findings[:MOST])
    people = listed([name for finding in findings[:MOST] for name in finding.people(names)])
    verb = "is" if len(findings) == 1 else "are"
    leads = f"among the leading {number(band)}" if band > 1 else "the first"
    text = f"{people} {verb} {leads}, but not surely: with a tenth of the records missing it may be others."
    return Sentence(f"Among those who link {nouns(findings[0].by).plural}{_when(findings[0])}", text)


def _when(finding: Finding) -> str:
    return f" in {finding.period}" if finding.period else " over the whole time"


def reasons(finding: Finding) -> tuple[str, ...]:
    """Say why somebody stands out, with what chance would give."""
    words = nouns(finding.by)
    groups = counted(finding.count("groups_reached"), f"other {words.singular}", f"other {words.plural}")
    paths = f"shortest paths between {words.plural}"
    brokered = f"pairs across {words.plural} who know each other only through others"
    return (
        f"tied to people in {groups}",
        *_against_chance(finding, "between_groups", paths),
        *_against_chance(finding, "broker_across", brokered),
    )


def surely(finding: Finding) -> str:
    """Say how sure it is that somebody stands out: named, or among the leading so many.

    Examples
    --------
    >>> figures = {"band": 5, "rank_best": 1, "rank_worst": 9, "stays": 0.625}
    >>> surely(Finding(what="leading", figures=figures))
    'among the leading 5, but not surely: place 1 to 9; a boundary-spanner in 62% of the draws'
    """
    if not finding.has("band"):
        return "not known"
    places = f"place {number(finding.number('rank_best'))} to {number(finding.number('rank_worst'))}"
    band = finding.count("band")
    degree = f"among the leading {number(band)}, but not surely" if band > 1 else "the first, but not surely"
    degree = "named" if finding.what == SPANNER else degree
    return f"{degree}: {places}; a boundary-spanner in {_stays(finding)}{_without_conveners(finding)}"


def _without_conveners(finding: Finding) -> str:
    if not finding.has("named_without_conveners"):
        return ""
    return f"; without the conveners {'named too' if finding.count('named_without_conveners') else 'not named'}"


def _stays(finding: Finding) -> str:
    return f"{percent(finding.number('stays'))} of the draws"


def _against_chance(finding: Finding, measure: str, what: str) -> list[str]:
    if not finding.has(measure):
        return []
    expected = f"{measure}_expected"
    chance = f" (by chance {number(finding.number(expected))})" if finding.has(expected) else ""
    return [f"{number(finding.number(measure))} {what}{chance}"]


def open_doors(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to ask the first of them to introduce people."""
    for finding in findings[:1]:
        yield Action(f"Ask {finding.people(names)[0]} to introduce people", f"{capital(reasons(finding)[0])}.")
