"""The parts of a report about people and groups: who stayed, who is new, who came most, and a table of the groups.

Of the groups what stands out comes first, each beside what is expected.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from markupsafe import Markup
from msgspec import Struct

from sna.findings.attendance import gatherings, presences
from sna.findings.change import CHANGES, SCALE, VERDICT_WORDS
from sna.findings.community import retention_words, without_meeting
from sna.findings.counts import mixing
from sna.findings.cut_off import nobody_cut_off
from sna.findings.phrases import capital, counted, hundred, moment, nouns, number, percent
from sna.findings.record import Finding, Verdict, figures
from sna.findings.rows import ContactRow
from sna.findings.sources import cell, cite, constant, in_row
from sna.findings.spanners import SPANNER, attended, nobody_links, spanner_rule, surely
from sna.findings.tables import ALL, BOUNDARIES, CoAttendanceRow
from sna.render.chart import AT, Cell, Mark, Scale, Table, line_svg, ratio_scale
from sna.render.report.content import ReportContent
from sna.render.report.opening import Bar

MOST_PEOPLE = 11
"""So many of those who came most are listed."""


class FlowSection(Struct, frozen=True):
    """Who came again, who did not and who is new: a title, a bar for each period, and a sentence."""

    title: str
    bars: Sequence[Bar]
    text: str


class PeopleSection(Struct, frozen=True):
    """Who came most, who links the groups, and the rule by which somebody is named."""

    regulars: Table | None
    links: Table | None
    note: str
    rule: str


def flow_section(content: ReportContent) -> FlowSection | None:
    """Say who stayed, who joined and who left between the first and the last period; None for one period."""
    before, now = content.before, content.now
    if before is None or content.medium:
        return None
    earlier, later = ({record.person for record in presences(content, period)} for period in (before, now))
    if not earlier or not later:
        return None
    everybody = cell(len(earlier), before.source("came", "attendance"))
    parts = {"again": earlier & later, "not again": earlier - later, "new": later - earlier}
    again, lapse, new = (cell(len(who), now.source(name, "attendance")) for name, who in parts.items())
    along = Scale(0, lapse + again + new)
    first = [Mark("box", "gone", 0, lapse), Mark("box", "now", lapse, lapse + again)]
    last = [Mark("box", "now", lapse, lapse + again), Mark("box", "new", lapse + again, lapse + again + new)]
    words = [retention_words([finding], {}).text for finding in content.findings_of("retention")]
    return FlowSection(
        title=f"{number(again)} of {counted(everybody, 'person', 'people')} came again, {_new(new)}",
        bars=[
            Bar(before.title, line_svg(first, along), f"{number(lapse)} did not come again, {number(again)} did"),
            Bar(now.title, line_svg(last, along), f"{number(again)} came again, {number(new)} new"),
        ],
        text=" ".join(words),
    )


def _new(count: int) -> str:
    return f"{number(count)} {'was' if count == 1 else 'were'} new" if count else f"{cite('nobody', count)} was new"


def people_section(content: ReportContent) -> PeopleSection:
    """List who came most, and who may be named as linking the groups."""
    findings = content.findings_of(SPANNER, own=True)
    acts = ("interactions",) if content.medium else ()
    where = f" in {content.now.title}" if content.now.title else ""
    return PeopleSection(
        regulars=_regulars(content),
        links=_links(content, findings),
        note="" if findings else nobody_links(content, content.now, where),
        rule=spanner_rule(content.group, *acts),
    )


def _regulars(content: ReportContent) -> Table | None:
    """List those who came most over the whole time, with when last; None where nobody met."""
    times = Counter(record.person for record in presences(content))
    last = {record.person: record.place for record in presences(content)}
    order, absences = gatherings(content), content.whole.tables.absences
    people = {person.id: person for person in content.rows.people}
    first = sorted((person for person in times if person in people), key=lambda id_: (-times[id_], people[id_].label))
    rows = []
    for id_ in first[:MOST_PEOPLE]:
        person, row, day = people[id_], absences.get(id_), order[last[id_]].on
        counts = figures(came=row.times_came, could=row.times_could) if row is not None else {}
        times_of = [
            number(count) for count in in_row(counts, content.titles[id_]).values() if not isinstance(count, str)
        ]
        last_day = cell(day, content.whole.source("last", "attendance", content.titles[id_])) if day is not None else ""
        rows.append([on_map(content, id_), person.of(content.group), " of ".join(times_of), moment(last_day)])
    heads = ["Name", capital(nouns(content.group).singular), "Came to", "Last came"]
    return Table("Who came most", heads, rows) if rows else None


def on_map(content: ReportContent, person: str) -> Cell:
    """Write somebody's name, and lead to where they are on the map beside the report; the name alone where none is."""
    name = content.titles.get(person, "")
    if content.scene is None or not content.files:
        return name
    return Markup('<a href="map.html#{}">{}</a>').format(urlencode({"find": name}), name)


def _links(content: ReportContent, findings: Sequence[Finding]) -> Table | None:
    if not findings:
        return None
    group = nouns(content.group)
    heads = ["Name", capital(group.singular), "When", "Came to", f"With people of other {group.plural}", "Stays in"]
    rows = [
        [
            *(on_map(content, finding.who[0]), finding.groups[0], finding.period or "Whole time"),
            *(attended(finding), number(finding.count("groups_reached")), surely(finding)),
        ]
        for finding in findings
    ]
    return Table(f"Who links {group.plural}", heads, rows)


MOST_GROUPS, ALL_GROUPS = 12, 24
"""Of more groups than `ALL_GROUPS` the first `MOST_GROUPS` stand in the table."""
COMPARED = (
    "Grey dot: the first period; blue dot: the last; upright line: as expected. Of one group there is no interval."
)
ACROSS = "The dot is the share of ties to other {}, the band what chance gives (95 in 100)."
REMARKS = ("cut-off", "hangs-on-one", "drifted", "one-member")
"""The findings that stand beside a group, the gravest first."""


class GroupsSection(Struct, frozen=True):
    """The groups: how many stand out, the table, and how it is read."""

    title: str
    note: str
    table: Table | None
    reads: str
    more: str


def groups_section(content: ReportContent) -> GroupsSection:
    """List the groups, what is found of one beside it: first what stands out, then the furthest from expected."""
    notes = _notes(content)
    groups = [row.group for row in content.now.tables.group_reach if row.people or row.group in notes]
    groups += [group for group in notes if group not in groups]
    words, place = nouns(content.group), content.now.source("groups", "group_reach")
    remarkable = [group for group in groups if group in notes]
    listing = _ordered(groups, notes, content)[: len(groups) if len(groups) <= ALL_GROUPS else MOST_GROUPS]
    rest = cell(len(groups) - len(listing), place._replace(column=f"groups − {len(listing)}"))
    return GroupsSection(
        title=capital(words.plural),
        note="" if remarkable else _nobody(content),
        table=_table(content, listing, notes) if listing else None,
        reads=_reads(content, listing),
        more=f"And {number(rest)} more: the sheet Groups of tables.xlsx has all." if rest > 0 else "",
    )


def _nobody(content: ReportContent) -> str:
    """Say that nobody is cut off; nothing where somebody is without a tie, or no meeting was held."""
    alone = content.findings_of("alone", own=True) or without_meeting(content.findings[0])
    return "" if alone else nobody_cut_off(content)


def _ordered(groups: Sequence[str], notes: Mapping[str, str], content: ReportContent) -> list[str]:
    rows = _ratios(content)

    def distance(group: str) -> tuple[bool, float, str]:
        after = rows[group].after if group in rows else None
        return group not in notes, -abs(math.log(after)) if after and after > 0 else 1.0, group

    return sorted(groups, key=distance)


def _ratios(content: ReportContent) -> dict[str, CoAttendanceRow | ContactRow]:
    """Give the groups' figures before and now; nothing where no two periods are compared."""
    tables = content.tables_by(content.group, content.whole)
    rows: Sequence[CoAttendanceRow | ContactRow] = tables.contact if content.medium else tables.co_attendance
    return {row.group: row for row in rows if row.group != ALL}


def _reads(content: ReportContent, groups: Sequence[str]) -> str:
    """Say how the marks are read; nothing where none is drawn."""
    if _are_compared(content):
        return COMPARED
    drawn = any(mixing(content.now.tables, group) is not None for group in groups)
    return ACROSS.format(nouns(content.group).plural) if drawn else ""


def _are_compared(content: ReportContent) -> bool:
    return any(row.after is not None for row in _ratios(content).values())


def _notes(content: ReportContent) -> dict[str, str]:
    """Say of each group what was found of it; the gravest first."""
    notes: dict[str, list[str]] = {}
    for kind in REMARKS:
        for finding in content.findings_of(kind, own=True):
            if kind != "drifted" or content.group == BOUNDARIES[0]:
                notes.setdefault(finding.groups[0], []).append(_note(finding, content))
    for group, row in _ratios(content).items():
        if row.verdict in CHANGES:
            notes.setdefault(group, []).append(VERDICT_WORDS[Verdict(row.verdict)])
    return {group: ". ".join(capital(note) for note in lines) for group, lines in notes.items()}


def _note(finding: Finding, content: ReportContent) -> str:
    match finding.what:
        case "hangs-on-one":
            return f"hangs on {''.join(finding.people(content.labels)) or 'one person'}"
        case "drifted":
            return f"not seen since {moment(finding.text('last'))}"
        case "one-member":
            return cite("One person", finding.figure("people"))
    last = moment(finding.text("last_outside"))
    if finding.verdict is Verdict.COUNT:
        none = cite("no tie", finding.figure("outside"))
        return f"{none} to others{f' since {last}' if last else ''}"
    ties, chance = number(finding.number("external")), number(finding.number("external_expected"))
    return f"{ties} ties to others, by chance {chance}"


def _table(content: ReportContent, groups: Sequence[str], notes: Mapping[str, str]) -> Table:
    rows, words, compared = _ratios(content), nouns(content.group), _are_compared(content)
    ends = [value for row in rows.values() for value in (row.before, row.after)]
    lows = [share.low for group in groups if (share := mixing(content.now.tables, group)) is not None]
    along = ratio_scale(ends) if compared else Scale(math.floor(4 * min(lows, default=0)) / 4, 1)
    figure = f"Together {constant(SCALE)}" if not content.medium else "Own group for every 100 to others"
    heads = [capital(words.singular), "People", figure if compared else "Ties to others", "Against expected"]
    attended = content.group == BOUNDARIES[0] and not content.medium
    heads += [*(["Came to", "Last seen"] if attended else []), "To note"]
    lines = [
        [
            group,
            _people(content, group),
            *(_together(rows.get(group), along) if compared else _across(content, group, along)),
            *(_attended(content, group) if attended else []),
            notes.get(group, ""),
        ]
        for group in groups
    ]
    return Table(f"{capital(words.plural)}, what stands out first", heads, lines)


def _people(content: ReportContent, group: str) -> str:
    counts = [
        number(row.people if row else cell(0, period.source("people", "group_reach", group)))
        for period in (content.before, content.now)
        if period is not None
        for row in [period.tables.group_reach.get(group)]
    ]
    return " → ".join(counts)


def _together(row: CoAttendanceRow | ContactRow | None, along: Scale) -> list[Cell]:
    """Give the figures before and now, and the latter beside what is expected."""
    if row is None or row.after is None or row.before is None:
        return ["too few to judge", ""]
    marks = [Mark("upright", "ink at", AT), Mark("dot", "before", row.before), Mark("dot", "now", row.after)]
    return [f"{hundred(row.before)} → {hundred(row.after)}", line_svg(marks, along)]


def _across(content: ReportContent, group: str, along: Scale) -> list[Cell]:
    share = mixing(content.now.tables, group)
    if share is None:
        return ["too few to judge", ""]
    marks = [Mark("span", "band", share.low, share.high), Mark("dot", "now", share.share)]
    return [f"{percent(share.share)}, {percent(share.expected)} by chance", line_svg(marks, along)]


def _attended(content: ReportContent, group: str) -> Iterator[str]:
    row, days = content.whole.tables.group_absences.get(group), content.whole.tables.cut_off.get(group)
    times = (row.times_came, row.times_could) if row is not None else ()
    yield " of ".join(number(count) for count in times if count is not None)
    yield moment(days.last_attended) if days is not None and days.last_attended is not None else ""
