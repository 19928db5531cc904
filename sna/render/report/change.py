"""The part of a report about change: what the test of each boundary says, quarter by quarter, and ties that turned."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup
from msgspec import Struct

from sna.findings import Finding
from sna.findings.changes import boundaries_of, changes, compared_table
from sna.findings.standing import value
from sna.render.chart.look import BLUE, NEW
from sna.render.chart.moved import Moved, moved_svg
from sna.render.chart.quarters import Line, quarters_svg
from sna.render.page import drawn
from sna.render.reported import ReportContent
from sna.render.table import Column, table_html
from sna.render.words.changed import SCALE, change, label
from sna.render.words.numbers import capital, number, percent, probability, signed
from sna.render.words.verdict import nouns

HUES = (BLUE, NEW, "#349C78", "#961E52")
STATISTICS = {
    "isolation": "Isolation",
    "between": "Pairs of two groups who met",
    "within": "Pairs of one group who met",
    "density": "All pairs who met",
}
MOST_TURNED = 60
"""The pairs of groups with most ties that turned are listed, up to this number."""


class Tested(Struct, frozen=True):
    """What the test of one boundary says: the verdict, and what stands behind it."""

    title: str
    text: str


def tested(content: ReportContent) -> list[Tested]:
    """Say of each boundary what the test says, the leading one first; nothing where nothing was tested."""
    said = [change([found], {}) for found in changes(content)]
    return [Tested(one.headline, one.text) for one in said]


def moved_chart(content: ReportContent) -> Markup | None:
    """Draw isolation before and now for each boundary, of the same people and of all comers; None for none."""
    rows = [row for found in changes(content) for row in _rows(found)]
    if not rows or content.before is None:
        return None
    heads = content.before.title, content.now.title
    said = f"Isolation: {SCALE}. The same numbers stand in a table below."
    return drawn(moved_svg("moved", rows, heads, title="Isolation before and now", description=said))


def moved_table(content: ReportContent) -> Markup:
    """List every statistic of the test, of the same people and of all comers."""
    heads = ["Before", "Now", "Change", "95% interval", "p", "Smallest p", "Power"]
    columns = [Column("Boundary"), Column("Whose"), Column("What"), *(Column(head, "number") for head in heads)]
    rows = [
        [capital(nouns(by).many), *_cells((str(who), str(statistic)), row)]
        for by in boundaries_of(content)
        for (who, statistic), row in compared_table(content, "change", by).iterrows()
    ]
    return table_html("Before and now at equal numbers of gatherings", [*columns, Column("Verdict")], rows)


def trend_chart(content: ReportContent) -> Markup | None:
    """Draw isolation quarter by quarter, a line for each boundary; None where no quarter can be measured."""
    found = {by: compared_table(content, "trend", by) for by in boundaries_of(content)}
    known = {by: table for by, table in found.items() if len(table) and table["isolation"].notna().sum() > 1}
    if not known:
        return None
    quarters = [str(quarter) for quarter in next(iter(known.values())).index]
    lines = [
        Line(capital(nouns(by).many), [value(row, "isolation") for _quarter, row in table.iterrows()], hue)
        for (by, table), hue in zip(known.items(), HUES, strict=False)
    ]
    return drawn(quarters_svg("trend", quarters, lines, title="Isolation by quarter"))


def trend_table(content: ReportContent) -> Markup | None:
    """List each quarter: who came, who was new, back or gone, and how isolated the study's own groups were."""
    table = compared_table(content, "trend", content.group)
    if not len(table) or content.smallest:
        return None
    heads = ["Gatherings", "People", "New", "Back", "Lapsed", "Isolation"]
    names = ["held", "people", "newcomers", "returners", "lapsed"]
    rows = [
        [str(quarter), *(_whole(row[name]) for name in names), _two(row["isolation"]), str(row["note"])]
        for quarter, row in table.iterrows()
    ]
    columns = [Column("Quarter"), *(Column(head, "number") for head in heads), Column("Note")]
    return table_html("Quarter by quarter", columns, rows)


def turned_table(content: ReportContent) -> Markup | None:
    """List each group's ties to other groups that are new, stayed and are gone; None where it was not counted."""
    table = compared_table(content, "contact_changed", content.group)
    if not len(table) or content.smallest:
        return None
    rows = table.loc["all comers"]
    rows = rows[rows["people"] > 0].head(MOST_TURNED)
    heads = ["People", "Gained", "Kept", "Lost", "Groups before", "Groups now", "Met before", "Met now"]
    names = ["people", "gained", "kept", "lost", "groups_before", "groups_after"]
    cells = [
        [str(group), *(_whole(row[name]) for name in names), _share(row["reach_before"]), _share(row["reach_after"])]
        for group, row in rows.iterrows()
    ]
    columns = [Column(capital(nouns(content.group).one)), *(Column(head, "number") for head in heads)]
    return table_html(f"Ties to other {nouns(content.group).many}: gained, kept, lost", columns, cells)


def _rows(found: Finding) -> list[Moved]:
    """Give the rows of one boundary: the same people, and all comers where these are others."""
    many = capital(nouns(found.by).many)
    several = found.figures.get("everybody_people") != found.figures.get("people")
    rows = [_row(found, f"{many}, same people" if several else many, "")]
    if several:
        rows.append(_row(found, f"{many}, all comers", "everybody_"))
    return [row for row in rows if row is not None]


def _row(found: Finding, called: str, whose: str) -> Moved | None:
    if f"{whose}before" not in found.figures:
        return None
    before, after = found.number(f"{whose}before"), found.number(f"{whose}after")
    limits = None
    if f"{whose}low" in found.figures:
        limits = before + found.number(f"{whose}low"), before + found.number(f"{whose}high")
    verdict = (
        f"{found.text('everybody_verdict')} ({probability(found.number('everybody_p'))})" if whose else label(found)
    )
    return Moved(called, before, after, limits, f"{number(before, 2)} → {number(after, 2)}: {verdict.lower()}")


def _cells(which: tuple[str, str], row: pd.Series[float]) -> Sequence[str]:
    inside = "" if pd.isna(row["low"]) else f"{signed(row['low'])} to {signed(row['high'])}"
    figures = [_two(row["before"]), _two(row["after"]), _signed(row["difference"]), inside]
    chances = [_p(row["p"]), "" if pd.isna(row["smallest_p"]) else number(row["smallest_p"], 4), _share(row["power"])]
    verdict = " ".join(
        part for part in (capital(str(row["verdict"])), f"({row['note']})" if row["note"] else "") if part
    )
    return [capital(which[0]), STATISTICS[which[1]], *figures, *chances, verdict]


def _two(found: float) -> str:
    return "" if pd.isna(found) else number(found, 2)


def _signed(found: float) -> str:
    return "" if pd.isna(found) else signed(found)


def _whole(found: float) -> str:
    return "" if pd.isna(found) else number(found)


def _share(found: float) -> str:
    return "" if pd.isna(found) else percent(found, 1)


def _p(found: float) -> str:
    return "" if pd.isna(found) else probability(found)
