"""Moments, durations and stays.

Services of meetings write them in the local time and language of whoever downloaded the report: ``14/11/22, 09:29:07``,
``7/20/23, 4:16:29 PM``, ``06.10.26, 18:01:00`` and ``Mar 22, 2025 7:13 PM`` are moments;
``1h 2m 3s``, ``59 Min. 0 Sek.`` and ``1 godz. 2 min`` are durations. Services of posts write seconds since 1970.

Somebody who joins with two devices, or drops out and comes back, has several spells; the time there is their union,
never their sum.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from sna.facts import Reason
from sna.load import Options
from sna.load.dates import find_date, infer_day_first, is_date, is_open, read_date

_CLOCK = (
    r"(?P<hour>\d{1,2})(?P<mark>[:.h])(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s?(?:(?P<half>[ap])\.?\s?m\.?)?\s?(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?"
)
_TIME = re.compile(_CLOCK, re.IGNORECASE)
_MOMENT = re.compile(rf"(?P<date>.*\d)(?:,|T|\s)\s?(?:(?:à|um|at|om|alle|a las|o|kl\.?)\s)?{_CLOCK}", re.IGNORECASE)
_QUANTITY = re.compile(r"(\d{1,6})(?:[.,]\d+)?\s*([^\W\d_]+)\.?[\s,]*")
_COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})")
_ISO_DURATION = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", re.IGNORECASE)
_UNITS = (("st", 60.0), ("s", 1 / 60), ("m", 1.0), ("h", 60.0), ("g", 60.0), ("u", 60.0), ("o", 60.0), ("t", 60.0))
_NUMBERED_DAY = re.compile(r"(?<!\d)(\d{1,2})[-._ ](\d{1,2})[-._ ](?:\d{4}|\d{2})(?!\d)")
_STARTS = (*"0123456789", "P", "p")
LONGEST_MOMENT = 60
DAY = 86_400  # seconds
EARLIEST = 946_684_800  # 2000-01-01: nothing services of posts write is older
LATEST = 4_102_444_800  # 2100-01-01
_EPOCH = dt.date(1970, 1, 1)
_MINUTES = [f"T{hour:02}:{minute:02}:" for hour in range(24) for minute in range(60)]
_SECONDS = [f"{second:02}Z" for second in range(60)]
OUTSIDE = Reason("X-WINDOW", "It lies outside the days this study looks at.")
Spell = tuple[dt.datetime, dt.datetime]


class Window(Struct, frozen=True):
    """The seconds a study looks at: from `first` up to but not including `end`."""

    first: int = EARLIEST
    end: int = LATEST

    @classmethod
    def of(cls, options: Options) -> Window:
        """Take the window from the options; without days it holds every possible moment."""
        first, last = options.first_day, options.last_day
        return cls(
            EARLIEST if first is None else (first - _EPOCH).days * DAY,
            LATEST if last is None else ((last - _EPOCH).days + 1) * DAY,
        )


def moment(seconds: int) -> str:
    """Write seconds since 1970 as a moment in UTC.

    Examples
    --------
    >>> moment(1_705_395_302)
    '2024-01-16T08:55:02Z'
    """
    return _iso_day(seconds // DAY) + _MINUTES[seconds // 60 % 1440] + _SECONDS[seconds % 60]


@lru_cache(maxsize=4096)
def _iso_day(days: int) -> str:
    return (_EPOCH + dt.timedelta(days=days)).isoformat()


def union(spells: Iterable[Spell]) -> list[Spell]:
    """Join spells that overlap or touch, in the order of time.

    A spell that ends before it starts counts as a moment at its start.

    Examples
    --------
    >>> ten, eleven, noon = (dt.datetime(2024, 3, 5, hour) for hour in (10, 11, 12))
    >>> union([(eleven, noon), (ten, eleven)]) == [(ten, noon)]
    True
    """
    joined: list[Spell] = []
    for start, end in sorted(spells):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, max(start, end)))
    return joined


def minutes(spells: Iterable[Spell]) -> float:
    """Give the minutes covered by any of the spells, to a tenth.

    Examples
    --------
    >>> ten, eleven = dt.datetime(2024, 3, 5, 10), dt.datetime(2024, 3, 5, 11)
    >>> minutes([(ten, eleven), (ten, eleven)])
    60.0
    """
    covered = sum(((end - start) for start, end in union(spells)), dt.timedelta())
    return round(covered.total_seconds() / 60, 1)


def read_moment(value: object, day_first: bool | None = True) -> dt.datetime:
    """Read a day with a time of day; without a zone, as such files are written.

    Raises
    ------
    ValueError
        With a plain reason, if this is none.

    Examples
    --------
    >>> read_moment("7/20/23, 4:16:29 PM", day_first=False)
    datetime.datetime(2023, 7, 20, 16, 16, 29)
    >>> read_moment("2021-03-04T10:00:00Z")
    datetime.datetime(2021, 3, 4, 10, 0)
    """
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    parts = _parted(value)
    if parts is None:
        raise ValueError("This is no date with a time.")
    return dt.datetime.combine(read_date(parts["date"], day_first), _time(parts))


def moment_or_none(value: object, day_first: bool | None = True) -> dt.datetime | None:
    """Read a day with a time of day; None if this is none."""
    try:
        return read_moment(value, day_first)
    except ValueError:
        return None


def read_time(value: object) -> dt.time:
    """Read a time of day: ``10:03``, ``10:03:59 AM``.

    Raises
    ------
    ValueError
        If this is none.
    """
    if isinstance(value, dt.time):
        return value
    text = " ".join(str(value).split())[:LONGEST_MOMENT]
    parts = _TIME.fullmatch(text)
    if parts is None or parts["mark"] != ":":
        raise ValueError("This is no time of day.")
    return _time(parts)


def read_minutes(value: object) -> float:
    """Read a duration in minutes, to a tenth.

    Raises
    ------
    ValueError
        If this is none; a plain number is none, for it does not say its unit.

    Examples
    --------
    >>> [read_minutes(text) for text in ("1h 2m 30s", "59 Min. 0 Sek.", "1 hr 2 min", "1:02:30")]
    [62.5, 59.0, 62.0, 62.5]
    """
    if isinstance(value, dt.timedelta):
        return round(value.total_seconds() / 60, 1)
    if isinstance(value, dt.time):
        return round(value.hour * 60 + value.minute + value.second / 60, 1)
    text = " ".join(str(value).split())[:LONGEST_MOMENT]
    if not text.startswith(_STARTS):
        raise ValueError("This is no duration.")
    for pattern in (_COLONS, _ISO_DURATION):
        if parts := pattern.fullmatch(text):
            hours, minutes, seconds = (int(part or 0) for part in parts.groups())
            return round(hours * 60 + minutes + seconds / 60, 1)
    return _quantities(text)


def is_moment(value: object) -> bool:
    """Whether a value is a day with a time, in whatever order of day and month."""
    return isinstance(value, dt.datetime) or (_parted(value) or {"date": None})["date"] is not None


def is_time(value: object) -> bool:
    """Whether a value is a time of day without a day."""
    return _answers(read_time, value)


def is_duration(value: object) -> bool:
    """Whether a value is a duration that says its units."""
    return _answers(read_minutes, value)


def order_of(values: Iterable[object], pairs: Iterable[tuple[object, object]], path: Path) -> bool | None:
    """Tell from one file whether it puts the day before the month.

    What decides, in this order: a number over 12; full stops (``06.10.26``), which only day-first languages use; a
    join and its leave that lie on one day or two in one order only; a numeric day in the file's name.

    Returns
    -------
    bool or None
        None if nothing decides.

    Examples
    --------
    >>> order_of(["3/4/25, 9:00:00"], [], Path("Forum - Attendance report 11-26-25.csv"))
    False
    """
    days = [day for value in values if (day := _day(value))]
    order = infer_day_first(days)
    if order is None and any(re.match(r"\d{1,2}\.\s?\d", day) for day in days):
        return True
    if order is None:
        order = _order_of_pairs(pairs)
    return _order_of_name(path.stem, days) if order is None else order


def family_order(orders: Iterable[bool | None]) -> bool | None:
    """Tell the order of a family of files from those that decide; None if none does or they disagree."""
    decided = {order for order in orders if order is not None}
    return decided.pop() if len(decided) == 1 else None


def is_open_moment(value: object) -> bool:
    """Whether a moment means different days in the two orders."""
    return is_open(_day(value))


def _parted(value: object) -> re.Match[str] | None:
    return _parted_text(value) if isinstance(value, str) and len(value) <= LONGEST_MOMENT else None


@lru_cache(maxsize=1 << 16)  # each is looked at several times: for its kind, its order, its value
def _parted_text(text: str) -> re.Match[str] | None:
    parts = _MOMENT.fullmatch(" ".join(text.split()))
    return parts if parts and is_date(parts["date"].rstrip(" ,")) else None


def _day(value: object) -> str:
    parts = _parted(value)
    return parts["date"].rstrip(" ,") if parts else ""


def _time(parts: re.Match[str]) -> dt.time:
    hour, half = int(parts["hour"]), (parts["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.time(hour, int(parts["minute"]), int(parts["second"] or 0))
    except ValueError as error:
        raise ValueError("There is no such time of day.") from error


def _quantities(text: str) -> float:
    total, end = 0.0, 0
    while end < len(text):
        quantity = _QUANTITY.match(text, end)
        unit = next((size for start, size in _UNITS if quantity and quantity[2].lower().startswith(start)), None)
        if quantity is None or unit is None:
            raise ValueError("This is no duration.")
        total, end = total + int(quantity[1]) * unit, quantity.end()
    return round(total, 1)


def _answers(read: Callable[[object], object], value: object) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _order_of_pairs(pairs: Iterable[tuple[object, object]]) -> bool | None:
    votes = set()
    for start, end in pairs:
        near = [order for order in (True, False) if _near(start, end, day_first=order)]
        if len(near) == 1:
            votes.add(near[0])
    return votes.pop() if len(votes) == 1 else None


def _near(start: object, end: object, *, day_first: bool) -> bool:
    begin, finish = moment_or_none(start, day_first), moment_or_none(end, day_first)
    return begin is not None and finish is not None and dt.timedelta() <= finish - begin <= dt.timedelta(days=2)


def _order_of_name(stem: str, days: list[str]) -> bool | None:
    numbers = _NUMBERED_DAY.search(stem)
    if numbers and max(int(numbers[1]), int(numbers[2])) > 12:
        return int(numbers[1]) > 12
    named = find_date(stem)
    if not days or not named or numbers:
        return None
    fits = [order for order in (True, False) if _is_day(days[0], named, day_first=order)]
    return fits[0] if len(fits) == 1 else None


def _is_day(text: str, day: dt.date, *, day_first: bool) -> bool:
    try:
        return read_date(text, day_first) == day
    except ValueError:
        return False
