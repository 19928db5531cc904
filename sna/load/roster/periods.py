"""When somebody joined and left: days, months or years."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from sna.load.dates import MONTHS, from_serial, is_serial, read_date
from sna.names import key

_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTH = re.compile(
    r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})|(?P<month2>\d{1,2})[-/.](?P<year2>(?:19|20)\d{2})"
)
_WORDS = re.compile(r"([^\W\d_]{3,10})\.?,?\s+((?:19|20)\d{2})")


def read_bound(value: object, day_first: bool | None, *, last: bool) -> dt.date | None:
    """Read a day; of a month or a year its first or last day; None for an empty cell.

    Raises
    ------
    ValueError
        With a plain reason, if it is none of these.

    Examples
    --------
    >>> read_bound("February 2024", None, last=True), read_bound("2023", None, last=False)
    (datetime.date(2024, 2, 29), datetime.date(2023, 1, 1))
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
    if month:
        return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    return from_serial(text) if is_serial(text) else read_date(text, day_first)


def _month(text: str) -> tuple[int, int]:
    if found := _MONTH.fullmatch(text):
        year, month = int(found["year"] or found["year2"]), int(found["month"] or found["month2"])
        if not 1 <= month <= 12:
            raise ValueError("There is no such month.")
        return year, month
    if (found := _WORDS.fullmatch(text)) and key(found[1]) in MONTHS:
        return int(found[2]), MONTHS[key(found[1])]
    return 0, 0
