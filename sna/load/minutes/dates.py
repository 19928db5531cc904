"""When the meeting was, by heading, front matter, file and folder name, and where these contradict each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct

from sna.facts import Reason
from sna.load.dates import find_date, find_year
from sna.load.minutes.blocks import Block
from sna.load.minutes.sections import closes, heading

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_RANGE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:[-–—&/]|to|and)\s*\d{{1,2}}(?:st|nd|rd|th)?(?=\s+(?:of\s+)?{_MONTH})",
    re.IGNORECASE,
)
_RANGE_US = re.compile(
    r"\b([^\W\d_]{3,9}\.? \d{1,2})(?:st|nd|rd|th)?\s*[-–—&]\s*(?:[^\W\d_]{3,9}\.? )?\d{1,2}(?=(?:st|nd|rd|th)?,? \d{4})"
)
_SPAN = re.compile(r"\b(\d{1,2}) ([^\W\d_]{3,9})\s*[-–—]+\s*\d{1,2} [^\W\d_]{3,9} (\d{4})")
_MONTH_DAY = re.compile(r"(?<![\d-])(?:[A-Za-z]+[-_ ])?(\d{2})[-_. ](\d{2})(?![\d-]*\d)")
_OTHER_DAY = re.compile(
    r"\b(?:previous|last|next|approved|approval|due|deadline|version|revised|published|printed|agenda)\b", re.IGNORECASE
)
_ORDER_OPEN = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")
_WHEN = re.compile(r"(?:meeting )?(?:date|when|held|day)\b[^:]{0,20}:", re.IGNORECASE)
HEAD_BLOCKS = 15


class DaySource(Struct, frozen=True):
    """A day and where it was found."""

    where: str
    day: dt.date


def day_in(text: str, day_first: bool | None = None) -> dt.date | None:
    """Find the first day in a text; of a span of days the first.

    Examples
    --------
    >>> day_in("TAG call, 24-25 August 2020"), day_in("July 21-23, 2020"), day_in("no day")
    (datetime.date(2020, 8, 24), datetime.date(2020, 7, 21), None)
    """
    text = re.sub(
        r"(?<=\d)(?:st|nd|rd|th)\b", "", _RANGE_US.sub(r"\1", _RANGE.sub(r"\1", _SPAN.sub(r"\1 \2 \3", text[:300])))
    )
    return find_date(text, day_first is not False)


def day_of(blocks: Sequence[Block], file: str, day_first: bool | None) -> tuple[dt.date | None, tuple[Reason, ...]]:
    """Settle the day of a document.

    The day most of heading, front matter, file and folder name agree on. If all differ, the heading; but the file's
    name where the two are a slip apart (the same month and day of another year, or another day of the same month), for
    headings are copied from one meeting's minutes to the next.

    Returns
    -------
    tuple[date or None, tuple[Reason, ...]]
        The day, and the contradictions.
    """
    sources = [*_inside(blocks, day_first), *_of_name(PurePath(file), day_first)]
    if not sources:
        return None, ()
    chosen = _chosen(sources)
    warnings = list(_contradiction(sources, chosen))
    if day_first is None and (doubt := _order_doubt(blocks, file, chosen)):
        warnings.append(doubt)
    return chosen, tuple(warnings)


def _inside(blocks: Sequence[Block], day_first: bool | None) -> list[DaySource]:
    front = (
        DaySource("front matter", day)
        for block in blocks
        if block.kind == "front" and (day := day_in(block.text, day_first))
    )
    head = [block for block in _head(blocks) if not _OTHER_DAY.search(block.text)]
    titles = [block for block in head if block.kind == "heading"]
    lines = [block for block in head if block.kind in {"line", "row"}]
    lines += [block for block in blocks[: 2 * HEAD_BLOCKS] if _WHEN.match(block.text)]
    heading = (DaySource("heading", day) for block in [*titles, *lines] if (day := day_in(block.text, day_first)))
    return [source for source in (next(front, None), next(heading, None)) if source]


def _head(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give what stands before the agenda, up to the heading of the first roll."""
    for index, block in enumerate([block for block in blocks if block.kind != "front"][:HEAD_BLOCKS]):
        label = block.text.partition(":")[0]
        roll = heading(label, sure=block.kind == "heading" or ":" in block.text)
        if index and block.kind == "heading" and not roll and closes(label) and not day_in(label):
            return  # but a page's title may be "Minutes"
        yield block
        if roll:
            return


def _of_name(path: PurePath, day_first: bool | None) -> list[DaySource]:
    stem = day_in(path.stem, day_first) or _month_day(path)
    folder = next((day for part in reversed(path.parts[:-1]) if (day := day_in(part, day_first))), None)
    return [DaySource(where, day) for where, day in (("file name", stem), ("folder name", folder)) if day]


def _month_day(path: PurePath) -> dt.date | None:
    """Read ``2019/telcons/05-15-minutes.md``: month and day in the name, the year in a folder's."""
    match = _MONTH_DAY.search(path.stem)
    year = next((year for part in reversed(path.parts[:-1]) if (year := find_year(part))), None)
    if not match or not year:
        return None
    try:
        return dt.date(year, int(match[1]), int(match[2]))
    except ValueError:
        return None


def _chosen(sources: list[DaySource]) -> dt.date:
    days = [source.day for source in sources]
    most = max(days, key=days.count)
    if days.count(most) > 1:
        return most
    by = {source.where: source.day for source in sources}
    inside = by.get("heading") or by.get("front matter")
    named = by.get("file name")
    if inside and named:
        return named if _is_slip(inside, named) else inside
    return inside or named or days[0]


def _is_slip(heading_day: dt.date, file_day: dt.date) -> bool:
    return heading_day.month == file_day.month and (
        heading_day.day == file_day.day or heading_day.year == file_day.year
    )


def _contradiction(sources: list[DaySource], chosen: dt.date) -> list[Reason]:
    contrary = [source for source in sources if source.day != chosen]
    if not contrary:
        return []
    days = "; ".join(f"{source.where}: {source.day.isoformat()}" for source in sources)
    return [
        Reason(
            "W-DATE",
            f"The day is stated in ways that differ ({days}); {chosen.isoformat()} was taken.",
            value=days,
            hint="Correct the wrong one, or set the day in study.toml.",
        )
    ]


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
