"""Days as minutes write them: spans, ordinals in words, raised letters, misspelt months → the first day in a text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from difflib import get_close_matches

from sna.load.dates import MONTHS, find_date
from sna.names import key

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
DAY_NAME = r"(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_TO = r"\s*(?:[-–—&/]|\bto\b|\band\b)\s*"
_RANGE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?{_TO}(?:{DAY_NAME}\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?=\s+(?:of\s+)?{MONTH})",
    re.IGNORECASE,
)
_RANGE_US = re.compile(
    r"\b([^\W\d_]{3,9}\.? \d{1,2})(?:st|nd|rd|th)?\s*[-–—&]\s*(?:[^\W\d_]{3,9}\.? )?\d{1,2}(?=(?:st|nd|rd|th)?,? \d{4})"
)
_SPAN = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ([^\W\d_]{{3,9}}){_TO}\d{{1,2}}(?:st|nd|rd|th)? [^\W\d_]{{3,9}} (\d{{4}})"
)
_SESSION = re.compile(r"(?<![\d/-])((?:19|20)\d\d)\s?[-/–]\s?(?:(?:19|20)\d\d|\d\d)(?![\d/-])")  # of an academic year
_TOGETHER = re.compile(rf"\b({MONTH}[a-z]*\.?)(?=\d{{1,2}}\b)|(?<=\b\d\d)(?={MONTH}[a-z]*\b)", re.IGNORECASE)
_MISSPELT = re.compile(r"(?<=\d )([^\W\d_]{4,10})(?=,? \d{4})")
_YEAR_FIRST = re.compile(rf"(?<!\d)((?:19|20)\d\d)[ -]({MONTH}[a-z]*)[ -](\d{{1,2}})(?!\d)", re.IGNORECASE)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL = re.compile(
    rf"\b(?:(twenty|thirty)[ -])?({'|'.join(_ORDINALS)}|thirtieth)(?: day)?(?: of)? (?={MONTH})", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?<=\d)\s?(?:(?:st|nd|rd|t\s?h)+|af|il|ydd|ed|fed|eg|ain)\b(?:\s+day\s+of\b)?", re.IGNORECASE)
_SCANNED = re.compile(r"\b[lI](?=\d(?:st|nd|rd|th)\b)")  # a one that was read as a letter
_YEARS = re.compile(r"(?<![\d/-])((?:19|20)\d\d)(?:\s?[-/–]\s?((?:19|20)\d\d|\d\d))?(?![\d/-])")
_FOUNDED = re.compile(
    r"(?:since|est\.?|established|founded|formed|©|\(c\)|copyright|no\.?|charity)\W*(?:in\s+)?$", re.IGNORECASE
)


def day_in(text: str, day_first: bool | None = None) -> dt.date | None:
    """Find the first day in a text; of a span of days the first.

    Examples
    --------
    >>> day_in("TAG call, 24-25 August 2020"), day_in("July 21-23, 2020"), day_in("no day")
    (datetime.date(2020, 8, 24), datetime.date(2020, 7, 21), None)
    """
    return find_date(plain(text[:300]), day_first is not False)


def plain(text: str) -> str:
    """Write ``24-25 August`` as its first day, ``5th`` and ``fifth day of`` as 5, and a misspelt month as it should be.

    Examples
    --------
    >>> plain("the fifth day of March 2024"), plain("2024/03/05"), plain("3rd Setpember 2024"), plain("5 Mar '24")
    ('the 5 March 2024', '2024-03-05', '3 September 2024', '5 Mar 24')
    """
    text = _TOGETHER.sub(
        r"\g<0> ", _ORDINAL.sub(_figure, _SCANNED.sub("1", " ".join(text.split()).replace(" / ", "/")))
    )
    text = re.sub(r"(?<=[^\W\d_]{3}) ['‘’](?=\d\d\b)", " ", re.sub(r"(?<!\d)(\d{4})/(\d\d?)/(?=\d)", r"\1-\2-", text))
    text = _RANGE_US.sub(r"\1", _RANGE.sub(r"\1", _SPAN.sub(r"\1 \2 \3", _SESSION.sub(_without_session, text))))
    return _MISSPELT.sub(_month, _YEAR_FIRST.sub(r"\3 \2 \1", _SUFFIX.sub("", text)))


def _figure(match: re.Match[str]) -> str:
    tens = {"twenty": 20, "thirty": 30}.get((match[1] or "").casefold(), 0)
    word = match[2].casefold()
    return f"{tens + (_ORDINALS.index(word) + 1 if word in _ORDINALS else 30)} "


def _without_session(match: re.Match[str]) -> str:
    """Leave out the years of a session: ``5 March, 2023-24 session``."""
    return "" if match[0].endswith(str(int(match[1]) + 1)[2:]) else match[0]


def _month(match: re.Match[str]) -> str:
    """Write a month as it should be."""
    word = key(match[1])
    return match[1] if word in MONTHS else (get_close_matches(word, MONTHS, 1, 0.8) or [match[1]])[0].title()


def years_in(text: str) -> Iterator[int]:
    """Give the years a text names, of a session both; not when somebody was founded."""
    for match in _YEARS.finditer(text):
        if not _FOUNDED.search(text[: match.start()]):
            first = int(match[1])
            yield from (first, first + 1) if (match[2] or "").endswith(str(first + 1)[2:]) else (first,)
