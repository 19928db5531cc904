"""Tables of people side by side, below one another in a cell, or in columns and rows that are lists of their own."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile, zip_longest

from msgspec import structs

from sna.load.minutes import lists, nobody
from sna.load.minutes.blocks import Block
from sna.load.minutes.headings import Heading, closes, heading, mentions_group, names_group, only_closes
from sna.load.minutes.lines import NAME_END
from sna.load.minutes.person import read_person
from sna.load.minutes.table import is_person, kind_of, names_in

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
FEW = 2  # people one below the other in a cell; cells of a label and what it says
MANY = 60  # rows


def halved(rows: list[Block]) -> list[Block]:
    """Give the rows of a table that holds two people in each, side by side, below one another.

    Examples
    --------
    >>> cells = ("Ann Lee", "Chair, Fen Trust", "Bob Ray", "Nurse"), ("Cat Wu", "Clerk", "", "")
    >>> [row.cells for row in halved([Block("row", "", "row 1", cells=row) for row in cells])]
    [('Ann Lee', 'Chair, Fen Trust'), ('Cat Wu', 'Clerk'), ('Bob Ray', 'Nurse')]
    """
    half, odd = divmod(len(rows[0].cells), 2)
    sides = [(row.cells[:half], row.cells[half:]) for row in rows if len(row.cells) == 2 * half]
    at = next((at for at, cell in enumerate(rows[0].cells[:half]) if is_person(cell)), 0)
    headed = len(sides) > 1 and half > 1 and sides[0][0] == sides[0][1] and bool(kind_of(sides[0][0][0]))
    people = [side for pair in sides[headed:] for side in pair if any(side)]
    alike = len(sides) == len(rows) and half > 1 and len(people) > len(rows) - headed
    named = (is_person(side[at]) or (at > 0 and nobody.is_nothing(side[at])) for side in people)
    if (
        odd
        or not alike
        or not all(named)
        or any(is_person(cell) for side in people for cell in (*side[:at], *side[at + 1 :]))
    ):
        return rows
    first = [
        structs.replace(row, text=" ".join(cells), cells=cells) for row, (cells, _) in zip(rows, sides, strict=True)
    ]
    second = [(row, cells) for row, (_, cells) in zip(rows[headed:], sides[headed:], strict=True) if any(cells)]
    return first + [
        structs.replace(row, text=" ".join(cells), cells=cells, place=f"{row.place} side 2") for row, cells in second
    ]


def unstacked(row: Block) -> list[Block]:
    r"""Give a row as several where it holds people below one another in a cell, and in another a note for each.

    Examples
    --------
    >>> cells = "Present", "Ann Lee\nBob Ray", "Chair\nNurse"
    >>> [row.cells for row in unstacked(Block("row", "", "row 1", cells=cells))]
    [('Present', 'Ann Lee | Chair'), ('', 'Bob Ray | Nurse')]
    """
    lines = [[part.strip() for part in cell.split("\n")] for cell in row.cells]
    number = next((len(parts) for parts in lines if len(parts) > 1 and all(map(is_person, parts))), 0)
    if number < FEW or sum(len(parts) == number for parts in lines) < FEW:
        return [row]
    if heading(row.cells[0], sure=True):  # beside a label what stands beside each belongs to them
        beside = zip(*(parts for parts in lines[1:] if len(parts) == number), strict=True)
        lines = [lines[0], [" | ".join(filter(None, notes)).replace(", ", " | ") for notes in beside]]
    several = (
        parts if len(parts) == number else [" | ".join(filter(None, parts)), *[""] * (number - 1)] for parts in lines
    )
    return [
        structs.replace(row, text=" ".join(cells), cells=cells, place=f"{row.place} line {at}" if at > 1 else row.place)
        for at, cells in enumerate(zip(*several, strict=True), 1)
    ]


def by_row(rows: list[Block]) -> list[Block]:
    """Give a table of labels with colons, and beside them their people, as lines: ``Councillors: | A Lee, B Ray``."""
    pairs = [[cell for cell in row.cells if cell.strip()] for row in rows]
    labels = [pair[0].strip().rstrip(": ") for pair in pairs if len(pair) == FEW and pair[0].strip().endswith(":")]
    nobodies = {pair[0].strip().rstrip(": ") for pair in pairs if pair and nobody.is_nothing(pair[-1])}
    plural = {label for label in labels if mentions_group(label) or label.endswith("Cllrs")}
    groups = {label for label in plural if not _status(label)} - nobodies
    if not groups or len(labels) < len([*filter(None, pairs)]) or not any(map(_status, labels)):
        return rows
    texts = [
        f"{label} present: {pair[1]}" if label in groups else ": ".join((label, pair[1]))
        for label, pair in zip(labels, filter(None, pairs), strict=True)
    ]
    filled = (row for row, pair in zip(rows, pairs, strict=True) if pair)
    return [
        structs.replace(row, kind="line", text=text.replace("\n", ", "), cells=(), part=-row.part * MANY - at)
        for at, (row, text) in enumerate(zip(filled, texts, strict=True))
    ]


def by_column(rows: list[Block], *, alone: bool) -> list[Block]:
    """Give a table whose columns hold people below headings of their own as one list below the other.

    Where it stands `alone`, groups head those present; else a heading of it must say who was there.

    Examples
    --------
    >>> cells = ("Attendees", "Staff"), ("Ann Lee", "Bob Ray"), ("Cat Wu", "Apologies"), ("", "Dan Fox")
    >>> [line.text for line in by_column([Block("row", "", "row 1", cells=row) for row in cells], alone=True)]
    ['Attendees:', 'Ann Lee', 'Cat Wu', 'Staff present:', 'Bob Ray', 'Apologies:', 'Dan Fox']
    """
    if not rows[0].cells:
        return rows
    tops = [heading(cell.strip(": "), sure=True) for cell in rows[0].cells]
    if len(tops) > 1 and all(top and top.status for top in tops):  # a list below each: `table` reads it
        return rows
    table, rows = rows, _with_notes(rows)
    columns = [*zip_longest(*(row.cells for row in rows), fillvalue="")]
    kinds = [[*takewhile("end".__ne__, map(_kind, column))] for column in columns]
    kinds = [column + [""] * (len(rows) - len(column)) for column in kinds]
    top = next((line for line in zip(*kinds, strict=True) if any(line)), ())
    filled = [[*filter(None, column)] for column in kinds]
    headed = all(column[-1:] != ["head"] and "head head" not in " ".join(column) for column in filled)
    people, odd = (sum(column.count(kind) for column in kinds) for kind in ("person", "other"))
    lists = "head" in top and "other" not in top and sum("person" in column for column in kinds) > 1
    heads = {cell for column in columns for cell in column if _kind(cell) == "head"}
    if not (lists and headed and odd * 5 <= people and (alone or any(map(_status, heads)))):
        return table
    cells = [(row, at) for at, column in enumerate(kinds) for row, kind in zip(rows, column, strict=True) if kind]
    if sum("head" in column for column in kinds) < 2:  # under the only head they stand side by side
        cells.sort(key=lambda cell: rows.index(cell[0]))
    return [line for row, at in cells for line in _of_cell(row, at)]


def _with_notes(rows: list[Block]) -> list[Block]:
    """Set beside each person what a column without a head or people of its own says of them: offices, initials."""
    columns = [*zip_longest(*(row.cells for row in rows), fillvalue="")]
    kinds = [[*filter(None, map(_kind, column))] for column in columns]
    beside = [at > 0 and {*column} <= {"other", "nobody"} for at, column in enumerate(kinds)]
    if not any(column for column, note in zip(kinds, beside, strict=True) if note):
        return rows
    starts = [*(at for at, note in enumerate(beside) if not note), len(columns)]
    texts = [
        [" | ".join(filter(None, row[start:end])) for start, end in pairwise(starts)]
        for row in zip(*columns, strict=True)
    ]
    return [structs.replace(row, cells=tuple(cells)) for row, cells in zip(rows, texts, strict=True)]


def _kind(cell: str) -> str:
    """Say what a cell of such a table is: a head, a person, nobody; blank for a blank one."""
    label = cell.strip().rstrip(": ")
    name = lists.outside(NAME_END.split(label)[0]).strip()
    if not label or nobody.is_nothing(label):
        return "nobody" if label else ""
    group = mentions_group(lists.outside(label)) or names_group(lists.outside(label))
    if "\n" not in label and not is_person(name) and (_status(label) or (group and not closes(label))):
        return "head"
    if only_closes(label):
        return "end"
    people = [read_person(text) for text in names_in(cell)]
    return "person" if all(one and is_person(one.name.written) for one in people) else "other"


def _status(label: str) -> Heading | None:
    """Read what a head says of those below, which may stand in brackets: ``Officials (attending)``."""
    head = heading(label, sure=True, inside=True) or heading("".join(_IN_BRACKETS.findall(label)), sure=True)
    return head if head and head.status else None


def _of_cell(row: Block, at: int) -> list[Block]:
    """Give a cell as a label, or its people as items."""
    cell, place = row.cells[at], f"{row.place} side {at + 1}" if at else row.place
    if not cell:
        return []
    if _kind(cell) != "head":
        return [
            structs.replace(
                row, kind="item", text=name, cells=(), place=f"{place} line {number}" * (number > 1) or place
            )
            for number, name in enumerate(names_in(cell), 1)
        ]
    label = cell.strip().rstrip(": ")
    label = label if _status(lists.outside(label)) else f"{lists.outside(label).strip()} present"
    return [structs.replace(row, kind="line", text=f"{label}:", cells=(), place=place)]
