"""On which day a meeting was: what heading, front matter, file and folder name state → one day, and its doubts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from sna.facts import Reason
from sna.load import dates
from sna.load.dates import day_in, find_date, find_year, infer_day_first, is_open, is_to_come, plain, read_date, within
from sna.load.minutes.blocks import SAVED, Block
from sna.load.minutes.headings import closes, heading
from sna.load.minutes.lines import above_roll, label_of

_NAMED_MONTH = re.compile(rf"\b({dates.MONTH})[a-z]*\b(?!['’])", re.IGNORECASE)
_IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_YEAR = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{dates.MONTH}[a-z]*|"
    rf"(?<!\d )(?<!\d(?:st|nd|rd|th) ){dates.MONTH}[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)\b"
    r"(?!\S*\s*,?\s*(?!\d{1,2}\s?(?:[:.h]\d\d|[ap]\.?m\b))\d)",
    re.IGNORECASE,
)
_OTHER_DAY = re.compile(
    r"\b(?:previous|last|next|approv\w+|due|deadline|version|revised|published|uploaded|printed|agenda|issued?|posted|"
    r"signed|circulated|prepared|rescheduled|postponed|adjourned from|originally|confirm\w*|notice|updated|typed|"
    r"received|distributed|founded|established|incorporated|(?:year|term|period) end\w*|created|modified|amended|"
    r"generated|saved|downloaded|accessed|retrieved|reviewed|transcribed|submitted|accepted|adopted|ratified|cancel\w+|sent|upcoming|"
    r"future|following|subsequent|draft of|date of report|commencing|diary)\b(?:[^.;]|(?<=[A-Z])\.){0,40}$",
    re.IGNORECASE,
)
_OTHER_MEETING = re.compile(r"\b(?:previous|last|next|actions?|approv\w+)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:previous|last)\b", re.IGNORECASE)
_NOT_OTHER = re.compile(
    r"\b(?:at|of|for|by) (?:the|its|our) next meeting\b|"
    r"\b(?:approved|confirmed|signed|agenda (?:and|&)) (?=minutes|notes)|,? by e-?mail\b|\bstatus: \w+(?=\s+date:)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b({dates.DAY_NAME})[\s,]*(?:the\s+)?$", re.IGNORECASE)
_WEEKDAY_AFTER = re.compile(rf"[\s,(–-]*(?:day:? )?({dates.DAY_NAME})", re.IGNORECASE)
_WEEKDAYS = re.compile(rf"\b{dates.DAY_NAME}", re.IGNORECASE)
_BRITISH = re.compile(r"(?i)^apol(?:ogie)?s\b|\b(?:for absence|cllrs?|councillors?|parish council|nhs)\b|£\d")
_OPENED = re.compile(  # the sentence that says when a meeting began
    r"(?:\b(?:called to order|convened|opened)\b|"
    r"^(?:The|This|A|Our) (?:[\w-]+ ){0,4}(?:meeting|AGM) (?:was held|took place)\b)"
    r"(?:(?!\bminutes\b|[a-z]{3}\. [A-Z]).){0,80}"
)
_HYPHEN = re.compile(r"(?<=[a-z])-|-(?=[a-z])", re.IGNORECASE)
_HELD = re.compile(r"(?:\b(?:held|dates?|dated|on)\b[^.;]{0,25}|\bminutes\W*)$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;&]*(?:and\s)?")  # between days of one kind
_ON_DAY = re.compile(rf"\bheld on (?:(?:the|{dates.DAY_NAME}),? )*$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NEAR = re.compile(r"\b(?:minutes|notes) (?:of|from|for)\b[^.;\d]{0,40}$", re.IGNORECASE)
_CLOCK = re.compile(r"^[\s,]*(?:at|from|[-–—(])?\s*\d{1,2}(?:[:.]\d\d|\s?[ap]\.?m)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_.])(\d{2})\2(\d{2})(?!\d)")
_ORDER_OPEN = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")
_FULL_NUMBERS = re.compile(
    r"(?<![\d./-])(?:[0-2]?\d|3[01])([./-])(?:[0-2]?\d|3[01])(?:\1(?:19|20)\d\d|(?<=/\d\d)/\d\d)(?![\d./-]*\d)"
)
WHEN = re.compile(r"(?:meeting )?(?:dates?|when|held|day)\b[^:]{0,20}:", re.IGNORECASE)
HEAD_BLOCKS = 15
LONGEST_HEAD = 2_000  # characters of a block in which a day is looked for
FAR = 150  # blocks in which a heading of the minutes may stand
_MEETING = re.compile(r"\b(?:minutes|meeting|agm)\b", re.IGNORECASE)
_TELLS_YEAR = re.compile(r"(?i)^\W*\d{4}\W*$|\d{4}\s?[/–-]\s?\d\d|\b(?:minutes|meeting|agm)\b")  # of the meeting
_POSTED = re.compile(r"date:.*\d[T ](?!00:00:00)\d\d:\d\d:\d\d")
FEW = 2  # years in one of which a weekday hardly fits by chance
HALF_A_YEAR = 183  # days that mostly lie between two meetings at most
AUTUMN = 8  # the month in which a session of two years begins
PUBLISHED = 365  # days after a meeting by which its minutes are up
LONGEST_TITLE = 120
_MOTION = re.compile(
    r"^\W*(?:an? )?motion\b|\b(?:motion|moved|to approve|to accept|approval of)\b[^.]*\bminutes\b[^.]*$", re.IGNORECASE
)
_APPROVED = re.compile(
    r"[^.]{0,30}\b(?:approved|agreed|accepted|confirmed|adopted|signed|cancell?ed|postponed)\b|[\s,]*by\b",
    re.IGNORECASE,
)


def day_of(blocks: Sequence[Block], file: str, day_first: bool | None) -> tuple[dt.date | None, tuple[Reason, ...]]:
    """Settle the day of a document.

    The day most of heading, file and folder name agree on; if all differ, the heading, unless the file is called by
    nothing but a day. A page's front matter and its file's name, where they agree, are one statement.
    """
    saved = next((find_date(block.text) for block in blocks if block.kind == SAVED), None)
    blocks = [block for block in blocks if block.kind != SAVED]
    day_first = _order(blocks, file, day_first)
    usual = (
        False
        if day_first is None and dates.writes_month_first(block.text[:LONGEST_HEAD] for block in blocks)
        else day_first
    )
    days = _days(blocks, PurePath(file), usual)
    if not days:  # a day that can only be meant the other way round
        days = _days(blocks, PurePath(file), usual is False)
    if len(days) > 1 and any(block.kind == "front" and _POSTED.match(block.text) for block in blocks):
        days.pop("front matter", None)  # when the page was put up, to the second
    if not days and saved and (day := _before_saved(blocks, saved)):
        return day, (_only("A line without a year, and when the file was saved,", day),)
    if not days:
        return _of_figures(blocks, PurePath(file).stem, usual)
    copied = "file name" in days and "front matter" not in days and _IS_DAY.fullmatch(PurePath(file).stem)
    # A file called by nothing but its day is kept by days: a heading copied from another meeting must not fuse the two.
    chosen = days["file name"] if copied else _chosen(days)
    plain = copied or (_IS_DAY.search(PurePath(file).stem) and chosen == days.get("file name"))
    doubt = _order_doubt(blocks, PurePath(file).stem, chosen) if day_first is None and not plain else None
    posted = _posting_doubt(blocks, PurePath(file).stem, chosen) if set(days) == {"front matter"} else None
    if posted:
        return None, (posted,)
    if set(days) == {"heading without a year"} and not find_year(file):
        posted = _only("a line without a year, and another line its year,", chosen)
    weekday = None if list(days.values()).count(chosen) > 1 else _weekday_doubt(blocks, chosen, day_first)
    return chosen, tuple(filter(None, (_contradiction(days, chosen), posted, doubt, weekday)))


def _order(blocks: Sequence[Block], file: str, day_first: bool | None) -> bool | None:
    """Say whether the day stands first: a document's own days tell more than others', and if nothing does, its words.

    Examples
    --------
    >>> lines = [Block("line", text, "") for text in ("Fen Club, 3/5/2024", "Next: 4/17/2024")]
    >>> _order(lines, "", True), _order(lines[:1], "", None), _order([Block("line", "Cllr Lee, 3/5/24", "")], "", None)
    (False, None, True)
    """
    texts = [file, *(block.text[:LONGEST_HEAD] for block in blocks)]
    own = infer_day_first(match[0] for text in texts for match in _FULL_NUMBERS.finditer(text))
    if own is not None or day_first is not None:
        return day_first if own is None else own
    near = {order: [*_other_meetings(blocks, order)] for order in (True, False)}
    in_words = {day_in(_ORDER_OPEN.sub(" ", text)) for text in texts[:HEAD_BLOCKS]}
    for match in (match for text in texts[:HEAD_BLOCKS] for match in _ORDER_OPEN.finditer(text) if is_open(match[0])):
        if not _OTHER_DAY.search(match.string[: match.start()][-60:]):
            days = {order: read_date(match[0], order) for order in near}
            ways = {order for order in near if days[order] in in_words}
            ways = ways or {order for order in near if near[order] and _is_amid(days[order], near[order])}
            if len(ways) == 1:
                return ways.pop()
    return True if any(map(_BRITISH.search, texts)) else None


def _days(blocks: Sequence[Block], path: PurePath, day_first: bool | None) -> dict[str, dt.date]:
    """Give each day that is stated, by where."""
    inside = [*_head(blocks)]
    inside += [block for block in blocks[: 2 * HEAD_BLOCKS] if block.kind != "front" and _says_when(block)]
    inside += [block for block in blocks[:FAR] if block.kind == "heading" and _MEETING.search(block.text)]
    named = day_in(path.stem, day_first) or day_in(_HYPHEN.sub(" ", path.stem), day_first)
    named = dates.month_and_day(path) if named is None or is_to_come(named) else named
    days = {
        "front matter": first_day((block.text for block in blocks if block.kind == "front"), day_first),
        "heading": _likeliest_day(inside, day_first, named, path.stem),
        "file name": named,
        "folder name": first_day(reversed(path.parts[:-1]), day_first),
    }
    if days["heading"] and _is_named(path.stem, days["heading"]):
        days["file name"] = days["heading"]
    elif named and days["heading"] and (named.year, named.day, named.month) == days["heading"].timetuple()[:3]:
        days["heading"] = named  # 7/12 in the text is the twelfth of July or what the file is called by
    places = {where: day for where, day in days.items() if day}
    near, opened = above_roll(blocks), (match[0] for match in _openings(blocks))
    if not places and (day := _likeliest_day(near, day_first, None, "") or first_day(opened, day_first)):
        places["heading"] = day
    own = [day.year for day in places.values()][:1] or dates.years_of(path)
    if "heading" not in places and (short := _short_day(inside, own)):
        places["heading" if short[1] and not own else "heading without a year"] = short[0]
    others = [] if places else [*_other_meetings(blocks, day_first)]
    options = {year for day, sign in others for year in (day.year, _in_half_a_year(day, sign))}
    short = _short_day(inside, sorted(options)) if options else None
    if short and (short[1] or not short[2]) and _is_amid(short[0], others):
        places["heading"] = short[0]
    years = {year for block in blocks if not places for year in dates.years_in(block.text[:LONGEST_HEAD])}
    for span in (years, {year - 1 for year in years}):  # the only year the document names in which the weekday fits
        short = _short_day(inside, sorted(span)) if span and not places else None
        if short and short[1]:
            places["heading" if len(span) <= FEW else "heading without a year"] = short[0]
    return places


def _other_meetings(blocks: Sequence[Block], day_first: bool | None) -> Iterator[tuple[dt.date, int]]:
    """Give the days of the meetings before (-1) and after (1) that a document states.

    Examples
    --------
    >>> texts = "Minutes of 5 March 2024 were agreed", "Date of next meeting", "7 May 2024"
    >>> [(day.month, sign) for day, sign in _other_meetings([Block("line", text, "") for text in texts], True)]
    [(3, -1), (5, 1)]
    """
    for above, block in pairwise([Block("", "", ""), *blocks]):
        text = plain(block.text[:LONGEST_HEAD])
        before, words, after = text.partition(within(text, day_first is not False) or "\n")
        said = f"{above.text[-LONGEST_TITLE:] if len(above.text) < LONGEST_TITLE else ''} {before[-LONGEST_TITLE:]}"
        coming = re.search(r"\bnext\b", said, re.IGNORECASE)
        past = _MEETING.search(said) and (_PAST.search(said) or _APPROVED.match(after))
        if words.strip() and (coming or past):
            yield read_date(words, day_first is not False), 1 if coming else -1


def _in_half_a_year(day: dt.date, sign: int) -> int:
    return (day + dt.timedelta(days=sign * -HALF_A_YEAR)).year


def _is_amid(day: dt.date, others: Iterable[tuple[dt.date, int]]) -> bool:
    """Whether a day lies behind the meetings before it and ahead of those after, and near one of them."""
    ways = [(other - day).days * sign for other, sign in others]
    return min(ways) > 0 and min(ways) <= HALF_A_YEAR


def _says_when(block: Block) -> bool:
    return bool(WHEN.match(block.text)) or any(WHEN.match(f"{cell.strip(' :')}:") for cell in block.cells)


def _openings(blocks: Sequence[Block]) -> Iterator[re.Match[str]]:
    matches = filter(None, (_OPENED.search(block.text[:LONGEST_HEAD]) for block in blocks[:FAR]))
    return (match for match in matches if not _OTHER_MEETING.search(match.string[: match.start()]))


def _short_day(blocks: Sequence[Block], years: Sequence[int]) -> tuple[dt.date, bool, str] | None:
    """Give the first day without a year, in the year named beside it; if its weekday confirms it; that.

    Examples
    --------
    >>> _short_day([Block("heading", "AGM 2024", ""), Block("line", "Tuesday 5 March", "")], [])
    (datetime.date(2024, 3, 5), True, 'Tuesday')
    >>> _short_day([Block("line", text, "") for text in ("Session 2023/24", "Fen Club", "5 March")], [])
    (datetime.date(2024, 3, 5), False, '')
    """
    near = years or sorted({year for block in blocks for year in dates.years_in(block.text[:300])})
    for number, block in enumerate(blocks):
        near_by = [line.text[:300] for line in blocks[max(0, number - 1) : number + 2]]
        beside = {year for line in near_by if _TELLS_YEAR.search(line) for year in dates.years_in(line)}
        for text, weekday in _without_year(block, number < 4):
            days = [day for year in near if (day := day_in(f"{text} {year}"))]
            fitting = [day for day in days if _is_on(day, weekday)]
            if not fitting and len(days) == 2 and not weekday:  # of the years of a session
                days = [day for day, second in zip(days, (False, True), strict=True) if second == (day.month < AUTUMN)]
            if len(fitting) == 1 or (len(days) == 1 and (years or not weekday)):
                sure = not (weekday or years) and (fitting or days)[0].year in beside
                return (fitting or days)[0], bool(fitting) or sure, weekday
    return None


def _before_saved(blocks: Sequence[Block], saved: dt.date) -> dt.date | None:
    """Give the day without a year in the year before the file was saved, if its weekday fits or it is not far back."""
    options = (_short_day([*_head(blocks)], [year]) for year in (saved.year, saved.year - 1))
    days = [day for day, sure, weekday in filter(None, options) if day <= saved and (sure or not weekday)]
    return next((day for day in days if (saved - day).days <= HALF_A_YEAR), None)


def _is_named(stem: str, day: dt.date) -> bool:
    """Whether the figures of a file's name can be read as a day: ``minutes04-09-27``, ``270904``."""
    figures = re.sub(r"\D", "", stem)
    return any(f"{day:{order}}" in figures for order in ("%y%m%d", "%d%m%y", "%m%d%y"))


def _without_year(block: Block, first: bool) -> Iterator[tuple[str, str]]:
    """Give a day without its year, and its weekday, that surely is the meeting's, or stands at the very beginning."""
    match = _NO_YEAR.search(text := plain(block.text[:300]))
    before = text[: match.start()] if match else ""
    if block.kind in {"item", "numbered"} and not WHEN.match(text):
        return
    weekday = _WEEKDAY.search(before)
    sure = first or block.kind == "heading" or block.strong or _HELD.search(before) or weekday
    if match and sure and not _OTHER_DAY.search(_NOT_OTHER.sub("", before)):
        yield match[0], weekday[1] if weekday else ""


def _of_figures(
    blocks: Sequence[Block], stem: str, day_first: bool | None
) -> tuple[dt.date | None, tuple[Reason, ...]]:
    """Read the day from a web address, the file's name or a line amid the text if nothing else states one; say so."""
    addresses = (url for block in _head(blocks) for url in _ADDRESS.findall(block.text[:LONGEST_HEAD]))
    links = (found.group(1, 3, 4) for url in addresses for found in _DAY_IN_ADDRESS.finditer(url))
    linked, named = {day for parts in links if (day := find_date("-".join(parts)))}, {*dates.readings(stem, day_first)}
    years = {find_year(block.text[:LONGEST_HEAD]) for block in blocks}
    named = {day for day in named if day.year in years} or named  # of several the one whose year the text names
    own = [line for last, line in pairwise(blocks) if last.kind != "heading" or not _OTHER_MEETING.search(last.text)]
    lines = [block.text for block in own if len(block.text) < LONGEST_TITLE and _MEETING.search(block.text)]
    feet = {day for text in lines if not _OTHER_MEETING.search(text) and (day := day_in(text, day_first))}
    feet -= {day for day, _sign in _other_meetings(blocks, day_first)}
    places = ("A web address", "The figures in the file's name", "A line amid the text")
    for where, days in zip(places, (linked & named or linked, named, feet), strict=True):
        if len(days) == 1:
            return (day := days.pop()), (_only(where, day),)
    return None, ()


def _only(where: str, day: dt.date) -> Reason:
    why = f"{where} alone states a day; it was read as {day.isoformat()}."
    return Reason("W-DATE", why, value=day.isoformat(), hint="Set the day in study.toml (on = …).")


def first_day(texts: Iterable[str], day_first: bool | None) -> dt.date | None:
    """Find the first day in the first of several texts that holds one."""
    return next((day for text in texts if (day := day_in(text, day_first))), None)


def _likeliest_day(blocks: Iterable[Block], day_first: bool | None, named: dt.date | None, stem: str) -> dt.date | None:
    """Find the day that is most likely the meeting's: a weekday, *held on* or a time of day beside it say so.

    So does that the file is `named` by it; then one in figures, or in an item that tells something, is none.
    """
    best, chosen, above = -1 if named else -4, None, ""
    for number, block in enumerate(blocks):
        elsewhere: object = False
        text = _NOT_OTHER.sub("", plain(_ADDRESS.sub(" ", block.text[:LONGEST_HEAD])))
        while words := within(text, day_first is not False):
            before, _, text = text.partition(words)
            weekday = _WEEKDAY.search(before[-20:]) or _WEEKDAY_AFTER.match(text)
            elsewhere = _OTHER_DAY.search(before[-60:]) or (elsewhere and _BETWEEN.fullmatch(before))
            day = _in_order(words, weekday[1] if weekday else "", f"{stem} {block.text[:LONGEST_TITLE]}", day_first)
            agrees = day == named or _is_named(stem, day)
            if not agrees and (is_to_come(day) or elsewhere):
                continue
            likely = 2 * bool(weekday) + 2 * bool(_HELD.search(before[-60:]))
            likely += (
                bool(_CLOCK.match(text[:20]))
                + bool(_ON_DAY.search(before[-20:]))
                + (
                    (1 + 3 * (not number)) * bool(_NEAR.search(before[-60:]))
                    or bool(_NEAR.search(f"{above} {before}"[-60:]))
                )
                + 5 * agrees
                - 2 * (block.kind in {"item", "numbered"})
                + (block.kind == "heading" or block.strong)
                - (not _LETTERS.search(words))
                - 5 * bool(elsewhere or _MOTION.search(before) or _APPROVED.match(text))
            )
            if likely > best:
                best, chosen = likely, day
        above = block.text
    return chosen


def _in_order(words: str, weekday: str, stem: str, day_first: bool | None) -> dt.date:
    """Read a day; in figures that may be two, the one its weekday is of, or whose month the file's name names.

    Examples
    --------
    >>> _in_order("03/05/2024", "Tuesday", "a", True), _in_order("03/05/2024", "", "a", True)
    (datetime.date(2024, 3, 5), datetime.date(2024, 5, 3))
    """
    day = read_date(words, day_first is not False)
    if not is_open(words):
        return day
    turned = read_date(words, day_first is False)
    months = {match[1].casefold() for match in _NAMED_MONTH.finditer(re.sub(r"[\d_-]", " ", stem))}
    fits = [_is_on(one, weekday) if weekday else f"{one:%b}".casefold() in months for one in (day, turned)]
    return turned if fits == [False, True] else day


def _is_on(day: dt.date, weekday: str) -> bool:
    return f"{day:%a}".casefold() == weekday[:3].casefold()


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


def _weekday_doubt(blocks: Sequence[Block], chosen: dt.date, day_first: bool | None) -> Reason | None:
    """Say so where the weekday beside the day is another's, unless the meeting before or after confirms the year."""
    for block in blocks[: 2 * HEAD_BLOCKS]:
        text = plain(block.text[:LONGEST_HEAD])
        words = within(text, day_first is not False)
        weekdays = _WEEKDAYS.findall(text.partition(words)[0][-30:]) if words else []  # of a span two
        if weekdays and read_date(words, day_first is not False) == chosen:
            fits = any(_is_on(chosen, weekday) for weekday in weekdays)
            near = [] if fits else [*_other_meetings(blocks, day_first)]
            if fits or (near and _is_amid(chosen, near)):
                return None
            why = f"{chosen.isoformat()} is not the weekday that stands beside it ({chosen:%A} is)."
            return Reason(
                "W-DATE", why, value=chosen.isoformat(), hint="Correct it, or set the day in study.toml (on = …)."
            )
    return None


def _order_doubt(blocks: Sequence[Block], stem: str, chosen: dt.date) -> Reason | None:
    """Say so where 03/04/2024 was read in one order and nothing shows that it is so."""
    texts = [*(block.text[:300] for block in blocks[:HEAD_BLOCKS]), stem]
    if any(day_in(_ORDER_OPEN.sub(" ", text)) == chosen for text in texts):  # it stands there in words as well
        return None
    for text in texts:
        for match in _ORDER_OPEN.finditer(text):
            weekday, first = _WEEKDAY.search(text[: match.start()]), (int(match[1]), int(match[2]))
            weekday = weekday or _WEEKDAY_AFTER.match(text[match.end() :])
            element = "day" if first == (chosen.day, chosen.month) else "month"
            certain = (weekday and _is_on(chosen, weekday[1])) or f"{chosen:%b}".casefold() in stem.casefold()
            if is_open(match[0]) and {*first} == {chosen.day, chosen.month} and not certain:
                return Reason(
                    "W-ORDER",
                    f"Nothing here says whether day or month stands first; the {element} was taken.",
                    value=match[0],
                    hint="Say so in study.toml: day_first = true or false.",
                )
    return None
