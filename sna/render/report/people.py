"""The parts of a report about people: who stayed and who is new, and who came most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from markupsafe import Markup
from msgspec import Struct

from sna.findings.attendance import gatherings, presences
from sna.findings.community import retention_words
from sna.findings.phrases import capital, counted, moment, nouns, number
from sna.findings.record import Finding, figures
from sna.findings.sources import cell, cite, in_row
from sna.findings.spanners import SPANNER, attended, nobody_links, spanner_rule, surely
from sna.render.chart.lines import Mark, Scale, line_svg
from sna.render.report.content import ReportContent
from sna.render.report.opening import Bar
from sna.render.table import Cell, table_html

MOST_PEOPLE = 11
"""So many of those who came most are listed."""


class FlowSection(Struct, frozen=True):
    """Who came again, who did not and who is new: a title, a bar for each period, and a sentence."""

    title: str
    bars: Sequence[Bar]
    text: str


class PeopleSection(Struct, frozen=True):
    """Who came most, who links the groups, and the rule by which somebody is named."""

    regulars: Markup | None
    links: Markup | None
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


def _regulars(content: ReportContent) -> Markup | None:
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
    return table_html("Who came most", heads, rows, cards=True) if rows else None


def on_map(content: ReportContent, person: str) -> Cell:
    """Write somebody's name, and lead to where they are on the map beside the report; the name alone where none is."""
    name = content.titles.get(person, "")
    if content.scene is None or not content.files:
        return name
    return Markup('<a href="map.html#{}">{}</a>').format(urlencode({"find": name}), name)


def _links(content: ReportContent, findings: Sequence[Finding]) -> Markup | None:
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
    return table_html(f"Who links {group.plural}", heads, rows, cards=True)
