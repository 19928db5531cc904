"""Rosters: the people, organisations and targets a convener declares (CSV, XLSX, XLS, ODS).

A row with a person gives the person, the organisation, and a declared affiliation from the day joined to the day left;
somebody who changed employer has a row for each. A row with an organisation alone names one the community wants to
reach; there, the days are those from and until which the name is valid. ``formerly`` is a name given up (of the person,
or of an organisation that stands alone), ``known as`` another name of a person, ``merged_into`` the organisation that
took an organisation's place. Other columns are not read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError, shown
from sna.facts import Affiliation, Entry, Fact, Kind, Organisation, Origin, Person, Reason, excluded, merged
from sna.load import Options
from sna.load.clock import family_order
from sna.load.columns import likeliest, missing
from sna.load.dates import infer_day_first, is_open
from sna.load.files.cells import Row
from sna.load.files.counting import count_below
from sna.load.roster.columns import COLUMNS, Table, find_table, is_roster
from sna.load.roster.periods import read_bound
from sna.load.source import Source
from sna.load.visits import NAMESAKES, RowError, day_first_assumed, reason_of, refused
from sna.names import Name, key, read_name, writes_surname_first

__all__ = ["count", "identify", "load", "survey"]

YES = frozenset("yes y true 1 x ✓ ✔ reach target".split())
NO = frozenset("no n false 0 -".split()) | {""}
NO_TABLE = Reason("X-SHEET", "This sheet holds no list of people or organisations.")
HIDDEN = Reason("X-HIDDEN", "This sheet is hidden and was not read.", hint="Show it if it should be read.")
REPEATED = Reason("M-REPEAT", "This row says the same as another.")
NOBODY = Reason(
    "W-NOBODY",
    "This names nobody in particular; only the organisation was taken.",
    hint="Give the person's name if they should count as a member.",
)


class _Reader(Struct):
    """What all rows of one table need, and what they have said so far."""

    path: Path
    options: Options
    table: Table
    day_first: bool | None
    surname_first: bool
    said: dict[tuple[object, ...], str]
    people: dict[str, list[tuple[Affiliation, str]]]
    stated: bool = False


def identify(source: Source) -> bool:
    """Whether a file is a list of members or organisations, and not a register of who came."""
    try:
        tables = [find_table(sheet, {}) for sheet in source.top() if not sheet.hidden]
    except (SourceError, OSError):
        return False
    return any(table is not None and is_roster(table, source.path) for table in tables)


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from the days joined and left in all files."""
    if options.day_first is not None:
        return options
    return replace(options, day_first=family_order(_order_of_file(source, options) for source in sources))


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row; a sheet without a roster is one entry, left out.

    Raises
    ------
    SourceError
        If no sheet has a column of names or organisations; the message names the columns found and the nearest match.
    """
    sheets = [
        (sheet, None if sheet.hidden else find_table(sheet, options.columns))
        for sheet in source.sheets(options.columns)
    ]
    if not any(table for _, table in sheets):
        rows = [row for sheet, _ in sheets for row in sheet.rows]
        raise missing(likeliest(rows), "name", COLUMNS, options.columns)
    said: dict[tuple[object, ...], str] = {}
    people: dict[str, list[tuple[Affiliation, str]]] = {}
    for sheet, table in sheets:
        if table is None:
            yield excluded(options.origin(source.path, sheet.name), HIDDEN if sheet.hidden else NO_TABLE)
            continue
        order = options.day_first if options.day_first is not None else _order(table)
        habit = writes_surname_first(_written(row, table) for row in table.rows)
        ready = _Reader(source.path, options, table, order, habit, said, people)
        yield from (_entry(row, ready) for row in table.rows)


def count(source: Source, options: Options) -> int:
    """Count the lines below each header by scanning the file once more; a sheet without a roster counts as one.

    Raises
    ------
    SourceError
        As `load`.
    """
    sheets = [
        (sheet, None if sheet.hidden else find_table(sheet, options.columns))
        for sheet in source.sheets(options.columns)
    ]
    headers = {table.sheet.name: table.header.number for _, table in sheets if table}
    without = sum(table is None for _, table in sheets)
    return without + count_below(source, headers, sheets[0][0].delimiter)


def _order_of_file(source: Source, options: Options) -> bool | None:
    try:
        tables = [find_table(sheet, options.columns) for sheet in source.sheets(options.columns)]
        return family_order(_order(table) for table in tables if table)
    except (SourceError, OSError):
        return None


def _order(table: Table) -> bool | None:
    return infer_day_first(table.value(row, name) for row in table.rows for name in ("joined", "left"))


def _written(row: Row, table: Table) -> str:
    full = f"{table.text(row, 'given')} {table.text(row, 'family')}".strip()
    return table.text(row, "name") or full


def _entry(row: Row, ready: _Reader) -> Entry:
    origin = ready.options.origin(ready.path, ready.table.sheet.place(row.number))
    if row.fault:
        return refused(origin, row.fault, (), ())
    try:
        return _said(row, origin, ready)
    except ValueError as error:
        return refused(origin, reason_of(error, row.texts), ready.table.headings, row.texts)


def _said(row: Row, origin: Origin, ready: _Reader) -> Entry:
    """Say what a row says: a member, or an organisation; or that another row said it."""
    written, organisation = _written(row, ready.table), ready.table.text(row, "organisation")
    if not written and not organisation:
        raise RowError("R-NAME", "The row names neither a person nor an organisation.")
    name = read_name(written, surname_first=ready.surname_first)
    organisation = organisation or name.organisation
    somebody = name.kind is Kind.PERSON and bool(name.key)
    if not somebody and not organisation:
        raise RowError("R-NAME", "This is nobody in particular, and there is no organisation.", written)
    facts = _member(row, name, organisation, origin, ready) if somebody else ()
    facts += (_organisation(row, organisation, origin, ready, member=bool(written)),) if organisation else ()
    told = tuple(replace(fact, origin=Origin("")) for fact in facts)
    if told in ready.said:
        return merged(origin, REPEATED, ready.said[told])
    ready.said[told] = origin.place
    nobody = [NOBODY] if written and not somebody else []
    return Entry(origin, facts=facts, warnings=(*nobody, *_warnings(row, facts, ready)))


def _member(row: Row, name: Name, organisation: str, origin: Origin, ready: _Reader) -> tuple[Fact, ...]:
    table = ready.table
    since, until = _bound(row, "joined", ready), _bound(row, "left", ready)
    if since and until and until < since:
        raise RowError("R-DATE", "The person left before joining.", f"{since} … {until}")
    person = Person(
        f"name:{name.key}",
        name.display,
        origin,
        name.written,
        table.text(row, "email"),
        sector=table.text(row, "sector"),
        locality=table.text(row, "locality"),
        formerly=table.text(row, "formerly"),
        also=table.text(row, "also"),
    )
    if not organisation:
        return (person,)
    return person, Affiliation(person.id, organisation, origin, table.text(row, "role"), since, until, declared=True)


def _bound(row: Row, name: str, ready: _Reader) -> dt.date | None:
    """Read when somebody joined or left; a word where a day should be is shown, so that it can be found."""
    value = ready.table.value(row, name)
    try:
        return read_bound(value, ready.day_first, last=name == "left")
    except ValueError as error:
        raise RowError("R-DATE", str(error), value, "Correct the date, or leave the cell empty.") from error


def _organisation(row: Row, name: str, origin: Origin, ready: _Reader, *, member: bool) -> Organisation:
    """Declare the organisation; a member's locality is the member's own, not that of the whole organisation."""
    table = ready.table
    said = key(table.text(row, "reach")) or table.text(row, "reach")
    if said not in YES | NO:
        raise RowError("R-REACH", "Whether to reach this organisation is neither yes nor no.", table.text(row, "reach"))
    reach = said in YES if "reach" in table.header.columns else not (member or table.text(row, "merged_into"))
    if member:
        return Organisation(name, origin, table.text(row, "sector"), reach=reach)
    since, until = _bound(row, "joined", ready), _bound(row, "left", ready)
    if since and until and until < since:
        raise RowError("R-DATE", "The name ends before it begins.", f"{since} … {until}")
    return Organisation(
        name,
        origin,
        table.text(row, "sector"),
        table.text(row, "locality"),
        reach,
        table.text(row, "formerly"),
        table.text(row, "merged_into"),
        since,
        until,
    )


def _warnings(row: Row, facts: tuple[Fact, ...], ready: _Reader) -> Iterator[Reason]:
    values = [ready.table.text(row, name) for name in ("joined", "left")]
    if ready.day_first is None and not ready.stated and (doubtful := next(filter(is_open, values), "")):
        ready.stated = True
        yield day_first_assumed(doubtful, day_first=True)
    email = ready.table.text(row, "email").casefold()
    for work in (fact for fact in facts if isinstance(fact, Affiliation)):
        known = ready.people.setdefault(work.person, [])
        if email and any(other and other != email and _overlap(work, earlier) for earlier, other in known):
            yield replace(NAMESAKES, value=shown(work.person.removeprefix("name:")))
        known.append((work, email))


def _overlap(one: Affiliation, other: Affiliation) -> bool:
    first, last = dt.date.min, dt.date.max
    return (one.since or first) <= (other.until or last) and (other.since or first) <= (one.until or last)
