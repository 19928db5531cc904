"""Attendance reports of Microsoft Teams, in every layout since 2020 and any language.

- the *attendance list*: a line per join and leave (also the log of live events)
- the *report* of 2021: a summary, then one row per join
- the *report* since 2022: numbered sections, one row per person and one per join, which say the same twice
- webinars: as before, with columns of the registration; who registered and did not come is *registered*
- JSON from Microsoft Graph

Sections are known by their number, columns by the kind of their cells. Text may be UTF-16 or UTF-8 with or without its
mark, or Windows-1252; tabs, semicolons or commas. Times are local and without a zone. Whether the day stands before the
month is settled for all files together (`survey`); where nothing shows it, day-first is taken and a warning says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import Entry, Reason
from sna.load import Options
from sna.load.clock import family_order, is_open_moment, order_of
from sna.load.files.counting import table_lines
from sna.load.source import Source
from sna.load.teams import graph, layout, log, report
from sna.load.teams.layout import Report
from sna.load.visits import Visit, day_first_assumed, entries

__all__ = ["count", "identify", "load", "survey"]


def identify(source: Source) -> bool:
    """Whether a file is an attendance report of Teams, by its sections or the kind of its cells."""
    try:
        if source.kind == "json":
            return graph.recognise(source.head_text().text)
        return layout.recognise(source)
    except (SourceError, OSError):
        return False


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from all reports together; left open if none shows it or they disagree."""
    if options.day_first is not None:
        return options
    return replace(options, day_first=family_order(_order_of_file(source) for source in sources))


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row of each table (of Graph: each attendance record).

    The first row of a person at a meeting is used; their further rows are merged into it, and the minutes are those of
    the union of their stays. The lines of the summary are no records.

    Raises
    ------
    SourceError
        If the file is no report of Teams or cannot be read.
    """
    if source.kind == "json":
        visits, others = graph.load(source, options)
    else:
        found = layout.read(source)
        read = _load_log if found.log else _load_report
        visits, others = read(source.path, options, found)
    yield from others
    yield from entries(visits)


def count(source: Source, _options: Options) -> int:
    """Count the lines below the header of each table by scanning the file once more, sign by sign.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    if source.kind == "json":
        return graph.count(source)
    found = layout.read(source)
    lines = [line for line in table_lines(source, found.sheet.delimiter) if line.sheet == found.sheet.name]
    return sum(table.after < line.number < table.before for table in found.tables for line in lines)


def _order_of_file(source: Source) -> bool | None:
    try:
        return None if source.kind == "json" else _order(source.path, layout.read(source))
    except (SourceError, OSError):
        return None


def _order(path: Path, found: Report) -> bool | None:
    """Tell the order of day and month from one report."""
    start = found.meta.start
    pairs: list[tuple[object, object]] = [(start, found.meta.end)] if found.meta.end else []
    for table in found.tables:
        join, leave = table.columns.get("join"), table.columns.get("leave")
        stays = [(row.value(join), row.value(leave)) for row in table.rows if row.text(join) and row.text(leave)]
        pairs += stays + [(start, stay[1]) for stay in stays if start]
    return order_of(_moments(found), pairs, path)


def _moments(found: Report) -> list[object]:
    columns = [(table, table.columns.get(name)) for table in found.tables for name in ("join", "leave", "at")]
    cells = [row.value(column) for table, column in columns if column is not None for row in table.rows]
    return [found.meta.start, found.meta.end, *cells]


def _settled(path: Path, options: Options, found: Report) -> tuple[bool, list[Reason]]:
    """Give the order of day and month, and a warning where it was assumed."""
    order = options.day_first if options.day_first is not None else _order(path, found)
    if order is not None:
        return order, []
    doubtful = next((str(value) for value in _moments(found) if is_open_moment(value)), "")
    return True, [day_first_assumed(doubtful, day_first=True)] if doubtful else []


def _load_report(path: Path, options: Options, found: Report) -> tuple[list[Visit], list[Entry]]:
    day_first, warnings = _settled(path, options, found)
    visits, others = report.read_tables(report.reader(path, options, found, day_first=day_first))
    _warn(visits, [*warnings, *report.wrong_count(found, visits)])
    return visits, others


def _warn(visits: Sequence[Visit], warnings: list[Reason]) -> None:
    for visit in visits[:1]:
        visit.warnings += warnings


def _load_log(path: Path, options: Options, found: Report) -> tuple[list[Visit], list[Entry]]:
    day_first, warnings = _settled(path, options, found)
    events, others = log.read_lines(log.Reader(path, options, found, day_first))
    joins = log.joins_of(events)
    visits = [visit for day in log.days_of(events) for visit in log.visits_of(day, joins)]
    _warn(visits, warnings)
    return visits, others
