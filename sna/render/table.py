"""Tables of a page: a caption, a header for every row and column, numbers set to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from markupsafe import Markup
from msgspec import Struct

from sna.findings.sources import plain
from sna.render.page import inline
from sna.render.svg import written

Cell = str | Markup
"""Text, which is escaped, or a drawing of the house's own."""


class Column(Struct, frozen=True):
    """A column's heading and whether it holds numbers."""

    label: str
    kind: Literal["text", "number"] = "text"


def numbers(*labels: str) -> list[str | Column]:
    """Give the headings of columns of numbers."""
    return [Column(label, "number") for label in labels]


def table_html(
    caption: str, heads: Sequence[str | Column], rows: Iterable[Sequence[Cell]], *, cards: bool = False
) -> Markup:
    """Write a table; the first cell of each row is its header.

    Parameters
    ----------
    caption
        What the table holds; it also names the region that scrolls where the page is narrow.
    heads
        One for each cell of a row; a text alone heads a column of texts.
    rows
        The cells, in the order of the headings. Text is escaped; a `Markup` cell goes in as it is.
    cards
        On a narrow screen each row is a card, each cell with its heading before it; else the table scrolls sideways.
        A column in which nothing stands is left out.

    Returns
    -------
    Markup
        The table; a plain sentence if there is no row.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are headings.

    Examples
    --------
    >>> print(table_html("Who", ["Name", *numbers("Meetings")], [["<Ann>", "3"]]))
    <div class="wide" role="region" aria-label="Who" tabindex="0"><table><caption>Who</caption><thead><tr>\
<th scope="col">Name</th><th scope="col" class="number">Meetings</th></tr></thead><tbody><tr>\
<th scope="row">&lt;Ann&gt;</th><td class="number">3</td></tr></tbody></table></div>
    """
    columns = [head if isinstance(head, Column) else Column(head) for head in heads]
    rows = list(rows)
    if cards and rows:
        filled = [place for place in range(len(columns)) if not place or any(row[place] for row in rows)]
        columns, rows = [columns[place] for place in filled], [[row[place] for place in filled] for row in rows]
    body = "".join(_row(columns, row, cards=cards) for row in rows)
    if not body:
        return Markup("<p>{}: nothing to list.</p>").format(caption)
    head = "".join(f'<th scope="col"{_side(column)}>{_inside(column.label)}</th>' for column in columns)
    title = written(caption)
    if cards:
        return Markup(  # noqa: S704  # as below
            f'<table class="cards"><caption>{title}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>"
        )
    return Markup(  # noqa: S704  # every text in it was escaped by `written`
        f'<div class="wide" role="region" aria-label="{title}" tabindex="0"><table><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(columns: Sequence[Column], row: Sequence[Cell], *, cards: bool) -> str:
    pairs = list(zip(columns, row, strict=True))
    (first, label), *rest = pairs
    cells = "".join(
        f"<td{_side(column)}{_heading(column, cell) if cards else ''}>{_inside(cell)}</td>" for column, cell in rest
    )
    return f'<tr><th scope="row"{_side(first)}>{_inside(label)}</th>{cells}</tr>'


def _heading(column: Column, cell: Cell) -> str:
    """Write what stands before a cell on a narrow screen; a blank cell is left out there."""
    return f' data-h="{written(plain(column.label))}"' if cell else ' class="blank"'


def _side(column: Column) -> str:
    return ' class="number"' if column.kind == "number" else ""


def _inside(cell: Cell) -> str:
    return str(cell) if isinstance(cell := inline(cell), Markup) else written(str(cell))
