"""Tables that lost their lines → rows again: set in columns by blanks, or laid down in lines one cell after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct, structs

from sna.load.marks import legend_of
from sna.load.minutes import lists, nobody
from sna.load.minutes.blocks import Block, bullet
from sna.load.minutes.headings import closes, heading, mentions_group, names_group
from sna.load.minutes.lines import ANSWER, is_explained, is_surely_name, label_of
from sna.load.minutes.notes import is_short_for
from sna.load.minutes.person import NUMBERED, SEPARATOR, read_person
from sna.load.minutes.table import NAMES, days_in, is_person, kind_of
from sna.names import titles
from sna.names.titles import has_organisation_word
from sna.names.vocabulary import ROLE

_FRAMED, _PARTS = 2, 100_000  # lines ends that make a cell a text; more than any text has
_CELL = re.compile(r"\S+(?: \S+)*")
_INITIALS = re.compile(r"\b[A-Z]\.? ?[A-Z][a-z]|[a-z] [A-Z]{3,}$")  # ``J. Smith``, ``Ann SMITH``
_SHORT = re.compile(r"(?=.*[A-Z/].*[A-Z/])[A-Za-z/.]{2,4}")  # initials; some fonts draw a letter as a stroke
_SEAM = re.compile(r"\s/\s|\t")  # between the last cell of a column and the first of the next
_OPEN_ENDS = (" -", " –", ",", " and", " of", " the", " for", " &")
_TABS = re.compile(r"\s*(?:\t|\s{3,})\s*")
_LABEL = re.compile(r"^(?:[^:]{1,40}:|\W+)\s*$|^[•·]\s*")  # ``Present:`` in a cell of its own; a bullet
LONGEST_ROW = 500  # characters of people side by side
MOST_WORDS = 14  # of a cell
MOST_CELLS = 200
WIDEST = 6  # columns of a table that is laid down
MOST_COLUMNS = 3
SHORTEST = 12  # characters of an answer
FEWEST = 3  # rows that show that a document lays its tables down in lines


def in_columns(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give lines set in columns by tabs or spaces, below a line that heads them, as the rows of a table.

    Examples
    --------
    >>> lines = ("Name       Organisation  Present", "Ann Smith                Y", "Bob Ray    Pond Trust    N")
    >>> [block.cells for block in in_columns([Block("line", text, "") for text in lines])][1:]
    [('Ann Smith', '', 'Y'), ('Bob Ray', 'Pond Trust', 'N')]
    """
    header: list[tuple[int, str]] = []
    above = part = 0
    tabbed = False
    # Below a header people side by side are no list: the generator looks at the header of the line before.
    lines = (line for block in blocks for line in ([block] if header and block.kind == "line" else _unframed(block)))
    for number, block in enumerate(lines, 2):
        cells = _set_apart(block) if block.kind in {"line", "heading"} else []
        goes_on = len(cells) > 1 or block.part == above or _stands_alone(block.text)
        if header and not (cells and goes_on and not _ends_table(block.text)):
            header = []
        if not header and _heads(cells):
            header, part, tabbed = cells, -number, "\t" in block.text
        above = block.part
        if header:
            row = [""] * len(header)
            filled = tabbed and len(cells) == len(header)  # a long text takes fewer tabs to the next column
            for order, (at, text) in enumerate(cells):
                row[order if filled else _column(header, at, tabbed=tabbed)] += f" {text}"
            yield structs.replace(block, kind="row", cells=tuple(cell.strip() for cell in row), part=part)
        else:
            yield block


def with_whole_labels(blocks: Sequence[Block]) -> Iterator[Block]:
    r"""Give a label that is wrapped over two lines, with people beside both, whole in the first.

    Examples
    --------
    >>> lines = ("Members   Ann Smith   Bob Ray", "present   Cat Wu")
    >>> [block.text for block in with_whole_labels([Block("line", text, "") for text in lines])]
    ['Members present:\tAnn Smith\tBob Ray', 'Cat Wu']
    """
    joined = False
    for block, below in pairwise([*blocks, Block("", "", "")]):
        (label, *people), (rest, *further) = (_TABS.split(line.text[:LONGEST_ROW]) for line in (block, below))
        title = f"{label} {rest.rstrip(': ')}:"
        head = heading(title, sure=True) if block.kind == below.kind == "line" and people and further else None
        group = heading(label, sure=True) is None and (names_group(label) or mentions_group(label))
        open_end = not label.endswith(":") and (group or label.casefold().endswith((" for", " of")))
        goes_on = open_end and head is not None and head.status is not None
        goes_on = goes_on and all(map(_stands_alone, [*people, *further]))
        text = "\t".join([title, *people] if goes_on else people if joined else [])
        yield structs.replace(block, text=text) if text else block
        joined = goes_on


def with_offices(blocks: Sequence[Block]) -> Iterator[Block]:
    r"""Set a colon behind an office, a body or a group that tabs or blanks part from its people.

    Examples
    --------
    >>> lines = ("Councillors\tMr A Lee", "Clerk    Mrs B Ray", "Ann Lee\tClerk")
    >>> [block.text for block in with_offices([Block("line", text, "") for text in lines])]
    ['Councillors: Mr A Lee', 'Clerk: Mrs B Ray', 'Ann Lee\tClerk']
    """
    for block in blocks:
        label, *people = _TABS.split(block.text[:LONGEST_ROW], maxsplit=1) if block.kind == "line" else [""]
        group = titles.is_office(label) or names_group(label) or has_organisation_word(label)
        alone = group and people and heading(label, sure=True) is None
        alone = alone and (_stands_alone(people[0]) or nobody.is_nothing(f"{label}: {people[0]}"))
        yield structs.replace(block, text=f"{label.rstrip(':')}: {block.text[-len(people[0]) :]}") if alone else block


def side_by_side(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give people who stand side by side on a line as one below the other: where the columns hold only such.

    Examples
    --------
    >>> lines = ("Present:   Ann Smith   Bob Ray", "Cat Wu   Chair   Dora Fox")
    >>> [block.text for block in side_by_side([Block("line", text, "") for text in lines])]
    ['Present:   Ann Smith', 'Bob Ray', 'Cat Wu   Chair', 'Dora Fox']
    """
    run: list[tuple[Block, list[str]]] = []
    for block in (*blocks, Block("line", "", "")):
        cells = (
            _TABS.split(block.text)
            if block.kind in {"line", "item", "numbered"} and len(block.text) < LONGEST_ROW
            else []
        )
        cells = [_LABEL.sub("", cell) for cell in cells]
        followers = [cell for cell in cells if cell][1:]
        if followers and (_stands_alone(cells[0]) or all(map(_is_note, followers))):
            run.append((block, cells))
            continue
        yield from _below_another(run)
        run = []
        if block.text or block.cells:
            yield block


def _below_another(run: Sequence[tuple[Block, list[str]]]) -> Iterator[Block]:
    """Give the people of lines of cells a line each, if behind the first cell stand but people and what they do."""
    followers = [cell for _block, cells in run for cell in [cell for cell in cells if cell][1:]]
    people = {cell for cell in followers if _stands_alone(cell) and followers.count(cell) == 1}
    sure = (titles.is_titled(cell) or bool(_INITIALS.search(cell)) or ":" in cell for cell in people)
    initials = sum(map(is_short_for, followers[1:], followers))
    known = sum(sure) + sum(map(_is_familiar, people)) + initials
    leaders = [person for _block, cells in run for person in [*filter(_stands_alone, cells)][:1]]
    strange = (
        sum(map(_is_familiar, leaders)) * 3 < len(leaders) and len(people) >= FEWEST
    )  # forenames tell nothing here
    apart = (known * 3 >= len(people) > 0 or strange) and all(map(_is_note, followers))
    for block, cells in run:
        houses = [cell and NUMBERED.fullmatch(cell) is not None for cell in cells]
        named = next((at for at, cell in enumerate(cells) if cell and not (houses[at] or titles.is_office(cell))), 0)
        at = [0, *(at for at, cell in enumerate(cells) if apart and at > named and cell in people)]
        texts = re.split(f"({_TABS.pattern})", block.text)
        texts = ["" if not at % 2 and at < 2 * named and houses[at // 2] else text for at, text in enumerate(texts)]
        dust = " •·\t," if len(at) > 1 else " •·\t"  # among people in columns a comma parts nobody from what they are
        for number, (start, end) in enumerate(pairwise([*at, len(cells)]), 1):
            text = "".join(texts[2 * start : 2 * end - 1]).strip(dust)
            yield structs.replace(block, text=text, place=f"{block.place} side {number}" if number > 1 else block.place)


def _is_familiar(cell: str) -> bool:
    """Whether a cell begins with a forename everybody knows."""
    return titles.is_forename(re.split(r"\W", cell)[0])


def _is_note(cell: str) -> bool:
    """Whether a cell beside another may be a person, or what the one before it does, or their initials."""
    return _stands_alone(cell) or titles.is_office(cell) or bool(_SHORT.fullmatch(cell))


def _stands_alone(cell: str) -> bool:
    """Whether a cell is people and can be nobody's organisation: ``Bob Ray``, ``Clerk: Cat Wu``."""
    office, _colon, name = cell.partition(": ")
    people = lists.split(name if name and titles.is_office(office) else cell)
    return bool(people) and all(map(is_person, people))


def _unframed(block: Block) -> list[Block]:
    """Give the lines of a row that holds one long text only: there the table is but a frame round the page."""
    cells = [text for _at, text in _set_apart(block)] if block.kind == "line" else []
    if len(cells) > 1 and all(map(is_explained, cells)):  # people side by side
        return [structs.replace(block, kind="item", text=text, level=0) for text in cells]
    filled = [cell for cell in block.cells if cell.strip()] if block.kind == "row" else []
    if len(filled) != 1 or filled[0].count("\n") < _FRAMED:
        return [block]
    texts = [bullet(line) for line in filled[0].split("\n")]
    places = [f"{block.place} line {number}" for number in range(1, len(texts) + 1)]
    begun = accumulate(not (text[:1].islower() or text.startswith("(")) for _kind, text in texts)  # or it goes on
    return [
        Block(kind, text.strip(), place, part=block.part * _PARTS + at)
        for at, (kind, text), place in zip(begun, texts, places, strict=True)
    ]


def _set_apart(block: Block) -> list[tuple[int, str]]:
    """Give what tabs or two spaces set apart, and where each begins: after how many tabs, or at which character."""
    if "\t" in block.text:
        return [(block.level + at, cell.strip()) for at, cell in enumerate(block.text.split("\t")) if cell.strip()]
    return [(block.level + match.start(), match[0]) for match in _CELL.finditer(block.text[:500])]


def _column(header: list[tuple[int, str]], at: int, *, tabbed: bool) -> int:
    """Say below which heading a text stands: the one that is nearest to where it begins; of tabs none has a width."""
    gaps = [(max(start - at, at - start - len(text) * (not tabbed), 0), abs(start - at)) for start, text in header]
    return gaps.index(min(gaps))


def _heads(cells: list[tuple[int, str]]) -> bool:
    every = [kind for _at, text in cells if (kind := kind_of(text))]
    kinds = {*every}
    days = sum(bool(days_in(text, 2000)) for _at, text in cells)
    if len(cells) > 1 and all((head := heading(text, sure=True)) and head.status for _at, text in cells):
        return True
    return bool(kinds & NAMES) and len(kinds) + days > 1 and len(cells) < 2 * (len(every) + days)


def _ends_table(text: str) -> bool:
    label = text.partition(":")[0]
    return bool(legend_of(text[:200])) or (label != text and heading(label, sure=True) is not None)


class _Cell(Struct):
    """A line that may be a cell: its text, the line, whether it begins the next column amid the line."""

    text: str
    block: Block
    at: int
    seam: bool = False
    wrapped: bool = False
    name: bool = False
    surely_name: bool = False
    surely_second: bool = False

    def look(self) -> None:
        """Say whether it can be a name, surely is one, or surely stands beside one."""
        person, head = read_person(self.text), SEPARATOR.split(lists.outside(self.text).strip())[0]
        aside = not head or nobody.is_aside(head) or has_organisation_word(head)
        familiar = titles.is_titled(head) or titles.is_forename(head.split(" ")[0]) or bool(_INITIALS.search(head))
        familiar = familiar or (person is not None and any((person.initials, person.organisation)))
        self.surely_second = aside or (person is not None and not person.is_person) or bool(ROLE.search(head))
        self.name = not aside and is_surely_name(self.text)
        self.surely_name = self.name and familiar and not self.surely_second


_Rows = list[list[_Cell]]


def laid_down(blocks: Sequence[Block]) -> list[Block]:
    """Give tables that a program laid down in lines, row by row or column by column, an item for each row again.

    Examples
    --------
    >>> lines = ("Present:", "Ann Smith", "Bob Ray", "Cat Wu", "Chair", "Parish Clerk", "Pond Trust")
    >>> [block.text for block in laid_down([Block("line", text, "") for text in lines])][1:]
    ['Ann Smith | Chair', 'Bob Ray | Parish Clerk', 'Cat Wu | Pond Trust']
    """
    runs = {at: cells for at in range(len(blocks)) if (cells := _cells(blocks, at))}
    tables = {at: _table(cells) for at, cells in runs.items()}
    if not any(map(_is_telling, tables.values())):
        return list(blocks)
    document: list[Block] = []
    end = 0
    for at, block in enumerate(blocks):
        if rows := tables.get(at):
            document.append(structs.replace(block, text=f"{label_of(block)[0]}:"))
            document += [_item(row, -_PARTS * _PARTS - at) for row in rows]
            cells = runs[at] if len(rows[0]) == 1 else [cell for row in rows for cell in row]
            end = max(cell.at for cell in cells) + 1
        elif at >= end:
            document.append(block)
    return document


def _item(row: Sequence[_Cell], part: int) -> Block:
    text = " | ".join(cell.text for cell in row)
    return structs.replace(row[0].block, kind="item", text=text, level=0, part=part, strong=False)


def _is_telling(rows: _Rows) -> bool:
    """Whether rows are so many, or so plainly name and office in turn, that all tables of a document are laid down."""
    in_turn = len(rows) > 1 and rows[0][-1].at < rows[1][0].at
    return len(rows) >= FEWEST or (in_turn and all(len(row) > 1 for row in rows))


def _cells(blocks: Sequence[Block], at: int) -> list[_Cell]:
    """Give the lines below a heading of a roll that may be the cells of a table."""
    block = blocks[at]
    label, rest, sure = label_of(block)
    head = heading(label, sure=sure, inside=True) if label and block.kind not in {"row", "front", "item"} else None
    group = sure and not rest and names_group(label)  # "Voting members:"
    if not (group or (head and head.status)) or (rest and not is_surely_name(rest)):
        return []
    cells = [_Cell(rest, block, at)] if rest else []
    for number, line in enumerate(blocks[at + 1 : at + MOST_CELLS], at + 1):
        if not _may_be_cell(line):
            break
        if cells and cells[-1].text.endswith(_OPEN_ENDS) and line.part == cells[-1].block.part:
            cells[-1].text, cells[-1].wrapped = f"{cells[-1].text} {line.text}", True
        elif not (nobody.is_nothing(line.text) or (len(cells) < 2 and kind_of(line.text))):
            sides = [side.strip() for side in _SEAM.split(line.text) if side.strip()]
            cells += [_Cell(side, line, number, seam=later > 0) for later, side in enumerate(sides)]
    for cell in cells:
        cell.look()
    return cells


def _may_be_cell(block: Block) -> bool:
    text, words = block.text, block.text.split()
    if block.kind != "line" or len(words) > MOST_WORDS or (len(words) > 3 and text.endswith((".", "!", "?"))):
        return False
    label, rest, _sure = label_of(block)
    office = bool(ROLE.search(text)) and not re.search(r"['’]s?\b", text)
    if rest or text.endswith((":", ":-")) or (not office and (heading(label, sure=True) or closes(text))):
        return False
    return len(lists.split(text)) < 2


def _table(cells: Sequence[_Cell]) -> _Rows:
    """Give the rows of a table; none if the lines are a list in which what belongs to a name stands behind it."""
    if sum(len(SEPARATOR.split(lists.outside(cell.text).strip())) > 1 for cell in cells) * 3 > len(cells):
        return []
    return max(_by_row(cells), _by_column(cells), key=len)


def _by_column(cells: Sequence[_Cell]) -> _Rows:
    """Give the rows where all names stand first, and below the last of them what belongs to each.

    Where the lower column has more lines, for some are wrapped, nobody can say what belongs to whom.
    """
    top = next((at for at, cell in enumerate(cells) if cell.surely_second or not cell.name), len(cells))
    seams = [at for at, cell in enumerate(cells) if cell.seam]
    for number in seams or range(min(top, len(cells) // 2), 0, -1):
        lower = cells[number : 2 * number]
        telling = sum(cell.surely_second for cell in lower)
        clear = cells[number - 1].surely_name or not any(cell.wrapped for cell in lower)
        ends = 2 * number == len(cells) or lower[0].block.part != cells[number - 1].block.part
        fits = seams or (ends and clear and telling * 2 >= number + (number == 1))
        if _are_initials(lower, cells) or (fits and not any(cell.surely_name for cell in lower)):
            return [list(row) for row in zip(cells, lower, strict=False)]
    while top and not cells[top - 1].surely_name:  # "Reed Valley", wrapped before "Project Manager", is nobody
        top -= 1
    lone = top >= FEWEST and len(cells) > 2 * top and not any(cell.surely_name for cell in cells[top:])
    return [[cell] for cell in cells[:top]] if lone else []


def _are_initials(lower: Sequence[_Cell], upper: Sequence[_Cell]) -> bool:
    pairs = zip(lower, upper, strict=False)
    return all(below.text.isupper() and is_short_for(below.text, lists.outside(above.text)) for below, above in pairs)


def _by_row(cells: Sequence[_Cell]) -> _Rows:
    """Give the rows where below each name stands what belongs to it."""
    rows: _Rows = []
    telling = 0
    for cell in cells:
        loose = bool(rows) and len(rows[-1]) == 1 and not cell.surely_name and all(len(row) > 1 for row in rows[:-1])
        if rows and len(rows[-1]) < MOST_COLUMNS and (cell.surely_second or loose):
            telling += cell.surely_second and len(rows[-1]) == 1
            rows[-1].append(cell)
        elif cell.name and not cell.surely_second:
            rows.append([cell])
        else:
            break
    full = sum(len(row) > 1 for row in rows)
    return rows if telling * 2 >= len(rows) and full * 5 >= 3 * len(rows) else []


def answered(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give answers that stand on a line of their own below each name as one line with it.

    Among such a name without an answer is that of somebody who was not there.

    Examples
    --------
    >>> lines = ("Ann Smith", "Yes", "Bob Ray", "No", "Cat Wu", "Yes", "Dora Fox", "Agenda")
    >>> [block.text for block in answered([Block("line", text, "") for text in lines])]
    ['Ann Smith: Yes', 'Bob Ray: No', 'Cat Wu: Yes', 'Dora Fox: absent', 'Agenda']
    """
    blocks = [*_without_marks(blocks)]
    pairs = dict(_answers(blocks))
    words = Counter(answer.casefold() for answer in pairs.values())
    if not (words["yes"] or words["no"] or max(words.values(), default=0) >= FEWEST):
        pairs = {}  # "Apologies" below a name is rather a heading
    titled = _titles(blocks, min(pairs, default=0))
    posts = {at for at, (block, below) in enumerate(pairwise(blocks)) if pairs and titles.is_office(block.text)}
    posts = {at for at in posts if at + 1 in pairs or nobody.is_nothing(blocks[at + 1].text)}
    for index, block in enumerate(blocks):
        if index in posts or (index in titled and not heading(block.text, sure=True)):
            continue
        if answer := pairs.get(index):
            post = f" ({blocks[index - 1].text})" if index - 1 in posts else ""
            yield structs.replace(block, text=f"{block.text}{post}: {answer}")
        elif index - 2 in pairs and index - 4 in pairs and index - 6 in pairs and _is_lone_name(block):
            yield structs.replace(block, text=f"{block.text}: absent")
        elif index - 1 not in pairs:
            yield block


def _titles(blocks: Sequence[Block], first: int) -> range:
    """Give where the titles of the columns stand below one another, before the first name of a table laid down."""
    names = (at for at in range(max(0, first - WIDEST), first) if blocks[at].text.casefold() in {"name", "names"})
    return range(next(names, first), first)


def _without_marks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leave out a mark of one letter between a name and the answer of a table laid down in lines."""
    for above, block, below in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        mark = above and below and len(block.text) == 1 and _is_lone_name(above)
        if not (mark and below and ANSWER.fullmatch(f"Ann Lee: {below.text}")):
            yield block


def _answers(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Give the lines that are a name with an answer below it, where another such stands before or behind them."""
    pairs = {
        index: below.text
        for index, (block, below) in enumerate(pairwise(blocks))
        if below.kind == "line" and len(lists.outside(below.text)) <= SHORTEST
        if ANSWER.fullmatch(f"Ann Lee: {below.text}") and _is_lone_name(block)
    }
    yield from (
        (index, text) for index, text in pairs.items() if pairs.keys() & {index + at for at in (-6, -3, -2, 2, 3, 6)}
    )


def _is_lone_name(block: Block) -> bool:
    plain = block.kind == "line" and not block.strong
    return plain and ANSWER.fullmatch(f"{block.text}: yes") is not None and is_surely_name(block.text)
