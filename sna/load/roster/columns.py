"""The columns of a roster: of people with their organisations, or of organisations alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from sna.load import Options
from sna.load.columns import Header, find_header, fold
from sna.load.dates import holds_date
from sna.load.files.cells import Row, Sheet
from sna.load.register import layout
from sna.load.register.meetings import are_marks

COLUMNS = {
    "name": ["full name", "person", "member", "member name", "person name", "contact name", "display name"],
    "given": ["first name", "forename", "given name"],
    "family": ["last name", "surname", "family name"],
    "organisation": [
        "organization", "org", "organisation name", "employer", "company", "trust", "workplace", "agency", "care home",
        "place of work", "institution", "affiliation",
    ],
    "role": ["job title", "job role", "position", "post", "occupation", "profession"],
    "sector": ["organisation type", "type of organisation", "organization type", "sector type"],
    "locality": ["area", "county", "region", "district", "borough", "town", "country", "ccg", "icb", "location"],
    "email": ["e-mail", "email address", "e-mail address", "work email"],
    "joined": ["since", "member since", "date joined", "joined on", "start", "start date", "from"],
    "left": ["until", "date left", "left on", "leaving date", "end", "end date", "to"],
    "reach": ["to reach", "target", "want to reach"],
    "formerly": [
        "former name", "previous name", "previously", "previously known as", "formerly known as", "old name",
        "maiden name", "name before", "renamed from",
    ],
    "also": ["known as", "also known as", "aka", "other name", "also called"],
    "merged_into": ["merged into", "merged with", "now part of", "successor", "succeeded by", "became", "now called"],
}  # fmt: skip
TELLING = {"sector", "locality", "joined", "left", "reach"}
_FOREIGN = frozenset(
    "order|order id|order date|attendee|attendee status|ticket type|join time|leave time|first join|last leave|"
    "time joined|time exited|user action|user email|duration|timestamp|in waiting room|status|attendance|attended|"
    "attendance status|present|apologies|date|meeting|meeting date|meeting title|session|event|event name|signature|"
    "signed|initials|deputy|minutes|username|screen name|from user|id str|tweet|text|created at|author username|"
    "vertex|vertex 1|handle|consent|topic|meeting id".split("|")
)
SAMPLE = 50  # rows


class Table(Struct):
    """A roster on one sheet; `people` is False for a table of organisations."""

    sheet: Sheet
    header: Header
    rows: list[Row]
    people: bool

    def text(self, row: Row, column: str) -> str:
        """Give a cell by the column's canonical name."""
        return row.text(self.header.columns.get(column))

    def value(self, row: Row, column: str) -> object:
        """Give a cell with its type."""
        return row.value(self.header.columns.get(column))

    @property
    def headings(self) -> list[str]:
        """The headings in the file."""
        return self.header.headings


def find_table(sheet: Sheet, renamed: Mapping[str, str]) -> Table | None:
    """Find a roster on a sheet: a header with names, or with organisations and what is known of them."""
    header = find_header(sheet.rows, COLUMNS, ("name|given",), renamed)
    people = header is not None
    if header is None and not {"name", "given"} & set(renamed):
        header = find_header(sheet.rows, COLUMNS, ("organisation",), renamed)
    if header is None:
        return None
    found = header.columns
    if people and "organisation" not in found and "reach" in found and "name" in found and "email" not in found:
        found["organisation"] = found.pop("name")  # a list of organisations that calls them names
        people = False
    return Table(sheet, header, [row for row in sheet.rows[header.at + 1 :] if not row.blank], people)


def is_roster(table: Table, path: Path) -> bool:
    """Whether a table says who belongs to a community rather than who came: nothing in it is a meeting or a mark."""
    headings = {fold(heading) for heading in table.headings if heading}
    if headings & _FOREIGN or any(map(holds_date, table.headings)) or _has_meetings(table, path):
        return False
    found = set(table.header.columns)
    if not ("organisation" in found or TELLING & found) or len(found) < 2 or not _filled(table):
        return False
    if TELLING & found:
        return True
    return table.people and not _marked(table) and not _dated(table, path)


def _filled(table: Table) -> bool:
    """Whether the rows are those of a table: most name somebody or an organisation, and say more than that."""
    sample = table.rows[:SAMPLE]
    full = [row for row in sample if _anyone(table, row) and sum(map(bool, row.texts)) > 1]
    return 2 * len(full) >= len(sample)


def _anyone(table: Table, row: Row) -> bool:
    return any(table.text(row, name) for name in ("name", "given", "family", "organisation"))


def _has_meetings(table: Table, path: Path) -> bool:
    """Whether the register's reader sees several meetings in the headings."""
    register = layout.find_table(table.sheet, path, Options())
    return register is not None and len(register.headings) > 1


def _marked(table: Table) -> bool:
    known = set(table.header.columns.values())
    others = [at for at in range(len(table.headings)) if at not in known]
    return any(are_marks(row.text(column) for row in table.rows[:SAMPLE]) for column in others)


def _dated(table: Table, path: Path) -> bool:
    """Whether a day stands above the header, on the tab or in the file's name: then it is a list of who came."""
    above = [text for row in table.sheet.rows[: table.header.at] for text in row.texts]
    return any(map(holds_date, [*above, table.sheet.name, path.stem]))
