"""A row per person and meeting, or a sheet per meeting: each row is one record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial

from msgspec.structs import replace

from sna.facts import Fate, Gathering, Origin, Reason
from sna.load import dates
from sna.load.files.cells import Row, written
from sna.load.marks import Mark, fold
from sna.load.register.context import (
    OUTSIDE,
    Days,
    Register,
    bad_date,
    base_year,
    days_of,
    days_of_answers,
    far_off,
    row_dict,
    rows_of,
    says_no,
    unknown_answers,
)
from sna.load.register.drafts import (
    Draft,
    Seat,
    Unusable,
    draft,
    gathering_id,
    no_mark,
    people_only,
    refused,
    seat_of,
    unread,
)
from sna.load.register.headings import DATING
from sna.load.register.layout import Shape, Table, title_of
from sna.load.register.meetings import mode_of, name_within, seats_of
from sna.load.register.not_people import name_and_status, name_in, section
from sna.load.register.people import deputy_in
from sna.names import clean

LEAST_DRAGGED = 5
NO = frozenset({"n", "no", "false", "0", "✗", "✘", "❌"})
_BEFOREHAND = {Mark.PRESENT: Mark.REGISTERED, Mark.ABSENT: Mark.APOLOGIES}
_NO_DAY = Reason("W-UNDATED", "The row has no date, so its gathering has none.", hint="Fill the date in.")
_MORE_CELLS = Reason(
    "W-CELLS",
    "The row has more cells than there are headings; the last were not read, and others may stand in the wrong column.",
    hint="Put a text that holds the delimiter into quotation marks.",
)
_COMMUNITIES = Reason(
    "W-COMMUNITY",
    "People of several communities stand at one gathering: the column says who they are, not whose it is, and was not "
    "read.",
    hint="Put who belongs to which community into a list of members. If it is whose gathering it is, add a column "
    "Meeting with a title for each.",
)
_NO_STATUS = Reason(
    "W-BLANK", "The row says nothing of attendance, though others do: the person was read, the attendance not."
)


def drafts(register: Register, table: Table) -> Iterator[Draft]:
    """Give one draft for each row below the header that is not blank."""
    reader = _Reader(register, table)
    under = ""
    for row in rows_of(table):
        record = unread(register, table, row) or reader.read(row, under)
        under = section(row.texts) or under
        yield record


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, register: Register, table: Table) -> None:
        self.register, self.table, self.at = register, table, table.columns
        rows = rows_of(table)
        self.days = days_of(register, table, (row.value(self.at.get("date")) for row in rows))
        self.default_day, self.day_fault = table_day(register, table, self.days)
        self.title = title_of(table, register.path, register.options)
        self.stem = register.path.stem
        if self.default_day is None and _shares_file(register, table):
            tab = _clean(table.sheet.name)  # the only thing that tells these meetings apart
            self.title = self.title or tab
            self.stem += "" if self.title == tab else f" {tab}"
        self.beforehand = table.beforehand
        self.dragged = _dragged(rows, self.at.get("date"), self.days)
        self.filled = {name: _filled(rows, self.at.get(name)) for name in ("status", "signature", "checked")}
        self.answers = unknown_answers(register, table)
        self.answered = answered(register, table)
        self.by_community = _of_gatherings(rows, self.at)
        self.says_present = _says_present(register, rows, self.at.get("status"))

    def read(self, row: Row, under: str) -> Draft:
        origin = self.register.origin(self.table, row.number)
        try:
            self._refuse_no(row)
            seat, warnings = seat_of(self.register, self.table, row)
            gathering = self._gathering(row, origin, warnings)
            mark = self._mark(row, under)
            record = self._draft(row, replace(seat, minutes=self._minutes(row, warnings)), mark, gathering)
        except Unusable as unusable:
            return refused(origin, unusable.reason, partial(row_dict, self.table, row))
        if record.fate is Fate.USED and mark is None:
            warnings.append(_NO_STATUS)
        if not self.table.sheet.name and any(row.texts[len(self.table.header.headings) :]):
            warnings.append(_MORE_CELLS)
        record.warnings += warnings + self._of_people(row)
        record.row = partial(row_dict, self.table, row)
        return record

    def _refuse_no(self, row: Row) -> None:
        if doubt := says_no(self.register, self.table, row, self.answers):
            raise Unusable(doubt)

    def _draft(self, row: Row, seat: Seat, mark: Mark | None, gathering: Gathering) -> Draft:
        origin = gathering.origin
        if mark is Mark.NOTHING:
            why = "The mark says neither present nor absent."
            return Draft(origin, Fate.EXCLUDED, Reason("X-NOTHING", why, value=row.text(self.at.get("status"))))
        deputies = self._deputies(row)
        if mark is None and not deputies:
            return people_only(seat, origin)
        replaced = row.text(self.at.get("stands in for"))
        people = self.register.people
        seat = replace(
            seat,
            mark=mark or Mark.DEPUTY,
            deputies=people.all_in(deputies, origin) if deputies else [],
            replaced=people.all_in(replaced, origin) if replaced else seat.replaced,
        )
        return draft(seat, gathering, origin)

    def _mark(self, row: Row, under: str) -> Mark | None:
        mark = self._stated(row, under)
        if self.beforehand:
            return _BEFOREHAND.get(mark, mark) if mark else mark
        if not self.filled["checked"]:
            return mark
        text = row.text(self.at["checked"])
        checked = self.register.marks.read(text)
        if checked is Mark.PRESENT or (checked is None and dates.holds_date(text)):
            return Mark.PRESENT
        if text and checked is None:
            raise Unusable(no_mark(text, self.table.header.headings[self.at["checked"]]))
        # Where others were checked in, whoever was not did not come, whatever they had said.
        return Mark.ABSENT if mark in {None, Mark.PRESENT} else mark

    def _stated(self, row: Row, under: str) -> Mark | None:
        text, column = row.text(self.at.get("status")), self.at.get("status")
        if text:
            mark = self.register.marks.read(text)
            if mark is None and deputy_in(text):
                return Mark.DEPUTY
            if mark is None:
                raise Unusable(no_mark(text, self.table.header.headings[column or 0]))
            return mark
        if status := name_and_status(name_in(row.texts, self.table))[1]:
            return Mark(status)
        ticked = next((name for name in ("apologies", "absent") if self._is_ticked(row, name)), under)
        if ticked:
            return Mark(ticked)
        if self.filled["status"]:
            return None if self.says_present else Mark.PRESENT
        return self._signed(row)

    def _is_ticked(self, row: Row, name: str) -> bool:
        """Whether a column of one status, such as *Apologies*, is ticked."""
        text = row.text(self.at.get(name))
        mark = self.register.marks.read(text) if text else Mark.NOTHING
        return fold(text) == "x" or mark not in {Mark.ABSENT, Mark.NOTHING, None}

    def _signed(self, row: Row) -> Mark | None:
        """Read a signature: where some have signed, those who have not say nothing."""
        text = row.text(self.at.get("signature"))
        if not self.filled["signature"]:
            return Mark.PRESENT
        mark = self.register.marks.meanings.get(fold(text), Mark.PRESENT) if text else None
        return Mark.PRESENT if mark in {Mark.DEPUTY, Mark.REGISTERED} else mark

    def _deputies(self, row: Row) -> str:
        text = row.text(self.at.get("deputy"))
        if text and self.register.marks.read(text) is None:
            return text
        status = row.text(self.at.get("status"))
        return deputy_in(status) if status and self.register.marks.read(status) is None else ""

    def _minutes(self, row: Row, warnings: list[Reason]) -> float | None:
        text = row.text(self.at.get("minutes"))
        try:
            minutes = float(text) if text else None
        except ValueError:
            minutes = -1.0
        if minutes is not None and not 0 < minutes <= 24 * 60:
            why = "This is no number of minutes that anybody attends; it was not used."
            warnings.append(Reason("W-MINUTES", why, "minutes", text))
            return None
        return minutes

    def _gathering(self, row: Row, origin: Origin, warnings: list[Reason]) -> Gathering:
        on = self._day(row, warnings)
        title = self._title(row)
        options = self.register.options
        return Gathering(
            gathering_id(on, title, self.stem),
            title,
            origin,
            on,
            self._community(row) or options.series,
            mode_of(row.text(self.at.get("mode"))) or self.table.above.mode or options.mode,
            seats_of(row.text(self.at.get("seats"))) or self.table.above.seats,
            options.kind_of(title),
        )

    def _title(self, row: Row) -> str:
        title = _clean(row.text(self.at.get("meeting")))
        if title and "date" not in self.at and dates.holds_date(title):
            title = name_within(title)
        return title or ("" if "meeting" in self.at else self._community(row)) or self.title

    def _community(self, row: Row) -> str:
        """Give the community whose meeting it is; nothing where the column says who people are."""
        return _clean(row.text(self.at["community"])) if self.by_community else ""

    def _of_people(self, row: Row) -> list[Reason]:
        first = row.number == self.table.rows[0].number
        return [_COMMUNITIES] if first and "community" in self.at and not self.by_community else []

    def _day(self, row: Row, warnings: list[Reason]) -> dt.date | None:
        column = self.at.get("date")
        if "date" not in self.at and dates.holds_date(row.value(self.at.get("meeting"))):
            column = self.at["meeting"]
        value = row.value(column)
        if column is None or not row.text(column):
            return self._without_day(row, column, warnings)
        if row.number in self.dragged:
            warnings.append(_dragged_down(self.dragged[row.number]))
        try:
            day = self.days.read(value, self.table.above.year)
        except ValueError as error:
            raise Unusable(bad_date(error, self.table.header.headings[column], value)) from error
        warnings += far_off(day, self.table.header.headings[column], bookings=self.table.bookings or self.beforehand)
        return day

    def _without_day(self, row: Row, column: int | None, warnings: list[Reason]) -> dt.date | None:
        if self.day_fault:
            raise Unusable(self.day_fault)
        if row.number in self.answered:
            day = self.answered[row.number]
            if day is None:
                raise Unusable(OUTSIDE)
            try:
                return self.days.read(day)
            except ValueError as error:
                raise Unusable(bad_date(error, "", day)) from error
        if self.default_day is None and column is not None:
            warnings.append(_NO_DAY)
        return self.default_day


def answered(register: Register, table: Table) -> dict[int, dt.date | None]:
    """Give the day of each row of a form by when it was answered; empty where the file says the day otherwise."""
    rows = rows_of(table)
    if "date" in table.columns or table_day(register, table, days_of(register, table, ()))[0] is not None:
        return {}
    return days_of_answers(register, table, rows)


def _shares_file(register: Register, table: Table) -> bool:
    return table.shape is Shape.SHEET and sum(sibling.shape is Shape.SHEET for sibling in register.tables) > 1


@lru_cache(maxsize=4096)
def _clean(text: str) -> str:
    return clean(text)


def _filled(rows: list[Row], column: int | None) -> bool:
    return column is not None and any(row.text(column) for row in rows)


def _says_present(register: Register, rows: list[Row], column: int | None) -> bool:
    """Whether a status column ever says present, or answers no: if neither, its blanks say present."""
    texts = {row.text(column) for row in rows} - {""}
    return any(register.marks.read(text) is Mark.PRESENT or fold(text) in NO for text in texts)


def table_day(register: Register, table: Table, days: Days) -> tuple[dt.date | None, Reason | None]:
    """Give the day of all rows without one, or why not.

    It is that of the question, such as *Will you come on 5 March 2024?*, a title row, the tab, the user, or the file.
    """
    sheet = table.shape is Shape.SHEET
    candidates = [
        _asked_day(table),
        table.above.day,
        table.sheet.name if sheet else "",
        register.options.on,
        register.path.stem if sheet else "",
    ]
    for value in candidates:
        if value is None or not dates.holds_date(value):
            continue
        try:
            return days.read(value, base_year(table, register.path)), None
        except ValueError as error:
            return None, bad_date(error, "", value)
    return None, None


def _asked_day(table: Table) -> str:
    """Give the words of the day in the question of a table that says no day otherwise, if there is one."""
    column = table.columns.get("status")
    return "" if column is None or "date" in table.columns else dates.within(table.header.headings[column])


def other_day(register: Register, table: Table) -> Iterator[Reason]:
    """Warn where the title rows, the tab and the file's name give different days, or one that is still to come."""
    days, writings = days_of(register, table, ()), dict[dt.date, str]()
    for value in (_asked_day(table), table.above.day, table.sheet.name, register.path.stem):
        with suppress(ValueError):
            writings.setdefault(days.read(value, base_year(table, register.path)), written(value))
    if writings and "date" not in table.columns:
        yield from far_off(next(iter(writings)), "", bookings=table.bookings or table.beforehand)
    if len(writings) > 1 and register.options.on is None and "date" not in table.columns:
        day, *contrary = writings
        why = f"The day is stated in ways that differ; {day.isoformat()} was taken, not {contrary[0].isoformat()}."
        yield Reason("W-DATE", why, value=writings[day], hint="Correct the wrong one, or say it in study.toml: on = …")


def _of_gatherings(rows: list[Row], at: Mapping[str, int]) -> bool:
    """Whether a column of communities says whose each gathering is: of one day and title it says but one."""
    if "community" not in at or not {*DATING} & {*at}:
        return False
    pairs = {tuple(row.text(at.get(name)) for name in (*DATING, "community")) for row in rows}
    pairs = {pair for pair in pairs if pair[-1]}
    return "meeting" not in at or len({pair[:-1] for pair in pairs}) == len(pairs)


def _dragged(rows: list[Row], column: int | None, days: Days) -> dict[int, int]:
    """Find dates that were dragged down with the mouse, each a day later: row where they start → how many."""
    series: dict[int, int] = {}
    start, length, day_above = 0, 0, None
    for row in rows if column is not None else ():
        day = _day_or_none(days, row.value(column))
        if day and day_above and day - day_above == dt.timedelta(days=1):
            length += 1
        else:
            start, length = row.number, 1
        day_above = day
        if length >= LEAST_DRAGGED:
            series[start] = length
    return series


def _day_or_none(days: Days, value: object) -> dt.date | None:
    try:
        return days.read(value)
    except ValueError:
        return None


def _dragged_down(length: int) -> Reason:
    why = f"From here {length} rows each are one day later: the date may have been dragged down."
    return Reason("W-DRAGGED", why, hint="Check the dates; one meeting has one.")
