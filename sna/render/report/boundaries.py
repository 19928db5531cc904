"""The part of a report about boundaries: which are crossed, in each period, and what chance would give."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sna.findings.boundaries import Boundary, boundaries, place
from sna.findings.crossing import PLACES
from sna.findings.standing import Mixing
from sna.render.chart.dots import Dot, dots_svg, share_axis
from sna.render.chart.look import BLUE
from sna.render.page import drawn
from sna.render.reported import PeriodTables, ReportContent
from sna.render.table import Column, table_html
from sna.render.words.boundaries import crossed
from sna.render.words.numbers import capital, number, percent, probability
from sna.render.words.verdict import nouns, too_little

Row = tuple[str, str, Mixing, bool]
"""What is crossed, in which period (empty: the only one), the share, and whether it is the last period."""


def crossed_notes(content: ReportContent) -> list[str]:
    """Say of each boundary what share of the ties crossed it, and what chance would give; nothing if too few to say."""
    if refused(content):
        return []
    return [crossed(boundary, content) for boundary in boundaries(content)]


def crossed_chart(content: ReportContent) -> Markup | None:
    """Draw the share of ties across each boundary with what chance gives, a line for each period; None for none."""
    return shares_chart("crossed", rows(content), "Share of ties that cross each boundary, against chance")


def crossed_table(content: ReportContent) -> Markup:
    """List the same in numbers."""
    return shares_table("Which boundaries are crossed", "Boundary", rows(content))


def refused(content: ReportContent) -> str:
    """Say why no boundary is judged; empty if they may be. Each period is judged alone."""
    periods = (content.before, content.now) if content.before else (content.now,)
    return next((why for period in periods if (why := too_little((period,)))), "")


def rows(content: ReportContent) -> list[Row]:
    """Give a row for each boundary and period that is judged."""
    if refused(content):
        return []
    return [row for one in boundaries(content) for row in of_boundary(one, content)]


def of_boundary(boundary: Boundary, content: ReportContent, label: str = "") -> list[Row]:
    """Give a row for each period in which the boundary is known, labelled by the boundary unless told otherwise."""
    called = label or capital(nouns(boundary.by).many)
    pairs: list[tuple[PeriodTables | None, Mixing | None]] = [
        (content.before, boundary.before),
        (content.now, boundary.now),
    ]
    return [(called, one.title, found, one is content.now) for one, found in pairs if one is not None and found]


def shares_chart(name: str, found: Sequence[Row], title: str) -> Markup | None:
    """Draw the rows as dots with what chance gives; None if there is none."""
    if not found:
        return None
    dots = [_dot(row) for row in found]
    least = min(min(row[2].share, row[2].low) for row in found)
    axis = share_axis(least, ("stay inside", "cross"))
    return drawn(dots_svg(name, dots, axis, title=title, description="The same numbers stand in a table below."))


def shares_table(caption: str, what: str, found: Sequence[Row]) -> Markup:
    """List the rows in numbers, each with its verdict."""
    heads = ["Ties", "Cross it", "Share", "By chance", "95 in 100", "p"]
    columns = [Column(what), Column("Period"), *(Column(head, "number") for head in heads), Column("Verdict")]
    return table_html(caption, columns, [_cells(row) for row in found])


def _cells(row: Row) -> list[str]:
    called, title, found, _last = row
    middle = f"{percent(found.low, 1)} to {percent(found.high, 1)}"
    counts = [number(found.ties), number(found.across), percent(found.share, 1), percent(found.expected, 1)]
    return [called, title or "All", *counts, middle, probability(found.p), capital(PLACES[place(found)])]


def _dot(row: Row) -> Dot:
    called, title, found, last = row
    verdict = {"unclear": "chance not ruled out", "level": "as by chance"}.get(place(found), PLACES[place(found)])
    remark = f"{percent(found.share, 1)}, {verdict} ({percent(found.expected, 1)})"
    return Dot(
        f"{called}, {title}" if title else called,
        found.share if last else None,
        None if last else found.share,
        found.expected,
        (found.low, found.high),
        remark=remark,
        colour=BLUE,
    )
