"""Where every printed figure comes from: a value keeps the table, row, column and period it was read from.

A number or day that is read from a table knows its place (`cell`), and what writes it (`sna.findings.phrases`) sets the
place about the words (`cite`). So a sentence cites its figures without naming them twice, and one that was typed, or
worked out without saying so, stands on a page without a place: a test finds it. Pages make elements of the marks
(`sna.render.page`); everything else reads the words alone (`plain`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

OPEN, BETWEEN, INSIDE, CLOSE = "\x02", "\x1f", "\x1e", "\x03"
_SIGNS = str.maketrans("", "", f"{OPEN}{BETWEEN}{INSIDE}{CLOSE}")
_MARK = re.compile(f"{OPEN}([^{OPEN}{INSIDE}{CLOSE}]*){INSIDE}([^{OPEN}{INSIDE}{CLOSE}]*){CLOSE}")


class Source(NamedTuple):
    """Where a figure stands: the table (as its file is called), the row, the column, and the period (empty: all)."""

    table: str
    row: str
    column: str
    period: str = ""


class Count(int):
    """A whole number that knows its place."""

    source: Source


class Measure(float):
    """A number that knows its place."""

    source: Source


class Day(dt.date):
    """A day that knows its place."""

    source: Source


class Word(str):
    """A text that knows its place: a day as it is written in a finding, or a verdict."""

    __slots__ = ("source",)
    source: Source


Value = TypeVar("Value")
Figure = TypeVar("Figure", bound=int | float | str)
Citable = int | float | str | dt.date | Source | None
"""What may know its place, or is one."""
_KINDS: dict[type, type] = {int: Count, float: Measure, str: Word, Count: Count, Measure: Measure, Word: Word}


def cell(value: Value, source: Source | None) -> Value:
    """Give a number, day or text that knows its place; anything else, and what has no place, as it is.

    Examples
    --------
    >>> source_of(cell(18, Source("presence", "Year 2", "came")))
    Source(table='presence', row='Year 2', column='came', period='')
    """
    if source is None:
        return value
    result: Any
    if isinstance(value, dt.date):
        result = Day(value.year, value.month, value.day)
    elif type(value) in _KINDS:
        result = _KINDS[type(value)](value)
    else:
        return value
    result.source = source
    sourced: Value = result
    return sourced


def source_of(value: Citable) -> Source | None:
    """Give the place a value knows; None if it knows none."""
    source = getattr(value, "source", None)
    return source if isinstance(source, Source) else None


def like(value: Value, origin: Citable, column: str = "") -> Value:
    """Give a value worked out from another, with the other's place, in a column of its own if it has a name.

    Examples
    --------
    >>> source_of(like(0.75, cell(0.5, Source("ei_index", "all", "ei", "Year 1")), "share")).column
    'share'
    """
    source = source_of(origin)
    return cell(value, source._replace(column=column) if source and column else source)


def in_row(values: Mapping[str, Figure], row: str) -> dict[str, Figure]:
    """Give values with their places in a row of this name: how somebody is called, not their id."""
    return {
        name: cell(value, source._replace(row=row)) if (source := source_of(value)) else value
        for name, value in values.items()
    }


def cite(words: str, value: Citable) -> str:
    """Write words that say a value, about them its place, or a `Source` itself; as they are if it knows none.

    Examples
    --------
    >>> plain("Seen by " + cite("nobody", Source("outside", "all", "external")) + ".")
    'Seen by nobody.'
    """
    source = value if isinstance(value, Source) else source_of(value)
    return mark(plain(words), source) if source is not None and words else words


def constant(words: str) -> str:
    """Write words that hold no figure of these records: a scale, a level, a number that a rule sets."""
    return cite(words, Source("rule", "", ""))


def mark(words: str, source: Source) -> str:
    """Set a place about words."""
    place = BETWEEN.join(part.translate(_SIGNS) for part in source)
    return f"{OPEN}{place}{INSIDE}{words.translate(_SIGNS)}{CLOSE}"


def plain(text: str) -> str:
    """Give the words alone."""
    return _MARK.sub(r"\2", text) if OPEN in text else text


def parts(text: str) -> Iterator[tuple[str, Source | None]]:
    """Give a text piece by piece, each with its place if it says a figure."""
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], None
        fields = match[1].split(BETWEEN)
        yield match[2], Source(*fields) if len(fields) == len(Source._fields) else None
        end = match.end()
    if end < len(text):
        yield text[end:], None
