"""The funder's page from a study's tables: aggregates only, under the rule for small numbers."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement

from msgspec import Struct

from sna.findings.attendance import UNKNOWN, presences
from sna.findings.boundaries import boundaries_of
from sna.findings.change import reason
from sna.findings.counts import tied
from sna.findings.evidence import PeriodTables
from sna.findings.phrases import MONTHS, capital, nouns, span
from sna.findings.reach import Reached, attending, reach
from sna.findings.sources import Source, cite
from sna.findings.tables import ALL, BOUNDARIES
from sna.network import Network
from sna.privacy import SmallNumbers
from sna.render.audience.content import Change, Count, Coverage, FunderContent, Group, Groups, Growth, Parts, Reach
from sna.render.report.content import ReportContent
from sna.study.analyses import members
from sna.study.audience.labels import GroupLetters, NameIndex, group_letters
from sna.study.results import Results
from sna.study.settings import PrivacyPart, Settings

VERDICTS = (
    "less isolated",
    "more isolated",
    "unchanged within a tenth",
    "no evidence of change",
    "these data cannot tell",
)
WHY = (
    "3 and 12 meetings; at least 5 in each period are needed",
    "fewer than 5 gatherings in a period at which some were and some were not",
    "fewer than 3 gatherings of one kind in both periods: the kind changed with them",
    "fewer than 10 people: counts only",
    "all people are of one group",
    "no group of which two people might have come in both periods",
    "nearly every pair of people who could meet did: nobody can be seen to keep apart",
    "the files run from 1 January 2024 to 1 December 2024",
    "no meeting has a date",
    "no record of who was at which gathering",
    "no two periods of gatherings",
    "it could not be compared",
)
"""Why nobody can tell, as `sna.findings.change.reason` says it."""
KINDS = (*BOUNDARIES, "role")
FEW = Count("fewer than 8")
"""What an invented page says of a small count."""


def small_numbers(settings: PrivacyPart) -> SmallNumbers:
    """Give the rule for small numbers that the settings choose."""
    return SmallNumbers(settings.smallest, settings.round, settings.fewest)


class Masks(Struct, frozen=True):
    """What the page may tell: the rule for small numbers, and what stands for each group."""

    rule: SmallNumbers
    letters: GroupLetters

    def count(self, people: int) -> Count:
        """Give a count of people as it may be told."""
        text = self.rule.count(people)
        return Count(text.text, text.number)

    def count_or_none(self, people: int | None) -> Count | None:
        """Give a count of people, if there is one."""
        return None if people is None else self.count(people)


def funder_content(content: ReportContent, results: Results, settings: Settings, index: NameIndex) -> FunderContent:
    """Gather what the funder's page says; `content` is the evaluator's, of which only aggregates are taken."""
    masks = Masks(small_numbers(settings.privacy), letters_of(content, index))
    network = results.compared[-1][0].network
    kinds = {by: grouped(network, by, masks) for by in BOUNDARIES}
    return FunderContent(
        title=content.title,
        subtitle=content.subtitle,
        covers=_covers(content.periods),
        periods=tuple(period.title for period in content.periods) if content.before else (),
        medium=content.medium,
        reach=_reach(content, masks.letters),
        changes=tuple(_changes(content)) if content.before else (),
        growth=tuple(_growth(content, masks)),
        picture=_picture([kinds[by] for by in boundaries_of(content) if by in kinds]),
        squares=tuple(kinds[by] for by in BOUNDARIES[1:] if len(kinds[by].groups) > 1),
        hidden=masks.letters.counts(),
        rule=masks.rule.said(),
    )


def letters_of(content: ReportContent, index: NameIndex) -> GroupLetters:
    """Say what stands for each group that could be shown."""
    people, organisations, present = content.rows.people, content.rows.organisations, presences(content)
    groups = {by: {*(row.of(by) for row in people), *(row.of(by) for row in organisations)} for by in BOUNDARIES}
    groups[BOUNDARIES[0]] |= {row.organisation for row in present}
    names = [(row.name, row.organisation) for row in people] + [(row.name, row.organisation) for row in present]
    return group_letters(groups, names, index)


def _covers(periods: Iterable[PeriodTables]) -> str:
    """Say from when until when, in whole quarters: a day would point at a gathering."""
    days = [day for period in periods for day in (period.since, period.until) if day is not None]
    if not days:
        return ""
    start, end = min(days), max(days)
    month = 3 * ((end.month - 1) // 3) + 3
    start = dt.date(start.year, 3 * ((start.month - 1) // 3) + 1, 1)
    return cite(
        span(start, dt.date(end.year, month, monthrange(end.year, month)[1])), Source("periods", ALL, "quarters")
    )


def _reach(content: ReportContent, letters: GroupLetters) -> Reach:
    """Count the organisations that took part: of those to be reached, and by locality and sector."""
    extent = reach(content)
    if extent.organisations is None:
        return Reach(groups=_without_list(content))
    kinds = {by: rows for by, rows in zip(BOUNDARIES[1:], (extent.localities, extent.sectors), strict=True) if rows}
    parts = [Parts(by, _coverages(by, rows, letters)) for by, rows in kinds.items() if len(rows) > 1]
    organisations = _coverage(_plural(BOUNDARIES[0]), extent.organisations)
    return Reach(
        totals=(organisations, *(_total(_plural(by), rows) for by, rows in kinds.items())),
        parts=tuple(parts),
        missing=tuple(sorted(letters.text(BOUNDARIES[0], name) for name in extent.missing)),
        others=len(extent.unlisted),
    )


def _coverages(by: str, rows: Sequence[Reached], letters: GroupLetters) -> tuple[Coverage, ...]:
    return tuple(
        sorted((_coverage(letters.text(by, row.label), row) for row in rows), key=lambda coverage: coverage.label)
    )


def _coverage(label: str, row: Reached) -> Coverage:
    return Coverage(label, row.total, row.ever, row.now, row.before)


def _total(label: str, rows: Sequence[Reached]) -> Coverage:
    """Count how many groups of one kind have an organisation that took part."""
    before = None if rows[0].before is None else sum(bool(row.before) for row in rows)
    return Coverage(label, len(rows), sum(row.ever > 0 for row in rows), sum(row.now > 0 for row in rows), before)


def _plural(by: str) -> str:
    return capital(nouns(by).plural)


def _without_list(content: ReportContent) -> dict[str, int]:
    """Count the organisations that took part, and their localities and sectors."""
    names = attending(content)
    people = [person for person in content.rows.people if person.organisation.casefold() in names]
    numbers = {BOUNDARIES[0]: len(names)}
    numbers |= {by: len({person.of(by) for person in people} - {"", UNKNOWN}) for by in BOUNDARIES[1:]}
    return {(nouns(by).plural if number != 1 else by): number for by, number in numbers.items()}


def _changes(content: ReportContent) -> Iterator[Change]:
    """Give what became of isolation between groups of each kind that was compared, the study's own groups first."""
    order = boundaries_of(content)
    for finding in sorted(content.findings_of("change"), key=lambda finding: order.index(finding.by)):
        before, after, p = (finding.number(name) if finding.has(name) else None for name in ("before", "after", "p"))
        across = None
        if finding.has("across_before", "across_after"):
            across = finding.number("across_before"), finding.number("across_after")
        yield Change(
            by=finding.by,
            verdict=finding.verdict.value,
            before=before,
            after=after,
            across=across,
            p=p,
            why=reason(finding) if before is None else "",
        )


def _growth(content: ReportContent, masks: Masks) -> Iterator[Growth]:
    """Count who took part in each period; on a medium, who had a tie."""
    if content.medium:
        for period in content.periods:
            yield Growth(period=period.title, people=masks.count(len(tied(period))))
        return
    for row in content.whole.tables.presence:
        retention = ""
        if row.stayed is not None:
            retention = masks.rule.percent(row.stayed, row.stayed + (row.lapsed or 0))
        yield Growth(
            period=row.period,
            gatherings=row.gatherings,
            people=masks.count(row.came),
            newcomers=masks.count_or_none(row.newcomers),
            returners=masks.count_or_none(None if row.stayed is None else row.stayed + (row.returners or 0)),
            lapsed=masks.count_or_none(row.lapsed),
            retention=retention,
        )


def _picture(kinds: Sequence[Groups]) -> Groups | None:
    """Draw the first kind of group of which half are large enough to be told, or the last kind there is."""
    several = [groups for groups in kinds if len(groups.groups) > 1]
    large = (
        groups
        for groups in several
        if 2 * sum(group.members.number is not None for group in groups.groups) >= len(groups.groups)
    )
    return next(large, several[-1] if several else None)


def grouped(network: Network, by: str, masks: Masks) -> Groups:
    """Sum the ties of people to ties of groups, as far as they may be told; whose group is not known is left out.

    A pair of groups is withheld if either, or the people behind their ties, are fewer than the rule asks for. Nothing
    is withheld between groups large enough that have no tie.
    """
    nodes = members(network).nodes[by]
    home = {str(id_): masks.letters.text(by, str(group)) for id_, group in nodes.items() if group}
    sizes = Counter(home.values())
    names = sorted(sizes, key=lambda name: (name.casefold(), name))
    places = {name: place for place, name in enumerate(names)}
    ties, people = _ties(network, {id_: places[name] for id_, name in home.items()})
    # behind no tie at all stand enough: that two large groups have none is no secret
    fewest = masks.rule.fewest
    withheld = frozenset(
        (low, high)
        for low, high in combinations_with_replacement(range(len(names)), 2)
        if not masks.rule.between(people.get((low, high), fewest), sizes[names[low]], sizes[names[high]])
    )
    return Groups(
        by=by,
        groups=tuple(Group(name, masks.count(sizes[name])) for name in names),
        ties={pair: masks.rule.rounded(count) for pair, count in ties.items() if pair not in withheld},
        withheld=withheld,
    )


def _ties(network: Network, home: Mapping[str, int]) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Count the ties of each pair of groups, and the different people behind them."""
    ties, people = Counter[tuple[int, int]](), dict[tuple[int, int], set[str]]()
    ids = list(map(str, network.nodes.index))
    for tail, head in zip(*network.undirected().positions(), strict=True):
        ends = ids[tail], ids[head]
        if ends[0] in home and ends[1] in home:
            groups = sorted((home[ends[0]], home[ends[1]]))
            pair = groups[0], groups[1]
            ties[pair] += 1
            people.setdefault(pair, set()).update(ends)
    return ties, {pair: len(ids) for pair, ids in people.items()}


def specimen(medium: str = "", rule: SmallNumbers | None = None) -> FunderContent:
    """Give an invented page that says everything such a page can say: its words are the house's own, and nobody's.

    With a `medium` nobody met.
    """
    rows = (Coverage("One", 2, 2, 1, 1), Coverage("Two", 1, 1, 1, 0))
    return FunderContent(
        title="Specimen",
        subtitle="",
        covers=" ".join(MONTHS),
        periods=("Year 1", "Year 2"),
        medium=medium,
        reach=Reach(
            totals=tuple(Coverage(_plural(by), 2, 2, 1, 1) for by in BOUNDARIES),
            parts=tuple(Parts(by, rows) for by in KINDS),
            missing=("One", "Two"),
            others=2,
        ),
        changes=tuple(_specimen_changes()),
        growth=(
            Growth(period="First half", gatherings=1, people=FEW),
            Growth(period="Second half", people=FEW, newcomers=FEW, returners=FEW, lapsed=FEW, retention="1%"),
        ),
        picture=_specimen_groups(BOUNDARIES[0]),
        squares=tuple(map(_specimen_groups, KINDS)),
        hidden=dict.fromkeys(KINDS, 2),
        rule=(rule or SmallNumbers()).said(),
    )


def _specimen_changes() -> Iterator[Change]:
    for by in KINDS:
        for verdict in VERDICTS:
            yield Change(by=by, verdict=verdict, before=0.1, after=0.2, across=(1.0, 1.0), p=0.0001)
        for why in WHY:
            yield Change(by=by, verdict="", why=why)


def _specimen_groups(by: str) -> Groups:
    groups = (Group("One", Count("10", 10)), Group("Two", FEW), Group("Not stated", FEW))
    return Groups(by=by, groups=groups, ties={(0, 1): 5}, withheld=frozenset({(1, 2)}))
