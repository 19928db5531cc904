"""What was settled for a whole file and must be said: the order of day and month, the marks, the encoding."""

from __future__ import annotations

from collections.abc import Iterator

from sna.facts import Reason
from sna.load import dates
from sna.load.register import wide
from sna.load.register.context import Register, all_days, days_of
from sna.load.register.layout import Shape, Table
from sna.load.register.long import table_day

_ORDER = Reason(
    "W-ORDER",
    "Nothing in the file says whether the day or the month stands first; the day was taken to.",
    hint="If it is the month, set day_first = false in study.toml.",
)
_UNDATED = Reason(
    "W-UNDATED",
    "Nothing says when this meeting was: it has no date.",
    hint="Write the date in a title row, the tab's or the file's name, or give it in study.toml: on = 2024-03-05.",
)


def file_warnings(register: Register) -> Iterator[Reason]:
    """Give the warnings that belong to the whole file."""
    yield from _encodings(register)
    if not register.decided and any(dates.is_open(value) for value in all_days(register.tables, register.path)):
        yield _ORDER
    for mark, rule in register.marks.rules.items():
        yield Reason("W-MARK", rule, value=mark, hint=f'If that is wrong: marks = {{"{mark}" = "apologies"}}.')
    for table in register.tables:
        if table.shape is Shape.WIDE:
            yield from wide.heading_warnings(register, table)
        elif _is_undated(register, table):
            yield _UNDATED


def _encodings(register: Register) -> Iterator[Reason]:
    for sheet, _ in register.sheets:
        if sheet.encoding in {"cp1252", "latin-1"}:
            why = "The file is not UTF-8; it was read as Windows-1252."
            yield Reason("W-ENCODING", why, value=sheet.encoding, hint="Check names with accents.")


def _is_undated(register: Register, table: Table) -> bool:
    if "date" in table.columns or "meeting" in table.columns:
        return "date" not in table.columns and not _dated_titles(table)
    day, fault = table_day(register, table, days_of(register, table, ()))
    return day is None and fault is None


def _dated_titles(table: Table) -> bool:
    column = table.columns["meeting"]
    return any(dates.holds_date(row.value(column)) for row in table.rows)
