"""The lists of the convener's page that need no month: whom to ring after an event, what is open, who opted out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sna.findings.phrases import capital, counted, number
from sna.findings.sources import Source, cell, cite, like
from sna.findings.tables import ALL
from sna.render.audience.content import ConvenerContent
from sna.render.chart import Table
from sna.render.report.content import ReportContent
from sna.render.report.events import rings

MOST_RINGS = 20
"""A list of whom to ring ends at so many."""


class Listing(Struct, frozen=True, kw_only=True):
    """A list: its title, the rule it is made by, the table, what is left, what is said besides, or where none is."""

    title: str
    table: Table | None
    rule: str = ""
    rest: str = ""
    note: str = ""
    nobody: str = ""


def listed_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table | None:
    """Give a table; None without rows."""
    return Table(title, heads, rows) if rows else None


def recruits(report: ReportContent) -> Listing | None:
    """List who first came to an event and not to a meeting since, the last event first; None where there is nobody."""
    rows, title = list(rings(report)), "First came to an event, not to a meeting since: whom to ring"
    if not rows:
        return None
    excess = cell(len(rows) - MOST_RINGS, Source("recruited", ALL, f"to ring − {MOST_RINGS}"))
    return Listing(
        title=title,
        rule="They have not left. Another event does not count as a meeting.",
        table=listed_table(title, ["Name", "Organisation", "First came to"], rows[:MOST_RINGS]),
        rest=f"And {number(excess)} more." if excess > 0 else "",
    )


# What is open


def questions(content: ConvenerContent) -> Listing:
    """List the doubtful pairs that somebody has to decide on."""
    title, heads = "Who is who: open questions", ("This", "And this", "For", "Against")
    rows = [(row.first, row.second, row.because, row.against) for row in content.questions]
    place = Source("identity-review", ALL, "open")
    more = like(content.more_questions, cell(content.more_questions, place), f"open − {len(rows)}")
    return Listing(
        title=title,
        rule=f"They are kept apart until somebody who knows them decides{_where(content)}.",
        table=listed_table(title, heads, rows),
        nobody=f"Who is who: {cite('none', place)} is open.",
        rest=f"And {number(more)} more." if more else "",
    )


def _where(content: ConvenerContent) -> str:
    return ": fill in problems.xlsx and run again" if content.report.questions else ""


def unread(content: ConvenerContent) -> Listing:
    """List what could not be read."""
    title, heads, rows = "What could not be read", ("File", "Where", "Why", "What to do"), content.unread
    count, place = len(rows), Source("ledger", ALL, "rejected")
    records = f"{cite(str(count), place._replace(column='shown'))} of {number(cell(content.rejected, place))}"
    return Listing(
        title=title,
        table=listed_table(title, heads, rows),
        nobody=f"{cite('Everything', place)} could be read.",
        rest=f"The first {records} records." if content.rejected > count > 0 else "",
    )


def opted_out(count: int) -> str:
    """Say how many people asked to be left out; empty if nobody did."""
    if not count:
        return ""
    verb, place = "is" if count == 1 else "are", Source("opt-out", ALL, "people")
    people = capital(counted(cell(count, place), "person", "people"))
    return f"{people} asked to be left out and {verb} in {cite('none', place)} of these files."
