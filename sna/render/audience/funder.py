"""The funder's page: how far the community reaches, whether it lasts, and what became of isolation; nobody is named."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from sna.render.audience import words
from sna.render.audience.groups import drawn_groups, groups_svg, square_svg
from sna.render.audience.page import filled
from sna.render.audience.told import Count, FunderContent, Groups, Growth, Parts
from sna.render.chart.bars import Bar, bars_svg
from sna.render.page import drawn
from sna.render.table import Column, table_html
from sna.render.words.numbers import capital, number

SQUARE_NOTE = "Pairs of people who are tied, rounded; inside a group in grey. A point: may not be told."
FEWEST_SHOWN = 2
"""A picture or a square of fewer groups tells nothing."""


class Chart(Struct, frozen=True):
    """A drawing with what stands over and below it, and the same as a table."""

    caption: str
    svg: Markup
    table: Markup
    note: str = ""


def funder_html(content: FunderContent) -> str:
    """Write the funder's page: the same content gives the same bytes.

    Examples
    --------
    >>> page = funder_html(FunderContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: nothing to report yet</h1>" in page
    True
    """
    return filled(
        "funder.html",
        {
            "title": content.title,
            "subtitle": content.subtitle,
            "covers": content.covers,
            "headline": words.headline(content),
            "reach": [(one.label, words.reached(one, content.periods)) for one in content.reach.whole],
            "outside": words.outside(content),
            "parts": list(_parts(content)),
            "changes": [words.changed(one, content.periods) for one in content.changes],
            "change_rule": words.CHANGE_RULE,
            "growth": _growth_table(content.growth) if content.growth else None,
            "stayed": words.stayed(content.growth),
            "picture": _picture(content),
            "squares": list(_squares(content)),
            "medium": content.medium,
            "rule": content.rule,
            "hidden": words.hidden(content),
        },
    )


def _parts(content: FunderContent) -> Iterator[Chart]:
    first, last = (content.periods[0], content.periods[-1]) if len(content.periods) > 1 else ("", "")
    for parts in content.reach.parts:
        caption = f"Organisations reached{f' in {last}' if last else ''}, by {parts.by}"
        bars = [
            Bar(row.label, row.now, row.whole, f"{number(row.now)} of {number(row.whole)}", row.before)
            for row in parts.rows
        ]
        svg = drawn(bars_svg(f"by-{parts.by}", bars, title=caption))
        note = f"The black mark: {first}." if first else ""
        yield Chart(caption, svg, _parts_table(caption, parts, content), note)


def _parts_table(caption: str, parts: Parts, content: FunderContent) -> Markup:
    first, last = (content.periods[0], content.periods[-1]) if len(content.periods) > 1 else ("", "")
    columns = [Column(capital(parts.by)), Column("To be reached", "number"), Column("Ever", "number")]
    columns += [Column(last, "number"), Column(first, "number")] if first else []
    rows = []
    for row in parts.rows:
        cells = [row.label, number(row.whole), number(row.ever)]
        rows.append([*cells, number(row.now), number(row.before or 0)] if first else cells)
    return table_html(caption, columns, rows)


def _growth_table(growth: tuple[Growth, ...]) -> Markup:
    heads = ["Gatherings", "Took part", "For the first time", "Came again", "Did not come again"]
    columns = [Column("Period"), *(Column(head, "number") for head in heads)]
    rows = [
        [
            one.period or "The whole time",
            "" if one.gatherings is None else number(one.gatherings),
            *(_written(count) for count in (one.came, one.newcomers, one.again, one.lapsed)),
        ]
        for one in growth
    ]
    return table_html("People who took part, rounded", columns, rows)


def _written(count: Count | None) -> str:
    return "" if count is None else count.text


def _picture(content: FunderContent) -> Chart | None:
    told = content.picture
    if told is None or len(told.groups) < FEWEST_SHOWN:
        return None
    title = f"{capital(words.many(told.by))} and the ties between them"
    note = words.pictured(told, len(drawn_groups(told)))
    return Chart(title, drawn(groups_svg(told, title=title, description=note)), _members_table(told), note)


def _members_table(told: Groups) -> Markup:
    columns = [
        Column(capital(told.by)),
        Column("People", "number"),
        Column(f"Tied to other {words.many(told.by)}", "number"),
    ]
    rows = []
    for at, group in enumerate(told.groups):
        tied = sum(1 for pair, ties in told.ties.items() if at in pair and pair[0] != pair[1] and ties)
        rows.append([group.name, group.members.text, number(tied)])
    return table_html(f"{capital(words.many(told.by))}, their people and ties", columns, rows)


def _squares(content: FunderContent) -> Iterator[Chart]:
    for told in content.squares:
        if len(told.groups) >= FEWEST_SHOWN:
            title = f"Ties between {words.many(told.by)}"
            note = f"{SQUARE_NOTE} {words.withheld(told)}".strip()
            svg = square_svg(f"square-{told.by}", told, title=title, description=note)
            yield Chart(title, drawn(svg), _square_table(told, title), note)


def _square_table(told: Groups, caption: str) -> Markup:
    columns = [Column(capital(told.by)), *(Column(group.name, "number") for group in told.groups)]
    many = range(len(told.groups))
    rows = [[told.groups[one].name, *(_cell(told, min(one, other), max(one, other)) for other in many)] for one in many]
    return table_html(caption, columns, rows)


def _cell(told: Groups, one: int, other: int) -> str:
    return "withheld" if (one, other) in told.withheld else number(told.ties.get((one, other), 0))
