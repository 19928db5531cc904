"""Days as people write them → dates; whether a set of them puts the day first; the first day in a text.

``03/04/2024`` says nothing by itself: `infer_day_first` looks at a whole set of values, and `read_date` then reads each
the same way. Never is one cell guessed. In minutes days stand as spans, with ordinals in words, raised letters or
misspelt months: `plain` writes them as they should be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import PurePath

from msgspec import Struct

from sna.names import key

EARLIEST_SERIAL, LATEST_SERIAL = 29_221, 73_050  # 1980-01-01 and 2099-12-31 as a spreadsheet counts days
_MONTHS = """
january jan ionawr januar januari janvier janv enero ene gennaio gen janeiro
february feb chwefror februar februari fevrier fevr febrero febbraio fevereiro fev
march mar mawrth marz mrz mars marzo maart mrt marco
april apr ebrill avril avr abril abr aprile
may mai mayo maggio mag mei maio
june jun mehefin juni juin junio giugno giu junho
july jul gorffennaf juli juillet juil julio luglio lug julho
august aug awst aout agosto ago augustus
september sep medi sept septembre septiembre settembre set setembro
october oct hydref oktober okt octobre octubre ottobre ott outubro out
november nov tachwedd novembre noviembre novembro
december dec rhagfyr dezember dez decembre diciembre dic dicembre dezembro
"""
MONTHS = {name: number for number, line in enumerate(_MONTHS.split("\n")[1:-1], 1) for name in line.split()}
_WEEKDAYS = frozenset(
    "monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri saturday sat sunday sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
)
_TIME = r"(?:[\s,T]+\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NUMBERS = re.compile(rf"(\d{{1,2}})\s?[./\-\s]\s?(\d{{1,2}})\s?[./\-\s]\s?(\d{{4}}|\d{{2}}){_TIME}")
_SHORT = re.compile(r"(\d{1,2})\s?[./]\s?(\d{1,2})")
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+(?:of|de)\b)?[\s\-./]*([^\W\d_]{{3,10}})\.?,?(?:\s+de)?[\s\-./']*"
    rf"(\d{{4}}|\d{{2}})?{_TIME}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"([^\W\d_]{{3,10}})[.,]?[\s\-]+(\d{{1,2}})(st|nd|rd|th)?(?:[\s,\-]+(\d{{4}}))?{_TIME}", re.IGNORECASE
)
_LEADING = re.compile(r"([^\W\d_]+)[.,]?\s+(?=\w)")
_INSIDE = re.compile(
    r"(?<!\d)\d{4}[-.]\d{1,2}[-.]\d{1,2}(?!\d)|(?<!\d)(?<!\d:)\d{1,2}[-./ ]\d{1,2}[-./ ](?:\d{4}|\d{2})(?!\d)"
    r"|(?<!\d)(?:19|20)\d{6}(?!\d)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?:\s+(?:of|de))?[\s\-.]*[^\W\d_]{3,10}\.?,?(?: de)?[\s\-.]*(?:\d{4}|\d{2}"
    r"(?!\d|[:.h]\d\d|\s?[ap]\.?m\b|,?\s+\d{4}))"  # 19 March 18:00 is of no year
    r"|[^\W\d_]{3,10}[.,]?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}",
    re.IGNORECASE,
)
_DAYS = re.compile(  # of a meeting of two days the first
    r"(?<![\d./-])(\d{1,2})(?:st|nd|rd|th)?\s*(?:[-–/&+]|and|to)\s*(\d{1,2})(?:st|nd|rd|th)?"
    rf"(?=(?:\s+of)?\s+(?:{'|'.join(MONTHS)})\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
DAY_NAME = r"(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_TO = r"\s*(?:[-–—&/]|\bto\b|\band\b)\s*"
_RANGE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?{_TO}(?:{DAY_NAME}\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?=\s+(?:of\s+)?{MONTH})",
    re.IGNORECASE,
)
_RANGE_US = re.compile(
    r"\b([^\W\d_]{3,9}\.? \d{1,2})(?:st|nd|rd|th)?\s*(?:[-–—&]|and)\s*"
    r"(?:[^\W\d_]{3,9}\.? )?\d{1,2}(?=(?:st|nd|rd|th)?,? \d{4})"
)
_SPAN = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ([^\W\d_]{{3,9}}){_TO}(?:(?i:{DAY_NAME}) )?"
    rf"\d{{1,2}}(?:st|nd|rd|th)? [^\W\d_]{{3,9}} (\d{{4}})"
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
    rf"\b(?:(twenty|thirty)[ -])?({'|'.join(_ORDINALS)}|thirtieth)(?:(?: day)?(?: of)?(?= {MONTH})|(?=,? \d{{4}}))",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(rf"(?<![^\W_])({MONTH})[a-z]*[-_. ](\d{{1,2}})(?!\d)", re.IGNORECASE)
_MONTH_AND_DAY = re.compile(r"(?<![\d-])(?:[A-Za-z]+[-_ ])?(\d{2})[-_. ](\d{2})(?![\d-]*\d)")
_IN_WORDS = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}[a-z]*\b", re.IGNORECASE)
_IN_WORDS_US = re.compile(rf"\b{MONTH}[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d|:)", re.IGNORECASE)
_SUFFIX = re.compile(
    r"(?<=\d)\s?(?:(?:st|nd|rd|t\s?h)+|af|il|ydd|ed|fed|eg|ain)\b(?:\.?\s+(?:day\s+)?of\b)?", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"(?<=[^\W\d_]{2}),? ['‘’](\d\d)\b")
_SCANNED = re.compile(r"\b[lI](?=\d(?:st|nd|rd|th)\b)")  # a one that was read as a letter
_YEARS = re.compile(r"(?<![\d/-])((?:19|20)\d\d)(?:\s?[-/–]\s?((?:19|20)\d\d|\d\d))?(?![\d/-])")
_FOUNDED = re.compile(
    r"(?:since|est\.?|established|founded|formed|©|\(c\)|copyright|no\.?|charity)\W*(?:in\s+)?$", re.IGNORECASE
)


class Written(Struct, frozen=True):
    """A day taken apart: for numbers alone, `first` and `second` are day and month in an order still open."""

    first: int
    second: int
    year: int | None
    settled: bool = True  # first is the day and second the month


def read_date(value: object, day_first: bool | None = True, *, year: int | None = None) -> dt.date:
    """Read a day.

    Parameters
    ----------
    value
        A date, a moment, or text: ``2024-03-05``, ``05/03/2024``, ``5th March 2024``, ``5 Mar 24``, ``March 5, 2024``,
        with or without a weekday and a time of day.
    day_first
        Whether ``05/03/2024`` is the fifth of March; None counts as True.
    year
        The year of a day without one, such as ``12-Jan``.

    Raises
    ------
    ValueError
        With a plain reason, if this is no day, a day that does not exist, or one whose year is not known.

    Examples
    --------
    >>> read_date("5th March 2024"), read_date("3/5/24", day_first=False)
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    parts = take_apart(str(value))
    if parts is None:
        raise ValueError("This is no date.")
    full = parts.year if parts.year is not None else year
    if full is None:
        raise ValueError("The date has no year.")
    day, month = (parts.first, parts.second) if parts.settled or day_first is not False else (parts.second, parts.first)
    return _existing(full, month, day, in_order=parts.settled)


def _existing(year: int, month: int, day: int, *, in_order: bool) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        pass
    if not in_order and month > 12 and day <= 12:
        raise ValueError("Day and month stand in another order than in the other dates.")
    raise ValueError("There is no such day in the calendar.")


def take_apart(text: str) -> Written | None:
    """Take a written day apart; None if it is none."""
    text = _without_weekday(" ".join(text.split()))
    text = _DAYS.sub(_first_of, text) if " " in text else text
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return Written(int(match[3]), int(match[2]), int(match[1]))
    if match := _NUMBERS.fullmatch(text):
        return Written(int(match[1]), int(match[2]), _full_year(match[3]), settled=False)
    if match := _SHORT.fullmatch(text):
        return Written(int(match[1]), int(match[2]), None, settled=False)
    if (match := _DAY_MONTH.fullmatch(text)) and (month := MONTHS.get(key(match[2]))):
        return Written(int(match[1]), month, _full_year(match[3]) if match[3] else None)
    if (match := _MONTH_DAY.fullmatch(text)) and (month := MONTHS.get(key(match[1]))):
        certain = match[3] or match[4] or len(match[2]) == 1  # "Mar 24" may be a month of 2024
        return Written(int(match[2]), month, int(match[4]) if match[4] else None) if certain else None
    return None


def _without_weekday(text: str) -> str:
    match = _LEADING.match(text)
    return text[match.end() :] if match and key(match[1]) in _WEEKDAYS else text


def _full_year(digits: str) -> int:
    """Complete a year of two digits: 69 to 99 belong to the last century."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 69 else 2000)


def infer_day_first(values: Iterable[object]) -> bool | None:
    """Tell from a set of written days whether the day stands first.

    A number over 12 in first or second place decides; where both occur, the more frequent does, and `read_date` then
    refuses the others.

    Returns
    -------
    bool or None
        None if nothing decides.

    Examples
    --------
    >>> infer_day_first(["03/04/2024", "17/04/2024"]), infer_day_first(["03/04/2024"])
    (True, None)
    """
    first = second = 0
    for value in values:
        parts = take_apart(value) if isinstance(value, str) else None
        if parts and not parts.settled:
            first += parts.first > 12 >= parts.second
            second += parts.second > 12 >= parts.first
    return None if not first and not second else first >= second


def is_open(value: object) -> bool:
    """Whether a written day means different days in the two orders: ``03/04/2024`` does, ``17/04/2024`` does not."""
    parts = take_apart(value) if isinstance(value, str) else None
    return bool(parts and not parts.settled and parts.first != parts.second and max(parts.first, parts.second) <= 12)


def is_date(value: object) -> bool:
    """Whether a value is a day, written out or typed, with or without its year."""
    if isinstance(value, dt.date):
        return True
    return isinstance(value, str) and take_apart(value) is not None


def holds_date(value: object) -> bool:
    """Whether a value is a day, or a text with a full date somewhere in it."""
    return is_date(value) or (isinstance(value, str) and bool(within(value) or within(value, day_first=False)))


def is_serial(value: object) -> bool:
    """Whether a number, or a text of digits, may be a spreadsheet's day number: 1980 to 2099."""
    if isinstance(value, str):
        return bool(re.fullmatch(r"\d{5}(?:\.0+)?", value.strip())) and is_serial(float(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return EARLIEST_SERIAL <= value <= LATEST_SERIAL


def from_serial(value: object, *, since_1904: bool = False) -> dt.date:
    """Turn a spreadsheet's day number into the day.

    Examples
    --------
    >>> from_serial(45356)
    datetime.date(2024, 3, 5)
    """
    start = dt.date(1904, 1, 1) if since_1904 else dt.date(1899, 12, 30)
    return start + dt.timedelta(days=int(float(str(value))))


def find_date(text: str, day_first: bool | None = True) -> dt.date | None:
    """Find the first day with a year within a text, such as a file's name.

    Examples
    --------
    >>> find_date("Forum sign-in 5 March 2024.xlsx"), find_date("register_2024-03-05")
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    words = within(text, day_first)
    return read_date(words, day_first) if words else None


def within(text: str, day_first: bool | None = True) -> str:
    """Give the words of the first day with a year within a text; empty if there is none."""
    spaced, position = _spaced(text), 0
    while match := _INSIDE.search(spaced, position):
        try:
            read_date(match[0], day_first)
        except ValueError:
            # A day may begin within what only looked like one.
            position = match.end() - len(_rest(match[0]))
            continue
        return match[0]
    return ""


def _rest(text: str) -> str:
    """Give what may still begin a day: ``3 Falls 2024`` is no day, yet 2024-03-05 may stand there."""
    return re.sub(r"^[^\W_]+", "", text) if re.search(r"[^\W\d_]", text) else ""


def _spaced(text: str) -> str:
    """Write the underscores of a file's name as what they stand for: ``2024_03_05_forum``."""
    return _DAYS.sub(_first_of, re.sub(r"(?<=\d)_(?=\d)", "-", text).replace("_", " "))


def without_date(text: str) -> str:
    """Take the first day with a year, and a weekday before it, from a text.

    Examples
    --------
    >>> without_date("Forum, Tuesday 5 March 2024")
    'Forum, '
    """
    text, words_of_day = _spaced(text), within(text)
    before, _, after = text.partition(words_of_day) if words_of_day else (text, "", "")
    words = before.split(" ")
    while words and (not words[-1] or key(words[-1]) in _WEEKDAYS):
        words.pop()
    return " ".join(words) + (" " if words and words_of_day else "") + after


def find_year(text: str) -> int | None:
    """Find the first year within a text: ``"Register 2023/24"`` gives 2023."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


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
    ('the 5 March 2024', '2024-03-05', '3 September 2024', '5 Mar 2024')
    """
    text = _TOGETHER.sub(
        r"\g<0> ", _ORDINAL.sub(_figure, _SCANNED.sub("1", " ".join(text.split()).replace(" / ", "/")))
    )
    text = _SHORT_YEAR.sub(_whole_year, re.sub(r"(?<!\d)(\d{4})/(\d\d?)/(?=\d)", r"\1-\2-", text))
    text = _RANGE_US.sub(r"\1", _RANGE.sub(_first_of, _SPAN.sub(r"\1 \2 \3", _SESSION.sub(_without_session, text))))
    return _MISSPELT.sub(_month, _YEAR_FIRST.sub(r"\3 \2 \1", _SUFFIX.sub("", text)))


def _first_of(match: re.Match[str]) -> str:
    """Give the first day of a span; one that is not before the second counts meetings: ``Meeting 51 – 5 March``."""
    return match[1] if int(match[1]) < int(match[2]) else match[0]


def _whole_year(match: re.Match[str]) -> str:
    return f" {_full_year(match[1])}"


def _figure(match: re.Match[str]) -> str:
    tens = {"twenty": 20, "thirty": 30}.get((match[1] or "").casefold(), 0)
    word = match[2].casefold()
    return f"{tens + (_ORDINALS.index(word) + 1 if word in _ORDINALS else 30)}"


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


def years_of(path: PurePath) -> list[int]:
    """Give the year, or the two of a session, that a file or the nearest folder is called by.

    Examples
    --------
    >>> years_of(PurePath("2019/minutes 2023-24.txt")), years_of(PurePath("2019/may.txt"))
    ([2023, 2024], [2019])
    """
    spans = ([*years_in(part)] or [*filter(None, [find_year(part)])] for part in reversed(path.parts))
    return next(filter(None, spans), [])


def month_and_day(path: PurePath) -> dt.date | None:
    """Read month and day in a file's name, the year in a folder's.

    Examples
    --------
    >>> month_and_day(PurePath("2019/05-15-minutes.md")), month_and_day(PurePath("2019-05/may-15.md"))
    (datetime.date(2019, 5, 15), datetime.date(2019, 5, 15))
    """
    numbers, words = _MONTH_AND_DAY.search(path.stem), _NAMED_DAY.search(path.stem)
    year = next(filter(None, map(find_year, reversed(path.parts))), None)
    if not (numbers or words) or not year:
        return None
    month, day = (words[1], words[2]) if words else numbers.groups() if numbers else ("", "")
    return day_in(f"{day} {month} {year}" if words else f"{year}-{month}-{day}")


def writes_month_first(texts: Iterable[str]) -> bool:
    """Whether the days written in words have the month first, all of them.

    Examples
    --------
    >>> writes_month_first(["March 5, 2024", "May 4"]), writes_month_first(["March 5", "4 May"])
    (True, False)
    """
    texts = [*texts]
    return any(map(_IN_WORDS_US.search, texts)) and not any(map(_IN_WORDS.search, texts))


def is_to_come(day: dt.date) -> bool:
    """Whether a day is after today."""
    return day > dt.datetime.now(dt.UTC).date()


def readings(stem: str, day_first: bool | None) -> Iterator[dt.date]:
    """Give each day that six or eight figures of a file's name may be, none to come.

    Examples
    --------
    >>> [day.year for day in readings("minutes-210304", None)]
    [2021, 2004]
    """
    for figures in re.findall(r"(?<!\d)(?:\d{6}|\d{8})(?!\d)", stem):
        parts, century = f"{figures[:2]}-{figures[2:4]}-{figures[4:]}", 19 if figures > "69" else 20
        for text, first in ((f"{century}{parts}", day_first), (parts, True), (parts, False)):
            with suppress(ValueError):
                day = read_date(text, first)
                if day_first in {None, first} and not is_to_come(day):
                    yield day
