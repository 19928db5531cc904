"""Rosters: the people, organisations and targets a convener declares (CSV, XLSX, XLS, ODS).

A row with a person gives the person, the organisation, and a declared affiliation from the day joined to the day left;
somebody who changed employer has a row for each. A row with an organisation alone names one the community wants to
reach; there, the days are those from and until which the name is valid. ``formerly`` is a name given up (of the person,
or of an organisation that stands alone), ``known as`` another name of a person, ``merged_into`` the organisation that
took an organisation's place. ``voice``, ``level`` and ``host`` say whose voice a person brings, where they act, and
whether they belong to whoever runs the community. A person who is said to belong to a community, or to several, is
enrolled in each for these days. Other columns are not read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from sna.errors import SourceError, shown
from sna.facts import (
    Affiliation,
    Column,
    Enrolment,
    Entry,
    Fact,
    Kind,
    Organisation,
    Origin,
    Person,
    Reason,
    excluded,
    merged,
)
from sna.load import Options
from sna.load.columns import find_header, fold, missing
from sna.load.dates import MONTHS, from_serial, holds_date, is_open, is_serial, read_date
from sna.load.files.cells import Sheet
from sna.load.files.counting import lines_below, pages
from sna.load.register import layout
from sna.load.register.meetings import are_marks, is_month
from sna.load.source import Source
from sna.load.tables import Record, Table, TableLoader, outcome, table_below
from sna.load.visits import NAMESAKES, RowError, day_first_assumed
from sna.names import Name, key, read_name

COLUMNS = {
    "name": ["full name", "person", "member", "member name", "person name", "contact name", "display name", "fullname"],
    "given": ["first name", "forename", "given name"],
    "family": ["last name", "surname", "family name"],
    "organisation": [
        "organization", "org", "organisation name", "employer", "company", "trust", "workplace", "agency", "care home",
        "place of work", "institution", "affiliation",
    ],
    "role": ["job title", "job role", "position", "post", "occupation", "profession"],
    "sector": ["organisation type", "type of organisation", "organization type", "sector type"],
    "locality": ["area", "county", "region", "district", "borough", "town", "country", "ccg", "icb", "location"],
    "community": ["communities", "cop", "cops", "community of practice", "communities of practice", "programme"],
    "email": ["e-mail", "email address", "e-mail address", "work email"],
    "joined": ["since", "member since", "date joined", "joined on", "start", "start date", "from"],
    "left": ["until", "date left", "left on", "leaving date", "end", "end date", "to"],
    "reach": ["to reach", "target", "want to reach"],
    "formerly": [
        "former name", "previous name", "previously", "previously known as", "formerly known as", "old name",
        "maiden name", "name before", "renamed from",
    ],
    "also": ["known as", "also known as", "aka", "other name", "also called"],
    "voice": ["voices", "perspective", "stakeholder", "stakeholder group", "partner group", "kind of partner"],
    "level": ["tier", "works at level", "level of work"],
    "host": ["host organisation", "of the host", "belongs to host", "hosting"],
    "merged_into": ["merged into", "merged with", "now part of", "successor", "succeeded by", "became", "now called"],
}  # fmt: skip
TELLING = {"sector", "locality", "joined", "left", "reach", "voice"}
_FOREIGN = frozenset(
    "order|order id|order date|attendee|attendee status|ticket type|join time|leave time|first join|last leave|"
    "time joined|time exited|user action|user email|duration|timestamp|in waiting room|status|attendance|attended|"
    "attendance status|present|apologies|date|meeting|meeting date|meeting title|session|event|event name|signature|"
    "signed|initials|deputy|minutes|username|screen name|from user|id str|tweet|text|created at|author username|"
    "vertex|vertex 1|handle|consent|topic|meeting id|came|here|turned up|attending|in attendance|did you attend|"
    "checked in|check in|signed in|sign in|arrived|rsvp".split("|")
)
_MEMBERS_OF_SLACK = {"userid", "fullname", "email", "status"}
"""Headings of the list of members that Slack gives its administrators; of it, name and address are read."""
SAMPLE = 50  # rows
YES = frozenset("yes y true 1 x ✓ ✔ reach target".split())
NO = frozenset("no n false 0 -".split()) | {""}
NO_TABLE = Reason("X-SHEET", "This sheet holds no list of people or organisations.")
HIDDEN = Reason("X-HIDDEN", "This sheet is hidden and was not read.", hint="Show it if it should be read.")
REPEATED = Reason("M-REPEAT", "This row says the same as another.")
NO_MEMBER = Reason("X-ACCOUNT", "This account of Slack is a bot, or is no longer in use.")
NOBODY = Reason(
    "W-NOBODY",
    "This names nobody in particular; only the organisation was taken.",
    hint="Give the person's name if they should count as a member.",
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTH = re.compile(
    r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})|(?P<month2>\d{1,2})[-/.](?P<year2>(?:19|20)\d{2})"
)
_QUARTER = re.compile(r"q([1-4])[ /-]*((?:19|20)\d{2})|((?:19|20)\d{2})[ /-]*q([1-4])", re.IGNORECASE)
_WORDS = re.compile(r"([^\W\d_]{3,10})\.?,?\s+((?:19|20)\d{2})")


def identify(source: Source) -> bool:
    """Whether a file is a list of members or organisations, and not a register of who came."""
    try:
        tables = [table for sheet in source.top() for table in _tables(sheet, Options())]
    except (SourceError, OSError):
        return False
    return any(is_roster(table, source.path) for table in tables)


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from the days joined and left in all files."""
    return TABLES.survey(sources, options)


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row; a sheet without a roster is one entry, left out.

    Raises
    ------
    SourceError
        If no sheet has a column of names or organisations; the message names the columns found and the nearest match.
    """
    sheets, members = TABLES.tables_in(source, options), _Members(options.series)
    if not any(tables for _, tables in sheets):
        rows = [row for sheet, _ in sheets for row in sheet.rows]
        raise missing(rows, ("name|given",), COLUMNS, options.columns)
    for sheet, tables in sheets:
        if tables:
            members.doubtful = bool(TABLES.prepare(tables))
            yield from (outcome(record, members.entry) for table in tables for record in table.records)
        else:
            yield excluded(options.origin(source.path, sheet.name), HIDDEN if sheet.hidden else NO_TABLE)


def count(source: Source, options: Options) -> int:
    """Count the lines below each header by another way than reading them; a sheet without a roster counts as one.

    Raises
    ------
    SourceError
        As `load`.
    """
    delimiter, columns = source.sheets(options.columns)[0].delimiter, options.columns
    counts = []
    for page in pages(source, delimiter):
        below = None if page.hidden else lines_below(page.lines, COLUMNS, ("name|given",), columns)
        if below is None and not page.hidden and not {"name", "given"} & set(columns):
            below = lines_below(page.lines, COLUMNS, ("organisation",), columns)
        counts.append(1 if below is None else below)
    return sum(counts)


def columns_of(source: Source, options: Options) -> Iterator[Column]:
    """Say of each column of each sheet what it was read as, or why it was not."""
    return TABLES.columns_of(source, options)


def _tables(sheet: Sheet, options: Options) -> list[Table]:
    """Find a roster on a sheet: a header with names, or with organisations and what is known of them."""
    renamed = options.columns
    header = find_header(sheet.rows, COLUMNS, ("name|given",), renamed)
    if header is None and not {"name", "given"} & set(renamed):
        header = find_header(sheet.rows, COLUMNS, ("organisation",), renamed)
    if header is None:
        return []
    columns = header.columns
    if "name" in columns and "reach" in columns and not {"organisation", "email"} & set(columns):
        columns["organisation"] = columns.pop("name")  # a list of organisations that calls them names
    headings = [fold(text) for text in sheet.rows[header.at].texts]
    if set(headings) >= _MEMBERS_OF_SLACK:
        columns["account"] = headings.index("status")
    return [table_below(sheet, sheet.rows[header.at], columns)]


def is_roster(table: Table, path: Path) -> bool:
    """Whether a table says who belongs to a community rather than who came: nothing in it is a meeting or a mark."""
    headings, columns = table.header.texts, set(table.columns)
    folded = {fold(heading) for heading in headings if heading}
    if folded >= _MEMBERS_OF_SLACK:
        return True
    if folded & _FOREIGN or any(map(holds_date, headings)):
        return False
    register = layout.find_table(table.sheet, path, Options())
    if register is not None and len(register.headings) > 1:  # the register's reader sees several meetings
        return False
    if not ({"organisation", "community"} | TELLING) & columns or len(columns) < 2 or not _filled(table):
        return False
    if TELLING & columns:
        return True
    return bool({"name", "given"} & columns) and not _marked(table) and not _dated(table, path)


def _filled(table: Table) -> bool:
    """Whether the rows are those of a table: most name somebody or an organisation, and say more than that."""
    sample = table.records[:SAMPLE]
    full = [record for record in sample if _anyone(record) and sum(map(bool, record.row.texts)) > 1]
    return 2 * len(full) >= len(sample)


def _anyone(record: Record) -> bool:
    return any(map(record.text, ("name", "given", "family", "organisation")))


def _marked(table: Table) -> bool:
    columns = set(range(len(table.header.texts))) - set(table.columns.values())
    return any(are_marks(row.text(column) for row in table.rows[:SAMPLE]) for column in columns)


def _dated(table: Table, path: Path) -> bool:
    """Whether a day stands above the header, on the tab or in the file's name: then it is a list of who came."""
    above = [text for row in table.sheet.rows if row.number < table.header.number for text in row.texts]
    return any(map(holds_date, [*above, table.sheet.name, path.stem])) or is_month(table.sheet.name)


class _Members:
    """Reads the rows of one file, and remembers what they said so far.

    `doubtful` is whether the order of day and month was assumed on this sheet and no row has said so yet; `series` is
    the community of those of whom no cell says one.
    """

    def __init__(self, series: str) -> None:
        self.doubtful, self.series = False, series
        self._places: dict[tuple[Fact, ...], str] = {}
        self._affiliations: defaultdict[str, list[tuple[Affiliation, str]]] = defaultdict(list)

    def entry(self, record: Record) -> Entry:
        """Give a member, or an organisation; or that another row said it."""
        written, organisation, origin = record.name, record.text("organisation"), record.origin
        if record.text("account").casefold() in {"bot", "deactivated"}:
            return excluded(origin, NO_MEMBER)
        if not written and not organisation:
            raise RowError("R-NAME", "The row names neither a person nor an organisation.")
        name = read_name(written, surname_first=record.table.surname_first)
        organisation = organisation or name.organisation
        somebody = name.kind is Kind.PERSON and bool(name.key)
        if not somebody and not organisation:
            raise RowError("R-NAME", "This is nobody in particular, and there is no organisation.", written)
        facts = _member(record, name, organisation, self.series) if somebody else ()
        facts += (_organisation(record, organisation, member=bool(written)),) if organisation else ()
        content = tuple(replace(fact, origin=Origin("")) for fact in facts)
        if content in self._places:
            return merged(origin, REPEATED, self._places[content])
        self._places[content] = origin.place
        nobody = [NOBODY] if written and not somebody else []
        return Entry(origin, facts=facts, warnings=(*nobody, *self._warnings(record, facts)))

    def _warnings(self, record: Record, facts: tuple[Fact, ...]) -> Iterator[Reason]:
        days = list(filter(is_open, map(record.text, TABLES.days)))
        if days and self.doubtful:
            self.doubtful = False
            yield day_first_assumed(days[0], day_first=True)
        email = record.text("email").casefold()
        for work in (fact for fact in facts if isinstance(fact, Affiliation)):
            rows = self._affiliations[work.person]
            others = [affiliation for affiliation, address in rows if address not in {"", email}]
            if email and any(_overlap(work, affiliation) for affiliation in others):
                yield replace(NAMESAKES, value=shown(work.person.removeprefix("name:")))
            rows.append((work, email))


def _overlap(work: Affiliation, affiliation: Affiliation) -> bool:
    begin, end = dt.date.min, dt.date.max
    return (work.since or begin) <= (affiliation.until or end) and (affiliation.since or begin) <= (work.until or end)


def _member(record: Record, name: Name, organisation: str, series: str) -> tuple[Fact, ...]:
    since, until = _period(record, "The person left before joining.")
    host = key(record.text("host")) or record.text("host")
    if host not in YES | NO:
        hint = "Write yes or no, or leave the cell empty."
        raise RowError("R-HOST", "Whether the person belongs to the host is neither yes nor no.", host, hint)
    person = Person(
        f"name:{name.key}",
        name.display,
        record.origin,
        name.written,
        record.text("email"),
        sector=record.text("sector"),
        locality=record.text("locality"),
        formerly=record.text("formerly"),
        also=record.text("also"),
        voice=record.text("voice"),
        level=record.text("level"),
        host=("yes" if host in YES else "no") if host else "",
    )
    texts = (" ".join(text.split()) for text in re.split(r"[;\n]", record.text("community") or series))
    communities = [Enrolment(person.id, text, record.origin, since, until) for text in dict.fromkeys(texts) if text]
    if not organisation and not communities:
        return (person,)
    role = record.text("role")
    return person, Affiliation(person.id, organisation, record.origin, role, since, until, declared=True), *communities


def _organisation(record: Record, name: str, *, member: bool) -> Organisation:
    """Declare the organisation; a member's locality is the member's own, not that of the whole organisation."""
    word = key(record.text("reach")) or record.text("reach")
    if word not in YES | NO:
        raise RowError("R-REACH", "Whether to reach this organisation is neither yes nor no.", record.text("reach"))
    reach = word in YES if "reach" in record.table.columns else not (member or record.text("merged_into"))
    if member:
        return Organisation(name, record.origin, record.text("sector"), reach=reach)
    since, until = _period(record, "The name ends before it begins.")
    return Organisation(
        name,
        record.origin,
        record.text("sector"),
        record.text("locality"),
        reach,
        record.text("formerly"),
        record.text("merged_into"),
        since,
        until,
    )


def _period(record: Record, reversal: str) -> tuple[dt.date | None, dt.date | None]:
    since, until = _bound(record, "joined"), _bound(record, "left")
    if since and until and until < since:
        raise RowError("R-DATE", reversal, f"{since} … {until}")
    return since, until


def _bound(record: Record, column: str) -> dt.date | None:
    """Read when somebody joined or left; a word where a day should be is shown, so that it can be found."""
    cell = record.value(column)
    try:
        return read_bound(cell, record.table.day_first, last=column == "left")
    except ValueError as error:
        raise RowError("R-DATE", str(error), cell, "Correct the date, or leave the cell empty.") from error


def read_bound(value: object, day_first: bool | None, *, last: bool) -> dt.date | None:
    """Read a day; of a month, a quarter or a year its first or last day; None for an empty cell.

    Raises
    ------
    ValueError
        With a plain reason, if it is none of these.

    Examples
    --------
    >>> read_bound("February 2024", None, last=True), read_bound("2023", None, last=False)
    (datetime.date(2024, 2, 29), datetime.date(2023, 1, 1))
    >>> read_bound("Q2 2024", None, last=True)
    datetime.date(2024, 6, 30)
    """
    text = "" if value is None else " ".join(str(value).split())
    if not text:
        return None
    if isinstance(value, dt.date):
        return read_date(value)
    text = text.removesuffix(".0")
    if _YEAR.fullmatch(text):
        return dt.date(int(text), 12, 31) if last else dt.date(int(text), 1, 1)
    year, month = _month(text)
    if quarter := _QUARTER.fullmatch(text):
        year, month = int(quarter[2] or quarter[3]), 3 * int(quarter[1] or quarter[4]) - (0 if last else 2)
    if month:
        return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    return from_serial(text) if is_serial(text) else read_date(text, day_first)


def _month(text: str) -> tuple[int, int]:
    if numbers := _MONTH.fullmatch(text):
        year, month = int(numbers["year"] or numbers["year2"]), int(numbers["month"] or numbers["month2"])
        if not 1 <= month <= 12:
            raise ValueError("There is no such month.")
        return year, month
    if (words := _WORDS.fullmatch(text)) and key(words[1]) in MONTHS:
        return int(words[2]), MONTHS[key(words[1])]
    return 0, 0


TABLES = TableLoader(title="list of people or organisations", days=("joined", "left"), tables=_tables)
