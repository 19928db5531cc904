"""Moments of posts: seconds since 1970 → ISO 8601 in UTC, and the window a study looks at."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from msgspec import Struct

from sna.facts import Reason
from sna.load import Options

DAY = 86_400
EARLIEST = 946_684_800  # 2000-01-01: nothing these services write is older
LATEST = 4_102_444_800  # 2100-01-01
_EPOCH = dt.date(1970, 1, 1)


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


OUTSIDE = Reason("X-WINDOW", "It lies outside the days this study looks at.")


def moment(seconds: int) -> str:
    """Write a moment in UTC.

    Examples
    --------
    >>> moment(1_705_395_302)
    '2024-01-16T08:55:02Z'
    """
    return _day(seconds // DAY) + _MINUTES[seconds // 60 % 1440] + _SECONDS[seconds % 60]


_MINUTES = [f"T{hour:02}:{minute:02}:" for hour in range(24) for minute in range(60)]
_SECONDS = [f"{second:02}Z" for second in range(60)]


@lru_cache(maxsize=4096)
def _day(days: int) -> str:
    return (_EPOCH + dt.timedelta(days=days)).isoformat()
