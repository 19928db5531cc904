"""Attendee lists of Eventbrite: who registered, and who was checked in.

A registration is no attendance: *Attending* is registered, *Checked In* present, *Not Attending* apologies (somebody
said beforehand that they will not come); refunded and deleted tickets are left out. One order may hold several people
with the buyer's address, so the same address is not the same person; a quantity of three under one name is that person
and two without a name, and so is one name on three tickets of one order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError, shown
from sna.facts import Entry, Gathering, Kind, Reason, Status, excluded
from sna.load import Options
from sna.load.clock import family_order
from sna.load.columns import Header, find_header
from sna.load.dates import infer_day_first, is_open, read_date
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import count_below
from sna.load.source import Source
from sna.load.visits import (
    RowError,
    Visit,
    check_window,
    day_first_assumed,
    entries,
    gathering,
    reason_of,
    refused,
    title_of_file,
)
from sna.names import Name, key, read_name

COLUMNS = {
    "order": ["order #", "order id", "order number", "order no"],
    "ordered": ["order date"],
    "given": ["first name", "attendee first name"],
    "family": ["last name", "surname", "attendee last name", "attendee surname"],
    "name": ["attendee name", "name"],
    "email": ["email", "attendee email", "email address", "buyer email"],
    "quantity": ["quantity", "ticket quantity"],
    "attendee": ["attendee #", "attendee id", "attendee no"],
    "ticket": ["ticket type", "price tier", "ticket tier"],
    "status": ["attendee status"],
    "checked": ["checked in", "check-in", "checked in at", "check in date"],
    "event": ["event name", "event", "event title"],
    "on": ["event date", "event start date", "event start", "event start date and time", "date attending"],
    "organisation": ["company", "organisation", "organization", "company / organisation", "company organization"],
    "role": ["job title", "role", "job role"],
}
NEEDED = ("order", "attendee|status|ticket", "name|given")
STATUSES = {"attending": Status.REGISTERED, "checked in": Status.PRESENT, "not attending": Status.APOLOGIES}
VOID = frozenset("refunded deleted cancelled canceled transferred void".split())
MOST_COMPANIONS = 100
_WORKPLACE = re.compile(r"organi[sz]ation|employer|where do you work|which (trust|company|charity)", re.IGNORECASE)


class _Reader(Struct):
    """What all rows of one sheet need."""

    path: Path
    options: Options
    sheet: Sheet
    header: Header
    rows: list[Row]
    day_first: bool | None = None
    orders: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()

    def text(self, row: Row, column: str) -> str:
        """Give a cell by the column's canonical name."""
        return row.text(self.header.columns.get(column))


def identify(source: Source) -> bool:
    """Whether a file has a header of orders and attendees."""
    try:
        return any(_header(sheet, {}) for sheet in source.top() if not sheet.hidden)
    except (SourceError, OSError):
        return False


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from the days of orders and events in all files."""
    if options.day_first is not None:
        return options
    return replace(options, day_first=family_order(_order_of_file(source, options) for source in sources))


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each ticket: the first of each person at an event is used, further ones are merged into it.

    Raises
    ------
    SourceError
        If the file is no list of Eventbrite's or cannot be read.
    """
    visits: list[Visit] = []
    for ready in _readers(source, options):
        found = [_read_row(row, ready) for row in ready.rows]
        yield from (each for each in found if isinstance(each, Entry))
        visits += _warned([each for each in found if isinstance(each, Visit)], ready)
    yield from entries(visits)


def count(source: Source, options: Options) -> int:
    """Count the lines below the header by scanning the file once more."""
    found = _readers(source, options)
    return count_below(source, {each.sheet.name: each.header.number for each in found}, found[0].sheet.delimiter)


def _readers(source: Source, options: Options) -> list[_Reader]:
    found = []
    for sheet in source.sheets(options.columns):
        if not sheet.hidden and (header := _header(sheet, options.columns)):
            rows = [row for row in sheet.rows if row.number > header.number and not row.blank]
            found.append(_Reader(source.path, options, sheet, header, rows))
    if not found:
        raise SourceError("This is no attendee list of Eventbrite.", code="R-UNKNOWN", hint="Export it again.")
    for ready in found:
        ready.day_first = _order(ready) if options.day_first is None else options.day_first
        ready.orders = Counter(ready.text(row, "order") for row in ready.rows)
        ready.seen = set()
    return found


def _header(sheet: Sheet, renamed: Mapping[str, str]) -> Header | None:
    """Find the header; the organisation may be the answer to a question of the organiser's own."""
    header = find_header(sheet.rows, COLUMNS, NEEDED, renamed)
    if header and "organisation" not in header.columns:
        taken = set(header.columns.values())
        asked = [at for at, text in enumerate(header.headings) if at not in taken and _WORKPLACE.search(text)]
        if asked:
            header.columns["organisation"] = asked[0]
    return header


def _order_of_file(source: Source, options: Options) -> bool | None:
    try:
        return family_order(_order(ready) for ready in _readers(source, options))
    except (SourceError, OSError):
        return None


def _order(ready: _Reader) -> bool | None:
    columns = [ready.header.columns[name] for name in ("ordered", "on") if name in ready.header.columns]
    return infer_day_first(row.value(column) for row in ready.rows for column in columns)


def _warned(visits: list[Visit], ready: _Reader) -> list[Visit]:
    doubtful = [ready.text(row, "on") for row in ready.rows if is_open(row.value(ready.header.columns.get("on")))]
    if visits and doubtful and ready.day_first is None:
        visits[0].warnings.append(day_first_assumed(doubtful[0], day_first=True))
    return visits


def _read_row(row: Row, ready: _Reader) -> Visit | Entry:
    origin = ready.options.origin(ready.path, ready.sheet.place(row.number))
    if row.fault:
        return refused(origin, row.fault, (), ())
    status = key(ready.text(row, "status"))
    if status in VOID and ready.text(row, "status") not in ready.options.marks:
        return excluded(origin, Reason("X-VOID", f"The ticket is {status}.", "Attendee Status", status))
    try:
        return _visit(row, ready)
    except ValueError as error:
        return refused(origin, reason_of(error, row.texts), ready.header.headings, row.texts)


def _visit(row: Row, ready: _Reader) -> Visit:
    full = f"{ready.text(row, 'given')} {ready.text(row, 'family')}".strip()
    written = full or ready.text(row, "name")
    if not written:
        raise RowError("R-NAME", "The ticket has no name.")
    return Visit(
        origin=ready.options.origin(ready.path, ready.sheet.place(row.number)),
        name=_holder(read_name(written), ready.text(row, "order"), ready),
        gathering=_gathering(row, ready),
        status=_status(row, ready),
        email=ready.text(row, "email"),
        organisation=ready.text(row, "organisation"),
        job=ready.text(row, "role"),
        again=Reason("M-TICKET", "The same person has another ticket for this event."),
        companions=_companions(row, ready),
    )


def _holder(name: Name, order: str, ready: _Reader) -> Name:
    """Read a name that an order repeats as a guest of the person: the buyer put their own name on every ticket."""
    if not order or (order, name.key) not in ready.seen:
        ready.seen.add((order, name.key))
        return name
    shown_as = f"Guest of {name.display}"
    return Name(name.written, shown_as, key(shown_as), Kind.UNIDENTIFIED, "guest")


def _companions(row: Row, ready: _Reader) -> int:
    """Count the tickets of an order that have no row of their own; they belong to its first row."""
    text, order = ready.text(row, "quantity"), ready.text(row, "order")
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,3}", text) or int(text) > MOST_COMPANIONS:
        raise RowError("R-QUANTITY", f"The quantity is no number of up to {MOST_COMPANIONS}.", text)
    rows = ready.orders[order] if order else 1
    ready.orders[order] = max(rows, int(text))  # the further rows of the order bring nobody along
    return max(int(text) - rows, 0)


def _status(row: Row, ready: _Reader) -> Status:
    text, checked = ready.text(row, "status"), ready.text(row, "checked")
    if own := ready.options.marks.get(text):
        return Status(own)
    if checked and key(checked) not in {"no", "n", "false", "0", "not checked in"}:
        return Status.PRESENT
    if not text:
        return Status.REGISTERED
    if (found := STATUSES.get(key(text))) is None:
        hint = f'Say what it means: marks = {{"{shown(text)}" = "registered"}} in study.toml.'
        raise RowError("R-STATUS", "This attendee status is not known.", text, hint)
    return found


def _gathering(row: Row, ready: _Reader) -> Gathering:
    value = row.value(ready.header.columns.get("on"))
    on: dt.date | None = read_date(value, ready.day_first) if str(value).strip() else None
    title = ready.text(row, "event") or title_of_file(ready.path)
    found = gathering(ready.options.origin(ready.path), title, on, ready.options, ready.path.stem)
    check_window(found.on, ready.options)
    return replace(found, mode=ready.options.mode)  # an event may be in a hall
