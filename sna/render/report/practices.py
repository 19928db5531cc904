"""The part of a page about work done twice and practices that spread: grid of topics, ladder, the same as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.kinds import sentences
from sna.findings.phrases import MONTHS, capital, number
from sna.findings.practices import ISOLATION, UNKNOWN
from sna.findings.record import Finding, Verdict
from sna.findings.rows import IsolatedWorkRow, SpreadRow
from sna.findings.sources import cite, plain
from sna.render.chart import INK, MUTE, PAPER, WIDTH, Cell, numbers, table_html
from sna.render.page import svg_markup
from sna.render.report.content import ReportContent
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, wrap

BLUE, ORANGE, SLATE, PALE = "#005EB8", "#B8400B", "#3B4F63", "#C8D0D5"
MOST_COLUMNS, MOST_TOPICS, MOST_RUNGS, MOST_ROWS, MOST_ARROWS = 8, 14, 24, 60, 4
"""With more groups no grid, or no ladder, is drawn; a grid ends at so many topics, a table at so many rows; so many
arrows come to one dot."""
NAMES, SIDE, LANE, TEXT = 176.0, 104.0, 9.0, 12.0
"""Room for the names of topics and beside the grid, from bracket to bracket, and the size of letters, in px."""
GRID_READS = (
    "A filled box says when it was made there. A bracket joins two who made the same: dashed and orange, who had not "
    "met when the second was made; plain, who had; dotted and grey, of whom that is not known."
)
LADDER_READS = (
    "Each dot stands at the month in which the practice was taken up; a black square, by who began it; hollow and "
    "orange, by who had met none that had it. Arrows come from those it had met most often: blue from the first."
)


class PracticePart(Struct, frozen=True):
    """What is said of work or of practices: the headline, the words, the picture (None for too many) and the table."""

    title: str
    text: str
    verdict: str
    picture: Markup | None
    reads: str
    table: Markup
    rest: str


def practice_parts(content: ReportContent) -> list[PracticePart]:
    """Give what is said of work done twice in isolation and of practices, each if there is a list.

    Examples
    --------
    >>> practice_parts(ReportContent(title="Forum"))
    []
    """
    parts = []
    for finding, words in sentences(content.findings_of("isolated-work", "spread"), {}):
        tables = content.tables_by(finding.by, content.whole)
        verdict = "" if finding.verdict is Verdict.COUNT else capital(finding.verdict.value)
        if finding.what == "isolated-work":
            rows = list(tables.isolated_work)
            picture = _grid(rows, plain(words.headline))
            table = table_html("Who works on the same topic", _WORK_HEADS, map(_work_row, rows[:MOST_ROWS]))
            parts.append(
                PracticePart(
                    words.headline, words.text, verdict, picture, GRID_READS, table, _rest("isolated_work", rows)
                )
            )
        else:
            steps = [row for row in tables.spread if row.status]
            ladder = _ladder(content, finding, words.headline)
            table = table_html("Who took up what", _SPREAD_HEADS, map(_spread_row, steps[:MOST_ROWS]))
            parts.append(
                PracticePart(words.headline, words.text, verdict, ladder, LADDER_READS, table, _rest("spread", steps))
            )
    return parts


_WORK_HEADS = ["Topic", "One", "Other", *numbers("Begun", "Begun, other"), "Their makers"]
_SPREAD_HEADS = [
    "Practice", "Who", *numbers("Taken up", "Had it before", "Of these met", "Share of contact", "Expected"), "Now",
]  # fmt: skip
_STATES = {ISOLATION: "had not met", UNKNOWN: "not known", "met": "had met"}


def _work_row(row: IsolatedWorkRow) -> Sequence[Cell]:
    return (
        row.topic,
        row.group,
        row.other,
        month(row.begun),
        month(row.begun_other),
        _STATES.get(row.state, row.state),
    )


def _spread_row(row: SpreadRow) -> Sequence[Cell]:
    counts = ["" if count is None else number(count) for count in (row.had, row.touching)]
    shares = [
        "" if share is None else cite(f"{plain(number(100 * share))}%", share) for share in (row.share, row.expected)
    ]
    return row.practice, row.group, month(row.earliest), *counts, *shares, row.status


def month(on: dt.date | None) -> str:
    """Write the month of a day, for a table; empty for none.

    Examples
    --------
    >>> month(dt.date(2024, 3, 5)), month(None)
    ('Mar 2024', '')
    """
    return cite(f"{MONTHS[on.month - 1][:3]} {on.year}", on) if on else ""


def _rest(name: str, rows: Sequence[IsolatedWorkRow] | Sequence[SpreadRow]) -> str:
    """Say where the rows stand that the table leaves out."""
    return f"The rest stand in {name}.csv." if len(rows) > MOST_ROWS else ""


# The grid of topics


def _grid(rows: Sequence[IsolatedWorkRow], title: str) -> Markup | None:
    """Draw a row a topic and a column a group: what was made when, and which pairs had not met."""
    groups = sorted({end for row in rows for end in (row.group, row.other)})
    topics: dict[str, list[IsolatedWorkRow]] = {}
    for row in rows:
        topics.setdefault(row.topic, []).append(row)
    if not rows or len(groups) > MOST_COLUMNS:
        return None
    order = sorted(topics, key=lambda topic: (-sum(row.state == ISOLATION for row in topics[topic]), topic))[
        :MOST_TOPICS
    ]
    columns = {group: place for place, group in enumerate(groups)}
    lanes = {topic: _lanes(topics[topic], columns) for topic in order}
    heights = {topic: 46 + LANE * (max(lanes[topic].values()) + 1) for topic in order}
    words = "; ".join(f"{row.topic}, {row.group} and {row.other}: {_STATES.get(row.state, '')}" for row in rows)
    wide = (WIDTH - NAMES - SIDE) / len(groups)
    names = {group: wrap(group, wide - 8, TEXT, bold=True) for group in groups}
    head = 12 + 14.0 * max(map(len, names.values()))
    drawing = Drawing("work", WIDTH, head + 4 + sum(heights.values()), title=title, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    for group, place in columns.items():
        for line, text in enumerate(names[group]):
            drawing.text((_across(place, wide), 12 + 14 * line), text, Letters(TEXT, INK, bold=True, anchor="middle"))
    drawing.text((WIDTH - 8, 12), "Had not met", Letters(TEXT, INK, bold=True, anchor="end"))
    top = head
    for topic in order:
        drawing.line([(0, top), (WIDTH, top)], Pen(PALE))
        _topic(drawing, topics[topic], (columns, lanes[topic], wide), (top, top + heights[topic]))
        top += heights[topic]
    return svg_markup(drawing.svg())


def _across(place: int, wide: float) -> float:
    return NAMES + wide * (place + 0.5)


Pair = tuple[int, int]


def _lanes(rows: Sequence[IsolatedWorkRow], columns: Mapping[str, int]) -> dict[Pair, int]:
    """Give each bracket a height of its own where it would lie on another; the shortest lowest."""
    lanes: dict[Pair, int] = {}
    pairs = (sorted((columns[row.group], columns[row.other])) for row in rows)
    for low, high in sorted(pairs, key=lambda pair: (pair[1] - pair[0], pair)):
        crossing = {lane for (start, end), lane in lanes.items() if start < high and low < end}
        lanes[low, high] = next(lane for lane in range(len(crossing) + 1) if lane not in crossing)
    return lanes


def _topic(
    drawing: Drawing,
    rows: Sequence[IsolatedWorkRow],
    places: tuple[Mapping[str, int], Mapping[Pair, int], float],
    span: tuple[float, float],
) -> None:
    """Draw one topic: its name, a box a group, the brackets above them, and how many pairs had not met."""
    columns, lanes, wide = places
    middle = span[1] - 20
    for line, text in enumerate(wrap(rows[0].topic, NAMES - 12, TEXT + 1, bold=True, most=2)):
        drawing.text((8, middle - 2 + 15 * line), text, Letters(TEXT + 1, INK, bold=True))
    begun = {row.group: row.begun for row in rows} | {row.other: row.begun_other for row in rows}
    for group, place in columns.items():
        corner = _across(place, wide) - wide / 2 + 4, middle - 12
        fill = Fill(BLUE) if group in begun else Fill(PAPER)
        drawing.rectangle(corner, (wide - 8, 24), fill=fill, pen=Pen(BLUE if group in begun else PALE))
        if group in begun:
            words = plain(month(begun[group])) or "made"
            drawing.text((_across(place, wide), middle), words, Letters(TEXT, PAPER, anchor="middle"))
    feet = _feet(lanes, wide)
    for row in sorted(rows, key=lambda row: row.state == ISOLATION):
        low, high = sorted((columns[row.group], columns[row.other]))
        y = middle - 18 - LANE * lanes[low, high]
        ends = feet[low, high, low], feet[low, high, high]
        drawing.line([(ends[0], middle - 13), (ends[0], y), (ends[1], y), (ends[1], middle - 13)], _bracket(row.state))
    apart = sum(row.state == ISOLATION for row in rows)
    letters = Letters(TEXT + 1, ORANGE if apart else MUTE, bold=bool(apart), anchor="end")
    drawing.text((WIDTH - 8, middle), f"{apart} of {len(rows)}", letters)


def _bracket(state: str) -> Pen:
    if state == ISOLATION:
        return Pen(ORANGE, 2.6, dash=(6, 3))
    return Pen(MUTE, 1.4, dash=(1.5, 3)) if state == UNKNOWN else Pen(SLATE, 1.6)


def _feet(lanes: Mapping[Pair, int], wide: float) -> dict[tuple[int, int, int], float]:
    """Give every end of a bracket a foot of its own on its box: those that go left stand left."""
    feet: dict[tuple[int, int, int], float] = {}
    for place in {end for pair in lanes for end in pair}:
        ends = sorted(
            (pair for pair in lanes if place in pair),
            key=lambda pair: (pair[0] == place, (pair[1] - pair[0]) * (1 if pair[1] == place else -1), pair),
        )
        room = min(14.0, (wide - 24) / max(len(ends) - 1, 1))
        for at, pair in enumerate(ends):
            feet[(*pair, place)] = _across(place, wide) + room * (at - (len(ends) - 1) / 2)
    return feet


# The ladder of a practice


def _ladder(content: ReportContent, finding: Finding, headline: str) -> Markup | None:
    """Draw the practice that stands out, or else that most took up after they had met one that had it."""
    tables = content.tables_by(finding.by, content.whole)
    standing = {row.groups[0] for row in content.findings_of("spread") if row.groups and row.verdict is Verdict.MORE}
    practices: dict[str, list[SpreadRow]] = {}
    for row in tables.spread:
        if row.earliest is not None:
            practices.setdefault(row.practice, []).append(row)
    if not practices:
        return None

    def rank(name: str) -> tuple[bool, int, str]:
        return name not in standing, -sum(bool(row.touching) for row in practices[name]), name

    practice = min(practices, key=rank)
    rows = sorted(practices[practice], key=lambda row: (_middle(row), row.group))
    days = [_middle(row) for row in rows]
    if len(rows) > MOST_RUNGS or days[0] == days[-1]:
        return None
    later = [row for row in rows if row.had]
    touching, summary = sum(bool(row.touching) for row in later), tables.spread_summary.get(practice)
    later_ones = f"{touching} of {len(later)} later ones had met one that had it"
    if summary and summary.expected is not None:
        later_ones = f"{later_ones}; by luck it would be {summary.expected:.0f}"
    words = f"{practice}: {later_ones}. {plain(headline)}."
    drawing = Drawing("ladder", WIDTH, 62 + 28.0 * len(rows), title=practice, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    title = f"{shortened(practice, 300, 14, bold=True)}: {later_ones}"
    drawing.text((8, 14), title, Letters(14, INK, bold=True))
    _rungs(drawing, rows, days)
    return svg_markup(drawing.svg())


def _middle(row: SpreadRow) -> float:
    assert row.earliest is not None
    assert row.latest is not None
    return (row.earliest.toordinal() + row.latest.toordinal()) / 2


def _rungs(drawing: Drawing, rows: Sequence[SpreadRow], days: Sequence[float]) -> None:
    """Draw the months, a line a group, and the arrows from those it had met."""
    start, right = 250.0, WIDTH - 16
    along = (right - start) / (days[-1] - days[0])
    places = {
        row.group: (start + (day - days[0]) * along, 58 + 28.0 * at)
        for at, (row, day) in enumerate(zip(rows, days, strict=True))
    }
    for on in _ticks(days[0], days[-1]):
        x = start + (on.toordinal() - days[0]) * along
        drawing.line([(x, 46), (x, drawing.height - 6)], Pen(PALE))
        drawing.text((x, 36), f"{MONTHS[on.month - 1][:3]} {on.year}", Letters(TEXT, MUTE, anchor="middle"))
    for row in rows:
        sources = [name for name in row.sources.split("; ") if name in places][:MOST_ARROWS]
        for at, name in reversed([*enumerate(sources)]):
            _arrow(drawing, places[name], places[row.group], strongest=at == 0)
    for row in rows:
        x, y = places[row.group]
        lines = wrap(row.group, start - 30, TEXT, most=2)
        for line, text in enumerate(lines):
            drawing.text((start - 14, y + 13 * (line - (len(lines) - 1) / 2)), text, Letters(TEXT, INK, anchor="end"))
        if not row.had:
            drawing.rectangle((x - 6, y - 6), (12, 12), fill=Fill(INK))
        elif row.touching:
            drawing.circle((x, y), 6.5, fill=Fill(BLUE), pen=Pen(PAPER, 1.2))
        else:
            drawing.circle((x, y), 6.0, fill=Fill(PAPER), pen=Pen(ORANGE, 2.4))


def _ticks(first: float, last: float) -> Iterator[dt.date]:
    """Give the first days of quarters, or of years where there are many."""
    start, end = dt.date.fromordinal(int(first)), dt.date.fromordinal(int(last))
    months = 3 if last - first < 1_100 else 12
    for year in range(start.year, end.year + 1):
        yield from (on for month in range(1, 13, months) if start <= (on := dt.date(year, month, 1)) <= end)


def _arrow(drawing: Drawing, tail: tuple[float, float], head: tuple[float, float], *, strongest: bool) -> None:
    pen = Pen(BLUE, 2.0) if strongest else Pen(MUTE, 1.0, 0.45)
    tip = head[0] - 8, head[1] - 2
    bend = (tail[0] + tip[0]) / 2
    drawing.curve([tail, (bend, tail[1]), (bend, tip[1]), tip], pen)
    if strongest:
        drawing.line([(tip[0] - 6, tip[1] - 4), tip, (tip[0] - 6, tip[1] + 4)], pen)
