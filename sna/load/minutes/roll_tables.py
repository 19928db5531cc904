"""Tables of people side by side, below one another in a cell, without lines, or in columns that are lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile, zip_longest
from typing import Any

from msgspec import structs

from sna.load.marks import legend_of
from sna.load.minutes import lists, nobody
from sna.load.minutes.blocks import Block
from sna.load.minutes.headings import Heading, closes, heading, mentions_group, names_group, only_closes
from sna.load.minutes.lines import NAME_END
from sna.load.minutes.person import read_person
from sna.load.minutes.table import NAMES, days_in, is_person, kind_of, names_in
from sna.names import key, titles

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
FEW = 2  # people one below the other in a cell; cells of a label and what it says
MANY = 60  # rows
_AIR = 0.8  # of the size of letters: no space between two words is so wide
_LEADING, _FURTHER = 1.4, 1.25  # times the size lie two lines of a cell apart; times a row's distance ends a table

Words = Sequence[dict[str, Any]]  # of a line, with where they stand on the page


def with_cut_cells(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give a label that is wrapped within its cell, with the people set beside the break, whole before them.

    Examples
    --------
    >>> label = [Block("row", word, "", cells=("", word)) for word in ("MEMBERS", "ABSENT")]
    >>> [block.text for block in with_cut_cells([label[0], Block("line", "Ann Lee, Bob Ray", ""), label[1]])]
    ['MEMBERS ABSENT', 'Ann Lee, Bob Ray']
    """
    ends = set[int]()
    for at, block in enumerate(blocks):
        line, end = [*blocks[at + 1 : at + 3], block, block][:2]
        same = (block.kind, line.kind, end.kind, block.part) == ("row", "line", "row", end.part)
        begun, title = (" ".join(filter(None, cells)) for cells in (block.cells, [*block.cells, *end.cells]))
        cut = same and len(title.split()) in {2, 3} and not heading(begun, sure=True)
        cut = cut and bool(heading(title, sure=True) or closes(title))
        ends |= {at + 2} if cut else set()
        if at not in ends:
            yield structs.replace(block, text=title, cells=(title,)) if cut else block


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
    people = [side for pair in sides for side in pair if any(side)]
    alike = len(sides) == len(rows) and half > 1 and len(people) > len(rows)
    named = (is_person(side[at]) or (at > 0 and nobody.is_nothing(side[at])) for side in people)
    others = (cell for side in people for cell in (*side[:at], *side[at + 1 :]))
    if odd or not alike or not all(named) or any(map(is_person, others)):
        return _repeated(rows)
    return _below_another(rows, half)


def _repeated(rows: list[Block]) -> list[Block]:
    """Give a table the head of which comes several times side by side, its parts below another to the next head."""
    texts = [[key(cell) for cell in row.cells] for row in rows]
    heads = [cells for cells in texts if len([*filter(kind_of, cells)]) > 1 and NAMES & {*map(kind_of, cells)}]
    head = heads[0] if heads else []
    widths = (width for width in range(2, len(head) // 2 + 1) if head == head[:width] * (len(head) // width))
    width = next(widths, 0)
    if not width or any(len(cells) != len(head) for cells in texts):
        return rows
    table: list[Block] = []
    for alone, run in groupby(zip(rows, texts, strict=True), lambda pair: pair[1] == head or not any(pair[1][1:])):
        part = [row for row, _cells in run]
        table += [_part(row, slice(width)) for row in part] if alone else _below_another(part, width)
    return table


def _below_another(rows: list[Block], width: int) -> list[Block]:
    starts = range(0, len(rows[0].cells), width)
    return [
        _part(row, slice(at, at + width)) for at in starts for row in rows if not at or any(row.cells[at : at + width])
    ]


def _part(row: Block, columns: slice) -> Block:
    """Give some cells of a row as one."""
    cells, side = row.cells[columns], (columns.start or 0) // len(row.cells[columns]) + 1
    place = f"{row.place} side {side}" if side > 1 else row.place
    return structs.replace(row, text=" ".join(cells), cells=cells, place=place)


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
    labelled = heading("".join(row.cells[:1]), sure=True) is not None
    matched = sum(len(parts) == number or (labelled and len(parts) > 1) for parts in lines)
    if number < FEW or matched < FEW or sum(all(map(is_person, parts)) for parts in lines) > 1:
        return [row]
    if labelled:  # beside a label what stands beside each belongs to them, if as many lines do
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


def unruled(rows: Sequence[Words]) -> Iterator[tuple[range, list[tuple[str, ...]]]]:
    """Find tables set on a page without lines, the rows of which stand further apart than the lines of a cell.

    Give for each which lines of the page it takes, and its rows. What crosses its columns ends it.

    Examples
    --------
    >>> texts = (0, 60, "Name"), (0, 160, "Present"), (17, 60, "Ann"), (17, 160, "x"), (28, 60, "Lee"), (45, 60, "Bo R")
    >>> words = [{"text": text, "x0": x, "x1": x + 40, "bottom": y, "size": 9} for y, x, text in texts]
    >>> rows = [[word for word in words if word["bottom"] == y] for y in (0, 17, 28, 45)]
    >>> [table for _lines, table in unruled(rows)]
    [[('Name', 'Present'), ('Ann Lee', 'x'), ('Bo R', '')]]
    """
    end = 0
    for at, row in enumerate(rows):
        spans = _columns([row], _AIR * row[0]["size"])
        heads = [_in_span(row, span) for span in spans]
        if at < end or len(heads) < FEW or not _head_columns(heads):
            continue
        pieces = _pieces(rows, at, spans)
        lines = [line for piece in pieces for line in piece if not _is_label(rows[line])]
        columns = _columns([rows[line] for line in lines], _AIR * row[0]["size"])
        table = [_cells([rows[line] for line in piece], columns) for piece in pieces]
        full = sum(len([*filter(None, cells)]) > 1 for cells in table)
        alone = all(cell.endswith(":") or heading(cell, sure=True) for cell in heads)  # each with people below
        apart = not alone or 2 * max(map(len, pieces)) <= len(lines)
        if any(len(piece) > 1 for piece in pieces[1:]) and apart and 2 * full > len(table) >= FEW:
            end = pieces[-1][-1] + 1
            yield range(at, end), table


def _head_columns(cells: Sequence[str]) -> bool:
    """Whether cells head the columns of a table of people, or the first of them those who stand beside it."""
    named = any(kind_of(cell) in NAMES for cell in cells) and sum(bool(kind_of(cell)) for cell in cells) > 1
    days = sum(bool(days_in(cell, 2000)) for cell in cells)
    label = heading(cells[0], sure=True) is not None and not legend_of(cells[0])
    return named or days == len(cells) or label


def _pieces(rows: Sequence[Words], at: int, heads: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Part the lines from one on into rows, by how far they stand apart, as long as none crosses the columns."""
    pieces, size = [[at]], rows[at][0]["size"]
    within, beyond = 0.0, 0.0  # the distances of lines and of rows
    for line, (above, row) in enumerate(pairwise(rows[at:]), at + 1):
        gap = row[0]["bottom"] - above[0]["bottom"]
        near = gap < _LEADING * size
        within, beyond = max(within, gap if near else 0.0), beyond or (0.0 if near else gap)
        among = [rows[number] for piece in pieces for number in piece if not _is_label(rows[number])]
        free = _columns([*among, row], _AIR * size)
        kept = all(any(left <= a < right for a, _ in free) for (left, _), (right, _) in pairwise(heads))
        kept = kept and len(free) >= len(heads)
        if gap > _FURTHER * max(within, beyond) or row[0]["size"] > 1.12 * size or not (kept or _is_label(row)):
            break
        pieces[-1:] = [[*pieces[-1], line]] if near else [pieces[-1], [line]]
    return pieces if within * _FURTHER < beyond else [[at]]


def _is_label(row: Words) -> bool:
    """Whether a line on its own heads the rows below it: ``In attendance``."""
    alone = len(_columns([row], _AIR * row[0]["size"])) == 1
    return alone and heading(" ".join(word["text"] for word in row).rstrip(": "), sure=True) is not None


def _columns(rows: Sequence[Words], air: float) -> list[tuple[float, float]]:
    """Give what stands between the strips of a page that no word of the lines reaches into."""
    spans: list[tuple[float, float]] = []
    for left, right in sorted((word["x0"], word["x1"]) for row in rows for word in row):
        if spans and left < spans[-1][1] + air:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _in_span(row: Words, span: tuple[float, float]) -> str:
    return " ".join(word["text"] for word in row if span[0] <= (word["x0"] + word["x1"]) / 2 <= span[1])


def _cells(rows: Sequence[Words], columns: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Give the cells of a row. A person ends a line before a forename; else it goes on where no room was left."""
    texts = []
    for number, (left, right) in enumerate(columns):
        edge = columns[number + 1][0] - 2 * _AIR * rows[0][0]["size"] if number + 1 < len(columns) else right
        text, end = "", 0.0
        for row in rows:
            words = [word for word in row if left <= (word["x0"] + word["x1"]) / 2 <= right]
            line = " ".join(word["text"] for word in words)
            begun = line and is_person(text.rpartition("\n")[2]) and titles.begins_name(line.split())
            short = " " not in text and not text.isupper()  # a forename, and its surname below
            wrapped = words and not begun and (short or end + words[0]["x1"] - words[0]["x0"] > edge)
            text += (" " if wrapped else "\n") * bool(text and line) + line
            end = words[-1]["x1"] if words else end
        texts.append(text)
    return tuple(texts)
