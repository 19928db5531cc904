"""Numbers, days and groups as people write them: rounded to what they can bear, singular or plural, with separators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from sna.findings.sources import INSIDE, OPEN, Citable, cell, cite, like, plain, source_of

MINUS = "−"
SPACE = "\u00a0"
MONTHS = (
    "January February March April May June July August September October November December".split()
)  # strftime would follow the language of the machine


def number(value: float, places: int = 0) -> str:
    """Write a number with thousands separators and a true minus.

    Examples
    --------
    >>> number(1204), number(-0.163, 2)
    ('1,204', '−0.16')
    """
    text = f"{abs(value):,.{places}f}"
    return cite(text if value >= 0 or not float(text.replace(",", "")) else MINUS + text, value)


def signed(value: float, places: int = 2) -> str:
    """Write a number that has a direction, with its sign.

    Examples
    --------
    >>> signed(0.8), signed(-0.163), signed(0)
    ('+0.80', '−0.16', '0.00')
    """
    text = plain(number(value, places))
    return cite(text if text.startswith(MINUS) or not float(text.replace(",", "")) else f"+{text}", value)


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "person", "people"), counted(1204, "tie"), counted(0, "tie")
    ('1 person', '1,204 ties', 'no ties')
    """
    return f"{number(count) if count else cite('no', count)} {noun if count == 1 else plural or f'{noun}s'}"


def veiled(count: int, smallest: int) -> str:
    """Write a count of people, or only "fewer than" where it is so small that it could point at somebody.

    Examples
    --------
    >>> veiled(3, 5), veiled(0, 5), veiled(7, 5), veiled(3, 0)
    ('fewer than 5', '0', '7', '3')
    """
    return cite(f"fewer than {smallest}", count) if 0 < count < smallest else number(count)


def percent(part: float, total: float = 1) -> str:
    """Write a share in whole percent, finer near 0 and 100; blank where there is no total.

    Examples
    --------
    >>> percent(52, 60), percent(1, 300), percent(998, 1000), percent(9999, 10000), percent(0, 9), percent(0, 0)
    ('87%', '0.3%', '99.8%', 'over 99.9%', '0%', '')
    """
    if not total:
        return ""
    share = 100 * part / total
    if 0 < share < 0.1:
        words = "under 0.1%"
    elif 99.9 < share < 100:
        words = "over 99.9%"
    else:
        words = f"{share:.1f}%" if 0 < share < 0.95 or 99.05 < share < 100 else f"{share:.0f}%"
    return cite(words, part)


def percent_against(part: float, rival: float, *, distinct: bool) -> str:
    """Write a share in percent beside another: to a tenth where the two are told apart and would be written alike.

    Examples
    --------
    >>> percent_against(0.931, 0.934, distinct=True), percent_against(0.931, 0.95, distinct=True)
    ('93.1%', '93%')
    """
    if not distinct or plain(percent(part)) != plain(percent(rival)):
        return percent(part)
    return cite(f"{100 * part:.1f}%", part)


def probability(p: float) -> str:
    """Write a p-value to two or three places, more where it would round up to 0.05; its spaces do not break.

    Examples
    --------
    >>> [probability(p).replace(SPACE, " ") for p in (0.0123, 0.00004, 0.341, 1.0)]
    ['p = 0.012', 'p < 0.001', 'p = 0.34', 'p = 1']
    """
    if p < 0.001:
        phrase = "p < 0.001"
    elif p >= 0.995:
        phrase = "p = 1"
    else:
        # four places just below 0.05: "p = 0.05" beside a verdict that is sure would look like an error
        places = 2 if p >= 0.0995 else 3 if not 0.0495 <= p < 0.05 else 4
        phrase = f"p = {p:.{places}f}"
    return cite(phrase.replace(" ", SPACE), p)


def luck(p: float) -> str:
    """Say how often luck does as much, in words.

    Examples
    --------
    >>> luck(0.0004), luck(0.004), luck(0.341)
    ('less than 1 time in 1,000', 'about 1 time in 100', 'about 34 times in 100')
    """
    if p < 0.001:
        return cite("less than 1 time in 1,000", p)
    return cite("about 1 time in 100" if p < 0.015 else f"about {round(100 * p)} times in 100", p)


def power_words(power: float) -> str:
    """Say in how many of a hundred studies a test alone sees what is there, to five: one study knows no better.

    Examples
    --------
    >>> power_words(0.43)
    'this test alone would have seen it in about 45 of 100 such studies'
    """
    words = "fewer than 5" if power < 0.05 else "more than 95" if power > 0.95 else f"about {5 * round(20 * power)}"
    return f"this test alone would have seen it in {cite(f'{words} of 100', power)} such studies"


def hundred(ratio: float) -> str:
    """Write a ratio as so many for every 100 expected.

    Examples
    --------
    >>> hundred(2.8897), hundred(0.994)
    ('289', '99')
    """
    return number(like(100 * ratio, ratio))


def day(date: dt.date) -> str:
    """Write a day.

    Examples
    --------
    >>> day(dt.date(2024, 3, 5))
    '5 March 2024'
    """
    return cite(f"{date.day} {MONTHS[date.month - 1]} {date.year}", date)


def short_day(date: dt.date) -> str:
    """Write a day where there is little room.

    Examples
    --------
    >>> short_day(dt.date(2024, 3, 5))
    '5 Mar 2024'
    """
    return cite(f"{date.day} {MONTHS[date.month - 1][:3]} {date.year}", date)


def moment(date: dt.date | str) -> str:
    """Write when it was: a day (also one written as 2024-03-05), or what an undated gathering is called.

    Examples
    --------
    >>> moment("2024-03-05"), moment("Launch")
    ('5 March 2024', 'Launch')
    """
    try:
        return cite(plain(day(date if isinstance(date, dt.date) else dt.date.fromisoformat(date))), date)
    except ValueError:
        return cite(str(date), date)


def span(since: dt.date, until: dt.date) -> str:
    """Write from when until when, in months.

    Examples
    --------
    >>> span(dt.date(2023, 9, 4), dt.date(2024, 8, 1)), span(dt.date(2024, 3, 1), dt.date(2024, 8, 1))
    ('September 2023 to August 2024', 'March to August 2024')
    >>> span(dt.date(2024, 3, 1), dt.date(2024, 3, 9))
    'March 2024'
    """
    start, end = MONTHS[since.month - 1], cite(f"{MONTHS[until.month - 1]} {until.year}", until)
    if since.year != until.year:
        return f"{cite(f'{start} {since.year}', since)} to {end}"
    return end if since.month == until.month else f"{cite(start, since)} to {end}"


def listed(names: Sequence[str], most: int = 8, joint: str = "and", total: Citable = None) -> str:
    """Write names in a row; of very many only the first, and how many more there are (at least two).

    `total` is the figure that counts them, which knows its place; without it the others are not counted.

    Examples
    --------
    >>> listed(["Ann", "Bob", "Cat"]), listed(["Ann"]), listed(list("abcdefghij"), most=3, total=10)
    ('Ann, Bob and Cat', 'Ann', 'a, b, c and 7 more')
    """
    if len(names) > most + 1:
        source = source_of(total)
        rest = cell(len(names) - most, source and source._replace(column=f"{source.column} {MINUS} {most}"))
        return f"{', '.join(names[:most])} {joint} {f'{number(rest)} more' if total is not None else 'others'}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def capital(sentence: str) -> str:
    """Begin a sentence with a capital letter, the rest as it is.

    Examples
    --------
    >>> capital("no one met")
    'No one met'
    """
    start = sentence.find(INSIDE) + 1 if sentence.startswith(OPEN) else 0
    return sentence[:start] + sentence[start : start + 1].upper() + sentence[start + 1 :]


ROLE = "role"
"""The one group people are in, and not from."""


class Nouns(Struct, frozen=True):
    """What a group is called: one, several, and the words for somebody of another."""

    singular: str
    plural: str
    another: str


def nouns(group: str) -> Nouns:
    """Give the words for the column that makes the groups.

    Examples
    --------
    >>> nouns("locality").plural, nouns("role").another, nouns("team").another
    ('localities', 'in another role', 'from another team')
    """
    plural = group[:-1] + "ies" if group.endswith("y") else f"{group}s"
    return Nouns(group, plural, f"{'in' if group == ROLE else 'from'} another {group}")
