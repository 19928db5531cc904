"""Attendance registers and sign-in sheets: CSV, XLSX, XLS, ODS; long, wide, a sheet a meeting.

There is no standard for these, so everything is found and nothing assumed: the encoding, the delimiter, the header
below title rows, the shape, the meetings in the headings, the meaning of the marks, the order of day and month. What
had to be settled by a rule is said in a warning.

Records are counted so: in a long register and a sign-in list each row below the header that is not blank; in a wide one
each mark under a meeting, and each row without marks; rows of totals, notes and legends one each; a hidden sheet, and a
sheet without a register, one each.

They are counted by another way than reading them, so that the two can disagree: the lines, their cells and where the
list begins are found by the counter's own means (see `sna.load.files.counting`). Which columns of a wide register are
meetings, and which of its rows are nobody's, is a matter of reading: there the records are marks, and the counter asks
the same questions of the cells it has read by itself.

Of somebody who stands twice at one gathering in one file the second record is merged, or contradicts the first. Two of
one name whose organisations differ may be two people: both stay, until it is settled who is who. Warnings that belong
to the whole file go with its first used entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import Attendance, Column, Entry, Fate, Person, Reason, Status, excluded, merged, rejected
from sna.load import Options, columns, dates
from sna.load.files.cells import Row, Sheet, column_letters
from sna.load.files.container import LOST, MIXED, TWICE
from sna.load.files.counting import Line, lines_below, pages
from sna.load.register import long
from sna.load.register.context import Register, all_days, columns_read, days_of, open_register, read_sheets, ticked
from sna.load.register.drafts import Draft, heading_warnings, wide_drafts
from sna.load.register.headings import COLUMN_NAMES, DATING, NEEDED, ROSTER, is_foreign
from sna.load.register.layout import Shape, Table, fills, find_table
from sna.load.register.long import answered, other_day, table_day
from sna.load.register.not_people import aside, defect, name_in
from sna.load.register.people import split_names
from sna.load.source import Source
from sna.names import key

__all__ = ["columns_of", "count", "identify", "load", "survey"]

HEAD = 100  # rows
_MINUTES = re.compile(r"#{1,6} |\*\*|\|?\s*:?-{3,}:?\s*\||[-*] \[[ x]\]|<!--|```", re.IGNORECASE)
_SECTION = re.compile(r"\d\. ?[^\W\d_]")
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},?[ T]\s?(?:(?:à|um|at|om) )?\d{1,2}:\d{2}")
_RANK = {Status.PRESENT: 0, Status.APOLOGIES: 1, Status.ABSENT: 2, Status.REGISTERED: 3}
Seat = tuple[str, str, str, str]
"""The person, the gathering, organisation and e-mail address; of who says none, the first stated of the name there."""
Claim = tuple[tuple[int, int, int, int], int, Attendance]
_ORDER = Reason(
    "W-ORDER",
    "Nothing in the file says whether the day or the month stands first; it was read with the day first.",
    hint="If it is the month, set day_first = false in study.toml.",
)
_STATED = re.compile(
    r"(?:total|number|no\.?|count)?\s*(?:number |no\.? )?(?:of )?(?:attendees|participants|people|attending|attended|"
    r"present|attendance|total)\s*[:=\-–]?\s*(\d{1,4})(?:\.0+)?",
    re.IGNORECASE,
)
_ENCODINGS = {
    **dict.fromkeys(("cp1252", "latin-1"), "The file is not UTF-8; it was read as Windows-1252."),
    "mac-roman": "The file is not UTF-8; it was read as Mac Roman.",
    MIXED: "Some lines of the file are UTF-8, others Windows-1252; each was read as what it is.",
    TWICE: "The file was saved in UTF-8 twice over; its letters were put right.",
    LOST: "Some letters of the file were lost (\ufffd) before it came here.",
}
_ANSWERED = Reason(
    "W-ANSWERED",
    "Nothing says when this meeting was; the day on which most of its people answered the form was taken.",
    hint="If it was another day: on = 2024-03-05 in study.toml.",
)
_UNDATED = Reason(
    "W-UNDATED",
    "Nothing says when this meeting was: it has no date.",
    hint="Write the date in a title row, the tab's or the file's name, or give it in study.toml: on = 2024-03-05.",
)


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Read a register.

    Yields one entry for each record. Of one person twice at one gathering the second is merged into the first. A deputy
    is present and stands in for the person replaced, who has apologies.

    Raises
    ------
    SourceError
        If the file cannot be read, or lacks a column it needs: the message names the columns found and the nearest.
    """
    register = open_register(source, options)
    drafts = list(_drafts(register))
    yield from merge_duplicates(drafts, [*file_warnings(register), *wrong_count(register, drafts)])


def columns_of(source: Source, options: Options) -> Iterator[Column]:
    """Say of each column of each sheet what it was read as, or why it was not."""
    for sheet, table in read_sheets(source, options):
        if table is not None:
            yield from columns.fates(table.header.headings, table.rows, columns_read(table), sheet.name)
        elif not sheet.hidden:
            header, *rows = [row for row in sheet.rows if not row.blank]
            whys = dict.fromkeys(range(len(header.cells)), "The sheet holds no register.")
            yield from columns.fates(header.texts, rows, {}, sheet.name, whys)


def _drafts(register: Register) -> Iterator[Draft]:
    for sheet, table in register.sheets:
        if table is None:
            yield _unread(register, sheet)
        elif table.shape is Shape.WIDE:
            yield from wide_drafts(register, table)
        else:
            yield from long.drafts(register, table)


def _unread(register: Register, sheet: Sheet) -> Draft:
    origin = register.options.origin(register.path, sheet.name)
    if sheet.hidden:
        reason = Reason("X-HIDDEN", f"Sheet '{sheet.name}' is hidden.", hint="Unhide it if it belongs to the register.")
    else:
        reason = Reason("X-SHEET", f"Sheet '{sheet.name}' holds no register.")
    return Draft(origin, Fate.EXCLUDED, reason)


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Look at all registers of a study and settle whether the day stands before the month.

    The user's word stands; without one, a number over 12 anywhere decides for all files. Nothing is settled where
    nothing decides.
    """
    if options.day_first is not None:
        return options
    return replace(options, day_first=dates.infer_day_first(_days_of(sources, options)))


def _days_of(sources: Iterable[Source], options: Options) -> Iterator[object]:
    for source in sources:
        try:
            tables: list[Table] = [table for _, table in read_sheets(source, options) if table is not None]
        except SourceError:
            continue
        yield from all_days(tables, source.path)


def identify(source: Source) -> bool:
    """Whether a file is a register.

    It is a table with names and with dates, meetings or a status as columns or headings, or a sign-in list whose
    meeting or day stands above it, on the tab or in the file's name.

    Reports of Teams, Zoom, Meet and Eventbrite, lists of people, collections of posts and minutes are none.
    """
    try:
        sheets = source.top(HEAD)
        if any(_is_foreign(sheet) for sheet in sheets):
            return False
        tables = [find_table(sheet, source.path, Options()) for sheet in sheets if not sheet.hidden]
    except (SourceError, OSError):
        return False
    return any(table is not None and _is_register(table) for table in tables)


def _is_foreign(sheet: Sheet) -> bool:
    texts = [text for row in sheet.rows for text in row.texts if text]
    if any(is_foreign(text) for text in texts if len(text) < 60):
        return True
    if not sheet.name and _is_minutes(sheet):
        return True
    sections = sum(
        bool(_SECTION.match(row.text(0))) and len([text for text in row.texts if text]) == 1 for row in sheet.rows
    )
    sections *= any(sum(map(bool, row.texts)) > 1 for row in sheet.rows)  # of a report, and no numbered names
    is_form = "completion time" in map(key, texts)  # it says when somebody began and ended answering
    return sections >= 2 or (_moments(sheet.rows) >= 2 and not is_form)


def _is_minutes(sheet: Sheet) -> bool:
    """Whether text has the marks of minutes: headings, emphasis, rules of a Markdown table, check boxes.

    Among rows of a table a line that begins with ``#`` is a note.
    """
    lines = [sheet.delimiter.join(row.texts).strip() for row in sheet.rows if not row.blank]
    marked = [line for line in lines if _MINUTES.match(line)]
    notes = [line for line in marked if line.startswith("# ")]
    wide = sum(sum(map(bool, row.texts)) > 1 for row in sheet.rows)
    return len(marked) > len(notes) or len(notes) * 2 > wide


def _moments(rows: Iterable[Row]) -> int:
    """Count the columns that hold days with a time of day: when people joined and left a call."""
    moment_columns: set[int] = set()
    for row in rows:
        moment_columns |= {column for column, text in enumerate(row.texts) if _MOMENT.match(text)}
    return len(moment_columns)


def _is_register(table: Table) -> bool:
    header = columns.find_header(table.sheet.rows, COLUMN_NAMES, NEEDED)
    if header is None:
        return False
    if table.shape is Shape.WIDE:
        return True
    if table.shape is Shape.LONG:
        return bool(set(DATING) & set(table.columns)) or len(table.columns) >= 3
    headings = {key(heading) for heading in table.header.headings}
    return (len(table.columns) >= 2 or _names_alone(table)) and not headings & ROSTER


def _names_alone(table: Table) -> bool:
    """Whether a sheet is one column of names below its heading, and nothing else."""
    narrow = all(sum(map(bool, row.texts)) < 2 for row in table.sheet.rows)
    names = (name for row in table.rows for name in split_names(name_in(row.texts, table)))
    return narrow and all(row.blank for row in table.sheet.rows[: table.header.at]) and columns.sort_of(names) == "name"


def count(source: Source, options: Options) -> int:
    """Count the records of a register.

    Raises
    ------
    SourceError
        As `load`.
    """
    sheets = read_sheets(source, options)
    lines = {page.name: page.lines for page in pages(source, sheets[0][0].delimiter)}
    return sum(1 if table is None else _records(table, lines[sheet.name], options) for sheet, table in sheets)


def _records(table: Table, lines: Sequence[Line], options: Options) -> int:
    if table.shape is not Shape.WIDE:
        return lines_below(lines, COLUMN_NAMES, NEEDED, options.columns) or 0
    gaps, by_number = fills(table), {line.number: line for line in lines}
    meetings = [heading.column for heading in table.headings]
    total = 0
    for line in lines:
        if line.number <= table.last_heading:
            continue
        marks = 0
        if not line.damaged:
            texts = _with_fills(line.cells, gaps.get(line.number, []), by_number)
            if aside(texts, table) is None and defect(texts, table) is None:
                marks = sum(1 for column in meetings if column < len(texts) and texts[column])
        total += max(1, marks)
    return total


def _with_fills(cells: list[str], gaps: list[tuple[int, int, int]], by_number: Mapping[int, Line]) -> list[str]:
    texts = list(cells)
    for column, number, place in gaps:
        filling = by_number[number].cells if number in by_number else []
        texts += [""] * (column + 1 - len(texts))
        texts[column] = texts[column] or (filling[place] if place < len(filling) else "")
    return texts


def merge_duplicates(drafts: Sequence[Draft], warnings: Iterable[Reason] = ()) -> Iterator[Entry]:
    """Turn drafts into entries, in their order.

    Of several attendances of one person at one gathering one is kept: stated before derived, present before apologies
    before absent before registered, standing in for somebody before not, an earlier place before a later. A record that
    says the same is merged into it; one that says otherwise is rejected.

    Parameters
    ----------
    drafts
        The records of one file.
    stated
        What the reader should know of the whole file: warnings of its first used entry.
    """
    seats = _Seats(drafts)
    pending = list(warnings)
    for draft in drafts:
        entry = _entry(draft, drafts, seats)
        if pending and entry.fate is Fate.USED:
            entry = Entry(entry.origin, facts=entry.facts, warnings=(*pending, *entry.warnings))
            pending = []
        yield entry


class _Seats:
    """Which attendance of each seat is kept."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._organisations: dict[tuple[str, str], str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._own = {(person.id, person.origin): person.email for draft in drafts for person in _persons(draft)}
        self._claims: dict[Seat, Claim] = {}
        claims = [(at, *claim) for at, draft in enumerate(drafts) for claim in _ranked(draft)]
        for _at, _derived, attendance in claims:
            if address := self._address(attendance):
                self._addresses.setdefault((attendance.person, attendance.gathering), address)
            if attendance.organisation:
                self._organisations.setdefault((attendance.person, attendance.gathering), key(attendance.organisation))
        for at, derived, attendance in claims:
            rank = (derived, _RANK[attendance.status], not attendance.stands_in_for, at)
            seat = self._seat(attendance)
            if seat not in self._claims or rank < self._claims[seat][0]:
                self._claims[seat] = rank, at, attendance

    def instead_of(self, attendance: Attendance) -> Claim:
        """Give the attendance kept for the seat of one: itself, or another."""
        return self._claims[self._seat(attendance)]

    def _address(self, attendance: Attendance) -> str:
        return self._own.get((attendance.person, attendance.origin), "")

    def _seat(self, attendance: Attendance) -> Seat:
        at = attendance.person, attendance.gathering
        organisation = key(attendance.organisation) or self._organisations.get(at, "")
        return (*at, organisation, self._address(attendance) or self._addresses.get(at, ""))


def _persons(draft: Draft) -> Iterator[Person]:
    return (fact for fact in draft.facts if isinstance(fact, Person))


def _ranked(draft: Draft) -> Iterator[tuple[int, Attendance]]:
    """Give the attendance a record states (0), and what follows from it (1)."""
    for derived, claims in enumerate((draft.main, draft.derived)):
        for attendance in claims:
            yield derived, attendance


def _entry(draft: Draft, drafts: Sequence[Draft], seats: _Seats) -> Entry:
    if draft.fate is Fate.EXCLUDED and draft.reason:
        return excluded(draft.origin, draft.reason)
    if draft.fate is Fate.REJECTED and draft.reason:
        return rejected(draft.origin, draft.reason, draft.row() if draft.row else None)
    claims = [*draft.main, *draft.derived]
    own = tuple(claim for claim in claims if seats.instead_of(claim)[2] is claim)
    facts = (*draft.facts, *own)
    lost = [claim for claim in draft.main if all(claim is not winner for winner in own)]
    if draft.main and len(lost) == len(draft.main):
        return _lost(draft, lost[0], drafts, seats)
    dropped = [claim for claim in claims if _contradicted(claim, seats)]
    warnings = (*draft.warnings, *(_warning(claim, drafts, seats) for claim in dropped))
    return Entry(draft.origin, facts=facts, warnings=warnings)


def _contradicted(claim: Attendance, seats: _Seats) -> bool:
    return seats.instead_of(claim)[2].status is not claim.status


def _lost(draft: Draft, claim: Attendance, drafts: Sequence[Draft], seats: _Seats) -> Entry:
    """Give the entry of a record all of whose attendance another record has."""
    _, winner, stronger = seats.instead_of(claim)
    place = drafts[winner].origin.place
    if stronger.status is claim.status:
        own = tuple(attendance for attendance in draft.derived if seats.instead_of(attendance)[2] is attendance)
        why = f"The same person stands at the same gathering at {place}."
        return merged(draft.origin, Reason("M-AGAIN", why, value=claim.written), place, (*draft.facts, *own))
    why = f"The same person is {stronger.status.value} at the same gathering at {place}, and {claim.status.value} here."
    reason = Reason("R-CONFLICT", why, value=claim.written, hint="Delete the record that is wrong.")
    return rejected(draft.origin, reason, draft.row() if draft.row else None)


def _warning(claim: Attendance, drafts: Sequence[Draft], seats: _Seats) -> Reason:
    _, winner, stronger = seats.instead_of(claim)
    place = drafts[winner].origin.place
    why = f"The same person is {stronger.status.value} at {place}, so not {claim.status.value}."
    return Reason("W-CONFLICT", why, value=claim.written)


def file_warnings(register: Register) -> Iterator[Reason]:
    """Give the warnings that belong to the whole file."""
    yield from _encodings(register)
    if not register.decided and any(dates.is_open(value) for value in all_days(register.tables, register.path)):
        yield _ORDER
    for mark, rule in register.marks.rules.items():
        yield Reason("W-MARK", rule, value=mark, hint=f'If that is wrong: marks = {{"{mark}" = "apologies"}}.')
    for table in register.tables:
        yield from ticked(register, table)
        for column in sorted(table.sheet.hidden_columns & columns_read(table).keys()):
            why = f"Column {column_letters(column)} is hidden in the spreadsheet; it was read all the same."
            yield Reason("W-HIDDEN", why, hint="Show it, to see what is read.")
        if table.shape is Shape.SHEET:
            yield from other_day(register, table)
        if table.shape is Shape.WIDE:
            yield from heading_warnings(register, table)
        elif answered(register, table):
            yield _ANSWERED
        elif any(not row.blank for row in table.rows) and _is_undated(register, table):
            yield _UNDATED


def wrong_count(register: Register, drafts: Sequence[Draft]) -> Iterator[Reason]:
    """Warn where a register of one meeting states how many were there, and neither so many came nor stand on it."""
    claims = [claim for draft in drafts for claim in draft.main]
    if len({claim.gathering for claim in claims}) != 1:
        return
    present = {claim.person for claim in claims if claim.status is Status.PRESENT}
    for sheet, _table in register.sheets:
        for texts in ([text for text in row.texts if text] for row in sheet.rows):
            number = _STATED.fullmatch(" ".join(texts)) if len(texts) <= 2 else None
            if number and int(number[1]) not in {len(present), len(claims)}:
                why = f"The register says that {number[1]} were there; {len(present)} were read."
                yield Reason("W-COUNT", why, value=number[1], hint="Compare the register with what was read.")


def _encodings(register: Register) -> Iterator[Reason]:
    for sheet, _ in register.sheets:
        if why := _ENCODINGS.get(sheet.encoding):
            yield Reason("W-ENCODING", why, value=sheet.encoding, hint="Check names with accents.")


def _is_undated(register: Register, table: Table) -> bool:
    if "date" in table.columns or "meeting" in table.columns:
        return "date" not in table.columns and not _dated_titles(table)
    day, fault = table_day(register, table, days_of(register, table, ()))
    return day is None and fault is None


def _dated_titles(table: Table) -> bool:
    column = table.columns["meeting"]
    return any(dates.holds_date(row.value(column)) for row in table.rows)
