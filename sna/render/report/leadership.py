"""The part of a page about who leads, levels in touch and what is used: pictures, and the same as tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup

from sna.findings.kinds import sentences
from sna.findings.leadership import EVERY, LeadershipRow, LevelRow, UsedRow
from sna.findings.phrases import capital, number, percent
from sna.findings.record import Verdict
from sna.findings.sources import cite, like, plain
from sna.findings.tables import ALL, Tables
from sna.render.chart import INK, MUTE, PAPER, Cell, numbers, scale, table_html
from sna.render.page import svg_markup
from sna.render.report.content import ReportContent
from sna.render.report.practices import PracticePart, month
from sna.render.svg import Drawing, Fill, Letters, Pen

WIDTH = 680.0
ACTS = {
    "chaired": ("chairs", "#1B2A33"), "presented": ("talks", "#005EB8"), "noted": ("notes", "#E0A030"),
    "owns action": ("actions", "#2F8F73"), "started thread": ("threads", "#EAD3FD"),
}  # fmt: skip
"""Kind of act → its words and colour; the colours differ in grey as well."""
VIOLET, BLUE, SLATE, PALE = "#8A4FBF", "#005EB8", "#8794A0", "#C8D0D5"
_QUARTER = re.compile(r"(\d{4}) (Q[1-4])")
MOST_QUARTERS, MOST_THINGS = 12, 40
BARS, GUTTER, KEY = 200.0, 44.0, 132.0
"""The height of the bars, and the room left of them and right of them for the key, in px."""
ACTS_READ = "Acts quarter by quarter. Below: in how many equal parts, and by lot."
LADDER_READS = (
    "Times people of two levels were together, quarter by quarter. A thick blue line: at least as many as expected "
    "from how often each comes; grey and dashed: fewer. Dots grow with how often people inside a level were together."
)
USED_READS = "What was presented, where it comes from, and when it was in use somewhere."


def leadership_parts(content: ReportContent) -> list[PracticePart]:
    """Give what is said of who leads, of levels and of what is used, each if there is anything.

    Examples
    --------
    >>> leadership_parts(ReportContent(title="Forum"))
    []
    """
    tables, parts = content.whole.tables, []
    for finding, words in sentences(content.findings_of("leadership", "levels", "used"), {}):
        title, rest = plain(words.headline), ""
        verdict = "" if finding.verdict is Verdict.COUNT else capital(finding.verdict.value)
        if finding.what == "leadership":
            picture, reads, table = _acts(tables, title), ACTS_READ, _acts_table(tables)
        elif finding.what == "levels":
            rows = [row for row in tables.levels if row.span != ALL]
            picture, reads, verdict = _ladder(rows, title), LADDER_READS, ""
            table = table_html("Levels, quarter by quarter", _LEVEL_HEADS, map(_level_row, _stepwise(rows)))
        else:
            picture, reads, things = None, USED_READS, list(tables.used)
            table = table_html("What was presented", _USED_HEADS, map(_used_row, things[:MOST_THINGS]))
            rest = "The rest stand in used.csv." if len(things) > MOST_THINGS else ""
        parts.append(PracticePart(words.headline, words.text, verdict, picture, reads, table, rest))
    return parts


def _spans(tables: Tables) -> dict[str, dict[str, LeadershipRow]]:
    """Give the kinds of act of each quarter, the last so many."""
    quarters: dict[str, dict[str, LeadershipRow]] = {}
    for row in tables.leadership:
        if _QUARTER.fullmatch(row.span):
            quarters.setdefault(row.span, {})[row.kind] = row
    return dict(list(quarters.items())[-MOST_QUARTERS:])


def _when(row: LeadershipRow | LevelRow) -> str:
    counted = row.acts if isinstance(row, LeadershipRow) else row.ties
    return cite(row.span, like(counted, counted, "act_span"))


def _acts_table(tables: Tables) -> Markup:
    rows, shown = list[Sequence[Cell]](), {row.kind for row in tables.leadership}
    for row in tables.leadership:
        if row.kind == EVERY:
            kinds = [tables.leadership.get(row.span, kind) for kind in ACTS if kind in shown]
            shares = ["" if value is None else number(value, 1) for value in (row.effective, row.expected)]
            share = "" if row.share is None else percent(like(1 - row.share, row.share, "others_acts_share"))
            counts = [number(part.acts) if part else "" for part in kinds]
            rows.append((_when(row), number(row.acts), *counts, *shares, share))
    words = [capital(words) for kind, (words, _colour) in ACTS.items() if kind in shown]
    heads = ["When", *numbers("Acts", *words, "Equal parts", "By lot", "By others")]
    return table_html("Who leads, by kind of act", heads, rows)


def _acts(tables: Tables, title: str) -> Markup | None:
    """Draw the acts of each quarter as two columns, conveners beside others."""
    spans = _spans(tables)
    peak = max((max(_heights(rows)) for rows in spans.values()), default=0)
    if len(spans) < 2 or not peak:
        return None
    wide = (WIDTH - GUTTER - KEY) / len(spans)
    words = "; ".join(f"{span}: {rows[EVERY].acts} acts" for span, rows in spans.items() if EVERY in rows)
    drawing = Drawing("acts", WIDTH, BARS + 116, title=title, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    up = scale(0, peak, BARS + 20, 26)
    for value in dict.fromkeys((0, peak // 2, peak)):
        drawing.line([(GUTTER, up(value)), (WIDTH - KEY, up(value))], Pen(PALE))
        drawing.text((GUTTER - 6, up(value)), str(value), Letters(12, MUTE, anchor="end"))
    for place, (span, rows) in enumerate(spans.items()):
        start = GUTTER + wide * place
        for side in (0, 1):
            _column(drawing, rows, side, (start + wide * (0.08 + 0.43 * side), wide * 0.4, up))
        _below(drawing, span, rows, start + wide / 2)
    _key(drawing, convened=any(row.by_conveners is not None for rows in spans.values() for row in rows.values()))
    return svg_markup(drawing.svg())


def _heights(rows: Mapping[str, LeadershipRow]) -> tuple[int, int]:
    """Count the acts of conveners, and of others."""
    every = [row for kind, row in rows.items() if kind != EVERY]
    theirs = sum(row.by_conveners or 0 for row in every)
    return theirs, sum(row.acts for row in every) - theirs


def _column(
    drawing: Drawing, rows: Mapping[str, LeadershipRow], side: int, place: tuple[float, float, Callable[[float], float]]
) -> None:
    """Draw one column, kind above kind: of conveners hatched (side 0), of others filled, and its sum."""
    (start, wide, up), height = place, 0
    for kind, (_words, colour) in ACTS.items():
        row = rows.get(kind)
        acts = 0 if row is None else (row.by_conveners or 0) if side == 0 else row.acts - (row.by_conveners or 0)
        if not acts:
            continue
        top, size = up(height + acts), up(height) - up(height + acts)
        edge = VIOLET if kind == "started thread" else colour
        drawing.rectangle((start, top), (wide, size), fill=Fill(colour if side else PAPER), pen=Pen(edge, 1.4))
        if side == 0:
            lines = [[(start + 1, top + step), (start + wide - 1, top + step)] for step in range(4, int(size), 5)]
            drawing.lines(lines, Pen(edge))
        height += acts
    if height:
        drawing.text((start + wide / 2, up(height) - 9), str(height), Letters(12, INK, bold=True, anchor="middle"))


def _below(drawing: Drawing, span: str, rows: Mapping[str, LeadershipRow], middle: float) -> None:
    """Write the quarter, and by how many in equal parts, of how many by lot."""
    year, quarter = span.split(" ")
    drawing.text((middle, BARS + 34), quarter, Letters(12, MUTE, anchor="middle"))
    if quarter == "Q1":
        drawing.text((middle, BARS + 50), year, Letters(12, MUTE, bold=True, anchor="middle"))
    row = rows.get(EVERY)
    if row and row.effective is not None:
        drawing.text((middle, BARS + 76), f"{row.effective:.0f}", Letters(15, INK, bold=True, anchor="middle"))
    if row and row.expected is not None:
        drawing.text((middle, BARS + 96), f"of {row.expected:.0f}", Letters(12, MUTE, anchor="middle"))


def _key(drawing: Drawing, *, convened: bool) -> None:
    start = WIDTH - KEY + 14
    for place, (kind, (words, colour)) in enumerate(ACTS.items()):
        edge = VIOLET if kind == "started thread" else colour
        drawing.rectangle((start, 30 + 24.0 * place), (14, 14), fill=Fill(colour), pen=Pen(edge, 1.4))
        drawing.text((start + 20, 37 + 24.0 * place), words, Letters(12, INK))
    for place, words in enumerate(("hatched: conveners", "filled: others") if convened else ()):
        drawing.text((start, 162 + 18.0 * place), words, Letters(12, INK))
    drawing.text((start, BARS + 76), "in equal parts", Letters(12, MUTE))
    drawing.text((start, BARS + 96), "by lot", Letters(12, MUTE))


# Levels


_LEVEL_HEADS = ["Levels", "Quarter", *numbers("Together", "Expected")]
_USED_HEADS = ["Presented", "Comes from", *numbers("When", "In use since", "Days until use"), "Now"]


def _stepwise(rows: Sequence[LevelRow]) -> list[LevelRow]:
    """Give the rows of levels next to each other."""
    names = _level_names(rows)
    steps = set(pairwise(names))
    return [row for row in rows if (row.level, row.other) in steps]


def _level_names(rows: Sequence[LevelRow]) -> list[str]:
    """Name the levels, the lowest first."""
    return list(dict.fromkeys(row.level for row in rows if row.level == row.other))


def _level_row(row: LevelRow) -> Sequence[Cell]:
    return f"{row.level} with {row.other}", _when(row), number(row.ties), number(row.expected or 0.0, 1)


def _used_row(row: UsedRow) -> Sequence[Cell]:
    days = "" if row.days is None else number(row.days)
    return row.thing, row.source, month(row.presented), month(row.begun), days, row.state


def _ladder(rows: Sequence[LevelRow], title: str) -> Markup | None:
    """Draw a line a level, the highest on top, and between two of them a stroke a quarter."""
    names, quarters = _level_names(rows), list(dict.fromkeys(row.span for row in rows))[-MOST_QUARTERS:]
    if len(quarters) < 2:
        return None
    drawing = Drawing("levels", WIDTH, 74.0 * len(names) + 30, title=title, description=title)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    across = {span: 150 + (WIDTH - 190) * place / (len(quarters) - 1) for place, span in enumerate(quarters)}
    heights = {name: 74.0 * (len(names) - place) - 44 for place, name in enumerate(names)}
    peak = max(row.ties for row in rows)
    for row in rows:
        if row.level == row.other and row.span == quarters[0]:
            drawing.line([(140, heights[row.level]), (WIDTH - 10, heights[row.level])], Pen(PALE, 1.4))
            drawing.text((8, heights[row.level] - 8), capital(row.level), Letters(13, INK, bold=True))
            drawing.text((8, heights[row.level] + 9), f"{row.people} people", Letters(12, MUTE))
    for row in _stepwise(rows):
        if row.span in across:
            _stroke(drawing, row, across[row.span], (heights[row.level], heights[row.other], peak))
    for row in rows:
        if row.level == row.other and row.span in across:
            radius = 4 + 7 * (row.ties / max(peak, 1)) ** 0.5
            drawing.circle((across[row.span], heights[row.level]), radius, fill=Fill(INK), pen=Pen(PAPER, 1.2))
    for span, x in across.items():
        drawing.text((x, drawing.height - 10), span, Letters(12, MUTE, anchor="middle"))
    return svg_markup(drawing.svg())


def _stroke(drawing: Drawing, row: LevelRow, x: float, place: tuple[float, float, int]) -> None:
    low, high, peak = place
    enough = row.ties > 0 and row.ties >= (row.expected or 0.0)
    wide = 1.5 + 6 * (row.ties / max(peak, 1)) ** 0.5
    if row.ties:
        pen = Pen(BLUE, wide) if enough else Pen(SLATE, wide, 1.0, (5, 4))
        drawing.line([(x, low - 13), (x, high + 13)], pen)
    letters = Letters(12, INK if row.ties else MUTE, bold=enough, halo=True)
    drawing.text((x + 8, (low + high) / 2), str(row.ties), letters)
