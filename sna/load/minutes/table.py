"""Tables of a roll: which column holds the names, which the marks; labels in cells, lists and days in columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from sna.facts import Reason, Status
from sna.load.dates import find_date
from sna.load.marks import MEANINGS, STATUS, Mark, Marks, legend_of, settle
from sna.load.minutes import lists, nobody
from sna.load.minutes.blocks import Block, is_account, is_rule
from sna.load.minutes.headings import heading, only_closes, says_away, status_columns
from sna.load.minutes.lines import NAME_END, NUMBER, REFERENCE, is_people, is_surely_name, label_of
from sna.load.minutes.notes import is_short_for
from sna.load.minutes.person import looks_like_name, read_person
from sna.load.minutes.slots import is_broken, joined
from sna.names import key, titles
from sna.names.titles import has_organisation_word

_COLUMNS = {
    "forename": r"(?:given|first|fore|christian) ?names?",
    "surname": r"(?:family|last|sur|second) ?names?",
    "name": r"(?:full |member |attendee |delegate |persons? |participant )?names?(?: .*)?|attendees?|"
    r"members?|\w+ members|who|people|person|participants?|delegates?|governors?|trustees?|directors?|councillors?|"
    r"representatives?",
    "initials": r"abbr\w*|initials?|acronym|short(?: name)?|code",
    "organisation": r"(?:(?:organi[sz]ations?|orgs?|company|companies|affiliations?|employer|institut(?:e|ion)s?|"
    r"representing|agency|trust|practice|partner|university|body|firm|from)(?: name)?(?: or | and | |$))+(?:e ?mail)?",
    "role": r"(?:(?:roles?|(?:job )?titles?|position|designation|capacity|function|job|voting(?: status| rights?)?|"
    r"membership|member(?:ship)? (?:type|status|role)|category)(?: or | and | |$))+",
    "status": r"attend(?:ance|ed|ing|s)?(?: .*)?|(?:present|status|in attendance|here)(?: y(?:es)? (?:or )?no?)?|"
    r"y n|yes no|p a|absent|apolog(?:ies|y)(?: (?:received|given|sent|accepted))?|"
    r"(?:(?:or |and )?(?:present|attend(?:ed|ing)|in attendance|absent|apologies|regrets)(?: |$)){2,}",
    "handle": r"(?:github|gitlab|twitter|slack)?(?: )?(?:handle|user ?name|account|id)|github",
    "email": r"(?:contact )?e ?mail(?: address)?",
}
NAMES = {"name", "forename", "surname"}
_AWAY = {Mark.ABSENT, Mark.APOLOGIES}
_VACANT = re.compile(r"vacan(?:t|cy)\b", re.IGNORECASE)
_TASK = {"what", "action", "actions", "task", "tasks", "deadline", "due", "due date", "by when", "when"}
SURE = frozenset("p ✓ ✔ x y yes no present absent apologies".split())  # marks that are nobody's initials
TICKS = frozenset("✓ ✔ x y yes".split())
FAR_BACK = 2000  # the year of a day that names none
LONGEST_NAME = 4  # words, without titles
_MARK = 12  # characters that a mark has at most


class Entry(Struct, frozen=True):
    """One name of a table; `strange` is a mark nobody knows the meaning of."""

    text: str
    fields: dict[str, str]
    status: Status | None = None
    strange: str = ""


Entries = list[Entry]


class Labelled(Struct, frozen=True):
    """Cells that are a label and what it says: ``Present: | Ann Smith, Bob Ray``."""

    label: str
    rest: tuple[str, ...]


class Table:
    """The table at hand: what its header says of its columns.

    Parameters
    ----------
    blocks
        The document, whose legend may stand above or below the table.
    meanings
        What the study says of marks.
    on
        The day of the document: of a table with a column for each day only that one is read.
    """

    def __init__(self, blocks: Sequence[Block], meanings: Mapping[str, str], on: dt.date | None) -> None:
        self.on, self.meanings = on, meanings
        legends = (legend_of(block.text[:200]) for block in blocks if block.kind != "row")
        self.legend = {  # a single ``AB: absent`` is rather somebody's speech
            mark: meaning
            for legend in legends
            for mark, meaning in legend.items()
            if len(mark) == 1 or (len(mark) == 2 and len(legend) > 1)
        }
        tables = groupby((block for block in blocks if block.kind == "row"), lambda block: block.part)
        self.rows = {part: [block.cells for block in rows] for part, rows in tables}
        numbered = (_is_led(row) for rows in self.rows.values() for row in rows)
        self.led = sum(numbered) > 1  # whether initials beside the items of the agenda say who leads
        self.of_days = False  # whether the table last headed has a column for each day
        self.settled: dict[int, Marks] = {}
        self.part = -1
        self.doubts: list[Reason] = []
        self._begin(-1)

    def _begin(self, part: int) -> None:
        rows, above = self.rows.get(part, []), self.rows.get(self.part, [])
        self.part, self.number = part, 0
        self.several = any(len(list(filter(None, row))) > 1 for row in rows)
        self.titled = not self._goes_on(rows)
        if self.titled:
            self.header: tuple[str, ...] = ()
            self.marks = Marks({})
            self.columns: dict[int, str] = {}
            self.statuses: dict[int, Status] = {}
            self.ticks: dict[int, Status] = {}
            self.away: Status | None = None  # what the heading of the column of marks says
            self.apart = False  # whether those below a label in a row of its own need no mark
            self.blank: Status | None = Status.ABSENT  # what the lack of a mark means
        self.label = self.group = ""
        self.stands_alone = False  # whether it is a roll even without a heading
        header = self.titled and rows and ((len(above) == 1 and _under_days(above[0], rows)) or _of_marks(rows))
        if header and self._header([*header]):
            self.header, self.titled = header, False
        self.is_people = all(  # as many people in a row as it has cells
            map(is_person, {cell for row in rows for cell in row if cell.strip() and not heading(cell, sure=True)})
        )

    def _goes_on(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether rows without a header of their own go on with the table above, as on a new page."""
        none = self.part < 0 or not self.columns or not rows
        if none or len(rows[0]) not in {len(self.header), len(_filled(self.header))}:
            return False
        self._narrow(rows)
        alike = sum(is_person(self._name(row)) for row in rows) * 2 > len(rows)
        return alike and (rows[0] == self.header or not NAMES & set(map(kind_of, rows[0])))

    def _narrow(self, rows: Sequence[Sequence[str]]) -> None:
        """Leave out the blank cells of the header where rows on a new page have none of them."""
        filled = _filled(self.header)
        if len(rows[0]) != len(self.header):
            self.columns = {filled.index(index): kind for index, kind in self.columns.items() if index in filled}
            self.header = tuple(self.header[index] for index in filled)

    def _aligned(self, cells: list[str]) -> list[str]:
        """Give the cells of a row below the header's, where people stand, but none in the column of names."""
        ours, theirs = _filled(cells), _filled(self.header)
        apart = bool(self.columns and ours) and not self._name(cells)
        if not apart or not (len(ours) == len(theirs) or is_person(cells[ours[0]])):
            return cells
        if len(ours) != len(theirs):  # each heading's is the nearest; the name stands first
            ours = [ours[0], *(min(ours[1:] or ours, key=lambda at: abs(at - head)) for head in theirs[1:])]
        row = [""] * max(len(cells), len(self.header))
        for at, head in zip(ours, theirs, strict=True):
            row[head] = cells[at]
        return row

    def take(self, block: Block) -> Entries | list[Labelled]:
        """Read a row; nothing for a header or a row without a name."""
        if is_rule(block.cells) or is_account(self.rows.get(block.part, [])):
            return []
        if block.part != self.part:
            self._begin(block.part)
        self.number += 1
        cells = [cell.strip() for cell in block.cells]
        title = self.several and len(list(filter(None, cells))) < 2  # the header may stand below it
        if block.cells == self.header or (self.titled and not title and not _is_label(cells) and self._header(cells)):
            self.header, self.titled = block.cells, False
            people = self.columns.get(0) == "name" and kind_of(cells[0]) == "status"
            return self._labels(cells) if people else []
        self.titled = self.titled and title
        if labels := self._labels(cells):
            led = self.led and _is_led(cells)
            return [label for label in self._labels(cells[:-1]) if label.rest] if led else labels
        return self._listed(cells) if self.statuses else self._row(self._aligned(cells))

    def _labels(self, cells: list[str]) -> list[Labelled]:
        """Read what labels in cells say: beside them, or below in rows whose first cell is blank."""
        filled = [cell for cell in cells if cell]
        if self.columns or self.statuses:  # a label alone in its row begins another list under the same header
            label = filled[0].rstrip(": ") if filled and all(map(kind_of, filled[1:])) else ""
            self.apart |= heading(label, sure=True) is not None and bool(self.columns)
            return [Labelled(label, ())] if heading(label, sure=True) else []
        if self.label and not cells[0] and not any(only_closes(cell) or heading(cell, sure=True) for cell in filled):
            return [Labelled(self.label, _together(filled))] if filled else []
        labels: list[Labelled] = []
        neighbour = ""
        for at, line in enumerate(REFERENCE.sub("", line) for cell in filled for line in cell.split("\n")):
            label, colon, rest = line.partition(":")
            if not colon and (unmarked := label_of(Block("line", line, "")))[1][:1].isupper():  # "Apologies Cllr A Lee"
                label, rest, colon = *unmarked[:2], ":"
            if heading(label.strip(), sure=True) or (colon and (labels or not at)):
                neighbour = rest.strip()
                labels.append(Labelled(label.strip(), (neighbour,) if neighbour else ()))
            elif labels and labels[-1].rest == (neighbour,) and is_broken(neighbour, line):
                neighbour = joined(neighbour, line)
                labels[-1] = Labelled(labels[-1].label, (neighbour,))
            elif labels and (not neighbour or is_people(line)):  # below ``Present: Ann Smith`` the minutes may begin
                labels[-1] = Labelled(labels[-1].label, (*labels[-1].rest, line))
            else:  # nothing behind it goes on with the people
                neighbour = line
        self.label = labels[-1].label if labels else ""
        return [Labelled(label.label, _together(label.rest)) for label in labels]

    def _header(self, cells: list[str]) -> bool:
        rows = self.rows[self.part]
        if len(cells) not in self.settled:  # once for all tables of this width, for they may go on one another
            alike = (row for other in self.rows.values() for row in other if len(row) == len(cells))
            used = {cell for row in alike if list(row) != cells for cell in row if len(cell) <= _MARK}
            self.settled[len(cells)] = settle(used, self.legend, self.meanings)
        self.marks = self.settled[len(cells)]
        columns = _kinds(cells, rows[self.number :])
        heads = status_columns(cells)
        if _heads_names(cells, columns, heads, rows[self.number :]):
            columns[0] = "name"
        named = NAMES.intersection(columns.values())
        if len(heads) > 1 and (not named or len(heads) == len(cells)):
            self.statuses = heads
            self.columns = {at: kind for at, kind in columns.items() if at not in heads}
            self.stands_alone = True
            return True
        if set(columns.items()) == {(0, "name")} and 0 in heads and any(map(is_person, cells[1:])):
            return False  # ``Attendees | Ann Smith``
        ticked = [] if {"status"} & set(columns.values()) else self._ticked(cells, rows)
        columns |= dict.fromkeys(ticked[:1], "status")
        if days := self._days(cells, rows, named=bool(named)):
            columns = {**({} if named else {0: "name"}), **{at: kind for at, kind in columns.items() if at not in days}}
            self._day_column(days, columns)
        elif not named:
            return False
        columns = {-1: "name"} if _TASK & {*map(key, cells)} else columns  # who does what: nobody's roll
        self.columns, self.of_days = columns, bool(days)
        self.ticks = {at: status for at, status in heads.items() if at} if len(heads) > 1 else {}
        kinds = set(columns.values()) - NAMES
        self.away = next((heads.get(at) for at, kind in columns.items() if kind == "status"), None)
        first = any((head := heading(cells[at], sure=True)) and head.first for at in columns if columns[at] == "name")
        self.stands_alone = "status" in kinds or kinds - {"email"} == {"organisation"} or first or len(self.ticks) > 1
        self.stands_alone |= any(self._labels([cell.strip() for cell in row]) for row in rows[self.number :])
        return True

    def _ticked(self, cells: list[str], rows: Sequence[Sequence[str]]) -> list[int]:
        """Find the columns headed by nothing, by a mark or by a word such as ``Mode``, below which stand marks only."""
        columns = [[row[at] for row in rows[self.number :] if at < len(row) and row[at]] for at in range(len(cells))]
        bare = [at for at, cell in enumerate(cells) if not any(map(str.isalnum, cell)) or cell in "xX"]
        words = [at for at, cell in enumerate(cells) if at not in bare and not kind_of(cell) and says_away(columns[at])]
        below = {at: columns[at] for at in bare + words}
        used = {mark for marks in below.values() for mark in marks}
        strange = {mark for mark in used if not (self.marks.read(mark) or heading(mark, sure=True))}
        ticked = [at for at, marks in below.items() if marks and strange.isdisjoint(marks)]
        if ticked and Mark.PRESENT not in map(self.marks.read, below[ticked[0]]):
            self.blank = Status.PRESENT  # only those who did not come are marked
        return ticked

    def _days(self, cells: list[str], rows: Sequence[Sequence[str]], *, named: bool) -> dict[int, set[dt.date]]:
        """Find the columns headed by a day, below which stand marks."""
        year = self.on.year if self.on else FAR_BACK
        days = {at: days for at, cell in enumerate(cells) if (days := days_in(cell, year))}
        below = [row[at] for row in rows[self.number :] for at in days if at < len(row) and row[at]]
        marks = [cell for cell in below if len(cell) <= _MARK and self.marks.read(cell)]
        return days if len(days) + named > 1 and 2 * len(marks) > len(below) else {}

    def _day_column(self, days: dict[int, set[dt.date]], columns: dict[int, str]) -> None:
        """Choose the column of the document's own day."""
        rows = self.rows[self.part]
        of = [at for at, options in days.items() if self.on in options]
        day = (self.on.month, self.on.day) if self.on else ()
        alike = [at for at, options in days.items() if day in {(option.month, option.day) for option in options}]
        columns |= {(of or alike or [-1])[0]: "status"}
        used = {self.marks.read(row[at]) for row in rows for at in days if at < len(row)}
        self.blank = None if _AWAY & used else Status.ABSENT
        if not of:
            what = "its column of the same day of another year was taken" if alike else "it was not read"
            self.doubts.append(
                Reason(
                    "W-COLUMN",
                    f"A table has a column for each of {len(days)} days, and none is headed by this meeting's; {what}.",
                    hint="Correct the heading of the column, or set the day of the file in study.toml (on = …).",
                )
            )

    def _listed(self, cells: list[str]) -> Entries:
        """Read a row of lists, a column for each status."""
        fields = self._fields(cells)
        heads = {at: heading(cells[at].rstrip(": "), sure=False) for at in self.statuses if at < len(cells)}
        self.statuses |= {at: head.status for at, head in heads.items() if head and head.status}  # a further head
        for at in [at for at in heads if only_closes(cells[at]) and not titles.is_office(cells[at])]:
            del self.statuses[at], heads[at]  # "Attachments" below the people
        names = [(at, name) for at, head in heads.items() if not head for name in lists.split(cells[at])]
        return [Entry(name, fields, self.statuses[at]) for at, name in names]

    def _fields(self, cells: list[str]) -> dict[str, str]:
        fields = {kind: " ".join(cells[at].split()) for at, kind in self.columns.items() if 0 <= at < len(cells)}
        return fields if fields.get("organisation") or not self.group else {**fields, "organisation": self.group}

    def _row(self, cells: list[str]) -> Entries:
        filled = [cell for cell in cells if cell]
        if not self.columns and self.of_days:  # who left before this meeting often stands below a table of days
            return []
        if len(filled) == 1 < (len(self.columns) or self.several + 1) and has_organisation_word(filled[0]):
            self.group = filled[0]  # it spans the row, and the people of the organisation stand below
            return []
        if not self.columns:
            people = filled if self.is_people else _bare(filled)
            return [Entry(text, self._fields(cells)) for text in people if not _VACANT.match(text)]
        fields = self._fields(cells)
        status, strange = self._marked(cells, fields.get("status"))
        marked = strange or "status" not in fields or (self.apart and not fields["status"])
        if -1 in self.columns or (status is None and not marked):
            return []
        entries: list[Entry] = []
        for name in names_in(self._name(cells)):
            if head := heading(name.rstrip(": "), sure=False):  # amid a cell that spans several rows
                status = head.status
            elif not (nobody.is_nothing(name) or _VACANT.match(name)):
                entries.append(Entry(name, fields, status, strange))
        return entries

    def _name(self, cells: Sequence[str]) -> str:
        text = {kind: cells[at].strip() for at, kind in self.columns.items() if 0 <= at < len(cells)}
        return text.get("name") or " ".join(filter(None, (text.get(kind) for kind in ("forename", "surname"))))

    def _marked(self, cells: list[str], text: str | None) -> tuple[Status | None, str]:
        """Say what is marked: in the column of a status, or by a mark in the column for all."""
        if len(self.ticks) > 1:
            ticked = (status for at, status in self.ticks.items() if at < len(cells) and cells[at])
            return next(ticked, None if self.apart else Status.ABSENT), ""
        no = (text or "no").casefold() in {"no", "n", "none", "-"}
        if text is not None and self.away in {Status.APOLOGIES, Status.ABSENT} and (no or text.casefold() in TICKS):
            return (Status.PRESENT if no else self.away), ""  # a tick in a column of apologies
        if not text:
            return (None if text is None or self.apart else self.blank), ""
        mark = self.marks.read(text)
        status = STATUS.get(mark) if mark else None
        if not mark and (head := heading(text, sure=True)):  # "Apologies accepted"
            status = head.status
        return status, "" if status or (mark and self.blank is None) else text


def _heads_names(
    cells: Sequence[str], columns: Mapping[int, str], heads: Mapping[int, Status], rows: Sequence[Sequence[str]]
) -> bool:
    """Whether people stand in a first column headed by nothing, or by what the table is: ``Present | Initials``."""
    ticked = len(heads) > 1 and not cells[0]
    listed = 0 in heads and len(heads) == 1 < len(columns) and not NAMES & {*columns.values()}
    return (ticked or listed) and all(is_person(row[0]) for row in rows if ticked or any(row[1:]))


def _kinds(cells: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Say what columns are by their headings; initials beside surnames stand for forenames, bodies for no names."""
    columns: dict[int, str] = {}
    for at, cell in enumerate(cells):
        if (kind := kind_of(cell)) and kind not in columns.values():
            body = kind == "name" and rows and all(at < len(row) and has_organisation_word(row[at]) for row in rows)
            columns[at] = "organisation" if body else kind
    alone = "surname" in columns.values() and not {"name", "forename"} & {*columns.values()}
    return {at: "forename" if alone and kind == "initials" else kind for at, kind in columns.items()}


def _filled(cells: Sequence[str]) -> list[int]:
    return [index for index, cell in enumerate(cells) if cell.strip()]


def _together(cells: Sequence[str]) -> tuple[str, ...]:
    """Give a name and the office that stands before it in a cell of its own as one: ``Chairman | A. Lee``."""
    named = [cell for cell in cells if not nobody.is_aside(NAME_END.split(cell)[0] or cell)]
    named = [cell for cell in named if not is_short_for(cell or "-", cells[0])]
    alone = len(named) == 1 < len(cells) and is_surely_name(named[0])
    return (" | ".join([*named, *(cell for cell in cells if cell not in named)]),) if alone else tuple(cells)


def _is_led(cells: Sequence[str]) -> bool:
    """Whether a row is an item and who leads it: ``2 | Apologies Ann Lee | BR``."""
    return len(cells) > 2 and bool(NUMBER.fullmatch(cells[0]) and re.fullmatch("[A-Z]{2,4}|All", cells[-1].strip()))


def kind_of(text: str) -> str:
    """Say what a column is by its heading; empty if that is none we know."""
    return next((kind for kind, pattern in _COLUMNS.items() if re.fullmatch(pattern, key(text))), "")


def days_in(cell: str, year: int) -> set[dt.date]:
    """Give the days a short cell may stand for: its order may be either, its year may be left out."""
    if len(cell) > 30 or not any(map(str.isdigit, cell)):
        return set()
    for text in (cell, f"{cell} {year}", f"{cell}/{year}"):
        if days := {day for order in (True, False) if (day := find_date(text, order))}:
            return days
    return set()


def _under_days(days: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Give the header that rows of people and marks lack, where a table of nothing but days stands above them."""
    dated = [cell for cell in days if days_in(cell, FAR_BACK)]
    marked = sorted({at for row in rows for at in _filled(row) if at})
    plain = all(is_person(row[0]) and all(len(cell) <= 2 for cell in row[1:]) for row in rows)
    if not (len(dated) == len([*filter(None, days)]) > 1 and plain and 0 < len(marked) <= len(dated)):
        return ()
    heads = dict(zip(marked, dated, strict=False))
    return ("Name", *(heads.get(at, "") for at in range(1, len(rows[0]))))


def _of_marks(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Give the header that rows lack in which a person stands first and a mark that can be nothing else last."""
    last = [row[-1].strip().casefold() for row in rows]
    sure = sum(mark in SURE for mark in last)
    at = int(len(rows[0]) > 2 and titles.is_office(rows[0][0]))  # the office may stand before the name
    plain = all(is_person(row[at]) or (at and nobody.is_nothing(row[at])) for row in rows if len(row) > at)
    plain = plain and all(MEANINGS.get(mark) or (at and nobody.is_nothing(mark)) for mark in last)
    header = (*["Role"] * at, "Name", *[""] * (len(rows[0]) - 2 - at), "Attendance")
    return header if plain and len(rows[0]) > 1 and sure * 2 >= len(rows) > 1 else ()


def names_in(cell: str) -> list[str]:
    """Give the people of a cell: a line each, or full names behind one another; else what stands there is one."""
    lines = cell.split("\n") if "\n" in cell else lists.split(cell)
    if len(lines) > 1 and all(_is_line(line.partition(", ")[0] if "\n" in cell else line) for line in lines):
        return lines
    return [(" | " if any(" " in line for line in lines) else " ").join(cell.split("\n"))]


def _is_line(text: str) -> bool:
    if nobody.is_nothing(text) or heading(text.rstrip(": "), sure=False) is not None:
        return True
    person = read_person(text)
    begun = titles.begins_name(text.split())
    return is_person(text) and person is not None and (begun or len(person.name.key.split()) <= LONGEST_NAME)


def is_person(text: str) -> bool:
    """Whether a text is a full name and nothing but what may stand beside one.

    Examples
    --------
    >>> is_person("Ann Smith (AS)"), is_person("Lay member"), is_person("Pond Trust")
    (True, False, False)
    """
    return is_surely_name(text) and not nobody.is_aside(lists.outside(text)) and not has_organisation_word(text)


def _bare(texts: list[str]) -> Iterator[str]:
    """Read a row of a table without a header: the first cell that reads as a name, then all others."""
    texts = [" ".join(text.split()) for text in texts]
    at = next((at for at, text in enumerate(texts) if looks_like_name(lists.outside(text).strip())), 0)
    yield from [" | ".join([texts[at], *texts[:at], *texts[at + 1 :]])] if texts else []


def _is_label(cells: list[str]) -> bool:
    """Whether a row says ``Attendees: | Ann, Bob`` rather than heading columns."""
    rest = [cell for cell in cells[1:] if cell]
    if rest and all(cell.endswith(":") for cell in rest):  # ``Present: | Apologies:``, with the names below
        return False
    return bool(rest) and (cells[0].endswith(":") or all(lists.commas(cell) for cell in rest))
