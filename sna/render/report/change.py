"""The part of a report about boundaries: inside and across each, before and now, and every figure of the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.boundaries import Boundary, boundaries, boundaries_of, crossings, verdict
from sna.findings.change import ALL_COMERS, SCALE, before_and_after, label
from sna.findings.counts import Mixing
from sna.findings.evidence import PeriodTables
from sna.findings.phrases import capital, hundred, luck, nouns, number, percent, probability, signed, veiled
from sna.findings.record import Finding
from sna.findings.robustness import against_words, interruption_words
from sna.findings.sources import Source, cite, constant
from sna.findings.tables import ALL, ChangeRow, CoAttendanceRow
from sna.render.chart import AT, Mark, Scale, line_svg, numbers, ratio_scale, table_html
from sna.render.page import Paragraph
from sna.render.report.content import ReportContent

STATISTICS = {
    "isolation": "Isolation (Yule's Q)",
    "between": "Pairs of two groups who met",
    "within": "Pairs of one group who met",
    "density": "All pairs who met",
}
MOST_GROUPS = 60
"""The groups with most ties gained and lost are listed, up to this number."""

Row = tuple[str, str, Mixing, bool]
"""What is crossed, in which period (empty: the only one), the share, and whether it is the last period."""


class Line(Struct, frozen=True):
    """One half of a boundary: whose, its dots before and now, and both figures."""

    label: str
    line: Markup
    figures: str


class Inside(Struct, frozen=True):
    """A boundary: what it is called, whether it is the study's own question, its verdict, and its two halves."""

    title: str
    remark: str
    verdict: str
    lines: Sequence[Line]


class ChangeSection(Struct, frozen=True):
    """Each boundary before and now; what else was tested of the study's own; how it stands without one meeting."""

    boundaries: Sequence[Inside]
    tests: Sequence[Paragraph]
    holds: Markup | None


def change_section(content: ReportContent) -> ChangeSection:
    """Say of each boundary how it stood and stands; nothing where no periods are compared."""
    changes = [finding for finding in content.findings_of("change") if finding.has("before", "after")]
    along = ratio_scale(finding.number(name) for finding in changes for name in SHOWN if finding.has(name))
    tests = [
        *(against_words([finding], {}) for finding in content.findings_of("against")),
        *(interruption_words([finding], {}) for finding in content.findings_of("interruption")),
    ]
    return ChangeSection(
        boundaries=[_inside(finding, content, along) for finding in changes],
        tests=[Paragraph(sentence.headline, sentence.text) for sentence in tests],
        holds=_holds(changes),
    )


SHOWN = ("before", "before_low", "before_high", "after", "after_low", "after_high", "across_before", "across_after")


def _inside(finding: Finding, content: ReportContent, along: Scale) -> Inside:
    words = nouns(finding.by)
    labels = {"": f"Same {words.singular}", "across_": f"Different {words.plural}"}
    lines = [
        Line(label, _dumbbell(finding, start, along), " → ".join(_both(finding, start)))
        for start, label in labels.items()
        if finding.has(f"{start}before", f"{start}after")
    ]
    remark = "your question" if finding.by == content.group else "looked at besides"
    return Inside(capital(words.plural), remark, label(finding), lines)


def _both(finding: Finding, start: str) -> tuple[str, str]:
    return hundred(finding.number(f"{start}before")), hundred(finding.number(f"{start}after"))


def _dumbbell(finding: Finding, start: str, along: Scale) -> Markup:
    marks = [Mark("upright", "ink at", AT)]
    for when, kind, level in (("before", "before", 0.28), ("after", "now", 0.72)):
        if finding.has(f"{start}{when}_low", f"{start}{when}_high"):
            low, high = (finding.number(f"{start}{when}_{end}") for end in ("low", "high"))
            marks.append(Mark("span", "band", low, high, level))
        marks.append(Mark("dot", kind, finding.number(f"{start}{when}"), level=level))
    return line_svg(marks, along)


def _holds(changes: Sequence[Finding]) -> Markup | None:
    """List what each boundary's answer is, without the largest meeting as well."""
    if not changes:
        return None
    rows = [
        [
            capital(nouns(finding.by).plural),
            " → ".join(before_and_after(finding)),
            _without(finding),
            luck(finding.number("p")) if finding.has("p") else "",
            label(finding),
        ]
        for finding in changes
    ]
    heads = ["Same group", "All meetings", "Without the largest", "Luck alone gives as much", "What we say"]
    return table_html("Does it hold if we count another way?", heads, rows, cards=True)


def _without(finding: Finding) -> str:
    names = ("without_largest_before", "without_largest_after")
    return " → ".join(hundred(finding.number(name)) for name in names) if finding.has(*names) else ""


# Every figure, for the page about the method


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


def shares_table(caption: str, heading: str, rows: Sequence[Row]) -> Markup | None:
    """List the rows in numbers, each with its verdict; None where there is none."""
    heads = numbers("Ties", "Cross it", "Share", "By chance", "95 in 100", "p")
    cells = [_share_cells(row) for row in rows]
    return table_html(caption, [heading, "Period", *heads, "Verdict"], cells) if cells else None


def boundaries_table(content: ReportContent) -> Markup | None:
    """List the share of ties that cross each boundary in each period, with what chance gives."""
    judged = boundaries(content) if crossings(content) else []
    rows = [row for boundary in judged for row in share_rows(boundary, content)]
    return shares_table("Which boundaries are crossed", "Boundary", rows)


def _share_cells(row: Row) -> list[str]:
    heading, title, share, _last = row
    middle = f"{percent(share.low)} to {percent(share.high)}"
    counts = [number(share.ties), number(share.across), percent(share.share), percent(share.expected)]
    return [heading, title or "All", *counts, middle, probability(share.p), capital(verdict(share).value)]


def together_table(content: ReportContent) -> Markup | None:
    """List how often people of one group were together for every 100 times expected: all, and each group."""
    figures = numbers("People", "Before", "Now", "Now ÷ before", "p", "Weight", "Came before", "Came now")
    rows = [
        [capital(nouns(by).plural), capital(row.group), *_together_cells(row, content.smallest)]
        for by in boundaries_of(content)
        for row in content.tables_by(by, content.whole).co_attendance
        if row.group == ALL or (row.people or 0) >= max(1, content.smallest)
    ]
    heads = ["Boundary", "Group", *figures, "Verdict"]
    return (
        table_html(f"Times people of one group were at the same meeting {constant(SCALE)}", heads, rows)
        if rows
        else None
    )


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


def change_table(content: ReportContent) -> Markup | None:
    """List the shares of pairs who met and Yule's Q, of the same people and of all comers: figures, and no verdict."""
    figures = numbers("Before", "Now", "Change", "95% interval", "p", "Smallest p", "Power")
    rows = [
        [capital(nouns(by).plural), *_change_cells(row, "change" if by == content.group else f"change_{by}")]
        for by in boundaries_of(content)
        for row in content.tables_by(by, content.whole).change
    ]
    heads = ["Boundary", "Whose", "What", *figures, "Note"]
    return table_html("Before and now at equal numbers of gatherings", heads, rows) if rows else None


def _change_cells(row: ChangeRow, table: str) -> Sequence[str]:
    interval = f"{signed(row.low)} to {signed(row.high)}" if row.low is not None and row.high is not None else ""
    figures = [_cell(number, row.before, 2), _cell(number, row.after, 2), _cell(signed, row.difference), interval]
    chances = [_cell(probability, row.p), _cell(number, row.smallest_p, 4), _cell(percent, row.power)]
    note = cite(row.note, Source(table, f"{row.who}; {row.statistic}", "note"))
    return [capital(row.who), STATISTICS[row.statistic], *figures, *chances, note]


def quarters_table(content: ReportContent) -> Markup | None:
    """List each quarter: who came, who was new, back or gone, and how isolated the study's own groups were."""
    trend = content.whole.tables.trend
    if not len(trend):
        return None
    heads = numbers("Gatherings", f"People whose {content.group} is known", "New", "Back", "Lapsed", "Isolation")
    rows = []
    for row in trend:
        counts = (row.gatherings, row.people, row.newcomers, row.returners, row.lapsed)
        cells = [*(_cell(number, count) for count in counts), _cell(number, row.isolation, 2)]
        rows.append([row.quarter, *cells, cite(row.note, content.whole.source("note", "trend", row.quarter))])
    return table_html("Quarter by quarter", ["Quarter", *heads, "Note"], rows)


def ties_table(content: ReportContent) -> Markup | None:
    """List each group's ties to other groups that are new, stayed and are gone; None where it was not counted."""
    groups = content.whole.tables.contact_changed
    if not len(groups):
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
