"""Which meeting the minutes are of: title, day and sessions → gatherings.

The day is taken from heading, front matter, file and folder name, and where these contradict each other is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePath

from msgspec import Struct, structs

from sna.facts import Gathering, Origin, Reason
from sna.load import Options
from sna.load.dates import find_date, find_year, read_date, within
from sna.load.minutes.blocks import Block
from sna.load.minutes.headings import closes, heading
from sna.load.minutes.lines import label_of
from sna.load.minutes.records import Minutes
from sna.load.minutes.slots import Session
from sna.names import key

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_RANGE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:[-–—&/]|to|and)\s*\d{{1,2}}(?:st|nd|rd|th)?(?=\s+(?:of\s+)?{_MONTH})",
    re.IGNORECASE,
)
_RANGE_US = re.compile(
    r"\b([^\W\d_]{3,9}\.? \d{1,2})(?:st|nd|rd|th)?\s*[-–—&]\s*(?:[^\W\d_]{3,9}\.? )?\d{1,2}(?=(?:st|nd|rd|th)?,? \d{4})"
)
_SPAN = re.compile(r"\b(\d{1,2}) ([^\W\d_]{3,9})\s*[-–—]+\s*\d{1,2} [^\W\d_]{3,9} (\d{4})")
_MISSPELT = re.compile(
    rf"(\d(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})[a-z]*(?:ber|ary|ry)\b(?=,?\s+\d{{4}})", re.IGNORECASE
)
_NAMED_DAY = re.compile(rf"(?<![^\W_])({_MONTH})[a-z]*[-_. ](\d{{1,2}})(?!\d)", re.IGNORECASE)
_SCANNED = re.compile(r"\b[lI](?=\d(?:st|nd|rd|th)\b)")  # a one that was read as a letter
_NAMED_MONTH = re.compile(rf"\b({_MONTH})[a-z]*\b(?!['’])", re.IGNORECASE)
_MONTH_DAY = re.compile(r"(?<![\d-])(?:[A-Za-z]+[-_ ])?(\d{2})[-_. ](\d{2})(?![\d-]*\d)")
_IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_YEAR = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}[a-z]*|"
    rf"(?<!\d )(?<!\d(?:st|nd|rd|th) ){_MONTH}[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)\b"
    r"(?!\S*\s*,?\s*(?!\d{1,2}\s?(?:[:.h]\d\d|[ap]\.?m\b))\d)",
    re.IGNORECASE,
)
_OTHER_DAY = re.compile(
    r"\b(?:previous|last|next|approv\w+|due|deadline|version|revised|published|uploaded|printed|agenda|issue)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_OTHER_MEETING = re.compile(r"\b(?:previous|last|next|actions?|approv\w+)\b", re.IGNORECASE)
_NOT_OTHER = re.compile(r"\b(?:at|of|for|by) (?:the|its|our) next meeting\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day[\s,]*(?:the\s+)?$", re.IGNORECASE)
_HELD = re.compile(r"(?:\b(?:held|dates?|dated|on)\b[^.;]{0,25}|\bminutes\W*)$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NEAR = re.compile(r"\bminutes (?:of|from)\b[^.;\d]{0,40}$", re.IGNORECASE)
_CLOCK = re.compile(r"^[\s,]*(?:at|from|[-–—(])?\s*\d{1,2}(?:[:.]\d\d|\s?[ap]\.?m)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_.])(\d{2})\2(\d{2})(?!\d)")
_ORDER_OPEN = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")
_WHEN = re.compile(r"(?:meeting )?(?:dates?|when|held|day)\b[^:]{0,20}:", re.IGNORECASE)
HEAD_BLOCKS = 15
LONGEST_HEAD = 2_000  # characters of a block in which a day is looked for
FAR = 150  # blocks in which a heading of the minutes may stand
_MEETING = re.compile(r"\b(?:minutes|meeting|agm)\b", re.IGNORECASE)
PUBLISHED = 365  # days after a meeting by which its minutes are up
_DATES = re.compile(
    r"\(?\b\d{4}[-./]\d{1,2}[-./]\d+\b\)?|\b\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–—&]\s*\d{1,2}(?:st|nd|rd|th)?)?(?:\s+of)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
    r"(?:\s+(?:19|20)\d{2})?|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–—&]\s*\d{1,2})?(?:,?\s+(?:19|20)\d{2})?\b|"
    r"\b(?:19|20)\d{2}(?:[-/]\d{2})?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|\b\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\b(?:\s*"
    r"[-–—]\s*\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\b)?(?:\s*(?:UTC|GMT|BST|CES?T|[EP][SD]?T)\b)?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:draft|approved|confirmed|final|unconfirmed|meeting|agenda and)\s+)*(?:minutes|notes|summary|record|"
    r"agenda)\s+(?:of|for|from)\s+(?:(?:the|a)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_SIGNS = " -–—|,:;/()"
_TAIL = frozenset("held on at from dated of for in the".split()) | {""}
"""The words a title does not end in, once its day is taken out."""
_SUFFIX = re.compile(r"\s+held\b.*$|\s+meeting,?\s+minutes$|\s+(?:meeting\s+)?(?:minutes|notes)$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:the |of )?(?:draft|meetings?|minutes|notes|readme|index|day \d+|meeting (?:minutes|notes)|"
    r"(?:\w+ ){0,3}transcript(?:ion)?|recording|links|minutes of (?:the |a )?meeting)?$",
    re.IGNORECASE,
)
LONGEST_TITLE = 120
_INITIALS = re.compile(r"\([A-Z]{2,4}\)\s*(?:,|$)")
_APPROVED = re.compile(r"[^.]{0,30}\b(?:approved|agreed|accepted|confirmed|adopted|signed)\b|[\s,]*by\b", re.IGNORECASE)
_UNDATED = Reason(
    "W-DATE", "No day of the meeting was found; it is in no period.", hint="Set the day in study.toml (on = …)."
)


def day_in(text: str, day_first: bool | None = None) -> dt.date | None:
    """Find the first day in a text; of a span of days the first.

    Examples
    --------
    >>> day_in("TAG call, 24-25 August 2020"), day_in("July 21-23, 2020"), day_in("no day")
    (datetime.date(2020, 8, 24), datetime.date(2020, 7, 21), None)
    """
    return find_date(_one_day(text[:300]), day_first is not False)


def _one_day(text: str) -> str:
    """Write ``24-25 August`` as its first day, ``5th`` as 5, and a month that is misspelt by its first letters."""
    text = _MISSPELT.sub(r"\1", _SCANNED.sub("1", text))
    text = _RANGE_US.sub(r"\1", _RANGE.sub(r"\1", _SPAN.sub(r"\1 \2 \3", text)))
    return re.sub(r"(?<=\d)\s?(?:st|nd|rd|th)\b(?:\s+day\s+of\b)?", "", text)


def day_of(blocks: Sequence[Block], file: str, day_first: bool | None) -> tuple[dt.date | None, tuple[Reason, ...]]:
    """Settle the day of a document.

    The day most of heading, file and folder name agree on; if all differ, the heading, unless the file is called by
    nothing but a day. A page's front matter and its file's name, where they agree, are one statement: both bear the day
    on which the page was put up.

    Returns
    -------
    tuple[date or None, tuple[Reason, ...]]
        The day, and the contradictions.
    """
    days = _days(blocks, PurePath(file), day_first)
    if not days and day_first is not None:  # a day that can only be meant the other way round
        days = _days(blocks, PurePath(file), not day_first)
    if not days:
        return _of_figures(blocks, PurePath(file).stem, day_first)
    copied = "file name" in days and "front matter" not in days and _IS_DAY.fullmatch(PurePath(file).stem)
    # A file called by nothing but its day is kept by days: a heading copied from another meeting must not fuse the two.
    chosen = days["file name"] if copied else _chosen(days)
    plain = copied or (_IS_DAY.search(PurePath(file).stem) and chosen == days.get("file name"))
    doubt = _order_doubt(blocks, file, chosen) if day_first is None and not plain else None
    posted = _posting_doubt(blocks, PurePath(file).stem, chosen) if set(days) == {"front matter"} else None
    return chosen, tuple(filter(None, (_contradiction(days, chosen), posted, doubt)))


def _days(blocks: Sequence[Block], path: PurePath, day_first: bool | None) -> dict[str, dt.date]:
    """Give each day that is stated, by where."""
    inside = [*_head(blocks)]
    inside += [block for block in blocks[: 2 * HEAD_BLOCKS] if block.kind != "front" and _WHEN.match(block.text)]
    inside += [block for block in blocks[:FAR] if block.kind == "heading" and _MEETING.search(block.text)]
    named = day_in(path.stem, day_first) or _month_day(path)
    days = {
        "front matter": _first_day((block.text for block in blocks if block.kind == "front"), day_first),
        "heading": _likeliest_day(inside, day_first, named, path.stem),
        "file name": named,
        "folder name": _first_day(reversed(path.parts[:-1]), day_first),
    }
    if days["heading"] and _is_named(path.stem, days["heading"]):
        days["file name"] = days["heading"]
    elif named and days["heading"] and (named.year, named.day, named.month) == days["heading"].timetuple()[:3]:
        days["heading"] = named  # 7/12 in the text is the twelfth of July or what the file is called by
    places = {where: day for where, day in days.items() if day}
    if "heading" not in places and (year := next((day.year for day in places.values()), None) or _year(path)):
        texts = (f"{text} {year}" for number, block in enumerate(inside) for text in _without_year(block, number < 4))
        if day := _first_day(texts, day_first):
            places["heading without a year"] = day
    return places


def _is_named(stem: str, day: dt.date) -> bool:
    """Whether the figures of a file's name can be read as a day: ``minutes04-09-27``, ``270904``."""
    figures = re.sub(r"\D", "", stem)
    return any(f"{day:{order}}" in figures for order in ("%y%m%d", "%d%m%y", "%m%d%y"))


def _without_year(block: Block, first: bool) -> Iterator[str]:
    """Give a day without its year that surely is the meeting's, or stands at the very beginning."""
    match = _NO_YEAR.search(text := block.text[:300])
    before = text[: match.start()] if match else ""
    if block.kind in {"item", "numbered"} and not _WHEN.match(text):
        return
    sure = first or block.kind == "heading" or block.strong or _HELD.search(before) or _WEEKDAY.search(before)
    if match and sure and not _OTHER_DAY.search(_NOT_OTHER.sub("", before)):
        yield match[0]


def _of_figures(
    blocks: Sequence[Block], stem: str, day_first: bool | None
) -> tuple[dt.date | None, tuple[Reason, ...]]:
    """Read the day from a web address, or figures of the file's name, where nothing else states one; and say so."""
    addresses = (url for block in _head(blocks) for url in _ADDRESS.findall(block.text[:LONGEST_HEAD]))
    links = (found.group(1, 3, 4) for url in addresses for found in _DAY_IN_ADDRESS.finditer(url))
    linked, named = {day for parts in links if (day := find_date("-".join(parts)))}, {*_readings(stem, day_first)}
    years = {find_year(block.text[:LONGEST_HEAD]) for block in blocks}
    named = {day for day in named if day.year in years} or named  # of several the one whose year the text names
    for where, days in (("a web address", linked & named or linked), ("the figures in the file's name", named)):
        if len(days) == 1:
            day = days.pop()
            why = f"Only {where} states a day; it was read as {day.isoformat()}."
            return day, (Reason("W-DATE", why, value=day.isoformat(), hint="Set the day in study.toml (on = …)."),)
    return None, ()


def _readings(stem: str, day_first: bool | None) -> Iterator[dt.date]:
    """Give each day that six or eight figures of a file's name may be, none to come: ``210304`` of 2021 or of 2004."""
    for figures in re.findall(r"(?<!\d)(?:\d{6}|\d{8})(?!\d)", stem):
        parts, century = f"{figures[:2]}-{figures[2:4]}-{figures[4:]}", 19 if figures > "69" else 20
        for text, first in ((f"{century}{parts}", day_first), (parts, True), (parts, False)):
            with suppress(ValueError):
                day = read_date(text, first)
                if day_first in {None, first} and day <= dt.datetime.now(dt.UTC).date():
                    yield day


def _first_day(texts: Iterable[str], day_first: bool | None) -> dt.date | None:
    return next((day for text in texts if (day := day_in(text, day_first))), None)


def _likeliest_day(blocks: Iterable[Block], day_first: bool | None, named: dt.date | None, stem: str) -> dt.date | None:
    """Find the day that is most likely the meeting's: a weekday, *held on* or a time of day beside it say so.

    So does that the file is `named` by it; then one in figures, or in an item that tells something, is none.
    """
    best, chosen = -1 if named else -4, None
    for block in blocks:
        text = _NOT_OTHER.sub("", _one_day(_ADDRESS.sub(" ", block.text[:LONGEST_HEAD])))
        while words := within(text, day_first is not False):
            before, _, text = text.partition(words)
            day = read_date(words, day_first is not False)
            likely = 2 * bool(_WEEKDAY.search(before[-20:])) + 2 * bool(_HELD.search(before[-60:]))
            likely += (
                bool(_CLOCK.match(text[:20]))
                + bool(_NEAR.search(before[-60:]))
                + 5 * (day == named or _is_named(stem, day))
                - 2 * (block.kind in {"item", "numbered"})
                + (block.kind == "heading" or block.strong)
                - (not _LETTERS.search(words))
                - 5 * bool(_OTHER_DAY.search(before[-60:]) or _APPROVED.match(text))
            )
            if likely > best:
                best, chosen = likely, day
    return chosen


def _head(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give what stands before the agenda, up to the heading of the first roll."""
    body = [block for block in blocks[: 2 * HEAD_BLOCKS] if block.kind != "front"]
    for index, block in enumerate(body[:HEAD_BLOCKS]):
        label, _rest, sure = label_of(block)
        roll = heading(label, sure=sure)
        closing = closes(label) and not _MEETING.search(label)  # a page's title may be "Minutes"
        if index and block.kind == "heading" and not roll and closing and not day_in(label):
            return
        yield block
        if roll:
            return


def _year(path: PurePath) -> int | None:
    return next((year for part in reversed(path.parts) if (year := find_year(part))), None)


def _month_day(path: PurePath) -> dt.date | None:
    """Read ``2019/05-15-minutes.md``, ``2019-05/may-15.md``: month and day in the name, the year in a folder's."""
    numbers, words = _MONTH_DAY.search(path.stem), _NAMED_DAY.search(path.stem)
    year = _year(path)
    if not (numbers or words) or not year:
        return None
    if words:
        return day_in(f"{words[2]} {words[1]} {year}")
    return day_in(f"{year}-{numbers[1]}-{numbers[2]}") if numbers else None


def _chosen(days_by_place: dict[str, dt.date]) -> dt.date:
    named, short = days_by_place.get("file name"), days_by_place.get("heading without a year")
    published = days_by_place.get("front matter")
    days = [day for where, day in days_by_place.items() if where != "front matter" or day != named]
    likeliest = max(days, key=days.count)
    if days.count(likeliest) > 1:
        return likeliest
    short = named if short and named and named != published else short
    return days_by_place.get("heading") or short or published or named or likeliest


def _contradiction(days: dict[str, dt.date], chosen: dt.date) -> Reason | None:
    published = days.get("front matter")  # a page is dated when it was put up, which is after the meeting
    if published and published != chosen and 0 < (published - chosen).days <= PUBLISHED:
        days = {where: day for where, day in days.items() if where != "front matter"}
    if set(days.values()) == {chosen}:
        return None
    listing = "; ".join(f"{where}: {day.isoformat()}" for where, day in days.items())
    return Reason(
        "W-DATE",
        f"The day is stated in ways that differ ({listing}); {chosen.isoformat()} was taken.",
        value=listing,
        hint="Correct the wrong one, or set the day in study.toml.",
    )


def _posting_doubt(blocks: Sequence[Block], stem: str, chosen: dt.date) -> Reason | None:
    """Say so where only the page bears a day, and its title or its file is called by another month."""
    titles = [block.text for block in blocks[:HEAD_BLOCKS] if _MEETING.search(block.text[:200])]
    titles = [text.replace("-", " ") for text in titles if not _OTHER_MEETING.search(text)]
    texts = [stem.replace("-", " ").replace("_", " "), *(text for text in titles if len(text) < LONGEST_TITLE)]
    months = {match[1].casefold() for text in texts for match in _NAMED_MONTH.finditer(text)}
    if not months or f"{chosen:%b}".casefold() in months:
        return None
    return Reason(
        "W-DATE",
        f"No day of the meeting is stated, only the page's own, {chosen.isoformat()}; it is called by another month.",
        hint="Set the day in study.toml (on = …), or write it into the minutes.",
    )


def _order_doubt(blocks: Sequence[Block], file: str, chosen: dt.date) -> Reason | None:
    """Say so where 03/04/2024 was read with the day first and nothing shows that it is so."""
    texts = [block.text[:300] for block in blocks[:HEAD_BLOCKS]] + [PurePath(file).stem]
    for text in texts:
        for match in _ORDER_OPEN.finditer(text):
            first, second = int(match[1]), int(match[2])
            if first != second and max(first, second) <= 12 and (chosen.day, chosen.month) == (first, second):
                return Reason(
                    "W-ORDER",
                    "Nothing here says whether day or month stands first; the day was taken.",
                    value=match[0],
                    hint="Say so in study.toml: day_first = true or false.",
                )
    return None


class Meeting(Struct, frozen=True):
    """The gatherings of a document, one for each session, and what is doubtful about their day."""

    gatherings: tuple[Gathering, ...]
    warnings: tuple[Reason, ...] = ()


def read_meeting(blocks: Sequence[Block], minutes: Minutes, origin: Origin, options: Options) -> Meeting:
    """Settle title, day and mode of a document, and of each of its sessions."""
    sessions, modes = minutes.sessions, minutes.modes
    on, warnings = (options.on, ()) if options.on else day_of(blocks, origin.file, options.day_first)
    warnings = warnings if on or any(session.title and day_in(session.title) for session in sessions) else (_UNDATED,)
    path = PurePath(origin.file)
    title = options.title or title_of(blocks) or options.series or title_of_file(path.stem)
    gathering = _gathering(title or "meeting", on, path.stem, origin, options)
    gatherings = _sessions(gathering, sessions, path.stem, options) if len(sessions) > 1 else [gathering]
    modes = [options.mode or mode for mode in modes] or [options.mode]
    for number, session in enumerate(sessions[1:], 1):  # below its heading a session may state a day of its own
        own = (block.text for block in blocks[session.start : session.start + 5] if _WHEN.match(block.text))
        if not options.on and (day := _first_day(own, options.day_first)) and day != gatherings[number].on:
            again = _gathering(gatherings[number].title, day, path.stem, origin, options)
            gatherings[number] = structs.replace(again, series=gatherings[number].series)
    return Meeting(tuple(map(_in_mode, gatherings, modes)), warnings)


def _in_mode(gathering: Gathering, mode: str) -> Gathering:
    return structs.replace(gathering, mode=mode)


def _gathering(title: str, on: dt.date | None, stem: str, origin: Origin, options: Options) -> Gathering:
    parts = [on.isoformat(), key(title)] if on else ["undated", key(title), key(stem)]
    identity = "gathering:" + " ".join(filter(None, parts))
    return Gathering(identity, title, origin, on, options.series, options.mode)


def _sessions(document: Gathering, sessions: Sequence[Session], stem: str, options: Options) -> list[Gathering]:
    gatherings: list[Gathering] = []
    times: Counter[str] = Counter()
    for session in sessions:
        own = without_date(session.title)[:LONGEST_TITLE]
        title = document.title if not own or key(own) == key(document.title) else f"{document.title}: {own}"
        on = options.on or day_in(session.title, options.day_first) or document.on
        gathering = _gathering(title, on, stem, document.origin, options)
        times[gathering.id] += 1
        if (again := times[gathering.id]) > 1:
            gathering = structs.replace(gathering, id=f"{gathering.id} {again}", title=f"{title} ({again})")
        gatherings.append(structs.replace(gathering, series=options.series or document.title))
    return gatherings


def title_of(blocks: Sequence[Block]) -> str:
    """Give the title of a document without its day, so that it is the same for a whole series.

    Examples
    --------
    >>> title_of([Block("heading", "Minutes of the Care Forum held on 5 March 2024", "line 1", level=1)])
    'Care Forum'
    """
    head = list(_before_roll(blocks[:HEAD_BLOCKS]))
    headings = [block.text for block in head if block.kind == "heading"]
    lines = [block.text for block in head[:4] if block.kind == "line" and _may_title(block.text)]
    front = [block.text.partition(":")[2].strip(" \"'") for block in head if block.text.lower().startswith("title:")]
    titles = [without_date(text)[:LONGEST_TITLE] for text in [*headings, *front, *lines]]
    titles = [title for title in titles if any(map(str.isalpha, title))]
    return next((title for title in titles if not _GENERIC.match(title)), "") or next(iter(titles), "")


def _may_title(text: str) -> bool:
    """Whether a line may name a meeting: no sentence, no label, and no list of people, whole or cut by the page's edge.

    Examples
    --------
    >>> [_may_title(text) for text in ("Falls forum", "Rick Waldo (RW", "Ann Lee (AL), Bo", "and Cy Day,")]
    [True, False, False, False]
    """
    if len(text) >= LONGEST_TITLE or ":" in text or text.count(",") >= 3 or text.endswith((".", "?", "!", ",")):
        return False
    return text.count("(") == text.count(")") and not _INITIALS.search(text)


def without_date(text: str) -> str:
    """Take the day, and the words that only say *minutes*, out of a title.

    Examples
    --------
    >>> without_date("AWSF TAC Meeting - November 6, 2019"), without_date("Breakout B - 2020-08-24")
    ('AWSF TAC Meeting', 'Breakout B')
    """
    text = re.sub(r"\([^()]*\d[^()]*\)|\((?:recording|video|slides|link|notes)[^()]*\)", " ", text, flags=re.IGNORECASE)
    text = _SUFFIX.sub("", " ".join(_DATES.sub(" ", text).split()).rstrip(" -–—|,:;"))
    parts = _LEAD.sub("", text.strip(" -–—|,:;")).split()
    while parts and parts[-1].strip(_SIGNS).casefold() in _TAIL:
        parts.pop()
    text = " ".join(parts).rstrip(_SIGNS)
    return re.sub(r"\s*([,;:])(?:\s*[,;:])*", r"\1", text).strip(" -–—|,:;*_#")


def _before_roll(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give what stands before the first roll and the agenda."""
    for index, block in enumerate(blocks):
        text = block.cells[0] if block.cells else block.text
        label, colon, _rest = text.partition(":")
        if block.kind != "front" and heading(label, sure=block.kind in {"heading", "row"} or bool(colon)):
            return
        if index and block.kind == "heading" and closes(label) and len(key(label).split()) <= 3 and not day_in(text):
            return
        if block.kind != "row":
            yield block


def title_of_file(stem: str) -> str:
    """Give a file's name without its day.

    Examples
    --------
    >>> title_of_file("notes-2019-11-25"), title_of_file("Care Forum minutes 21 Mar 2023")
    ('notes', 'Care Forum')
    """
    text = without_date(re.sub(r"(?<!\d)[_-]+|[_-]+(?!\d)", " ", re.sub(r"\d{6,}", " ", stem)).strip())
    return text if re.search(r"[^\W\d_]{3}", text) else ""
