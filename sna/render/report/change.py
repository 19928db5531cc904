"""The parts of a report about boundaries: whether isolation changed, quarter by quarter, and which are crossed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.against import against_words
from sna.findings.boundaries import Boundary, boundaries, boundaries_of, crossing_words, crossings, verdict
from sna.findings.bounds import bounds_words
from sna.findings.change import ALL_COMERS, SCALE, before_and_after, change_words, label
from sna.findings.counts import Mixing
from sna.findings.evidence import PeriodTables
from sna.findings.interruption import interruption_words
from sna.findings.phrases import capital, hundred, nouns, number, percent, probability, signed, veiled
from sna.findings.record import Finding, Verdict
from sna.findings.sources import Source, cite, constant
from sna.findings.tables import ALL, ChangeRow, CoAttendanceRow
from sna.render.chart.scales import Change, Dot, Line, change_svg, dots_svg, quarters_svg, share_axis
from sna.render.chart.style import BLUE, ORANGE
from sna.render.page import Paragraph
from sna.render.report.content import ReportContent
from sna.render.table import numbers, table_html

HUES = (BLUE, ORANGE, "#349C78", "#961E52")
STATISTICS = {
    "isolation": "Isolation (Yule's Q)",
    "between": "Pairs of two groups who met",
    "within": "Pairs of one group who met",
    "density": "All pairs who met",
}
SHORT_VERDICTS = {Verdict.UNCLEAR: "chance not ruled out", Verdict.LEVEL: "as by chance"}
MOST_GROUPS = 60
"""The groups with most ties gained and lost are listed, up to this number."""

Row = tuple[str, str, Mixing, bool]
"""What is crossed, in which period (empty: the only one), the share, and whether it is the last period."""


class ChangeSection(Struct, frozen=True):
    """What the test of each boundary says, the leading one first, and how each quarter went."""

    tests: Sequence[Paragraph]
    chart: Markup | None
    together_table: Markup
    table: Markup
    ties_table: Markup | None
    quarters_chart: Markup | None
    quarters_table: Markup | None


class BoundarySection(Struct, frozen=True):
    """The share of ties across each boundary in each period, with what chance gives; empty if too few to say."""

    notes: Sequence[str]
    chart: Markup | None
    table: Markup


def change_section(content: ReportContent) -> ChangeSection:
    """Say whether the groups keep less to themselves than before; nothing where no periods are compared."""
    changes = content.findings_of("change")
    sentences = [change_words([finding], {}) for finding in changes]
    sentences[1:1] = [
        *(against_words([finding], {}) for finding in content.findings_of("against")),
        *(bounds_words([finding], {}) for finding in content.findings_of("bounds")),
        *(interruption_words([finding], {}) for finding in content.findings_of("interruption")),
    ]
    return ChangeSection(
        tests=[Paragraph(sentence.headline, sentence.text) for sentence in sentences],
        chart=_change_chart(content, changes),
        together_table=_together_table(content),
        table=_change_table(content),
        ties_table=_ties_table(content),
        quarters_chart=_quarters_chart(content),
        quarters_table=_quarters_table(content),
    )


def boundary_section(content: ReportContent) -> BoundarySection:
    """Say which boundaries are crossed. Each period is judged alone."""
    findings = crossings(content)
    rows = [row for boundary in boundaries(content) for row in share_rows(boundary, content)] if findings else []
    return BoundarySection(
        notes=[crossing_words(finding) for finding in findings],
        chart=shares_chart("crossed", rows, "Share of ties that cross each boundary, against chance"),
        table=shares_table("Which boundaries are crossed", "Boundary", rows),
    )


def share_rows(boundary: Boundary, content: ReportContent, heading: str = "") -> list[Row]:
    """Give a row for each period in which the boundary is known, labelled by the boundary unless given a heading."""
    heading = heading or capital(nouns(boundary.by).plural)
    pairs: list[tuple[PeriodTables | None, Mixing | None]] = [
        (content.before, boundary.before),
        (content.now, boundary.now),
    ]
    return [
        (heading, period.title, share, period is content.now)
        for period, share in pairs
        if period is not None and share is not None
    ]


def shares_chart(name: str, rows: Sequence[Row], title: str) -> Markup | None:
    """Draw the rows as dots with what chance gives; None if there is none."""
    if not rows:
        return None
    axis = share_axis(min(min(share.share, share.low) for *_labels, share, _last in rows), ("stay inside", "cross"))
    dots = [_dot(row) for row in rows]
    return dots_svg(name, dots, axis, title=title, description="The same numbers stand in a table below.")


def shares_table(caption: str, heading: str, rows: Sequence[Row]) -> Markup:
    """List the rows in numbers, each with its verdict."""
    heads = numbers("Ties", "Cross it", "Share", "By chance", "95 in 100", "p")
    return table_html(caption, [heading, "Period", *heads, "Verdict"], [_share_cells(row) for row in rows])


def _share_cells(row: Row) -> list[str]:
    heading, title, share, _last = row
    middle = f"{percent(share.low)} to {percent(share.high)}"
    counts = [number(share.ties), number(share.across), percent(share.share), percent(share.expected)]
    return [heading, title or "All", *counts, middle, probability(share.p), capital(verdict(share).value)]


def _dot(row: Row) -> Dot:
    heading, title, share, last = row
    judgement = SHORT_VERDICTS.get(verdict(share), verdict(share).value)
    return Dot(
        f"{heading}, {title}" if title else heading,
        share.share if last else None,
        None if last else share.share,
        share.expected,
        (share.low, share.high),
        remark=f"{percent(share.share)}, {judgement} ({percent(share.expected)})",
    )


def _change_chart(content: ReportContent, changes: Sequence[Finding]) -> Markup | None:
    """Draw how often people of one group were together, before and now, for each boundary; None for none."""
    rows = [_change_row(finding) for finding in changes if finding.has("before", "after")]
    if not rows or content.before is None:
        return None
    heads = content.before.title, content.now.title
    scale = f"Times people of one group were at the same meeting {SCALE}. The same numbers stand in a table below."
    return change_svg("moved", rows, heads, title="Together before and now", description=scale)


def _change_row(finding: Finding) -> Change:
    limits = finding.number("after_low"), finding.number("after_high")
    remark = f"{' → '.join(before_and_after(finding))}: {label(finding).lower()}"
    groups = capital(nouns(finding.by).plural)
    return Change(groups, finding.number("before"), finding.number("after"), limits, remark)


def _together_table(content: ReportContent) -> Markup:
    """List how often people of one group were together for every 100 times expected: all, and each group."""
    figures = numbers("People", "Before", "Now", "Now ÷ before", "p", "Weight", "Came before", "Came now")
    rows = [
        [capital(nouns(by).plural), capital(row.group), *_together_cells(row, content.smallest)]
        for by in boundaries_of(content)
        for row in content.tables_by(by, content.whole).co_attendance
        if row.group == ALL or (row.people or 0) >= max(1, content.smallest)
    ]
    heads = ["Boundary", "Group", *figures, "Verdict"]
    return table_html(f"Times people of one group were at the same meeting {constant(SCALE)}", heads, rows)


def _together_cells(row: CoAttendanceRow, smallest: int) -> Sequence[str]:
    figures = [
        _interval(hundred, row.before, row.before_low, row.before_high),
        _interval(hundred, row.after, row.after_low, row.after_high),
        _interval(lambda ratio: number(ratio, 2), row.ratio, row.ratio_low, row.ratio_high),
        _cell(probability, row.p),
        *(_cell(percent, share) for share in (row.weight, row.came_before, row.came_after)),
    ]
    note = row.note if row.group == ALL else ""
    words = capital(row.verdict), f"({note})" if note else ""
    verdict = cite(" ".join(part for part in words if part), Source("co_attendance", row.group, "verdict"))
    return ["" if row.people is None else veiled(row.people, smallest), *figures, verdict]


def _interval(write: Callable[[float], str], value: float | None, low: float | None, high: float | None) -> str:
    limits = f" ({write(low)} to {write(high)})" if low is not None and high is not None else ""
    return "" if value is None else f"{write(value)}{limits}"


def _change_table(content: ReportContent) -> Markup:
    """List the shares of pairs who met and Yule's Q, of the same people and of all comers: figures, and no verdict."""
    figures = numbers("Before", "Now", "Change", "95% interval", "p", "Smallest p", "Power")
    rows = [
        [capital(nouns(by).plural), *_change_cells(row, "change" if by == content.group else f"change_{by}")]
        for by in boundaries_of(content)
        for row in content.tables_by(by, content.whole).change
    ]
    heads = ["Boundary", "Whose", "What", *figures, "Note"]
    return table_html("Before and now at equal numbers of gatherings", heads, rows)


def _change_cells(row: ChangeRow, table: str) -> Sequence[str]:
    interval = f"{signed(row.low)} to {signed(row.high)}" if row.low is not None and row.high is not None else ""
    figures = [_cell(number, row.before, 2), _cell(number, row.after, 2), _cell(signed, row.difference), interval]
    chances = [_cell(probability, row.p), _cell(number, row.smallest_p, 4), _cell(percent, row.power)]
    note = cite(row.note, Source(table, f"{row.who}; {row.statistic}", "note"))
    return [capital(row.who), STATISTICS[row.statistic], *figures, *chances, note]


def _quarters_chart(content: ReportContent) -> Markup | None:
    """Draw isolation quarter by quarter, a line for each boundary; None where no quarter can be measured."""
    trends = {by: content.tables_by(by, content.whole).trend for by in boundaries_of(content)}
    trends = {by: trend for by, trend in trends.items() if sum(row.isolation is not None for row in trend) > 1}
    if not trends:
        return None
    quarters = [row.quarter for row in next(iter(trends.values()))]
    lines = [
        Line(capital(nouns(by).plural), [row.isolation for row in trend], hue)
        for (by, trend), hue in zip(trends.items(), HUES, strict=False)
    ]
    return quarters_svg("trend", quarters, lines, title="Isolation by quarter")


def _quarters_table(content: ReportContent) -> Markup | None:
    """List each quarter: who came, who was new, back or gone, and how isolated the study's own groups were."""
    trend = content.whole.tables.trend
    if not len(trend) or content.smallest:
        return None
    heads = numbers("Gatherings", f"People whose {content.group} is known", "New", "Back", "Lapsed", "Isolation")
    rows = []
    for row in trend:
        counts = (row.gatherings, row.people, row.newcomers, row.returners, row.lapsed)
        cells = [*(_cell(number, count) for count in counts), _cell(number, row.isolation, 2)]
        rows.append([row.quarter, *cells, cite(row.note, content.whole.source("note", "trend", row.quarter))])
    return table_html("Quarter by quarter", ["Quarter", *heads, "Note"], rows)


def _ties_table(content: ReportContent) -> Markup | None:
    """List each group's ties to other groups that are new, stayed and are gone; None where it was not counted."""
    groups = content.whole.tables.contact_changed
    if not len(groups) or content.smallest:
        return None
    heads = numbers("People", "Gained", "Kept", "Lost", "Groups before", "Groups now", "Met before", "Met now")
    rows = []
    for row in [row for row in groups if row.who == ALL_COMERS and row.people][:MOST_GROUPS]:
        counts = (row.people, row.gained, row.stable, row.lost, row.groups_before, row.groups_after)
        shares = (row.reach_before, row.reach_after)
        cells = [*(_cell(number, count) for count in counts), *(_cell(percent, share) for share in shares)]
        rows.append([row.group, *cells])
    words = nouns(content.group)
    return table_html(f"Ties to other {words.plural}: gained, kept, lost", [capital(words.singular), *heads], rows)


def _cell(write: Callable[..., str], figure: float | None, *options: float) -> str:
    return "" if figure is None else write(figure, *options)
